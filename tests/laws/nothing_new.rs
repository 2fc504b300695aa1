//! What a change of the data that says nothing new may change: nothing.

use crate::cohort::cohort;
use crate::common::rows::{at_other_times, in_order, picked, split};
use crate::common::sets;
use crate::common::tolerance::Quantity;
use crate::{TIES, config};
use proptest::prelude::*;
use riskset::compare::log_rank::log_rank;
use riskset::cox::likelihood::Ties;
use riskset::cox::monotone::Fate;
use riskset::cox::{GroupCox, fit_groups};
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier::{KaplanMeier, by_group};
use riskset::estimate::quantile::quantile;
use riskset::risk_set::{NoComparison, RiskSets};

/// Everything that a comparison of groups says, to the last bit, NaN included.
fn comparison(sets: &RiskSets) -> String {
    let fits: Vec<_> = TIES.iter().map(|&ties| fit_groups(sets, 0, ties)).collect();
    format!("{:?} {fits:?}", log_rank(sets))
}

/// The steps of a curve.
fn steps(curve: &KaplanMeier) -> Vec<(f64, u32, u32, f64, f64)> {
    (0..curve.time.len())
        .filter(|&i| curve.n_event[i] > 0)
        .map(|i| (curve.time[i], curve.n_risk[i], curve.n_event[i], curve.surv[i], curve.greenwood[i]))
        .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_unit_of_time_scales_times_alone(
        subjects in cohort(1..=4, any::<bool>()),
        unit in prop::sample::select(vec![1e-6, 1.0 / 7.0, 365.25, 1e6]),
    ) {
        let (here, there) = (sets(&subjects), sets(&at_other_times(&subjects, |time| time * unit)));
        prop_assert_eq!(comparison(&here), comparison(&there));
        let confidence = Confidence::new(0.95, ConfType::LogLog);
        for (here, there) in by_group(&here).iter().zip(&by_group(&there)) {
            prop_assert_eq!(&here.surv, &there.surv);
            prop_assert_eq!(&here.greenwood, &there.greenwood);
            let (here, there) = (quantile(here, 0.5, &confidence), quantile(there, 0.5, &confidence));
            for (here, there) in [(here.value, there.value), (here.lower, there.lower), (here.upper, there.upper)] {
                prop_assert_eq!(here.is_some(), there.is_some());
                Quantity::Quantile.assert("median", there.unwrap_or(0.0), here.unwrap_or(0.0) * unit);
            }
        }
    }

    #[test]
    fn only_the_order_of_times_matters(subjects in cohort(2..=4, any::<bool>())) {
        let bent = at_other_times(&subjects, |time| 3.0 * time + (time + 2.0).sqrt());
        prop_assert_eq!(comparison(&sets(&subjects)), comparison(&sets(&bent)));
    }

    /// Times and entries that rounding moved by less than the tolerance are ties all the same.
    #[test]
    fn rounding_does_not_untie(
        subjects in cohort(1..=4, any::<bool>()),
        digits in prop::collection::vec(0_u8..3, 80),
    ) {
        let digits = std::cell::RefCell::new(digits.into_iter());
        let rounded = |time: f64| time * (1.0 + f64::from(digits.borrow_mut().next().unwrap_or(0)) * 1e-12);
        let exact = at_other_times(&subjects, |time| time + 2.0);
        let (here, there) = (sets(&exact), sets(&at_other_times(&exact, rounded)));
        prop_assert_eq!(comparison(&here), comparison(&there));
        for (here, there) in by_group(&here).iter().zip(&by_group(&there)) {
            prop_assert_eq!((&here.n_risk, &here.n_event, &here.n_censor), (&there.n_risk, &there.n_event, &there.n_censor));
            prop_assert_eq!((&here.surv, &here.greenwood), (&there.surv, &there.greenwood));
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (subjects, order) in cohort(1..=4, any::<bool>()).prop_flat_map(in_order),
    ) {
        let (here, there) = (sets(&subjects), sets(&picked(&subjects, &order)));
        prop_assert_eq!(by_group(&here), by_group(&there));
        prop_assert_eq!(comparison(&here), comparison(&there));
    }

    #[test]
    fn splitting_a_row_changes_nothing(
        subjects in cohort(1..=4, any::<bool>()),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 40),
    ) {
        let (whole, split) = (sets(&subjects), sets(&split(&subjects, &cuts)));
        prop_assert_eq!(comparison(&whole), comparison(&split));
        let (whole, split) = (by_group(&whole), by_group(&split));
        for (whole, split) in whole.iter().zip(&split) {
            prop_assert_eq!(steps(whole), steps(split));
            prop_assert_eq!(whole.last_time(), split.last_time());
            let confidence = Confidence::new(0.95, ConfType::LogLog);
            prop_assert_eq!(quantile(whole, 0.5, &confidence), quantile(split, 0.5, &confidence));
        }
    }

    /// A group without subjects has an empty curve, no part in the log-rank test, and a
    /// coefficient of unknown fate without a standard error.
    #[test]
    fn an_empty_group_changes_nothing(
        subjects in cohort(1..=4, any::<bool>()),
        at in 0_u16..=4,
        reference in 0_u16..4,
    ) {
        let k = subjects.groups.len();
        let (at, reference) = (usize::from(at).min(k), usize::from(reference) % k);
        let moved = |group: usize| if group < at { group } else { group + 1 };
        let mut with = subjects.clone();
        with.groups.insert(at, "nobody".into());
        with.group.iter_mut().for_each(|group| *group = moved(usize::from(*group)) as u16);
        let (without, with) = (sets(&subjects), sets(&with));

        let mut curves = by_group(&with);
        let empty = curves.remove(at);
        prop_assert_eq!(&empty, &KaplanMeier::default());
        prop_assert_eq!((empty.last_time(), empty.surv_at(0.0)), (None, None));
        let none = quantile(&empty, 0.5, &Confidence::new(0.95, ConfType::LogLog));
        prop_assert_eq!((none.value, none.lower, none.upper), (None, None, None));
        prop_assert_eq!(curves, by_group(&without));

        match (log_rank(&without), log_rank(&with)) {
            (Ok(without), Ok(mut with)) => {
                prop_assert_eq!((with.observed.remove(at), with.expected.remove(at)), (0.0, 0.0));
                prop_assert_eq!((&with.observed, &with.expected), (&without.observed, &without.expected));
                prop_assert_eq!((with.chi_sq, with.df), (without.chi_sq, without.df));
                let kept: Vec<usize> = (0..=k).filter(|&group| group != at).collect();
                prop_assert_eq!(with.covariance.part(&kept), without.covariance);
            }
            (Err(NoComparison::OneGroup), Err(with)) => prop_assert_ne!(with, NoComparison::OneGroup),
            (without, with) => prop_assert_eq!(without, with),
        }

        for ties in TIES {
            match (fit_groups(&without, reference, ties), fit_groups(&with, moved(reference), ties)) {
                (Ok(without), Ok(mut with)) => {
                    let place = with.coefficients.iter().position(|c| c.group == at).unwrap();
                    let nobody = with.coefficients.remove(place);
                    prop_assert_eq!(nobody.fate, Fate::Unknown);
                    prop_assert!(nobody.se.is_nan());
                    for (with, without) in with.coefficients.iter().zip(&without.coefficients) {
                        prop_assert_eq!((with.group, with.fate), (moved(without.group), without.fate));
                        prop_assert_eq!((with.coef, with.se.to_bits()), (without.coef, without.se.to_bits()));
                    }
                    prop_assert_eq!((with.score, with.lr, with.wald), (without.score, without.lr, without.wald));
                }
                (Err(NoComparison::OneGroup), Err(with)) => prop_assert_ne!(with, NoComparison::OneGroup),
                (without, with) => prop_assert_eq!(without.err(), with.err()),
            }
        }
    }

    /// Against a group without subjects nothing can be estimated, but the tests stand.
    #[test]
    fn an_empty_reference_leaves_the_tests(subjects in cohort(2..=4, any::<bool>())) {
        let mut with = subjects.clone();
        with.groups.push("nobody".into());
        for ties in TIES {
            let nobody = subjects.groups.len();
            let (Ok(without), Ok(with)) = (fit_groups(&sets(&subjects), 0, ties), fit_groups(&sets(&with), nobody, ties))
            else { continue };
            prop_assert!(with.coefficients.iter().all(|c| c.fate == Fate::Unknown));
            prop_assert_eq!((without.score.df, without.lr.df), (with.score.df, with.lr.df));
            Quantity::CoxTest.assert("score", with.score.chi_sq, without.score.chi_sq);
            Quantity::CoxTest.assert("lr", with.lr.chi_sq, without.lr.chi_sq);
        }
    }

    #[test]
    fn those_at_risk_at_no_event_say_nothing(subjects in cohort(2..=4, any::<bool>())) {
        let start = |i: usize| subjects.entry.as_ref().map_or(f64::NEG_INFINITY, |entry| entry[i]);
        let n = subjects.time.len();
        let events: Vec<f64> = (0..n).filter(|&i| subjects.cause[i] > 0).map(|i| subjects.time[i]).collect();
        let seen: Vec<usize> =
            (0..n).filter(|&i| events.iter().any(|&t| start(i) < t && t <= subjects.time[i])).collect();
        prop_assume!(!seen.is_empty());
        prop_assert_eq!(comparison(&sets(&subjects)), comparison(&sets(&picked(&subjects, &seen))));
    }

    /// Weights equal copies (not for Efron, whose tied copies are averaged, nor for the log-rank
    /// test, whose variance knows the size of the tie).
    #[test]
    fn copies_double_the_information(subjects in cohort(2..=4, any::<bool>())) {
        let n = subjects.time.len();
        let twice: Vec<usize> = (0..n).chain(0..n).collect();
        let (once, twice) = (sets(&subjects), sets(&picked(&subjects, &twice)));
        for (once, twice) in by_group(&once).iter().zip(&by_group(&twice)) {
            prop_assert_eq!(&once.surv, &twice.surv);
            let halves: Vec<f64> = once.greenwood.iter().map(|variance| variance / 2.0).collect();
            prop_assert_eq!(&halves, &twice.greenwood);
        }
        if let (Ok(once), Ok(twice)) = (fit_groups(&once, 0, Ties::Breslow), fit_groups(&twice, 0, Ties::Breslow)) {
            Quantity::CoxTest.assert("score", twice.score.chi_sq, 2.0 * once.score.chi_sq);
            for (once, twice) in once.coefficients.iter().zip(&twice.coefficients) {
                prop_assert_eq!(once.fate, twice.fate);
                if once.fate == Fate::Settles {
                    Quantity::Coefficient.assert("coefficient", twice.coef, once.coef);
                    Quantity::StandardError.assert("error", twice.se * 2_f64.sqrt(), once.se);
                }
            }
        }
    }

    #[test]
    fn swapping_the_reference_inverts_the_ratio(
        subjects in cohort(2..=4, any::<bool>()),
        pair in (0_usize..4, 0_usize..4),
    ) {
        let k = subjects.groups.len();
        let a = pair.0 % k;
        let b = (a + 1 + pair.1 % (k - 1)) % k;
        let sets = sets(&subjects);
        for ties in TIES {
            let (Ok(forth), Ok(back)) = (fit_groups(&sets, a, ties), fit_groups(&sets, b, ties)) else { continue };
            let of = |fit: &GroupCox, group| *fit.coefficients.iter().find(|c| c.group == group).unwrap();
            let (to, from) = (of(&forth, b), of(&back, a));
            let inverse = match to.fate {
                Fate::RunsUp => Fate::RunsDown,
                Fate::RunsDown => Fate::RunsUp,
                same => same,
            };
            prop_assert_eq!(from.fate, inverse);
            if to.fate == Fate::Settles {
                Quantity::Coefficient.assert("coefficient", from.coef, -to.coef);
                Quantity::StandardError.assert("error", from.se, to.se);
            }
            prop_assert_eq!((forth.score.df, forth.wald.is_some()), (back.score.df, back.wald.is_some()));
            Quantity::CoxTest.assert("score", back.score.chi_sq, forth.score.chi_sq);
            Quantity::CoxTest.assert("lr", back.lr.chi_sq, forth.lr.chi_sq);
            Quantity::LogLikelihood.assert("null", back.loglik_null, forth.loglik_null);
            if let (Some(back), Some(forth)) = (back.wald, forth.wald) {
                Quantity::CoxTest.assert("wald", back.chi_sq, forth.chi_sq);
            }
        }
    }

    /// In the limit a group without events is not there: its coefficient runs to minus infinity.
    #[test]
    fn a_group_without_events_leaves_the_others_alone(
        subjects in cohort(3..=4, any::<bool>()),
        ties in prop::sample::select(TIES.to_vec()),
    ) {
        let last = subjects.groups.len() as u16 - 1;
        let mut with = subjects;
        let cause = with.cause.iter().zip(&with.group).map(|(&c, &g)| if g == last { 0 } else { c });
        with.cause = cause.collect();
        let others: Vec<usize> = (0..with.time.len()).filter(|&i| with.group[i] != last).collect();
        prop_assume!(!others.is_empty());
        let mut without = picked(&with, &others);
        without.groups.pop();
        let (Ok(with), Ok(without)) = (fit_groups(&sets(&with), 0, ties), fit_groups(&sets(&without), 0, ties))
        else { return Ok(()) };
        for (with, without) in with.coefficients.iter().zip(&without.coefficients) {
            prop_assert_eq!(with.fate, without.fate);
            if with.fate == Fate::Settles {
                Quantity::Coefficient.assert("coefficient", with.coef, without.coef);
                Quantity::StandardError.assert("error", with.se, without.se);
            }
        }
        Quantity::LogLikelihood.assert("limit", with.loglik, without.loglik);
    }

    #[test]
    fn the_names_of_groups_do_not_matter(
        subjects in cohort(2..=4, any::<bool>()),
        turn in 1_u16..4,
    ) {
        let k = subjects.groups.len() as u16;
        let group = subjects.group.iter().map(|group| (group + turn) % k).collect();
        let turned = Subjects { group, ..subjects.clone() };
        match (log_rank(&sets(&subjects)), log_rank(&sets(&turned))) {
            (Ok(here), Ok(there)) => {
                prop_assert_eq!(here.df, there.df);
                Quantity::LogRank.assert("chi-square", there.chi_sq, here.chi_sq);
            }
            (here, there) => prop_assert_eq!(here.err(), there.err()),
        }
    }
}
