//! Plain description of a survival figure: curves, captions, and the table beneath for each set of
//! ticks on offer. It knows no pixel; `plot` draws it on any surface.

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
