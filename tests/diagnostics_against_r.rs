//! Holds the diagnostics of Cox models to R: tests of proportional hazards and their picture, residuals, baseline
//! hazards, predicted and adjusted curves. The numbers are those of `tests/reference/rooms/diagnostics.R`
//! (survival 3.5-3); coefficients and their covariance come from there too, so that nothing but the diagnostics is judged.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture::{self, Fixture, MadeWith};
use common::judge::Judge;
use common::survival;
use common::tolerance::Quantity;
use riskset::cox::ChiSquareTest;
use riskset::cox::adjusted::{Method, at_means, standardised};
use riskset::cox::baseline::Baseline;
use riskset::cox::design::{Design, Model};
use riskset::cox::likelihood::Ties;
use riskset::cox::ph_plot::{POINTS, ph_residuals};
use riskset::cox::ph_test::{PhTest, Transform, ph_test, ph_test_groups};
use riskset::cox::residuals::{deviance, dfbeta, dfbetas, martingale, scaled_schoenfeld, schoenfeld, score};
use riskset::data::{Covariate, Labels, Subjects, Survival, Values};
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::math::symmetric::Matrix;
use riskset::risk_set::RiskSets;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    name: String,
    made_with: MadeWith,
    data: Vec<Data>,
    models: Vec<Reference>,
    groups_only: Vec<GroupsOnly>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    name: String,
    time: Vec<f64>,
    status: Vec<u8>,
    entry: Option<Vec<f64>>,
    strata: Option<Category>,
    covariates: Vec<Column>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Category {
    of: Vec<u16>,
    names: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    name: String,
    values: Vec<f64>,
    names: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    data: String,
    ties: String,
    coef: Vec<f64>,
    covariance: Vec<Vec<f64>>,
    zph: Vec<Zph>,
    adjusted: Option<Adjusted>,
    points: Option<Vec<Points>>,
    residuals: Option<Residuals>,
    predictions: Option<Predictions>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupsOnly {
    fixture: String,
    ties: String,
    coef: Vec<f64>,
    zph: Vec<Zph>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Zph {
    transform: Transform,
    columns: Vec<Test>,
    terms: Vec<Test>,
    global: Test,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    chi_sq: f64,
    df: usize,
    p: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    transform: Transform,
    x: Vec<f64>,
    grid: Vec<f64>,
    variance: Vec<f64>,
    y: Vec<Vec<Option<f64>>>,
    curves: Vec<Option<Curve>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Curve {
    fit: Vec<f64>,
    se: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Residuals {
    martingale: Vec<f64>,
    deviance: Vec<f64>,
    score: Vec<Vec<f64>>,
    schoenfeld: Vec<Vec<f64>>,
    scaled_schoenfeld: Vec<Vec<f64>>,
    dfbeta: Vec<Vec<f64>>,
    dfbetas: Vec<Vec<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Predictions {
    baseline: Vec<Hazard>,
    curves: Vec<Predicted>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hazard {
    time: Vec<f64>,
    n_risk: Vec<f64>,
    n_event: Vec<f64>,
    cum_haz: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Predicted {
    row: usize,
    stratum: usize,
    surv: Vec<f64>,
    cum_haz: Vec<f64>,
    se: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Adjusted {
    at_means: Option<Vec<AtMeans>>,
    time: Vec<f64>,
    standardised: Vec<Vec<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AtMeans {
    surv: Vec<f64>,
    se: Vec<f64>,
}

fn room() -> Room {
    let path = fixture::root().join("tests/reference/rooms/diagnostics.json");
    let room: Room = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(
        (room.name.as_str(), room.made_with.script.as_str()),
        ("diagnostics", "tests/reference/rooms/diagnostics.R")
    );
    room
}

impl Data {
    fn survival(&self) -> Survival {
        let covariate = |column: &Column| Covariate {
            name: column.name.clone(),
            values: match &column.names {
                None => Values::Number(column.values.clone()),
                Some(names) => Values::Category(Labels {
                    of: column.values.iter().map(|&value| value as u16).collect(),
                    names: names.clone(),
                }),
            },
        };
        let strata = self.strata.as_ref();
        survival(&Subjects {
            time: self.time.clone(),
            entry: self.entry.clone(),
            cause: self.status.clone(),
            group: vec![0; self.time.len()],
            groups: vec!["all".into()],
            strata: strata.map(|strata| Labels { of: strata.of.clone(), names: strata.names.clone() }),
            covariates: self.covariates.iter().map(covariate).collect(),
            ..Subjects::default()
        })
    }

    fn design(&self) -> Design {
        let covariates = (0..self.covariates.len()).collect();
        let stratified = self.strata.is_some();
        let design = Design::new(&self.survival(), &Model { reference: None, covariates, stratified });
        assert_eq!(design.time, self.time, "{}: rows stand as in R", self.name);
        design
    }
}

/// Every model with its design: name and ties, reference, design, ties.
fn each_model(mut f: impl FnMut(&str, &Reference, &Design, Ties)) {
    let room = room();
    for model in &room.models {
        let data = room.data.iter().find(|data| data.name == model.data).unwrap();
        f(&format!("{} {}", model.data, model.ties), model, &data.design(), ties(&model.ties));
    }
}

fn ties(name: &str) -> Ties {
    if name == "efron" { Ties::Efron } else { Ties::Breslow }
}

fn matrix(rows: &[Vec<f64>]) -> Matrix {
    let mut matrix = Matrix::zeros(rows.len());
    for (i, row) in rows.iter().enumerate() {
        row.iter().enumerate().for_each(|(j, &cell)| matrix[(i, j)] = cell);
    }
    matrix
}

/// What the R script leaves of a long column.
fn thin<T: Copy>(values: &[T]) -> Vec<T> {
    values.iter().step_by((values.len() / 18).max(1)).copied().collect()
}

fn columns(judge: &mut Judge, quantity: Quantity, at: &str, ours: &[Vec<f64>], reference: &[Vec<f64>]) {
    judge.holds(format_args!("{at}: {} columns", ours.len()), ours.len() == reference.len());
    for (j, (ours, reference)) in ours.iter().zip(reference).enumerate() {
        judge.column(quantity, format_args!("{at} column {j}"), &thin(ours), reference);
    }
}

fn test(judge: &mut Judge, at: &str, ours: Option<&ChiSquareTest>, reference: &Test) {
    let Some(ours) = ours else { return judge.holds(format_args!("{at} is missing"), false) };
    judge.number(Quantity::Count, format_args!("{at} df"), ours.df as f64, reference.df as f64);
    judge.number(Quantity::PhTest, format_args!("{at} chi_sq"), ours.chi_sq, reference.chi_sq);
    judge.number(Quantity::PhPValue, format_args!("{at} p"), ours.p_value, reference.p);
}

fn tests(judge: &mut Judge, at: &str, ours: &PhTest, reference: &Zph) {
    let at = format!("{at} {}", ours.transform.name());
    for (kind, ours, reference) in
        [("column", &ours.columns, &reference.columns), ("term", &ours.terms, &reference.terms)]
    {
        judge.holds(format_args!("{at} {} {kind}s", ours.len()), ours.len() == reference.len());
        for (j, (ours, reference)) in ours.iter().zip(reference).enumerate() {
            test(judge, &format!("{at} {kind} {j}"), ours.as_ref(), reference);
        }
    }
    test(judge, &format!("{at} global"), Some(&ours.global), &reference.global);
}

#[test]
fn proportional_hazards() {
    let mut judge = Judge::default();
    each_model(|at, reference, design, ties| {
        for zph in &reference.zph {
            let ours = ph_test(design, &reference.coef, ties, zph.transform).unwrap();
            judge.holds(format_args!("{at}"), (ours.ties, ours.transform) == (ties, zph.transform));
            tests(&mut judge, at, &ours, zph);
        }
    });
    judge.finish(1_584);
}

/// The walk over the counts, and the general one over the rows, of the same models.
#[test]
fn proportional_hazards_of_groups() {
    let mut judge = Judge::default();
    for model in room().groups_only {
        let data = survival(&fixture::read::<Fixture>(&model.fixture).data.subjects());
        let ties = ties(&model.ties);
        let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![], stratified: false });
        for zph in &model.zph {
            let at = format!("{} {}", model.fixture, model.ties);
            let counted = ph_test_groups(&RiskSets::new(&data), 0, &model.coef, ties, zph.transform).unwrap();
            tests(&mut judge, &at, &counted, zph);
            tests(&mut judge, &at, &ph_test(&design, &model.coef, ties, zph.transform).unwrap(), zph);
        }
    }
    judge.finish(2_304);
}

#[test]
fn points_and_curves() {
    let mut judge = Judge::default();
    each_model(|at, reference, design, ties| {
        for points in reference.points.iter().flatten() {
            let ours = ph_residuals(design, &reference.coef, ties, points.transform).unwrap();
            let at = format!("{at} {}", points.transform.name());
            judge.column(Quantity::ScaledTime, format_args!("{at} x"), &thin(&ours.x), &points.x);
            judge.holds(format_args!("{at} terms"), ours.terms.len() == points.y.len());
            for (t, term) in ours.terms.iter().enumerate() {
                let at = format!("{at} term {t}");
                let variance = Some(points.variance[t]);
                judge.maybe(Quantity::Residual, format_args!("{at} variance"), term.variance, variance);
                let y = thin(&term.y);
                judge.holds(format_args!("{at} {} points", y.len()), y.len() == points.y[t].len());
                for (i, (&ours, &reference)) in y.iter().zip(&points.y[t]).enumerate() {
                    judge.maybe(Quantity::Residual, format_args!("{at} point {i}"), ours, reference);
                }
                let (curve, expected) = (ours.smooth(t), points.curves[t].as_ref());
                judge.holds(format_args!("{at} has a curve"), curve.is_some() == expected.is_some());
                let (Some(curve), Some(expected)) = (curve, expected) else { continue };
                assert_eq!(curve.x.len(), POINTS);
                judge.column(Quantity::ScaledTime, format_args!("{at} grid"), &thin(&curve.x), &points.grid);
                judge.column(Quantity::Smooth, format_args!("{at} fit"), &thin(&curve.fit), &expected.fit);
                judge.column(Quantity::Smooth, format_args!("{at} se"), &thin(&curve.se), &expected.se);
            }
        }
    });
    judge.finish(6_394);
}

#[test]
fn residuals() {
    let mut judge = Judge::default();
    each_model(|at, reference, design, ties| {
        let Some(expected) = &reference.residuals else { return };
        let covariance = matrix(&reference.covariance);
        let of_rows = martingale(design, &design.linear_predictor(&reference.coef), ties);
        let deviance = deviance(&of_rows, &design.event);
        let at_row = |name: &str| format!("{at} {name}");
        for (name, ours, expected) in [
            ("martingale", vec![of_rows], std::slice::from_ref(&expected.martingale)),
            ("deviance", vec![deviance], std::slice::from_ref(&expected.deviance)),
        ] {
            columns(&mut judge, Quantity::Residual, &at_row(name), &ours, expected);
        }
        let score = score(design, &reference.coef, ties).unwrap();
        let schoenfeld = schoenfeld(design, &reference.coef, ties).unwrap();
        let scaled = scaled_schoenfeld(&schoenfeld, &reference.coef, &covariance);
        judge.holds(format_args!("{at} rows with events"), schoenfeld.rows.len() == design.n_event());
        for (name, ours, expected) in [
            ("score", &score, &expected.score),
            ("dfbeta", &dfbeta(&score, &covariance), &expected.dfbeta),
            ("dfbetas", &dfbetas(&score, &covariance), &expected.dfbetas),
            ("schoenfeld", &schoenfeld.columns, &expected.schoenfeld),
            ("scaled_schoenfeld", &scaled.columns, &expected.scaled_schoenfeld),
        ] {
            columns(&mut judge, Quantity::Residual, &at_row(name), ours, expected);
        }
    });
    judge.finish(5_468);
}

#[test]
fn baseline_hazards_and_predicted_curves() {
    let mut judge = Judge::default();
    let confidence = Confidence::new(0.95, ConfType::Log);
    each_model(|at, reference, design, ties| {
        let Some(expected) = &reference.predictions else { return };
        let baseline = Baseline::new(design, &reference.coef, ties);
        judge.holds(format_args!("{at} strata"), baseline.strata.len() == expected.baseline.len());
        for (s, (ours, expected)) in baseline.strata.iter().zip(&expected.baseline).enumerate() {
            let floats = |counts: &[u32]| thin(counts).into_iter().map(f64::from).collect::<Vec<_>>();
            for (quantity, name, ours, expected) in [
                (Quantity::Time, "time", thin(&ours.time), &expected.time),
                (Quantity::Count, "n_risk", floats(&ours.n_risk), &expected.n_risk),
                (Quantity::Count, "n_event", floats(&ours.n_event), &expected.n_event),
                (Quantity::Predicted, "hazard", thin(&baseline.cum_haz(s)), &expected.cum_haz),
            ] {
                judge.column(quantity, format_args!("{at} stratum {s} {name}"), &ours, expected);
            }
        }
        for expected in &expected.curves {
            let values: Vec<f64> = design.columns.iter().map(|column| column.values[expected.row]).collect();
            let curve = baseline.predict(expected.stratum, &values, &matrix(&reference.covariance)).unwrap();
            let se = curve.var_log_surv.iter().map(|variance| variance.sqrt()).collect();
            let limits: Vec<(f64, f64)> = curve
                .surv
                .iter()
                .zip(&curve.var_log_surv)
                .map(|(&surv, &variance)| confidence.limits(surv, variance).unwrap())
                .collect();
            for (name, ours, expected) in [
                ("surv", curve.surv, &expected.surv),
                ("cum_haz", curve.cum_haz, &expected.cum_haz),
                ("se", se, &expected.se),
                ("lower", limits.iter().map(|limits| limits.0).collect(), &expected.lower),
                ("upper", limits.iter().map(|limits| limits.1).collect(), &expected.upper),
            ] {
                judge.column(Quantity::Predicted, format_args!("{at} {name}"), &thin(&ours), expected);
            }
        }
    });
    judge.finish(6_986);
}

#[test]
fn adjusted_curves() {
    let mut judge = Judge::default();
    each_model(|at, reference, design, ties| {
        let Some(expected) = &reference.adjusted else { return };
        let found = standardised(design, 0, &reference.coef, ties).unwrap();
        judge.holds(format_args!("{at} kind"), found.method == Method::Standardised && found.all_times);
        judge.column(Quantity::Time, format_args!("{at} times"), &thin(&found.time), &expected.time);
        let curves: Vec<Vec<f64>> = found.curves.iter().map(|curve| curve.surv.clone()).collect();
        columns(
            &mut judge,
            Quantity::Adjusted,
            &format!("{at} standardised"),
            &curves,
            &expected.standardised,
        );
        let found = at_means(design, 0, &reference.coef, &matrix(&reference.covariance), ties);
        judge.holds(format_args!("{at} at means"), found.is_ok() == expected.at_means.is_some());
        let (Ok(found), Some(expected)) = (found, &expected.at_means) else { return };
        judge.holds(format_args!("{at} kind"), found.method == Method::AtMeans);
        judge.holds(format_args!("{at} groups"), found.curves.len() == expected.len());
        for (curve, expected) in found.curves.iter().zip(expected) {
            let at = format!("{at} at means {}", curve.name);
            judge.column(Quantity::Predicted, format_args!("{at} surv"), &thin(&curve.surv), &expected.surv);
            let variances = curve.var_log_surv.as_ref().unwrap();
            let se: Vec<f64> = thin(variances).iter().map(|variance| variance.sqrt()).collect();
            judge.column(Quantity::Predicted, format_args!("{at} se"), &se, &expected.se);
        }
    });
    judge.finish(2_015);
}
