//! Whether a likelihood has no maximum because coefficients run away.
//!
//! A log partial likelihood is concave, so it has no finite maximum just when it never falls along some direction `s` and
//! rises somewhere. Along `s` every denominator is in the end its largest term, so with Breslow or Efron ties it never
//! falls just when nobody at risk at an event has a larger `x s` than each of those having the event; with exact
//! ties, those having it together are not compared with each other. (For logistic regression: Albert & Anderson
//! 1984, Biometrika 71, 1-10; for the Cox model: Jacobsen 1989, Scandinavian Journal of Statistics 16, 335-349.)
//!
//! The candidate is Newton's own step. Far out such a likelihood is a limit less a sum of falling exponentials, so each
//! step moves `x s` by about 1 between some two rows for ever, while near a maximum steps shrink as the square of
//! the one before. So: after a step that gained less than 1e-3 of the log likelihood and asked to move `x b` by
//! more than 0.1 between two rows, its direction is held to the condition above. Newton's direction is only near the true
//! one: rows that should be equal along it differ a little. So what is violated by less than 1e-3 of the spread is made
//! equal (the direction loses its part along the difference of the two rows), until nothing is violated by more than
//! 1e-9 or too little of the direction is left. What passes is no matter of patience but a fact about the data.
//!
//! A coefficient runs away if its part in a direction that passed is not negligible. One that has no part in it, but whose
//! information vanished on the way, is not estimable: nothing that is left compares its column.

use super::basis::Basis;
use super::likelihood::Ties;
use super::monotone::Fate;
use super::newton::Maximum;
use super::partial::PartialLikelihood;
use super::rows::Rows;
use crate::math::symmetric::Cholesky;
use crate::order::ascending;
use std::ops::Range;

/// Share of the log likelihood: a step that gains more is still on its way.
const SMALL_GAIN: f64 = 1e-3;
/// Move of `x b` between two rows that a step near a maximum does not ask for.
const LARGE_MOVE: f64 = 0.1;
/// Violation of the condition that is mended, as a share of the spread of `x s`.
const MENDED: f64 = 1e-3;
/// Violation that is rounding.
const SLACK: f64 = 1e-9;
/// Share of a difference of two rows that must be new, or it is rounding.
const NEW: f64 = 1e-7;
/// Share of the largest part in a direction that counts.
const PART: f64 = 1e-4;
/// Variance of a coefficient times the squared spread of its column, beyond which information has vanished.
const VANISHED: f64 = 1e6;

/// Looks at the steps of a maximiser; see the module.
pub(super) struct Watch<'a> {
    likelihood: &'a PartialLikelihood,
    basis: &'a Basis,
    /// Largest less smallest value of each column before it was turned.
    spreads: Vec<f64>,
    before: f64,
    fates: Vec<Fate>,
    /// Whether the last step was large and no direction passed.
    restless: bool,
    runs: bool,
}

impl<'a> Watch<'a> {
    /// Nothing was seen yet; the log likelihood stands at `start`.
    pub(super) fn new(
        likelihood: &'a PartialLikelihood,
        basis: &'a Basis,
        spreads: Vec<f64>,
        start: f64,
    ) -> Self {
        let fates = vec![Fate::Settles; spreads.len()];
        Watch { likelihood, basis, spreads, before: start, fates, restless: false, runs: false }
    }

    /// A step led to `at`; the whole of it was `asked` for.
    pub(super) fn see(&mut self, at: &Maximum, asked: &[f64]) {
        let gain = at.derivatives.loglik - self.before;
        self.before = at.derivatives.loglik;
        let moved = self.likelihood.rows.linear(asked);
        let large = spread(&mut moved.iter()) > LARGE_MOVE;
        let small_gain = gain <= SMALL_GAIN * self.before.abs().max(1.0);
        let direction = (large && small_gain).then(|| mended(self.likelihood, asked)).flatten();
        self.restless = large && direction.is_none();
        if let Some(direction) = direction {
            self.runs = true;
            self.mark(&direction);
        }
    }

    fn mark(&mut self, direction: &[f64]) {
        let direction = self.basis.back(direction);
        let parts = || direction.iter().zip(&self.spreads).map(|(s, spread)| s * spread);
        let largest = parts().fold(0.0, |largest: f64, part| largest.max(part.abs()));
        let fates: Vec<Option<Fate>> = parts()
            .map(|part| {
                (part.abs() > PART * largest).then_some(if part > 0.0 {
                    Fate::RunsUp
                } else {
                    Fate::RunsDown
                })
            })
            .collect();
        self.fates.iter_mut().zip(fates).for_each(|(fate, seen)| *fate = seen.unwrap_or(*fate));
    }

    /// What became of each coefficient once the steps ended at `at`, and whether they came to rest.
    pub(super) fn verdict(mut self, at: &Maximum) -> (Vec<Fate>, bool) {
        if self.runs {
            let variances = self.basis.variances(&Cholesky::new(&at.derivatives.information));
            for ((fate, variance), spread) in self.fates.iter_mut().zip(variances).zip(&self.spreads) {
                let known = variance.is_some_and(|variance| variance * spread * spread < VANISHED);
                if *fate == Fate::Settles && !known {
                    *fate = Fate::Unknown;
                }
            }
        }
        (self.fates, at.converged && !self.restless)
    }
}

