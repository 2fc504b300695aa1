//! Holds the room of competing risks to laws that need no reference, and to slow twins written
//! straight from the definitions, on drawn data: few subjects, heavy ties or none, up to four groups and
//! three causes.
//!
//! The draws are the same in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others.

// The twins call the machine's own exponential: not even that is shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::tolerance::Quantity;
use common::{sets, survival};
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use riskset::compare::log_rank::log_rank;
use riskset::competing::cumulative_incidence::{Estimate, GroupIncidence, Incidence, by_group};
use riskset::competing::fine_gray::{Censoring, FineGray, NoFineGray, fine_gray};
use riskset::competing::gray::{Gray, NoGray, gray_tests};
use riskset::cox::design::Model;
use riskset::cox::fit_groups;
use riskset::cox::likelihood::Ties;
use riskset::cox::monotone::Fate;
use riskset::data::{Covariate, Labels, Subjects, Values};
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier;
use std::ops::RangeInclusive;

const BY_GROUP: Model = Model { reference: Some(0), covariates: Vec::new(), stratified: false };

fn by_group_and_number() -> Model {
    Model { reference: Some(0), covariates: vec![0], stratified: false }
}

fn config() -> ProptestConfig {
    let drawn = ProptestConfig::default();
    let rng_seed = match drawn.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1988),
        asked => asked,
    };
    let kept = FileFailurePersistence::Direct("tests/proptest-regressions/competing.txt");
    ProptestConfig { rng_seed, failure_persistence: Some(Box::new(kept)), ..drawn }
}

/// Subjects of some of `n_groups` groups with causes up to `top_cause`; whole times up to 3 (all ties), 10
/// or 100000 (no ties to speak of); a number from -4 to 4 and one of two strata.
fn cohort(
    n_groups: RangeInclusive<u16>,
    top_cause: u8,
    delayed: impl Strategy<Value = bool>,
) -> impl Strategy<Value = Subjects> {
    (n_groups, prop::sample::select(vec![3_u32, 10, 100_000]), delayed).prop_flat_map(
        move |(k, top, delayed)| {
            let subject = (0..=top, 0..=top, 0..=top_cause, 0..k, -4_i8..=4, 0_u16..2);
            prop::collection::vec(subject, 2..40).prop_map(move |rows| Subjects {
                time: rows.iter().map(|row| f64::from(row.0)).collect(),
                entry: delayed.then(|| rows.iter().map(|row| f64::from(row.1.min(row.0)) - 1.0).collect()),
                cause: rows.iter().map(|row| row.2).collect(),
                causes: (1..=top_cause).map(|cause| format!("cause {cause}")).collect(),
                group: rows.iter().map(|row| row.3).collect(),
                groups: (0..k).map(|group| format!("group {group}")).collect(),
                covariates: vec![Covariate {
                    name: "x".into(),
                    values: Values::Number(rows.iter().map(|row| f64::from(row.4)).collect()),
                }],
                strata: Some(Labels {
                    of: rows.iter().map(|row| row.5).collect(),
                    names: vec!["s".into(), "t".into()],
                }),
                ..Subjects::default()
            })
        },
    )
}

fn curves(subjects: &Subjects) -> Vec<GroupIncidence> {
    by_group(&survival(subjects))
}

fn gray(subjects: &Subjects, cause: u8) -> Result<Gray, NoGray> {
    let tests = gray_tests(&survival(subjects));
    tests.into_iter().find(|test| test.cause.code == cause).map_or(Err(NoGray::NoEvents), |test| test.test)
}

fn fit(subjects: &Subjects, model: &Model, cause: u8) -> Result<FineGray, NoFineGray> {
    fine_gray(&survival(subjects), model, cause, Censoring::Everybody)
}

/// Everything that the room says of one cause but its code, to the last bit.
fn said(subjects: &Subjects, cause: u8) -> String {
    let curves: Vec<_> = curves(subjects)
        .into_iter()
        .flat_map(|group| group.causes)
        .filter(|curve| curve.cause.code == cause)
        .map(|curve| (curve.cause.name, curve.n_risk, curve.n_event, curve.estimate))
        .collect();
    let fit = fit(subjects, &by_group_and_number(), cause).map(|fit| {
        (fit.cause.name, fit.coefficients, fit.covariance, fit.loglik, fit.n_event, fit.n_competing)
    });
    format!("{curves:?} {:?} {fit:?}", gray(subjects, cause))
}

/// Which coefficients settle must not depend on rounding. Where several run away together, no direction is
/// theirs alone, so how far each came may.
fn same_fate(here: Fate, there: Fate) -> bool {
    (here == Fate::Settles) == (there == Fate::Settles)
}

