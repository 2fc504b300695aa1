//! The log-rank test of two groups by permutation: exact, however few the subjects and events.
//!
//! Every subject has a score: 1 for an event, 0 for none, less the Nelson-Aalen cumulative hazard of both
//! groups together at its time. The scores of one group add up to `O - E`, observed less expected events.
//! If the group made no difference, each of the `C(n, n1)` ways to hand the labels of the groups to the
//! subjects would have been as likely as the one that was seen; the p-value is the share of them in which
//! `|O - E|` is at least as large. Source: Peto & Peto (1972), JRSS A 135, 185-207; for the principle
//! Fisher (1935), The Design of Experiments, section 21. (To divide by the log-rank variance, which
//! changes from one arrangement to the next, would make another test.)
//!
//! *Ties.* `|O - E|` counts as equal within 1e-9 of itself. Scores are whole numbers in a common unit (up
//! to 40 subjects and often beyond: fractions, not rounded at all), so sums are exact, whatever the order
//! in which they are made, and what is equal is found equal; the tolerance is part of the definition
//! for the sake of programs that round. Where scores must be rounded it is widened by what rounding can
//! do, `n` units (4e-13 at 1,000 events).
//!
//! *Complete or drawn.* All arrangements are counted while that takes about 0.1 s: always up to 42 subjects
//! (538 thousand million arrangements), and for every number of arrangements up to 50 million. Beyond, arrangements are drawn at random ([`Plan::MonteCarlo`]): one million while the
//! smaller group has up to 200 subjects, fewer in proportion for larger ones, 2,000 at least. The
//! p-value is then `(x + 1) / (draws + 1)` with `x` extreme draws, the data themselves being one
//! arrangement (Phipson & Smyth 2010, Statistical Applications in Genetics and Molecular Biology 9,
//! article 39), so it is never 0; its 95 % interval is Wilson's of `x / draws` (Wilson 1927, JASA 22,
//! 209-212). The same seed gives the same draws.
//!
//! *Assumes* that censoring has nothing to do with the group: where follow-up differs between the groups,
//! labels are not exchangeable even if the hazards are equal (Heinze, Gnant & Schemper 2003, Biometrics
//! 59, 1151-1157). Delayed entry is refused ([`NoPermutation::DelayedEntry`]) for the same reason: when
//! subjects come under observation belongs to their group, and to hand their labels on is to pretend that
//! it does not. Strata are not looked at. For more than two groups there is no `O - E` to be large:
//! compare pairs, and adjust.
//!
//! ```
//! use riskset::compare::permutation::{DEFAULT_SEED, permutation_test};
//! use riskset::data::{Subjects, Survival};
//! let data = Survival::new(Subjects {
//!     time: vec![1.0, 2.0, 3.0, 4.0],
//!     cause: vec![1, 1, 1, 1],
//!     group: vec![0, 0, 1, 1],
//!     groups: vec!["a".into(), "b".into()],
//!     ..Subjects::default()
//! })?;
//! // Twelfths: 9, 5, -1, -13. O - E of a: 14; of the 6 pairs, {1, 2} and {3, 4} are that far out.
//! let test = permutation_test(&data, (0, 1), DEFAULT_SEED).unwrap();
//! assert_eq!((test.n_extreme, test.n_arrangements, test.p_value), (2, Some(6), 1.0 / 3.0));
//! assert!((test.statistic - 14.0 / 12.0).abs() < 1e-15);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

mod arrangements;
mod scores;

use crate::data::Survival;
use crate::math::{normal, random::Random};
use scores::Scores;

/// Seed that is used unless another is asked for.
pub const DEFAULT_SEED: u64 = 1972;

/// Draws, unless the groups are large.
const DRAWS: u64 = 1_000_000;
/// Subjects that may be picked in all draws together (about a second).
const PICKS: u64 = 200_000_000;
/// Draws, however large the groups.
const FEWEST_DRAWS: u64 = 2_000;
/// One over the relative tolerance within which sums count as equal.
const TIE: i64 = 1_000_000_000;
/// Level of the interval of a p-value that was drawn.
const LEVEL: f64 = 0.95;

