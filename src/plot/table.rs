//! The table beneath the curves, and the key of numbered curves: for each group its name and up to four rows of counts, on
//! the ticks of the axis. Of one kind of counts each name stands before its row, if it is short.

use super::labels;
use super::layout::{CELL, GAP, Line, ROW, Setting, TICK, lines};
use super::measure::Measure;
use crate::figure::{Figure, FigureRows, FigureTable};
use serde::{Deserialize, Serialize};

/// Widest share of the box that names before their rows may take.
const BEFORE: f64 = 0.22;

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

/// A name above the rows of its group, or in the key: its lines, in a colour of the palette.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// Which colour.
    pub colour: usize,
    /// Text and middle line of each.
    pub lines: Vec<Line>,
}

/// Room for the names of the rows and half of the first column, and for the shares.
pub(super) fn left_margin(figure: &Figure, before: Option<&[String]>, measure: &dyn Measure) -> f64 {
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

pub(super) fn digits(n: u32) -> usize {
    n.checked_ilog10().unwrap_or(0) as usize + 1
}

/// A name in the table or the key from `y` down; `y` moves on.
fn heading(name: &str, colour: usize, width: f64, measure: &dyn Measure, y: &mut f64) -> Heading {
    Heading { colour, lines: lines(name, width - GAP, Setting(CELL, true, ROW), measure, y) }
}

/// The names of numbered curves that no heading of the table has, from `y` down; `y` moves on.
pub(super) fn place_key(
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
pub(super) fn kinds(figure: &Figure) -> impl Iterator<Item = usize> {
    (0..figure.row_names.len()).filter(|&kind| !figure.row_names[kind].is_empty())
}

/// The groups as they are called before their rows; `None` where each has several rows, or a name is too long for that.
pub(super) fn names_before_rows(
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
pub(super) fn place_single_rows(
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
pub(super) fn place_rows(
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
