//! Climbs a log likelihood, plain or penalised, with one combination of the coefficients held or none.
//!
//! A step is Newton's: `H^-1` times the slope, over what is free. `H` is the information; where there is a penalty, it is the
//! information and a matrix that is learnt on the way, minus the second derivative of the penalty, by the symmetric
//! rank-one formula (Nocedal & Wright 2006, Numerical Optimization, 6.24) from its analytic slopes. It holds for the next climb
//! too: from one limit to the other it changes little. Steps are halved until they gain a share of what they promise. A step that
//! promises less than the rounding of the log likelihood is judged by the slopes instead.
//!
//! A climb has converged when the step left promises (`slope' H^-1 slope`, twice the gain) next to nothing, by the
//! information and by `H`. Next to nothing depends on the goal ([`Goal`]).
//!
//! With `a'g` held, all is done in the coordinates of a reflection that maps `a` to one axis: a free step leaves `a'g` as it is.
//!
//! Evaluations are counted, and end when the work allowed is done.

use super::profile::NotFound;
use crate::math::symmetric::{Cholesky, Matrix};

/// Steps of one climb at most: 30 see a coefficient that runs away to the limit of the log likelihood.
const MAX_STEPS: usize = 60;
/// Halvings of one step at most.
const MAX_HALVINGS: usize = 40;
/// Longest step in one coefficient, in units of the scaled columns.
const LONGEST: f64 = 5.0;
/// Share of its promise that a step has to gain.
const GAIN: f64 = 1e-4;
/// Rounding of the log likelihood that is not taken for a step down, as a share of it.
const ROUNDING: f64 = 1e-14;
/// A step that promises less than this share of the log likelihood is judged by the slopes, which are still exact
/// where the log likelihood is rounding.
const QUIET: f64 = 1e-10;
/// Promise of the last step of a climb to the top; the step after it would move nothing.
const TOP: f64 = 1e-21;
/// Promise, near a target, that counts as none.
pub(super) const NEAR: f64 = 1e-13;
/// What may be promised, absolutely and as a share of the log likelihood, where no step leads up any more.
const FLAT: (f64, f64) = (1e-12, 1e-15);
/// Slope in a direction without information that is not rounding.
const STEEP: f64 = 1e-7;
/// Work that is always allowed: the climbs of small data, where they are hard.
const LEAST: f64 = 1e8;
/// A step shorter than this teaches nothing about the penalty but rounding.
const TELLS: f64 = 1e-6;

/// A log likelihood at one point.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) coef: Vec<f64>,
    pub(super) loglik: f64,
    pub(super) slope: Vec<f64>,
    pub(super) information: Matrix,
    /// The part of the slope that comes from a penalty; empty without one.
    pub(super) pull: Vec<f64>,
}

/// Where a climb ended, with the step that is left.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub(super) at: Point,
    pub(super) rest: Way,
}

impl Settled {
    /// The log likelihood once the step that is left is taken.
    pub(super) fn loglik(&self) -> f64 {
        self.at.loglik + self.rest.promise / 2.0
    }
}

/// The step from a point.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) step: Vec<f64>,
    /// Twice the gain, if the likelihood were a parabola.
    pub(super) promise: f64,
    factor: Cholesky,
    curvature: Matrix,
}

/// How precisely a climb is to end.
#[derive(Debug, Clone, Copy)]
pub(super) enum Goal {
    /// At the top: the coefficients are asked for.
    Top,
    /// Near the top: its log likelihood is asked for.
    Height,
    /// Where the log likelihood is as near its top as 1% of the distance from this value.
    Beside(f64),
}

impl Goal {
    /// The promise at which a climb ends, at this log likelihood.
    fn promise(self, loglik: f64) -> f64 {
        match self {
            Goal::Top => TOP,
            Goal::Height => NEAR,
            Goal::Beside(value) => (0.01 * (loglik - value).abs()).max(NEAR),
        }
    }
}

/// How the best values of the others follow a combination that is moved.
pub(super) struct Lead {
    /// The move of all coefficients for one more of the combination.
    pub(super) direction: Vec<f64>,
    /// Slope and minus the second derivative of the profile along it.
    pub(super) slope: f64,
    pub(super) curvature: f64,
}

/// How much may still be computed, and what an evaluation costs, in multiplications.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    left: f64,
    each: f64,
}

impl Work {
    /// As much as was counted on, and at least a tenth of a second.
    pub(super) fn of(counted: f64, each: f64) -> Work {
        Work { left: counted.max(LEAST), each }
    }
}

/// The maximiser; see the module.
pub(super) struct Climber<'a> {
    evaluate: &'a dyn Fn(&[f64]) -> Point,
    /// Minus the second derivative of the penalty, as far as it was learnt.
    bend: Option<Matrix>,
    work: Work,
    pub(super) steps: usize,
}

