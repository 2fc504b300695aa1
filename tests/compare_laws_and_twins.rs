//! Holds the comparisons of groups to laws that need no reference, and to slow twins: the same numbers
//! straight from their definitions, subject by subject, with nothing shared but the data.
//!
//! The data are drawn by proptest, as in `tests/laws.rs`: few subjects, heavy ties or none, with and without
//! delayed entry and strata.

// The twins call the machine's own functions: not even those are shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::survival;
use common::tolerance::Quantity;
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use riskset::compare::adjust::{benjamini_hochberg, holm};
use riskset::compare::log_rank::{LogRank, log_rank, stratified_log_rank};
use riskset::compare::max_combo::{self, NoMaxCombo, max_combo};
use riskset::compare::pairwise::pairwise;
use riskset::compare::ratio::{NoRatio, RatioMethod, hazard_ratio};
use riskset::compare::trend::{NoTrend, ranks, trend};
use riskset::compare::weight::{Weight, weighted_log_rank};
use riskset::cox::{fit_groups, likelihood::Ties};
use riskset::data::{Labels, Subjects};
use riskset::math::{normal, normal_box, symmetric::Matrix};
use riskset::risk_set::{NoComparison, RiskSets};
use std::ops::RangeInclusive;

const WEIGHTS: [Weight; 8] = [
    Weight::LogRank,
    Weight::GehanBreslow,
    Weight::TaroneWare,
    Weight::PetoPeto,
    Weight::ModifiedPetoPeto,
    Weight::FlemingHarrington { p: 1.0, q: 0.0 },
    Weight::FlemingHarrington { p: 0.0, q: 1.0 },
    Weight::FlemingHarrington { p: 0.3, q: 2.0 },
];

fn config() -> ProptestConfig {
    let drawn = ProptestConfig::default();
    let rng_seed = match drawn.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1966),
        asked => asked,
    };
    let kept = FileFailurePersistence::Direct("tests/proptest-regressions/compare.txt");
    ProptestConfig { rng_seed, failure_persistence: Some(Box::new(kept)), ..drawn }
}

/// Subjects of some of `n_groups` groups in up to three strata (one of the four names is nobody's); whole
/// times up to 3 (all ties), 10 or 100000 (no ties to speak of); events in most.
fn cohort(n_groups: RangeInclusive<u16>) -> impl Strategy<Value = Subjects> {
    let tops = prop::sample::select(vec![3_u32, 10, 100_000]);
    (n_groups, tops, any::<bool>(), any::<bool>()).prop_flat_map(|(k, top, delayed, apart)| {
        let subject = (0..=top, 0..=top, prop::bool::weighted(0.7), 0..k, 0_u16..3);
        prop::collection::vec(subject, 2..40).prop_map(move |rows| Subjects {
            time: rows.iter().map(|row| f64::from(row.0)).collect(),
            entry: delayed.then(|| rows.iter().map(|row| f64::from(row.1.min(row.0)) - 1.0).collect()),
            cause: rows.iter().map(|row| u8::from(row.2)).collect(),
            group: rows.iter().map(|row| row.3).collect(),
            groups: (0..k).map(|group| format!("group {group}")).collect(),
            strata: apart.then(|| Labels {
                of: rows.iter().map(|row| if row.4 == 2 { 3 } else { row.4 }).collect(),
                names: ["north", "east", "nobody", "west"].map(String::from).to_vec(),
            }),
            ..Subjects::default()
        })
    })
}

fn strata(subjects: &Subjects) -> Vec<RiskSets> {
    RiskSets::by_stratum(&survival(subjects))
}

/// The subjects with these indices, in this order.
fn picked(subjects: &Subjects, rows: &[usize]) -> Subjects {
    Subjects {
        time: rows.iter().map(|&i| subjects.time[i]).collect(),
        entry: subjects.entry.as_ref().map(|entry| rows.iter().map(|&i| entry[i]).collect()),
        cause: rows.iter().map(|&i| subjects.cause[i]).collect(),
        group: rows.iter().map(|&i| subjects.group[i]).collect(),
        strata: subjects.strata.as_ref().map(|strata| Labels {
            of: rows.iter().map(|&i| strata.of[i]).collect(),
            names: strata.names.clone(),
        }),
        ..subjects.clone()
    }
}

