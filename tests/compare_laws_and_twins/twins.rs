//! Tests and ratios from sums over event times, counted from the subjects.

use crate::cohort::{cohort, strata};
use crate::common::tolerance::Quantity;
use crate::{WEIGHTS, config};
use proptest::prelude::*;
use riskset::compare::adjust::{benjamini_hochberg, holm};
use riskset::compare::log_rank::{LogRank, stratified_log_rank};
use riskset::compare::max_combo::{self, max_combo};
use riskset::compare::pairwise::pairwise;
use riskset::compare::ratio::{NoRatio, RatioMethod, hazard_ratio};
use riskset::compare::trend::{NoTrend, trend};
use riskset::compare::weight::{Weight, weighted_log_rank};
use riskset::data::Subjects;
use riskset::math::normal;
use riskset::risk_set::NoComparison;

/// At one event time of one stratum, counted from the subjects.
struct EventTime {
    /// At risk and events by group.
    risk: Vec<f64>,
    events: Vec<f64>,
    n: f64,
    d: f64,
    /// Pooled Kaplan-Meier before it, and Peto's with it.
    surv: f64,
    peto: f64,
}

/// All event times of the subjects in `groups`, stratum by stratum; each curve is multiplied out anew.
fn event_times(subjects: &Subjects, groups: &[usize]) -> Vec<EventTime> {
    let mut found = Vec::new();
    for stratum in 0..4 {
        let mine: Vec<usize> = (0..subjects.time.len())
            .filter(|&i| subjects.strata.as_ref().map_or(0, |strata| strata.of[i]) == stratum)
            .filter(|&i| groups.contains(&usize::from(subjects.group[i])))
            .collect();
        let at_risk = |i: usize, t: f64| {
            subjects.entry.as_ref().is_none_or(|entry| entry[i] < t) && t <= subjects.time[i]
        };
        let event = |i: usize, t: f64| subjects.cause[i] > 0 && subjects.time[i] == t;
        let count = |yes: &dyn Fn(usize) -> bool| mine.iter().filter(|&&i| yes(i)).count() as f64;
        let mut times: Vec<f64> =
            mine.iter().filter(|&&i| subjects.cause[i] > 0).map(|&i| subjects.time[i]).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        let all = |t: f64| (count(&|i| at_risk(i, t)), count(&|i| event(i, t)));
        for &t in &times {
            let (n, d) = all(t);
            let of = |g: usize, i: usize| usize::from(subjects.group[i]) == g;
            found.push(EventTime {
                risk: groups.iter().map(|&g| count(&|i| of(g, i) && at_risk(i, t))).collect(),
                events: groups.iter().map(|&g| count(&|i| of(g, i) && event(i, t))).collect(),
                n,
                d,
                surv: times.iter().filter(|&&s| s < t).map(|&s| 1.0 - all(s).1 / all(s).0).product(),
                peto: times.iter().filter(|&&s| s <= t).map(|&s| 1.0 - all(s).1 / (all(s).0 + 1.0)).product(),
            });
        }
    }
    found
}

fn weight_twin(weight: Weight, at: &EventTime) -> f64 {
    match weight {
        Weight::LogRank => 1.0,
        Weight::GehanBreslow => at.n,
        Weight::TaroneWare => at.n.powf(0.5),
        Weight::PetoPeto => at.peto,
        Weight::ModifiedPetoPeto => at.peto * at.n / (at.n + 1.0),
        Weight::FlemingHarrington { p, q } => at.surv.powf(p) * (1.0 - at.surv).max(0.0).powf(q),
    }
}

/// Observed, expected and covariance.
type PartsTwin = (Vec<f64>, Vec<f64>, Vec<Vec<f64>>);

/// Sums with the product of two weights in the covariance.
fn parts_twin(times: &[EventTime], k: usize, a: Weight, b: Weight) -> PartsTwin {
    let (mut o, mut e, mut v) = (vec![0.0; k], vec![0.0; k], vec![vec![0.0; k]; k]);
    for at in times {
        let (w, w2) = (weight_twin(a, at), weight_twin(a, at) * weight_twin(b, at));
        for g in 0..k {
            o[g] += w * at.events[g];
            e[g] += w * at.d * at.risk[g] / at.n;
            for (h, cell) in v[g].iter_mut().enumerate() {
                let same = f64::from(u8::from(g == h));
                if at.n > 1.0 {
                    *cell += w2 * at.d * (at.n - at.d) / (at.n - 1.0) * at.risk[g] / at.n
                        * (same - at.risk[h] / at.n);
                }
            }
        }
    }
    (o, e, v)
}

