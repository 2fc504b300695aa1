//! Holds the estimators to laws that need no reference: what a change of the data that says
//! nothing new may change (nothing), and what every curve, test and likelihood must look like.
//!
//! The data are drawn by proptest: few subjects, heavy ties or none, up to four groups, with and
//! without delayed entry. The draws are the same in every run; `PROPTEST_RNG_SEED` and
//! `PROPTEST_CASES` ask for others. What once failed is kept in `tests/proptest-regressions`.

#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;

mod cohort;
mod comparisons;
mod curves;
mod nothing_new;

use proptest::prelude::ProptestConfig;
use riskset::cox::likelihood::Ties;

const TIES: [Ties; 3] = [Ties::Efron, Ties::Breslow, Ties::Exact];

fn config() -> ProptestConfig {
    common::chance::config(1958, "tests/proptest-regressions/laws.txt")
}
