//! Holds the permutation test and the fragility indices to R, where each is a loop that anybody can read:
//! `tests/reference/rooms/permutation.R`. Arrangements are counted, so the counts must be equal.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture::{self, Fixture};
use common::judge::Judge;
use common::tolerance::Quantity;
use common::{subjects, survival};
use riskset::compare::fragility::{Method, fragility};
use riskset::compare::permutation::{self, DEFAULT_SEED, Permutation, Plan, permutation_test};
use riskset::data::Survival;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    made_with: MadeWith,
    permutation: Vec<Named<Permuted>>,
    fragility: Vec<Named<Vec<Index>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MadeWith {
    r: String,
    survival: String,
    script: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named<T> {
    name: String,
    /// `None`: those of the fixture of that name.
    data: Option<Columns>,
    result: T,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    time: Vec<f64>,
    status: Vec<u8>,
    group: Vec<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Permuted {
    extreme: f64,
    arrangements: f64,
    p: f64,
    observed: f64,
    expected: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    operation: String,
    whom: String,
    index: Option<f64>,
    p: Vec<f64>,
}

impl<T> Named<T> {
    fn survival(&self) -> Survival {
        match &self.data {
            Some(columns) => survival(&subjects(&columns.time, &columns.status, &columns.group)),
            None => survival(&fixture::read::<Fixture>(&self.name).data.subjects()),
        }
    }
}

fn room() -> Room {
    let path = fixture::root().join("tests/reference/rooms/permutation.json");
    let room: Room =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the file")).expect("its shape");
    let MadeWith { r, survival, script } = &room.made_with;
    assert_eq!((r.as_str(), survival.as_str()), ("4.2.2", "3.5.3"));
    assert_eq!(script, "tests/reference/rooms/permutation.R");
    room
}

#[test]
fn permutation_tests() {
    let mut judge = Judge::default();
    for case in &room().permutation {
        let (name, expected) = (&case.name, &case.result);
        let data = case.survival();
        let ours = permutation_test(&data, (0, 1), DEFAULT_SEED).expect("a test");
        judge.holds(format_args!("{name}: exact"), ours.method == permutation::Method::Exact);
        let arrangements = ours.n_arrangements.expect("a count");
        judge.number(
            Quantity::Count,
            format_args!("{name} arrangements"),
            arrangements as f64,
            expected.arrangements,
        );
        judge.number(
            Quantity::Count,
            format_args!("{name} extreme"),
            ours.n_extreme as f64,
            expected.extreme,
        );
        judge.number(Quantity::PermutationP, format_args!("{name} p"), ours.p_value, expected.p);
        judge.number(Quantity::Observed, format_args!("{name} observed"), ours.observed, expected.observed);
        judge.number(Quantity::Expected, format_args!("{name} expected"), ours.expected, expected.expected);
        let prepared = Permutation::new(&data, (1, 0)).expect("a test");
        judge.holds(format_args!("{name}: plan"), prepared.plan(1) == Plan::Exact { arrangements });
        let other = permutation_test(&data, (1, 0), 3).expect("a test");
        judge.holds(format_args!("{name}: either group"), other.n_extreme == ours.n_extreme);
    }
    judge.finish(60);
}

fn method(index: &Index) -> Method {
    match (index.operation.as_str(), index.whom.as_str()) {
        ("flip", "best") => Method::FlipBest,
        ("flip", "worst") => Method::FlipWorst,
        ("clone", "best") => Method::CloneBest,
        ("clone", "worst") => Method::CloneWorst,
        ("status", "any") => Method::FlipStatus,
        other => panic!("{other:?}"),
    }
}

#[test]
fn fragility_indices() {
    let mut judge = Judge::default();
    for case in &room().fragility {
        let data = case.survival();
        for index in &case.result {
            let method = method(index);
            let at = format!("{} {method:?}", case.name);
            let ours = fragility(&data, (0, 1), method, 0.05).expect("an index");
            let (found, expected) = (ours.index().map(|n| n as f64), index.index);
            judge.maybe(Quantity::Count, format_args!("{at}"), found, expected);
            judge.holds(format_args!("{at}: side"), ours.significant == (index.p[0] < 0.05));
            let p: Vec<f64> =
                [ours.p_value].into_iter().chain(ours.changes.iter().map(|change| change.p_value)).collect();
            judge.column(Quantity::PValue, format_args!("{at} p"), &p, &index.p);
        }
    }
    judge.finish(229);
}
