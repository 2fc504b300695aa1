//! Profile likelihood limits of the coefficients of a Cox model.
//!
//! The limits of `b_j` are the values at which the log likelihood, maximised over all other coefficients, lies half a
//! chi-square quantile (one degree of freedom) below its maximum (Venzon & Moolgavkar 1988, Applied Statistics 37, 87-94). Unlike
//! Wald limits they need no symmetry and do not depend on the scale of `b`.
//!
//! The profile is concave, and its slope at `b_j` is the score of `b_j` where the others are at their best, so the
//! limits are found by Newton steps kept inside a bracket.
//!
//! Degenerate cases: a coefficient that runs to infinity has no limit on that side, and one on the other; an aliased or
//! unknown one has none.

use super::design::Design;
use super::newton::maximise;
use super::partial::PartialLikelihood;
use super::regression::{Coefficient, CoxFit};
use crate::math::normal;

/// Limits of one coefficient; `None` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// The lower limit of the coefficient.
    pub lower: Option<f64>,
    /// The upper limit.
    pub upper: Option<f64>,
}

/// Limits of all coefficients of `fit`, the model of `design`, with this confidence, in (0, 1); one a column.
///
/// ```
/// use riskset::cox::{design::{Design, Model}, likelihood::Ties, profile::limits, regression::{Options, fit}};
/// use riskset::data::{Subjects, Survival};
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0, 3.0, 4.0],
///     cause: vec![1, 1, 0, 0],
///     group: vec![0, 0, 1, 1],
///     groups: vec!["a".into(), "b".into()],
///     ..Subjects::default()
/// })?;
/// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![], stratified: false });
/// let fit = fit(&design, Ties::Efron, &Options::default()).unwrap();
/// let found = limits(&design, &fit, 0.95)[0];
/// // Nobody of b had the event: the hazard ratio is 0, and at most what (2 + 2r)(1 + 2r) = 2 exp(q / 2) allows.
/// assert_eq!(found.lower, None);
/// let ratio = found.upper.unwrap().exp();
/// assert!(((2.0 + 2.0 * ratio) * (1.0 + 2.0 * ratio) / 2.0 - (3.841458820694124_f64 / 2.0).exp()).abs() < 1e-9);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn limits(design: &Design, fit: &CoxFit, conf_level: f64) -> Vec<Limits> {
    let likelihood = PartialLikelihood::of(design, &fit.kept, fit.ties);
    let scale = &likelihood.rows.scale;
    let coef: Vec<f64> = fit.kept.iter().zip(scale).map(|(&k, scale)| fit.coef[k] * scale).collect();
    let z = normal::central(conf_level);
    let nowhere = vec![0.0; coef.len()];
    let mut all = vec![Limits::default(); design.n_columns()];
    for (j, &column) in fit.kept.iter().enumerate() {
        let (down, up) = match &fit.coefficients[column] {
            Coefficient::Estimated(_) => (true, true),
            Coefficient::RunsUp => (true, false),
            Coefficient::RunsDown => (false, true),
            Coefficient::Unknown | Coefficient::Aliased(_) => (false, false),
        };
        let first = fit.coefficients[column].estimate().map_or(1.0, |wald| z * wald.se * scale[j]);
        let target = fit.loglik - z * z / 2.0;
        let search = |wanted: bool, step: f64| {
            // Far out, where coefficients ran to, no step leads back: a profile starts there only if none did.
            let mut profile = |b: f64, from: &[f64]| {
                let start = if fit.has_maximum() { from } else { &nowhere };
                Some(best(&likelihood, j, b, start))
            };
            wanted.then(|| crossing(&mut profile, &coef, j, target, step)).flatten().map(|b| b / scale[j])
        };
        all[column] = Limits { lower: search(down, -first), upper: search(up, first) };
    }
    all
}

/// The best that can be done with one coefficient held.
#[derive(Debug, Clone)]
pub(super) struct Held {
    /// Log likelihood.
    pub(super) loglik: f64,
    /// Its slope in the coefficient held.
    pub(super) slope: f64,
    /// All coefficients.
    pub(super) coef: Vec<f64>,
}

/// The maximum with coefficient `j` held at `b`, from `from`.
fn best(likelihood: &PartialLikelihood, j: usize, b: f64, from: &[f64]) -> Held {
    let others: Vec<usize> = (0..from.len()).filter(|&k| k != j).collect();
    let whole = |free: &[f64]| {
        let mut coef = from.to_vec();
        coef[j] = b;
        others.iter().zip(free).for_each(|(&k, &b)| coef[k] = b);
        coef
    };
    let evaluate = |free: &[f64]| {
        let mut at = likelihood.at(&whole(free));
        at.score = others.iter().map(|&k| at.score[k]).collect();
        at.information = at.information.part(&others);
        at
    };
    let start: Vec<f64> = others.iter().map(|&k| from[k]).collect();
    let coef = if others.is_empty() {
        // Nothing is left to be maximised.
        whole(&start)
    } else {
        let here = evaluate(&start);
        whole(&maximise(evaluate, start, here).coef)
    };
    let at = likelihood.at(&coef);
    Held { loglik: at.loglik, slope: at.score[j], coef }
}

/// Doublings of the step until the target is passed.
const MAX_DOUBLINGS: usize = 60;
/// Steps inside the bracket.
const MAX_STEPS: usize = 100;
/// Relative change of the limit at which they end.
const ENOUGH: f64 = 1e-12;

/// Where the profile of coefficient `j` falls to `target`, on the side to which `step` points from `top`.
pub(super) fn crossing(
    profile: &mut dyn FnMut(f64, &[f64]) -> Option<Held>,
    top: &[f64],
    j: usize,
    target: f64,
    step: f64,
) -> Option<f64> {
    let (mut inside, mut step) = (top[j], step);
    let mut outside = profile(inside + step, top)?;
    for _ in 0..MAX_DOUBLINGS {
        if !(outside.loglik > target) {
            break;
        }
        (inside, step) = (outside.coef[j], 2.0 * step);
        outside = profile(inside + step, &outside.coef)?;
    }
    let mut limit = outside.coef[j];
    let mut at = outside;
    if !(at.loglik <= target) {
        return None;
    }
    for _ in 0..MAX_STEPS {
        let newton = at.coef[j] - (at.loglik - target) / at.slope;
        let between = (newton - inside) * (newton - limit) < 0.0 || newton == at.coef[j];
        let next = if between { newton } else { (inside + limit) / 2.0 };
        let moved = (next - at.coef[j]).abs();
        at = profile(next, &at.coef)?;
        *(if at.loglik > target { &mut inside } else { &mut limit }) = next;
        if moved <= ENOUGH * next.abs().max(step.abs()) {
            break;
        }
    }
    Some(at.coef[j])
}
