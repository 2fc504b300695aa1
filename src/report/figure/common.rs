//! Heights of the curves at their common time, for the line beneath the axis and for the words about the figure.

use super::Ask;
use crate::figure::{Figure, FigureCurve, Scale};
use crate::math::log10;
use crate::report::common_time::Compared;
use crate::report::reading::{moment, written};
use crate::report::{names, number};

/// More curves than these have no line beneath the axis: nobody would read it. The tables have their heights.
const MOST_CURVES: usize = 24;

pub(super) fn compared<'a>(ask: &Ask<'a>) -> Compared<'a> {
    Compared { facts: ask.facts, all_causes: ask.all_causes, curves: ask.curves }
}

/// Sets the common time of these groups, each curve's height there (`height` of the curve with this index at a time; none
/// where it has none), and where the reading opens.
pub(super) fn set(
    ask: &Ask<'_>,
    figure: &mut Figure,
    window: [f64; 2],
    groups: &[usize],
    height: impl Fn(usize, f64) -> Option<f64>,
) {
    let unit = (figure.axis_unit.as_str(), figure.axis_factor);
    let Some(time) = compared(ask).time(window, groups, unit) else { return };
    let place = if figure.log_time { log10(time) } else { time };
    figure.opening = Some(place.clamp(figure.x_range[0], figure.x_range[1]));
    let scale = figure.scale;
    for (i, curve) in figure.curves.iter_mut().enumerate() {
        curve.common = height(i, time).map(|height| short(scale, height)).unwrap_or_default();
    }
    let any = figure.curves.iter().any(|curve| !curve.common.is_empty());
    // Of too many curves the words have the heights alone: see `in_words`.
    if any && figure.curves.len() <= MOST_CURVES {
        figure.common = format!("At {}", moment(figure, place));
    }
}

/// A height in few digits: shares in whole percent.
fn short(scale: Scale, height: f64) -> String {
    match scale {
        Scale::Percent => number::percent(height),
        Scale::Probability => number::decimals(height, 2),
        Scale::Number => written(scale, height),
    }
}

/// "Alive at 36 months: a 62 %, b 40 %. " with `what` is measured; empty where there is no common time.
pub(super) fn in_words(figure: &Figure, what: &str) -> String {
    let Some(place) = figure.opening else { return String::new() };
    let told = |curve: &&FigureCurve| !curve.common.is_empty();
    let one =
        |curve: &FigureCurve| format!("{} {}", names::isolated(&names::drawn(figure, curve)), curve.common);
    let heights: Vec<String> = figure.curves.iter().filter(told).map(one).collect();
    if heights.is_empty() {
        return String::new();
    }
    format!("{what} at {}: {}. ", moment(figure, place), heights.join("; "))
}
