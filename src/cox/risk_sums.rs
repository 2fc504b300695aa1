//! Weighted sums over the risk sets of a design: what residuals, baseline hazards and the test of
//! proportional hazards are made of.
//!
//! With weights `w = exp(x b)`, at an event time with `d` events, the denominators of the partial likelihood are
//! `D_r = R + g_r E`, where `R` is the weight of those at risk who have no event at the time, `E` that of those
//! who have it, and `g_r` the share of them that is still there: `(d - r) / d` for `r = 0 .. d - 1`
//! (Efron 1977, JASA 72, 557-565), always 1 (Breslow 1974, Biometrics 30, 89-99;
//! taken for exact ties too, as R does for the hazard). Whatever is summed over `r` is
//! then a few [`TieSums`] times sums over rows, with positive terms only, so a tie costs no more than its rows.
//!
//! The walk goes from the last time to the first and adds rows as they come under observation seen from there;
//! with delayed entry rows leave again, so sums carry a second word (Ogita, Rump & Oishi 2005, SIAM Journal on
//! Scientific Computing 26, 1955-1988, algorithm 4.4): a large weight that goes leaves the small ones intact.

use super::design::{Column, Design};
use super::likelihood::Ties;
use crate::math::exp;
use crate::order::ascending;
use std::ops::Range;

/// How far a linear predictor may lie from the middle of all: `exp` of it, squared, is a number still.
pub(super) const FURTHEST: f64 = 300.0;

/// Largest size of a covariate: its square is a number still.
const LARGEST: f64 = 1e140;

/// A design with a weight for each row.
pub(super) struct Weighted<'a> {
    design: &'a Design,
    columns: &'a [Column],
    ties: Ties,
    /// `exp` of the linear predictor less `centre`, by row.
    pub(super) weight: Vec<f64>,
    /// The middle between the smallest and the largest linear predictor.
    pub(super) centre: f64,
    /// Mean of each column, which is taken off its values wherever they are summed; `None` for a column that is too
    /// large to compute with and counts as constant.
    pub(super) means: Vec<Option<f64>>,
}

/// Sums over some rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Moments {
    /// Rows.
    pub(super) n: usize,
    /// Weights.
    pub(super) weight: f64,
    /// Weights times the value, by column.
    pub(super) first: Vec<f64>,
    /// Weights times products of two values, the lower triangle row by row; empty unless asked for.
    pub(super) second: Vec<f64>,
}

/// One event time of one stratum.
pub(super) struct Stop<'a> {
    /// Index of the stratum.
    pub(super) stratum: usize,
    /// The time.
    pub(super) time: f64,
    /// The rows that end at the time, with an event or without.
    pub(super) rows: Range<usize>,
    /// Those at risk who have no event at the time.
    pub(super) rest: &'a Moments,
    /// Those who have it.
    pub(super) having: &'a Moments,
    /// Sums over the denominators.
    pub(super) ties: TieSums,
}

/// Sums over the denominators `D` of one time, `g` the share of its events that is still there.
#[derive(Debug, Clone, Copy)]
pub(super) struct TieSums {
    /// Of `1 / D` and `g / D`.
    pub(super) first: [f64; 2],
    /// Of `1 / D^2`, `g / D^2` and `g^2 / D^2`.
    pub(super) second: [f64; 3],
}

impl TieSums {
    /// For `n_event` events of weight `having` among others of weight `rest`.
    pub(super) fn new(ties: Ties, n_event: usize, rest: f64, having: f64) -> TieSums {
        let d = n_event as f64;
        if n_event == 1 || ties != Ties::Efron {
            let part = 1.0 / (rest + having);
            return TieSums { first: [d * part; 2], second: [d * part * part; 3] };
        }
        let mut sums = TieSums { first: [0.0; 2], second: [0.0; 3] };
        for still in (1..=n_event).rev() {
            let g = still as f64 / d;
            let part = 1.0 / (rest + g * having);
            sums.first[0] += part;
            sums.first[1] += g * part;
            sums.second[0] += part * part;
            sums.second[1] += g * part * part;
            sums.second[2] += (g * part) * (g * part);
        }
        sums
    }

    /// Sum over the denominators of the shares in them of something of weight `rest` and `having`.
    pub(super) fn share(&self, rest: f64, having: f64) -> f64 {
        rest * self.first[0] + having * self.first[1]
    }

    /// Sum over the denominators of products of two shares.
    pub(super) fn product(&self, (rest, having): (f64, f64), (other_rest, other_having): (f64, f64)) -> f64 {
        rest * other_rest * self.second[0]
            + (rest * other_having + having * other_rest) * self.second[1]
            + having * other_having * self.second[2]
    }
}

