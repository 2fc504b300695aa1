//! Holds the Cox regression of any covariates to R: coefficients, variances naive and robust, the tests, profile
//! likelihood limits, Firth's penalised fits.
//!
//! The numbers are those of `tests/reference/rooms/cox.json`, made by `cox.R` beside it (R 4.2.2, survival 3.5-3; Firth fits
//! written out there from the definition). `cargo test --test cox_against_r -- --nocapture` prints the counts and the largest
//! error of each quantity.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture::{self, MadeWith};
use common::judge::Judge;
use common::tolerance::Quantity;
use riskset::cox::design::{Design, Model};
use riskset::cox::firth::firth;
use riskset::cox::likelihood::Ties;
use riskset::cox::partial::PartialLikelihood;
use riskset::cox::profile::limits;
use riskset::cox::regression::{CoxFit, NoFit, Options, Wald, fit};
use riskset::cox::robust::robust;
use riskset::data::{Covariate, Labels, Subjects, Survival, Values};
use riskset::math::symmetric::Matrix;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    made_with: MadeWith,
    data: Vec<Set>,
    models: Vec<Fitted>,
    profiles: Vec<Profile>,
    firths: Vec<Penalised>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    name: String,
    time: Vec<f64>,
    status: Vec<u8>,
    entry: Option<Vec<f64>>,
    strata: Option<Vec<String>>,
    cluster: Option<Vec<u32>>,
    covariates: Vec<Given>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    name: String,
    number: Option<Vec<Option<f64>>>,
    levels: Option<Vec<String>>,
    category: Option<Vec<Option<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fitted {
    set: String,
    covariates: Vec<String>,
    ties: String,
    stratified: bool,
    n: usize,
    n_event: usize,
    coef: Vec<f64>,
    var: Vec<f64>,
    z: Vec<f64>,
    p: Vec<f64>,
    loglik_null: f64,
    loglik: f64,
    score: f64,
    wald: f64,
    lr: f64,
    robust: Option<Sandwich>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sandwich {
    n_clusters: usize,
    var: Vec<f64>,
    wald: f64,
    score: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    set: String,
    covariates: Vec<String>,
    ties: String,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Penalised {
    set: String,
    covariates: Vec<String>,
    ties: String,
    coef: Vec<f64>,
    se: Vec<f64>,
    lr: Vec<f64>,
    lr_all: f64,
    lower: Vec<Option<f64>>,
    upper: Vec<Option<f64>>,
}

/// Labels of texts, the names in this order, or sorted.
fn labels(of: &[Option<String>], names: Option<&[String]>) -> Labels {
    let mut sorted: Vec<String> = of.iter().flatten().cloned().collect();
    sorted.sort();
    sorted.dedup();
    let names = names.map_or(sorted, <[String]>::to_vec);
    let index = |text: &String| names.iter().position(|name| name == text).expect("a level") as u16;
    let of = of.iter().map(|text| text.as_ref().map_or(Values::MISSING, index)).collect();
    Labels { of, names }
}

impl Given {
    fn covariate(&self) -> Covariate {
        let values = match (&self.number, &self.category) {
            (Some(number), None) => Values::Number(number.iter().map(|x| x.unwrap_or(f64::NAN)).collect()),
            (None, Some(category)) => Values::Category(labels(category, self.levels.as_deref())),
            other => panic!("{}: {other:?}", self.name),
        };
        Covariate { name: self.name.clone(), values }
    }
}

impl Room {
    fn read() -> Room {
        let path = fixture::root().join("tests/reference/rooms/cox.json");
        let room: Room = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(room.made_with.script, "tests/reference/rooms/cox.R");
        assert!(room.made_with.r.starts_with("R version") && !room.made_with.survival.is_empty());
        assert!(!room.made_with.mass.is_empty());
        room
    }

    fn design(&self, set: &str, covariates: &[String], stratified: bool) -> Design {
        let set = self.data.iter().find(|d| d.name == set).expect("a data set");
        let strata: Option<Vec<_>> =
            set.strata.as_ref().map(|strata| strata.iter().cloned().map(Some).collect());
        let data = Survival::new(Subjects {
            time: set.time.clone(),
            entry: set.entry.clone(),
            cause: set.status.clone(),
            group: vec![0; set.time.len()],
            groups: vec!["all".into()],
            strata: strata.map(|strata| labels(&strata, None)),
            cluster: set.cluster.clone(),
            covariates: set.covariates.iter().map(Given::covariate).collect(),
            ..Subjects::default()
        })
        .unwrap();
        let index = |name: &String| set.covariates.iter().position(|c| &c.name == name).expect("a covariate");
        Design::new(
            &data,
            &Model { reference: None, covariates: covariates.iter().map(index).collect(), stratified },
        )
    }
}

fn ties(name: &str) -> Ties {
    let named = [Ties::Efron, Ties::Breslow, Ties::Exact].into_iter();
    named.into_iter().find(|ties| ties.name().to_lowercase() == name).expect("a name of ties")
}

fn lower(matrix: &Matrix) -> Vec<f64> {
    matrix.rows().enumerate().flat_map(|(i, row)| row[..=i].to_vec()).collect()
}

/// Variances and covariances, each in units of the two standard errors.
fn variances(judge: &mut Judge, at: &str, ours: &Matrix, reference: &[f64]) {
    let p = ours.size();
    let diagonal = |i: usize| reference[i * (i + 1) / 2 + i].sqrt();
    let mut cells = lower(ours).into_iter().zip(reference);
    for i in 0..p {
        for (j, (ours, reference)) in (0..=i).zip(&mut cells) {
            let unit = diagonal(i) * diagonal(j);
            judge.number(Quantity::Correlation, format_args!("{at} {i} {j}"), ours / unit, reference / unit);
        }
    }
}

fn estimates(fit: &CoxFit) -> Vec<Wald> {
    fit.coefficients.iter().map(|c| c.estimate().expect("an estimate")).collect()
}

#[test]
fn models() {
    let room = Room::read();
    let mut judge = Judge::default();
    for model in &room.models {
        let at = format!("{} {:?} {} {}", model.set, model.covariates, model.ties, model.stratified);
        let design = room.design(&model.set, &model.covariates, model.stratified);
        let ours = fit(&design, ties(&model.ties), &Options::default()).unwrap();
        judge.holds(format_args!("{at} converged"), ours.converged && ours.has_maximum());
        assert_eq!((ours.n, ours.n_event), (model.n, model.n_event), "{at}");
        assert_eq!((design.n_rows(), design.n_event()), (model.n, model.n_event), "{at}");
        assert_eq!((ours.kept.len(), design.n_columns()), (model.coef.len(), model.coef.len()), "{at}");
        let per = model.n_event as f64 / model.coef.len() as f64;
        judge.number(Quantity::Count, format_args!("{at} events"), ours.events_per_coefficient(), per);
        for (k, wald) in estimates(&ours).iter().enumerate() {
            let at = format!("{at} {k}");
            judge.number(
                Quantity::CoefficientInErrors,
                format_args!("{at}"),
                wald.coef / wald.se,
                model.coef[k] / wald.se,
            );
            judge.number(Quantity::CoefficientInErrors, format_args!("{at} z"), wald.z, model.z[k]);
            judge.number(Quantity::CoxPValue, format_args!("{at} p"), wald.p_value, model.p[k]);
        }
        variances(&mut judge, &at, &ours.variance, &model.var);
        for (ours, expected) in [(ours.loglik_null, model.loglik_null), (ours.loglik, model.loglik)] {
            judge.number(Quantity::LogLikelihood, format_args!("{at}"), ours, expected);
        }
        let wald = ours.wald.expect("a maximum");
        for (name, ours, expected) in
            [("score", ours.score, model.score), ("wald", wald, model.wald), ("lr", ours.lr, model.lr)]
        {
            judge.number(Quantity::CoxTest, format_args!("{at} {name}"), ours.chi_sq, expected);
            assert_eq!(ours.df, model.coef.len(), "{at}");
        }
        let sandwich = robust(&design, &ours);
        assert_eq!(sandwich.is_none(), model.ties == "exact", "{at}");
        let (Some(ours), Some(expected)) = (sandwich, &model.robust) else { continue };
        assert_eq!(ours.n_clusters, expected.n_clusters, "{at}");
        variances(&mut judge, &format!("{at} robust"), &ours.variance, &expected.var);
        for (name, ours, expected) in
            [("wald", ours.wald, expected.wald), ("score", ours.score, expected.score)]
        {
            judge.number(
                Quantity::CoxTest,
                format_args!("{at} robust {name}"),
                ours.unwrap().chi_sq,
                expected,
            );
        }
    }
    judge.finish(1_500);
}

/// At R's coefficients our score is 0, and the log likelihood R's.
#[test]
fn likelihoods() {
    let room = Room::read();
    let mut judge = Judge::default();
    for model in &room.models {
        let design = room.design(&model.set, &model.covariates, model.stratified);
        let here = PartialLikelihood::new(&design, ties(&model.ties)).evaluate(&model.coef);
        let at = format!("{} {}", model.set, model.ties);
        judge.number(Quantity::LogLikelihood, format_args!("{at}"), here.loglik, model.loglik);
        let linear = design.linear_predictor(&model.coef);
        let sum: f64 = linear.iter().zip(&design.event).filter(|(_, event)| **event).map(|(x, _)| x).sum();
        judge.holds(format_args!("{at} linear predictor"), sum.is_finite());
        for (i, score) in here.score.iter().enumerate() {
            let error = model.var[i * (i + 1) / 2 + i].sqrt();
            judge.number(Quantity::Score, format_args!("{at} score {i}"), score * error, 0.0);
        }
    }
    judge.finish(300);
}

#[test]
fn profile_limits() {
    let room = Room::read();
    let mut judge = Judge::default();
    for profile in &room.profiles {
        let design = room.design(&profile.set, &profile.covariates, false);
        let ours = fit(&design, ties(&profile.ties), &Options::default()).unwrap();
        let found = limits(&design, &ours, 0.95);
        assert_eq!(found.len(), profile.lower.len());
        for (k, (limits, wald)) in found.iter().zip(estimates(&ours)).enumerate() {
            for (name, ours, expected) in
                [("lower", limits.lower, profile.lower[k]), ("upper", limits.upper, profile.upper[k])]
            {
                let at = format!("{} {} {k} {name}", profile.set, profile.ties);
                let ours = ours.expect("a limit") / wald.se;
                judge.number(Quantity::CoefficientInErrors, format_args!("{at}"), ours, expected / wald.se);
            }
        }
    }
    judge.finish(44);
}

#[test]
fn penalised_fits() {
    let room = Room::read();
    let mut judge = Judge::default();
    for expected in &room.firths {
        let at = format!("{} {:?} {}", expected.set, expected.covariates, expected.ties);
        let design = room.design(&expected.set, &expected.covariates, false);
        assert_eq!(firth(&design, Ties::Exact, 0.95), Err(NoFit::ExactTies));
        let ours = firth(&design, ties(&expected.ties), 0.95).unwrap();
        judge.holds(format_args!("{at} converged in {}", ours.iterations), ours.iterations < 20);
        judge.number(Quantity::CoxTest, format_args!("{at} lr"), ours.lr.chi_sq, expected.lr_all);
        for (k, estimate) in ours.coefficients.iter().enumerate() {
            let (at, estimate) = (format!("{at} {k}"), estimate.as_ref().unwrap());
            let se = expected.se[k];
            let mut in_errors = |name: &str, ours: Option<f64>, expected: Option<f64>| {
                let unit = |x: f64| x / se;
                judge.maybe(
                    Quantity::CoefficientInErrors,
                    format_args!("{at} {name}"),
                    ours.map(unit),
                    expected.map(unit),
                );
            };
            in_errors("coef", Some(estimate.coef), Some(expected.coef[k]));
            // Some fits come without limits: R's way to them takes minutes.
            if let (Some(lower), Some(upper)) = (expected.lower[k], expected.upper[k]) {
                in_errors("lower", estimate.limits.lower.ok(), Some(lower));
                in_errors("upper", estimate.limits.upper.ok(), Some(upper));
            }
            judge.number(Quantity::StandardError, format_args!("{at} se"), estimate.se, se);
            judge.number(
                Quantity::CoxTest,
                format_args!("{at} lr"),
                estimate.lr.unwrap().chi_sq,
                expected.lr[k],
            );
        }
    }
    judge.finish(116);
}
