//! The names at the ends of the curves, whole: on one line where there is room, else in as many lines as they need.
//! Where that would tear words apart or make the plot too tall for its width the curves are numbered, and the names
//! stand beneath the plot, each after its number. Heights are not among them: curves end at different times. The heights
//! at one time are on a line of their own.

use super::layout::{GAP, LABEL, MOST_LINES, Rect, y_of};
use super::measure::{Measure, tears, wrap};
use crate::figure::{Figure, FigureCurve, Made, isolated};
use crate::order::ascending;
use serde::{Deserialize, Serialize};

/// Distance between two lines.
const LINE: f64 = 16.0;
/// Widest share of the box that the labels may take.
const SHARE: f64 = 0.3;
/// To hold names beside it a plot grows to so many times the width of its box, and to `TALLEST` at most.
const TALL: f64 = 1.6;
/// In CSS pixels.
const TALLEST: f64 = 640.0;

/// The name of a curve at its end; `bottom - top` is the height of its lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct EndLabel {
    pub group: String,
    /// Its lines, joined by a line break.
    pub text: String,
    #[serde(flatten)]
    pub place: Rect,
    /// Height of the curve's end.
    #[serde(skip)]
    pub y: f64,
}

/// What is written at the curve ends.
pub(super) struct Texts {
    /// One for each curve, its lines joined by a line break.
    pub(super) texts: Vec<String>,
    /// Whether the names stand elsewhere, each after its number.
    pub(super) numbered: bool,
}

/// The labels of all curves in a box of this width.
pub(super) fn texts(figure: &Figure, width: f64, measure: &dyn Measure) -> Texts {
    let room = SHARE * width;
    let wide = |text: &str| measure.width(text, LABEL, true);
    let whole: Option<Vec<String>> = figure.curves.iter().map(|curve| whole(curve, room, wide)).collect();
    let tallest = (TALL * width).min(TALLEST).max(plot_height(width));
    // Panels are as tall as their own labels.
    let tall = |texts: &Vec<String>| height(texts) / figure.panels.len().max(1) as f64;
    match whole.filter(|texts| tall(texts) <= tallest) {
        Some(texts) => Texts { texts, numbered: false },
        None => {
            let number = |(i, curve): (usize, &FigureCurve)| match curve.end_label.is_empty() {
                true => String::new(),
                false => tag(number(figure, i)),
            };
            Texts { texts: figure.curves.iter().enumerate().map(number).collect(), numbered: true }
        }
    }
}

/// The name of one curve; `None` if that tears a word or takes more lines than anybody reads.
fn whole(curve: &FigureCurve, room: f64, wide: impl Fn(&str) -> f64) -> Option<String> {
    if wide(&curve.end_label) <= room {
        return Some(curve.end_label.clone());
    }
    if tears(&curve.name, room, &wide) {
        return None;
    }
    let lines = wrap(&curve.name, room, &wide);
    (lines.len() <= MOST_LINES).then(|| lines.join("\n"))
}

/// "At 36 months: placebo 62 %, drug 40 %": the heights at the common time, panel after panel, of numbered curves by their
/// numbers; empty where there are none.
pub(super) fn common(figure: &Figure, named: &Texts) -> String {
    let one = |(i, curve): (usize, &FigureCurve)| {
        let name = if named.numbered { tag(number(figure, i)) } else { isolated(&curve.name).into_owned() };
        format!("{name} {}", curve.common)
    };
    let told = || figure.curves.iter().enumerate().filter(|(_, curve)| !curve.common.is_empty());
    if figure.common.is_empty() {
        return String::new();
    }
    let of = |panel: usize| {
        told().filter(|(_, curve)| curve.panel == panel).map(one).collect::<Vec<_>>().join(", ")
    };
    let heights = match figure.panels.as_slice() {
        [] => of(0),
        panels => {
            let panel = |(i, name): (usize, &String)| format!("{}: {}", isolated(name), of(i));
            panels.iter().enumerate().map(panel).collect::<Vec<_>>().join("; ")
        }
    };
    format!("{}: {heights}", figure.common)
}

