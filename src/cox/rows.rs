//! The rows of a design as the fitter walks them: columns centred and scaled, row after row, with the event
//! times and who is at risk at them.
//!
//! A column is centred at its mean within each stratum (which leaves every likelihood as it is) and divided
//! by a power of two near its standard deviation, so that scaling rounds nothing. Only rows at risk at some
//! event time count. A column whose values are not finite or beyond 1e140 in size has scale 0 and no values.
//!
//! Time runs backwards: from event time to event time rows join that end there or later, before the next event
//! time, and rows leave that came in at or after it. What is subtracted with those who leave would, after
//! many, be the rounding of what was once there; so the sums are made anew when little of them is left.

use super::design::Design;
use super::likelihood::Ties;
use crate::math::exp;
use crate::order::ascending;
use std::ops::Range;

/// Largest size of a covariate: its square is a number still.
const LARGEST: f64 = 1e140;
/// Share of the largest total below which the sums are made anew.
const LITTLE: f64 = 1.0 / 64.0;

/// A time at which a stratum has events.
#[derive(Debug, Clone, Copy)]
pub(super) struct EventTime {
    /// First row that ends at it.
    pub(super) from: usize,
    /// End of the rows that end at it.
    pub(super) to: usize,
    /// End of the rows that end before the next event time.
    pub(super) end: usize,
    /// Events.
    pub(super) n_event: u32,
    /// The most events at this time or one before it in the stratum.
    pub(super) most: u32,
}

/// One stratum.
#[derive(Debug, Clone)]
pub(super) struct Stratum {
    /// Its event times.
    pub(super) times: Range<usize>,
    /// Its rows.
    rows: Range<usize>,
    /// Who leaves on the way back, in order, among all who leave.
    leaving: Range<usize>,
}

/// Rows ready for the walk; see the module.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    /// Number of columns.
    pub(super) n_columns: usize,
    /// Centred and scaled, row after row; 0 for rows that are never at risk.
    pub(super) values: Vec<f64>,
    /// What the columns were divided by; 0 where a column has no spread.
    pub(super) scale: Vec<f64>,
    /// Whether each row ends with an event.
    pub(super) event: Vec<bool>,
    /// Event times, stratum after stratum.
    pub(super) times: Vec<EventTime>,
    /// The strata.
    pub(super) strata: Vec<Stratum>,
    /// Index of the first event time at which a row can be at risk; empty without delayed entry.
    first: Vec<u32>,
    leaving: Vec<u32>,
}

impl Rows {
    /// Lays out the columns in `kept` of a design.
    pub(super) fn new(design: &Design, kept: &[usize]) -> Rows {
        let p = kept.len();
        let mut rows = Rows {
            n_columns: p,
            values: vec![0.0; design.n_rows() * p],
            scale: vec![0.0; p],
            event: design.event.clone(),
            times: Vec::new(),
            strata: Vec::new(),
            first: vec![0; design.entry.as_ref().map_or(0, Vec::len)],
            leaving: Vec::new(),
        };
        design.strata.iter().for_each(|range| rows.add_stratum(design, range));
        let seen: Vec<bool> = rows.seen();
        for (at, &column) in kept.iter().enumerate() {
            rows.fill(at, &design.columns[column].values, &seen);
        }
        rows
    }

    fn add_stratum(&mut self, design: &Design, range: &Range<usize>) {
        let (start, mut from, mut most) = (self.times.len(), range.start, 0);
        for together in design.time[range.clone()].chunk_by(|a, b| a == b) {
            let to = from + together.len();
            let n_event = design.event[from..to].iter().filter(|&&event| event).count() as u32;
            if n_event > 0 {
                most = n_event.max(most);
                if let Some(before) = self.times[start..].last_mut() {
                    before.end = from;
                }
                self.times.push(EventTime { from, to, end: range.end, n_event, most });
            }
            from = to;
        }
        let times = start..self.times.len();
        let leaving = self.leaving.len();
        if let Some(entry) = &design.entry {
            let event_times: Vec<f64> = times.clone().map(|k| design.time[self.times[k].from]).collect();
            for i in range.clone() {
                self.first[i] = (start + event_times.partition_point(|&time| time <= entry[i])) as u32;
            }
            let late: Vec<u32> = times.clone().flat_map(|k| self.late_at(k, start)).collect();
            let backwards: Vec<f64> = late.iter().map(|&i| -f64::from(self.first[i as usize])).collect();
            self.leaving.extend(ascending(&backwards).into_iter().map(|at| late[at as usize]));
        }
        self.strata.push(Stratum { times, rows: range.clone(), leaving: leaving..self.leaving.len() });
    }

