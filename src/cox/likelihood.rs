//! Log partial likelihood of a Cox model of groups, with its first two derivatives, from the
//! counts of the risk sets.
//!
//! With weights `w_g = exp(b_g)` (reference: 1), at an event time with `n_g` at risk and `d_g`
//! events in group `g`, `d` in all:
//!
//! * Breslow (1974, Biometrics 30, 89-99): `sum_g d_g b_g - d ln(sum_g n_g w_g)`
//! * Efron (1977, JASA 72, 557-565): `sum_g d_g b_g - sum_{r=0}^{d-1} ln(sum_g (n_g - r/d d_g) w_g)`
//!
//! The score is the gradient, the information minus the second derivative: sums of means and
//! covariances of the group indicators under the weights. Near-equal times are ties already.

use crate::math::{exp, log_product::LogProduct, symmetric::Matrix};
use crate::risk_set::{Moment, RiskSets};
use serde::{Deserialize, Serialize};

/// How events at the same time share a risk set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// Averages over the orders in which they could have happened. The default, as in R.
    #[default]
    Efron,
    /// Each sees the whole risk set. The default of SAS and Stata.
    Breslow,
}

impl Ties {
    /// The name in a sentence: "Efron ties".
    pub fn name(self) -> &'static str {
        match self {
            Ties::Efron => "Efron",
            Ties::Breslow => "Breslow",
        }
    }
}

/// A log likelihood with its derivatives at one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivatives {
    /// Log likelihood.
    pub loglik: f64,
    /// Gradient.
    pub score: Vec<f64>,
    /// Minus the matrix of second derivatives.
    pub information: Matrix,
}

/// The likelihood of one data set; coefficients are those of the groups other than the reference.
///
/// The event times are copied out of the risk sets once, so that each evaluation reads just what it
/// needs, from front to back.
#[derive(Debug, Clone)]
pub struct GroupLikelihood {
    reference: usize,
    ties: Ties,
    /// Events by group.
    events: Vec<f64>,
    times: Vec<EventTime>,
    /// At risk by group, event time after event time.
    n_risk: Vec<u32>,
    /// Group and number of events, event time after event time.
    cells: Vec<(u16, u32)>,
}

/// Events at one time; their cells end before `cells_end`.
#[derive(Debug, Clone, Copy)]
struct EventTime {
    n_event: u32,
    cells_end: u32,
}

impl GroupLikelihood {
    /// Prepares the likelihood of `sets` with the group of index `reference` at hazard 1.
    pub fn new(sets: &RiskSets, reference: usize, ties: Ties) -> Self {
        let events = vec![0.0; sets.n_groups()];
        let mut likelihood = GroupLikelihood {
            reference,
            ties,
            events,
            times: Vec::new(),
            n_risk: Vec::new(),
            cells: Vec::new(),
        };
        let mut walk = sets.walk();
        while let Some(moment) = walk.next() {
            likelihood.take(&moment);
        }
        likelihood
    }

    fn take(&mut self, moment: &Moment<'_>) {
        let n_event = moment.n_event();
        if n_event == 0 {
            return;
        }
        for cell in moment.cells.iter().filter(|cell| cell.n_event > 0) {
            self.events[usize::from(cell.group)] += f64::from(cell.n_event);
            self.cells.push((cell.group, cell.n_event));
        }
        self.n_risk.extend(moment.n_risk);
        self.times.push(EventTime { n_event, cells_end: self.cells.len() as u32 });
    }

    /// The groups that have a coefficient, in its order.
    pub fn free_groups(&self) -> impl Iterator<Item = usize> + use<> {
        let reference = self.reference;
        (0..self.events.len()).filter(move |&group| group != reference)
    }

    /// The likelihood at `coef`.
    pub fn evaluate(&self, coef: &[f64]) -> Derivatives {
        let k = self.events.len();
        let mut log_weight = vec![0.0; k];
        for (group, &coef) in self.free_groups().zip(coef) {
            log_weight[group] = coef;
        }
        let free: Vec<usize> = self.free_groups().collect();
        let mut sums = Sums::new(log_weight.iter().map(|&b| exp(b)).collect(), free.clone());
        let mut first_cell = 0;
        for (time, n_risk) in self.times.iter().zip(self.n_risk.chunks_exact(k)) {
            let end = time.cells_end as usize;
            sums.add(n_risk, &self.cells[first_cell..end], time.n_event, self.ties);
            first_cell = end;
        }
        let linear: f64 = self.events.iter().zip(&log_weight).map(|(d, b)| d * b).sum();
        Derivatives {
            loglik: linear - sums.denominators.ln(),
            score: free.iter().zip(&sums.mean).map(|(&g, mean)| self.events[g] - mean).collect(),
            information: sums.covariance(),
        }
    }
}

