//! The figure read step by step: at each time with an event, how many are at risk, how many have the event,
//! the height of each curve with its limits, and which fractions it is made of.
//!
//! A Kaplan-Meier curve is the product of (n − d)/n over the times passed (Kaplan & Meier 1958, JASA 53,
//! 457-481), a cumulative incidence the sum of S(t−) d/n (Aalen & Johansen 1978, Scand J Stat 5, 141-150).
//! The fractions are the counts themselves; of a long product the last factor stands beside the value before
//! it. Where steps were left out of the figure nothing is said of fractions. A curve is read up to its last
//! time; beyond it there is nothing, unless everybody who was at risk has had the event: then it stays as it is. Residuals are read event by event, with the curve that is drawn through them.

mod origin;
mod twin;

pub use twin::{Twin, twins};

use super::figure::on_line;
use super::{names, number};
use crate::figure::{After, Figure, FigureCurve, Made, Scale};
use crate::math::pow;
use crate::order::ascending;
use crate::step::last_at;
use serde::Serialize;

/// One curve at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadingRow {
    /// Name of the group.
    pub name: String,
    /// Height of the curve; missing beyond its end.
    pub height: Option<f64>,
    /// At risk just before; missing where the figure does not tell.
    pub at_risk: Option<u32>,
    /// Events at this very time.
    pub events: u32,
    /// "54.2 % (29.0 to 83.1)", or that the curve has ended.
    pub share: String,
    /// "11/12 × 10/11 = 83.3 %": where the last step at or before this time comes from; empty before the first.
    pub origin: String,
}

/// All curves at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// Which of the [`steps`].
    pub step: usize,
    /// Steps in all.
    pub of: usize,
    /// Where on the horizontal axis: the time, or its common logarithm.
    pub place: f64,
    /// When, with its unit.
    pub moment: String,
    /// A row a curve.
    pub rows: Vec<ReadingRow>,
    /// All of it in a sentence or two, for those who listen.
    pub spoken: String,
}

/// The places at which a figure can be read, ascending, each once: the beginning, every step of a curve, the ends; of
/// residuals those that have one.
pub fn steps(figure: &Figure) -> Vec<f64> {
    let of_curve = |curve: &FigureCurve| -> Vec<f64> {
        if figure.made == Made::Residuals {
            return curve.points.iter().map(|point| point.0).collect();
        }
        let events = curve.time.iter().zip(&curve.n_event).filter(|(_, n)| **n > 0);
        events.map(|(time, _)| *time).chain([curve.last_time, figure.x_range[0]]).collect()
    };
    let opening = figure.opening.filter(|_| figure.made != Made::Residuals);
    let places: Vec<f64> = figure.curves.iter().flat_map(of_curve).chain(opening).collect();
    let mut places: Vec<f64> = ascending(&places).into_iter().map(|i| places[i as usize]).collect();
    places.dedup();
    places.retain(|&place| place >= figure.x_range[0]);
    places
}

/// The step at which the reading opens, where most is known: the common time of the curves; without one the middle step.
pub fn opening(figure: &Figure, steps: &[f64]) -> usize {
    let at = |place: f64| steps.partition_point(|&step| step < place);
    figure.opening.map_or(steps.len() / 2, at).min(steps.len().saturating_sub(1))
}

/// The curves at the step with this index; an index beyond the last is the last.
pub fn read(figure: &Figure, steps: &[f64], step: usize) -> Reading {
    let step = step.min(steps.len().saturating_sub(1));
    let place = steps.get(step).copied().unwrap_or(0.0);
    let at = if figure.made == Made::Residuals { residuals } else { row };
    let rows: Vec<ReadingRow> = figure.curves.iter().map(|curve| at(figure, curve, place)).collect();
    let moment = moment(figure, place);
    let spoken = rows.iter().fold(format!("{moment}. "), |said, row| said + &spoken(figure, row));
    Reading { step, of: steps.len(), place, moment, rows, spoken }
}

/// The time that stands at a place on the horizontal axis.
fn time(figure: &Figure, place: f64) -> f64 {
    if figure.log_time { pow(10.0, place) } else { place }
}

/// A time as the axis has it and, where that is another unit, as the data have it.
pub(super) fn moment(figure: &Figure, place: f64) -> String {
    let time = time(figure, place);
    let own = names::moment(time, &figure.time_unit);
    if figure.axis_unit == figure.time_unit {
        return own;
    }
    format!("{} ({own})", names::moment(time / figure.axis_factor, &figure.axis_unit))
}

