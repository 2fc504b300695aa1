//! Fisher's exact test, the mid-p, and the conditional odds ratio with exact limits.
//!
//! Given all margins, the events `x` of the first arm follow the hypergeometric distribution if the risks are the
//! same, and in general the one with odds ratio `psi`:
//!
//! `P(x) ~ C(m, x) C(n, K-x) psi^x`
//!
//! * Two-sided p: the sum of `P` over all `x` that are no more probable than the observed one, with R's slack of
//!   1e-7 relative for ties (Fisher 1935; the rule of point probabilities, as `fisher.test`).
//! * mid-p: the same less half the probability of the observed table (Lancaster 1961; in this two-sided form
//!   Lydersen, Fagerland & Laake 2009, Statistics in Medicine 28, 1159-1175).
//! * Conditional odds ratio: `psi` with mean `x`, the conditional maximum of likelihood; limits where either tail,
//!   `x` included, has half of what the level leaves (Cornfield 1956). It is not `ad / (bc)`.
//!
//! Probabilities are built from the mode outwards by the ratio of neighbours, which neither overflows nor cancels:
//! some 80 standard deviations of steps, below 1e5 for ten million subjects an arm. Roots by Newton's steps in
//! `ln psi`, kept between bounds.
//!
//! Relative error below 1e-10; a p below 1e-300 may be 0. Assumes independent subjects; the margins are taken as
//! given. Degenerate cases: where nobody or everybody had the event only one table is possible: p is 1, and there
//! is neither mid-p nor odds ratio ([`NoEstimate::ZeroMargin`]). At the smallest or largest possible `x` the odds
//! ratio is 0 or infinite, with one finite limit.
//!
//! ```
//! use riskset::evidence::{fisher::fisher, two_by_two::TwoByTwo};
//! // The lady who tasted tea: 3 of 4 right, (16 + 16 + 1 + 1) / 70.
//! let test = fisher(&TwoByTwo::new([3, 1], [4, 4])?);
//! assert!((test.p_value - 34.0 / 70.0).abs() < 1e-15);
//! assert!((test.mid_p.unwrap() - 26.0 / 70.0).abs() < 1e-15);
//! # Ok::<(), riskset::evidence::two_by_two::Unsound>(())
//! ```

use super::two_by_two::TwoByTwo;
use super::{Estimate, NoEstimate};
use crate::math::{exp, ln};

/// Two probabilities this close are a tie, as in R.
const SLACK: f64 = 1e-7;
/// Weights relative to the largest below which a tail is left out of a p-value.
const FAINTEST: f64 = 1e-306;
/// The same for a mean: what is left out is far below a rounding error.
const NEGLIGIBLE: f64 = 1e-30;
/// Steps to a root; fewer than 20 are ever taken.
const MOST_STEPS: usize = 200;
/// Step of `ln psi` at which the next would be below a rounding error.
const CLOSE: f64 = 1e-13;
/// Bounds of `ln psi`; counts up to ten million stay well inside.
const FAR: f64 = 100.0;
/// Longest step of `ln psi`.
const LONGEST_STEP: f64 = 2.0;

/// The test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fisher {
    /// Two-sided, by the rule of point probabilities.
    pub p_value: f64,
    /// Two-sided mid-p.
    pub mid_p: Result<f64, NoEstimate>,
}

/// Tests whether the risks are the same.
pub fn fisher(table: &TwoByTwo) -> Fisher {
    let tables = Tables::new(table);
    let weights = tables.weights(0.0, FAINTEST);
    let observed = weights.at(tables.observed);
    let (mut tails, mut all) = (0.0, 0.0);
    // From both ends inwards: small before large.
    let (left, right) = weights.halves();
    for &weight in left.iter().chain(right.iter().rev()) {
        all += weight;
        if weight <= observed * (1.0 + SLACK) {
            tails += weight;
        }
    }
    let p_value = f64::min(tails / all, 1.0);
    let mid_p = if table.has_zero_margin() {
        Err(NoEstimate::ZeroMargin)
    } else {
        Ok(p_value - 0.5 * observed / all)
    };
    Fisher { p_value, mid_p }
}

