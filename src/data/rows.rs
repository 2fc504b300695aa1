//! The usual layout: a subject a row.
//!
//! A row is used if its time is a finite number of 0 or more (or its two dates give one), its
//! status and group are there if such columns were chosen, and its entry lies before its time.
//! The first fault from time over status and group to entry is reported; a status that was chosen to mean "not known"
//! is reported last, so that rows with it can be counted. A value of the status
//! column that was not chosen as the event is censored; in a column of numbers a stray word is a
//! fault. An event at time 0 is allowed. Entries that are all 0 are no entries.

use super::codes::{Reader, Seen};
use super::counted::Between;
use super::decimal::Decimal;
use super::declared::in_order;
use super::events::{Events, MISSING};
use super::faults::{Fault, Reason};
use super::further;
use super::gather::{StatusFrom, Take};
use super::groups::number_groups;
use super::kinds::Kind;
use super::left_out::Tally;
use super::levels::Texts;
use super::missing::is_missing;
use super::number::{Number, marked, number};
use super::person_rows;
use super::problem::{Failure, Problems};
use super::roles::Roles;
use super::sheet::Sheet;
use super::subjects::Subjects;

/// Takes the usable rows. The roles are already checked to name columns of the sheet.
pub(super) fn take(sheet: &Sheet, roles: &Roles) -> Result<Take, Failure> {
    let clock = Clock::new(sheet, roles)?;
    let mut status = roles.status.map(|column| Events::new(sheet, column, roles));
    let entries = roles.entry.filter(|&column| !all_zero(sheet, column));
    let n_rows = sheet.rows().len();
    let mut subjects = Subjects {
        time: Vec::with_capacity(n_rows),
        entry: entries.map(|_| Vec::with_capacity(n_rows)),
        cause: Vec::with_capacity(n_rows),
        group: Vec::with_capacity(n_rows),
        ..Subjects::default()
    };
    let mut problems = Problems::default();
    let mut left_out = Tally::default();
    let mut groups = roles.group.map(|column| Reader::new(sheet, column));
    let (mut overflow, mut any_marked) = (false, false);
    let mut rows: Vec<u32> = Vec::new();
    let mut used: Vec<bool> = Vec::new();
    for row in sheet.rows() {
        if sheet.is_long(row) {
            left_out.add_long(sheet, row);
            continue; // reported when the sheet was read
        }
        // Seen before the row is judged: which group comes first, and so is the reference, may not
        // hang on which rows can be used.
        let seen = groups.as_mut().map_or(Seen::Text(0), |groups| groups.see(row));
        let usable = judge(sheet, (roles.group, entries), row, &clock, status.as_mut(), seen);
        match usable {
            Err(fault) => {
                left_out.add(sheet, row, fault);
                problems.add(|| fault.problem(sheet, row));
            }
            Ok(Usable { time, censored, cause, entry }) => {
                rows.push(row as u32);
                any_marked |= censored;
                subjects.time.push(time);
                subjects.cause.push(cause);
                if let Some(entries) = &mut subjects.entry {
                    entries.push(entry);
                }
                overflow |= seen == Seen::Beyond;
                let group = if let Seen::Text(group) = seen { group } else { 0 };
                if used.len() <= group {
                    used.resize(group + 1, false);
                }
                used[group] = true;
                subjects.group.push(group as u16);
            }
        }
    }
    if !subjects.time.is_empty() {
        let column = roles.group.map(|column| sheet.name(column));
        let groups =
            groups.map(|groups| only_used(&groups.texts, &used, &mut subjects.group)).unwrap_or_default();
        subjects.groups =
            number_groups(column, &groups, overflow, &mut subjects.group, sheet.decimal, &mut problems)
                .map_err(|failure| failure.with_problems(sheet.problems.clone()))?;
        let declared = sheet.declared.as_ref().filter(|declared| declared.roles.group == roles.group);
        if let Some((names, places)) =
            declared.and_then(|declared| in_order(&subjects.groups, &declared.groups))
        {
            subjects.groups = names;
            subjects.group.iter_mut().for_each(|group| *group = places[usize::from(*group)]);
        }
    }
    let status_from = match (&status, any_marked) {
        (Some(_), _) => StatusFrom::Column,
        (None, true) => StatusFrom::PlusSign,
        (None, false) => StatusFrom::None,
    };
    subjects.drop_entries_of_zero();
    let taken = further::add(sheet, roles, &rows, &mut subjects, &mut problems);
    let line = |i: usize| sheet.cells.line(rows[i] as usize);
    let person_rows =
        person_rows::find(&subjects, line, roles.id.map(|column| sheet.name(column)), &mut problems);
    let tally = status.as_ref().map(Events::tally).unwrap_or_default();
    let coding = status.map_or_else(Default::default, |status| status.values());
    if !coding.competing.is_empty() {
        subjects.causes =
            std::iter::once(coding.event.join("/")).chain(roles.competing_values.iter().cloned()).collect();
    }
    let between = if let Clock::Dates(between) = clock { Some(between) } else { None };
    Ok(Take {
        subjects,
        rows,
        n_rows,
        problems,
        coding,
        tally,
        status_from,
        between,
        person_rows,
        left_out: left_out.finish(),
        taken,
    })
}

