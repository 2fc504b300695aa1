//! The Cox model in full: groups and every covariate asked for, strata, robust errors, profile limits, and
//! Firth's penalty where the likelihood has no maximum.

use super::{Ask, Interval};
use crate::cox::ChiSquareTest;
use crate::cox::concordance::concordance;
use crate::cox::design::{Design, Model, Term};
use crate::cox::firth::{Firth, firth};
use crate::cox::likelihood::Ties;
use crate::cox::profile::{self, Limits};
use crate::cox::regression::{Aliased, Coefficient, CoxFit, NoFit, Options, Wald, fit};
use crate::cox::robust::{Robust, robust};
use crate::math::exp;
use crate::report::names::isolated;
use crate::report::number::{self, level, p_value, ratio};
use crate::report::options::Settings;
use crate::report::shape::{Maybe, Reason, TestReport, Warning};
use serde::Serialize;

/// Why one event makes no ratio.
pub(super) const ONE_EVENT: &str =
    "There is no hazard ratio from one event: whatever it says, the next event could say the opposite.";
/// Why exact ties are refused where very many are tied.
pub(super) const EXACT_TOO_LONG: &str = "With so many events at the same times exact ties would take minutes: choose Efron ties, which come close to them.";
/// Sums over choices of tied events that are still computed: a few seconds in a browser.
const MOST_WORK: f64 = 2e7;
/// Fewer events than this for each coefficient make a model uncertain.
const FEW_EVENTS: f64 = 10.0;

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
    pub score: TestReport,
    pub wald: Option<TestReport>,
    pub lr: TestReport,
    pub robust_wald: Option<TestReport>,
    pub robust_score: Option<TestReport>,
    pub loglik_null: f64,
    pub loglik: f64,
    pub iterations: usize,
    pub converged: bool,
    pub events_per_coefficient: f64,
    pub firth: Option<FirthReport>,
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
    pub coef: Maybe,
    pub se: Maybe,
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

/// Firth's penalised fit, column by column in the order of the terms.
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
    pub coef: Maybe,
    pub se: Maybe,
    pub hazard_ratio: Interval,
    pub p_value: Maybe,
}

/// A fitted model and what it was fitted to: for the sections that go on from it.
pub(super) struct Fitted {
    pub(super) design: Design,
    pub(super) fit: CoxFit,
}

/// The design that is asked for: the groups where there are two, every covariate, strata.
pub(in crate::report) fn design(ask: &Ask<'_>, data: &crate::data::Survival) -> Design {
    let reference = (ask.groups().len() > 1).then_some(ask.settings().reference);
    let covariates = (0..data.covariates().len()).collect();
    Design::new(data, &Model { reference, covariates, stratified: ask.settings().stratified })
}

/// Fits the model that is asked for, or says why there is none.
pub(super) fn fitted(ask: &Ask<'_>) -> Result<Fitted, String> {
    let design = design(ask, ask.data);
    if design.n_event() == 1 {
        return Err(ONE_EVENT.to_owned());
    }
    if ask.settings().ties == Ties::Exact && exact_takes_too_long(&design) {
        return Err(EXACT_TOO_LONG.to_owned());
    }
    match fit(&design, ask.settings().ties, &Options::default()) {
        Ok(fit) => Ok(Fitted { design, fit }),
        Err(why) => Err(sentence(why, &design)),
    }
}

/// Whether exact ties would keep a person waiting.
pub(super) fn exact_takes_too_long(design: &Design) -> bool {
    exact_work(design) > MOST_WORK
}

/// How many terms the sums over all choices of tied events have, times the columns squared.
fn exact_work(design: &Design) -> f64 {
    let mut work = 0.0;
    for rows in &design.strata {
        let mut left = rows.len();
        for together in design.time[rows.clone()].chunk_by(|a, b| a == b) {
            let start = rows.end - left;
            let d = design.event[start..start + together.len()].iter().filter(|&&event| event).count();
            work += if d > 1 { left as f64 * d as f64 } else { 0.0 };
            left -= together.len();
        }
    }
    work * (design.n_columns() * design.n_columns()) as f64
}

