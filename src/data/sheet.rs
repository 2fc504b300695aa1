//! The pasted text as a table whose columns have no meaning yet.
//!
//! [`Sheet::read`] takes any text: what cannot be understood becomes a problem kept in the sheet,
//! and a text that is no table at all becomes the [`Failure`] that [`gather`](super::gather())
//! answers with. The text itself is copied, never changed. Columns are looked at when first asked.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::cut::{Cut, Note, cut};
use super::decimal::{Decimal, Evidence, decide};
use super::declared::Declared;
use super::delimiter::{Delimiter, delimiter, is_typed};
use super::guess::guess;
use super::header::{Header, header};
use super::kinds::{Column, Kind, column};
use super::levels::{Level, same_level};
use super::order::Dates;
use super::problem::{Failure, KEEP_WHOLE, MAX_LISTED, Problem, Problems, shown};
use super::roles::Roles;
use super::status::{competing_values, event_values, missing_values};
use super::terms::Term;
use super::unturned::unturned;

/// How many rows the overview shows.
const PREVIEW: usize = 8;

/// How many rows are asked about the decimal mark, spread over the text.
const DECIMAL_SAMPLE: usize = 20_000;

/// Longer texts are refused; positions are kept in four bytes.
const MAX_BYTES: usize = 2_000_000_000;

/// A text cut into cells; nothing has a meaning yet.
///
/// ```
/// use riskset::data::Sheet;
/// let sheet = Sheet::read("time;status\n12,5;1\n3;0\n");
/// assert_eq!(sheet.overview().n_rows, 2);
/// assert_eq!(sheet.guess().time, Some(0));
/// ```
#[derive(Debug)]
pub struct Sheet {
    pub(super) cells: Cells,
    pub(super) header: Header,
    pub(super) decimal: Decimal,
    pub(super) problems: Problems,
    pub(super) notes: Vec<Note>,
    /// Why the text is no table.
    pub(super) failure: Option<Failure>,
    /// What the text says its columns are.
    pub(super) declared: Option<Declared>,
    delimiter: Delimiter,
    columns: Vec<OnceLock<Column>>,
}

/// What one column holds, before it has a meaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnOverview {
    /// From the header, or `column 1` and so on.
    pub name: String,
    /// What kind of values most of its cells are.
    pub kind: Kind,
    /// Cells that say nothing.
    pub n_missing: usize,
    /// Distinct values in order of appearance (numbers: ascending), at most 20.
    pub levels: Vec<Level>,
    /// How many distinct values there are; counted up to 10 000.
    pub n_levels: usize,
    /// How the dates of a date column can be read; `None` for other kinds.
    pub dates: Option<Dates>,
    /// Whether some of its dates have a time of day.
    pub has_clock: bool,
    /// Values that would mean the event if this were the status column.
    pub event_values: Vec<String>,
    /// Values that would then mean a competing event.
    pub competing_values: Vec<String>,
    /// Values that would then mean that nothing is known.
    pub missing_values: Vec<String>,
    /// What the column is as a covariate of a model.
    pub term: Term,
}

/// What was understood of the text before any column has a meaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// Rows of data: neither header, comment nor blank line.
    pub n_rows: usize,
    /// What stands between the cells.
    pub delimiter: Delimiter,
    /// Whether the text names its columns.
    pub header: bool,
    /// Which sign stands before decimals.
    pub decimal: Decimal,
    /// The columns from left to right.
    pub columns: Vec<ColumnOverview>,
    /// The first rows as text, at most 8; cells are shortened to 60 characters.
    pub preview: Vec<Vec<String>>,
    /// Comment lines `# key: value` above the table.
    pub notes: Vec<Note>,
    /// The first 100 problems of the text; those of single cells come with their use.
    pub problems: Vec<Problem>,
    /// How many problems there are in all.
    pub n_problems: usize,
}

impl Sheet {
    /// Cuts a text into cells. Never fails: an empty text or one that is no table gives a sheet
    /// without rows, and [`gather`](super::gather()) says why.
    pub fn read(text: &str) -> Sheet {
        let text = &*unturned(text.strip_prefix('\u{feff}').unwrap_or(text));
        let refused = refusal(text);
        let text = if refused.is_some() { "" } else { text };
        let delimiter = delimiter(text.as_bytes());
        let Cut { cells, notes, mut problems, quoted } = cut(text.as_bytes(), delimiter);
        let cells = if is_list_of_times(&cells) { cells.first_row_as_column() } else { cells };
        let header = header(&cells, delimiter, &mut problems);
        let mut sheet = Sheet {
            columns: header.names.iter().map(|_| OnceLock::new()).collect(),
            cells,
            header,
            decimal: Decimal::Point,
            problems,
            notes,
            failure: refused,
            declared: None,
            delimiter,
        };
        sheet.declared = Declared::read(&sheet.notes, sheet.n_columns()).filter(|_| sheet.header.found);
        if sheet.failure.is_none() {
            sheet.failure = sheet.without_rows();
        }
        sheet.decide_decimal(quoted);
        sheet.find_long_rows();
        sheet
    }

