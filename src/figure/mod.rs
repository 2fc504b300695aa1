//! Plain descriptions of the figures. A survival figure: curves, captions, and the table beneath for each
//! set of ticks on offer. A forest plot: a line for each trial. They know no pixel; `plot` draws them on
//! any surface.

pub mod packed;

use serde::Serialize;

/// One curve; heights are already what is drawn.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub struct FigureCurve {
    /// Name of the group, and of the cause where there are several.
    pub name: String,
    /// Label at the end of the curve: its name; empty where the curve is not in what is shown.
    pub end_label: String,
    /// Its height at the figure's common time; empty where it has none.
    pub common: String,
    /// Which colour of the palette.
    pub colour: usize,
    /// Which line style of the palette.
    pub stroke: usize,
    /// Times of the steps, ascending, in the user's unit; places on the axis where that is another.
    pub time: Vec<f64>,
    /// Height from each time on.
    pub height: Vec<f64>,
    /// Lower limit from each time on; missing where undefined.
    pub lower: Vec<Option<f64>>,
    /// Upper limit from each time on.
    pub upper: Vec<Option<f64>>,
    /// At risk just before each time.
    pub n_risk: Vec<u32>,
    /// Events at each time; where the curve is thinned, since the time before.
    pub n_event: Vec<u32>,
    /// Times of the steps at which somebody is censored.
    pub censored: Vec<f64>,
    /// Where the curve ends.
    pub last_time: f64,
    /// What is known after that.
    pub after: After,
    /// Points that belong to it: residuals.
    pub points: Vec<(f64, f64)>,
    /// In which of the figure's panels it stands.
    pub panel: usize,
}

/// What is known of a curve after its last time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub enum After {
    /// Nothing: nobody was followed so long.
    #[default]
    Unknown,
    /// Everybody who was at risk has had the event: the height stays, and the curve ends with the axis.
    Stays,
    /// Everybody has, and the height is of those at risk: it does not exist without them.
    NobodyLeft,
}

/// The rows of one group, one entry a tick.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub struct FigureRows {
    /// At risk just before the tick.
    pub at_risk: Vec<u32>,
    /// Events before the tick.
    pub events: Vec<u32>,
    /// Other events, after which this one cannot come, before the tick.
    pub others: Vec<u32>,
    /// Censored before the tick.
    pub censored: Vec<u32>,
}

/// A set of ticks with the table that stands on it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub struct FigureTable {
    /// Ticks of the horizontal axis, ascending.
    pub ticks: Vec<f64>,
    /// What is written at them where that is not their number: another unit, another scale; else empty.
    pub labels: Vec<String>,
    /// Rows of each group; none where the figure has no table.
    pub groups: Vec<FigureRows>,
}

/// A place on the vertical axis.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub struct FigureTick {
    /// Where.
    pub at: f64,
    /// What is written there.
    pub label: String,
}

/// A thin line that helps to read: to a median, at a horizon, at no effect.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub struct Guide {
    /// Its corners.
    pub points: Vec<(f64, f64)>,
    /// The curve whose colour it has.
    pub curve: Option<usize>,
    /// What is written at its upper end; may be empty.
    pub label: String,
}

/// What a height is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub enum Made {
    /// A product of shares that stay.
    Product,
    /// A sum of shares that leave, each of those still free of any event.
    Incidence,
    /// A sum of events over those at risk.
    Hazard,
    /// A sum as of incidences, of each layer of a stack.
    Layers,
    /// The logarithm of minus the logarithm of a share that stays.
    LogLog,
    /// A curve through points: residuals.
    Residuals,
}

/// How a height is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub enum Scale {
    /// A share as "54.2 %".
    Percent,
    /// A share as "0.542".
    Probability,
    /// A number without bounds.
    Number,
}

