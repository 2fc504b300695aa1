//! Where everything of a forest plot stands, in CSS pixels from the upper left corner.

use super::super::layout::{CAPTION, CELL, GAP, LABEL, NARROWEST, ROW, Rect, TICK};
use super::super::marks::Anchor;
use super::super::measure::{Measure, fit, wrap, wrap_to};
use crate::figure::{Forest, ForestRow};
use crate::math::ln;
use serde::{Deserialize, Serialize};

/// Narrowest plot between two columns; below it the words go above the intervals.
const NARROWEST_PLOT: f64 = 190.0;
/// Widest share of the box that the names of the trials may take, and that the estimates may.
const COLUMN_SHARE: f64 = 0.27;
/// Widest caption above the counts of an arm, where the counts themselves are not wider.
const ARM: f64 = 92.0;
/// Space between two columns, and between a column and the plot.
const GUTTER: f64 = 2.0 * GAP;
/// Height of an interval with nothing beside it.
const BAND: f64 = 22.0;
/// Free space above and beneath a row's words.
const PADDING: f64 = 6.0;
/// Sides of the largest and the smallest square.
const SQUARES: (f64, f64) = (14.0, 4.0);
/// Length of the arrows beside the words about direction.
pub(super) const ARROW: f64 = 12.0;
/// Most rows that are drawn: browsers limit the size of a canvas. The page's table has all.
pub const MOST_ROWS: usize = 50;

/// Colour of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Tone {
    Strong,
    Soft,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// What is written.
    pub text: String,
    /// Where its anchor stands.
    pub x: f64,
    /// Its middle line.
    pub y: f64,
    /// Font size.
    pub size: f64,
    /// Its colour.
    pub tone: Tone,
    /// Which part of it stands at `x`.
    pub anchor: Anchor,
}

impl Words {
    /// The rectangle that it fills.
    pub fn place(&self, measure: &dyn Measure) -> Rect {
        let width = measure.width(&self.text, self.size, false);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        let half = self.size / 2.0;
        Rect { left, top: self.y - half, right: left + width, bottom: self.y + half }
    }
}

/// An interval: a line, open ends, a square.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// Left end of the line.
    pub from: f64,
    /// Right end of the line.
    pub to: f64,
    /// Whether the left end is an arrow, and whether the right one is.
    pub open: [bool; 2],
    /// The square at the estimate; its area goes by the weight.
    pub square: Option<Rect>,
}

/// A trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Name of the trial.
    pub label: String,
    /// Upper and lower edge of its interval's band.
    pub band: [f64; 2],
    /// Middle line of its interval.
    pub y: f64,
    /// Its interval; missing where nothing can be estimated.
    pub bar: Option<Bar>,
}

/// A tick of the axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// Value.
    pub value: f64,
    /// Where it stands.
    pub x: f64,
}

/// Everything placed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// Size of the whole.
    pub width: f64,
    /// Size of the whole.
    pub height: f64,
    /// Whether each trial's words stand above its interval.
    pub stacked: bool,
    /// Where intervals are drawn.
    pub plot: Rect,
    /// Where there is no difference.
    pub null_x: f64,
    /// Ticks of the axis.
    pub ticks: Vec<Tick>,
    /// The trials.
    pub rows: Vec<Row>,
    /// Arrows of the words about direction: from, to, middle line.
    #[serde(skip)]
    pub arrows: Vec<[f64; 3]>,
    /// All text.
    #[serde(skip)]
    pub words: Vec<Words>,
}

impl Layout {
    /// Places `forest` in a box of this `width`.
    pub fn new(forest: &Forest, width: f64, measure: &dyn Measure) -> Layout {
        let width = if width.is_finite() { width.max(NARROWEST) } else { NARROWEST };
        let columns = Columns::new(forest, width, measure);
        let stacked = columns.plot.1 - columns.plot.0 < NARROWEST_PLOT;
        let (left, right) = if stacked { whole_width(forest, width, measure) } else { columns.plot };
        let plot = Rect { left, top: 0.0, right, bottom: 0.0 };
        let mut placing = Placing {
            forest,
            measure,
            y: 0.0,
            layout: Layout {
                width,
                height: 0.0,
                stacked,
                null_x: x_of(forest, &plot, forest.null_value),
                plot,
                ticks: Vec::new(),
                rows: Vec::new(),
                arrows: Vec::new(),
                words: Vec::new(),
            },
        };
        if stacked {
            placing.stack()
        } else {
            placing.table(&columns)
        }
        placing.axis();
        placing.directions();
        placing.captions();
        placing.layout.height = (placing.y + 4.0).ceil();
        placing.layout
    }
}

