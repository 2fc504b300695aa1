//! Tick marks of the time axis: round numbers in the unit of the data.
//!
//! Several sets are offered, from wide to narrow; the drawing takes the narrowest whose labels and
//! table columns have room. Each set holds the multiples of one step from 0 to the last time.

use crate::math::{log10, power_of_ten};

/// Fewest and most steps that fit the axis in a set on offer.
const STEPS: std::ops::RangeInclusive<f64> = 2.0..=14.0;

/// Steps that read well in a unit, beside 1, 2 and 5 times a power of ten.
fn calendar(unit: &str) -> &'static [f64] {
    match unit {
        "minutes" => &[10.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 1440.0],
        "hours" => &[6.0, 12.0, 24.0, 48.0, 72.0, 168.0, 336.0],
        "days" => &[7.0, 14.0, 28.0, 90.0, 180.0, 365.0, 730.0, 1825.0, 3650.0],
        "weeks" => &[4.0, 13.0, 26.0, 52.0, 104.0, 260.0, 520.0],
        "months" => &[3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0],
        _ => &[],
    }
}

/// Sets of ticks for an axis from 0 to `last`, positive, widest first.
///
/// In days the set of weeks (7, 14, ...) is taken in place of 5 and 10 where both fit.
pub(super) fn sets(last: f64, unit: &str) -> Vec<Vec<f64>> {
    if last <= 0.0 {
        return vec![vec![0.0]];
    }
    let fits = |step: &f64| STEPS.contains(&(last / step));
    let calendar: Vec<f64> = calendar(unit).iter().copied().filter(fits).collect();
    let decade = log10(last).floor() as i32;
    let round = (decade - 2..=decade)
        .flat_map(|exponent| [1.0, 2.0, 5.0].map(|digit| digit * power_of_ten(exponent)))
        .filter(fits);
    let steps: Vec<f64> = if calendar.is_empty() { round.collect() } else { calendar };
    // Both lists ascend; the widest step makes the fewest ticks.
    steps.into_iter().rev().map(|step| multiples(step, last)).collect()
}

fn multiples(step: f64, last: f64) -> Vec<f64> {
    // A hair beyond the end still counts: 0.1 * 3 is above 0.3.
    let count = (last / step * (1.0 + 1e-12)).floor() as usize;
    (0..=count).map(|i| step * i as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_for_a_month_of_days() {
        let sets = sets(31.0, "days");
        assert!(sets.contains(&vec![0.0, 7.0, 14.0, 21.0, 28.0]));
        assert!(sets.iter().all(|ticks| ticks.len() >= 3));
    }

    #[test]
    fn every_span_has_a_set() {
        for unit in ["", "days", "weeks", "months", "years", "hours", "minutes"] {
            for step in 0..200 {
                let last = 1e-6 * crate::math::exp(f64::from(step) * 0.2);
                let sets = sets(last, unit);
                assert!(!sets.is_empty(), "{unit} {last}");
                assert!(sets.iter().flatten().all(|&tick| tick <= last * 1.000_001), "{unit} {last}");
                assert!(sets.windows(2).all(|pair| pair[0].len() < pair[1].len()), "{unit} {last}");
            }
        }
        assert_eq!(sets(0.0, "days"), [[0.0]]);
    }
}
