//! Firth's penalised likelihood for the Cox model: finite estimates where the likelihood has no maximum.
//!
//! Maximises `l*(b) = l(b) + 0.5 ln det I(b)` (Firth 1993, Biometrika 80, 27-38; for the Cox model Heinze & Schemper 2001,
//! Biometrics 57, 114-119), with Breslow's or Efron's likelihood `l` and information `I`. The gradient of the penalty is analytic:
//! the derivative of `I` is a sum over the denominators of third central moments of the covariates, so
//!
//! * `dl*/db_c = U_c + 0.5 sum over denominators of E[(x - m)' V (x - m) (x_c - m_c)]`, `V` the inverse of `I`, `m = E[x]`.
//!
//! As for the information, only sums of `w`, `w x` and `w x'Vx` are kept on the walk; the rest follows row by row from
//! cumulated means. Steps are quasi-Newton (BFGS), started from `V`, and halved until `l*` is not lower. A step that promises
//! less than the rounding of `l*` is judged by the slopes instead; where neither tells anything more, it was the last.
//!
//! Standard errors come from `I` at the estimate. Tests and limits come from `l*`: a coefficient held at a value stays in the
//! penalty (as in coxphf). All limits exist but where the information is 0 to begin with.
//!
//! Degenerate cases as in [`regression`](super::regression); nothing runs away here.

use super::ChiSquareTest;
use super::design::Design;
use super::likelihood::{Derivatives, Ties};
use super::partial::{PartialLikelihood, cumulated};
use super::profile::{Held, Limits, crossing};
use super::regression::{Aliased, Identified, NoFit};
use super::rows::RiskSums;
use crate::math::{
    normal,
    symmetric::{Cholesky, Matrix},
};

/// One penalised estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Logarithm of the hazard ratio for one unit of the column.
    pub coef: f64,
    /// Its standard error.
    pub se: f64,
    /// Penalised likelihood ratio test of `b = 0`.
    pub lr: ChiSquareTest,
    /// Profile penalised likelihood limits of `coef`.
    pub limits: Limits,
}

/// A penalised fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Firth {
    /// How tied events were handled.
    pub ties: Ties,
    /// One a column of the design, or why it has none.
    pub coefficients: Vec<Result<Estimate, Aliased>>,
    /// Inverse of the information at the estimates, a row and a column for each column; 0 for aliased ones.
    pub variance: Matrix,
    /// Penalised likelihood ratio test of all coefficients.
    pub lr: ChiSquareTest,
    /// Penalised log likelihood at 0 (with columns centred and scaled to a power of two: comparable only within one design).
    pub loglik_null: f64,
    /// Penalised log likelihood at the estimates.
    pub loglik: f64,
    /// Steps taken.
    pub iterations: usize,
    /// Whether they came to rest.
    pub converged: bool,
}

/// Steps at most.
const MAX_STEPS: usize = 200;
/// Halvings of one step at most.
const MAX_HALVINGS: usize = 40;
/// A step this small, in units of the scaled columns, is the last.
const ENOUGH: f64 = 1e-11;
/// Longest step in one coefficient, in the same units.
const LONGEST: f64 = 5.0;
/// Rounding of the log likelihood that is not taken for a step down, as a share of it.
const ROUNDING: f64 = 1e-14;
/// A step that promises less than this share of the log likelihood is judged by the slopes, which are still exact
/// where the log likelihood is rounding.
const QUIET: f64 = 1e-10;
/// One that promises less than this, and cannot be gone at all, is the last.
const FLAT: f64 = 1e-8;

/// Fits the model of a design with Firth's penalty; limits have the confidence `conf_level`, in (0, 1).
///
/// # Errors
/// [`NoFit`] where there is nothing to fit, or ties are exact.
///
/// ```
/// use riskset::cox::{design::{Design, Model}, firth::firth, likelihood::Ties};
/// use riskset::data::{Subjects, Survival};
/// // One event in group a while one of each is at risk: l* = -ln(1 + r) + 0.5 ln(r / (1 + r)^2), at its top for r = 1/3.
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0],
///     cause: vec![1, 0],
///     group: vec![0, 1],
///     groups: vec!["a".into(), "b".into()],
///     ..Subjects::default()
/// })?;
/// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![], stratified: false });
/// let fit = firth(&design, Ties::Breslow, 0.95).unwrap();
/// assert!((fit.coefficients[0].as_ref().unwrap().coef + 3_f64.ln()).abs() < 1e-10);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn firth(design: &Design, ties: Ties, conf_level: f64) -> Result<Firth, NoFit> {
    if ties == Ties::Exact {
        return Err(NoFit::ExactTies);
    }
    let identified = Identified::new(design, ties)?;
    let (likelihood, kept) = (&identified.likelihood, &identified.kept);
    let p = kept.len();
    let null = Point::new(likelihood, vec![0.0; p]);
    let loglik_null = null.loglik;
    let top = climb(likelihood, null, None);
    let inverse = Cholesky::new(&top.at.information).inverse();
    let scale = &likelihood.rows.scale;
    let mut variance = Matrix::zeros(design.n_columns());
    for (i, &column) in kept.iter().enumerate() {
        for (j, &other) in kept.iter().enumerate() {
            variance[(column, other)] = inverse[(i, j)] / (scale[i] * scale[j]);
        }
    }
    let z = normal::central(conf_level);
    let coefficients = (0..design.n_columns())
        .map(|column| match kept.iter().position(|&k| k == column) {
            Some(j) => Ok(estimate(likelihood, &top.at, j, inverse[(j, j)].sqrt(), z)),
            None => Err(identified.aliased[column].clone().unwrap_or(Aliased::Constant)),
        })
        .collect();
    Ok(Firth {
        ties,
        coefficients,
        variance,
        lr: ChiSquareTest::new(2.0 * (top.at.loglik - loglik_null), p),
        loglik_null,
        loglik: top.at.loglik,
        iterations: top.iterations,
        converged: top.converged,
    })
}

