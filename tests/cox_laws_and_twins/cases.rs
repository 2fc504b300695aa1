//! Data made for one question each: columns that say nothing, coefficients that run away, the numbers of the conventions.

use crate::TIES;
use crate::agreement::same;
use crate::cohort::{design, estimate, fit, names, number, of_groups, ordered};
use crate::common::rows::picked;
use crate::common::tolerance::Quantity;
use crate::common::{arms, survival};
use riskset::compare::log_rank::log_rank;
use riskset::cox::design::{Design, Model};
use riskset::cox::firth::{Firth, firth};
use riskset::cox::fit_groups;
use riskset::cox::likelihood::Ties;
use riskset::cox::profile::{Limits, NotFound, limits};
use riskset::cox::regression::{Aliased, Coefficient, NoFit, Options, fit as fit_design};
use riskset::cox::robust::robust;
use riskset::data::{Labels, Subjects};
use riskset::risk_set::RiskSets;

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
        assert!(all[0].lower.is_ok() && all[0].upper == Err(NotFound::Endless), "{all:?}");
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
    let all = Subjects {
        covariates: vec![number("x", x.to_vec())],
        ..crate::common::subjects(&time, &cause, &group)
    };
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

/// Four hundred of a thousand on one day: the sum over all choices is far beyond any float.
#[test]
fn enormous_ties() {
    let n = 1000_usize;
    let time: Vec<f64> = (0..n).map(|i| if i % 5 < 2 { 1.0 } else { 2.0 + (i % 3) as f64 }).collect();
    let cause: Vec<u8> = (0..n).map(|i| u8::from(i % 5 < 2 || i % 7 == 0)).collect();
    let group: Vec<u16> = (0..n).map(|i| (i * i % 11 % 3) as u16).collect();
    let subjects = crate::common::subjects(&time, &cause, &group);
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

// --- The numbers of the conventions ---

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
        assert!(
            lower == Err(NotFound::Endless) && upper.is_ok_and(|upper| upper > -10.0 && upper < 1.0),
            "{upper:?}"
        );
    }
    let fit = firth(&design, Ties::Breslow, 0.95).unwrap();
    let ours = only(fit.clone());
    assert!((ours.coef + 9_f64.ln()).abs() < 1e-10, "{ours:?}");
    let near = |ours: f64, printed: f64, within: f64| assert!((ours - printed).abs() <= within, "{ours}");
    near(ours.limits.lower.unwrap().exp(), 0.00083849, 0.5e-8);
    near(ours.limits.upper.unwrap().exp(), 1.04051, 0.5e-5);
    near(ours.lr.unwrap().p_value, 0.05505, 0.5e-5);
    near(fit.lr.chi_sq, ours.lr.unwrap().chi_sq, 1e-10);
    let swapped = only(firth(&of_groups(&subjects, 1), Ties::Breslow, 0.95).unwrap());
    near(swapped.coef, -ours.coef, 1e-10);
    near(swapped.limits.lower.unwrap(), -ours.limits.upper.unwrap(), 1e-9);
}

/// Eight groups in each of which all have the event or nobody has it: far from the top the penalised log likelihood is flat.
#[test]
fn penalised_groups_of_all_or_nobody() {
    let n = 400_u16;
    let time: Vec<f64> = (0..n).map(|i| f64::from(i * 37 % 501) + 1.0).collect();
    let cause: Vec<u8> = (0..n).map(|i| u8::from(i % 4 == 1)).collect();
    let group: Vec<u16> = (0..n).map(|i| i % 8).collect();
    let design = of_groups(&crate::common::subjects(&time, &cause, &group), 0);
    let ours = firth(&design, Ties::Efron, 0.95).unwrap();
    assert!(ours.iterations < 40, "{}", ours.iterations);
    for estimate in ours.coefficients.into_iter().map(Result::unwrap) {
        let Limits { lower, upper } = estimate.limits;
        assert!(lower.unwrap() < estimate.coef && estimate.coef < upper.unwrap(), "{estimate:?}");
        assert!(estimate.lr.unwrap().p_value > 0.0, "{estimate:?}");
    }
}

/// Each number of a group is its day: 860 events on four days, in strata.
#[test]
fn penalised_days_in_strata() {
    let n = 860_u32;
    let day: Vec<f64> = (0..n).map(|i| f64::from(i * i % 7 % 4)).collect();
    let subjects = Subjects {
        strata: Some(Labels { of: (0..n).map(|i| (i * 13 % 31 % 4) as u16).collect(), names: names(4) }),
        covariates: vec![number("day", day.clone())],
        ..crate::common::subjects(
            &day,
            &vec![1; n as usize],
            &(0..n).map(|i| (i % 2) as u16).collect::<Vec<_>>(),
        )
    };
    let model = Model { reference: Some(0), covariates: vec![0], stratified: true };
    let design = Design::new(&survival(&subjects), &model);
    let plain = fit(&design, Ties::Efron).unwrap();
    assert_eq!(plain.coefficients[1], Coefficient::RunsDown);
    // All who are left at a day have the event on it: the limit of the likelihood is the same for every group.
    assert!(estimate(&plain, 0).coef.abs() < 1e-9, "{plain:?}");
    let all = limits(&design, &plain, 0.95);
    assert!(all[0].lower.is_ok() && all[0].upper.is_ok() && all[1].upper.is_ok(), "{all:?}");
    for estimate in firth(&design, Ties::Efron, 0.95).unwrap().coefficients.into_iter().map(Result::unwrap) {
        let Limits { lower, upper } = estimate.limits;
        assert!(lower.unwrap() < estimate.coef && estimate.coef < upper.unwrap(), "{estimate:?}");
        assert!(estimate.lr.is_ok(), "{estimate:?}");
    }
}
