//! Where everything stands, in CSS pixels from the upper left corner.
//!
//! From top to bottom: the caption of the shares, the plot, tick labels, the caption of the time axis,
//! then for each group its name and three rows of counts, on the ticks of the axis. To the left of
//! the first column stand the names of the rows, to the right of the plot the names of the curves.
//! The height follows from the width and the number of groups.

use super::measure::{Measure, fit, wrap};
use crate::figure::{Figure, FigureTable};
use crate::order::ascending;
use serde::{Deserialize, Serialize};

/// Font sizes.
pub(super) const TICK: f64 = 12.0;
pub(super) const CAPTION: f64 = 12.5;
pub(super) const LABEL: f64 = 13.0;
pub(super) const CELL: f64 = 12.0;
/// Distance from one row of the table to the next.
pub(super) const ROW: f64 = 17.0;
/// Distance between two curve labels.
const LABEL_LINE: f64 = 16.0;
/// Free space about words.
pub(super) const GAP: f64 = 8.0;
/// Narrowest box that is drawn in; a narrower one is drawn in as if it were this wide.
pub(super) const NARROWEST: f64 = 240.0;
/// Widest share of the box that the labels at the curve ends may take.
const LABEL_SHARE: f64 = 0.3;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// A tick of the time axis, which is a column of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// Time.
    pub value: f64,
    /// Where it stands.
    pub x: f64,
    /// What is written beneath.
    #[serde(skip)]
    pub text: String,
}

/// What a row of the table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum What {
    AtRisk,
    Events,
    Others,
    Censored,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Name of the group.
    pub group: String,
    /// What is counted.
    pub what: What,
    /// Middle line of its text.
    pub y: f64,
    /// The counts, a tick each.
    #[serde(skip)]
    pub cells: Vec<u32>,
}

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

/// Everything placed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Size of the whole.
    pub width: f64,
    /// Size of the whole.
    pub height: f64,
    /// Where curves are drawn: `x_min` to `x_max` from left to right, `y_range` upwards.
    pub plot: Rect,
    /// First place of the horizontal axis.
    pub x_min: f64,
    /// Last place of the horizontal axis.
    pub x_max: f64,
    /// First and last height of the vertical axis.
    pub y_range: [f64; 2],
    /// Ticks of the time axis.
    pub ticks: Vec<Tick>,
    /// Rows of the table.
    pub rows: Vec<Row>,
    /// Names of the curves.
    pub labels: Vec<EndLabel>,
    /// Captions of the shares and of the time axis, cut to the room they have.
    #[serde(skip)]
    pub captions: [String; 2],
    /// Names of the groups above their rows: text and middle line.
    #[serde(skip)]
    pub headings: Vec<(String, f64)>,
    /// The figure's label, line by line: text and middle line.
    #[serde(skip)]
    pub footer: Vec<(String, f64)>,
    /// Lines of text in a corner of the plot, cut to its width: text and middle line; their common left end.
    #[serde(skip)]
    pub corner: (f64, Vec<(String, f64)>),
}

impl Layout {
    /// Places `figure` in a box of this `width`.
    pub fn new(figure: &Figure, width: f64, measure: &dyn Measure) -> Layout {
        let width = if width.is_finite() { width.max(NARROWEST) } else { NARROWEST };
        let label_texts = end_labels(figure, width * LABEL_SHARE, measure);
        let right =
            width - (label_width(&label_texts, measure) + GAP + 2.0).max(half_of_last_tick(figure, measure));
        let left = left_margin(figure, measure);
        let label_height: f64 =
            label_texts.iter().map(|text| text.lines().count() as f64 * LABEL_LINE).sum::<f64>();
        let top = CAPTION + 2.0 * GAP;
        let bottom = top + (0.46 * width).clamp(190.0, 360.0).max(label_height);
        let plot = Rect { left, top, right, bottom };
        let (table, ticks) = choose_ticks(figure, &plot, measure);
        let mut y = bottom + 6.0 + TICK + GAP + CAPTION + GAP;
        let (rows, headings) = place_rows(figure, table, width, measure, &mut y);
        let footer = wrap(&figure.label, width, |text| measure.width(text, CELL, false))
            .into_iter()
            .map(|line| {
                y += ROW;
                (line, y - ROW / 2.0 + 2.0)
            })
            .collect();
        let caption = |text: &str, room: f64| fit(text, room, |text| measure.width(text, CAPTION, false));
        let middle = (plot.left + plot.right) / 2.0;
        let captions = [
            caption(&figure.share_label, width),
            caption(&figure.time_label, 2.0 * middle.min(width - middle)),
        ];
        Layout {
            captions,
            width,
            height: (y + 4.0).ceil(),
            labels: place_labels(figure, label_texts, &plot, width),
            corner: super::corner::place(figure, &plot, measure),
            plot,
            x_min: figure.x_range[0],
            x_max: figure.x_range[1],
            y_range: figure.y_range,
            ticks,
            rows,
            headings,
            footer,
        }
    }

