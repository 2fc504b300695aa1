//! Likelihood, penalty, limits and robust errors straight from their definitions.

use crate::agreement::same;
use crate::cohort::{cohort, design, estimate, fit, number, ordered};
use crate::common::tolerance::{Quantity, STEP};
use crate::{TIES, config};
use proptest::prelude::*;
use riskset::cox::design::Design;
use riskset::cox::firth::firth;
use riskset::cox::likelihood::Ties;
use riskset::cox::partial::PartialLikelihood;
use riskset::cox::profile::limits;
use riskset::cox::regression::{Coefficient, NoFit};
use riskset::cox::robust::robust;
use riskset::data::{Labels, Subjects};
use riskset::math::symmetric::{Cholesky, Matrix};

/// Sum over all choices of `d` of the product of their weights.
fn choices(weights: &[f64], d: usize) -> f64 {
    let mut sums = vec![0.0; d + 1];
    sums[0] = 1.0;
    for w in weights {
        for j in (1..=d).rev() {
            sums[j] += w * sums[j - 1];
        }
    }
    sums[d]
}

/// The log partial likelihood, event time by event time and row by row.
fn loglik_twin(design: &Design, coef: &[f64], ties: Ties) -> f64 {
    let linear = design.linear_predictor(coef);
    let mut sum = 0.0;
    for rows in &design.strata {
        let mut times: Vec<f64> = rows.clone().filter(|&i| design.event[i]).map(|i| design.time[i]).collect();
        times.dedup();
        for t in times {
            let starts_before = |i: usize| design.entry.as_ref().is_none_or(|entry| entry[i] < t);
            let at_risk: Vec<usize> =
                rows.clone().filter(|&i| starts_before(i) && t <= design.time[i]).collect();
            let having: Vec<usize> =
                rows.clone().filter(|&i| design.event[i] && design.time[i] == t).collect();
            sum += having.iter().map(|&i| linear[i]).sum::<f64>();
            let weights: Vec<f64> = at_risk.iter().map(|&i| linear[i].exp()).collect();
            let all: f64 = weights.iter().sum();
            let events: f64 = having.iter().map(|&i| linear[i].exp()).sum();
            let d = having.len();
            sum -= match ties {
                Ties::Breslow => d as f64 * all.ln(),
                Ties::Efron => (0..d).map(|r| (all - r as f64 / d as f64 * events).ln()).sum(),
                Ties::Exact => choices(&weights, d).ln(),
            };
        }
    }
    sum
}

/// `l + 0.5 ln det I` of all columns, with the determinant by elimination.
fn penalised_twin(design: &Design, coef: &[f64], ties: Ties) -> f64 {
    let here = PartialLikelihood::new(design, ties).evaluate(coef);
    let mut rows: Vec<Vec<f64>> = here.information.rows().map(<[f64]>::to_vec).collect();
    let mut ln_determinant = 0.0;
    for k in 0..rows.len() {
        ln_determinant += rows[k][k].ln();
        for i in k + 1..rows.len() {
            let factor = rows[i][k] / rows[k][k];
            let above = rows[k].clone();
            rows[i].iter_mut().zip(&above).for_each(|(cell, above)| *cell -= factor * above);
        }
    }
    here.loglik + ln_determinant / 2.0
}

