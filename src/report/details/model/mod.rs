//! The Cox model in full: groups and every covariate asked for, strata, robust errors, profile limits, and
//! Firth's penalty where the likelihood has no maximum.
//!
//! `fitted` fits it or says why there is none, `columns` gives each coefficient its name and numbers, `warnings`
//! says what to keep in mind.

mod columns;
mod fitted;
mod warnings;

pub(super) use columns::{Named, ratio_of};
pub(in crate::report) use fitted::{Fitted, fitted};
pub(super) use fitted::{ONE_EVENT, design, takes_too_long};
pub(super) use warnings::{clustered, warnings};

use super::{Ask, Interval};
use crate::cox::ChiSquareTest;
use crate::cox::concordance::{concordance, tied};
use crate::cox::design::{Design, Term};
use crate::cox::likelihood::Ties;
use crate::cox::profile::{self, Limits};
use crate::cox::regression::CoxFit;
use crate::cox::robust::{Robust, robust};
use crate::cox::work;
use crate::data::Survival;
use crate::report::number::{self, level};
use crate::report::options::Settings;
use crate::report::shape::{Maybe, Reason, TestReport, unsigned};
use columns::{column, firth_report};
use fitted::too_much;
use serde::Serialize;

/// The whole section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ModelReport {
    pub summary: String,
    pub ties: Ties,
    pub n: usize,
    pub n_left_out: usize,
    pub n_event: usize,
    pub n_strata: usize,
    pub n_clusters: Option<usize>,
    pub terms: Vec<TermReport>,
    pub score: Option<TestReport>,
    pub wald: Option<TestReport>,
    pub lr: Option<TestReport>,
    pub robust_wald: Option<TestReport>,
    pub robust_score: Option<TestReport>,
    pub loglik_null: f64,
    pub loglik: f64,
    pub iterations: usize,
    pub converged: bool,
    pub events_per_coefficient: f64,
    pub has_maximum: bool,
    pub firth: Option<FirthReport>,
    /// Why Firth's fit is missing.
    pub firth_reason: Option<String>,
    pub concordance: Maybe,
    pub concordance_se: Maybe,
    pub methods: Vec<String>,
}

/// A term with its columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct TermReport {
    pub name: String,
    pub reference: Option<String>,
    pub columns: Vec<ColumnReport>,
}

/// One coefficient.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ColumnReport {
    pub name: String,
    pub direction: String,
    /// Coefficient, error, ratio and limits are for so much more of the number; 1 of a category.
    pub unit: f64,
    pub coef: Maybe,
    pub se: Maybe,
    pub coef_per_one: Maybe,
    pub se_per_one: Maybe,
    pub hazard_ratio: Interval,
    pub z: Maybe,
    pub p_value: Maybe,
    pub profile: Interval,
    pub robust: Option<RobustColumn>,
    pub note: Option<String>,
}

/// The same coefficient with its robust error.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct RobustColumn {
    pub se: Maybe,
    pub hazard_ratio: Interval,
    pub p_value: Maybe,
}

/// Firth's penalised fit, column by column in the order of the terms: in place of the usual one where the likelihood has no
/// maximum, beside it where the data are small.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct FirthReport {
    pub ties: Ties,
    pub columns: Vec<FirthColumn>,
    pub converged: bool,
}

/// One penalised coefficient.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct FirthColumn {
    pub direction: String,
    pub unit: f64,
    pub coef: Maybe,
    pub se: Maybe,
    pub coef_per_one: Maybe,
    pub hazard_ratio: Interval,
    pub p_value: Maybe,
}