/// The conditional maximum likelihood odds ratio with exact limits: value, lower and upper may be 0 or infinite.
///
/// # Errors
/// Where nobody had the event, or everybody.
pub fn conditional_odds_ratio(table: &TwoByTwo, conf_level: f64) -> Result<Estimate, NoEstimate> {
    if table.has_zero_margin() {
        return Err(NoEstimate::ZeroMargin);
    }
    let tables = Tables::new(table);
    let goal = ln((1.0 - conf_level) / 2.0);
    let start = tables.start(table);
    let (least, most) = (tables.observed == tables.lowest, tables.observed == tables.highest);
    let root = |rises: bool, of: &dyn Fn(f64) -> (f64, f64)| exp(root(start, rises, of));
    Ok(Estimate {
        value: match (least, most) {
            (true, _) => 0.0,
            (_, true) => f64::INFINITY,
            _ => root(true, &|theta| tables.excess(theta)),
        },
        lower: if least { 0.0 } else { root(true, &|theta| tables.ln_tail(theta, true, goal)) },
        upper: if most { f64::INFINITY } else { root(false, &|theta| tables.ln_tail(theta, false, goal)) },
    })
}

/// All tables with the same margins, told apart by the events of the first arm.
#[derive(Debug, Clone, Copy)]
struct Tables {
    first: f64,
    second: f64,
    events: f64,
    lowest: u64,
    highest: u64,
    observed: u64,
}

/// Probabilities, up to a common factor, of tables that follow one another.
struct Weights {
    from: u64,
    /// Where the largest stands.
    mode: usize,
    weight: Vec<f64>,
}

impl Weights {
    /// 0 for what was left out.
    fn at(&self, x: u64) -> f64 {
        let place = x.checked_sub(self.from).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.weight.get(place).copied()).unwrap_or(0.0)
    }

    fn halves(&self) -> (&[f64], &[f64]) {
        self.weight.split_at(self.mode)
    }

    /// Each table with its weight.
    fn each(&self) -> impl Iterator<Item = (u64, f64)> + '_ {
        (self.from..).zip(self.weight.iter().copied())
    }
}

impl Tables {
    fn new(table: &TwoByTwo) -> Self {
        let ([a, c], [m, n]) = (table.events(), table.n());
        Tables {
            first: m as f64,
            second: n as f64,
            events: (a + c) as f64,
            lowest: (a + c).saturating_sub(n),
            highest: m.min(a + c),
            observed: a,
        }
    }

    /// `P(x + 1) / P(x)` at an odds ratio of 1.
    fn up(&self, x: f64) -> f64 {
        (self.first - x) * (self.events - x) / ((x + 1.0) * (self.second - self.events + x + 1.0))
    }

    /// Near the most probable `x`: the root of `psi up(x - 1) = 1` (Liao & Rosen 2001, The American Statistician
    /// 55, 366-369), in the form that fits odds ratios above 1 and below.
    fn mode(&self, psi: f64) -> u64 {
        let (large, small) = if psi > 1.0 { (1.0, 1.0 / psi) } else { (psi, 1.0) };
        let a = large - small;
        let b = (self.first + self.events + 2.0) * large + (self.second - self.events) * small;
        let c = (self.first + 1.0) * (self.events + 1.0) * large;
        let root = 2.0 * c / (b + (b * b - 4.0 * a * c).max(0.0).sqrt());
        (root.floor() as u64).clamp(self.lowest, self.highest)
    }

    /// Weights at the odds ratio `exp(theta)`, outwards from the mode until they fall below `faintest`.
    fn weights(&self, theta: f64, faintest: f64) -> Weights {
        let psi = exp(theta);
        let mode = self.mode(psi);
        let (mut below, mut weight) = (Vec::new(), 1.0);
        for x in (self.lowest..mode).rev() {
            weight /= psi * self.up(x as f64);
            if weight < faintest {
                break;
            }
            below.push(weight);
        }
        let place = below.len();
        below.reverse();
        let mut all = below;
        all.push(1.0);
        weight = 1.0;
        for x in mode..self.highest {
            weight *= psi * self.up(x as f64);
            if weight < faintest {
                break;
            }
            all.push(weight);
        }
        Weights { from: mode - place as u64, mode: place, weight: all }
    }

    /// Where to begin: the odds ratio with one half in each cell. It only starts the search.
    fn start(&self, table: &TwoByTwo) -> f64 {
        let ([a, c], [b, d]) = (table.events(), table.without());
        let [a, b, c, d] = [a, b, c, d].map(|cell| cell as f64 + 0.5);
        ln(a * d / (b * c))
    }

