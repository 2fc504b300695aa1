//! Why a row cannot be used, and the sentence for it.
//!
//! A fault is small and holds no text: a million bad rows make a hundred sentences.

use super::problem::Problem;
use super::sheet::Sheet;

/// Why a row cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The cell is missing; what stands there otherwise.
    Missing(&'static str),
    NotANumber,
    NotFinite,
    Negative,
    NotADate,
    NoSuchDay,
    ShortYear,
    EndBeforeStart,
    EntryNotBelowTime,
    NotAStatus,
    /// The status was chosen to mean that nothing is known.
    TakenAsMissing,
    /// A date without a time of day, where the other dates have one.
    NoClock,
    /// Written like a time of day, but there is none such.
    NoSuchTime,
    /// The time is marked as censored, the status says event.
    MarkAgainstStatus,
}

/// A reason and the column where it was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    pub(super) column: usize,
    pub(super) reason: Reason,
}

impl Reason {
    /// In a few words, to stand after the name of a column.
    pub(super) fn in_short(self) -> &'static str {
        match self {
            Reason::Missing(_) => "no value",
            Reason::NotANumber => "not a number",
            Reason::NotFinite => "not a finite number",
            Reason::Negative => "negative",
            Reason::NotADate => "not a date",
            Reason::NoSuchDay => "no such day",
            Reason::ShortYear => "a year of two digits",
            Reason::EndBeforeStart => "before the start",
            Reason::EntryNotBelowTime => "entry not before the time",
            Reason::NotAStatus => "not a code",
            Reason::TakenAsMissing => "taken as missing",
            Reason::NoClock => "no time of day",
            Reason::NoSuchTime => "no such time of day",
            Reason::MarkAgainstStatus => "marked as censored, with an event",
        }
    }
}

impl Fault {
    /// The sentence for `row` of the sheet.
    pub(super) fn problem(self, sheet: &Sheet, row: usize) -> Problem {
        let cell = sheet.cells.cell(row, self.column);
        let found = super::problem::shown(cell);
        let (code, detail) = match self.reason {
            Reason::Missing(expected) => {
                ("missing", format!("{} was found; {expected} is expected.", nothing(&found)))
            }
            Reason::NotANumber => {
                ("not_a_number", format!("\"{found}\" is not a number; a time such as 12.5 is expected."))
            }
            Reason::NotFinite => (
                "not_finite",
                format!("\"{found}\" is not a finite number; a time such as 12.5 is expected."),
            ),
            Reason::Negative => {
                ("negative", format!("\"{found}\" is negative; a time of 0 or more is expected."))
            }
            Reason::NotADate => {
                ("not_a_date", format!("\"{found}\" is not a date; one such as 2020-01-31 is expected."))
            }
            Reason::NoSuchDay => (
                "no_such_day",
                format!("\"{found}\" is not a day of the calendar; one such as 2020-01-31 is expected."),
            ),
            Reason::ShortYear => (
                "two_digit_year",
                format!(
                    "\"{found}\" has a year of two digits, so the century is not known; four digits are expected."
                ),
            ),
            Reason::EndBeforeStart => (
                "end_before_start",
                format!("\"{found}\" lies before the start; an end on or after it is expected."),
            ),
            Reason::EntryNotBelowTime => (
                "entry_not_before_time",
                format!("\"{found}\" is not before the time; an earlier entry is expected."),
            ),
            Reason::NotAStatus => (
                "not_a_status",
                format!("\"{found}\" is not a code; a number as in the other rows is expected."),
            ),
            Reason::TakenAsMissing => {
                ("taken_as_missing", format!("found \"{found}\" (treated as missing); the row was left out."))
            }
            Reason::NoClock => (
                "no_time_of_day",
                format!(
                    "\"{found}\" has no time of day, as the other dates have; expected one such as 2020-01-31 08:30."
                ),
            ),
            Reason::NoSuchTime => (
                "no_such_time",
                format!("\"{found}\" has no valid time of day; expected one such as 2020-01-31 08:30."),
            ),
            Reason::MarkAgainstStatus => (
                "mark_against_status",
                format!(
                    "\"{found}\" is marked as censored, but the status says event; they are expected to agree."
                ),
            ),
        };
        Problem::of_cell(sheet.cells.line(row), sheet.name(self.column), code, cell, &detail)
    }
}

fn nothing(found: &str) -> String {
    if found.is_empty() { "nothing".to_owned() } else { format!("\"{found}\", which says nothing,") }
}
