//! Laws that residuals, tests of proportional hazards, hazards and adjusted curves obey.

use crate::cohort::{coefficients, cohort, laid_out};
use crate::common::rows::{at_other_times, split};
use crate::common::survival;
use crate::common::tolerance::Quantity;
use crate::ph_test_twin::all_tested;
use crate::{TIES, config};
use proptest::prelude::*;
use riskset::cox::adjusted::{NoAdjusted, at_means, standardised};
use riskset::cox::baseline::Baseline;
use riskset::cox::design::{Design, Model};
use riskset::cox::likelihood::Ties;
use riskset::cox::partial::PartialLikelihood;
use riskset::cox::ph_test::{NoPhTest, PhTest, Transform, ph_test, ph_test_groups};
use riskset::cox::residuals::{deviance, dfbeta, martingale, schoenfeld, score};
use riskset::cox::{fit_groups, regression};
use riskset::math::symmetric::Matrix;
use riskset::risk_set::RiskSets;

/// The statistics of all tests, those of no test as -1.
fn statistics(test: &Result<PhTest, NoPhTest>) -> Vec<f64> {
    test.as_ref().map_or(Vec::new(), |test| {
        let each = test.columns.iter().chain(&test.terms).map(|test| test.map_or(-1.0, |test| test.chi_sq));
        each.chain([test.global.chi_sq, test.global.df as f64]).collect()
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn residuals_add_up((subjects, coef) in (cohort(), coefficients())) {
        let (design, coef) = laid_out(&subjects, &coef);
        for ties in TIES {
            let of_rows = martingale(&design, &design.linear_predictor(&coef), ties);
            for rows in &design.strata {
                Quantity::Residual.assert("martingale", of_rows[rows.clone()].iter().sum(), 0.0);
            }
            prop_assert!(of_rows.iter().zip(&design.event).all(|(m, event)| *m <= f64::from(u8::from(*event))));
            for (deviance, of_row) in deviance(&of_rows, &design.event).iter().zip(&of_rows) {
                prop_assert!(deviance.is_finite() && (*deviance == 0.0 || deviance.signum() == of_row.signum()));
            }
            let gradient = PartialLikelihood::new(&design, ties).evaluate(&coef).score;
            let by_column = |columns: &[Vec<f64>]| columns.iter().map(|c| c.iter().sum()).collect::<Vec<f64>>();
            let of_score = score(&design, &coef, ties).unwrap();
            Quantity::Residual.assert_all("score", &by_column(&of_score), &gradient);
            let of_events = schoenfeld(&design, &coef, ties).unwrap();
            Quantity::Residual.assert_all("schoenfeld", &by_column(&of_events.columns), &gradient);
        }
    }

    #[test]
    fn at_the_maximum_residuals_add_up_to_nothing(subjects in cohort()) {
        let (design, _) = laid_out(&subjects, &[0.0; 3]);
        for ties in TIES {
            let Ok(fit) = regression::fit(&design, ties, &regression::Options::default()) else { continue };
            let settled = |&column: &usize| fit.coefficients[column].estimate().is_some();
            if !fit.has_maximum() || !fit.kept.iter().all(settled) {
                continue;
            }
            let of_score = score(&design, &fit.coef, ties).unwrap();
            for columns in [&of_score, &schoenfeld(&design, &fit.coef, ties).unwrap().columns] {
                for (j, column) in columns.iter().enumerate().filter(|(j, _)| fit.kept.contains(j)) {
                    Quantity::Score.assert(&format!("column {j}"), column.iter().sum(), 0.0);
                }
            }
            for column in dfbeta(&of_score, &fit.variance) {
                Quantity::Score.assert("dfbeta", column.iter().sum(), 0.0);
            }
        }
    }

    #[test]
    fn only_the_order_of_times_matters((subjects, coef) in (cohort(), coefficients())) {
        let bent = at_other_times(&subjects, |time| 3.0 * time + (time + 2.0).sqrt());
        let ((here, coef), (there, _)) = (laid_out(&subjects, &coef), laid_out(&bent, &coef));
        for (ties, transform) in TIES.into_iter().flat_map(|ties| [(ties, Transform::Km), (ties, Transform::Rank)]) {
            prop_assert_eq!(ph_test(&here, &coef, ties, transform), ph_test(&there, &coef, ties, transform));
        }
        for ties in TIES {
            prop_assert_eq!(score(&here, &coef, ties), score(&there, &coef, ties));
            prop_assert_eq!(Baseline::new(&here, &coef, ties).cum_haz(0), Baseline::new(&there, &coef, ties).cum_haz(0));
        }
    }

    #[test]
    fn the_unit_of_time_changes_no_test(
        (subjects, coef) in (cohort(), coefficients()),
        unit in prop::sample::select(vec![1.0 / 7.0, 365.25]),
    ) {
        let ((here, coef), (there, _)) =
            (laid_out(&subjects, &coef), laid_out(&at_other_times(&subjects, |time| time * unit), &coef));
        for transform in [Transform::Identity, Transform::Log] {
            let here = ph_test(&here, &coef, Ties::Efron, transform);
            if all_tested(&here) {
                let there = ph_test(&there, &coef, Ties::Efron, transform);
                Quantity::PhTest.assert_all(transform.name(), &statistics(&there), &statistics(&here));
            }
        }
    }

    /// `x` in another unit and from another zero, its coefficient accordingly.
    #[test]
    fn the_unit_of_a_covariate_changes_nothing((subjects, coef) in (cohort(), coefficients())) {
        let (here, coef) = laid_out(&subjects, &coef);
        let mut there = here.clone();
        let x = here.n_columns() - 1;
        there.columns[x].values.iter_mut().for_each(|x| *x = 7.0 - 0.1 * *x);
        let mut other = coef.clone();
        other[x] /= -0.1;
        for ties in TIES {
            let one = martingale(&here, &here.linear_predictor(&coef), ties);
            let two = martingale(&there, &there.linear_predictor(&other), ties);
            Quantity::Residual.assert_all("martingale", &two, &one);
            let one = ph_test(&here, &coef, ties, Transform::Km);
            let two = ph_test(&there, &other, ties, Transform::Km);
            if all_tested(&one) && all_tested(&two) {
                Quantity::PhTest.assert_all("test", &statistics(&two), &statistics(&one));
            }
            let curves = |design, coef: &[f64]| standardised(design, 0, coef, ties);
            match (curves(&here, &coef), curves(&there, &other)) {
                (Ok(one), Ok(two)) => for (one, two) in one.curves.iter().zip(&two.curves) {
                    Quantity::Adjusted.assert_all("adjusted", &two.surv, &one.surv);
                },
                (one, two) => prop_assert_eq!(one, two),
            }
        }
    }

    /// A row cut in two is two rows; each scale but that of ranks counts what happens, not rows.
    #[test]
    fn splitting_a_row_changes_nothing(
        (subjects, coef) in (cohort(), coefficients()),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 40),
    ) {
        let ((here, coef), (there, _)) = (laid_out(&subjects, &coef), laid_out(&split(&subjects, &cuts), &coef));
        for ties in TIES {
            for transform in [Transform::Km, Transform::Identity, Transform::Log] {
                let one = ph_test(&here, &coef, ties, transform);
                let two = ph_test(&there, &coef, ties, transform);
                if all_tested(&one) && all_tested(&two) {
                    Quantity::PhTest.assert_all(transform.name(), &statistics(&two), &statistics(&one));
                }
            }
            let (one, two) = (schoenfeld(&here, &coef, ties).unwrap(), schoenfeld(&there, &coef, ties).unwrap());
            for (one, two) in one.columns.iter().zip(&two.columns) {
                Quantity::Residual.assert_all("schoenfeld", two, one);
            }
            let (one, two) = (Baseline::new(&here, &coef, ties), Baseline::new(&there, &coef, ties));
            for s in 0..one.strata.len() {
                Quantity::Predicted.assert_all("hazard", &two.cum_haz(s), &one.cum_haz(s));
            }
            let total = |design: &Design| -> f64 {
                let of_rows = martingale(design, &design.linear_predictor(&coef), ties);
                // Those of group 0: the parts of a row add up.
                of_rows.iter().zip(&design.columns[0].values).filter(|(_, is)| **is == 0.0).map(|(m, _)| m).sum()
            };
            Quantity::Residual.assert("martingale", total(&there), total(&here));
        }
    }

    #[test]
    fn groups_are_counted_as_rows((mut subjects, coef) in (cohort(), coefficients())) {
        (subjects.strata, subjects.covariates) = (None, Vec::new());
        let data = survival(&subjects);
        let (sets, k) = (RiskSets::new(&data), subjects.groups.len());
        for (ties, reference) in TIES.into_iter().flat_map(|ties| [(ties, 0), (ties, k - 1)]) {
            let model = Model { reference: Some(reference), covariates: vec![], stratified: false };
            let design = Design::new(&data, &model);
            for transform in Transform::ALL {
                let counted = ph_test_groups(&sets, reference, &coef[..k - 1], ties, transform);
                let general = ph_test(&design, &coef[..k - 1], ties, transform);
                if all_tested(&counted) {
                    Quantity::PhTest.assert_all("test", &statistics(&counted), &statistics(&general));
                } else if let Err(reason) = counted {
                    // Only the counts can tell that a group runs away.
                    prop_assert!(reason == NoPhTest::RunsAway || general.as_ref().err() == Some(&reason), "{:?} {:?}", reason, general);
                }
            }
        }
    }

    /// Which group is the reference does not change the test of all of them.
    #[test]
    fn the_reference_does_not_matter(mut subjects in cohort()) {
        (subjects.strata, subjects.covariates) = (None, Vec::new());
        let sets = RiskSets::new(&survival(&subjects));
        for transform in Transform::ALL {
            let test = |reference| {
                let fit = fit_groups(&sets, reference, Ties::Efron).ok()?;
                let coef: Vec<f64> = fit.coefficients.iter().map(|c| c.coef).collect();
                fit.wald?;
                ph_test_groups(&sets, reference, &coef, Ties::Efron, transform).ok().filter(|test| test.global.df == coef.len())
            };
            if let (Some(one), Some(two)) = (test(0), test(subjects.groups.len() - 1)) {
                Quantity::PhTest.assert("global", two.global.chi_sq, one.global.chi_sq);
            }
        }
    }

    /// Curves are probabilities that fall; where the number has no coefficient the two kinds are one.
    #[test]
    fn adjusted_curves_have_the_shape_of_curves((mut subjects, coef) in (cohort(), coefficients())) {
        let (design, of_all) = laid_out(&subjects, &coef);
        let falls = |surv: &[f64]| {
            surv.iter().all(|s| (0.0..=1.0 + 1e-12).contains(s)) && surv.windows(2).all(|pair| pair[1] <= pair[0])
        };
        if let Ok(found) = standardised(&design, 0, &of_all, Ties::Efron) {
            prop_assert!(found.all_times && found.curves.iter().all(|curve| falls(&curve.surv)));
            prop_assert!(found.time.iter().all(|&time| time <= found.last_time));
        }
        subjects.strata = None;
        let (design, mut coef) = laid_out(&subjects, &coef);
        let nothing = Matrix::zeros(coef.len());
        *coef.last_mut().unwrap() = 0.0;
        match (standardised(&design, 0, &coef, Ties::Efron), at_means(&design, 0, &coef, &nothing, Ties::Efron)) {
            (Ok(one), Ok(two)) => {
                prop_assert_eq!(&one.time, &two.time);
                for (one, two) in one.curves.iter().zip(&two.curves) {
                    prop_assert_eq!(&one.name, &two.name);
                    Quantity::Adjusted.assert_all("curve", &one.surv, &two.surv);
                }
            }
            (one, two) => prop_assert_eq!((one.err(), two.err()), (Some(NoAdjusted::NoEvents), Some(NoAdjusted::NoEvents))),
        }
    }
}
