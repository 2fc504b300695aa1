//! Holds the Cox regression of any covariates to a slow twin, straight from the definition, and to laws that need no
//! reference: what a change of the data that says nothing new may change (nothing).
//!
//! The data are drawn by proptest: few rows, heavy ties or none, with and without delayed entry and strata; numbers and
//! a category. The draws are the same in every run; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask for others.

// The twins call the machine's own logarithm: not even that is shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::tolerance::{Quantity, STEP};
use common::{arms, survival};
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use riskset::compare::log_rank::log_rank;
use riskset::cox::design::{Design, Model};
use riskset::cox::firth::{Firth, firth};
use riskset::cox::fit_groups;
use riskset::cox::likelihood::Ties;
use riskset::cox::monotone::Fate;
use riskset::cox::partial::PartialLikelihood;
use riskset::cox::profile::{Limits, limits};
use riskset::cox::regression::{Aliased, Coefficient, CoxFit, NoFit, Options, Wald, fit as fit_design};
use riskset::cox::robust::robust;
use riskset::data::{Covariate, Labels, Subjects, Values};
use riskset::math::symmetric::{Cholesky, Matrix};
use riskset::risk_set::RiskSets;

const TIES: [Ties; 3] = [Ties::Efron, Ties::Breslow, Ties::Exact];

fn config() -> ProptestConfig {
    let drawn = ProptestConfig::default();
    let rng_seed = match drawn.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1972),
        asked => asked,
    };
    let kept = FileFailurePersistence::Direct("tests/proptest-regressions/cox.txt");
    ProptestConfig { rng_seed, failure_persistence: Some(Box::new(kept)), ..drawn }
}

fn number(name: &str, values: Vec<f64>) -> Covariate {
    Covariate { name: name.into(), values: Values::Number(values) }
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| i.to_string()).collect()
}

/// Rows with groups, strata, clusters, two numbers and a category of three.
fn cohort() -> impl Strategy<Value = Subjects> {
    (prop::sample::select(vec![3_u32, 10, 100_000]), any::<bool>(), any::<bool>()).prop_flat_map(
        |(top, delayed, stratified)| {
            let row =
                (0..=top, 0..=top, prop::bool::weighted(0.7), 0_u16..3, 0_u16..2, -8_i32..8, -1.0_f64..1.0);
            prop::collection::vec(row, 20..60).prop_map(move |rows| Subjects {
                time: rows.iter().map(|row| f64::from(row.0)).collect(),
                entry: delayed.then(|| rows.iter().map(|row| f64::from(row.1.min(row.0)) - 1.0).collect()),
                cause: rows.iter().map(|row| u8::from(row.2)).collect(),
                group: rows.iter().map(|row| row.3).collect(),
                groups: names(3),
                strata: stratified
                    .then(|| Labels { of: rows.iter().map(|row| row.4).collect(), names: names(2) }),
                cluster: Some((0..rows.len() as u32).map(|i| i / 2).collect()),
                covariates: vec![
                    number("whole", rows.iter().map(|row| f64::from(row.5)).collect()),
                    number("fine", rows.iter().map(|row| row.6).collect()),
                    Covariate {
                        name: "kind".into(),
                        values: Values::Category(Labels {
                            of: rows.iter().map(|row| row.3).collect(),
                            names: names(3),
                        }),
                    },
                ],
                ..Subjects::default()
            })
        },
    )
}

/// The design of all covariates.
fn design(subjects: &Subjects) -> Design {
    let covariates = (0..subjects.covariates.len()).collect();
    let stratified = subjects.strata.is_some();
    Design::new(&survival(subjects), &Model { reference: None, covariates, stratified })
}

/// The design of the groups alone.
fn of_groups(subjects: &Subjects, reference: usize) -> Design {
    let model = Model { reference: Some(reference), covariates: vec![], stratified: false };
    Design::new(&survival(subjects), &model)
}

fn fit(design: &Design, ties: Ties) -> Result<CoxFit, NoFit> {
    fit_design(design, ties, &Options::default())
}

/// Likelihoods to the last few bits: sums in another order.
fn same(what: &str, ours: f64, other: f64, size: f64) {
    assert!((ours - other).abs() <= 1e-11 * size.max(other.abs()).max(1.0), "{what}: {ours:e} and {other:e}");
}

