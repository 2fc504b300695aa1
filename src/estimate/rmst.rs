//! Restricted mean survival time: the area under a curve up to a time `tau`.
//!
//! `RMST(tau) = integral_0^tau S(t) dt`, the mean of the time without the event among the first
//! `tau`; the restricted mean time lost is `RMTL(tau) = tau - RMST(tau)`. Both have the variance
//!
//! `sum_{t_i < tau} A(t_i)^2 d_i / (n_i (n_i - d_i))`, `A(t) = integral_t^tau S(u) du`
//!
//! without the factor `m / (m - 1)` that some texts add; where everybody at risk has the event, `A` is 0 and
//! so is the term. Limits are `-+ z se`, not clipped to [0, tau]. Two groups differ by the difference, or by
//! a ratio on its logarithm ([`contrast`]).
//! Source: Irwin (1949), Journal of Hygiene 47, 188-189; Klein & Moeschberger (2003), Survival Analysis, 2nd
//! ed., p. 118; Uno et al. (2014), Journal of Clinical Oncology 32, 2380-2385. The R package survRM2 (1.0-4)
//! and `print(survfit, rmean = tau)` compute the same.
//!
//! Assumes censoring that tells nothing about the event; times from 0; areas in the user's unit. Where
//! `tau` is beyond the last follow-up of a group nothing is known of the rest of the area, unless the curve
//! has come down to 0: then nothing is missing. survRM2 draws the line at the same place for one group (and
//! stops at the last follow-up of all; ours does not, since 0 stays 0), but its default `tau` is the largest
//! that it allows; ours is the smallest of the last times. R's `survfit` carries the curve on instead.
//!
//! ```
//! use riskset::{data::{Subjects, Survival}, estimate::{kaplan_meier, rmst}, risk_set::RiskSets};
//! let data = Survival::new(Subjects {
//!     time: vec![2.0, 4.0, 6.0, 8.0],
//!     cause: vec![1; 4],
//!     group: vec![0; 4],
//!     groups: vec!["all".into()],
//!     ..Subjects::default()
//! })?;
//! let curve = &kaplan_meier::by_group(&RiskSets::new(&data))[0];
//! // Without censoring, the mean of 2, 4, 5 and 5.
//! let found = rmst::rmst(curve, 5.0).unwrap();
//! assert_eq!((found.rmst, found.rmtl), (4.0, 1.0));
//! assert!((found.variance - (4.0 + 0.0 + 1.0 + 1.0) / 16.0).abs() < 1e-15);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::contrast::{self, Contrast};
use super::kaplan_meier::KaplanMeier;

/// The areas under and above one curve up to `tau`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rmst {
    /// Where the areas end, in the user's unit.
    pub tau: f64,
    /// Area under the curve: mean time without the event.
    pub rmst: f64,
    /// Area above the curve: mean time lost.
    pub rmtl: f64,
    /// Variance of either.
    pub variance: f64,
}

/// Why there is no restricted mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRmst {
    /// `tau` is not a positive number.
    TauNotPositive,
    /// The group has no subjects.
    NoSubjects,
    /// `tau` is later than the last follow-up of the group, and the curve has not come down to 0.
    BeyondFollowUp,
}

impl Rmst {
    /// Standard error of either area.
    pub fn se(&self) -> f64 {
        self.variance.sqrt()
    }

    /// Limits of the mean time without the event, `z` standard errors away.
    pub fn limits(&self, z: f64) -> (f64, f64) {
        (self.rmst - z * self.se(), self.rmst + z * self.se())
    }

    /// Limits of the mean time lost.
    pub fn rmtl_limits(&self, z: f64) -> (f64, f64) {
        (self.rmtl - z * self.se(), self.rmtl + z * self.se())
    }

    /// This area minus that of another group; `None` if their `tau` differ.
    pub fn difference(&self, other: &Rmst, z: f64) -> Option<Contrast> {
        (self.tau == other.tau)
            .then(|| contrast::difference((self.rmst, self.variance), (other.rmst, other.variance), z))
    }

    /// This area over that of another group; `None` if their `tau` differ, or an area is 0.
    pub fn ratio(&self, other: &Rmst, z: f64) -> Option<Contrast> {
        self.ratio_of(|of| of.rmst, other, z)
    }

    /// The time lost here over that of another group; `None` if their `tau` differ, or a group lost no time.
    pub fn rmtl_ratio(&self, other: &Rmst, z: f64) -> Option<Contrast> {
        self.ratio_of(|of| of.rmtl, other, z)
    }

    fn ratio_of(&self, area: fn(&Rmst) -> f64, other: &Rmst, z: f64) -> Option<Contrast> {
        if self.tau != other.tau {
            return None;
        }
        contrast::ratio((area(self), self.variance), (area(other), other.variance), z)
    }
}

