//! Tick marks of the time axis: round numbers in the unit of the data.
//!
//! Several sets are offered, from wide to narrow; the drawing takes the narrowest whose labels and
//! table columns have room. Each set holds the multiples of one step from 0 to the last time.

use super::shape::unsigned;
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

/// Sets of ticks for an axis from `first` to `last`, which is larger, widest first.
///
/// Where a step is no number any more (a span of 5e-324) the ends are the ticks.
///
/// In days the set of weeks (7, 14, ...) is taken in place of 5 and 10 where both fit.
pub(super) fn sets(first: f64, last: f64, unit: &str) -> Vec<Vec<f64>> {
    let span = last - first;
    if span <= 0.0 {
        return vec![vec![first]];
    }
    let fits = |step: &f64| STEPS.contains(&(span / step));
    let known: Vec<f64> = calendar(unit).iter().copied().filter(fits).collect();
    // Of a few weeks of days the weeks alone would be too few.
    let enough = known.iter().any(|step| span / step >= 3.0);
    let mut steps = if enough { known } else { round_steps(span, fits) };
    // Half a week is no place that people look for.
    if !calendar(unit).is_empty() && steps.iter().any(|&step| step >= 1.0) {
        steps.retain(|&step| step >= 1.0);
    }
    if steps.is_empty() {
        return vec![vec![first, last]];
    }
    // Both lists ascend; the widest step makes the fewest ticks.
    steps.into_iter().rev().map(|step| multiples(step, first, last)).collect()
}

/// 1, 2 and 5 times powers of ten that fit.
fn round_steps(span: f64, fits: impl Fn(&f64) -> bool) -> Vec<f64> {
    let decade = log10(span).floor() as i32;
    let steps = (decade - 2..=decade)
        .flat_map(|exponent| [1.0, 2.0, 5.0].map(|digit| digit * power_of_ten(exponent)));
    steps.filter(fits).collect()
}

fn multiples(step: f64, first: f64, last: f64) -> Vec<f64> {
    // A hair beyond the end still counts: 0.1 * 3 is above 0.3.
    let to = (last / step + 1e-9).floor() as i64;
    let from = (first / step - 1e-9).ceil() as i64;
    (from..=to).map(|i| step * i as f64).collect()
}

/// A vertical axis without natural ends that holds `low` to `high`: its range, and ticks at most some seven.
pub(super) fn around(low: f64, high: f64) -> ([f64; 2], Vec<f64>) {
    let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
    if !(high - low).is_finite() {
        return ([low, high], vec![low, high]);
    }
    let steps = round_steps(high - low, |step| (high - low) / step <= 7.0);
    let step = steps.first().copied().unwrap_or(high - low);
    let range = [(low / step + 1e-9).floor(), (high / step - 1e-9).ceil()].map(|end| unsigned(end * step));
    (range, multiples(step, range[0], range[1]))
}

/// Ticks of a logarithmic axis of times, as their common logarithms: 1, 2 and 5 times powers of ten, those alone, or
/// more of them where the axis is short.
pub(super) fn decades(first: f64, last: f64) -> Vec<Vec<f64>> {
    let set = |digits: &[f64]| -> Vec<f64> {
        let all = (-12..=12).flat_map(|decade| digits.iter().map(move |digit| digit * power_of_ten(decade)));
        all.filter(|mark| (first * (1.0 - 1e-9)..=last * (1.0 + 1e-9)).contains(mark)).map(log10).collect()
    };
    let mut sets = vec![
        set(&[1.0]),
        set(&[1.0, 3.0]),
        set(&[1.0, 2.0, 5.0]),
        set(&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]),
    ];
    sets.retain(|set| set.len() > 1);
    if sets.is_empty() { vec![vec![log10(first), log10(last)]] } else { sets }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_for_a_month_of_days() {
        let sets = sets(0.0, 31.0, "days");
        assert!(sets.contains(&vec![0.0, 7.0, 14.0, 21.0, 28.0]));
        assert!(sets.iter().all(|ticks| ticks.len() >= 3));
    }

    #[test]
    fn a_part_of_the_axis_has_ticks_inside() {
        assert!(sets(10.0, 31.0, "days").contains(&vec![14.0, 21.0, 28.0]));
        assert_eq!(around(-0.31, 2.2), ([-0.5, 2.5], vec![-0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5]));
        assert_eq!(around(3.0, 3.0).1.len(), 7);
        let decades = decades(0.9, 120.0);
        assert_eq!(decades[0], [0.0, 1.0, 2.0]);
        assert!(decades.windows(2).all(|pair| pair[0].len() < pair[1].len()));
    }

    #[test]
    fn every_span_has_a_set() {
        for unit in ["", "days", "weeks", "months", "years", "hours", "minutes"] {
            for step in 0..200 {
                let last = 1e-6 * crate::math::exp(f64::from(step) * 0.2);
                let sets = sets(0.0, last, unit);
                assert!(!sets.is_empty(), "{unit} {last}");
                assert!(sets.iter().flatten().all(|&tick| tick <= last * 1.000_001), "{unit} {last}");
                assert!(sets.windows(2).all(|pair| pair[0].len() < pair[1].len()), "{unit} {last}");
            }
        }
        assert_eq!(sets(0.0, 0.0, "days"), [[0.0]]);
        assert_eq!(sets(0.0, 5e-324, "days"), [[0.0, 5e-324]]);
        assert!(sets(0.0, 1e308, "days").iter().flatten().all(|tick| tick.is_finite()));
        assert_eq!(around(-1e308, 1e308).1, [-1e308, 1e308]);
    }
}