    /// The rows that join at event time `k` and leave again before the walk is back at `start`.
    fn late_at(&self, k: usize, start: usize) -> impl Iterator<Item = u32> {
        let time = self.times[k];
        let late = move |&i: &usize| (start + 1..=k).contains(&(self.first[i] as usize));
        (time.from..time.end).filter(late).map(|i| i as u32)
    }

    /// Whether row `i`, which joins before event time `k`, is at risk at it.
    fn joins(&self, i: usize, k: usize) -> bool {
        self.first.get(i).is_none_or(|&first| first as usize <= k)
    }

    /// Whether some rows may come in late.
    pub(super) fn enters_late(&self) -> bool {
        !self.first.is_empty()
    }

    /// The rows that join at event time `k`.
    pub(super) fn newcomers(&self, k: usize) -> impl Iterator<Item = usize> {
        (self.times[k].from..self.times[k].end).filter(move |&i| self.joins(i, k))
    }

    /// The rows at risk at event time `k`.
    pub(super) fn at_risk(&self, k: usize) -> impl Iterator<Item = usize> {
        let end = self.strata.iter().find(|stratum| stratum.times.contains(&k)).map_or(0, |s| s.rows.end);
        (self.times[k].from..end).filter(move |&i| self.joins(i, k))
    }

    /// Which rows are at risk at an event time.
    fn seen(&self) -> Vec<bool> {
        let mut seen = vec![false; self.event.len()];
        for (k, time) in self.times.iter().enumerate() {
            (time.from..time.end).for_each(|i| seen[i] = self.joins(i, k));
        }
        seen
    }

    /// Centres and scales a column into its place.
    fn fill(&mut self, at: usize, column: &[f64], seen: &[bool]) {
        if column.iter().zip(seen).any(|(x, seen)| *seen && !(x.abs() <= LARGEST)) {
            return;
        }
        let p = self.n_columns;
        let (mut squares, mut n) = (0.0, 0.0);
        for stratum in &self.strata {
            let of = || stratum.rows.clone().filter(|&i| seen[i]);
            let Some(some) = of().next().map(|i| column[i]) else { continue };
            // Around one of the values, so that equal values are all centred at 0.
            let count = of().count() as f64;
            let mean = of().map(|i| column[i] - some).sum::<f64>() / count;
            for i in of() {
                let x = (column[i] - some) - mean;
                self.values[i * p + at] = x;
                squares += x * x;
            }
            n += count;
        }
        let scale = power_of_two_below((squares / n).sqrt());
        if scale < 1.0 / LARGEST || n == 0.0 {
            self.values.iter_mut().skip(at).step_by(p).for_each(|x| *x = 0.0);
            return;
        }
        self.scale[at] = scale;
        self.values.iter_mut().skip(at).step_by(p).for_each(|x| *x /= scale);
    }

    /// The covariates of row `i`.
    pub(super) fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.n_columns..][..self.n_columns]
    }

    /// `x b` of every row.
    pub(super) fn linear(&self, coef: &[f64]) -> Vec<f64> {
        let dot = |row: &[f64]| row.iter().zip(coef).map(|(x, b)| x * b).sum();
        (0..self.event.len()).map(|i| dot(self.row(i))).collect()
    }

    /// `exp(x b)` of every row.
    pub(super) fn weights(&self, coef: &[f64]) -> Vec<f64> {
        let mut weights = self.linear(coef);
        weights.iter_mut().for_each(|w| *w = exp(*w));
        weights
    }

    /// Each row at risk at some event time, and those event times.
    pub(super) fn spells(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.strata.iter().flat_map(move |stratum| {
            let first = move |i: usize| self.first.get(i).map_or(stratum.times.start, |&k| k as usize);
            let joining =
                move |k: usize| (self.times[k].from..self.times[k].end).map(move |i| (i, first(i)..k + 1));
            stratum.times.clone().flat_map(joining).filter(|(_, spell)| !spell.is_empty())
        })
    }
}

/// The largest power of two that is not above a positive number; 0 for 0.
fn power_of_two_below(x: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    f64::from_bits(x.to_bits() & EXPONENT)
}

