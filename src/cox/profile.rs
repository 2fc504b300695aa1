//! Profile likelihood limits of the coefficients of a Cox model.
//!
//! The limits of `b_j` are the values at which the log likelihood, maximised over all other coefficients, lies half a
//! chi-square quantile (one degree of freedom) below its maximum (Venzon & Moolgavkar 1988, Applied Statistics 37, 87-94). Unlike
//! Wald limits they need no symmetry and do not depend on the scale of `b`.
//!
//! The way to a limit follows the profile: when `b_j` moves by `d`, the others move by `-I_oo^-1 I_oj d`, along the information
//! matrix `I`; then they are maximised again (`climb.rs`). How far `b_j` moves is where the parabola of the profile,
//! with the slope and the curvature found there, meets the target, kept inside a bracket. Where the others do not converge,
//! `b_j` goes half as far. Nearly collinear columns are turned first (`basis.rs`).
//!
//! A limit is given where the others have converged and the log likelihood is the target to 1e-11 (and to its own
//! rounding). Else there is a reason ([`NotFound`]).
//!
//! Degenerate cases: a coefficient that runs to infinity has no limit on that side, and one on the other; an aliased or
//! unknown one has none.

use super::basis::Basis;
use super::climb::{Climber, Goal, Held, NEAR, Point, Settled, Work, longest, moved};
use super::design::Design;
use super::partial::PartialLikelihood;
use super::regression::{Coefficient, CoxFit};
use super::work;
use crate::math::normal;

/// Why there is no limit, or no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotFound {
    /// There is none: the hazard ratio goes to 0, or to infinity.
    Endless,
    /// The steps did not converge.
    NotConverged,
    /// The work allowed was done before.
    TooLong,
}

/// Limits of one coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The lower limit of the coefficient.
    pub lower: Result<f64, NotFound>,
    /// The upper limit.
    pub upper: Result<f64, NotFound>,
}

/// Limits of all coefficients of `fit`, the model of `design`, with this confidence, in (0, 1); one a column.
///
/// ```
/// use riskset::cox::{design::{Design, Model}, likelihood::Ties, profile::{NotFound, limits}, regression::{Options, fit}};
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
/// assert_eq!(found.lower, Err(NotFound::Endless));
/// let ratio = found.upper.unwrap().exp();
/// assert!(((2.0 + 2.0 * ratio) * (1.0 + 2.0 * ratio) / 2.0 - (3.841458820694124_f64 / 2.0).exp()).abs() < 1e-9);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn limits(design: &Design, fit: &CoxFit, conf_level: f64) -> Vec<Limits> {
    let neither = |why| Limits { lower: Err(why), upper: Err(why) };
    let mut all = vec![neither(NotFound::Endless); design.n_columns()];
    let likelihood = PartialLikelihood::of(design, &fit.kept, fit.ties);
    let scale = likelihood.rows.scale.clone();
    let null = likelihood.at(&vec![0.0; scale.len()]);
    let (likelihood, _, basis) = Basis::turned(likelihood, null);
    let evaluate = |coef: &[f64]| plain(&likelihood, coef);
    let counted = work::of_limits(design, fit.ties, fit.kept.len());
    let mut climber = Climber::new(&evaluate, Work::of(counted, work::evaluation(design, fit.ties)));
    let coef: Vec<f64> = fit.kept.iter().zip(&scale).map(|(&k, scale)| fit.coef[k] * scale).collect();
    let top = top(&mut climber, fit, &basis.forth(&coef));
    let z = normal::central(conf_level);
    for (j, &column) in fit.kept.iter().enumerate() {
        let held = Held::combination(basis.row(j));
        let mut search = |side: f64| {
            let top = top.as_ref().map_err(|why| *why)?;
            let loglik = if fit.has_maximum() { top.at.loglik } else { fit.loglik };
            let mut profile = Profile { climber: &mut climber, held: &held, unimodal: true };
            // Where others run away they start at 0: far out no step leads back.
            let target = loglik - z * z / 2.0;
            let settled = fit.coefficients[column].estimate().map_or(0.0, |wald| wald.coef * scale[j]);
            let start =
                if fit.has_maximum() { top.clone() } else { profile.from(settled, Goal::Beside(target))? };
            profile.crossing(&start, target, side).map(|b| b / scale[j])
        };
        all[column] = match &fit.coefficients[column] {
            _ if !fit.converged => neither(NotFound::NotConverged),
            Coefficient::Estimated(_) => Limits { lower: search(-1.0), upper: search(1.0) },
            Coefficient::RunsUp => Limits { lower: search(-1.0), ..neither(NotFound::Endless) },
            Coefficient::RunsDown => Limits { upper: search(1.0), ..neither(NotFound::Endless) },
            Coefficient::Unknown | Coefficient::Aliased(_) => neither(NotFound::Endless),
        };
    }
    all
}

