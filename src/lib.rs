//! Riskset: Kaplan-Meier curves, the log-rank test and hazard ratios from pasted text.

pub mod data;
