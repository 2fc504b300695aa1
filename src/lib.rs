//! Riskset: Kaplan-Meier curves, the log-rank test and hazard ratios from pasted text.

pub mod compare;
pub mod cox;
pub mod data;
pub mod estimate;
pub mod math;
pub mod risk_set;
pub mod step;
