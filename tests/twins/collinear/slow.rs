//! The slow twin: likelihood, penalty and their slopes straight from the definition; limits by bracketing.
//!
//! The columns are made orthogonal by Gram and Schmidt's rule, twice, with the one asked about last: its coefficient is then
//! the last coordinate divided by what is left of the column.

use riskset::cox::likelihood::Ties;
use riskset::math::symmetric::{Cholesky, Matrix};

/// One row of the data.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) time: f64,
    pub(super) event: bool,
    pub(super) x: Vec<f64>,
}

/// A log likelihood of orthogonal columns.
pub(super) struct Slow<'a> {
    rows: &'a [Row],
    x: Vec<Vec<f64>>,
    ties: Ties,
    pub(super) penalised: bool,
    /// What the last coordinate is divided by.
    pub(super) scale: f64,
}

/// One denominator: the shares of the rows in it, how often it stands in the likelihood, its logarithm, and the mean.
struct Denominator {
    share: Vec<f64>,
    times: f64,
    ln_total: f64,
    mean: Vec<f64>,
}

/// Log likelihood, slope and information.
struct Here {
    loglik: f64,
    slope: Vec<f64>,
    information: Matrix,
}

/// Where a climb ended.
#[derive(Debug, Clone)]
pub(super) struct Top {
    pub(super) at: Vec<f64>,
    pub(super) loglik: f64,
    /// Twice the gain that the step left promises.
    pub(super) promise: f64,
    /// Standard error of the last coordinate.
    pub(super) se: f64,
}

