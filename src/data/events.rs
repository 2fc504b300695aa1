//! Reads the status column: for each row whether the event happened.
//!
//! A value is the event if it was chosen as such, as text or as a number (`1.0` is `1`); any other
//! value is censored. In a column of numbers a stray word is neither. Each distinct text is judged
//! once.

use super::faults::{Fault, Reason};
use super::kinds::{Kind, MAX_LISTED_LEVELS};
use super::levels::{Texts, same_level};
use super::missing::is_missing;
use super::number::{Number, number};
use super::sheet::Sheet;

/// The status column with what each of its texts means.
pub(super) struct Events<'a> {
    sheet: &'a Sheet,
    column: usize,
    numbers: bool,
    event_values: &'a [String],
    texts: Texts<'a>,
    judged: Vec<Judged>,
    /// Number of the text of the row that was read last.
    last: Option<usize>,
}

#[derive(Clone, Copy)]
struct Judged {
    /// `None` for a stray word among numbers.
    event: Option<bool>,
    /// Whether some usable row has this text.
    used: bool,
}

impl<'a> Events<'a> {
    /// The status in `column`, where `event_values` mean that the event happened.
    pub(super) fn new(sheet: &'a Sheet, column: usize, event_values: &'a [String]) -> Self {
        Events {
            sheet,
            column,
            numbers: sheet.column(column).is_some_and(|column| column.kind == Kind::Number),
            event_values,
            texts: Texts::default(),
            judged: Vec::new(),
            last: None,
        }
    }

    /// Whether the event happened in `row`.
    pub(super) fn event(&mut self, row: usize) -> Result<bool, Fault> {
        let fault = |reason| Fault { column: self.column, reason };
        let cell = self.sheet.cells.cell(row, self.column);
        if is_missing(cell) {
            return Err(fault(Reason::Missing("a status such as 1 or 0")));
        }
        self.last = self.texts.see(cell);
        let event = match self.last.and_then(|at| self.judged.get(at)) {
            Some(judged) => judged.event,
            None => {
                let event = self.judge(cell);
                if self.last.is_some() {
                    self.judged.push(Judged { event, used: false });
                }
                event
            }
        };
        event.ok_or(fault(Reason::NotAStatus))
    }

    fn judge(&self, cell: &[u8]) -> Option<bool> {
        let text = String::from_utf8_lossy(cell);
        let decimal = self.sheet.decimal;
        if self.event_values.iter().any(|value| same_level(value, &text, decimal)) {
            return Some(true);
        }
        (!self.numbers || number(cell, decimal) != Number::Not).then_some(false)
    }

    /// The row that was read last is used; its value belongs in [`values`](Self::values).
    pub(super) fn row_is_used(&mut self) {
        if let Some(judged) = self.last.and_then(|at| self.judged.get_mut(at)) {
            judged.used = true;
        }
    }

    /// The values of used rows taken as event and as censored, the first of each.
    pub(super) fn values(&self) -> (Vec<String>, Vec<String>) {
        let list = |event: bool| {
            let is = |at| {
                self.judged.get(at).is_some_and(|judged: &Judged| judged.used && judged.event == Some(event))
            };
            let (levels, _) = self.texts.only(is).levels(self.sheet.decimal);
            levels.into_iter().take(MAX_LISTED_LEVELS).map(|level| level.value).collect()
        };
        (list(true), list(false))
    }
}