/// One denominator of a likelihood: a weighted risk set.
#[derive(Debug)]
pub(super) struct Denominator<'a> {
    /// Index of its event time.
    pub(super) time: usize,
    /// Sum of the weights.
    pub(super) total: f64,
    /// Sums of the weighted features.
    pub(super) sums: &'a [f64],
    /// How often it stands in the likelihood.
    pub(super) times: f64,
    /// Share of those having the event that is no longer there.
    pub(super) gone: f64,
}

/// Sums of weights and weighted features over the risk set, on the way back through a stratum.
#[derive(Debug)]
pub(super) struct RiskSums<'a> {
    rows: &'a Rows,
    weight: &'a [f64],
    features: &'a [f64],
    width: usize,
    total: f64,
    sums: Vec<f64>,
    /// Largest total since the sums were made.
    peak: f64,
    stratum: Option<&'a Stratum>,
    left: usize,
    /// Sums over those having the event, and what an Efron denominator leaves.
    having: Vec<f64>,
    rest: Vec<f64>,
}

impl<'a> RiskSums<'a> {
    /// Sums of `features`, `width` a row.
    pub(super) fn new(rows: &'a Rows, weight: &'a [f64], features: &'a [f64], width: usize) -> Self {
        let zeros = || vec![0.0; width];
        let (sums, having, rest) = (zeros(), zeros(), zeros());
        RiskSums {
            rows,
            weight,
            features,
            width,
            total: 0.0,
            sums,
            peak: 0.0,
            stratum: None,
            left: 0,
            having,
            rest,
        }
    }

    /// To the end of a stratum.
    pub(super) fn start(&mut self, stratum: &'a Stratum) {
        (self.stratum, self.left) = (Some(stratum), stratum.leaving.start);
        self.clear();
    }

    fn clear(&mut self) {
        (self.total, self.peak) = (0.0, 0.0);
        self.sums.fill(0.0);
    }

    fn add(&mut self, i: usize, weight: f64) {
        self.total += weight;
        let features = &self.features[i * self.width..][..self.width];
        self.sums.iter_mut().zip(features).for_each(|(sum, x)| *sum += weight * x);
    }

    /// Back to event time `k`; says whether anybody left on the way.
    pub(super) fn back_to(&mut self, k: usize) -> bool {
        let rows = self.rows;
        rows.newcomers(k).for_each(|i| self.add(i, self.weight[i]));
        self.peak = self.peak.max(self.total);
        let left = self.left;
        let end = self.stratum.map_or(0, |stratum| stratum.leaving.end);
        let leaves = |&i: &u32| rows.first[i as usize] as usize > k;
        for &i in rows.leaving[left..end].iter().take_while(|i| leaves(i)) {
            self.left += 1;
            self.add(i as usize, -self.weight[i as usize]);
        }
        if self.left > left && !(self.total > LITTLE * self.peak) {
            self.clear();
            rows.at_risk(k).for_each(|i| self.add(i, self.weight[i]));
            self.peak = self.total;
        }
        self.left > left
    }

    /// Shows the denominators of event time `k`, to which the sums have come back.
    pub(super) fn denominators(&mut self, k: usize, ties: Ties, show: &mut dyn FnMut(&Denominator<'_>)) {
        let time = self.rows.times[k];
        let d = f64::from(time.n_event);
        if time.n_event == 1 || ties != Ties::Efron {
            show(&Denominator { time: k, total: self.total, sums: &self.sums, times: d, gone: 0.0 });
            return;
        }
        let (all, sums) = (self.total, std::mem::take(&mut self.sums));
        (self.total, self.sums) = (0.0, std::mem::take(&mut self.having));
        self.sums.fill(0.0);
        (time.from..time.to).filter(|&i| self.rows.event[i]).for_each(|i| self.add(i, self.weight[i]));
        for r in 0..time.n_event {
            // Each event after the first sees the risk set less a d-th of those having the event.
            let gone = f64::from(r) / d;
            let parts = sums.iter().zip(&self.sums);
            self.rest.iter_mut().zip(parts).for_each(|(rest, (all, having))| *rest = all - gone * having);
            let total = all - gone * self.total;
            show(&Denominator { time: k, total, sums: &self.rest, times: 1.0, gone });
        }
        self.having = std::mem::replace(&mut self.sums, sums);
        self.total = all;
    }
}
