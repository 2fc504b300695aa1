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
#[derive(Debug, Clone)]
pub struct GroupLikelihood<'a> {
    sets: &'a RiskSets,
    reference: usize,
    ties: Ties,
    /// Events by group.
    events: Vec<f64>,
}

impl<'a> GroupLikelihood<'a> {
    /// Prepares the likelihood of `sets` with the group of index `reference` at hazard 1.
    pub fn new(sets: &'a RiskSets, reference: usize, ties: Ties) -> Self {
        let mut events = vec![0.0; sets.n_groups()];
        let mut walk = sets.walk();
        while let Some(moment) = walk.next() {
            for cell in moment.cells {
                events[usize::from(cell.group)] += f64::from(cell.n_event);
            }
        }
        GroupLikelihood { sets, reference, ties, events }
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
        let mut sums = Sums::new(log_weight.iter().map(|&b| exp(b)).collect());
        let mut walk = self.sets.walk();
        while let Some(moment) = walk.next() {
            let d = moment.n_event();
            if d > 0 {
                sums.add(&moment, d, self.ties);
            }
        }
        let linear: f64 = self.events.iter().zip(&log_weight).map(|(d, b)| d * b).sum();
        let free: Vec<usize> = self.free_groups().collect();
        Derivatives {
            loglik: linear - sums.denominators.ln(),
            score: free.iter().map(|&g| self.events[g] - sums.mean[g]).collect(),
            information: sums.covariance(&free),
        }
    }
}

/// Sums over the denominators of the likelihood; each denominator is a weighted risk set.
struct Sums {
    weight: Vec<f64>,
    /// Weighted numbers at risk and having the event, of the time at hand.
    at_risk: Vec<f64>,
    having_event: Vec<f64>,
    share: Vec<f64>,
    denominators: LogProduct,
    mean: Vec<f64>,
    /// Sum of share_g * share_h over the lower triangle.
    products: Matrix,
}

impl Sums {
    fn new(weight: Vec<f64>) -> Self {
        let k = weight.len();
        Sums {
            weight,
            at_risk: vec![0.0; k],
            having_event: vec![0.0; k],
            share: vec![0.0; k],
            denominators: LogProduct::default(),
            mean: vec![0.0; k],
            products: Matrix::zeros(k),
        }
    }

    fn add(&mut self, moment: &Moment<'_>, d: u32, ties: Ties) {
        for (at_risk, (&n, w)) in self.at_risk.iter_mut().zip(moment.n_risk.iter().zip(&self.weight)) {
            *at_risk = f64::from(n) * w;
        }
        if d == 1 || ties == Ties::Breslow {
            self.add_denominator(0.0, d);
            return;
        }
        for cell in moment.cells {
            let group = usize::from(cell.group);
            self.having_event[group] = f64::from(cell.n_event) * self.weight[group];
        }
        for r in 0..d {
            self.add_denominator(f64::from(r) / f64::from(d), 1);
        }
        for cell in moment.cells {
            self.having_event[usize::from(cell.group)] = 0.0;
        }
    }

    /// The risk set less a `fraction` of those having the event, counted `times` times.
    fn add_denominator(&mut self, fraction: f64, times: u32) {
        let mut total = 0.0;
        for ((share, at_risk), event) in self.share.iter_mut().zip(&self.at_risk).zip(&self.having_event) {
            *share = at_risk - fraction * event;
            total += *share;
        }
        self.denominators.multiply(total, times);
        let times = f64::from(times);
        for g in 0..self.share.len() {
            self.share[g] /= total;
            self.mean[g] += times * self.share[g];
            for h in 0..=g {
                self.products[(g, h)] += times * self.share[g] * self.share[h];
            }
        }
    }

    fn covariance(&self, groups: &[usize]) -> Matrix {
        let mut covariance = Matrix::zeros(groups.len());
        for (i, &g) in groups.iter().enumerate() {
            for (j, &h) in groups.iter().enumerate() {
                let mean = if g == h { self.mean[g] } else { 0.0 };
                covariance[(i, j)] = mean - self.products[(g.max(h), g.min(h))];
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
