//! The Nelson-Aalen estimate of the cumulative hazard.
//!
//! `H(t) = sum_{t_i <= t} d_i / n_i`, with variance `sum d_i / n_i^2`: events at one time are taken as
//! true ties of a Poisson process. Fleming and Harrington take them as events that follow each other
//! closely: `d` events among `n` add `1/n + 1/(n-1) + ... + 1/(n-d+1)`, and the squares of these to the
//! variance. Without ties the two agree. R: `survfit(ctype = 1)` and `ctype = 2`.
//! Source: Nelson (1969), Journal of Quality Technology 1, 27-52; Aalen (1978), Annals of Statistics 6,
//! 701-726, for the variance; Fleming & Harrington (1984), Communications in Statistics 13, 2469-2486.
//!
//! Limits on the logarithm of H: `H exp(-+ z se / H)` (Klein & Moeschberger 2003, Survival Analysis, 2nd ed.,
//! p. 105); where H is 0, before any event, they are [0, 0], as those of a survival probability are [1, 1].
//!
//! Assumes censoring that tells nothing about the event. H has no unit; like the curve it ends at the
//! last follow-up. A group without subjects has no entries.
//!
//! ```
//! use riskset::{data::{Subjects, Survival}, estimate::{kaplan_meier, nelson_aalen}, risk_set::RiskSets};
//! let data = Survival::new(Subjects {
//!     time: vec![6.0, 6.0, 7.0, 10.0],
//!     cause: vec![1, 0, 1, 0],
//!     group: vec![0; 4],
//!     groups: vec!["all".into()],
//!     ..Subjects::default()
//! })?;
//! let curve = &kaplan_meier::by_group(&RiskSets::new(&data))[0];
//! let hazard = nelson_aalen::nelson_aalen(curve);
//! // 1/4, and 1/2 more when two are left.
//! assert_eq!(hazard.cum_haz, [0.25, 0.75, 0.75]);
//! assert_eq!(hazard.variance, [0.0625, 0.3125, 0.3125]);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::kaplan_meier::KaplanMeier;
use crate::math::exp;
use crate::step::last_at;

/// The cumulative hazard of one group, at the times of its curve.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NelsonAalen {
    /// Times, ascending, in the user's unit.
    pub time: Vec<f64>,
    /// Cumulative hazard just after the time.
    pub cum_haz: Vec<f64>,
    /// Its variance.
    pub variance: Vec<f64>,
}

impl NelsonAalen {
    /// Cumulative hazard at `time`: 0 before the first step, `None` after the last follow-up.
    pub fn cum_haz_at(&self, time: f64) -> Option<f64> {
        let last = *self.time.last()?;
        (time <= last).then(|| last_at(&self.time, time).map_or(0.0, |i| self.cum_haz[i]))
    }

    /// Lower and upper limit after step `i`, `z` standard errors of the logarithm away; `None` if there is no
    /// such step.
    pub fn limits(&self, i: usize, z: f64) -> Option<(f64, f64)> {
        let (&cum_haz, &variance) = (self.cum_haz.get(i)?, self.variance.get(i)?);
        if cum_haz == 0.0 {
            return Some((0.0, 0.0));
        }
        let factor = exp(z * variance.sqrt() / cum_haz);
        Some((cum_haz / factor, cum_haz * factor))
    }
}

/// The Nelson-Aalen estimate from the counts of a curve.
pub fn nelson_aalen(curve: &KaplanMeier) -> NelsonAalen {
    summed(curve, |n, d| {
        let (n, d) = (f64::from(n), f64::from(d));
        (d / n, d / (n * n))
    })
}

/// The same with the correction of Fleming and Harrington for tied events.
pub fn fleming_harrington(curve: &KaplanMeier) -> NelsonAalen {
    summed(curve, |n, d| {
        (0..d)
            .map(|gone| f64::from(n - gone))
            .fold((0.0, 0.0), |(hazard, variance), n| (hazard + 1.0 / n, variance + 1.0 / (n * n)))
    })
}

/// Sums what `step` says of the numbers at risk and of events.
fn summed(curve: &KaplanMeier, step: impl Fn(u32, u32) -> (f64, f64)) -> NelsonAalen {
    let (mut hazard, mut variance) = (0.0, 0.0);
    let mut sums = NelsonAalen { time: curve.time.clone(), ..NelsonAalen::default() };
    sums.cum_haz.reserve_exact(curve.time.len());
    sums.variance.reserve_exact(curve.time.len());
    for (&n_risk, &n_event) in curve.n_risk.iter().zip(&curve.n_event) {
        if n_event > 0 {
            let (more_hazard, more_variance) = step(n_risk, n_event);
            hazard += more_hazard;
            variance += more_variance;
        }
        sums.cum_haz.push(hazard);
        sums.variance.push(variance);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::kaplan_meier::by_group;
    use crate::risk_set::of_groups;

    /// Five subjects: two events among 5 at time 2, one among 2 at time 4 (one censored at 3), the last
    /// censored.
    #[test]
    fn tied_events_by_hand() {
        let sets = of_groups(&[2.0, 2.0, 3.0, 4.0, 6.0], &[1, 1, 0, 1, 0], &[0; 5]);
        let curve = &by_group(&sets)[0];
        let found = nelson_aalen(curve);
        assert_eq!(found.cum_haz, [0.4, 0.4, 0.9, 0.9]);
        assert_eq!(found.variance, [2.0 / 25.0, 0.08, 0.33, 0.33]);
        let corrected = fleming_harrington(curve);
        assert_eq!(corrected.cum_haz[0], 1.0 / 5.0 + 1.0 / 4.0);
        assert_eq!(corrected.variance[0], 1.0 / 25.0 + 1.0 / 16.0);
        assert_eq!((found.cum_haz_at(1.9), found.cum_haz_at(4.0)), (Some(0.0), Some(0.9)));
        assert_eq!((found.cum_haz_at(6.0), found.cum_haz_at(6.1)), (Some(0.9), None));
        // se / H = sqrt(.08) / .4 = 1 / sqrt 2
        let (lower, upper) = found.limits(0, 2.0).unwrap();
        assert!((lower - 0.4 * exp(-2_f64.sqrt())).abs() < 1e-15);
        assert!((upper - 0.4 * exp(2_f64.sqrt())).abs() < 1e-15);
    }

    #[test]
    fn nobody_and_no_events() {
        let nobody = nelson_aalen(&KaplanMeier::default());
        assert_eq!((nobody.cum_haz_at(0.0), nobody.limits(0, 2.0)), (None, None));
        let censored = nelson_aalen(&by_group(&of_groups(&[1.0, 2.0], &[0, 0], &[0, 0]))[0]);
        assert_eq!(censored.cum_haz, [0.0, 0.0]);
        assert_eq!(censored.limits(1, 2.0), Some((0.0, 0.0)));
    }
}
