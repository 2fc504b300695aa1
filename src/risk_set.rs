//! Who is at risk when: the counts that every estimator starts from.
//!
//! At each distinct time `t` at which somebody's follow-up ends, per group: `n_risk`, those with
//! `entry < t <= time` (just before `t`); `n_event`, `n_censor` and `n_moved` (to another group), those who leave at `t`. Events
//! come before censorings at the same time, so those censored at `t` are at risk at `t`.
//!
//! Kaplan-Meier, the log-rank test and a Cox model of groups need only these counts, so they can
//! never disagree. They are kept sparse (a cell for each group that loses somebody at a time, at
//! most one a subject, four bytes where that is a single subject) and read by [`RiskSets::walk`], which
//! carries the running numbers at risk: one pass, no allocation a step.
//!
//! Without delayed entry a time costs its cells; with it, entries are merged in on the way.

use crate::data::Survival;
use crate::order::ascending;
use std::ops::Range;

/// What one group loses at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Index of the group.
    pub group: u16,
    /// Events.
    pub n_event: u32,
    /// Censorings.
    pub n_censor: u32,
    /// Those who go on in another group.
    pub n_moved: u32,
}

impl Cell {
    /// Everybody who leaves the group.
    pub fn n_leaving(&self) -> u32 {
        self.n_event + self.n_censor + self.n_moved
    }
}

/// Subjects of one group who come under observation before a time and at or after the one before.
#[derive(Debug, Clone, Copy)]
struct Entrants {
    moment: u32,
    group: u16,
    n: u32,
}

/// Distinct times with the cells of each.
#[derive(Debug, Clone)]
pub struct RiskSets {
    times: Vec<f64>,
    cells: Packed,
    /// Times with an event.
    n_event_times: usize,
    /// Cells of each group.
    n_steps: Vec<u32>,
    /// At risk from the start, by group.
    start: Vec<u32>,
    /// In order of time; empty without delayed entry.
    entrants: Vec<Entrants>,
}

/// Why groups cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoComparison {
    /// One group only.
    OneGroup,
    /// No events.
    NoEvents,
    /// At no event time are subjects of two groups at risk, or all at risk have the event at once:
    /// the data say nothing about a difference.
    NoInformation,
}

/// One distinct time.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The time.
    pub time: f64,
    /// At risk just before it, by group.
    pub n_risk: &'a [u32],
    /// Who leaves, group by group in ascending order; groups that lose nobody have no cell.
    pub cells: &'a [Cell],
}

impl Moment<'_> {
    /// Events at this time over all groups.
    pub fn n_event(&self) -> u32 {
        self.cells.iter().map(|cell| cell.n_event).sum()
    }

    /// At risk over all groups.
    pub fn total_at_risk(&self) -> u32 {
        self.n_risk.iter().sum()
    }
}

impl RiskSets {
    /// Counts the risk sets of a data set, events of every cause taken together.
    ///
    /// ```
    /// use riskset::{data::{Subjects, Survival}, risk_set::RiskSets};
    /// let data = Survival::new(Subjects {
    ///     time: vec![6.0, 6.0, 7.0],
    ///     cause: vec![1, 0, 1],
    ///     group: vec![0, 0, 0],
    ///     groups: vec!["all".into()],
    ///     ..Subjects::default()
    /// })?;
    /// let sets = RiskSets::new(&data);
    /// let mut walk = sets.walk();
    /// let first = walk.next().ok_or("a time")?;
    /// assert_eq!((first.time, first.n_risk[0], first.n_event()), (6.0, 3, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(data: &Survival) -> Self {
        let mut sets = count_cells(data);
        match data.entry() {
            None => data.group().iter().for_each(|&group| sets.start[usize::from(group)] += 1),
            Some(entry) => sets.entrants = count_entrants(&sets.times, entry, data.group()),
        }
        sets
    }

    /// The risk sets of each stratum, in the order of their names, those without subjects left out; of
    /// everybody where there are no strata. All have the same groups.
    pub fn by_stratum(data: &Survival) -> Vec<Self> {
        let Some(strata) = data.strata() else { return vec![RiskSets::new(data)] };
        let stratum = |s: usize| data.part(|i| usize::from(strata.of[i]) == s);
        (0..strata.names.len()).filter_map(stratum).map(|part| RiskSets::new(&part)).collect()
    }

    /// Number of groups.
    pub fn n_groups(&self) -> usize {
        self.start.len()
    }

    /// Distinct times, ascending.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// How many of the times have an event.
    pub(crate) fn n_event_times(&self) -> usize {
        self.n_event_times
    }

    /// At how many times each group loses somebody.
    pub(crate) fn n_steps(&self) -> &[u32] {
        &self.n_steps
    }

    /// Whether there are two groups and an event.
    ///
    /// # Errors
    /// [`NoComparison::OneGroup`] or [`NoComparison::NoEvents`].
    pub fn comparable(&self) -> Result<(), NoComparison> {
        if self.n_groups() < 2 {
            Err(NoComparison::OneGroup)
        } else if self.n_event_times == 0 {
            Err(NoComparison::NoEvents)
        } else {
            Ok(())
        }
    }

    /// Walks the times in ascending order.
    pub fn walk(&self) -> Walk<'_> {
        let cells = Vec::with_capacity(self.n_groups());
        Walk { sets: self, at: 0, next_word: 0, next_entrant: 0, cells, n_risk: self.start.clone() }
    }
}

