//! Holds the permutation test to a slow twin, which walks through all arrangements by exchanging one
//! subject at a time, and to laws that need no reference; fragility indices to their definition.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::{arms, subjects, survival};
use proptest::prelude::*;
use riskset::compare::fragility::{End, Method as Change, fragility};
use riskset::compare::log_rank::log_rank;
use riskset::compare::permutation::{
    DEFAULT_SEED, Method, NoPermutation, Permutation, PermutationTest, Plan, Progress, permutation_test,
};
use riskset::data::{Subjects, Survival};
use riskset::math::random::Random;
use riskset::risk_set::RiskSets;

fn config() -> ProptestConfig {
    common::chance::config(1935, "tests/proptest-regressions/permutation.txt")
}

/// Two groups of up to 14 subjects together; all ties or none; events in most or few.
fn cohort() -> impl Strategy<Value = Subjects> {
    let share = prop::sample::select(vec![0.15, 0.7, 1.0]);
    (prop::sample::select(vec![3_u32, 8, 100_000]), share).prop_flat_map(|(top, share)| {
        let subject = (0..=top, prop::bool::weighted(share), 0..2_u16);
        prop::collection::vec(subject, 2..15).prop_map(|rows| {
            let time: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let cause: Vec<u8> = rows.iter().map(|row| u8::from(row.1)).collect();
            let group: Vec<u16> = rows.iter().map(|row| row.2).collect();
            Subjects { groups: vec!["a".into(), "b".into()], ..subjects(&time, &cause, &group) }
        })
    })
}

fn tested(subjects: &Subjects) -> Result<PermutationTest, NoPermutation> {
    permutation_test(&survival(subjects), (0, 1), DEFAULT_SEED)
}

// --- The twin ---

/// Scores as fractions over the product of all numbers at risk, which no draw here overflows.
fn fractions(data: &Survival) -> Vec<i128> {
    let at_risk = |t: f64| data.time().iter().filter(|&&time| time >= t).count() as i128;
    let mut times = data.time().to_vec();
    times.dedup();
    let product: i128 = times.iter().map(|&t| at_risk(t)).product();
    let events = |t: f64| {
        data.time().iter().zip(data.cause()).filter(|&(&time, &cause)| time == t && cause > 0).count() as i128
    };
    let hazard = |t: f64| -> i128 {
        times.iter().filter(|&&at| at <= t).map(|&at| events(at) * (product / at_risk(at))).sum()
    };
    let score = |(&time, &cause): (&f64, &u8)| if cause > 0 { product } else { 0 } - hazard(time);
    data.time().iter().zip(data.cause()).map(score).collect()
}

/// Calls `visit` with the exchange (who leaves, who comes) that leads from one choice of `k` of `n` to
/// the next, from `{0, .., k - 1}` on: the revolving door (Nijenhuis & Wilf 1978, Combinatorial Algorithms, chapter
/// 3), by its recursion: all choices without the last, forwards, then those with it, backwards.
fn revolving_door(n: usize, k: usize, visit: &mut dyn FnMut(usize, usize)) {
    if k == 0 || k == n {
        return;
    }
    revolving_door(n - 1, k, visit);
    // From the last choice of k of n - 1 to the last of k - 1 with n - 1 added.
    visit(if k == 1 { n - 2 } else { k - 2 }, n - 1);
    backwards(n - 1, k - 1, visit);
}

fn backwards(n: usize, k: usize, visit: &mut dyn FnMut(usize, usize)) {
    if k == 0 || k == n {
        return;
    }
    revolving_door(n - 1, k - 1, visit);
    visit(n - 1, if k == 1 { n - 2 } else { k - 2 });
    backwards(n - 1, k, visit);
}

/// Extreme and all arrangements.
fn twin(data: &Survival) -> (u64, u64) {
    let scores = fractions(data);
    let first: Vec<usize> = (0..data.len()).filter(|&i| data.group()[i] == 0).collect();
    let seen: i128 = first.iter().map(|&i| scores[i]).sum::<i128>().abs();
    let far = seen - seen / 1_000_000_000;
    let mut sum: i128 = scores[..first.len()].iter().sum();
    let (mut extreme, mut all) = (u64::from(sum.abs() >= far), 1);
    revolving_door(scores.len(), first.len(), &mut |leaves, comes| {
        sum += scores[comes] - scores[leaves];
        extreme += u64::from(sum.abs() >= far);
        all += 1;
    });
    (extreme, all)
}

