//! Where everything stands, in CSS pixels from the upper left corner.
//!
//! From top to bottom: the caption of the shares, the plot in one panel or several, each with its heading, tick labels, the caption of the time axis,
//! then for each group its name and up to four rows of counts, on the ticks of the axis; of one kind of counts each name
//! stands before its row, if it is short. To the left of the first column stand the names of the rows, to the right of the plot the names of the curves.
//! The height follows from the width, the number of groups and the length of the words: what has no
//! room on a line goes on in the next, and nothing is left out of it.

use super::labels::{self, EndLabel};
use super::measure::{Measure, wrap_to};
use crate::figure::{Figure, FigureRows, FigureTable};
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
/// Widest share of the box that names before their rows may take.
const BEFORE: f64 = 0.22;
/// A panel is so high if a plot that stands alone is 1.
const PANEL: f64 = 0.55;
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
    /// What is counted stands before it; else the name of the group does, and the other once above all.
    #[serde(skip)]
    pub named: bool,
}

/// Words with their middle line.
pub type Line = (String, f64);

/// A name above the rows of its group, or in the key: its lines, in a colour of the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// Which colour.
    pub colour: usize,
    /// Text and middle line of each.
    pub lines: Vec<Line>,
}

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
        let before = names_before_rows(figure, &named, width, measure);
        let left = left_margin(figure, before.as_deref(), measure);
        let caption = Setting(CAPTION, false, CAPTION_LINE);
        let share_caption =
            lines(&figure.share_label, width, caption, measure, &mut { 7.0 - CAPTION_LINE / 2.0 });
        let top = CAPTION + 2.0 * GAP + (share_caption.len().max(1) - 1) as f64 * CAPTION_LINE;
        let (panels, panel_names) = place_panels(figure, &named, [left, right], top, width, measure);
        let plot = around(&panels);
        let (table, ticks) = choose_ticks(figure, &plot, measure);
        let middle = (left + right) / 2.0;
        let (corner, words) = super::corner::place(figure, &panels[0], measure);
        let mut y = plot.bottom + 16.0 + TICK + CAPTION / 2.0 - CAPTION_LINE / 2.0;
        let time_caption =
            lines(&figure.time_label, 2.0 * middle.min(width - middle), caption, measure, &mut y);
        y += GAP - 2.0 + (CAPTION - CAPTION_LINE) / 2.0;
        let key = place_key(figure, &named, width, measure, &mut y);
        let counted = before.as_ref().and_then(|_| kinds(figure).next()).map(|kind| {
            y += ROW;
            (figure.row_names[kind].clone(), y - ROW / 2.0)
        });
        let (rows, headings) = match before {
            Some(names) => place_single_rows(figure, table, names, &mut y),
            None => place_rows(figure, table, &named, width, measure, &mut y),
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
    let mut y = top - GAP;
    for (i, name) in figure.panels.iter().enumerate() {
        let of_panel = figure.curves.iter().zip(&named.texts).filter(|(curve, _)| curve.panel == i);
        let texts: Vec<String> = of_panel.map(|(_, text)| text.clone()).collect();
        headings.extend(lines(name, width, Setting(CELL, true, ROW), measure, &mut y));
        let top = y + GAP;
        y = top + (PANEL * whole).max(labels::height(&texts));
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

/// Room for the names of the rows and half of the first column, and for the shares.
fn left_margin(figure: &Figure, before: Option<&[String]>, measure: &dyn Measure) -> f64 {
    let widest = |names: &[String], bold: bool| {
        names.iter().map(|name| measure.width(name, CELL, bold)).fold(0.0, f64::max)
    };
    let names = before.map_or_else(|| widest(&figure.row_names, false), |before| widest(before, true));
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

/// How words are set: size, whether bold, and the distance from one line to the next.
#[derive(Clone, Copy)]
struct Setting(f64, bool, f64);

/// Words in as many lines as they need, from `y` down; `y` moves on.
fn lines(
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

/// A name in the table or the key from `y` down; `y` moves on.
fn heading(name: &str, colour: usize, width: f64, measure: &dyn Measure, y: &mut f64) -> Heading {
    Heading { colour, lines: lines(name, width - GAP, Setting(CELL, true, ROW), measure, y) }
}

/// The names of numbered curves that no heading of the table has, from `y` down; `y` moves on.
fn place_key(
    figure: &Figure,
    named: &labels::Texts,
    width: f64,
    measure: &dyn Measure,
    y: &mut f64,
) -> Vec<Heading> {
    if !named.numbered || labels::are_groups(figure) {
        return Vec::new();
    }
    let curves = figure.curves.iter().enumerate();
    let key: Vec<Heading> = curves
        .map(|(i, curve)| {
            heading(
                &labels::numbered(labels::number(figure, i), &curve.name),
                curve.colour,
                width,
                measure,
                y,
            )
        })
        .collect();
    *y += GAP;
    key
}

/// Which kinds of counts the table has.
fn kinds(figure: &Figure) -> impl Iterator<Item = usize> {
    (0..figure.row_names.len()).filter(|&kind| !figure.row_names[kind].is_empty())
}

/// The groups as they are called before their rows; `None` where each has several rows, or a name is too long for that.
fn names_before_rows(
    figure: &Figure,
    named: &labels::Texts,
    width: f64,
    measure: &dyn Measure,
) -> Option<Vec<String>> {
    let tabled = figure.tables.first().is_some_and(|table| !table.groups.is_empty());
    if !tabled || kinds(figure).count() != 1 {
        return None;
    }
    let names: Vec<String> = (0..figure.groups.len()).map(|group| called(figure, named, group)).collect();
    let fits = |name: &String| measure.width(name, CELL, true) <= BEFORE * width;
    names.iter().all(fits).then_some(names)
}

/// The name of a group in the table, which may be the key of numbered curves.
fn called(figure: &Figure, named: &labels::Texts, group: usize) -> String {
    let name = &figure.groups[group];
    if named.numbered && labels::are_groups(figure) { labels::numbered(group, name) } else { name.clone() }
}

/// The counts of a group, by kind.
fn counts(rows: &FigureRows) -> [(What, &Vec<u32>); 4] {
    [
        (What::AtRisk, &rows.at_risk),
        (What::Events, &rows.events),
        (What::Others, &rows.others),
        (What::Censored, &rows.censored),
    ]
}

/// One row a group from `y` down, each after the name of its group; `y` moves on.
fn place_single_rows(
    figure: &Figure,
    table: Option<&FigureTable>,
    names: Vec<String>,
    y: &mut f64,
) -> (Vec<Row>, Vec<Heading>) {
    let tables = table.map(|table| table.groups.as_slice()).unwrap_or_default();
    let kind = kinds(figure).next().unwrap_or(0);
    let place = |(group, (name, all)): (usize, (String, &FigureRows))| {
        *y += ROW;
        let middle = *y - ROW / 2.0;
        let (what, cells) = counts(all)[kind];
        let row =
            Row { group: figure.groups[group].clone(), what, y: middle, cells: cells.clone(), named: false };
        (row, Heading { colour: figure.first_colour + group, lines: vec![(name, middle)] })
    };
    names.into_iter().zip(tables).enumerate().map(place).unzip()
}

/// Rows of every group from `y` down, and the headings above them; `y` moves on.
fn place_rows(
    figure: &Figure,
    table: Option<&FigureTable>,
    named: &labels::Texts,
    width: f64,
    measure: &dyn Measure,
    y: &mut f64,
) -> (Vec<Row>, Vec<Heading>) {
    let (mut rows, mut headings) = (Vec::new(), Vec::new());
    let tables = table.map(|table| table.groups.as_slice()).unwrap_or_default();
    for (group, (name, all)) in figure.groups.iter().zip(tables).enumerate() {
        let shown = called(figure, named, group);
        headings.push(heading(&shown, figure.first_colour + group, width, measure, y));
        for kind in kinds(figure) {
            let (what, cells) = counts(all)[kind];
            *y += ROW;
            rows.push(Row {
                group: name.clone(),
                what,
                y: *y - ROW / 2.0,
                cells: cells.clone(),
                named: true,
            });
        }
        *y += 4.0;
    }
    (rows, headings)
}
