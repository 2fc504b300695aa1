//! Maximises a concave log likelihood by Newton-Raphson steps, halved where they go too far.
//!
//! A step is `I^-1 U` (information, score), over the coefficients whose information is independent.
//! The steps end when the log likelihood moves by less than 1e-12 of its size (R's `coxph` stops
//! at 1e-9); one more is then taken, whose error is the square of what is left. A last step that promised more
//! than 1e-8 of the log likelihood (it was halved to nothing) is no convergence. Where a coefficient
//! runs away, each step moves it by about 1 and the log likelihood still comes to its limit.

use super::likelihood::Derivatives;
use crate::math::symmetric::Cholesky;

/// Relative change of the log likelihood at which the steps end.
const ENOUGH: f64 = 1e-12;
/// The log likelihood is not looked at more closely than at this share of its first value: where its limit is 0,
/// every step of a runaway coefficient changes it by as much as is left.
const LIMIT: f64 = 1e-3;
/// What a step may promise, in units of the change at which the steps end, and yet be the last.
const NO_GAIN: f64 = 1e4;
/// Steps at most: 30 see a runaway coefficient to its limit.
pub(super) const MAX_STEPS: usize = 50;
/// Halvings of one step at most.
const MAX_HALVINGS: usize = 30;

/// Where the steps ended.
#[derive(Debug, Clone)]
pub struct Maximum {
    /// The coefficients.
    pub coef: Vec<f64>,
    /// The likelihood there.
    pub derivatives: Derivatives,
    /// Steps taken.
    pub iterations: usize,
    /// Whether the steps ended by themselves.
    pub converged: bool,
}

/// Maximises `evaluate`, from `coef`, where it takes the value `here`.
pub fn maximise(evaluate: impl Fn(&[f64]) -> Derivatives, coef: Vec<f64>, here: Derivatives) -> Maximum {
    watched(&evaluate, coef, here, MAX_STEPS, &mut |_, _| {})
}

/// As [`maximise`], with at most `max_steps` steps. After each, `watch` is shown where it led and the whole of what was
/// asked for before halving.
pub(super) fn watched(
    evaluate: &dyn Fn(&[f64]) -> Derivatives,
    coef: Vec<f64>,
    here: Derivatives,
    max_steps: usize,
    watch: &mut dyn FnMut(&Maximum, &[f64]),
) -> Maximum {
    let least = LIMIT * here.loglik.abs();
    let enough = |loglik: f64| ENOUGH * loglik.abs().max(least);
    let mut at = Maximum { coef, derivatives: here, iterations: 0, converged: false };
    while at.iterations < max_steps && !at.converged {
        let before = at.derivatives.loglik;
        let Some(asked) = step(evaluate, &mut at, enough(before)) else {
            // No way up: if the step promised nothing, the top is here to the last bit that rounding lets us see.
            at.converged = Asked::from(&at.derivatives).promise <= NO_GAIN * enough(before);
            return at;
        };
        watch(&at, &asked.step);
        // A step halved to nothing moves little, but promised much.
        let little = enough(at.derivatives.loglik);
        at.converged = (at.derivatives.loglik - before).abs() <= little && asked.promise <= NO_GAIN * little;
    }
    if at.converged {
        let slack = enough(at.derivatives.loglik);
        step(evaluate, &mut at, slack);
    }
    at
}

/// A step before it was halved.
struct Asked {
    step: Vec<f64>,
    /// Twice the gain, if the log likelihood were a parabola.
    promise: f64,
}

impl Asked {
    fn from(at: &Derivatives) -> Asked {
        let step = Cholesky::new(&at.information).solve(&at.score);
        let promise = step.iter().zip(&at.score).map(|(step, score)| step * score).sum();
        Asked { step, promise }
    }
}

/// One step up, and the whole of what was asked for; `None`, and nothing moved, if even its smallest part leads
/// down by more than `slack`.
fn step(evaluate: &dyn Fn(&[f64]) -> Derivatives, at: &mut Maximum, slack: f64) -> Option<Asked> {
    let asked = Asked::from(&at.derivatives);
    let mut step = asked.step.clone();
    for _ in 0..=MAX_HALVINGS {
        let coef: Vec<f64> = at.coef.iter().zip(&step).map(|(b, s)| b + s).collect();
        let there = evaluate(&coef);
        if there.loglik >= at.derivatives.loglik - slack {
            *at =
                Maximum { coef, derivatives: there, iterations: at.iterations + 1, converged: at.converged };
            return Some(asked);
        }
        step.iter_mut().for_each(|s| *s /= 2.0);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::symmetric::Matrix;
    use crate::math::{exp, ln};

    /// `a b - exp b`: the top is at `ln a`, and a full first step from 0 overshoots for large `a`.
    fn poisson(a: f64) -> impl Fn(&[f64]) -> Derivatives {
        move |b| {
            let mut information = Matrix::zeros(1);
            information[(0, 0)] = exp(b[0]);
            Derivatives { loglik: a * b[0] - exp(b[0]), score: vec![a - exp(b[0])], information }
        }
    }

    #[test]
    fn finds_the_top_by_halving() {
        for a in [0.01, 1.0, 50.0] {
            let evaluate = poisson(a);
            let top = maximise(&evaluate, vec![0.0], evaluate(&[0.0]));
            assert!(top.converged && (top.coef[0] - ln(a)).abs() < 1e-12, "{a}: {top:?}");
        }
    }
}
