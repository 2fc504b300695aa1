//! Log partial likelihood of a Cox model of groups, with its first two derivatives, from the
//! counts of the risk sets.
//!
//! With weights `w_g = exp(b_g)` (reference: 1), at an event time with `n_g` at risk and `d_g`
//! events in group `g`, `d` in all:
//!
//! * Breslow (1974, Biometrics 30, 89-99): `sum_g d_g b_g - d ln(sum_g n_g w_g)`
//! * Efron (1977, JASA 72, 557-565): `sum_g d_g b_g - sum_{r=0}^{d-1} ln(sum_g (n_g - r/d d_g) w_g)`
//! * Exact (Cox 1972, JRSS B 34, 187-220): `sum_g d_g b_g - ln e_d`, with the sum `e_d` over all choices
//!   of `d` of the product of their weights; see `exact_groups.rs`
//!
//! The score is the gradient, the information minus the second derivative: sums of means and
//! covariances of the group indicators under the weights. Near-equal times are ties already.

use super::exact_groups;
use super::two_groups::TwoGroups;
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
    /// Time is discrete: the chance that just these of the risk set have the event. Its score test for groups
    /// is the log-rank test.
    Exact,
}

impl Ties {
    /// The name in a sentence: "Efron ties".
    pub fn name(self) -> &'static str {
        match self {
            Ties::Efron => "Efron",
            Ties::Breslow => "Breslow",
            Ties::Exact => "exact",
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
    ties: Ties,
    /// The groups with a coefficient in its order, then the reference: the order of all that follows.
    order: Vec<usize>,
    /// Events by group.
    events: Vec<f64>,
    times: Vec<EventTime>,
    /// At risk by group, event time after event time.
    n_risk: Vec<u32>,
    /// Place of the group in the order and number of events, event time after event time.
    cells: Vec<(usize, u32)>,
    /// In place of the three above where there are two groups.
    two_groups: Option<TwoGroups>,
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
        let k = sets.n_groups();
        let order: Vec<usize> = (0..k).filter(|&group| group != reference).chain([reference]).collect();
        let mut place = vec![0; k];
        order.iter().enumerate().for_each(|(at, &group)| place[group] = at);
        let mut likelihood = GroupLikelihood {
            ties,
            order,
            events: vec![0.0; k],
            times: Vec::new(),
            n_risk: Vec::new(),
            cells: Vec::new(),
            two_groups: (k == 2 && (ties == Ties::Efron || ties == Ties::Breslow))
                .then(|| TwoGroups::with_capacity(sets.n_event_times())),
        };
        let mut walk = sets.walk();
        while let Some(moment) = walk.next() {
            likelihood.take(&moment, &place);
        }
        likelihood
    }

    fn take(&mut self, moment: &Moment<'_>, place: &[usize]) {
        let n_event = moment.n_event();
        if n_event == 0 {
            return;
        }
        if let Some(two_groups) = &mut self.two_groups {
            let mut events = [0; 2];
            for cell in moment.cells {
                let at = place[usize::from(cell.group)];
                events[at] = cell.n_event;
                self.events[at] += f64::from(cell.n_event);
            }
            two_groups.push([0, 1].map(|at| moment.n_risk[self.order[at]]), events);
            return;
        }
        for cell in moment.cells.iter().filter(|cell| cell.n_event > 0) {
            let at = place[usize::from(cell.group)];
            self.events[at] += f64::from(cell.n_event);
            self.cells.push((at, cell.n_event));
        }
        self.n_risk.extend(self.order.iter().map(|&group| moment.n_risk[group]));
        self.times.push(EventTime { n_event, cells_end: self.cells.len() as u32 });
    }

    /// The groups that have a coefficient, in its order.
    pub fn free_groups(&self) -> impl Iterator<Item = usize> {
        self.order[..self.order.len() - 1].iter().copied()
    }

    /// The likelihood at `coef`.
    pub fn evaluate(&self, coef: &[f64]) -> Derivatives {
        if let (Some(two_groups), &[b]) = (&self.two_groups, coef) {
            let sums = two_groups.sums(exp(b), self.ties);
            let mut information = Matrix::zeros(1);
            information[(0, 0)] = sums.mean - sums.square;
            let loglik = self.events[0] * b - sums.denominators.ln();
            return Derivatives { loglik, score: vec![self.events[0] - sums.mean], information };
        }
        let k = self.order.len();
        let weight: Vec<f64> = coef.iter().map(|&b| exp(b)).chain([1.0]).collect();
        let mut sums = Sums::new(weight);
        let mut first_cell = 0;
        for (time, n_risk) in self.times.iter().zip(self.n_risk.chunks_exact(k)) {
            let end = time.cells_end as usize;
            sums.add(n_risk, &self.cells[first_cell..end], time.n_event, self.ties);
            first_cell = end;
        }
        let linear: f64 = self.events.iter().zip(coef).map(|(d, b)| d * b).sum();
        Derivatives {
            loglik: linear - (sums.denominators.ln() + sums.ln_draws),
            score: self
                .events
                .iter()
                .zip(sums.mean.iter().zip(&sums.drawn))
                .map(|(d, (a, b))| d - (a + b))
                .collect(),
            information: sums.covariance(),
        }
    }
}

