//! Survival at a milestone: `S(t)` of each group at a time chosen beforehand, and what two groups differ by.
//!
//! `S(t)` is the curve just after `t`, with the Greenwood standard error `S(t) sqrt(sum d/(n(n-d)))`
//! and limits of the type asked for. Beside it stand the numbers it rests on: at risk just before `t` (`entry <
//! t <= time`) and events up to and at `t`. Two groups: `S1(t) - S0(t)` with standard error
//! `sqrt(v1 + v0)` and limits and a test by the normal distribution (Klein et al. 2007, Statistics in Medicine 26,
//! 4505-4519, their first statistic).
//!
//! Assumes censoring that tells nothing about the event. Beyond the last follow-up of a group there is no
//! estimate ([`NoMilestone`]), unless its curve has come down to 0: it stays 0, with nobody at risk. Where it is 0,
//! Greenwood's variance is 0 times infinity: there is no standard error and there are no limits (R prints NaN). A difference
//! from another group takes it as 0: everybody had the event, and what is left is the other group's doubt.
//!
//! ```
//! use riskset::data::{Subjects, Survival};
//! use riskset::estimate::{confidence::{ConfType, Confidence}, kaplan_meier, milestone};
//! use riskset::risk_set::RiskSets;
//! let data = Survival::new(Subjects {
//!     time: vec![6.0, 6.0, 7.0, 10.0],
//!     cause: vec![1, 0, 1, 0],
//!     group: vec![0; 4],
//!     groups: vec!["all".into()],
//!     ..Subjects::default()
//! })?;
//! let curves = kaplan_meier::by_group(&RiskSets::new(&data));
//! let confidence = Confidence::new(0.95, ConfType::LogLog);
//! let found = milestone::by_group(&data, &curves, 7.0, &confidence)[0].unwrap();
//! assert_eq!((found.surv, found.n_risk, found.n_event, found.few_at_risk), (0.375, 2, 2, true));
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::confidence::Confidence;
use super::contrast::{self, Contrast};
use super::kaplan_meier::KaplanMeier;
use super::risk_table::risk_table;
use crate::data::Survival;
use crate::step::last_at;

/// With fewer at risk than this a milestone says little: one event moves it by a fifth.
pub const FEW_AT_RISK: u32 = 5;

/// One group at the milestone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Milestone {
    /// The milestone, in the user's unit.
    pub time: f64,
    /// Probability of being without the event just after it.
    pub surv: f64,
    /// Its standard error; `None` where `surv` is 0.
    pub se_surv: Option<f64>,
    /// Its limits; `None` where `surv` is 0.
    pub limits: Option<(f64, f64)>,
    /// At risk just before it.
    pub n_risk: u32,
    /// Events up to and at it.
    pub n_event: u64,
    /// Whether fewer than [`FEW_AT_RISK`] are at risk.
    pub few_at_risk: bool,
}

/// Why a group has no estimate at the milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMilestone {
    /// The time is negative or no number.
    NoTime,
    /// The group has no subjects.
    NoSubjects,
    /// Nobody of the group was followed that long, and the curve has not come down to 0.
    BeyondFollowUp,
}

impl Milestone {
    /// This probability minus that of another group, with limits of `z` standard errors: a probability of 0 has none and counts
    /// as known. `None` where the times differ.
    pub fn difference(&self, other: &Milestone, z: f64) -> Option<Contrast> {
        let estimate = |of: &Milestone| {
            let se = of.se_surv.unwrap_or(0.0);
            (of.surv, se * se)
        };
        (self.time == other.time).then(|| contrast::difference(estimate(self), estimate(other), z))
    }
}

/// Every group at `time`, in the order of the groups; `curves` are those of the same data.
pub fn by_group(
    data: &Survival,
    curves: &[KaplanMeier],
    time: f64,
    confidence: &Confidence,
) -> Vec<Result<Milestone, NoMilestone>> {
    if !(time >= 0.0 && time.is_finite()) {
        return vec![Err(NoMilestone::NoTime); curves.len()];
    }
    let rows = risk_table(data, &[time]);
    let at = |(curve, n_risk): (&KaplanMeier, u32)| milestone(curve, n_risk, time, confidence);
    curves.iter().zip(rows.iter().map(|row| row.at_risk[0])).map(at).collect()
}

