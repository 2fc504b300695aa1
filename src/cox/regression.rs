//! The Cox proportional hazards model of any covariates.
//!
//! The hazard of a row is `exp(x b)` times that of its stratum's baseline. `b` maximises the log partial likelihood
//! (see [`partial`](super::partial)) by Newton-Raphson steps (see [`newton`](super::newton)); its variance is the inverse of
//! the information at the maximum. Tests of `b = 0`: score `U'I^-1 U` at 0, Wald `b'I b`, likelihood ratio.
//!
//! Degenerate cases, each named and none hidden:
//!
//! * a column that says nothing beyond those before it has no coefficient ([`Aliased`]): its pivot in the Cholesky
//!   decomposition of the information at 0, columns scaled, is below 1.8e-12 of what it started from, or it does not vary among
//!   those at risk together. Which columns depend on each other is the same at every `b`;
//! * where the likelihood has no maximum, the coefficients that run away are marked (the rule is in `recession.rs`), have no
//!   standard error, and the Wald test of the whole is withheld; score and likelihood ratio tests stand;
//! * nearly collinear columns are turned before the steps (`basis.rs`), so that no digits are lost;
//! * steps that did not come to rest are reported by [`CoxFit::converged`].

use super::ChiSquareTest;
use super::basis::Basis;
use super::design::Design;
use super::likelihood::{Derivatives, Ties};
use super::monotone::Fate;
use super::newton::{MAX_STEPS, Maximum, watched};
use super::partial::PartialLikelihood;
use super::recession::{Watch, spreads};
use crate::math::{
    normal,
    symmetric::{Cholesky, Matrix},
};

/// How a model is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Newton steps at most.
    pub max_steps: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { max_steps: MAX_STEPS }
    }
}

/// Why there is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFit {
    /// The model has no columns.
    NoColumns,
    /// No row ends with an event.
    NoEvents,
    /// No column varies among those at risk together at an event.
    NoInformation,
    /// Firth's penalty is not offered with exact ties.
    ExactTies,
    /// The steps to Firth's estimates did not converge.
    NotConverged,
    /// To compute Firth's estimates would take too long.
    TooLong,
}

/// Why a column has no coefficient.
#[derive(Debug, Clone, PartialEq)]
pub enum Aliased {
    /// It is the same for all who are at risk together, at every event.
    Constant,
    /// Among those at risk together it is, but for a constant, the sum of these columns times these factors.
    Combination(Vec<(usize, f64)>),
    /// A value is not finite, or the column is too large (1e140) or too small to compute with.
    OutOfRange,
}

/// An estimate with its test against 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wald {
    /// Logarithm of the hazard ratio for one unit of the column.
    pub coef: f64,
    /// Its standard error.
    pub se: f64,
    /// `coef / se`.
    pub z: f64,
    /// Two-sided probability of a `z` at least as far from 0.
    pub p_value: f64,
}

impl Wald {
    /// From an estimate and its variance; `None` where the variance is no positive number.
    pub fn new(coef: f64, variance: f64) -> Option<Wald> {
        let se = variance.sqrt();
        let z = coef / se;
        (se > 0.0 && se.is_finite()).then(|| Wald { coef, se, z, p_value: normal::two_sided(z) })
    }
}

/// What became of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Coefficient {
    /// It has an estimate.
    Estimated(Wald),
    /// Its estimate is plus infinity.
    RunsUp,
    /// Its estimate is minus infinity.
    RunsDown,
    /// With others at infinity nothing is left that tells its value.
    Unknown,
    /// It says nothing beyond other columns.
    Aliased(Aliased),
}

impl Coefficient {
    /// The estimate, where there is one.
    pub fn estimate(&self) -> Option<Wald> {
        match self {
            Coefficient::Estimated(wald) => Some(*wald),
            _ => None,
        }
    }
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct CoxFit {
    /// How tied events were handled.
    pub ties: Ties,
    /// One a column of the design.
    pub coefficients: Vec<Coefficient>,
    /// Where the steps ended, one a column: 0 for an aliased one, far out for one that runs away. For linear predictors.
    pub coef: Vec<f64>,
    /// Inverse of the information there, a row and a column for each column; 0 for aliased ones.
    pub variance: Matrix,
    /// Test from the derivatives at 0.
    pub score: ChiSquareTest,
    /// Test from the estimates; `None` when the likelihood has no maximum.
    pub wald: Option<ChiSquareTest>,
    /// Test from the two log likelihoods.
    pub lr: ChiSquareTest,
    /// Log partial likelihood at 0.
    pub loglik_null: f64,
    /// Log partial likelihood at the estimates, or its limit.
    pub loglik: f64,
    /// Newton steps taken.
    pub iterations: usize,
    /// Whether the steps came to rest, or a coefficient was proved to run away.
    pub converged: bool,
    /// Rows in the model.
    pub n: usize,
    /// Events in the model.
    pub n_event: usize,
    /// Columns that have a coefficient.
    pub kept: Vec<usize>,
}

impl CoxFit {
    /// Events for each coefficient; below about 10, estimates and limits are not to be trusted (Peduzzi et al.
    /// 1995, Journal of Clinical Epidemiology 48, 1503-1510).
    pub fn events_per_coefficient(&self) -> f64 {
        self.n_event as f64 / self.kept.len() as f64
    }