    /// Mean less the observed `x`, and its slope in `theta`.
    fn excess(&self, theta: f64) -> (f64, f64) {
        let (mut all, mut first, mut second) = (0.0, 0.0, 0.0);
        for (x, weight) in self.weights(theta, NEGLIGIBLE).each() {
            let apart = x as f64 - self.observed as f64;
            all += weight;
            first += apart * weight;
            second += apart * apart * weight;
        }
        let mean = first / all;
        (mean, second / all - mean * mean)
    }

    /// Logarithm of the upper or lower tail, the observed `x` included, less `goal`, and its slope in `theta`:
    /// the mean of the tail less the mean of all.
    fn ln_tail(&self, theta: f64, upper: bool, goal: f64) -> (f64, f64) {
        let (mut all, mut all_first, mut tail, mut tail_first) = (0.0, 0.0, 0.0, 0.0);
        for (x, weight) in self.weights(theta, FAINTEST).each() {
            let apart = x as f64 - self.observed as f64;
            all += weight;
            all_first += apart * weight;
            if (upper && apart >= 0.0) || (!upper && apart <= 0.0) {
                tail += weight;
                tail_first += apart * weight;
            }
        }
        (ln(tail / all) - goal, tail_first / tail - all_first / all)
    }
}

/// Root of a monotone function that gives its value and slope: Newton's steps, halving where one would leave the
/// bounds.
fn root(start: f64, rises: bool, of: &dyn Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high, mut theta) = (-FAR, FAR, start);
    for _ in 0..MOST_STEPS {
        let (value, slope) = of(theta);
        if (value > 0.0) == rises {
            high = theta;
        } else {
            low = theta;
        }
        let step = (-value / slope).clamp(-LONGEST_STEP, LONGEST_STEP);
        let next = theta + step;
        if step.abs() <= CLOSE * theta.abs().max(1.0) {
            return if next.is_finite() { next } else { theta };
        }
        theta = if next > low && next < high { next } else { low + (high - low) / 2.0 };
    }
    theta
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(events: [u64; 2], n: [u64; 2]) -> TwoByTwo {
        TwoByTwo::new(events, n).unwrap()
    }

    /// One event in all, in the first of two arms of 1: P(0) = 1 / (1 + psi), so the lower limit solves
    /// psi / (1 + psi) = alpha / 2.
    #[test]
    fn a_limit_in_closed_form() {
        let found = conditional_odds_ratio(&table([1, 0], [1, 1]), 0.95).unwrap();
        assert!((found.lower / (0.025 / 0.975) - 1.0).abs() < 1e-13);
        assert_eq!((found.value, found.upper), (f64::INFINITY, f64::INFINITY));
        let mirrored = conditional_odds_ratio(&table([0, 1], [1, 1]), 0.95).unwrap();
        assert_eq!((mirrored.value, mirrored.lower), (0.0, 0.0));
        assert!((mirrored.upper * found.lower - 1.0).abs() < 1e-13);
    }

    #[test]
    fn one_possible_table() {
        for found in [fisher(&table([0, 0], [3, 4])), fisher(&table([3, 4], [3, 4]))] {
            assert_eq!(found, Fisher { p_value: 1.0, mid_p: Err(NoEstimate::ZeroMargin) });
        }
        assert_eq!(conditional_odds_ratio(&table([0, 0], [3, 4]), 0.9), Err(NoEstimate::ZeroMargin));
    }

    #[test]
    fn large_and_extreme_tables_neither_overflow_nor_hang() {
        for found in [
            fisher(&table([0, 10_000_000], [10_000_000, 10_000_000])),
            fisher(&table([5_000_000, 5_000_000], [10_000_000, 10_000_000])),
            fisher(&table([1, 9_999_999], [10_000_000, 10_000_000])),
        ] {
            assert!((0.0..=1.0).contains(&found.p_value), "{found:?}");
        }
        for events in [[0, 10_000_000], [1, 9_999_999], [10_000_000, 1], [10_000_000, 0], [3, 9_000_000]] {
            let found = conditional_odds_ratio(&table(events, [10_000_000, 10_000_000]), 0.999).unwrap();
            assert!(found.lower <= found.value && found.value <= found.upper, "{events:?} {found:?}");
            assert!(found.lower < found.upper, "{events:?} {found:?}");
        }
    }
}