/// The twin itself: every choice once, each one exchange from the last.
#[test]
fn the_revolving_door_lets_everybody_through_once() {
    for (n, k) in [(1, 1), (4, 2), (7, 3), (9, 8), (10, 5), (6, 1)] {
        let mut inside: Vec<bool> = (0..n).map(|i| i < k).collect();
        let mut seen = vec![inside.clone()];
        revolving_door(n, k, &mut |leaves, comes| {
            assert!(inside[leaves] && !inside[comes], "{k} of {n}");
            (inside[leaves], inside[comes]) = (false, true);
            seen.push(inside.clone());
        });
        let visited = seen.len();
        seen.sort();
        seen.dedup();
        let choices = (0..k).fold(1, |product, i| product * (n - i) / (i + 1));
        assert_eq!((visited, seen.len()), (choices, choices), "{k} of {n}");
    }
}

/// 12 and 12, as many arrangements as the page ever walked through.
#[test]
fn twelve_and_twelve() {
    let subjects = arms(&["1 1 2 3 3 3+ 5 8 8+ 9 12+ 12+", "1 2 4 4+ 6 7 7 8 10 11 11+ 13"]);
    let data = survival(&subjects);
    let mut rounded = vec![0.0; 24];
    let scores = rounded_scores(&data, &mut rounded);
    let ours = tested(&subjects).unwrap();
    let seen: f64 = (0..24).filter(|&i| data.group()[i] == 0).map(|i| scores[i]).sum::<f64>().abs();
    let far = seen * (1.0 - 1e-9);
    let mut sum: f64 = scores[..12].iter().sum();
    let (mut extreme, mut all) = (u64::from(sum.abs() >= far), 1_u64);
    revolving_door(24, 12, &mut |leaves, comes| {
        sum += scores[comes] - scores[leaves];
        extreme += u64::from(sum.abs() >= far);
        all += 1;
    });
    assert_eq!((ours.n_extreme, ours.n_arrangements), (extreme, Some(all)));
    assert_eq!(all, 2_704_156);
}

