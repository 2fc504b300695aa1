//! A column of few texts, read once: for each row a byte that says which text it is.
//!
//! The look at a column tells its texts apart anyway. Where there are few, the number of each row's
//! text is kept, so that whoever reads the column next compares no text again.

use super::levels::Texts;
use super::missing::is_missing;
use super::sheet::Sheet;

/// Texts that a byte can number, beside the missing cell.
const MAX_CODES: usize = 255;

/// A byte for each row.
#[derive(Debug, Clone, Default)]
pub(super) struct Codes {
    /// 0: missing; else one more than the number of the text, in order of appearance. Empty where there
    /// were too many texts.
    of_row: Vec<u8>,
}

impl Codes {
    /// With room for `n_rows`.
    pub(super) fn with_capacity(n_rows: usize) -> Self {
        Codes { of_row: Vec::with_capacity(n_rows) }
    }

    /// Adds the next row: its text has this number; `None`: missing. False, and nothing is kept, if the number
    /// is too large.
    pub(super) fn push(&mut self, text: Option<usize>) -> bool {
        let code = text.map_or(0, |text| text + 1);
        if code > MAX_CODES {
            self.of_row = Vec::new();
            return false;
        }
        self.of_row.push(code as u8);
        true
    }
}

/// What a cell is when it is asked for its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// It says nothing.
    Missing,
    /// The number of its text among those that the reader has met.
    Text(usize),
    /// More texts were met than are told apart.
    Beyond,
}

/// Reads the texts of a column row by row.
pub(super) struct Reader<'a> {
    sheet: &'a Sheet,
    column: usize,
    first_row: usize,
    codes: &'a [u8],
    /// What the cells of each code are, once met.
    known: Vec<Option<Seen>>,
    /// The texts met so far.
    pub(super) texts: Texts<'a>,
}

impl<'a> Reader<'a> {
    /// Reads `column`, which must be there.
    pub(super) fn new(sheet: &'a Sheet, column: usize) -> Self {
        Reader {
            sheet,
            column,
            first_row: sheet.rows().start,
            codes: sheet.column(column).map_or(&[], |column| &column.codes.of_row),
            known: vec![None; MAX_CODES + 1],
            texts: Texts::default(),
        }
    }

    /// The text of `row`.
    pub(super) fn see(&mut self, row: usize) -> Seen {
        let code = row.checked_sub(self.first_row).and_then(|row| self.codes.get(row)).copied();
        let Some(code) = code else { return self.look(row) };
        match self.known.get(usize::from(code)) {
            Some(&Some(seen)) => seen,
            _ => {
                let seen = self.look(row);
                if let Some(known) = self.known.get_mut(usize::from(code)) {
                    *known = Some(seen);
                }
                seen
            }
        }
    }

    /// The cell of `row`.
    pub(super) fn cell(&self, row: usize) -> &'a [u8] {
        self.sheet.cells.cell(row, self.column)
    }

    fn look(&mut self, row: usize) -> Seen {
        let cell = self.cell(row);
        if is_missing(cell) {
            return Seen::Missing;
        }
        self.texts.see(cell).map_or(Seen::Beyond, Seen::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_as_they_are_met() {
        for n in [3, 300] {
            let rows: String = (0..n).map(|i| format!("{i},{}\n", ["b", "a", "NA"][i % 3])).collect();
            let sheet = Sheet::read(&format!("row,arm\n{rows}"));
            let mut reader = Reader::new(&sheet, 1);
            // From the second row on: what is met first comes first.
            assert_eq!(
                [2, 3, 1, 2].map(|row| reader.see(row)),
                [Seen::Text(0), Seen::Missing, Seen::Text(1), Seen::Text(0)]
            );
            let mut rows = Reader::new(&sheet, 0);
            assert_eq!([n, 1].map(|row| rows.see(row)), [Seen::Text(0), Seen::Text(1)], "{n} rows");
            assert_eq!(rows.cell(1), b"0");
        }
    }
}
