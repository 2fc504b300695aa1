//! Holds the estimators to slow twins: the same quantities straight from their definitions,
//! subject by subject, with nothing shared but the data.
//!
//! A twin may take a second where the crate takes a millisecond; it may not be clever. The data
//! are drawn by a fixed generator: heavy ties, no ties, delayed entry, up to four groups.

// The twins call the machine's own logarithm: not even that is shared.
#![allow(clippy::disallowed_methods)]

mod common;

use common::judge::Judge;
use common::tolerance::{FAR, Quantity, TOUCHES};
use common::{sets, subjects, survival};
use riskset::compare::log_rank::log_rank;
use riskset::cox::fit_groups;
use riskset::cox::likelihood::{GroupLikelihood, Ties};
use riskset::cox::monotone::{Fate, judge as verdict};
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::crossing::crossing;
use riskset::estimate::kaplan_meier::by_group;
use riskset::estimate::quantile::quantile;
use riskset::estimate::risk_table::risk_table;
use riskset::risk_set::RiskSets;

/// Data sets drawn for each test.
const DRAWS: usize = 400;

const TIES: [Ties; 2] = [Ties::Efron, Ties::Breslow];

/// One subject, watched over `(entry, time]`.
#[derive(Debug, Clone, Copy)]
struct Person {
    entry: f64,
    time: f64,
    event: bool,
    group: usize,
}

impl Person {
    fn at_risk(&self, t: f64) -> bool {
        self.entry < t && t <= self.time
    }

    fn event_at(&self, t: f64) -> bool {
        self.event && self.time == t
    }
}

/// A drawn data set, as the crate and as the twins take it.
struct Draw {
    subjects: Subjects,
    people: Vec<Person>,
    groups: usize,
}

impl Draw {
    fn sets(&self) -> RiskSets {
        RiskSets::new(&survival(&self.subjects))
    }

    fn of_group(&self, group: usize) -> Vec<Person> {
        self.people.iter().filter(|person| person.group == group).copied().collect()
    }
}

/// Linear congruential generator (Knuth 1997, The Art of Computer Programming 2, 3.3.4, MMIX).
struct Dice(u64);

