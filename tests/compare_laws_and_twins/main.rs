//! Holds the comparisons of groups to laws that need no reference, and to slow twins: the same numbers
//! straight from their definitions, subject by subject, with nothing shared but the data.
//!
//! The data are drawn by proptest, as in `tests/laws`: few subjects, heavy ties or none, with and without
//! delayed entry and strata.

// The twins call the machine's own functions: not even those are shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod cohort;
mod laws;
mod masses;
mod twins;

use proptest::prelude::ProptestConfig;
use riskset::compare::weight::Weight;

const WEIGHTS: [Weight; 8] = [
    Weight::LogRank,
    Weight::GehanBreslow,
    Weight::TaroneWare,
    Weight::PetoPeto,
    Weight::ModifiedPetoPeto,
    Weight::FlemingHarrington { p: 1.0, q: 0.0 },
    Weight::FlemingHarrington { p: 0.0, q: 1.0 },
    Weight::FlemingHarrington { p: 0.3, q: 2.0 },
];

fn config() -> ProptestConfig {
    common::chance::config(1966, "tests/proptest-regressions/compare.txt")
}
