//! Where a height comes from: the fractions of the last step, or the residuals of the events at a time.

use super::{own, written};
use crate::figure::{Figure, FigureCurve, Made};
use crate::math::exp;
use crate::report::number;

/// Fractions, and residuals, that are written out; of more fractions only the last.
const WRITTEN: usize = 5;

/// The height before step `i`. Where the figure begins later the one before its first step is told by the step itself, if
/// its counts are enough for that.
fn before(figure: &Figure, curve: &FigureCurve, i: usize) -> Option<f64> {
    let start = figure.start.unwrap_or_default();
    if let Some(i) = i.checked_sub(1) {
        return Some(own(figure, curve, i));
    }
    if figure.x_range[0] <= 0.0 {
        return Some(start);
    }
    let (n, d) = (f64::from(curve.n_risk[i]), f64::from(curve.n_event[i]));
    match figure.made {
        Made::Product if n > d && start == 0.0 => Some(1.0 - (1.0 - curve.height[i]) * n / (n - d)),
        Made::Product if n > d => Some(curve.height[i] * n / (n - d)),
        Made::Hazard => Some(curve.height[i] - d / n),
        _ => None,
    }
}

/// The fractions of the last step of the curve at or before index `i`; of a log-log plot what it is the logarithm of.
pub(super) fn origin(figure: &Figure, curve: &FigureCurve, i: usize) -> String {
    if figure.made == Made::LogLog {
        let surv = exp(-exp(curve.height[i]));
        let total = written(figure.scale, curve.height[i]);
        return format!("ln(−ln {}) = {total}", number::trim(number::decimals(surv, 5)));
    }
    let passed: Vec<usize> = (0..=i).filter(|&i| curve.n_event[i] > 0).collect();
    let (Some(&last), false) = (passed.last(), figure.thinned) else { return String::new() };
    let Some(before) = before(figure, curve, last) else { return String::new() };
    let (n, d) = (curve.n_risk[last], curve.n_event[last]);
    let write = |height: f64| written(figure.scale, height);
    let (reached, total) = (own(figure, curve, last), write(own(figure, curve, last)));
    match figure.made {
        Made::LogLog | Made::Residuals => String::new(),
        Made::Hazard => format!("{} + {d}/{n} = {total}", write(before)),
        Made::Incidence | Made::Layers => {
            let free = (reached - before) * f64::from(n) / f64::from(d);
            format!("{} + {} × {d}/{n} = {total}", write(before), write(free))
        }
        Made::Product => {
            let rising = figure.start == Some(0.0);
            let stays = |i: usize| format!("{}/{}", curve.n_risk[i] - curve.n_event[i], curve.n_risk[i]);
            // Of a figure that begins later the first factors are not at hand.
            let product = if passed.len() <= WRITTEN && figure.x_range[0] == 0.0 {
                passed.iter().map(|&i| stays(i)).collect::<Vec<_>>().join(" × ")
            } else {
                format!("{} × {}", write(if rising { 1.0 - before } else { before }), stays(last))
            };
            format!("{}{product} = {total}", if rising { "1 − " } else { "" })
        }
    }
}

/// "residuals 1.23, −0.40": those of the events at a place.
pub(super) fn residuals(figure: &Figure, curve: &FigureCurve, place: f64) -> String {
    let here = curve.points.iter().filter(|point| point.0 == place);
    let mut here: Vec<String> = here.map(|point| written(figure.scale, point.1)).collect();
    let word = if here.len() == 1 { "residual" } else { "residuals" };
    let more = here.len().saturating_sub(WRITTEN);
    here.truncate(WRITTEN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{word} {}{rest}", here.join(", "))
}
