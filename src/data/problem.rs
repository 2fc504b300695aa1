//! What could not be used, in words a person can act on.
//!
//! A [`Problem`] belongs to a cell, a row or the whole text and never stops the reading; a
//! [`Failure`] says that nothing can be computed. Only the first [`MAX_LISTED`] problems are kept
//! as sentences, all of them are counted, so a million bad rows cost no more than a hundred.

use crate::order::ascending;
use serde::{Deserialize, Serialize};

/// How many problems are kept as sentences; the rest are only counted.
pub const MAX_LISTED: usize = 100;

/// How many characters of a cell are repeated in a message.
const MAX_FOUND: usize = 60;

/// What helps where a row has too many cells.
pub const KEEP_WHOLE: &str =
    "A cell that holds the sign between cells needs quotation marks about it; take away what is too much.";

/// A small text that works, shown when nothing usable was found.
pub const EXAMPLE: &str =
    "arm,day,event\ntreated,6,1\ntreated,10,0\ntreated,13,1\ncontrol,2,1\ncontrol,5,1\ncontrol,8,0\n";

/// What a cell, row or text could not give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Line of the text, counted from 1; `None` when the whole text is meant.
    pub row: Option<u32>,
    /// Name of the column; `None` when the whole row is meant.
    pub column: Option<String>,
    /// Stable name of the kind of problem, such as `not_a_number`.
    pub code: String,
    /// What stood there, shortened to 60 characters.
    pub found: Option<String>,
    /// One sentence: what was found, what is expected.
    pub message: String,
}

impl Problem {
    /// A problem of the text as a whole.
    pub(super) fn of_text(code: &str, message: String) -> Self {
        Problem { row: None, column: None, code: code.to_owned(), found: None, message }
    }

    /// A problem of the row that begins on line `row`; `detail` completes the sentence.
    pub(super) fn of_row(row: u32, code: &str, found: &[u8], detail: &str) -> Self {
        Problem {
            row: Some(row),
            column: None,
            code: code.to_owned(),
            found: Some(shown(found)),
            message: format!("Row {row}: {detail}"),
        }
    }

    /// A problem of one cell; `detail` completes the sentence.
    pub(super) fn of_cell(row: u32, column: &str, code: &str, found: &[u8], detail: &str) -> Self {
        Problem {
            row: Some(row),
            column: Some(column.to_owned()),
            code: code.to_owned(),
            found: Some(shown(found)),
            message: format!("Row {row}, column {column}: {detail}"),
        }
    }
}

/// The first [`MAX_LISTED`] problems and the number of all.
#[derive(Debug, Clone, Default)]
pub(super) struct Problems {
    pub(super) listed: Vec<Problem>,
    pub(super) count: usize,
}

impl Problems {
    /// Counts a problem; its sentence is made only if it will be listed.
    pub(super) fn add(&mut self, make: impl FnOnce() -> Problem) {
        self.count += 1;
        if self.listed.len() < MAX_LISTED {
            self.listed.push(make());
        }
    }

    /// Both lists as one, in the order of the rows; what is said of the whole text comes first.
    pub(super) fn join(mut self, other: Problems) -> Problems {
        self.count += other.count;
        self.listed.extend(other.listed);
        let row = |problem: &Problem| problem.row.map_or(-1.0, f64::from);
        let order = ascending(&self.listed.iter().map(row).collect::<Vec<f64>>());
        self.listed =
            order.into_iter().take(MAX_LISTED).filter_map(|i| self.listed.get(i as usize).cloned()).collect();
        self
    }
}

/// Nothing could be computed: why, and what to do. The pasted text itself is untouched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Stable name of the reason, such as `no_time`.
    pub code: String,
    /// One or two sentences: what was found, what to do.
    pub message: String,
    /// A small text that would work; `None` when the cure is another.
    pub example: Option<String>,
    /// The first 100 problems met on the way.
    pub problems: Vec<Problem>,
    /// How many problems there were in all.
    pub n_problems: usize,
}

impl Failure {
    /// A failure whose cure is told by `message` alone.
    pub(super) fn new(code: &str, message: impl Into<String>) -> Self {
        Failure {
            code: code.to_owned(),
            message: message.into(),
            example: None,
            problems: Vec::new(),
            n_problems: 0,
        }
    }

    /// The same failure with [`EXAMPLE`] beside it.
    pub(super) fn with_example(mut self) -> Self {
        self.example = Some(EXAMPLE.to_owned());
        self
    }

    /// The same failure with the problems met before it.
    pub(super) fn with_problems(mut self, problems: Problems) -> Self {
        self.problems = problems.listed;
        self.n_problems = problems.count;
        self
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// A cell as it is shown in a message: one line, at most 60 characters, `…` where it was cut.
pub(super) fn shown(cell: &[u8]) -> String {
    // Four bytes are the longest character, so this many are enough and a huge cell costs nothing.
    let head = cell.get(..4 * (MAX_FOUND + 1)).unwrap_or(cell);
    let text = String::from_utf8_lossy(head);
    let mut shown: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_FOUND + 1).collect();
    if shown.chars().count() > MAX_FOUND {
        shown = shown.chars().take(MAX_FOUND - 1).collect();
        shown.push('…');
    }
    shown
}

/// That rows go on beyond the names of the columns, so that a name may stand over the cells of another.
pub fn unnamed_columns(named: usize, width: usize) -> String {
    format!(
        "{named} columns are named, but the rows have {width} cells; the last are columns without a name. Name every \
         column, also one that numbers the rows."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_are_cut_at_sixty_characters() {
        assert_eq!(shown(b"abc\ndef"), "abc def");
        let long = "é".repeat(500);
        assert_eq!(shown(long.as_bytes()).chars().count(), MAX_FOUND);
        assert_eq!(shown("é".repeat(60).as_bytes()).chars().count(), MAX_FOUND, "sixty are shown whole");
        assert!(!shown("é".repeat(60).as_bytes()).ends_with('…'));
    }

    #[test]
    fn all_problems_are_counted_and_a_hundred_are_listed() {
        let mut problems = Problems::default();
        for row in 0..250 {
            problems.add(|| Problem::of_row(row, "missing", b"", "nothing."));
        }
        assert_eq!((problems.listed.len(), problems.count), (100, 250));
        let mut first = Problems::default();
        first.add(|| Problem::of_text("ambiguous_number", "read as thousands.".to_owned()));
        let all = problems.join(first);
        assert_eq!((all.listed.len(), all.count), (100, 251));
        assert_eq!(all.listed[0].row, None);
    }
}
