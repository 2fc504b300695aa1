//! What a change of the data that says nothing new may change in a comparison: nothing.

use crate::cohort::{cohort, strata};
use crate::common::rows::{in_order, picked, split};
use crate::common::tolerance::Quantity;
use crate::{WEIGHTS, config};
use proptest::prelude::*;
use riskset::compare::adjust::{benjamini_hochberg, holm};
use riskset::compare::log_rank::{LogRank, stratified_log_rank};
use riskset::compare::max_combo::{NoMaxCombo, max_combo};
use riskset::compare::pairwise::pairwise;
use riskset::compare::ratio::{NoRatio, RatioMethod, hazard_ratio};
use riskset::compare::trend::{ranks, trend};
use riskset::compare::weight::{Weight, weighted_log_rank};
use riskset::cox::fit_groups;
use riskset::cox::likelihood::Ties;
use riskset::data::Subjects;
use riskset::risk_set::{NoComparison, RiskSets};

/// Everything that the room says of these risk sets, to the last bit.
fn everything(sets: &[RiskSets]) -> String {
    let k = sets[0].n_groups();
    let plain = stratified_log_rank(sets);
    let trend = plain.as_ref().map(|parts| trend(parts, &ranks(k)));
    let ratios = plain.as_ref().map(|parts| RatioMethod::ALL.map(|way| hazard_ratio(way, parts, 0, 1, 0.95)));
    let (family, pairs) = (weighted_log_rank(sets, &WEIGHTS), pairwise(sets, Weight::PetoPeto));
    format!("{plain:?} {family:?} {trend:?} {pairs:?} {:?} {ratios:?}", max_combo(sets))
}

