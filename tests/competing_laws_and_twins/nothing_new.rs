//! What a change of the data that says nothing new may change: nothing.

use crate::agreement::{same_fate, same_model};
use crate::cohort::{BY_GROUP, by_group_and_number, cohort, curves, fit, gray, said};
use crate::common::rows::{in_order, picked, split};
use crate::common::survival;
use crate::common::tolerance::Quantity;
use crate::config;
use proptest::prelude::*;
use riskset::competing::fine_gray::{Censoring, fine_gray};
use riskset::cox::monotone::Fate;
use riskset::data::{Subjects, Values};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn only_the_order_of_times_matters(subjects in cohort(1..=4, 3, any::<bool>())) {
        for change in [|time: f64| time * 365.25, |time: f64| time / 7.0, |time: f64| 3.0 * time + (time + 2.0).sqrt()] {
            let there = Subjects {
                time: subjects.time.iter().map(|&time| change(time)).collect(),
                entry: subjects.entry.as_ref().map(|entry| entry.iter().map(|&entry| change(entry)).collect()),
                ..subjects.clone()
            };
            for cause in 1..=3 {
                prop_assert_eq!(said(&subjects, cause), said(&there, cause));
            }
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (subjects, order) in cohort(1..=4, 3, any::<bool>()).prop_flat_map(in_order),
    ) {
        let there = picked(&subjects, &order);
        prop_assert_eq!(curves(&subjects), curves(&there));
        for cause in 1..=3 {
            prop_assert_eq!(gray(&subjects, cause), gray(&there, cause));
            match (fit(&subjects, &by_group_and_number(), cause), fit(&there, &by_group_and_number(), cause)) {
                (Ok(here), Ok(there)) => same_model(&here, &there),
                (here, there) => prop_assert_eq!(here.err(), there.err()),
            }
        }
    }

    /// Every number stays with the name of its cause, whatever code that has.
    #[test]
    fn another_order_of_causes_changes_nothing(
        (subjects, codes) in (cohort(1..=4, 3, any::<bool>()), Just(vec![1_u8, 2, 3]).prop_shuffle()),
    ) {
        let mut there = subjects.clone();
        there.cause.iter_mut().filter(|cause| **cause > 0).for_each(|cause| *cause = codes[usize::from(*cause) - 1]);
        for (name, &code) in subjects.causes.iter().zip(&codes) {
            there.causes[usize::from(code) - 1].clone_from(name);
        }
        for (cause, &code) in (1..=3).zip(&codes) {
            prop_assert_eq!(said(&subjects, cause), said(&there, code));
        }
    }

    /// Whether the events that compete have one code or two is no matter.
    #[test]
    fn who_competes_does_not_matter(subjects in cohort(1..=4, 3, any::<bool>())) {
        let mut there = subjects.clone();
        there.cause.iter_mut().for_each(|cause| *cause = (*cause).min(2));
        for (here, there) in curves(&subjects).iter().zip(&curves(&there)) {
            for (here, there) in here.causes[0].estimate.iter().zip(&there.causes[0].estimate) {
                prop_assert_eq!((here.cif, here.naive), (there.cif, there.naive));
                Quantity::IncidenceVariance.assert("variance", here.variance, there.variance);
            }
            for &time in &here.time {
                let apart = here.causes[1].at(time).unwrap().cif + here.causes[2].at(time).unwrap().cif;
                Quantity::Incidence.assert("sum", apart, there.causes[1].at(time).unwrap().cif);
            }
        }
        prop_assert_eq!(gray(&subjects, 1), gray(&there, 1));
        prop_assert_eq!(fit(&subjects, &BY_GROUP, 1), fit(&there, &BY_GROUP, 1));
    }

    #[test]
    fn splitting_a_row_leaves_the_curves(
        subjects in cohort(1..=3, 2, any::<bool>()),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 40),
    ) {
        let split = split(&Subjects { covariates: vec![], strata: None, ..subjects.clone() }, &cuts);
        for (whole, split) in curves(&subjects).iter().zip(&curves(&split)) {
            prop_assert_eq!(&whole.causes, &split.causes);
        }
    }

    #[test]
    fn an_empty_group_changes_nothing(subjects in cohort(2..=4, 2, Just(false)), at in 0_u16..=4) {
        let k = subjects.groups.len();
        let at = usize::from(at).min(k);
        let mut with = subjects.clone();
        with.groups.insert(at, "nobody".into());
        with.group.iter_mut().filter(|group| usize::from(**group) >= at).for_each(|group| *group += 1);
        let mut found = curves(&with);
        let empty = found.remove(at);
        prop_assert!(empty.time.is_empty());
        prop_assert!(empty.causes.iter().all(|curve| curve.time.is_empty() && curve.at(0.0).is_none()));
        prop_assert_eq!(found, curves(&subjects));
        for cause in 1..=2 {
            match (gray(&subjects, cause), gray(&with, cause)) {
                (Ok(without), Ok(mut with)) => {
                    prop_assert_eq!((with.score.remove(at), with.observed.remove(at)), (0.0, 0.0));
                    prop_assert_eq!((&with.score, &with.observed), (&without.score, &without.observed));
                    prop_assert_eq!(with.df, without.df);
                    Quantity::Gray.assert("statistic", with.chi_sq, without.chi_sq);
                }
                (without, with) => prop_assert_eq!(without.err(), with.err()),
            }
            // An empty reference tells nothing of the others.
            match (fit(&subjects, &BY_GROUP, cause), fit(&with, &BY_GROUP, cause)) {
                (Ok(_), Ok(with)) if at == 0 => {
                    prop_assert!(with.coefficients.iter().all(|c| c.fate == Fate::Unknown));
                }
                (Ok(without), Ok(mut with)) => {
                    prop_assert_eq!(with.coefficients.remove(at - 1).fate, Fate::Unknown);
                    same_model(&without, &with);
                }
                (without, with) => prop_assert_eq!(without.err(), with.err()),
            }
        }
    }

    /// Everybody twice, told that the two belong together, is everybody once.
    #[test]
    fn copies_in_clusters_add_nothing(subjects in cohort(2..=3, 2, Just(false)), by_group in any::<bool>()) {
        let n = subjects.time.len();
        let rows: Vec<usize> = (0..n).chain(0..n).collect();
        let cluster = Some(rows.iter().map(|&i| i as u32 * 7 % 64).collect());
        let twice = Subjects { cluster, ..picked(&subjects, &rows) };
        let censoring = if by_group { Censoring::EachGroup } else { Censoring::Everybody };
        let fit = |subjects: &Subjects| fine_gray(&survival(subjects), &by_group_and_number(), 1, censoring);
        match (fit(&subjects), fit(&twice)) {
            (Ok(once), Ok(twice)) => {
                for (once, twice) in once.coefficients.iter().zip(&twice.coefficients) {
                    prop_assert!(same_fate(once.fate, twice.fate));
                    prop_assert_eq!(once.estimate.is_some(), twice.estimate.is_some());
                    if let (Some(once), Some(twice)) = (once.estimate, twice.estimate) {
                        Quantity::Coefficient.assert("coefficient", twice.coef, once.coef);
                        Quantity::StandardError.assert("error", twice.se, once.se);
                    }
                }
            }
            (once, twice) => prop_assert_eq!(once.err(), twice.err()),
        }
    }

    /// Another unit of a covariate divides its coefficient and error, and nothing else.
    #[test]
    fn the_unit_of_a_covariate_scales_its_coefficient(subjects in cohort(2..=3, 2, Just(false))) {
        let mut there = subjects.clone();
        if let Values::Number(numbers) = &mut there.covariates[0].values {
            numbers.iter_mut().for_each(|x| *x = 1000.0 + 60.0 * *x);
        }
        let model = by_group_and_number();
        if let (Ok(here), Ok(there)) = (fit(&subjects, &model, 1), fit(&there, &model, 1)) {
            let column = here.coefficients.len() - 1;
            for (k, (here, there)) in here.coefficients.iter().zip(&there.coefficients).enumerate() {
                prop_assert!(same_fate(here.fate, there.fate));
                prop_assert_eq!(here.estimate.is_some(), there.estimate.is_some());
                if let (Some(here), Some(there)) = (here.estimate, there.estimate) {
                    let unit = if k == column { 60.0 } else { 1.0 };
                    Quantity::Coefficient.assert("coefficient", there.coef * unit, here.coef);
                    Quantity::StandardError.assert("error", there.se * unit, here.se);
                }
            }
        }
    }
}