/// Everything that the room says of these risk sets, to the last bit.
fn everything(sets: &[RiskSets]) -> String {
    let k = sets[0].n_groups();
    let plain = stratified_log_rank(sets);
    let trend = plain.as_ref().map(|parts| trend(parts, &ranks(k)));
    let ratios = plain.as_ref().map(|parts| RatioMethod::ALL.map(|way| hazard_ratio(way, parts, 0, 1, 0.95)));
    let (family, pairs) = (weighted_log_rank(sets, &WEIGHTS), pairwise(sets, Weight::PetoPeto));
    format!("{plain:?} {family:?} {trend:?} {pairs:?} {:?} {ratios:?}", max_combo(sets))
}

// --- The twins ---

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

/// `P(max |Z| > c)` for `Z = L U`: in polar coordinates the chance, over directions of `U`, that a chi-square
/// variable with 3 degrees of freedom is above `(c / max |L u|)^2`. Midpoints on half the sphere.
fn mass_twin(vectors: &[[f64; 3]], c: f64) -> f64 {
    const RINGS: usize = 400;
    let mut sum = 0.0;
    for ring in 0..RINGS {
        let height = (ring as f64 + 0.5) / RINGS as f64;
        let around = (1.0 - height * height).sqrt();
        for step in 0..4 * RINGS {
            let angle = (step as f64 + 0.5) / (2 * RINGS) as f64 * std::f64::consts::PI;
            let u = [around * angle.cos(), around * angle.sin(), height];
            let far =
                vectors.iter().map(|l| (l[0] * u[0] + l[1] * u[1] + l[2] * u[2]).abs()).fold(0.0, f64::max);
            let s = c / far;
            let tail = (2.0 / std::f64::consts::PI).sqrt() * s * (-s * s / 2.0).exp();
            sum += normal::two_sided(s) + tail;
        }
    }
    sum / (4 * RINGS * RINGS) as f64
}

/// The correlations of unit vectors.
fn products(vectors: &[[f64; 3]]) -> Matrix {
    let mut matrix = Matrix::zeros(vectors.len());
    for (i, a) in vectors.iter().enumerate() {
        for (j, b) in vectors.iter().enumerate() {
            matrix[(i, j)] = if i == j { 1.0 } else { a[0] * b[0] + a[1] * b[1] + a[2] * b[2] };
        }
    }
    matrix
}

