//! The weighted partial likelihood of the Fine-Gray model, its derivatives, and the influence of each row on
//! its coefficients: formulas and source stand at the [model](super).

use super::{Censoring, Coefficient, Estimate};
use crate::cox::design::Design;
use crate::cox::likelihood::Derivatives;
use crate::cox::monotone::Fate;
use crate::cox::newton;
use crate::data::Survival;
use crate::math::{
    exp, ln, normal,
    symmetric::{Cholesky, Matrix},
};
use crate::order::ascending;

/// A sandwich variance below this part of the inverse information is 0 but for rounding: where so few
/// tell of a coefficient that each fits it exactly, their scatter tells nothing of its error.
const COLLAPSED: f64 = 1e-12;

/// How a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Censored,
    Event,
    Competing,
}

/// A time at which the cause has events.
#[derive(Debug, Clone, Copy)]
pub(super) struct EventTime {
    /// First row followed up to it.
    first: usize,
    n_event: f64,
}

/// The weighted partial likelihood; coefficients are those of the centred and scaled columns.
pub(super) struct PseudoLikelihood {
    pub(super) p: usize,
    /// Columns centred at their means, in units of their ranges; row after row.
    x: Vec<f64>,
    pub(super) scale: Vec<f64>,
    pub(super) kind: Vec<Kind>,
    /// First row of each distinct time, and the end.
    moments: Vec<usize>,
    pub(super) times: Vec<EventTime>,
    /// By row, the number of event times up to its own.
    seen: Vec<usize>,
    /// By row, `1 / G(T-)` after a competing event, else 0.
    weight: Vec<f64>,
    /// By row, whose censoring; all 0 for everybody.
    censoring: Vec<u16>,
    n_censoring: usize,
    /// `G(t-)` of each, event time after event time.
    uncensored: Vec<f64>,
}

/// The sums over the weighted risk sets of every event time.
pub(super) struct RiskSums {
    /// `exp(x b)` by row.
    risk: Vec<f64>,
    linear: Vec<f64>,
    /// `sum w exp(x b)` and the weighted mean of `x`, event time after event time.
    total: Vec<f64>,
    mean: Vec<f64>,
}

/// `sum d / total` and `sum d xbar / total` up to an event time and, with `G(t-)`, from it on.
pub(super) struct Baseline {
    before: Vec<f64>,
    before_x: Vec<f64>,
    after: Vec<f64>,
    after_x: Vec<f64>,
}

impl PseudoLikelihood {
    pub(super) fn new(data: &Survival, design: &Design, cause: u8, censoring: Censoring) -> Self {
        let kind = |&i: &u32| match data.cause()[i as usize] {
            0 => Kind::Censored,
            code if code == cause => Kind::Event,
            _ => Kind::Competing,
        };
        let (censoring, n_censoring) = match censoring {
            Censoring::Everybody => (vec![0; design.n_rows()], 1),
            Censoring::EachGroup => {
                (design.subject.iter().map(|&i| data.group()[i as usize]).collect(), data.groups().len())
            }
        };
        let (x, scale) = scaled(design);
        let mut likelihood = PseudoLikelihood {
            p: design.n_columns(),
            x,
            scale,
            kind: design.subject.iter().map(kind).collect(),
            moments: moments(&design.time),
            times: Vec::new(),
            seen: vec![0; design.n_rows()],
            weight: vec![0.0; design.n_rows()],
            censoring,
            n_censoring,
            uncensored: Vec::new(),
        };
        likelihood.weigh();
        likelihood
    }

