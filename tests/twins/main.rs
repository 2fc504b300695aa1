//! Holds the estimators to slow twins: the same quantities straight from their definitions,
//! subject by subject, with nothing shared but the data.
//!
//! A twin may take a second where the crate takes a millisecond; it may not be clever. The data
//! are drawn by a fixed generator: heavy ties, no ties, delayed entry, up to four groups.

// The twins call the machine's own logarithm: not even that is shared.
#![allow(clippy::disallowed_methods)]

#[path = "../common/mod.rs"]
mod common;

mod collinear;
mod cox;
mod curves;
mod log_rank;
mod people;
mod risk_sets;

use riskset::cox::likelihood::Ties;

const TIES: [Ties; 2] = [Ties::Efron, Ties::Breslow];
