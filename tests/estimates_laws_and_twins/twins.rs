//! Hazards, areas, milestones and rates straight from their definitions.

use crate::cohort::{asked, at, cohort, curves};
use crate::common::tolerance::Quantity;
use crate::config;
use proptest::prelude::*;
use riskset::data::Subjects;
use riskset::estimate::nelson_aalen::{fleming_harrington, nelson_aalen};
use riskset::estimate::rate::PersonTime;
use riskset::estimate::rmst::rmst;

fn same(quantity: Quantity, ours: Option<f64>, twin: Option<f64>) {
    match (ours, twin) {
        (Some(ours), Some(twin)) => quantity.assert("twin", ours, twin),
        (ours, twin) => assert_eq!(ours, twin),
    }
}

/// One subject, watched over `(entry, time]`.
#[derive(Debug, Clone, Copy)]
struct Person {
    entry: f64,
    time: f64,
    event: bool,
}

impl Person {
    fn of_group(subjects: &Subjects, group: usize) -> Vec<Person> {
        (0..subjects.time.len())
            .filter(|&i| usize::from(subjects.group[i]) == group)
            .map(|i| Person {
                entry: subjects.entry.as_ref().map_or(f64::NEG_INFINITY, |entry| entry[i]),
                time: subjects.time[i],
                event: subjects.cause[i] > 0,
            })
            .collect()
    }
}