/// The whole figure.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Serialize))]
pub struct Figure {
    /// Caption of the horizontal axis.
    pub time_label: String,
    /// Unit of the times, in the plural: "days", "ranks"; empty: not known.
    pub time_unit: String,
    /// Unit of the axis, which may be another.
    pub axis_unit: String,
    /// How many units of the times make one of the axis.
    pub axis_factor: f64,
    /// Caption of the vertical axis.
    pub share_label: String,
    /// Height before the first step: 1 for falling curves, 0 for rising ones. Missing: curves begin at their first step.
    pub start: Option<f64>,
    /// Whether places on the horizontal axis are common logarithms of times.
    pub log_time: bool,
    /// First and last place of the horizontal axis.
    pub x_range: [f64; 2],
    /// First and last height of the vertical axis.
    pub y_range: [f64; 2],
    /// Ticks of the vertical axis, ascending.
    pub y_ticks: Vec<FigureTick>,
    /// How heights are written.
    pub scale: Scale,
    /// What they are made of.
    pub made: Made,
    /// Whether steps were left out of the curves, so that one listed may be several in truth.
    pub thinned: bool,
    /// Whether the numbers at risk change between the steps of a curve: by late entry, or by events of other curves.
    pub risk_moves: bool,
    /// Headings of the panels, one beneath the other on one axis of time; none: there is one, and it has no heading.
    pub panels: Vec<String>,
    /// Curves, panel after panel, one a group unless causes or terms are shown.
    pub curves: Vec<FigureCurve>,
    /// Tables on offer, from few ticks to many; at least one.
    pub tables: Vec<FigureTable>,
    /// Names over the rows of the table.
    pub groups: Vec<String>,
    /// Colour of the first of them; the others follow.
    pub first_colour: usize,
    /// What the rows of the table are called: at risk, events, competing events, censored; empty: the row is left out.
    pub row_names: [String; 4],
    /// Lines that help to read.
    pub guides: Vec<Guide>,
    /// When the curves' common heights are: "At 36 months"; empty where there are none.
    pub common: String,
    /// Where on the horizontal axis the reading opens; missing: in the middle of its steps.
    pub opening: Option<f64>,
    /// Lines of text in the emptiest corner.
    pub corner: Vec<String>,
    /// A sentence that must stand with the figure ("Rebuilt from registry results ..."); empty: none.
    pub label: String,
}

/// One trial of a forest plot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForestRow {
    /// Name of the trial.
    pub label: String,
    /// Small beneath it: the outcome; may be empty.
    pub sub: String,
    /// Events of all, in each arm: "3/17".
    pub counts: [String; 2],
    /// The estimate; missing where there is none.
    pub value: Option<f64>,
    /// Lower limit; missing where there is none.
    pub lower: Option<f64>,
    /// Upper limit; missing where there is none.
    pub upper: Option<f64>,
    /// The lower limit lies before the axis begins: an arrow.
    pub lower_open: bool,
    /// The upper limit lies beyond the end of the axis: an arrow.
    pub upper_open: bool,
    /// Area of the square: the share of the largest trial's subjects, in [0, 1].
    pub weight: f64,
    /// "0.29 (0.10 to 0.84)", or "not estimable: no events in treated".
    pub text: String,
}

/// A place on the axis of a forest plot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForestTick {
    /// Where, in the measure's unit.
    pub at: f64,
    /// What is written there.
    pub label: String,
}

/// Heads of the columns of a forest plot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForestColumns {
    /// Over the names.
    pub trial: String,
    /// Over the counts of the arms.
    pub arms: [String; 2],
    /// Over the estimates in words.
    pub estimate: String,
}

/// Several trials, each with its estimate and limits; nothing is pooled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forest {
    /// "Risk ratio, treated versus control".
    pub measure_label: String,
    /// Whether the axis is logarithmic.
    pub log: bool,
    /// Where nothing differs: 1 for ratios, 0 for differences.
    pub null_value: f64,
    /// Ticks, ascending, within `range`.
    pub ticks: Vec<ForestTick>,
    /// What stands left and right of the null value: "favours treated", "favours control".
    pub favours: [String; 2],
    /// The trials, in the order of the text.
    pub rows: Vec<ForestRow>,
    /// Heads of the columns.
    pub columns: ForestColumns,
    /// Ends of the axis.
    pub range: [f64; 2],
    /// A sentence that must stand with the figure; empty: none.
    pub label: String,
}

/// A name set apart inside a longer text.
pub use crate::data::isolated;