    /// Walks the times: finds those of events, and the curves of censoring just before each.
    fn weigh(&mut self) {
        let mut followed = self.followed();
        let mut curve = vec![1.0; self.n_censoring];
        let mut censored = vec![0.0; self.n_censoring];
        for moment in 0..self.moments.len() - 1 {
            let rows = self.moments[moment]..self.moments[moment + 1];
            let n_event = rows.clone().filter(|&i| self.kind[i] == Kind::Event).count();
            if n_event > 0 {
                self.times.push(EventTime { first: rows.start, n_event: n_event as f64 });
                // After the last follow-up of a group nothing is known of its censoring.
                let known = curve.iter().zip(&followed).map(|(&g, &n)| if n > 0.0 { g } else { 0.0 });
                self.uncensored.extend(known);
            }
            for i in rows.clone() {
                let of = usize::from(self.censoring[i]);
                self.seen[i] = self.times.len();
                match self.kind[i] {
                    Kind::Competing => self.weight[i] = 1.0 / curve[of],
                    Kind::Censored => censored[of] += 1.0,
                    Kind::Event => {}
                }
            }
            for ((curve, n), c) in curve.iter_mut().zip(&followed).zip(&mut censored) {
                if *c > 0.0 {
                    *curve *= (n - *c) / n;
                    *c = 0.0;
                }
            }
            rows.for_each(|i| followed[usize::from(self.censoring[i])] -= 1.0);
        }
    }

    /// Rows by whose censoring it is.
    fn followed(&self) -> Vec<f64> {
        let mut followed = vec![0.0; self.n_censoring];
        self.censoring.iter().for_each(|&of| followed[usize::from(of)] += 1.0);
        followed
    }

    /// Sums over events of the squares of the means of the columns.
    pub(super) fn squares(&self, coef: &[f64]) -> Vec<f64> {
        let mut squares = vec![0.0; self.p];
        for (mean, time) in self.risk_sums(coef).mean.chunks(self.p).zip(&self.times) {
            squares.iter_mut().zip(mean).for_each(|(sum, mean)| *sum += time.n_event * mean * mean);
        }
        squares
    }

    /// `x'x` over all rows.
    pub(super) fn cross_products(&self) -> Matrix {
        let mut products = Matrix::zeros(self.p);
        self.x.chunks(self.p).for_each(|x| add_square(&mut products, x, 1.0));
        products
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.x[i * self.p..(i + 1) * self.p]
    }

    fn risk_sums(&self, coef: &[f64]) -> RiskSums {
        let linear: Vec<f64> =
            self.x.chunks(self.p).map(|x| x.iter().zip(coef).map(|(x, b)| x * b).sum()).collect();
        let m = self.times.len();
        let risk = linear.iter().map(|&linear| exp(linear)).collect();
        let mut sums = RiskSums { risk, linear, total: vec![0.0; m], mean: vec![0.0; m * self.p] };
        self.add_followed(&mut sums);
        self.add_competing(&mut sums);
        for (mean, total) in sums.mean.chunks_mut(self.p).zip(&sums.total) {
            mean.iter_mut().for_each(|mean| *mean /= total);
        }
        sums
    }

    /// Those followed up to each event time, from the last time back.
    fn add_followed(&self, sums: &mut RiskSums) {
        let (mut total, mut sum) = (0.0, vec![0.0; self.p]);
        let mut to = self.kind.len();
        for (at, time) in self.times.iter().enumerate().rev() {
            for i in (time.first..to).rev() {
                total += sums.risk[i];
                add(&mut sum, self.row(i), sums.risk[i]);
            }
            to = time.first;
            sums.total[at] = total;
            sums.mean[at * self.p..(at + 1) * self.p].copy_from_slice(&sum);
        }
    }

    /// Those who had a competing event before, weighted, from the first time on.
    fn add_competing(&self, sums: &mut RiskSums) {
        let mut total = vec![0.0; self.n_censoring];
        let mut sum = vec![0.0; self.n_censoring * self.p];
        let mut from = 0;
        for (at, time) in self.times.iter().enumerate() {
            for i in from..time.first {
                self.join(i, &sums.risk, &mut total, &mut sum);
            }
            from = time.first;
            let mean = &mut sums.mean[at * self.p..(at + 1) * self.p];
            for (of, g) in self.uncensored_at(at).iter().enumerate() {
                sums.total[at] += g * total[of];
                add(mean, &sum[of * self.p..(of + 1) * self.p], *g);
            }
        }
    }

