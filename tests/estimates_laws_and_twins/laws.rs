//! What a change of the data that says nothing new may change (nothing), and what every estimate must look like.

use crate::cohort::{asked, at, cohort, confidence, curves};
use crate::common::rows::{in_order, picked, split};
use crate::common::survival;
use crate::common::tolerance::Quantity;
use crate::config;
use proptest::prelude::*;
use riskset::data::Subjects;
use riskset::estimate::contrast::Contrast;
use riskset::estimate::follow_up::{FollowUp, follow_up, reverse};
use riskset::estimate::kaplan_meier::KaplanMeier;
use riskset::estimate::milestone::{Milestone, NoMilestone};
use riskset::estimate::nelson_aalen::{NelsonAalen, fleming_harrington, nelson_aalen};
use riskset::estimate::rate::{self, NoRate};
use riskset::estimate::rmst::{NoRmst, Rmst, default_tau, rmst};

const Z: f64 = 1.959_963_984_540_054;

/// Everything but the rates, to the last bit.
fn everything(subjects: &Subjects, time: f64) -> String {
    let of = |curve: &KaplanMeier| {
        (nelson_aalen(curve), fleming_harrington(curve), rmst(curve, time), follow_up(curve, &confidence()))
    };
    let curves = curves(subjects);
    let own: Vec<_> = curves.iter().map(of).collect();
    format!("{own:?} {:?} {:?}", default_tau(&curves), at(subjects, time))
}

/// What a change of the unit does to an area.
fn scaled(here: &Rmst, unit: f64, there: &Rmst) {
    Quantity::Area.assert("rmst", there.rmst, here.rmst * unit);
    Quantity::Area.assert("rmtl", there.rmtl, here.rmtl * unit);
    Quantity::Area.assert("se", there.se(), here.se() * unit);
}

/// The steps of a cumulative hazard.
fn hazard_steps(hazard: &NelsonAalen) -> Vec<(f64, f64, f64)> {
    let steps = hazard.time.iter().zip(&hazard.cum_haz).zip(&hazard.variance);
    let mut steps: Vec<_> = steps.map(|((&time, &cum_haz), &variance)| (time, cum_haz, variance)).collect();
    steps.dedup_by(|later, earlier| later.1 == earlier.1);
    steps.into_iter().filter(|step| step.1 > 0.0).collect()
}