/// Whether a fit keeps its digits: it has a maximum, and no row has more than about a million times the hazard of another.
/// Beyond that, sums over the risk sets round away what is left of the information, and 20 rows can be that far apart.
fn regular(design: &Design, fit: &CoxFit) -> bool {
    let linear = design.linear_predictor(&fit.coef);
    let highest = linear.iter().fold(f64::NEG_INFINITY, |high, &x| high.max(x));
    let lowest = linear.iter().fold(f64::INFINITY, |low, &x| low.min(x));
    fit.has_maximum() && fit.converged && highest - lowest < 14.0
}

/// Estimates and tests of two fits, column by column, the coefficients of the second times `factor`.
fn same_fits(one: &CoxFit, two: &CoxFit, factor: &dyn Fn(usize) -> f64) {
    assert_eq!(one.coefficients.len(), two.coefficients.len());
    for (k, pair) in one.coefficients.iter().zip(&two.coefficients).enumerate() {
        match pair {
            (Coefficient::Estimated(a), Coefficient::Estimated(b)) => {
                Quantity::CoefficientInErrors.assert("z", b.z, a.z * factor(k).signum());
                Quantity::StandardError.assert("se", b.se, a.se * factor(k).abs());
                Quantity::CoefficientInErrors.assert(
                    "coef",
                    b.coef * factor(k).recip() / a.se,
                    a.coef / a.se,
                );
            }
            (a, b) => {
                assert_eq!(std::mem::discriminant(a), std::mem::discriminant(b), "{k}: {a:?} and {b:?}")
            }
        }
    }
    same("null", two.loglik_null, one.loglik_null, 1.0);
    same("loglik", two.loglik, one.loglik, 1.0);
    assert_eq!(one.wald.is_some(), two.wald.is_some());
    for (a, b) in [(Some(one.score), Some(two.score)), (Some(one.lr), Some(two.lr)), (one.wald, two.wald)] {
        let (Some(a), Some(b)) = (a, b) else { continue };
        assert_eq!(a.df, b.df);
        Quantity::CoxTest.assert("test", b.chi_sq + 1.0, a.chi_sq + 1.0);
    }
}

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

fn estimate(fit: &CoxFit, k: usize) -> Wald {
    fit.coefficients[k].estimate().expect("an estimate")
}

/// The same rows, some cut in two; both pieces in the cluster of the whole.
fn split(subjects: &Subjects, cuts: &[Option<f64>]) -> Subjects {
    let n = subjects.time.len();
    let mut entry = subjects.entry.clone().unwrap_or_else(|| vec![-1.0; n]);
    let (mut rows, mut time, mut cause): (Vec<usize>, _, _) =
        ((0..n).collect(), subjects.time.clone(), subjects.cause.clone());
    for (i, cut) in (0..n).zip(cuts) {
        let Some(share) = cut else { continue };
        let cut = (entry[i] + share * (time[i] - entry[i])).round();
        if entry[i] < cut && cut < time[i] && cut >= 0.0 {
            rows.push(i);
            time.push(cut);
            cause.push(0);
            entry.push(entry[i]);
            entry[i] = cut;
        }
    }
    Subjects { time, cause, entry: Some(entry), ..picked(subjects, &rows) }
}

/// The rows with these indices.
fn picked(subjects: &Subjects, rows: &[usize]) -> Subjects {
    let labels = |labels: &Labels| Labels {
        of: rows.iter().map(|&i| labels.of[i]).collect(),
        names: labels.names.clone(),
    };
    let covariate = |covariate: &Covariate| Covariate {
        name: covariate.name.clone(),
        values: match &covariate.values {
            Values::Number(values) => Values::Number(rows.iter().map(|&i| values[i]).collect()),
            Values::Category(of) => Values::Category(labels(of)),
        },
    };
    Subjects {
        time: rows.iter().map(|&i| subjects.time[i]).collect(),
        entry: subjects.entry.as_ref().map(|entry| rows.iter().map(|&i| entry[i]).collect()),
        cause: rows.iter().map(|&i| subjects.cause[i]).collect(),
        group: rows.iter().map(|&i| subjects.group[i]).collect(),
        groups: subjects.groups.clone(),
        strata: subjects.strata.as_ref().map(labels),
        cluster: subjects.cluster.as_ref().map(|cluster| rows.iter().map(|&i| cluster[i]).collect()),
        covariates: subjects.covariates.iter().map(covariate).collect(),
        ..Subjects::default()
    }
}

