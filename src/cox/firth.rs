//! Firth's penalised likelihood for the Cox model: finite estimates where the likelihood has no maximum.
//!
//! Maximises `l*(b) = l(b) + 0.5 ln det I(b)` (Firth 1993, Biometrika 80, 27-38; for the Cox model Heinze & Schemper 2001,
//! Biometrics 57, 114-119), with Breslow's or Efron's likelihood `l` and information `I`. The penalty and its gradient are in
//! `penalty.rs`, the steps in `climb.rs`, the way along a profile in `profile.rs`; nearly collinear columns are turned
//! first (`basis.rs`).
//!
//! Standard errors come from `I` at the estimate. Tests and limits come from `l*`: a coefficient held at a value stays in the
//! penalty (as in coxphf). All limits exist but where the information is 0 to begin with.
//!
//! `l*` need not be concave: with few events it can have several tops. So at each limit, and at 0 for the test, the others are
//! sought from four more starts; where one leads higher, the number is withheld as not found.
//!
//! Degenerate cases as in [`regression`](super::regression); nothing runs away here. A climb that does not converge, or one that
//! would take too long, is a reason ([`NoFit`], [`NotFound`]) in place of a number.

use super::ChiSquareTest;
use super::climb::{Climber, Goal, Held, Point, Settled, Work};
use super::design::Design;
use super::likelihood::Ties;
use super::penalty::penalised;
use super::profile::{Limits, NotFound, Profile};
use super::regression::{Aliased, Identified, NoFit};
use super::work;
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
    pub lr: Result<ChiSquareTest, NotFound>,
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
    /// Steps taken to the estimates.
    pub iterations: usize,
}

/// Fits the model of a design with Firth's penalty; limits have the confidence `conf_level`, in (0, 1).
///
/// # Errors
/// [`NoFit`] where there is nothing to fit, ties are exact, or the estimates were not found.
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
    let Identified { likelihood, basis, kept, .. } = &identified;
    let evaluate = |coef: &[f64]| penalised(likelihood, coef);
    let counted = work::of_firth(design, ties, kept.len());
    let each = work::THIRD * work::evaluation(design, ties);
    let mut climber = Climber::new(&evaluate, Work::of(counted, each));
    let (null, top) = highest(&mut climber, kept.len())?;
    let inverse = Cholesky::new(&top.at.information).inverse();
    let (coef, variance) = (basis.back(&top.at.coef), basis.variance(&inverse));
    let scale = &likelihood.rows.scale;
    let mut all = Matrix::zeros(design.n_columns());
    for (i, &column) in kept.iter().enumerate() {
        for (j, &other) in kept.iter().enumerate() {
            all[(column, other)] = variance[(i, j)] / (scale[i] * scale[j]);
        }
    }
    let iterations = climber.steps;
    let z = normal::central(conf_level);
    let mut estimate = |j: usize| {
        let (test, limits) = tested(&mut climber, &top, Held::combination(basis.row(j)), z);
        let scaled = |limit: Result<f64, NotFound>| limit.map(|b| b / scale[j]);
        let limits = Limits { lower: scaled(limits.lower), upper: scaled(limits.upper) };
        Estimate { coef: coef[j] / scale[j], se: variance[(j, j)].sqrt() / scale[j], lr: test, limits }
    };
    let coefficients = (0..design.n_columns())
        .map(|column| match kept.iter().position(|&k| k == column) {
            Some(j) => Ok(estimate(j)),
            None => Err(identified.aliased[column].clone().unwrap_or(Aliased::Constant)),
        })
        .collect();
    let turned = basis.ln_determinant();
    Ok(Firth {
        ties,
        coefficients,
        variance: all,
        lr: ChiSquareTest::new(2.0 * (top.at.loglik - null.loglik).max(0.0), kept.len()),
        loglik_null: null.loglik - turned,
        loglik: top.at.loglik - turned,
        iterations,
    })
}

/// The penalised likelihood at 0 and at its top.
fn highest(climber: &mut Climber<'_>, size: usize) -> Result<(Point, Settled), NoFit> {
    let reason = |why| if why == NotFound::TooLong { NoFit::TooLong } else { NoFit::NotConverged };
    let null = climber.at(&vec![0.0; size]).map_err(reason)?;
    let top = climber.settle(null.clone(), &Held::nothing(size), Goal::Top).map_err(reason)?;
    Ok((null, top))
}

/// The likelihood ratio test of one combination, and its limits.
fn tested(
    climber: &mut Climber<'_>,
    top: &Settled,
    held: Held,
    z: f64,
) -> (Result<ChiSquareTest, NotFound>, Limits) {
    let mut profile = Profile { climber, held: &held, unimodal: false };
    let without = profile.at(top, 0.0);
    let test = without.map(|without| ChiSquareTest::new(2.0 * (top.at.loglik - without).max(0.0), 1));
    let target = top.at.loglik - z * z / 2.0;
    let mut limit = |side: f64| profile.crossing(top, target, side);
    let limits = Limits { lower: limit(-1.0), upper: limit(1.0) };
    (test, limits)
}
