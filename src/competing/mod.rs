//! Competing risks: an event of one cause keeps the events of the others from being seen.
//!
//! * [`cumulative_incidence`]: the probability of having had the event of each cause by a time.
//! * [`gray`]: whether that probability differs between groups.
//! * [`fine_gray`]: how covariates change the subdistribution hazard that belongs to it.
//!
//! The hazard of one cause among those still at risk (cause-specific) is read elsewhere, from
//! [`Survival::of_cause`]. It and the subdistribution hazard are two different hazards, and a covariate
//! may move them in opposite directions.
//!
//! Every result carries the [`Cause`] that it belongs to, so that no number is bound to a cause by its
//! place in a list. Codes are those of [`Survival::cause`]: 0 censored, 1 the event asked about, 2 and
//! more the others. Input is checked by [`Survival`]; times are in the user's unit.
//!
//! ```
//! use riskset::{competing, data::{Subjects, Survival}};
//! let data = Survival::new(Subjects {
//!     time: vec![6.0, 7.0, 9.0],
//!     cause: vec![1, 2, 0],
//!     group: vec![0; 3],
//!     groups: vec!["all".into()],
//!     causes: vec!["relapse".into(), "death".into()],
//!     ..Subjects::default()
//! })?;
//! let causes = competing::causes(&data);
//! assert_eq!((causes[1].code, causes[1].name.as_str()), (2, "death"));
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

pub mod cumulative_incidence;
pub mod fine_gray;
pub mod gray;

use crate::data::Survival;
use crate::risk_set::{Cell, Moment, RiskSets};

/// A cause of the event: what a result belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Its code in [`Survival::cause`]; 1 is the event asked about.
    pub code: u8,
    /// Its name; the code where it has none.
    pub name: String,
}

impl Cause {
    fn of(data: &Survival, code: u8) -> Cause {
        let name = usize::from(code).checked_sub(1).and_then(|at| data.causes().get(at));
        Cause { code, name: name.cloned().unwrap_or_else(|| code.to_string()) }
    }
}

/// The causes of a data set in the order of their codes: those that have a name or an event.
pub fn causes(data: &Survival) -> Vec<Cause> {
    let named = u8::try_from(data.causes().len()).unwrap_or(u8::MAX);
    let seen = data.cause().iter().copied().max().unwrap_or(0);
    (1..=named.max(seen)).map(|code| Cause::of(data, code)).collect()
}

/// Whether somebody comes under observation only when others have already left.
fn enters_late(data: &Survival) -> bool {
    let first = data.time().first().copied().unwrap_or(0.0);
    data.entry().is_some_and(|entry| entry.iter().any(|&entry| entry >= first))
}

/// Events of one cause in one group at one time.
#[derive(Debug, Clone, Copy)]
struct Events {
    group: usize,
    cause: u8,
    n: u32,
}

/// Visits the distinct times in ascending order, each with its events by group and cause (in no
/// particular order, none with 0).
fn each_time(data: &Survival, visit: &mut dyn FnMut(&Moment<'_>, &[Events])) {
    let sets = RiskSets::new(data);
    let mut tally = Tally::new(data);
    let (mut walk, mut from) = (sets.walk(), 0);
    while let Some(moment) = walk.next() {
        let leaving: u32 = moment.cells.iter().map(Cell::n_leaving).sum();
        let to = from + leaving as usize;
        visit(&moment, tally.count(&data.group()[from..to], &data.cause()[from..to]));
        from = to;
    }
}

/// Counts events by group and cause.
struct Tally {
    width: usize,
    /// By group and cause, one more than the place in `events`; 0 without events.
    place: Vec<usize>,
    events: Vec<Events>,
}

impl Tally {
    fn new(data: &Survival) -> Self {
        let width = usize::from(data.cause().iter().copied().max().unwrap_or(0)) + 1;
        Tally { width, place: vec![0; width * data.groups().len()], events: Vec::new() }
    }

    fn count(&mut self, group: &[u16], cause: &[u8]) -> &[Events] {
        for events in self.events.drain(..) {
            self.place[events.group * self.width + usize::from(events.cause)] = 0;
        }
        for (&group, &cause) in group.iter().zip(cause).filter(|(_, cause)| **cause > 0) {
            let group = usize::from(group);
            let place = &mut self.place[group * self.width + usize::from(cause)];
            if *place == 0 {
                self.events.push(Events { group, cause, n: 0 });
                *place = self.events.len();
            }
            self.events[*place - 1].n += 1;
        }
        &self.events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

    #[test]
    fn events_by_group_and_cause() {
        let data = Survival::new(Subjects {
            time: vec![1.0, 1.0, 1.0, 1.0, 2.0, 3.0],
            cause: vec![1, 3, 3, 0, 1, 0],
            group: vec![0, 1, 1, 0, 1, 0],
            groups: vec!["a".into(), "b".into()],
            causes: vec!["x".into()],
            ..Subjects::default()
        })
        .unwrap();
        let mut seen = Vec::new();
        each_time(&data, &mut |moment, events| {
            seen.extend(events.iter().map(|e| (moment.time, e.group, e.cause, e.n)));
        });
        assert_eq!(seen, [(1.0, 0, 1, 1), (1.0, 1, 3, 2), (2.0, 1, 1, 1)]);
        let names: Vec<String> = causes(&data).into_iter().map(|cause| cause.name).collect();
        assert_eq!(names, ["x", "2", "3"]);
    }
}
