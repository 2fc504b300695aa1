//! Holds the estimates of one group, and the differences of two, to laws that need no reference and to slow
//! twins: the same quantities straight from their definitions, subject by subject.
//!
//! The data are drawn by proptest as in `laws.rs`: few subjects, heavy ties or none, up to three
//! groups, with and without delayed entry; the same in every run.

// The twins call the machine's own functions: not even that is shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::tolerance::Quantity;
use common::{sets, survival};
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::contrast::Contrast;
use riskset::estimate::follow_up::{FollowUp, follow_up, reverse};
use riskset::estimate::kaplan_meier::{KaplanMeier, by_group};
use riskset::estimate::milestone::{self, Milestone, NoMilestone};
use riskset::estimate::nelson_aalen::{NelsonAalen, fleming_harrington, nelson_aalen};
use riskset::estimate::rate::{self, NoRate, PersonTime};
use riskset::estimate::rmst::{NoRmst, Rmst, default_tau, rmst};

const Z: f64 = 1.959_963_984_540_054;

fn config() -> ProptestConfig {
    let drawn = ProptestConfig::default();
    let rng_seed = match drawn.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1926),
        asked => asked,
    };
    let kept = FileFailurePersistence::Direct("tests/proptest-regressions/estimates.txt");
    ProptestConfig { rng_seed, failure_persistence: Some(Box::new(kept)), ..drawn }
}

/// Subjects of some of three groups; whole times up to 3 (all ties), 10 or 100000 (no ties to speak
/// of); events in most, or in all.
fn cohort(delayed: impl Strategy<Value = bool>, events: f64) -> impl Strategy<Value = Subjects> {
    (prop::sample::select(vec![3_u32, 10, 100_000]), delayed).prop_flat_map(move |(top, delayed)| {
        let subject = (0..=top, 0..=top, prop::bool::weighted(events), 0_u16..3);
        prop::collection::vec(subject, 2..40).prop_map(move |rows| Subjects {
            time: rows.iter().map(|row| f64::from(row.0)).collect(),
            entry: delayed
                .then(|| rows.iter().map(|&(time, late, ..)| f64::from(late.min(time)) - 1.0).collect()),
            cause: rows.iter().map(|row| u8::from(row.2)).collect(),
            group: rows.iter().map(|row| row.3).collect(),
            groups: (0..3).map(|group| format!("group {group}")).collect(),
            ..Subjects::default()
        })
    })
}

fn curves(subjects: &Subjects) -> Vec<KaplanMeier> {
    by_group(&sets(subjects))
}

fn confidence() -> Confidence {
    Confidence::new(0.95, ConfType::LogLog)
}

fn at(subjects: &Subjects, time: f64) -> Vec<Result<Milestone, NoMilestone>> {
    milestone::by_group(&survival(subjects), &curves(subjects), time, &confidence())
}

/// Times at which an area or a milestone may be asked: before, at, between and after those of the data.
fn asked(subjects: &Subjects, share: f64) -> [f64; 3] {
    let last = subjects.time.iter().copied().fold(0.0, f64::max);
    [share * last, (share * last).round(), 1.2 * last + 0.5]
}

/// Everything but the rates, to the last bit.
fn everything(subjects: &Subjects, time: f64) -> String {
    let of = |curve: &KaplanMeier| {
        (nelson_aalen(curve), fleming_harrington(curve), rmst(curve, time), follow_up(curve, &confidence()))
    };
    let curves = curves(subjects);
    let own: Vec<_> = curves.iter().map(of).collect();
    format!("{own:?} {:?} {:?}", default_tau(&curves), at(subjects, time))
}

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