proptest! {
    #![proptest_config(config())]

    // --- The likelihood ---

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
                    Quantity::CoxTest.assert("firth lr", two.lr.chi_sq + 1.0, one.lr.chi_sq + 1.0);
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

    // --- Firth, limits ---

    #[test]
    fn a_penalised_fit_is_at_its_top(subjects in cohort(), ties in prop::sample::select(vec![Ties::Efron, Ties::Breslow])) {
        let design = design(&subjects);
        let Ok(fit) = firth(&design, ties, 0.95) else { return Ok(()) };
        prop_assert!(fit.converged, "{fit:?}");
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
            prop_assert!(estimate.lr.chi_sq > -1e-9 && estimate.limits.lower.is_none_or(|lower| lower < estimate.coef));
            prop_assert!(estimate.limits.upper.is_none_or(|upper| upper > estimate.coef));
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
            prop_assert_eq!((limits.lower.is_some(), limits.upper.is_some()), (down, up), "{} {:?}", k, ours);
            for limit in [limits.lower, limits.upper].into_iter().flatten() {
                let fallen = 2.0 * (ours.loglik - held(&design, ties, k, limit));
                prop_assert!((fallen - 2.705_543_454_095_404).abs() < 1e-6, "{fallen} at {limit} of {k}: {ours:?}");
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
}

/// Where the reference is compared with nobody, or not with all, a coefficient may stand for a contrast with one that was
/// left out.
fn ours_is_a_contrast(groups: &[riskset::cox::Coefficient]) -> bool {
    groups.iter().any(|group| group.fate == Fate::Unknown)
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

// --- Cases ---

/// Numbers of a whole data set with these columns, in order of time from 1 on.
fn ordered(cause: &[u8], columns: &[&[f64]]) -> Subjects {
    let time: Vec<f64> = (1..=cause.len()).map(|t| t as f64).collect();
    let covariates = columns.iter().enumerate().map(|(k, x)| number(&format!("x{k}"), x.to_vec())).collect();
    Subjects { covariates, ..common::subjects(&time, cause, &vec![0; cause.len()]) }
}

#[test]
fn aliased_columns_are_named() {
    let x = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
    let y = [2.0, 7.0, 1.0, 8.0, 2.0, 8.0, 1.0, 8.0];
    let copy = x.map(|x| 365.25 * x + 7.0);
    let sum: Vec<f64> = x.iter().zip(&y).map(|(x, y)| 2.0 * x - y / 4.0).collect();
    let subjects = ordered(&[1, 1, 0, 1, 1, 1, 1, 0], &[&[5.0; 8], &x, &y, &copy, &sum, &[f64::INFINITY; 8]]);
    for ties in TIES {
        let fit = fit(&design(&subjects), ties).unwrap();
        assert_eq!(fit.kept, [1, 2]);
        let aliased = |k: usize| match &fit.coefficients[k] {
            Coefficient::Aliased(why) => why.clone(),
            other => panic!("{k}: {other:?}"),
        };
        assert_eq!(aliased(0), Aliased::Constant);
        assert_eq!(aliased(5), Aliased::OutOfRange);
        let Aliased::Combination(copy) = aliased(3) else { panic!("{:?}", aliased(3)) };
        assert!(copy.len() == 1 && copy[0].0 == 1 && (copy[0].1 - 365.25).abs() < 1e-9, "{copy:?}");
        let Aliased::Combination(sum) = aliased(4) else { panic!("{:?}", aliased(4)) };
        assert!(sum.len() == 2 && sum[0] == (1, 2.0) && (sum[1].1 + 0.25).abs() < 1e-9, "{sum:?}");
        assert_eq!((fit.coef[0], fit.coef[3], fit.variance[(3, 3)], fit.score.df), (0.0, 0.0, 0.0, 2));
    }
}

/// A column that differs only between those who are never at risk together.
#[test]
fn constant_within_every_risk_set() {
    let mut subjects = ordered(&[1, 0, 1, 1, 0], &[&[1.0, 1.0, 7.0, 7.0, 7.0], &[1.0, 2.0, 0.0, 5.0, 1.0]]);
    subjects.strata = Some(Labels { of: vec![0, 0, 1, 1, 1], names: names(2) });
    let fit = fit(&design(&subjects), Ties::Efron).unwrap();
    assert_eq!(fit.coefficients[0], Coefficient::Aliased(Aliased::Constant));
    assert_eq!(fit.kept, [1]);
}

#[test]
fn nothing_to_fit() {
    let subjects = ordered(&[0, 0], &[&[1.0, 2.0]]);
    assert_eq!(fit(&design(&subjects), Ties::Efron), Err(NoFit::NoEvents));
    assert_eq!(fit(&of_groups(&subjects, 0), Ties::Efron), Err(NoFit::NoColumns));
    let subjects = ordered(&[0, 1], &[&[1.0, 2.0]]);
    assert_eq!(fit(&design(&subjects), Ties::Efron), Err(NoFit::NoInformation));
    assert_eq!(firth(&design(&subjects), Ties::Efron, 0.95), Err(NoFit::NoInformation));
}

/// The larger its number, the sooner each one's event.
#[test]
fn a_separating_number_runs_away() {
    let subjects = ordered(
        &[1; 8],
        &[&[9.0, 8.5, 7.0, 6.9, 4.0, 2.0, 1.5, 0.0], &[0.1, 0.5, 0.2, 0.9, 0.3, 0.8, 0.1, 0.7]],
    );
    for ties in TIES {
        let fit = fit(&design(&subjects), ties).unwrap();
        assert_eq!(
            (&fit.coefficients[0], fit.wald, fit.converged),
            (&Coefficient::RunsUp, None, true),
            "{ties:?}"
        );
        assert!(fit.loglik.abs() < 1e-9 && fit.lr.chi_sq > 10.0, "{fit:?}");
        let all = limits(&design(&subjects), &fit, 0.95);
        assert!(all[0].lower.is_some() && all[0].upper.is_none(), "{all:?}");
        assert_eq!(robust(&design(&subjects), &fit), None);
    }
}

/// Neither of two numbers separates, nor does a third; the difference of the two does.
#[test]
fn a_separating_combination_runs_away() {
    let (mut x, mut y, mut z) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..20 {
        let wobble = f64::from(i * 7 % 11);
        x.push(wobble - 0.1 * f64::from(i));
        y.push(wobble);
        z.push(f64::from(i * 5 % 13));
    }
    let subjects = ordered(&[1; 20], &[&x, &y, &z]);
    for ties in TIES {
        let fit = fit(&design(&subjects), ties).unwrap();
        assert_eq!(fit.coefficients[..2], [Coefficient::RunsUp, Coefficient::RunsDown], "{ties:?}");
        assert!(!fit.has_maximum() && fit.converged);
    }
    // Weaker: a few in the wrong order, and it has a maximum, however far out.
    let mut weaker = subjects;
    weaker.time.swap(3, 12);
    weaker.time.swap(8, 15);
    let fit = fit(&design(&weaker), Ties::Efron).unwrap();
    assert!(fit.has_maximum() && fit.converged, "{fit:?}");
}

/// The others keep their estimates when one runs away: those of the data without the group that has no events.
#[test]
fn others_settle() {
    let time: Vec<f64> = (1..=12).map(f64::from).collect();
    let cause = [1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1];
    let group = [0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0];
    let x = [2.0, 5.0, 1.0, 3.0, 3.5, 2.0, 6.0, 1.0, 2.5, 4.0, 0.0, 1.0];
    let all =
        Subjects { covariates: vec![number("x", x.to_vec())], ..common::subjects(&time, &cause, &group) };
    let model = Model { reference: Some(0), covariates: vec![0], stratified: false };
    let rows: Vec<usize> = (0..12).filter(|&i| group[i] == 0).collect();
    for ties in TIES {
        let with = fit(&Design::new(&survival(&all), &model), ties).unwrap();
        let without = fit(&design(&picked(&all, &rows)), ties).unwrap();
        assert_eq!(with.coefficients[0], Coefficient::RunsDown);
        Quantity::Coefficient.assert("coef", estimate(&with, 1).coef, estimate(&without, 0).coef);
        Quantity::StandardError.assert("se", estimate(&with, 1).se, estimate(&without, 0).se);
        Quantity::LogLikelihood.assert("limit", with.loglik, without.loglik);
    }
}

#[test]
fn steps_that_do_not_come_to_rest_are_told() {
    let subjects = arms(&["1 3 4 6+ 9 11", "2 5 7 8+ 10 12"]);
    let fit = fit_design(&of_groups(&subjects, 0), Ties::Efron, &Options { max_steps: 1 }).unwrap();
    assert!(!fit.converged && fit.iterations == 1);
}

// The numbers of the conventions.

fn freireich() -> Subjects {
    arms(&[
        "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23",
        "6 6 6 7 10 13 16 22 23 6+ 9+ 10+ 11+ 17+ 19+ 20+ 25+ 32+ 32+ 34+ 35+",
    ])
}

#[test]
fn freireich_exact_and_penalised() {
    let design = of_groups(&freireich(), 0);
    let exact = fit(&design, Ties::Exact).unwrap();
    let near = |ours: f64, printed: f64, digits: i32| {
        assert!((ours - printed).abs() <= 0.5 * 10_f64.powi(-digits), "{ours}")
    };
    near(estimate(&exact, 0).coef, -1.628244, 6);
    near(estimate(&exact, 0).se, 0.433131, 6);
    near(exact.score.chi_sq, 16.79294, 5);
    let penalised = only(firth(&design, Ties::Breslow, 0.95).unwrap());
    near(penalised.coef, -1.479338, 6);
    near(penalised.se, 0.407350, 6);
    near(penalised.coef.exp(), 0.227788, 6);
    near(penalised.limits.lower.unwrap().exp(), 0.099034, 6);
    near(penalised.limits.upper.unwrap().exp(), 0.486310, 6);
}

fn only(fit: Firth) -> riskset::cox::firth::Estimate {
    fit.coefficients[0].clone().unwrap()
}

/// `l* = -sum ln(..) + 0.5 ln det I` has its top at 1/9.
#[test]
fn an_arm_without_events() {
    let subjects = arms(&["3 5 7 9 11+ 12+", "4+ 6+ 8+ 10+ 12+ 12+"]);
    let design = of_groups(&subjects, 0);
    for ties in TIES {
        let fit = fit(&design, ties).unwrap();
        assert_eq!(fit.coefficients, [Coefficient::RunsDown]);
        assert!((fit.score.chi_sq - 4.0).abs() < 1e-12);
        let Limits { lower, upper } = limits(&design, &fit, 0.95)[0];
        assert!(lower.is_none() && upper.is_some_and(|upper| upper > -10.0 && upper < 1.0), "{upper:?}");
    }
    let fit = firth(&design, Ties::Breslow, 0.95).unwrap();
    let ours = only(fit.clone());
    assert!((ours.coef + 9_f64.ln()).abs() < 1e-10, "{ours:?}");
    let near = |ours: f64, printed: f64, within: f64| assert!((ours - printed).abs() <= within, "{ours}");
    near(ours.limits.lower.unwrap().exp(), 0.00083849, 0.5e-8);
    near(ours.limits.upper.unwrap().exp(), 1.04051, 0.5e-5);
    near(ours.lr.p_value, 0.05505, 0.5e-5);
    near(fit.lr.chi_sq, ours.lr.chi_sq, 1e-10);
    let swapped = only(firth(&of_groups(&subjects, 1), Ties::Breslow, 0.95).unwrap());
    near(swapped.coef, -ours.coef, 1e-10);
    near(swapped.limits.lower.unwrap(), -ours.limits.upper.unwrap(), 1e-9);
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

/// Four hundred of a thousand on one day: the sum over all choices is far beyond any float.
#[test]
fn enormous_ties() {
    let n = 1000_usize;
    let time: Vec<f64> = (0..n).map(|i| if i % 5 < 2 { 1.0 } else { 2.0 + (i % 3) as f64 }).collect();
    let cause: Vec<u8> = (0..n).map(|i| u8::from(i % 5 < 2 || i % 7 == 0)).collect();
    let group: Vec<u16> = (0..n).map(|i| (i * i % 11 % 3) as u16).collect();
    let subjects = common::subjects(&time, &cause, &group);
    let ours = fit(&of_groups(&subjects, 0), Ties::Exact).unwrap();
    let sets = RiskSets::new(&survival(&subjects));
    let groups = fit_groups(&sets, 0, Ties::Exact).unwrap();
    for (k, group) in groups.coefficients.iter().enumerate() {
        Quantity::Coefficient.assert("coef", estimate(&ours, k).coef, group.coef);
        Quantity::StandardError.assert("se", estimate(&ours, k).se, group.se);
    }
    same("loglik", ours.loglik, groups.loglik, 1.0);
    Quantity::LogRank.assert("score", ours.score.chi_sq, log_rank(&sets).unwrap().chi_sq);
}

/// Sums over all subsets, one by one.
#[test]
fn exact_by_listing_all_choices() {
    let subjects = Subjects {
        covariates: vec![number("x", vec![0.5, 2.0, -1.0, 0.0, 1.5, 3.0, -0.5])],
        ..common::subjects(&[1.0, 1.0, 1.0, 2.0, 3.0, 3.0, 4.0], &[1, 1, 1, 0, 1, 1, 0], &[0; 7])
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
        ..common::subjects(&[1.0, 2.0, 3.0, 4.0], &[1, 1, 1, 0], &[0; 4])
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