/// Why there is no permutation test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPermutation {
    /// A group was to be compared with itself.
    OneGroup,
    /// One of the groups has no subject.
    EmptyGroup,
    /// A subject comes under observation after the first follow-up has ended; see the module.
    DelayedEntry,
    /// Neither group has an event.
    NoEvents,
    /// All scores are equal, as when everybody has the event at once: every arrangement is like the other.
    NoInformation,
}

/// How the p-value will be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// All arrangements are counted.
    Exact {
        /// How many there are.
        arrangements: u64,
    },
    /// Arrangements are drawn at random.
    MonteCarlo {
        /// How many.
        draws: u64,
        /// Where the draws start.
        seed: u64,
    },
}

/// How far a run has come, in arrangements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Counted or drawn so far.
    pub done: u64,
    /// To be counted or drawn.
    pub total: u64,
    /// Whether that is all.
    pub finished: bool,
}

/// How a p-value was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// From all arrangements.
    Exact,
    /// From arrangements drawn at random.
    MonteCarlo {
        /// How many were drawn.
        draws: u64,
        /// Where the draws started.
        seed: u64,
        /// Limits of the 95 % interval of the p-value that all arrangements would give.
        interval: (f64, f64),
    },
}

/// Result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PermutationTest {
    /// Events of the first group.
    pub observed: f64,
    /// Events expected in the first group if the groups did not differ.
    pub expected: f64,
    /// Observed less expected.
    pub statistic: f64,
    /// Share of the arrangements in which the statistic is at least as far from 0; see the module for drawn ones.
    pub p_value: f64,
    /// Arrangements as far out, among all or among those drawn.
    pub n_extreme: u64,
    /// Number of all arrangements; `None` if it is beyond 64 bits.
    pub n_arrangements: Option<u64>,
    /// How the p-value was found.
    pub method: Method,
}

/// Two groups, ready to be permuted.
#[derive(Debug, Clone, PartialEq)]
pub struct Permutation {
    /// Scores of all subjects, in units.
    scores: Vec<i64>,
    /// Size of the smaller group.
    size: usize,
    /// A sum as far from 0 as this is extreme. With 0 or less, every sum is.
    far: i64,
    observed: f64,
    statistic: f64,
}

impl Permutation {
    /// Prepares to compare the groups with the two indices; the first is the one whose events are given.
    /// Events are those of any cause.
    ///
    /// # Errors
    /// [`NoPermutation`] says why not.
    pub fn new(data: &Survival, (first, second): (usize, usize)) -> Result<Self, NoPermutation> {
        if first == second {
            return Err(NoPermutation::OneGroup);
        }
        let in_group = |i: usize, group: usize| usize::from(data.group()[i]) == group;
        let of_either = data.part(|i| in_group(i, first) || in_group(i, second));
        let pair = of_either.ok_or(NoPermutation::EmptyGroup)?;
        let is_first: Vec<bool> = pair.group().iter().map(|&group| usize::from(group) == first).collect();
        let n_first = is_first.iter().filter(|&&is| is).count();
        let size = n_first.min(pair.len() - n_first);
        if size == 0 {
            return Err(NoPermutation::EmptyGroup);
        }
        if pair.entry().is_some_and(|entry| entry.iter().any(|&entry| entry >= pair.time()[0])) {
            return Err(NoPermutation::DelayedEntry);
        }
        if pair.cause().iter().all(|&cause| cause == 0) {
            return Err(NoPermutation::NoEvents);
        }
        let scores = Scores::new(&pair);
        if scores.values.iter().all(|score| *score == scores.values[0]) {
            return Err(NoPermutation::NoInformation);
        }
        Ok(Self::of_scores(scores, &pair, &is_first, size))
    }

    fn of_scores(scores: Scores, pair: &Survival, is_first: &[bool], size: usize) -> Self {
        let sum_of = |wanted: bool| -> i64 {
            scores.values.iter().zip(is_first).filter(|(_, is)| **is == wanted).map(|(score, _)| score).sum()
        };
        let of_first = sum_of(true);
        let first_is_smaller = 2 * is_first.iter().filter(|&&is| is).count() <= is_first.len();
        let seen = if first_is_smaller { of_first } else { sum_of(false) }.abs();
        let events = pair.cause().iter().zip(is_first).filter(|(cause, is)| **cause > 0 && **is).count();
        Permutation {
            far: seen - seen / TIE - scores.slack,
            observed: events as f64,
            statistic: of_first as f64 / scores.unit as f64,
            scores: scores.values,
            size,
        }
    }

