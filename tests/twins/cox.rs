//! The Cox model of groups: its likelihood, its maximum, and which coefficients run away.

use crate::TIES;
use crate::common::chance::Dice;
use crate::common::judge::Judge;
use crate::common::tolerance::{FAR, Quantity};
use crate::people::{Person, count, draws, event_times};
use riskset::cox::fit_groups;
use riskset::cox::likelihood::{GroupLikelihood, Ties};
use riskset::cox::monotone::{Fate, judge as verdict};

/// The log partial likelihood, event by event and subject by subject. `b` by group.
fn loglik_twin(people: &[Person], b: &[f64], ties: Ties) -> f64 {
    let mut sum = 0.0;
    for t in event_times(people) {
        let d = count(people, |p| p.event_at(t));
        let mut nth = 0.0;
        for having in people.iter().filter(|p| p.event_at(t)) {
            let mut denominator = 0.0;
            for person in people.iter().filter(|p| p.at_risk(t)) {
                // Of those having the event, the nth sees a share that is still there.
                let there = if person.event_at(t) && ties == Ties::Efron { 1.0 - nth / d } else { 1.0 };
                denominator += there * b[person.group].exp();
            }
            sum += b[having.group] - denominator.ln();
            nth += 1.0;
        }
    }
    sum
}

/// Its derivative in the coefficient of `group`.
fn score_twin(people: &[Person], b: &[f64], ties: Ties, group: usize) -> f64 {
    let mut sum = 0.0;
    for t in event_times(people) {
        let d = count(people, |p| p.event_at(t));
        let mut nth = 0.0;
        for having in people.iter().filter(|p| p.event_at(t)) {
            let (mut of_group, mut of_all) = (0.0, 0.0);
            for person in people.iter().filter(|p| p.at_risk(t)) {
                let there = if person.event_at(t) && ties == Ties::Efron { 1.0 - nth / d } else { 1.0 };
                of_all += there * b[person.group].exp();
                if person.group == group {
                    of_group += there * b[person.group].exp();
                }
            }
            sum += f64::from(having.group == group) - of_group / of_all;
            nth += 1.0;
        }
    }
    sum
}

#[test]
fn likelihoods() {
    let mut judge = Judge::default();
    for (draw, data) in draws(4).enumerate() {
        let sets = data.sets();
        let mut dice = Dice(draw as u64);
        for ties in TIES {
            let reference = draw % data.groups;
            let mut b: Vec<f64> = (0..data.groups).map(|_| dice.roll(800) as f64 / 200.0 - 2.0).collect();
            b[reference] = 0.0;
            let likelihood = GroupLikelihood::new(&sets, reference, ties);
            let free: Vec<usize> = likelihood.free_groups().collect();
            let ours = likelihood.evaluate(&free.iter().map(|&group| b[group]).collect::<Vec<_>>());
            let at = format!("{draw} {ties:?}");
            let twin = loglik_twin(&data.people, &b, ties);
            judge.number(Quantity::LogLikelihood, format_args!("{at}"), ours.loglik, twin);
            for (&group, &score) in free.iter().zip(&ours.score) {
                let twin = score_twin(&data.people, &b, ties, group);
                judge.number(Quantity::Coefficient, format_args!("{at} score {group}"), score, twin);
            }
        }
    }
    judge.finish(2_426);
}

/// The maximum for two groups: the score falls from left to right, so its sign tells the side.
fn bisect(people: &[Person], ties: Ties) -> f64 {
    let (mut low, mut high) = (-FAR, FAR);
    while high - low > f64::EPSILON * FAR {
        let middle = (low + high) / 2.0;
        let side = if score_twin(people, &[0.0, middle], ties, 1) > 0.0 { &mut low } else { &mut high };
        *side = middle;
    }
    (low + high) / 2.0
}

/// Fate of the second of two groups: a likelihood that falls to both sides has a maximum between,
/// one that is flat on a side runs away there.
fn fate_twin(falls_to_the_left: bool, falls_to_the_right: bool) -> Fate {
    match (falls_to_the_left, falls_to_the_right) {
        (true, true) => Fate::Settles,
        (true, false) => Fate::RunsUp,
        (false, true) => Fate::RunsDown,
        (false, false) => Fate::Unknown,
    }
}

/// Whether the likelihood goes on falling far out in this direction. A falling one loses at least
/// 1 a unit, so half of that is the border to rounding.
fn falls(people: &[Person], direction: &[f64], ties: Ties) -> bool {
    let at = |far: f64| loglik_twin(people, &direction.iter().map(|u| u * far).collect::<Vec<_>>(), ties);
    at(2.0 * FAR) < at(FAR) - FAR / 2.0
}