fn event_times(people: &[Person]) -> Vec<f64> {
    let mut times: Vec<f64> = people.iter().filter(|p| p.event).map(|p| p.time).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

/// At risk and events at one time.
fn counts(people: &[Person], at: f64) -> (f64, f64) {
    let n = people.iter().filter(|p| p.entry < at && at <= p.time).count();
    let d = people.iter().filter(|p| p.event && p.time == at).count();
    (n as f64, d as f64)
}

fn hazard_twin(people: &[Person], time: f64, each: fn(f64, f64) -> f64) -> f64 {
    event_times(people)
        .iter()
        .filter(|&&at| at <= time)
        .map(|&at| {
            let (n, d) = counts(people, at);
            each(n, d)
        })
        .sum()
}

fn surv_twin(people: &[Person], time: f64) -> f64 {
    event_times(people)
        .iter()
        .filter(|&&at| at <= time)
        .map(|&at| {
            let (n, d) = counts(people, at);
            1.0 - d / n
        })
        .product()
}

/// The area from `from` to `to`, stretch by stretch between events.
fn area_between(people: &[Person], from: f64, to: f64) -> f64 {
    let mut ends: Vec<f64> = event_times(people).into_iter().filter(|&at| from < at && at < to).collect();
    ends.push(to);
    let mut start = from;
    let stretch = |&end: &f64| {
        let area = surv_twin(people, start) * (end - start);
        start = end;
        area
    };
    ends.iter().map(stretch).sum()
}

fn area_twin(people: &[Person], tau: f64) -> (f64, f64) {
    let term = |&at: &f64| {
        let (n, d) = counts(people, at);
        let right = area_between(people, at, tau);
        if n == d { 0.0 } else { right * right * d / (n * (n - d)) }
    };
    // An event at time 0 has happened at 0.
    let area = area_between(people, 0.0, tau);
    (area, event_times(people).iter().filter(|&&at| at < tau).map(term).sum())
}

/// Probabilities of 0 to `n` successes, by Pascal's triangle.
fn binomial(n: u64, p: f64) -> Vec<f64> {
    let mut row = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; row.len() + 1];
        for (k, &probability) in row.iter().enumerate() {
            next[k] += probability * (1.0 - p);
            next[k + 1] += probability * p;
        }
        row = next;
    }
    row
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn hazards_and_areas_from_their_definitions(
        subjects in cohort(any::<bool>(), 0.7),
        share in 0.05_f64..1.0,
    ) {
        for (group, curve) in curves(&subjects).iter().enumerate() {
            let people = Person::of_group(&subjects, group);
            let (poisson, corrected) = (nelson_aalen(curve), fleming_harrington(curve));
            for time in asked(&subjects, share) {
                let late = people.iter().all(|p| p.time < time);
                let hazard = |each: fn(f64, f64) -> f64| (!late).then(|| hazard_twin(&people, time, each));
                same(Quantity::CumHaz, poisson.cum_haz_at(time), hazard(|n, d| d / n));
                let one_by_one = |n: f64, d: f64| (0..d as u32).map(|gone| 1.0 / (n - f64::from(gone))).sum();
                same(Quantity::CumHaz, corrected.cum_haz_at(time), hazard(one_by_one));
                let last = people.iter().map(|p| p.time).fold(0.0, f64::max);
                let known = !people.is_empty() && time > 0.0 && (!late || surv_twin(&people, last) == 0.0);
                prop_assert_eq!(rmst(curve, time).is_ok(), known);
                if let Ok(found) = rmst(curve, time) {
                    let (area, variance) = area_twin(&people, time);
                    Quantity::Area.assert("area", found.rmst, area);
                    Quantity::AreaTwin.assert("se", found.se(), variance.sqrt());
                }
            }
        }
    }

    #[test]
    fn milestones_from_their_definitions(subjects in cohort(any::<bool>(), 0.7), share in 0.0_f64..1.0) {
        for time in asked(&subjects, share) {
            for (group, found) in at(&subjects, time).into_iter().enumerate() {
                let people = Person::of_group(&subjects, group);
                let Ok(found) = found else {
                    prop_assert!(people.iter().all(|p| p.time < time) && surv_twin(&people, time) > 0.0);
                    continue;
                };
                // Nobody was followed so long, but everybody at risk has had the event: it stays 0.
                prop_assert!(people.iter().any(|p| p.time >= time) || found.surv == 0.0);
                Quantity::Survival.assert("surv", found.surv, surv_twin(&people, time));
                // Nobody is watched from before 0: those watched from 0 are there.
                let from_0 = time == 0.0 && people.iter().all(|p| p.entry >= 0.0);
                let there = people
                    .iter()
                    .filter(|p| (p.entry < time || (from_0 && p.entry == 0.0)) && time <= p.time)
                    .count();
                let events = people.iter().filter(|p| p.event && p.time <= time).count();
                prop_assert_eq!((found.n_risk as usize, found.n_event as usize), (there, events));
                prop_assert_eq!(found.few_at_risk, there < 5);
                let greenwood: f64 = event_times(&people)
                    .iter()
                    .filter(|&&at| at <= time)
                    .map(|&at| { let (n, d) = counts(&people, at); d / (n * (n - d)) })
                    .sum();
                let se = (found.surv > 0.0).then(|| found.surv * greenwood.sqrt());
                same(Quantity::Variance, found.se_surv, se);
            }
        }
    }

    /// The limits of a rate are the means under which as many events, or as few, are unlikely.
    #[test]
    fn limits_of_a_rate_by_summing(n_event in 0_u64..60, person_time in 0.1_f64..1e4, level in 0.5_f64..0.999) {
        let found = PersonTime { n_event, person_time }.rate(level).unwrap();
        let alpha = (1.0 - level) / 2.0;
        let tail = |rate: f64, to: u64| -> f64 {
            let mean = rate * person_time;
            let mut term = (-mean).exp();
            (0..=to).map(|k| { let now = term; term *= mean / (k + 1) as f64; now }).sum()
        };
        Quantity::TailTwin.assert("as few", tail(found.upper, n_event), alpha);
        if n_event > 0 {
            Quantity::TailTwin.assert("fewer", tail(found.lower, n_event - 1), 1.0 - alpha);
        }
    }

    #[test]
    fn a_ratio_by_summing(
        here in 0_u64..40,
        there in 0_u64..40,
        times in prop::sample::select(vec![(1.0, 1.0), (10.0, 3.0), (0.25, 2.0), (7.1, 900.3)]),
    ) {
        prop_assume!(here + there > 0);
        let pair = [(here, times.0), (there, times.1)].map(|(n_event, person_time)| PersonTime { n_event, person_time });
        let found = pair[0].ratio(&pair[1], 0.95).unwrap();
        let probabilities = |ratio: f64| binomial(here + there, ratio * times.0 / (ratio * times.0 + times.1));
        let equal = probabilities(1.0);
        let seen = equal[here as usize] * (1.0 + 1e-7);
        let p: f64 = equal.iter().filter(|&&probability| probability <= seen).sum();
        Quantity::TailTwin.assert("p", found.p_value, p.min(1.0));
        if here > 0 {
            let as_many: f64 = probabilities(found.lower)[here as usize..].iter().sum();
            Quantity::TailTwin.assert("as many", as_many, 0.025);
        }
        prop_assert_eq!((found.lower > 0.0, found.upper.is_some(), found.ratio.is_some()), (here > 0, there > 0, there > 0));
        if let Some(upper) = found.upper {
            let as_few: f64 = probabilities(upper)[..=here as usize].iter().sum();
            Quantity::TailTwin.assert("as few", as_few, 0.025);
        }
    }
}
