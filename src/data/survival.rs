//! The one checked data set that every estimator reads.

use super::{Covariate, Labels, Subjects, ties};
use crate::order::ascending;
use std::fmt;

/// Sorted, finite, consistent survival data: the proof that nobody need check again.
///
/// Subject `i` is watched over `(entry[i], time[i]]` and has an event (`cause[i] > 0`) or is
/// censored (`cause[i] == 0`) at its end. Subjects stand in ascending order of time; near-equal
/// times have become equal (see `ties`).
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// In order.
    subjects: Subjects,
    /// Where each stood before they were put in order.
    origin: Vec<u32>,
    /// Whose row ends because the person goes on in another group; `None` where nobody does.
    moved: Option<Vec<bool>>,
    /// What near-equal times made of different ones, where the times are very large.
    swallowed: Option<ties::Swallowed>,
}

/// Why subjects do not make a data set. The door of the pasted text refuses such rows one by one
/// with their row number; these are for callers that build [`Subjects`] themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsound {
    /// No subject at all.
    Empty,
    /// The columns have different lengths.
    Lengths,
    /// A time of the subject with this index is negative or not finite.
    Time(usize),
    /// The entry of the subject with this index is not finite or not below its time.
    Entry(usize),
    /// The subject with this index was watched for so short that its entry and its time count as one.
    Interval(usize),
    /// The group of the subject with this index is not among the names.
    Group(usize),
    /// More subjects than can be counted (2^32 - 1).
    TooMany,
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsound::Empty => write!(f, "there is no subject"),
            Unsound::Lengths => write!(f, "the columns have different lengths"),
            Unsound::Time(i) => write!(f, "subject {i}: the time must be 0 or more and finite"),
            Unsound::Entry(i) => write!(f, "subject {i}: the entry must be finite and below the time"),
            Unsound::Interval(i) => write!(f, "subject {i}: the interval is too short for such large times"),
            Unsound::Group(i) => write!(f, "subject {i}: its group has no name"),
            Unsound::TooMany => write!(f, "more than 4294967295 subjects"),
        }
    }
}

impl std::error::Error for Unsound {}

impl Survival {
    /// Checks, sorts and ties.
    ///
    /// # Errors
    /// The first fault found, with the index of the subject. An event at time 0 is allowed.
    ///
    /// ```
    /// use riskset::data::{Subjects, Survival};
    /// let subjects = Subjects {
    ///     time: vec![8.0, 3.0],
    ///     cause: vec![0, 1],
    ///     group: vec![0, 0],
    ///     groups: vec!["all".into()],
    ///     ..Subjects::default()
    /// };
    /// assert_eq!(Survival::new(subjects).unwrap().time(), [3.0, 8.0]);
    /// ```
    pub fn new(mut subjects: Subjects) -> Result<Self, Unsound> {
        subjects.drop_entries_of_zero();
        check(&subjects)?;
        let origin = ascending(&subjects.time);
        let mut sorted =
            Survival { subjects: subjects.in_order(&origin), origin, moved: None, swallowed: None };
        match sorted.tie() {
            None => Ok(sorted),
            Some(i) => Err(Unsound::Interval(sorted.origin[i] as usize)),
        }
    }

    /// Makes near-equal times equal, entries too; the first subject whose interval that would take away.
    fn tie(&mut self) -> Option<usize> {
        let Subjects { time: times, entry: entries, .. } = &mut self.subjects;
        let Some(entries) = entries else {
            if let Some(reach) = ties::reach(times) {
                self.swallowed = ties::swallowed(times, reach);
                ties::merge(times, reach);
            }
            return None;
        };
        let mixed = [times.as_slice(), entries].concat();
        let sorted: Vec<f64> = ascending(&mixed).into_iter().map(|i| mixed[i as usize]).collect();
        let snap = |merged: &[f64], time: f64| merged[sorted.partition_point(|&at| at < time)];
        let gone =
            |merged: &[f64]| (0..times.len()).find(|&i| snap(merged, entries[i]) >= snap(merged, times[i]));
        let (mut merged, mut swallowed) = tied(&sorted, 0.0);
        if gone(&merged).is_some() {
            (merged, swallowed) = tied(&sorted, sorted[0]);
        }
        if let Some(i) = gone(&merged) {
            return Some(i);
        }
        for time in times.iter_mut().chain(entries) {
            *time = snap(&merged, *time);
        }
        self.swallowed = swallowed;
        None
    }

