//! The figure read step by step: at each time with an event, how many are at risk, how many have the event,
//! the height of each curve with its limits, and which fractions it is made of.
//!
//! A Kaplan-Meier curve is the product of (n − d)/n over the times passed (Kaplan & Meier 1958, JASA 53,
//! 457-481), a cumulative incidence the sum of S(t−) d/n (Aalen & Johansen 1978, Scand J Stat 5, 141-150).
//! The fractions are the counts themselves; of a long product the last factor stands beside the value before
//! it. Where steps were left out of the figure nothing is said of fractions. A curve is read up to its last
//! time, beyond it there is nothing.

use super::{names, number};
use crate::figure::{Figure, FigureCurve, Made, Scale};
use crate::math::pow;
use crate::order::ascending;
use crate::step::last_at;
use serde::Serialize;

/// Fractions that are written out; of more only the last.
const FACTORS: usize = 5;

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
    /// When, in the unit of the data.
    pub time: f64,
    /// The same with its unit.
    pub moment: String,
    /// A row a curve.
    pub rows: Vec<ReadingRow>,
    /// All of it in a sentence or two, for those who listen.
    pub spoken: String,
}

/// The times at which a figure can be read, ascending, each once: the beginning, every step of a curve, the ends.
/// None where heights are no step function of time.
pub fn steps(figure: &Figure) -> Vec<f64> {
    if figure.made == Made::Fit {
        return Vec::new();
    }
    let ends = figure.curves.iter().map(|curve| curve.last_time);
    let events = figure.curves.iter().flat_map(|curve| {
        let events = curve.time.iter().zip(&curve.n_event);
        events.filter(|(_, n)| **n > 0).map(|(time, _)| *time)
    });
    let times: Vec<f64> = events.chain(ends).chain([figure.x_range[0]]).collect();
    let mut times: Vec<f64> = ascending(&times).into_iter().map(|i| times[i as usize]).collect();
    times.dedup();
    times.retain(|&time| time >= figure.x_range[0]);
    times
}

/// The curves at the step with this index; an index beyond the last is the last.
pub fn read(figure: &Figure, steps: &[f64], step: usize) -> Reading {
    let step = step.min(steps.len().saturating_sub(1));
    let time = steps.get(step).copied().unwrap_or(0.0);
    let rows: Vec<ReadingRow> = figure.curves.iter().map(|curve| row(figure, curve, time)).collect();
    let moment = moment(figure, time);
    let spoken = rows.iter().fold(format!("{moment}. "), |said, row| said + &spoken(row));
    Reading { step, of: steps.len(), time, moment, rows, spoken }
}

/// A curve as a table: for those who cannot see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Twin {
    /// Name of the curve.
    pub name: String,
    /// Place on the horizontal axis, height, limits: a row a step or point.
    pub rows: Vec<[String; 3]>,
}

/// A time as the axis has it and, where that is another unit, as the data have it.
fn moment(figure: &Figure, time: f64) -> String {
    let own = names::moment(time, &figure.time_unit);
    if figure.axis_unit == figure.time_unit {
        return own;
    }
    format!("{} ({own})", names::moment(time / figure.axis_factor, &figure.axis_unit))
}

/// The figure as tables, at most `most` rows of each curve, evenly. Residuals stand after the curve through them, without limits.
pub fn twins(figure: &Figure, most: usize) -> Vec<Twin> {
    figure.curves.iter().map(|curve| twin(figure, curve, most)).collect()
}

fn twin(figure: &Figure, curve: &FigureCurve, most: usize) -> Twin {
    let every = |n: usize| n.div_ceil(most.max(1)).max(1);
    let mut rows = Vec::new();
    for i in (0..curve.time.len()).filter(|i| i % every(curve.time.len()) == 0 || i + 1 == curve.time.len()) {
        let limits = match (curve.lower[i], curve.upper[i]) {
            (Some(lower), Some(upper)) => {
                format!("{} to {}", written(figure.scale, lower), written(figure.scale, upper))
            }
            _ => String::new(),
        };
        rows.push([place(figure, curve.time[i]), written(figure.scale, curve.height[i]), limits]);
    }
    for &(x, y) in curve.points.iter().step_by(every(curve.points.len())) {
        rows.push([place(figure, x), written(figure.scale, y), String::new()]);
    }
    Twin { name: curve.name.clone(), rows }
}

/// A place on the horizontal axis as the reader knows it: of a logarithmic axis the time itself.
fn place(figure: &Figure, x: f64) -> String {
    number::time(if figure.log_time { pow(10.0, x) } else { x })
}