/// Sums over the denominators of the likelihood; each denominator is a weighted risk set.
struct Sums {
    weight: Vec<f64>,
    /// The groups with a coefficient; what follows `denominators` is in their order.
    free: Vec<usize>,
    /// Weighted numbers at risk and having the event, of the time at hand, by group.
    at_risk: Vec<f64>,
    having_event: Vec<f64>,
    denominators: LogProduct,
    share: Vec<f64>,
    mean: Vec<f64>,
    /// Sums of products of two shares, the lower triangle row by row.
    products: Vec<f64>,
}

impl Sums {
    fn new(weight: Vec<f64>, free: Vec<usize>) -> Self {
        let (k, p) = (weight.len(), free.len());
        Sums {
            weight,
            free,
            at_risk: vec![0.0; k],
            having_event: vec![0.0; k],
            denominators: LogProduct::default(),
            share: vec![0.0; p],
            mean: vec![0.0; p],
            products: vec![0.0; p * (p + 1) / 2],
        }
    }

    fn add(&mut self, n_risk: &[u32], cells: &[(u16, u32)], d: u32, ties: Ties) {
        for (at_risk, (&n, w)) in self.at_risk.iter_mut().zip(n_risk.iter().zip(&self.weight)) {
            *at_risk = f64::from(n) * w;
        }
        if d == 1 || ties == Ties::Breslow {
            self.add_denominator(0.0, d);
            return;
        }
        for &(group, n) in cells {
            let group = usize::from(group);
            self.having_event[group] = f64::from(n) * self.weight[group];
        }
        for r in 0..d {
            self.add_denominator(f64::from(r) / f64::from(d), 1);
        }
        for &(group, _) in cells {
            self.having_event[usize::from(group)] = 0.0;
        }
    }

    /// The risk set less a `fraction` of those having the event, counted `times` times.
    fn add_denominator(&mut self, fraction: f64, times: u32) {
        let left = |group: usize| self.at_risk[group] - fraction * self.having_event[group];
        let total: f64 = (0..self.at_risk.len()).map(left).sum();
        self.denominators.multiply(total, times);
        for (share, &group) in self.share.iter_mut().zip(&self.free) {
            *share = left(group) / total;
        }
        let times = f64::from(times);
        let mut products = self.products.iter_mut();
        for (i, &share) in self.share.iter().enumerate() {
            self.mean[i] += times * share;
            // Zipped from the shares: they run out first and leave the next product in place.
            for (other, product) in self.share[..=i].iter().zip(&mut products) {
                *product += times * share * other;
            }
        }
    }

    fn covariance(&self) -> Matrix {
        let mut covariance = Matrix::zeros(self.free.len());
        let mut products = self.products.iter();
        for (i, &mean) in self.mean.iter().enumerate() {
            for (j, product) in (0..=i).zip(&mut products) {
                let value = if i == j { mean - product } else { -product };
                covariance[(i, j)] = value;
                covariance[(j, i)] = value;
            }
        }
        covariance
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Subjects, Survival};

    fn sets() -> RiskSets {
        let subjects = Subjects {
            time: vec![1.0, 2.0, 2.0, 2.0, 3.0, 3.0, 4.0, 5.0, 5.0],
            cause: vec![1, 1, 1, 1, 0, 1, 1, 1, 0],
            group: vec![0, 1, 2, 2, 0, 1, 0, 2, 1],
            groups: vec!["a".into(), "b".into(), "c".into()],
            entry: None,
        };
        RiskSets::new(&Survival::new(subjects).unwrap())
    }

    #[test]
    fn derivatives_are_finite_differences() {
        let sets = sets();
        for ties in [Ties::Efron, Ties::Breslow] {
            let likelihood = GroupLikelihood::new(&sets, 1, ties);
            let (at, step) = ([0.3, -0.4], 1e-5);
            let here = likelihood.evaluate(&at);
            for i in 0..2 {
                let shifted = |by: f64| {
                    let mut moved = at;
                    moved[i] += by;
                    likelihood.evaluate(&moved)
                };
                let (up, down) = (shifted(step), shifted(-step));
                let slope = (up.loglik - down.loglik) / (2.0 * step);
                assert!((slope - here.score[i]).abs() < 1e-8, "{ties:?} score {i}");
                for j in 0..2 {
                    let bend = -(up.score[j] - down.score[j]) / (2.0 * step);
                    assert!((bend - here.information[(i, j)]).abs() < 1e-8, "{ties:?} information {i} {j}");
                }
            }
        }
    }
}
