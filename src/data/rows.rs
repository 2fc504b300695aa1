//! The usual layout: a subject a row.
//!
//! A row is used if its time is a finite number of 0 or more (or its two dates give one), its
//! status and group are there if such columns were chosen, and its entry lies before its time.
//! The first fault from time over status and group to entry is reported. A value of the status
//! column that was not chosen as the event is censored; in a column of numbers a stray word is a
//! fault. An event at time 0 is allowed. Entries that are all 0 are no entries.

use super::codes::{Reader, Seen};
use super::date::{Date, DateOrder, date};
use super::decimal::Decimal;
use super::events::Events;
use super::faults::{Fault, Reason};
use super::further;
use super::gather::{StatusFrom, Take};
use super::groups::number_groups;
use super::kinds::Kind;
use super::levels::Texts;
use super::missing::is_missing;
use super::number::{Number, marked, number};
use super::order::{Dates, both_readings};
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
    let mut groups = roles.group.map(|column| Reader::new(sheet, column));
    let (mut overflow, mut any_marked) = (false, false);
    let mut rows: Vec<u32> = Vec::new();
    let mut used: Vec<bool> = Vec::new();
    for row in sheet.rows() {
        if sheet.is_long(row) {
            continue; // reported when the sheet was read
        }
        // Seen before the row is judged: which group comes first, and so is the reference, may not
        // hang on which rows can be used.
        let seen = groups.as_mut().map_or(Seen::Text(0), |groups| groups.see(row));
        let usable = judge(sheet, (roles.group, entries), row, &clock, status.as_mut(), seen);
        match usable {
            Err(fault) => problems.add(|| fault.problem(sheet, row)),
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
                if let Some(status) = &mut status {
                    status.row_is_used();
                }
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
    }
    let status_from = match (&status, any_marked) {
        (Some(_), _) => StatusFrom::Column,
        (None, true) => StatusFrom::PlusSign,
        (None, false) => StatusFrom::None,
    };
    subjects.drop_entries_of_zero();
    further::add(sheet, roles, &rows, &mut subjects, &mut problems);
    let line = |i: usize| sheet.cells.line(rows[i] as usize);
    let person_rows =
        person_rows::find(&subjects, line, roles.id.map(|column| sheet.name(column)), &mut problems);
    let coding = status.map_or_else(Default::default, |status| status.values());
    if !coding.competing.is_empty() {
        subjects.causes =
            std::iter::once(coding.event.join("/")).chain(roles.competing_values.iter().cloned()).collect();
    }
    Ok(Take { subjects, n_rows, problems, coding, status_from, person_rows })
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
    let cause = match status {
        None => u8::from(!censored),
        Some(status) => status.cause(row)?,
    };
    if cause > 0 && censored {
        return Err(clock.fault(Reason::MarkAgainstStatus));
    }
    if let (Some(column), Seen::Missing) = (group_column, group) {
        return Err(Fault { column, reason: Reason::Missing("the name of a group") });
    }
    Ok(Usable { time, censored, cause, entry: entry(sheet, entries, row, time)? })
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
    Dates { start: usize, end: usize, order: DateOrder },
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
        let order = match roles.date_order {
            Some(order) => order,
            None => date_order(sheet, start, end)?,
        };
        Ok(Clock::Dates { start, end, order })
    }

    /// A fault of the column that gives the time.
    fn fault(&self, reason: Reason) -> Fault {
        let (Clock::Time { column } | Clock::Dates { end: column, .. }) = *self;
        Fault { column, reason }
    }

    fn time(&self, sheet: &Sheet, row: usize) -> Result<(f64, bool), Fault> {
        match *self {
            Clock::Time { column } => {
                let cell = sheet.cells.cell(row, column);
                time_of(cell, sheet.decimal).map_err(|reason| Fault { column, reason })
            }
            Clock::Dates { start, end, order } => {
                let day = |column| {
                    day_of(sheet.cells.cell(row, column), order).map_err(|reason| Fault { column, reason })
                };
                let days = day(end).and_then(|last| Ok(last - day(start)?))?;
                if days < 0 {
                    return Err(self.fault(Reason::EndBeforeStart));
                }
                Ok((f64::from(days), false))
            }
        }
    }
}

fn day_of(cell: &[u8], order: DateOrder) -> Result<i32, Reason> {
    if is_missing(cell) {
        return Err(Reason::Missing("a date such as 2020-01-31"));
    }
    let date = date(cell, true);
    date.day(order).ok_or(match date {
        Date::ShortYear => Reason::ShortYear,
        Date::Not => Reason::NotADate,
        _ => Reason::NoSuchDay,
    })
}

/// The order of day and month that both columns together demand; asks when they leave it open.
fn date_order(sheet: &Sheet, start: usize, end: usize) -> Result<DateOrder, Failure> {
    let reading = |column| sheet.column(column).map(|column| column.reading).unwrap_or_default();
    match reading(start).and(reading(end)).verdict() {
        Dates::MonthFirst => return Ok(DateOrder::MonthFirst),
        Dates::Iso | Dates::DayFirst => return Ok(DateOrder::DayFirst),
        Dates::Ambiguous => {}
    }
    let cells = sheet.rows().flat_map(|row| [sheet.cells.cell(row, start), sheet.cells.cell(row, end)]);
    let example = cells.filter_map(|cell| Some((cell, both_readings(date(cell, true))?))).next();
    let example = example
        .map_or(String::new(), |(cell, readings)| format!(" {}: {readings}?", String::from_utf8_lossy(cell)));
    let message =
        format!("The dates can be read two ways.{example} Choose whether the day or the month comes first.");
    Err(Failure::new("ambiguous_dates", message).with_problems(sheet.problems.clone()))
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