/// Sums over the denominators of the likelihood; each denominator is a weighted risk set. Groups stand
/// in the order of the likelihood, the reference last.
struct Sums {
    weight: Vec<f64>,
    /// Weighted numbers at risk and having the event, of the time at hand.
    at_risk: Vec<f64>,
    having_event: Vec<f64>,
    denominators: LogProduct,
    /// Shares of the groups with a coefficient in the denominator at hand, and sums of shares.
    share: Vec<f64>,
    mean: Vec<f64>,
    /// Sums of products of two shares, the lower triangle row by row.
    products: Vec<f64>,
    /// What exact ties give: the logarithms of their denominators, and sums of means and covariances.
    ln_draws: f64,
    drawn: Vec<f64>,
    drawn_together: Vec<f64>,
}

impl Sums {
    fn new(weight: Vec<f64>) -> Self {
        let (k, p) = (weight.len(), weight.len() - 1);
        Sums {
            weight,
            at_risk: vec![0.0; k],
            having_event: vec![0.0; k],
            denominators: LogProduct::default(),
            share: vec![0.0; p],
            mean: vec![0.0; p],
            products: vec![0.0; p * (p + 1) / 2],
            ln_draws: 0.0,
            drawn: vec![0.0; p],
            drawn_together: vec![0.0; p * (p + 1) / 2],
        }
    }

    fn add(&mut self, n_risk: &[u32], cells: &[(usize, u32)], d: u32, ties: Ties) {
        if d > 1 && ties == Ties::Exact {
            self.add_draw(n_risk, d);
            return;
        }
        for (at_risk, (&n, w)) in self.at_risk.iter_mut().zip(n_risk.iter().zip(&self.weight)) {
            *at_risk = f64::from(n) * w;
        }
        if d == 1 || ties == Ties::Breslow {
            self.add_denominator(d);
            return;
        }
        for &(at, n) in cells {
            self.having_event[at] = f64::from(n) * self.weight[at];
        }
        // Each event after the first sees the risk set less a d-th of those having the event.
        let (all, step) = (self.at_risk.clone(), 1.0 / f64::from(d));
        for r in 0..d {
            let fraction = f64::from(r) * step;
            for (left, (all, event)) in self.at_risk.iter_mut().zip(all.iter().zip(&self.having_event)) {
                *left = all - fraction * event;
            }
            self.add_denominator(1);
        }
        for &(at, _) in cells {
            self.having_event[at] = 0.0;
        }
    }

    fn add_draw(&mut self, n_risk: &[u32], d: u32) {
        let draw = exact_groups::draw(n_risk, &self.weight, d);
        self.ln_draws += draw.ln_sum;
        self.drawn.iter_mut().zip(&draw.mean).for_each(|(sum, mean)| *sum += mean);
        self.drawn_together.iter_mut().zip(&draw.covariance).for_each(|(sum, cell)| *sum += cell);
    }

    /// The weighted numbers at risk as they stand, counted `times` times.
    fn add_denominator(&mut self, times: u32) {
        let total: f64 = self.at_risk.iter().sum();
        self.denominators.multiply(total, times);
        let (times, part) = (f64::from(times), 1.0 / total);
        let mut products = self.products.iter_mut();
        let shares = self.share.iter_mut().zip(&self.at_risk).zip(&mut self.mean);
        for ((share, at_risk), mean) in shares {
            *share = at_risk * part;
            *mean += times * *share;
        }
        for (i, &share) in self.share.iter().enumerate() {
            // Zipped from the shares: they run out first and leave the next product in place.
            for (other, product) in self.share[..=i].iter().zip(&mut products) {
                *product += times * share * other;
            }
        }
    }

    fn covariance(&self) -> Matrix {
        let mut covariance = Matrix::zeros(self.mean.len());
        let mut cells = self.products.iter().zip(&self.drawn_together);
        for (i, &mean) in self.mean.iter().enumerate() {
            for (j, (product, drawn)) in (0..=i).zip(&mut cells) {
                let value = if i == j { mean - product } else { -product } + drawn;
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
            ..Subjects::default()
        };
        RiskSets::new(&Survival::new(subjects).unwrap())
    }

    #[test]
    fn derivatives_are_finite_differences() {
        let sets = sets();
        for ties in [Ties::Efron, Ties::Breslow, Ties::Exact] {
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