/// The likelihood without a penalty.
fn plain(likelihood: &PartialLikelihood, coef: &[f64]) -> Point {
    let here = likelihood.at(coef);
    let (loglik, slope, information) = (here.loglik, here.score, here.information);
    Point { coef: coef.to_vec(), loglik, slope, information, pull: Vec::new() }
}

/// The top of the likelihood, to the last digits, from where the fit ended. Without a top: 0.
fn top(climber: &mut Climber<'_>, fit: &CoxFit, coef: &[f64]) -> Result<Settled, NotFound> {
    let nothing = Held::nothing(coef.len());
    if !fit.has_maximum() {
        let null = climber.at(&vec![0.0; coef.len()])?;
        return Ok(climber.settled(null, &nothing));
    }
    let start = climber.at(coef)?;
    climber.settle(start, &nothing, Goal::Top)
}

/// Steps to a limit at most.
const MAX_STEPS: usize = 100;
/// Halvings of one move at most.
const MAX_HALVINGS: usize = 20;
/// Longest move of a coefficient, in units of the scaled columns.
const LONGEST: f64 = 10.0;
/// Distance to the target at a limit, absolutely and as a share of the log likelihood.
const ENOUGH: (f64, f64) = (1e-11, 2e-15);
/// Another start that leads higher than this leads elsewhere.
const HIGHER: f64 = 1e-9;
/// The same as a share of the log likelihood.
const HIGHER_SHARE: f64 = 1e-13;

/// The profile of one combination of coefficients.
pub(super) struct Profile<'c, 'a> {
    pub(super) climber: &'c mut Climber<'a>,
    pub(super) held: &'c Held,
    /// Whether the log likelihood is concave, so that every climb ends at the same top.
    pub(super) unimodal: bool,
}

/// The values between which a limit lies, as far as they are known.
struct Bracket {
    side: f64,
    inside: Option<f64>,
    outside: Option<f64>,
}

impl Bracket {
    /// `next` if it lies between, else the middle; with one end open, `next` or `far` from the end known.
    fn keep(&self, next: f64, far: f64) -> f64 {
        let beyond = |from: f64| (next - from) * self.side > 0.0;
        match (self.inside, self.outside) {
            (Some(inside), Some(outside)) if !(beyond(inside) && !beyond(outside) && next != outside) => {
                (inside + outside) / 2.0
            }
            (Some(inside), None) if !beyond(inside) => inside + self.side * far,
            (None, Some(outside)) if next == outside || beyond(outside) => outside - self.side * far,
            _ => next,
        }
    }
}

impl Profile<'_, '_> {
    /// The best with the combination held at `value`, from the shortest coefficients.
    fn from(&mut self, value: f64, goal: Goal) -> Result<Settled, NotFound> {
        let start = self.climber.at(&self.held.shortest(value))?;
        self.climber.settle(start, self.held, goal)
    }

    /// The log likelihood with the combination held at `value`.
    pub(super) fn at(&mut self, top: &Settled, value: f64) -> Result<f64, NotFound> {
        let mut at = self.climber.settled(top.at.clone(), self.held);
        for _ in 0..MAX_STEPS {
            at = self.approach(&at, value, Goal::Height)?;
            if self.arrived(&at, value) {
                self.alone(top, &at, value)?;
                return Ok(at.loglik());
            }
        }
        Err(NotFound::NotConverged)
    }

