//! The partial likelihood denominator by denominator: what all twins stand on.

use riskset::cox::design::Design;
use riskset::cox::likelihood::Ties;

/// One denominator of the partial likelihood: who is in it with which weight, at which time.
pub(crate) struct Denominator {
    pub(crate) stratum: usize,
    pub(crate) time: f64,
    pub(crate) n_event: usize,
    /// Weight of each row, 0 for those not at risk; `present` is what is still there of a tied event.
    pub(crate) weight: Vec<f64>,
    pub(crate) present: Vec<f64>,
}

impl Denominator {
    pub(crate) fn total(&self) -> f64 {
        self.weight.iter().sum()
    }

    pub(crate) fn mean(&self, x: &[f64]) -> f64 {
        self.weight.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() / self.total()
    }
}

pub(crate) fn stratum_of(design: &Design, row: usize) -> usize {
    design.strata.iter().position(|rows| rows.contains(&row)).unwrap()
}

pub(crate) fn denominators(design: &Design, coef: &[f64], ties: Ties) -> Vec<Denominator> {
    let n = design.n_rows();
    let linear = |i: usize| -> f64 { design.columns.iter().zip(coef).map(|(c, b)| c.values[i] * b).sum() };
    let mut all = Vec::new();
    for (stratum, rows) in design.strata.iter().enumerate() {
        let mut times: Vec<f64> = rows.clone().filter(|&i| design.event[i]).map(|i| design.time[i]).collect();
        times.dedup();
        for time in times {
            let events = rows.clone().filter(|&i| design.event[i] && design.time[i] == time).count();
            for r in 0..events {
                let left = if ties == Ties::Efron { 1.0 - r as f64 / events as f64 } else { 1.0 };
                let present: Vec<f64> = (0..n)
                    .map(|i| {
                        let late = design.entry.as_ref().is_some_and(|entry| entry[i] >= time);
                        if !rows.contains(&i) || late || design.time[i] < time {
                            0.0
                        } else if design.event[i] && design.time[i] == time {
                            left
                        } else {
                            1.0
                        }
                    })
                    .collect();
                let weight = (0..n).map(|i| present[i] * linear(i).exp()).collect();
                all.push(Denominator { stratum, time, n_event: events, weight, present });
            }
        }
    }
    all
}
