//! Pearson's chi-square test of two arms, without and with Yates' correction.
//!
//! With events `a`, `c` among `m`, `n`, `N = m + n` and `K = a + c` events in all:
//!
//! * `N (a(n-c) - c(m-a))^2 / (m n K (N-K))` (Pearson 1900), one degree of freedom
//! * with `max(0, |...| - N/2)` in place of `|...|` (Yates 1934)
//!
//! Assumes independent subjects and expected counts that are not small; [`smallest_expected`] says how small they
//! are. Degenerate cases: with a margin of 0 the quotient is 0 by 0, and there is no test
//! ([`NoEstimate::ZeroMargin`]).
//!
//! ```
//! use riskset::evidence::{chi_square::chi_square, two_by_two::TwoByTwo};
//! let test = chi_square(&TwoByTwo::new([10, 20], [30, 30])?).unwrap();
//! assert!((test.statistic - 20.0 / 3.0).abs() < 1e-14);
//! # Ok::<(), riskset::evidence::two_by_two::Unsound>(())
//! ```

use super::NoEstimate;
use super::two_by_two::TwoByTwo;
use crate::math::chi_square::upper_tail;

/// Both forms of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquare {
    /// Pearson's statistic.
    pub statistic: f64,
    /// Its p-value.
    pub p_value: f64,
    /// With Yates' correction.
    pub yates_statistic: f64,
    /// Its p-value.
    pub yates_p: f64,
}

/// Tests whether the risks are the same.
///
/// # Errors
/// Where nobody had the event, or everybody.
pub fn chi_square(table: &TwoByTwo) -> Result<ChiSquare, NoEstimate> {
    if table.has_zero_margin() {
        return Err(NoEstimate::ZeroMargin);
    }
    let [m, n] = table.n().map(|n| n as f64);
    let events = (table.events()[0] + table.events()[1]) as f64;
    let (total, apart) = (m + n, table.cross_difference().unsigned_abs() as f64);
    let of = |apart: f64| (apart / m) * (apart / n) * (total / (events * (total - events)));
    let (statistic, yates_statistic) = (of(apart), of((apart - total / 2.0).max(0.0)));
    Ok(ChiSquare {
        statistic,
        p_value: upper_tail(statistic, 1),
        yates_statistic,
        yates_p: upper_tail(yates_statistic, 1),
    })
}

/// The smallest of the four counts that equal risks would lead one to expect.
pub fn smallest_expected(table: &TwoByTwo) -> f64 {
    let [m, n] = table.n().map(|n| n as f64);
    let events = (table.events()[0] + table.events()[1]) as f64;
    m.min(n) * events.min(m + n - events) / (m + n)
}