fn sentence(why: NoFit, design: &Design) -> String {
    match why {
        NoFit::NoColumns => {
            "There is nothing in the model: with one group, choose columns for it under “More columns”."
                .to_owned()
        }
        NoFit::NoEvents if design.n_rows() == 0 => {
            "No row has a value in every column of the model.".to_owned()
        }
        NoFit::NoEvents => "There is no model: nobody in it had the event.".to_owned(),
        NoFit::NoInformation => {
            "There is no model: at each event all who were at risk were alike in every column of it."
                .to_owned()
        }
        NoFit::ExactTies => "Exact ties are not offered here.".to_owned(),
    }
}

/// The section.
pub(super) fn report(ask: &Ask<'_>, Fitted { design, fit }: &Fitted) -> ModelReport {
    let settings = ask.settings();
    let robust = wants_robust(settings, design).then(|| robust(design, fit)).flatten();
    let limits = profile::limits(design, fit, settings.conf_level);
    let names = Named { design };
    let columns = |term: &Term| {
        term.columns
            .clone()
            .map(|c| column(&names, term, c, fit, &limits[c], robust.as_ref(), ask.confidence.z))
            .collect()
    };
    let terms = design.terms.iter().map(|term| TermReport {
        name: term.name.clone(),
        reference: term.reference.clone(),
        columns: columns(term),
    });
    let test = |name: &str, test: ChiSquareTest| TestReport {
        chi_sq: test.chi_sq,
        df: test.df,
        p_value: test.p_value,
        method: format!("{name} test, Cox model, {} ties", fit.ties.name()),
    };
    let concordance = concordance_of(design, fit, robust.is_some());
    ModelReport {
        summary: summary(design, fit),
        ties: fit.ties,
        n: fit.n,
        n_left_out: ask.data.len() - fit.n,
        n_event: fit.n_event,
        n_strata: design.strata.len(),
        n_clusters: robust.as_ref().map(|robust| robust.n_clusters),
        terms: terms.collect(),
        score: test("Score", fit.score),
        wald: fit.wald.map(|wald| test("Wald", wald)),
        lr: test("Likelihood-ratio", fit.lr),
        robust_wald: robust.as_ref().and_then(|robust| robust.wald).map(|wald| test("Robust Wald", wald)),
        robust_score: robust
            .as_ref()
            .and_then(|robust| robust.score)
            .map(|score| test("Robust score", score)),
        loglik_null: fit.loglik_null,
        loglik: fit.loglik,
        iterations: fit.iterations,
        converged: fit.converged,
        events_per_coefficient: fit.events_per_coefficient(),
        firth: firth_report(&names, design, fit, settings),
        concordance: Maybe::or(concordance.map(|found| found.0), Reason::NoInformation),
        concordance_se: Maybe::or(concordance.map(|found| found.1), Reason::NoInformation),
        methods: methods(ask, design, fit, robust.as_ref()),
    }
}

/// Harrell's C of the linear predictor and its standard error, by cluster where errors are robust.
fn concordance_of(design: &Design, fit: &CoxFit, robust: bool) -> Option<(f64, f64)> {
    let linear = design.linear_predictor(&fit.coef);
    let found =
        concordance(&design.time, design.entry.as_deref(), &design.event, &design.strata, &linear).ok()?;
    let variance = match design.cluster.as_ref().filter(|_| robust) {
        Some(cluster) => found.variance_by_cluster(cluster),
        None => found.variance,
    };
    Some((found.concordance, variance.sqrt()))
}

