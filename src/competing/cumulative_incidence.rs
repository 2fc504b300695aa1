//! The cumulative incidence of each cause: the Aalen-Johansen estimate.
//!
//! With `n` at risk just before `t`, `d_j` events of cause `j` and `d` of all causes at `t`, and `S` the
//! Kaplan-Meier curve of the event of whatever cause:
//!
//! `F_j(t) = sum_{u <= t} S(u-) d_j / n`
//!
//! Source: Aalen & Johansen (1978), Scandinavian Journal of Statistics 5, 141-150; Kalbfleisch & Prentice
//! (2002), The Statistical Analysis of Failure Time Data, 2nd ed., p. 251. All `F_j(t)` and `S(t)` add up
//! to 1.
//!
//! The variance is Aalen's (1978, Annals of Statistics 6, 534-545), with a factor for ties, as R's
//! `cmprsk::cuminc` has it. With `e = d - d_j`:
//!
//! `Var F_j(t) = sum_{u <= t} S(u-)^2 / n^2 * { (1 - (F_j(t) - F_j(u)) / S(u))^2 d_j (n - d_j) / (n - 1)
//!   + ((F_j(t) - F_j(u)) / S(u))^2 e (n - e) / (n - 1) }`
//!
//! The factor `(n - d_j) / (n - 1)` is 1 at a single event, also where it is the only one at risk; at a
//! time after which nobody is at risk (`S(u) = 0`) the quotients count as 0. Other programs have other
//! variances (the infinitesimal jackknife of R's `survfit`, Marubini & Valsecchi's delta method), which
//! differ by terms of order `1 / n`.
//!
//! Limits are symmetric on the scale chosen, of `F` itself: log-log limits are
//! `F ^ exp(-+ z se / (F ln F))` (Kalbfleisch & Prentice; the default of SAS, Stata's `stcompet` and R's
//! `tidycmprsk`), not those of `1 - F`.
//!
//! Beside each estimate stands what 1 - Kaplan-Meier says when the events of other causes are taken for
//! censorings: at least as large, because it supposes that those who had another event could still have
//! this one. It is shown only as what it overstates.
//!
//! Assumes censoring that tells nothing about the events. Delayed entry is counted in. A curve ends at
//! the last follow-up of its group; a group without subjects has no times. Should the risk set run empty
//! early (delayed entry), `S` is 0 from there on and nothing rises any more.
//!
//! ```
//! use riskset::{competing::cumulative_incidence, data::{Subjects, Survival}};
//! let data = Survival::new(Subjects {
//!     time: vec![1.0, 2.0, 3.0, 4.0],
//!     cause: vec![1, 2, 1, 0],
//!     group: vec![0; 4],
//!     groups: vec!["all".into()],
//!     ..Subjects::default()
//! })?;
//! let groups = cumulative_incidence::by_group(&data);
//! let first = &groups[0].causes[0];
//! // 1/4, then 1/2 (event-free after two events) * 1/2
//! assert_eq!(first.at(3.5).unwrap().cif, 0.5);
//! // 1 - 3/4 * 1/2
//! assert_eq!(first.at(3.5).unwrap().naive, 0.625);
//! assert_eq!(first.at(4.5), None);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::{Cause, Events, causes, each_time};
use crate::data::Survival;
use crate::estimate::confidence::Confidence;
use crate::risk_set::Moment;
use crate::step::last_at;

/// The curves of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupIncidence {
    /// Times at which somebody of the group has an event or is censored, ascending.
    pub time: Vec<f64>,
    /// At risk just before the time.
    pub n_risk: Vec<u32>,
    /// Events of whatever cause at the time.
    pub n_event: Vec<u32>,
    /// Censorings at the time.
    pub n_censor: Vec<u32>,
    /// Probability of having had no event just after the time.
    pub surv: Vec<f64>,
    /// The curve of each cause, in the order of [`causes`].
    pub causes: Vec<Incidence>,
}