impl Stop<'_> {
    /// Mean of a column in the risk set, averaged over the denominators.
    pub(super) fn mean(&self, column: usize) -> f64 {
        self.ties.share(self.rest.first[column], self.having.first[column]) / self.having.n as f64
    }

    /// Hazard added at the time, for a weight of 1.
    pub(super) fn hazard(&self) -> f64 {
        self.ties.first[0]
    }

    /// What of it those with an event at the time live through: with Efron ties they are not there in full.
    pub(super) fn own_hazard(&self) -> f64 {
        self.ties.first[1]
    }

    /// Mean of a column times the hazard.
    pub(super) fn mean_hazard(&self, column: usize) -> f64 {
        self.rest.first[column] * self.ties.second[0] + self.having.first[column] * self.ties.second[1]
    }

    /// What of it those with an event at the time live through.
    pub(super) fn own_mean_hazard(&self, column: usize) -> f64 {
        self.rest.first[column] * self.ties.second[1] + self.having.first[column] * self.ties.second[2]
    }

    /// Covariance of two columns (`place` in the lower triangle) in the risk set, summed over the denominators.
    pub(super) fn covariance(&self, place: usize, i: usize, j: usize) -> f64 {
        let of = |column: usize| (self.rest.first[column], self.having.first[column]);
        self.ties.share(self.rest.second[place], self.having.second[place]) - self.ties.product(of(i), of(j))
    }
}

