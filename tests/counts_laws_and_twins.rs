//! What must hold of any table of counts, and slow twins that anybody can read: Fisher's test by listing all tables
//! in whole numbers, the fragility index by trying every change.
#![allow(clippy::disallowed_methods)] // the twins take what is at hand
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::tolerance::Quantity;
use proptest::prelude::*;
use riskset::evidence::chi_square::chi_square;
use riskset::evidence::fisher::{conditional_odds_ratio, fisher};
use riskset::evidence::fragility::{Change, Kind, fragility};
use riskset::evidence::ratio::{odds_ratio, risk_ratio};
use riskset::evidence::risk::{difference, difference_wald, risks};
use riskset::evidence::two_by_two::TwoByTwo;
use riskset::evidence::{Estimate, NoEstimate};

fn config() -> ProptestConfig {
    common::chance::config(1935, "tests/proptest-regressions/counts.txt")
}

fn table(events: [u64; 2], n: [u64; 2]) -> TwoByTwo {
    TwoByTwo::new(events, n).expect("sound counts")
}

/// Tables of arms of up to `most` subjects.
fn tables(most: u64) -> impl Strategy<Value = TwoByTwo> {
    (1..=most, 1..=most)
        .prop_flat_map(|(m, n)| (0..=m, Just(m), 0..=n, Just(n)))
        .prop_map(|(a, m, c, n)| table([a, c], [m, n]))
}

fn inverse(e: Estimate) -> Estimate {
    Estimate { value: 1.0 / e.value, lower: 1.0 / e.upper, upper: 1.0 / e.lower }
}

fn negative(e: Estimate) -> Estimate {
    Estimate { value: -e.value, lower: -e.upper, upper: -e.lower }
}