    /// Adds row `i`, if it had a competing event, to the sums of its curve of censoring.
    fn join(&self, i: usize, risk: &[f64], total: &mut [f64], sum: &mut [f64]) {
        let weight = risk[i] * self.weight[i];
        if weight > 0.0 {
            let of = usize::from(self.censoring[i]);
            total[of] += weight;
            add(&mut sum[of * self.p..(of + 1) * self.p], self.row(i), weight);
        }
    }

    fn uncensored_at(&self, at: usize) -> &[f64] {
        &self.uncensored[at * self.n_censoring..(at + 1) * self.n_censoring]
    }

    /// The baseline up to, and from, each event time; with the means where `with_x`.
    fn baseline(&self, sums: &RiskSums, with_x: bool) -> Baseline {
        let (m, c) = (self.times.len(), self.n_censoring);
        let p = if with_x { self.p } else { 0 };
        let mut base = Baseline {
            before: vec![0.0; m + 1],
            before_x: vec![0.0; (m + 1) * p],
            after: vec![0.0; (m + 1) * c],
            after_x: vec![0.0; (m + 1) * c * p],
        };
        for at in 0..m {
            let jump = self.times[at].n_event / sums.total[at];
            base.before[at + 1] = base.before[at] + jump;
            let (done, next) = base.before_x.split_at_mut((at + 1) * p);
            next[..p].copy_from_slice(&done[at * p..]);
            add(&mut next[..p], &sums.mean[at * self.p..], jump);
        }
        for at in (0..m).rev() {
            let jump = self.times[at].n_event / sums.total[at];
            for (of, g) in self.uncensored_at(at).iter().enumerate() {
                let (here, next) = (at * c + of, (at + 1) * c + of);
                base.after[here] = base.after[next] + g * jump;
                let (earlier, done) = base.after_x.split_at_mut(next * p);
                earlier[here * p..(here + 1) * p].copy_from_slice(&done[..p]);
                add(&mut earlier[here * p..(here + 1) * p], &sums.mean[at * self.p..], g * jump);
            }
        }
        base
    }

    /// Row `i`'s place among what the baseline has from an event time on.
    fn later(&self, i: usize) -> usize {
        self.seen[i] * self.n_censoring + usize::from(self.censoring[i])
    }

    pub(super) fn evaluate(&self, coef: &[f64]) -> Derivatives {
        let sums = self.risk_sums(coef);
        let base = self.baseline(&sums, false);
        let mut loglik = 0.0;
        let mut score = vec![0.0; self.p];
        let mut information = Matrix::zeros(self.p);
        for i in (0..self.kind.len()).filter(|&i| self.kind[i] == Kind::Event) {
            loglik += sums.linear[i];
            add(&mut score, self.row(i), 1.0);
        }
        for i in 0..self.kind.len() {
            let hazard = base.before[self.seen[i]] + self.weight[i] * base.after[self.later(i)];
            add_square(&mut information, self.row(i), sums.risk[i] * hazard);
        }
        for (at, mean) in sums.mean.chunks(self.p).enumerate() {
            loglik -= self.times[at].n_event * ln(sums.total[at]);
            add(&mut score, mean, -self.times[at].n_event);
            add_square(&mut information, mean, -self.times[at].n_event);
        }
        Derivatives { loglik, score, information }
    }

