//! A difference or ratio of two groups.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::numbers::Contrasted;
use riskset::estimate::contrast::Contrast;
use riskset::math::normal;

pub(crate) fn z_95() -> f64 {
    normal::central(0.95)
}

/// Estimate, limits and test; both must be missing or both there.
pub(crate) fn contrast(judge: &mut Judge, at: &str, ours: Option<Contrast>, expected: Option<&Contrasted>) {
    let (Some(ours), Some(expected)) = (ours, expected) else {
        judge.holds(format_args!("{at}: {ours:?}, {expected:?}"), ours.is_none() && expected.is_none());
        return;
    };
    for (name, ours, expected) in [
        ("estimate", ours.estimate, expected.estimate),
        ("se", ours.se, expected.se),
        ("lower", ours.lower, expected.lower),
        ("upper", ours.upper, expected.upper),
    ] {
        judge.number(Quantity::Contrast, format_args!("{at} {name}"), ours, expected);
    }
    judge.maybe(Quantity::Contrast, format_args!("{at} z"), ours.test.map(|test| test.z), expected.z);
    judge.maybe(Quantity::PValue, format_args!("{at} p"), ours.test.map(|test| test.p_value), expected.p);
}
