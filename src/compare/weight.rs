//! Weighted log-rank tests: which event times count for how much.
//!
//! Each event time's `O - E` is multiplied by a weight `w` and its covariance by `w^2`, then the test is that
//! of [`log_rank`](super::log_rank). With `n` at risk and `d` events in all groups together, `S` the pooled
//! Kaplan-Meier curve and `S~(t) = prod_{t_i <= t} (1 - d_i / (n_i + 1))`:
//!
//! | test | weight at `t` | looks at |
//! |---|---|---|
//! | log-rank (Mantel 1966) | 1 | all times alike |
//! | Gehan-Breslow (Gehan 1965; Breslow 1970, Biometrika 57, 579-594) | `n` | early times |
//! | Tarone-Ware (1977, Biometrika 64, 156-160) | `sqrt n` | early times, less so |
//! | Peto-Peto (1972, JRSS A 135, 185-207) | `S~(t)` | early times, whatever the censoring |
//! | modified Peto-Peto (Andersen & Gill 1982, Annals of Statistics 10, 1100-1120) | `S~(t) n / (n + 1)` | the same |
//! | Fleming-Harrington (1991, Counting Processes and Survival Analysis, 7.2) | `S(t-)^p (1 - S(t-))^q` | by `p` and `q` |
//!
//! `S(t-)` is the curve just before `t`, so that a weight never looks at the events it weighs; `0^0` is 1. R's
//! `survdiff(rho = 1)` is Fleming-Harrington (1, 0), which is *not* Peto-Peto. In a stratified test the
//! weights are those within each stratum.
//!
//! Degenerate cases: a weight can be 0 wherever the data could tell something (Fleming-Harrington (0, 1) with a
//! single event time), and then that test alone does not exist; so it is with exponents that make a
//! weight infinite (a negative `q` at the first event). Scaling all weights changes nothing.
//!
//! ```
//! use riskset::compare::weight::{Weight, weighted_log_rank};
//! use riskset::{data::{Subjects, Survival}, risk_set::RiskSets};
//! let data = Survival::new(Subjects {
//!     time: vec![1.0, 2.0, 3.0],
//!     cause: vec![1, 1, 1],
//!     group: vec![0, 0, 1],
//!     groups: vec!["a".into(), "b".into()],
//!     ..Subjects::default()
//! })?;
//! let tests = weighted_log_rank(&[RiskSets::new(&data)], &[Weight::GehanBreslow]).unwrap();
//! // O - E = 3 * 1/3 + 2 * 1/2, V = 9 * 2/9 + 4 * 1/4
//! let gehan = tests[0].test.as_ref().unwrap();
//! assert!((gehan.chi_sq - 4.0 / 3.0).abs() < 1e-14);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::log_rank::{LogRank, Sums, comparable};
use crate::math::pow;
use crate::risk_set::{Moment, NoComparison, RiskSets};

/// How much each event time counts; see the [module](self).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Weight {
    /// 1.
    LogRank,
    /// The number at risk.
    GehanBreslow,
    /// Its square root.
    TaroneWare,
    /// Peto's estimate of survival, up to and including the time.
    PetoPeto,
    /// The same, times `n / (n + 1)`.
    ModifiedPetoPeto,
    /// `S(t-)^p (1 - S(t-))^q`.
    FlemingHarrington {
        /// Large: early times count.
        p: f64,
        /// Large: late times count.
        q: f64,
    },
}

/// One of the tests asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedTest {
    /// Its weight.
    pub weight: Weight,
    /// The test; `observed`, `expected` and `covariance` are weighted sums. An error where this weight leaves
    /// no information.
    pub test: Result<LogRank, NoComparison>,
}