/// The section.
pub(super) fn report(ask: &Ask<'_>, Fitted { design, fit }: &Fitted) -> ModelReport {
    let settings = ask.settings();
    let robust = robust_of(design, fit, ask.model_rows, settings);
    let limits = limits(design, fit, settings.conf_level);
    let names = Named { design };
    let columns = |term: &Term| {
        term.columns
            .clone()
            .map(|c| {
                column(
                    &names,
                    term,
                    c,
                    fit,
                    limits.as_ref().map(|all| &all[c]),
                    robust.as_ref(),
                    ask.confidence.z,
                )
            })
            .collect()
    };
    let terms = design.terms.iter().map(|term| TermReport {
        name: term.name.clone(),
        reference: term.reference.clone(),
        columns: columns(term),
    });
    let test = |name: &str, test: ChiSquareTest| {
        TestReport::of(test, format!("{name} test, Cox model, {} ties", fit.ties.name()))
    };
    let (firth, firth_reason) = match firth_report(&names, design, fit, settings) {
        Ok(firth) => (Some(firth), None),
        Err(why) => (None, Some(why)),
    };
    let concordance = concordance_of(design, fit, robust.is_some());
    let mut methods = methods(ask, design, fit, limits.is_some(), robust.as_ref());
    methods.extend(firth.as_ref().map(|firth| firth_method(fit, firth, &level(settings.conf_level))));
    ModelReport {
        summary: summary(design, fit),
        ties: fit.ties,
        n: fit.n,
        n_left_out: ask.model_rows.len() - fit.n,
        n_event: fit.n_event,
        n_strata: design.strata.len(),
        n_clusters: robust.as_ref().map(|robust| robust.n_clusters),
        terms: terms.collect(),
        score: test("Score", fit.score),
        wald: fit.wald.and_then(|wald| test("Wald", wald)),
        lr: test("Likelihood-ratio", fit.lr),
        robust_wald: robust
            .as_ref()
            .and_then(|robust| robust.wald)
            .and_then(|wald| test("Robust Wald", wald)),
        robust_score: robust
            .as_ref()
            .and_then(|robust| robust.score)
            .and_then(|score| test("Robust score", score)),
        loglik_null: unsigned(fit.loglik_null),
        loglik: unsigned(fit.loglik),
        iterations: fit.iterations,
        converged: fit.converged,
        events_per_coefficient: fit.events_per_coefficient(),
        has_maximum: fit.has_maximum(),
        firth,
        firth_reason,
        concordance: Maybe::or(concordance.map(|found| found.0), Reason::NoInformation),
        concordance_se: Maybe::or(concordance.map(|found| found.1), Reason::NoInformation),
        methods,
    }
}

/// The profile limits of every column; `None` where they would take too long.
fn limits(design: &Design, fit: &CoxFit, conf_level: f64) -> Option<Vec<Limits>> {
    let work = work::of_limits(design, fit.ties, fit.kept.len());
    (!too_much(work, design)).then(|| profile::limits(design, fit, conf_level))
}

/// Harrell's C of the linear predictor and its standard error, by cluster where errors are robust.
fn concordance_of(design: &Design, fit: &CoxFit, robust: bool) -> Option<(f64, f64)> {
    let risk = tied(&design.linear_predictor(&fit.coef));
    let found =
        concordance(&design.time, design.entry.as_deref(), &design.event, &design.strata, &risk).ok()?;
    let variance = match design.cluster.as_ref().filter(|_| robust) {
        Some(cluster) => found.variance_by_cluster(cluster),
        None => found.variance,
    };
    Some((found.concordance, variance.sqrt()))
}

/// The robust errors of a fit, where they are asked for or somebody has two events.
pub(in crate::report) fn robust_of(
    design: &Design,
    fit: &CoxFit,
    rows: &Survival,
    settings: &Settings,
) -> Option<Robust> {
    wants_robust(rows, settings, design).then(|| robust(design, fit)).flatten()
}

