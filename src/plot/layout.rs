//! Where everything stands, in CSS pixels from the upper left corner.
//!
//! From top to bottom: the caption of the shares, the plot in one panel or several, each with its heading, tick labels, the caption of the time axis,
//! the heights of the curves at one time, then for each group its name and up to four rows of counts, on the ticks of the axis; of one kind of counts each name
//! stands before its row, if it is short. To the left of the first column stand the names of the rows, to the right of the plot the names of the curves.
//! The height follows from the width, the number of groups and the length of the words: what has no
//! room on a line goes on in the next, and nothing is left out of it.

use super::labels::{self, EndLabel};
use super::measure::{Measure, wrap_to};
use super::table::{self, Heading, Row};
use crate::figure::{Figure, FigureTable};
use serde::{Deserialize, Serialize};

/// Font sizes.
pub(super) const TICK: f64 = 12.0;
pub(super) const CAPTION: f64 = 12.5;
pub(super) const LABEL: f64 = 13.0;
pub(super) const CELL: f64 = 12.0;
/// Distance from one line of a caption to the next.
const CAPTION_LINE: f64 = 16.0;
/// Distance from one row of the table to the next.
pub(super) const ROW: f64 = 17.0;
/// Free space about words.
pub(super) const GAP: f64 = 8.0;
/// Narrowest box that is drawn in; a narrower one is drawn in as if it were this wide.
pub(super) const NARROWEST: f64 = 240.0;
/// One of two panels, of three, of more is so high if a plot that stands alone is 1.
const PANELS: [f64; 3] = [0.5, 0.42, 0.36];
/// At least, in CSS pixels.
const LOWEST_PANEL: f64 = 88.0;
/// Most lines of a name or a caption; a name of hundreds of letters is cut in the last.
pub(super) const MOST_LINES: usize = 12;

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

/// Words with their middle line.
pub type Line = (String, f64);

/// Everything placed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Size of the whole.
    pub width: f64,
    /// Size of the whole.
    pub height: f64,
    /// Where curves are drawn: `x_min` to `x_max` from left to right; all panels together.
    pub plot: Rect,
    /// Each panel, from the top: `y_range` upwards.
    pub panels: Vec<Rect>,
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
    /// Caption of the shares above the plot: text and middle line.
    #[serde(skip)]
    pub share_caption: Vec<Line>,
    /// Headings of the panels, each above its own.
    #[serde(skip)]
    pub panel_names: Vec<Line>,
    /// Caption of the time axis beneath it, about the middle of the plot.
    #[serde(skip)]
    pub time_caption: Vec<Line>,
    /// The heights of the curves at their common time, beneath that caption.
    #[serde(skip)]
    pub common: Vec<Line>,
    /// What all rows count, above them, where it does not stand before each.
    #[serde(skip)]
    pub counted: Option<Line>,
    /// Names of the groups above their rows or before them, after those of the key where there is one.
    #[serde(skip)]
    pub headings: Vec<Heading>,
    /// The figure's label, line by line: text and middle line.
    #[serde(skip)]
    pub footer: Vec<Line>,
    /// Lines of text in a corner of the plot: text and middle line; their common left end.
    #[serde(skip)]
    pub corner: (f64, Vec<Line>),
    /// Where words stand inside the plot.
    #[serde(skip)]
    pub words: Vec<Rect>,
}

