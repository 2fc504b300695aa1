//! Against R: `tests/reference/rooms/people.R`.

use crate::common::fixture::root;
use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::{answer, codes};
use serde::Deserialize;

#[derive(Deserialize)]
struct Room {
    same: Case,
    changing: Case,
    apart: Apart,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    people: u64,
    groups: Vec<Group>,
    coef: f64,
    se: f64,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    n: u64,
    n_event: u64,
    n_censor: u64,
    time: Vec<f64>,
    n_risk: Vec<u32>,
    n_event_at: Vec<u32>,
    n_censor_at: Vec<u32>,
    surv: Vec<f64>,
    follow_up: Option<f64>,
    follow_up_lower: Option<f64>,
    follow_up_upper: Option<f64>,
}

#[derive(Deserialize)]
struct Apart {
    text: String,
    overlap_rows: Vec<u32>,
    gap_rows: Vec<u32>,
}

fn room() -> Room {
    let text = std::fs::read_to_string(root().join("tests/reference/rooms/people.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn hold(case: &Case, judge: &mut Judge) {
    let (report, _) = answer(&case.text);
    assert_eq!(report.data.n_people, case.people);
    let censored: u64 = case.groups.iter().map(|group| group.n_censor).sum();
    assert_eq!((report.data.n_censor, report.groups.len()), (censored, case.groups.len()));
    let estimates = report.details.as_ref().unwrap().estimates.content.as_ref().unwrap();
    for ((ours, theirs), more) in report.groups.iter().zip(&case.groups).zip(&estimates.groups) {
        let name = &theirs.name;
        assert_eq!(
            (&ours.name, ours.n, ours.n_event, ours.n_censor),
            (name, theirs.n, theirs.n_event, theirs.n_censor)
        );
        let curve = &ours.curve;
        assert_eq!((&curve.time, &curve.n_risk), (&theirs.time, &theirs.n_risk), "{name}");
        assert_eq!((&curve.n_event, &curve.n_censor), (&theirs.n_event_at, &theirs.n_censor_at), "{name}");
        judge.column(Quantity::Survival, format_args!("{name}"), &curve.surv, &theirs.surv);
        let found = [more.follow_up.value, more.follow_up.lower, more.follow_up.upper];
        let limits = [theirs.follow_up, theirs.follow_up_lower, theirs.follow_up_upper];
        for (found, limit) in found.iter().zip(limits) {
            judge.maybe(Quantity::Quantile, format_args!("{name} follow-up"), found.value, limit);
        }
    }
    // R's rows are those of the text, ours are joined: the likelihood is the same.
    let term = &report.cox.as_ref().unwrap().terms[0];
    let turn = if term.versus == case.groups[1].name { 1.0 } else { -1.0 };
    judge.number(
        Quantity::Coefficient,
        format_args!("coefficient"),
        term.coef.value.unwrap(),
        turn * case.coef,
    );
    judge.number(Quantity::StandardError, format_args!("its error"), term.se.value.unwrap(), case.se);
}

#[test]
fn people_are_counted_as_r_counts_them_with_an_id() {
    let (room, mut judge) = (room(), Judge::default());
    hold(&room.same, &mut judge);
    judge.finish(15);
    let (report, _) = answer(&room.same.text);
    assert!(report.words.counts.starts_with("8 "), "{}", report.words.counts);
    let about_people = ["rows_overlap", "rows_repeated", "rows_gap", "group_changes", "clustered"];
    assert!(!codes(&report).iter().any(|code| about_people.contains(code)), "{:?}", codes(&report));
    let model = report.details.unwrap().model.content.unwrap();
    assert_eq!(
        (model.n, model.n_clusters),
        (8, None),
        "rows that follow one another call for no robust errors"
    );
}

#[test]
fn who_goes_on_in_another_group_is_not_censored() {
    let (room, mut judge) = (room(), Judge::default());
    hold(&room.changing, &mut judge);
    judge.finish(18);
    let (report, _) = answer(&room.changing.text);
    assert!(codes(&report).contains(&"group_changes"));
}

#[test]
fn overlaps_and_gaps_are_those_of_survcheck() {
    let room = room();
    let (report, _) = answer(&room.apart.text);
    let rows = |code: &[&str]| -> Vec<u32> {
        let of = report.data.problems.iter().filter(|problem| code.contains(&problem.code.as_str()));
        // R counts rows from 1 without the header.
        of.map(|problem| problem.row.unwrap() - 1).collect()
    };
    assert_eq!(rows(&["overlap", "duplicate"]), room.apart.overlap_rows);
    assert_eq!(rows(&["gap"]), room.apart.gap_rows);
    for code in ["rows_overlap", "rows_repeated", "rows_gap"] {
        let warning = report.warnings.iter().find(|warning| warning.code == code).unwrap();
        assert!(warning.sentence.contains("rows "), "{}", warning.sentence);
    }
}
