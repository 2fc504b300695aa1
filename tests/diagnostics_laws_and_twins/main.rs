//! Holds the diagnostics of Cox models to laws that need no reference, and to slow twins: the same quantities straight
//! from their definitions, risk set by risk set and row by row.
//!
//! Draws have heavy ties or none, one or two strata, delayed entry or not, a group and a number. Coefficients are
//! drawn too: most laws hold anywhere, not at the maximum alone.

// The twins call the machine's own exponential: not even that is shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod cohort;
mod denominators;
mod laws;
mod ph_test_twin;
mod row_by_row;

use proptest::prelude::ProptestConfig;
use riskset::cox::likelihood::Ties;

const TIES: [Ties; 2] = [Ties::Efron, Ties::Breslow];

fn config() -> ProptestConfig {
    common::chance::config(1994, "tests/proptest-regressions/diagnostics.txt")
}
