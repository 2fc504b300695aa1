//! Tables that are likely another thing than they are read as: a column of times as the status, a status with one
//! value, counts of people in place of a row for each.

use super::{Alternative, Change, Doubt, answered, isolated, quoted, rows, status::gives};
use crate::data::gather::Take;
use crate::data::kinds::{Column, Kind};
use crate::data::levels::same_level;
use crate::data::names;
use crate::data::roles::Roles;
use crate::data::sheet::Sheet;
use crate::data::status::Part;

/// More different values than this are no codes of a status.
const MANY_VALUES: usize = 12;

/// The status column holds times, or far too many values.
pub(super) fn status_is_no_status(sheet: &Sheet, roles: &Roles, take: &Take) -> Option<Doubt> {
    let at = roles.status?;
    let column = sheet.column(at)?;
    let fractions = column.kind == Kind::Number && !column.all_whole && column.n_levels > 3;
    if !fractions && column.n_levels <= MANY_VALUES && column.kind != Kind::Date {
        return None;
    }
    let name = sheet.name(at);
    let code = "status_is_no_status";
    let id = format!("{code}: {name}");
    let shown = isolated(name);
    let kind = match column.kind {
        Kind::Number if is_copy(sheet, roles, at) => "repeats the times".to_owned(),
        Kind::Number => format!("holds {} different numbers, as times or measurements do", column.n_levels),
        Kind::Date => "holds dates".to_owned(),
        _ => format!("holds {} different values", column.n_levels),
    };
    let taken = match take.coding.event.as_slice() {
        [] => "no value counts as the event".to_owned(),
        values => format!("only {} counts as the event", quoted(values)),
    };
    let sentence =
        format!("Column {shown} was chosen as the status, but it {kind}: {taken}. Choose another column.");
    let guess = sheet.guess();
    let keep = Alternative {
        label: format!("Keep {shown}"),
        gives: String::new(),
        taken: true,
        change: Change { answered: answered(roles, &id), ..Change::default() },
    };
    let other =
        guess.status.filter(|&other| other != at && Some(other) != roles.group).map(|other| Alternative {
            label: format!("Use {}", isolated(sheet.name(other))),
            gives: String::new(),
            taken: false,
            change: Change {
                status: Some(Some(other)),
                event_values: Some(guess.event_values.clone()),
                competing_values: Some(guess.competing_values.clone()),
                missing_values: Some(guess.missing_values.clone()),
                answered: answered(roles, &id),
                ..Change::default()
            },
        });
    let none = Alternative {
        label: "No status column".to_owned(),
        gives: "every time is an event".to_owned(),
        taken: false,
        change: Change {
            status: Some(None),
            event_values: Some(Vec::new()),
            competing_values: Some(Vec::new()),
            missing_values: Some(Vec::new()),
            answered: answered(roles, &id),
            ..Change::default()
        },
    };
    Some(Doubt {
        code,
        id,
        columns: vec![name.to_owned()],
        values: column.levels.iter().take(3).map(|level| level.value.clone()).collect(),
        sentence,
        question: "Which column says whether the event occurred?".to_owned(),
        alternatives: other.into_iter().chain([none, keep]).collect(),
    })
}

/// Whether a column has the cells of the time column.
fn is_copy(sheet: &Sheet, roles: &Roles, at: usize) -> bool {
    let Some(time) = roles.time else { return false };
    sheet.rows().take(1000).all(|row| sheet.cells.cell(row, time) == sheet.cells.cell(row, at))
}

/// All rows that can be used have the same status.
pub(super) fn one_value(sheet: &Sheet, roles: &Roles, take: &Take) -> Option<Doubt> {
    let at = roles.status?;
    let [level] = take.tally.as_slice() else { return None };
    if take.subjects.time.len() < 2 {
        return None;
    }
    let name = sheet.name(at);
    let (code, value) = ("status_one_value", &level.value);
    let id = format!("{code}: {name}: {value}");
    let is_in = |values: &[String]| values.iter().any(|each| same_level(each, value, sheet.decimal));
    let now = if is_in(&roles.event_values) {
        Part::Event
    } else if is_in(&roles.competing_values) {
        Part::Competing
    } else {
        Part::Censored
    };
    let taken = match now {
        Part::Event => "it counts as the event, and nobody is censored",
        Part::Competing => "it counts as another event",
        _ => "it counts as censored, and nobody had the event",
    };
    let sentence = format!(
        "Column {} has one value only, {} in {}: {taken}.",
        isolated(name),
        quoted(std::slice::from_ref(value)),
        rows(level.count)
    );
    let alternative = |part: Part, label: &str| Alternative {
        label: label.to_owned(),
        gives: gives(&|each| if each == part { level.count } else { 0 }),
        taken: part == now,
        change: Change {
            event_values: Some(if part == Part::Event { vec![value.clone()] } else { Vec::new() }),
            competing_values: Some(if part == Part::Competing { vec![value.clone()] } else { Vec::new() }),
            missing_values: Some(Vec::new()),
            answered: answered(roles, &id),
            ..Change::default()
        },
    };
    let mut alternatives =
        vec![alternative(Part::Event, "All had the event"), alternative(Part::Censored, "All were censored")];
    if now == Part::Competing {
        alternatives.push(alternative(Part::Competing, "All had another event"));
    }
    Some(Doubt {
        code,
        id,
        columns: vec![name.to_owned()],
        values: vec![value.clone()],
        sentence,
        question: format!(
            "What does {} in column {} mean?",
            quoted(std::slice::from_ref(value)),
            isolated(name)
        ),
        alternatives,
    })
}

/// Words for a column of counts.
const COUNTS: &str = "freq frequency count counts nrisk weights n_risk at_risk number_at_risk no_at_risk numberatrisk \
    atrisk n_event n_events n_censor n_censored deaths number n_deaths";

/// A life table, or a frequency for each row: a row stands for several people.
pub(super) fn counts_of_people(sheet: &Sheet, roles: &Roles) -> Option<Doubt> {
    let free = |at: usize| {
        let taken = [roles.time, roles.start, roles.end, roles.group, roles.entry, roles.id, roles.strata];
        !taken.contains(&Some(at)) && !roles.covariates.contains(&at)
    };
    let is_count = |column: &Column| {
        let more = column.levels.iter().any(|level| level.value.parse::<f64>().is_ok_and(|n| n > 1.0));
        column.kind == Kind::Number
            && column.all_whole
            && column.n_negative == 0
            && column.n_levels > 1
            && more
    };
    let found: Vec<usize> = (0..sheet.n_columns())
        .filter(|&at| free(at) && names::place(sheet.name(at), COUNTS).is_some())
        .filter(|&at| sheet.column(at).is_some_and(is_count))
        .collect();
    let columns: Vec<String> = found.iter().map(|&at| sheet.name(at).to_owned()).collect();
    let first = columns.first()?;
    let code = "counts_of_people";
    let sentence = format!(
        "Column {} looks like a number of people, but each row is read as one person ({}). If a row stands for several \
         people, as in a life table, paste one row per person.",
        isolated(first),
        rows(sheet.rows().len())
    );
    let id = format!("{code}: {}", columns.join(" / "));
    Some(Doubt {
        code,
        columns,
        values: Vec::new(),
        sentence,
        question: "Does each row stand for one person?".to_owned(),
        alternatives: vec![Alternative {
            label: "One person per row".to_owned(),
            gives: rows(sheet.rows().len()),
            taken: true,
            change: Change { answered: answered(roles, &id), ..Change::default() },
        }],
        id,
    })
}
