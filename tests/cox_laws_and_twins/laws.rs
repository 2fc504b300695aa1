//! What a fit is, and what a change of the data that says nothing new may change in it (nothing).

use crate::agreement::{regular, same, same_fits};
use crate::cohort::{cohort, design, fit, names, number, of_groups};
use crate::common::rows::{picked, split};
use crate::common::survival;
use crate::common::tolerance::Quantity;
use crate::{TIES, config};
use proptest::prelude::*;
use riskset::compare::log_rank::log_rank;
use riskset::cox::design::Design;
use riskset::cox::firth::firth;
use riskset::cox::fit_groups;
use riskset::cox::likelihood::Ties;
use riskset::cox::monotone::Fate;
use riskset::cox::partial::PartialLikelihood;
use riskset::cox::profile::limits;
use riskset::cox::regression::{Aliased, Coefficient};
use riskset::cox::robust::robust;
use riskset::data::{Labels, Subjects, Values};
use riskset::risk_set::RiskSets;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_fit_is_at_the_top(subjects in cohort()) {
        let design = design(&subjects);
        for ties in TIES {
            let Ok(fit) = fit(&design, ties) else { continue };
            prop_assert!(fit.converged || !fit.has_maximum(), "{fit:?}");
            let here = PartialLikelihood::new(&design, ties).evaluate(&fit.coef);
            same("loglik", here.loglik, fit.loglik, 1.0);
            for (k, coefficient) in fit.coefficients.iter().enumerate() {
                prop_assert!(fit.coef[k].is_finite());
                if let (Coefficient::Estimated(wald), true) = (coefficient, regular(&design, &fit)) {
                    Quantity::Score.assert("score", here.score[k] * wald.se, 0.0);
                }
            }
        }
    }

    /// Whatever comes, nothing stops and nothing is NaN.
    #[test]
    fn nothing_stops(subjects in cohort(), n in 1_usize..5, odd in prop::sample::select(vec![1e300, 1e-300, f64::INFINITY, 1e100])) {
        let rows: Vec<usize> = (0..n.min(subjects.time.len())).collect();
        let mut few = picked(&subjects, &rows);
        few.covariates.push(number("odd", rows.iter().map(|&i| odd * i as f64).collect()));
        let design = design(&few);
        for ties in TIES {
            if let Ok(fit) = fit(&design, ties) {
                prop_assert!(fit.loglik.is_finite() && fit.score.chi_sq.is_finite() && fit.lr.chi_sq.is_finite(), "{fit:?}");
                prop_assert!(limits(&design, &fit, 0.95).len() == design.n_columns());
                let _ = robust(&design, &fit);
            }
            if let Ok(fit) = firth(&design, ties, 0.95) {
                prop_assert!(fit.loglik.is_finite(), "{fit:?}");
            }
        }
    }

    // --- Changes that say nothing new ---

    #[test]
    fn splitting_a_row_changes_nothing(
        subjects in cohort(),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 60),
        point in prop::collection::vec(-0.5_f64..0.5, 4),
    ) {
        let (whole, split) = (design(&subjects), design(&split(&subjects, &cuts)));
        for ties in TIES {
            let at = |design: &Design| PartialLikelihood::new(design, ties).evaluate(&point);
            let (one, two) = (at(&whole), at(&split));
            same("loglik", two.loglik, one.loglik, 1.0);
            for (i, (one_u, two_u)) in one.score.iter().zip(&two.score).enumerate() {
                same("score", *two_u, *one_u, one.information[(i, i)]);
                (0..4).for_each(|j| same("information", two.information[(i, j)], one.information[(i, j)], one.information[(i, i)].max(one.information[(j, j)])));
            }
            let (Ok(one), Ok(two)) = (fit(&whole, ties), fit(&split, ties)) else { continue };
            if !regular(&whole, &one) {
                continue;
            }
            same_fits(&one, &two, &|_| 1.0);
            // Rows of a cluster add up, so where a row is cut does not matter.
            let (Some(one), Some(two)) = (robust(&whole, &one), robust(&split, &two)) else { continue };
            prop_assert_eq!(one.n_clusters, two.n_clusters);
            for (one, two) in one.coefficients.iter().zip(&two.coefficients) {
                prop_assert_eq!(one.is_some(), two.is_some());
                if let (Some(one), Some(two)) = (one, two) {
                    Quantity::StandardError.assert("robust error", two.se, one.se);
                }
            }
        }
    }

    #[test]
    fn copies_double_the_information(subjects in cohort()) {
        let n = subjects.time.len();
        let twice: Vec<usize> = (0..n).chain(0..n).collect();
        let (once, twice) = (design(&subjects), design(&picked(&subjects, &twice)));
        let (Ok(one), Ok(two)) = (fit(&once, Ties::Breslow), fit(&twice, Ties::Breslow)) else { return Ok(()) };
        prop_assume!(regular(&once, &one));
        for (one, two) in one.coefficients.iter().zip(&two.coefficients) {
            if let (Coefficient::Estimated(one), Coefficient::Estimated(two)) = (one, two) {
                Quantity::StandardError.assert("error", two.se * 2_f64.sqrt(), one.se);
                Quantity::CoefficientInErrors.assert("coef", two.coef / one.se, one.coef / one.se);
            }
        }
        Quantity::CoxTest.assert("score", two.score.chi_sq, 2.0 * one.score.chi_sq);
        // In their clusters the copies say nothing new.
        if let (Some(one), Some(two)) = (robust(&once, &one), robust(&twice, &two)) {
            for (one, two) in one.coefficients.iter().flatten().zip(two.coefficients.iter().flatten()) {
                Quantity::StandardError.assert("robust error", two.se, one.se);
            }
        }
    }

    #[test]
    fn units_and_origins_do_not_matter(
        subjects in cohort(),
        unit in prop::sample::select(vec![-3.0, 1e-9, 1024.0, 1e12]),
        shift in prop::sample::select(vec![0.0, 100.0, -2000.0]),
    ) {
        let mut moved = subjects.clone();
        for covariate in &mut moved.covariates[..2] {
            if let Values::Number(values) = &mut covariate.values {
                values.iter_mut().for_each(|x| *x = (*x + shift) * unit);
            }
        }
        let (here, there) = (design(&subjects), design(&moved));
        let factor = |k: usize| if k < 2 { 1.0 / unit } else { 1.0 };
        for ties in TIES {
            let (Ok(one), Ok(two)) = (fit(&here, ties), fit(&there, ties)) else { continue };
            if !regular(&here, &one) {
                continue;
            }
            if unit > 0.0 {
                same_fits(&one, &two, &factor);
            }
            if ties != Ties::Exact {
                let (one, two) = (firth(&here, ties, 0.9).unwrap(), firth(&there, ties, 0.9).unwrap());
                for (k, pair) in one.coefficients.iter().zip(&two.coefficients).enumerate() {
                    let (Ok(one), Ok(two)) = pair else { continue };
                    Quantity::CoefficientInErrors.assert("firth", two.coef / factor(k) / one.se, one.coef / one.se);
                    Quantity::CoxTest.assert("firth lr", two.lr.unwrap().chi_sq + 1.0, one.lr.unwrap().chi_sq + 1.0);
                }
            }
        }
    }

    #[test]
    fn a_stratum_without_events_changes_nothing(subjects in cohort(), alone in -5.0_f64..5.0) {
        let mut with = subjects.clone();
        let strata = with.strata.get_or_insert_with(|| Labels { of: vec![0; subjects.time.len()], names: names(1) });
        strata.names.push("nobody".into());
        strata.names.push("quiet".into());
        strata.of.push(strata.names.len() as u16 - 1);
        with.time.push(7.0);
        with.cause.push(0);
        with.group.push(0);
        with.entry.iter_mut().for_each(|entry| entry.push(1.0));
        with.cluster.iter_mut().for_each(|cluster| cluster.push(1_000));
        for covariate in &mut with.covariates {
            match &mut covariate.values {
                Values::Number(values) => values.push(alone),
                Values::Category(labels) => labels.of.push(0),
            }
        }
        let (without, with) = (design(&subjects), design(&with));
        for ties in TIES {
            match (fit(&without, ties), fit(&with, ties)) {
                (Ok(one), Ok(two)) if regular(&without, &one) => same_fits(&one, &two, &|_| 1.0),
                (Ok(one), Ok(two)) => same("loglik", two.loglik, one.loglik, 1e3),
                (one, two) => prop_assert_eq!(one.err(), two.err()),
            }
        }
    }

    #[test]
    fn a_value_of_nobody_changes_nothing(subjects in cohort()) {
        let mut with = subjects.clone();
        if let Values::Category(labels) = &mut with.covariates[2].values {
            labels.names.push("nobody".into());
        }
        let (without, with) = (design(&subjects), design(&with));
        for ties in TIES {
            match (fit(&without, ties), fit(&with, ties)) {
                (Ok(one), Ok(mut two)) => {
                    prop_assert_eq!(two.coefficients.pop(), Some(Coefficient::Aliased(Aliased::Constant)));
                    same_fits(&one, &two, &|_| 1.0);
                }
                (one, two) => prop_assert_eq!(one.err(), two.err()),
            }
        }
    }

    // --- The model of groups ---

    #[test]
    fn groups_alone_are_the_model_of_groups(subjects in cohort(), reference in 0_usize..3) {
        let subjects = Subjects { strata: None, ..subjects };
        let design = of_groups(&subjects, reference);
        let sets = RiskSets::new(&survival(&subjects));
        for ties in TIES {
            let (Ok(ours), Ok(groups)) = (fit(&design, ties), fit_groups(&sets, reference, ties)) else { continue };
            same("null", ours.loglik_null, groups.loglik_null, 1.0);
            // Where coefficients run away both stop near the limit.
            assert!((ours.loglik - groups.loglik).abs() < 1e-8 * groups.loglik.abs().max(1.0), "{ours:?} {groups:?}");
            Quantity::CoxTest.assert("score", ours.score.chi_sq, groups.score.chi_sq);
            prop_assert_eq!(ours.score.df, groups.score.df);
            let near = if regular(&design, &ours) { 1e-10 } else { 1e-6 };
            for (ours, group) in ours.coefficients.iter().zip(&groups.coefficients) {
                match group.fate {
                    Fate::Settles => {
                        let wald = ours.estimate().expect("an estimate");
                        assert!((wald.coef - group.coef).abs() < near * group.coef.abs().max(1.0), "{wald:?} {group:?}");
                        assert!((wald.se - group.se).abs() < near * group.se, "{wald:?} {group:?}");
                    }
                    Fate::RunsUp => prop_assert_eq!(ours, &Coefficient::RunsUp),
                    Fate::RunsDown => prop_assert_eq!(ours, &Coefficient::RunsDown),
                    Fate::Unknown => prop_assert!(ours.estimate().is_none() || ours_is_a_contrast(&groups.coefficients), "{ours:?}"),
                }
            }
        }
    }

    /// With ties too.
    #[test]
    fn the_exact_score_test_is_the_log_rank_test(subjects in cohort(), reference in 0_usize..3) {
        let subjects = Subjects { strata: None, ..subjects };
        let sets = RiskSets::new(&survival(&subjects));
        let (Ok(ours), Ok(test)) = (fit(&of_groups(&subjects, reference), Ties::Exact), log_rank(&sets)) else { return Ok(()) };
        Quantity::LogRank.assert("score", ours.score.chi_sq, test.chi_sq);
        prop_assert_eq!(ours.score.df, test.df);
    }
}

/// Where the reference is compared with nobody, or not with all, a coefficient may stand for a contrast with one that was
/// left out.
fn ours_is_a_contrast(groups: &[riskset::cox::Coefficient]) -> bool {
    groups.iter().any(|group| group.fate == Fate::Unknown)
}
