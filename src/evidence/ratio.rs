//! Risk ratio and odds ratio with log Wald limits.
//!
//! With events `a`, `c` among `m`, `n` and `b = m - a`, `d = n - c`:
//!
//! * risk ratio `(a/m) / (c/n)`, variance of its logarithm `1/a - 1/m + 1/c - 1/n`
//!   (Katz, Baptista, Azen & Pike 1978, Biometrics 34, 469-474)
//! * odds ratio `ad / (bc)`, variance of its logarithm `1/a + 1/b + 1/c + 1/d`
//!   (Woolf 1955, Annals of Human Genetics 19, 251-253)
//!
//! and limits `exp(ln ratio ± z sqrt variance)`. Assumes independent subjects and counts that are not small.
//!
//! Degenerate cases: where a cell that the variance divides by is 0 there is no estimate
//! ([`NoEstimate::ZeroCell`]; a non-event cell of 0 leaves the risk ratio alone); nothing is added to the cell.
//! Where nobody or everybody had the event there is nothing to compare ([`NoEstimate::ZeroMargin`]).
//!
//! ```
//! use riskset::evidence::{ratio::risk_ratio, two_by_two::TwoByTwo};
//! let ratio = risk_ratio(&TwoByTwo::new([3, 24], [17, 44])?, 0.95).unwrap();
//! assert!((ratio.value - 3.0 * 44.0 / (24.0 * 17.0)).abs() < 1e-15);
//! # Ok::<(), riskset::evidence::two_by_two::Unsound>(())
//! ```

use super::two_by_two::TwoByTwo;
use super::{Estimate, NoEstimate};
use crate::math::normal::central;
use crate::math::{exp, ln};

/// Risk of the first arm by that of the second.
///
/// # Errors
/// [`NoEstimate`] says why there is none.
pub fn risk_ratio(table: &TwoByTwo, conf_level: f64) -> Result<Estimate, NoEstimate> {
    judge(table, &table.events())?;
    let ([a, c], [m, n]) = (table.events().map(real), table.n().map(real));
    // (m - a) / (am) in place of 1/a - 1/m, which cancels where nearly all had the event.
    let [b, d] = table.without().map(real);
    Ok(log_wald(a * n / (c * m), b / (a * m) + d / (c * n), conf_level))
}

/// Odds of the first arm by those of the second.
///
/// # Errors
/// [`NoEstimate`] says why there is none.
pub fn odds_ratio(table: &TwoByTwo, conf_level: f64) -> Result<Estimate, NoEstimate> {
    let ([a, c], [b, d]) = (table.events(), table.without());
    judge(table, &[a, b, c, d])?;
    let [a, b, c, d] = [a, b, c, d].map(real);
    Ok(log_wald(a * d / (b * c), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d, conf_level))
}

fn judge(table: &TwoByTwo, cells: &[u64]) -> Result<(), NoEstimate> {
    if table.has_zero_margin() {
        return Err(NoEstimate::ZeroMargin);
    }
    if cells.contains(&0) { Err(NoEstimate::ZeroCell) } else { Ok(()) }
}

fn log_wald(value: f64, variance: f64, conf_level: f64) -> Estimate {
    let (centre, reach) = (ln(value), central(conf_level) * variance.sqrt());
    Estimate { value, lower: exp(centre - reach), upper: exp(centre + reach) }
}

/// A count as a number; counts stay far below 2^53.
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_cells() {
        let of = |events, n| {
            let table = TwoByTwo::new(events, n).unwrap();
            (risk_ratio(&table, 0.95).map(|r| r.value), odds_ratio(&table, 0.95).map(|r| r.value))
        };
        let (cell, margin) = (Err(NoEstimate::ZeroCell), Err(NoEstimate::ZeroMargin));
        assert_eq!(of([0, 3], [12, 29]), (cell, cell));
        assert_eq!(of([3, 0], [12, 29]), (cell, cell));
        assert_eq!(of([4, 4], [4, 8]), (Ok(2.0), cell));
        assert_eq!(of([0, 0], [12, 29]), (margin, margin));
        assert_eq!(of([12, 29], [12, 29]), (margin, margin));
    }
}
