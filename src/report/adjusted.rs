//! The comparison of the groups adjusted for what a person chose: the hazard ratios of the Cox model with covariates, with strata, or
//! with both, and what its ratio is called in words. It is part of the first answer, so that no ratio is read as adjusted that is not.
//!
//! Estimates are those of the Cox model in full ([`details::model`](super::details::model)); limits are Wald limits, by person
//! where that model has robust errors. Rows that lack a covariate or a stratum are in the curves, not in the model.

use super::details::model::{Fitted, robust_of};
use super::names::{covariate, isolated, list};
use super::number::{ci, count, ratios};
use super::options::Settings;
use super::shape::{CoxTerm, GroupReport, Maybe, Reason, TestReport};
use super::words::Facts;
use crate::cox::ChiSquareTest;
use crate::cox::likelihood::Ties;
use crate::cox::regression::{Coefficient, Wald};
use crate::data::{Gathered, Survival, Values};
use crate::math::symmetric::{Cholesky, Matrix};
use crate::math::{chi_square, exp};
use serde::Serialize;

/// Names of covariates that are said one by one.
const SAID: usize = 4;

/// How a covariate was taken. See `AdjustedFor` in `shapes.d.ts`; so for each type below.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AdjustedFor {
    pub name: String,
    /// What its other values are compared with; `None` for a number.
    pub reference: Option<String>,
    /// Values that say that nobody knows.
    pub unknown: Vec<String>,
    pub n_unknown: usize,
    /// Whether these are missing; else they are categories.
    pub unknown_missing: bool,
}

/// The groups in the Cox model with covariates or strata.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AdjustedModel {
    /// "adjusted for age and stage".
    pub how: String,
    pub covariates: Vec<AdjustedFor>,
    /// Name of the column of strata; `None` without.
    pub strata: Option<String>,
    pub ties: Ties,
    pub method: String,
    /// People in the model.
    pub n: u64,
    /// Rows of the curves that the model leaves out.
    pub n_left_out: u64,
    pub n_event: u64,
    pub robust: bool,
    pub terms: Vec<CoxTerm>,
    /// Test of all groups at once.
    pub wald: Option<TestReport>,
    pub converged: bool,
}

/// Whether a person asked for a comparison that is adjusted.
pub(super) fn is_asked(data: &Survival, settings: &Settings) -> bool {
    data.groups().len() > 1
        && (!data.covariates().is_empty() || (settings.stratified && data.strata().is_some()))
}

/// People behind rows: those of one cluster are one.
pub(super) fn people(cluster: Option<&[u32]>, n_rows: usize) -> u64 {
    let Some(cluster) = cluster else { return n_rows as u64 };
    let mut ids = cluster.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids.len() as u64
}

/// The adjusted comparison of a fitted model.
pub(super) fn report(
    Fitted { design, fit }: &Fitted,
    data: &Survival,
    gathered: &Gathered,
    groups: &[GroupReport],
    settings: &Settings,
    z: f64,
) -> AdjustedModel {
    let robust = robust_of(design, fit, data, settings);
    let columns = design.terms.first().map_or(0..0, |term| term.columns.clone());
    let versus = &groups[settings.reference].name;
    let others = groups.iter().enumerate().filter(|(g, _)| *g != settings.reference);
    let terms = columns.clone().zip(others).map(|(at, (_, group))| {
        let wald = match &robust {
            Some(robust) => robust.coefficients[at],
            None => fit.coefficients[at].estimate(),
        };
        term(&fit.coefficients[at], wald, &group.name, versus, z)
    });
    let variance = robust.as_ref().map_or(&fit.variance, |robust| &robust.variance);
    let estimated = columns.clone().all(|at| fit.coefficients[at].estimate().is_some());
    let test = estimated.then(|| joint(&fit.coef, variance, columns.clone().collect())).flatten();
    let covariates: Vec<AdjustedFor> = data
        .covariates()
        .iter()
        .zip(&gathered.taken)
        .map(|(found, taken)| AdjustedFor {
            name: found.name.clone(),
            reference: match &found.values {
                Values::Number(_) => None,
                Values::Category(labels) => labels.names.first().cloned(),
            },
            unknown: taken.unknown.clone(),
            n_unknown: taken.n_unknown,
            unknown_missing: taken.unknown_missing,
        })
        .collect();
    AdjustedModel {
        how: how_asked(data, gathered, settings),
        covariates,
        strata: strata(data, gathered, settings).map(str::to_owned),
        ties: fit.ties,
        method: format!("Cox proportional hazards model, {} ties", fit.ties.name()),
        n: people(design.cluster.as_deref(), fit.n),
        n_left_out: (data.len() - fit.n) as u64,
        n_event: fit.n_event as u64,
        robust: robust.is_some(),
        terms: terms.collect(),
        wald: test.map(|test| TestReport {
            chi_sq: test.chi_sq,
            df: test.df,
            p_value: test.p_value,
            method: format!("Wald test of the groups, Cox model, {} ties", fit.ties.name()),
        }),
        converged: fit.converged,
    }
}