    /// Different times that count as one because the times are so large.
    pub(crate) fn swallowed(&self) -> Option<&ties::Swallowed> {
        self.swallowed.as_ref()
    }

    /// The subjects for which `keep` says yes to their index, in the same order, with the names of all
    /// groups; `None` if there are none.
    pub fn part(&self, keep: impl Fn(usize) -> bool) -> Option<Survival> {
        let order: Vec<u32> = (0..self.len() as u32).filter(|&i| keep(i as usize)).collect();
        (!order.is_empty()).then(|| self.in_order(&order))
    }

    /// The subjects in `order`, which is ascending.
    fn in_order(&self, order: &[u32]) -> Survival {
        Survival {
            subjects: self.subjects.in_order(order),
            origin: order.iter().map(|&i| self.origin[i as usize]).collect(),
            moved: self.moved.as_ref().map(|moved| order.iter().map(|&i| moved[i as usize]).collect()),
            swallowed: None,
        }
    }

    /// The subjects in `order`, which is ascending, watched from `entry` on.
    pub(super) fn with_entries(&self, order: &[u32], entry: Vec<f64>) -> Survival {
        let mut part = self.in_order(order);
        part.subjects.entry = Some(entry);
        part.subjects.drop_entries_of_zero();
        part
    }

    /// Says whose rows end because the person goes on in another group.
    pub(super) fn set_moved(&mut self, moved: Option<Vec<bool>>) {
        self.moved = moved;
    }

    /// The same subjects with `cause` as the only event, all others censored: what is read for a
    /// cause-specific hazard.
    pub fn of_cause(&self, cause: u8) -> Survival {
        let mut one = self.clone();
        one.subjects.cause.iter_mut().for_each(|code| *code = u8::from(*code == cause));
        one.subjects.causes.clear();
        one
    }

    /// Number of subjects.
    pub fn len(&self) -> usize {
        self.subjects.time.len()
    }

    /// Never: a data set has at least one subject.
    pub fn is_empty(&self) -> bool {
        self.subjects.time.is_empty()
    }

    /// End of follow-up, ascending, in the user's unit.
    pub fn time(&self) -> &[f64] {
        &self.subjects.time
    }

    /// Start of observation of the same subjects; `None` when everybody is watched from 0.
    pub fn entry(&self) -> Option<&[f64]> {
        self.subjects.entry.as_deref()
    }

    /// 0 censored, else the cause of the event, of the same subjects.
    pub fn cause(&self) -> &[u8] {
        &self.subjects.cause
    }

    /// Names of the causes from 1 on; empty where there is only one.
    pub fn causes(&self) -> &[String] {
        &self.subjects.causes
    }

    /// Whether the row of this subject ends because the person goes on in another group: neither an event nor a
    /// censoring.
    pub fn has_moved(&self, i: usize) -> bool {
        self.moved.as_ref().is_some_and(|moved| moved[i])
    }

    /// Index into [`groups`](Self::groups) of the same subjects.
    pub fn group(&self) -> &[u16] {
        &self.subjects.group
    }

    /// Names of the groups.
    pub fn groups(&self) -> &[String] {
        &self.subjects.groups
    }

    /// Strata of the same subjects; `None` without.
    pub fn strata(&self) -> Option<&Labels> {
        self.subjects.strata.as_ref()
    }

    /// Which of the same subjects belong together; `None` where each stands for itself.
    pub fn cluster(&self) -> Option<&[u32]> {
        self.subjects.cluster.as_deref()
    }

    /// Measurements of the same subjects.
    pub fn covariates(&self) -> &[Covariate] {
        &self.subjects.covariates
    }

    /// Index of each subject in the [`Subjects`] that the data set was made from.
    pub fn origin(&self) -> &[u32] {
        &self.origin
    }
}

/// Ascending times as they are once near-equal ones are equal, compared from `offset` on; and what that swallows.
fn tied(sorted: &[f64], offset: f64) -> (Vec<f64>, Option<ties::Swallowed>) {
    let shifted: Vec<f64> = sorted.iter().map(|time| time - offset).collect();
    let Some(reach) = ties::reach(&shifted) else { return (sorted.to_vec(), None) };
    let swallowed = ties::swallowed(&shifted, reach).map(|found| found.shifted(offset));
    let mut merged = shifted.clone();
    ties::merge(&mut merged, reach);
    // The value of the first of a run, as it was.
    let first = |time: &f64| sorted[shifted.partition_point(|at| at < time)];
    (merged.iter().map(first).collect(), swallowed)
}