/// A walk over the times; see [`RiskSets::walk`].
#[derive(Debug)]
pub struct Walk<'a> {
    sets: &'a RiskSets,
    at: usize,
    next_word: usize,
    next_entrant: usize,
    /// Of the time at hand.
    cells: Vec<Cell>,
    n_risk: Vec<u32>,
}

impl Walk<'_> {
    /// The next time, or `None` after the last. (It lends its counts, so it is no `Iterator`.)
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Moment<'_>> {
        let sets = self.sets;
        let time = *sets.times.get(self.at)?;
        for cell in &self.cells {
            self.n_risk[usize::from(cell.group)] -= cell.n_leaving();
        }
        while let Some(entrants) =
            sets.entrants.get(self.next_entrant).filter(|e| e.moment as usize == self.at)
        {
            self.n_risk[usize::from(entrants.group)] += entrants.n;
            self.next_entrant += 1;
        }
        self.next_word = sets.cells.read(self.next_word, &mut self.cells);
        self.at += 1;
        Some(Moment { time, n_risk: &self.n_risk, cells: &self.cells })
    }
}

/// The cells of one time after the other. A cell of one subject is a word: its group, and the flags. A cell
/// of more is that and three words with its counts.
#[derive(Debug, Clone, Default)]
struct Packed(Vec<u32>);

impl Packed {
    /// The one subject has an event.
    const EVENT: u32 = 1 << 16;
    /// Three words with the counts follow.
    const MANY: u32 = 1 << 17;
    /// The last cell of its time.
    const LAST: u32 = 1 << 18;
    /// The one subject goes on in another group.
    const MOVED: u32 = 1 << 19;

    fn push(&mut self, cell: Cell, last: bool) {
        let word = u32::from(cell.group) | if last { Self::LAST } else { 0 };
        match (cell.n_event, cell.n_censor, cell.n_moved) {
            (0, 1, 0) => self.0.push(word),
            (1, 0, 0) => self.0.push(word | Self::EVENT),
            (0, 0, 1) => self.0.push(word | Self::MOVED),
            (n_event, n_censor, n_moved) => self.0.extend([word | Self::MANY, n_event, n_censor, n_moved]),
        }
    }

    /// Puts the cells of the time that begins at word `at` into `cells`; gives back where the next begins.
    fn read(&self, mut at: usize, cells: &mut Vec<Cell>) -> usize {
        cells.clear();
        loop {
            let word = self.0[at];
            at += 1;
            let (n_event, n_censor, n_moved) = if word & Self::MANY == 0 {
                let is = |flag: u32| u32::from(word & flag != 0);
                let (event, moved) = (is(Self::EVENT), is(Self::MOVED));
                (event, 1 - event - moved, moved)
            } else {
                at += 3;
                (self.0[at - 3], self.0[at - 2], self.0[at - 1])
            };
            cells.push(Cell { group: word as u16, n_event, n_censor, n_moved });
            if word & Self::LAST != 0 {
                return at;
            }
        }
    }
}

/// The risk sets as yet without who is at risk from the start and who comes later.
fn count_cells(data: &Survival) -> RiskSets {
    let n_times = 1 + data.time().windows(2).filter(|pair| pair[0] != pair[1]).count();
    let blank = vec![0; data.groups().len()];
    let mut sets = RiskSets {
        times: Vec::with_capacity(n_times),
        cells: Packed(Vec::with_capacity(n_times)),
        n_event_times: 0,
        n_steps: blank.clone(),
        start: blank,
        entrants: Vec::new(),
    };
    let mut tally = vec![[0; 3]; data.groups().len()];
    let mut from = 0;
    for together in data.time().chunk_by(|a, b| a == b) {
        let to = from + together.len();
        let (groups, causes) = (&data.group()[from..to], &data.cause()[from..to]);
        sets.times.push(together[0]);
        sets.n_event_times += usize::from(causes.iter().any(|&cause| cause > 0));
        if let ([group], [cause]) = (groups, causes) {
            let mut counts = [0; 3];
            counts[way(data, from, *cause)] = 1;
            sets.push(cell(*group, counts), true);
        } else {
            sets.push_tally(data, from..to, &mut tally);
        }
        from = to;
    }
    sets
}

