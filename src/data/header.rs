//! Whether the first row names the columns, and what they are called.
//!
//! The first row is a header if none of its cells is a number or a date and either some column
//! below is mostly numbers or dates, or one of its cells is a name this room knows. A header with
//! one cell fewer than the rows is R's: the first column holds row names and is called `row`, as
//! is a first column without a name. Other columns without a name are called `column 2` and so
//! on; a repeated name gets a number.

use super::cells::Cells;
use super::delimiter::{Delimiter, is_typed, usual_width};
use super::missing::is_missing;
use super::names;
use super::problem::{Problem, Problems, shown, unnamed_columns};

/// Further columns are not read.
pub(super) const MAX_COLUMNS: usize = 1000;

/// How many rows below are looked at.
const SAMPLE: usize = 50;

/// The columns of a sheet and where their cells begin.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) names: Vec<String>,
    /// Whether the text itself named the columns.
    pub(super) found: bool,
    /// The first row that holds data.
    pub(super) first: usize,
}

/// Reads the header; lines of a single cell above a wider table are reported and passed over.
pub(super) fn header(cells: &Cells, delimiter: Delimiter, problems: &mut Problems) -> Header {
    let usual = usual_width(cells);
    let mut top = 0;
    while usual >= 3 && top < 5 && top + 1 < cells.n_rows() && cells.width(top) == 1 {
        let text = cells.cell(top, 0);
        problems.add(|| {
            let detail = "this line is not part of the table and was passed over.";
            Problem::of_row(cells.line(top), "not_in_table", text, detail)
        });
        top += 1;
    }
    let found = is_header(cells, top);
    let mut first = top + usize::from(found);
    // A printed tibble has its types in a second line: <dbl> <chr> ...
    let is_type = |column| matches!(cells.cell(first, column), [b'<', .., b'>']);
    if found
        && delimiter == Delimiter::Spaces
        && cells.width(first) > 0
        && (0..cells.width(first)).all(is_type)
    {
        first += 1;
    }
    let named = if found { cells.width(top) } else { 0 };
    let row_names = found
        && named + 1 == usual
        && delimiter.may_lack_header_cell()
        && (first..cells.n_rows().min(first + SAMPLE)).any(|row| !cells.cell(row, named).is_empty());
    let mut width = named.max(usual);
    let nameless = |column| column >= named || cells.cell(top, column).is_empty();
    let is_empty =
        |column| (first..cells.n_rows().min(first + SAMPLE)).all(|row| cells.cell(row, column).is_empty());
    while !row_names && width > 1 && nameless(width - 1) && is_empty(width - 1) {
        width -= 1;
    }
    if found && !row_names && width > named {
        problems.add(|| {
            Problem::of_row(
                cells.line(top),
                "unnamed_columns",
                cells.row_text(top).as_bytes(),
                &unnamed_columns(named, width),
            )
        });
    }
    if width > MAX_COLUMNS {
        problems.add(|| {
            let message = format!("The table has {width} columns; the first {MAX_COLUMNS} are read.");
            Problem::of_text("too_many_columns", message)
        });
        width = MAX_COLUMNS;
    }
    let cell = |column: usize| match (found, row_names) {
        (false, _) => &[],
        (true, false) => cells.cell(top, column),
        (true, true) => column.checked_sub(1).map_or(&[][..], |column| cells.cell(top, column)),
    };
    Header { names: distinct((0..width).map(|column| (cell(column), found))), found, first }
}

fn is_header(cells: &Cells, top: usize) -> bool {
    let width = cells.width(top);
    let named = (0..width).filter(|&column| !cells.cell(top, column).is_empty());
    if (0..width).any(|column| !cells.cell(top, column).is_empty() && is_typed(cells.cell(top, column))) {
        return false;
    }
    let last = cells.n_rows().min(top + 1 + SAMPLE);
    let mostly_typed = |column: usize| {
        let present = (top + 1..last).map(|row| cells.cell(row, column)).filter(|cell| !is_missing(cell));
        let (n, n_typed) =
            present.fold((0, 0), |(n, typed), cell| (n + 1, typed + usize::from(is_typed(cell))));
        2 * n_typed > n
    };
    let known = |column| names::is_known(&String::from_utf8_lossy(cells.cell(top, column)));
    let width_below = if top + 1 < last { cells.width(top + 1).max(width) } else { width };
    named.clone().count() > 0
        && (named.clone().take(MAX_COLUMNS).any(known) || (0..width_below.min(MAX_COLUMNS)).any(mostly_typed))
}

/// Names that are not empty and do not repeat.
fn distinct<'a>(cells: impl Iterator<Item = (&'a [u8], bool)>) -> Vec<String> {
    // A list: there are at most a thousand columns, and one hash table fewer to download.
    let (mut given, mut taken): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    cells
        .enumerate()
        .map(|(column, (cell, found))| {
            let name = match (cell, column) {
                ([], 0) if found => "row".to_owned(),
                ([], _) => format!("column {}", column + 1),
                _ => shown(cell),
            };
            let mut unique = name.clone();
            // A thousand columns of one name would otherwise try every number anew.
            let mut n = given.iter().filter(|earlier| **earlier == name).count().max(1);
            while taken.contains(&unique) {
                n += 1;
                unique = format!("{name} ({n})");
            }
            given.push(name);
            taken.push(unique.clone());
            unique
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::cut::cut;

    fn names(text: &str, delimiter: Delimiter) -> (Vec<String>, bool, usize) {
        let header = header(&cut(text.as_bytes(), delimiter).cells, delimiter, &mut Problems::default());
        (header.names, header.found, header.first)
    }

    #[test]
    fn header_or_none() {
        let comma = |text| names(text, Delimiter::Comma);
        assert_eq!(comma("a,b\n1,2\n"), (vec!["a".into(), "b".into()], true, 1));
        assert_eq!(comma("5,a\n6,b\n"), (vec!["column 1".into(), "column 2".into()], false, 0));
        assert!(!comma("p,yes\nq,no\n").1, "words over words are no header");
        assert!(comma("arm,fate\nx,dead\ny,alive\n").1, "known names are");
        assert_eq!(comma(",time,\n1,5,\n2,6,\n").0, ["row", "time"]);
        assert_eq!(comma("a,a,\n1,5,7\n").0, ["a", "a (2)", "column 3"]);
        assert_eq!(comma("Trial of x\ntime,arm,n\n1,a,5\n2,b,6\n").2, 2);
        assert!(comma("time,status\n").1);
    }

    #[test]
    fn row_names_have_no_header_of_their_own() {
        let text = "  time status\n1    5      1\n2    6      0\n";
        assert_eq!(names(text, Delimiter::Spaces).0, ["row", "time", "status"]);
        let tibble = "   time arm\n  <dbl> <chr>\n1     5 a\n2     6 b\n";
        assert_eq!(
            names(tibble, Delimiter::Spaces),
            (vec!["row".into(), "time".into(), "arm".into()], true, 2)
        );
    }
}
