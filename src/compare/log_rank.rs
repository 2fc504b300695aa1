//! The log-rank test for two or more groups.
//!
//! At each event time with `n` at risk, `d` events, `n_g` at risk in group `g`: expected
//! `d n_g / n`, covariance `d (n - d) / (n - 1) * (n_g / n) (delta_gh - n_h / n)`
//! (hypergeometric). With strata all three are summed within them. The statistic is `(O - E)' V^- (O - E)`, chi-square
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
use crate::risk_set::{Moment, NoComparison, RiskSets};

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
    let mut sums = Sums::zeros(sets.n_groups());
    sums.add(sets);
    sums.test()
}

/// Tests whether the groups have the same hazard within every stratum, however the strata differ.
///
/// `strata` has the risk sets of each stratum, as [`RiskSets::by_stratum`] gives them. A stratum in which
/// groups never meet at an event adds nothing.
///
/// # Errors
/// [`NoComparison`] where the data cannot tell.
///
/// ```
/// use riskset::compare::log_rank::stratified_log_rank;
/// use riskset::{data::{Labels, Subjects, Survival}, risk_set::RiskSets};
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0, 7.0, 9.0],
///     cause: vec![1, 1, 1, 1],
///     group: vec![0, 1, 0, 1],
///     groups: vec!["a".into(), "b".into()],
///     strata: Some(Labels { of: vec![0, 0, 1, 1], names: vec!["left".into(), "right".into()] }),
///     ..Subjects::default()
/// })?;
/// // In both pairs a is first: O - E = 1/2 + 1/2, V = 1/4 + 1/4.
/// let test = stratified_log_rank(&RiskSets::by_stratum(&data)).unwrap();
/// assert!((test.chi_sq - 2.0).abs() < 1e-14);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn stratified_log_rank(strata: &[RiskSets]) -> Result<LogRank, NoComparison> {
    let mut sums = Sums::zeros(comparable(strata)?);
    strata.iter().for_each(|sets| sums.add(sets));
    sums.test()
}

/// Number of groups, if there are two and an event in some stratum.
pub(super) fn comparable(strata: &[RiskSets]) -> Result<usize, NoComparison> {
    let k = strata.iter().map(RiskSets::n_groups).max().unwrap_or(0);
    if k < 2 {
        Err(NoComparison::OneGroup)
    } else if strata.iter().all(|sets| sets.comparable().is_err()) {
        Err(NoComparison::NoEvents)
    } else {
        Ok(k)
    }
}

/// What the test is made of, summed so far.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    pub(super) observed: Vec<f64>,
    pub(super) expected: Vec<f64>,
    /// Its lower triangle.
    pub(super) covariance: Matrix,
}

impl Sums {
    /// Nothing yet, for `k` groups.
    pub(super) fn zeros(k: usize) -> Self {
        Sums { observed: vec![0.0; k], expected: vec![0.0; k], covariance: Matrix::zeros(k) }
    }

    /// Adds the event times of one stratum.
    fn add(&mut self, sets: &RiskSets) {
        let mut walk = sets.walk();
        while let Some(moment) = walk.next() {
            let d = f64::from(moment.n_event());
            if d > 0.0 {
                self.add_event(&moment, f64::from(moment.total_at_risk()), d);
            }
        }
    }

    /// Adds one event time, with `d` events among `n` at risk.
    pub(super) fn add_event(&mut self, moment: &Moment<'_>, n: f64, d: f64) {
        for cell in moment.cells {
            self.observed[usize::from(cell.group)] += f64::from(cell.n_event);
        }
        let spread = spread(n, d);
        for (g, &n_risk) in moment.n_risk.iter().enumerate() {
            let share = f64::from(n_risk) / n;
            self.expected[g] += d * share;
            self.covariance[(g, g)] += spread * share * (1.0 - share);
            for h in 0..g {
                self.covariance[(g, h)] -= spread * share * (f64::from(moment.n_risk[h]) / n);
            }
        }
    }

    /// The test of these sums.
    pub(super) fn test(mut self) -> Result<LogRank, NoComparison> {
        mirror(&mut self.covariance);
        let Sums { observed, expected, covariance } = self;
        let tested = in_order_of_variance(&covariance);
        let factor = Cholesky::new(&covariance.part(&tested));
        if factor.rank() == 0 {
            return Err(NoComparison::NoInformation);
        }
        let difference: Vec<f64> = tested.iter().map(|&g| observed[g] - expected[g]).collect();
        let (chi_sq, df) = (factor.quadratic(&difference), factor.rank());
        Ok(LogRank {
            observed,
            expected,
            covariance,
            chi_sq,
            df,
            p_value: chi_square::upper_tail(chi_sq, df),
        })
    }
}

/// Variance of the number of events in a group, apart from the shares at risk, when `d` of `n` have one:
/// 0 where all have it.
pub(super) fn spread(n: f64, d: f64) -> f64 {
    if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 }
}

/// Copies the lower triangle to the upper.
fn mirror(matrix: &mut Matrix) {
    for g in 0..matrix.size() {
        for h in 0..g {
            matrix[(h, g)] = matrix[(g, h)];
        }
    }
}

/// The groups, smallest variance first. The rows of all groups add up to 0, so the last row that is
/// looked at is left out as dependent; leaving out the largest keeps what a tiny group tells from
/// being the difference of two large numbers.
fn in_order_of_variance(covariance: &Matrix) -> Vec<usize> {
    let variances: Vec<f64> = (0..covariance.size()).map(|g| covariance[(g, g)]).collect();
    ascending(&variances).into_iter().map(|g| g as usize).collect()
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
