//! Fragility indices of a log-rank test of two groups: how many subjects would have to be otherwise for its
//! p-value to be on the other side of `alpha`.
//!
//! A test is significant here if `p < alpha`. One subject after the other is changed, and the log-rank test
//! made anew, until it crosses; the number of changes is the index. [`Fragility::significant`] tells
//! which side it came from.
//!
//! * [`Method::FlipBest`], [`Method::FlipWorst`], [`Method::CloneBest`], [`Method::CloneWorst`]: the
//!   survival-inferred fragility index (Bomze, Asher, Hasan Ali et al. 2020, JAMA Network Open 3,
//!   e2017675; rules as in the authors' program). The better group is the one with fewer events than
//!   expected. *Best*: the subject of the better group with the longest follow-up goes to the other group.
//!   *Worst*: the subject of the worse group with the earliest event goes to the better one. *Clone*: not the
//!   subject goes over, but a copy; the same subject may be copied again. Where the test was not
//!   significant, everything goes the other way: the best of the worse group to the better one, the worst
//!   of the better group to the worse one. Of several with the longest follow-up one who was censored goes
//!   first (events come before censorings at the same time; the authors take the last row). The groups
//!   keep their roles throughout.
//! * [`Method::FlipStatus`]: nobody changes groups; at each step one subject's event is made a censoring,
//!   or a censoring an event, at the same time: the one, of all subjects, that brings the p-value furthest.
//!   The idea is that of Walsh's index (Walsh et al. 2014, Journal of Clinical Epidemiology 67, 622-628) and
//!   of Xing et al. (2026, American Journal of Epidemiology 195, 1175-1181), who change one
//!   group from its earliest time on. Where the test was not significant, the lead of either group can be made
//!   larger: both directions are searched, and the one that needs fewer changes counts (in a draw the lead
//!   that was seen). To take the best single step each time does not prove that fewer changes cannot do: an
//!   index above 1 is an upper bound. On random data of 6 to 11 people it is the smallest number in 99 of 100.
//!
//! *Caution.* An index is no measure of evidence beyond the p-value: it goes with the sample size and with
//! how far `p` is from a threshold that is itself arbitrary, and the subjects that are moved are the ones
//! that pull hardest, not ones that could have been misplaced. Couturier, Chevret & Lambert (2025,
//! Contemporary Clinical Trials, 107906) find the survival-inferred index low even without any difference,
//! and advise against it as a measure of robustness. It belongs beside an interval, never in its place.
//!
//! Degenerate cases: the search ends after as many changes as the smaller group has subjects (the authors'
//! rule), after [`MOST_CHANGES`], or when there is nobody left to change; see [`End`]. Delayed entry is
//! refused, since who has the longest follow-up is then no longer who survived longest. Strata are not
//! looked at.
//!
//! ```
//! use riskset::compare::fragility::{Method, fragility};
//! use riskset::data::{Subjects, Survival};
//! let data = Survival::new(Subjects {
//!     time: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
//!     cause: vec![1; 8],
//!     group: vec![0, 0, 0, 0, 1, 1, 1, 1],
//!     groups: vec!["a".into(), "b".into()],
//!     ..Subjects::default()
//! })?;
//! let found = fragility(&data, (0, 1), Method::FlipBest, 0.05).unwrap();
//! assert!(found.significant && found.better == 1);
//! assert_eq!((found.index(), found.changes[0].subject), (Some(1), 7)); // the one who stays until 8
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use crate::compare::log_rank::{LogRank, log_rank};
use crate::data::{Subjects, Survival};
use crate::order::ascending;
use crate::risk_set::{NoComparison, RiskSets};

/// Changes that are tried, at most: what takes more is not fragile.
pub const MOST_CHANGES: usize = 500;

/// What is changed; see the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The best subject goes to the other group.
    FlipBest,
    /// The worst subject goes to the other group.
    FlipWorst,
    /// A copy of the best subject goes to the other group.
    CloneBest,
    /// A copy of the worst subject goes to the other group.
    CloneWorst,
    /// An event becomes a censoring or a censoring an event.
    FlipStatus,
}

/// Why there is no index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFragility {
    /// There is no log-rank test to begin with.
    NoTest(NoComparison),
    /// Neither group does better.
    NoDifference,
    /// A subject comes under observation after the first follow-up has ended.
    DelayedEntry,
}

/// One change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Index of the subject that was changed, moved or copied.
    pub subject: u32,
    /// Of the log-rank test after it.
    pub p_value: f64,
}

