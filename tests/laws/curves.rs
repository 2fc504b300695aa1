//! What curves and risk tables must look like.

use crate::cohort::cohort;
use crate::common::tolerance::Quantity;
use crate::common::{sets, survival};
use crate::config;
use proptest::prelude::*;
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier::by_group;
use riskset::estimate::quantile::quantile;
use riskset::estimate::risk_table::risk_table;
use riskset::risk_set::RiskSets;

proptest! {
    #![proptest_config(config())]

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
            // What has come down to 0 stays there.
            let stays = curve.surv.last().copied().filter(|&surv| surv == 0.0);
            prop_assert_eq!(curve.last_time().and_then(|last| curve.surv_at(last + 0.5)), stays);
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
            // At 0 the table counts those who enter at 0 as well.
            for (row, &n_risk) in rows.iter().zip(moment.n_risk).filter(|_| moment.time > 0.0) {
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
}