fn strata<'a>(data: &Survival, gathered: &'a Gathered, settings: &Settings) -> Option<&'a str> {
    let asked = settings.stratified && data.strata().is_some();
    asked.then(|| gathered.strata_name.as_deref().unwrap_or("strata"))
}

/// "adjusted for age and stage, stratified by centre".
pub(super) fn how_asked(data: &Survival, gathered: &Gathered, settings: &Settings) -> String {
    let said = |name: &str| isolated(&covariate(name)).into_owned();
    let mut named: Vec<String> = data.covariates().iter().map(|each| said(&each.name)).collect();
    if named.len() > SAID + 1 {
        let more = named.len() - SAID;
        named.truncate(SAID);
        named.push(format!("{more} more"));
    }
    let adjusted = (!named.is_empty()).then(|| format!("adjusted for {}", list(&named)));
    let stratified = strata(data, gathered, settings).map(|name| match said(name) {
        plain if ["strata", "stratum"].contains(&plain.to_lowercase().as_str()) => "stratified".to_owned(),
        name => format!("stratified by {name}"),
    });
    [adjusted, stratified].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn term(found: &Coefficient, wald: Option<Wald>, group: &str, versus: &str, z: f64) -> CoxTerm {
    let (ratio_reason, reason, runs_away) = match found {
        Coefficient::RunsUp => (Reason::Infinite, Reason::Withheld, Some("up")),
        Coefficient::RunsDown => (Reason::Zero, Reason::Withheld, Some("down")),
        Coefficient::Aliased(_) => (Reason::Aliased, Reason::Aliased, None),
        Coefficient::Estimated(_) | Coefficient::Unknown => {
            (Reason::NoInformation, Reason::NoInformation, None)
        }
    };
    let number = |value: Option<f64>| Maybe::or(value, reason);
    CoxTerm {
        group: group.to_owned(),
        versus: versus.to_owned(),
        direction: format!("{} versus {}", isolated(group), isolated(versus)),
        coef: number(wald.map(|wald| wald.coef)),
        se: number(wald.map(|wald| wald.se)),
        hazard_ratio: Maybe::or(wald.map(|wald| exp(wald.coef)), ratio_reason),
        lower: number(wald.map(|wald| exp(wald.coef - z * wald.se))),
        upper: number(wald.map(|wald| exp(wald.coef + z * wald.se))),
        z: number(wald.map(|wald| wald.z)),
        p_value: number(wald.map(|wald| wald.p_value)),
        runs_away,
    }
}

/// `b' V^-1 b` over some columns: the Wald test of all of them at once.
fn joint(coef: &[f64], variance: &Matrix, columns: Vec<usize>) -> Option<ChiSquareTest> {
    let mut part = Matrix::zeros(columns.len());
    for (i, &row) in columns.iter().enumerate() {
        for (j, &column) in columns.iter().enumerate() {
            part[(i, j)] = variance[(row, column)];
        }
    }
    let b: Vec<f64> = columns.iter().map(|&at| coef[at]).collect();
    let factor = Cholesky::new(&part);
    let (chi_sq, df) = (factor.quadratic(&b), b.len());
    (factor.rank() == df && chi_sq.is_finite() && df > 0).then(|| ChiSquareTest {
        chi_sq,
        df,
        p_value: chi_square::upper_tail(chi_sq, df),
    })
}

/// What is said of the adjusted ratio of two groups, piece by piece: before it, it, after it.
pub(super) struct Said {
    /// "adjusted for age and stage: "
    pub(super) before: String,
    /// "0.91"; `None` where it does not exist.
    pub(super) ratio: Option<String>,
    /// ", 95% CI 0.46 to 1.81, 73 people", or why there is no ratio.
    pub(super) after: String,
}

impl Facts<'_> {
    /// The adjusted ratio of two groups, where one was asked for.
    pub(super) fn adjusted_ratio(&self) -> Option<Said> {
        let how = self.adjusted_how.as_deref()?;
        let before = format!("{how}: ");
        let Some(model) = self.adjusted else {
            let why = self.adjusted_reason.unwrap_or("there is no model.").trim_end_matches('.');
            return Some(Said { before, ratio: None, after: format!("none ({})", lower_first(why)) });
        };
        let [term] = &model.terms[..] else { return None };
        let people = super::names::people(model.n);
        Some(match (term.hazard_ratio.value, term.lower.value, term.upper.value) {
            (Some(value), Some(low), Some(high)) => {
                let [value, low, high] = ratios([value, low, high]);
                let after = format!(", {} {low} to {high}, {people}", ci(self.settings.conf_level));
                Said { before, ratio: Some(value), after }
            }
            _ => Said { before, ratio: None, after: format!("none ({}), {people}", no_ratio(term)) },
        })
    }

    /// "unadjusted 1.31, 0.69 to 2.51, 77 people", its ratio apart; `first`: no interval was named before it.
    pub(super) fn unadjusted_ratio(&self, first: bool) -> Said {
        let before = "unadjusted ".to_owned();
        let people = super::names::people(self.data.n_people);
        let known = self
            .only_term()
            .and_then(|term| Some((term.hazard_ratio.value?, term.lower.value?, term.upper.value?)));
        match known {
            Some((value, low, high)) => {
                let name = if first { format!("{} ", ci(self.settings.conf_level)) } else { String::new() };
                let [value, low, high] = ratios([value, low, high]);
                Said { before, ratio: Some(value), after: format!(", {name}{low} to {high}, {people}") }
            }
            None => {
                let why = self.only_term().map_or("the data do not compare the groups", no_ratio);
                Said { before, ratio: None, after: format!("none ({why}), {people}") }
            }
        }
    }

    /// "Adjusted Wald test: p = .80." of two groups.
    pub(super) fn adjusted_test(&self) -> Option<String> {
        let p = self.adjusted_term()?.p_value.value?;
        Some(format!("Adjusted Wald test: p {}.", super::number::p_value(p)))
    }

    /// "adjusted for age and stage: 0.91, 95% CI 0.46 to 1.81, 73 people; unadjusted 1.31, 0.69 to 2.51, 77 people".
    pub(super) fn both_ratios(&self) -> Option<String> {
        let adjusted = self.adjusted_ratio()?;
        let unadjusted = self.unadjusted_ratio(adjusted.ratio.is_none());
        let whole = |said: Said| said.before + said.ratio.as_deref().unwrap_or_default() + &said.after;
        Some(format!("{}; {}", whole(adjusted), whole(unadjusted)))
    }
}

