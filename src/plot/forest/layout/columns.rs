//! The columns of words about the plot, and the plot where it has the whole width.

use super::MOST_ROWS;
use crate::figure::Forest;
use crate::plot::layout::{CAPTION, CELL, GAP, LABEL, MOST_LINES, TICK};
use crate::plot::measure::{Measure, wrap_to};

/// Widest share of the box that the names of the trials may take, and that the estimates may.
const COLUMN_SHARE: f64 = 0.27;
/// Widest caption above the counts of an arm, where the counts themselves are not wider.
const ARM: f64 = 92.0;
/// Space between two columns, and between a column and the plot.
pub(super) const GUTTER: f64 = 2.0 * GAP;

/// The plot where it has the whole width: half a tick's label stands out on either side.
pub(super) fn whole_width(forest: &Forest, width: f64, measure: &dyn Measure) -> (f64, f64) {
    let labels = forest.ticks.iter().map(|tick| measure.width(&tick.label, TICK, false));
    let margin = (labels.fold(0.0, f64::max) / 2.0).max(GAP).min(0.2 * width).ceil();
    (margin, width - margin)
}

/// The columns where the box is wide.
pub(super) struct Columns {
    /// Room for the names of the trials.
    pub(super) trial: f64,
    /// Right edge of the counts of each arm.
    pub(super) arms: [f64; 2],
    /// Room for the caption of each arm.
    pub(super) arm_room: [f64; 2],
    /// Left and right edge of the plot.
    pub(super) plot: (f64, f64),
    /// Left edge of the estimates.
    pub(super) estimate: f64,
}

impl Columns {
    pub(super) fn new(forest: &Forest, width: f64, measure: &dyn Measure) -> Columns {
        let rows = || forest.rows.iter().take(MOST_ROWS);
        let wide = |text: &str, size: f64| measure.width(text, size, false);
        let most = |widths: &mut dyn Iterator<Item = f64>| widths.fold(0.0, f64::max);
        let trial = most(&mut rows().flat_map(|row| [wide(&row.label, LABEL), wide(&row.sub, CELL)]))
            .max(wide(&forest.columns.trial, CAPTION))
            .min(COLUMN_SHARE * width)
            .ceil();
        let arm_room = [0, 1].map(|arm| {
            let caption = wrap_to(&forest.columns.arms[arm], ARM, MOST_LINES, |text| wide(text, CAPTION));
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
