//! Holds numbers of the report to R that come together only there: from the pasted text to the section.
//!
//! The numbers are those of `tests/reference/rooms/report.json`, made by `report.R` beside it.
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture;
use common::judge::Judge;
use common::tolerance::Quantity;
use riskset::cox::likelihood::Ties;
use riskset::data::{Roles, Sheet};
use riskset::report::details::Interval;
use riskset::report::details::model::ModelReport;
use riskset::report::export::{Text, write};
use riskset::report::shape::Maybe;
use riskset::report::{Options, Report, analyze};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    made_with: MadeWith,
    pairs: Model,
    alike: Model,
    curve: Curve,
    competing: Competing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MadeWith {
    r: String,
    survival: String,
    cmprsk: String,
    script: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    text: String,
    coef: Vec<f64>,
    se: Vec<f64>,
    loglik_null: f64,
    loglik: f64,
    score: f64,
    wald: f64,
    concordance: f64,
    concordance_se: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Curve {
    text: String,
    steps: Vec<Steps>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Steps {
    time: Vec<f64>,
    surv: Vec<f64>,
    std_err: Vec<Option<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Competing {
    text: String,
    incidences: Vec<Incidence>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Incidence {
    cause: String,
    arm: String,
    time: Vec<f64>,
    cif: Vec<f64>,
    se: Vec<f64>,
}

fn room() -> Room {
    let path = fixture::root().join("tests/reference/rooms/report.json");
    let room: Room = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(room.made_with.script, "tests/reference/rooms/report.R");
    let MadeWith { r, survival, cmprsk, .. } = &room.made_with;
    assert!(r.starts_with("R version") && !survival.is_empty() && !cmprsk.is_empty());
    room
}

fn report(text: &str, covariates: &[usize], ties: Ties) -> Report {
    let sheet = Sheet::read(text);
    let roles = Roles { covariates: covariates.to_vec(), ..sheet.guess() };
    let options = Options { ties: Some(ties), ..Options::default() };
    analyze(&sheet, &roles, &options).unwrap_or_else(|failure| panic!("{failure:?}")).0
}

fn model(report: &Report) -> &ModelReport {
    let section = &report.details.as_ref().unwrap().model;
    section.content.as_ref().unwrap_or_else(|| panic!("{:?}", section.reason))
}

fn judge_model(judge: &mut Judge, found: &ModelReport, expected: &Model) {
    let columns: Vec<_> = found.terms.iter().flat_map(|term| &term.columns).collect();
    assert_eq!(columns.len(), expected.coef.len());
    for (column, (coef, se)) in columns.iter().zip(expected.coef.iter().zip(&expected.se)) {
        let at = format_args!("{}", column.direction);
        judge.number(Quantity::CoefficientInErrors, at, column.coef.value.unwrap() / se, coef / se);
        judge.number(Quantity::StandardError, at, column.se.value.unwrap(), *se);
    }
    for (name, found, expected) in
        [("null", found.loglik_null, expected.loglik_null), ("top", found.loglik, expected.loglik)]
    {
        judge.number(Quantity::LogLikelihood, format_args!("{name}"), found, expected);
    }
    judge.number(
        Quantity::CoxTest,
        format_args!("score"),
        found.score.as_ref().unwrap().chi_sq,
        expected.score,
    );
    let wald = found.wald.as_ref().unwrap().chi_sq;
    judge.number(Quantity::CoxTest, format_args!("wald"), wald, expected.wald);
    let c = |maybe: Maybe| maybe.value.unwrap();
    judge.number(Quantity::Concordance, format_args!("C"), c(found.concordance), expected.concordance);
    let variance = |se: f64| se * se;
    let (ours, theirs) = (variance(c(found.concordance_se)), variance(expected.concordance_se));
    judge.number(Quantity::ConcordanceVariance, format_args!("C"), ours, theirs);
}

#[test]
fn pairs_of_exact_ties_have_a_model() {
    let (room, mut judge) = (room(), Judge::default());
    let report = report(&room.pairs.text, &[3, 4, 5], Ties::Exact);
    let found = model(&report);
    judge_model(&mut judge, found, &room.pairs);
    let profile = |column: &riskset::report::details::model::ColumnReport| {
        column.profile.lower.value.is_some() && column.profile.upper.value.is_some()
    };
    assert!(found.terms.iter().flat_map(|term| &term.columns).all(profile), "profile limits");
    judge.finish(14);
}

/// Both arms have the same times: the coefficient is 0, but for rounding, and nobody is told apart.
#[test]
fn a_coefficient_of_0_ties_everybody() {
    let (room, mut judge) = (room(), Judge::default());
    let report = report(&room.alike.text, &[], Ties::Exact);
    let found = model(&report);
    judge_model(&mut judge, found, &room.alike);
    assert_eq!((found.concordance.value, found.concordance_se.value), (Some(0.5), Some(0.0)));
    judge.finish(8);
}

#[test]
fn standard_errors_of_survival() {
    let (room, mut judge) = (room(), Judge::default());
    let report = report(&room.curve.text, &[], Ties::Efron);
    assert_eq!(report.groups.len(), room.curve.steps.len());
    for (group, expected) in report.groups.iter().zip(&room.curve.steps) {
        let at = format_args!("{}", group.name);
        judge.column(Quantity::Time, at, &group.curve.time, &expected.time);
        judge.column(Quantity::Survival, at, &group.curve.surv, &expected.surv);
        for (ours, theirs) in group.curve.se.iter().zip(&expected.std_err) {
            judge.maybe(Quantity::Variance, at, *ours, *theirs);
        }
    }
    let sheet = Sheet::read(&room.curve.text);
    let csv = write(Text::CurvesCsv, &sheet, &sheet.guess(), &Options::default()).unwrap();
    let se = room.curve.steps[0].std_err[0].unwrap();
    assert!(csv.lines().nth(1).unwrap().contains(&format!(",{se}")), "{csv}");
    judge.finish(27);
}

#[test]
fn standard_errors_of_incidences() {
    let (room, mut judge) = (room(), Judge::default());
    let sheet = Sheet::read(&room.competing.text);
    let roles =
        Roles { event_values: vec!["x".into()], competing_values: vec!["other".into()], ..sheet.guess() };
    let (report, _) = analyze(&sheet, &roles, &Options::default()).unwrap();
    let causes = report.details.as_ref().unwrap().competing.content.as_ref().unwrap();
    for expected in &room.competing.incidences {
        let code = if expected.cause == "x" { 1 } else { 2 };
        let cause = causes.causes.iter().find(|cause| cause.code == code).unwrap();
        let group = cause.groups.iter().find(|group| group.name == expected.arm).unwrap();
        let at = format_args!("{} {}", expected.cause, expected.arm);
        judge.column(Quantity::Time, at, &group.time, &expected.time);
        judge.column(Quantity::Incidence, at, &group.cif, &expected.cif);
        judge.column(Quantity::IncidenceVariance, at, &group.se, &expected.se);
    }
    judge.finish(36);
}

/// Freireich's trial has a maximum; the penalised estimate stands beside it (Heinze's coxphf has Breslow ties).
#[test]
fn firth_beside_a_maximum() {
    let text = include_str!("../www/samples/3-six-mp.csv");
    let sheet = Sheet::read(text);
    let options =
        Options { ties: Some(Ties::Breslow), reference: Some("placebo".into()), ..Options::default() };
    let (report, _) = analyze(&sheet, &sheet.guess(), &options).unwrap();
    let found = model(&report);
    assert!(found.has_maximum && found.wald.is_some());
    let [firth] = &found.firth.as_ref().unwrap().columns[..] else { panic!("{:?}", found.firth) };
    let Interval { value, lower, upper } = firth.hazard_ratio;
    let numbers = [firth.coef, firth.se, value, lower, upper].map(|number| number.value.unwrap());
    for (ours, printed) in numbers.into_iter().zip([-1.479338, 0.407350, 0.227788, 0.099034, 0.486310]) {
        assert!((ours - printed).abs() < 1e-6, "{ours} {printed}");
    }
    assert!(report.warnings.iter().all(|warning| warning.code != "firth"), "{:?}", report.warnings);
}

/// At 8 everybody of b has had the event, and half of a: R's variance of a, and 0.
#[test]
fn a_difference_from_nobody_left() {
    let room = room();
    let sheet = Sheet::read(&room.curve.text);
    let options = Options { milestones: Some(vec![8.0]), reference: Some("b".into()), ..Options::default() };
    let (report, _) = analyze(&sheet, &sheet.guess(), &options).unwrap();
    let estimates = report.details.as_ref().unwrap().estimates.content.as_ref().unwrap();
    let Interval { value, lower, upper } = estimates.milestones[0].difference[0].interval;
    let (surv, se) = (room.curve.steps[0].surv[3], room.curve.steps[0].std_err[3].unwrap());
    let z = 1.959_963_984_540_054;
    for (ours, expected) in [(value, surv), (lower, surv - z * se), (upper, surv + z * se)] {
        assert!((ours.value.unwrap() - expected).abs() < 1e-12, "{ours:?} {expected}");
    }
    assert!(estimates.milestones_note.as_ref().unwrap().contains("everybody in a group has had the event"));
}

/// With other events first no restricted mean is given, and that is the reason: there are people.
#[test]
fn the_reason_is_competing_events() {
    let room = room();
    let sheet = Sheet::read(&room.competing.text);
    let roles =
        Roles { event_values: vec!["x".into()], competing_values: vec!["other".into()], ..sheet.guess() };
    let (report, _) = analyze(&sheet, &roles, &Options::default()).unwrap();
    let value = serde_json::to_value(report.details.unwrap().estimates.content.unwrap()).unwrap();
    for place in [
        "/tau",
        "/groups/0/rmst/value",
        "/groups/1/rmst_se",
        "/groups/0/rmtl/lower",
        "/rmst_difference/0/value",
    ] {
        assert_eq!(value.pointer(place).unwrap()["reason"], "competing", "{place}");
    }
}