/// `x' A^-1 x` and the rank, by Gaussian elimination with the largest pivot, rows without one left out.
fn quadratic_twin(a: &[Vec<f64>], x: &[f64]) -> (f64, usize) {
    let k = x.len();
    let scale = (0..k).map(|i| a[i][i]).fold(0.0, f64::max);
    let (mut a, mut x, mut left) = (a.to_vec(), x.to_vec(), (0..k).collect::<Vec<_>>());
    let (mut sum, mut rank) = (0.0, 0);
    while let Some(&p) = left.iter().max_by(|&&i, &&j| a[i][i].total_cmp(&a[j][j])) {
        if a[p][p] <= 1e-9 * scale {
            break;
        }
        (sum, rank) = (sum + x[p] * x[p] / a[p][p], rank + 1);
        left.retain(|&i| i != p);
        for &i in &left {
            let factor = a[i][p] / a[p][p];
            x[i] -= factor * x[p];
            let above = a[p].clone();
            a[i].iter_mut().zip(&above).for_each(|(cell, above)| *cell -= factor * above);
        }
    }
    (sum, rank)
}

fn agrees_with_twin(what: &str, ours: &Result<LogRank, NoComparison>, (o, e, v): &PartsTwin) {
    let difference: Vec<f64> = o.iter().zip(e).map(|(o, e)| o - e).collect();
    let (chi_sq, rank) = quadratic_twin(v, &difference);
    let Ok(ours) = ours else {
        assert_eq!(rank, 0, "{what}: {ours:?}");
        return;
    };
    assert_eq!(ours.df, rank, "{what}");
    Quantity::Expected.assert_all(what, &ours.observed, o);
    Quantity::Expected.assert_all(what, &ours.expected, e);
    for (ours, twin) in ours.covariance.rows().zip(v) {
        Quantity::Covariance.assert_all(what, ours, twin);
    }
    Quantity::TwinTest.assert(what, ours.chi_sq, chi_sq);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn weighted_tests_agree_with_their_twin(subjects in cohort(2..=4)) {
        let k = subjects.groups.len();
        let times = event_times(&subjects, &(0..k).collect::<Vec<_>>());
        let tests = weighted_log_rank(&strata(&subjects), &WEIGHTS);
        prop_assert_eq!(tests.is_err(), times.is_empty());
        for found in tests.into_iter().flatten() {
            let twin = parts_twin(&times, k, found.weight, found.weight);
            agrees_with_twin(&format!("{:?}", found.weight), &found.test, &twin);
        }
    }

    /// A pair is what a data set of its two groups says, and the adjusted p-values are those of all pairs.
    #[test]
    fn pairs_agree_with_their_twin(subjects in cohort(2..=5), weight in prop::sample::select(WEIGHTS.to_vec())) {
        let pairs = pairwise(&strata(&subjects), weight);
        let k = subjects.groups.len();
        prop_assert_eq!(pairs.as_ref().map_or(k * (k - 1) / 2, Vec::len), k * (k - 1) / 2);
        let pairs = pairs.unwrap_or_default();
        for pair in &pairs {
            let times = event_times(&subjects, &[pair.groups.0, pair.groups.1]);
            prop_assert_eq!(pair.test == Err(NoComparison::NoEvents), times.is_empty());
            agrees_with_twin(&format!("{:?}", pair.groups), &pair.test, &parts_twin(&times, 2, weight, weight));
        }
        let p: Vec<f64> = pairs.iter().filter_map(|pair| pair.test.as_ref().ok()).map(|test| test.p_value).collect();
        prop_assert_eq!(pairs.iter().filter_map(|pair| pair.holm).collect::<Vec<_>>(), holm(&p));
        let rates: Vec<f64> = pairs.iter().filter_map(|pair| pair.benjamini_hochberg).collect();
        prop_assert_eq!(rates, benjamini_hochberg(&p));
    }

    #[test]
    fn max_combo_agrees_with_its_twin(subjects in cohort(2..=2)) {
        let times = event_times(&subjects, &[0, 1]);
        let own = |a, b| parts_twin(&times, 2, a, b);
        let ours = max_combo(&strata(&subjects));
        let exist: Vec<Weight> =
            max_combo::WEIGHTS.into_iter().filter(|&a| own(a, a).2[1][1] > 1e-14).collect();
        let Ok(ours) = ours else {
            prop_assert!(exist.is_empty(), "{ours:?}");
            return Ok(());
        };
        prop_assert_eq!(ours.tests.iter().map(|test| test.weight).collect::<Vec<_>>(), exist.clone());
        for (i, (&a, test)) in exist.iter().zip(&ours.tests).enumerate() {
            let (o, e, v) = own(a, a);
            Quantity::Deviate.assert("z", test.z, (o[1] - e[1]) / v[1][1].sqrt());
            prop_assert!(test.z.abs() <= ours.tests[ours.largest].z.abs());
            for (j, &b) in exist.iter().enumerate() {
                let between = own(a, b).2[1][1] / (v[1][1] * own(b, b).2[1][1]).sqrt();
                Quantity::Correlation.assert("correlation", ours.correlation[(i, j)], between);
            }
        }
        // At least the p-value of the largest, at most that of Bonferroni; the four are made of three.
        let raw = normal::two_sided(ours.tests[ours.largest].z);
        let most = raw * exist.len().min(4) as f64;
        prop_assert!(raw * (1.0 - 1e-13) <= ours.p_value && ours.p_value <= most * (1.0 + 1e-13));
    }

    #[test]
    fn trends_agree_with_their_twin(
        subjects in cohort(2..=4),
        scores in prop::collection::vec(prop::sample::select(vec![-3.0, 0.0, 1.0, 2.5, 40.0]), 4),
        weight in prop::sample::select(WEIGHTS.to_vec()),
    ) {
        let k = subjects.groups.len();
        let (times, a) = (event_times(&subjects, &(0..k).collect::<Vec<_>>()), &scores[..k]);
        let Ok(tests) = weighted_log_rank(&strata(&subjects), &[weight]) else { return Ok(()) };
        let Ok(parts) = &tests[0].test else { return Ok(()) };
        let (o, e, v) = parts_twin(&times, k, weight, weight);
        let above: f64 = (0..k).map(|g| a[g] * (o[g] - e[g])).sum();
        let below: f64 = (0..k).flat_map(|g| (0..k).map(move |h| (g, h))).map(|(g, h)| a[g] * a[h] * v[g][h]).sum();
        let scale: f64 = (0..k).map(|g| 1600.0 * v[g][g]).sum();
        match trend(parts, a) {
            Ok(ours) => {
                Quantity::TwinTest.assert("z", ours.z, above / below.sqrt());
                Quantity::TwinTest.assert("chi-square", ours.chi_sq, above * above / below);
                Quantity::PValue.assert("p", ours.p_value, normal::two_sided(ours.z));
                if k == 2 {
                    Quantity::LogRank.assert("two groups", ours.chi_sq, parts.chi_sq);
                }
                prop_assert!(ours.chi_sq <= parts.chi_sq * (1.0 + 1e-10) + 1e-12, "one direction of several");
            }
            Err(why) => {
                prop_assert_eq!(why, NoTrend::NoInformation);
                prop_assert!(below.abs() <= 1e-12 * scale, "{below} of {scale}");
            }
        }
    }

    #[test]
    fn ratios_agree_with_their_twin(subjects in cohort(2..=3), conf_level in 0.5_f64..0.999) {
        let k = subjects.groups.len();
        let times = event_times(&subjects, &(0..k).collect::<Vec<_>>());
        let (o, e, v) = parts_twin(&times, k, Weight::LogRank, Weight::LogRank);
        let Ok(parts) = stratified_log_rank(&strata(&subjects)) else { return Ok(()) };
        let z = normal::central(conf_level);
        for method in RatioMethod::ALL {
            let (forth, back) =
                (hazard_ratio(method, &parts, 0, 1, conf_level), hazard_ratio(method, &parts, 1, 0, conf_level));
            let (Ok(forth), Ok(back)) = (forth, back) else {
                let explained = match forth {
                    Err(NoRatio::MoreThanTwoGroups) => k == 3 && e[2] > 0.0,
                    Err(NoRatio::NoEventsIn(g)) => o[g] == 0.0,
                    Err(NoRatio::NoInformation) => e[0] == 0.0 || e[1] == 0.0,
                    Err(NoRatio::OutOfRange) | Ok(_) => false,
                };
                prop_assert!(explained, "{forth:?}");
                continue;
            };
            let (log_ratio, se) = match method {
                RatioMethod::MantelHaenszel => ((o[0] - e[0]) / v[0][0], (1.0 / v[0][0]).sqrt()),
                RatioMethod::ObservedExpected => {
                    ((o[0] * e[1] / (o[1] * e[0])).ln(), (1.0 / e[0] + 1.0 / e[1]).sqrt())
                }
            };
            let twin = [log_ratio, se, log_ratio.exp(), (log_ratio - z * se).exp(), (log_ratio + z * se).exp()];
            let ours = [forth.log_ratio, forth.se, forth.ratio, forth.lower, forth.upper];
            Quantity::LogRankRatio.assert_all("ratio", &ours, &twin);
            // The other direction is the inverse.
            let inverse = [-back.log_ratio, back.se, 1.0 / back.ratio, 1.0 / back.upper, 1.0 / back.lower];
            Quantity::LogRankRatio.assert_all("inverse", &ours, &inverse);
        }
    }
}