    /// Where the time `value` stands.
    pub fn x(&self, value: f64) -> f64 {
        x_of(&self.plot, [self.x_min, self.x_max], value)
    }

    /// Where the height `value` stands.
    pub fn y(&self, value: f64) -> f64 {
        y_of(&self.plot, self.y_range, value)
    }
}

pub(super) fn x_of(plot: &Rect, [first, last]: [f64; 2], value: f64) -> f64 {
    plot.left + (value - first) / (last - first) * (plot.right - plot.left)
}

pub(super) fn y_of(plot: &Rect, [low, high]: [f64; 2], value: f64) -> f64 {
    plot.bottom - (value - low) / (high - low) * (plot.bottom - plot.top)
}

/// What the number at the end of the time axis needs to the right of its place.
fn half_of_last_tick(figure: &Figure, measure: &dyn Measure) -> f64 {
    let last = figure.tables.iter().filter_map(|table| texts_of(table).pop());
    last.map(|text| measure.width(&text, TICK, false) / 2.0).fold(0.0, f64::max)
}

/// Room for the names of the rows and half of the first column, and for the shares.
fn left_margin(figure: &Figure, measure: &dyn Measure) -> f64 {
    let names = figure.row_names.iter().map(|name| measure.width(name, CELL, false)).fold(0.0, f64::max);
    let first = |rows: &crate::figure::FigureRows| rows.at_risk.first().map_or(1, |n| digits(*n));
    let groups = figure.tables.first().map(|table| table.groups.as_slice()).unwrap_or_default();
    let widest = groups.iter().map(first).max().unwrap_or(1);
    let number = measure.width(&"0".repeat(widest), CELL, false);
    let shares =
        figure.y_ticks.iter().map(|tick| measure.width(&tick.label, TICK, false)).fold(0.0, f64::max);
    (names + GAP + number / 2.0).max(shares + GAP).ceil()
}

fn digits(n: u32) -> usize {
    n.checked_ilog10().unwrap_or(0) as usize + 1
}

/// The most ticks whose labels and columns have room.
fn choose_ticks<'a>(
    figure: &'a Figure,
    plot: &Rect,
    measure: &dyn Measure,
) -> (Option<&'a FigureTable>, Vec<Tick>) {
    let place = |table: &FigureTable| -> Vec<Tick> {
        let texts = texts_of(table);
        let tick = |(&value, text)| Tick { value, x: x_of(plot, figure.x_range, value), text };
        table.ticks.iter().zip(texts).map(tick).collect()
    };
    let fits = |table: &&FigureTable| {
        let texts = texts_of(table);
        let labels = texts.iter().map(|text| measure.width(text, TICK, false)).fold(0.0, f64::max);
        let cells =
            table.groups.iter().flat_map(|rows| [&rows.at_risk, &rows.events, &rows.others, &rows.censored]);
        let widest = cells.flatten().map(|n| digits(*n)).max().unwrap_or(1);
        let numbers = measure.width(&"0".repeat(widest), CELL, false);
        let room = labels.max(numbers) + 1.5 * GAP;
        let across = (plot.right - plot.left) / (figure.x_range[1] - figure.x_range[0]);
        table.ticks.windows(2).all(|pair| (pair[1] - pair[0]) * across >= room)
    };
    let table = figure.tables.iter().rev().find(fits).or(figure.tables.first());
    (table, table.map(place).unwrap_or_default())
}

fn texts_of(table: &FigureTable) -> Vec<String> {
    if table.labels.is_empty() { tick_texts(&table.ticks) } else { table.labels.clone() }
}

