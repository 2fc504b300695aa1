//! The unit for which the ratio of a number is told: one, or the power of ten that suits the spread of the column.
//!
//! The ratio for one more platelet per microlitre reads 1.00 whatever it is; the ratio for 10,000 more can be read. The
//! spread is the distance between the quarters of the column (its whole range where they are the same, as in a
//! column of mostly zeros). From `SMALL` to `LARGE` the unit is 1; beyond, it is the largest power of ten that is not
//! above the spread: a ratio is then that of a tenth of the spread to all of it. The rows that lack a value do
//! not count. Dividing a column by its unit multiplies coefficient and error by the unit and leaves the tests as they are.

use crate::cox::design::Design;
use crate::data::{Survival, Values};
use crate::math::{log10, power_of_ten};
use crate::order::ascending;

/// A spread below this has a smaller unit than 1.
const SMALL: f64 = 0.1;
/// A spread from this on has a larger unit than 1.
const LARGE: f64 = 100.0;
/// Powers of ten beyond this are written with an exponent.
const PLAIN: i32 = 9;

/// The unit of a column of numbers; NaN is missing.
///
/// ```
/// use riskset::report::unit::of;
/// assert_eq!(of(&[41.0, 52.0, 60.0, 77.0]), 1.0); // age
/// assert_eq!(of(&[150_000.0, 210_000.0, f64::NAN, 260_000.0, 280_000.0]), 10_000.0); // platelets
/// assert_eq!(of(&[0.011, 0.016, 0.009, 0.013]), 0.001);
/// assert_eq!(of(&[0.0, 0.0, 0.0, 0.0, 1.0]), 1.0); // a rare mark
/// ```
pub fn of(values: &[f64]) -> f64 {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let order = ascending(&known);
    let at = |quarter: usize| order.get(order.len() * quarter / 4).map(|&i| known[i as usize]);
    let ends =
        order.first().zip(order.last()).map(|(&first, &last)| (known[first as usize], known[last as usize]));
    let within = at(1).zip(at(3)).filter(|(first, third)| first < third);
    let Some((low, high)) = within.or(ends) else { return 1.0 };
    let spread = high - low;
    if spread == 0.0 || !spread.is_finite() || (SMALL..LARGE).contains(&spread) {
        return 1.0;
    }
    let exponent = log10(spread).floor() as i32;
    // The logarithm of a power of ten may lie just below it.
    let exponent = if power_of_ten(exponent + 1) <= spread { exponent + 1 } else { exponent };
    let unit = power_of_ten(exponent);
    if unit.is_normal() { unit } else { 1.0 }
}

/// What stands after the name of a column: "one more", "per 1,000", "per 0.001".
///
/// ```
/// use riskset::report::unit::name;
/// assert_eq!((name(1.0), name(1000.0), name(0.001)), ("one more".into(), "per 1,000".into(), "per 0.001".into()));
/// assert_eq!((name(1e12), name(1e-12)), ("per 1e12".into(), "per 1e-12".into()));
/// ```
pub fn name(unit: f64) -> String {
    let exponent = log10(unit).round() as i32;
    match exponent {
        0 => "one more".to_owned(),
        ..0 if exponent >= -PLAIN => format!("per {unit:.*}", exponent.unsigned_abs() as usize),
        1..=PLAIN => {
            let mut digits = format!("{unit:.0}");
            for at in (1..digits.len()).rev().filter(|at| (exponent as usize + 1 - at).is_multiple_of(3)) {
                digits.insert(at, ',');
            }
            format!("per {digits}")
        }
        _ => format!("per 1e{exponent}"),
    }
}

/// The unit of a covariate, by its place; 1 of a category.
pub(super) fn of_covariate(data: &Survival, at: usize) -> f64 {
    match data.covariates().get(at).map(|covariate| &covariate.values) {
        Some(Values::Number(values)) => of(values),
        _ => 1.0,
    }
}

/// Puts the numbers of a design into their units: what is fitted to it is told per unit. `covariates` are the
/// places of its last terms in `data`.
pub(super) fn apply(design: &mut Design, data: &Survival, covariates: &[usize]) {
    let first = design.terms.len() - covariates.len();
    for (term, &at) in covariates.iter().enumerate() {
        let unit = of_covariate(data, at);
        if unit != 1.0 {
            design.put_in_units(first + term, unit);
        }
    }
}
