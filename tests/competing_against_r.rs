//! Holds the room of competing risks to R: cmprsk's curves, variances, Gray's tests and Fine-Gray models.
//!
//! The numbers are those of `tests/reference/rooms/competing.json`. Every result is looked up by the name
//! of its cause, and each data set is read twice, with its causes listed in both orders.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture::root;
use common::judge::Judge;
use common::tolerance::{Quantity, says};
use riskset::competing::cumulative_incidence::{Incidence, by_group};
use riskset::competing::fine_gray::{Censoring, FineGray, fine_gray};
use riskset::competing::gray::{Gray, gray_tests};
use riskset::competing::{Cause, causes};
use riskset::cox::design::Model;
use riskset::cox::monotone::Fate;
use riskset::data::{Covariate, Labels, Subjects, Survival, Values};
use riskset::estimate::confidence::{ConfType, Confidence};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    made_with: MadeWith,
    sets: Vec<Set>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MadeWith {
    r: String,
    survival: String,
    cmprsk: String,
    boot: String,
    script: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    name: String,
    about: String,
    data: Data,
    curves: Vec<Curve>,
    gray: Vec<GrayRow>,
    fine_gray: Vec<FineGrayRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    time: Vec<f64>,
    cause: Vec<u8>,
    causes: Vec<String>,
    group: Vec<String>,
    levels: Vec<String>,
    entry: Option<Vec<f64>>,
    strata: Option<Vec<String>>,
    covariates: Vec<Column>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    name: String,
    number: Option<Vec<Option<f64>>>,
    category: Option<Vec<String>>,
    levels: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Curve {
    group: String,
    cause: String,
    time: Vec<f64>,
    n_risk: Vec<u32>,
    n_event: Vec<u32>,
    cif: Vec<f64>,
    variance: Vec<f64>,
    naive: Vec<f64>,
    lower: Vec<Option<f64>>,
    upper: Vec<Option<f64>>,
    at: At,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct At {
    time: Vec<f64>,
    cif: Vec<Option<f64>>,
    variance: Vec<Option<f64>>,
    naive: Vec<Option<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrayRow {
    cause: String,
    stratified: bool,
    statistic: f64,
    df: usize,
    p: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FineGrayRow {
    cause: String,
    groups: bool,
    covariates: Vec<String>,
    by_group: bool,
    names: Vec<String>,
    n: usize,
    n_event: usize,
    n_competing: usize,
    coef: Vec<f64>,
    se: Vec<f64>,
    z: Vec<f64>,
    p: Vec<f64>,
    variance: Vec<Vec<f64>>,
    loglik_null: f64,
    loglik: f64,
}

fn room() -> Room {
    let path = root().join("tests/reference/rooms/competing.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn set(name: &str) -> Set {
    room().sets.into_iter().find(|set| set.name == name).expect("a data set")
}

fn labels(of: &[String], names: &[String]) -> Labels {
    let index = |name: &String| names.iter().position(|n| n == name).expect("a level") as u16;
    Labels { of: of.iter().map(index).collect(), names: names.to_vec() }
}

impl Column {
    fn values(&self) -> Values {
        match (&self.number, &self.category, &self.levels) {
            (Some(numbers), None, None) => {
                Values::Number(numbers.iter().map(|number| number.unwrap_or(f64::NAN)).collect())
            }
            (None, Some(category), Some(levels)) => Values::Category(labels(category, levels)),
            _ => panic!("{}: a number or a category", self.name),
        }
    }
}

impl Data {
    /// The data with the causes in the order listed, or in the other.
    fn survival(&self, turned: bool, stratified: bool) -> Survival {
        let k = self.causes.len() as u8;
        let turn = |cause: u8| if turned && cause > 0 { k + 1 - cause } else { cause };
        let mut names = self.causes.clone();
        if turned {
            names.reverse();
        }
        let groups = labels(&self.group, &self.levels);
        let mut strata_names = self.strata.clone().unwrap_or_default();
        strata_names.sort();
        strata_names.dedup();
        let strata = self.strata.as_ref().filter(|_| stratified);
        let covariate = |column: &Column| Covariate { name: column.name.clone(), values: column.values() };
        Survival::new(Subjects {
            time: self.time.clone(),
            entry: self.entry.clone(),
            cause: self.cause.iter().map(|&cause| turn(cause)).collect(),
            causes: names,
            group: groups.of,
            groups: groups.names,
            strata: strata.map(|strata| labels(strata, &strata_names)),
            covariates: self.covariates.iter().map(covariate).collect(),
            ..Subjects::default()
        })
        .expect("sound subjects")
    }

    fn model(&self, groups: bool, covariates: &[String]) -> Model {
        let place =
            |name: &String| self.covariates.iter().position(|c| c.name == *name).expect("a covariate");
        Model {
            reference: groups.then_some(0),
            covariates: covariates.iter().map(place).collect(),
            stratified: false,
        }
    }
}

fn named(data: &Survival, name: &str) -> Cause {
    causes(data).into_iter().find(|cause| cause.name == name).expect("a cause")
}

#[test]
fn the_versions_are_those_of_the_conventions() {
    let Room { made_with: MadeWith { r, survival, cmprsk, boot, script }, sets } = room();
    assert!(r.starts_with("R version 4.2.2"), "{r}");
    assert_eq!((survival.as_str(), cmprsk.as_str()), ("3.5.3", "2.2.11"));
    println!("boot {boot}, {script}");
    sets.iter().for_each(|set| println!("{}: {}", set.name, set.about));
}

#[test]
fn curves() {
    let mut judge = Judge::default();
    for (set, turned) in room().sets.iter().flat_map(|set| [(set, false), (set, true)]) {
        let data = set.data.survival(turned, false);
        let groups = by_group(&data);
        let mut with_events = 0;
        for curve in &set.curves {
            let at = format!("{} {} {}", set.name, curve.group, curve.cause);
            let group = set.data.levels.iter().position(|level| *level == curve.group).expect("a group");
            let ours = groups[group].causes.iter().find(|ours| ours.cause.name == curve.cause);
            curve_holds(&mut judge, &at, ours.expect("a cause"), curve, is_over(set, curve));
            with_events += 1;
        }
        let ours = groups.iter().flat_map(|group| &group.causes).filter(|curve| curve.total_events() > 0);
        judge.holds(format_args!("{}: every curve with events", set.name), ours.count() == with_events);
        let total: u64 = groups.iter().flat_map(|group| &group.causes).map(Incidence::total_events).sum();
        let events = set.data.cause.iter().filter(|&&cause| cause > 0).count();
        judge.holds(format_args!("{}: every event", set.name), total == events as u64);
    }
    judge.finish(16_750);
}

/// Whether at the last event of the group everybody at risk had one, by R's counts: nothing can change any more.
fn is_over(set: &Set, of: &Curve) -> bool {
    let group = || set.curves.iter().filter(|curve| curve.group == of.group);
    let last = group().filter_map(|curve| curve.time.last()).copied().fold(0.0, f64::max);
    let there = || group().filter(|curve| curve.time.last() == Some(&last));
    let events: u32 = there().filter_map(|curve| curve.n_event.last()).sum();
    there().filter_map(|curve| curve.n_risk.last()).any(|&n_risk| n_risk == events)
}

fn curve_holds(judge: &mut Judge, at: &str, ours: &Incidence, curve: &Curve, over: bool) {
    judge.holds(format_args!("{at}: whether it stays"), ours.stays == over);
    let confidence = Confidence::new(0.95, ConfType::LogLog);
    judge.column(Quantity::Time, format_args!("{at} time"), &ours.time, &curve.time);
    judge.holds(
        format_args!("{at}: counts"),
        (&ours.n_risk, &ours.n_event) == (&curve.n_risk, &curve.n_event),
    );
    for (i, estimate) in ours.estimate.iter().enumerate() {
        let at = format!("{at} [{i}]");
        judge.number(Quantity::Incidence, format_args!("{at} cif"), estimate.cif, curve.cif[i]);
        judge.number(
            Quantity::IncidenceVariance,
            format_args!("{at} var"),
            estimate.variance,
            curve.variance[i],
        );
        judge.number(Quantity::Incidence, format_args!("{at} naive"), estimate.naive, curve.naive[i]);
        let (lower, upper) = estimate.limits(&confidence).unzip();
        judge.maybe(Quantity::Limit, format_args!("{at} lower"), lower, curve.lower[i]);
        judge.maybe(Quantity::Limit, format_args!("{at} upper"), upper, curve.upper[i]);
    }
    for (i, &time) in curve.at.time.iter().enumerate() {
        // cuminc has nothing beyond the last follow-up; where nobody is left the last step is known to stay.
        let after = over && ours.last_time.is_some_and(|last| time > last);
        let (ours, at) = (ours.at(time), format!("{at} at {time}"));
        if after {
            let last = curve.time.len() - 1;
            let found = ours.expect("it stays");
            judge.number(Quantity::Incidence, format_args!("{at} stays"), found.cif, curve.cif[last]);
            continue;
        }
        judge.maybe(Quantity::Incidence, format_args!("{at}"), ours.map(|e| e.cif), curve.at.cif[i]);
        judge.maybe(
            Quantity::IncidenceVariance,
            format_args!("{at}"),
            ours.map(|e| e.variance),
            curve.at.variance[i],
        );
        judge.maybe(Quantity::Incidence, format_args!("{at}"), ours.map(|e| e.naive), curve.at.naive[i]);
    }
}

fn gray_of(data: &Survival, cause: &str) -> Gray {
    let tests = gray_tests(data);
    let of_cause = tests.into_iter().find(|test| test.cause.name == cause).expect("a cause");
    of_cause.test.expect("a test")
}

#[test]
fn gray() {
    let mut judge = Judge::default();
    for (set, turned) in room().sets.iter().flat_map(|set| [(set, false), (set, true)]) {
        for row in &set.gray {
            let at = format!("{} {} {}", set.name, row.cause, row.stratified);
            let test = gray_of(&set.data.survival(turned, row.stratified), &row.cause);
            judge.number(Quantity::Gray, format_args!("{at}"), test.chi_sq, row.statistic);
            judge.holds(format_args!("{at}: df"), test.df == row.df);
            judge.number(Quantity::GrayPValue, format_args!("{at}"), test.p_value, row.p);
        }
    }
    judge.finish(84);
}

fn fit(set: &Set, row: &FineGrayRow, turned: bool) -> FineGray {
    let data = set.data.survival(turned, false);
    let censoring = if row.by_group { Censoring::EachGroup } else { Censoring::Everybody };
    let model = set.data.model(row.groups, &row.covariates);
    let fit = fine_gray(&data, &model, named(&data, &row.cause).code, censoring).expect("a fit");
    assert_eq!((fit.cause.name.as_str(), fit.censoring), (row.cause.as_str(), censoring));
    fit
}

#[test]
fn fine_gray_models() {
    let mut judge = Judge::default();
    for (set, turned) in room().sets.iter().flat_map(|set| [(set, false), (set, true)]) {
        for (model, row) in set.fine_gray.iter().enumerate() {
            let at = format!("{} {model} {}", set.name, row.cause);
            model_holds(&mut judge, &at, &fit(set, row, turned), row);
        }
    }
    judge.finish(904);
}

fn model_holds(judge: &mut Judge, at: &str, fit: &FineGray, row: &FineGrayRow) {
    judge.holds(format_args!("{at}: converged"), fit.converged);
    judge.holds(
        format_args!("{at}: counts"),
        (fit.n, fit.n_event, fit.n_competing) == (row.n, row.n_event, row.n_competing),
    );
    let names: Vec<&String> = fit.coefficients.iter().map(|coefficient| &coefficient.name).collect();
    judge.holds(format_args!("{at}: columns"), names == row.names.iter().collect::<Vec<_>>());
    for (k, coefficient) in fit.coefficients.iter().enumerate() {
        let at = format!("{at} {}", coefficient.name);
        judge.holds(format_args!("{at} settles"), coefficient.fate == Fate::Settles);
        let estimate = coefficient.estimate.expect("an estimate");
        judge.number(Quantity::FineGray, format_args!("{at} coef"), estimate.coef, row.coef[k]);
        judge.number(Quantity::FineGrayError, format_args!("{at} se"), estimate.se, row.se[k]);
        judge.number(Quantity::FineGray, format_args!("{at} z"), estimate.z, row.z[k]);
        judge.number(Quantity::FineGrayPValue, format_args!("{at} p"), estimate.p_value, row.p[k]);
        for (l, &variance) in row.variance[k].iter().enumerate() {
            let ours = fit.covariance[(k, l)];
            judge.number(Quantity::FineGray, format_args!("{at} covariance {l}"), ours, variance);
        }
    }
    judge.number(Quantity::LogLikelihood, format_args!("{at} null"), fit.loglik_null, row.loglik_null);
    judge.number(Quantity::LogLikelihood, format_args!("{at} loglik"), fit.loglik, row.loglik);
}

/// The numbers that the project was given for monoclonal gammopathy: 1384 subjects.
#[test]
fn mgus2() {
    let set = set("mgus2");
    let data = set.data.survival(false, false);
    let groups = by_group(&data);
    let at_ten_years = |group: usize| groups[group].causes[0].at(120.0).unwrap().cif;
    says("0.07388566", at_ten_years(0));
    says("0.05531024", at_ten_years(1));
    says("1.194508", gray_of(&data, "pcm").chi_sq);
    says("11.651259", gray_of(&data, "death").chi_sq);
    let fit = fine_gray(&data, &set.data.model(true, &["age".into()]), 1, Censoring::Everybody).unwrap();
    let [male, age] = [0, 1].map(|at| fit.coefficients[at].estimate.unwrap());
    says("-0.01733815", age.coef);
    says("0.005737103", age.se);
    says("-0.26003824", male.coef);
    says("0.185681035", male.se);
}

/// A group without events of the cause has no ratio; the other groups' coefficients are those of a limit.
#[test]
fn a_group_without_events_of_the_cause() {
    let set = set("no_events_in_a_group");
    let data = set.data.survival(false, false);
    let fit = fine_gray(&data, &set.data.model(true, &[]), 1, Censoring::Everybody).unwrap();
    let fates: Vec<Fate> = fit.coefficients.iter().map(|coefficient| coefficient.fate).collect();
    assert_eq!(fates, [Fate::Settles, Fate::Settles, Fate::RunsDown]);
    assert!(fit.converged && fit.coefficients[2].estimate.is_none());
    assert_eq!(gray_of(&data, "first").df, 3);
}

/// The samples made with the fixture are the same data: time and cause, row by row.
#[test]
fn the_samples_are_the_data() {
    for (file, name, time, event) in [("6-mgus2.csv", "mgus2", 1, 2), ("7-melanoma.csv", "melanoma", 0, 1)] {
        let text = std::fs::read_to_string(root().join("www/samples").join(file)).expect("a sample");
        let Data { time: times, cause, causes, .. } = set(name).data;
        let mut rows = text.lines().skip_while(|line| line.starts_with('#')).skip(1);
        for (i, row) in rows.by_ref().take(times.len()).enumerate() {
            let cells: Vec<&str> = row.split(',').collect();
            let word = usize::from(cause[i]).checked_sub(1).map_or("censored", |at| causes[at].as_str());
            assert_eq!((cells[time].parse(), cells[event]), (Ok(times[i]), word), "{name} {i}");
        }
        assert_eq!(rows.next(), None);
    }
}