fn row(figure: &Figure, curve: &FigureCurve, time: f64) -> ReadingRow {
    let name = curve.name.clone();
    if time > curve.last_time {
        let share = format!("followed to {} only", moment(figure, curve.last_time));
        return ReadingRow { name, height: None, at_risk: None, events: 0, share, origin: String::new() };
    }
    let at = last_at(&curve.time, time);
    let height = at.map(|i| curve.height[i]).or(figure.start).unwrap_or_default();
    let here = at.filter(|&i| curve.time[i] == time);
    // Nobody comes or goes between two steps but those who enter late.
    let next = here.or_else(|| (!figure.risk_moves).then(|| at.map_or(0, |i| i + 1)));
    ReadingRow {
        name,
        height: Some(height),
        at_risk: next.and_then(|i| curve.n_risk.get(i).copied()),
        events: here.map_or(0, |i| curve.n_event[i]),
        share: share(figure, curve, at, height),
        origin: at.map_or_else(String::new, |i| origin(figure, curve, i)),
    }
}

/// A height in the figure's scale.
pub(super) fn written(scale: Scale, height: f64) -> String {
    match scale {
        Scale::Percent => number::share(height),
        Scale::Probability => number::decimals(height, 3),
        Scale::Number => number::ratio(height),
    }
}

fn share(figure: &Figure, curve: &FigureCurve, at: Option<usize>, height: f64) -> String {
    let value = written(figure.scale, height);
    let short = |limit: f64| written(figure.scale, limit).replace("\u{202f}%", "");
    match at.and_then(|i| curve.lower[i].zip(curve.upper[i])) {
        Some((lower, upper)) => format!("{value} ({} to {})", short(lower), short(upper)),
        None => value,
    }
}

/// The height before step `i`. Where the figure begins later the one before its first step is told by the step itself, if
/// its counts are enough for that.
fn before(figure: &Figure, curve: &FigureCurve, i: usize) -> Option<f64> {
    let start = figure.start.unwrap_or_default();
    if let Some(i) = i.checked_sub(1) {
        return Some(curve.height[i]);
    }
    if figure.x_range[0] <= 0.0 {
        return Some(start);
    }
    let (n, d) = (f64::from(curve.n_risk[i]), f64::from(curve.n_event[i]));
    match figure.made {
        Made::Product if n > d && start == 0.0 => Some(1.0 - (1.0 - curve.height[i]) * n / (n - d)),
        Made::Product if n > d => Some(curve.height[i] * n / (n - d)),
        Made::Hazard => Some(curve.height[i] - d / n),
        _ => None,
    }
}

/// The fractions of the last step of the curve at or before index `i`.
fn origin(figure: &Figure, curve: &FigureCurve, i: usize) -> String {
    let passed: Vec<usize> = (0..=i).filter(|&i| curve.n_event[i] > 0).collect();
    let (Some(&last), false) = (passed.last(), figure.thinned) else { return String::new() };
    let start = figure.start.unwrap_or_default();
    let Some(before) = before(figure, curve, last) else { return String::new() };
    let (n, d) = (curve.n_risk[last], curve.n_event[last]);
    let write = |height: f64| written(figure.scale, height);
    let total = write(curve.height[last]);
    match figure.made {
        Made::Fit => String::new(),
        Made::Hazard => format!("{} + {d}/{n} = {total}", write(before)),
        Made::Incidence => {
            let free = (curve.height[last] - before) * f64::from(n) / f64::from(d);
            format!("{} + {} × {d}/{n} = {total}", write(before), write(free))
        }
        Made::Product => {
            let rising = start == 0.0;
            let stays = |i: usize| format!("{}/{}", curve.n_risk[i] - curve.n_event[i], curve.n_risk[i]);
            // Of a figure that begins later the first factors are not at hand.
            let product = if passed.len() <= FACTORS && figure.x_range[0] == 0.0 {
                passed.iter().map(|&i| stays(i)).collect::<Vec<_>>().join(" × ")
            } else {
                format!("{} × {}", write(if rising { 1.0 - before } else { before }), stays(last))
            };
            format!("{}{product} = {total}", if rising { "1 − " } else { "" })
        }
    }
}

fn spoken(row: &ReadingRow) -> String {
    let events = match row.events {
        0 => String::new(),
        1 => ", 1 event".to_owned(),
        n => format!(", {n} events"),
    };
    let at_risk = row.at_risk.map_or_else(String::new, |n| format!(", {n} at risk"));
    format!("{}: {}{at_risk}{events}. ", names::isolated(&row.name), row.share)
}
