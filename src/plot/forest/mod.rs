//! The forest plot: one estimate a row, with its interval, on a common axis.
//!
//! [`layout`] places words, intervals and axis; [`chart`] draws them on the same recording surface as
//! the survival chart. Where the box is wide the words stand in columns about the plot; where it is
//! narrow each trial's words stand above its interval, which then has the whole width.

pub mod chart;
pub mod layout;
