//! Holds the comparisons of groups to R: `tests/reference/rooms/compare.R` says how its numbers came about.

#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod max_combo;
mod pairs;
mod ratio;
mod room;
mod trend;
mod weighted;
