//! Words inside the plot, in the corner where they hide least.

use super::layout::{CELL, GAP, Line, ROW, Rect, TICK, x_of, y_of};
use super::marks::Anchor;
use super::measure::{Measure, wrap};
use crate::figure::{Figure, Guide};

/// Widest share of the plot that the words take.
const SHARE: f64 = 0.85;
/// A word of a guide counts as so many steps of curves: words never stand on words while there is another corner.
const WORD: usize = 1_000_000;

/// The common left end of the lines, and each line with its middle; then where words stand, those of guides too.
pub(super) fn place(figure: &Figure, plot: &Rect, measure: &dyn Measure) -> ((f64, Vec<Line>), Vec<Rect>) {
    let words = || figure.guides.iter().filter_map(|guide| guide_word(figure, plot, guide, measure));
    let width = |text: &str| measure.width(text, CELL, false);
    let room = SHARE * (plot.right - plot.left);
    let lines: Vec<String> = figure.corner.iter().flat_map(|line| wrap(line, room, width)).collect();
    let wide = lines.iter().map(|line| width(line)).fold(0.0, f64::max);
    let high = ROW * lines.len() as f64;
    let (left, right) = (plot.left + GAP, plot.right - GAP - wide);
    let (top, bottom) = (plot.top + GAP / 2.0, plot.bottom - GAP / 2.0 - high);
    let corners = [(right, top), (left, bottom), (right, bottom), (left, top)];
    let hidden = |&(x, y): &(f64, f64)| {
        let place = Rect { left: x - GAP, top: y, right: x + wide + GAP, bottom: y + high };
        covered(figure, plot, &place) + WORD * words().filter(|word| overlap(word, &place)).count()
    };
    // Of corners that hide as much, the first.
    let mut best = (usize::MAX, corners[0]);
    for corner in corners {
        let n = hidden(&corner);
        if n < best.0 {
            best = (n, corner);
        }
    }
    let (x, y) = best.1;
    let middle = |(i, line): (usize, String)| (line, y + ROW * (i as f64 + 0.5));
    let own = Rect { left: x - GAP / 2.0, top: y, right: x + wide + GAP / 2.0, bottom: y + high };
    let own = (!lines.is_empty()).then_some(own);
    ((x, lines.into_iter().enumerate().map(middle).collect()), words().chain(own).collect())
}

/// Where the word of a guide at `x` begins or ends: beside its line, inside the plot.
pub(super) fn beside_guide(plot: &Rect, x: f64) -> (f64, Anchor) {
    if x > plot.right - 80.0 { (x - 4.0, Anchor::End) } else { (x + 4.0, Anchor::Start) }
}

/// From the upper end of a guide down to the middle of its word.
pub(super) const GUIDE_DROP: f64 = 9.0;

/// The place of a guide's word; `None` where it has none.
fn guide_word(figure: &Figure, plot: &Rect, guide: &Guide, measure: &dyn Measure) -> Option<Rect> {
    let &(time, height) = guide.points.last().filter(|_| !guide.label.is_empty())?;
    let middle = y_of(plot, figure.y_range, height) + GUIDE_DROP;
    let (x, anchor) = beside_guide(plot, x_of(plot, figure.x_range, time));
    let wide = measure.width(&guide.label, TICK, false);
    let left = if matches!(anchor, Anchor::End) { x - wide } else { x };
    Some(Rect { left, top: middle - TICK / 2.0, right: left + wide, bottom: middle + TICK / 2.0 })
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// How many steps of curves, and points, run through the place.
fn covered(figure: &Figure, plot: &Rect, place: &Rect) -> usize {
    let x = |time: f64| x_of(plot, figure.x_range, time);
    let y = |height: f64| y_of(plot, figure.y_range, height);
    let inside = |y: f64| (place.top..=place.bottom).contains(&y);
    let overlaps = |from: f64, to: f64| from <= place.right && to >= place.left;
    let mut n = 0;
    for curve in figure.curves.iter().filter(|curve| curve.panel == 0) {
        let mut from = (plot.left, figure.start.map(y));
        for (&time, &height) in curve.time.iter().zip(&curve.height).chain([(&curve.last_time, &f64::NAN)]) {
            let until = x(time);
            n += usize::from(overlaps(from.0, until) && from.1.is_some_and(inside));
            // The step up or down crosses the place too.
            let next = y(height);
            let crosses = from.1.is_some_and(|y| y.min(next) < place.bottom && y.max(next) > place.top);
            n += usize::from(overlaps(until, until) && crosses);
            from = (until, Some(next));
        }
        n += curve
            .points
            .iter()
            .filter(|(time, height)| overlaps(x(*time), x(*time)) && inside(y(*height)))
            .count();
    }
    n
}
