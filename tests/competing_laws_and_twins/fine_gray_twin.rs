//! The model of Fine and Gray with every weight written out.

use crate::cohort::{by_group_and_number, cohort};
use crate::common::survival;
use crate::common::tolerance::Quantity;
use crate::config;
use crate::people::{Person, at_risk, count, people, surv_twin, times};
use proptest::prelude::*;
use riskset::competing::fine_gray::{Censoring, fine_gray};
use riskset::data::Subjects;

/// The Fine-Gray model of cause 1 with every weight written out.
struct FineGrayTwin {
    people: Vec<Person>,
    x: Vec<Vec<f64>>,
    events: Vec<f64>,
    by_group: bool,
}

impl FineGrayTwin {
    fn new(subjects: &Subjects, by_group: bool) -> Self {
        let people = people(subjects, |_| true);
        let k = subjects.groups.len();
        let row =
            |p: &Person| (1..k).map(|g| f64::from(u8::from(p.group == g))).chain([p.x]).collect::<Vec<f64>>();
        FineGrayTwin {
            x: people.iter().map(row).collect(),
            events: times(&people, |p| p.cause == 1),
            people,
            by_group,
        }
    }

    fn alike(&self, group: usize) -> Vec<Person> {
        self.people.iter().filter(|p| !self.by_group || p.group == group).copied().collect()
    }

    /// Probability of not being censored before `t`.
    fn uncensored(&self, group: usize, t: f64) -> f64 {
        let people = self.alike(group);
        if people.iter().all(|p| p.time < t) { 0.0 } else { surv_twin(&people, t, false, |cause| cause == 0) }
    }

    fn weight(&self, i: usize, t: f64) -> f64 {
        let Person { time, cause, group, .. } = self.people[i];
        if t <= time {
            1.0
        } else if cause > 1 {
            self.uncensored(group, t) / self.uncensored(group, time)
        } else {
            0.0
        }
    }

    fn risk(&self, i: usize, coef: &[f64]) -> f64 {
        self.x[i].iter().zip(coef).map(|(x, b)| x * b).sum::<f64>().exp()
    }

    fn deaths(&self, t: f64) -> f64 {
        count(&self.people, |p| p.time == t && p.cause == 1)
    }

    fn total(&self, t: f64, coef: &[f64]) -> f64 {
        (0..self.people.len()).map(|i| self.weight(i, t) * self.risk(i, coef)).sum()
    }

    fn mean(&self, t: f64, coef: &[f64]) -> Vec<f64> {
        let sum = |k: usize| -> f64 {
            (0..self.people.len()).map(|i| self.weight(i, t) * self.risk(i, coef) * self.x[i][k]).sum()
        };
        (0..coef.len()).map(|k| sum(k) / self.total(t, coef)).collect()
    }

    fn loglik(&self, coef: &[f64]) -> f64 {
        let own = |i: usize| if self.people[i].cause == 1 { self.risk(i, coef).ln() } else { 0.0 };
        let all: f64 = self.events.iter().map(|&t| self.deaths(t) * self.total(t, coef).ln()).sum();
        (0..self.people.len()).map(own).sum::<f64>() - all
    }

    /// Score, information and the sum of squares of the influences.
    fn at(&self, coef: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let (p, n) = (coef.len(), self.people.len());
        let means: Vec<Vec<f64>> = self.events.iter().map(|&t| self.mean(t, coef)).collect();
        let totals: Vec<f64> = self.events.iter().map(|&t| self.total(t, coef)).collect();
        let (mut score, mut information, mut meat) =
            (vec![0.0; p], vec![vec![0.0; p]; p], vec![vec![0.0; p]; p]);
        // What subject i has of the integral of (x - xbar) w exp(xb) dL from the event time `from` on.
        let drift = |i: usize, k: usize, from: f64| -> f64 {
            let term = |(e, &t): (usize, &f64)| {
                let hazard = self.weight(i, t) * self.risk(i, coef) * self.deaths(t) / totals[e];
                if t >= from { (self.x[i][k] - means[e][k]) * hazard } else { 0.0 }
            };
            self.events.iter().enumerate().map(term).sum()
        };
        for (e, &t) in self.events.iter().enumerate() {
            for i in 0..n {
                let share = self.weight(i, t) * self.risk(i, coef) * self.deaths(t) / totals[e];
                for k in 0..p {
                    for (l, cell) in information[k].iter_mut().enumerate() {
                        *cell += share * (self.x[i][k] - means[e][k]) * (self.x[i][l] - means[e][l]);
                    }
                }
            }
        }
        for i in 0..n {
            let Person { time, cause, group, .. } = self.people[i];
            let event = self.events.iter().position(|&t| t == time && cause == 1);
            let alike = self.alike(group);
            let mut influence = vec![0.0; p];
            for k in 0..p {
                let own = event.map_or(0.0, |e| self.x[i][k] - means[e][k]);
                score[k] += own;
                let q = |u: f64| -> f64 {
                    let earlier = |j: &usize| {
                        let other = self.people[*j];
                        other.cause > 1 && other.time < u && (!self.by_group || other.group == group)
                    };
                    (0..n).filter(earlier).map(|j| drift(j, k, u)).sum()
                };
                influence[k] = own - drift(i, k, f64::NEG_INFINITY);
                if cause == 0 {
                    influence[k] += q(time) / at_risk(&alike, time);
                }
                for u in times(&alike, |p| p.cause == 0 && p.time <= time) {
                    let censored = count(&alike, |p| p.cause == 0 && p.time == u);
                    influence[k] -= q(u) * censored / at_risk(&alike, u) / at_risk(&alike, u);
                }
            }
            for k in 0..p {
                for l in 0..p {
                    meat[k][l] += influence[k] * influence[l];
                }
            }
        }
        (score, information, meat)
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn fine_gray_has_a_twin(subjects in cohort(2..=3, 2, Just(false)), by_group in any::<bool>()) {
        let censoring = if by_group { Censoring::EachGroup } else { Censoring::Everybody };
        let Ok(fit) = fine_gray(&survival(&subjects), &by_group_and_number(), 1, censoring) else { return Ok(()) };
        let estimates: Option<Vec<_>> = fit.coefficients.iter().map(|c| c.estimate).collect();
        let Some(estimates) = estimates else { return Ok(()) };
        let coef: Vec<f64> = estimates.iter().map(|estimate| estimate.coef).collect();
        let twin = FineGrayTwin::new(&subjects, by_group);
        Quantity::LogLikelihood.assert("null", fit.loglik_null, twin.loglik(&vec![0.0; coef.len()]));
        Quantity::LogLikelihood.assert("loglik", fit.loglik, twin.loglik(&coef));
        // At the top: no step leads up, and the score is 0.
        let (score, information, meat) = twin.at(&coef);
        for (k, score) in score.iter().enumerate() {
            Quantity::Score.assert("score", *score, 0.0);
            // A V A = the sum of squares of the influences.
            for l in 0..coef.len() {
                let mut product = 0.0;
                for (a, row) in information.iter().enumerate() {
                    for (b, other) in information.iter().enumerate() {
                        product += row[k] * fit.covariance[(a, b)] * other[l];
                    }
                }
                let size = (meat[k][k] * meat[l][l]).sqrt();
                prop_assert!((product - meat[k][l]).abs() <= 1e-7 * size + 1e-10, "{product} {}", meat[k][l]);
            }
        }
    }
}
