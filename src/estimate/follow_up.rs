//! How long subjects were followed: the Kaplan-Meier curve of the time to censoring.
//!
//! Events and censorings change places: the event ends a follow-up that might have been longer, as a
//! censoring ends the wait for an event. The median of this curve is the follow-up that half of the
//! subjects would have had without events. Source: Schemper & Smith (1996), Controlled Clinical Trials 17,
//! 343-346 ("reverse Kaplan-Meier").
//!
//! Events and censorings at one time keep their risk set, all who are there just before it: so a subject with the
//! event at `t` is at risk for a censoring at `t`, as in R's `survfit(Surv(time, 1 - status))`.
//!
//! Assumes events that tell nothing about the censoring. Without censorings the curve is 1 throughout and
//! nothing is reached; a group without subjects has no curve.
//!
//! ```
//! use riskset::data::{Subjects, Survival};
//! use riskset::estimate::{confidence::{ConfType, Confidence}, follow_up, kaplan_meier};
//! use riskset::risk_set::RiskSets;
//! let data = Survival::new(Subjects {
//!     time: vec![5.0, 7.0, 7.0, 9.0],
//!     cause: vec![1, 1, 0, 0],
//!     group: vec![0; 4],
//!     groups: vec!["all".into()],
//!     ..Subjects::default()
//! })?;
//! let curve = &kaplan_meier::by_group(&RiskSets::new(&data))[0];
//! // At 7, three are at risk and one is censored.
//! assert_eq!(follow_up::reverse(curve).surv, [1.0, 2.0 / 3.0, 0.0]);
//! let found = follow_up::follow_up(curve, &Confidence::new(0.95, ConfType::LogLog));
//! assert_eq!(found.median.value, Some(9.0));
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::confidence::Confidence;
use super::kaplan_meier::KaplanMeier;
use super::quantile::{Quantile, quantile};

/// Length of follow-up of one group, in the user's unit, with limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FollowUp {
    /// A quarter were followed up to here, three quarters longer.
    pub first_quartile: Quantile,
    /// Half were followed longer.
    pub median: Quantile,
    /// A quarter were followed longer.
    pub third_quartile: Quantile,
}

/// The curve of the time to censoring: events are counted as `n_censor`, censorings as `n_event`.
pub fn reverse(curve: &KaplanMeier) -> KaplanMeier {
    let mut reversed = KaplanMeier::default();
    for i in 0..curve.time.len() {
        reversed.push(curve.time[i], curve.n_risk[i], curve.n_censor[i], curve.n_event[i]);
    }
    reversed
}

/// Quartiles of the follow-up of one group.
pub fn follow_up(curve: &KaplanMeier, confidence: &Confidence) -> FollowUp {
    let reversed = reverse(curve);
    let [first_quartile, median, third_quartile] =
        [0.25, 0.5, 0.75].map(|probability| quantile(&reversed, probability, confidence));
    FollowUp { first_quartile, median, third_quartile }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::confidence::ConfType;
    use crate::estimate::kaplan_meier::by_group;
    use crate::risk_set::of_groups;

    /// 2 (event), 3+ 3, 4+, 6+: of four at risk at 3 one is censored, then of two, then of one.
    #[test]
    fn by_hand() {
        let curve = &by_group(&of_groups(&[2.0, 3.0, 3.0, 4.0, 6.0], &[1, 0, 1, 0, 0], &[0; 5]))[0];
        let reversed = reverse(curve);
        assert_eq!(reversed.surv, [1.0, 0.75, 0.375, 0.0]);
        assert_eq!((reversed.total_events(), reversed.total_censored()), (3, 2));
        let found = follow_up(curve, &Confidence::new(0.95, ConfType::LogLog));
        // S is 3/4 on a flat piece from 3 to 4.
        assert_eq!(found.first_quartile.flat, Some((3.0, 4.0)));
        assert_eq!(found.first_quartile.value, Some(3.5));
        assert_eq!((found.median.value, found.third_quartile.value), (Some(4.0), Some(6.0)));
    }

    #[test]
    fn everybody_has_the_event() {
        let curve = &by_group(&of_groups(&[2.0, 3.0], &[1, 1], &[0; 2]))[0];
        let found = follow_up(curve, &Confidence::new(0.95, ConfType::LogLog));
        assert_eq!((found.median.value, found.median.lower), (None, None));
        assert_eq!(reverse(&KaplanMeier::default()), KaplanMeier::default());
    }
}