/// Scores in floating point, straight from the definition.
fn rounded_scores<'a>(data: &Survival, scores: &'a mut [f64]) -> &'a [f64] {
    let (mut hazard, mut from) = (0.0, 0);
    for together in data.time().chunk_by(|a, b| a == b) {
        let leave = from..from + together.len();
        let n_risk = (data.len() - from) as f64;
        hazard += leave.clone().filter(|&i| data.cause()[i] > 0).count() as f64 / n_risk;
        leave.clone().for_each(|i| scores[i] = f64::from(u8::from(data.cause()[i] > 0)) - hazard);
        from = leave.end;
    }
    scores
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn counts_are_those_of_the_twin(subjects in cohort()) {
        match tested(&subjects) {
            Ok(ours) => {
                prop_assert_eq!((ours.n_extreme, ours.n_arrangements.unwrap()), twin(&survival(&subjects)));
                prop_assert_eq!(ours.p_value, ours.n_extreme as f64 / ours.n_arrangements.unwrap() as f64);
            }
            Err(why) => {
                let data = survival(&subjects);
                let n_first = data.group().iter().filter(|&&group| group == 0).count();
                let expected = if n_first == 0 || n_first == data.len() {
                    NoPermutation::EmptyGroup
                } else if data.cause().iter().all(|&cause| cause == 0) {
                    NoPermutation::NoEvents
                } else {
                    NoPermutation::NoInformation
                };
                prop_assert_eq!(why, expected);
            }
        }
    }

    // --- Laws ---

    #[test]
    fn the_statistic_is_that_of_the_log_rank_test(subjects in cohort()) {
        let data = survival(&subjects);
        if let (Ok(ours), Ok(log_rank)) = (tested(&subjects), log_rank(&RiskSets::new(&data))) {
            prop_assert_eq!(ours.observed, log_rank.observed[0]);
            prop_assert!((ours.expected - log_rank.expected[0]).abs() < 1e-12);
            prop_assert!((ours.statistic - (ours.observed - ours.expected)).abs() < 1e-12);
        }
    }

    #[test]
    fn names_order_and_unit_say_nothing(subjects in cohort(), unit in prop::sample::select(vec![0.1, 365.25])) {
        let ours = tested(&subjects);
        let reversed = |values: &[f64]| values.iter().rev().map(|value| value * unit).collect::<Vec<_>>();
        let other = Subjects {
            time: reversed(&subjects.time),
            cause: subjects.cause.iter().rev().copied().collect(),
            group: subjects.group.iter().rev().copied().collect(),
            ..subjects.clone()
        };
        prop_assert_eq!(&tested(&other), &ours);
        let swapped = Subjects { group: subjects.group.iter().map(|group| 1 - group).collect(), ..subjects };
        let swapped = tested(&swapped);
        prop_assert_eq!(swapped.map(|test| (test.n_extreme, test.p_value)), ours.map(|test| (test.n_extreme, test.p_value)));
    }

    #[test]
    fn a_third_group_is_not_looked_at(subjects in cohort()) {
        let mut more = subjects.clone();
        more.groups.push("c".into());
        for (time, cause) in [(0.5, 1), (2.0, 0), (4.0, 1)] {
            more.time.push(time);
            more.cause.push(cause);
            more.group.push(2);
        }
        prop_assert_eq!(tested(&more), tested(&subjects));
    }

    /// The data are one of the arrangements, and as extreme as themselves.
    #[test]
    fn p_is_at_least_one_arrangement(subjects in cohort(), seed in any::<u64>()) {
        if let Ok(ours) = tested(&subjects) {
            prop_assert!(ours.n_extreme >= 1 && ours.p_value <= 1.0);
            let mut drawn = Permutation::new(&survival(&subjects), (0, 1)).unwrap().monte_carlo(500, seed);
            drawn.step(500);
            let drawn = drawn.result().unwrap();
            let Method::MonteCarlo { draws: 500, seed: shown, interval: (lower, upper) } = drawn.method else {
                return Err(TestCaseError::fail("not drawn"));
            };
            prop_assert_eq!(shown, seed);
            prop_assert!(0.0 <= lower && lower <= drawn.p_value && drawn.p_value <= upper && upper <= 1.0);
            // Five standard errors of 500 draws, and one draw.
            let p = ours.p_value;
            prop_assert!((drawn.p_value - p).abs() <= 5.0 * (p * (1.0 - p) / 500.0).sqrt() + 0.003);
        }
    }

    /// Every change is told with the p-value of the test that it led to, and only the last one crosses.
    #[test]
    fn an_index_is_the_first_crossing(subjects in cohort(), alpha in prop::sample::select(vec![0.05, 0.3])) {
        let methods = [Change::FlipBest, Change::FlipWorst, Change::CloneBest, Change::CloneWorst, Change::FlipStatus];
        for method in methods {
            let Ok(found) = fragility(&survival(&subjects), (0, 1), method, alpha) else { continue };
            prop_assert_eq!(found.significant, found.p_value < alpha);
            let crossings: Vec<usize> = (0..found.changes.len())
                .filter(|&i| (found.changes[i].p_value < alpha) != found.significant)
                .collect();
            match found.end {
                End::Crossed => prop_assert_eq!(crossings, vec![found.index().unwrap() - 1]),
                End::TooMany | End::NobodyLeft => {
                    prop_assert!(crossings.is_empty() && found.index().is_none());
                }
            }
            let first = survival(&subjects).group().iter().filter(|&&group| group == 0).count();
            prop_assert!(found.changes.len() <= first.min(subjects.time.len() - first));
        }
    }
}