    /// Values of a column that mean the event unless a person says otherwise: what the note `event value`, or else
    /// `event`, says where the column has that value, else by the rules of [`status`](super::status).
    pub(super) fn event_values(&self, at: usize) -> Vec<String> {
        let Some(column) = self.column(at) else { return Vec::new() };
        if let Some(declared) = self.declared_status(at) {
            return declared.roles.event_values.clone();
        }
        let noted = ["event value", "event"].into_iter().find_map(|key| {
            let note = self.notes.iter().find(|note| note.key == key)?;
            let is_noted = |level: &&Level| same_level(&level.value, &note.value, self.decimal);
            column.levels.iter().find(is_noted).map(|level| vec![level.value.clone()])
        });
        noted.unwrap_or_else(|| event_values(self.name(at), column))
    }

    /// Values of a column that then mean a competing event unless a person says otherwise.
    pub(super) fn competing_values(&self, at: usize, events: &[String]) -> Vec<String> {
        if let Some(declared) = self.declared_status(at) {
            return declared.roles.competing_values.clone();
        }
        self.column(at).map_or_else(Vec::new, |column| competing_values(self.name(at), column, events))
    }

    /// Values of a column that then mean nothing unless a person says otherwise.
    pub(super) fn missing_values(&self, at: usize, events: &[String]) -> Vec<String> {
        if self.declared_status(at).is_some() {
            return Vec::new();
        }
        self.column(at).map_or_else(Vec::new, |column| missing_values(self.name(at), column, events))
    }

    /// What was understood of the text.
    pub fn overview(&self) -> Overview {
        let columns = self.header.names.iter().enumerate().map(|(at, name)| {
            let column = self.column(at);
            let event_values = self.event_values(at);
            ColumnOverview {
                name: name.clone(),
                kind: column.map_or(Kind::Empty, |column| column.kind),
                n_missing: column.map_or(0, |column| column.n_missing),
                levels: column.map_or_else(Vec::new, |column| column.levels.clone()),
                n_levels: column.map_or(0, |column| column.n_levels),
                dates: column.and_then(Column::dates),
                has_clock: column.is_some_and(Column::has_clock),
                competing_values: self.competing_values(at, &event_values),
                missing_values: self.missing_values(at, &event_values),
                event_values,
                term: self.term(at),
            }
        });
        let preview = self.rows().take(PREVIEW).map(|row| {
            let cells = (0..self.n_columns()).map(|column| shown(self.cells.cell(row, column)));
            cells.collect()
        });
        Overview {
            n_rows: self.rows().len(),
            delimiter: self.delimiter,
            header: self.header.found,
            decimal: self.decimal,
            columns: columns.collect(),
            preview: preview.collect(),
            notes: self.notes.clone(),
            problems: self.problems.listed.iter().take(MAX_LISTED).cloned().collect(),
            n_problems: self.problems.count,
        }
    }

    /// Which column is what, by names first and values second.
    /// What cannot be guessed is `None`.
    pub fn guess(&self) -> Roles {
        guess(self)
    }

    /// The line of the text, counted from 1, on which a row of [`Gathered::rows`](super::Gathered::rows) begins.
    pub fn line(&self, row: u32) -> u32 {
        self.cells.line(row as usize)
    }

    /// The rows that hold data.
    pub(super) fn rows(&self) -> std::ops::Range<usize> {
        self.header.first.min(self.cells.n_rows())..self.cells.n_rows()
    }

    /// What the text says of its columns, if it says that this one is the status.
    pub(super) fn declared_status(&self, at: usize) -> Option<&Declared> {
        self.declared.as_ref().filter(|declared| declared.roles.status == Some(at))
    }

    /// Whether the roles are those that the text itself tells.
    pub(super) fn declares(&self, roles: &Roles) -> bool {
        self.declared.as_ref().is_some_and(|declared| {
            let Roles { status, event_values, competing_values, .. } = &declared.roles;
            (status, event_values, competing_values)
                == (&roles.status, &roles.event_values, &roles.competing_values)
        })
    }

    /// How many columns there are.
    pub(super) fn n_columns(&self) -> usize {
        self.header.names.len()
    }

