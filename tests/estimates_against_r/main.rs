//! Holds the estimates of one group, and the differences of two, to R: cumulative hazard, restricted
//! means, milestones, length of follow-up, rates, and the special functions beneath them.
//!
//! The numbers are those of `tests/reference/rooms/estimates.json` (R 4.2.2, survival 3.5-3), made from the data
//! in `tests/reference/fixtures`. `cargo test --test estimates_against_r -- --nocapture` prints the
//! counts and the largest error of each quantity.

#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;

mod contrast;
mod follow_up;
mod hazards;
mod milestones;
mod numbers;
mod printed;
mod rates;
mod restricted_means;
mod special_functions;
