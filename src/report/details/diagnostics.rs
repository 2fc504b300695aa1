//! Whether the Cox model fits, and what it predicts: proportional hazards, residuals, baseline hazard,
//! adjusted curves.

use super::Ask;
use super::model::Fitted;
use crate::cox::ChiSquareTest;
use crate::cox::adjusted::{Adjusted, AdjustedCurve, at_means, standardised};
use crate::cox::baseline::Baseline;
use crate::cox::design::{Design, Term};
use crate::cox::ph_plot::{PhResiduals, ph_residuals};
use crate::cox::ph_test::{NoPhTest, PhTest, ph_test};
use crate::cox::residuals::{deviance, martingale};
use crate::estimate::confidence::Confidence;
use crate::order::ascending;
use crate::report::comparison::ph_report;
use crate::report::number::p_value;
use crate::report::shape::{Reason, TestReport, all_unsigned};
use crate::report::unit;
use crate::step::last_at;
use serde::Serialize;

/// At most this many points of a curve or plot are sent.
const MOST_POINTS: usize = 1000;
/// Why a model that runs away is not looked at closer.
pub(super) const NO_MAXIMUM: &str = "The likelihood of the model has no maximum: tests, residuals and curves would be those of a point on the way to infinity, so none are given.";
/// Why a model whose numbers leave their range is not looked at closer.
const LOST: &str = "Residuals and curves were lost to rounding: columns differ too much in size. Give them units in which their values are of like size.";
/// This many of the largest residuals are listed.
const EXTREMES: usize = 5;

/// The whole section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct DiagnosticsReport {
    pub summary: String,
    pub transform: &'static str,
    pub ph: Vec<PhTerm>,
    pub ph_global: Option<TestReport>,
    pub ph_reason: Option<String>,
    pub schoenfeld: Vec<SchoenfeldPlot>,
    pub extremes: Vec<ExtremeResidual>,
    pub martingale: Vec<f64>,
    pub deviance: Vec<f64>,
    pub subject: Vec<u32>,
    pub baseline: Vec<BaselineReport>,
    pub adjusted: Vec<AdjustedReport>,
    pub methods: Vec<String>,
}

/// The test of one term.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PhTerm {
    pub name: String,
    pub chi_sq: Option<f64>,
    pub df: Option<usize>,
    pub p_value: Option<f64>,
}

/// Scaled Schoenfeld residuals of a term: a coefficient at each event, and their smooth curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct SchoenfeldPlot {
    pub name: String,
    /// Whether the term has several coefficients: the residuals are then those of what they add together, which the model fits as 1.
    pub several: bool,
    pub time: Vec<f64>,
    pub x: Vec<f64>,
    pub y: Vec<Option<f64>>,
    pub smooth_time: Vec<f64>,
    pub smooth: Vec<f64>,
    pub smooth_lower: Vec<f64>,
    pub smooth_upper: Vec<f64>,
}

/// A subject whom the model fits badly.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ExtremeResidual {
    pub subject: u32,
    pub time: f64,
    pub event: bool,
    pub martingale: f64,
    pub deviance: f64,
}

/// The baseline hazard of a stratum.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct BaselineReport {
    pub time: Vec<f64>,
    /// Missing where it is larger than a number can be.
    pub cum_haz: Vec<Option<f64>>,
    /// Why some are missing.
    pub reason: Option<Reason>,
}

/// Adjusted curves of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AdjustedReport {
    pub method: &'static str,
    pub time: Vec<f64>,
    pub curves: Vec<AdjustedCurveReport>,
    pub at: Vec<f64>,
}

/// One adjusted curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct AdjustedCurveReport {
    pub name: String,
    pub surv: Vec<f64>,
    pub lower: Vec<Option<f64>>,
    pub upper: Vec<Option<f64>>,
    /// At each of the times `at`; missing beyond the curve.
    pub surv_at: Vec<Option<f64>>,
}