/// The curve of one cause: an entry for each time at which it has an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidence {
    /// The cause.
    pub cause: Cause,
    /// Times, ascending, in the user's unit.
    pub time: Vec<f64>,
    /// At risk just before the time.
    pub n_risk: Vec<u32>,
    /// Events of the cause at the time.
    pub n_event: Vec<u32>,
    /// What is estimated just after the time.
    pub estimate: Vec<Estimate>,
    /// Last follow-up of the group; `None` for a group without subjects.
    pub last_time: Option<f64>,
    /// Whether everybody who was at risk has had some event: the curve then stays as high as it is.
    pub stays: bool,
}

/// What is known of one cause at one time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Estimate {
    /// Probability of having had the event of the cause.
    pub cif: f64,
    /// Its variance, as `cuminc`.
    pub variance: f64,
    /// 1 - Kaplan-Meier with the events of other causes censored: what overstates `cif`.
    pub naive: f64,
}

impl Estimate {
    /// Standard error of `cif`.
    pub fn se(&self) -> f64 {
        self.variance.max(0.0).sqrt()
    }

    /// Lower and upper limit of `cif`: 0 and 0 before the first event, `None` where `cif` is 1.
    ///
    /// ```
    /// use riskset::competing::cumulative_incidence::Estimate;
    /// use riskset::estimate::confidence::{ConfType, Confidence};
    /// let estimate = Estimate { cif: 0.5, variance: 0.01, naive: 0.6 };
    /// let (lower, upper) = estimate.limits(&Confidence::new(0.95, ConfType::LogLog)).unwrap();
    /// // 1/2 to the power of exp(+-1.96 * 0.1 / (1/2 ln 1/2))
    /// assert!((lower - 0.2952).abs() < 5e-5 && (upper - 0.6745).abs() < 5e-5);
    /// ```
    pub fn limits(&self, confidence: &Confidence) -> Option<(f64, f64)> {
        if self.cif <= 0.0 {
            Some((0.0, 0.0))
        } else if self.cif >= 1.0 {
            None
        } else {
            // Every scale is written for a probability and the variance of its logarithm.
            confidence.limits(self.cif, self.variance / (self.cif * self.cif))
        }
    }
}

impl GroupIncidence {
    /// Whether everybody who was at risk has had some event: nothing can change any more.
    pub(crate) fn stays(&self) -> bool {
        self.surv.last().is_some_and(|&surv| surv <= 0.0)
    }
}

impl Incidence {
    /// The estimate at `time`: nothing before the first event, `None` after the last follow-up unless the curve stays.
    pub fn at(&self, time: f64) -> Option<Estimate> {
        (self.stays || time <= self.last_time?)
            .then(|| last_at(&self.time, time).map_or(Estimate::default(), |i| self.estimate[i]))
    }

    /// Events at this very `time`.
    pub(crate) fn events_at(&self, time: f64) -> u32 {
        last_at(&self.time, time).filter(|&i| self.time[i] == time).map_or(0, |i| self.n_event[i])
    }

    /// Events in all.
    pub fn total_events(&self) -> u64 {
        self.n_event.iter().map(|&n| u64::from(n)).sum()
    }
}

/// The curves of every group, in the order of the groups.
pub fn by_group(data: &Survival) -> Vec<GroupIncidence> {
    let causes = causes(data);
    let mut groups: Vec<Growing> = data.groups().iter().map(|_| Growing::new(&causes)).collect();
    each_time(data, &mut |moment, events| grow(&mut groups, moment, events));
    groups.into_iter().map(Growing::finish).collect()
}

/// One group as far as the walk has come.
struct Growing {
    curves: GroupIncidence,
    running: Vec<Running>,
    surv: f64,
    /// `sum d / ((n - d) (n - 1))`: see [`Running::curve`].
    curve: f64,
}