/// The number of a curve.
fn tag(curve: usize) -> String {
    format!("[{}]", curve + 1)
}

/// A name after the number of its curve.
pub(super) fn numbered(curve: usize, text: &str) -> String {
    format!("{} {text}", tag(curve))
}

/// The place of a curve among those of its panel.
pub(super) fn number(figure: &Figure, curve: usize) -> usize {
    let panel = figure.curves[curve].panel;
    curve - figure.curves.iter().position(|first| first.panel == panel).unwrap_or(0)
}

/// Whether the curves of each panel are the groups of the table, whose headings then serve as a key.
pub(super) fn are_groups(figure: &Figure) -> bool {
    let tabled = figure.tables.first().is_some_and(|table| table.groups.len() == figure.groups.len());
    let named = figure.curves.iter().map(|curve| &curve.name);
    tabled && figure.groups.iter().cycle().take(figure.curves.len()).eq(named)
}

/// How tall the plot is if its labels do not ask for more.
pub(super) fn plot_height(width: f64) -> f64 {
    (0.46 * width).clamp(190.0, 360.0)
}

/// How tall all labels are together.
pub(super) fn height(texts: &[String]) -> f64 {
    texts.iter().map(|text| text.lines().count() as f64 * LINE).sum()
}

/// Width of the widest line.
pub(super) fn width(texts: &[String], measure: &dyn Measure) -> f64 {
    texts
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| measure.width(line, LABEL, true))
        .fold(0.0, f64::max)
}

/// Labels beside the ends of their curves, moved apart so that none lies on another.
pub(super) fn place(figure: &Figure, texts: Vec<String>, panels: &[Rect], width: f64) -> Vec<EndLabel> {
    let [low, high] = figure.y_range;
    let beside = |(curve, text): (&FigureCurve, String)| {
        let plot = panels[curve.panel];
        let y = y_of(&plot, figure.y_range, end(figure, curve).unwrap_or(low).clamp(low, high));
        let half = text.lines().count() as f64 * LINE / 2.0;
        let place = Rect { left: plot.right + GAP, top: y - half, right: width, bottom: y + half };
        EndLabel { group: curve.name.clone(), text, place, y }
    };
    let mut labels: Vec<EndLabel> = figure.curves.iter().zip(texts).map(beside).collect();
    let tops: Vec<f64> = labels.iter().map(|label| label.place.top).collect();
    let order: Vec<usize> = ascending(&tops).into_iter().map(|i| i as usize).collect();
    for (panel, plot) in panels.iter().enumerate() {
        let of_panel: Vec<usize> =
            order.iter().copied().filter(|&i| figure.curves[i].panel == panel).collect();
        spread(&mut labels, &of_panel, plot.top - LINE / 2.0, plot.bottom + LINE / 2.0);
    }
    labels
}

/// The height that a label stands for: where its curve ends, of a layer the middle of it.
fn end(figure: &Figure, curve: &FigureCurve) -> Option<f64> {
    let top = curve.height.last().copied();
    let floor = curve.lower.last().copied().flatten().filter(|_| figure.made == Made::Layers);
    top.zip(floor).map(|(top, floor)| (top + floor) / 2.0).or(top).or(figure.start)
}

/// Pushes down what overlaps, from the top; then up what stands out at the bottom.
fn spread(labels: &mut [EndLabel], order: &[usize], top: f64, bottom: f64) {
    let mut free = top;
    for &i in order {
        let down = (free - labels[i].place.top).max(0.0);
        shift(&mut labels[i].place, down);
        free = labels[i].place.bottom;
    }
    let mut free = bottom;
    for &i in order.iter().rev() {
        let up = (labels[i].place.bottom - free).max(0.0);
        shift(&mut labels[i].place, -up);
        free = labels[i].place.top;
    }
}

fn shift(place: &mut Rect, by: f64) {
    place.top += by;
    place.bottom += by;
}
