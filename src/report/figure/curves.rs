//! Curves of each group: survival or its complement, cumulative incidence of the event, cumulative hazard.

use super::{Ask, axis, common, share_label, tau_line};
use crate::competing::cumulative_incidence::{self, GroupIncidence};
use crate::estimate::nelson_aalen::nelson_aalen;
use crate::figure::{After, Figure, FigureCurve, Guide, Made, Scale};
use crate::report::names::isolated;
use crate::report::options::CurveKind;
use crate::report::shape::{CurveReport, GroupReport};
use crate::step::last_at;

/// The main figure.
pub(super) fn curves(ask: &Ask<'_>) -> Figure {
    let settings = ask.facts.settings;
    let incidence = ask.facts.data.n_competing > 0 && settings.curve == CurveKind::Event;
    let window = axis::window(settings, ask.facts.groups);
    let found = if incidence { cumulative_incidence::by_group(ask.all_causes) } else { Vec::new() };
    let whole: Vec<FigureCurve> = if incidence {
        let pairs = ask.facts.groups.iter().zip(&found);
        pairs.map(|(group, found)| rising(ask, group, found, 1)).collect()
    } else {
        ask.facts.groups.iter().map(|group| kaplan_meier(group, settings.curve)).collect()
    };
    let mut figure = Figure {
        share_label: share_label(ask),
        start: Some(if settings.curve == CurveKind::Surv { 1.0 } else { 0.0 }),
        made: if incidence { Made::Incidence } else { Made::Product },
        ..super::frame(ask, window)
    };
    figure.curves = finished(ask, whole, &figure);
    common::set(ask, &mut figure, window, &all_groups(ask), |g, time| {
        if incidence {
            return incidence_at(&found[g], 1, time);
        }
        let surv = ask.curves[g].surv_at(time)?;
        Some(if settings.curve == CurveKind::Surv { surv } else { 1.0 - surv })
    });
    if settings.drawing.medians && !incidence {
        figure.guides = medians(ask.facts.groups, &figure);
    }
    figure.guides.extend(tau_line(ask, &figure));
    figure
}

/// The Nelson-Aalen cumulative hazard of each group, its text alternative and its method.
pub(super) fn cumulative_hazard(ask: &Ask<'_>) -> (Figure, Option<String>, Vec<String>) {
    let window = axis::window(ask.facts.settings, ask.facts.groups);
    let whole = ask.facts.groups.iter().zip(ask.curves).map(|(group, curve)| {
        let hazard = nelson_aalen(curve);
        let mut drawn = kaplan_meier(group, CurveKind::Event);
        let at: Vec<Option<usize>> = drawn.time.iter().map(|&time| last_at(&hazard.time, time)).collect();
        let limits: Vec<_> =
            at.iter().map(|at| at.and_then(|i| hazard.limits(i, ask.confidence.z))).collect();
        drawn.height.clone_from(&group.curve.cum_haz);
        drawn.lower = limits.iter().map(|limits| limits.map(|(lower, _)| lower)).collect();
        drawn.upper = limits.iter().map(|limits| limits.map(|(_, upper)| upper)).collect();
        // Of nobody at risk there is no hazard.
        if drawn.after == After::Stays {
            drawn.after = After::NobodyLeft;
        }
        drawn
    });
    let mut figure = Figure {
        share_label: "Cumulative hazard (Nelson-Aalen)".to_owned(),
        start: Some(0.0),
        made: Made::Hazard,
        scale: Scale::Number,
        ..super::frame(ask, window)
    };
    figure.curves = finished(ask, whole.collect(), &figure);
    (figure.y_range, figure.y_ticks) = axis::vertical(axis::heights(&figure.curves));
    common::set(ask, &mut figure, window, &all_groups(ask), |g, time| {
        let hazard = nelson_aalen(&ask.curves[g]);
        let reached = hazard.time.last().is_some_and(|&last| time <= last);
        reached.then(|| last_at(&hazard.time, time).map_or(0.0, |i| hazard.cum_haz[i]))
    });
    let said = "Cumulative hazard curves (Nelson-Aalen). ".to_owned()
        + &super::other::ends(&figure)
        + &common::in_words(&figure, "Cumulative hazard");
    let method = "The figure shows the Nelson-Aalen cumulative hazard: the sum of events over those at risk; limits on the log scale with Aalen’s variance.";
    (figure, Some(said), vec![method.to_owned()])
}