/// One cause as far as the walk has come.
///
/// The variance is `sum_u w (a_u)^2` where every `a_u` falls by `r / S(u)` when `F` rises by `r`: a
/// polynomial in `r`, so a step needs only its value, slope and curvature. Adding the rise of one step,
/// and not of the whole curve, keeps rounding small.
#[derive(Clone)]
struct Running {
    now: Estimate,
    km: f64,
    /// `sum w a_u / S(u)`.
    slope: f64,
    /// What `sum w / S(u)^2` has, because ties of several causes count one by one, beyond the
    /// same sum with all causes as one (the group's `curve`).
    curve: f64,
}

/// At risk, with events and survival just before a time.
#[derive(Clone, Copy)]
struct Losses {
    n: f64,
    d: f64,
    surv: f64,
    curve: f64,
}

fn grow(groups: &mut [Growing], moment: &Moment<'_>, events: &[Events]) {
    for &Events { group, cause, n } in events {
        let n_risk = moment.n_risk[group];
        // Found by a search: at most one cell a group, in order of the groups.
        let cell = moment.cells.binary_search_by_key(&group, |cell| usize::from(cell.group));
        let d = cell.map_or(0, |at| moment.cells[at].n_event);
        groups[group].rise(moment.time, n_risk, d, usize::from(cause) - 1, n);
    }
    for cell in moment.cells {
        let group = usize::from(cell.group);
        groups[group].step(moment.time, moment.n_risk[group], cell.n_event, cell.n_censor);
    }
}

impl Growing {
    fn new(causes: &[Cause]) -> Self {
        let incidence = |cause: &Cause| Incidence {
            cause: cause.clone(),
            time: Vec::new(),
            n_risk: Vec::new(),
            n_event: Vec::new(),
            estimate: Vec::new(),
            last_time: None,
            stays: false,
        };
        let curves = GroupIncidence {
            time: Vec::new(),
            n_risk: Vec::new(),
            n_event: Vec::new(),
            n_censor: Vec::new(),
            surv: Vec::new(),
            causes: causes.iter().map(incidence).collect(),
        };
        let start = Running { now: Estimate::default(), km: 1.0, slope: 0.0, curve: 0.0 };
        Growing { curves, running: vec![start; causes.len()], surv: 1.0, curve: 0.0 }
    }

    /// `own` of the `d` events at a time are of the cause with the index `cause`.
    fn rise(&mut self, time: f64, n_risk: u32, d: u32, cause: usize, own: u32) {
        let losses = Losses { n: f64::from(n_risk), d: f64::from(d), surv: self.surv, curve: self.curve };
        let curve = &mut self.curves.causes[cause];
        curve.time.push(time);
        curve.n_risk.push(n_risk);
        curve.n_event.push(own);
        curve.estimate.push(self.running[cause].rise(losses, f64::from(own)));
    }

    fn step(&mut self, time: f64, n_risk: u32, n_event: u32, n_censor: u32) {
        let (n, d) = (f64::from(n_risk), f64::from(n_event));
        self.surv *= (n - d) / n;
        if n_event > 0 && n > d {
            self.curve += d / ((n - d) * (n - 1.0));
        }
        self.curves.time.push(time);
        self.curves.n_risk.push(n_risk);
        self.curves.n_event.push(n_event);
        self.curves.n_censor.push(n_censor);
        self.curves.surv.push(self.surv);
    }

    fn finish(mut self) -> GroupIncidence {
        let last_time = self.curves.time.last().copied();
        let stays = self.curves.stays();
        for curve in &mut self.curves.causes {
            (curve.last_time, curve.stays) = (last_time, stays);
        }
        self.curves
    }
}

