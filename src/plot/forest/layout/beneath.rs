//! What stands beneath the trials: the axis, what either side of the null line speaks for, the captions.

use super::placing::{HEAD, Placing, SMALL, Style};
use super::{MOST_ROWS, Tick, Tone, x_of};
use crate::plot::layout::{CELL, GAP, ROW, TICK};
use crate::plot::marks::Anchor;
use crate::plot::measure::wrap;

/// Length of the arrows beside the words about direction.
const ARROW: f64 = 12.0;

impl Placing<'_> {
    /// Ticks, and the labels of those that have room, the one at the null value first.
    pub(super) fn axis(&mut self) {
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
    pub(super) fn directions(&mut self) {
        let (null, width) = (self.layout.null_x, self.layout.width);
        let beside = ARROW + GAP / 2.0;
        let split = null.clamp(0.4 * width, 0.6 * width);
        let [left, right] = [0, 1].map(|side| {
            let room = if side == 0 { split } else { width - split };
            let lines = self.wrap(&self.forest.favours[side], room - GAP - beside, SMALL);
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
    pub(super) fn captions(&mut self) {
        let (plot, width) = (self.layout.plot, self.layout.width);
        let middle = (plot.left + plot.right) / 2.0;
        let style = Style { anchor: Anchor::Middle, ..HEAD };
        let lines = self.wrap(&self.forest.measure_label, 2.0 * middle.min(width - middle), style);
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
