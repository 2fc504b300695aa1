//! Where everything of a forest plot stands, in CSS pixels from the upper left corner.
//!
//! `columns` finds the room for words and plot; `placing` then goes from top to bottom, first through the `rows`,
//! then through what stands `beneath` them.

mod beneath;
mod columns;
mod placing;
mod rows;

use super::super::layout::{NARROWEST, Rect};
use super::super::marks::Anchor;
use super::super::measure::Measure;
use crate::figure::Forest;
use crate::math::ln;
use columns::{Columns, whole_width};
use placing::Placing;
use serde::{Deserialize, Serialize};

/// Narrowest plot between two columns; below it the words go above the intervals.
const NARROWEST_PLOT: f64 = 190.0;
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
