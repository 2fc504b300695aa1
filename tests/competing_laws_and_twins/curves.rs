//! What every curve of cumulative incidence looks like.

use crate::cohort::{cohort, curves};
use crate::common::sets;
use crate::config;
use proptest::prelude::*;
use riskset::competing::cumulative_incidence::Estimate;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn of_one_cause_it_is_one_minus_kaplan_meier(subjects in cohort(1..=3, 1, any::<bool>())) {
        let km = kaplan_meier::by_group(&sets(&subjects));
        for (group, km) in curves(&subjects).iter().zip(&km) {
            prop_assert_eq!((&group.time, &group.n_risk), (&km.time, &km.n_risk));
            prop_assert_eq!((&group.n_event, &group.n_censor), (&km.n_event, &km.n_censor));
            prop_assert_eq!(&group.surv, &km.surv);
            for (time, surv) in km.time.iter().zip(&km.surv) {
                let estimate = group.causes[0].at(*time).unwrap();
                prop_assert!((estimate.cif - (1.0 - surv)).abs() < 1e-12);
                prop_assert!((estimate.naive - (1.0 - surv)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn all_causes_and_none_add_up_to_one(subjects in cohort(1..=4, 3, any::<bool>())) {
        for group in curves(&subjects) {
            for (time, surv) in group.time.iter().zip(&group.surv) {
                let sum: f64 = group.causes.iter().map(|curve| curve.at(*time).unwrap().cif).sum();
                prop_assert!((sum + surv - 1.0).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn curves_rise_and_the_naive_ones_overstate(subjects in cohort(1..=4, 3, any::<bool>())) {
        let confidence = Confidence::new(0.95, ConfType::LogLog);
        for group in curves(&subjects) {
            for curve in &group.causes {
                let mut last = 0.0;
                for (time, estimate) in curve.time.iter().zip(&curve.estimate) {
                    prop_assert!(estimate.cif >= last && estimate.cif <= 1.0 + 1e-12);
                    prop_assert!(estimate.naive >= estimate.cif - 1e-12 && estimate.naive <= 1.0);
                    prop_assert!(estimate.variance >= 0.0);
                    if let Some((lower, upper)) = estimate.limits(&confidence) {
                        prop_assert!(lower <= estimate.cif && estimate.cif <= upper);
                    }
                    prop_assert_eq!(curve.at(*time), Some(*estimate));
                    last = estimate.cif;
                }
                let end = group.time.last().copied();
                prop_assert_eq!(curve.last_time, end);
                // Known after the end only where everybody at risk has had some event: then it stays.
                let over = group.surv.last().is_some_and(|&surv| surv == 0.0);
                let stays = end.filter(|_| over).and_then(|end| curve.at(end));
                prop_assert_eq!(end.and_then(|end| curve.at(end.next_up())), stays);
                prop_assert!(!over || stays.is_some());
                if curve.time.first() > Some(&0.0) {
                    prop_assert_eq!(curve.at(0.0), Some(Estimate::default()));
                }
            }
        }
    }
}
