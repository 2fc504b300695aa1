//! Holds the tables of counts to R: `tests/reference/rooms/counts.R` has fisher.test, chisq.test and the formulas
//! written out, on the trials of the sample and on a grid with empty cells, empty margins and up to a million
//! subjects an arm.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture;
use common::judge::Judge;
use common::tolerance::Quantity;
use riskset::evidence::chi_square::{chi_square, smallest_expected};
use riskset::evidence::fisher::{conditional_odds_ratio, fisher};
use riskset::evidence::fragility::{Change, Kind, fragility};
use riskset::evidence::ratio::{odds_ratio, risk_ratio};
use riskset::evidence::risk::{difference, difference_wald, risks};
use riskset::evidence::two_by_two::TwoByTwo;
use riskset::evidence::{Estimate, NoEstimate, rows};
use serde::{Deserialize, Deserializer};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    made_with: MadeWith,
    n_sample: usize,
    tables: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MadeWith {
    r: String,
    stats: String,
    jsonlite: String,
    script: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    counts: [u64; 4],
    levels: Vec<Level>,
    fisher_p: f64,
    mid_p: Option<f64>,
    pearson: [Option<f64>; 2],
    yates: [Option<f64>; 2],
    smallest_expected: f64,
    fragility: Option<Index>,
}

type Three = [Number; 3];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Level {
    level: f64,
    risk_ratio: Three,
    odds_ratio: Three,
    risk: [Three; 2],
    newcombe: Three,
    wald: Three,
    conditional: Three,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    significant: bool,
    arm: usize,
    change: i8,
    index: Option<u64>,
}

/// A number, `"inf"` or `null`.
#[derive(Debug, Clone, Copy)]
struct Number(Option<f64>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(f64),
            Text(String),
            Missing(()),
        }
        Ok(Number(match Written::deserialize(from)? {
            Written::Number(number) => Some(number),
            Written::Text(text) => Some(text.parse().map_err(serde::de::Error::custom)?),
            Written::Missing(()) => None,
        }))
    }
}

fn room() -> Room {
    let path = fixture::root().join("tests/reference/rooms/counts.json");
    let room: Room =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the file")).expect("its shape");
    let MadeWith { r, stats, jsonlite, script } = &room.made_with;
    assert_eq!(
        (r.as_str(), stats.as_str(), script.as_str()),
        ("4.2.2", "4.2.2", "tests/reference/rooms/counts.R")
    );
    assert!(!jsonlite.is_empty());
    room
}

impl Case {
    fn table(&self) -> TwoByTwo {
        let [a, m, c, n] = self.counts;
        TwoByTwo::new([a, c], [m, n]).expect("sound counts")
    }
}

fn three(
    judge: &mut Judge,
    quantity: Quantity,
    at: std::fmt::Arguments<'_>,
    ours: Result<Estimate, NoEstimate>,
    reference: &Three,
) {
    let ours = ours.ok();
    let of = [ours.map(|e| e.value), ours.map(|e| e.lower), ours.map(|e| e.upper)];
    for ((ours, reference), what) in of.into_iter().zip(reference).zip(["value", "lower", "upper"]) {
        judge.maybe(quantity, format_args!("{at} {what}"), ours, reference.0);
    }
}

#[test]
fn ratios_and_differences() {
    let mut judge = Judge::default();
    for case in &room().tables {
        let table = case.table();
        for level in &case.levels {
            let (at, conf) = (format!("{:?} {}", case.counts, level.level), level.level);
            three(
                &mut judge,
                Quantity::CountRatio,
                format_args!("{at} RR"),
                risk_ratio(&table, conf),
                &level.risk_ratio,
            );
            three(
                &mut judge,
                Quantity::CountRatio,
                format_args!("{at} OR"),
                odds_ratio(&table, conf),
                &level.odds_ratio,
            );
            for (ours, reference) in risks(&table, conf).into_iter().zip(&level.risk) {
                three(&mut judge, Quantity::Share, format_args!("{at} risk"), Ok(ours), reference);
            }
            three(
                &mut judge,
                Quantity::Share,
                format_args!("{at} RD"),
                Ok(difference(&table, conf)),
                &level.newcombe,
            );
            three(
                &mut judge,
                Quantity::Share,
                format_args!("{at} Wald"),
                difference_wald(&table, conf),
                &level.wald,
            );
        }
    }
    judge.finish(6000);
}

