//! Firth's penalty for the Cox model, `0.5 ln det I(b)`, with its analytic gradient.
//!
//! The derivative of `I` is a sum over the denominators of third central moments of the covariates, so
//!
//! * `d/db_c = 0.5 sum over denominators of E[(x - m)' V (x - m) (x_c - m_c)]`, `V` the inverse of `I`, `m = E[x]`.
//!
//! As for the information, only sums of `w`, `w x` and `w x'Vx` are kept on the walk; the rest follows row by row from
//! cumulated means.
//!
//! Where the information of a direction is lost in the rounding of its sums (below 1e-10 of the events), there is no penalty: the log
//! likelihood is minus infinity, and a step that leads there is refused.

use super::climb::{Point, dot, times};
use super::likelihood::Derivatives;
use super::partial::PartialLikelihood;
use super::rows::RiskSums;
use crate::math::symmetric::{Cholesky, Matrix};

/// Information of a direction, for each event, that is rounding.
const NOTHING: f64 = 1e-10;

/// The penalised likelihood at `coef`.
pub(super) fn penalised(likelihood: &PartialLikelihood, coef: &[f64]) -> Point {
    let Derivatives { mut loglik, score: mut slope, information } = likelihood.at(coef);
    let factor = Cholesky::new(&information);
    let pivot = |k: usize| factor.lower()[(k, k)] * factor.lower()[(k, k)];
    let smallest = (0..coef.len()).map(pivot).fold(f64::INFINITY, f64::min);
    let mut pull = vec![0.0; coef.len()];
    if smallest > NOTHING * likelihood.n_event() && loglik.is_finite() {
        loglik += factor.ln_determinant() / 2.0;
        pull = third_moments(likelihood, coef, &factor.inverse());
        pull.iter_mut().for_each(|bend| *bend /= 2.0);
        slope.iter_mut().zip(&pull).for_each(|(slope, pull)| *slope += pull);
    } else {
        loglik = f64::NEG_INFINITY;
    }
    Point { coef: coef.to_vec(), loglik, slope, information, pull }
}

/// `sum over denominators of E[(x - m)' V (x - m) (x - m)]`.
///
/// Multiplied out it is `E[q x] - E[q] m - 2 (E[x x'] - m m') V m` with `q = x'Vx`; the two parts with a mean of
/// products are summed row by row, the others denominator by denominator.
fn third_moments(likelihood: &PartialLikelihood, coef: &[f64], inverse: &Matrix) -> Vec<f64> {
    let (rows, p) = (&likelihood.rows, coef.len());
    let weight = rows.weights(coef);
    let turned: Vec<f64> = rows.values.chunks(p.max(1)).flat_map(|x| times(inverse, x)).collect();
    let pairs = turned.chunks(p.max(1)).zip(rows.values.chunks(p.max(1)));
    let squares: Vec<f64> = pairs.map(|(turned, x)| dot(turned, x)).collect();
    let mut sum = by_denominator(likelihood, &weight, &squares, inverse);
    let steps = likelihood.increments(&weight);
    let spans = steps.spans(rows);
    let (mut over, mut mean) = (vec![0.0; p + 1], vec![0.0; p]);
    for (i, spell) in rows.spells() {
        let (x, last) = (rows.row(i), spell.end - 1);
        let event = f64::from(u8::from(rows.event[i]));
        spans.over(&spell, &mut over);
        let seen = over[0] - event * steps.gone[last];
        for (j, mean) in mean.iter_mut().enumerate() {
            *mean = over[j + 1] - event * steps.means_gone[last * p + j];
        }
        let across = dot(&turned[i * p..], &mean);
        let factor = weight[i] * (squares[i] * seen - 2.0 * across);
        sum.iter_mut().zip(x).for_each(|(sum, x)| *sum += factor * x);
    }
    sum
}

/// `sum over denominators of 2 (m'Vm) m - E[q] m`.
fn by_denominator(
    likelihood: &PartialLikelihood,
    weight: &[f64],
    squares: &[f64],
    inverse: &Matrix,
) -> Vec<f64> {
    let (rows, p) = (&likelihood.rows, likelihood.n_columns());
    let features: Vec<f64> =
        squares.iter().enumerate().flat_map(|(i, q)| rows.row(i).iter().copied().chain([*q])).collect();
    let mut risk = RiskSums::new(rows, weight, &features, p + 1);
    let mut sum = vec![0.0; p];
    for stratum in &rows.strata {
        risk.start(stratum);
        for k in stratum.times.clone().rev() {
            risk.back_to(k);
            risk.denominators(k, likelihood.ties, &mut |denominator| {
                let mean: Vec<f64> = denominator.sums.iter().map(|sum| sum / denominator.total).collect();
                let length: f64 = times(inverse, &mean[..p]).iter().zip(&mean).map(|(a, m)| a * m).sum();
                let factor = denominator.times * (2.0 * length - mean[p]);
                sum.iter_mut().zip(&mean).for_each(|(sum, mean)| *sum += factor * mean);
            });
        }
    }
    sum
}
