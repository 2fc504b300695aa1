//! The Kaplan-Meier (product-limit) estimate of the survival function.
//!
//! `S(t) = prod_{t_i <= t} (1 - d_i / n_i)`, with the Greenwood sum
//! `sum_{t_i <= t} d_i / (n_i (n_i - d_i))`, the variance of `ln S`.
//! Source: Kaplan & Meier (1958), Journal of the American Statistical Association 53, 457-481;
//! Greenwood (1926), The Natural Duration of Cancer.
//!
//! Assumes censoring that tells nothing about the event. The curve ends at the last follow-up:
//! nothing is estimated beyond, unless it has come down to 0, where it stays. Without events it is 1
//! throughout; after everybody at risk had the event it is 0 and the Greenwood sum is infinite. (With delayed entry the risk set can run
//! empty early; the curve then stays where it is, at 0 as the formula says.)
//!
//! ```
//! use riskset::{data::{Subjects, Survival}, estimate::kaplan_meier, risk_set::RiskSets};
//! let data = Survival::new(Subjects {
//!     time: vec![6.0, 6.0, 7.0, 10.0],
//!     cause: vec![1, 0, 1, 0],
//!     group: vec![0; 4],
//!     groups: vec!["all".into()],
//!     ..Subjects::default()
//! })?;
//! let curve = &kaplan_meier::by_group(&RiskSets::new(&data))[0];
//! assert_eq!(curve.surv, [0.75, 0.375, 0.375]);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use crate::risk_set::RiskSets;
use crate::step::last_at;

/// The curve of one group: an entry for each time at which somebody of the group has an event or
/// is censored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KaplanMeier {
    /// Times, ascending, in the user's unit.
    pub time: Vec<f64>,
    /// At risk just before the time.
    pub n_risk: Vec<u32>,
    /// Events at the time.
    pub n_event: Vec<u32>,
    /// Censorings at the time.
    pub n_censor: Vec<u32>,
    /// Probability of being without the event just after the time, in [0, 1].
    pub surv: Vec<f64>,
    /// Variance of the logarithm of `surv`: the Greenwood sum.
    pub greenwood: Vec<f64>,
}

impl KaplanMeier {
    /// Events in all.
    pub fn total_events(&self) -> u64 {
        self.n_event.iter().map(|&n| u64::from(n)).sum()
    }

    /// Censorings in all.
    pub fn total_censored(&self) -> u64 {
        self.n_censor.iter().map(|&n| u64::from(n)).sum()
    }

    /// Last follow-up; `None` for a group without subjects.
    pub fn last_time(&self) -> Option<f64> {
        self.time.last().copied()
    }

    /// Whether the curve has come down to 0. It stays there: everybody who was at risk has had the event.
    pub(crate) fn reaches_zero(&self) -> bool {
        self.surv.last().is_some_and(|&surv| surv <= 0.0)
    }

    /// The last time at which the curve is known: the last follow-up, or infinity where it has come down to 0. `None`
    /// for a group without subjects.
    pub(crate) fn known_to(&self) -> Option<f64> {
        self.last_time().map(|last| if self.reaches_zero() { f64::INFINITY } else { last })
    }

    /// Probability of being without the event at `time`: 1 before the first step, `None` after
    /// the last follow-up of a curve that has not come down to 0.
    pub fn surv_at(&self, time: f64) -> Option<f64> {
        (time <= self.known_to()?).then(|| last_at(&self.time, time).map_or(1.0, |i| self.surv[i]))
    }

    /// Standard error of the probability after step `i`, by Greenwood's formula: `S sqrt(sum d/(n(n-d)))`; `None` where the
    /// probability is 0, whose variance would be 0 times infinity.
    pub fn se_surv(&self, i: usize) -> Option<f64> {
        (self.surv[i] > 0.0).then(|| self.surv[i] * self.greenwood[i].sqrt())
    }

    /// With room for as many steps.
    fn with_capacity(n: usize) -> Self {
        KaplanMeier {
            time: Vec::with_capacity(n),
            n_risk: Vec::with_capacity(n),
            n_event: Vec::with_capacity(n),
            n_censor: Vec::with_capacity(n),
            surv: Vec::with_capacity(n),
            greenwood: Vec::with_capacity(n),
        }
    }

    pub(super) fn push(&mut self, time: f64, n_risk: u32, n_event: u32, n_censor: u32) {
        let (surv, greenwood) = match (self.surv.last(), self.greenwood.last()) {
            (Some(&surv), Some(&greenwood)) => (surv, greenwood),
            _ => (1.0, 0.0),
        };
        let (n, d) = (f64::from(n_risk), f64::from(n_event));
        let (surv, greenwood) = if n_event == 0 {
            (surv, greenwood)
        } else {
            (surv * ((n - d) / n), greenwood + d / (n * (n - d)))
        };
        self.time.push(time);
        self.n_risk.push(n_risk);
        self.n_event.push(n_event);
        self.n_censor.push(n_censor);
        self.surv.push(surv);
        self.greenwood.push(greenwood);
    }
}

/// The curve of every group, in the order of the groups.
pub fn by_group(sets: &RiskSets) -> Vec<KaplanMeier> {
    let mut curves: Vec<_> = sets.n_steps().iter().map(|&n| KaplanMeier::with_capacity(n as usize)).collect();
    let mut walk = sets.walk();
    while let Some(moment) = walk.next() {
        for cell in moment.cells {
            let group = usize::from(cell.group);
            curves[group].push(moment.time, moment.n_risk[group], cell.n_event, cell.n_censor);
        }
    }
    curves
}
