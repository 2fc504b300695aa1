//! Draws a [`Figure`](crate::figure::Figure) or a [`Forest`](crate::figure::Forest) with plotters,
//! on any surface.
//!
//! Three steps, so that the chart is written (and compiled) once and every surface agrees:
//!
//! 1. [`layout`] (of a forest plot [`forest::layout`]) places everything, in CSS pixels, with a [`Measure`](measure::Measure) that knows
//!    how wide text is on the surface;
//! 2. [`chart`] draws with plotters on a [`Recorder`](marks::Recorder): a backend that only notes
//!    the marks, on a grid of 16 units a CSS pixel (plotters counts in whole units);
//! 3. [`replay`] plays the marks on a real backend, edges snapped to its device pixels, so that
//!    lines are crisp at every device pixel ratio; [`svg`] writes them as a picture with real text.
//!
//! Nothing is estimated here.

pub mod chart;
mod corner;
pub mod cursor;
pub mod forest;
pub mod labels;
pub mod layout;
pub mod marks;
pub mod measure;
pub mod palette;
mod pen;
pub mod replay;
pub mod svg;
pub mod table;
