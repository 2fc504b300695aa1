//! The Cox proportional hazards model of groups against a reference group.
//!
//! The hazard of group `g` is `exp(b_g)` times that of the reference at every time. `b` maximises
//! the partial likelihood (Cox 1972, JRSS B 34, 187-220; Efron 1977, JASA 72, 557-565 for ties),
//! which for groups needs only the counts of the risk sets, not the subjects. Standard errors come
//! from the information at the maximum; the score test from the derivatives at `b = 0`.
//!
//! Degenerate cases: where the likelihood has no maximum because a coefficient runs away
//! (see [`monotone`]), that coefficient is marked and the Wald test withheld; score and
//! likelihood-ratio tests stand. A group never at risk together with others has no coefficient.

pub mod adjusted;
pub mod baseline;
mod basis;
mod climb;
pub mod concordance;
pub mod design;
mod exact;
mod exact_groups;
pub mod firth;
mod gram;
pub mod likelihood;
pub mod monotone;
pub mod newton;
pub mod partial;
mod penalty;
pub mod ph_plot;
pub mod ph_test;
pub mod profile;
mod recession;
pub mod regression;
pub mod residuals;
mod risk_sums;
pub mod robust;
mod rows;
mod spans;
mod two_groups;
pub(crate) mod work;

use crate::math::{chi_square, symmetric::Cholesky};
use crate::risk_set::{NoComparison, RiskSets};
use likelihood::{GroupLikelihood, Ties};
use monotone::Fate;

/// A chi-square test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquareTest {
    /// The statistic.
    pub chi_sq: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Probability of a statistic at least as large if all hazards were equal.
    pub p_value: f64,
}

/// A square is not negative: what lies this little below 0 is the rounding of a 0.
const ROUNDING: f64 = 1e-8;

impl ChiSquareTest {
    fn new(chi_sq: f64, df: usize) -> Self {
        let chi_sq = if chi_sq <= 0.0 && chi_sq > -ROUNDING { 0.0 } else { chi_sq };
        ChiSquareTest { chi_sq, df, p_value: chi_square::upper_tail(chi_sq, df) }
    }
}

/// One group against the reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// Index of the group.
    pub group: usize,
    /// Logarithm of the hazard ratio. Meaningful only with [`Fate::Settles`].
    pub coef: f64,
    /// Its standard error.
    pub se: f64,
    /// Whether the estimate exists.
    pub fate: Fate,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupCox {
    /// Index of the reference group.
    pub reference: usize,
    /// How tied events were handled.
    pub ties: Ties,
    /// The other groups, in order.
    pub coefficients: Vec<Coefficient>,
    /// Test from the derivatives at 0.
    pub score: ChiSquareTest,
    /// Test from the estimates; `None` when the likelihood has no maximum.
    pub wald: Option<ChiSquareTest>,
    /// Test from the two log likelihoods.
    pub lr: ChiSquareTest,
    /// Log partial likelihood at 0.
    pub loglik_null: f64,
    /// Log partial likelihood at the estimates, or its limit.
    pub loglik: f64,
    /// Newton steps taken.
    pub iterations: usize,
    /// Whether the steps came to rest.
    pub converged: bool,
}