/// Where `value` stands: at the nearer edge if it lies beyond the axis.
fn x_of(forest: &Forest, plot: &Rect, value: f64) -> f64 {
    let scale = |value: f64| if forest.log { ln(value.max(f64::MIN_POSITIVE)) } else { value };
    let [first, last] = forest.range.map(scale);
    let share = (scale(value) - first) / (last - first);
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 };
    plot.left + share * (plot.right - plot.left)
}

/// The plot where it has the whole width: half a tick's label stands out on either side.
fn whole_width(forest: &Forest, width: f64, measure: &dyn Measure) -> (f64, f64) {
    let labels = forest.ticks.iter().map(|tick| measure.width(&tick.label, TICK, false));
    let margin = (labels.fold(0.0, f64::max) / 2.0).max(GAP).min(0.2 * width).ceil();
    (margin, width - margin)
}

/// The columns where the box is wide.
struct Columns {
    /// Room for the names of the trials.
    trial: f64,
    /// Right edge of the counts of each arm.
    arms: [f64; 2],
    /// Room for the caption of each arm.
    arm_room: [f64; 2],
    /// Left and right edge of the plot.
    plot: (f64, f64),
    /// Left edge of the estimates.
    estimate: f64,
}

impl Columns {
    fn new(forest: &Forest, width: f64, measure: &dyn Measure) -> Columns {
        let rows = || forest.rows.iter().take(MOST_ROWS);
        let wide = |text: &str, size: f64| measure.width(text, size, false);
        let most = |widths: &mut dyn Iterator<Item = f64>| widths.fold(0.0, f64::max);
        let trial = most(&mut rows().flat_map(|row| [wide(&row.label, LABEL), wide(&row.sub, CELL)]))
            .max(wide(&forest.columns.trial, CAPTION))
            .min(COLUMN_SHARE * width)
            .ceil();
        let arm_room = [0, 1].map(|arm| {
            let caption = wrap_to(&forest.columns.arms[arm], ARM, 3, |text| wide(text, CAPTION));
            let caption = most(&mut caption.iter().map(|line| wide(line, CAPTION)));
            most(&mut rows().map(|row| wide(&row.counts[arm], LABEL))).max(caption).ceil()
        });
        // What is no estimate has no interval either, and so room for more lines.
        let estimates = || rows().filter(|row| row.value.is_some());
        let estimate = most(&mut estimates().map(|row| wide(&row.text, LABEL)))
            .max(wide(&forest.columns.estimate, CAPTION))
            .min(COLUMN_SHARE * width)
            .ceil();
        let first = trial + GUTTER + arm_room[0];
        let second = first + GUTTER + arm_room[1];
        let plot = (second + 1.5 * GUTTER, width - estimate - GUTTER);
        Columns { trial, arms: [first, second], arm_room, plot, estimate: width - estimate }
    }
}

/// A layout in the making, from top to bottom.
struct Placing<'a> {
    forest: &'a Forest,
    measure: &'a dyn Measure,
    y: f64,
    layout: Layout,
}

/// How a block of words looks and where it stands.
#[derive(Clone, Copy)]
struct Style {
    size: f64,
    tone: Tone,
    anchor: Anchor,
}

const NAME: Style = Style { size: LABEL, tone: Tone::Strong, anchor: Anchor::Start };
const NUMBER: Style = Style { anchor: Anchor::End, ..NAME };
const SMALL: Style = Style { size: CELL, tone: Tone::Soft, anchor: Anchor::Start };
const HEAD: Style = Style { size: CAPTION, ..SMALL };

