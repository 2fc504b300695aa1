//! Residuals, hazards and curves row by row.

use crate::TIES;
use crate::cohort::draws;
use crate::common::tolerance::Quantity;
use crate::denominators::{Denominator, denominators, stratum_of};
use riskset::cox::adjusted::standardised;
use riskset::cox::baseline::Baseline;
use riskset::cox::likelihood::Ties;
use riskset::cox::residuals::{martingale, schoenfeld, score};
use riskset::math::symmetric::Matrix;

#[test]
fn residuals_row_by_row() {
    for (design, coef) in draws(300) {
        for ties in TIES {
            let all = denominators(&design, &coef, ties);
            let of_rows = martingale(&design, &design.linear_predictor(&coef), ties);
            let of_score = score(&design, &coef, ties).unwrap();
            let of_events = schoenfeld(&design, &coef, ties).unwrap();
            for i in 0..design.n_rows() {
                // The hazard of a denominator, as far as the row is in it.
                let lived = |d: &Denominator| d.weight[i] / d.total();
                let own: Vec<&Denominator> = all
                    .iter()
                    .filter(|d| {
                        design.event[i] && d.time == design.time[i] && d.stratum == stratum_of(&design, i)
                    })
                    .collect();
                let event = f64::from(u8::from(design.event[i]));
                Quantity::Residual.assert(
                    "martingale",
                    of_rows[i],
                    event - all.iter().map(lived).sum::<f64>(),
                );
                for (j, column) in design.columns.iter().enumerate() {
                    let x = column.values[i];
                    let jump =
                        own.iter().map(|d| (x - d.mean(&column.values)) / d.n_event as f64).sum::<f64>();
                    let drift: f64 = all.iter().map(|d| (x - d.mean(&column.values)) * lived(d)).sum();
                    Quantity::Residual.assert("score", of_score[j][i], jump - drift);
                    if let Some(at) = of_events.rows.iter().position(|&row| row as usize == i) {
                        Quantity::Residual.assert("schoenfeld", of_events.columns[j][at], jump);
                    }
                }
            }
        }
    }
}

#[test]
fn hazards_and_predicted_curves() {
    for (design, coef) in draws(300) {
        let mut covariance = Matrix::zeros(3);
        for (i, j, value) in [(0, 0, 0.5), (1, 1, 0.4), (2, 2, 0.3), (0, 1, 0.1), (1, 2, -0.05)] {
            covariance[(i, j)] = value;
            covariance[(j, i)] = value;
        }
        let values = [1.0, 0.0, 1.5];
        let weight: f64 = values.iter().zip(&coef).map(|(x, b)| x * b).sum::<f64>().exp();
        for ties in TIES {
            let all = denominators(&design, &coef, ties);
            let baseline = Baseline::new(&design, &coef, ties);
            for (s, stratum) in baseline.strata.iter().enumerate() {
                let curve = baseline.predict(s, &values, &covariance).unwrap();
                for (at, &time) in stratum.time.iter().enumerate() {
                    let until: Vec<&Denominator> =
                        all.iter().filter(|d| d.stratum == s && d.time <= time).collect();
                    let hazard: f64 = until.iter().map(|d| 1.0 / d.total()).sum();
                    let now = until.iter().rfind(|d| d.time == time).unwrap();
                    let n_risk = now.present.iter().filter(|&&present| present > 0.0).count();
                    assert_eq!(
                        (stratum.n_risk[at] as usize, stratum.n_event[at] as usize),
                        (n_risk, now.n_event)
                    );
                    Quantity::Predicted.assert("hazard", baseline.cum_haz(s)[at], hazard);
                    Quantity::Predicted.assert("cum_haz", curve.cum_haz[at], hazard * weight);
                    Quantity::Predicted.assert("surv", curve.surv[at], (-hazard * weight).exp());
                    let known: f64 = until.iter().map(|d| d.total().powi(-2)).sum();
                    let q: Vec<f64> = (0..3)
                        .map(|j| {
                            let gap = |d: &&Denominator| values[j] - d.mean(&design.columns[j].values);
                            until.iter().map(|d| gap(d) / d.total()).sum()
                        })
                        .collect();
                    let pairs = (0..3).flat_map(|i| (0..3).map(move |j| (i, j)));
                    let learnt: f64 = pairs.map(|(i, j)| q[i] * q[j] * covariance[(i, j)]).sum();
                    Quantity::Predicted.assert(
                        "variance",
                        curve.var_log_surv[at],
                        weight * weight * (known + learnt),
                    );
                    assert_eq!(curve.surv_at(time), Some(curve.surv[at]));
                }
                assert_eq!(curve.surv_at(stratum.last_time + 1.0), None);
            }
        }
    }
}

#[test]
fn standardised_curves_row_by_row() {
    for (design, coef) in draws(200) {
        let Ok(found) = standardised(&design, 0, &coef, Ties::Efron) else { continue };
        let all = denominators(&design, &coef, Ties::Efron);
        for (g, curve) in found.curves.iter().enumerate() {
            for (&time, &surv) in found.time.iter().zip(&curve.surv) {
                let effect = if g == 0 { 0.0 } else { coef[g - 1] };
                let of_row = |i: usize| {
                    let here = |d: &&Denominator| d.stratum == stratum_of(&design, i) && d.time <= time;
                    let hazard: f64 = all.iter().filter(here).map(|d| 1.0 / d.total()).sum();
                    (-hazard * (effect + coef[2] * design.columns[2].values[i]).exp()).exp()
                };
                let mean = (0..design.n_rows()).map(of_row).sum::<f64>() / design.n_rows() as f64;
                Quantity::Adjusted.assert("standardised", surv, mean);
            }
        }
    }
}