/// Robust errors, unless a person decided: where somebody has two events, as R.
fn wants_robust(settings: &Settings, design: &Design) -> bool {
    let Some(cluster) = &design.cluster else { return false };
    settings.robust.unwrap_or_else(|| {
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

/// What the columns of a design are called.
pub(super) struct Named<'a> {
    pub(super) design: &'a Design,
}

impl Named<'_> {
    /// "control versus UC-MSC", "age, one more".
    pub(super) fn direction_of(name: &str, reference: Option<&str>) -> String {
        match reference {
            Some(reference) => format!("{} versus {}", isolated(name), isolated(reference)),
            None => format!("{}, one more", isolated(name)),
        }
    }

    fn direction(&self, term: &Term, column: usize) -> String {
        Named::direction_of(&self.design.columns[column].name, term.reference.as_deref())
    }

    /// Every column with its direction, in order.
    pub(super) fn directions(&self) -> impl Iterator<Item = (String, usize)> {
        let columns =
            self.design.terms.iter().flat_map(|term| term.columns.clone().map(move |at| (term, at)));
        columns.map(|(term, at)| (self.direction(term, at), at))
    }

    /// "age", "group (B)".
    fn column(&self, at: usize) -> String {
        let name = &self.design.columns[at].name;
        match self.design.terms.iter().find(|term| term.columns.contains(&at)) {
            Some(term) if term.reference.is_some() => {
                format!("{} ({})", isolated(&term.name), isolated(name))
            }
            _ => name.clone(),
        }
    }

    /// Why a column has no coefficient.
    fn aliased(&self, why: &Aliased) -> String {
        match why {
            Aliased::Constant => "left out: the same for all who are at risk together".to_owned(),
            Aliased::Combination(parts) => {
                let names: Vec<String> = parts.iter().map(|&(at, _)| self.column(at)).collect();
                format!("left out: it follows from {}", names.join(", "))
            }
            #[allow(unreachable_patterns)]
            _ => "left out: its values cannot be computed with".to_owned(),
        }
    }
}

pub(super) fn ratio_of(wald: Option<Wald>, z: f64, reason: Reason) -> Interval {
    wald.map_or(Interval::missing(reason), |wald| {
        let limits = (exp(wald.coef - z * wald.se), exp(wald.coef + z * wald.se));
        Interval::of(exp(wald.coef), limits, reason)
    })
}

fn column(
    names: &Named<'_>,
    term: &Term,
    at: usize,
    fit: &CoxFit,
    limits: &Limits,
    robust: Option<&Robust>,
    z: f64,
) -> ColumnReport {
    let found = &fit.coefficients[at];
    let wald = found.estimate();
    let (ratio_reason, reason, note) = match found {
        Coefficient::Estimated(_) => (Reason::NoInformation, Reason::NoInformation, None),
        Coefficient::RunsUp => (Reason::Infinite, Reason::Withheld, None),
        Coefficient::RunsDown => (Reason::Zero, Reason::Withheld, None),
        Coefficient::Unknown => (Reason::NoInformation, Reason::NoInformation, None),
        Coefficient::Aliased(why) => (Reason::Aliased, Reason::Aliased, Some(names.aliased(why))),
    };
    let maybe = |number: Option<f64>| Maybe::or(number, reason);
    let hazard_ratio = match wald {
        Some(_) => ratio_of(wald, z, reason),
        None => Interval { value: Maybe::missing(ratio_reason), ..Interval::missing(reason) },
    };
    let limit = |limit: Option<f64>, end: Reason| {
        Maybe::or(
            limit.map(exp),
            if matches!(found, Coefficient::Aliased(_)) { Reason::Aliased } else { end },
        )
    };
    ColumnReport {
        name: names.design.columns[at].name.clone(),
        direction: names.direction(term, at),
        coef: maybe(wald.map(|wald| wald.coef)),
        se: maybe(wald.map(|wald| wald.se)),
        hazard_ratio,
        z: maybe(wald.map(|wald| wald.z)),
        p_value: maybe(wald.map(|wald| wald.p_value)),
        profile: Interval {
            value: hazard_ratio.value,
            lower: limit(limits.lower, Reason::Zero),
            upper: limit(limits.upper, Reason::Infinite),
        },
        robust: robust.map(|robust| {
            let wald = robust.coefficients[at];
            RobustColumn {
                se: maybe(wald.map(|wald| wald.se)),
                hazard_ratio: ratio_of(wald, z, reason),
                p_value: maybe(wald.map(|wald| wald.p_value)),
            }
        }),
        note,
    }
}

/// Firth's fit, where the likelihood has no maximum. Its penalty has no exact ties: Efron's are taken.
fn firth_report(
    names: &Named<'_>,
    design: &Design,
    fit: &CoxFit,
    settings: &Settings,
) -> Option<FirthReport> {
    if fit.has_maximum() {
        return None;
    }
    let ties = if fit.ties == Ties::Exact { Ties::Efron } else { fit.ties };
    let Firth { coefficients, converged, .. } = firth(design, ties, settings.conf_level).ok()?;
    let column = |term: &Term, at: usize| {
        let estimate = coefficients[at].as_ref().ok();
        let maybe = |number: Option<f64>| Maybe::or(number, Reason::Aliased);
        FirthColumn {
            direction: names.direction(term, at),
            coef: maybe(estimate.map(|found| found.coef)),
            se: maybe(estimate.map(|found| found.se)),
            hazard_ratio: Interval {
                value: maybe(estimate.map(|found| exp(found.coef))),
                lower: Maybe::or(estimate.and_then(|found| found.limits.lower).map(exp), Reason::Zero),
                upper: Maybe::or(estimate.and_then(|found| found.limits.upper).map(exp), Reason::Infinite),
            },
            p_value: maybe(estimate.map(|found| found.lr.p_value)),
        }
    };
    let columns = design.terms.iter().flat_map(|term| term.columns.clone().map(move |at| (term, at)));
    Some(FirthReport { ties, columns: columns.map(|(term, at)| column(term, at)).collect(), converged })
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

fn methods(ask: &Ask<'_>, design: &Design, fit: &CoxFit, robust: Option<&Robust>) -> Vec<String> {
    let level = level(ask.settings().conf_level);
    let mut methods = vec![format!(
        "Cox proportional hazards model with {} ties, by Newton-Raphson; {level} Wald limits, and limits from the profile likelihood beside them.",
        fit.ties.name()
    )];
    if ask.data.len() > fit.n {
        methods.push(format!(
            "{} of {} rows lack a value of some column of the model and are left out of it; the curves use them.",
            number::count((ask.data.len() - fit.n) as u64),
            number::count(ask.data.len() as u64)
        ));
    }
    if design.strata.len() > 1 {
        methods
            .push("Each stratum has a baseline hazard of its own; the ratios are common to all.".to_owned());
    }
    if design.terms.iter().any(|term| term.name != "group") {
        methods.push(
            "The ratio of a number is for one more of its unit. Each ratio is adjusted for the other terms."
                .to_owned(),
        );
    }
    if let Some(robust) = robust {
        methods.push(format!(
            "Robust (sandwich) standard errors: {} rows belong to {} persons or clusters.",
            number::count(fit.n as u64),
            number::count(robust.n_clusters as u64)
        ));
    }
    if !fit.has_maximum() {
        methods.push(format!(
            "The likelihood has no maximum. Firth’s penalised likelihood has one: its estimates are given with {level} profile limits and likelihood-ratio tests (Heinze and Schemper 2001)."
        ));
    }
    methods
}

/// What to keep in mind about the model.
pub(super) fn warnings(report: &ModelReport) -> Vec<Warning> {
    [
        left_out(report),
        aliased(report),
        no_maximum(report),
        few_events(report),
        not_converged(report),
        firth_beside(report),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Rows that belong together: what takes them as independent, and the ratio that does not.
pub(super) fn clustered(report: &ModelReport, data: &crate::data::Survival) -> Option<Warning> {
    let mut ids: Vec<f64> = data.cluster()?.iter().map(|&id| f64::from(id)).collect();
    let n = ids.len();
    ids = crate::order::ascending(&ids).into_iter().map(|i| ids[i as usize]).collect();
    ids.dedup();
    if ids.len() == n {
        return None;
    }
    let persons = number::count(ids.len() as u64);
    let mut sentence = format!(
        "The {} rows belong to {persons} persons: curves, log-rank test and the first hazard ratio take each row as a person.",
        number::count(n as u64)
    );
    let mut numbers = vec![("n_rows", n as f64), ("n_persons", ids.len() as f64)];
    let first = report.terms.first().and_then(|term| term.columns.first());
    let robust = first.and_then(|column| column.robust.as_ref().map(|robust| (column, robust)));
    let known = |(column, robust): (&ColumnReport, &RobustColumn)| {
        let Interval { value, lower, upper } = robust.hazard_ratio;
        Some((column.direction.clone(), [value.value?, lower.value?, upper.value?], robust.p_value.value?))
    };
    if let Some((direction, [value, lower, upper], p)) = robust.and_then(known) {
        sentence += &format!(
            " With errors by person, in the Cox model in full: {direction} {} ({} to {}), p {}.",
            ratio(value),
            ratio(lower),
            ratio(upper),
            p_value(p)
        );
        numbers.push(("robust_p", p));
    } else {
        sentence += " Turn on robust errors in the Cox model in full.";
    }
    Some(Warning { code: "clustered", sentence, numbers })
}

fn left_out(report: &ModelReport) -> Option<Warning> {
    let (out, all) = (report.n_left_out, report.n + report.n_left_out);
    (out > 0).then(|| Warning {
        code: "model_rows_left_out",
        sentence: format!(
            "{} of {} rows lack a value of a column of the model or of the strata: the model is without them, the curves are not.",
            number::count(out as u64),
            number::count(all as u64)
        ),
        numbers: vec![("n_left_out", out as f64), ("n", report.n as f64)],
    })
}

/// Separation, where the groups alone do not show it.
fn no_maximum(report: &ModelReport) -> Option<Warning> {
    let columns = || report.terms.iter().flat_map(|term| &term.columns);
    let runs = |column: &&ColumnReport| {
        matches!(column.hazard_ratio.value.reason, Some(Reason::Zero | Reason::Infinite))
    };
    if report.firth.is_none() || columns().count() < 2 {
        return None;
    }
    let end = |column: &ColumnReport| {
        let end = if column.hazard_ratio.value.reason == Some(Reason::Zero) { "0" } else { "infinity" };
        format!("{} runs to {end}", column.direction)
    };
    let running: Vec<String> = columns().filter(runs).take(3).map(end).collect();
    let named =
        if running.is_empty() { "coefficients run to infinity".to_owned() } else { running.join(", ") };
    Some(Warning {
        code: "model_no_maximum",
        sentence: format!(
            "In the model {named}: some column, or several together, put every event in its order, so the likelihood has no maximum. Firth’s fit in the section has one."
        ),
        numbers: vec![("n_columns", columns().filter(runs).count() as f64)],
    })
}

fn aliased(report: &ModelReport) -> Option<Warning> {
    let columns =
        || report.terms.iter().flat_map(|term| &term.columns).filter(|column| column.note.is_some());
    let n = columns().count();
    let each = |column: &ColumnReport| {
        let name = column.direction.trim_end_matches(", one more");
        format!("{name} ({})", column.note.as_deref().unwrap_or_default())
    };
    let mut named: Vec<String> = columns().take(3).map(each).collect();
    if n > 3 {
        named.push(format!("{} more", n - 3));
    }
    if n == 0 {
        return None;
    }
    let sentence = format!("Without a ratio in the model: {}.", named.join("; "));
    Some(Warning { code: "aliased", sentence, numbers: vec![("n_columns", n as f64)] })
}

fn few_events(report: &ModelReport) -> Option<Warning> {
    let columns = report.terms.iter().map(|term| term.columns.len()).sum::<usize>();
    (columns > 1 && report.events_per_coefficient < FEW_EVENTS).then(|| {
        let sentence = format!(
            "The model has {} events for each of its coefficients: with fewer than 10, ratios and limits are uncertain.",
            number::significant(report.events_per_coefficient, 2)
        );
        let numbers = vec![("n_event", report.n_event as f64), ("events_per_coefficient", report.events_per_coefficient)];
        Warning { code: "model_few_events", sentence, numbers }
    })
}

fn not_converged(report: &ModelReport) -> Option<Warning> {
    (!report.converged).then(|| Warning {
        code: "model_not_converged",
        sentence: "The model did not settle: do not use its ratios.".to_owned(),
        numbers: vec![("iterations", report.iterations as f64)],
    })
}

fn firth_beside(report: &ModelReport) -> Option<Warning> {
    let firth = report.firth.as_ref()?;
    let [only] = &firth.columns[..] else { return None };
    let (value, p) = (only.hazard_ratio.value.value?, only.p_value.value?);
    let end = |limit: Maybe, open: &str| limit.value.map_or(open.to_owned(), ratio);
    let sentence = format!(
        "Firth’s penalised estimate exists where the usual one does not: {}, hazard ratio {} ({} to {}), p {}.",
        only.direction,
        ratio(value),
        end(only.hazard_ratio.lower, "0"),
        end(only.hazard_ratio.upper, "infinity"),
        p_value(p)
    );
    Some(Warning { code: "firth", sentence, numbers: vec![("hazard_ratio", value), ("p_value", p)] })
}