proptest! {
    #![proptest_config(config())]

    /// The score test of Cox knows nothing of log-rank sums. (With ties Breslow's has another variance.)
    #[test]
    fn without_ties_the_log_rank_test_is_the_score_test_of_cox(subjects in cohort(2..=4), order in any::<u64>()) {
        let mut untied = Subjects { strata: None, entry: None, ..subjects };
        for (i, time) in untied.time.iter_mut().enumerate() {
            *time = 100.0 * *time + (i as u64 ^ (order % 64)) as f64;
        }
        let sets = strata(&untied);
        match (&weighted_log_rank(&sets, &[Weight::LogRank]), fit_groups(&sets[0], 0, Ties::Breslow)) {
            (Ok(tests), Ok(fit)) => {
                let ours = tests[0].test.as_ref().unwrap();
                prop_assert_eq!(ours.df, fit.score.df);
                Quantity::CoxTest.assert("score", ours.chi_sq, fit.score.chi_sq);
            }
            (Ok(tests), Err(why)) => prop_assert_eq!(tests[0].test.as_ref().err(), Some(&why)),
            (Err(ours), fit) => prop_assert_eq!(fit.err(), Some(*ours)),
        }
    }

    #[test]
    fn the_unit_of_time_changes_nothing(subjects in cohort(2..=4), unit in prop::sample::select(vec![1e-6, 1.0 / 7.0, 365.25])) {
        let there = Subjects {
            time: subjects.time.iter().map(|time| time * unit).collect(),
            entry: subjects.entry.as_ref().map(|entry| entry.iter().map(|entry| entry * unit).collect()),
            ..subjects.clone()
        };
        prop_assert_eq!(everything(&strata(&subjects)), everything(&strata(&there)));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (subjects, order) in cohort(2..=4).prop_flat_map(in_order),
    ) {
        prop_assert_eq!(everything(&strata(&subjects)), everything(&strata(&picked(&subjects, &order))));
    }

    #[test]
    fn splitting_a_row_changes_nothing(
        subjects in cohort(2..=4),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 40),
    ) {
        prop_assert_eq!(everything(&strata(&subjects)), everything(&strata(&split(&subjects, &cuts))));
    }

    /// With other numbers for the groups all tests are the same, up to the order of sums.
    #[test]
    fn other_names_for_the_groups(subjects in cohort(2..=4), turn in 1_u16..4) {
        let k = subjects.groups.len();
        let moved = |group: usize| (group + usize::from(turn)) % k;
        let there = Subjects {
            group: subjects.group.iter().map(|&group| moved(usize::from(group)) as u16).collect(),
            ..subjects.clone()
        };
        let (here, there) = (strata(&subjects), strata(&there));
        let (Ok(tests), Ok(renamed)) = (weighted_log_rank(&here, &WEIGHTS), weighted_log_rank(&there, &WEIGHTS))
        else { return Ok(()) };
        for (test, renamed) in tests.iter().zip(&renamed) {
            prop_assert_eq!(test.test.is_ok(), renamed.test.is_ok());
            let (Ok(test), Ok(renamed)) = (&test.test, &renamed.test) else { continue };
            prop_assert_eq!(test.df, renamed.df);
            Quantity::LogRank.assert("chi-square", renamed.chi_sq, test.chi_sq);
            let scores: Vec<f64> = (0..k).map(|group| (group * group) as f64).collect();
            let mut renamed_scores = vec![0.0; k];
            (0..k).for_each(|group| renamed_scores[moved(group)] = scores[group]);
            match (trend(test, &scores), trend(renamed, &renamed_scores)) {
                (Ok(here), Ok(there)) => Quantity::Deviate.assert("trend", there.z, here.z),
                (here, there) => prop_assert_eq!(here.err(), there.err()),
            }
        }
        let pair = |sets: &[RiskSets], a: usize, b: usize| {
            let pairs = pairwise(sets, Weight::TaroneWare).unwrap_or_default();
            pairs.into_iter().find(|pair| pair.groups == (a.min(b), a.max(b))).and_then(|pair| pair.holm)
        };
        for (a, b) in [(0, 1), (0, k - 1)] {
            let (here, there) = (pair(&here, a, b), pair(&there, moved(a), moved(b)));
            prop_assert_eq!(here.is_some(), there.is_some());
            Quantity::PValue.assert("Holm", there.unwrap_or(0.0), here.unwrap_or(0.0));
        }
        match (max_combo(&here), max_combo(&there)) {
            (Ok(here), Ok(there)) => {
                Quantity::MassBySlices.assert("MaxCombo", there.p_value, here.p_value);
                let kept = moved(here.groups.0) < moved(here.groups.1);
                for (here, there) in here.tests.iter().zip(&there.tests) {
                    Quantity::Deviate.assert("z", there.z, if kept { here.z } else { -here.z });
                }
            }
            (here, there) => prop_assert_eq!(here.err(), there.err()),
        }
    }

    #[test]
    fn an_empty_group_changes_nothing(subjects in cohort(2..=4), at in 0_usize..=4) {
        let k = subjects.groups.len();
        let at = at.min(k);
        let moved = |group: usize| if group < at { group } else { group + 1 };
        let mut with = subjects.clone();
        with.groups.insert(at, "nobody".into());
        with.group.iter_mut().for_each(|group| *group = moved(usize::from(*group)) as u16);
        let (without, with) = (strata(&subjects), strata(&with));
        let (Ok(tests), Ok(wider)) = (weighted_log_rank(&without, &WEIGHTS), weighted_log_rank(&with, &WEIGHTS))
        else { return Ok(()) };
        for (test, wider) in tests.iter().zip(&wider) {
            let both = |test: &Result<LogRank, NoComparison>| test.clone().map(|test| (test.chi_sq, test.df, test.p_value));
            prop_assert_eq!(both(&test.test), both(&wider.test));
        }
        if let (Ok(parts), Ok(wider)) = (&tests[0].test, &wider[0].test) {
            let mut scores = ranks(k);
            let trend_without = trend(parts, &scores);
            scores.insert(at, 99.0);
            match (trend_without, trend(wider, &scores)) {
                (Ok(parts), Ok(wider)) => Quantity::Deviate.assert("trend", wider.z, parts.z),
                (parts, wider) => prop_assert_eq!(parts.err(), wider.err()),
            }
            for method in RatioMethod::ALL {
                let relabelled = |ratio: Result<_, NoRatio>| match ratio {
                    Err(NoRatio::NoEventsIn(group)) => Err(NoRatio::NoEventsIn(moved(group))),
                    other => other,
                };
                prop_assert_eq!(
                    hazard_ratio(method, wider, moved(0), moved(1), 0.95),
                    relabelled(hazard_ratio(method, parts, 0, 1, 0.95))
                );
            }
        }
        let same = max_combo(&without).map(|test| (test.tests, test.p_value));
        prop_assert_eq!(max_combo(&with).map(|test| (test.tests, test.p_value)), same);
        let pairs = pairwise(&without, Weight::LogRank).unwrap();
        for wider in pairwise(&with, Weight::LogRank).unwrap() {
            match pairs.iter().find(|pair| (moved(pair.groups.0), moved(pair.groups.1)) == wider.groups) {
                Some(pair) => {
                    prop_assert_eq!(&pair.test, &wider.test);
                    prop_assert_eq!((pair.holm, pair.benjamini_hochberg), (wider.holm, wider.benjamini_hochberg));
                }
                None => prop_assert!(wider.test.is_err(), "with nobody"),
            }
        }
    }

    /// Two copies of the data as two strata: O, E and V are doubled, where in one stratum the weights by
    /// number at risk would change.
    #[test]
    fn a_copy_as_another_stratum_doubles_the_parts(subjects in cohort(2..=4)) {
        let once = Subjects { strata: None, ..subjects };
        let sets = strata(&once);
        let twice = [sets[0].clone(), sets[0].clone()];
        let (Ok(one), Ok(two)) = (weighted_log_rank(&sets, &WEIGHTS), weighted_log_rank(&twice, &WEIGHTS))
        else { return Ok(()) };
        for (one, two) in one.iter().zip(&two) {
            let (Ok(one), Ok(two)) = (&one.test, &two.test) else { continue };
            let doubled: Vec<f64> = one.observed.iter().map(|observed| 2.0 * observed).collect();
            Quantity::Expected.assert_all("observed", &two.observed, &doubled);
            Quantity::LogRank.assert("chi-square", two.chi_sq, 2.0 * one.chi_sq);
        }
    }

    /// A stratum of one group, or without events, adds nothing to the test.
    #[test]
    fn a_stratum_that_cannot_tell_adds_nothing(subjects in cohort(2..=3), events in any::<bool>()) {
        let sets = strata(&subjects);
        let alone = Subjects {
            cause: vec![u8::from(events); subjects.time.len()],
            group: if events { vec![0; subjects.time.len()] } else { subjects.group.clone() },
            strata: None,
            ..subjects
        };
        let mut more = sets.clone();
        more.extend(strata(&alone));
        match (weighted_log_rank(&sets, &WEIGHTS), weighted_log_rank(&more, &WEIGHTS)) {
            (Ok(without), Ok(with)) => {
                for (without, with) in without.iter().zip(&with) {
                    match (&without.test, &with.test) {
                        (Ok(without), Ok(with)) => {
                            Quantity::LogRank.assert("chi-square", with.chi_sq, without.chi_sq);
                            prop_assert_eq!(with.df, without.df);
                        }
                        (without, with) => prop_assert_eq!(without.as_ref().err(), with.as_ref().err()),
                    }
                }
            }
            (Err(NoComparison::NoEvents), Ok(with)) => {
                prop_assert!(with.iter().all(|with| with.test == Err(NoComparison::NoInformation)));
            }
            (without, with) => prop_assert_eq!(without.err(), with.err()),
        }
        match (max_combo(&sets), max_combo(&more)) {
            (Ok(without), Ok(with)) => Quantity::MassBySlices.assert("MaxCombo", with.p_value, without.p_value),
            (Err(NoMaxCombo::NoComparison(_)), Err(NoMaxCombo::NoComparison(_))) => {}
            (without, with) => prop_assert_eq!(without.err(), with.err()),
        }
    }

    #[test]
    fn adjusted_p_values_keep_their_order(p in prop::collection::vec(0.0_f64..=1.0, 1..12)) {
        for adjusted in [holm(&p), benjamini_hochberg(&p)] {
            for (i, (&raw, &adjusted_i)) in p.iter().zip(&adjusted).enumerate() {
                prop_assert!(raw <= adjusted_i && adjusted_i <= 1.0);
                prop_assert!(p.iter().zip(&adjusted).all(|(&other, &a)| other < raw || a >= adjusted_i), "{i}");
            }
        }
        let (family, rate) = (holm(&p), benjamini_hochberg(&p));
        prop_assert!(rate.iter().zip(&family).all(|(rate, family)| *rate <= family * (1.0 + 1e-15)));
    }
}