impl Weight {
    /// The name in a sentence: "Gehan-Breslow test". The exponents of Fleming-Harrington are not in it.
    pub fn name(self) -> &'static str {
        match self {
            Weight::LogRank => "log-rank",
            Weight::GehanBreslow => "Gehan-Breslow",
            Weight::TaroneWare => "Tarone-Ware",
            Weight::PetoPeto => "Peto-Peto",
            Weight::ModifiedPetoPeto => "modified Peto-Peto",
            Weight::FlemingHarrington { .. } => "Fleming-Harrington",
        }
    }

    /// Its value at an event time.
    pub(super) fn at(self, event: &Event) -> f64 {
        match self {
            Weight::LogRank => 1.0,
            Weight::GehanBreslow => event.n,
            Weight::TaroneWare => event.n.sqrt(),
            Weight::PetoPeto => event.peto,
            Weight::ModifiedPetoPeto => event.peto * event.n / (event.n + 1.0),
            Weight::FlemingHarrington { p, q } => power(event.surv, p) * power(event.failed, q),
        }
    }
}

/// `x^y`, the exponents of the usual weights without the general function. (Which takes 1 to the power of NaN
/// for 1.)
fn power(x: f64, y: f64) -> f64 {
    if y.is_nan() {
        f64::NAN
    } else if y == 0.0 {
        1.0
    } else if y == 1.0 {
        x
    } else {
        pow(x, y)
    }
}

/// What the weights look at, at one event time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    /// At risk.
    pub(super) n: f64,
    /// Events.
    pub(super) d: f64,
    /// Pooled Kaplan-Meier just before.
    surv: f64,
    /// 1 less that, without its cancellation.
    failed: f64,
    /// Peto's estimate, this time included.
    peto: f64,
}

/// The pooled curves, carried from event time to event time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pooled {
    surv: f64,
    failed: f64,
    peto: f64,
}

impl Pooled {
    /// Before the first event.
    pub(super) const START: Pooled = Pooled { surv: 1.0, failed: 0.0, peto: 1.0 };

    /// Passes the next event time, at which `d` of `n` at risk have the event.
    pub(super) fn pass(&mut self, n: f64, d: f64) -> Event {
        let Pooled { surv, failed, .. } = *self;
        self.peto *= (n + 1.0 - d) / (n + 1.0);
        self.failed += surv * (d / n);
        self.surv *= (n - d) / n;
        Event { n, d, surv, failed, peto: self.peto }
    }
}

