//! Log partial likelihood of a Cox model of any covariates, with its first two derivatives.
//!
//! With `w_i = exp(x_i b)`, the risk set `R` (rows with `entry < t <= time`, of the same stratum) and the `d`
//! events `D` at an event time:
//!
//! * Breslow (1974, Biometrics 30, 89-99): `sum_D x b - d ln(sum_R w)`
//! * Efron (1977, JASA 72, 557-565): `sum_D x b - sum_{r=0}^{d-1} ln(sum_R w - r/d sum_D w)`
//! * Exact (Cox 1972, JRSS B 34, 187-220): `sum_D x b - ln(sum over all choices of d out of R of the product of w)`;
//!   see `exact.rs`. Without ties all three are the same.
//!
//! The score is the gradient, the information minus the second derivative. One walk backwards in time a stratum keeps
//! the sums of `w` and `w x` over the risk set, `p` additions a row. The second moments need no sums of their own:
//! what row `i` adds to `sum_t (sum_R w x x') / (sum_R w)` is `x_i x_i'` times `w_i` times the increments
//! of the cumulative hazard while it is at risk (`spans.rs`), known once the walk is done. So an evaluation costs one product
//! of `x` with itself a row and one of the mean a denominator.
//!
//! Exact ties cost `n D p^2 / 2` for the largest tie `D`; with delayed entry the choices at a tied time are made from
//! nothing, `n d p^2 / 2` for each.
//!
//! Where weights overflow, the log likelihood is not finite: a step that leads there is refused by the maximiser.

use super::design::Design;
use super::exact::Choices;
use super::gram::Gram;
use super::likelihood::{Derivatives, Ties};
use super::rows::{Denominator, RiskSums, Rows};
use super::spans::Spans;
use crate::math::{log_product::LogProduct, symmetric::Matrix};

/// The likelihood of one design, ready to be evaluated again and again.
#[derive(Debug, Clone)]
pub struct PartialLikelihood {
    pub(super) rows: Rows,
    pub(super) ties: Ties,
    /// Sum of the covariates over the events.
    events: Vec<f64>,
}

impl PartialLikelihood {
    /// Prepares the likelihood of all columns of a design.
    ///
    /// ```
    /// use riskset::cox::{design::{Design, Model}, likelihood::Ties, partial::PartialLikelihood};
    /// use riskset::data::{Covariate, Subjects, Survival, Values};
    /// let data = Survival::new(Subjects {
    ///     time: vec![1.0, 2.0, 3.0],
    ///     cause: vec![1, 1, 0],
    ///     group: vec![0; 3],
    ///     groups: vec!["all".into()],
    ///     covariates: vec![Covariate { name: "x".into(), values: Values::Number(vec![2.0, 0.0, 1.0]) }],
    ///     ..Subjects::default()
    /// })?;
    /// let design = Design::new(&data, &Model { reference: None, covariates: vec![0], stratified: false });
    /// let null = PartialLikelihood::new(&design, Ties::Efron).evaluate(&[0.0]);
    /// assert!((null.loglik + f64::ln(3.0) + f64::ln(2.0)).abs() < 1e-15);
    /// // (2 - 1) + (0 - 1/2), and the variances 2/3 + 1/4
    /// assert!((null.score[0] - 0.5).abs() < 1e-15);
    /// assert!((null.information[(0, 0)] - 11.0 / 12.0).abs() < 1e-15);
    /// # Ok::<(), riskset::data::Unsound>(())
    /// ```
    pub fn new(design: &Design, ties: Ties) -> PartialLikelihood {
        PartialLikelihood::of(design, &(0..design.n_columns()).collect::<Vec<_>>(), ties)
    }

    /// That of the columns in `kept`.
    pub(super) fn of(design: &Design, kept: &[usize], ties: Ties) -> PartialLikelihood {
        let rows = Rows::new(design, kept);
        let mut events = vec![0.0; kept.len()];
        for i in (0..design.n_rows()).filter(|&i| rows.event[i]) {
            events.iter_mut().zip(rows.row(i)).for_each(|(sum, x)| *sum += x);
        }
        PartialLikelihood { rows, ties, events }
    }

    /// That of the columns `length x L'^-1`, for a lower triangle `L`.
    pub(super) fn turned(mut self, lower: &Matrix, length: f64) -> PartialLikelihood {
        let p = self.n_columns();
        for row in self.rows.values.chunks_exact_mut(p.max(1)) {
            for k in 0..p {
                let known: f64 = (0..k).map(|m| lower[(k, m)] * row[m]).sum();
                row[k] = (row[k] - known) / lower[(k, k)];
            }
            row.iter_mut().for_each(|x| *x *= length);
        }
        self.events = vec![0.0; p];
        for i in (0..self.rows.event.len()).filter(|&i| self.rows.event[i]) {
            self.events.iter_mut().zip(self.rows.row(i)).for_each(|(sum, x)| *sum += x);
        }
        self
    }

