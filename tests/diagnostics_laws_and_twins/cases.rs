//! Data made for one question each: very many rows, very large values, and nothing to compute.

use crate::cohort::draws;
use crate::common::chance::Dice;
use crate::common::survival;
use crate::common::tolerance::Quantity;
use riskset::cox::adjusted::{GRID, NoAdjusted, at_means, standardised};
use riskset::cox::baseline::Baseline;
use riskset::cox::design::{Design, Model};
use riskset::cox::likelihood::Ties;
use riskset::cox::ph_plot::ph_residuals;
use riskset::cox::ph_test::{NoPhTest, Transform, ph_test};
use riskset::cox::residuals::{dfbetas, martingale, schoenfeld, score};
use riskset::data::{Covariate, Subjects, Values};
use riskset::estimate::kaplan_meier::by_group;
use riskset::math::symmetric::Matrix;
use riskset::risk_set::RiskSets;

/// A design of two groups and a number that takes as many values as there are rows.
fn large(n: usize) -> Design {
    let mut dice = Dice(7);
    let subjects = Subjects {
        time: (0..n).map(|i| 1.0 + i as f64 / 16.0).collect(),
        cause: vec![1; n],
        group: (0..n).map(|_| dice.roll(2) as u16).collect(),
        groups: vec!["a".into(), "b".into()],
        covariates: vec![Covariate {
            name: "x".into(),
            values: Values::Number((0..n).map(|_| dice.roll(1 << 30) as f64 / (1 << 26) as f64).collect()),
        }],
        ..Subjects::default()
    };
    let model = Model { reference: Some(0), covariates: vec![0], stratified: false };
    Design::new(&survival(&subjects), &model)
}

/// Where all times would be too many, the curves stand on a grid and are right on it.
#[test]
fn a_grid_where_all_times_would_take_too_long() {
    let (design, coef) = (large(8_000), [0.5, -0.9]);
    let found = standardised(&design, 0, &coef, Ties::Efron).unwrap();
    assert!(!found.all_times && found.time.len() == GRID);
    assert_eq!((found.time[0], found.time[GRID - 1]), (design.time[0], design.time[7_999]));
    let baseline = Baseline::new(&design, &coef, Ties::Efron);
    let (times, hazard) = (&baseline.strata[0].time, baseline.cum_haz(0));
    for at in [0, 100, 250, 499] {
        let place = times.iter().position(|&time| time == found.time[at]).unwrap();
        for (curve, effect) in found.curves.iter().zip([0.0, 0.5]) {
            let of_row = |x: &f64| (-hazard[place] * (effect - 0.9 * x).exp()).exp();
            let mean = design.columns[1].values.iter().map(of_row).sum::<f64>() / 8_000.0;
            Quantity::Adjusted.assert("standardised", curve.surv[at], mean);
        }
    }
}

/// Rows of a weight of e^90 come and go; those of weight 1 are counted all the same.
#[test]
fn a_large_weight_that_leaves_takes_nothing_along() {
    let subjects = Subjects {
        time: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        entry: Some(vec![0.0, 0.0, 2.5, 0.0, 4.5, 0.0]),
        cause: vec![1, 1, 0, 1, 0, 1],
        group: vec![0; 6],
        groups: vec!["all".into()],
        covariates: vec![Covariate {
            name: "x".into(),
            values: Values::Number(vec![0.0, 0.0, 90.0, 0.0, 90.0, 0.0]),
        }],
        ..Subjects::default()
    };
    let model = Model { reference: None, covariates: vec![0], stratified: false };
    let design = Design::new(&survival(&subjects), &model);
    // The large ones are at risk at no event: hazards 1/4, 1/3, 1/2, 1.
    let baseline = Baseline::new(&design, &[1.0], Ties::Efron);
    let (mut sum, mut hazard) = (0.0, Vec::new());
    for n in [4.0, 3.0, 2.0, 1.0] {
        sum += 1.0 / n;
        hazard.push(sum);
    }
    Quantity::Predicted.assert_all("hazard", &baseline.cum_haz(0), &hazard);
}

