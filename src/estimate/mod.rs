//! Estimates for one group at a time, and differences of two.

pub mod confidence;
pub mod contrast;
pub mod crossing;
pub mod follow_up;
pub mod kaplan_meier;
pub mod milestone;
pub mod nelson_aalen;
pub mod quantile;
pub mod rate;
pub mod risk_table;
pub mod rmst;
