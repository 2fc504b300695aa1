//! The figure of a report, as a plain description.

use super::options::CurveKind;
use super::shape::{CurveReport, GroupReport};
use super::words::Facts;
use super::{names, number, ticks};
use crate::data::Survival;
use crate::estimate::risk_table::{RiskRow, risk_table};
use crate::figure::{Figure, FigureCurve, FigureRows, FigureTable};

/// Describes the figure of `facts`; its table is counted from `data`.
pub(super) fn describe(data: &Survival, facts: &Facts<'_>) -> Figure {
    let settings = facts.settings;
    let last_time = facts.groups.iter().map(|group| group.last_time).fold(0.0, f64::max);
    let span = if last_time > 0.0 { last_time } else { 1.0 };
    let table = |ticks: Vec<f64>| FigureTable {
        groups: risk_table(data, &ticks).into_iter().map(FigureRows::from).collect(),
        ticks,
    };
    Figure {
        time_label: settings.time_label.clone(),
        share_label: names::axis(&settings.event_name, settings.curve),
        start: if settings.curve == CurveKind::Surv { 1.0 } else { 0.0 },
        last_time: span,
        curves: facts.groups.iter().map(|group| curve(group, settings.curve)).collect(),
        tables: ticks::sets(span, &settings.time_unit).into_iter().map(table).collect(),
        row_names: ["at risk".to_owned(), names::column(&settings.event_name), "censored".to_owned()],
        label: facts.note("label").unwrap_or_default().to_owned(),
    }
}

impl From<RiskRow> for FigureRows {
    fn from(RiskRow { at_risk, events, censored }: RiskRow) -> Self {
        FigureRows { at_risk, events, censored }
    }
}

fn curve(group: &GroupReport, kind: CurveKind) -> FigureCurve {
    let CurveReport { time, n_censor, surv, lower, upper, .. } = &group.curve;
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
        censored: time.iter().zip(n_censor).filter(|(_, n)| **n > 0).map(|(time, _)| *time).collect(),
        last_time: group.last_time,
        time: time.clone(),
    }
}