    /// Number of events at which somebody is at risk.
    pub(super) fn n_event(&self) -> f64 {
        self.rows.times.iter().map(|time| f64::from(time.n_event)).sum()
    }

    /// The likelihood at `coef`, one a column. A column without spread has score and information 0.
    pub fn evaluate(&self, coef: &[f64]) -> Derivatives {
        let scale = &self.rows.scale;
        let scaled: Vec<f64> = coef.iter().zip(scale).map(|(b, scale)| b * scale).collect();
        let mut at = self.at(&scaled);
        for (i, scale_i) in scale.iter().enumerate() {
            at.score[i] *= scale_i;
            for (j, scale_j) in scale.iter().enumerate() {
                at.information[(i, j)] *= scale_i * scale_j;
            }
        }
        at
    }

    /// Number of coefficients.
    pub(super) fn n_columns(&self) -> usize {
        self.rows.n_columns
    }

    /// The likelihood and its derivatives in the coefficients of the scaled columns.
    pub(super) fn at(&self, coef: &[f64]) -> Derivatives {
        let p = self.n_columns();
        let weight = self.rows.weights(coef);
        let mut sums = Sums::new(p, self.rows.times.len());
        let mut risk = RiskSums::new(&self.rows, &weight, &self.rows.values, p);
        let mut tied = Tied::new(self);
        for stratum in &self.rows.strata {
            risk.start(stratum);
            tied.start();
            for k in stratum.times.clone().rev() {
                let left = risk.back_to(k);
                match tied.back_to(k, &weight, left) {
                    Some(choices) => sums.add_choice(choices, self.rows.times[k].n_event as usize),
                    None => risk.denominators(k, self.ties, &mut |denominator| sums.add(denominator)),
                }
            }
        }
        let linear: f64 = self.events.iter().zip(coef).map(|(x, b)| x * b).sum();
        let second_moments = self.second_moments(&weight, &sums);
        sums.derivatives(linear, &self.events, second_moments)
    }

    /// Sums of `x x'` under the weights, over all denominators.
    fn second_moments(&self, weight: &[f64], sums: &Sums) -> Gram {
        let hazard = Spans::new(&self.rows, sums.hazard.clone(), 1);
        let mut seen = [0.0];
        let mut products = Gram::new(self.n_columns());
        for (i, spell) in self.rows.spells() {
            let gone = if self.rows.event[i] { sums.gone[spell.end - 1] } else { 0.0 };
            hazard.over(&spell, &mut seen);
            products.add(weight[i] * (seen[0] - gone), self.rows.row(i));
        }
        products
    }
}

/// What the walk leaves at each event time, for what is a sum over time row by row: score residuals, and the third
/// derivatives. With `m` the mean of the covariates in a denominator and `h` one over its total:
#[derive(Debug)]
pub(super) struct Increments {
    /// Sum of `h`.
    pub(super) hazard: Vec<f64>,
    /// What those having the event there do not see of it.
    pub(super) gone: Vec<f64>,
    /// Sum of `h m`, `p` numbers a time.
    pub(super) means: Vec<f64>,
    /// What those having the event there do not see of it.
    pub(super) means_gone: Vec<f64>,
    /// Mean of `m` over the denominators.
    pub(super) average: Vec<f64>,
}

impl PartialLikelihood {
    /// The increments under these weights, with Efron's or Breslow's denominators.
    pub(super) fn increments(&self, weight: &[f64]) -> Increments {
        let (p, n) = (self.n_columns(), self.rows.times.len());
        let [hazard, gone] = [n, n].map(|n| vec![0.0; n]);
        let [means, means_gone, average] = [n * p; 3].map(|n| vec![0.0; n]);
        let mut increments = Increments { hazard, gone, means, means_gone, average };
        let mut risk = RiskSums::new(&self.rows, weight, &self.rows.values, p);
        for stratum in &self.rows.strata {
            risk.start(stratum);
            for k in stratum.times.clone().rev() {
                risk.back_to(k);
                let n_event = f64::from(self.rows.times[k].n_event);
                risk.denominators(k, self.ties, &mut |denominator| increments.add(denominator, n_event));
            }
        }
        increments
    }
}

impl Increments {
    /// Sums over spells of the hazard and, after it, of the `p` means.
    pub(super) fn spans(&self, rows: &Rows) -> Spans {
        let p = rows.n_columns;
        let means = |k: usize| self.means[k * p..(k + 1) * p].iter().copied();
        let steps =
            self.hazard.iter().enumerate().flat_map(|(k, &hazard)| [hazard].into_iter().chain(means(k)));
        Spans::new(rows, steps.collect(), p + 1)
    }