/// With no covariate at work the hazard is that of Nelson and Aalen, whose steps are those of Kaplan and Meier.
#[test]
fn without_effects_the_hazard_is_nelson_aalen() {
    for (mut design, _) in draws(60).filter(|(design, _)| design.strata.len() == 1) {
        design.columns.iter_mut().for_each(|column| column.values.fill(0.0));
        let subjects = Subjects {
            time: design.time.clone(),
            entry: design.entry.clone(),
            cause: design.event.iter().map(|&event| u8::from(event)).collect(),
            group: vec![0; design.n_rows()],
            groups: vec!["all".into()],
            ..Subjects::default()
        };
        let curve = &by_group(&RiskSets::new(&survival(&subjects)))[0];
        let mut sum = 0.0;
        let at_events = (0..curve.time.len()).filter(|&i| curve.n_event[i] > 0);
        let expected: Vec<f64> = at_events
            .map(|i| {
                sum += f64::from(curve.n_event[i]) / f64::from(curve.n_risk[i]);
                sum
            })
            .collect();
        let ours = Baseline::new(&design, &[0.7, 0.1, -0.3], Ties::Breslow).cum_haz(0);
        Quantity::Predicted.assert_all("hazard", &ours, &expected);
    }
}

// --- Nothing to compute, nothing that panics ---

#[test]
fn what_there_is_not() {
    let (mut design, coef) = draws(1).next().unwrap();
    assert!(design.strata.len() == 2 && design.terms.len() == 2);
    let zeros = Matrix::zeros(3);
    assert_eq!(at_means(&design, 0, &coef, &zeros, Ties::Efron).err(), Some(NoAdjusted::Stratified));
    assert_eq!(standardised(&design, 1, &coef, Ties::Efron).err(), Some(NoAdjusted::NoGroups));
    assert_eq!(standardised(&design, 2, &coef, Ties::Efron).err(), Some(NoAdjusted::NoGroups));
    let exact = ph_test(&design, &coef, Ties::Exact, Transform::Km);
    assert_eq!(exact.err(), Some(NoPhTest::ExactTies));
    design.event.fill(false);
    assert_eq!(standardised(&design, 0, &coef, Ties::Efron).err(), Some(NoAdjusted::NoEvents));
    assert_eq!(ph_test(&design, &coef, Ties::Efron, Transform::Km).err(), Some(NoPhTest::NoEvents));
    assert_eq!(ph_residuals(&design, &coef, Ties::Efron, Transform::Km).err(), Some(NoPhTest::NoEvents));
    assert!(martingale(&design, &design.linear_predictor(&coef), Ties::Efron).iter().all(|&m| m == 0.0));
    assert_eq!(schoenfeld(&design, &coef, Ties::Efron).unwrap().rows, Vec::<u32>::new());
    assert!(Baseline::new(&design, &coef, Ties::Efron).strata.iter().all(|stratum| stratum.time.is_empty()));
}

/// Nobody has a value of `x`: a design without rows.
#[test]
fn a_design_without_rows() {
    let subjects = Subjects {
        time: vec![1.0, 2.0],
        cause: vec![1, 1],
        group: vec![0, 1],
        groups: vec!["a".into(), "b".into()],
        covariates: vec![Covariate { name: "x".into(), values: Values::Number(vec![f64::NAN; 2]) }],
        ..Subjects::default()
    };
    let model = Model { reference: Some(0), covariates: vec![0], stratified: false };
    let design = Design::new(&survival(&subjects), &model);
    let coef = [0.1, 0.2];
    for transform in Transform::ALL {
        assert_eq!(ph_test(&design, &coef, Ties::Efron, transform), Err(NoPhTest::NoEvents));
    }
    assert_eq!(martingale(&design, &[], Ties::Efron), Vec::<f64>::new());
    assert_eq!(score(&design, &coef, Ties::Efron).unwrap(), vec![Vec::<f64>::new(); 2]);
    assert_eq!(at_means(&design, 0, &coef, &Matrix::zeros(2), Ties::Efron).err(), Some(NoAdjusted::NoEvents));
}

/// A value too large to square counts as no information, and no number becomes NaN.
#[test]
fn an_unreasonable_value_is_kept_out() {
    for (mut design, coef) in draws(20) {
        design.columns[2].values[0] = 1e300;
        let of_score = score(&design, &coef, Ties::Efron).unwrap();
        assert!(of_score.iter().flatten().all(|value| value.is_finite()));
        let mut variance = Matrix::zeros(3);
        (0..2).for_each(|j| variance[(j, j)] = 1.0);
        assert!(dfbetas(&of_score, &variance).iter().flatten().all(|value| value.is_finite()));
        if let Ok(test) = ph_test(&design, &coef, Ties::Efron, Transform::Km) {
            assert!(test.columns[2].is_none() && test.global.chi_sq.is_finite());
        }
    }
}
