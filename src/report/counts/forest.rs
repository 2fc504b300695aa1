//! The description of the forest plot: one line a row, an axis that holds every estimate, arrows where limits go on.

use super::options::{CountsSettings, EventIs, Measure};
use super::shape::TrialReport;
use super::words::{chosen, name, not_estimable, null_value, points, written};
use crate::figure::{Forest, ForestColumns, ForestRow, ForestTick};
use crate::math::{log10, power_of_ten};
use crate::report::number::{count, level};

/// Ratios within which limits stretch the axis; an estimate stretches it further.
const WIDEST: (f64, f64) = (0.01, 100.0);
/// More ticks than this and only powers of ten are shown.
const MOST_TICKS: usize = 8;
/// Least range of a ratio's axis.
const NARROWEST: (f64, f64) = (0.5, 2.0);
/// Powers of ten that an axis of ratios can reach.
const DECADES: std::ops::RangeInclusive<i32> = -9..=9;

/// Makes the plot of the measure that was chosen.
pub(super) fn describe(trials: &[TrialReport], arms: &[String; 2], settings: &CountsSettings) -> Forest {
    let measure = settings.measure;
    let (range, ticks) = match measure {
        Measure::RiskDifference => linear_axis(&found(trials, measure)),
        _ => log_axis(&found(trials, measure)),
    };
    let largest = trials.iter().map(total).max().unwrap_or(1).max(1);
    let title = match measure {
        Measure::RiskRatio => "Risk ratio",
        Measure::OddsRatio => "Odds ratio",
        Measure::RiskDifference => "Risk difference in percentage points",
    };
    let favours = [0, 1].map(|arm: usize| format!("favours {}", arms[arm]));
    Forest {
        measure_label: format!("{title}, {} versus {}", arms[0], arms[1]),
        log: measure != Measure::RiskDifference,
        null_value: null_value(measure),
        ticks,
        favours: match settings.event_is {
            EventIs::Bad => favours,
            EventIs::Good => {
                let [first, second] = favours;
                [second, first]
            }
        },
        rows: trials.iter().map(|trial| row(trial, arms, measure, range, largest)).collect(),
        columns: ForestColumns {
            trial: "Trial".to_owned(),
            arms: arms.clone(),
            estimate: format!("{title} ({} CI)", level(settings.conf_level)),
        },
        range,
        label: String::new(),
    }
}

fn total(trial: &TrialReport) -> u64 {
    trial.n[0] + trial.n[1]
}

fn row(
    trial: &TrialReport,
    arms: &[String; 2],
    measure: Measure,
    range: [f64; 2],
    largest: u64,
) -> ForestRow {
    let (_, interval) = chosen(trial, measure);
    let (lower, upper) = (interval.lower.value, interval.upper.value);
    let text = match (measure, written(interval, measure)) {
        (_, None) => not_estimable(trial, arms),
        (Measure::RiskDifference, Some((_, limits))) => {
            format!("{} ({limits})", points(interval.value.value.unwrap_or(0.0)))
        }
        (_, Some((value, limits))) => format!("{value} ({limits})"),
    };
    let has_both_names = !trial.trial.is_empty() && !trial.outcome.is_empty();
    ForestRow {
        label: if has_both_names { trial.trial.clone() } else { name(trial) },
        sub: if has_both_names { trial.outcome.clone() } else { String::new() },
        counts: [0, 1].map(|arm: usize| format!("{}/{}", count(trial.events[arm]), count(trial.n[arm]))),
        value: interval.value.value,
        lower,
        upper,
        lower_open: lower.is_some_and(|lower| lower < range[0]),
        upper_open: upper.is_some_and(|upper| upper > range[1]),
        weight: total(trial) as f64 / largest as f64,
        text,
    }
}

/// Value, lower and upper limit of each trial.
fn found(trials: &[TrialReport], measure: Measure) -> Vec<[Option<f64>; 3]> {
    let one = |trial: &TrialReport| {
        let (_, interval) = chosen(trial, measure);
        [interval.value.value, interval.lower.value, interval.upper.value]
    };
    trials.iter().map(one).collect()
}

/// Smallest and largest number that the axis must hold: all estimates, and limits within `widest`.
fn extent(found: &[[Option<f64>; 3]], least: (f64, f64), widest: (f64, f64)) -> (f64, f64) {
    let (mut low, mut high) = least;
    for &[value, lower, upper] in found {
        let inside = |limit: Option<f64>| limit.map(|limit| limit.clamp(widest.0, widest.1));
        for number in [value, inside(lower), inside(upper)].into_iter().flatten() {
            (low, high) = (f64::min(low, number), f64::max(high, number));
        }
    }
    (low, high)
}

/// Ticks at 1, 2 and 5 times powers of ten, or at powers of ten alone; the ends are ticks.
pub(in crate::report) fn log_axis(found: &[[Option<f64>; 3]]) -> ([f64; 2], Vec<ForestTick>) {
    let (low, high) = extent(found, NARROWEST, WIDEST);
    let marks: Vec<f64> =
        DECADES.flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| digit * power_of_ten(decade))).collect();
    let from = marks.iter().rposition(|&mark| mark <= low * (1.0 + 1e-12)).unwrap_or(0);
    let to = marks.iter().position(|&mark| mark >= high * (1.0 - 1e-12)).unwrap_or(marks.len() - 1);
    let mut inside: Vec<f64> = marks[from..=to].to_vec();
    let range = [marks[from], marks[to]];
    if inside.len() > MOST_TICKS {
        inside.retain(|&mark| {
            let decade = log10(mark);
            (decade - decade.round()).abs() < 1e-9
        });
    }
    let tick = |at: f64| ForestTick { at, label: plain(at) };
    (range, inside.into_iter().map(tick).collect())
}

/// A round number in plain digits: 0.05, 1, 20.
fn plain(at: f64) -> String {
    let decimals = (-log10(at) - 1e-9).ceil().max(0.0) as usize;
    format!("{at:.decimals$}")
}

/// Ticks at multiples of a round step, labelled in percentage points; the ends are ticks.
fn linear_axis(found: &[[Option<f64>; 3]]) -> ([f64; 2], Vec<ForestTick>) {
    let (low, high) = extent(found, (0.0, 0.0), (-1.0, 1.0));
    let steps = [-4, -3, -2, -1]
        .into_iter()
        .flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| digit * power_of_ten(decade)));
    let step = steps.into_iter().find(|step| (high - low) / step <= 6.0).unwrap_or(0.5);
    let (from, to) = ((low / step - 1e-9).floor() as i64, (high / step + 1e-9).ceil() as i64);
    let decimals = (-log10(step * 100.0) - 1e-9).ceil().max(0.0) as usize;
    let tick = |i: i64| {
        let at = step * i as f64;
        let label = format!("{:.decimals$}", at * 100.0).replace('-', "\u{2212}");
        ForestTick { at, label: if i == 0 { "0".to_owned() } else { label } }
    };
    let ticks: Vec<ForestTick> = (from..=to).map(tick).collect();
    ([step * from as f64, step * to as f64], ticks)
}