/// Ticks with as many decimals as their step needs; with an exponent beyond a million millions or
/// below a millionth.
fn tick_texts(ticks: &[f64]) -> Vec<String> {
    let step = ticks.get(1).map_or(1.0, |second| second - ticks[0]);
    let exact = |decimals: &usize| {
        let shown: f64 = format!("{step:.decimals$}").parse().unwrap_or(0.0);
        (shown - step).abs() <= 1e-9 * step
    };
    let readable = ticks.last().is_none_or(|last| *last < 1e12);
    match (0..=6).find(exact).filter(|_| readable) {
        Some(decimals) => ticks.iter().map(|tick| format!("{tick:.decimals$}")).collect(),
        None => ticks
            .iter()
            .map(|tick| if *tick == 0.0 { "0".to_owned() } else { format!("{tick:.1e}") })
            .collect(),
    }
}

/// Rows of every group from `y` down, and the headings above them; `y` moves on.
fn place_rows(
    figure: &Figure,
    table: Option<&FigureTable>,
    width: f64,
    measure: &dyn Measure,
    y: &mut f64,
) -> (Vec<Row>, Vec<(String, f64)>) {
    let (mut rows, mut headings) = (Vec::new(), Vec::new());
    for (name, counts) in
        figure.groups.iter().zip(table.map(|table| table.groups.as_slice()).unwrap_or_default())
    {
        *y += ROW;
        let heading = fit(name, width - GAP, |text| measure.width(text, CELL, true));
        headings.push((heading, *y - ROW / 2.0));
        let kinds = [
            (What::AtRisk, &counts.at_risk),
            (What::Events, &counts.events),
            (What::Others, &counts.others),
            (What::Censored, &counts.censored),
        ];
        for ((what, cells), _) in
            kinds.into_iter().zip(&figure.row_names).filter(|(_, name)| !name.is_empty())
        {
            *y += ROW;
            rows.push(Row { group: name.clone(), what, y: *y - ROW / 2.0, cells: cells.clone() });
        }
        *y += 4.0;
    }
    (rows, headings)
}

/// The label of each curve on one line, or on two where `room` is short, the name cut to fit.
fn end_labels(figure: &Figure, room: f64, measure: &dyn Measure) -> Vec<String> {
    let width = |text: &str| measure.width(text, LABEL, true);
    let label = |curve: &crate::figure::FigureCurve| {
        if width(&curve.end_label) <= room {
            return curve.end_label.clone();
        }
        // A name that runs from right to left is set apart in the label (U+2068 … U+2069); alone on its line it need not be.
        let share = curve.end_label.split_once(&curve.name).map_or("", |(_, rest)| rest);
        let share = share.trim_start_matches(['\u{2069}', ' ']);
        format!("{}\n{share}", fit(&curve.name, room, width))
    };
    figure.curves.iter().map(label).collect()
}

fn label_width(labels: &[String], measure: &dyn Measure) -> f64 {
    labels
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| measure.width(line, LABEL, true))
        .fold(0.0, f64::max)
}

/// Labels beside the ends of their curves, moved apart so that none lies on another.
fn place_labels(figure: &Figure, texts: Vec<String>, plot: &Rect, width: f64) -> Vec<EndLabel> {
    let mut labels: Vec<EndLabel> = figure
        .curves
        .iter()
        .zip(texts)
        .map(|(curve, text)| {
            let end = curve.height.last().copied().or(figure.start).unwrap_or(figure.y_range[0]);
            let y = y_of(plot, figure.y_range, end.clamp(figure.y_range[0], figure.y_range[1]));
            let half = text.lines().count() as f64 * LABEL_LINE / 2.0;
            let place = Rect { left: plot.right + GAP, top: y - half, right: width, bottom: y + half };
            EndLabel { group: curve.name.clone(), text, place, y }
        })
        .collect();
    let tops: Vec<f64> = labels.iter().map(|label| label.place.top).collect();
    let order: Vec<usize> = ascending(&tops).into_iter().map(|i| i as usize).collect();
    spread(&mut labels, &order, plot.top - LABEL_LINE / 2.0, plot.bottom + LABEL_LINE / 2.0);
    labels
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
