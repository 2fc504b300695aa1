//! Words inside the plot, in the corner where they hide least.

use super::layout::{CELL, GAP, ROW, Rect, x_of, y_of};
use super::measure::{Measure, fit};
use crate::figure::Figure;

/// Widest share of the plot that the words take.
const SHARE: f64 = 0.6;

/// The common left end of the lines, and each line with its middle.
pub(super) fn place(figure: &Figure, plot: &Rect, measure: &dyn Measure) -> (f64, Vec<(String, f64)>) {
    let width = |text: &str| measure.width(text, CELL, false);
    let room = SHARE * (plot.right - plot.left);
    let lines: Vec<String> = figure.corner.iter().map(|line| fit(line, room, width)).collect();
    let wide = lines.iter().map(|line| width(line)).fold(0.0, f64::max);
    let high = ROW * lines.len() as f64;
    let (left, right) = (plot.left + GAP, plot.right - GAP - wide);
    let (top, bottom) = (plot.top + GAP / 2.0, plot.bottom - GAP / 2.0 - high);
    let corners = [(right, top), (left, bottom), (right, bottom), (left, top)];
    let hidden = |&(x, y): &(f64, f64)| {
        covered(figure, plot, &Rect { left: x - GAP, top: y, right: x + wide + GAP, bottom: y + high })
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
    (x, lines.into_iter().enumerate().map(middle).collect())
}

/// How many steps of curves, and points, run through the place.
fn covered(figure: &Figure, plot: &Rect, place: &Rect) -> usize {
    let x = |time: f64| x_of(plot, figure.x_range, time);
    let y = |height: f64| y_of(plot, figure.y_range, height);
    let inside = |y: f64| (place.top..=place.bottom).contains(&y);
    let overlaps = |from: f64, to: f64| from <= place.right && to >= place.left;
    let mut n = 0;
    for curve in &figure.curves {
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