/// The maximum with one coefficient held, by coordinate steps: the slow way.
fn held(design: &Design, ties: Ties, k: usize, value: f64) -> f64 {
    let likelihood = PartialLikelihood::new(design, ties);
    let mut coef = vec![0.0; design.n_columns()];
    coef[k] = value;
    let mut here = likelihood.evaluate(&coef);
    for _ in 0..200 {
        let free: Vec<usize> =
            (0..coef.len()).filter(|&j| j != k && here.information[(j, j)] > 0.0).collect();
        let slope: Vec<f64> = free.iter().map(|&j| here.score[j]).collect();
        let mut step = Cholesky::new(&here.information.part(&free)).solve(&slope);
        loop {
            let mut next = coef.clone();
            free.iter().zip(&step).for_each(|(&j, s)| next[j] += s);
            let there = likelihood.evaluate(&next);
            if there.loglik >= here.loglik - 1e-12 {
                (coef, here) = (next, there);
                break;
            }
            step.iter_mut().for_each(|s| *s /= 2.0);
            if step.iter().all(|s| s.abs() < 1e-15) {
                return here.loglik;
            }
        }
    }
    here.loglik
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_likelihood_is_its_twin(subjects in cohort(), point in prop::collection::vec(-1.0_f64..1.0, 4)) {
        let design = design(&subjects);
        for ties in TIES {
            let likelihood = PartialLikelihood::new(&design, ties);
            let here = likelihood.evaluate(&point);
            same("loglik", here.loglik, loglik_twin(&design, &point, ties), 1.0);
            for i in 0..point.len() {
                let moved = |by: f64| {
                    let mut at = point.clone();
                    at[i] += by;
                    (likelihood.evaluate(&at), loglik_twin(&design, &at, ties))
                };
                // Eighths of a step: the whole numbers go to 8, and their cubes count.
                let ((up, up_twin), (down, down_twin)) = (moved(STEP / 8.0), moved(-STEP / 8.0));
                let slope = (up_twin - down_twin) / (STEP / 4.0);
                Quantity::Slope.assert("score", here.score[i], slope);
                for j in 0..point.len() {
                    let bend = (down.score[j] - up.score[j]) / (STEP / 4.0);
                    Quantity::Slope.assert("information", here.information[(i, j)], bend);
                }
            }
        }
    }

    #[test]
    fn a_penalised_fit_is_at_its_top(subjects in cohort(), ties in prop::sample::select(vec![Ties::Efron, Ties::Breslow])) {
        let design = design(&subjects);
        let fit = match firth(&design, ties, 0.95) {
            Ok(fit) => fit,
            Err(why) => {
                prop_assert!(!matches!(why, NoFit::NotConverged | NoFit::TooLong), "{why:?}");
                return Ok(());
            }
        };
        if fit.coefficients.iter().any(Result::is_err) {
            return Ok(());
        }
        let estimates: Vec<_> = fit.coefficients.iter().map(|c| c.clone().unwrap()).collect();
        let top: Vec<f64> = estimates.iter().map(|e| e.coef).collect();
        for (k, estimate) in estimates.iter().enumerate() {
            let moved = |by: f64| {
                let mut at = top.clone();
                at[k] += by * estimate.se;
                penalised_twin(&design, &at, ties)
            };
            let h = 1e-3;
            let slope = (8.0 * (moved(h) - moved(-h)) - (moved(2.0 * h) - moved(-2.0 * h))) / (12.0 * h);
            prop_assert!(slope.abs() < 1e-7, "{slope} of {k}: {fit:?}");
            prop_assert!(estimate.lr.is_ok_and(|lr| lr.chi_sq >= 0.0), "{estimate:?}");
            prop_assert!(estimate.limits.lower.is_ok_and(|lower| lower < estimate.coef), "{estimate:?}");
            prop_assert!(estimate.limits.upper.is_ok_and(|upper| upper > estimate.coef), "{estimate:?}");
        }
    }

    #[test]
    fn limits_stand_where_the_likelihood_has_fallen(subjects in cohort(), ties in prop::sample::select(TIES.to_vec())) {
        let design = design(&subjects);
        let Ok(ours) = fit(&design, ties) else { return Ok(()) };
        let found = limits(&design, &ours, 0.9);
        for (k, (coefficient, limits)) in ours.coefficients.iter().zip(&found).enumerate() {
            let (down, up) = match coefficient {
                Coefficient::Estimated(_) => (true, true),
                Coefficient::RunsUp => (true, false),
                Coefficient::RunsDown => (false, true),
                _ => (false, false),
            };
            prop_assert_eq!((limits.lower.is_ok(), limits.upper.is_ok()), (down, up), "{} {:?}", k, ours);
            for limit in [limits.lower, limits.upper].into_iter().flatten() {
                let fallen = 2.0 * (ours.loglik - held(&design, ties, k, limit));
                prop_assert!((fallen - 2.705_543_454_095_404).abs() < 1e-6, "{fallen} at {limit} of {k}: {ours:?}");
            }
        }
    }
}

/// Somebody of enormous weight leaves; what is left must not be the rounding of what was there.
#[test]
fn who_leaves_takes_no_digits_along() {
    let mut subjects = ordered(&[1, 1, 1, 1, 1, 1], &[&[0.3, -0.2, 0.1, 0.4, 0.0, 40.0]]);
    // The last one comes in after the first four events.
    subjects.entry = Some(vec![0.0, 0.0, 0.0, 0.0, 0.0, 4.5]);
    let design = design(&subjects);
    for ties in TIES {
        let here = PartialLikelihood::new(&design, ties).evaluate(&[1.0]);
        same("loglik", here.loglik, loglik_twin(&design, &[1.0], ties), 0.0);
        let slope =
            (loglik_twin(&design, &[1.0 + 1e-5], ties) - loglik_twin(&design, &[1.0 - 1e-5], ties)) / 2e-5;
        assert!((here.score[0] - slope).abs() < 1e-7, "{} {slope}", here.score[0]);
    }
}

/// The information of one column, denominator by denominator with the mean taken out first.
fn information_twin(design: &Design, b: f64) -> f64 {
    let x = &design.columns[0].values;
    let mut sum = 0.0;
    for rows in &design.strata {
        for having in rows.clone().filter(|&i| design.event[i]) {
            let t = design.time[having];
            let late = |i: usize| design.entry.as_ref().is_some_and(|entry| entry[i] >= t);
            let at_risk: Vec<usize> = rows.clone().filter(|&i| design.time[i] >= t && !late(i)).collect();
            let weight = |i: usize| (b * (x[i] - x[having])).exp();
            let total: f64 = at_risk.iter().map(|&i| weight(i)).sum();
            let mean = at_risk.iter().map(|&i| weight(i) * x[i]).sum::<f64>() / total;
            sum += at_risk.iter().map(|&i| weight(i) * (x[i] - mean).powi(2)).sum::<f64>() / total;
        }
    }
    sum
}

