//! Holds the Cox regression of any covariates to a slow twin, straight from the definition, and to laws that need no
//! reference: what a change of the data that says nothing new may change (nothing).
//!
//! The data are drawn by proptest: few rows, heavy ties or none, with and without delayed entry and strata; numbers and
//! a category. The draws are the same in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others.

// The twins call the machine's own logarithm: not even that is shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;

mod agreement;
mod cases;
mod cohort;
mod laws;
mod twins;

use proptest::prelude::ProptestConfig;
use riskset::cox::likelihood::Ties;

const TIES: [Ties; 3] = [Ties::Efron, Ties::Breslow, Ties::Exact];

fn config() -> ProptestConfig {
    common::chance::config(1972, "tests/proptest-regressions/cox.txt")
}
