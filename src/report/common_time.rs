//! The one time at which heights of several curves are compared.
//!
//! Heights of different times can reverse a ranking, so that a figure and its words give heights at one time only, and
//! name it. It is the last of a few times of the axis (or of those asked for) to which every curve is known and at which
//! every group still has 10 people at risk, or 10% of its people. A group whose curve has come to its end because
//! everybody who was at risk had the event is known ever after. Where no round time has so many at risk it is the last time
//! of all that has, else the last to which every curve is known. Groups whose follow-up ended before what is shown are left out.

use super::options::Settings;
use super::ticks;
use super::words::Facts;
use crate::data::Survival;
use crate::estimate::kaplan_meier::KaplanMeier;
use crate::estimate::risk_table::risk_table;

/// So many at risk are enough,
const ENOUGH: u64 = 10;
/// and so is one in so many of the group.
const ONE_IN: u64 = 10;
/// Most times of the axis.
const FEW_TIMES: usize = 4;

/// The data whose curves are compared.
#[derive(Clone, Copy)]
pub(super) struct Compared<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) all_causes: &'a Survival,
    pub(super) curves: &'a [KaplanMeier],
}

impl Compared<'_> {
    fn settings(&self) -> &Settings {
        self.facts.settings
    }

    /// The last time at which the curve of each group is known: infinity where nothing can change any more.
    pub(super) fn known_to(&self) -> Vec<f64> {
        if self.facts.data.n_competing == 0 {
            return self.curves.iter().map(|curve| curve.known_to().unwrap_or_default()).collect();
        }
        let mut known = self.last_times();
        let censored_last = self.censored_last(&known);
        for (known, _) in known.iter_mut().zip(censored_last).filter(|(_, censored)| !censored) {
            *known = f64::INFINITY;
        }
        known
    }

    fn last_times(&self) -> Vec<f64> {
        self.facts.groups.iter().map(|group| group.last_time).collect()
    }

    /// Whether somebody of each group is censored at its last time: nobody is, and everybody has had some event.
    fn censored_last(&self, last: &[f64]) -> Vec<bool> {
        let data = self.all_causes;
        let mut censored = vec![false; last.len()];
        for ((&group, &cause), &time) in data.group().iter().zip(data.cause()).zip(data.time()) {
            censored[usize::from(group)] |= cause == 0 && time >= last[usize::from(group)];
        }
        censored
    }

    /// A few times of the axis to which every curve is known.
    pub(super) fn on_axis(&self) -> Vec<f64> {
        let last = self.last_times().into_iter().fold(0.0, f64::max);
        let end = self.known_to().into_iter().fold(last, f64::min);
        few(0.0, end, &self.settings().time_unit)
    }

    /// The time at which the curves of these groups are compared in the stretch from `first` to `last` of an axis with so
    /// many units of the data to one of its own; `None` where not even the first of it is known of one of them.
    pub(super) fn time(&self, [first, last]: [f64; 2], groups: &[usize], unit: (&str, f64)) -> Option<f64> {
        let known = self.known_to();
        let shown: Vec<usize> = groups.iter().copied().filter(|&g| known[g] > first).collect();
        let end = shown.iter().map(|&g| known[g]).reduce(f64::min)?.min(last);
        let named = self.settings().milestones.iter().flatten().copied();
        let named: Vec<f64> = named.filter(|&time| first < time && time <= end).collect();
        if let Some(&last) = named.last() {
            return self.last_enough(&named, &shown).or(Some(last));
        }
        let sets = self.on_this_axis(first, end, last, unit);
        let round = sets.iter().find_map(|set| self.last_enough(set, &shown));
        let exact = || shown.iter().filter_map(|&g| self.enough_to(g)).reduce(f64::min);
        let any = || sets.first().and_then(|set| set.last()).copied();
        let inside = |time: &f64| first < *time && *time <= end;
        round.or_else(|| exact().filter(inside)).or_else(any).or(Some(end).filter(inside))
    }

    /// The last of ascending times at which every one of these groups has enough at risk.
    fn last_enough(&self, times: &[f64], groups: &[usize]) -> Option<f64> {
        let rows = risk_table(self.all_causes, times);
        let enough = |&at: &usize| {
            groups.iter().all(|&g| self.is_over(g, times[at]) || self.enough(g, rows[g].at_risk[at]))
        };
        (0..times.len()).rev().find(enough).map(|at| times[at])
    }

    /// Whether the follow-up of a group is over: a curve that is known all the same stays as it is.
    fn is_over(&self, group: usize, time: f64) -> bool {
        time > self.facts.groups[group].last_time
    }

    fn enough(&self, group: usize, n_risk: u32) -> bool {
        let n_risk = u64::from(n_risk);
        n_risk >= ENOUGH || n_risk * ONE_IN >= self.facts.groups[group].n
    }

    /// The last time of a group at which it has enough at risk.
    fn enough_to(&self, group: usize) -> Option<f64> {
        let curve = self.curves.get(group)?;
        curve.n_risk.iter().rposition(|&n_risk| self.enough(group, n_risk)).map(|i| curve.time[i])
    }

    /// Sets of round times of the axis, few times first; with its end where that was asked for.
    fn on_this_axis(&self, first: f64, end: f64, last: f64, (unit, factor): (&str, f64)) -> Vec<Vec<f64>> {
        let scaled = |set: Vec<f64>| set.into_iter().map(|time| time * factor).collect::<Vec<f64>>();
        let inside = |set: Vec<f64>| set.into_iter().filter(|&time| first < time && time <= end).collect();
        let all = ticks::sets(first / factor, end / factor, unit).into_iter();
        let few = scaled(few(first / factor, end / factor, unit));
        let mut sets: Vec<Vec<f64>> =
            [few].into_iter().chain(all.map(scaled).map(inside)).filter(|set| !set.is_empty()).collect();
        if self.settings().drawing.x_to == Some(last) && end == last {
            sets.insert(0, vec![last]);
        }
        sets
    }
}

/// A few round times after `first`, up to `last`.
fn few(first: f64, last: f64, unit: &str) -> Vec<f64> {
    let sets = ticks::sets(first, last, unit);
    let few = sets.iter().rfind(|set| set.len() <= FEW_TIMES + 1).or(sets.first());
    few.into_iter().flatten().copied().filter(|&time| time > first && time <= last).take(FEW_TIMES).collect()
}
