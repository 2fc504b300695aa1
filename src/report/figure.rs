//! The figure of a report, as a plain description.
//!
//! Where other events come first, the share with the event is its cumulative incidence; a Kaplan-Meier curve that takes them as
//! censored is drawn only if somebody asks for the share still without, and its axis says so.

use super::options::CurveKind;
use super::shape::{CurveReport, GroupReport};
use super::words::Facts;
use super::{names, number, ticks};
use crate::competing::cumulative_incidence::{self, GroupIncidence, Incidence};
use crate::data::Survival;
use crate::estimate::confidence::Confidence;
use crate::estimate::risk_table::{RiskRow, risk_table};
use crate::figure::{Figure, FigureCurve, FigureRows, FigureTable};
use crate::step::last_at;

/// Describes the figure of `facts`; its table is counted from `data`, cumulative incidence from the events of every cause.
pub(super) fn describe(
    data: &Survival,
    all_causes: &Survival,
    facts: &Facts<'_>,
    confidence: &Confidence,
) -> Figure {
    let settings = facts.settings;
    let competing = facts.data.n_competing > 0;
    let incidence = competing && settings.curve == CurveKind::Event;
    let last_time = facts.groups.iter().map(|group| group.last_time).fold(0.0, f64::max);
    let span = if last_time > 0.0 { last_time } else { 1.0 };
    let table = |ticks: Vec<f64>| FigureTable {
        groups: risk_table(data, &ticks).into_iter().map(FigureRows::from).collect(),
        ticks,
    };
    Figure {
        time_label: settings.time_label.clone(),
        time_unit: settings.time_unit.clone(),
        share_label: match (settings.curve, competing) {
            (CurveKind::Event, true) => {
                format!("Cumulative incidence of {}", names::bare_noun(&settings.event_name))
            }
            (kind, false) => names::axis(&settings.event_name, kind),
            (kind, true) => format!("{}, other events censored", names::axis(&settings.event_name, kind)),
        },
        start: if settings.curve == CurveKind::Surv { 1.0 } else { 0.0 },
        last_time: span,
        incidence,
        thinned: facts.groups.iter().any(|group| group.curve.time.len() < group.curve.n_steps),
        late_entry: facts.late_entry,
        curves: if incidence {
            let incidence = cumulative_incidence::by_group(all_causes);
            let pairs = facts.groups.iter().zip(&incidence);
            pairs.map(|(group, found)| rising(group, found, confidence, settings.max_steps)).collect()
        } else {
            facts.groups.iter().map(|group| curve(group, settings.curve)).collect()
        },
        tables: ticks::sets(span, &settings.time_unit).into_iter().map(table).collect(),
        row_names: [
            "at risk".to_owned(),
            names::column(&settings.event_name),
            (if competing { "other ends" } else { "censored" }).to_owned(),
        ],
        label: facts.note("label").unwrap_or_default().to_owned(),
    }
}

impl From<RiskRow> for FigureRows {
    fn from(RiskRow { at_risk, events, censored }: RiskRow) -> Self {
        FigureRows { at_risk, events, censored }
    }
}

/// The cumulative incidence of the event asked about.
fn rising(
    group: &GroupReport,
    found: &GroupIncidence,
    confidence: &Confidence,
    most: Option<usize>,
) -> FigureCurve {
    let every = found.time.len().div_ceil(most.unwrap_or(usize::MAX)).max(1);
    let last = found.time.len().saturating_sub(1);
    let kept: Vec<usize> = (0..found.time.len()).filter(|i| i % every == 0 || *i == last).collect();
    let at = |&i: &usize| {
        let event = found.causes.iter().find(|of| of.cause.code == 1);
        event.and_then(|event| event.at(found.time[i])).unwrap_or_default()
    };
    let estimates: Vec<_> = kept.iter().map(at).collect();
    let limits: Vec<_> = estimates.iter().map(|estimate| estimate.limits(confidence)).collect();
    let end = estimates.last().map_or(0.0, |estimate| estimate.cif);
    FigureCurve {
        name: group.name.clone(),
        end_label: format!("{} {}", group.name, number::percent(end)),
        height: estimates.iter().map(|estimate| estimate.cif).collect(),
        lower: limits.iter().map(|limits| limits.map(|(lower, _)| lower)).collect(),
        upper: limits.iter().map(|limits| limits.map(|(_, upper)| upper)).collect(),
        n_risk: kept.iter().map(|&i| found.n_risk[i]).collect(),
        n_event: kept.iter().map(|&i| events_at(found, found.time[i])).collect(),
        censored: kept.iter().filter(|&&i| found.n_censor[i] > 0).map(|&i| found.time[i]).collect(),
        last_time: group.last_time,
        time: kept.iter().map(|&i| found.time[i]).collect(),
    }
}

/// Events of the cause asked about at `time`.
fn events_at(found: &GroupIncidence, time: f64) -> u32 {
    let at = |event: &Incidence| {
        last_at(&event.time, time).filter(|&i| event.time[i] == time).map(|i| event.n_event[i])
    };
    found.causes.iter().find(|of| of.cause.code == 1).and_then(at).unwrap_or(0)
}

fn curve(group: &GroupReport, kind: CurveKind) -> FigureCurve {
    let CurveReport { time, n_risk, n_event, n_censor, surv, lower, upper, .. } = &group.curve;
    let turned = |share: &f64| if kind == CurveKind::Surv { *share } else { 1.0 - share };
    let limit = |limits: &[Option<f64>]| limits.iter().map(|limit| limit.as_ref().map(turned)).collect();
    let (lower, upper) = if kind == CurveKind::Surv { (lower, upper) } else { (upper, lower) };
    let end = turned(surv.last().unwrap_or(&1.0));
    FigureCurve {
        name: group.name.clone(),
        end_label: format!("{} {}", group.name, number::percent(end)),
        height: surv.iter().map(turned).collect(),
        lower: limit(lower),
        upper: limit(upper),
        n_risk: n_risk.clone(),
        n_event: n_event.clone(),
        censored: time.iter().zip(n_censor).filter(|(_, n)| **n > 0).map(|(time, _)| *time).collect(),
        last_time: group.last_time,
        time: time.clone(),
    }
}
