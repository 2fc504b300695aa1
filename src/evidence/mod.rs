//! What was published without patient data: the events of two arms.
//!
//! ```text
//! text → rows → TwoByTwo → ratio, risk, fisher, chi_square, fragility
//! ```
//! Each trial stands for itself: nothing is pooled here. Zero cells are stated, never raised by one half.

pub mod chi_square;
pub mod fisher;
pub mod fragility;
pub mod ratio;
pub mod risk;
pub mod rows;
pub mod two_by_two;

/// A number with its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number itself.
    pub value: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Why counts give no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEstimate {
    /// A count that the formula divides by is 0.
    ZeroCell,
    /// Nobody had the event, or everybody.
    ZeroMargin,
}
