//! The axis of time: which stretch of it is shown, and in which unit.

use super::ticks;
use crate::figure::{After, Figure, FigureCurve, FigureTick, Scale};
use crate::report::number;
use crate::report::options::Settings;
use crate::report::shape::GroupReport;
use crate::report::words::Facts;
use crate::step::last_at;

/// Units that an axis can be in, with their length in days: 365.25 days a year, a twelfth of it a month.
const UNITS: [(&str, f64); 6] = [
    ("minutes", 1.0 / 1440.0),
    ("hours", 1.0 / 24.0),
    ("days", 1.0),
    ("weeks", 7.0),
    ("months", 30.4375),
    ("years", 365.25),
];

fn days(unit: &str) -> Option<f64> {
    UNITS.iter().find(|(name, _)| *name == unit).map(|(_, days)| *days)
}

/// Unit of the axis, and how many units of the times make one of it.
pub(super) fn unit(settings: &Settings) -> (&str, f64) {
    let asked = settings.drawing.axis_unit.as_deref().unwrap_or(&settings.time_unit);
    match (days(asked), days(&settings.time_unit)) {
        (Some(of_axis), Some(of_times)) => (asked, of_axis / of_times),
        _ => (&settings.time_unit, 1.0),
    }
}

/// "Weeks since first infusion": the caption with the unit of the axis in place of that of the times.
pub(super) fn caption(settings: &Settings, unit: &str) -> String {
    if unit == settings.time_unit {
        return settings.time_label.clone();
    }
    let capital = crate::report::names::capital;
    let (old, new) = (settings.time_unit.as_str(), unit);
    let found = [(old.to_owned(), new.to_owned()), (capital(old), capital(new))]
        .into_iter()
        .find(|(old, _)| settings.time_label.split(|c: char| !c.is_alphanumeric()).any(|word| word == old));
    found.map_or_else(|| capital(new), |(old, new)| settings.time_label.replacen(&old, &new, 1))
}

/// What is said of an axis that does not show the times as they are.
pub(super) fn note(facts: &Facts<'_>) -> Vec<String> {
    let settings = facts.settings;
    let (unit, factor) = unit(settings);
    let mut notes = Vec::new();
    if factor != 1.0 {
        notes.push(format!(
            "The axis is in {unit}, one of which has {} {}; all numbers stay in {}.",
            number::time(factor),
            settings.time_unit,
            settings.time_unit
        ));
    }
    if let Some(stretch) = asked_for(facts) {
        notes.push(format!("The figure shows times from {stretch}; every number is of the whole follow-up."));
    }
    notes
}

/// "Shown from 2 to 10 months. "
pub(super) fn stretch(facts: &Facts<'_>) -> String {
    asked_for(facts).map_or_else(String::new, |stretch| format!("Shown from {stretch}. "))
}

/// "2 to 10 months", if a stretch was asked for.
fn asked_for(facts: &Facts<'_>) -> Option<String> {
    let drawing = &facts.settings.drawing;
    (drawing.x_from.is_some() || drawing.x_to.is_some()).then(|| {
        let [first, last] = window(facts.settings, facts.groups);
        let first = if facts.settings.ranks() { facts.moment(first) } else { number::time(first) };
        format!("{first} to {}", facts.moment(last))
    })
}

/// The stretch of time that is shown: what was asked for as far as the data go.
pub(super) fn window(settings: &Settings, groups: &[GroupReport]) -> [f64; 2] {
    let last = groups.iter().map(|group| group.last_time).fold(0.0, f64::max);
    let span = if last > 0.0 { last } else { 1.0 };
    let first = settings.drawing.x_from.filter(|&from| from < span).unwrap_or(0.0);
    [first, settings.drawing.x_to.filter(|&to| to > first).unwrap_or(span)]
}

