//! Holds every estimator to R: curves, limits, quantiles, the log-rank test, Cox models, tails.
//!
//! The numbers are those of `tests/reference/fixtures` (R 4.2.2, survival 3.5-3). Each test counts
//! what it compared and fails if that is less than it once was. `cargo test --test survival_against_r --
//! --nocapture` prints the counts and the largest error of each quantity.

#[path = "../common/mod.rs"]
mod common;

mod cox;
mod curves;
mod data_sets;
mod held;
mod log_rank;
mod same_times;
mod tails;