#[test]
fn maxima_of_two_groups() {
    let mut judge = Judge::default();
    let mut met = [0; 4];
    for (draw, data) in draws(2).enumerate() {
        let sets = data.sets();
        for ties in TIES {
            let at = format!("{draw} {ties:?}");
            let down = falls(&data.people, &[0.0, -1.0], ties);
            let up = falls(&data.people, &[0.0, 1.0], ties);
            let fate = fate_twin(down, up);
            met[fate as usize] += 1;
            judge.holds(format_args!("{at} {fate:?}"), verdict(&sets, 0, ties).fates[1] == fate);
            let Ok(fit) = fit_groups(&sets, 0, ties) else {
                judge.holds(format_args!("{at} has no fit"), fate == Fate::Unknown);
                continue;
            };
            let limit = match fate {
                Fate::Settles => bisect(&data.people, ties),
                Fate::RunsUp => FAR,
                Fate::RunsDown => -FAR,
                Fate::Unknown => panic!("{at}: a fit without a comparison"),
            };
            let (top, null) =
                (loglik_twin(&data.people, &[0.0, limit], ties), loglik_twin(&data.people, &[0.0; 2], ties));
            judge.number(Quantity::LogLikelihood, format_args!("{at} top"), fit.loglik, top);
            judge.number(Quantity::LogLikelihood, format_args!("{at} null"), fit.loglik_null, null);
            judge.number(Quantity::CoxTest, format_args!("{at} lr"), fit.lr.chi_sq, 2.0 * (top - null));
            judge.holds(format_args!("{at} wald"), fit.wald.is_some() == (fate == Fate::Settles));
            if fate == Fate::Settles {
                judge.number(Quantity::Coefficient, format_args!("{at}"), fit.coefficients[0].coef, limit);
            }
        }
    }
    assert!(met.iter().all(|&fate| fate > 20), "fates met: {met:?}");
    judge.finish(2_814);
}

/// A coefficient runs up if the hazards of some set of groups, with it and without the reference,
/// can be raised for nothing; down if they can be lowered.
#[test]
fn fates_of_many_groups() {
    let mut judge = Judge::default();
    for (draw, data) in draws(4).enumerate() {
        let reference = draw % data.groups;
        for ties in TIES {
            let ours = verdict(&data.sets(), reference, ties).fates;
            let directions: Vec<(usize, bool, bool)> = (0..1_usize << data.groups)
                .filter(|set| set >> reference & 1 == 0)
                .map(|set| {
                    let raised: Vec<f64> = (0..data.groups).map(|g| (set >> g & 1) as f64).collect();
                    let lowered: Vec<f64> = raised.iter().map(|u| -u).collect();
                    (set, falls(&data.people, &lowered, ties), falls(&data.people, &raised, ties))
                })
                .collect();
            for (group, &fate) in ours.iter().enumerate().filter(|&(group, _)| group != reference) {
                let with_it = || directions.iter().filter(|(set, ..)| set >> group & 1 == 1);
                let twin = fate_twin(with_it().all(|d| d.1), with_it().all(|d| d.2));
                let same = f64::from(u8::from(fate == twin));
                judge.number(
                    Quantity::Count,
                    format_args!("{draw} {ties:?} group {group} {twin:?}"),
                    same,
                    1.0,
                );
            }
        }
    }
    judge.finish(1_626);
}

/// At the maximum for any number of groups the twin's score is 0 too.
#[test]
fn maxima_of_many_groups() {
    let mut judge = Judge::default();
    for (draw, data) in draws(4).enumerate() {
        let sets = data.sets();
        let reference = draw % data.groups;
        for ties in TIES {
            let Ok(fit) = fit_groups(&sets, reference, ties) else { continue };
            let mut b = vec![0.0; data.groups];
            fit.coefficients.iter().for_each(|c| b[c.group] = c.coef);
            let at = format!("{draw} {ties:?}");
            let twin = loglik_twin(&data.people, &b, ties);
            judge.number(Quantity::LogLikelihood, format_args!("{at}"), fit.loglik, twin);
            for group in 0..data.groups {
                let score = score_twin(&data.people, &b, ties, group);
                judge.number(Quantity::Score, format_args!("{at} score {group}"), score, 0.0);
            }
        }
    }
    judge.finish(3_026);
}
