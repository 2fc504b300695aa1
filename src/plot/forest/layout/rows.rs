//! The trials: their words in columns or above the interval, and the interval.

use super::columns::{Columns, GUTTER};
use super::placing::{HEAD, NAME, NUMBER, Placing, SMALL, Style};
use super::{Bar, Row, x_of};
use crate::figure::{Forest, ForestRow};
use crate::plot::layout::{GAP, LABEL, ROW, Rect};
use crate::plot::marks::Anchor;
use crate::plot::measure::fit;

/// Height of an interval with nothing beside it.
const BAND: f64 = 22.0;
/// Free space above and beneath a row's words.
const PADDING: f64 = 6.0;
/// Sides of the largest and the smallest square.
const SQUARES: (f64, f64) = (14.0, 4.0);

impl Placing<'_> {
    /// Columns of words about the plot.
    pub(super) fn table(&mut self, columns: &Columns) {
        self.heads(columns);
        self.layout.plot.top = self.y;
        for row in self.rows().cloned().collect::<Vec<_>>() {
            let label = self.wrap(&row.label, columns.trial, NAME);
            let sub = self.wrap(&row.sub, columns.trial, SMALL);
            let room = self.layout.width - columns.estimate;
            let estimate = self.wrap(&row.text, room, NAME);
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
            (self.wrap(&captions.trial, columns.trial, HEAD), 0.0, HEAD),
            (self.wrap(&captions.arms[0], columns.arm_room[0], HEAD), columns.arms[0], end),
            (self.wrap(&captions.arms[1], columns.arm_room[1], HEAD), columns.arms[1], end),
            (self.wrap(&captions.estimate, room, HEAD), columns.estimate, HEAD),
        ];
        let most = heads.iter().map(|(lines, ..)| lines.len()).max().unwrap_or(0);
        for (lines, x, style) in heads {
            self.put(&lines, x, (most - lines.len()) as f64 * ROW, style);
        }
        self.y = most as f64 * ROW + PADDING;
    }

    /// Words above each interval.
    pub(super) fn stack(&mut self) {
        let width = self.layout.width;
        let captions = &self.forest.columns;
        let trial = self.wrap(&captions.trial, 0.4 * width, HEAD);
        let estimate = self.wrap(&captions.estimate, 0.58 * width, HEAD);
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
            let label = self.wrap(&row.label, beside, NAME);
            self.put(std::slice::from_ref(&row.text), width, y, NUMBER);
            y = self.put(&label, 0.0, y, NAME).max(y + ROW);
        } else {
            let label = self.wrap(&row.label, width, NAME);
            y = self.put(&label, 0.0, y, NAME);
            let estimate = self.wrap(&row.text, width, NAME);
            y = self.put(&estimate, 0.0, y, NAME);
        }
        let sub = self.wrap(&row.sub, width, SMALL);
        y = self.put(&sub, 0.0, y, SMALL);
        let [first, second] = &self.forest.columns.arms;
        // A row of a model has no counts.
        let known = [first, second].into_iter().zip(&row.counts).filter(|(_, counts)| !counts.is_empty());
        let counts = known.map(|(arm, counts)| format!("{arm} {counts}")).collect::<Vec<_>>().join(", ");
        let counts = self.wrap(&counts, width, SMALL);
        self.put(&counts, 0.0, y, SMALL)
    }

    /// The interval of a row in its band; the next row begins beneath.
    fn bar(&mut self, row: &ForestRow, band: [f64; 2]) {
        let y = (band[0] + band[1]) / 2.0;
        let bar = bar(self.forest, &self.layout.plot, row, y);
        self.layout.rows.push(Row { label: row.label.clone(), band, y, bar });
        self.y = band[1];
    }
}

/// Counts are short; what is not is cut so that it stays in its row.
fn fit_counts(counts: &str) -> Vec<String> {
    vec![fit(counts, 24.0, |text| text.chars().count() as f64)]
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