/// The restricted mean of one curve.
///
/// # Errors
/// [`NoRmst`].
pub fn rmst(curve: &KaplanMeier, tau: f64) -> Result<Rmst, NoRmst> {
    if !(tau > 0.0 && tau.is_finite()) {
        return Err(NoRmst::TauNotPositive);
    }
    let (Some(last), Some(&lowest)) = (curve.last_time(), curve.surv.last()) else {
        return Err(NoRmst::NoSubjects);
    };
    if tau > last && lowest > 0.0 {
        return Err(NoRmst::BeyondFollowUp);
    }
    // From tau back to 0: `rmst` is the area right of each step.
    let steps = curve.time.partition_point(|&time| time < tau);
    let (mut found, mut end) = (Rmst { tau, rmst: 0.0, rmtl: 0.0, variance: 0.0 }, tau);
    for i in (0..steps).rev() {
        let width = end - curve.time[i];
        found.rmst += curve.surv[i] * width;
        found.rmtl += (1.0 - curve.surv[i]) * width;
        end = curve.time[i];
        let (n, d) = (f64::from(curve.n_risk[i]), f64::from(curve.n_event[i]));
        if d > 0.0 && d < n {
            found.variance += found.rmst * found.rmst * (d / (n * (n - d)));
        }
    }
    found.rmst += end;
    Ok(found)
}

/// The latest `tau` up to which every group was followed: the smallest of the last times. Groups without
/// subjects do not count; `None` if there are no others.
pub fn default_tau(curves: &[KaplanMeier]) -> Option<f64> {
    curves.iter().filter_map(KaplanMeier::last_time).reduce(f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::kaplan_meier::by_group;
    use crate::risk_set::of_groups;

    fn curve(time: &[f64], cause: &[u8]) -> KaplanMeier {
        by_group(&of_groups(time, cause, &vec![0; time.len()])).remove(0)
    }

    /// Events at 2 (of 4) and 5 (of 2), censored at 3 and 9: S = 1, 3/4 from 2, 3/8 from 5.
    #[test]
    fn by_hand() {
        let found = rmst(&curve(&[2.0, 3.0, 5.0, 9.0], &[1, 0, 1, 0]), 7.0).unwrap();
        // 2 + 3/4 * 3 + 3/8 * 2
        assert_eq!((found.rmst, found.rmtl), (5.0, 2.0));
        // Right of 5: 3/4, right of 2: 3; 1/(2*1) and 1/(4*3).
        assert_eq!(found.variance, 0.75 * 0.75 / 2.0 + 9.0 * (1.0 / 12.0));
        assert_eq!(found.limits(0.0), (5.0, 5.0));
        assert_eq!(found.rmtl_limits(1.0), (2.0 - found.se(), 2.0 + found.se()));
    }

    #[test]
    fn where_the_follow_up_ends() {
        let open = curve(&[2.0, 3.0], &[1, 0]);
        assert_eq!(rmst(&open, 3.5), Err(NoRmst::BeyondFollowUp));
        assert_eq!(rmst(&open, 3.0).unwrap().rmst, 2.5);
        let closed = curve(&[2.0, 3.0], &[1, 1]);
        assert_eq!(rmst(&closed, 100.0).unwrap().rmst, 2.5);
        assert_eq!(rmst(&closed, 100.0).unwrap().variance, 0.5 * 0.5 * 0.5);
        assert_eq!(rmst(&KaplanMeier::default(), 1.0), Err(NoRmst::NoSubjects));
        for tau in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(rmst(&closed, tau), Err(NoRmst::TauNotPositive));
        }
        assert_eq!(default_tau(&[open, KaplanMeier::default(), curve(&[7.0], &[1])]), Some(3.0));
        assert_eq!(default_tau(&[KaplanMeier::default()]), None);
    }

    #[test]
    fn contrasts_that_do_not_exist() {
        let early = rmst(&curve(&[0.0, 0.0], &[1, 1]), 2.0).unwrap();
        assert_eq!((early.rmst, early.rmtl), (0.0, 2.0));
        let whole = rmst(&curve(&[4.0, 4.0], &[1, 0]), 2.0).unwrap();
        assert_eq!((whole.rmst, whole.rmtl), (2.0, 0.0));
        assert_eq!((whole.ratio(&early, 2.0), whole.rmtl_ratio(&early, 2.0)), (None, None));
        assert_eq!(whole.difference(&early, 2.0).unwrap().test, None);
        let later = rmst(&curve(&[4.0, 4.0], &[1, 0]), 3.0).unwrap();
        assert_eq!((whole.difference(&later, 2.0), whole.ratio(&later, 2.0)), (None, None));
        assert_eq!(whole.rmtl_ratio(&later, 2.0), None);
    }
}