    /// The name of a column; empty where there is none.
    pub(super) fn name(&self, column: usize) -> &str {
        self.header.names.get(column).map_or("", String::as_str)
    }

    /// What a column holds; `None` where there is no such column.
    pub(super) fn column(&self, at: usize) -> Option<&Column> {
        let name = self.header.names.get(at)?;
        let look = || column(&self.cells, self.rows().start, at, name, self.decimal);
        Some(self.columns.get(at)?.get_or_init(look))
    }

    /// Whether a row has text beyond the last column.
    pub(super) fn is_long(&self, row: usize) -> bool {
        let width = self.cells.width(row);
        width > self.n_columns()
            && (self.n_columns()..width).any(|column| !self.cells.cell(row, column).is_empty())
    }

    fn without_rows(&self) -> Option<Failure> {
        if !self.rows().is_empty() {
            return None;
        }
        let failure = if self.header.found {
            Failure::new(
                "no_rows",
                "There are column names but no rows under them. Paste the rows as well, one subject a row.",
            )
        } else {
            empty()
        };
        Some(failure.with_example())
    }

    fn decide_decimal(&mut self, quoted: bool) {
        // A spreadsheet that writes decimal commas cuts the cells at semicolons, whatever the note says.
        let is_point = |note: &Note| note.key == "decimal" && note.value.starts_with("point");
        if self.delimiter == Delimiter::Comma && self.notes.iter().any(is_point) {
            return;
        }
        // Where commas cut the cells, a cell holds one only if it was quoted.
        if !self.cells.contains(b',') || (self.delimiter == Delimiter::Comma && !quoted) {
            return;
        }
        let mut evidence = Evidence::default();
        for row in self.rows().step_by(1 + self.rows().len() / DECIMAL_SAMPLE) {
            for column in 0..self.n_columns() {
                evidence.see(self.cells.cell(row, column));
            }
        }
        let (decimal, by_rule) = decide(evidence, self.delimiter == Delimiter::Semicolon);
        self.decimal = decimal;
        if by_rule {
            self.problems.add(|| {
                let message = match decimal {
                    Decimal::Point => {
                        "Numbers such as 1,234 can be read two ways; they were read as thousands (1234). \
                         Write 1.234 if a decimal comma was meant."
                    }
                    Decimal::Comma => {
                        "Numbers such as 1,234 can be read two ways; they were read with a decimal comma (1.234). \
                         Write 1234 if thousands were meant."
                    }
                };
                Problem::of_text("ambiguous_number", message.to_owned())
            });
        }
    }

    fn find_long_rows(&mut self) {
        let n_columns = self.n_columns();
        for row in self.rows() {
            if !self.is_long(row) {
                continue;
            }
            let (line, n) = (self.cells.line(row), self.cells.width(row));
            let text = || self.cells.row_text(row);
            self.problems.add(|| {
                let detail = format!(
                    "{n} cells were found, {n_columns} are expected; the row was left out. {KEEP_WHOLE}"
                );
                Problem::of_row(line, "extra_cells", text().as_bytes(), &detail)
            });
        }
    }
}

/// Times on a single line, as textbooks print them (`6 6 6+ 7 9+`): they are one column.
fn is_list_of_times(cells: &Cells) -> bool {
    let is_time = |column| is_typed(cells.cell(0, column));
    cells.n_rows() == 1 && cells.width(0) > 3 && (0..cells.width(0)).all(is_time)
}

fn empty() -> Failure {
    Failure::new(
        "empty",
        "There is nothing here yet. Paste a table with one subject a row: how long each was followed, \
         whether the event happened, and the group.",
    )
}

/// Why a text cannot be a table: empty, too long, or full of bytes that are no text.
pub(super) fn refusal(text: &str) -> Option<Failure> {
    if text.len() > MAX_BYTES {
        let gigabytes = text.len() as f64 / 1e9;
        let message = format!(
            "The text is {gigabytes:.1} GB long; up to 2 GB can be read. Paste fewer columns or rows."
        );
        return Some(Failure::new("too_large", message));
    }
    if text.trim().is_empty() {
        return Some(empty().with_example());
    }
    let (mut n, mut n_junk) = (0, 0);
    for c in text.chars().take(4096) {
        n += 1;
        let is_space = matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}' | '\u{1a}');
        n_junk += usize::from(c == '\u{fffd}' || (c.is_control() && !is_space));
    }
    if 20 * n_junk <= n {
        return None;
    }
    let message = format!(
        "This does not look like a table: {n_junk} of the first {n} characters are not text. \
         Paste the cells themselves, or open a CSV file saved as UTF-8."
    );
    Some(Failure::new("not_a_table", message).with_example())
}