impl Dice {
    /// A whole number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Data sets: sizes 2 to 41, times on 4, 13 or 5000 distinct days, events in a quarter to all,
/// groups of unequal size, entry delayed in every second.
fn draws(max_groups: u64) -> impl Iterator<Item = Draw> {
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

fn count(people: &[Person], condition: impl Fn(&Person) -> bool) -> f64 {
    people.iter().filter(|person| condition(person)).count() as f64
}

/// The distinct times of those who meet a condition, ascending.
fn times(people: &[Person], condition: impl Fn(&Person) -> bool) -> Vec<f64> {
    let mut times: Vec<f64> = people.iter().filter(|p| condition(p)).map(|person| person.time).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

fn event_times(people: &[Person]) -> Vec<f64> {
    times(people, |person| person.event)
}

#[test]
fn risk_sets() {
    let mut judge = Judge::default();
    for (draw, data) in draws(4).enumerate() {
        let sets = data.sets();
        let distinct = times(&data.people, |_| true);
        judge.column(Quantity::Time, format_args!("{draw}"), sets.times(), &distinct);
        let mut walk = sets.walk();
        for &t in &distinct {
            let moment = walk.next().expect("a moment");
            let at = format!("{draw} at {t}");
            judge.number(Quantity::Time, format_args!("{at}"), moment.time, t);
            for (group, &n_risk) in moment.n_risk.iter().enumerate() {
                let people = data.of_group(group);
                let expected = count(&people, |p| p.at_risk(t));
                judge.number(Quantity::Count, format_args!("{at} risk {group}"), f64::from(n_risk), expected);
                let cell = moment.cells.iter().find(|cell| usize::from(cell.group) == group);
                let (events, censored) =
                    cell.map_or((0.0, 0.0), |cell| (f64::from(cell.n_event), f64::from(cell.n_censor)));
                judge.number(
                    Quantity::Count,
                    format_args!("{at} events {group}"),
                    events,
                    count(&people, |p| p.event_at(t)),
                );
                judge.number(
                    Quantity::Count,
                    format_args!("{at} censored {group}"),
                    censored,
                    count(&people, |p| p.time == t && !p.event),
                );
            }
            let (all_events, all) =
                (count(&data.people, |p| p.event_at(t)), count(&data.people, |p| p.at_risk(t)));
            judge.number(
                Quantity::Count,
                format_args!("{at} events"),
                f64::from(moment.n_event()),
                all_events,
            );
            judge.number(
                Quantity::Count,
                format_args!("{at} at risk"),
                f64::from(moment.total_at_risk()),
                all,
            );
        }
        judge.holds(format_args!("{draw} ends"), walk.next().is_none());
    }
    judge.finish(60_336);
}

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

#[test]
fn risk_tables() {
    let mut judge = Judge::default();
    for (draw, data) in draws(3).enumerate() {
        let last = times(&data.people, |_| true).last().copied().expect("a time");
        let ticks: Vec<f64> = (0..=8).map(|tick| f64::from(tick) * (last / 7.0).ceil()).collect();
        let rows = risk_table(&survival(&data.subjects), &ticks);
        for (group, row) in rows.iter().enumerate() {
            let people = data.of_group(group);
            for (i, &tick) in ticks.iter().enumerate() {
                let at = format!("{draw} group {group} at {tick}");
                let (at_risk, before) = (count(&people, |p| p.at_risk(tick)), |p: &Person| p.time < tick);
                let (events, censored) =
                    (count(&people, |p| before(p) && p.event), count(&people, |p| before(p) && !p.event));
                judge.number(Quantity::Count, format_args!("{at} risk"), f64::from(row.at_risk[i]), at_risk);
                judge.number(Quantity::Count, format_args!("{at} events"), f64::from(row.events[i]), events);
                judge.number(
                    Quantity::Count,
                    format_args!("{at} left"),
                    f64::from(row.censored[i]),
                    censored,
                );
            }
        }
    }
    judge.finish(27_027);
}

/// Observed, expected and covariance by group.
fn log_rank_twin(data: &Draw) -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>) {
    let k = data.groups;
    let groups: Vec<Vec<Person>> = (0..k).map(|group| data.of_group(group)).collect();
    let observed = groups.iter().map(|people| count(people, |p| p.event)).collect();
    let (mut expected, mut covariance) = (vec![0.0; k], vec![vec![0.0; k]; k]);
    for t in event_times(&data.people) {
        let (n, d) = (count(&data.people, |p| p.at_risk(t)), count(&data.people, |p| p.event_at(t)));
        let at_risk: Vec<f64> = groups.iter().map(|people| count(people, |p| p.at_risk(t))).collect();
        for g in 0..k {
            expected[g] += d * at_risk[g] / n;
            for h in 0..k {
                if n > 1.0 {
                    let same = if g == h { n * at_risk[g] } else { 0.0 };
                    covariance[g][h] += d * (n - d) * (same - at_risk[g] * at_risk[h]) / (n * n * (n - 1.0));
                }
            }
        }
    }
    (observed, expected, covariance)
}

/// `b' A^-1 b` by elimination with the largest pivot first; `None` if `A` is singular. (A pivot
/// as small as [`TOUCHES`] of the largest cell is the rounding of 0 in data of this size.)
fn quadratic_twin(mut a: Vec<Vec<f64>>, b: &[f64]) -> Option<f64> {
    let largest = a.iter().flatten().fold(0.0_f64, |max, cell| max.max(cell.abs()));
    let (k, mut x) = (b.len(), b.to_vec());
    for column in 0..k {
        let pivot = (column..k).max_by(|&i, &j| a[i][column].abs().total_cmp(&a[j][column].abs()))?;
        if a[pivot][column].abs() <= TOUCHES * largest {
            return None;
        }
        a.swap(column, pivot);
        x.swap(column, pivot);
        for row in column + 1..k {
            let factor = a[row][column] / a[column][column];
            let above = a[column].clone();
            a[row].iter_mut().zip(&above).for_each(|(cell, above)| *cell -= factor * above);
            x[row] -= factor * x[column];
        }
    }
    for row in (0..k).rev() {
        for cell in row + 1..k {
            x[row] -= a[row][cell] * x[cell];
        }
        x[row] /= a[row][row];
    }
    Some(b.iter().zip(&x).map(|(b, x)| b * x).sum())
}

#[test]
fn log_rank_tests() {
    let mut judge = Judge::default();
    let mut tests = 0;
    for (draw, data) in draws(4).enumerate() {
        let (observed, expected, covariance) = log_rank_twin(&data);
        // Groups that were never expected to have an event have no part; one of the others is
        // left out, here the last.
        let mut tested: Vec<usize> = (0..data.groups).filter(|&group| expected[group] > 0.0).collect();
        tested.pop();
        let difference: Vec<f64> = tested.iter().map(|&g| observed[g] - expected[g]).collect();
        let part = tested.iter().map(|&g| tested.iter().map(|&h| covariance[g][h]).collect()).collect();
        let twin = quadratic_twin(part, &difference).filter(|_| !tested.is_empty());
        let ours = log_rank(&data.sets());
        // Groups that are never at risk together leave a singular matrix.
        let Some(twin) = twin else { continue };
        tests += 1;
        let ours = ours.expect("a test");
        judge.column(Quantity::Observed, format_args!("{draw}"), &ours.observed, &observed);
        judge.column(Quantity::Expected, format_args!("{draw}"), &ours.expected, &expected);
        for (row, twin) in ours.covariance.rows().zip(&covariance) {
            judge.column(Quantity::Covariance, format_args!("{draw}"), row, twin);
        }
        judge.number(Quantity::LogRank, format_args!("{draw}"), ours.chi_sq, twin);
        judge.number(Quantity::Count, format_args!("{draw} df"), ours.df as f64, tested.len() as f64);
    }
    assert!(tests > 320, "{tests} of {DRAWS} data sets could be tested");
    judge.finish(6_665);
}

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

/// Every event time of either group at which both have five left, and there the difference in standard errors.
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
        (left_0 >= 5.0 && left_1 >= 5.0 && z.is_finite()).then_some((*t, z))
    };
    both.iter().filter_map(apart).collect()
}

#[test]
fn crossings() {
    let (mut judge, mut crossed) = (Judge::default(), 0);
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
        judge.holds(format_args!("{draw} {ours:?} {twin}"), ours.is_some() == (twin >= 1.0));
        if let Some(found) = ours {
            crossed += 1;
            let weaker = found.early.z.abs().min(found.late.z.abs());
            judge.number(Quantity::CrossingZ, format_args!("{draw}"), weaker, twin);
            let order = found.early.time < found.time && found.time <= found.late.time;
            judge.holds(format_args!("{draw} order of times"), order && found.early.z * found.late.z < 0.0);
        }
    }
    assert!(crossed >= 5, "{crossed} cross");
    judge.finish(crossed);
}