/// The hazard of one stratum is far above that of the next (the larger the number, the sooner), and in one stratum that of
/// the first days far above that of the later ones. The sum over a stratum, or over late days, must not be what rounding left of both.
#[test]
fn no_digits_are_lost_beside_a_large_hazard() {
    let x = [10.0, 9.0, 8.0, 7.0, 2.0, 1.0, 0.5, 0.0];
    let mut strata = ordered(&[1, 1, 1, 0, 1, 1, 1, 0], &[&x]);
    strata.strata = Some(Labels { of: vec![0, 0, 0, 0, 1, 1, 1, 1], names: vec!["a".into(), "b".into()] });
    let mut entry = ordered(&[1, 1, 1, 0, 1, 1, 1, 0], &[&[0.0, 0.5, 1.0, 2.0, 9.0, 8.0, 9.5, 10.0]]);
    entry.entry = Some(vec![0.0, 0.0, 0.0, 0.0, 4.5, 4.5, 4.5, 4.5]);
    for (subjects, points) in [(strata, [-4.0, 4.0]), (entry, [-4.0, 4.0])] {
        let design = design(&subjects);
        for (ties, b) in [Ties::Efron, Ties::Breslow].into_iter().flat_map(|ties| points.map(|b| (ties, b))) {
            let here = PartialLikelihood::new(&design, ties).evaluate(&[b]);
            Quantity::Variance.assert("information", here.information[(0, 0)], information_twin(&design, b));
        }
    }
}

/// Sums over all subsets, one by one.
#[test]
fn exact_by_listing_all_choices() {
    let subjects = Subjects {
        covariates: vec![number("x", vec![0.5, 2.0, -1.0, 0.0, 1.5, 3.0, -0.5])],
        ..crate::common::subjects(&[1.0, 1.0, 1.0, 2.0, 3.0, 3.0, 4.0], &[1, 1, 1, 0, 1, 1, 0], &[0; 7])
    };
    let design = design(&subjects);
    let b = 0.7_f64;
    let x = &design.columns[0].values;
    let listed = |from: usize, d: u32| -> f64 {
        let sets =
            (0..1_u32 << 7).filter(|set| set.count_ones() == d && set.trailing_zeros() as usize >= from);
        sets.map(|set| (0..7).filter(|i| set >> i & 1 == 1).map(|i| (b * x[i]).exp()).product::<f64>()).sum()
    };
    let having: f64 = (0..7).filter(|&i| design.event[i]).map(|i| b * x[i]).sum();
    let expected = having - listed(0, 3).ln() - listed(4, 2).ln();
    same("loglik", PartialLikelihood::new(&design, Ties::Exact).evaluate(&[b]).loglik, expected, 0.0);
}

/// The sandwich from the definition: what each cluster adds to the score, event by event.
#[test]
fn robust_by_hand() {
    // Two at risk, one event of each kind; Breslow, no ties. b maximises b - ln(e^b + 2) - ln(2) ...
    let subjects = Subjects {
        covariates: vec![number("x", vec![1.0, 0.0, 0.0, 1.0])],
        cluster: Some(vec![7, 7, 9, 3]),
        ..crate::common::subjects(&[1.0, 2.0, 3.0, 4.0], &[1, 1, 1, 0], &[0; 4])
    };
    let design = design(&subjects);
    let ours = fit(&design, Ties::Breslow).unwrap();
    let r = estimate(&ours, 0).coef.exp();
    // Shares of x = 1 at risk: 2r/(2+2r), r/(2+r), r/(1+r).
    let m = [2.0 * r / (2.0 + 2.0 * r), r / (2.0 + r), r / (1.0 + r)];
    let h = [1.0 / (2.0 + 2.0 * r), 1.0 / (2.0 + r), 1.0 / (1.0 + r)];
    let parts = [
        (1.0 - m[0]) - r * (1.0 - m[0]) * h[0],
        -m[1] + m[0] * h[0] + m[1] * h[1],
        -m[2] + m[0] * h[0] + m[1] * h[1] + m[2] * h[2],
        -r * ((1.0 - m[0]) * h[0] + (1.0 - m[1]) * h[1] + (1.0 - m[2]) * h[2]),
    ];
    let middle = (parts[0] + parts[1]).powi(2) + parts[2].powi(2) + parts[3].powi(2);
    let variance = middle * estimate(&ours, 0).se.powi(4);
    let found = robust(&design, &ours).unwrap();
    assert_eq!(found.n_clusters, 3);
    Quantity::Variance.assert("sandwich", found.variance[(0, 0)], variance);
    let _: &Matrix = &found.variance;
}
