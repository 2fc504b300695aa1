//! MaxCombo: the largest of four weighted log-rank tests of two groups.
//!
//! The Fleming-Harrington weights (0, 0), (0, 1), (1, 0) and (1, 1) look at all, late, early and middle
//! event times. The statistic is the largest `|Z|`, `Z_a = sum w_a (O - E) / sqrt V_aa`, and the p-value
//! `1 - P(all |Z_a| <= it)` where the `Z` are jointly normal with covariance
//! `V_ab = sum w_a w_b V`. Source: Karrison (2016), Stata Journal 16, 678-690; Lin et al. (2020), Statistics in
//! Biopharmaceutical Research 12, 187-198.
//!
//! Since `1 = S + (1 - S)` the four are made of three, and the correlation is singular by construction. The
//! probability is exact up to rounding: see [`normal_box`], which also says how it loses digits when the
//! correlations come close to 1 (few events among many subjects: `S` stays near 1, and the weights nearly coincide).
//!
//! Degenerate cases: a weight that is 0 wherever the data could tell (with one event time those with
//! `q = 1` are) leaves that test out. More than two groups are not offered: there is no one sign, and the
//! largest of quadratic forms has another distribution. A group that is at risk at no event does not count.

use super::log_rank::{comparable, spread};
use super::weight::{Weight, each_event};
use crate::math::{normal_box, symmetric::Matrix};
use crate::risk_set::{NoComparison, RiskSets};

/// The four weights.
pub const WEIGHTS: [Weight; 4] = [
    Weight::FlemingHarrington { p: 0.0, q: 0.0 },
    Weight::FlemingHarrington { p: 0.0, q: 1.0 },
    Weight::FlemingHarrington { p: 1.0, q: 0.0 },
    Weight::FlemingHarrington { p: 1.0, q: 1.0 },
];

/// Result of the test.
#[derive(Debug, Clone, PartialEq)]
pub struct MaxCombo {
    /// The two groups, in their order.
    pub groups: (usize, usize),
    /// The tests that exist, in the order of [`WEIGHTS`]. Positive `z`: the second group has more events than
    /// expected.
    pub tests: Vec<Component>,
    /// Correlation of their `z`.
    pub correlation: Matrix,
    /// Index of the one furthest from 0.
    pub largest: usize,
    /// Probability of a largest one at least as far from 0 if the groups did not differ.
    pub p_value: f64,
}

/// One of the tests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// Its weight.
    pub weight: Weight,
    /// Standard normal if the groups did not differ.
    pub z: f64,
}

/// Why there is no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMaxCombo {
    /// It is made for two groups, and three or more are at risk at events.
    MoreThanTwoGroups,
    /// The data cannot tell.
    NoComparison(NoComparison),
}

impl From<NoComparison> for NoMaxCombo {
    fn from(why: NoComparison) -> Self {
        NoMaxCombo::NoComparison(why)
    }
}

/// The test of the two groups, with the risk sets of every stratum (one for a test without strata).
///
/// # Errors
/// [`NoMaxCombo`].
///
/// ```
/// use riskset::compare::max_combo::max_combo;
/// use riskset::{data::{Subjects, Survival}, risk_set::RiskSets};
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0, 2.0],
///     cause: vec![1, 0, 0],
///     group: vec![1, 1, 0],
///     groups: vec!["a".into(), "b".into()],
///     ..Subjects::default()
/// })?;
/// let test = max_combo(&[RiskSets::new(&data)]).unwrap();
/// // One event: the late weights have no test, and the early one is the log-rank test again.
/// assert_eq!(test.tests.len(), 2);
/// assert!((test.tests[0].z - (1.0 - 2.0 / 3.0) / (2.0_f64 / 9.0).sqrt()).abs() < 1e-14);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn max_combo(strata: &[RiskSets]) -> Result<MaxCombo, NoMaxCombo> {
    let k = comparable(strata)?;
    let groups = the_two(strata, k)?;
    let (difference, covariance) = sums(strata, groups);
    let exist: Vec<usize> = (0..WEIGHTS.len()).filter(|&a| covariance[(a, a)] > 0.0).collect();
    let correlation = correlation(&covariance.part(&exist));
    let test = |&a: &usize| Component { weight: WEIGHTS[a], z: difference[a] / covariance[(a, a)].sqrt() };
    let tests: Vec<Component> = exist.iter().map(test).collect();
    let size = |a: usize| tests[a].z.abs();
    let largest = (1..tests.len()).fold(0, |best, a| if size(a) > size(best) { a } else { best });
    if tests.is_empty() {
        return Err(NoComparison::NoInformation.into());
    }
    // Three dimensions always hold four weights that are made of three.
    let p_value = normal_box::outside(&correlation, size(largest)).ok_or(NoComparison::NoInformation)?;
    Ok(MaxCombo { groups, tests, correlation, largest, p_value })
}