    /// Whether the likelihood has a maximum.
    pub fn has_maximum(&self) -> bool {
        self.wald.is_some()
    }
}

/// Fits the model of a design.
///
/// # Errors
/// [`NoFit`] where there is nothing to fit.
///
/// ```
/// use riskset::cox::{design::{Design, Model}, likelihood::Ties, regression::{Options, fit}};
/// use riskset::data::{Subjects, Survival};
/// // Therneau & Grambsch (2000), appendix E: six subjects, Breslow ties.
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 1.0, 6.0, 6.0, 8.0, 9.0],
///     cause: vec![1, 0, 1, 1, 0, 1],
///     group: vec![1, 1, 1, 0, 0, 0],
///     groups: vec!["0".into(), "1".into()],
///     ..Subjects::default()
/// })?;
/// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![], stratified: false });
/// let fit = fit(&design, Ties::Breslow, &Options::default()).unwrap();
/// let estimate = fit.coefficients[0].estimate().unwrap();
/// assert!((estimate.coef - f64::ln((3.0 + 33_f64.sqrt()) / 2.0)).abs() < 1e-12);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn fit(design: &Design, ties: Ties, options: &Options) -> Result<CoxFit, NoFit> {
    let Identified { likelihood, basis, spreads, kept, aliased, null } = Identified::new(design, ties)?;
    let factor = Cholesky::new(&null.information);
    let test = |chi_sq: f64| ChiSquareTest::new(chi_sq, kept.len());
    let (score, loglik_null) = (test(factor.quadratic(&null.score)), null.loglik);
    let mut watch = Watch::new(&likelihood, &basis, spreads, loglik_null);
    let evaluate = |coef: &[f64]| likelihood.at(coef);
    let start = vec![0.0; kept.len()];
    let top = watched(&evaluate, start, null, options.max_steps, &mut |at, asked| watch.see(at, asked));
    let (mut fates, converged) = watch.verdict(&top);
    undetermined(&likelihood, &basis, &top, &mut fates);
    let has_maximum = fates.iter().all(|&fate| fate == Fate::Settles);
    let (coef, variance) = unscaled(&likelihood.rows.scale, &basis, &kept, &top, design.n_columns());
    let coefficients = (0..design.n_columns())
        .map(|column| match kept.iter().position(|&k| k == column) {
            Some(at) => coefficient(fates[at], coef[column], variance[(column, column)]),
            None => Coefficient::Aliased(aliased[column].clone().unwrap_or(Aliased::Constant)),
        })
        .collect();
    Ok(CoxFit {
        ties,
        coefficients,
        coef,
        variance,
        score,
        wald: has_maximum.then(|| test(quadratic(&top.derivatives.information, &top.coef))),
        lr: test(2.0 * (top.derivatives.loglik - loglik_null)),
        loglik_null,
        loglik: top.derivatives.loglik,
        iterations: top.iterations,
        converged,
        n: design.n_rows(),
        n_event: design.n_event(),
        kept,
    })
}

/// A step of many coefficients may carry one along whose value does not matter: where the likelihood is as near its limit
/// with it at 0, nothing tells where it goes.
fn undetermined(likelihood: &PartialLikelihood, basis: &Basis, top: &Maximum, fates: &mut [Fate]) {
    let far = basis.back(&top.coef);
    let carried: Vec<usize> = (0..fates.len())
        .filter(|&k| matches!(fates[k], Fate::RunsUp | Fate::RunsDown))
        .filter(|&k| {
            let mut coef = far.clone();
            coef[k] = 0.0;
            likelihood.at(&basis.forth(&coef)).loglik >= top.derivatives.loglik - NO_LOSS
        })
        .collect();
    carried.into_iter().for_each(|k| fates[k] = Fate::Unknown);
}

fn coefficient(fate: Fate, coef: f64, variance: f64) -> Coefficient {
    match fate {
        Fate::Settles => Wald::new(coef, variance).map_or(Coefficient::Unknown, Coefficient::Estimated),
        Fate::RunsUp => Coefficient::RunsUp,
        Fate::RunsDown => Coefficient::RunsDown,
        Fate::Unknown => Coefficient::Unknown,
    }
}