impl Placing<'_> {
    fn wrap(&self, text: &str, room: f64, most: usize, style: Style) -> Vec<String> {
        wrap_to(text, room, most, |text| self.measure.width(text, style.size, false))
    }

    /// Lines from `top` down; gives back where the next line would begin.
    fn put(&mut self, lines: &[String], x: f64, top: f64, style: Style) -> f64 {
        for (i, line) in lines.iter().enumerate() {
            let Style { size, tone, anchor } = style;
            let y = top + (i as f64 + 0.5) * ROW;
            self.layout.words.push(Words { text: line.clone(), x, y, size, tone, anchor });
        }
        top + lines.len() as f64 * ROW
    }

    /// Lines about the middle line `y`.
    fn put_about(&mut self, lines: &[String], x: f64, y: f64, style: Style) {
        self.put(lines, x, y - lines.len() as f64 * ROW / 2.0, style);
    }

    fn rows(&self) -> std::iter::Take<std::slice::Iter<'_, ForestRow>> {
        self.forest.rows.iter().take(MOST_ROWS)
    }

    /// Columns of words about the plot.
    fn table(&mut self, columns: &Columns) {
        self.heads(columns);
        self.layout.plot.top = self.y;
        for row in self.rows().cloned().collect::<Vec<_>>() {
            let label = self.wrap(&row.label, columns.trial, 3, NAME);
            let sub = self.wrap(&row.sub, columns.trial, 3, SMALL);
            let room = self.layout.width - columns.estimate;
            let estimate = self.wrap(&row.text, room, 6, NAME);
            let lines = (label.len() + sub.len()).max(estimate.len()).max(1);
            let height = lines as f64 * ROW + 2.0 * PADDING;
            let middle = self.y + height / 2.0;
            let top = middle - (label.len() + sub.len()) as f64 * ROW / 2.0;
            let below = self.put(&label, 0.0, top, NAME);
            self.put(&sub, 0.0, below, SMALL);
            for arm in [0, 1] {
                let counts = fit_counts(&row.counts[arm]);
                self.put_about(&counts, columns.arms[arm], middle, NUMBER);
            }
            self.put_about(&estimate, columns.estimate, middle, NAME);
            self.bar(&row, [self.y, self.y + height]);
        }
        self.y += GAP;
        self.layout.plot.bottom = self.y;
    }

    /// Captions of the columns, on a common lowest line.
    fn heads(&mut self, columns: &Columns) {
        let captions = &self.forest.columns;
        let end = Style { anchor: Anchor::End, ..HEAD };
        let room = self.layout.width - columns.estimate;
        let heads = [
            (self.wrap(&captions.trial, columns.trial, 3, HEAD), 0.0, HEAD),
            (self.wrap(&captions.arms[0], columns.arm_room[0], 3, HEAD), columns.arms[0], end),
            (self.wrap(&captions.arms[1], columns.arm_room[1], 3, HEAD), columns.arms[1], end),
            (self.wrap(&captions.estimate, room, 3, HEAD), columns.estimate, HEAD),
        ];
        let most = heads.iter().map(|(lines, ..)| lines.len()).max().unwrap_or(0);
        for (lines, x, style) in heads {
            self.put(&lines, x, (most - lines.len()) as f64 * ROW, style);
        }
        self.y = most as f64 * ROW + PADDING;
    }

    /// Words above each interval.
    fn stack(&mut self) {
        let width = self.layout.width;
        let captions = &self.forest.columns;
        let trial = self.wrap(&captions.trial, 0.4 * width, 1, HEAD);
        let estimate = self.wrap(&captions.estimate, 0.58 * width, 3, HEAD);
        let below = self.put(&trial, 0.0, 0.0, HEAD);
        let lowest = self.put(&estimate, width, 0.0, Style { anchor: Anchor::End, ..HEAD });
        self.y = below.max(lowest) + PADDING;
        self.layout.plot.top = self.y;
        for row in self.rows().cloned().collect::<Vec<_>>() {
            self.y += PADDING;
            self.y = self.names_above(&row);
            // Without an interval the words say all.
            let band = if is_known(&row) { BAND } else { 0.0 };
            self.bar(&row, [self.y, self.y + band]);
            self.y += PADDING;
        }
        self.layout.plot.bottom = self.y;
    }

    /// Name and estimate on one line if both have room, then outcome and counts; gives back where
    /// they end.
    fn names_above(&mut self, row: &ForestRow) -> f64 {
        let width = self.layout.width;
        let estimate = self.measure.width(&row.text, LABEL, false);
        let beside = width - estimate - GUTTER;
        let mut y = self.y;
        if beside >= 0.4 * width {
            let label = self.wrap(&row.label, beside, 3, NAME);
            self.put(std::slice::from_ref(&row.text), width, y, NUMBER);
            y = self.put(&label, 0.0, y, NAME).max(y + ROW);
        } else {
            let label = self.wrap(&row.label, width, 2, NAME);
            y = self.put(&label, 0.0, y, NAME);
            let estimate = self.wrap(&row.text, width, 3, NAME);
            y = self.put(&estimate, 0.0, y, NAME);
        }
        let sub = self.wrap(&row.sub, width, 2, SMALL);
        y = self.put(&sub, 0.0, y, SMALL);
        let [first, second] = &self.forest.columns.arms;
        let counts = format!("{first} {}, {second} {}", row.counts[0], row.counts[1]);
        let counts = self.wrap(&counts, width, 2, SMALL);
        self.put(&counts, 0.0, y, SMALL)
    }

    /// The interval of a row in its band; the next row begins beneath.
    fn bar(&mut self, row: &ForestRow, band: [f64; 2]) {
        let y = (band[0] + band[1]) / 2.0;
        let bar = bar(self.forest, &self.layout.plot, row, y);
        self.layout.rows.push(Row { label: row.label.clone(), band, y, bar });
        self.y = band[1];
    }

    /// Ticks, and the labels of those that have room, the one at the null value first.
    fn axis(&mut self) {
        let [first, last] = self.forest.range;
        let ticks: Vec<_> =
            self.forest.ticks.iter().filter(|tick| (first..=last).contains(&tick.at)).collect();
        let places: Vec<(f64, f64)> = ticks
            .iter()
            .map(|tick| {
                let x = x_of(self.forest, &self.layout.plot, tick.at);
                (x, self.measure.width(&tick.label, TICK, false))
            })
            .collect();
        let null = ticks.iter().position(|tick| tick.at == self.forest.null_value).unwrap_or(0);
        let top = self.y + 7.0 - (ROW - TICK) / 2.0;
        for i in labelled(&places, null) {
            let style = Style { size: TICK, tone: Tone::Soft, anchor: Anchor::Middle };
            self.put(std::slice::from_ref(&ticks[i].label), places[i].0, top, style);
        }
        self.layout.ticks =
            ticks.iter().zip(&places).map(|(tick, (x, _))| Tick { value: tick.at, x: *x }).collect();
        self.y += 7.0 + TICK + GAP;
    }

    /// What either side of the null line speaks for, with an arrow that leads away from it. Near an
    /// edge of the box the words of both sides move inwards.
    fn directions(&mut self) {
        let (null, width) = (self.layout.null_x, self.layout.width);
        let beside = ARROW + GAP / 2.0;
        let split = null.clamp(0.4 * width, 0.6 * width);
        let [left, right] = [0, 1].map(|side| {
            let room = if side == 0 { split } else { width - split };
            let lines = self.wrap(&self.forest.favours[side], room - GAP - beside, 3, SMALL);
            let wide = |line: &String| self.measure.width(line, SMALL.size, false);
            let wide = lines.iter().map(wide).fold(0.0, f64::max);
            (lines, wide)
        });
        let from_right = width - beside - right.1;
        let from_left = beside + left.1;
        let end = (null - GAP).max(from_left).min(from_right - 2.0 * GAP);
        let start = (null + GAP).min(from_right).max(from_left + 2.0 * GAP);
        self.direction(&left, end, -1.0);
        self.direction(&right, start, 1.0);
        self.y += left.0.len().max(right.0.len()) as f64 * ROW + GAP;
    }

    /// The words of one side, from the place nearest to the null line outwards.
    fn direction(&mut self, (lines, wide): &(Vec<String>, f64), x: f64, side: f64) {
        if lines.is_empty() {
            return;
        }
        let anchor = if side < 0.0 { Anchor::End } else { Anchor::Start };
        self.put(lines, x, self.y, Style { anchor, ..SMALL });
        let from = x + side * (wide + GAP / 2.0);
        self.layout.arrows.push([from, from + side * ARROW, self.y + ROW / 2.0]);
    }

    /// The measure beneath the plot; then what must stand with the figure.
    fn captions(&mut self) {
        let (plot, width) = (self.layout.plot, self.layout.width);
        let middle = (plot.left + plot.right) / 2.0;
        let style = Style { anchor: Anchor::Middle, ..HEAD };
        let lines = self.wrap(&self.forest.measure_label, 2.0 * middle.min(width - middle), 3, style);
        self.y = self.put(&lines, middle, self.y, style);
        let all = self.forest.rows.len();
        let cut = match all > MOST_ROWS {
            true => format!("The first {MOST_ROWS} of {all} rows are drawn; the table has all."),
            false => String::new(),
        };
        for text in [cut, self.forest.label.clone()] {
            let lines = wrap(&text, width, |text| self.measure.width(text, CELL, false));
            self.y = self.put(&lines, 0.0, self.y, SMALL);
        }
    }
}