proptest! {
    #![proptest_config(config())]

    // --- Changes that say nothing new ---

    #[test]
    fn the_unit_of_time_scales_times_alone(
        subjects in cohort(any::<bool>(), 0.7),
        unit in prop::sample::select(vec![1.0 / 1024.0, 4.0, 1_048_576.0]),
        share in 0.05_f64..1.0,
    ) {
        let there = Subjects {
            time: subjects.time.iter().map(|time| time * unit).collect(),
            entry: subjects.entry.as_ref().map(|entry| entry.iter().map(|entry| entry * unit).collect()),
            ..subjects.clone()
        };
        for time in asked(&subjects, share) {
            for (here, there) in curves(&subjects).iter().zip(&curves(&there)) {
                let (h, t) = (nelson_aalen(here), nelson_aalen(there));
                prop_assert_eq!((h.cum_haz, h.variance), (t.cum_haz, t.variance));
                match (rmst(here, time), rmst(there, time * unit)) {
                    (Ok(here), Ok(there)) => scaled(&here, unit, &there),
                    (here, there) => prop_assert_eq!(here.err(), there.err()),
                }
                let median = |curve| follow_up(curve, &confidence()).median.value;
                prop_assert_eq!(median(here).map(|time| time * unit), median(there));
            }
            for (here, there) in at(&subjects, time).iter().zip(at(&there, time * unit)) {
                prop_assert_eq!(here.map(|m| Milestone { time: time * unit, ..m }), there);
            }
        }
        let (here, there) = (rate::by_group(&survival(&subjects)), rate::by_group(&survival(&there)));
        for (i, (a, b)) in here.iter().zip(&there).enumerate() {
            match (a.rate(0.95), b.rate(0.95)) {
                (Ok(a), Ok(b)) => prop_assert_eq!([a.rate, a.lower, a.upper], [b.rate, b.lower, b.upper].map(|r| r * unit)),
                (a, b) => prop_assert_eq!(a, b),
            }
            prop_assert_eq!(a.ratio(&here[(i + 1) % 3], 0.95), b.ratio(&there[(i + 1) % 3], 0.95));
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (subjects, order) in cohort(any::<bool>(), 0.7).prop_flat_map(in_order),
        share in 0.05_f64..1.0,
    ) {
        let shuffled = picked(&subjects, &order);
        for time in asked(&subjects, share) {
            prop_assert_eq!(everything(&subjects, time), everything(&shuffled, time));
        }
        prop_assert_eq!(rate::by_group(&survival(&subjects)), rate::by_group(&survival(&shuffled)));
    }

    #[test]
    fn an_empty_group_changes_nothing(
        subjects in cohort(any::<bool>(), 0.7),
        place in 0_u16..=3,
        share in 0.05_f64..1.0,
    ) {
        let mut with = subjects.clone();
        with.groups.insert(usize::from(place), "nobody".into());
        with.group.iter_mut().for_each(|group| *group += u16::from(*group >= place));
        let (without, mut with_curves) = (curves(&subjects), curves(&with));
        prop_assert_eq!(default_tau(&without), default_tau(&with_curves));
        let nobody = with_curves.remove(usize::from(place));
        prop_assert_eq!(rmst(&nobody, 1.0), Err(NoRmst::NoSubjects));
        prop_assert_eq!((nelson_aalen(&nobody), reverse(&nobody)), (NelsonAalen::default(), KaplanMeier::default()));
        prop_assert_eq!(&without, &with_curves);
        for time in asked(&subjects, share) {
            let mut with = at(&with, time);
            prop_assert_eq!(with.remove(usize::from(place)), Err(NoMilestone::NoSubjects));
            prop_assert_eq!(at(&subjects, time), with);
        }
        let mut with = rate::by_group(&survival(&with));
        prop_assert_eq!(with.remove(usize::from(place)).rate(0.95), Err(NoRate::NoTime));
        prop_assert_eq!(rate::by_group(&survival(&subjects)), with);
    }

    /// A split row adds a censoring, so only the length of follow-up knows.
    #[test]
    fn splitting_a_row_changes_nothing(
        subjects in cohort(any::<bool>(), 0.7),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 40),
        share in 0.05_f64..1.0,
    ) {
        let n = subjects.time.len();
        // Without entries everybody is watched from the origin.
        let entry = subjects.entry.clone().unwrap_or_else(|| vec![0.0; n]);
        if subjects.entry.is_none() && subjects.time.contains(&0.0) {
            return Ok(());
        }
        let whole = Subjects { entry: Some(entry), ..subjects.clone() };
        let split = split(&whole, &cuts);
        for (whole, split) in curves(&whole).iter().zip(&curves(&split)) {
            for hazard in [nelson_aalen, fleming_harrington] {
                prop_assert_eq!(hazard_steps(&hazard(whole)), hazard_steps(&hazard(split)));
            }
            for time in asked(&subjects, share) {
                match (rmst(whole, time), rmst(split, time)) {
                    (Ok(whole), Ok(split)) => scaled(&whole, 1.0, &split),
                    (whole, split) => prop_assert_eq!(whole, split),
                }
            }
        }
        for time in asked(&subjects, share) {
            prop_assert_eq!(at(&whole, time), at(&split, time));
        }
        prop_assert_eq!(rate::by_group(&survival(&whole)), rate::by_group(&survival(&split)));
    }

    #[test]
    fn swapping_the_groups_mirrors_what_they_differ_by(
        subjects in cohort(any::<bool>(), 0.7),
        share in 0.05_f64..1.0,
    ) {
        let curves = curves(&subjects);
        for time in asked(&subjects, share) {
            if let (Ok(a), Ok(b)) = (rmst(&curves[0], time), rmst(&curves[1], time)) {
                mirrored(&a.difference(&b, Z).unwrap(), &b.difference(&a, Z).unwrap());
                for ratio in [Rmst::ratio, Rmst::rmtl_ratio] {
                    match (ratio(&a, &b, Z), ratio(&b, &a, Z)) {
                        (Some(forth), Some(back)) => inverted(&forth, &back),
                        (forth, back) => prop_assert_eq!(forth, back),
                    }
                }
            }
            if let [Ok(a), Ok(b), _] = at(&subjects, time)[..]
                && let (Some(forth), Some(back)) = (a.difference(&b, Z), b.difference(&a, Z))
            {
                mirrored(&forth, &back);
            }
        }
        let rates = rate::by_group(&survival(&subjects));
        match (rates[0].ratio(&rates[1], 0.95), rates[1].ratio(&rates[0], 0.95)) {
            (Ok(forth), Ok(back)) => {
                Quantity::PValue.assert("p", forth.p_value, back.p_value);
                prop_assert_eq!(back.upper.is_none(), forth.lower == 0.0);
                Quantity::Rate.assert("limit", forth.lower, back.upper.map_or(0.0, |upper| 1.0 / upper));
                Quantity::Rate.assert("limit", back.lower, forth.upper.map_or(0.0, |upper| 1.0 / upper));
            }
            (forth, back) => prop_assert_eq!(forth, back),
        }
    }

    // --- What every estimate must look like ---

    /// `S <= exp(-H)`, and H of one tie after the other stands between.
    #[test]
    fn hazards_bound_the_curve(subjects in cohort(any::<bool>(), 0.7)) {
        for curve in &curves(&subjects) {
            let (poisson, corrected) = (nelson_aalen(curve), fleming_harrington(curve));
            let (mut last, slack) = (0.0, 1e-12);
            for i in 0..curve.time.len() {
                let (low, high) = (poisson.cum_haz[i], corrected.cum_haz[i]);
                prop_assert!(last <= low && low <= high + slack && poisson.variance[i] <= corrected.variance[i] + slack);
                prop_assert!(curve.surv[i] <= (-high).exp() + slack);
                let (lower, upper) = poisson.limits(i, Z).unwrap();
                prop_assert!(lower <= low && low <= upper && (lower > 0.0) == (low > 0.0));
                last = low;
            }
        }
    }

    /// The hazard that the subjects of a group have been through adds up to its events.
    #[test]
    fn hazards_add_up_to_the_events(subjects in cohort(any::<bool>(), 0.7)) {
        for (group, curve) in curves(&subjects).iter().enumerate() {
            let hazard = nelson_aalen(curve);
            let at = |time: f64| hazard.cum_haz_at(time).unwrap();
            let rows = (0..subjects.time.len()).filter(|&i| usize::from(subjects.group[i]) == group);
            let entry = |i: usize| subjects.entry.as_ref().map_or(0.0, |entry| at(entry[i]));
            let total: f64 = rows.map(|i| at(subjects.time[i]) - entry(i)).sum();
            prop_assert!((total - curve.total_events() as f64).abs() < 1e-11, "{total}");
        }
    }

    /// Areas lie in [0, tau], sum to tau, and grow by S at each tau; the mean of the first tau without
    /// censoring.
    #[test]
    fn areas_have_their_shape(subjects in cohort(any::<bool>(), 0.7), share in 0.05_f64..0.9) {
        for curve in &curves(&subjects) {
            let Some(last) = curve.last_time().filter(|&last| last > 0.0) else { continue };
            let tau = share * last;
            let found = rmst(curve, tau).unwrap();
            prop_assert!(0.0 <= found.rmst && found.rmst <= tau * (1.0 + 1e-15) && found.rmtl >= 0.0);
            Quantity::Area.assert("sum", found.rmst + found.rmtl, tau);
            let next = curve.time.iter().copied().find(|&time| time > tau).unwrap();
            let later = rmst(curve, next).unwrap();
            Quantity::Area.assert("next", later.rmst, found.rmst + (next - tau) * curve.surv_at(tau).unwrap());
            prop_assert!(later.variance >= found.variance);
        }
    }

    #[test]
    fn without_censoring_an_area_is_a_mean(subjects in cohort(Just(false), 1.0), share in 0.05_f64..1.5) {
        for (group, curve) in curves(&subjects).iter().enumerate() {
            let tau = share * subjects.time.iter().copied().fold(1.0, f64::max);
            let own: Vec<f64> = (0..subjects.time.len())
                .filter(|&i| usize::from(subjects.group[i]) == group)
                .map(|i| subjects.time[i].min(tau))
                .collect();
            if own.is_empty() { continue }
            let n = own.len() as f64;
            let mean = own.iter().sum::<f64>() / n;
            let variance = own.iter().map(|time| (time - mean) * (time - mean)).sum::<f64>() / (n * n);
            let found = rmst(curve, tau).unwrap();
            Quantity::Area.assert("mean", found.rmst, mean);
            Quantity::AreaTwin.assert("se", found.se(), variance.sqrt());
        }
    }

    /// Turned twice it is the curve again; without ties or late entry the two curves multiply to the
    /// share of subjects still there.
    #[test]
    fn follow_up_turns_the_curve(subjects in cohort(any::<bool>(), 0.7)) {
        for curve in &curves(&subjects) {
            let reversed = reverse(curve);
            prop_assert_eq!(&reverse(&reversed), curve);
            let alone = curve.n_event.iter().zip(&curve.n_censor).all(|(d, c)| d + c == 1);
            if subjects.entry.is_some() || !alone { continue }
            for i in 0..curve.time.len() {
                let left = f64::from(curve.n_risk[i] - 1) / curve.time.len() as f64;
                prop_assert!((curve.surv[i] * reversed.surv[i] - left).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn quartiles_of_follow_up_ascend(subjects in cohort(any::<bool>(), 0.4)) {
        for curve in &curves(&subjects) {
            let FollowUp { first_quartile, median, third_quartile } = follow_up(curve, &confidence());
            let reached = |value: Option<f64>| value.unwrap_or(f64::INFINITY);
            prop_assert!(reached(first_quartile.value) <= reached(median.value));
            prop_assert!(reached(median.value) <= reached(third_quartile.value));
            // Where the curve falls from above the limit to 0 there is no band, and no lower limit.
            prop_assert!(median.lower.is_none_or(|lower| lower <= reached(median.value)));
        }
    }
}

fn mirrored(forth: &Contrast, back: &Contrast) {
    assert_eq!((forth.estimate, forth.se), (-back.estimate, back.se));
    assert_eq!((forth.lower, forth.upper), (-back.upper, -back.lower));
    assert_eq!(test_of(forth), test_of(back).map(|(z, p)| (-z, p)));
}

fn inverted(forth: &Contrast, back: &Contrast) {
    Quantity::Contrast.assert("ratio", forth.estimate, 1.0 / back.estimate);
    Quantity::Contrast.assert("se", forth.se, back.se);
    Quantity::Contrast.assert("limit", forth.lower, 1.0 / back.upper);
    Quantity::Contrast.assert("limit", forth.upper, 1.0 / back.lower);
    assert_eq!(forth.test.is_some(), back.test.is_some());
}

fn test_of(contrast: &Contrast) -> Option<(f64, f64)> {
    contrast.test.map(|test| (test.z, test.p_value))
}
