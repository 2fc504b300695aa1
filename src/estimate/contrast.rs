//! Two estimates of independent groups set against each other: a difference, or a ratio on its
//! logarithm.
//!
//! With variances `v1`, `v0`: the difference `x1 - x0` has standard error `sqrt(v1 + v0)`; the logarithm of
//! the ratio `x1 / x0` has `sqrt(v1 / x1^2 + v0 / x0^2)` (delta method). Limits and test by the
//! normal distribution. Where both variances are 0 the limits are the estimate itself and nothing is tested.

use crate::math::{exp, ln, normal};

/// A difference or a ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// First minus second, or first over second.
    pub estimate: f64,
    /// Standard error: of the difference, or of the logarithm of the ratio.
    pub se: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Test of no difference, or of the ratio 1; `None` where the standard error is 0.
    pub test: Option<ZTest>,
}

/// A statistic that is standard normal where there is no difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZTest {
    /// The statistic.
    pub z: f64,
    /// Two-sided probability of one as far from 0.
    pub p_value: f64,
}

/// An estimate and its variance.
pub(super) type Estimate = (f64, f64);

/// `a - b`, with limits of `z` standard errors.
pub(super) fn difference(a: Estimate, b: Estimate, z: f64) -> Contrast {
    let (estimate, se) = (a.0 - b.0, (a.1 + b.1).sqrt());
    Contrast { estimate, se, lower: estimate - z * se, upper: estimate + z * se, test: test(estimate, se) }
}

/// `a / b`; `None` unless both are positive.
pub(super) fn ratio(a: Estimate, b: Estimate, z: f64) -> Option<Contrast> {
    if !(a.0 > 0.0 && b.0 > 0.0) {
        return None;
    }
    let estimate = a.0 / b.0;
    let se = (a.1 / a.0 / a.0 + b.1 / b.0 / b.0).sqrt();
    let (lower, upper) = (estimate * exp(-z * se), estimate * exp(z * se));
    Some(Contrast { estimate, se, lower, upper, test: test(ln(estimate), se) })
}

fn test(value: f64, se: f64) -> Option<ZTest> {
    (se > 0.0).then(|| ZTest { z: value / se, p_value: normal::two_sided(value / se) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let found = difference((10.0, 9.0), (4.0, 16.0), 2.0);
        assert_eq!((found.estimate, found.se, found.lower, found.upper), (6.0, 5.0, -4.0, 16.0));
        assert_eq!(found.test.unwrap().z, 1.2);
        let found = ratio((8.0, 16.0), (4.0, 0.0), 2.0).unwrap();
        // 16/64 = (1/2)^2
        assert_eq!((found.estimate, found.se), (2.0, 0.5));
        assert_eq!((found.lower, found.upper), (2.0 * exp(-1.0), 2.0 * exp(1.0)));
        assert_eq!(found.test.unwrap().z, 2.0 * ln(2.0));
    }

    #[test]
    fn nothing_to_test() {
        let found = difference((1.0, 0.0), (1.0, 0.0), 2.0);
        assert_eq!((found.lower, found.upper, found.test), (0.0, 0.0, None));
        assert_eq!(ratio((0.0, 0.0), (1.0, 1.0), 2.0), None);
        assert_eq!(ratio((1.0, 1.0), (0.0, 0.0), 2.0), None);
    }
}