/// The section; it needs a fitted model.
///
/// # Errors
/// The sentence that says why there is none.
pub(super) fn report(ask: &Ask<'_>, fitted: &Fitted, at: &[f64]) -> Result<DiagnosticsReport, String> {
    let Fitted { design, fit } = fitted;
    let transform = ask.settings().ph_transform;
    let test = ph_test(design, &fit.coef, fit.ties, transform);
    let plots = ph_residuals(design, &fit.coef, fit.ties, transform);
    let martingale = martingale(design, &design.linear_predictor(&fit.coef), fit.ties);
    let deviance = deviance(&martingale, &design.event);
    if martingale.iter().chain(&deviance).any(|residual| !residual.is_finite()) {
        return Err(LOST.to_owned());
    }
    let (martingale, deviance) = (all_unsigned(martingale), all_unsigned(deviance));
    let (ph_global, ph_reason) = ph_report(test.as_ref().map(|test| test.global), ask.settings());
    // Subjects are named by their place among the usable rows of the text.
    let subject: Vec<u32> = design.subject.iter().map(|&i| ask.model_rows.origin()[i as usize]).collect();
    Ok(DiagnosticsReport {
        summary: summary(&test),
        transform: transform.name(),
        ph: test.as_ref().map_or_else(|_| Vec::new(), |test| terms(fitted, test)),
        ph_global,
        ph_reason,
        schoenfeld: plots.map_or_else(|_| Vec::new(), |plots| schoenfeld(fitted, &plots, ask.confidence.z)),
        extremes: extremes(fitted, &subject, &martingale, &deviance),
        martingale,
        deviance,
        subject,
        baseline: baseline(fitted),
        adjusted: adjusted(fitted, ask.confidence, at),
        methods: methods(ask, fitted),
    })
}

/// Why there is no test of proportional hazards.
pub(in crate::report) fn sentence(why: NoPhTest) -> &'static str {
    match why {
        NoPhTest::NoEvents => "There is no test: nobody in the model had the event.",
        NoPhTest::EventAtZero => "There is no test on the logarithm of time: an event is at time 0.",
        NoPhTest::NoInformation => {
            "There is no test: nothing could be seen to change, as with one event time."
        }
        NoPhTest::ExactTies => "The test is not made for exact ties; choose Efron or Breslow.",
        NoPhTest::RunsAway => "There is no test: the ratio runs away.",
    }
}

fn terms(Fitted { design, .. }: &Fitted, test: &PhTest) -> Vec<PhTerm> {
    let one = |(term, test): (&Term, &Option<ChiSquareTest>)| {
        let test = test.and_then(|test| TestReport::of(test, String::new()));
        PhTerm {
            name: term.name.clone(),
            chi_sq: test.as_ref().map(|test| test.chi_sq),
            df: test.as_ref().map(|test| test.df),
            p_value: test.as_ref().map(|test| test.p_value),
        }
    };
    design.terms.iter().zip(&test.terms).map(one).collect()
}

/// Indices of at most `most` of `n` points, evenly, the last among them.
fn some(n: usize, most: usize) -> Vec<usize> {
    let every = n.div_ceil(most).max(1);
    (0..n).filter(|i| i % every == 0 || i + 1 == n).collect()
}

fn schoenfeld(Fitted { design, .. }: &Fitted, plots: &PhResiduals, z: f64) -> Vec<SchoenfeldPlot> {
    let kept = some(plots.time.len(), MOST_POINTS);
    let one = |(at, term): (usize, &Term)| {
        let finite = |numbers: &[f64]| numbers.iter().all(|x| x.is_finite());
        let smooth = plots.smooth(at).filter(|smooth| finite(&smooth.fit) && finite(&smooth.se));
        let limit = |sign: f64| {
            let band = smooth.iter().flat_map(|smooth| smooth.fit.iter().zip(&smooth.se));
            band.map(|(fit, se)| fit + sign * z * se).collect()
        };
        SchoenfeldPlot {
            name: named(design, term),
            several: term.columns.len() > 1,
            time: kept.iter().map(|&i| plots.time[i]).collect(),
            x: kept.iter().map(|&i| plots.x[i]).collect(),
            y: kept.iter().map(|&i| plots.terms[at].y[i].filter(|y| y.is_finite())).collect(),
            smooth_lower: limit(-1.0),
            smooth_upper: limit(1.0),
            smooth_time: smooth.as_ref().map_or_else(Vec::new, |smooth| smooth.time.clone()),
            smooth: smooth.map_or_else(Vec::new, |smooth| smooth.fit),
        }
    };
    design.terms.iter().enumerate().map(one).collect()
}

/// The name of a term and, where it is a number told per power of ten, its unit: the coefficient is for so much more.
fn named(design: &Design, term: &Term) -> String {
    match term.columns.clone().map(|at| design.columns[at].unit).find(|&unit| unit != 1.0) {
        Some(unit) => format!("{}, {}", term.name, unit::name(unit)),
        None => term.name.clone(),
    }
}

fn extremes(
    Fitted { design, .. }: &Fitted,
    subject: &[u32],
    martingale: &[f64],
    deviance: &[f64],
) -> Vec<ExtremeResidual> {
    let sizes: Vec<f64> = deviance.iter().map(|residual| -residual.abs()).collect();
    let one = |&row: &u32| {
        let row = row as usize;
        ExtremeResidual {
            subject: subject[row],
            time: design.time[row],
            event: design.event[row],
            martingale: martingale[row],
            deviance: deviance[row],
        }
    };
    ascending(&sizes).iter().take(EXTREMES).map(one).collect()
}