    /// Sandwich covariance of the coefficients that settle (of the scaled columns); 0 for the others.
    pub(super) fn covariance(
        &self,
        maximum: &newton::Maximum,
        fates: &[Fate],
        cluster: Option<&[u32]>,
    ) -> Matrix {
        let influence = self.influence(&maximum.coef);
        let mut meat = Matrix::zeros(self.p);
        for sum in by_cluster(influence, self.p, cluster).chunks(self.p) {
            add_square(&mut meat, sum, 1.0);
        }
        let keep: Vec<usize> = (0..self.p).filter(|&k| fates[k] == Fate::Settles).collect();
        let bread = Cholesky::new(&maximum.derivatives.information.part(&keep));
        let sandwich = both_sides(&bread, &meat, &keep);
        let stands: Vec<bool> = bread
            .inverse_diagonal()
            .iter()
            .enumerate()
            .map(|(k, variance)| variance.is_some_and(|variance| sandwich[k][k] > COLLAPSED * variance))
            .collect();
        let mut covariance = Matrix::zeros(self.p);
        for (i, row) in sandwich.iter().enumerate() {
            for (j, value) in row.iter().enumerate().filter(|&(j, _)| stands[i] && stands[j]) {
                covariance[(keep[i], keep[j])] = *value;
            }
        }
        covariance
    }

    /// `u_i = eta_i + psi_i`, row after row.
    fn influence(&self, coef: &[f64]) -> Vec<f64> {
        let sums = self.risk_sums(coef);
        let base = self.baseline(&sums, true);
        let p = self.p;
        let mut influence = self.x.clone();
        for (i, eta) in influence.chunks_mut(p).enumerate() {
            let (seen, later, weight) = (self.seen[i], self.later(i), self.weight[i]);
            let hazard = base.before[seen] + weight * base.after[later];
            let event = self.kind[i] == Kind::Event;
            for (k, eta) in eta.iter_mut().enumerate() {
                let x = *eta;
                let mean = base.before_x[seen * p + k] + weight * base.after_x[later * p + k];
                let own = if event { x - sums.mean[(seen - 1) * p + k] } else { 0.0 };
                *eta = own - sums.risk[i] * (x * hazard - mean);
            }
        }
        self.add_psi(&sums, &base, &mut influence);
        influence
    }

    /// What the estimation of the weights adds.
    fn add_psi(&self, sums: &RiskSums, base: &Baseline, influence: &mut [f64]) {
        let (p, c) = (self.p, self.n_censoring);
        let mut followed = self.followed();
        let (mut total, mut sum) = (vec![0.0; c], vec![0.0; c * p]);
        // The sum over earlier censorings, `q / Y`, and censorings at the time.
        let (mut drawn, mut jump, mut censored) = (vec![0.0; c * p], vec![0.0; c * p], vec![0.0; c]);
        let mut seen = 0;
        for moment in self.moments.windows(2) {
            let rows = moment[0]..moment[1];
            let at_censoring = |i: &usize| self.kind[*i] == Kind::Censored;
            rows.clone().filter(at_censoring).for_each(|i| censored[usize::from(self.censoring[i])] += 1.0);
            for of in (0..c).filter(|&of| censored[of] > 0.0) {
                let at = seen * c + of;
                for k in 0..p {
                    let q = sum[of * p + k] * base.after[at] - total[of] * base.after_x[at * p + k];
                    jump[of * p + k] = q / followed[of];
                    drawn[of * p + k] -= jump[of * p + k] * censored[of] / followed[of];
                }
            }
            for i in rows.clone() {
                let of = usize::from(self.censoring[i]);
                let u = &mut influence[i * p..(i + 1) * p];
                add(u, &drawn[of * p..(of + 1) * p], 1.0);
                if self.kind[i] == Kind::Censored {
                    add(u, &jump[of * p..(of + 1) * p], 1.0);
                }
                self.join(i, &sums.risk, &mut total, &mut sum);
                (followed[of], censored[of]) = (followed[of] - 1.0, 0.0);
                seen = self.seen[i];
            }
        }
    }