#[test]
fn exact_tests() {
    let mut judge = Judge::default();
    for case in &room().tables {
        let (table, at) = (case.table(), format!("{:?}", case.counts));
        let ours = fisher(&table);
        judge.number(Quantity::ExactP, format_args!("{at} Fisher"), ours.p_value, case.fisher_p);
        judge.maybe(Quantity::ExactP, format_args!("{at} mid-p"), ours.mid_p.ok(), case.mid_p);
    }
    judge.finish(400);
}

#[test]
fn conditional_odds_ratios() {
    let mut judge = Judge::default();
    for case in &room().tables {
        for level in &case.levels {
            let at = format!("{:?} {}", case.counts, level.level);
            let ours = conditional_odds_ratio(&case.table(), level.level);
            three(&mut judge, Quantity::ConditionalRatio, format_args!("{at}"), ours, &level.conditional);
        }
    }
    judge.finish(1200);
}

#[test]
fn chi_square_tests() {
    let mut judge = Judge::default();
    for case in &room().tables {
        let (table, at) = (case.table(), format!("{:?}", case.counts));
        let ours = chi_square(&table).ok();
        let pairs = [
            (Quantity::PearsonTest, ours.map(|test| test.statistic), case.pearson[0]),
            (Quantity::PearsonP, ours.map(|test| test.p_value), case.pearson[1]),
            (Quantity::PearsonTest, ours.map(|test| test.yates_statistic), case.yates[0]),
            (Quantity::PearsonP, ours.map(|test| test.yates_p), case.yates[1]),
        ];
        for (quantity, ours, reference) in pairs {
            judge.maybe(quantity, format_args!("{at}"), ours, reference);
        }
        let smallest = smallest_expected(&table);
        judge.number(Quantity::PearsonTest, format_args!("{at} expected"), smallest, case.smallest_expected);
    }
    judge.finish(1000);
}

#[test]
fn fragility_indices() {
    let mut judge = Judge::default();
    for case in &room().tables {
        let Some(expected) = &case.fragility else { continue };
        let (ours, at) = (fragility(&case.table(), 0.05), format!("{:?}", case.counts));
        let (index, reference) = (ours.index.map(|i| i as f64), expected.index.map(|i| i as f64));
        judge.maybe(Quantity::Count, format_args!("{at}"), index, reference);
        judge.holds(format_args!("{at} kind"), (ours.kind == Kind::Fragility) == expected.significant);
        judge.holds(format_args!("{at} arm"), ours.arm + 1 == expected.arm);
        judge.holds(format_args!("{at} direction"), (ours.change == Change::Gives) == (expected.change > 0));
        let total = case.counts[1] + case.counts[3];
        judge.holds(
            format_args!("{at} quotient"),
            ours.quotient == ours.index.map(|i| i as f64 / total as f64),
        );
    }
    judge.finish(190);
}

/// The first tables of the room are the rows of the sample: read by us, and by R.
#[test]
fn the_sample_is_read_as_r_reads_it() {
    let text =
        std::fs::read_to_string(fixture::root().join("www/samples/counts/1-trials.csv")).expect("the sample");
    let counts = rows::read(&text).expect("rows");
    let room = room();
    assert_eq!((counts.trials.len(), counts.n_problems), (room.n_sample, 0));
    for (trial, case) in counts.trials.iter().zip(&room.tables) {
        assert_eq!(trial.table, case.table(), "{}", trial.trial);
    }
}
