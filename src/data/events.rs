//! Reads the status column: for each row whether the event happened.
//!
//! A value is the event if it was chosen as such, as text or as a number (`1.0` is `1`); a value chosen as
//! competing is a cause of its own, one chosen as missing leaves its row out; any other value is censored. In a column of numbers a stray word is
//! neither. Each distinct text is judged once.

use super::codes::{Reader, Seen};
use super::faults::{Fault, Reason};
use super::kinds::{Kind, MAX_LISTED_LEVELS};
use super::levels::{Level, same_level};
use super::number::{Number, number};
use super::roles::Roles;
use super::sheet::Sheet;

/// Stands for a cause where the value was chosen to mean "not known".
pub(super) const MISSING: u8 = u8::MAX;

/// The status column with what each of its texts means.
pub(super) struct Events<'a> {
    sheet: &'a Sheet,
    pub(super) column: usize,
    numbers: bool,
    event_values: &'a [String],
    competing_values: &'a [String],
    missing_values: &'a [String],
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
    /// 0 censored, 1 the event, 2 and more competing, [`MISSING`]; `None` for a stray word among numbers.
    cause: Option<u8>,
    /// How many sound rows have this text.
    n_rows: usize,
}

impl<'a> Events<'a> {
    /// The status in `column`, where the values mean what `roles` says.
    pub(super) fn new(sheet: &'a Sheet, column: usize, roles: &'a Roles) -> Self {
        Events {
            sheet,
            column,
            // Where the text tells its values, a word among numbers is one of them.
            numbers: sheet.column(column).is_some_and(|column| column.kind == Kind::Number)
                && sheet.declared_status(column).is_none(),
            event_values: &roles.event_values,
            competing_values: &roles.competing_values,
            missing_values: &roles.missing_values,
            reader: Reader::new(sheet, column),
            judged: Vec::new(),
            last: None,
        }
    }

    /// What happened in `row`: 0 censored, 1 the event, 2 and more a competing one, or [`MISSING`].
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
                    self.judged.push(Judged { cause, n_rows: 0 });
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
        if self.missing_values.iter().any(same) {
            return Some(MISSING);
        }
        (!self.numbers || number(cell, decimal) != Number::Not).then_some(0)
    }

    /// The row that was read last can be used, or could if its status were known.
    pub(super) fn row_is_sound(&mut self) {
        if let Some(judged) = self.last.and_then(|at| self.judged.get_mut(at)) {
            judged.n_rows += 1;
        }
    }

    /// The values of sound rows with the number of these rows, the first of them.
    pub(super) fn tally(&self) -> Vec<Level> {
        let n_rows = |at: usize| self.judged.get(at).map_or(0, |judged: &Judged| judged.n_rows);
        let texts = self.reader.texts.only(|at| n_rows(at) > 0);
        let mut levels = texts.levels(self.sheet.decimal, MAX_LISTED_LEVELS);
        levels.listed.iter_mut().for_each(|level| level.count = 0);
        let sound = (0..self.judged.len()).map(n_rows).filter(|&n| n > 0);
        for (n, &at) in sound.zip(&levels.of_text) {
            if let Some(level) = levels.listed.get_mut(at) {
                level.count += n;
            }
        }
        levels.listed
    }

    /// The values of used rows taken as event, as competing and as censored, the first of each.
    pub(super) fn values(&self) -> Coding {
        let list = |wanted: &dyn Fn(u8) -> bool| {
            let is = |at| {
                self.judged
                    .get(at)
                    .is_some_and(|judged: &Judged| judged.n_rows > 0 && judged.cause.is_some_and(wanted))
            };
            let levels = self.reader.texts.only(is).levels(self.sheet.decimal, MAX_LISTED_LEVELS);
            levels.listed.into_iter().map(|level| level.value).collect()
        };
        Coding {
            event: list(&|cause| cause == 1),
            competing: list(&|cause| cause > 1 && cause != MISSING),
            censored: list(&|cause| cause == 0),
        }
    }
}