/// Robust errors, unless a person decided: where somebody has two events, as R, or rows that overlap. Rows of one person
/// that follow one another are no reason: the likelihood counts the person once at a time.
fn wants_robust(rows: &Survival, settings: &Settings, design: &Design) -> bool {
    let Some(cluster) = &design.cluster else { return false };
    settings.robust.unwrap_or_else(|| {
        if rows.rows_overlap() {
            return true;
        }
        let mut events: Vec<f64> = cluster
            .iter()
            .zip(&design.event)
            .filter(|(_, event)| **event)
            .map(|(&id, _)| f64::from(id))
            .collect();
        let order = crate::order::ascending(&events);
        events = order.iter().map(|&i| events[i as usize]).collect();
        events.windows(2).any(|pair| pair[0] == pair[1])
    })
}

fn summary(design: &Design, fit: &CoxFit) -> String {
    let terms: Vec<&str> = design.terms.iter().map(|term| term.name.as_str()).collect();
    let strata =
        if design.strata.len() > 1 { format!(", {} strata", design.strata.len()) } else { String::new() };
    let shown = if terms.len() > 4 {
        format!("{} and {} more", terms[..3].join(", "), terms.len() - 3)
    } else {
        terms.join(", ")
    };
    format!("{shown}{strata}, {} ties", fit.ties.name())
}

fn methods(
    ask: &Ask<'_>,
    design: &Design,
    fit: &CoxFit,
    profiled: bool,
    robust: Option<&Robust>,
) -> Vec<String> {
    let level = level(ask.settings().conf_level);
    let beside = if profiled { ", and limits from the profile likelihood beside them" } else { "" };
    let mut methods = vec![format!(
        "Cox proportional hazards model with {} ties, by Newton-Raphson; {level} Wald limits{beside}.",
        fit.ties.name()
    )];
    if !profiled {
        methods.push(format!(
            "Profile likelihood limits are left out: with {} rows and {} coefficients they would take too long. Choose fewer columns to see them.",
            number::count(fit.n as u64),
            number::count(fit.kept.len() as u64)
        ));
    }
    let out = ask.model_rows.len() - fit.n;
    if out > 0 {
        let lack = if out == 1 { "lacks" } else { "lack" };
        methods.push(format!(
            "{} of {} rows {lack} a value of some column of the model: the curves use what the model leaves out.",
            number::count(out as u64),
            number::count(ask.model_rows.len() as u64)
        ));
    }
    if design.strata.len() > 1 {
        methods
            .push("Each stratum has a baseline hazard of its own; the ratios are common to all.".to_owned());
    }
    if design.terms.iter().any(|term| term.name != "group") {
        methods.push(
            "The ratio of a number is for one more of its unit, or for the power of ten that is named, chosen from the spread of the column (its interquartile range). Each ratio is adjusted for the other terms."
                .to_owned(),
        );
    }
    if let Some(robust) = robust {
        methods.push(format!(
            "Robust (sandwich) standard errors: {} rows belong to {} people or clusters.",
            number::count(fit.n as u64),
            number::count(robust.n_clusters as u64)
        ));
    }
    let lost = |test: ChiSquareTest| TestReport::of(test, String::new()).is_none();
    if [Some(fit.score), fit.wald, Some(fit.lr)].into_iter().flatten().any(lost) {
        methods.push("A test of the whole model that is missing was lost to rounding: columns differ too much in size. Give them units in which their values are of like size.".to_owned());
    }
    methods
}

/// What Firth's fit is, and with which ties: its penalty has no exact ones.
fn firth_method(fit: &CoxFit, firth: &FirthReport, level: &str) -> String {
    let ties =
        if firth.ties == fit.ties { String::new() } else { format!(", with {} ties", firth.ties.name()) };
    let source =
        format!("with {level} profile limits and likelihood-ratio tests{ties} (Heinze and Schemper 2001).");
    if fit.has_maximum() {
        format!("Firth’s penalised estimates are less biased where events are few; they are given {source}")
    } else {
        format!(
            "The likelihood has no maximum. Firth’s penalised likelihood has one: its estimates are given {source}"
        )
    }
}