    /// Number of ways to hand out the labels; `None` if it is beyond 64 bits.
    pub fn arrangements(&self) -> Option<u64> {
        arrangements::choices(self.scores.len(), self.size)
    }

    /// How the p-value would be found: from all arrangements where that is possible, else from draws that
    /// start from `seed`.
    pub fn plan(&self, seed: u64) -> Plan {
        match self.arrangements() {
            Some(arrangements) if arrangements::affordable(self.scores.len(), self.size) => {
                Plan::Exact { arrangements }
            }
            _ => Plan::MonteCarlo { draws: (PICKS / self.size as u64).clamp(FEWEST_DRAWS, DRAWS), seed },
        }
    }

    /// Starts to find the p-value according to [`plan`](Self::plan).
    pub fn run(self, seed: u64) -> Run {
        match self.plan(seed) {
            Plan::Exact { arrangements } => {
                let random = Random::new(seed);
                Run { permutation: self, total: arrangements, seed: None, random, done: 0, n_extreme: 0 }
            }
            Plan::MonteCarlo { draws, seed } => self.monte_carlo(draws, seed),
        }
    }

    /// Starts to find the p-value with at most so many subjects picked in all draws together, where arrangements are drawn.
    pub fn run_within(self, picks: u64, seed: u64) -> Run {
        match self.plan(seed) {
            Plan::MonteCarlo { draws, seed } => {
                let most = (picks / self.size as u64).max(FEWEST_DRAWS);
                self.monte_carlo(draws.min(most), seed)
            }
            Plan::Exact { .. } => self.run(seed),
        }
    }

    /// Starts to draw arrangements, even where all could be counted.
    pub fn monte_carlo(self, draws: u64, seed: u64) -> Run {
        let random = Random::new(seed);
        Run { permutation: self, total: draws, seed: Some(seed), random, done: 0, n_extreme: 0 }
    }

    /// Whether a sum of the scores of the smaller group is as far out as the one that was seen.
    fn is_extreme(&self, sum: i64) -> bool {
        sum.abs() >= self.far
    }
}

/// A test on its way. It may be dropped at any time.
#[derive(Debug, Clone)]
pub struct Run {
    permutation: Permutation,
    total: u64,
    /// `None` where all arrangements are counted.
    seed: Option<u64>,
    random: Random,
    done: u64,
    n_extreme: u64,
}

impl Run {
    /// Goes on by up to `budget` arrangements. A complete count takes about 0.1 s at most, so the
    /// first step does all of it.
    pub fn step(&mut self, budget: u64) -> Progress {
        if self.seed.is_none() {
            if self.done < self.total {
                self.n_extreme = self.count_all();
                self.done = self.total;
            }
        } else {
            let draws = budget.min(self.total - self.done);
            self.draw(draws);
            self.done += draws;
        }
        Progress { done: self.done, total: self.total, finished: self.done == self.total }
    }

    fn count_all(&self) -> u64 {
        let Permutation { scores, size, far, .. } = &self.permutation;
        if *far <= 0 { self.total } else { arrangements::count_extreme(scores, *size, *far) }
    }

    fn draw(&mut self, draws: u64) {
        let size = self.permutation.size;
        for _ in 0..draws {
            self.random.choose(&mut self.permutation.scores, size);
            let sum = self.permutation.scores[..size].iter().sum();
            self.n_extreme += u64::from(self.permutation.is_extreme(sum));
        }
    }

    /// What the arrangements so far say; `None` before the first.
    pub fn result(&self) -> Option<PermutationTest> {
        let Permutation { observed, statistic, .. } = self.permutation;
        let (x, n) = (self.n_extreme as f64, self.done as f64);
        let (p_value, method) = match self.seed {
            None => (x / n, Method::Exact),
            Some(seed) => {
                let method = Method::MonteCarlo { draws: self.done, seed, interval: wilson(x, n) };
                ((x + 1.0) / (n + 1.0), method)
            }
        };
        (self.done > 0).then(|| PermutationTest {
            observed,
            expected: observed - statistic,
            statistic,
            p_value,
            n_extreme: self.n_extreme,
            n_arrangements: self.permutation.arrangements(),
            method,
        })
    }
}

