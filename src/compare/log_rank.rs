//! The log-rank test for two or more groups.
//!
//! At each event time with `n` at risk, `d` events, `n_g` at risk in group `g`: expected
//! `d n_g / n`, covariance `d (n - d) / (n - 1) * (n_g / n) (delta_gh - n_h / n)`
//! (hypergeometric). The statistic is `(O - E)' V^- (O - E)`, chi-square
//! with the rank of `V` as its degrees of freedom: one fewer than groups, less where a group is never at risk
//! together with others at an event. Source: Mantel (1966),
//! Cancer Chemotherapy Reports 50, 163-170; Peto & Peto (1972), JRSS A 135, 185-207. (Summing
//! `(O - E)^2 / E` instead is a different, conservative test.)
//!
//! Degenerate cases: fewer than two groups at risk at any event time, or no variance (all events
//! at one time that takes everybody), and there is no test: see [`NoComparison`].

use crate::math::{
    chi_square,
    symmetric::{Cholesky, Matrix},
};
use crate::order::ascending;
use crate::risk_set::{NoComparison, RiskSets};

/// Result of the test.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// Events by group.
    pub observed: Vec<f64>,
    /// Events expected by group if the groups did not differ.
    pub expected: Vec<f64>,
    /// Covariance of observed - expected.
    pub covariance: Matrix,
    /// The statistic.
    pub chi_sq: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Probability of a statistic at least as large if the groups did not differ.
    pub p_value: f64,
}

/// Tests whether the groups have the same hazard.
///
/// # Errors
/// [`NoComparison`] where the data cannot tell.
///
/// ```
/// use riskset::{compare::log_rank::log_rank, data::{Subjects, Survival}, risk_set::RiskSets};
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0, 3.0],
///     cause: vec![1, 1, 1],
///     group: vec![0, 0, 1],
///     groups: vec!["a".into(), "b".into()],
///     ..Subjects::default()
/// })?;
/// let test = log_rank(&RiskSets::new(&data)).unwrap();
/// // O = 2, E = 2/3 + 1/2, V = 2/9 + 1/4
/// assert!((test.chi_sq - (5.0_f64 / 6.0).powi(2) / (17.0 / 36.0)).abs() < 1e-14);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn log_rank(sets: &RiskSets) -> Result<LogRank, NoComparison> {
    sets.comparable()?;
    let (observed, expected, covariance) = sums(sets);
    let tested = in_order_of_variance(&covariance);
    let factor = Cholesky::new(&covariance.part(&tested));
    if factor.rank() == 0 {
        return Err(NoComparison::NoInformation);
    }
    let difference: Vec<f64> = tested.iter().map(|&g| observed[g] - expected[g]).collect();
    let (chi_sq, df) = (factor.quadratic(&difference), factor.rank());
    Ok(LogRank { observed, expected, covariance, chi_sq, df, p_value: chi_square::upper_tail(chi_sq, df) })
}

/// The groups, smallest variance first. The rows of all groups add up to 0, so the last row that is
/// looked at is left out as dependent; leaving out the largest keeps what a tiny group tells from
/// being the difference of two large numbers.
fn in_order_of_variance(covariance: &Matrix) -> Vec<usize> {
    let variances: Vec<f64> = (0..covariance.size()).map(|g| covariance[(g, g)]).collect();
    ascending(&variances).into_iter().map(|g| g as usize).collect()
}

/// Observed, expected and covariance, summed over the event times.
fn sums(sets: &RiskSets) -> (Vec<f64>, Vec<f64>, Matrix) {
    let k = sets.n_groups();
    let (mut observed, mut expected, mut covariance) = (vec![0.0; k], vec![0.0; k], Matrix::zeros(k));
    let mut shares = vec![0.0; k];
    let mut walk = sets.walk();
    while let Some(moment) = walk.next() {
        let d = f64::from(moment.n_event());
        if d == 0.0 {
            continue;
        }
        for cell in moment.cells {
            observed[usize::from(cell.group)] += f64::from(cell.n_event);
        }
        let n = f64::from(moment.total_at_risk());
        let spread = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
        shares.iter_mut().zip(moment.n_risk).for_each(|(share, &at_risk)| *share = f64::from(at_risk) / n);
        for (g, &share) in shares.iter().enumerate() {
            expected[g] += d * share;
            covariance[(g, g)] += spread * share * (1.0 - share);
            for (h, other) in shares[..g].iter().enumerate() {
                covariance[(g, h)] -= spread * share * other;
            }
        }
    }
    for g in 0..k {
        for h in 0..g {
            covariance[(h, g)] = covariance[(g, h)];
        }
    }
    (observed, expected, covariance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk_set::of_groups;

    fn test(time: &[f64], cause: &[u8], group: &[u16]) -> Result<LogRank, NoComparison> {
        log_rank(&of_groups(time, cause, group))
    }

    #[test]
    fn an_arm_without_events() {
        let time = [3.0, 5.0, 7.0, 9.0, 11.0, 12.0, 4.0, 6.0, 8.0, 10.0, 12.0, 12.0];
        let found = test(&time, &[1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], &[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
            .unwrap();
        assert!((found.chi_sq - 4.0).abs() < 1e-12);
    }

    #[test]
    fn no_test_without_information() {
        assert_eq!(test(&[1.0, 2.0], &[1, 1], &[0, 0]), Err(NoComparison::OneGroup));
        assert_eq!(test(&[1.0, 2.0], &[0, 0], &[0, 1]), Err(NoComparison::NoEvents));
        assert_eq!(test(&[5.0, 5.0], &[1, 1], &[0, 1]), Err(NoComparison::NoInformation));
        assert_eq!(test(&[1.0, 2.0], &[0, 1], &[0, 1]), Err(NoComparison::NoInformation));
    }
}
