//! Every two groups compared.
//!
//! Each pair is tested as if there were no other group: its risk sets, its pooled curve, its weights. (The
//! covariance of the test of all groups would borrow the others' risk sets.) The p-values are shown as
//! they are and [adjusted](super::adjust) for their number, by Holm and by Benjamini and Hochberg, as R's
//! `p.adjust` does; a pair that cannot be tested is not counted. survminer's `pairwise_survdiff` is the same
//! with weight 1.
//!
//! One walk over the risk sets serves all pairs: at an event time only the pairs of which a group has an
//! event are touched. Memory and result grow with the square of the number of groups.
//!
//! ```
//! use riskset::compare::{pairwise::pairwise, weight::Weight};
//! use riskset::{data::{Subjects, Survival}, risk_set::RiskSets};
//! let data = Survival::new(Subjects {
//!     time: vec![1.0, 2.0, 3.0],
//!     cause: vec![1, 1, 1],
//!     group: vec![0, 1, 2],
//!     groups: vec!["a".into(), "b".into(), "c".into()],
//!     ..Subjects::default()
//! })?;
//! let pairs = pairwise(&[RiskSets::new(&data)], Weight::LogRank).unwrap();
//! assert_eq!(pairs.iter().map(|pair| pair.groups).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);
//! // Each pair: one event with both at risk, O - E = 1/2, V = 1/4.
//! assert!(pairs.iter().all(|pair| pair.test.as_ref().is_ok_and(|test| test.chi_sq == 1.0)));
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::adjust::{benjamini_hochberg, holm};
use super::log_rank::{LogRank, Sums, comparable, spread};
use super::weight::{Pooled, Weight};
use crate::risk_set::{Moment, NoComparison, RiskSets};

/// Two groups compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Their indices, the lower first.
    pub groups: (usize, usize),
    /// Their test, of two groups in that order; an error where they never meet at an event.
    pub test: Result<LogRank, NoComparison>,
    /// The p-value adjusted by Holm's method; `None` without a test.
    pub holm: Option<f64>,
    /// The p-value adjusted by the method of Benjamini and Hochberg; `None` without a test.
    pub benjamini_hochberg: Option<f64>,
}

/// Compares every two groups: first with second, first with third, ..., second with third, ...
///
/// `strata` has the risk sets of every stratum (one for a test without strata).
///
/// # Errors
/// [`NoComparison`] where no pair can be compared: one group, or no events.
pub fn pairwise(strata: &[RiskSets], weight: Weight) -> Result<Vec<Pair>, NoComparison> {
    let k = comparable(strata)?;
    let mut parts = vec![Parts::default(); k * (k - 1) / 2];
    for sets in strata {
        let mut pooled = vec![Pooled::START; parts.len()];
        let mut events = vec![0.0; k];
        let mut walk = sets.walk();
        while let Some(moment) = walk.next() {
            moment.cells.iter().for_each(|cell| events[usize::from(cell.group)] = f64::from(cell.n_event));
            touched(&moment, |a, b| {
                let (at, n_risk) = (place(k, a, b), moment.n_risk);
                let (n_a, n_b) = (f64::from(n_risk[a]), f64::from(n_risk[b]));
                let event = pooled[at].pass(n_a + n_b, events[a] + events[b]);
                parts[at].add(weight.at(&event), [n_a, n_b], [events[a], events[b]]);
            });
            moment.cells.iter().for_each(|cell| events[usize::from(cell.group)] = 0.0);
        }
    }
    Ok(adjusted(parts.into_iter().map(Parts::test).collect(), k))
}

/// Shows every pair of which a group has an event, the lower group first, each pair once.
fn touched(moment: &Moment<'_>, mut show: impl FnMut(usize, usize)) {
    let with_event =
        || moment.cells.iter().filter(|cell| cell.n_event > 0).map(|cell| usize::from(cell.group));
    for a in with_event() {
        for b in (0..moment.n_risk.len()).filter(|&b| b != a) {
            // A pair of two groups with events is shown by the lower.
            if b > a || with_event().all(|other| other != b) {
                show(a.min(b), a.max(b));
            }
        }
    }
}

/// Place of the pair of groups `a < b` among those of `k` groups.
fn place(k: usize, a: usize, b: usize) -> usize {
    a * (2 * k - a - 1) / 2 + b - a - 1
}

