//! A pasted text as plain rows of cells, for tables that do not have a subject a row.
//!
//! The text is cut as a [`Sheet`](super::Sheet) is cut (same delimiters, quotes, notes and comments); which row
//! names the columns, and what the cells mean, is left to the reader.

use super::cells::trim;
use super::cut::{Cut, Note, cut};
use super::decimal::Decimal;
use super::delimiter::delimiter;
use super::missing::is_missing;
use super::number::number;
use super::problem::{Failure, Problem};
use super::sheet::refusal;
use super::unturned::unturned;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line of the text, counted from 1.
    pub line: u32,
    /// Its cells without surrounding space; rows may differ in length.
    pub cells: Vec<String>,
}

/// The rows of a text.
///
/// ```
/// use riskset::data::Table;
/// let table = Table::read("# source: a book\ntrial;a;b\nOne;3/17;24/44\n").unwrap();
/// assert_eq!(table.rows[1].cells, ["One", "3/17", "24/44"]);
/// assert_eq!(table.notes[0].value, "a book");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// All rows, a header too.
    pub rows: Vec<Row>,
    /// Comment lines `# key: value` above the table.
    pub notes: Vec<Note>,
    /// The first problems met while cutting.
    pub problems: Vec<Problem>,
    /// How many there are in all.
    pub n_problems: usize,
}

impl Table {
    /// Cuts a text.
    ///
    /// # Errors
    /// A text that is empty or no text.
    pub fn read(text: &str) -> Result<Table, Failure> {
        let text = &*unturned(text.strip_prefix('\u{feff}').unwrap_or(text));
        if let Some(failure) = refusal(text) {
            return Err(failure);
        }
        let Cut { cells, notes, problems, .. } = cut(text.as_bytes(), delimiter(text.as_bytes()));
        let row = |row: usize| Row {
            line: cells.line(row),
            cells: (0..cells.width(row)).map(|column| text_of(cells.cell(row, column))).collect(),
        };
        Ok(Table {
            rows: (0..cells.n_rows()).map(row).collect(),
            notes,
            problems: problems.listed,
            n_problems: problems.count,
        })
    }
}

fn text_of(cell: &[u8]) -> String {
    String::from_utf8_lossy(trim(cell)).into_owned()
}

/// A cell as a whole number of 0 or more: "12", "1,234", "12.0"; `None` for anything else.
///
/// ```
/// use riskset::data::whole_number;
/// assert_eq!((whole_number("1,234"), whole_number("12.5"), whole_number("-3")), (Some(1234), None, None));
/// ```
pub fn whole_number(cell: &str) -> Option<u64> {
    let value = number(cell.trim().as_bytes(), Decimal::Point).finite()?;
    (value >= 0.0 && value.fract() == 0.0 && value < 9e15).then_some(value as u64)
}

/// Whether a cell says nothing: empty, "NA", "-" and the like.
pub fn says_nothing(cell: &str) -> bool {
    is_missing(cell.trim().as_bytes())
}