/// Wilson's interval of a share, `x` of `n` (above 0).
fn wilson(x: f64, n: f64) -> (f64, f64) {
    let z = normal::central(LEVEL);
    let centre = (x + z * z / 2.0) / (n + z * z);
    let half = z / (n + z * z) * (x * (n - x) / n + z * z / 4.0).sqrt();
    let lower = if x == 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let upper = if x == n { 1.0 } else { (centre + half).min(1.0) };
    (lower, upper)
}

/// The test in one call: from all arrangements where that is possible, else from draws that start
/// from `seed`.
///
/// # Errors
/// As [`Permutation::new`].
pub fn permutation_test(
    data: &Survival,
    pair: (usize, usize),
    seed: u64,
) -> Result<PermutationTest, NoPermutation> {
    let mut run = Permutation::new(data, pair)?.run(seed);
    run.step(u64::MAX);
    // There is an arrangement, so there is a result.
    run.result().ok_or(NoPermutation::NoInformation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

    fn data(time: &[f64], cause: &[u8], group: &[u16], entry: Option<&[f64]>) -> Survival {
        Survival::new(Subjects {
            time: time.to_vec(),
            entry: entry.map(<[f64]>::to_vec),
            cause: cause.to_vec(),
            group: group.to_vec(),
            groups: vec!["a".into(), "b".into(), "c".into()],
            ..Subjects::default()
        })
        .unwrap()
    }

    fn test(time: &[f64], cause: &[u8], group: &[u16]) -> Result<PermutationTest, NoPermutation> {
        permutation_test(&data(time, cause, group, None), (0, 1), DEFAULT_SEED)
    }

    #[test]
    fn an_arm_without_events() {
        let time = [3.0, 5.0, 7.0, 9.0, 11.0, 12.0, 4.0, 6.0, 8.0, 10.0, 12.0, 12.0];
        let found = test(&time, &[1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], &[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
            .unwrap();
        assert_eq!((found.n_extreme, found.n_arrangements, found.method), (56, Some(924), Method::Exact));
        assert_eq!((found.observed, found.statistic), (4.0, 4.0 - found.expected));
    }

    #[test]
    fn no_test_and_why() {
        let (time, group) = ([1.0, 2.0, 3.0], [0, 1, 1]);
        assert_eq!(test(&time, &[0, 0, 0], &group), Err(NoPermutation::NoEvents));
        assert_eq!(test(&[2.0; 3], &[1, 1, 1], &group), Err(NoPermutation::NoInformation));
        assert_eq!(test(&time, &[1, 1, 1], &[1, 1, 1]), Err(NoPermutation::EmptyGroup));
        let of = |pair, entry: Option<&[f64]>| {
            permutation_test(&data(&time, &[1, 1, 1], &group, entry), pair, 1).map(|found| found.p_value)
        };
        assert_eq!(of((1, 1), None), Err(NoPermutation::OneGroup));
        assert_eq!(of((2, 7), None), Err(NoPermutation::EmptyGroup));
        assert_eq!(of((0, 1), Some(&[0.0, 1.0, 0.0])), Err(NoPermutation::DelayedEntry));
        // Everybody is there before anything happens.
        assert_eq!(of((0, 1), Some(&[0.0, 0.9, 0.5])), of((0, 1), None));
    }

    /// Halves: 1, 1, -1, -1, and each group has one of both.
    #[test]
    fn nothing_is_less_extreme_than_no_difference() {
        let found = test(&[1.0, 1.0, 2.0, 2.0], &[1, 1, 0, 0], &[0, 1, 0, 1]).unwrap();
        assert_eq!((found.statistic, found.p_value), (0.0, 1.0));
    }

    /// Wilson (1927) by hand: z^2 = 3.841459; 0 of 100 gives up to z^2 / (100 + z^2).
    #[test]
    fn interval_by_hand() {
        let (lower, upper) = wilson(0.0, 100.0);
        assert!(lower == 0.0 && (upper - 0.036_993_5).abs() < 1e-7, "{upper}");
        assert_eq!(wilson(100.0, 100.0).1, 1.0);
        let (lower, upper) = wilson(5.0, 100.0);
        assert!((lower - 0.021_543_7).abs() < 1e-7 && (upper - 0.111_750_5).abs() < 1e-7, "{lower} {upper}");
    }
}