/// What the test of a pair is made of.
#[derive(Debug, Clone, Default)]
struct Parts {
    observed: [f64; 2],
    expected: [f64; 2],
    variance: f64,
    any_event: bool,
}

impl Parts {
    fn add(&mut self, w: f64, n_risk: [f64; 2], events: [f64; 2]) {
        let (n, d) = (n_risk[0] + n_risk[1], events[0] + events[1]);
        let share = n_risk.map(|n_risk| n_risk / n);
        for i in 0..2 {
            self.observed[i] += w * events[i];
            self.expected[i] += w * (d * share[i]);
        }
        self.variance += w * w * (spread(n, d) * share[0] * share[1]);
        self.any_event = true;
    }

    fn test(self) -> Result<LogRank, NoComparison> {
        if !self.any_event {
            return Err(NoComparison::NoEvents);
        }
        let mut sums = Sums::zeros(2);
        sums.observed.copy_from_slice(&self.observed);
        sums.expected.copy_from_slice(&self.expected);
        for (cell, sign) in [((0, 0), 1.0), ((1, 0), -1.0), ((1, 1), 1.0)] {
            sums.covariance[cell] = sign * self.variance;
        }
        sums.test()
    }
}

/// The pairs of `k` groups with the adjusted p-values of those that have a test.
fn adjusted(tests: Vec<Result<LogRank, NoComparison>>, k: usize) -> Vec<Pair> {
    let p_values: Vec<f64> = tests.iter().flatten().map(|test| test.p_value).collect();
    let (mut by_holm, mut by_rate) = (holm(&p_values).into_iter(), benjamini_hochberg(&p_values).into_iter());
    let pairs = (0..k).flat_map(|a| (a + 1..k).map(move |b| (a, b)));
    let pair = |(groups, test): ((usize, usize), Result<LogRank, NoComparison>)| Pair {
        groups,
        holm: test.as_ref().ok().and_then(|_| by_holm.next()),
        benjamini_hochberg: test.as_ref().ok().and_then(|_| by_rate.next()),
        test,
    };
    pairs.zip(tests).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk_set::of_groups;

    #[test]
    fn places_follow_each_other() {
        for k in 2..7 {
            let pairs = (0..k).flat_map(|a| (a + 1..k).map(move |b| (a, b)));
            let places: Vec<usize> = pairs.map(|(a, b)| place(k, a, b)).collect();
            assert_eq!(places, (0..k * (k - 1) / 2).collect::<Vec<_>>());
        }
    }

    /// a has events at 1 and 3, b at 1, c is censored at 2. Pair a, b: 3 at risk, 2 events, then a alone: O - E of
    /// a is 1 - 4/3, V 1 * 2/9. Pair a, c: O - E 1/3, V 2/9. Pair b, c: O - E 1/2, V 1/4.
    #[test]
    fn three_groups_by_hand() {
        let sets = of_groups(&[1.0, 3.0, 1.0, 2.0], &[1, 1, 1, 0], &[0, 0, 1, 2]);
        let pairs = pairwise(&[sets], Weight::LogRank).unwrap();
        for (pair, chi_sq) in pairs.iter().zip([0.5, 0.5, 1.0]) {
            assert!((pair.test.as_ref().unwrap().chi_sq - chi_sq).abs() < 1e-14, "{pair:?}");
        }
        let p = pairs[2].test.as_ref().unwrap().p_value;
        assert_eq!(pairs[2].holm, Some(3.0 * p));
    }

    #[test]
    fn a_pair_without_a_test_is_not_counted() {
        // c and d are watched to the end without an event; a and b tell.
        let sets = of_groups(&[1.0, 2.0, 1.0, 2.0], &[1, 0, 0, 0], &[0, 1, 2, 3]);
        let pairs = pairwise(&[sets], Weight::LogRank).unwrap();
        let without = |pair: &&Pair| pair.test == Err(NoComparison::NoEvents) && pair.holm.is_none();
        assert_eq!(pairs.iter().filter(without).count(), 3);
        let p = pairs[0].test.as_ref().unwrap().p_value;
        assert_eq!((pairs[0].holm, pairs[0].benjamini_hochberg), (Some(3.0 * p), Some(p)));
    }
}