    fn add(&mut self, denominator: &Denominator<'_>, n_event: f64) {
        let Denominator { time, total, sums, times, gone } = *denominator;
        let (part, p) = (1.0 / total, sums.len());
        self.hazard[time] += times * part;
        self.gone[time] += gone * part;
        let at = time * p..(time + 1) * p;
        let means = self.means[at.clone()].iter_mut().zip(&mut self.means_gone[at.clone()]);
        for (((means, means_gone), average), sum) in means.zip(&mut self.average[at]).zip(sums) {
            let mean = sum * part;
            *means += times * part * mean;
            *means_gone += gone * part * mean;
            *average += times / n_event * mean;
        }
    }
}

/// The choices of exact ties, on the way back.
struct Tied<'a> {
    rows: &'a Rows,
    choices: Choices,
    /// Whether some tie is exact.
    asked: bool,
    /// Whether nobody has left since the choices were made.
    fresh: bool,
}

impl<'a> Tied<'a> {
    fn new(likelihood: &'a PartialLikelihood) -> Self {
        let rows = &likelihood.rows;
        let most = rows.times.iter().map(|time| time.n_event).max().unwrap_or(0);
        let asked = likelihood.ties == Ties::Exact && most > 1;
        let choices = Choices::new(rows.n_columns, if asked { most as usize } else { 0 });
        Tied { rows, choices, asked, fresh: true }
    }

    fn start(&mut self) {
        self.choices.clear();
        self.fresh = true;
    }

    /// The choices out of the risk set of event time `k`, where it has an exact tie.
    fn back_to(&mut self, k: usize, weight: &[f64], left: bool) -> Option<&Choices> {
        let (rows, time) = (self.rows, self.rows.times[k]);
        if !self.asked || time.most < 2 {
            return None;
        }
        self.fresh &= !left;
        let tied = time.n_event > 1;
        if self.fresh {
            let newcomers = rows.newcomers(k);
            newcomers.for_each(|i| self.choices.join(weight[i], rows.row(i), time.most as usize));
        } else if tied {
            self.choices.clear();
            rows.at_risk(k).for_each(|i| self.choices.join(weight[i], rows.row(i), time.most as usize));
            self.fresh = true;
        }
        tied.then_some(&self.choices)
    }
}

/// Sums over the denominators.
struct Sums {
    /// Increments of the cumulative hazard, by event time.
    hazard: Vec<f64>,
    /// What those having the event there do not see of it.
    gone: Vec<f64>,
    denominators: LogProduct,
    /// Sum of the means, and of their products.
    mean: Vec<f64>,
    products: Gram,
    /// Sum of the covariances of choices, the lower triangle row by row.
    chosen: Vec<f64>,
    /// The mean at hand.
    at_hand: Vec<f64>,
}

impl Sums {
    fn new(p: usize, n_times: usize) -> Self {
        Sums {
            hazard: vec![0.0; n_times],
            gone: vec![0.0; n_times],
            denominators: LogProduct::default(),
            mean: vec![0.0; p],
            products: Gram::new(p),
            chosen: vec![0.0; p * (p + 1) / 2],
            at_hand: vec![0.0; p],
        }
    }

    fn add(&mut self, denominator: &Denominator<'_>) {
        let Denominator { time, total, sums, times, gone } = *denominator;
        let part = 1.0 / total;
        self.denominators.multiply(total, times as u32);
        self.hazard[time] += times * part;
        self.gone[time] += gone * part;
        for ((mean, sum), all) in self.at_hand.iter_mut().zip(sums).zip(&mut self.mean) {
            *mean = sum * part;
            *all += times * *mean;
        }
        self.products.add(times, &self.at_hand);
    }

    fn add_choice(&mut self, choices: &Choices, d: usize) {
        choices.factors(d).iter().for_each(|&factor| self.denominators.multiply(factor, 1));
        self.mean.iter_mut().zip(choices.mean(d)).for_each(|(sum, mean)| *sum += mean);
        self.chosen.iter_mut().zip(choices.covariance(d)).for_each(|(sum, cell)| *sum += cell);
    }

    fn derivatives(self, linear: f64, events: &[f64], second_moments: Gram) -> Derivatives {
        let mut information = second_moments.less(self.products);
        let mut chosen = self.chosen.iter();
        for i in 0..events.len() {
            for (j, cell) in (0..=i).zip(&mut chosen) {
                information[(i, j)] += cell;
                information[(j, i)] = information[(i, j)];
            }
        }
        let score = events.iter().zip(&self.mean).map(|(x, mean)| x - mean).collect();
        Derivatives { loglik: linear - self.denominators.ln(), score, information }
    }
}
