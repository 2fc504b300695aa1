//! Kaplan-Meier curves, their limits and quantiles, and where two of them cross.

use crate::common::judge::Judge;
use crate::common::tolerance::{Quantity, TOUCHES};
use crate::common::{sets, subjects};
use crate::people::{Draw, Person, count, draws, event_times, times};
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::crossing::crossing;
use riskset::estimate::kaplan_meier::by_group;
use riskset::estimate::quantile::quantile;

/// S(t): the product over event times up to `t` of the share at risk who have no event.
fn surv_twin(people: &[Person], t: f64) -> f64 {
    let share = |&at: &f64| 1.0 - count(people, |p| p.event_at(at)) / count(people, |p| p.at_risk(at));
    event_times(people).iter().filter(|&&at| at <= t).map(share).product()
}

/// The Greenwood sum up to `t`.
fn greenwood_twin(people: &[Person], t: f64) -> f64 {
    let term = |&at: &f64| {
        let (d, n) = (count(people, |p| p.event_at(at)), count(people, |p| p.at_risk(at)));
        d / (n * (n - d))
    };
    event_times(people).iter().filter(|&&at| at <= t).map(term).sum()
}

#[test]
fn kaplan_meier() {
    let mut judge = Judge::default();
    for (draw, data) in draws(3).enumerate() {
        for (group, curve) in by_group(&data.sets()).iter().enumerate() {
            let people = data.of_group(group);
            judge.column(Quantity::Time, format_args!("{draw}"), &curve.time, &times(&people, |_| true));
            for (i, &t) in curve.time.iter().enumerate() {
                let at = format!("{draw} group {group} at {t}");
                judge.number(Quantity::Survival, format_args!("{at}"), curve.surv[i], surv_twin(&people, t));
                judge.maybe(
                    Quantity::Survival,
                    format_args!("{at}, later"),
                    curve.surv_at(t - 0.25),
                    Some(surv_twin(&people, t - 0.25)),
                );
                let greenwood = greenwood_twin(&people, t);
                judge.number(Quantity::Variance, format_args!("{at}"), curve.greenwood[i], greenwood);
            }
        }
    }
    judge.finish(22_388);
}

/// The limits as the formulas stand in the books.
fn limits_twin(conf_type: ConfType, z: f64, surv: f64, s: f64) -> (f64, f64) {
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let expit = |x: f64| 1.0 / (1.0 + (-x).exp());
    let sides = |centre: f64, reach: f64| (centre - reach, centre + reach);
    match conf_type {
        ConfType::Plain => {
            let (lower, upper) = sides(surv, z * s * surv);
            (lower.max(0.0), upper.min(1.0))
        }
        ConfType::Log => {
            let (lower, upper) = sides(surv.ln(), z * s);
            (lower.exp(), upper.exp().min(1.0))
        }
        ConfType::LogLog => {
            let (lower, upper) = sides((-surv.ln()).ln(), z * s / surv.ln().abs());
            ((-upper.exp()).exp(), (-lower.exp()).exp())
        }
        ConfType::Logit => {
            let (lower, upper) = sides(logit(surv), z * s / (1.0 - surv));
            (expit(lower), expit(upper))
        }
        ConfType::Arcsin => {
            let (lower, upper) = sides(surv.sqrt().asin(), z * s * (surv / (1.0 - surv)).sqrt() / 2.0);
            (lower.max(0.0).sin().powi(2), upper.min(std::f64::consts::FRAC_PI_2).sin().powi(2))
        }
    }
}

#[test]
fn limits() {
    let mut judge = Judge::default();
    for (draw, data) in draws(2).enumerate() {
        for (group, curve) in by_group(&data.sets()).iter().enumerate() {
            for conf_type in ConfType::ALL {
                // At 99 % the arcsine limits of a first step go beyond the quarter circle; at 95 % none do.
                let confidence = Confidence::new([0.9, 0.99][draw % 2], conf_type);
                for (&surv, &greenwood) in curve.surv.iter().zip(&curve.greenwood) {
                    if surv == 0.0 || surv == 1.0 {
                        continue;
                    }
                    let (lower, upper) = confidence.limits(surv, greenwood).expect("limits");
                    let twin = limits_twin(conf_type, confidence.z, surv, greenwood.sqrt());
                    let at = format!("{draw} group {group} {conf_type:?} of {surv}");
                    judge.number(Quantity::Limit, format_args!("{at} lower"), lower, twin.0);
                    judge.number(Quantity::Limit, format_args!("{at} upper"), upper, twin.1);
                }
            }
        }
    }
    judge.finish(40_570);
}

/// Scans the event times for the first with a height at or below the goal, and on for the first
/// below it; if the height touches the goal, the midpoint of the two.
fn quantile_twin(people: &[Person], p: f64, height: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    let goal = 1.0 - p;
    let last = times(people, |_| true).last().copied()?;
    let steps = event_times(people);
    let reached =
        steps.iter().copied().find(|&t| height(t).is_some_and(|height| height <= goal + TOUCHES))?;
    if (height(reached)? - goal).abs() > TOUCHES {
        return Some(reached);
    }
    let left = steps.iter().copied().find(|&t| height(t).is_some_and(|height| height < goal - TOUCHES));
    Some((reached + left.unwrap_or(last)) / 2.0)
}

