//! The subjects as they were used, one a row, to keep and to paste again.
//!
//! Above the table stand the notes of the text, and what names the event, the unit and the reference: pasted
//! into the page the file gives the same answer. A note has no quotes: a spreadsheet parts it at commas, so that each
//! part is defused like a cell. Programs that know no notes skip lines that begin with `#`.

use super::csv::{Cell, Csv, defused};
use crate::data::{Gathered, Labels, Values};
use crate::report::arrange::{self, ReferenceFrom};
use crate::report::options::Settings;

/// Notes that are written from the settings, not as they were.
const SETTLED: [&str; 7] = ["event", "event value", "unit", "time", "scale", "reference", arrange::NOTE];

/// The file: comment lines, a header, a row a subject in the order of the text.
pub(crate) fn csv(gathered: &Gathered, settings: &Settings) -> String {
    let mut csv = Csv(notes(gathered, settings));
    let subjects = &gathered.subjects;
    let competing = !subjects.causes.is_empty();
    let mut header = vec!["time", "status"];
    let entry = subjects.entry.as_deref();
    header.extend(entry.map(|_| "entry"));
    header.extend((subjects.groups.len() > 1).then_some("group"));
    header.extend(subjects.strata.as_ref().map(|_| "strata"));
    header.extend(subjects.cluster.as_ref().map(|_| "id"));
    header.extend(subjects.covariates.iter().map(|covariate| covariate.name.as_str()));
    csv.row(header.into_iter().map(Cell::Text));
    for i in 0..subjects.time.len() {
        let mut cells = vec![Cell::Number(subjects.time[i])];
        let cause = subjects.cause[i];
        cells.push(if competing {
            Cell::Text(cause_name(subjects.causes.as_slice(), cause))
        } else {
            Cell::Count(u64::from(cause))
        });
        cells.extend(entry.map(|entry| Cell::Number(entry[i])));
        cells.extend(
            (subjects.groups.len() > 1).then(|| Cell::Text(&subjects.groups[usize::from(subjects.group[i])])),
        );
        cells.extend(subjects.strata.as_ref().map(|strata| label(strata, i)));
        cells.extend(subjects.cluster.as_ref().map(|cluster| Cell::Count(u64::from(cluster[i]))));
        cells.extend(subjects.covariates.iter().map(|covariate| value(&covariate.values, i)));
        csv.row(cells);
    }
    csv.0
}

fn value(values: &Values, i: usize) -> Cell<'_> {
    match values {
        Values::Number(values) => Cell::Number(values[i]),
        Values::Category(labels) => label(labels, i),
    }
}

/// The name of a category; an empty cell where it is missing.
fn label(labels: &Labels, i: usize) -> Cell<'_> {
    Cell::Text(labels.names.get(usize::from(labels.of[i])).map_or("", String::as_str))
}

/// "censored", or the name of the cause.
pub(crate) fn cause_name(causes: &[String], cause: u8) -> &str {
    match usize::from(cause).checked_sub(1) {
        None => "censored",
        Some(at) => causes.get(at).map_or("event", String::as_str),
    }
}

/// The value of a note, each part defused that a spreadsheet would take as a cell.
fn inert(value: &str) -> String {
    value
        .split_inclusive([',', ';', '\t'])
        .enumerate()
        .flat_map(|(i, part)| [if i > 0 { defused(part.trim_start_matches([' ', '"'])) } else { "" }, part])
        .collect()
}

/// The order that the groups have when the file is read: of appearance, or of numbers.
fn order_as_read(gathered: &Gathered) -> Vec<String> {
    let subjects = &gathered.subjects;
    let mut order: Vec<usize> = Vec::new();
    for &group in &subjects.group {
        if !order.contains(&usize::from(group)) {
            order.push(usize::from(group));
        }
    }
    let names: Vec<&String> = order.iter().filter_map(|&group| subjects.groups.get(group)).collect();
    let numbers: Option<Vec<f64>> = names.iter().map(|name| name.parse().ok()).collect();
    let sorted = numbers.map(|numbers| crate::order::ascending(&numbers));
    let places = sorted.map_or_else(
        || (0..names.len()).collect(),
        |order| order.iter().map(|&i| i as usize).collect::<Vec<_>>(),
    );
    places.into_iter().map(|place| names[place].clone()).collect()
}

fn notes(gathered: &Gathered, settings: &Settings) -> String {
    let mut text = String::new();
    let mut note = |key: &str, value: &str| {
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if !value.trim().is_empty() {
            ["# ", key, ": ", &inert(value.trim()), "\n"].into_iter().for_each(|part| text.push_str(part));
        }
    };
    for given in gathered.notes.iter().filter(|note| !SETTLED.contains(&note.key.as_str())) {
        note(&given.key, &given.value);
    }
    note("event", &settings.event_name);
    // Where events compete, the status is told in words, of which this one is the event.
    note("event value", gathered.subjects.causes.first().map_or("", String::as_str));
    note("unit", &settings.time_unit);
    note("time", &settings.time_label);
    // What nobody chose is found again by the same rule.
    let chosen =
        settings.reference_name.as_deref().filter(|_| settings.reference_from == ReferenceFrom::Chosen);
    let reference = chosen.unwrap_or_default();
    note("reference", &[defused(reference), reference].concat());
    let groups = &gathered.subjects.groups;
    if order_as_read(gathered) != *groups {
        let order = arrange::noted(groups);
        note(arrange::NOTE, &[defused(&order), &order].concat());
    }
    text
}
