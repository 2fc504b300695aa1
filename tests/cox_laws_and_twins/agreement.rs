//! When two likelihoods or two fits are the same, and which fits keep the digits for it.

use crate::common::tolerance::Quantity;
use riskset::cox::design::Design;
use riskset::cox::regression::{Coefficient, CoxFit};

/// Likelihoods to the last few bits: sums in another order.
pub(crate) fn same(what: &str, ours: f64, other: f64, size: f64) {
    assert!((ours - other).abs() <= 1e-11 * size.max(other.abs()).max(1.0), "{what}: {ours:e} and {other:e}");
}

/// Whether a fit keeps its digits: it has a maximum, and no row has more than about a million times the hazard of another.
/// Beyond that, sums over the risk sets round away what is left of the information, and 20 rows can be that far apart.
pub(crate) fn regular(design: &Design, fit: &CoxFit) -> bool {
    let linear = design.linear_predictor(&fit.coef);
    let highest = linear.iter().fold(f64::NEG_INFINITY, |high, &x| high.max(x));
    let lowest = linear.iter().fold(f64::INFINITY, |low, &x| low.min(x));
    fit.has_maximum() && fit.converged && highest - lowest < 14.0
}

/// Estimates and tests of two fits, column by column, the coefficients of the second times `factor`.
pub(crate) fn same_fits(one: &CoxFit, two: &CoxFit, factor: &dyn Fn(usize) -> f64) {
    assert_eq!(one.coefficients.len(), two.coefficients.len());
    for (k, pair) in one.coefficients.iter().zip(&two.coefficients).enumerate() {
        match pair {
            (Coefficient::Estimated(a), Coefficient::Estimated(b)) => {
                Quantity::CoefficientInErrors.assert("z", b.z, a.z * factor(k).signum());
                Quantity::StandardError.assert("se", b.se, a.se * factor(k).abs());
                Quantity::CoefficientInErrors.assert(
                    "coef",
                    b.coef * factor(k).recip() / a.se,
                    a.coef / a.se,
                );
            }
            (a, b) => {
                assert_eq!(std::mem::discriminant(a), std::mem::discriminant(b), "{k}: {a:?} and {b:?}")
            }
        }
    }
    same("null", two.loglik_null, one.loglik_null, 1.0);
    same("loglik", two.loglik, one.loglik, 1.0);
    assert_eq!(one.wald.is_some(), two.wald.is_some());
    for (a, b) in [(Some(one.score), Some(two.score)), (Some(one.lr), Some(two.lr)), (one.wald, two.wald)] {
        let (Some(a), Some(b)) = (a, b) else { continue };
        assert_eq!(a.df, b.df);
        Quantity::CoxTest.assert("test", b.chi_sq + 1.0, a.chi_sq + 1.0);
    }
}