impl<'a> Climber<'a> {
    /// Climbs `evaluate`, with this much work allowed.
    pub(super) fn new(evaluate: &'a dyn Fn(&[f64]) -> Point, work: Work) -> Climber<'a> {
        Climber { evaluate, bend: None, work, steps: 0 }
    }

    /// The log likelihood at `coef`.
    pub(super) fn at(&mut self, coef: &[f64]) -> Result<Point, NotFound> {
        self.work.left -= self.work.each;
        if self.work.left < 0.0 {
            return Err(NotFound::TooLong);
        }
        Ok((self.evaluate)(coef))
    }

    /// A point as it is, with the step from it.
    pub(super) fn settled(&self, at: Point, held: &Held) -> Settled {
        Settled { rest: self.way(&at, held), at }
    }

    /// Climbs from a point until the step that is left promises nothing that matters for the goal.
    pub(super) fn settle(&mut self, from: Point, held: &Held, goal: Goal) -> Result<Settled, NotFound> {
        let mut at = from;
        for _ in 0..MAX_STEPS {
            if !at.loglik.is_finite() {
                break;
            }
            let rest = self.way(&at, held);
            if rest.promise <= goal.promise(at.loglik + rest.promise / 2.0) {
                return Ok(Settled { at, rest });
            }
            match self.advance(&at, &rest, held)? {
                Some(there) => {
                    self.learn(&at, &there);
                    at = there;
                }
                None if rest.promise <= FLAT.0.max(FLAT.1 * at.loglik.abs()) => {
                    return Ok(Settled { at, rest });
                }
                // What was learnt elsewhere may mislead.
                None if self.bend.take().is_some() => {}
                None => break,
            }
        }
        Err(NotFound::NotConverged)
    }

    /// The step from a point over what is free.
    fn way(&self, at: &Point, held: &Held) -> Way {
        let slope = held.shrink(&at.slope);
        let of = |matrix: &Matrix| Cholesky::new(&held.shrink_matrix(matrix));
        let factor = of(&at.information);
        let mut free = factor.solve(&slope);
        let mut promise = dot(&free, &slope);
        steep(&held.shrink_matrix(&at.information), &factor, &slope, &mut free, &mut promise);
        let mut way = Way { step: Vec::new(), promise, factor, curvature: at.information.clone() };
        if let Some(bend) = &self.bend {
            let curvature = sum(&at.information, bend);
            let factor = of(&curvature);
            if factor.rank() == slope.len() {
                free = factor.solve(&slope);
                let promise = dot(&free, &slope).max(way.promise);
                way = Way { promise, factor, curvature, ..way };
            }
        }
        way.step = held.widen(&free);
        way
    }

    /// A point up the way; `None` if there is none.
    fn advance(&mut self, at: &Point, way: &Way, held: &Held) -> Result<Option<Point>, NotFound> {
        let mut share = (LONGEST / longest(&way.step)).min(1.0);
        let quiet = way.promise <= QUIET * at.loglik.abs().max(1.0);
        let promise = dot(&way.step, &at.slope);
        self.steps += 1;
        for _ in 0..=MAX_HALVINGS {
            let there = self.at(&moved(&at.coef, &way.step, share))?;
            let up = if quiet {
                there.loglik.is_finite() && self.way(&there, held).promise < way.promise / 2.0
            } else {
                there.loglik >= at.loglik + GAIN * share * promise - ROUNDING * at.loglik.abs()
            };
            if up {
                return Ok(Some(there));
            }
            if quiet {
                break;
            }
            share /= 2.0;
        }
        Ok(None)
    }

    /// Learns how the penalty bends from its slopes at two points.
    fn learn(&mut self, from: &Point, to: &Point) {
        if from.pull.is_empty() {
            return;
        }
        let size = from.coef.len();
        let step: Vec<f64> = to.coef.iter().zip(&from.coef).map(|(to, from)| to - from).collect();
        let bend = self.bend.get_or_insert_with(|| Matrix::zeros(size));
        let known = times(bend, &step);
        let fall = from.pull.iter().zip(&to.pull).map(|(from, to)| from - to);
        let new: Vec<f64> = fall.zip(&known).map(|(fall, known)| fall - known).collect();
        let along = dot(&new, &step);
        let sizes = (dot(&new, &new) * dot(&step, &step)).sqrt();
        if !(longest(&step) > TELLS && along.abs() > 1e-3 * sizes) {
            return;
        }
        for i in 0..size {
            for j in 0..size {
                bend[(i, j)] += new[i] * new[j] / along;
            }
        }
    }

    /// How the others follow `held` from where a climb ended.
    pub(super) fn lead(&self, from: &Settled, held: &Held) -> Lead {
        let unit: Vec<f64> = held.along.iter().map(|a| a / dot(&held.along, &held.along)).collect();
        let Way { factor, curvature, .. } = &from.rest;
        let pulled = factor.solve(&held.shrink(&times(curvature, &unit)));
        let direction: Vec<f64> =
            unit.iter().zip(held.widen(&pulled)).map(|(unit, others)| unit - others).collect();
        Lead {
            slope: dot(&from.at.slope, &direction),
            curvature: dot(&times(curvature, &direction), &direction),
            direction,
        }
    }
}

/// Where the information of a direction has vanished but its slope has not, a step goes as far as it may.
fn steep(information: &Matrix, factor: &Cholesky, slope: &[f64], free: &mut [f64], promise: &mut f64) {
    let explained = times(information, free);
    for k in (0..slope.len()).filter(|&k| !factor.keeps(k)) {
        let rest = slope[k] - explained[k];
        if rest.abs() > STEEP {
            free[k] = rest.signum() * LONGEST;
            *promise += rest.abs() * LONGEST;
        }
    }
}

/// What is held: the combination `along' g`, or nothing.
pub(super) struct Held {
    along: Vec<f64>,
    size: usize,
    /// The axis that the reflection maps `along` to, its normal, and 2 over the square of that.
    reflection: Option<(usize, Vec<f64>, f64)>,
}

impl Held {
    /// Nothing is held.
    pub(super) fn nothing(size: usize) -> Held {
        Held { along: vec![0.0; size], size, reflection: None }
    }

