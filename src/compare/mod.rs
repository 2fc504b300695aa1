//! Tests of whether groups differ, and the ratios that come with them.
//!
//! Everything here is made of the parts of a log-rank test ([`log_rank::LogRank`]): events observed and
//! expected by group, and their covariance, [weighted](weight) or not, of one stratum or summed over several.

pub mod adjust;
pub mod fragility;
pub mod log_rank;
pub mod max_combo;
pub mod pairwise;
pub mod permutation;
pub mod ratio;
pub mod trend;
pub mod weight;
