//! Riskset: Kaplan-Meier curves, the log-rank test and hazard ratios from pasted text.
//!
//! Text comes in at one end, a worded and drawn answer leaves at the other:
//!
//! ```text
//! data → risk_set → estimate / compare / cox → report → figure → plot → wasm → page
//!      → evidence ──────────────────────────┘
//! ```
//!
//! * [`data`]: text into columns, columns into one checked, sorted data set.
//! * [`risk_set`]: who is at risk when; every estimator starts from these counts.
//! * [`step`]: right-continuous step functions.
//! * [`estimate`]: Kaplan-Meier and Nelson-Aalen, limits, quantiles, restricted means, milestones,
//!   length of follow-up, rates, the table at risk.
//! * [`compare`]: tests of whether groups differ.
//! * [`cox`]: hazard ratios.
//! * [`competing`]: cumulative incidence where several causes compete.
//! * [`evidence`]: what was published without patient data: events of two arms.
//! * [`report`]: the one answer, in numbers and words.
//! * [`figure`]: the figure as a plain description.
//! * [`plot`]: draws it with plotters (feature `plot`).
//! * `wasm`: what the page can call (on wasm32).
//! * [`math`]: the only door to elementary and special functions. [`order`]: the one way to sort.
//!
//! The core knows no browser, no drawing, no clock and no global state.

pub mod compare;
pub mod competing;
pub mod cox;
pub mod data;
pub mod estimate;
pub mod evidence;
pub mod figure;
pub mod math;
pub mod order;
#[cfg(feature = "plot")]
pub mod plot;
pub mod report;
pub mod risk_set;
pub mod step;
#[cfg(all(target_arch = "wasm32", feature = "plot"))]
mod wasm;
