//! Reads the status column: for each row whether the event happened.
//!
//! A value is the event if it was chosen as such, as text or as a number (`1.0` is `1`); a value chosen as
//! competing is a cause of its own; any other value is censored. In a column of numbers a stray word is
//! neither. Each distinct text is judged once.

use super::codes::{Reader, Seen};
use super::faults::{Fault, Reason};
use super::kinds::{Kind, MAX_LISTED_LEVELS};
use super::levels::same_level;
use super::number::{Number, number};
use super::roles::Roles;
use super::sheet::Sheet;

/// The status column with what each of its texts means.
pub(super) struct Events<'a> {
    sheet: &'a Sheet,
    column: usize,
    numbers: bool,
    event_values: &'a [String],
    competing_values: &'a [String],
    reader: Reader<'a>,
    judged: Vec<Judged>,
    /// Number of the text of the row that was read last.
    last: Option<usize>,
}

/// How the values of the status column were taken, as found; at most 20 of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coding {
    /// As the event.
    pub event: Vec<String>,
    /// As events that compete with it.
    pub competing: Vec<String>,
    /// As censored.
    pub censored: Vec<String>,
}

#[derive(Clone, Copy)]
struct Judged {
    /// 0 censored, 1 the event, 2 and more competing; `None` for a stray word among numbers.
    cause: Option<u8>,
    /// Whether some usable row has this text.
    used: bool,
}

impl<'a> Events<'a> {
    /// The status in `column`, where the values mean what `roles` says.
    pub(super) fn new(sheet: &'a Sheet, column: usize, roles: &'a Roles) -> Self {
        Events {
            sheet,
            column,
            numbers: sheet.column(column).is_some_and(|column| column.kind == Kind::Number),
            event_values: &roles.event_values,
            competing_values: &roles.competing_values,
            reader: Reader::new(sheet, column),
            judged: Vec::new(),
            last: None,
        }
    }

    /// What happened in `row`: 0 censored, 1 the event, 2 and more a competing one.
    pub(super) fn cause(&mut self, row: usize) -> Result<u8, Fault> {
        let fault = |reason| Fault { column: self.column, reason };
        self.last = match self.reader.see(row) {
            Seen::Missing => return Err(fault(Reason::Missing("a status such as 1 or 0"))),
            Seen::Text(at) => Some(at),
            Seen::Beyond => None,
        };
        let cause = match self.last.and_then(|at| self.judged.get(at)) {
            Some(judged) => judged.cause,
            None => {
                let cause = self.judge(self.reader.cell(row));
                if self.last.is_some() {
                    self.judged.push(Judged { cause, used: false });
                }
                cause
            }
        };
        cause.ok_or(fault(Reason::NotAStatus))
    }

    fn judge(&self, cell: &[u8]) -> Option<u8> {
        let text = String::from_utf8_lossy(cell);
        let decimal = self.sheet.decimal;
        let same = |value: &String| same_level(value, &text, decimal);
        if self.event_values.iter().any(same) {
            return Some(1);
        }
        if let Some(at) = self.competing_values.iter().position(same) {
            return u8::try_from(at + 2).ok();
        }
        (!self.numbers || number(cell, decimal) != Number::Not).then_some(0)
    }

    /// The row that was read last is used; its value belongs in [`values`](Self::values).
    pub(super) fn row_is_used(&mut self) {
        if let Some(judged) = self.last.and_then(|at| self.judged.get_mut(at)) {
            judged.used = true;
        }
    }

    /// The values of used rows taken as event, as competing and as censored, the first of each.
    pub(super) fn values(&self) -> Coding {
        let list = |wanted: &dyn Fn(u8) -> bool| {
            let is = |at| {
                self.judged
                    .get(at)
                    .is_some_and(|judged: &Judged| judged.used && judged.cause.is_some_and(wanted))
            };
            let levels = self.reader.texts.only(is).levels(self.sheet.decimal, MAX_LISTED_LEVELS);
            levels.listed.into_iter().map(|level| level.value).collect()
        };
        Coding {
            event: list(&|cause| cause == 1),
            competing: list(&|cause| cause > 1),
            censored: list(&|cause| cause == 0),
        }
    }
}
