//! Risks with Wilson's limits, and their difference with Newcombe's or Wald's.
//!
//! * Wilson (1927, Journal of the American Statistical Association 22, 209-212): the roots `p` of
//!   `|x/n - p| = z sqrt(p(1-p)/n)`. They lie in [0, 1] and are right for 0 and `n` events too.
//! * Newcombe's hybrid score limits (1998, Statistics in Medicine 17, 873-890, method 10, without continuity
//!   correction): with Wilson's `(l1, u1)` and `(l2, u2)`, `d - sqrt((p1-l1)^2 + (u2-p2)^2)` and
//!   `d + sqrt((u1-p1)^2 + (p2-l2)^2)`.
//! * Wald: `d ± z sqrt(p1(1-p1)/m + p2(1-p2)/n)`; it can leave [-1, 1] and is too short for rare events, and is
//!   there to be compared with older reports.
//!
//! Assumes independent subjects. Degenerate cases: Wald's limits have no width where each arm has all events or
//! none; there are none then ([`NoEstimate::ZeroCell`], [`NoEstimate::ZeroMargin`]). Newcombe's always exist.
//!
//! ```
//! use riskset::evidence::{risk::difference, two_by_two::TwoByTwo};
//! // Newcombe's example (a) of 1998: 56/70 and 48/80.
//! let found = difference(&TwoByTwo::new([56, 48], [70, 80])?, 0.95);
//! assert!((found.lower - 0.0524).abs() < 5e-5 && (found.upper - 0.3339).abs() < 5e-5);
//! # Ok::<(), riskset::evidence::two_by_two::Unsound>(())
//! ```

use super::two_by_two::TwoByTwo;
use super::{Estimate, NoEstimate};
use crate::math::normal::central;

/// Share of events of each arm, with Wilson's limits.
pub fn risks(table: &TwoByTwo, conf_level: f64) -> [Estimate; 2] {
    let z = central(conf_level);
    [0, 1].map(|arm: usize| wilson(table.events()[arm], table.n()[arm], z))
}

/// Risk of the first arm less that of the second, with Newcombe's limits.
pub fn difference(table: &TwoByTwo, conf_level: f64) -> Estimate {
    let [first, second] = risks(table, conf_level);
    let value = value(table);
    let below = root_of_squares(first.value - first.lower, second.upper - second.value);
    let above = root_of_squares(first.upper - first.value, second.value - second.lower);
    Estimate { value, lower: value - below, upper: value + above }
}

/// The same difference with Wald's limits.
///
/// # Errors
/// [`NoEstimate`] where the limits would have no width.
pub fn difference_wald(table: &TwoByTwo, conf_level: f64) -> Result<Estimate, NoEstimate> {
    if table.has_zero_margin() {
        return Err(NoEstimate::ZeroMargin);
    }
    let part = |arm: usize| {
        let (events, n) = (table.events()[arm] as f64, table.n()[arm] as f64);
        events * table.without()[arm] as f64 / (n * n * n)
    };
    let variance = part(0) + part(1);
    if variance == 0.0 {
        return Err(NoEstimate::ZeroCell);
    }
    let (value, reach) = (value(table), central(conf_level) * variance.sqrt());
    Ok(Estimate { value, lower: value - reach, upper: value + reach })
}

/// Both lie in [0, 1], so that no square overflows.
fn root_of_squares(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

/// From whole numbers, so that equal risks differ by exactly 0.
fn value(table: &TwoByTwo) -> f64 {
    let [m, n] = table.n().map(|n| n as f64);
    table.cross_difference() as f64 / (m * n)
}

fn wilson(events: u64, n: u64, z: f64) -> Estimate {
    let total = n as f64;
    Estimate {
        value: events as f64 / total,
        lower: wilson_lower(events as f64, total, z),
        upper: 1.0 - wilson_lower((n - events) as f64, total, z),
    }
}

/// The smaller root by way of the larger: their product is known, and nothing cancels.
fn wilson_lower(events: f64, n: f64, z: f64) -> f64 {
    let spread = (z * z + 4.0 * events * (n - events) / n).sqrt();
    let larger = (2.0 * events + z * z + z * spread) / 2.0;
    events * events / (n * larger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_and_all() {
        let [none, all] = risks(&TwoByTwo::new([0, 5], [9, 5]).unwrap(), 0.95);
        assert_eq!((none.value, none.lower, all.value, all.upper), (0.0, 0.0, 1.0, 1.0));
        // For no events the upper limit is z^2 / (n + z^2).
        let z = central(0.95);
        assert!((none.upper - z * z / (9.0 + z * z)).abs() < 1e-15);
        let table = TwoByTwo::new([0, 5], [9, 5]).unwrap();
        assert_eq!(difference_wald(&table, 0.95), Err(NoEstimate::ZeroCell));
        assert_eq!(difference(&table, 0.95).value, -1.0);
    }
}