fn milestone(
    curve: &KaplanMeier,
    n_risk: u32,
    time: f64,
    confidence: &Confidence,
) -> Result<Milestone, NoMilestone> {
    let known = curve.known_to().ok_or(NoMilestone::NoSubjects)?;
    if time > known {
        return Err(NoMilestone::BeyondFollowUp);
    }
    let step = last_at(&curve.time, time);
    let (surv, greenwood) = step.map_or((1.0, 0.0), |i| (curve.surv[i], curve.greenwood[i]));
    let before = step.map_or(0, |i| i + 1);
    Ok(Milestone {
        time,
        surv,
        se_surv: step.map_or(Some(0.0), |i| curve.se_surv(i)),
        limits: confidence.limits(surv, greenwood),
        n_risk,
        n_event: curve.n_event[..before].iter().map(|&n| u64::from(n)).sum(),
        few_at_risk: n_risk < FEW_AT_RISK,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;
    use crate::estimate::confidence::ConfType;
    use crate::estimate::kaplan_meier;
    use crate::risk_set::RiskSets;

    fn at(subjects: Subjects, time: f64) -> Vec<Result<Milestone, NoMilestone>> {
        let data = Survival::new(subjects).unwrap();
        let curves = kaplan_meier::by_group(&RiskSets::new(&data));
        by_group(&data, &curves, time, &Confidence::new(0.95, ConfType::LogLog))
    }

    /// Group a: events at 2 and 4 of four, then censored at 5 twice. Group b: an event at 3 of two.
    fn two_groups() -> Subjects {
        Subjects {
            time: vec![2.0, 4.0, 5.0, 5.0, 3.0, 6.0],
            cause: vec![1, 1, 0, 0, 1, 1],
            group: vec![0, 0, 0, 0, 1, 1],
            groups: vec!["a".into(), "b".into(), "nobody".into()],
            ..Subjects::default()
        }
    }

    #[test]
    fn by_hand() {
        let found = at(two_groups(), 4.0);
        let (a, b) = (found[0].unwrap(), found[1].unwrap());
        assert_eq!((a.surv, a.n_risk, a.n_event, a.few_at_risk), (0.5, 3, 2, true));
        // Greenwood: 1/(4*3) + 1/(3*2) = 1/4, so se = 1/2 * 1/2; in b: 1/(2*1), so se^2 = 1/4 * 1/2.
        assert!((a.se_surv.unwrap() - 0.25).abs() < 1e-16);
        assert_eq!((b.surv, b.n_risk, b.n_event), (0.5, 1, 1));
        assert!((b.se_surv.unwrap() - 0.125_f64.sqrt()).abs() < 1e-16);
        let difference = a.difference(&b, 2.0).unwrap();
        assert_eq!((difference.estimate, difference.test.unwrap().p_value), (0.0, 1.0));
        assert!((difference.upper - 2.0 * (1.0_f64 / 16.0 + 1.0 / 8.0).sqrt()).abs() < 1e-15);
        assert_eq!(found[2], Err(NoMilestone::NoSubjects));
    }

    #[test]
    fn the_ends() {
        let found = at(two_groups(), 6.0);
        assert_eq!(found[0], Err(NoMilestone::BeyondFollowUp));
        let gone = found[1].unwrap();
        assert_eq!((gone.surv, gone.se_surv, gone.limits, gone.n_risk), (0.0, None, None, 1));
        // It stays 0 ever after: nobody is left.
        let ever_after = at(two_groups(), 60.0);
        assert_eq!(ever_after[0], Err(NoMilestone::BeyondFollowUp));
        let gone = ever_after[1].unwrap();
        assert_eq!((gone.surv, gone.n_risk, gone.n_event), (0.0, 0, 2));
        let start = at(two_groups(), 0.0);
        let start = (start[0].unwrap(), start[1].unwrap());
        assert_eq!((start.0.surv, start.0.limits, start.0.n_risk), (1.0, Some((1.0, 1.0)), 4));
        assert_eq!(start.0.difference(&start.1, 2.0).unwrap().test, None);
        assert_eq!(gone.difference(&gone, 2.0).unwrap().test, None);
        assert_eq!(start.0.difference(&gone, 2.0), None, "other times");
        let still = Milestone { surv: 0.5, se_surv: Some(0.25), ..gone };
        let found = still.difference(&gone, 2.0).unwrap();
        assert_eq!((found.estimate, found.lower, found.upper), (0.5, 0.0, 1.0));
        assert_eq!(at(two_groups(), -1.0)[0], Err(NoMilestone::NoTime));
        assert_eq!(at(two_groups(), f64::NAN)[2], Err(NoMilestone::NoTime));
    }

    /// Between two times of the curve a subject joins: it is not yet at risk.
    #[test]
    fn late_entry_counts_from_its_own_time() {
        let entry = Some(vec![0.0, 0.0, 3.0]);
        let subjects = Subjects {
            time: vec![1.0, 5.0, 5.0],
            entry,
            cause: vec![1, 1, 0],
            group: vec![0; 3],
            groups: vec!["all".into()],
            ..Subjects::default()
        };
        assert_eq!(at(subjects.clone(), 3.0)[0].unwrap().n_risk, 1);
        assert_eq!(at(subjects, 3.5)[0].unwrap().n_risk, 2);
    }
}