/// Fits the model to the risk sets.
///
/// # Errors
/// [`NoComparison`] where the data say nothing about a difference.
///
/// ```
/// use riskset::cox::{fit_groups, likelihood::Ties};
/// use riskset::{data::{Subjects, Survival}, risk_set::RiskSets};
/// // Therneau & Grambsch (2000), appendix E: six subjects, Breslow ties.
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 1.0, 6.0, 6.0, 8.0, 9.0],
///     cause: vec![1, 0, 1, 1, 0, 1],
///     group: vec![1, 1, 1, 0, 0, 0],
///     groups: vec!["0".into(), "1".into()],
///     ..Subjects::default()
/// })?;
/// let fit = fit_groups(&RiskSets::new(&data), 0, Ties::Breslow).unwrap();
/// let by_hand = f64::ln((3.0 + 33_f64.sqrt()) / 2.0);
/// assert!((fit.coefficients[0].coef - by_hand).abs() < 1e-12);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn fit_groups(sets: &RiskSets, reference: usize, ties: Ties) -> Result<GroupCox, NoComparison> {
    sets.comparable()?;
    let likelihood = GroupLikelihood::new(sets, reference, ties);
    let start = vec![0.0; sets.n_groups() - 1];
    let at_null = likelihood.evaluate(&start);
    let factor = Cholesky::new(&at_null.information);
    let df = factor.rank();
    if df == 0 {
        return Err(NoComparison::NoInformation);
    }
    let score = ChiSquareTest::new(factor.quadratic(&at_null.score), df);
    let loglik_null = at_null.loglik;
    let maximum = newton::maximise(|coef| likelihood.evaluate(coef), start, at_null);
    let at_end = Cholesky::new(&maximum.derivatives.information);
    let verdict = monotone::judge(sets, reference, ties);
    let coefficients: Vec<Coefficient> = likelihood
        .free_groups()
        .zip(at_end.inverse_diagonal())
        .enumerate()
        .map(|(i, (group, variance))| Coefficient {
            group,
            coef: maximum.coef[i],
            se: variance.map_or(f64::NAN, f64::sqrt),
            fate: verdict.fates[group],
        })
        .collect();
    let wald = || ChiSquareTest::new(quadratic(&maximum), df);
    Ok(GroupCox {
        reference,
        ties,
        score,
        wald: verdict.has_maximum.then(wald),
        lr: ChiSquareTest::new(2.0 * (maximum.derivatives.loglik - loglik_null), df),
        loglik_null,
        loglik: maximum.derivatives.loglik,
        iterations: maximum.iterations,
        converged: maximum.converged,
        coefficients,
    })
}

/// `b' I b`: the Wald statistic of all coefficients.
fn quadratic(maximum: &newton::Maximum) -> f64 {
    let rows = maximum.derivatives.information.rows();
    rows.zip(&maximum.coef)
        .map(|(row, b)| b * row.iter().zip(&maximum.coef).map(|(cell, b)| cell * b).sum::<f64>())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk_set::of_groups as sets;

    #[test]
    fn swapping_the_reference_inverts_the_ratio() {
        let sets = sets(&[1.0, 2.0, 2.0, 3.0, 4.0, 5.0], &[1, 1, 1, 0, 1, 1], &[0, 1, 0, 1, 0, 1]);
        let forth = fit_groups(&sets, 0, Ties::Efron).unwrap();
        let back = fit_groups(&sets, 1, Ties::Efron).unwrap();
        assert!((forth.coefficients[0].coef + back.coefficients[0].coef).abs() < 1e-12);
        assert!((forth.loglik - back.loglik).abs() < 1e-12);
    }

    #[test]
    fn an_arm_without_events_runs_away() {
        let time = [3.0, 5.0, 7.0, 9.0, 11.0, 12.0, 4.0, 6.0, 8.0, 10.0, 12.0, 12.0];
        let sets = sets(&time, &[1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], &[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
        let fit = fit_groups(&sets, 0, Ties::Efron).unwrap();
        assert_eq!(fit.coefficients[0].fate, Fate::RunsDown);
        assert_eq!(fit.wald, None);
        assert!((fit.score.chi_sq - 4.0).abs() < 1e-12);
        assert!(fit.converged && fit.lr.chi_sq > 4.0);
    }

    #[test]
    fn nothing_to_fit() {
        assert_eq!(
            fit_groups(&sets(&[5.0, 9.0], &[0, 1], &[0, 1]), 0, Ties::Efron),
            Err(NoComparison::NoInformation)
        );
        assert_eq!(
            fit_groups(&sets(&[5.0, 9.0], &[0, 0], &[0, 1]), 0, Ties::Efron),
            Err(NoComparison::NoEvents)
        );
    }
}