impl<'a> Slow<'a> {
    /// With column `last` as the last one.
    pub(super) fn new(rows: &'a [Row], last: usize, ties: Ties, penalised: bool) -> Slow<'a> {
        let p = rows[0].x.len();
        let n = rows.len() as f64;
        let order: Vec<usize> = (0..p).filter(|&k| k != last).chain([last]).collect();
        let mut columns: Vec<Vec<f64>> = Vec::new();
        let mut scale = 1.0;
        for &k in &order {
            let mean = rows.iter().map(|row| row.x[k]).sum::<f64>() / n;
            let mut column: Vec<f64> = rows.iter().map(|row| row.x[k] - mean).collect();
            for _ in 0..2 {
                for known in &columns {
                    let part = dot(known, &column) / n;
                    column.iter_mut().zip(known).for_each(|(x, known)| *x -= part * known);
                }
            }
            scale = (dot(&column, &column) / n).sqrt();
            columns.push(column.iter().map(|x| x / scale).collect());
        }
        let x = (0..rows.len()).map(|i| columns.iter().map(|column| column[i]).collect()).collect();
        Slow { rows, x, ties, penalised, scale }
    }

    /// Number of columns.
    pub(super) fn columns(&self) -> usize {
        self.x[0].len()
    }

    /// Shows each denominator.
    fn denominators(&self, at: &[f64], show: &mut dyn FnMut(&Denominator)) {
        let linear: Vec<f64> = self.x.iter().map(|x| dot(x, at)).collect();
        let highest = linear.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = linear.iter().map(|linear| (linear - highest).exp()).collect();
        let mut times: Vec<f64> = self.rows.iter().filter(|row| row.event).map(|row| row.time).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        for t in times {
            let having = |row: &Row| row.event && row.time == t;
            let d = self.rows.iter().filter(|row| having(row)).count();
            let rounds = if self.ties == Ties::Efron { d } else { 1 };
            for r in 0..rounds {
                let there = |row: &Row| match (row.time >= t, having(row)) {
                    (false, _) => 0.0,
                    (true, false) => 1.0,
                    (true, true) => 1.0 - r as f64 / rounds as f64,
                };
                let mut share: Vec<f64> =
                    self.rows.iter().zip(&weights).map(|(row, weight)| there(row) * weight).collect();
                let total: f64 = share.iter().sum();
                share.iter_mut().for_each(|w| *w /= total);
                let mut mean = vec![0.0; at.len()];
                for (q, x) in share.iter().zip(&self.x) {
                    mean.iter_mut().zip(x).for_each(|(mean, x)| *mean += q * x);
                }
                let times = d as f64 / rounds as f64;
                show(&Denominator { share, times, ln_total: total.ln() + highest, mean });
            }
        }
    }

    fn here(&self, at: &[f64]) -> Here {
        let p = at.len();
        let mut here = Here { loglik: 0.0, slope: vec![0.0; p], information: Matrix::zeros(p) };
        for (_, x) in self.rows.iter().zip(&self.x).filter(|(row, _)| row.event) {
            here.loglik += dot(x, at);
            here.slope.iter_mut().zip(x).for_each(|(slope, x)| *slope += x);
        }
        self.denominators(at, &mut |Denominator { share, times, ln_total, mean }| {
            here.loglik -= times * ln_total;
            here.slope.iter_mut().zip(mean).for_each(|(slope, mean)| *slope -= times * mean);
            for (q, x) in share.iter().zip(&self.x).filter(|(q, _)| **q > 0.0) {
                for i in 0..p {
                    for j in 0..p {
                        here.information[(i, j)] += times * q * (x[i] - mean[i]) * (x[j] - mean[j]);
                    }
                }
            }
        });
        if self.penalised {
            self.penalise(at, &mut here);
        }
        here
    }

    fn penalise(&self, at: &[f64], here: &mut Here) {
        let factor = Cholesky::new(&here.information);
        let inverse = factor.inverse();
        here.loglik += factor.ln_determinant() / 2.0;
        self.denominators(at, &mut |Denominator { share, times, mean, .. }| {
            for (q, x) in share.iter().zip(&self.x).filter(|(q, _)| **q > 0.0) {
                let off: Vec<f64> = x.iter().zip(mean).map(|(x, mean)| x - mean).collect();
                let length: f64 = inverse.rows().zip(&off).map(|(row, off_i)| off_i * dot(row, &off)).sum();
                here.slope
                    .iter_mut()
                    .zip(&off)
                    .for_each(|(slope, off)| *slope += times * q * length * off / 2.0);
            }
        });
    }

    /// Minus the second derivative; of a penalised likelihood by differences of the slope.
    fn bend(&self, at: &[f64], here: &Here) -> Matrix {
        if !self.penalised {
            return here.information.clone();
        }
        let (p, h) = (at.len(), 1e-5);
        let mut bend = Matrix::zeros(p);
        for k in 0..p {
            let mut there = at.to_vec();
            there[k] += h;
            let slope = self.here(&there).slope;
            for i in 0..p {
                let cell = (here.slope[i] - slope[i]) / (2.0 * h);
                bend[(i, k)] += cell;
                bend[(k, i)] += cell;
            }
        }
        bend
    }

    /// The top, with the last coordinate held or not.
    pub(super) fn top(&self, start: &[f64], held: bool) -> Top {
        let free: Vec<usize> = (0..start.len() - usize::from(held)).collect();
        let mut at = start.to_vec();
        let mut here = self.here(&at);
        let mut promise = f64::INFINITY;
        let mut known: Option<Matrix> = None;
        for _ in 0..300 {
            let slope: Vec<f64> = free.iter().map(|&k| here.slope[k]).collect();
            let mut bend = known.take().unwrap_or_else(|| self.bend(&at, &here).part(&free));
            // A ridge until it bends down everywhere.
            let mut ridge = 1e-6;
            while Cholesky::new(&bend).rank() < free.len() {
                (0..free.len()).for_each(|k| bend[(k, k)] += ridge);
                ridge *= 4.0;
            }
            let mut step = Cholesky::new(&bend).solve(&slope);
            let before = std::mem::replace(&mut promise, dot(&step, &slope));
            if promise < 1e-15 {
                break;
            }
            // As long as the steps shrink fast, the second derivative is near enough.
            known = (promise < 0.1 * before && promise < 1e-2).then_some(bend);
            let longest = step.iter().fold(0.0, |longest: f64, s| longest.max(s.abs()));
            step.iter_mut().for_each(|s| *s *= (2.0 / longest).min(1.0));
            let mut gone = false;
            for _ in 0..40 {
                let mut next = at.clone();
                free.iter().zip(&step).for_each(|(&k, s)| next[k] += s);
                let there = self.here(&next);
                if there.loglik > here.loglik || (promise < 1e-8 && there.loglik > here.loglik - 1e-11) {
                    (at, here, gone) = (next, there, true);
                    break;
                }
                step.iter_mut().for_each(|s| *s /= 2.0);
            }
            if !gone && known.take().is_none() {
                break;
            }
        }
        let se = Cholesky::new(&here.information).inverse()[(at.len() - 1, at.len() - 1)].sqrt();
        Top { at, loglik: here.loglik, promise, se }
    }

    /// The top with the last coordinate held at `value`: the highest from several starts, for a penalised likelihood
    /// can have several.
    fn highest(&self, starts: &[&[f64]], value: f64) -> Option<Top> {
        let tops = starts.iter().map(|start| {
            let mut start = start.to_vec();
            start[self.columns() - 1] = value;
            self.top(&start, true)
        });
        tops.max_by(|a, b| a.loglik.total_cmp(&b.loglik)).filter(|top| top.promise < 1e-11)
    }

    /// Where the best of the others has fallen to `target`, on one side of the top.
    pub(super) fn limit(&self, top: &Top, target: f64, side: f64) -> Option<f64> {
        let zeros = vec![0.0; self.columns()];
        let limit = self.bracketed(top, target, side, &[])?;
        let there = self.highest(&[&top.at, &zeros], limit)?;
        let limit = if there.loglik > target + 1e-10 {
            self.bracketed(top, target, side, &[&top.at, &zeros])?
        } else {
            limit
        };
        Some(limit / self.scale)
    }

    /// Bracketed, then by the secant with the weight of an end that stays halved.
    fn bracketed(&self, top: &Top, target: f64, side: f64, starts: &[&[f64]]) -> Option<f64> {
        let last = self.columns() - 1;
        let mut others = top.at.clone();
        let mut gap = |value: f64| {
            let all: Vec<&[f64]> = starts.iter().copied().chain([&others[..]]).collect();
            let best = self.highest(&all, value)?;
            others.clone_from(&best.at);
            Some(best.loglik - target)
        };
        let (mut inside, mut high) = (top.at[last], top.loglik - target);
        let mut step = side * top.se;
        let mut outside = inside + step;
        let mut low = gap(outside)?;
        while low > 0.0 {
            (inside, high) = (outside, low);
            step *= 1.5;
            outside += step;
            low = gap(outside)?;
        }
        for _ in 0..200 {
            let between = (inside * low - outside * high) / (low - high);
            let found = gap(between)?;
            if found.abs() < 1e-12 * (1.0 + target.abs()) || (outside - inside).abs() < 1e-14 * inside.abs() {
                return Some(between);
            }
            if found > 0.0 {
                (inside, high) = (between, found);
                low /= 2.0;
            } else {
                (outside, low) = (between, found);
                high /= 2.0;
            }
        }
        None
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
