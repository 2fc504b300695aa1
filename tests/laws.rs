//! Holds the estimators to laws that need no reference: what a change of the data that says
//! nothing new may change (nothing), and what every curve, test and likelihood must look like.
//!
//! The data are drawn by proptest: few subjects, heavy ties or none, up to four groups, with and
//! without delayed entry. The draws are the same in every run; `PROPTEST_RNG_SEED` and
//! `PROPTEST_CASES` ask for others. What once failed is kept in `tests/proptest-regressions`.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::tolerance::{Quantity, STEP};
use common::{sets, survival};
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use riskset::compare::log_rank::log_rank;
use riskset::cox::likelihood::{GroupLikelihood, Ties};
use riskset::cox::monotone::{Fate, judge as verdict};
use riskset::cox::{GroupCox, fit_groups};
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier::{KaplanMeier, by_group};
use riskset::estimate::quantile::quantile;
use riskset::estimate::risk_table::risk_table;
use riskset::risk_set::{NoComparison, RiskSets};
use std::ops::RangeInclusive;

const TIES: [Ties; 3] = [Ties::Efron, Ties::Breslow, Ties::Exact];

fn config() -> ProptestConfig {
    let drawn = ProptestConfig::default();
    let rng_seed = match drawn.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1958),
        asked => asked,
    };
    let kept = FileFailurePersistence::Direct("tests/proptest-regressions/laws.txt");
    ProptestConfig { rng_seed, failure_persistence: Some(Box::new(kept)), ..drawn }
}

/// Subjects of some of `n_groups` groups; whole times up to 3 (all ties), 10 or 100000 (no ties to
/// speak of); events in most.
fn cohort(
    n_groups: RangeInclusive<u16>,
    delayed: impl Strategy<Value = bool>,
) -> impl Strategy<Value = Subjects> {
    (n_groups, prop::sample::select(vec![3_u32, 10, 100_000]), delayed).prop_flat_map(|(k, top, delayed)| {
        let subject = (0..=top, 0..=top, prop::bool::weighted(0.7), 0..k);
        prop::collection::vec(subject, 2..40).prop_map(move |rows| Subjects {
            time: rows.iter().map(|row| f64::from(row.0)).collect(),
            // Observation starts somewhere from 1 before the origin to 1 before the end.
            entry: delayed
                .then(|| rows.iter().map(|&(time, late, ..)| f64::from(late.min(time)) - 1.0).collect()),
            cause: rows.iter().map(|row| u8::from(row.2)).collect(),
            group: rows.iter().map(|row| row.3).collect(),
            groups: (0..k).map(|group| format!("group {group}")).collect(),
            ..Subjects::default()
        })
    })
}

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

/// The same subjects at times that `change` leaves in the same order.
fn at_other_times(subjects: &Subjects, change: impl Fn(f64) -> f64) -> Subjects {
    Subjects {
        time: subjects.time.iter().map(|&time| change(time)).collect(),
        entry: subjects.entry.as_ref().map(|entry| entry.iter().map(|&entry| change(entry)).collect()),
        ..subjects.clone()
    }
}

/// The subjects with these indices, in this order.
fn picked(subjects: &Subjects, rows: &[usize]) -> Subjects {
    Subjects {
        time: rows.iter().map(|&i| subjects.time[i]).collect(),
        entry: subjects.entry.as_ref().map(|entry| rows.iter().map(|&i| entry[i]).collect()),
        cause: rows.iter().map(|&i| subjects.cause[i]).collect(),
        group: rows.iter().map(|&i| subjects.group[i]).collect(),
        groups: subjects.groups.clone(),
        ..Subjects::default()
    }
}

fn in_order(subjects: Subjects) -> impl Strategy<Value = (Subjects, Vec<usize>)> {
    let order: Vec<usize> = (0..subjects.time.len()).collect();
    (Just(subjects), Just(order).prop_shuffle())
}

