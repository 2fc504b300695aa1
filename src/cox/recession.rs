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
//! the one before. So: after a step that gained less than 1e-5 of the log likelihood and asked to move `x b` by
//! more than 0.1 between two rows, its direction is held to the condition above, to 1e-6 of its spread.
//! What passes is no matter of patience but a fact about the data.
//!
//! A coefficient runs away if its part in a direction that passed is not negligible. One that has no part in it, but whose
//! information vanished on the way, is not estimable: nothing that is left compares its column.

use super::likelihood::Ties;
use super::monotone::Fate;
use super::newton::Maximum;
use super::partial::PartialLikelihood;
use super::rows::Rows;
use crate::math::symmetric::Cholesky;
use crate::order::ascending;
use std::ops::Range;

/// Share of the log likelihood: a step that gains more is still on its way.
const SMALL_GAIN: f64 = 1e-5;
/// Move of `x b` between two rows that a step near a maximum does not ask for.
const LARGE_MOVE: f64 = 0.1;
/// Slack of the condition, as a share of the spread of `x s`.
const SLACK: f64 = 1e-6;
/// Share of the largest part in a direction that counts.
const PART: f64 = 1e-4;
/// Variance of a coefficient times the squared spread of its column, beyond which information has vanished.
const VANISHED: f64 = 1e6;

/// Looks at the steps of a maximiser; see the module.
pub(super) struct Watch<'a> {
    likelihood: &'a PartialLikelihood,
    /// Largest less smallest value of each column.
    spreads: Vec<f64>,
    before: f64,
    fates: Vec<Fate>,
    /// Whether the last step was large and no direction passed.
    restless: bool,
    runs: bool,
}

impl<'a> Watch<'a> {
    /// Nothing was seen yet; the log likelihood stands at `start`.
    pub(super) fn new(likelihood: &'a PartialLikelihood, start: f64) -> Self {
        let p = likelihood.n_columns();
        let spread = |at: usize| {
            let mut column = likelihood.rows.values.iter().skip(at).step_by(p);
            spread(&mut column)
        };
        Watch {
            likelihood,
            spreads: (0..p).map(spread).collect(),
            before: start,
            fates: vec![Fate::Settles; p],
            restless: false,
            runs: false,
        }
    }

    /// A step led to `at`; the whole of it was `asked` for.
    pub(super) fn see(&mut self, at: &Maximum, asked: &[f64]) {
        let gain = at.derivatives.loglik - self.before;
        self.before = at.derivatives.loglik;
        let moved = self.likelihood.rows.linear(asked);
        let spread = spread(&mut moved.iter());
        let large = spread > LARGE_MOVE;
        let passes = large
            && gain <= SMALL_GAIN * self.before.abs().max(1.0)
            && never_falls(&self.likelihood.rows, self.likelihood.ties, &moved, SLACK * spread);
        self.restless = large && !passes;
        if passes {
            self.runs = true;
            self.mark(asked);
        }
    }

    fn mark(&mut self, direction: &[f64]) {
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
            let variances = Cholesky::new(&at.derivatives.information).inverse_diagonal();
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

fn spread(numbers: &mut dyn Iterator<Item = &f64>) -> f64 {
    let (low, high) =
        numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    high - low
}

/// Whether at each event nobody at risk has a larger `x s`, given in `moved`, than those having it.
fn never_falls(rows: &Rows, ties: Ties, moved: &[f64], slack: f64) -> bool {
    let mut lowest = vec![f64::INFINITY; rows.times.len()];
    let spells: Vec<(usize, Range<usize>)> = rows.spells().collect();
    for (i, spell) in spells.iter().filter(|(i, _)| rows.event[*i]) {
        let lowest = &mut lowest[spell.end - 1];
        *lowest = lowest.min(moved[*i]);
    }
    let others: Vec<(usize, Range<usize>)> = spells
        .into_iter()
        .map(|(i, spell)| {
            let tied = rows.event[i] && ties == Ties::Exact && rows.times[spell.end - 1].n_event > 1;
            (i, spell.start..spell.end - usize::from(tied))
        })
        .collect();
    highest(&others, moved, rows.times.len()).iter().zip(&lowest).all(|(high, low)| high - low <= slack)
}

/// The largest of the numbers among those at risk at each event time: rows in descending order, each taking the
/// times of its spell that no larger one has taken. `next` leads from a time to the first free one.
fn highest(spells: &[(usize, Range<usize>)], numbers: &[f64], n_times: usize) -> Vec<f64> {
    let mut highest = vec![f64::NEG_INFINITY; n_times];
    let mut next: Vec<u32> = (0..=n_times as u32).collect();
    let descending: Vec<f64> = spells.iter().map(|(i, _)| -numbers[*i]).collect();
    for at in ascending(&descending) {
        let (i, spell) = &spells[at as usize];
        let mut k = free(&mut next, spell.start);
        while k < spell.end {
            highest[k] = numbers[*i];
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
        assert_eq!(highest(&spells, &[5.0, 7.0, 1.0, 9.0], 4), [5.0, 7.0, 7.0, f64::NEG_INFINITY]);
    }
}
