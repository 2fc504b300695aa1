//! Profile and Firth limits of nearly collinear columns, against slow bracketing with the columns made orthogonal.
//!
//! A limit may be said to be missing; a wrong one may not be given.

mod drawn;
mod slow;

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use drawn::{Drawn, design, drawn};
use riskset::cox::firth::firth;
use riskset::cox::likelihood::Ties;
use riskset::cox::profile::{Limits, NotFound, limits};
use riskset::cox::regression::{Options, fit};
use slow::Slow;

/// Half of the 95% quantile of chi-squared with one degree of freedom.
const FALL: f64 = 3.841_458_820_694_124 / 2.0;

/// Threads that share the thousand data sets.
const WORKERS: u64 = 4;

/// What was met.
#[derive(Debug, Default)]
struct Met {
    limits: usize,
    missing: usize,
    /// Limits for which the twin itself has none.
    unjudged: usize,
}

/// One column of one data set: both limits are the twin's, and the others, sought from two other starts, lie there at the target.
fn hold(what: &str, slow: &Slow<'_>, found: Limits, met: &mut Met, judge: &mut Judge) {
    let p = slow.columns();
    let top = slow.top(&vec![0.0; p], false);
    let target = top.loglik - FALL;
    for (side, limit) in [(-1.0, found.lower), (1.0, found.upper)] {
        met.limits += 1;
        let limit = match limit {
            Ok(limit) => limit,
            Err(why) => {
                println!("{what} {side}: {why:?}");
                met.missing += 1;
                assert_eq!(why, NotFound::NotConverged, "{what}");
                continue;
            }
        };
        let Some(twin) = slow.limit(&top, target, side) else {
            println!("{what} {side}: no limit of the twin");
            met.unjudged += 1;
            continue;
        };
        let half = (twin - top.at[p - 1] / slow.scale).abs();
        judge.number(Quantity::LimitTwin, format_args!("{what} {side}"), limit / half, twin / half);
        let best = [0.0, 1.0].map(|from| {
            let mut start: Vec<f64> =
                (0..p).map(|k| from * (top.at[k] + 1.0 - 2.0 * (k % 2) as f64)).collect();
            start[p - 1] = limit * slow.scale;
            slow.top(&start, true).loglik
        });
        // A penalised likelihood can have a lower top: the higher one counts.
        let judged = if slow.penalised { vec![best[0].max(best[1])] } else { best.to_vec() };
        for loglik in judged {
            judge.number(Quantity::Height, format_args!("{what} {side}"), loglik, target);
        }
    }
}

fn hold_all(numbers: impl Iterator<Item = u64>, most: f64) -> (Met, Met, Judge) {
    let (mut profiles, mut firths, mut judge) = (Met::default(), Met::default(), Judge::default());
    for number in numbers {
        let Drawn { what, rows } = drawn(number, most);
        let design = design(&rows);
        let ties = if number % 4 < 3 { Ties::Efron } else { Ties::Breslow };
        let ours = fit(&design, ties, &Options::default()).expect("a fit");
        assert_eq!(ours.kept.len(), design.n_columns(), "{what}");
        if ours.has_maximum() {
            for (k, found) in limits(&design, &ours, 0.95).into_iter().enumerate() {
                let slow = Slow::new(&rows, k, ties, false);
                hold(&format!("{what}, profile {k}"), &slow, found, &mut profiles, &mut judge);
            }
        } else {
            println!("{what}: no maximum, Firth's limits only");
        }
        let Ok(penalised) = firth(&design, ties, 0.95) else {
            println!("{what}: no penalised fit");
            (firths.limits, firths.missing) =
                (firths.limits + 2 * ours.kept.len(), firths.missing + 2 * ours.kept.len());
            continue;
        };
        for (k, found) in penalised.coefficients.into_iter().enumerate() {
            let slow = Slow::new(&rows, k, ties, true);
            let found = found.expect("a column of its own");
            hold(&format!("{what}, Firth {k}"), &slow, found.limits, &mut firths, &mut judge);
        }
    }
    println!("profile {profiles:?}, Firth {firths:?}");
    (profiles, firths, judge)
}

#[test]
fn limits_of_nearly_collinear_columns() {
    let (profiles, firths, judge) = hold_all(0..36, 40.0);
    assert!(profiles.missing == 0 && firths.missing == 0);
    judge.finish(900);
}

/// `cargo test --test twins thousand -- --ignored --nocapture`: some minutes.
#[test]
#[ignore = "a thousand data sets take minutes"]
fn limits_of_a_thousand_data_sets() {
    std::thread::scope(|scope| {
        for first in 0..WORKERS {
            scope.spawn(move || {
                let numbers = (first..1000).step_by(WORKERS as usize);
                let (profiles, firths, judge) = hold_all(numbers, 200.0);
                assert!(profiles.missing * 100 < profiles.limits && firths.missing * 100 < firths.limits);
                judge.finish(20_000 / WORKERS as usize);
            });
        }
    });
}