impl Layout {
    /// Places `figure` in a box of this `width`.
    pub fn new(figure: &Figure, width: f64, measure: &dyn Measure) -> Layout {
        let width = if width.is_finite() { width.max(NARROWEST) } else { NARROWEST };
        let named = labels::texts(figure, width, measure);
        let right = width
            - (labels::width(&named.texts, measure) + GAP + 2.0).max(half_of_last_tick(figure, measure));
        let before = table::names_before_rows(figure, &named, width, measure);
        let left = table::left_margin(figure, before.as_deref(), measure);
        let caption = Setting(CAPTION, false, CAPTION_LINE);
        let share_caption =
            lines(&figure.share_label, width, caption, measure, &mut { 7.0 - CAPTION_LINE / 2.0 });
        let top = CAPTION + 2.0 * GAP + (share_caption.len().max(1) - 1) as f64 * CAPTION_LINE;
        let (panels, panel_names) = place_panels(figure, &named, [left, right], top, width, measure);
        let plot = around(&panels);
        let (counts, ticks) = choose_ticks(figure, &plot, measure);
        let middle = (left + right) / 2.0;
        let (corner, words) = super::corner::place(figure, &panels[0], measure);
        let mut y = plot.bottom + 16.0 + TICK + CAPTION / 2.0 - CAPTION_LINE / 2.0;
        let time_caption =
            lines(&figure.time_label, 2.0 * middle.min(width - middle), caption, measure, &mut y);
        y += GAP - 2.0 + (CAPTION - CAPTION_LINE) / 2.0;
        let common =
            lines(&labels::common(figure, &named), width, Setting(CELL, false, ROW), measure, &mut y);
        y += if common.is_empty() { 0.0 } else { GAP / 2.0 };
        let key = table::place_key(figure, &named, width, measure, &mut y);
        let counted = before.as_ref().and_then(|_| table::kinds(figure).next()).map(|kind| {
            y += ROW;
            (figure.row_names[kind].clone(), y - ROW / 2.0)
        });
        let (rows, headings) = match before {
            Some(names) => table::place_single_rows(figure, counts, names, &mut y),
            None => table::place_rows(figure, counts, &named, width, measure, &mut y),
        };
        y += 2.0;
        let footer = lines(&figure.label, width, Setting(CELL, false, ROW), measure, &mut y);
        Layout {
            width,
            height: (y + 2.0).ceil(),
            labels: labels::place(figure, named.texts, &panels, width),
            corner,
            words,
            plot,
            panels,
            panel_names,
            x_min: figure.x_range[0],
            x_max: figure.x_range[1],
            y_range: figure.y_range,
            ticks,
            rows,
            share_caption,
            time_caption,
            common,
            counted,
            headings: key.into_iter().chain(headings).collect(),
            footer,
        }
    }

    /// Where the time `value` stands.
    pub fn x(&self, value: f64) -> f64 {
        x_of(&self.plot, [self.x_min, self.x_max], value)
    }

    /// Where the height `value` stands in a panel.
    pub fn y(&self, panel: usize, value: f64) -> f64 {
        y_of(&self.panels[panel.min(self.panels.len() - 1)], self.y_range, value)
    }
}

/// The rectangle that holds all of these, which stand one beneath the other.
fn around(panels: &[Rect]) -> Rect {
    let last = panels.last().map_or(panels[0].bottom, |last| last.bottom);
    Rect { bottom: last, ..panels[0] }
}

/// Panels from `top` down, each as high as the labels of its curves need, and their headings.
fn place_panels(
    figure: &Figure,
    named: &labels::Texts,
    [left, right]: [f64; 2],
    top: f64,
    width: f64,
    measure: &dyn Measure,
) -> (Vec<Rect>, Vec<Line>) {
    let whole = labels::plot_height(width);
    if figure.panels.is_empty() {
        let bottom = top + whole.max(labels::height(&named.texts));
        return (vec![Rect { left, top, right, bottom }], Vec::new());
    }
    let (mut panels, mut headings) = (Vec::new(), Vec::new());
    let share = PANELS[figure.panels.len().saturating_sub(2).min(PANELS.len() - 1)];
    let mut y = top - GAP;
    for (i, name) in figure.panels.iter().enumerate() {
        let of_panel = figure.curves.iter().zip(&named.texts).filter(|(curve, _)| curve.panel == i);
        let texts: Vec<String> = of_panel.map(|(_, text)| text.clone()).collect();
        headings.extend(lines(name, width, Setting(CELL, true, ROW), measure, &mut y));
        let top = y + GAP;
        y = top + (share * whole).max(LOWEST_PANEL).max(labels::height(&texts));
        panels.push(Rect { left, top, right, bottom: y });
        y += GAP;
    }
    (panels, headings)
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
        let widest = cells.flatten().map(|n| table::digits(*n)).max().unwrap_or(1);
        let numbers = measure.width(&"0".repeat(widest), CELL, false);
        let room = labels.max(numbers) + 1.5 * GAP;
        let across = (plot.right - plot.left) / (figure.x_range[1] - figure.x_range[0]);
        table.ticks.windows(2).all(|pair| (pair[1] - pair[0]) * across >= room)
    };
    let table = figure.tables.iter().rev().find(fits).or(figure.tables.first());
    (table, table.map(place).unwrap_or_default())
}

pub(super) fn texts_of(table: &FigureTable) -> Vec<String> {
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

/// How words are set: size, whether bold, and the distance from one line to the next.
#[derive(Clone, Copy)]
pub(super) struct Setting(pub(super) f64, pub(super) bool, pub(super) f64);

/// Words in as many lines as they need, from `y` down; `y` moves on.
pub(super) fn lines(
    text: &str,
    room: f64,
    Setting(size, bold, pitch): Setting,
    measure: &dyn Measure,
    y: &mut f64,
) -> Vec<Line> {
    let line = |text| {
        *y += pitch;
        (text, *y - pitch / 2.0)
    };
    wrap_to(text, room, MOST_LINES, |text| measure.width(text, size, bold)).into_iter().map(line).collect()
}
