//! When two models of Fine and Gray, or one of them and one of Cox, are the same.

use crate::common::tolerance::Quantity;
use riskset::competing::fine_gray::FineGray;
use riskset::cox::monotone::Fate;

/// Which coefficients settle must not depend on rounding. Where several run away together, no direction is
/// theirs alone, so how far each came may.
pub(crate) fn same_fate(here: Fate, there: Fate) -> bool {
    (here == Fate::Settles) == (there == Fate::Settles)
}

/// Where both models have an estimate, they are the same; the others are missing in both.
pub(crate) fn same_model(here: &FineGray, there: &FineGray) {
    Quantity::LogLikelihood.assert("null", there.loglik_null, here.loglik_null);
    for (here, there) in here.coefficients.iter().zip(&there.coefficients) {
        assert!(same_fate(here.fate, there.fate), "{here:?} {there:?}");
        assert_eq!(here.estimate.is_some(), there.estimate.is_some());
        if let (Some(here), Some(there)) = (here.estimate, there.estimate) {
            Quantity::Coefficient.assert("coefficient", there.coef, here.coef);
            Quantity::StandardError.assert("error", there.se, here.se);
        }
    }
}

/// Coefficients, likelihood, and which coefficients there are. (Where there are none, the arrows of
/// groups that Cox goes by know better than a general rule which run away and which are unknown.)
pub(crate) fn agrees_with_cox(fit: &FineGray, cox: &riskset::cox::GroupCox) {
    Quantity::LogLikelihood.assert("null", fit.loglik_null, cox.loglik_null);
    assert!((fit.loglik - cox.loglik).abs() < 1e-9);
    for (fit, cox) in fit.coefficients.iter().zip(&cox.coefficients) {
        assert!(same_fate(fit.fate, cox.fate), "{fit:?} {cox:?}");
        let opposite = [(Fate::RunsUp, Fate::RunsDown), (Fate::RunsDown, Fate::RunsUp)];
        assert!(!opposite.contains(&(fit.fate, cox.fate)), "{fit:?} {cox:?}");
        if let Some(estimate) = fit.estimate {
            Quantity::Coefficient.assert("coefficient", estimate.coef, cox.coef);
        }
    }
}