/// The two groups that are at risk at events.
fn the_two(strata: &[RiskSets], k: usize) -> Result<(usize, usize), NoMaxCombo> {
    let mut seen = vec![false; k];
    for sets in strata {
        each_event(sets, |moment, _| {
            seen.iter_mut().zip(moment.n_risk).for_each(|(seen, &n_risk)| *seen |= n_risk > 0);
        });
    }
    let mut groups = (0..k).filter(|&g| seen[g]);
    match (groups.next(), groups.next(), groups.next()) {
        (Some(a), Some(b), None) => Ok((a, b)),
        (_, _, Some(_)) => Err(NoMaxCombo::MoreThanTwoGroups),
        _ => Err(NoComparison::NoInformation.into()),
    }
}

/// Weighted sums of observed - expected of the second group, and their covariance.
fn sums(strata: &[RiskSets], (_, second): (usize, usize)) -> ([f64; 4], Matrix) {
    let mut difference = [0.0; 4];
    let mut covariance = Matrix::zeros(4);
    for sets in strata {
        each_event(sets, |moment, event| {
            let w = WEIGHTS.map(|weight| weight.at(event));
            let share = f64::from(moment.n_risk[second]) / event.n;
            let own = moment.cells.iter().find(|cell| usize::from(cell.group) == second);
            let observed = own.map_or(0.0, |cell| f64::from(cell.n_event));
            let variance = spread(event.n, event.d) * share * (1.0 - share);
            for a in 0..4 {
                difference[a] += w[a] * (observed - event.d * share);
                for b in 0..=a {
                    covariance[(a, b)] += w[a] * w[b] * variance;
                    covariance[(b, a)] = covariance[(a, b)];
                }
            }
        });
    }
    (difference, covariance)
}

fn correlation(covariance: &Matrix) -> Matrix {
    let k = covariance.size();
    let mut correlation = Matrix::zeros(k);
    for a in 0..k {
        for b in 0..k {
            let scale = covariance[(a, a)].sqrt() * covariance[(b, b)].sqrt();
            correlation[(a, b)] = if a == b { 1.0 } else { (covariance[(a, b)] / scale).clamp(-1.0, 1.0) };
        }
    }
    correlation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal;
    use crate::risk_set::of_groups;

    /// Events of b at 1 and of a at 2 among two of each, then all censored. At risk 2 + 2, then 2 + 1; S(t-) is 1,
    /// then 3/4. Of b: O - E 1/2, then -1/3; V 1/4, then 2/9.
    #[test]
    fn two_events_by_hand() {
        let sets = of_groups(&[1.0, 2.0, 3.0, 3.0], &[1, 1, 0, 0], &[1, 0, 0, 1]);
        let test = max_combo(&[sets]).unwrap();
        let z = [
            (0.5 - 1.0 / 3.0) / (0.25_f64 + 2.0 / 9.0).sqrt(),
            -(1.0 / 3.0) / (2.0_f64 / 9.0).sqrt(),
            (0.5 - 0.25) / (0.25_f64 + 0.125).sqrt(),
            -(1.0 / 3.0) / (2.0_f64 / 9.0).sqrt(),
        ];
        for (component, z) in test.tests.iter().zip(z) {
            assert!((component.z - z).abs() < 1e-14, "{component:?} {z}");
        }
        // FH(0,1) and FH(1,1) see the second event alone, so they are one test.
        assert!((test.correlation[(1, 3)] - 1.0).abs() < 1e-15);
        let between = (2.0 / 9.0_f64).sqrt() / (0.25 + 2.0 / 9.0_f64).sqrt();
        assert!((test.correlation[(0, 1)] - between).abs() < 1e-15);
        assert_eq!(test.largest, 1);
    }

    #[test]
    fn one_event_time_is_the_log_rank_test() {
        let sets = of_groups(&[1.0, 1.0, 2.0, 2.0, 2.0], &[1, 1, 0, 0, 0], &[0, 0, 0, 1, 1]);
        let test = max_combo(&[sets]).unwrap();
        assert_eq!(test.tests.len(), 2);
        assert!((test.p_value - normal::two_sided(test.tests[0].z)).abs() < 1e-15);
    }

    #[test]
    fn why_there_is_none() {
        let three = of_groups(&[1.0, 2.0, 3.0], &[1, 1, 1], &[0, 1, 2]);
        assert_eq!(max_combo(&[three]), Err(NoMaxCombo::MoreThanTwoGroups));
        let mut two = of_groups(&[1.0, 2.0, 3.0], &[1, 1, 1], &[0, 2, 2]);
        assert_eq!(max_combo(std::slice::from_ref(&two)).map(|test| test.groups), Ok((0, 2)));
        two = of_groups(&[5.0, 9.0], &[0, 1], &[0, 1]);
        assert_eq!(max_combo(&[two]), Err(NoMaxCombo::NoComparison(NoComparison::NoInformation)));
        let all_at_once = of_groups(&[5.0, 5.0], &[1, 1], &[0, 1]);
        assert_eq!(max_combo(&[all_at_once]), Err(NoMaxCombo::NoComparison(NoComparison::NoInformation)));
    }
}