/// How the search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The p-value crossed.
    Crossed,
    /// It did not in as many changes as are allowed.
    TooMany,
    /// Nobody was left to change, or no test.
    NobodyLeft,
}

/// How far the test is from the other side of `alpha`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fragility {
    /// What was changed.
    pub method: Method,
    /// Index of the group with fewer events than expected.
    pub better: usize,
    /// Whether the test was significant before.
    pub significant: bool,
    /// Its p-value before.
    pub p_value: f64,
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// How the search ended.
    pub end: End,
}

impl Fragility {
    /// Number of changes that made the p-value cross; `None` if it did not.
    pub fn index(&self) -> Option<usize> {
        (self.end == End::Crossed).then_some(self.changes.len())
    }
}

/// Finds the index of the log-rank test of two groups, given by their indices, events of any cause.
///
/// # Errors
/// [`NoFragility`] says why not.
pub fn fragility(
    data: &Survival,
    pair: (usize, usize),
    method: Method,
    alpha: f64,
) -> Result<Fragility, NoFragility> {
    let people = People::new(data, pair)?;
    let before = people.test().map_err(NoFragility::NoTest)?;
    let excess = before.observed[0] - before.expected[0];
    if before.chi_sq == 0.0 {
        return Err(NoFragility::NoDifference);
    }
    let better = u16::from(excess > 0.0);
    let significant = before.p_value < alpha;
    let search = |aim| people.clone().search(method, aim, significant, alpha);
    let (mut changes, mut end) = match significant {
        true => search(Aim::Equal { better }),
        false => search(Aim::Lead { better }),
    };
    if method == Method::FlipStatus && !significant {
        let other = search(Aim::Lead { better: 1 - better });
        if other.1 == End::Crossed && (end != End::Crossed || other.0.len() < changes.len()) {
            (changes, end) = other;
        }
    }
    let better = if better == 0 { pair.0 } else { pair.1 };
    Ok(Fragility { method, better, significant, p_value: before.p_value, changes, end })
}

/// Where the changes lead.
#[derive(Debug, Clone, Copy)]
enum Aim {
    /// The lead of the better group is made smaller.
    Equal { better: u16 },
    /// The lead of this group is made larger.
    Lead { better: u16 },
}

/// The subjects of both groups, in order of time, events before censorings; 0 is the first group.
#[derive(Debug, Clone)]
struct People {
    time: Vec<f64>,
    event: Vec<bool>,
    group: Vec<u16>,
    subject: Vec<u32>,
}

impl People {
    fn new(data: &Survival, (first, second): (usize, usize)) -> Result<Self, NoFragility> {
        let of = |i: usize| usize::from(data.group()[i]);
        let both = (0..data.len()).filter(|&i| of(i) == first || of(i) == second);
        let mut subject: Vec<u32> = both.map(|i| i as u32).collect();
        let start = subject.first().map_or(0.0, |&i| data.time()[i as usize]);
        let late = |&i: &u32| data.entry().is_some_and(|entry| entry[i as usize] >= start);
        if subject.iter().any(late) {
            return Err(NoFragility::DelayedEntry);
        }
        for together in subject.chunk_by_mut(|&i, &j| data.time()[i as usize] == data.time()[j as usize]) {
            let censored: Vec<f64> =
                together.iter().map(|&i| f64::from(u8::from(data.cause()[i as usize] == 0))).collect();
            let order: Vec<u32> =
                ascending(&censored).iter().map(|&place| together[place as usize]).collect();
            together.copy_from_slice(&order);
        }
        let each = || subject.iter().map(|&i| i as usize);
        Ok(People {
            time: each().map(|i| data.time()[i]).collect(),
            event: each().map(|i| data.cause()[i] > 0).collect(),
            group: each().map(|i| u16::from(of(i) != first)).collect(),
            subject,
        })
    }

    fn smaller_group(&self) -> usize {
        let second: usize = self.group.iter().map(|&group| usize::from(group)).sum();
        second.min(self.group.len() - second)
    }

    /// Their risk sets; `None` without subjects.
    fn sets(&self) -> Option<RiskSets> {
        let subjects = Subjects {
            time: self.time.clone(),
            cause: self.event.iter().map(|&event| u8::from(event)).collect(),
            group: self.group.clone(),
            groups: vec![String::new(); 2],
            ..Subjects::default()
        };
        Survival::new(subjects).ok().map(|data| RiskSets::new(&data))
    }