/// The estimate of coefficient `j`, whose scaled standard error is `se`.
fn estimate(likelihood: &PartialLikelihood, top: &Point, j: usize, se: f64, z: f64) -> Estimate {
    let scale = likelihood.rows.scale[j];
    let mut profile = |b: f64, from: &[f64]| {
        let mut coef = from.to_vec();
        coef[j] = b;
        let at = climb(likelihood, Point::new(likelihood, coef), Some(j)).at;
        at.loglik.is_finite().then(|| Held { loglik: at.loglik, slope: at.slope[j], coef: at.coef })
    };
    let without = profile(0.0, &top.coef).map_or(f64::NEG_INFINITY, |held| held.loglik);
    let target = top.loglik - z * z / 2.0;
    let mut search = |step: f64| crossing(&mut profile, &top.coef, j, target, step).map(|b| b / scale);
    let limits = Limits { lower: search(-z * se), upper: search(z * se) };
    let lr = ChiSquareTest::new(2.0 * (top.loglik - without), 1);
    Estimate { coef: top.coef[j] / scale, se: se / scale, lr, limits }
}

/// The penalised likelihood at one point, in the scaled columns.
#[derive(Debug, Clone)]
struct Point {
    coef: Vec<f64>,
    loglik: f64,
    slope: Vec<f64>,
    information: Matrix,
}

impl Point {
    fn new(likelihood: &PartialLikelihood, coef: Vec<f64>) -> Point {
        let Derivatives { loglik, mut score, information } = likelihood.at(&coef);
        let factor = Cholesky::new(&information);
        let penalty = factor.ln_determinant() / 2.0;
        if penalty.is_finite() && loglik.is_finite() {
            let bends = third_moments(likelihood, &coef, &factor.inverse());
            score.iter_mut().zip(&bends).for_each(|(slope, bend)| *slope += bend / 2.0);
        }
        Point { coef, loglik: loglik + penalty, slope: score, information }
    }
}

/// Where the steps ended.
struct Top {
    at: Point,
    iterations: usize,
    converged: bool,
}

/// Climbs from a point to the maximum, with one coefficient held if asked.
fn climb(likelihood: &PartialLikelihood, from: Point, held: Option<usize>) -> Top {
    let free: Vec<usize> = (0..from.coef.len()).filter(|&k| Some(k) != held).collect();
    let mut inverse = Cholesky::new(&from.information.part(&free)).inverse();
    let mut top = Top { at: from, iterations: 0, converged: free.is_empty() };
    while !top.converged && top.iterations < MAX_STEPS {
        let slope: Vec<f64> = free.iter().map(|&k| top.at.slope[k]).collect();
        let mut step: Vec<f64> = times(&inverse, &slope);
        let length = longest(&step);
        step.iter_mut().for_each(|s| *s *= (LONGEST / length).min(1.0));
        let promised = dot(&step, &slope);
        let there = if promised <= QUIET * top.at.loglik.abs() {
            settle(likelihood, &top.at, &free, &step, &inverse)
        } else {
            advance(likelihood, &top.at, &free, &mut step)
        };
        let Some(there) = there else {
            top.converged = length <= ENOUGH.sqrt();
            break;
        };
        top.iterations += 1;
        top.converged = length <= ENOUGH;
        let bend: Vec<f64> = free.iter().zip(&slope).map(|(&k, before)| before - there.slope[k]).collect();
        update(&mut inverse, &step, &bend);
        top.at = there;
        // Halved until it went nowhere: the log likelihood is too flat here to be climbed further.
        if longest(&step) <= ENOUGH && promised <= FLAT * top.at.loglik.abs() {
            break;
        }
    }
    top
}

/// The point a step away, halved until it is not lower; `step` is what was gone.
fn advance(likelihood: &PartialLikelihood, at: &Point, free: &[usize], step: &mut [f64]) -> Option<Point> {
    for _ in 0..=MAX_HALVINGS {
        let there = Point::new(likelihood, moved(&at.coef, free, step));
        if there.loglik >= at.loglik - ROUNDING * at.loglik.abs() {
            return Some(there);
        }
        step.iter_mut().for_each(|s| *s /= 2.0);
    }
    None
}