impl Facts<'_> {
    /// How the adjusted comparison was made.
    pub(super) fn adjusted_methods(&self) -> Option<String> {
        let model = self.adjusted?;
        let left_out = match model.n_left_out {
            0 => String::new(),
            1 => "; 1 row of the curves lacks a value and is left out".to_owned(),
            n => format!("; {} rows of the curves lack a value and are left out", count(n)),
        };
        let errors = if model.robust { "robust errors by person, " } else { "" };
        let compared = model.compared();
        Some(format!(
            "Hazard ratio {}: {}, {errors}{} from Wald limits; {}{left_out}{compared}. Curves and log-rank test are unadjusted.",
            model.how,
            model.method,
            ci(self.settings.conf_level),
            super::names::people(model.n)
        ))
    }

    /// The same for the methods of an article.
    pub(super) fn adjusted_in_article(&self) -> Option<String> {
        let model = self.adjusted?;
        let people = super::names::people(model.n);
        Some(format!(
            "; the hazard ratio was {} in a further Cox model ({people}{})",
            model.how,
            model.compared()
        ))
    }
}

impl AdjustedModel {
    /// "; stage: reference I; “unknown” is a category of its own"
    fn compared(&self) -> String {
        let one = |each: &AdjustedFor| {
            let name = isolated(&covariate(&each.name)).into_owned();
            let reference = format!("; {name}: reference {}", isolated(each.reference.as_deref()?));
            let values: Vec<String> =
                each.unknown.iter().map(|value| format!("“{}”", isolated(value))).collect();
            let unknown = match (values.len(), each.unknown_missing) {
                (0, _) => String::new(),
                (_, true) => format!(", {} taken as missing", list(&values)),
                (_, false) => format!(", {} as a category of its own", list(&values)),
            };
            Some(reference + &unknown)
        };
        self.covariates.iter().filter_map(one).collect()
    }
}

fn no_ratio(term: &CoxTerm) -> &'static str {
    match term.hazard_ratio.reason {
        Some(Reason::Zero) => "it tends to 0",
        Some(Reason::Infinite) => "it tends to infinity",
        Some(Reason::Aliased) => "the group follows from the other columns",
        _ => "the data do not compare the groups",
    }
}

fn lower_first(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}