/// The part of a curve within the window of the figure; where that begins later, with a step at its beginning that holds the
/// height there, and where it ends earlier, with one at its end that holds the number at risk.
pub(super) fn clip(mut curve: FigureCurve, [first, last]: [f64; 2], figure: &Figure) -> FigureCurve {
    let from = if first > 0.0 { last_at(&curve.time, first) } else { None };
    let keep = from.unwrap_or(0)..curve.time.partition_point(|&time| time <= last);
    let keep = keep.start..keep.end.max(keep.start);
    // Nobody comes or goes between two steps, unless people enter late or steps were left out.
    let steady = !figure.risk_moves && !figure.thinned;
    let at_end = curve.n_risk.get(keep.end).copied().filter(|_| steady && last < curve.last_time);
    if curve.after == After::Stays {
        curve.last_time = last.max(curve.last_time);
    }
    let whole = keep.end == curve.time.len();
    // What is at risk where the window begins, between two steps, are those of the next one; nobody after the last.
    let at_start = from.filter(|_| steady).map(|i| curve.n_risk.get(i + 1).copied().unwrap_or_default());
    curve.time = curve.time[keep.clone()].to_vec();
    curve.height = curve.height[keep.clone()].to_vec();
    curve.lower = curve.lower[keep.clone()].to_vec();
    curve.upper = curve.upper[keep.clone()].to_vec();
    curve.n_risk = curve.n_risk[keep.clone()].to_vec();
    curve.n_event = curve.n_event[keep].to_vec();
    if let (Some(_), Some(time)) = (from, curve.time.first_mut())
        && *time < first
    {
        *time = first;
        curve.n_event[0] = 0;
        curve.n_risk[0] = at_start.unwrap_or(curve.n_risk[0]);
    }
    if let (Some(n_risk), Some(i)) = (at_end, curve.time.len().checked_sub(1))
        && curve.time[i] < last
    {
        curve.time.push(last);
        curve.height.push(curve.height[i]);
        curve.lower.push(curve.lower[i]);
        curve.upper.push(curve.upper[i]);
        curve.n_risk.push(n_risk);
        curve.n_event.push(0);
    }
    curve.censored.retain(|time| (first..=last).contains(time));
    curve.last_time = curve.last_time.clamp(first, last);
    if !whole {
        curve.after = After::Unknown;
    }
    curve
}

/// Height at `place` of the line through points of ascending `time`; `None` beyond its ends.
pub(in crate::report) fn on_line(time: &[f64], heights: &[f64], place: f64) -> Option<f64> {
    let after = time.partition_point(|&time| time < place);
    let (&right, &high) = time.get(after).zip(heights.get(after))?;
    let Some(before) = after.checked_sub(1) else { return (right == place).then_some(high) };
    let (left, low) = (time[before], heights[before]);
    Some(low + (place - left) / (right - left) * (high - low))
}

/// Heights of the part of such a line within the window: at its points there and at the edges between two of them.
pub(super) fn part_of_line(time: &[f64], heights: &[f64], [first, last]: [f64; 2]) -> Vec<f64> {
    let inside = (0..time.len()).filter(|&i| first < time[i] && time[i] < last).map(|i| heights[i]);
    let edge = |place: f64| on_line(time, heights, place);
    edge(first).into_iter().chain(inside).chain(edge(last)).collect()
}

/// Heights that an axis of rising curves must hold, from 0 on. Limits of the few at the end would flatten everything: they
/// may leave the picture.
pub(super) fn heights(curves: &[FigureCurve]) -> Vec<f64> {
    let all = || curves.iter().flat_map(|curve| &curve.height).copied();
    let most = 2.5 * all().fold(0.0, f64::max);
    let upper = curves.iter().flat_map(|curve| &curve.upper).flatten().copied();
    all().chain(upper.filter(|&upper| upper <= most)).chain([0.0]).collect()
}

/// An axis of shares of rising curves that ends not far above them.
pub(super) fn fitted(figure: &mut Figure) {
    let top = heights(&figure.curves).into_iter().fold(0.0, f64::max);
    let marks = ticks::around(0.0, if top > 0.0 { top } else { 1.0 }).1;
    let label = |at: f64| match figure.scale {
        Scale::Probability => number::trim(number::decimals(at, 6)),
        _ => format!("{}\u{202f}%", number::trim(number::decimals(100.0 * at, 4))),
    };
    figure.y_ticks = marks
        .into_iter()
        .filter(|&at| at < 1.0 + 1e-9)
        .map(|at| FigureTick { at, label: label(at) })
        .collect();
    figure.y_range[1] = figure.y_ticks.last().map_or(1.0, |last| last.at);
}

/// Range and ticks of a vertical axis that holds these heights.
pub(super) fn vertical(heights: impl IntoIterator<Item = f64>) -> ([f64; 2], Vec<FigureTick>) {
    let (low, high) = heights
        .into_iter()
        .filter(|height| height.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), height| (low.min(height), high.max(height)));
    let (range, marks) = if low <= high { ticks::around(low, high) } else { ticks::around(0.0, 1.0) };
    let step = marks.get(1).map_or(1.0, |second| second - marks[0]);
    let decimals = (0..=6)
        .find(|&n| (number::decimals(step, n).parse::<f64>().unwrap_or(0.0) - step).abs() < 1e-9 * step);
    let label = |at: f64| number::decimals(at, decimals.unwrap_or(6)).replace('-', "\u{2212}");
    (range, marks.into_iter().map(|at| FigureTick { at, label: label(at) }).collect())
}
