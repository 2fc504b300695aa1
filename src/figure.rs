//! Plain descriptions of figures. Of survival: curves, captions, and the table beneath for each set
//! of ticks on offer. Of counts: a forest plot. They know no pixel; `plot` draws them on any surface.

use serde::{Deserialize, Serialize};

/// One curve as a step function; heights are shares in [0, 1], already in the direction drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureCurve {
    /// Name of the group.
    pub name: String,
    /// Label at the end of the curve: name and last height.
    pub end_label: String,
    /// Times of the steps, ascending, in the user's unit.
    pub time: Vec<f64>,
    /// Height from each time on.
    pub height: Vec<f64>,
    /// Lower limit from each time on; missing where undefined.
    pub lower: Vec<Option<f64>>,
    /// Upper limit from each time on.
    pub upper: Vec<Option<f64>>,
    /// Times of the steps at which somebody is censored.
    pub censored: Vec<f64>,
    /// Where the curve ends.
    pub last_time: f64,
}

/// The three rows of one group, one entry a tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRows {
    /// At risk just before the tick.
    pub at_risk: Vec<u32>,
    /// Events before the tick.
    pub events: Vec<u32>,
    /// Censored before the tick.
    pub censored: Vec<u32>,
}

/// A set of ticks with the table that stands on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureTable {
    /// Ticks of the time axis, ascending from 0.
    pub ticks: Vec<f64>,
    /// Rows of each group, in the order of the curves.
    pub groups: Vec<FigureRows>,
}

/// The whole figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Caption of the time axis.
    pub time_label: String,
    /// Caption of the probability axis.
    pub share_label: String,
    /// Height at time 0: 1 for falling curves, 0 for rising ones.
    pub start: f64,
    /// Last time of the axis, positive.
    pub last_time: f64,
    /// Curves, one a group.
    pub curves: Vec<FigureCurve>,
    /// Tables on offer, from few ticks to many; at least one.
    pub tables: Vec<FigureTable>,
    /// What the rows of the table are called: at risk, events, censored.
    pub row_names: [String; 3],
    /// A sentence that must stand with the figure ("Rebuilt from registry results ..."); empty: none.
    pub label: String,
}

/// A tick of a forest plot's axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForestTick {
    /// Where it stands, in units of the measure.
    pub at: f64,
    /// What is written beneath it.
    pub label: String,
}

/// One trial of a forest plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForestRow {
    /// Name of the trial.
    pub label: String,
    /// What stands small beneath it: the outcome.
    pub sub: String,
    /// Events of people in each arm, such as "3/17".
    pub counts: [String; 2],
    /// The estimate; missing where it cannot be made or drawn.
    pub value: Option<f64>,
    /// Its lower limit.
    pub lower: Option<f64>,
    /// Its upper limit.
    pub upper: Option<f64>,
    /// The lower limit lies beyond the axis, or there is none on that side.
    pub lower_open: bool,
    /// The same of the upper limit.
    pub upper_open: bool,
    /// Area of the square as a share of the largest, in [0, 1].
    pub weight: f64,
    /// The estimate in words, or why there is none.
    pub text: String,
}

/// Captions of the columns of a forest plot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForestColumns {
    /// Above the trials.
    pub trial: String,
    /// Above the counts of each arm.
    pub arms: [String; 2],
    /// Above the estimates.
    pub estimate: String,
}

/// A forest plot: one estimate a row, on a common axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forest {
    /// Caption of the axis: the measure and its direction.
    pub measure_label: String,
    /// Whether the axis is logarithmic.
    pub log: bool,
    /// Where there is no difference: 1 or 0.
    pub null_value: f64,
    /// Ticks of the axis, ascending.
    pub ticks: Vec<ForestTick>,
    /// What an estimate on the left and on the right of the null value speaks for.
    pub favours: [String; 2],
    /// The trials.
    pub rows: Vec<ForestRow>,
    /// Captions of the columns.
    pub columns: ForestColumns,
    /// First and last value of the axis.
    pub range: [f64; 2],
    /// A sentence that must stand with the figure; empty: none.
    pub label: String,
}