proptest! {
    #![proptest_config(config())]

    // --- Changes that say nothing new ---

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
        let n = subjects.time.len();
        let mut entry = subjects.entry.clone().unwrap_or_else(|| vec![-1.0; n]);
        let mut split = Subjects { entry: Some(entry.clone()), ..subjects.clone() };
        for (i, cut) in (0..n).zip(&cuts) {
            let Some(share) = cut else { continue };
            // On a whole number where there is one: at a tie with others.
            let cut = (entry[i] + share * (split.time[i] - entry[i])).round();
            if entry[i] < cut && cut < split.time[i] && cut >= 0.0 {
                split.time.push(cut);
                split.cause.push(0);
                split.group.push(split.group[i]);
                entry.push(entry[i]);
                entry[i] = cut;
            }
        }
        split.entry = Some(entry);
        let (whole, split) = (sets(&subjects), sets(&split));
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

    // --- What curves must look like ---

    #[test]
    fn curves_fall_from_one_within_their_limits(
        subjects in cohort(1..=3, any::<bool>()),
        level in 0.5_f64..0.999,
        p in 0.05_f64..0.95,
    ) {
        for curve in by_group(&sets(&subjects)) {
            let mut above = (1.0, 0.0);
            for (&surv, &greenwood) in curve.surv.iter().zip(&curve.greenwood) {
                prop_assert!((0.0..=above.0).contains(&surv), "{surv} after {above:?}");
                prop_assert!(greenwood >= above.1, "{greenwood} after {above:?}");
                prop_assert_eq!(greenwood.is_infinite(), surv == 0.0);
                above = (surv, greenwood);
            }
            for conf_type in ConfType::ALL {
                let confidence = Confidence::new(level, conf_type);
                for (&surv, &greenwood) in curve.surv.iter().zip(&curve.greenwood) {
                    let limits = confidence.limits(surv, greenwood);
                    prop_assert_eq!(limits.is_none(), surv == 0.0);
                    let Some((lower, upper)) = limits else { continue };
                    prop_assert!(0.0 <= lower && lower <= surv && surv <= upper && upper <= 1.0,
                        "{:?}: {} {} {}", conf_type, lower, surv, upper);
                }
                let quantile = quantile(&curve, p, &confidence);
                let time = |time: Option<f64>| time.unwrap_or(f64::INFINITY);
                prop_assert!(time(quantile.value) <= time(quantile.upper));
                // A lower limit may be missing where the curve goes straight to 0.
                prop_assert!(quantile.lower.is_none() || quantile.lower <= Some(time(quantile.value)));
                if let Some((from, to)) = quantile.flat {
                    prop_assert!(from < to && quantile.value == Some((from + to) / 2.0));
                }
            }
            for &time in &curve.time {
                prop_assert!(curve.surv_at(time) <= curve.surv_at(time - 0.5).or(Some(1.0)));
            }
            prop_assert_eq!(curve.surv_at(-1.0), curve.last_time().map(|_| 1.0));
            prop_assert_eq!(curve.last_time().and_then(|last| curve.surv_at(last + 0.5)), None);
        }
    }

    #[test]
    fn without_censoring_the_curve_is_the_empirical_one(subjects in cohort(1..=3, Just(false))) {
        let all = Subjects { cause: vec![1; subjects.time.len()], ..subjects };
        for (curve, group) in by_group(&sets(&all)).iter().zip(0..) {
            let times: Vec<f64> =
                all.time.iter().zip(&all.group).filter(|&(_, &g)| g == group).map(|(&time, _)| time).collect();
            let n = times.len() as f64;
            for (i, &time) in curve.time.iter().enumerate() {
                let left = times.iter().filter(|&&other| other > time).count() as f64;
                Quantity::Survival.assert("share of survivors", curve.surv[i], left / n);
                // The binomial variance of S, over S squared.
                Quantity::Variance.assert("variance", curve.greenwood[i], (n - left) / (n * left));
            }
            prop_assert!(curve.surv.last().is_none_or(|&last| last == 0.0));
        }
    }

    #[test]
    fn the_risk_table_adds_up(subjects in cohort(1..=3, any::<bool>())) {
        let data = survival(&subjects);
        let sets = RiskSets::new(&data);
        let rows = risk_table(&data, sets.times());
        let (mut walk, mut tick) = (sets.walk(), 0);
        while let Some(moment) = walk.next() {
            for (row, &n_risk) in rows.iter().zip(moment.n_risk) {
                prop_assert_eq!(row.at_risk[tick], n_risk, "a tick at a time shows the risk set");
            }
            tick += 1;
        }
        for (row, group) in rows.iter().zip(0..) {
            let n = subjects.group.iter().filter(|&&g| g == group).count() as u32;
            for tick in 0..sets.times().len() {
                let sum = row.at_risk[tick] + row.events[tick] + row.censored[tick];
                prop_assert!(sum == n || (sum < n && subjects.entry.is_some()));
            }
        }
    }

    // --- What tests and fits must look like ---

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
