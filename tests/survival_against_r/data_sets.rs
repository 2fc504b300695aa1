//! The data sets of the fixtures, of which none may be left unread.

use crate::common::fixture::{self, Fixture};
use crate::common::sets;
use riskset::risk_set::RiskSets;
use std::collections::BTreeSet;

/// Every data set.
const DATA_SETS: [&str; 23] = [
    "all_censored",
    "all_events_one_time",
    "aml",
    "colon",
    "death_order",
    "flat_half",
    "four_arms",
    "gehan",
    "hand_case",
    "heart_entry",
    "heavy_ties",
    "kidney",
    "lung",
    "near_ties",
    "one_subject",
    "ovarian",
    "pbc",
    "recovery",
    "time_zero",
    "tiny_scale",
    "veteran_celltype",
    "veteran_trt",
    "zero_event_arm",
];

/// Fixtures that are no data sets.
const OTHERS: [&str; 2] = ["tails", "timefix"];

pub(crate) fn data_sets() -> impl Iterator<Item = (Fixture, RiskSets)> {
    DATA_SETS.iter().map(|name| {
        let fixture: Fixture = fixture::read(name);
        assert_eq!(&fixture.name, name);
        assert_eq!(fixture.data.n, fixture.data.time.len());
        let sets = sets(&fixture.data.subjects());
        (fixture, sets)
    })
}

#[test]
fn every_fixture_is_read() {
    let folder = fixture::root().join("tests/reference/fixtures");
    let there: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let read: BTreeSet<String> = DATA_SETS.iter().chain(&OTHERS).map(|name| format!("{name}.json")).collect();
    assert_eq!(there, read);
}