impl Running {
    fn rise(&mut self, at: Losses, own: f64) -> Estimate {
        let Losses { n, d, surv, .. } = at;
        let rise = surv * own / n;
        let curve = at.curve + self.curve;
        let earlier = self.now.variance + rise * (rise * curve - 2.0 * self.slope);
        self.slope -= rise * curve;
        let apart = if n > 1.0 { (n - own) / (n - 1.0) } else { 1.0 };
        // Rounding alone can bring a variance of 0 below it.
        self.now.variance = earlier.max(0.0) + surv * rise * apart / n;
        if n > d {
            self.slope += rise * apart / (n - d);
            self.curve += 2.0 * own * (d - own) / ((n - d) * (n - d) * (n - 1.0));
        }
        self.km *= (n - own) / n;
        self.now.cif += rise;
        self.now.naive = 1.0 - self.km;
        self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

    fn data(time: &[f64], cause: &[u8]) -> Survival {
        Survival::new(Subjects {
            time: time.to_vec(),
            cause: cause.to_vec(),
            group: vec![0; time.len()],
            groups: vec!["all".into()],
            ..Subjects::default()
        })
        .unwrap()
    }

    /// Four subjects: cause 1 at 1, cause 2 at 2, cause 1 at 3, censored at 4. `F1` is 1/4 and, with half
    /// of them event-free at 3-, 1/4 + 1/2 * 1/2 = 1/2. The variance at 1 is 1/16. At 3, `F1` has risen
    /// by 1/4 since 1 (S = 3/4) and since 2 (S = 1/2), by 0 since 3:
    /// 1/16 (1 - 1/3)^2 + (3/4)^2/9 (1/2)^2 + (1/2)^2/4 = 1/36 + 1/64 + 1/16.
    #[test]
    fn four_subjects_by_hand() {
        let groups = by_group(&data(&[1.0, 2.0, 3.0, 4.0], &[1, 2, 1, 0]));
        let [first, second] = &groups[0].causes[..] else { panic!("two causes") };
        assert_eq!(first.time, [1.0, 3.0]);
        assert_eq!(first.n_risk, [4, 2]);
        let variance = 1.0 / 36.0 + 1.0 / 64.0 + 1.0 / 16.0;
        assert_eq!(first.estimate[0], Estimate { cif: 0.25, variance: 1.0 / 16.0, naive: 0.25 });
        assert_eq!(first.estimate[1].cif, 0.5);
        assert!((first.estimate[1].variance - variance).abs() < 1e-16);
        // 3/4 event-free at 2-, 1 of 3.
        assert_eq!((second.estimate[0].cif, second.estimate[0].naive), (0.25, 1.0 - 2.0 / 3.0));
        assert_eq!(groups[0].surv, [0.75, 0.5, 0.25, 0.25]);
    }

    /// Three events at once among five, two of cause 1: ties share (n - d)/(n - 1).
    /// Var F1 = 1/25 * 2 * 3/4, Var F2 = 1/25.
    #[test]
    fn ties_by_hand() {
        let groups = by_group(&data(&[1.0, 1.0, 1.0, 2.0, 2.0], &[1, 1, 2, 0, 0]));
        let [first, second] = &groups[0].causes[..] else { panic!("two causes") };
        assert!((first.estimate[0].variance - 0.06).abs() < 1e-16);
        assert!((second.estimate[0].variance - 0.04).abs() < 1e-16);
    }

    #[test]
    fn the_ends() {
        let groups = by_group(&data(&[1.0], &[1]));
        let only = &groups[0].causes[0];
        // As cuminc: nothing tells how much one subject varies, and Aalen's sum is 1.
        assert_eq!(only.at(1.0), Some(Estimate { cif: 1.0, variance: 1.0, naive: 1.0 }));
        let confidence = Confidence::new(0.95, crate::estimate::confidence::ConfType::LogLog);
        assert_eq!(only.estimate[0].limits(&confidence), None);
        assert_eq!(only.at(0.5).unwrap().limits(&confidence), Some((0.0, 0.0)));
        assert_eq!(only.at(1.5), only.at(1.0), "nobody is left who could have another event");
        let open = by_group(&data(&[1.0, 2.0], &[1, 0]));
        assert_eq!(open[0].causes[0].at(2.5), None);
        // One relapses, the last has the other event: both curves stay at one half.
        let groups = by_group(&data(&[1.0, 2.0], &[1, 2]));
        assert!(groups[0].causes.iter().all(|curve| curve.at(99.0).unwrap().cif == 0.5));
        assert_eq!(by_group(&data(&[1.0], &[0]))[0].causes, []);
    }
}