fn check(subjects: &Subjects) -> Result<(), Unsound> {
    let n = subjects.time.len();
    let further = [
        subjects.entry.as_ref().map(Vec::len),
        subjects.strata.as_ref().map(|strata| strata.of.len()),
        subjects.cluster.as_ref().map(Vec::len),
    ];
    let lengths = [subjects.cause.len(), subjects.group.len()]
        .into_iter()
        .chain(further.into_iter().flatten())
        .chain(subjects.covariates.iter().map(|covariate| covariate.values.len()));
    if n == 0 {
        return Err(Unsound::Empty);
    }
    if u32::try_from(n).is_err() {
        return Err(Unsound::TooMany);
    }
    if lengths.into_iter().any(|length| length != n) {
        return Err(Unsound::Lengths);
    }
    let sound = |time: &f64| time.is_finite() && *time >= 0.0;
    if let Some(i) = subjects.time.iter().position(|time| !sound(time)) {
        return Err(Unsound::Time(i));
    }
    if let Some(entry) = &subjects.entry {
        let below = |(entry, time): (&f64, &f64)| entry.is_finite() && entry < time;
        if let Some(i) = entry.iter().zip(&subjects.time).position(|pair| !below(pair)) {
            return Err(Unsound::Entry(i));
        }
    }
    match subjects.group.iter().position(|&group| usize::from(group) >= subjects.groups.len()) {
        Some(i) => Err(Unsound::Group(i)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects(time: &[f64]) -> Subjects {
        Subjects {
            time: time.to_vec(),
            cause: vec![1; time.len()],
            group: vec![0; time.len()],
            groups: vec!["all".into()],
            ..Subjects::default()
        }
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(Survival::new(subjects(&[])), Err(Unsound::Empty));
        assert_eq!(Survival::new(subjects(&[1.0, -1.0])), Err(Unsound::Time(1)));
        assert_eq!(Survival::new(subjects(&[f64::NAN])), Err(Unsound::Time(0)));
        let late = Subjects { entry: Some(vec![2.0]), ..subjects(&[2.0]) };
        assert_eq!(Survival::new(late), Err(Unsound::Entry(0)));
        let lost = Subjects { group: vec![1], ..subjects(&[2.0]) };
        assert_eq!(Survival::new(lost), Err(Unsound::Group(0)));
        let short = Subjects { cause: vec![], ..subjects(&[2.0]) };
        assert_eq!(Survival::new(short), Err(Unsound::Lengths));
    }

    #[test]
    fn sorts_and_ties() {
        let sorted = Survival::new(subjects(&[3.0, 1.0 + 1e-12, 1.0, -0.0])).unwrap();
        assert_eq!(sorted.time(), [0.0, 1.0, 1.0, 3.0]);
    }

    #[test]
    fn an_interval_that_ties_would_take_away_is_refused() {
        let data = Subjects { entry: Some(vec![1.0, 0.0]), ..subjects(&[5.0, 1e-12]) };
        assert_eq!(Survival::new(data), Err(Unsound::Interval(1)));
    }

    #[test]
    fn a_common_offset_takes_no_interval_away() {
        let seconds = |shift: f64| {
            let entry = [0.0, 5.0, 10.0, 10.0 + 1e-7].map(|at| at + shift).to_vec();
            Survival::new(Subjects {
                entry: Some(entry),
                ..subjects(&[12.0, 40.0, 22.0, 12.0].map(|at| at + shift))
            })
        };
        let [plain, unix] = [0.0, 1.7e9].map(|shift| seconds(shift).unwrap());
        let back = |times: &[f64]| times.iter().map(|at| at - 1.7e9).collect::<Vec<f64>>();
        assert_eq!(back(unix.time()), plain.time());
        assert_eq!(back(unix.entry().unwrap()), plain.entry().unwrap());
        assert_eq!(plain.entry().unwrap(), [0.0, 10.0, 10.0, 5.0]);
        assert!(unix.swallowed().is_none());
    }
}