/// The whole step, if from there less is promised than this step did: else the slopes are rounding too.
fn settle(
    likelihood: &PartialLikelihood,
    at: &Point,
    free: &[usize],
    step: &[f64],
    inverse: &Matrix,
) -> Option<Point> {
    let slopes = |at: &Point| -> Vec<f64> { free.iter().map(|&k| at.slope[k]).collect() };
    let promise = |slopes: &[f64]| dot(&times(inverse, slopes), slopes);
    let there = Point::new(likelihood, moved(&at.coef, free, step));
    (promise(&slopes(&there)) < promise(&slopes(at))).then_some(there)
}

fn longest(step: &[f64]) -> f64 {
    step.iter().fold(0.0, |longest: f64, s| longest.max(s.abs()))
}

fn moved(coef: &[f64], free: &[usize], step: &[f64]) -> Vec<f64> {
    let mut moved = coef.to_vec();
    free.iter().zip(step).for_each(|(&k, s)| moved[k] += s);
    moved
}

/// The update of Broyden, Fletcher, Goldfarb and Shanno of an inverse second derivative, after a step on which the slope fell
/// by `bend` (Nocedal & Wright 2006, Numerical Optimization, 6.17).
fn update(inverse: &mut Matrix, step: &[f64], bend: &[f64]) {
    let along = dot(step, bend);
    if !(along > 0.0) {
        return;
    }
    let turned = times(inverse, bend);
    let across = dot(&turned, bend);
    let factor = (1.0 + across / along) / along;
    for i in 0..step.len() {
        for j in 0..step.len() {
            let mixed = step[i] * turned[j] + turned[i] * step[j];
            inverse[(i, j)] += factor * step[i] * step[j] - mixed / along;
        }
    }
}

fn times(a: &Matrix, b: &[f64]) -> Vec<f64> {
    a.rows().take(b.len()).map(|row| dot(row, b)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `sum over denominators of E[(x - m)' V (x - m) (x - m)]`.
///
/// Multiplied out it is `E[q x] - E[q] m - 2 (E[x x'] - m m') V m` with `q = x'Vx`; the two parts with a mean of
/// products are summed row by row, the others denominator by denominator.
fn third_moments(likelihood: &PartialLikelihood, coef: &[f64], inverse: &Matrix) -> Vec<f64> {
    let (rows, p) = (&likelihood.rows, coef.len());
    let weight = rows.weights(coef);
    let squares =
        rows.values.chunks(p.max(1)).map(|x| times(inverse, x).iter().zip(x).map(|(a, x)| a * x).sum());
    let squares: Vec<f64> = squares.collect();
    let mut sum = by_denominator(likelihood, &weight, &squares, inverse);
    let steps = likelihood.increments(&weight);
    let turn =
        |means: &[f64]| -> Vec<f64> { means.chunks(p.max(1)).flat_map(|m| times(inverse, m)).collect() };
    let (hazard, means, gone) =
        (cumulated(&steps.hazard, 1), turn(&cumulated(&steps.means, p)), turn(&steps.means_gone));
    for (i, spell) in rows.spells() {
        let (x, last) = (rows.row(i), spell.end - 1);
        let event = f64::from(u8::from(rows.event[i]));
        let seen = hazard[spell.end] - hazard[spell.start] - event * steps.gone[last];
        let mean =
            |j: usize| means[spell.end * p + j] - means[spell.start * p + j] - event * gone[last * p + j];
        let across: f64 = x.iter().enumerate().map(|(j, x)| x * mean(j)).sum();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cox::design::Model;
    use crate::data::{Subjects, Survival};

    /// Eight groups in each of which all have the event or nobody has it: far from the top the log likelihood is flat and
    /// its last digits are rounding.
    #[test]
    fn far_from_the_top_steps_come_to_rest() {
        let n = 400_u16;
        let data = Survival::new(Subjects {
            time: (0..n).map(|i| f64::from(i * 37 % 501) + 1.0).collect(),
            cause: (0..n).map(|i| u8::from(i % 4 == 1)).collect(),
            group: (0..n).map(|i| i % 8).collect(),
            groups: (0..8).map(|g| format!("arm {g}")).collect(),
            ..Subjects::default()
        })
        .unwrap();
        let model = Model { reference: Some(0), covariates: vec![], stratified: false };
        let identified = Identified::new(&Design::new(&data, &model), Ties::Efron).unwrap();
        let likelihood = &identified.likelihood;
        let p = identified.kept.len();
        let best = climb(likelihood, Point::new(likelihood, vec![0.0; p]), None);
        assert!(best.converged && best.iterations < 80, "{} steps", best.iterations);
        for (held, away) in (0..p).flat_map(|held| [-2.0, -1.0, 1.0, 2.0].map(|away| (held, away))) {
            let mut coef = best.at.coef.clone();
            coef[held] += away;
            let top = climb(likelihood, Point::new(likelihood, coef), Some(held));
            assert!(top.iterations < 80, "{held:?}: {} steps", top.iterations);
            let free = (0..top.at.slope.len()).filter(|&k| k != held);
            assert!(free.map(|k| top.at.slope[k].abs()).all(|slope| slope < 1e-2), "{:?}", top.at.slope);
        }
    }
}