    /// `along' g` is held.
    pub(super) fn combination(along: Vec<f64>) -> Held {
        let size = along.len();
        let length = dot(&along, &along).sqrt();
        let axis = (0..size).fold(0, |axis, k| if along[k].abs() > along[axis].abs() { k } else { axis });
        let mut normal: Vec<f64> = along.iter().map(|a| a / length).collect();
        normal[axis] += normal[axis].signum();
        let factor = 2.0 / dot(&normal, &normal);
        Held { along, size, reflection: Some((axis, normal, factor)) }
    }

    /// The combination at `coef`.
    pub(super) fn value(&self, coef: &[f64]) -> f64 {
        dot(&self.along, coef)
    }

    /// The shortest coefficients at which the combination is `value`.
    pub(super) fn shortest(&self, value: f64) -> Vec<f64> {
        let square = dot(&self.along, &self.along);
        self.along.iter().map(|a| a * (value / square)).collect()
    }

    fn reflected(&self, x: &[f64]) -> Vec<f64> {
        let Some((_, normal, factor)) = &self.reflection else { return x.to_vec() };
        let part = factor * dot(normal, x);
        x.iter().zip(normal).map(|(x, n)| x - part * n).collect()
    }

    /// The free part of a vector.
    fn shrink(&self, x: &[f64]) -> Vec<f64> {
        let mut free = self.reflected(x);
        if let Some((axis, ..)) = self.reflection {
            free.remove(axis);
        }
        free
    }

    /// The vector of a free part.
    fn widen(&self, free: &[f64]) -> Vec<f64> {
        let mut whole = free.to_vec();
        if let Some((axis, ..)) = self.reflection {
            whole.insert(axis, 0.0);
        }
        self.reflected(&whole)
    }

    /// The free part of a symmetric matrix: `M - q n' - n q'` without the axis.
    fn shrink_matrix(&self, matrix: &Matrix) -> Matrix {
        let Some((axis, normal, factor)) = &self.reflection else { return matrix.clone() };
        let mut q: Vec<f64> = times(matrix, normal).iter().map(|x| factor * x).collect();
        let half = factor / 2.0 * dot(normal, &q);
        q.iter_mut().zip(normal).for_each(|(q, n)| *q -= half * n);
        let kept: Vec<usize> = (0..self.size).filter(|k| k != axis).collect();
        let mut free = Matrix::zeros(kept.len());
        for (i, &from_i) in kept.iter().enumerate() {
            for (j, &from_j) in kept.iter().enumerate() {
                free[(i, j)] =
                    matrix[(from_i, from_j)] - (q[from_i] * normal[from_j] + normal[from_i] * q[from_j]);
            }
        }
        free
    }
}

pub(super) fn moved(coef: &[f64], step: &[f64], share: f64) -> Vec<f64> {
    coef.iter().zip(step).map(|(b, s)| b + share * s).collect()
}

pub(super) fn longest(step: &[f64]) -> f64 {
    step.iter().fold(0.0, |longest: f64, s| longest.max(s.abs()))
}

pub(super) fn times(a: &Matrix, b: &[f64]) -> Vec<f64> {
    a.rows().take(b.len()).map(|row| dot(row, b)).collect()
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn sum(a: &Matrix, b: &Matrix) -> Matrix {
    let mut sum = a.clone();
    for i in 0..a.size() {
        for j in 0..a.size() {
            sum[(i, j)] += b[(i, j)];
        }
    }
    sum
}