    fn test(&self) -> Result<LogRank, NoComparison> {
        log_rank(&self.sets().ok_or(NoComparison::NoInformation)?)
    }

    /// Makes one change after the other until the test crosses; says each and how it ended.
    fn search(mut self, method: Method, aim: Aim, significant: bool, alpha: f64) -> (Vec<Change>, End) {
        let mut changes = Vec::new();
        for _ in 0..self.smaller_group().min(MOST_CHANGES) {
            let (Some(subject), Ok(LogRank { p_value, .. })) = (self.change(method, aim), self.test()) else {
                return (changes, End::NobodyLeft);
            };
            changes.push(Change { subject, p_value });
            if (p_value < alpha) != significant {
                return (changes, End::Crossed);
            }
        }
        (changes, End::TooMany)
    }

    /// Makes one change: the best of one group goes to the other, or the worst of the other to the first; a
    /// status is changed so that the statistic moves the furthest. Says whose it was, `None` if there is nobody.
    fn change(&mut self, method: Method, aim: Aim) -> Option<u32> {
        let from = match aim {
            Aim::Equal { better } => better,
            Aim::Lead { better } => 1 - better,
        };
        let mut rows = self.group.iter().zip(&self.event);
        let row = match method {
            Method::FlipBest | Method::CloneBest => rows.rposition(|(&group, _)| group == from)?,
            Method::FlipWorst | Method::CloneWorst => {
                rows.position(|(&group, &event)| group != from && event)?
            }
            Method::FlipStatus => self.most_telling(aim)?,
        };
        match method {
            Method::FlipBest | Method::FlipWorst => self.group[row] = 1 - self.group[row],
            Method::FlipStatus => self.event[row] = !self.event[row],
            Method::CloneBest | Method::CloneWorst => {
                self.time.insert(row, self.time[row]);
                self.event.insert(row, self.event[row]);
                self.subject.insert(row, self.subject[row]);
                self.group.insert(row, 1 - self.group[row]);
            }
        }
        Some(self.subject[row])
    }

    /// Index of the subject whose status, once changed, brings the statistic furthest towards the aim.
    ///
    /// A status counts at one time only, and nobody's time at risk changes with it, so what a change does
    /// is known from the counts of that time.
    fn most_telling(&self, aim: Aim) -> Option<usize> {
        let times = counts(&self.sets()?);
        let sum = times.iter().fold((0.0, 0.0), |sum, at| plus(sum, at.parts(), 1.0));
        let mut best: Option<(f64, f64, u16, bool)> = None;
        for at in &times {
            let others = plus(sum, at.parts(), -1.0);
            for (group, was_event) in [(0, true), (0, false), (1, true), (1, false)] {
                let Some(changed) = at.changed(usize::from(group), was_event) else { continue };
                let (excess, variance) = plus(others, changed.parts(), 1.0);
                let reached = aim.reached(excess, variance);
                if variance > 0.0 && best.is_none_or(|(so_far, ..)| reached > so_far) {
                    best = Some((reached, at.time, group, was_event));
                }
            }
        }
        let (_, time, group, was_event) = best?;
        let is = |&i: &usize| (self.time[i], self.group[i], self.event[i]) == (time, group, was_event);
        (0..self.time.len()).find(is)
    }
}

impl Aim {
    /// How far a statistic with these parts has come: the excess is that of the first group.
    fn reached(self, excess: f64, variance: f64) -> f64 {
        match self {
            Aim::Equal { .. } => -(excess * excess / variance),
            Aim::Lead { better: 0 } => -excess * excess.abs() / variance,
            Aim::Lead { .. } => excess * excess.abs() / variance,
        }
    }
}

/// `a + sign b`.
fn plus(a: (f64, f64), b: (f64, f64), sign: f64) -> (f64, f64) {
    (a.0 + sign * b.0, a.1 + sign * b.1)
}

/// One time, by group.
#[derive(Debug, Clone, Copy)]
struct Counts {
    time: f64,
    n_event: [u32; 2],
    n_censor: [u32; 2],
    n_risk: [u32; 2],
}

fn counts(sets: &RiskSets) -> Vec<Counts> {
    let (mut times, mut walk) = (Vec::new(), sets.walk());
    while let Some(moment) = walk.next() {
        let n_risk = [moment.n_risk[0], moment.n_risk[1]];
        let mut at = Counts { time: moment.time, n_event: [0; 2], n_censor: [0; 2], n_risk };
        for cell in moment.cells {
            at.n_event[usize::from(cell.group)] = cell.n_event;
            at.n_censor[usize::from(cell.group)] = cell.n_censor;
        }
        times.push(at);
    }
    times
}

