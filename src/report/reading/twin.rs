//! A figure as tables, for those who cannot see it.

use super::{own, time, written};
use crate::figure::{Figure, FigureCurve, Made};
use crate::report::{names, number};
use serde::Serialize;

/// A curve as a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Twin {
    /// Name of the curve.
    pub name: String,
    /// Time, height, limits: a row a step or point.
    pub rows: Vec<[String; 3]>,
}

/// The figure as tables, at most `most` rows of each curve, evenly. Residuals stand after the curve through them, without
/// limits; of a layer its own share.
pub fn twins(figure: &Figure, most: usize) -> Vec<Twin> {
    figure.curves.iter().map(|curve| twin(figure, curve, most)).collect()
}

fn twin(figure: &Figure, curve: &FigureCurve, most: usize) -> Twin {
    let every = |n: usize| n.div_ceil(most.max(1)).max(1);
    let write = |height: f64| written(figure.scale, height);
    let place = |x: f64| number::time(time(figure, x));
    let mut rows = Vec::new();
    for i in (0..curve.time.len()).filter(|i| i % every(curve.time.len()) == 0 || i + 1 == curve.time.len()) {
        let limits = curve.lower[i].zip(curve.upper[i]).filter(|_| figure.made != Made::Layers);
        let limits =
            limits.map_or_else(String::new, |(lower, upper)| format!("{} to {}", write(lower), write(upper)));
        rows.push([place(curve.time[i]), write(own(figure, curve, i)), limits]);
    }
    for &(x, y) in curve.points.iter().step_by(every(curve.points.len())) {
        rows.push([place(x), write(y), String::new()]);
    }
    Twin { name: names::drawn(figure, curve), rows }
}
