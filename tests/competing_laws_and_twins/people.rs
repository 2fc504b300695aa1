//! Subjects one by one, counted anew for each question: what all twins stand on.

use riskset::data::{Subjects, Values};

/// One subject, watched over `(entry, time]`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) entry: f64,
    pub(crate) time: f64,
    pub(crate) cause: u8,
    pub(crate) group: usize,
    pub(crate) x: f64,
}

pub(crate) fn people(subjects: &Subjects, keep: impl Fn(usize) -> bool) -> Vec<Person> {
    let person = |i: usize| {
        let Values::Number(x) = &subjects.covariates[0].values else { panic!("a number") };
        Person {
            entry: subjects.entry.as_ref().map_or(f64::NEG_INFINITY, |entry| entry[i]),
            time: subjects.time[i],
            cause: subjects.cause[i],
            group: usize::from(subjects.group[i]),
            x: x[i],
        }
    };
    (0..subjects.time.len()).filter(|&i| keep(i)).map(person).collect()
}

pub(crate) fn count(people: &[Person], condition: impl Fn(&Person) -> bool) -> f64 {
    people.iter().filter(|person| condition(person)).count() as f64
}

pub(crate) fn at_risk(people: &[Person], t: f64) -> f64 {
    count(people, |p| p.entry < t && t <= p.time)
}

/// The distinct times of those who meet a condition, ascending.
pub(crate) fn times(people: &[Person], condition: impl Fn(&Person) -> bool) -> Vec<f64> {
    let mut times: Vec<f64> = people.iter().filter(|p| condition(p)).map(|person| person.time).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

/// Probability of no event (whose causes `of` says yes to) up to `t`, `t` counted in or not.
pub(crate) fn surv_twin(people: &[Person], t: f64, with_t: bool, of: impl Fn(u8) -> bool) -> f64 {
    let before = |&u: &f64| u < t || (with_t && u == t);
    let share = |u: f64| 1.0 - count(people, |p| p.time == u && of(p.cause)) / at_risk(people, u);
    times(people, |p| of(p.cause)).iter().filter(|u| before(u)).map(|&u| share(u)).product()
}

/// The cumulative incidence of `cause` at `t`, `t` counted in or not.
pub(crate) fn cif_twin(people: &[Person], cause: u8, t: f64, with_t: bool) -> f64 {
    let before = |&u: &f64| u < t || (with_t && u == t);
    let rise = |u: f64| {
        let d = count(people, |p| p.time == u && p.cause == cause);
        surv_twin(people, u, false, |cause| cause > 0) * d / at_risk(people, u)
    };
    times(people, |p| p.cause == cause).iter().filter(|u| before(u)).map(|&u| rise(u)).sum()
}

pub(crate) fn tied(n: f64, d: f64) -> f64 {
    if d > 1.0 { (n - d) / (n - 1.0) } else { 1.0 }
}
