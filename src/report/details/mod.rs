//! What stands behind the first answer: a section for each kind of question, computed with it while the data
//! are not large, else when somebody asks.
//!
//! A section is a plain struct with its numbers, its methods in sentences and one line that says what it
//! holds. What a section cannot give is a [`Maybe`] with its reason, or the section is
//! missing and its `reason` says why.

pub mod comparisons;
pub mod competing;
pub mod diagnostics;
pub mod estimates;
pub mod model;
pub mod permutation;

use super::common_time::Compared;
use super::names::isolated;
use super::options::{Depth, Settings};
use super::shape::{GroupReport, Maybe, Reason, Warning};
use super::words::Facts;
use crate::data::Survival;
use crate::estimate::confidence::Confidence;
use crate::estimate::contrast::Contrast;
use crate::estimate::kaplan_meier::KaplanMeier;
use crate::risk_set::RiskSets;
use serde::Serialize;

/// What the sections are made from.
pub(super) struct Ask<'a> {
    /// Events of every cause.
    pub(super) all_causes: &'a Survival,
    /// The event asked about, other causes censored.
    pub(super) data: &'a Survival,
    /// Events of every cause; rows of one person apart that differ in what a model reads.
    pub(super) model_rows_all: &'a Survival,
    /// The event asked about, rows as there.
    pub(super) model_rows: &'a Survival,
    pub(super) sets: &'a RiskSets,
    pub(super) curves: &'a [KaplanMeier],
    pub(super) confidence: &'a Confidence,
    pub(super) facts: &'a Facts<'a>,
}

impl<'a> Ask<'a> {
    pub(super) fn settings(&self) -> &'a Settings {
        self.facts.settings
    }

    pub(super) fn compared(&self) -> Compared<'a> {
        Compared { facts: self.facts, all_causes: self.all_causes, curves: self.curves }
    }

    pub(super) fn groups(&self) -> &'a [GroupReport] {
        self.facts.groups
    }

    /// The groups other than the reference, by index, each with its direction ("a versus b").
    pub(super) fn against_reference(&self) -> impl Iterator<Item = (usize, String)> {
        let (groups, reference) = (self.groups(), self.settings().reference);
        let direction = move |g: usize| {
            format!("{} versus {}", isolated(&groups[g].name), isolated(&groups[reference].name))
        };
        (0..groups.len()).filter(move |&g| g != reference).map(move |g| (g, direction(g)))
    }
}

/// A section, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Section<T> {
    pub content: Option<T>,
    pub reason: Option<String>,
}

impl<T> Section<T> {
    fn from(content: Result<T, String>) -> Self {
        match content {
            Ok(content) => Section { content: Some(content), reason: None },
            Err(reason) => Section { content: None, reason: Some(reason) },
        }
    }
}

/// All sections. See `Details` in `shapes.d.ts`; so for each type below.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Details {
    pub estimates: Section<estimates::EstimatesReport>,
    pub comparisons: Section<comparisons::ComparisonsReport>,
    pub permutation: Section<permutation::PermutationReport>,
    pub model: Section<model::ModelReport>,
    pub diagnostics: Section<diagnostics::DiagnosticsReport>,
    pub competing: Section<competing::CompetingReport>,
}

/// The sections, if they are asked for, and what to keep in mind about them. `told`: the incidences that the
/// words speak of; `fitted`: the model, where the first answer has fitted it.
pub(super) fn details(
    ask: &Ask<'_>,
    told: Option<&competing::IncidenceAt>,
    permutation: Option<&Result<permutation::PermutationReport, String>>,
    fitted: Option<Result<model::Fitted, String>>,
    warnings: &mut Vec<Warning>,
) -> Option<Details> {
    if ask.settings().depth == Depth::First {
        return None;
    }
    let estimates = estimates::report(ask);
    let permutation = permutation?.clone();
    let fitted = fitted.unwrap_or_else(|| model::fitted(ask.model_rows, ask.settings()));
    let model = fitted.as_ref().map(|fitted| model::report(ask, fitted)).map_err(String::clone);
    let times = if ask.settings().ranks() { Vec::new() } else { estimates::times(ask) };
    let diagnostics = fitted.as_ref().map_err(String::clone).and_then(|fitted| {
        let settled = fitted.fit.has_maximum();
        if settled {
            diagnostics::report(ask, fitted, &times)
        } else {
            Err(diagnostics::NO_MAXIMUM.to_owned())
        }
    });
    let competing = competing::report(ask, &times);
    if let Ok(permutation) = &permutation {
        warnings.extend(permutation::warning(permutation, ask.facts.log_rank));
    }
    if let Ok(model) = &model {
        warnings.extend(model::clustered(model, ask));
        warnings.extend(model::warnings(model));
    }
    if competing.is_some() {
        warnings.extend(told.and_then(|told| competing::warning(ask, told)));
    }
    Some(Details {
        estimates: Section::from(estimates),
        comparisons: Section::from(comparisons::report(ask)),
        permutation: Section::from(permutation),
        model: Section::from(model),
        diagnostics: Section::from(diagnostics),
        competing: Section { content: competing, reason: None },
    })
}

/// A number with its limits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Interval {
    pub value: Maybe,
    pub lower: Maybe,
    pub upper: Maybe,
}

impl Interval {
    /// All three missing for one reason.
    pub fn missing(reason: Reason) -> Self {
        let none = Maybe::missing(reason);
        Interval { value: none, lower: none, upper: none }
    }

    /// All three known, or `reason` where one is not finite.
    pub fn of(value: f64, (lower, upper): (f64, f64), reason: Reason) -> Self {
        let maybe = |number| Maybe::or(Some(number), reason);
        Interval { value: maybe(value), lower: maybe(lower), upper: maybe(upper) }
    }
}

/// A difference or ratio of a group and the reference, with its test.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ContrastReport {
    pub direction: String,
    #[serde(flatten)]
    pub interval: Interval,
    pub p_value: Maybe,
}

impl ContrastReport {
    fn new(direction: &str, contrast: Option<Contrast>, reason: Reason) -> Self {
        let interval = contrast.map_or(Interval::missing(reason), |found| {
            Interval::of(found.estimate, (found.lower, found.upper), reason)
        });
        let p_value = contrast.and_then(|found| found.test).map(|test| test.p_value);
        ContrastReport { direction: direction.to_owned(), interval, p_value: Maybe::or(p_value, reason) }
    }
}