/// `b' A b`.
pub(super) fn quadratic(a: &Matrix, b: &[f64]) -> f64 {
    a.rows().zip(b).map(|(row, x)| x * row.iter().zip(b).map(|(cell, b)| cell * b).sum::<f64>()).sum()
}

/// Coefficients and their variance for the columns as they were given, all of them.
fn unscaled(
    scale: &[f64],
    basis: &Basis,
    kept: &[usize],
    top: &Maximum,
    columns: usize,
) -> (Vec<f64>, Matrix) {
    let inverse = basis.variance(&Cholesky::new(&top.derivatives.information).inverse());
    let found = basis.back(&top.coef);
    let (mut coef, mut variance) = (vec![0.0; columns], Matrix::zeros(columns));
    for (i, &column) in kept.iter().enumerate() {
        coef[column] = found[i] / scale[i];
        for (j, &other) in kept.iter().enumerate() {
            variance[(column, other)] = inverse[(i, j)] / (scale[i] * scale[j]);
        }
    }
    (coef, variance)
}

/// The columns that have a coefficient, with their likelihood.
pub(super) struct Identified {
    /// In the turned columns of the basis.
    pub(super) likelihood: PartialLikelihood,
    pub(super) basis: Basis,
    /// Largest less smallest value of each column before it was turned.
    pub(super) spreads: Vec<f64>,
    pub(super) kept: Vec<usize>,
    /// Why each other column has none.
    pub(super) aliased: Vec<Option<Aliased>>,
    /// The likelihood at 0.
    pub(super) null: Derivatives,
}

/// A loss of log likelihood this small is none.
const NO_LOSS: f64 = 1e-6;
/// Information of a scaled column, for each event, below which it is rounding.
const NOTHING: f64 = 1e-13;
/// Factors of a dependence below this share of the largest are rounding.
const NO_FACTOR: f64 = 1e-6;

impl Identified {
    pub(super) fn new(design: &Design, ties: Ties) -> Result<Identified, NoFit> {
        let columns = design.n_columns();
        if columns == 0 {
            return Err(NoFit::NoColumns);
        }
        let events = design.n_event() as f64;
        if events == 0.0 {
            return Err(NoFit::NoEvents);
        }
        let all = PartialLikelihood::new(design, ties);
        let mut null = all.at(&vec![0.0; columns]);
        let varies: Vec<bool> = (0..columns).map(|i| null.information[(i, i)] > NOTHING * events).collect();
        let varying: Vec<usize> = (0..columns).filter(|&i| varies[i]).collect();
        let factor = Cholesky::new(&null.information.part(&varying));
        let kept: Vec<usize> =
            (0..varying.len()).filter(|&at| factor.keeps(at)).map(|at| varying[at]).collect();
        if kept.is_empty() {
            return Err(NoFit::NoInformation);
        }
        let why = |column: usize| match (kept.contains(&column), varies[column]) {
            (true, _) => None,
            (false, true) => Some(combination(&all, &null.information, &kept, column)),
            (false, false) if in_range(&design.columns[column].values) => Some(Aliased::Constant),
            _ => Some(Aliased::OutOfRange),
        };
        let aliased = (0..columns).map(why).collect();
        let mut likelihood = all;
        if kept.len() < columns {
            null.score = kept.iter().map(|&column| null.score[column]).collect();
            null.information = null.information.part(&kept);
            likelihood = PartialLikelihood::of(design, &kept, ties);
        }
        let spreads = spreads(&likelihood);
        let (likelihood, null, basis) = Basis::turned(likelihood, null);
        Ok(Identified { likelihood, basis, spreads, kept, aliased, null })
    }
}

fn in_range(values: &[f64]) -> bool {
    let largest = values.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    values.iter().all(|x| x.is_finite()) && (largest == 0.0 || (1e-140..=1e140).contains(&largest))
}

/// The columns before `column` of which it is the sum, from the information at 0.
fn combination(all: &PartialLikelihood, information: &Matrix, kept: &[usize], column: usize) -> Aliased {
    let before: Vec<usize> = kept.iter().copied().filter(|&k| k < column).collect();
    let target: Vec<f64> = before.iter().map(|&k| information[(column, k)]).collect();
    let factors = Cholesky::new(&information.part(&before)).solve(&target);
    let largest = factors.iter().fold(0.0, |largest: f64, factor| largest.max(factor.abs()));
    let scale = |k: usize| all.rows.scale[k];
    let parts = before.iter().zip(&factors).filter(|(_, factor)| factor.abs() > NO_FACTOR * largest);
    Aliased::Combination(
        parts.map(|(&k, factor)| (k, near_whole(factor * scale(column) / scale(k)))).collect(),
    )
}

/// A whole number where only rounding is between.
fn near_whole(x: f64) -> f64 {
    if (x - x.round()).abs() <= 1e-9 * x.abs() { x.round() } else { x }
}
