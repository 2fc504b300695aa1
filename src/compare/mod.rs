//! Tests of whether groups differ.

pub mod fragility;
pub mod log_rank;
pub mod permutation;