/// Largest less smallest value of each column.
pub(super) fn spreads(likelihood: &PartialLikelihood) -> Vec<f64> {
    let p = likelihood.n_columns();
    let column = |at: usize| likelihood.rows.values.iter().skip(at).step_by(p);
    (0..p).map(|at| spread(&mut column(at))).collect()
}

fn spread(numbers: &mut dyn Iterator<Item = &f64>) -> f64 {
    let (low, high) =
        numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    high - low
}

/// The direction nearest to `asked` along which the likelihood never falls, if there is one close by.
fn mended(likelihood: &PartialLikelihood, asked: &[f64]) -> Option<Vec<f64>> {
    let rows = &likelihood.rows;
    let mut direction = asked.to_vec();
    let mut equal: Vec<Vec<f64>> = Vec::new();
    // Each round but the last makes a further pair equal.
    for _ in 0..=asked.len() {
        let moved = rows.linear(&direction);
        let spread = spread(&mut moved.iter());
        if !(spread > LARGE_MOVE / 2.0) {
            return None;
        }
        let violated = violations(rows, likelihood.ties, &moved, SLACK * spread);
        if violated.is_empty() {
            return Some(direction);
        }
        if violated.iter().any(|&(high, low)| moved[high] - moved[low] > MENDED * spread) {
            return None;
        }
        let before = equal.len();
        for (high, low) in violated {
            let difference = rows.row(high).iter().zip(rows.row(low)).map(|(h, l)| h - l).collect();
            equal.extend(new_part(difference, &equal));
        }
        if equal.len() == before {
            return None;
        }
        equal[before..].iter().for_each(|unit| take_out(&mut direction, unit));
    }
    None
}

/// The part of a vector that is square to the unit vectors `known`, at length 1; `None` if little of it is.
fn new_part(mut vector: Vec<f64>, known: &[Vec<f64>]) -> Option<Vec<f64>> {
    let length = |vector: &[f64]| vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    let whole = length(&vector);
    // Twice: what rounding left of the first time goes with the second.
    known.iter().chain(known).for_each(|unit| take_out(&mut vector, unit));
    let rest = length(&vector);
    (rest > NEW * whole).then(|| vector.iter().map(|x| x / rest).collect())
}

fn take_out(vector: &mut [f64], unit: &[f64]) {
    let part: f64 = vector.iter().zip(unit).map(|(x, u)| x * u).sum();
    vector.iter_mut().zip(unit).for_each(|(x, u)| *x -= part * u);
}

/// For each event time at which somebody at risk has a larger `x s`, given in `moved`, than one having the event: the row with
/// the largest, and the row with the event that has the smallest.
fn violations(rows: &Rows, ties: Ties, moved: &[f64], slack: f64) -> Vec<(usize, usize)> {
    let mut lowest: Vec<Option<usize>> = vec![None; rows.times.len()];
    let spells: Vec<(usize, Range<usize>)> = rows.spells().collect();
    for (i, spell) in spells.iter().filter(|(i, _)| rows.event[*i]) {
        let lowest = &mut lowest[spell.end - 1];
        *lowest = Some(lowest.map_or(*i, |low| if moved[*i] < moved[low] { *i } else { low }));
    }
    let others: Vec<(usize, Range<usize>)> = spells
        .into_iter()
        .map(|(i, spell)| {
            let tied = rows.event[i] && ties == Ties::Exact && rows.times[spell.end - 1].n_event > 1;
            (i, spell.start..spell.end - usize::from(tied))
        })
        .collect();
    let pairs = highest(&others, moved, rows.times.len()).into_iter().zip(lowest);
    // Not a number counts as larger.
    pairs.filter_map(|(high, low)| high.zip(low)).filter(|&(h, l)| !(moved[h] - moved[l] <= slack)).collect()
}

/// The row with the largest number among those at risk at each event time: rows in descending order, each taking the
/// times of its spell that no larger one has taken. `next` leads from a time to the first free one.
fn highest(spells: &[(usize, Range<usize>)], numbers: &[f64], n_times: usize) -> Vec<Option<usize>> {
    let mut highest = vec![None; n_times];
    let mut next: Vec<u32> = (0..=n_times as u32).collect();
    let descending: Vec<f64> = spells.iter().map(|(i, _)| -numbers[*i]).collect();
    for at in ascending(&descending) {
        let (i, spell) = &spells[at as usize];
        let mut k = free(&mut next, spell.start);
        while k < spell.end {
            highest[k] = Some(*i);
            next[k] = k as u32 + 1;
            k = free(&mut next, k);
        }
    }
    highest
}

fn free(next: &mut [u32], from: usize) -> usize {
    let mut k = from;
    while next[k] as usize != k {
        let on = next[k] as usize;
        next[k] = next[on];
        k = on;
    }
    k
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_at_risk() {
        let spells = [(0, 0..2), (1, 1..3), (2, 0..3), (3, 2..2)];
        assert_eq!(highest(&spells, &[5.0, 7.0, 1.0, 9.0], 4), [Some(0), Some(1), Some(1), None]);
    }
}