#[track_caller]
fn same(quantity: Quantity, ours: Result<Estimate, NoEstimate>, reference: Result<Estimate, NoEstimate>) {
    match (ours, reference) {
        (Ok(ours), Ok(reference)) => {
            quantity.assert("value", ours.value, reference.value);
            quantity.assert("lower", ours.lower, reference.lower);
            quantity.assert("upper", ours.upper, reference.upper);
        }
        _ => assert_eq!(ours, reference),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn swapping_the_arms_inverts_ratios_and_negates_differences(t in tables(300), level in 0.5..0.999) {
        let swapped = t.swapped();
        same(Quantity::CountRatio, risk_ratio(&swapped, level), risk_ratio(&t, level).map(inverse));
        same(Quantity::CountRatio, odds_ratio(&swapped, level), odds_ratio(&t, level).map(inverse));
        same(
            Quantity::ConditionalRatio,
            conditional_odds_ratio(&swapped, level),
            conditional_odds_ratio(&t, level).map(inverse),
        );
        same(Quantity::Share, Ok(difference(&swapped, level)), Ok(negative(difference(&t, level))));
        same(Quantity::Share, difference_wald(&swapped, level), difference_wald(&t, level).map(negative));
    }

    #[test]
    fn swapping_events_and_others_inverts_the_odds_ratio(t in tables(300), level in 0.5..0.999) {
        let other = t.complement();
        same(Quantity::CountRatio, odds_ratio(&other, level), odds_ratio(&t, level).map(inverse));
        same(
            Quantity::ConditionalRatio,
            conditional_odds_ratio(&other, level),
            conditional_odds_ratio(&t, level).map(inverse),
        );
        same(Quantity::Share, Ok(difference(&other, level)), Ok(negative(difference(&t, level))));
        for (ours, reference) in risks(&other, level).into_iter().zip(risks(&t, level)) {
            Quantity::Share.assert("risk", ours.value, 1.0 - reference.value);
            Quantity::Share.assert("limit", ours.lower, 1.0 - reference.upper);
        }
    }

    #[test]
    fn tests_do_not_know_which_arm_or_outcome_comes_first(t in tables(400)) {
        let ours = fisher(&t);
        for other in [t.swapped(), t.complement(), t.swapped().complement()] {
            Quantity::ExactP.assert("Fisher", fisher(&other).p_value, ours.p_value);
            prop_assert_eq!(chi_square(&other).is_ok(), chi_square(&t).is_ok());
            if let (Ok(one), Ok(two)) = (chi_square(&other), chi_square(&t)) {
                Quantity::PearsonTest.assert("Pearson", one.statistic, two.statistic);
                Quantity::PearsonTest.assert("Yates", one.yates_statistic, two.yates_statistic);
            }
        }
    }

    #[test]
    fn mid_p_lies_below_fishers_p_and_yates_above_pearson(t in tables(400)) {
        let ours = fisher(&t);
        prop_assert!(ours.p_value > 0.0 && ours.p_value <= 1.0);
        if let Ok(mid_p) = ours.mid_p {
            prop_assert!(mid_p < ours.p_value && mid_p >= ours.p_value / 2.0 * (1.0 - 1e-9));
        }
        if let Ok(test) = chi_square(&t) {
            prop_assert!(test.yates_statistic <= test.statistic && test.yates_p >= test.p_value);
        }
    }

    #[test]
    fn more_of_the_same_shrinks_every_interval(t in tables(60), times in 2_u64..20) {
        let more = table(t.events().map(|x| x * times), t.n().map(|n| n * times));
        let shrinks = |one: Result<Estimate, NoEstimate>, two: Result<Estimate, NoEstimate>| match (one, two) {
            (Ok(one), Ok(two)) => two.lower >= one.lower * (1.0 - 1e-9) - 1e-12 && two.upper <= one.upper * (1.0 + 1e-9) + 1e-12,
            (one, two) => one.is_err() && two.is_err(),
        };
        prop_assert!(shrinks(risk_ratio(&t, 0.95), risk_ratio(&more, 0.95)));
        prop_assert!(shrinks(odds_ratio(&t, 0.95), odds_ratio(&more, 0.95)));
        let width = |t: &TwoByTwo| { let d = difference(t, 0.95); d.upper - d.lower };
        prop_assert!(width(&more) < width(&t));
        if let (Ok(one), Ok(two)) = (chi_square(&t), chi_square(&more)) {
            Quantity::PearsonTest.assert("grows with size", two.statistic, times as f64 * one.statistic);
        }
    }

    #[test]
    fn limits_hold_the_estimate_and_widen_with_the_level(t in tables(200)) {
        let all = |level: f64| {
            [
                risk_ratio(&t, level),
                odds_ratio(&t, level),
                conditional_odds_ratio(&t, level),
                difference_wald(&t, level),
                Ok(difference(&t, level)),
                Ok(risks(&t, level)[0]),
            ]
        };
        for (narrow, wide) in all(0.8).into_iter().zip(all(0.99)) {
            if let (Ok(narrow), Ok(wide)) = (narrow, wide) {
                let slack = 1e-12;
                prop_assert!(narrow.lower <= narrow.value + slack && narrow.value <= narrow.upper + slack);
                prop_assert!(wide.lower <= narrow.lower + slack && narrow.upper <= wide.upper + slack * wide.upper.abs().max(1.0));
            }
        }
        let newcombe = difference(&t, 0.95);
        prop_assert!(newcombe.lower >= -1.0 - 1e-12 && newcombe.upper <= 1.0 + 1e-12);
    }

    /// At the upper limit the lower tail has half of what the level leaves, summed in the plainest way.
    #[test]
    fn exact_limits_leave_their_tails(t in tables(40), level in 0.5..0.999) {
        let Ok(found) = conditional_odds_ratio(&t, level) else { return Ok(()) };
        let a = t.events()[0];
        let tail = |psi: f64, upper: bool| {
            let weights: Vec<(u64, f64)> = all_tables(&t).iter().map(|&(x, ways)| (x, ways as f64 * psi.powf(x as f64))).collect();
            let all: f64 = weights.iter().map(|(_, w)| w).sum();
            let part = weights.iter().filter(|(x, _)| if upper { *x >= a } else { *x <= a });
            part.map(|(_, w)| w).sum::<f64>() / all
        };
        let goal = (1.0 - level) / 2.0;
        if found.lower > 0.0 {
            Quantity::TailTwin.assert("lower limit", tail(found.lower, true), goal);
        }
        if found.upper.is_finite() {
            Quantity::TailTwin.assert("upper limit", tail(found.upper, false), goal);
        }
    }

    #[test]
    fn fisher_is_the_sum_over_all_tables(t in tables(40)) {
        let ways = all_tables(&t);
        let a = t.events()[0];
        let observed = ways.iter().find(|(x, _)| *x == a).expect("the table itself").1;
        let all: u128 = ways.iter().map(|(_, w)| w).sum();
        let as_rare: u128 = ways.iter().map(|(_, w)| *w).filter(|&w| w <= observed).sum();
        let ours = fisher(&t);
        Quantity::ExactP.assert("p", ours.p_value, as_rare as f64 / all as f64);
        if let Ok(mid_p) = ours.mid_p {
            let twice = 2 * as_rare - observed;
            Quantity::ExactP.assert("mid-p", mid_p, twice as f64 / all as f64 / 2.0);
        }
    }

    #[test]
    fn fragility_is_the_first_change_that_crosses(t in tables(120), alpha in 0.01..0.2) {
        let ours = fragility(&t, alpha);
        let expected = slow_fragility(&t, alpha);
        prop_assert_eq!((ours.kind == Kind::Fragility, ours.index, ours.change), expected);
    }

    /// Any text is read or refused with a cure, and what is read is sound.
    #[test]
    fn any_text_is_read_or_refused(text in "[a-zA-Z0-9,;/\t\n\" #.()%+-]{0,200}", rows in "([0-9]{1,3},){3}[0-9]{1,3}\n") {
        for text in [text.clone(), format!("{rows}{text}"), format!("{text}\n{rows}")] {
            match riskset::evidence::rows::read(&text) {
                Ok(counts) => {
                    prop_assert!(!counts.trials.is_empty() && counts.arms[0] != counts.arms[1]);
                    prop_assert!(counts.n_problems >= counts.problems.len());
                }
                Err(failure) => prop_assert!(!failure.message.is_empty()),
            }
        }
    }

    /// One event fewer in the arm that has fewer of them is one change more.
    #[test]
    fn fragility_counts_up_along_its_own_path(n in 20_u64..300, c in 10_u64..200, a in 1_u64..100) {
        prop_assume!(c <= n && a < c);
        let (here, before) = (fragility(&table([a, c], [n, n]), 0.05), fragility(&table([a - 1, c], [n, n]), 0.05));
        if here.kind == Kind::Fragility && before.kind == Kind::Fragility {
            prop_assert_eq!(before.index, here.index.map(|index| index + 1));
        }
    }
}

/// Every table with the same margins, and in how many ways it comes about; exact while `C(80, 40)` fits.
fn all_tables(t: &TwoByTwo) -> Vec<(u64, u128)> {
    let ([a, c], [m, n]) = (t.events(), t.n());
    let possible = |x: &u64| *x <= a + c && a + c - *x <= n;
    (0..=m).filter(possible).map(|x| (x, choose(m, x) * choose(n, a + c - x))).collect()
}

fn choose(n: u64, k: u64) -> u128 {
    (1..=k).fold(1, |ways, i| ways * u128::from(n - k + i) / u128::from(i))
}

/// Every number of events that the arm with fewer of them can have, nearest to the observed one first; in a draw
/// the smaller number. A significant result is changed towards equal risks alone.
fn slow_fragility(t: &TwoByTwo, alpha: f64) -> (bool, Option<u64>, Change) {
    let p = |x: [u64; 2]| fisher(&table(x, t.n())).p_value;
    let significant = p(t.events()) < alpha;
    let ([a, c], [m, n]) = (t.events(), t.n());
    let arm = if a != c { usize::from(c < a) } else { usize::from(n > m) };
    let own = t.events()[arm];
    let risk = |arm: usize| t.events()[arm] as f64 / t.n()[arm] as f64;
    let gives = risk(arm) <= risk(1 - arm);
    for change in 1..=t.n()[arm] {
        let fewer = own.checked_sub(change).map(|x| (x, Change::Takes)).filter(|_| !significant || !gives);
        let more =
            Some((own + change, Change::Gives)).filter(|&(x, _)| x <= t.n()[arm] && (!significant || gives));
        for (x, what) in [fewer, more].into_iter().flatten() {
            let mut events = t.events();
            events[arm] = x;
            if (p(events) < alpha) != significant {
                return (significant, Some(change), what);
            }
        }
    }
    (significant, None, if significant && gives { Change::Gives } else { Change::Takes })
}

/// 1 of 4 against 3 of 4, worked by hand.
#[test]
fn by_hand() {
    let t = table([1, 3], [4, 4]);
    let z = 1.959_963_984_540_054_f64;
    let test = chi_square(&t).unwrap();
    // 8 (1 1 - 3 3)^2 / 4^4, and with 8 - 4 in place of 8.
    assert_eq!((test.statistic, test.yates_statistic), (2.0, 0.5));
    // Ways 1, 16, 36, 16, 1 of 70.
    let exact = fisher(&t);
    Quantity::ExactP.assert("Fisher", exact.p_value, 34.0 / 70.0);
    Quantity::ExactP.assert("mid-p", exact.mid_p.unwrap(), 26.0 / 70.0);
    let ratio = risk_ratio(&t, 0.95).unwrap();
    Quantity::CountRatio.assert("RR", ratio.value, 1.0 / 3.0);
    Quantity::CountRatio.assert("its upper limit", ratio.upper, (z * (5.0_f64 / 6.0).sqrt()).exp() / 3.0);
    let ratio = odds_ratio(&t, 0.95).unwrap();
    Quantity::CountRatio.assert("OR", ratio.value, 1.0 / 9.0);
    Quantity::CountRatio.assert("its lower limit", ratio.lower, (-z * (8.0_f64 / 3.0).sqrt()).exp() / 9.0);
    let wald = difference_wald(&t, 0.95).unwrap();
    Quantity::Share.assert("RD", wald.value, -0.5);
    Quantity::Share.assert("its upper limit", wald.upper, -0.5 + z * (3.0_f64 / 32.0).sqrt());
    // Mean 1 under weights 1, 16 psi, 36 psi^2, 16 psi^3, psi^4.
    let psi = conditional_odds_ratio(&t, 0.95).unwrap().value;
    let excess = -1.0 + 36.0 * psi.powi(2) + 32.0 * psi.powi(3) + 3.0 * psi.powi(4);
    assert!(excess.abs() < 1e-13, "{psi} {excess}");
}

/// Of Meyer et al. (2014), 13 of 506 against 28 of 499, an index of 3 is printed (PMC10171299).
#[test]
fn a_published_index() {
    let found = fragility(&table([13, 28], [506, 499]), 0.05);
    assert_eq!((found.kind, found.arm, found.index), (Kind::Fragility, 0, Some(3)));
}

/// Unequal arms: the arm with fewer events has the higher risk, and taking events away leads past equal risks, after
/// 10 and 7 changes. R: `fisher.test(matrix(c(13, 4, 18, 24), 2))$p.value` is .0238; 8/15 against 13/52 gives .0571
/// and 9/15 gives .0260.
#[test]
fn the_reverse_index_searches_both_directions() {
    let found = |events, n| {
        let found = fragility(&table(events, n), 0.05);
        (found.kind, found.arm, found.change, found.index)
    };
    assert_eq!(found([12, 18], [17, 42]), (Kind::Reverse, 0, Change::Gives, Some(1)));
    assert_eq!(found([7, 13], [15, 52]), (Kind::Reverse, 0, Change::Gives, Some(2)));
    assert_eq!(found([13, 7], [52, 15]), (Kind::Reverse, 1, Change::Gives, Some(2)));
    // Without an event there is none to take away, but there are some to give.
    assert_eq!(found([0, 0], [12, 12]), (Kind::Reverse, 0, Change::Gives, Some(5)));
    // A significant result of such arms: towards equal risks, which takes events away.
    assert_eq!(found([13, 18], [17, 42]), (Kind::Fragility, 0, Change::Takes, Some(1)));
}

/// Beyond some hundred changes the crossing is found by halving: it is the same.
#[test]
fn long_paths_end_alike() {
    for (events, n, alpha) in [
        ([1000, 4000], [20_000, 20_000], 0.05),
        ([1500, 3000], [9000, 12_000], 0.01),
        ([2500, 6000], [10_000, 10_000], 0.2),
        ([3000, 3010], [12_000, 40_000], 0.05),
        ([4000, 4010], [20_000, 20_500], 0.0001),
        ([9000, 9200], [15_000, 15_000], 1e-70),
        // The arm with fewer events has the higher risk.
        ([3000, 9100], [10_000, 30_000], 1e-20),
        ([6000, 8000], [10_000, 20_000], 0.05),
    ] {
        let t = table(events, n);
        let ours = fragility(&t, alpha);
        let expected = slow_fragility(&t, alpha);
        assert_eq!((ours.kind == Kind::Fragility, ours.index, ours.change), expected, "{events:?} {n:?}");
    }
}

/// The largest table that is let in takes no longer than a blink.
#[test]
fn ten_million_subjects_an_arm() {
    let started = std::time::Instant::now();
    for events in [[5_000_000, 5_004_000], [1, 9_000_000], [20, 60], [0, 30]] {
        let t = table(events, [10_000_000, 10_000_000]);
        assert!(fisher(&t).p_value <= 1.0);
        assert!(conditional_odds_ratio(&t, 0.95).is_ok());
        let _ = fragility(&t, 0.05);
    }
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