impl RiskSets {
    /// Adds a cell to the time at hand.
    fn push(&mut self, cell: Cell, last: bool) {
        self.n_steps[usize::from(cell.group)] += 1;
        self.cells.push(cell, last);
    }

    /// Adds the cells of subjects who leave together; `tally` is blank before and after.
    fn push_tally(&mut self, data: &Survival, together: Range<usize>, tally: &mut [[u32; 3]]) {
        let mut left = 0;
        for i in together {
            let counts = &mut tally[usize::from(data.group()[i])];
            left += u32::from(*counts == [0; 3]);
            counts[way(data, i, data.cause()[i])] += 1;
        }
        for (tally, group) in tally.iter_mut().zip(0_u16..) {
            let counts = std::mem::take(tally);
            if counts != [0; 3] {
                left -= 1;
                self.push(cell(group, counts), left == 0);
            }
        }
    }
}

/// How subject `i` leaves: 0 with an event, 1 censored, 2 for another group.
fn way(data: &Survival, i: usize, cause: u8) -> usize {
    if cause > 0 { 0 } else { 1 + usize::from(data.has_moved(i)) }
}

fn cell(group: u16, [n_event, n_censor, n_moved]: [u32; 3]) -> Cell {
    Cell { group, n_event, n_censor, n_moved }
}

/// For each entry, the first time after it, gathered by time and group.
fn count_entrants(times: &[f64], entry: &[f64], group: &[u16]) -> Vec<Entrants> {
    let join = |i: u32| {
        let entry = entry[i as usize];
        (times.partition_point(|&time| time <= entry) as u32, group[i as usize])
    };
    let mut entrants: Vec<Entrants> = Vec::new();
    for (moment, group) in ascending(entry).into_iter().map(join) {
        // Few groups join at one time, so the search back is short.
        let at_once = entrants.iter_mut().rev().take_while(|e| e.moment == moment);
        match at_once.into_iter().find(|e| e.group == group) {
            Some(same) => same.n += 1,
            None => entrants.push(Entrants { moment, group, n: 1 }),
        }
    }
    entrants
}

/// The risk sets of subjects whose groups are named by their numbers: for the tests of the rooms that
/// start from risk sets.
#[cfg(test)]
pub(crate) fn of_groups(time: &[f64], cause: &[u8], group: &[u16]) -> RiskSets {
    let subjects = crate::data::Subjects {
        time: time.to_vec(),
        cause: cause.to_vec(),
        group: group.to_vec(),
        groups: (0..=group.iter().copied().max().unwrap_or(0)).map(|g| g.to_string()).collect(),
        ..crate::data::Subjects::default()
    };
    RiskSets::new(&Survival::new(subjects).expect("sound subjects"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

    fn data(entry: Option<Vec<f64>>) -> Survival {
        Survival::new(Subjects {
            time: vec![1.0, 1.0, 2.0, 3.0, 3.0],
            cause: vec![1, 0, 1, 1, 0],
            group: vec![0, 1, 1, 0, 0],
            groups: vec!["a".into(), "b".into()],
            entry,
            ..Subjects::default()
        })
        .unwrap()
    }

    /// (time, at risk by group, events) of every time.
    fn walked(sets: &RiskSets) -> Vec<(f64, Vec<u32>, u32)> {
        let (mut walk, mut seen) = (sets.walk(), Vec::new());
        while let Some(moment) = walk.next() {
            seen.push((moment.time, moment.n_risk.to_vec(), moment.n_event()));
        }
        seen
    }

    #[test]
    fn counts_by_hand() {
        let expected = vec![(1.0, vec![3, 2], 1), (2.0, vec![2, 1], 1), (3.0, vec![2, 0], 1)];
        assert_eq!(walked(&RiskSets::new(&data(None))), expected);
    }

    #[test]
    fn late_entry_by_hand() {
        let entry = Some(vec![0.0, 0.0, 1.0, 1.5, 0.0]);
        let expected = vec![(1.0, vec![2, 1], 1), (2.0, vec![2, 1], 1), (3.0, vec![2, 0], 1)];
        assert_eq!(walked(&RiskSets::new(&data(entry))), expected);
    }
}
