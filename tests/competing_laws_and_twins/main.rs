//! Holds the room of competing risks to laws that need no reference, and to slow twins written
//! straight from the definitions, on drawn data: few subjects, heavy ties or none, up to four groups and
//! three causes.
//!
//! The draws are the same in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others.

// The twins call the machine's own exponential: not even that is shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;

mod agreement;
mod cohort;
mod curves;
mod fine_gray_twin;
mod gray_twin;
mod incidence_twin;
mod nothing_competes;
mod nothing_new;
mod people;

use proptest::prelude::ProptestConfig;

fn config() -> ProptestConfig {
    common::chance::config(1988, "tests/proptest-regressions/competing.txt")
}