/// A row that can be used.
struct Usable {
    time: f64,
    /// Whether the time itself carries a mark of censoring.
    censored: bool,
    /// 0 censored, 1 the event, 2 and more a competing one.
    cause: u8,
    entry: f64,
}

/// Reads time, status, group (already looked at) and entry of a row, up to the first fault.
fn judge<'a>(
    sheet: &'a Sheet,
    (group_column, entries): (Option<usize>, Option<usize>),
    row: usize,
    clock: &Clock,
    status: Option<&mut Events<'a>>,
    group: Seen,
) -> Result<Usable, Fault> {
    let (time, censored) = clock.time(sheet, row)?;
    let (cause, status) = match status {
        None => (u8::from(!censored), None),
        Some(status) => (status.cause(row)?, Some(status)),
    };
    if cause > 0 && cause != MISSING && censored {
        return Err(clock.fault(Reason::MarkAgainstStatus));
    }
    if let (Some(column), Seen::Missing) = (group_column, group) {
        return Err(Fault { column, reason: Reason::Missing("the name of a group") });
    }
    let entry = entry(sheet, entries, row, time)?;
    if let Some(status) = status {
        status.row_is_sound();
        if cause == MISSING {
            return Err(Fault { column: status.column, reason: Reason::TakenAsMissing });
        }
    }
    Ok(Usable { time, censored, cause, entry })
}

/// The groups that somebody is in, and `of_row` turned to their numbers.
fn only_used<'a>(groups: &Texts<'a>, used: &[bool], of_row: &mut [u16]) -> Texts<'a> {
    let is_used = |group: usize| used.get(group).copied().unwrap_or(false);
    let mut next = 0;
    let numbers: Vec<u16> = (0..used.len())
        .map(|group| {
            let number = next;
            next += u16::from(is_used(group));
            number
        })
        .collect();
    for group in of_row {
        *group = numbers.get(usize::from(*group)).copied().unwrap_or(0);
    }
    groups.only(is_used)
}

/// A cell read as a time: the number and whether it is marked as censored.
pub(super) fn time_of(cell: &[u8], decimal: Decimal) -> Result<(f64, bool), Reason> {
    if is_missing(cell) {
        return Err(Reason::Missing("a time such as 12.5"));
    }
    match marked(cell, decimal) {
        (Number::Finite(time), _) if time < 0.0 => Err(Reason::Negative),
        // Adding 0 turns -0 into 0.
        (Number::Finite(time), censored) => Ok((time + 0.0, censored)),
        (Number::Infinite, _) => Err(Reason::NotFinite),
        (Number::Not, _) => Err(Reason::NotANumber),
    }
}

/// Where the times come from.
enum Clock {
    Time { column: usize },
    Dates(Between),
}

impl Clock {
    fn new(sheet: &Sheet, roles: &Roles) -> Result<Clock, Failure> {
        if let Some(column) = roles.time {
            if sheet.column(column).is_some_and(|column| column.kind == Kind::Date) {
                let name = sheet.name(column);
                let message = format!(
                    "Column {name} holds dates, not times. Choose a start date and an end date, or another column of times."
                );
                return Err(Failure::new("dates_as_time", message));
            }
            return Ok(Clock::Time { column });
        }
        let (Some(start), Some(end)) = (roles.start, roles.end) else {
            return Err(Failure::new(
                "no_time",
                "Choose a column of times, or a start date and an end date.",
            )
            .with_example());
        };
        Ok(Clock::Dates(Between::new(sheet, roles, start, end)?))
    }

    /// A fault of the column that gives the time.
    fn fault(&self, reason: Reason) -> Fault {
        let (Clock::Time { column } | Clock::Dates(Between { end: column, .. })) = *self;
        Fault { column, reason }
    }

    fn time(&self, sheet: &Sheet, row: usize) -> Result<(f64, bool), Fault> {
        match self {
            Clock::Time { column } => {
                let cell = sheet.cells.cell(row, *column);
                time_of(cell, sheet.decimal).map_err(|reason| Fault { column: *column, reason })
            }
            Clock::Dates(between) => between.time(sheet, row).map(|time| (time, false)),
        }
    }
}

/// Whether every entry is 0, which is what no entries say: an event at time 0 is then allowed.
fn all_zero(sheet: &Sheet, column: usize) -> bool {
    let zero = |row| matches!(number(sheet.cells.cell(row, column), sheet.decimal), Number::Finite(entry) if entry == 0.0);
    sheet.rows().all(|row| sheet.is_long(row) || zero(row))
}

fn entry(sheet: &Sheet, column: Option<usize>, row: usize, time: f64) -> Result<f64, Fault> {
    let Some(column) = column else { return Ok(0.0) };
    let fault = |reason| Fault { column, reason };
    let cell = sheet.cells.cell(row, column);
    if is_missing(cell) {
        return Err(fault(Reason::Missing("a time of entry such as 0")));
    }
    match number(cell, sheet.decimal) {
        Number::Finite(entry) if entry < 0.0 => Err(fault(Reason::Negative)),
        Number::Finite(entry) if entry >= time => Err(fault(Reason::EntryNotBelowTime)),
        Number::Finite(entry) => Ok(entry + 0.0),
        Number::Infinite => Err(fault(Reason::NotFinite)),
        Number::Not => Err(fault(Reason::NotANumber)),
    }
}
