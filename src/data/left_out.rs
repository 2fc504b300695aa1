//! Which rows could not be used, by column and reason: the lists behind "80 rows → 77 in the curves".
//!
//! All are counted; the numbers of the first [`MOST_ROWS`] of each reason are kept.

use serde::Serialize;

use super::faults::{Fault, Reason};
use super::sheet::Sheet;

/// Row numbers that are kept for one reason.
pub(super) const MOST_ROWS: usize = 200;

/// Rows left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// "Months: no value".
    pub reason: String,
    /// How many.
    pub n: usize,
    /// Their lines in the text, counted from 1; the first `MOST_ROWS`.
    pub rows: Vec<u32>,
}

impl LeftOut {
    /// No row yet.
    pub(crate) fn new(reason: String) -> Self {
        LeftOut { reason, n: 0, rows: Vec::new() }
    }

    /// One row more.
    pub(crate) fn add(&mut self, line: u32) {
        self.n += 1;
        // A row that is left out twice, as a row of several arms can be, is named once.
        if self.rows.len() < MOST_ROWS && self.rows.last() != Some(&line) {
            self.rows.push(line);
        }
    }
}

/// Rows left out so far, by column and reason.
#[derive(Debug, Default)]
pub(super) struct Tally {
    found: Vec<(Option<(usize, Reason)>, LeftOut)>,
}

impl Tally {
    /// Adds a row with a fault in a cell.
    pub(super) fn add(&mut self, sheet: &Sheet, row: usize, Fault { column, reason }: Fault) {
        self.count(Some((column, reason)), sheet.cells.line(row), || {
            format!("{}: {}", sheet.name(column), reason.in_short())
        });
    }

    /// Adds a row that has more cells than there are columns.
    pub(super) fn add_long(&mut self, sheet: &Sheet, row: usize) {
        self.count(None, sheet.cells.line(row), || "more cells than columns".to_owned());
    }

    fn count(&mut self, key: Option<(usize, Reason)>, line: u32, reason: impl Fn() -> String) {
        match self.found.iter_mut().find(|(known, _)| *known == key) {
            Some((_, found)) => found.add(line),
            None => {
                let mut found = LeftOut::new(reason());
                found.add(line);
                self.found.push((key, found));
            }
        }
    }

    /// The reasons, the most frequent first.
    pub(super) fn finish(self) -> Vec<LeftOut> {
        let mut all: Vec<LeftOut> = self.found.into_iter().map(|(_, found)| found).collect();
        all.sort_by_key(|found| std::cmp::Reverse(found.n));
        all
    }
}