fn row(figure: &Figure, curve: &FigureCurve, place: f64) -> ReadingRow {
    let name = names::drawn(figure, curve);
    let at = last_at(&curve.time, place);
    let height = at.map(|i| curve.height[i]).or(figure.start).filter(|_| place <= curve.last_time);
    let Some(height) = height else {
        let share = nothing(figure, curve, place);
        return ReadingRow { name, height, at_risk: None, events: 0, share, origin: String::new() };
    };
    let here = at.filter(|&i| curve.time[i] == place);
    // Nobody comes or goes between two steps but those who enter late, unless steps were left out.
    let next = here.or_else(|| (!figure.risk_moves && !figure.thinned).then(|| at.map_or(0, |i| i + 1)));
    let nobody =
        curve.after == After::Stays && here.is_none() && at.is_some_and(|i| i + 1 == curve.time.len());
    ReadingRow {
        name,
        height: Some(height),
        at_risk: next.and_then(|i| curve.n_risk.get(i).copied()).or(nobody.then_some(0)),
        events: here.map_or(0, |i| curve.n_event[i]),
        share: share(figure, curve, at, height),
        origin: at.map_or_else(String::new, |i| origin::origin(figure, curve, i)),
    }
}

/// Why a curve has no height at a place.
fn nothing(figure: &Figure, curve: &FigureCurve, place: f64) -> String {
    let last = moment(figure, curve.last_time);
    match (figure.made, curve.time.first()) {
        (Made::LogLog, None) => "no point: S is 1 or 0 throughout".to_owned(),
        (Made::LogLog, Some(&first)) if place < first => {
            format!("no point before {}: S is 1", moment(figure, first))
        }
        (Made::LogLog, _) if curve.after == After::NobodyLeft => format!("no point after {last}: S is 0"),
        _ if curve.after == After::NobodyLeft => {
            format!("nobody at risk after {last}: all who were had had the event")
        }
        _ => format!("no follow-up beyond {last}"),
    }
}

/// The residuals of the events at a place, and the curve there: between two of its points on the line that is drawn.
fn residuals(figure: &Figure, curve: &FigureCurve, place: f64) -> ReadingRow {
    let line = |heights: &[f64]| on_line(&curve.time, heights, place);
    let limit = |limits: &[Option<f64>]| line(&limits.iter().copied().flatten().collect::<Vec<f64>>());
    let (height, lower, upper) = (line(&curve.height), limit(&curve.lower), limit(&curve.upper));
    ReadingRow {
        name: curve.name.clone(),
        height,
        at_risk: None,
        events: 0,
        share: height.map_or_else(
            || "no curve here".to_owned(),
            |height| with_limits(figure, height, lower.zip(upper)),
        ),
        origin: origin::residuals(figure, curve, place),
    }
}

/// A height in the figure's scale.
pub(super) fn written(scale: Scale, height: f64) -> String {
    match scale {
        Scale::Percent => number::share(height),
        Scale::Probability => number::decimals(height, 3),
        Scale::Number => number::height(height).replace('-', "\u{2212}"),
    }
}

/// Of a layer its own share, else the height.
fn own(figure: &Figure, curve: &FigureCurve, i: usize) -> f64 {
    match curve.lower[i].filter(|_| figure.made == Made::Layers) {
        Some(floor) => curve.height[i] - floor,
        None => curve.height[i],
    }
}

fn share(figure: &Figure, curve: &FigureCurve, at: Option<usize>, height: f64) -> String {
    match at {
        Some(i) if figure.made == Made::Layers => written(figure.scale, own(figure, curve, i)),
        Some(i) => with_limits(figure, height, curve.lower[i].zip(curve.upper[i])),
        None => written(figure.scale, height),
    }
}

fn with_limits(figure: &Figure, height: f64, limits: Option<(f64, f64)>) -> String {
    let value = written(figure.scale, height);
    let short = |limit: f64| written(figure.scale, limit).replace("\u{202f}%", "");
    // Before a first event limits have no width, which is no certainty.
    match limits.filter(|(lower, upper)| lower < upper) {
        Some((lower, upper)) => format!("{value} ({} to {})", short(lower), short(upper)),
        None => value,
    }
}

fn spoken(figure: &Figure, row: &ReadingRow) -> String {
    let events = match row.events {
        0 => String::new(),
        1 => ", 1 event".to_owned(),
        n => format!(", {n} events"),
    };
    let at_risk = row.at_risk.map_or_else(String::new, |n| format!(", {n} at risk"));
    let residuals = match figure.made {
        Made::Residuals => format!(", {}", row.origin),
        _ => String::new(),
    };
    format!("{}: {}{at_risk}{events}{residuals}. ", names::isolated(&row.name), row.share)
}
