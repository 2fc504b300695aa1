//! What log-rank tests and Cox fits must look like.

use crate::cohort::cohort;
use crate::common::rows::in_order;
use crate::common::sets;
use crate::common::tolerance::{Quantity, STEP};
use crate::{TIES, config};
use proptest::prelude::*;
use riskset::compare::log_rank::log_rank;
use riskset::cox::fit_groups;
use riskset::cox::likelihood::GroupLikelihood;
use riskset::cox::monotone::{Fate, judge as verdict};
use riskset::data::Subjects;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn observed_and_expected_sum_to_the_events(subjects in cohort(2..=4, any::<bool>())) {
        let Ok(test) = log_rank(&sets(&subjects)) else { return Ok(()) };
        let events: f64 = subjects.cause.iter().map(|&cause| f64::from(cause)).sum();
        Quantity::Expected.assert("observed", test.observed.iter().sum(), events);
        Quantity::Expected.assert("expected", test.expected.iter().sum(), events);
        for (i, row) in test.covariance.rows().enumerate() {
            Quantity::Covariance.assert("row sum", row.iter().sum(), 0.0);
            for (j, &cell) in row.iter().enumerate() {
                prop_assert_eq!(cell, test.covariance[(j, i)]);
                prop_assert!((i == j && cell >= 0.0) || (i != j && cell <= 0.0));
            }
        }
    }

    /// One event at a time: the log-rank test is the score test of Cox, whatever the ties.
    #[test]
    fn without_ties_log_rank_is_the_score_test(
        (subjects, order) in cohort(2..=4, any::<bool>()).prop_flat_map(in_order),
    ) {
        // Subject i leaves at a time of its own; an entry keeps its distance from it.
        let time: Vec<f64> = order.iter().map(|&rank| rank as f64 + 1.0).collect();
        let entry = subjects.entry.as_ref().map(|entry| {
            let stay = |i: usize| subjects.time[i] - entry[i];
            (0..time.len()).map(|i| time[i] - stay(i)).collect()
        });
        let sets = sets(&Subjects { time, entry, ..subjects });
        let test = log_rank(&sets);
        for ties in TIES {
            match (&test, fit_groups(&sets, 0, ties)) {
                (Ok(test), Ok(fit)) => {
                    prop_assert_eq!(test.df, fit.score.df);
                    Quantity::LogRank.assert("score test", fit.score.chi_sq, test.chi_sq);
                }
                (test, fit) => prop_assert_eq!(test.as_ref().err(), fit.as_ref().err()),
            }
        }
    }

    #[test]
    fn derivatives_are_finite_differences(
        subjects in cohort(2..=4, any::<bool>()),
        reference in 0_usize..4,
        point in prop::collection::vec(-2.0_f64..2.0, 3),
    ) {
        let sets = sets(&subjects);
        let k = sets.n_groups();
        for ties in TIES {
            let likelihood = GroupLikelihood::new(&sets, reference % k, ties);
            let at = &point[..k - 1];
            let here = likelihood.evaluate(at);
            for i in 0..k - 1 {
                let moved = |by: f64| {
                    let mut at = at.to_vec();
                    at[i] += by;
                    likelihood.evaluate(&at)
                };
                let (up, down) = (moved(STEP), moved(-STEP));
                Quantity::Slope.assert("score", here.score[i], (up.loglik - down.loglik) / (2.0 * STEP));
                for j in 0..k - 1 {
                    let bend = (down.score[j] - up.score[j]) / (2.0 * STEP);
                    Quantity::Slope.assert("information", here.information[(i, j)], bend);
                }
            }
        }
    }

    #[test]
    fn a_fit_is_finite_and_at_the_top(subjects in cohort(2..=4, any::<bool>()), reference in 0_usize..4) {
        let sets = sets(&subjects);
        let reference = reference % sets.n_groups();
        for ties in TIES {
            let Ok(fit) = fit_groups(&sets, reference, ties) else { continue };
            prop_assert!(fit.converged, "{fit:?}");
            let fates = verdict(&sets, reference, ties).fates;
            for c in &fit.coefficients {
                prop_assert_eq!(c.fate, fates[c.group]);
                if c.fate == Fate::Settles {
                    prop_assert!(c.coef.is_finite() && c.se.is_finite() && c.se > 0.0, "{c:?}");
                }
            }
            for test in [Some(fit.score), Some(fit.lr), fit.wald].into_iter().flatten() {
                // 2 (l - l0) of two equal likelihoods may round to just below 0.
                Quantity::CoxTest.assert("not negative", test.chi_sq, test.chi_sq.max(0.0));
                prop_assert!(test.p_value > 0.0 && test.p_value <= 1.0, "{test:?}");
                prop_assert!((1..sets.n_groups()).contains(&test.df));
            }
            let likelihood = GroupLikelihood::new(&sets, reference, ties);
            let top: Vec<f64> = fit.coefficients.iter().map(|c| c.coef).collect();
            prop_assert!(top.iter().all(|b| b.is_finite()), "{top:?}");
            let at_top = likelihood.evaluate(&top);
            prop_assert_eq!(at_top.loglik, fit.loglik);
            Quantity::Score.assert_all("score", &at_top.score, &vec![0.0; top.len()]);
        }
    }

    #[test]
    fn a_test_is_finite(subjects in cohort(2..=4, any::<bool>())) {
        let Ok(test) = log_rank(&sets(&subjects)) else { return Ok(()) };
        prop_assert!(test.chi_sq >= 0.0 && test.chi_sq.is_finite());
        prop_assert!(test.p_value > 0.0 && test.p_value <= 1.0);
        prop_assert!((1..subjects.groups.len()).contains(&test.df));
    }
}