impl Counts {
    /// What the time adds to observed less expected events of the first group, and to the variance.
    fn parts(&self) -> (f64, f64) {
        let [first, second] = self.n_event;
        let (d, n) = (f64::from(first + second), f64::from(self.n_risk[0] + self.n_risk[1]));
        let share = f64::from(self.n_risk[0]) / n;
        let spread = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
        (f64::from(first) - d * share, spread * share * (1.0 - share))
    }

    /// The same with the status of one subject changed; `None` if nobody has that status.
    fn changed(mut self, group: usize, was_event: bool) -> Option<Counts> {
        let Counts { n_event, n_censor, .. } = &mut self;
        let (lose, win) = if was_event { (n_event, n_censor) } else { (n_censor, n_event) };
        lose[group] = lose[group].checked_sub(1)?;
        win[group] += 1;
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(time: &[f64], cause: &[u8], group: &[u16], entry: Option<&[f64]>) -> Survival {
        Survival::new(Subjects {
            time: time.to_vec(),
            entry: entry.map(<[f64]>::to_vec),
            cause: cause.to_vec(),
            group: group.to_vec(),
            groups: vec!["a".into(), "b".into(), "c".into()],
            ..Subjects::default()
        })
        .unwrap()
    }

    const TIME: [f64; 8] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    const GROUP: [u16; 8] = [0, 0, 0, 0, 1, 1, 1, 1];

    fn subjects(method: Method, cause: &[u8; 8]) -> (bool, Vec<u32>, End) {
        let found = fragility(&data(&TIME, cause, &GROUP, None), (0, 1), method, 0.05).unwrap();
        (found.significant, found.changes.iter().map(|change| change.subject).collect(), found.end)
    }

    /// b is the better group and its longest follow-up is subject 7; the first event of a is subject 0.
    #[test]
    fn who_is_changed() {
        assert_eq!(subjects(Method::FlipBest, &[1; 8]), (true, vec![7], End::Crossed));
        assert_eq!(subjects(Method::FlipWorst, &[1; 8]), (true, vec![0], End::Crossed));
        let (_, copied, end) = subjects(Method::CloneBest, &[1; 8]);
        assert!(end == End::Crossed && copied.iter().all(|&subject| subject == 7), "{copied:?}");
    }

    /// One event each: not significant, so the best of the worse group (a) goes to the better one (b).
    #[test]
    fn the_other_way_round() {
        let (significant, changed, _) = subjects(Method::FlipBest, &[0, 1, 0, 0, 1, 0, 0, 0]);
        assert!(!significant && changed[0] == 3, "{changed:?}");
    }

    /// At 8 there are an event and a censoring of the better group: the censored one stayed longer.
    #[test]
    fn censored_is_longer() {
        let time = [1.0, 2.0, 3.0, 4.0, 8.0, 8.0, 8.0, 8.0];
        let found =
            fragility(&data(&time, &[1, 1, 1, 1, 0, 1, 1, 1], &GROUP, None), (0, 1), Method::FlipBest, 0.05);
        assert_eq!(found.unwrap().changes[0].subject, 4);
    }

    #[test]
    fn no_index_and_why() {
        let of = |cause: &[u8], entry: Option<&[f64]>, pair| {
            fragility(&data(&TIME, cause, &GROUP, entry), pair, Method::FlipBest, 0.05)
                .map(|found| found.index())
        };
        assert_eq!(of(&[0; 8], None, (0, 1)), Err(NoFragility::NoTest(NoComparison::NoEvents)));
        assert_eq!(of(&[1; 8], None, (0, 2)), Err(NoFragility::NoTest(NoComparison::NoInformation)));
        assert_eq!(of(&[1; 8], None, (5, 6)), Err(NoFragility::NoTest(NoComparison::NoInformation)));
        let late = [0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(of(&[1; 8], Some(&late), (0, 1)), Err(NoFragility::DelayedEntry));
        let alike = data(&[1.0, 1.0, 2.0, 2.0], &[1; 4], &[0, 1, 0, 1], None);
        assert_eq!(fragility(&alike, (0, 1), Method::FlipBest, 0.05), Err(NoFragility::NoDifference));
    }
}