#[test]
fn quantiles() {
    let mut judge = Judge::default();
    let mut flat = 0;
    for (draw, data) in draws(2).enumerate() {
        let conf_type = ConfType::ALL[draw % 5];
        let confidence = Confidence::new(0.95, conf_type);
        for (group, curve) in by_group(&data.sets()).iter().enumerate() {
            let people = data.of_group(group);
            let surv = |t: f64| surv_twin(&people, t);
            let limits = |t: f64| {
                (surv(t) > 0.0)
                    .then(|| limits_twin(conf_type, confidence.z, surv(t), greenwood_twin(&people, t).sqrt()))
            };
            for p in [0.1, 0.25, 0.5, 0.75] {
                let ours = quantile(curve, p, &confidence);
                flat += usize::from(ours.flat.is_some());
                let at = format!("{draw} group {group} {conf_type:?} {p}");
                let twin = quantile_twin(&people, p, |t| Some(surv(t)));
                judge.maybe(Quantity::Quantile, format_args!("{at}"), ours.value, twin);
                let twin = quantile_twin(&people, p, |t| limits(t).map(|limits| limits.0));
                judge.maybe(Quantity::Quantile, format_args!("{at} lower"), ours.lower, twin);
                let twin = quantile_twin(&people, p, |t| limits(t).map(|limits| limits.1));
                judge.maybe(Quantity::Quantile, format_args!("{at} upper"), ours.upper, twin);
            }
        }
    }
    assert!(flat > 100, "{flat} flat pieces are too few to test their rule");
    judge.finish(9_600);
}

/// Every event time of either group, from the fifth event on, at which both have five left, and there the difference in standard errors.
fn path_twin(people: &[Vec<Person>; 2]) -> Vec<(f64, f64)> {
    let mut both: Vec<f64> = people.iter().flat_map(|people| event_times(people)).collect();
    both.sort_by(f64::total_cmp);
    both.dedup();
    let side = |people: &[Person], t: f64| {
        let last = times(people, |person| person.time <= t).pop();
        let left = match last {
            None => count(people, |person| person.at_risk(times(people, |_| true)[0])),
            Some(last) => count(people, |person| person.at_risk(last) && person.time > last),
        };
        let surv = surv_twin(people, t);
        (left, surv, surv * surv * greenwood_twin(people, t))
    };
    let apart = |t: &f64| {
        let [(left_0, surv_0, var_0), (left_1, surv_1, var_1)] = [side(&people[0], *t), side(&people[1], *t)];
        let z = (surv_1 - surv_0) / (var_0 + var_1).sqrt();
        let passed = |people: &[Person]| count(people, |p| p.time <= *t && p.event_at(p.time));
        let enough = left_0 >= 5.0 && left_1 >= 5.0 && passed(&people[0]) + passed(&people[1]) >= 5.0;
        (enough && z.is_finite()).then_some((*t, z))
    };
    both.iter().filter_map(apart).collect()
}

#[test]
fn crossings() {
    let (mut judge, mut crossed, mut clear) = (Judge::default(), 0, 0);
    let draws: Vec<Draw> = draws(2).collect();
    // Several draws together: alone they are too small to leave five at risk on both sides of a crossing.
    for (draw, few) in draws.chunks(5).enumerate() {
        let all: Vec<Person> = few.iter().flat_map(|draw| draw.people.clone()).collect();
        let time: Vec<f64> = all.iter().map(|person| person.time).collect();
        let entry = all.iter().map(|person| person.entry.max(-1.0)).collect();
        let cause: Vec<u8> = all.iter().map(|person| u8::from(person.event)).collect();
        let group: Vec<u16> = all.iter().map(|person| person.group as u16).collect();
        let curves = by_group(&sets(&Subjects { entry: Some(entry), ..subjects(&time, &cause, &group) }));
        let people = [0, 1].map(|group| all.iter().filter(|p| p.group == group).copied().collect::<Vec<_>>());
        if people.iter().any(Vec::is_empty) {
            continue;
        }
        let path = path_twin(&people);
        let weaker = |(i, a): (usize, &(f64, f64))| {
            let later = path[i + 1..].iter().filter(|b| a.1 * b.1 < 0.0);
            later.map(|b| a.1.abs().min(b.1.abs())).fold(0.0, f64::max)
        };
        let twin = path.iter().enumerate().map(weaker).fold(0.0, f64::max);
        let ours = crossing(&curves[0], &curves[1]);
        judge.holds(format_args!("{draw} {ours:?} {twin}"), ours.is_some() == (twin >= 0.5));
        if let Some(found) = ours {
            crossed += 1;
            clear += usize::from(found.is_clear());
            judge.holds(format_args!("{draw} clear"), found.is_clear() == (twin >= 1.0));
            let weaker = found.early.z.abs().min(found.late.z.abs());
            judge.number(Quantity::CrossingZ, format_args!("{draw}"), weaker, twin);
            let order = found.early.time < found.time && found.time <= found.late.time;
            judge.holds(format_args!("{draw} order of times"), order && found.early.z * found.late.z < 0.0);
        }
    }
    assert!(clear >= 5 && crossed >= clear + 5, "{crossed} change places, {clear} cross");
    judge.finish(crossed);
}