fn test_of(contrast: &Contrast) -> Option<(f64, f64)> {
    contrast.test.map(|test| (test.z, test.p_value))
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
        let mut entry = subjects.entry.clone().unwrap_or_else(|| vec![0.0; n]);
        if subjects.entry.is_none() && subjects.time.contains(&0.0) {
            return Ok(());
        }
        let whole = Subjects { entry: Some(entry.clone()), ..subjects.clone() };
        let mut split = whole.clone();
        for (i, cut) in (0..n).zip(&cuts) {
            let Some(share) = cut else { continue };
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

    // --- Twins ---

    #[test]
    fn hazards_and_areas_from_their_definitions(
        subjects in cohort(any::<bool>(), 0.7),
        share in 0.05_f64..1.0,
    ) {
        for (group, curve) in curves(&subjects).iter().enumerate() {
            let people = Person::of_group(&subjects, group);
            let (poisson, corrected) = (nelson_aalen(curve), fleming_harrington(curve));
            for time in asked(&subjects, share) {
                let late = people.iter().all(|p| p.time < time);
                let hazard = |each: fn(f64, f64) -> f64| (!late).then(|| hazard_twin(&people, time, each));
                same(Quantity::CumHaz, poisson.cum_haz_at(time), hazard(|n, d| d / n));
                let one_by_one = |n: f64, d: f64| (0..d as u32).map(|gone| 1.0 / (n - f64::from(gone))).sum();
                same(Quantity::CumHaz, corrected.cum_haz_at(time), hazard(one_by_one));
                let last = people.iter().map(|p| p.time).fold(0.0, f64::max);
                let known = !people.is_empty() && time > 0.0 && (!late || surv_twin(&people, last) == 0.0);
                prop_assert_eq!(rmst(curve, time).is_ok(), known);
                if let Ok(found) = rmst(curve, time) {
                    let (area, variance) = area_twin(&people, time);
                    Quantity::Area.assert("area", found.rmst, area);
                    Quantity::AreaTwin.assert("se", found.se(), variance.sqrt());
                }
            }
        }
    }

    #[test]
    fn milestones_from_their_definitions(subjects in cohort(any::<bool>(), 0.7), share in 0.0_f64..1.0) {
        for time in asked(&subjects, share) {
            for (group, found) in at(&subjects, time).into_iter().enumerate() {
                let people = Person::of_group(&subjects, group);
                let Ok(found) = found else {
                    prop_assert!(people.iter().all(|p| p.time < time));
                    continue;
                };
                prop_assert!(people.iter().any(|p| p.time >= time));
                Quantity::Survival.assert("surv", found.surv, surv_twin(&people, time));
                let there = people.iter().filter(|p| p.entry < time && time <= p.time).count();
                let events = people.iter().filter(|p| p.event && p.time <= time).count();
                prop_assert_eq!((found.n_risk as usize, found.n_event as usize), (there, events));
                prop_assert_eq!(found.few_at_risk, there < 5);
                let greenwood: f64 = event_times(&people)
                    .iter()
                    .filter(|&&at| at <= time)
                    .map(|&at| { let (n, d) = counts(&people, at); d / (n * (n - d)) })
                    .sum();
                let se = (found.surv > 0.0).then(|| found.surv * greenwood.sqrt());
                same(Quantity::Variance, found.se_surv, se);
            }
        }
    }

    /// The limits of a rate are the means under which as many events, or as few, are unlikely.
    #[test]
    fn limits_of_a_rate_by_summing(n_event in 0_u64..60, person_time in 0.1_f64..1e4, level in 0.5_f64..0.999) {
        let found = PersonTime { n_event, person_time }.rate(level).unwrap();
        let alpha = (1.0 - level) / 2.0;
        let tail = |rate: f64, to: u64| -> f64 {
            let mean = rate * person_time;
            let mut term = (-mean).exp();
            (0..=to).map(|k| { let now = term; term *= mean / (k + 1) as f64; now }).sum()
        };
        Quantity::TailTwin.assert("as few", tail(found.upper, n_event), alpha);
        if n_event > 0 {
            Quantity::TailTwin.assert("fewer", tail(found.lower, n_event - 1), 1.0 - alpha);
        }
    }

    #[test]
    fn a_ratio_by_summing(
        here in 0_u64..40,
        there in 0_u64..40,
        times in prop::sample::select(vec![(1.0, 1.0), (10.0, 3.0), (0.25, 2.0), (7.1, 900.3)]),
    ) {
        prop_assume!(here + there > 0);
        let pair = [(here, times.0), (there, times.1)].map(|(n_event, person_time)| PersonTime { n_event, person_time });
        let found = pair[0].ratio(&pair[1], 0.95).unwrap();
        let probabilities = |ratio: f64| binomial(here + there, ratio * times.0 / (ratio * times.0 + times.1));
        let equal = probabilities(1.0);
        let seen = equal[here as usize] * (1.0 + 1e-7);
        let p: f64 = equal.iter().filter(|&&probability| probability <= seen).sum();
        Quantity::TailTwin.assert("p", found.p_value, p.min(1.0));
        if here > 0 {
            let as_many: f64 = probabilities(found.lower)[here as usize..].iter().sum();
            Quantity::TailTwin.assert("as many", as_many, 0.025);
        }
        prop_assert_eq!((found.lower > 0.0, found.upper.is_some(), found.ratio.is_some()), (here > 0, there > 0, there > 0));
        if let Some(upper) = found.upper {
            let as_few: f64 = probabilities(upper)[..=here as usize].iter().sum();
            Quantity::TailTwin.assert("as few", as_few, 0.025);
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

fn same(quantity: Quantity, ours: Option<f64>, twin: Option<f64>) {
    match (ours, twin) {
        (Some(ours), Some(twin)) => quantity.assert("twin", ours, twin),
        (ours, twin) => assert_eq!(ours, twin),
    }
}

/// One subject, watched over `(entry, time]`.
#[derive(Debug, Clone, Copy)]
struct Person {
    entry: f64,
    time: f64,
    event: bool,
}

impl Person {
    fn of_group(subjects: &Subjects, group: usize) -> Vec<Person> {
        (0..subjects.time.len())
            .filter(|&i| usize::from(subjects.group[i]) == group)
            .map(|i| Person {
                entry: subjects.entry.as_ref().map_or(f64::NEG_INFINITY, |entry| entry[i]),
                time: subjects.time[i],
                event: subjects.cause[i] > 0,
            })
            .collect()
    }
}

fn event_times(people: &[Person]) -> Vec<f64> {
    let mut times: Vec<f64> = people.iter().filter(|p| p.event).map(|p| p.time).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

/// At risk and events at one time.
fn counts(people: &[Person], at: f64) -> (f64, f64) {
    let n = people.iter().filter(|p| p.entry < at && at <= p.time).count();
    let d = people.iter().filter(|p| p.event && p.time == at).count();
    (n as f64, d as f64)
}

fn hazard_twin(people: &[Person], time: f64, each: fn(f64, f64) -> f64) -> f64 {
    event_times(people)
        .iter()
        .filter(|&&at| at <= time)
        .map(|&at| {
            let (n, d) = counts(people, at);
            each(n, d)
        })
        .sum()
}

fn surv_twin(people: &[Person], time: f64) -> f64 {
    event_times(people)
        .iter()
        .filter(|&&at| at <= time)
        .map(|&at| {
            let (n, d) = counts(people, at);
            1.0 - d / n
        })
        .product()
}

/// The area from `from` to `to`, stretch by stretch between events.
fn area_between(people: &[Person], from: f64, to: f64) -> f64 {
    let mut ends: Vec<f64> = event_times(people).into_iter().filter(|&at| from < at && at < to).collect();
    ends.push(to);
    let mut start = from;
    let stretch = |&end: &f64| {
        let area = surv_twin(people, start) * (end - start);
        start = end;
        area
    };
    ends.iter().map(stretch).sum()
}

fn area_twin(people: &[Person], tau: f64) -> (f64, f64) {
    let term = |&at: &f64| {
        let (n, d) = counts(people, at);
        let right = area_between(people, at, tau);
        if n == d { 0.0 } else { right * right * d / (n * (n - d)) }
    };
    // An event at time 0 has happened at 0.
    let area = area_between(people, 0.0, tau);
    (area, event_times(people).iter().filter(|&&at| at < tau).map(term).sum())
}

/// Probabilities of 0 to `n` successes, by Pascal's triangle.
fn binomial(n: u64, p: f64) -> Vec<f64> {
    let mut row = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; row.len() + 1];
        for (k, &probability) in row.iter().enumerate() {
            next[k] += probability * (1.0 - p);
            next[k + 1] += probability * p;
        }
        row = next;
    }
    row
}