/// Unit vectors, some of them close together or the same.
fn vectors() -> impl Strategy<Value = Vec<[f64; 3]>> {
    let vector =
        prop::array::uniform3(-1.0_f64..1.0).prop_filter("a length", |v| v.iter().any(|x| x.abs() > 0.1));
    (prop::collection::vec(vector, 1..6), prop::sample::select(vec![0.0, 1e-6, 1e-3, 1.0])).prop_map(
        |(mut all, near)| {
            if let [first, second, ..] = &mut all[..] {
                *second = [0, 1, 2].map(|i| first[i] + near * second[i]);
            }
            all.retain(|v| v.iter().any(|x| x.abs() > 1e-3));
            let unit = |v: [f64; 3]| {
                let length = (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
                v.map(|x| x / length)
            };
            all.into_iter().map(unit).collect()
        },
    )
}

proptest! {
    #![proptest_config(config())]

    // --- Twins ---

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

    // --- Laws ---

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
        (subjects, order) in cohort(2..=4).prop_flat_map(|subjects| {
            let order: Vec<usize> = (0..subjects.time.len()).collect();
            (Just(subjects), Just(order).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(everything(&strata(&subjects)), everything(&strata(&picked(&subjects, &order))));
    }

    #[test]
    fn splitting_a_row_changes_nothing(
        subjects in cohort(2..=4),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 40),
    ) {
        let n = subjects.time.len();
        let mut entry = subjects.entry.clone().unwrap_or_else(|| vec![-1.0; n]);
        let mut rows: Vec<usize> = (0..n).collect();
        let (mut time, mut cause) = (subjects.time.clone(), subjects.cause.clone());
        for (i, cut) in (0..n).zip(&cuts) {
            let Some(share) = cut else { continue };
            // On a whole number where there is one: at a tie with others.
            let cut = (entry[i] + share * (time[i] - entry[i])).round();
            if entry[i] < cut && cut < time[i] && cut >= 0.0 {
                rows.push(i);
                time.push(cut);
                cause.push(0);
                entry.push(entry[i]);
                entry[i] = cut;
            }
        }
        let split = Subjects { time, cause, entry: Some(entry), ..picked(&subjects, &rows) };
        prop_assert_eq!(everything(&strata(&subjects)), everything(&strata(&split)));
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..config() })]

    #[test]
    fn masses_agree_with_their_twin(vectors in vectors(), c in 0.05_f64..7.0) {
        prop_assume!(!vectors.is_empty());
        let ours = normal_box::outside(&products(&vectors), c).unwrap();
        Quantity::MassOnGrid.assert("mass", ours, mass_twin(&vectors, c));
    }

    /// Turned in space, listed otherwise, or with a mirror image: the same mass to many digits, however small.
    #[test]
    fn a_mass_does_not_depend_on_the_view(vectors in vectors(), c in 0.05_f64..30.0) {
        prop_assume!(!vectors.is_empty());
        let mass = |vectors: &[[f64; 3]]| normal_box::outside(&products(vectors), c).unwrap();
        let ours = mass(&vectors);
        let mut other: Vec<[f64; 3]> = vectors.iter().rev().map(|&[x, y, z]| [0.6 * x - 0.8 * z, -y, 0.8 * x + 0.6 * z]).collect();
        other.push(other[0].map(|x| -x));
        Quantity::MassBySlices.assert("turned", mass(&other), ours);
        let raw = normal::two_sided(c);
        prop_assert!(raw * (1.0 - 1e-13) <= ours && ours <= vectors.len() as f64 * raw * (1.0 + 1e-13));
    }
}

/// Rare events among many: all weights nearly coincide, and the four tests are nearly one.
#[test]
fn rare_events_among_many() {
    for n in [1_000_u32, 30_000] {
        let rows = 0..n;
        let subjects = Subjects {
            time: rows.clone().map(f64::from).collect(),
            cause: rows.clone().map(|i| u8::from(i % 101 == 7 && i < 500)).collect(),
            group: rows.map(|i| u16::from(i * 7919 % 13 > 6)).collect(),
            groups: vec!["a".into(), "b".into()],
            ..Subjects::default()
        };
        let test = max_combo(&strata(&subjects)).unwrap();
        assert!(test.correlation[(0, 2)] > 1.0 - 1.0 / f64::from(n));
        // Early and all are one, late and middle another: two tests with this correlation.
        let mut two = Matrix::zeros(2);
        (two[(0, 0)], two[(1, 1)], two[(1, 0)]) = (1.0, 1.0, test.correlation[(1, 0)]);
        let p = normal_box::outside(&two, test.tests[test.largest].z.abs()).unwrap();
        assert!((test.p_value - p).abs() < 10.0 / f64::from(n), "{} {p}", test.p_value);
        assert!(test.p_value >= p * (1.0 - 1e-7));
    }
}

/// The hot path and the family walk the same times: a million rows would differ where one forgot something.
#[test]
fn one_walk_or_another() {
    let n = 5_000_u32;
    let group: Vec<u16> = (0..n).map(|i| (i * 7919 % 5) as u16).collect();
    let time: Vec<f64> = (0..n).map(|i| f64::from(i * 31 % 997)).collect();
    let cause: Vec<u8> = (0..n).map(|i| u8::from(i % 3 > 0)).collect();
    let sets = [RiskSets::new(&survival(&common::subjects(&time, &cause, &group)))];
    let family = weighted_log_rank(&sets, &[Weight::LogRank]).unwrap();
    assert_eq!(family[0].test, log_rank(&sets[0]));
    assert_eq!(stratified_log_rank(&sets), log_rank(&sets[0]));
}