impl<'a> Weighted<'a> {
    /// All columns of `design`, weighted by the coefficients `coef`.
    pub(super) fn new(design: &'a Design, coef: &[f64], ties: Ties) -> Weighted<'a> {
        let means: Vec<Option<f64>> = design.columns.iter().map(|column| mean(&column.values)).collect();
        let mut linear = vec![0.0; design.n_rows()];
        for ((column, b), mean) in design.columns.iter().zip(coef).zip(&means) {
            if mean.is_some() {
                linear.iter_mut().zip(&column.values).for_each(|(sum, x)| *sum += x * b);
            }
        }
        Weighted { columns: &design.columns, means, ..Weighted::by(design, &linear, ties) }
    }

    /// No columns: the weights alone, from linear predictors.
    pub(super) fn by(design: &'a Design, linear: &[f64], ties: Ties) -> Weighted<'a> {
        let (low, high) = linear
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
        let centre = if low <= high { 0.5 * low + 0.5 * high } else { 0.0 };
        let weight = linear.iter().map(|x| exp((x - centre).clamp(-FURTHEST, FURTHEST))).collect();
        Weighted { design, columns: &[], ties, weight, centre, means: Vec::new() }
    }

    /// A value less the mean of its column.
    pub(super) fn centred(&self, column: usize, row: usize) -> f64 {
        self.means[column].map_or(0.0, |mean| self.columns[column].values[row] - mean)
    }

    /// Visits the event times, stratum after stratum, from the last to the first.
    pub(super) fn walk(&self, products: bool, visit: &mut dyn FnMut(&Stop<'_>)) {
        let size = self.columns.len();
        let mut sums = Sums::new(size, products);
        let mut having = Sums::new(size, products);
        let (mut rest_now, mut having_now) = (Moments::default(), Moments::default());
        for (stratum, all) in self.design.strata.iter().enumerate() {
            sums.clear();
            let mut entries = Entries::new(self.design, all.clone());
            let mut left = all.clone();
            while let Some(rows) = last_tie(&self.design.time, &left) {
                left.end = rows.start;
                let time = self.design.time[rows.start];
                rows.clone().filter(|&row| !self.design.event[row]).for_each(|row| sums.add(self, row, 1.0));
                if !self.design.event[rows.clone()].contains(&true) {
                    continue;
                }
                while let Some(row) = entries.last_from(time) {
                    sums.add(self, row, -1.0);
                }
                having.clear();
                let events = || rows.clone().filter(|&row| self.design.event[row]);
                events().for_each(|row| having.add(self, row, 1.0));
                sums.read(&mut rest_now);
                having.read(&mut having_now);
                let ties = TieSums::new(self.ties, having_now.n, rest_now.weight, having_now.weight);
                let rows = rows.clone();
                visit(&Stop { stratum, time, rows, rest: &rest_now, having: &having_now, ties });
                events().for_each(|row| sums.add(self, row, 1.0));
            }
        }
    }
}

/// `None` where a value is beyond [`LARGEST`], or there is none.
fn mean(values: &[f64]) -> Option<f64> {
    let sound = !values.is_empty() && values.iter().all(|x| x.abs() <= LARGEST);
    sound.then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The rows at the end of `rows` that have the same time; `None` if there are none.
fn last_tie(time: &[f64], rows: &Range<usize>) -> Option<Range<usize>> {
    let last = *time[rows.clone()].last()?;
    let n = time[rows.clone()].iter().rev().take_while(|&&time| time == last).count();
    Some(rows.end - n..rows.end)
}

/// The rows of a stratum by their entry, of which the latest are taken first.
struct Entries<'a> {
    entry: &'a [f64],
    first: usize,
    order: Vec<u32>,
}

impl<'a> Entries<'a> {
    fn new(design: &'a Design, rows: Range<usize>) -> Entries<'a> {
        let entry = design.entry.as_ref().map_or(&[][..], |entry| &entry[rows.clone()]);
        Entries { entry, first: rows.start, order: ascending(entry) }
    }

    /// The row with the latest entry if that is at or after `time`; each row once.
    fn last_from(&mut self, time: f64) -> Option<usize> {
        let latest = *self.order.last()? as usize;
        (self.entry[latest] >= time).then(|| {
            self.order.pop();
            self.first + latest
        })
    }
}

/// A sum with what rounding took off it.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    fn add(&mut self, x: f64) {
        let sum = self.high + x;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (x - part);
        self.high = sum;
    }

    fn value(&self) -> f64 {
        self.high + self.low
    }
}

/// [`Moments`] in the making.
struct Sums {
    n: usize,
    weight: Sum,
    first: Vec<Sum>,
    second: Vec<Sum>,
    /// The row at hand.
    row: Vec<f64>,
}

impl Sums {
    fn new(size: usize, products: bool) -> Sums {
        let triangle = if products { size * (size + 1) / 2 } else { 0 };
        Sums {
            n: 0,
            weight: Sum::default(),
            first: vec![Sum::default(); size],
            second: vec![Sum::default(); triangle],
            row: vec![0.0; size],
        }
    }

    fn clear(&mut self) {
        self.n = 0;
        self.weight = Sum::default();
        self.first.fill(Sum::default());
        self.second.fill(Sum::default());
    }

    /// Adds a row, or takes it off with `sign` -1. Without rows every sum is 0 to the bit.
    fn add(&mut self, of: &Weighted<'_>, row: usize, sign: f64) {
        if sign > 0.0 {
            self.n += 1;
        } else {
            self.n -= 1;
            if self.n == 0 {
                return self.clear();
            }
        }
        let weight = sign * of.weight[row];
        self.weight.add(weight);
        for (j, value) in self.row.iter_mut().enumerate() {
            *value = of.centred(j, row);
        }
        let mut second = self.second.iter_mut();
        for (i, (value, first)) in self.row.iter().zip(&mut self.first).enumerate() {
            let weighted = weight * value;
            first.add(weighted);
            for (other, second) in self.row[..=i].iter().zip(&mut second) {
                second.add(weighted * other);
            }
        }
    }

    fn read(&self, into: &mut Moments) {
        into.n = self.n;
        into.weight = self.weight.value().max(0.0);
        into.first.clear();
        into.first.extend(self.first.iter().map(Sum::value));
        into.second.clear();
        into.second.extend(self.second.iter().map(Sum::value));
    }
}

/// Place of `(i, j)`, `j <= i`, in a lower triangle that stands row by row.
pub(super) fn place(i: usize, j: usize) -> usize {
    i * (i + 1) / 2 + j
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_weight_leaves_no_trace() {
        let mut sum = Sum::default();
        [1.0, 1e30, 3.0, -1e30].iter().for_each(|&x| sum.add(x));
        assert_eq!(sum.value(), 4.0);
    }

    /// Three events of weight 1 among 2 others: denominators 5, 4 and 3 (Efron), 5 thrice (Breslow).
    #[test]
    fn ties_by_hand() {
        let efron = TieSums::new(Ties::Efron, 3, 2.0, 3.0);
        assert!((efron.first[0] - (1.0 / 5.0 + 1.0 / 4.0 + 1.0 / 3.0)).abs() < 1e-15);
        assert!((efron.first[1] - (1.0 / 5.0 + 2.0 / 12.0 + 1.0 / 9.0)).abs() < 1e-15);
        assert!((efron.second[2] - (1.0 / 25.0 + 4.0 / 144.0 + 1.0 / 81.0)).abs() < 1e-15);
        let breslow = TieSums::new(Ties::Breslow, 3, 2.0, 3.0);
        assert_eq!((breslow.first[0], breslow.second[0]), (3.0 * 0.2, 3.0 * 0.2 * 0.2));
    }
}