/// Curves cut to the window, with colours, marks and the words at their ends.
pub(super) fn finished(ask: &Ask<'_>, curves: Vec<FigureCurve>, figure: &Figure) -> Vec<FigureCurve> {
    let cut = |(i, curve): (usize, FigureCurve)| {
        let ended = curve.last_time < figure.x_range[0] && curve.after != After::Stays;
        let mut curve = axis::clip(curve, figure.x_range, figure);
        (curve.colour, curve.stroke) = (i, i);
        if ask.facts.settings.drawing.no_censor_marks {
            curve.censored.clear();
        }
        // A curve that ended before what is shown is not there.
        if !ended {
            curve.end_label = isolated(&curve.name).into_owned();
        }
        curve
    };
    curves.into_iter().enumerate().map(cut).collect()
}

/// The groups by index.
pub(super) fn all_groups(ask: &Ask<'_>) -> Vec<usize> {
    (0..ask.facts.groups.len()).collect()
}

/// The cumulative incidence of the cause with this code in a group; none beyond what is known.
pub(super) fn incidence_at(found: &GroupIncidence, code: u8, time: f64) -> Option<f64> {
    match found.causes.iter().find(|of| of.cause.code == code) {
        Some(cause) => cause.at(time).map(|estimate| estimate.cif),
        // Nobody had the event.
        None => found.time.last().filter(|&&last| time <= last || found.stays()).map(|_| 0.0),
    }
}

/// From the axis at one half to the curve, and down to the time.
fn medians(groups: &[GroupReport], figure: &Figure) -> Vec<Guide> {
    let shown = figure.x_range[0]..=figure.x_range[1];
    let line = |(curve, group): (usize, &GroupReport)| {
        let median = group.median.value.value.filter(|median| shown.contains(median))?;
        let points = vec![(figure.x_range[0], 0.5), (median, 0.5), (median, 0.0)];
        Some(Guide { points, curve: Some(curve), label: String::new() })
    };
    groups.iter().enumerate().filter_map(line).collect()
}

/// The cumulative incidence of the cause with this code, a step for each time of the group: of so many that are kept.
pub(super) fn rising(ask: &Ask<'_>, group: &GroupReport, found: &GroupIncidence, code: u8) -> FigureCurve {
    let most = ask.facts.settings.max_steps.unwrap_or(usize::MAX);
    let every = found.time.len().div_ceil(most).max(1);
    let last = found.time.len().saturating_sub(1);
    let kept: Vec<usize> = (0..found.time.len()).filter(|i| i % every == 0 || *i == last).collect();
    let event = found.causes.iter().find(|of| of.cause.code == code);
    let at = |&i: &usize| event.and_then(|event| event.at(found.time[i])).unwrap_or_default();
    let estimates: Vec<_> = kept.iter().map(at).collect();
    let limits: Vec<_> = estimates.iter().map(|estimate| estimate.limits(ask.confidence)).collect();
    FigureCurve {
        name: group.name.clone(),
        height: estimates.iter().map(|estimate| estimate.cif).collect(),
        lower: limits.iter().map(|limits| limits.map(|(lower, _)| lower)).collect(),
        upper: limits.iter().map(|limits| limits.map(|(_, upper)| upper)).collect(),
        n_risk: kept.iter().map(|&i| found.n_risk[i]).collect(),
        n_event: kept.iter().map(|&i| event.map_or(0, |event| event.events_at(found.time[i]))).collect(),
        censored: kept.iter().filter(|&&i| found.n_censor[i] > 0).map(|&i| found.time[i]).collect(),
        last_time: group.last_time,
        after: if found.stays() { After::Stays } else { After::Unknown },
        time: kept.iter().map(|&i| found.time[i]).collect(),
        ..FigureCurve::default()
    }
}

fn kaplan_meier(group: &GroupReport, kind: CurveKind) -> FigureCurve {
    let CurveReport { time, n_risk, n_event, n_censor, surv, lower, upper, .. } = &group.curve;
    let turned = |share: &f64| if kind == CurveKind::Surv { *share } else { 1.0 - share };
    let limit = |limits: &[Option<f64>]| limits.iter().map(|limit| limit.as_ref().map(turned)).collect();
    let (lower, upper) = if kind == CurveKind::Surv { (lower, upper) } else { (upper, lower) };
    FigureCurve {
        name: group.name.clone(),
        height: surv.iter().map(turned).collect(),
        lower: limit(lower),
        upper: limit(upper),
        n_risk: n_risk.clone(),
        n_event: n_event.clone(),
        censored: time.iter().zip(n_censor).filter(|(_, n)| **n > 0).map(|(time, _)| *time).collect(),
        last_time: group.last_time,
        after: if surv.last() == Some(&0.0) { After::Stays } else { After::Unknown },
        time: time.clone(),
        ..FigureCurve::default()
    }
}