/// The smallest number of statuses that take the log-rank test across `alpha` when changed together, found by trying
/// every choice of up to `most`.
fn fewest_statuses(data: &Subjects, most: usize, alpha: f64) -> Option<usize> {
    let p = |cause: Vec<u8>| {
        let changed = Subjects { cause, ..data.clone() };
        log_rank(&RiskSets::new(&survival(&changed))).ok().map(|test| test.p_value)
    };
    let significant = p(data.cause.clone())? < alpha;
    let crosses = |choice: u32| {
        let cause = data.cause.iter().enumerate().map(|(i, &cause)| cause ^ u8::from(choice >> i & 1 == 1));
        p(cause.collect()).is_some_and(|p| (p < alpha) != significant)
    };
    let choices = 1_u32..1 << data.cause.len();
    let sized = |size: usize| choices.clone().filter(move |choice| choice.count_ones() as usize == size);
    (1..=most).find(|&size| sized(size).any(crosses))
}

/// The status index against every choice of people: never below the smallest number, and in small trials nearly
/// always that number. An index of 1 is exact. (When each change brought the statistic
/// furthest from 0, whichever group led, 28 in 1000 were above.)
#[test]
fn the_status_index_is_nearly_always_the_smallest() {
    let (mut random, mut compared, mut above) = (Random::new(36), 0, 0);
    for _ in 0..400 {
        let n = 6 + random.below(4);
        let first = 2 + random.below(n - 3);
        let time: Vec<f64> = (0..n).map(|_| f64::from(1 + random.below(9))).collect();
        let cause: Vec<u8> = (0..n).map(|_| u8::from(random.below(10) < 7)).collect();
        let group: Vec<u16> = (0..n).map(|i| u16::from(i >= first)).collect();
        let data = subjects(&time, &cause, &group);
        let Ok(found) = fragility(&survival(&data), (0, 1), Change::FlipStatus, 0.05) else { continue };
        let smallest = fewest_statuses(&data, first.min(n - first) as usize, 0.05);
        let (ours, smallest) = (found.index().unwrap_or(99), smallest.unwrap_or(99));
        assert!(ours >= smallest && (smallest > 1 || ours == 1), "{data:?}: {ours}, {smallest}");
        compared += 1;
        above += usize::from(ours > smallest);
    }
    assert!(compared > 300 && above * 60 <= compared, "{above} of {compared}");
}

/// One group leads by a hair, but only the other's lead can be made large enough, by 3 changes.
#[test]
fn the_lead_of_either_group_can_be_made_larger() {
    let data = subjects(
        &[5.0, 3.0, 7.0, 6.0, 4.0, 1.0, 10.0, 8.0, 2.0, 9.0],
        &[0, 0, 0, 1, 1, 1, 1, 1, 1, 0],
        &[0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
    );
    let found = fragility(&survival(&data), (0, 1), Change::FlipStatus, 0.05).unwrap();
    assert_eq!((found.significant, found.index()), (false, Some(3)));
    assert_eq!(fewest_statuses(&data, 5, 0.05), Some(3));
}

// --- Drawn at random ---

fn large(n: u32, seed: u64) -> Subjects {
    let mut random = Random::new(seed);
    let rows: Vec<(f64, u8, u16)> = (0..n)
        .map(|i| (f64::from(random.below(1000)), u8::from(random.below(3) > 0), u16::from(i % 2 == 0)))
        .collect();
    let column = |row: &(f64, u8, u16)| row.0;
    let time: Vec<f64> = rows.iter().map(column).collect();
    subjects(
        &time,
        &rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.2).collect::<Vec<_>>(),
    )
}

#[test]
fn the_interval_holds_the_exact_value() {
    let subjects = large(24, 9);
    let exact = tested(&subjects).unwrap().p_value;
    let misses = (0..200)
        .filter(|&seed| {
            let mut run = Permutation::new(&survival(&subjects), (0, 1)).unwrap().monte_carlo(2_000, seed);
            run.step(u64::MAX);
            match run.result().unwrap().method {
                Method::MonteCarlo { interval: (lower, upper), .. } => !(lower..=upper).contains(&exact),
                Method::Exact => panic!("not drawn"),
            }
        })
        .count();
    // 10 are expected at 95 %.
    assert!((2..=22).contains(&misses), "{misses} of 200 miss {exact}");
}