fn baseline(Fitted { design, fit }: &Fitted) -> Vec<BaselineReport> {
    let found = Baseline::new(design, &fit.coef, fit.ties);
    let one = |(stratum, times): (usize, &Vec<f64>)| {
        let cum_haz = found.cum_haz(stratum);
        let kept = some(times.len(), MOST_POINTS);
        let known = |&i: &usize| Some(cum_haz[i]).filter(|hazard| hazard.is_finite());
        let cum_haz: Vec<Option<f64>> = kept.iter().map(known).collect();
        BaselineReport {
            time: kept.iter().map(|&i| times[i]).collect(),
            reason: cum_haz.contains(&None).then_some(Reason::OutOfRange),
            cum_haz,
        }
    };
    found.strata.iter().map(|stratum| &stratum.time).enumerate().map(one).collect()
}

/// Curves of the groups, where groups are a term and something else is adjusted for.
fn adjusted(Fitted { design, fit }: &Fitted, confidence: &Confidence, at: &[f64]) -> Vec<AdjustedReport> {
    let Some(term) = design.terms.iter().position(|term| term.name == "group" && term.reference.is_some())
    else {
        return Vec::new();
    };
    let found = [
        at_means(design, term, &fit.coef, &fit.variance, fit.ties),
        standardised(design, term, &fit.coef, fit.ties),
    ];
    let sound = |found: &Adjusted| found.curves.iter().flat_map(|curve| &curve.surv).all(|x| x.is_finite());
    found
        .into_iter()
        .filter_map(Result::ok)
        .filter(sound)
        .map(|found| adjusted_report(&found, confidence, at))
        .collect()
}

fn adjusted_report(found: &Adjusted, confidence: &Confidence, at: &[f64]) -> AdjustedReport {
    let kept = some(found.time.len(), MOST_POINTS);
    let curve = |curve: &AdjustedCurve| {
        let limits: Vec<Option<(f64, f64)>> = kept
            .iter()
            .map(|&i| curve.var_log_surv.as_ref().and_then(|var| confidence.limits(curve.surv[i], var[i])))
            .collect();
        let surv_at = |&time: &f64| {
            (time <= found.last_time).then(|| last_at(&found.time, time).map_or(1.0, |i| curve.surv[i]))
        };
        AdjustedCurveReport {
            name: curve.name.clone(),
            surv: kept.iter().map(|&i| curve.surv[i]).collect(),
            lower: limits.iter().map(|limits| limits.map(|(lower, _)| lower)).collect(),
            upper: limits.iter().map(|limits| limits.map(|(_, upper)| upper)).collect(),
            surv_at: at.iter().map(surv_at).collect(),
        }
    };
    AdjustedReport {
        method: found.method.name(),
        time: kept.iter().map(|&i| found.time[i]).collect(),
        curves: found.curves.iter().map(curve).collect(),
        at: at.to_vec(),
    }
}

fn summary(test: &Result<PhTest, NoPhTest>) -> String {
    match test {
        Ok(test) => format!("proportional hazards p {}", p_value(test.global.p_value)),
        Err(_) => "residuals, baseline hazard".to_owned(),
    }
}

fn methods(ask: &Ask<'_>, Fitted { design, .. }: &Fitted) -> Vec<String> {
    let mut methods = vec![
        format!(
            "Proportional hazards: the score test of Grambsch and Therneau as in R’s cox.zph since survival 3.0, time on the {} scale. A small p says that a ratio changes over time; a large one does not say that it is constant.",
            ask.settings().ph_transform.name()
        ),
        "Scaled Schoenfeld residuals: what the coefficient would be near each event; smoothed by a natural spline with 4 parameters, as R plots it."
            .to_owned(),
        "Martingale residual: event less the expected number; deviance residual: the same on a symmetric scale.".to_owned(),
        "Baseline cumulative hazard: where every column of the model is 0.".to_owned(),
    ];
    if design.strata.len() > 1 {
        methods.push("Adjusted curves over strata are standardised over the data only: at the means each stratum would have a curve of its own. A standardised curve ends where the first stratum does.".to_owned());
    } else if design.terms.len() > 1 {
        methods.push("Adjusted curves: at the means of the covariates (a subject who is average in everything), and standardised over the data (everybody put into each group in turn, then averaged): two different questions, each named.".to_owned());
    }
    methods
}
