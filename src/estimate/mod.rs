//! Estimates for one group at a time.

pub mod confidence;
pub mod crossing;
pub mod kaplan_meier;
pub mod quantile;
pub mod risk_table;
