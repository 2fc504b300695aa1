//! Where a reader is on the figure: from pixels to steps and back.

use super::layout::Layout;
use super::palette::{self, Rgb, Theme};
use crate::figure::FigureCurve;
use crate::math::{log10, pow, power_of_ten};
use serde::Serialize;

/// A place on a curve, in CSS pixels from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Dot {
    /// Index of the curve.
    pub curve: usize,
    /// Its height there.
    pub y: f64,
    /// Its colour.
    pub colour: Rgb,
}

/// Index of the ascending `steps` that is drawn nearest to `x`; of two as near, the earlier.
pub fn nearest(layout: &Layout, steps: &[f64], x: f64) -> usize {
    let after = steps.partition_point(|&time| layout.x(time) < x);
    let far = |i: usize| steps.get(i).map_or(f64::INFINITY, |&time| (layout.x(time) - x).abs());
    match after.checked_sub(1) {
        Some(before) if far(before) <= far(after) => before,
        _ => after.min(steps.len().saturating_sub(1)),
    }
}

/// The time that is drawn at `x`, no further than the ends of the axis, of which a logarithmic one is of common logarithms;
/// of so many digits that a pixel more makes a difference. Where a pixel is no length of time (an axis as long or as short as
/// numbers go) the time is not rounded.
pub fn time_at(layout: &Layout, x: f64, log: bool) -> f64 {
    let (left, right) = (layout.plot.left, layout.plot.right);
    let time = |x: f64| {
        let share = (x - left) / (right - left);
        let place = layout.x_min + share * (layout.x_max - layout.x_min);
        if log { pow(10.0, place) } else { place }
    };
    let x = x.clamp(left, right);
    let step = power_of_ten(log10(time(x + 0.5) - time(x - 0.5)).floor() as i32);
    let rounded = (time(x) / step).round() * step;
    if !rounded.is_finite() {
        return time(x);
    }
    // 0.30000000000000004 is 0.3.
    let rounded = format!("{rounded:.9e}").parse().unwrap_or(rounded);
    rounded.clamp(time(left), time(right))
}

/// From `step`, the first step at or after the next tick of the axis; backwards, the last at or before
/// the tick before. Beyond the ticks it is the last step or the first.
pub fn beyond_tick(layout: &Layout, steps: &[f64], step: usize, forward: bool) -> usize {
    let Some(&now) = steps.get(step) else { return 0 };
    let ticks = layout.ticks.iter().map(|tick| tick.value);
    if forward {
        let tick = ticks.filter(|&tick| tick > now).reduce(f64::min).unwrap_or(f64::INFINITY);
        steps.partition_point(|&time| time < tick).min(steps.len() - 1)
    } else {
        let tick = ticks.filter(|&tick| tick < now).reduce(f64::max).unwrap_or(0.0);
        steps.partition_point(|&time| time <= tick).saturating_sub(1)
    }
}

/// Where the curves stand at these heights; a curve that has ended stands nowhere.
pub fn dots(layout: &Layout, theme: Theme, heights: &[Option<f64>], curves: &[FigureCurve]) -> Vec<Dot> {
    let dot = |(curve, (height, of)): (usize, (&Option<f64>, &FigureCurve))| {
        let (y, colour) = (layout.y(of.panel, (*height)?), palette::colour(theme, of.colour));
        Some(Dot { curve, y, colour })
    };
    heights.iter().zip(curves).enumerate().filter_map(dot).collect()
}

#[cfg(test)]
mod tests {
    use super::super::measure::Rough;
    use super::*;
    use crate::figure::{Figure, FigureTable, Made, Scale};

    fn layout() -> Layout {
        layout_to(30.0)
    }

    fn layout_to(last: f64) -> Layout {
        let ticks = vec![0.0, 10.0, 20.0, 30.0];
        let tables = vec![FigureTable { ticks, labels: Vec::new(), groups: Vec::new() }];
        let figure = Figure {
            time_label: String::new(),
            time_unit: String::new(),
            axis_unit: String::new(),
            axis_factor: 1.0,
            share_label: String::new(),
            start: Some(1.0),
            log_time: false,
            x_range: [0.0, last],
            y_range: [0.0, 1.0],
            y_ticks: Vec::new(),
            scale: Scale::Percent,
            made: Made::Product,
            thinned: false,
            risk_moves: false,
            panels: Vec::new(),
            curves: Vec::new(),
            tables,
            groups: Vec::new(),
            first_colour: 0,
            row_names: ["at risk", "events", "", "censored"].map(str::to_owned),
            guides: Vec::new(),
            common: String::new(),
            opening: None,
            corner: Vec::new(),
            label: String::new(),
        };
        Layout::new(&figure, 600.0, &Rough)
    }

    #[test]
    fn the_nearest_step_is_found_and_the_earlier_of_two() {
        let (layout, steps) = (layout(), [0.0, 10.0, 12.0, 30.0]);
        let at = |time: f64| nearest(&layout, &steps, layout.x(time));
        assert_eq!([-50.0, 0.0, 4.0, 9.0, 11.3, 29.0, 99.0].map(at), [0, 0, 0, 1, 2, 3, 3]);
        assert_eq!(nearest(&layout, &[], 3.0), 0);
    }

    #[test]
    fn times_are_round() {
        let layout = layout();
        let at = |time: f64| time_at(&layout, layout.x(time), false);
        assert_eq!([-5.0, 12.3456, 29.99, 50.0].map(at), [0.0, 12.35, 29.99, 30.0]);
        // Places are logarithms: 1 to 10^30.
        let at = |place: f64| time_at(&layout, layout.x(place), true);
        assert_eq!(at(-1.0), 1.0);
        assert!((at(log10(7.0)) / 7.0 - 1.0).abs() < 0.1);
    }

    /// A pixel is no number here, or no length: the time is found at once all the same.
    #[test]
    fn times_at_the_ends_of_the_numbers() {
        for last in [0.0, 5e-324, 1e-310, 1e308, f64::MAX] {
            let layout = layout_to(last);
            for x in [-1.0, 0.0, 1.0, 111.0, 299.5, 300.0, 600.0, 1e300] {
                let time = time_at(&layout, x, false);
                assert!((0.0..=last).contains(&time), "{last:e} at {x}: {time:e}");
            }
        }
    }

    #[test]
    fn ticks_are_passed_one_by_one() {
        let (layout, steps) = (layout(), [0.0, 4.0, 10.0, 12.0, 25.0, 30.0]);
        let forward = |step| beyond_tick(&layout, &steps, step, true);
        assert_eq!([0, 1, 2, 3, 4, 5].map(forward), [2, 2, 4, 4, 5, 5]);
        let back = |step| beyond_tick(&layout, &steps, step, false);
        assert_eq!([5, 4, 3, 2, 1, 0].map(back), [3, 3, 2, 0, 0, 0]);
    }
}