/// Where both models have an estimate, they are the same; the others are missing in both.
fn same_model(here: &FineGray, there: &FineGray) {
    Quantity::LogLikelihood.assert("null", there.loglik_null, here.loglik_null);
    for (here, there) in here.coefficients.iter().zip(&there.coefficients) {
        assert!(same_fate(here.fate, there.fate), "{here:?} {there:?}");
        assert_eq!(here.estimate.is_some(), there.estimate.is_some());
        if let (Some(here), Some(there)) = (here.estimate, there.estimate) {
            Quantity::Coefficient.assert("coefficient", there.coef, here.coef);
            Quantity::StandardError.assert("error", there.se, here.se);
        }
    }
}

/// The subjects with these indices, in this order.
fn picked(subjects: &Subjects, rows: &[usize]) -> Subjects {
    let Some(Values::Number(numbers)) = subjects.covariates.first().map(|c| &c.values) else {
        panic!("a number")
    };
    let strata = subjects.strata.as_ref().expect("strata");
    Subjects {
        time: rows.iter().map(|&i| subjects.time[i]).collect(),
        entry: subjects.entry.as_ref().map(|entry| rows.iter().map(|&i| entry[i]).collect()),
        cause: rows.iter().map(|&i| subjects.cause[i]).collect(),
        group: rows.iter().map(|&i| subjects.group[i]).collect(),
        covariates: vec![Covariate {
            name: "x".into(),
            values: Values::Number(rows.iter().map(|&i| numbers[i]).collect()),
        }],
        strata: Some(Labels {
            of: rows.iter().map(|&i| strata.of[i]).collect(),
            names: strata.names.clone(),
        }),
        ..subjects.clone()
    }
}

fn in_order(subjects: Subjects) -> impl Strategy<Value = (Subjects, Vec<usize>)> {
    let order: Vec<usize> = (0..subjects.time.len()).collect();
    (Just(subjects), Just(order).prop_shuffle())
}