#[test]
fn steps_of_any_size_end_alike() {
    let prepared = Permutation::new(&survival(&large(60, 4)), (0, 1)).unwrap();
    assert_eq!(prepared.plan(7), Plan::MonteCarlo { draws: 1_000_000, seed: 7 });
    let run_in = |budget: u64| {
        let mut run = prepared.clone().monte_carlo(10_000, 7);
        assert_eq!(run.result(), None);
        let mut steps = 0;
        loop {
            let Progress { done, total, finished } = run.step(budget);
            steps += 1;
            assert_eq!((done, total), ((steps * budget).min(10_000), 10_000));
            if finished {
                return run.result().unwrap();
            }
        }
    };
    assert_eq!(run_in(10_000), run_in(333));
    let mut cut_short = prepared.clone().run(7);
    assert_eq!(cut_short.step(333), Progress { done: 333, total: 1_000_000, finished: false });
    let Method::MonteCarlo { draws, seed, .. } = cut_short.result().unwrap().method else {
        panic!("not drawn")
    };
    assert_eq!((draws, seed), (333, 7));
}

#[test]
fn large_groups_are_drawn_less_often() {
    let plan = |n: u32| Permutation::new(&survival(&large(n, 1)), (0, 1)).unwrap().plan(5);
    assert!(matches!(plan(42), Plan::Exact { arrangements: 538_257_874_440 }));
    assert_eq!(plan(400), Plan::MonteCarlo { draws: 1_000_000, seed: 5 });
    assert_eq!(plan(4_000), Plan::MonteCarlo { draws: 100_000, seed: 5 });
    assert_eq!(plan(1_000_000), Plan::MonteCarlo { draws: 2_000, seed: 5 });
}

/// With many subjects the permutation distribution of O - E is near normal.
#[test]
fn near_the_chi_square_test_in_the_large() {
    for seed in 0..4 {
        let subjects = large(300, seed);
        let chi_square = log_rank(&RiskSets::new(&survival(&subjects))).unwrap().p_value;
        let mut run = Permutation::new(&survival(&subjects), (0, 1)).unwrap().monte_carlo(20_000, 3);
        run.step(u64::MAX);
        let drawn = run.result().unwrap().p_value;
        assert!((drawn - chi_square).abs() < 0.02, "{drawn} {chi_square}");
    }
}

/// Random data of every size that is counted completely: the halves of odd numbers, groups of one.
#[test]
fn no_size_is_special() {
    let mut random = Random::new(11);
    for n in 2..=13_u32 {
        for n_first in 1..n {
            let time: Vec<f64> = (0..n).map(|_| f64::from(random.below(9))).collect();
            let cause: Vec<u8> = (0..n).map(|i| u8::from(i == 0 || random.below(4) > 0)).collect();
            let group: Vec<u16> = (0..n).map(|i| u16::from(i >= n_first)).collect();
            let subjects = subjects(&time, &cause, &group);
            if let Ok(ours) = tested(&subjects) {
                let (extreme, all) = twin(&survival(&subjects));
                assert_eq!((ours.n_extreme, ours.n_arrangements), (extreme, Some(all)), "{n_first} of {n}");
            }
        }
    }
}

/// Where scores are rounded, ties are still found: three of 90 subjects, many with equal scores. (The least common
/// multiple of that many numbers at risk is beyond 64 bits.)
#[test]
fn rounded_scores_keep_ties() {
    let mut subjects = large(90, 2);
    subjects.group = (0..90).map(|i| u16::from(i % 30 != 0)).collect();
    subjects.time.iter_mut().for_each(|time| *time = (*time / 10.0).floor());
    let data = survival(&subjects);
    let mut scores = vec![0.0; 90];
    rounded_scores(&data, &mut scores);
    let seen: f64 = (0..90).filter(|&i| data.group()[i] == 0).map(|i| scores[i]).sum::<f64>().abs();
    let mut extreme = 0;
    for i in 0..90 {
        for j in 0..i {
            for k in 0..j {
                extreme += u64::from((scores[i] + scores[j] + scores[k]).abs() >= seen * (1.0 - 1e-9));
            }
        }
    }
    assert_eq!(tested(&subjects).unwrap().n_extreme, extreme);
}