    fn arrived(&self, at: &Settled, value: f64) -> bool {
        let longest = longest(&self.held.shortest(1.0));
        (self.held.value(&at.at.coef) - value).abs() * longest
            <= 1e-12 * (1.0 + super::climb::longest(&at.at.coef))
    }

    /// Where the profile falls to `target`, on one side of `top`.
    pub(super) fn crossing(&mut self, top: &Settled, target: f64, side: f64) -> Result<f64, NotFound> {
        let mut at = self.climber.settled(top.at.clone(), self.held);
        let mut bracket = Bracket { side, inside: None, outside: None };
        for _ in 0..MAX_STEPS {
            let lead = self.climber.lead(&at, self.held);
            let (value, gap) = (self.held.value(&at.at.coef), at.loglik() - target);
            let falls = side * lead.slope < 0.0;
            if gap.abs() <= ENOUGH.0.max(ENOUGH.1 * target.abs()) && at.rest.promise <= 10.0 * NEAR {
                self.alone(top, &at, value)?;
                return if falls { Ok(value - gap / lead.slope) } else { Err(NotFound::NotConverged) };
            }
            if gap <= 0.0 && !falls {
                break;
            }
            *(if gap > 0.0 { &mut bracket.inside } else { &mut bracket.outside }) = Some(value);
            let (inward, curvature) = (-side * lead.slope, lead.curvature.max(0.0));
            let square = inward * inward + 2.0 * curvature * gap;
            let parabola = 2.0 * gap * side / (square.sqrt() + inward);
            let move_by = if parabola.is_finite() { parabola } else { -gap / lead.slope };
            let far = LONGEST / longest(&lead.direction);
            let next = bracket.keep(value + move_by.clamp(-far, far), far);
            if next == value {
                // No number lies nearer: rounding decides.
                if gap.abs() <= HIGHER && falls && at.rest.promise <= 10.0 * NEAR {
                    self.alone(top, &at, value)?;
                    return Ok(value);
                }
                break;
            }
            at = self.approach(&at, next, Goal::Beside(target))?;
        }
        Err(NotFound::NotConverged)
    }

    /// The best with the combination held at `value`, or on the way to it where that does not converge.
    fn approach(&mut self, from: &Settled, value: f64, goal: Goal) -> Result<Settled, NotFound> {
        let lead = self.climber.lead(from, self.held);
        let start = moved(&from.at.coef, &from.rest.step, 1.0);
        let mut by = value - self.held.value(&start);
        for _ in 0..MAX_HALVINGS {
            let there = self.climber.at(&moved(&start, &lead.direction, by))?;
            match self.climber.settle(there, self.held, goal) {
                Err(NotFound::NotConverged) => by /= 2.0,
                found => return found,
            }
        }
        Err(NotFound::NotConverged)
    }

    /// Whether no other start leads higher, where that is not certain: the shortest coefficients, the others as at the top, the straight way from the top, and the others mirrored in those of the top.
    fn alone(&mut self, top: &Settled, at: &Settled, value: f64) -> Result<(), NotFound> {
        if self.unimodal {
            return Ok(());
        }
        let by = value - self.held.value(&top.at.coef);
        let from = self.climber.settled(top.at.clone(), self.held);
        let straight = moved(&top.at.coef, &self.climber.lead(&from, self.held).direction, by);
        let kept = moved(&top.at.coef, &self.held.shortest(by), 1.0);
        let mirrored = kept.iter().zip(&at.at.coef).map(|(kept, at)| 2.0 * kept - at).collect();
        let loglik = at.loglik();
        let slack = HIGHER.max(HIGHER_SHARE * loglik.abs());
        for start in [self.held.shortest(value), kept, straight, mirrored] {
            let settled = self
                .climber
                .at(&start)
                .and_then(|start| self.climber.settle(start, self.held, Goal::Beside(loglik)));
            match settled {
                Ok(other) if other.loglik() > loglik + slack => return Err(NotFound::NotConverged),
                // A lower top is no fault, and a start that leads nowhere tells nothing.
                Ok(_) | Err(NotFound::NotConverged) => {}
                Err(why) => return Err(why),
            }
        }
        Ok(())
    }
}
