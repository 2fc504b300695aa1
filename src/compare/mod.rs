//! Tests of whether groups differ.

pub mod log_rank;
