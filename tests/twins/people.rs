//! Data sets as they are drawn, and their subjects one by one: what all twins stand on.

use crate::common::chance::Dice;
use crate::common::survival;
use riskset::data::Subjects;
use riskset::risk_set::RiskSets;

/// Data sets drawn for each test.
pub(crate) const DRAWS: usize = 400;

/// One subject, watched over `(entry, time]`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) entry: f64,
    pub(crate) time: f64,
    pub(crate) event: bool,
    pub(crate) group: usize,
}

impl Person {
    pub(crate) fn at_risk(&self, t: f64) -> bool {
        self.entry < t && t <= self.time
    }

    pub(crate) fn event_at(&self, t: f64) -> bool {
        self.event && self.time == t
    }
}

/// A drawn data set, as the crate and as the twins take it.
pub(crate) struct Draw {
    pub(crate) subjects: Subjects,
    pub(crate) people: Vec<Person>,
    pub(crate) groups: usize,
}

impl Draw {
    pub(crate) fn sets(&self) -> RiskSets {
        RiskSets::new(&survival(&self.subjects))
    }

    pub(crate) fn of_group(&self, group: usize) -> Vec<Person> {
        self.people.iter().filter(|person| person.group == group).copied().collect()
    }
}

/// Data sets: sizes 2 to 41, times on 4, 13 or 5000 distinct days, events in a quarter to all,
/// groups of unequal size, entry delayed in every second.
pub(crate) fn draws(max_groups: u64) -> impl Iterator<Item = Draw> {
    (0..DRAWS).map(move |draw| {
        let mut dice = Dice(draw as u64 + 1);
        dice.roll(2);
        let (n, days) = (2 + dice.roll(40), [4, 13, 5000][dice.roll(3) as usize]);
        let (groups, share) = (2 + dice.roll(max_groups - 1), 1 + dice.roll(4));
        let delayed = draw % 2 == 1;
        let people: Vec<Person> = (0..n)
            .map(|_| {
                let time = dice.roll(days);
                let stay = 1 + dice.roll(time + 1);
                Person {
                    entry: if delayed { time as f64 - stay as f64 } else { f64::NEG_INFINITY },
                    time: time as f64,
                    event: dice.roll(4) < share,
                    group: dice.roll(groups).min(dice.roll(groups)) as usize,
                }
            })
            .collect();
        let subjects = Subjects {
            time: people.iter().map(|person| person.time).collect(),
            entry: delayed.then(|| people.iter().map(|person| person.entry).collect()),
            cause: people.iter().map(|person| u8::from(person.event)).collect(),
            group: people.iter().map(|person| person.group as u16).collect(),
            groups: (0..groups).map(|group| group.to_string()).collect(),
            ..Subjects::default()
        };
        Draw { subjects, people, groups: groups as usize }
    })
}

pub(crate) fn count(people: &[Person], condition: impl Fn(&Person) -> bool) -> f64 {
    people.iter().filter(|person| condition(person)).count() as f64
}

/// The distinct times of those who meet a condition, ascending.
pub(crate) fn times(people: &[Person], condition: impl Fn(&Person) -> bool) -> Vec<f64> {
    let mut times: Vec<f64> = people.iter().filter(|p| condition(p)).map(|person| person.time).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

pub(crate) fn event_times(people: &[Person]) -> Vec<f64> {
    times(people, |person| person.event)
}