    pub(super) fn coefficients(
        &self,
        design: &Design,
        coef: &[f64],
        fates: &[Fate],
        covariance: &Matrix,
    ) -> Vec<Coefficient> {
        let estimate = |k: usize| {
            let (coef, se) = (coef[k] / self.scale[k], covariance[(k, k)].sqrt() / self.scale[k]);
            let z = coef / se;
            (fates[k] == Fate::Settles && z.is_finite()).then(|| Estimate {
                coef,
                se,
                z,
                p_value: normal::two_sided(z),
            })
        };
        let coefficient = |k: usize| Coefficient {
            name: design.columns[k].name.clone(),
            fate: fates[k],
            estimate: estimate(k),
        };
        (0..self.p).map(coefficient).collect()
    }

    /// A covariance in the units of the columns.
    pub(super) fn unscaled(&self, covariance: &Matrix) -> Matrix {
        let mut unscaled = Matrix::zeros(self.p);
        for i in 0..self.p {
            for j in 0..self.p {
                unscaled[(i, j)] = covariance[(i, j)] / (self.scale[i] * self.scale[j]);
            }
        }
        unscaled
    }
}

/// Columns centred at their means, in units of their ranges, row after row; and the ranges.
fn scaled(design: &Design) -> (Vec<f64>, Vec<f64>) {
    let (n, p) = (design.n_rows(), design.n_columns());
    let (mut x, mut scale) = (vec![0.0; n * p], vec![1.0; p]);
    for (k, column) in design.columns.iter().enumerate() {
        let mean = column.values.iter().sum::<f64>() / n as f64;
        let (low, high) = column
            .values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
        if high > low {
            scale[k] = high - low;
        }
        for (i, value) in column.values.iter().enumerate() {
            x[i * p + k] = (value - mean) / scale[k];
        }
    }
    (x, scale)
}

/// First row of each distinct time, and the end.
fn moments(time: &[f64]) -> Vec<usize> {
    let mut firsts = vec![0];
    for together in time.chunk_by(|a, b| a == b) {
        firsts.push(firsts[firsts.len() - 1] + together.len());
    }
    firsts
}

/// Adds `times` times `x`, as far as `sum` is long.
fn add(sum: &mut [f64], x: &[f64], times: f64) {
    sum.iter_mut().zip(x).for_each(|(sum, x)| *sum += times * x);
}

/// Adds `times x x'` to the lower triangle.
fn add_square(sum: &mut Matrix, x: &[f64], times: f64) {
    for (i, a) in x.iter().enumerate() {
        for (j, b) in x[..=i].iter().enumerate() {
            sum[(i, j)] += times * a * b;
        }
    }
}

/// `A^-1 M A^-1` of the columns in `keep`, `M` given by its lower triangle.
fn both_sides(bread: &Cholesky, meat: &Matrix, keep: &[usize]) -> Vec<Vec<f64>> {
    let column = |&k: &usize| keep.iter().map(|&l| meat[(k.max(l), k.min(l))]).collect::<Vec<_>>();
    let half: Vec<Vec<f64>> = keep.iter().map(|k| bread.solve(&column(k))).collect();
    let across = |l: usize| bread.solve(&half.iter().map(|solved| solved[l]).collect::<Vec<_>>());
    (0..keep.len()).map(across).collect()
}

/// The sums of the rows of each cluster; the rows themselves without clusters.
fn by_cluster(influence: Vec<f64>, p: usize, cluster: Option<&[u32]>) -> Vec<f64> {
    let Some(cluster) = cluster else { return influence };
    let keys: Vec<f64> = cluster.iter().map(|&cluster| f64::from(cluster)).collect();
    let mut sums: Vec<f64> = Vec::new();
    let mut last = None;
    for i in ascending(&keys).into_iter().map(|i| i as usize) {
        if last.replace(cluster[i]) != Some(cluster[i]) {
            sums.resize(sums.len() + p, 0.0);
        }
        let from = sums.len() - p;
        add(&mut sums[from..], &influence[i * p..(i + 1) * p], 1.0);
    }
    sums
}