/// Counts are short; what is not is cut so that it stays in its row.
fn fit_counts(counts: &str) -> Vec<String> {
    vec![fit(counts, 24.0, |text| text.chars().count() as f64)]
}

/// Which ticks get their label: the one with this index, and outwards from it all that stand clear of the last.
fn labelled(places: &[(f64, f64)], start: usize) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    let mut outwards = |indices: &mut dyn Iterator<Item = usize>| {
        let mut last: Option<(f64, f64)> = None;
        for i in indices {
            let (x, width) = places[i];
            let clear = last.is_none_or(|(at, wide)| (x - at).abs() >= (width + wide) / 2.0 + GAP);
            if clear {
                last = Some(places[i]);
                kept.push(i);
            }
        }
    };
    outwards(&mut (start..places.len()));
    outwards(&mut (0..=start.min(places.len().saturating_sub(1))).rev().filter(|i| *i < places.len()));
    kept.sort_unstable();
    kept.dedup();
    kept
}

fn is_known(row: &ForestRow) -> bool {
    row.value.or(row.lower).or(row.upper).is_some()
}

/// The interval of a row; none where nothing is known of it.
fn bar(forest: &Forest, plot: &Rect, row: &ForestRow, y: f64) -> Option<Bar> {
    let [first, last] = forest.range;
    let x = |value: f64| x_of(forest, plot, value);
    let known = row.value.or(row.lower).or(row.upper)?;
    let left_open = row.lower_open || row.lower.is_some_and(|lower| lower < first);
    let right_open = row.upper_open || row.upper.is_some_and(|upper| upper > last);
    let from = if left_open { plot.left } else { x(row.lower.unwrap_or(known)) };
    let to = if right_open { plot.right } else { x(row.upper.unwrap_or(known)) };
    let square = row.value.filter(|value| (first..=last).contains(value)).map(|value| {
        let (most, least) = SQUARES;
        // The area, not the side, goes by the weight.
        let half = (most * row.weight.clamp(0.0, 1.0).sqrt()).max(least) / 2.0;
        let x = x(value);
        Rect { left: x - half, top: y - half, right: x + half, bottom: y + half }
    });
    Some(Bar { from: from.min(to), to: to.max(from), open: [left_open, right_open], square })
}

#[cfg(test)]
mod tests {
    use super::labelled;

    #[test]
    fn labels_keep_clear_of_each_other() {
        let places: Vec<(f64, f64)> = (0..10).map(|i| (10.0 * f64::from(i), 15.0)).collect();
        assert_eq!(labelled(&places, 4), [1, 4, 7]);
        assert_eq!(labelled(&places, 0), [0, 3, 6, 9]);
        assert!(labelled(&[], 0).is_empty());
    }
}