/// Shows every event time of one stratum in order.
pub(super) fn each_event(sets: &RiskSets, mut show: impl FnMut(&Moment<'_>, &Event)) {
    let (mut walk, mut pooled) = (sets.walk(), Pooled::START);
    while let Some(moment) = walk.next() {
        let d = moment.n_event();
        if d > 0 {
            show(&moment, &pooled.pass(f64::from(moment.total_at_risk()), f64::from(d)));
        }
    }
}

/// The tests with these weights, in the same order, from one walk over the risk sets of every stratum (one
/// for a test without strata).
///
/// # Errors
/// [`NoComparison`] where the data cannot tell whatever the weight: one group, or no events.
pub fn weighted_log_rank(strata: &[RiskSets], weights: &[Weight]) -> Result<Vec<WeightedTest>, NoComparison> {
    let k = comparable(strata)?;
    let mut sums = vec![Sums::zeros(k); weights.len()];
    let mut now = Sums::zeros(k);
    for sets in strata {
        each_event(sets, |moment, event| {
            now.clear();
            now.add_event(moment, event.n, event.d);
            for (&weight, sums) in weights.iter().zip(&mut sums) {
                sums.add_weighted(&now, weight.at(event));
            }
        });
    }
    let tests = weights.iter().zip(sums).map(|(&weight, sums)| WeightedTest { weight, test: sums.test() });
    Ok(tests.collect())
}

impl Sums {
    fn clear(&mut self) {
        self.observed.fill(0.0);
        self.expected.fill(0.0);
        self.covariance.fill(0.0);
    }

    /// Adds the sums of one event time with weight `w`.
    fn add_weighted(&mut self, now: &Sums, w: f64) {
        for g in 0..now.observed.len() {
            self.observed[g] += w * now.observed[g];
            self.expected[g] += w * now.expected[g];
            for h in 0..=g {
                self.covariance[(g, h)] += w * w * now.covariance[(g, h)];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::log_rank::log_rank;
    use crate::risk_set::of_groups;

    const FH: fn(f64, f64) -> Weight = |p, q| Weight::FlemingHarrington { p, q };

    /// Events of a at 1 and 2, of b at 2 and 4, a censored at 3. At risk 5, 4 and 1; events 1, 2 and 1.
    fn five() -> RiskSets {
        of_groups(&[1.0, 2.0, 3.0, 2.0, 4.0], &[1, 1, 0, 1, 1], &[0, 0, 0, 1, 1])
    }

    #[test]
    fn weights_by_hand() {
        // S(t-) is 1, 4/5, 4/5 * 2/4 = 2/5; S~(t) is 5/6, 5/6 * 3/5 = 1/2, 1/2 * 1/2 = 1/4.
        let expected = [
            (Weight::LogRank, [1.0, 1.0, 1.0]),
            (Weight::GehanBreslow, [5.0, 4.0, 1.0]),
            (Weight::TaroneWare, [5_f64.sqrt(), 2.0, 1.0]),
            (Weight::PetoPeto, [5.0 / 6.0, 0.5, 0.25]),
            (Weight::ModifiedPetoPeto, [25.0 / 36.0, 0.4, 0.125]),
            (FH(0.0, 0.0), [1.0, 1.0, 1.0]),
            (FH(1.0, 0.0), [1.0, 0.8, 0.4]),
            (FH(0.0, 1.0), [0.0, 0.2, 0.6]),
            (FH(1.0, 1.0), [0.0, 0.16, 0.24]),
            (FH(2.0, 0.5), [0.0, 0.64 * 0.2_f64.sqrt(), 0.16 * 0.6_f64.sqrt()]),
        ];
        for (weight, by_hand) in expected {
            let mut at = Vec::new();
            each_event(&five(), |_, event| at.push(weight.at(event)));
            assert_eq!(at.len(), 3);
            assert!(
                at.iter().zip(by_hand).all(|(ours, hand)| (ours - hand).abs() < 1e-15),
                "{weight:?} {at:?}"
            );
        }
    }

    #[test]
    fn a_test_by_hand() {
        // Of a: O - E is 1 - 3/5, then 1 - 2 * 2/4 = 0, then 0; V is 6/25, then 2 * 2/3 * 1/4 = 1/3, then 0.
        let tests = weighted_log_rank(&[five()], &[Weight::GehanBreslow, FH(0.0, 1.0)]).unwrap();
        let gehan = tests[0].test.as_ref().unwrap();
        assert!((gehan.observed[0] - gehan.expected[0] - 2.0).abs() < 1e-15);
        assert!((gehan.covariance[(0, 0)] - (6.0 + 16.0 / 3.0)).abs() < 1e-14);
        assert!((gehan.chi_sq - 4.0 / (6.0 + 16.0 / 3.0)).abs() < 1e-15);
        let late = tests[1].test.as_ref().unwrap();
        assert!(late.chi_sq < 1e-30 && late.df == 1, "O - E is 0 where the weight is not");
    }

    #[test]
    fn equal_weights_are_the_log_rank_test_to_the_bit() {
        let tests = weighted_log_rank(&[five()], &[Weight::LogRank, FH(0.0, 0.0)]).unwrap();
        for found in tests {
            assert_eq!(found.test, log_rank(&five()));
        }
    }

    #[test]
    fn a_weight_can_leave_nothing() {
        let at_once = of_groups(&[1.0, 2.0, 2.0], &[1, 0, 0], &[0, 0, 1]);
        let weights = [Weight::LogRank, FH(0.0, 1.0), FH(0.0, -1.0), FH(f64::NAN, 0.0), FH(0.0, 900.0)];
        let tests = weighted_log_rank(&[at_once], &weights).unwrap();
        assert!(tests[0].test.is_ok());
        assert!(tests[1..].iter().all(|found| found.test == Err(NoComparison::NoInformation)));
    }

    #[test]
    fn no_test_at_all() {
        assert_eq!(weighted_log_rank(&[], &[]), Err(NoComparison::OneGroup));
        let nobody = of_groups(&[1.0, 2.0], &[0, 0], &[0, 1]);
        assert_eq!(weighted_log_rank(&[nobody], &[Weight::LogRank]), Err(NoComparison::NoEvents));
    }
}
