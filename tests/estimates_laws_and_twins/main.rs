//! Holds the estimates of one group, and the differences of two, to laws that need no reference and to slow
//! twins: the same quantities straight from their definitions, subject by subject.
//!
//! The data are drawn by proptest as in `tests/laws`: few subjects, heavy ties or none, up to three
//! groups, with and without delayed entry; the same in every run.

// The twins call the machine's own functions: not even those are shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;

mod cohort;
mod laws;
mod twins;

use proptest::prelude::ProptestConfig;

fn config() -> ProptestConfig {
    common::chance::config(1926, "tests/proptest-regressions/estimates.txt")
}