proptest! {
    #![proptest_config(config())]

    // --- What every curve looks like ---

    #[test]
    fn of_one_cause_it_is_one_minus_kaplan_meier(subjects in cohort(1..=3, 1, any::<bool>())) {
        let km = kaplan_meier::by_group(&sets(&subjects));
        for (group, km) in curves(&subjects).iter().zip(&km) {
            prop_assert_eq!((&group.time, &group.n_risk), (&km.time, &km.n_risk));
            prop_assert_eq!((&group.n_event, &group.n_censor), (&km.n_event, &km.n_censor));
            prop_assert_eq!(&group.surv, &km.surv);
            for (time, surv) in km.time.iter().zip(&km.surv) {
                let estimate = group.causes[0].at(*time).unwrap();
                prop_assert!((estimate.cif - (1.0 - surv)).abs() < 1e-12);
                prop_assert!((estimate.naive - (1.0 - surv)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn all_causes_and_none_add_up_to_one(subjects in cohort(1..=4, 3, any::<bool>())) {
        for group in curves(&subjects) {
            for (time, surv) in group.time.iter().zip(&group.surv) {
                let sum: f64 = group.causes.iter().map(|curve| curve.at(*time).unwrap().cif).sum();
                prop_assert!((sum + surv - 1.0).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn curves_rise_and_the_naive_ones_overstate(subjects in cohort(1..=4, 3, any::<bool>())) {
        let confidence = Confidence::new(0.95, ConfType::LogLog);
        for group in curves(&subjects) {
            for curve in &group.causes {
                let mut last = 0.0;
                for (time, estimate) in curve.time.iter().zip(&curve.estimate) {
                    prop_assert!(estimate.cif >= last && estimate.cif <= 1.0 + 1e-12);
                    prop_assert!(estimate.naive >= estimate.cif - 1e-12 && estimate.naive <= 1.0);
                    prop_assert!(estimate.variance >= 0.0);
                    if let Some((lower, upper)) = estimate.limits(&confidence) {
                        prop_assert!(lower <= estimate.cif && estimate.cif <= upper);
                    }
                    prop_assert_eq!(curve.at(*time), Some(*estimate));
                    last = estimate.cif;
                }
                let end = group.time.last().copied();
                prop_assert_eq!(curve.last_time, end);
                prop_assert_eq!(end.and_then(|end| curve.at(end.next_up())), None);
                if curve.time.first() > Some(&0.0) {
                    prop_assert_eq!(curve.at(0.0), Some(Estimate::default()));
                }
            }
        }
    }

    // --- Changes that say nothing new ---

    #[test]
    fn only_the_order_of_times_matters(subjects in cohort(1..=4, 3, any::<bool>())) {
        for change in [|time: f64| time * 365.25, |time: f64| time / 7.0, |time: f64| 3.0 * time + (time + 2.0).sqrt()] {
            let there = Subjects {
                time: subjects.time.iter().map(|&time| change(time)).collect(),
                entry: subjects.entry.as_ref().map(|entry| entry.iter().map(|&entry| change(entry)).collect()),
                ..subjects.clone()
            };
            for cause in 1..=3 {
                prop_assert_eq!(said(&subjects, cause), said(&there, cause));
            }
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (subjects, order) in cohort(1..=4, 3, any::<bool>()).prop_flat_map(in_order),
    ) {
        let there = picked(&subjects, &order);
        prop_assert_eq!(curves(&subjects), curves(&there));
        for cause in 1..=3 {
            prop_assert_eq!(gray(&subjects, cause), gray(&there, cause));
            match (fit(&subjects, &by_group_and_number(), cause), fit(&there, &by_group_and_number(), cause)) {
                (Ok(here), Ok(there)) => same_model(&here, &there),
                (here, there) => prop_assert_eq!(here.err(), there.err()),
            }
        }
    }

    /// Every number stays with the name of its cause, whatever code that has.
    #[test]
    fn another_order_of_causes_changes_nothing(
        (subjects, codes) in (cohort(1..=4, 3, any::<bool>()), Just(vec![1_u8, 2, 3]).prop_shuffle()),
    ) {
        let mut there = subjects.clone();
        there.cause.iter_mut().filter(|cause| **cause > 0).for_each(|cause| *cause = codes[usize::from(*cause) - 1]);
        for (name, &code) in subjects.causes.iter().zip(&codes) {
            there.causes[usize::from(code) - 1].clone_from(name);
        }
        for (cause, &code) in (1..=3).zip(&codes) {
            prop_assert_eq!(said(&subjects, cause), said(&there, code));
        }
    }

    /// Whether the events that compete have one code or two is no matter.
    #[test]
    fn who_competes_does_not_matter(subjects in cohort(1..=4, 3, any::<bool>())) {
        let mut there = subjects.clone();
        there.cause.iter_mut().for_each(|cause| *cause = (*cause).min(2));
        for (here, there) in curves(&subjects).iter().zip(&curves(&there)) {
            for (here, there) in here.causes[0].estimate.iter().zip(&there.causes[0].estimate) {
                prop_assert_eq!((here.cif, here.naive), (there.cif, there.naive));
                Quantity::IncidenceVariance.assert("variance", here.variance, there.variance);
            }
            for &time in &here.time {
                let apart = here.causes[1].at(time).unwrap().cif + here.causes[2].at(time).unwrap().cif;
                Quantity::Incidence.assert("sum", apart, there.causes[1].at(time).unwrap().cif);
            }
        }
        prop_assert_eq!(gray(&subjects, 1), gray(&there, 1));
        prop_assert_eq!(fit(&subjects, &BY_GROUP, 1), fit(&there, &BY_GROUP, 1));
    }

    #[test]
    fn splitting_a_row_leaves_the_curves(
        subjects in cohort(1..=3, 2, any::<bool>()),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 40),
    ) {
        let n = subjects.time.len();
        let mut entry = subjects.entry.clone().unwrap_or_else(|| vec![-1.0; n]);
        let mut split = Subjects { covariates: vec![], strata: None, ..subjects.clone() };
        for (i, cut) in (0..n).zip(&cuts) {
            let Some(share) = cut else { continue };
            let cut = (entry[i] + share * (split.time[i] - entry[i])).round();
            if entry[i] < cut && cut < split.time[i] && cut >= 0.0 {
                split.time.push(cut);
                split.cause.push(0);
                split.group.push(split.group[i]);
                entry.push(entry[i]);
                entry[i] = cut;
            }
        }
        split.entry = Some(entry);
        for (whole, split) in curves(&subjects).iter().zip(&curves(&split)) {
            prop_assert_eq!(&whole.causes, &split.causes);
        }
    }

    #[test]
    fn an_empty_group_changes_nothing(subjects in cohort(2..=4, 2, Just(false)), at in 0_u16..=4) {
        let k = subjects.groups.len();
        let at = usize::from(at).min(k);
        let mut with = subjects.clone();
        with.groups.insert(at, "nobody".into());
        with.group.iter_mut().filter(|group| usize::from(**group) >= at).for_each(|group| *group += 1);
        let mut found = curves(&with);
        let empty = found.remove(at);
        prop_assert!(empty.time.is_empty());
        prop_assert!(empty.causes.iter().all(|curve| curve.time.is_empty() && curve.at(0.0).is_none()));
        prop_assert_eq!(found, curves(&subjects));
        for cause in 1..=2 {
            match (gray(&subjects, cause), gray(&with, cause)) {
                (Ok(without), Ok(mut with)) => {
                    prop_assert_eq!((with.score.remove(at), with.observed.remove(at)), (0.0, 0.0));
                    prop_assert_eq!((&with.score, &with.observed), (&without.score, &without.observed));
                    prop_assert_eq!(with.df, without.df);
                    Quantity::Gray.assert("statistic", with.chi_sq, without.chi_sq);
                }
                (without, with) => prop_assert_eq!(without.err(), with.err()),
            }
            // An empty reference tells nothing of the others.
            match (fit(&subjects, &BY_GROUP, cause), fit(&with, &BY_GROUP, cause)) {
                (Ok(_), Ok(with)) if at == 0 => {
                    prop_assert!(with.coefficients.iter().all(|c| c.fate == Fate::Unknown));
                }
                (Ok(without), Ok(mut with)) => {
                    prop_assert_eq!(with.coefficients.remove(at - 1).fate, Fate::Unknown);
                    same_model(&without, &with);
                }
                (without, with) => prop_assert_eq!(without.err(), with.err()),
            }
        }
    }

    // --- What the tests and models come to where nothing competes ---

    /// The score is the log-rank test's; the variance is another estimate.
    #[test]
    fn without_competing_events_gray_has_the_score_of_the_log_rank_test(subjects in cohort(2..=4, 1, Just(false))) {
        let subjects = Subjects { strata: None, ..subjects };
        if let (Ok(gray), Ok(test)) = (gray(&subjects, 1), log_rank(&sets(&subjects))) {
            prop_assert_eq!(&gray.observed, &test.observed);
            for ((score, observed), expected) in gray.score.iter().zip(&test.observed).zip(&test.expected) {
                prop_assert!((score - (observed - expected)).abs() < 1e-12);
            }
        }
    }

    /// Coefficients, likelihood and fates; each has its own way to find out what runs away.
    #[test]
    fn without_competing_events_fine_gray_is_cox(subjects in cohort(2..=4, 1, Just(false))) {
        let (cox, fit) = (fit_groups(&sets(&subjects), 0, Ties::Breslow), fit(&subjects, &BY_GROUP, 1));
        if let (Ok(cox), Ok(fit)) = (&cox, &fit) {
            agrees_with_cox(fit, cox);
        } else {
            prop_assert_eq!(cox.is_ok(), fit.is_ok());
        }
    }

    /// Where everybody is followed to the end, those who had a competing event stay at risk to the end.
    #[test]
    fn without_censoring_fine_gray_is_cox_of_those_who_stay(subjects in cohort(2..=4, 2, Just(false))) {
        let mut whole = subjects;
        for i in 0..whole.time.len() {
            if whole.cause[i] == 0 {
                whole.time[i] = 100_001.0;
            }
        }
        let mut stay = whole.clone();
        for i in (0..stay.time.len()).filter(|&i| whole.cause[i] == 2) {
            (stay.time[i], stay.cause[i]) = (100_001.0, 0);
        }
        let (cox, fit) = (fit_groups(&sets(&stay), 0, Ties::Breslow), fit(&whole, &BY_GROUP, 1));
        if let (Ok(cox), Ok(fit)) = (&cox, &fit) {
            agrees_with_cox(fit, cox);
        } else {
            prop_assert_eq!(cox.is_ok(), fit.is_ok());
        }
    }

    /// Everybody twice, told that the two belong together, is everybody once.
    #[test]
    fn copies_in_clusters_add_nothing(subjects in cohort(2..=3, 2, Just(false)), by_group in any::<bool>()) {
        let n = subjects.time.len();
        let rows: Vec<usize> = (0..n).chain(0..n).collect();
        let cluster = Some(rows.iter().map(|&i| i as u32 * 7 % 64).collect());
        let twice = Subjects { cluster, ..picked(&subjects, &rows) };
        let censoring = if by_group { Censoring::EachGroup } else { Censoring::Everybody };
        let fit = |subjects: &Subjects| fine_gray(&survival(subjects), &by_group_and_number(), 1, censoring);
        match (fit(&subjects), fit(&twice)) {
            (Ok(once), Ok(twice)) => {
                for (once, twice) in once.coefficients.iter().zip(&twice.coefficients) {
                    prop_assert!(same_fate(once.fate, twice.fate));
                    prop_assert_eq!(once.estimate.is_some(), twice.estimate.is_some());
                    if let (Some(once), Some(twice)) = (once.estimate, twice.estimate) {
                        Quantity::Coefficient.assert("coefficient", twice.coef, once.coef);
                        Quantity::StandardError.assert("error", twice.se, once.se);
                    }
                }
            }
            (once, twice) => prop_assert_eq!(once.err(), twice.err()),
        }
    }

    /// Another unit of a covariate divides its coefficient and error, and nothing else.
    #[test]
    fn the_unit_of_a_covariate_scales_its_coefficient(subjects in cohort(2..=3, 2, Just(false))) {
        let mut there = subjects.clone();
        if let Values::Number(numbers) = &mut there.covariates[0].values {
            numbers.iter_mut().for_each(|x| *x = 1000.0 + 60.0 * *x);
        }
        let model = by_group_and_number();
        if let (Ok(here), Ok(there)) = (fit(&subjects, &model, 1), fit(&there, &model, 1)) {
            let column = here.coefficients.len() - 1;
            for (k, (here, there)) in here.coefficients.iter().zip(&there.coefficients).enumerate() {
                prop_assert!(same_fate(here.fate, there.fate));
                prop_assert_eq!(here.estimate.is_some(), there.estimate.is_some());
                if let (Some(here), Some(there)) = (here.estimate, there.estimate) {
                    let unit = if k == column { 60.0 } else { 1.0 };
                    Quantity::Coefficient.assert("coefficient", there.coef * unit, here.coef);
                    Quantity::StandardError.assert("error", there.se * unit, here.se);
                }
            }
        }
    }

    // --- Twins ---

    #[test]
    fn curves_have_a_twin(subjects in cohort(1..=3, 3, any::<bool>())) {
        for (group, curves) in curves(&subjects).iter().enumerate() {
            let people = people(&subjects, |i| usize::from(subjects.group[i]) == group);
            for curve in &curves.causes {
                incidence_twin(&people, curve);
            }
        }
    }

    #[test]
    fn gray_has_a_twin(subjects in cohort(2..=4, 3, Just(false)), stratified in any::<bool>()) {
        let mut subjects = subjects;
        if !stratified {
            subjects.strata = None;
        }
        for cause in 1..=3 {
            let Ok(test) = gray(&subjects, cause) else { continue };
            let (score, covariance) = gray_twin(&subjects, cause);
            Quantity::Gray.assert_all("score", &test.score, &score);
            for (i, row) in covariance.iter().enumerate() {
                for (j, value) in row.iter().enumerate() {
                    let close = (test.covariance[(i, j)] - value).abs() <= 1e-10 * (1.0 + value.abs());
                    prop_assert!(close, "{i} {j}: {} {value}", test.covariance[(i, j)]);
                }
            }
        }
    }

    #[test]
    fn fine_gray_has_a_twin(subjects in cohort(2..=3, 2, Just(false)), by_group in any::<bool>()) {
        let censoring = if by_group { Censoring::EachGroup } else { Censoring::Everybody };
        let Ok(fit) = fine_gray(&survival(&subjects), &by_group_and_number(), 1, censoring) else { return Ok(()) };
        let estimates: Option<Vec<_>> = fit.coefficients.iter().map(|c| c.estimate).collect();
        let Some(estimates) = estimates else { return Ok(()) };
        let coef: Vec<f64> = estimates.iter().map(|estimate| estimate.coef).collect();
        let twin = FineGrayTwin::new(&subjects, by_group);
        Quantity::LogLikelihood.assert("null", fit.loglik_null, twin.loglik(&vec![0.0; coef.len()]));
        Quantity::LogLikelihood.assert("loglik", fit.loglik, twin.loglik(&coef));
        // At the top: no step leads up, and the score is 0.
        let (score, information, meat) = twin.at(&coef);
        for (k, score) in score.iter().enumerate() {
            Quantity::Score.assert("score", *score, 0.0);
            // A V A = the sum of squares of the influences.
            for l in 0..coef.len() {
                let mut product = 0.0;
                for (a, row) in information.iter().enumerate() {
                    for (b, other) in information.iter().enumerate() {
                        product += row[k] * fit.covariance[(a, b)] * other[l];
                    }
                }
                let size = (meat[k][k] * meat[l][l]).sqrt();
                prop_assert!((product - meat[k][l]).abs() <= 1e-7 * size + 1e-10, "{product} {}", meat[k][l]);
            }
        }
    }
}

/// Coefficients, likelihood, and which coefficients there are. (Where there are none, the arrows of
/// groups that Cox goes by know better than a general rule which run away and which are unknown.)
fn agrees_with_cox(fit: &FineGray, cox: &riskset::cox::GroupCox) {
    Quantity::LogLikelihood.assert("null", fit.loglik_null, cox.loglik_null);
    assert!((fit.loglik - cox.loglik).abs() < 1e-9);
    for (fit, cox) in fit.coefficients.iter().zip(&cox.coefficients) {
        assert!(same_fate(fit.fate, cox.fate), "{fit:?} {cox:?}");
        let opposite = [(Fate::RunsUp, Fate::RunsDown), (Fate::RunsDown, Fate::RunsUp)];
        assert!(!opposite.contains(&(fit.fate, cox.fate)), "{fit:?} {cox:?}");
        if let Some(estimate) = fit.estimate {
            Quantity::Coefficient.assert("coefficient", estimate.coef, cox.coef);
        }
    }
}

/// One subject, watched over `(entry, time]`.
#[derive(Debug, Clone, Copy)]
struct Person {
    entry: f64,
    time: f64,
    cause: u8,
    group: usize,
    x: f64,
}

fn people(subjects: &Subjects, keep: impl Fn(usize) -> bool) -> Vec<Person> {
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

fn count(people: &[Person], condition: impl Fn(&Person) -> bool) -> f64 {
    people.iter().filter(|person| condition(person)).count() as f64
}

fn at_risk(people: &[Person], t: f64) -> f64 {
    count(people, |p| p.entry < t && t <= p.time)
}

/// The distinct times of those who meet a condition, ascending.
fn times(people: &[Person], condition: impl Fn(&Person) -> bool) -> Vec<f64> {
    let mut times: Vec<f64> = people.iter().filter(|p| condition(p)).map(|person| person.time).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

/// Probability of no event (whose causes `of` says yes to) up to `t`, `t` counted in or not.
fn surv_twin(people: &[Person], t: f64, with_t: bool, of: impl Fn(u8) -> bool) -> f64 {
    let before = |&u: &f64| u < t || (with_t && u == t);
    let share = |u: f64| 1.0 - count(people, |p| p.time == u && of(p.cause)) / at_risk(people, u);
    times(people, |p| of(p.cause)).iter().filter(|u| before(u)).map(|&u| share(u)).product()
}

/// The cumulative incidence of `cause` at `t`, `t` counted in or not.
fn cif_twin(people: &[Person], cause: u8, t: f64, with_t: bool) -> f64 {
    let before = |&u: &f64| u < t || (with_t && u == t);
    let rise = |u: f64| {
        let d = count(people, |p| p.time == u && p.cause == cause);
        surv_twin(people, u, false, |cause| cause > 0) * d / at_risk(people, u)
    };
    times(people, |p| p.cause == cause).iter().filter(|u| before(u)).map(|&u| rise(u)).sum()
}

fn tied(n: f64, d: f64) -> f64 {
    if d > 1.0 { (n - d) / (n - 1.0) } else { 1.0 }
}

/// Aalen's sum, term by term.
fn variance_twin(people: &[Person], cause: u8, t: f64) -> f64 {
    let here = cif_twin(people, cause, t, true);
    let mut sum = 0.0;
    for u in times(people, |p| p.cause > 0).into_iter().filter(|&u| u <= t) {
        let n = at_risk(people, u);
        let own = count(people, |p| p.time == u && p.cause == cause);
        let other = count(people, |p| p.time == u && p.cause > 0 && p.cause != cause);
        let (before, after) =
            (surv_twin(people, u, false, |cause| cause > 0), surv_twin(people, u, true, |cause| cause > 0));
        let share = if after > 0.0 { (here - cif_twin(people, cause, u, true)) / after } else { 0.0 };
        let weight = before * before / (n * n);
        sum += weight
            * ((1.0 - share) * (1.0 - share) * own * tied(n, own) + share * share * other * tied(n, other));
    }
    sum
}

fn incidence_twin(people: &[Person], curve: &Incidence) {
    let cause = curve.cause.code;
    assert_eq!(curve.time, times(people, |p| p.cause == cause));
    for (i, &t) in curve.time.iter().enumerate() {
        assert_eq!(f64::from(curve.n_risk[i]), at_risk(people, t));
        assert_eq!(f64::from(curve.n_event[i]), count(people, |p| p.time == t && p.cause == cause));
        Quantity::Incidence.assert("cif", curve.estimate[i].cif, cif_twin(people, cause, t, true));
        let naive = 1.0 - surv_twin(people, t, true, |c| c == cause);
        Quantity::Incidence.assert("naive", curve.estimate[i].naive, naive);
        Quantity::IncidenceVariance.assert(
            "variance",
            curve.estimate[i].variance,
            variance_twin(people, cause, t),
        );
    }
}

/// Score and covariance as the module of the test has them, term by term, stratum by stratum.
fn gray_twin(subjects: &Subjects, cause: u8) -> (Vec<f64>, Vec<Vec<f64>>) {
    let k = subjects.groups.len();
    let (mut score, mut covariance) = (vec![0.0; k], vec![vec![0.0; k]; k]);
    for stratum in 0..2 {
        let of = |i: usize| subjects.strata.as_ref().map_or(0, |strata| strata.of[i]);
        let people = people(subjects, |i| of(i) == stratum);
        gray_stratum_twin(&people, cause, &mut score, &mut covariance);
    }
    (score, covariance)
}

/// A term of the covariance: `a`, `c` at its time, `q` and `m` for one group.
struct Term {
    a: Vec<f64>,
    c: Vec<f64>,
    group: usize,
    q: f64,
    m: f64,
}

fn gray_stratum_twin(people: &[Person], cause: u8, score: &mut [f64], covariance: &mut [Vec<f64>]) {
    let k = score.len();
    let of_group = |g: usize| people.iter().filter(|p| p.group == g).copied().collect::<Vec<_>>();
    let groups: Vec<Vec<Person>> = (0..k).map(of_group).collect();
    let any = |cause: u8| cause > 0;
    let (mut pooled, mut c, mut terms) = (0.0, vec![vec![0.0; k]; k], Vec::new());
    for t in times(people, |p| p.cause > 0) {
        let n: Vec<f64> = groups.iter().map(|group| at_risk(group, t)).collect();
        let before: Vec<f64> = groups.iter().map(|group| surv_twin(group, t, false, any)).collect();
        let after: Vec<f64> = (0..k)
            .map(|g| {
                let left = n[g] - count(&groups[g], |p| p.time == t && p.cause > 0);
                if left == 0.0 { 0.0 } else { surv_twin(&groups[g], t, true, any) }
            })
            .collect();
        let own: Vec<f64> =
            groups.iter().map(|group| count(group, |p| p.time == t && p.cause == cause)).collect();
        let other: Vec<f64> = groups
            .iter()
            .map(|group| count(group, |p| p.time == t && p.cause > 0 && p.cause != cause))
            .collect();
        let h: Vec<f64> = (0..k).map(|g| if n[g] > 0.0 { n[g] / before[g] } else { 0.0 }).collect();
        let (d, total): (f64, f64) = (own.iter().sum(), h.iter().sum());
        let r: Vec<f64> = (0..k).map(|g| h[g] * (1.0 - cif_twin(&groups[g], cause, t, false))).collect();
        if d > 0.0 {
            for g in 0..k {
                score[g] += own[g] - d * r[g] / r.iter().sum::<f64>();
            }
            let a = |i: usize, j: usize| h[i] * (f64::from(u8::from(i == j)) - h[j] / total);
            if h.iter().filter(|&&h| h > 0.0).count() > 1 {
                for (i, row) in c.iter_mut().enumerate() {
                    for (j, cell) in row.iter_mut().enumerate() {
                        *cell += a(i, j) * d / (total * (1.0 - pooled));
                    }
                }
            }
            pooled += d / total;
            for g in (0..k).filter(|&g| n[g] > 0.0) {
                let q = if after[g] > 0.0 { 1.0 - (1.0 - pooled) / after[g] } else { 1.0 };
                let ties = if d > 1.0 { 1.0 - (d - 1.0) / (total * before[g] - 1.0) } else { 1.0 };
                let column = |from: &dyn Fn(usize) -> f64| (0..k).map(from).collect::<Vec<_>>();
                terms.push(Term {
                    a: column(&|i| a(i, g)),
                    c: column(&|i| c[i][g]),
                    group: g,
                    q,
                    m: ties * d / (total * h[g]),
                });
            }
        }
        for g in (0..k).filter(|&g| other[g] > 0.0 && after[g] > 0.0) {
            let q = (1.0 - pooled) / after[g];
            let m = before[g] * before[g] * other[g] * tied(n[g], other[g]) / (n[g] * n[g]);
            terms.push(Term { a: vec![0.0; k], c: (0..k).map(|i| c[i][g]).collect(), group: g, q, m });
        }
    }
    for term in terms {
        let w: Vec<f64> = (0..k).map(|i| term.a[i] + term.q * (c[i][term.group] - term.c[i])).collect();
        for i in 0..k {
            for j in 0..k {
                covariance[i][j] += w[i] * w[j] * term.m;
            }
        }
    }
}

/// The Fine-Gray model of cause 1 with every weight written out.
struct FineGrayTwin {
    people: Vec<Person>,
    x: Vec<Vec<f64>>,
    events: Vec<f64>,
    by_group: bool,
}

impl FineGrayTwin {
    fn new(subjects: &Subjects, by_group: bool) -> Self {
        let people = people(subjects, |_| true);
        let k = subjects.groups.len();
        let row =
            |p: &Person| (1..k).map(|g| f64::from(u8::from(p.group == g))).chain([p.x]).collect::<Vec<f64>>();
        FineGrayTwin {
            x: people.iter().map(row).collect(),
            events: times(&people, |p| p.cause == 1),
            people,
            by_group,
        }
    }

    fn alike(&self, group: usize) -> Vec<Person> {
        self.people.iter().filter(|p| !self.by_group || p.group == group).copied().collect()
    }

    /// Probability of not being censored before `t`.
    fn uncensored(&self, group: usize, t: f64) -> f64 {
        let people = self.alike(group);
        if people.iter().all(|p| p.time < t) { 0.0 } else { surv_twin(&people, t, false, |cause| cause == 0) }
    }

    fn weight(&self, i: usize, t: f64) -> f64 {
        let Person { time, cause, group, .. } = self.people[i];
        if t <= time {
            1.0
        } else if cause > 1 {
            self.uncensored(group, t) / self.uncensored(group, time)
        } else {
            0.0
        }
    }

    fn risk(&self, i: usize, coef: &[f64]) -> f64 {
        self.x[i].iter().zip(coef).map(|(x, b)| x * b).sum::<f64>().exp()
    }

    fn deaths(&self, t: f64) -> f64 {
        count(&self.people, |p| p.time == t && p.cause == 1)
    }

    fn total(&self, t: f64, coef: &[f64]) -> f64 {
        (0..self.people.len()).map(|i| self.weight(i, t) * self.risk(i, coef)).sum()
    }

    fn mean(&self, t: f64, coef: &[f64]) -> Vec<f64> {
        let sum = |k: usize| -> f64 {
            (0..self.people.len()).map(|i| self.weight(i, t) * self.risk(i, coef) * self.x[i][k]).sum()
        };
        (0..coef.len()).map(|k| sum(k) / self.total(t, coef)).collect()
    }

    fn loglik(&self, coef: &[f64]) -> f64 {
        let own = |i: usize| if self.people[i].cause == 1 { self.risk(i, coef).ln() } else { 0.0 };
        let all: f64 = self.events.iter().map(|&t| self.deaths(t) * self.total(t, coef).ln()).sum();
        (0..self.people.len()).map(own).sum::<f64>() - all
    }

    /// Score, information and the sum of squares of the influences.
    fn at(&self, coef: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let (p, n) = (coef.len(), self.people.len());
        let means: Vec<Vec<f64>> = self.events.iter().map(|&t| self.mean(t, coef)).collect();
        let totals: Vec<f64> = self.events.iter().map(|&t| self.total(t, coef)).collect();
        let (mut score, mut information, mut meat) =
            (vec![0.0; p], vec![vec![0.0; p]; p], vec![vec![0.0; p]; p]);
        // What subject i has of the integral of (x - xbar) w exp(xb) dL from the event time `from` on.
        let drift = |i: usize, k: usize, from: f64| -> f64 {
            let term = |(e, &t): (usize, &f64)| {
                let hazard = self.weight(i, t) * self.risk(i, coef) * self.deaths(t) / totals[e];
                if t >= from { (self.x[i][k] - means[e][k]) * hazard } else { 0.0 }
            };
            self.events.iter().enumerate().map(term).sum()
        };
        for (e, &t) in self.events.iter().enumerate() {
            for i in 0..n {
                let share = self.weight(i, t) * self.risk(i, coef) * self.deaths(t) / totals[e];
                for k in 0..p {
                    for (l, cell) in information[k].iter_mut().enumerate() {
                        *cell += share * (self.x[i][k] - means[e][k]) * (self.x[i][l] - means[e][l]);
                    }
                }
            }
        }
        for i in 0..n {
            let Person { time, cause, group, .. } = self.people[i];
            let event = self.events.iter().position(|&t| t == time && cause == 1);
            let alike = self.alike(group);
            let mut influence = vec![0.0; p];
            for k in 0..p {
                let own = event.map_or(0.0, |e| self.x[i][k] - means[e][k]);
                score[k] += own;
                let q = |u: f64| -> f64 {
                    let earlier = |j: &usize| {
                        let other = self.people[*j];
                        other.cause > 1 && other.time < u && (!self.by_group || other.group == group)
                    };
                    (0..n).filter(earlier).map(|j| drift(j, k, u)).sum()
                };
                influence[k] = own - drift(i, k, f64::NEG_INFINITY);
                if cause == 0 {
                    influence[k] += q(time) / at_risk(&alike, time);
                }
                for u in times(&alike, |p| p.cause == 0 && p.time <= time) {
                    let censored = count(&alike, |p| p.cause == 0 && p.time == u);
                    influence[k] -= q(u) * censored / at_risk(&alike, u) / at_risk(&alike, u);
                }
            }
            for k in 0..p {
                for l in 0..p {
                    meat[k][l] += influence[k] * influence[l];
                }
            }
        }
        (score, information, meat)
    }
}
