//! The text cut into rows of cells, all in one buffer.
//!
//! A cell costs four bytes beside its text: where it ends. One byte stands between neighbours, so
//! a cell begins one byte behind the end of the cell before it. Rows may differ in length, and only then
//! is it kept where each begins; a cell that a row does not have is empty.

/// Rows of cells in the order of the text.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// How many cells each row has, as long as all have as many as the first.
    width: usize,
    n_rows: usize,
    /// Else the index in `ends` of each row's first cell, and of what follows the last row.
    rows: Vec<u32>,
    /// `(row, line)` wherever a row does not begin on the line after its predecessor's.
    lines: Vec<(u32, u32)>,
}

impl Cells {
    /// An empty table with room for `n_bytes` of text.
    pub(super) fn with_capacity(n_bytes: usize) -> Self {
        Cells {
            bytes: Vec::with_capacity(n_bytes),
            ends: Vec::new(),
            width: 0,
            n_rows: 0,
            rows: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Makes room for the cells that a text of `n_bytes` will have if it goes on like its
    /// beginning, the `seen` bytes that are already cut.
    pub(super) fn reserve(&mut self, seen: usize, n_bytes: usize) {
        let left = |n: usize| n.saturating_mul(n_bytes / seen.max(1)).saturating_add(64).min(n_bytes);
        // Only a guess: where there is no such room the table grows as it is read.
        let _ = self.ends.try_reserve(left(self.ends.len()));
        if !self.rows.is_empty() {
            let _ = self.rows.try_reserve(left(self.rows.len()));
        }
    }

    /// Adds a row cut by the one-byte `delimiter`, which has no quotes to care about.
    pub(super) fn add_row(&mut self, line: u32, text: &[u8], delimiter: u8) {
        let base = self.bytes.len();
        for (at, &byte) in text.iter().enumerate() {
            if byte == delimiter {
                self.ends.push((base + at) as u32);
            }
        }
        self.bytes.extend_from_slice(text);
        self.end_cell();
        self.end_row(line);
    }

    /// Adds the row that `rest` begins with, up to its line break, and returns its length; `None`,
    /// and nothing added, if it has quotes. One walk over the bytes: most texts are read here.
    pub(super) fn scan_row(&mut self, line: u32, rest: &[u8], delimiter: u8) -> Option<usize> {
        let (base, n_ends) = (self.bytes.len(), self.ends.len());
        let mut length = rest.len();
        for (at, &byte) in rest.iter().enumerate() {
            if byte > b'"' && byte != delimiter {
                continue;
            }
            if byte == delimiter {
                self.ends.push((base + at) as u32);
            } else if byte == b'\n' || byte == b'\r' {
                length = at;
                break;
            } else if byte == b'"' {
                self.ends.truncate(n_ends);
                return None;
            }
        }
        self.bytes.extend_from_slice(rest.get(..length)?);
        self.end_cell();
        self.end_row(line);
        Some(length)
    }

    /// Adds a cell to the row that is being built; [`end_row`](Self::end_row) completes it.
    pub(super) fn add_cell(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.end_cell();
    }

    fn end_cell(&mut self) {
        self.ends.push(self.bytes.len() as u32);
        self.bytes.push(b'\n');
    }

    /// Completes the row that began on `line`.
    pub(super) fn end_row(&mut self, line: u32) {
        let row = self.n_rows() as u32;
        let expected = self.lines.last().map(|&(first, on)| on + (row - first));
        if expected != Some(line) {
            self.lines.push((row, line));
        }
        self.n_rows += 1;
        if self.n_rows == 1 {
            self.width = self.ends.len();
        } else if self.rows.is_empty() && self.ends.len() != self.n_rows * self.width {
            self.rows.extend((0..self.n_rows).map(|row| (row * self.width) as u32));
        }
        if !self.rows.is_empty() {
            self.rows.push(self.ends.len() as u32);
        }
    }

    /// How many rows there are.
    pub(super) fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Indices in `ends` of the first cell of a row and of the first of the next; alike beyond the last row.
    fn span(&self, row: usize) -> (usize, usize) {
        if row >= self.n_rows {
            return (0, 0);
        }
        match self.rows.get(row..row + 2) {
            Some(&[first, next]) => (first as usize, next as usize),
            _ => (row * self.width, (row + 1) * self.width),
        }
    }

    /// How many cells a row has; none beyond the last row.
    pub(super) fn width(&self, row: usize) -> usize {
        let (first, next) = self.span(row);
        next - first
    }

    /// A cell without the spaces around it, nor the apostrophe that defuses it; empty where the row or the table has none.
    pub(super) fn cell(&self, row: usize, column: usize) -> &[u8] {
        let (first, next) = self.span(row);
        if column >= next - first {
            return &[];
        }
        let at = first + column;
        let start = match at.checked_sub(1) {
            None => 0,
            Some(before) => self.ends.get(before).map_or(0, |&end| end as usize + 1),
        };
        let end = self.ends.get(at).map_or(start, |&end| end as usize);
        undefused(trim(self.bytes.get(start..end).unwrap_or(&[])))
    }

    /// The cells of the first row as rows of one cell each.
    pub(super) fn first_row_as_column(&self) -> Cells {
        let mut cells = Cells::with_capacity(self.bytes.len());
        for column in 0..self.width(0) {
            cells.add_cell(self.cell(0, column));
            cells.end_row(self.line(0));
        }
        cells
    }

    /// A row's cells as they would stand on one line, for messages.
    pub(super) fn row_text(&self, row: usize) -> String {
        let cells =
            (0..self.width(row).min(20)).map(|column| String::from_utf8_lossy(self.cell(row, column)));
        cells.collect::<Vec<_>>().join(" | ")
    }

    /// The line of the text on which a row begins, counted from 1.
    pub(super) fn line(&self, row: usize) -> u32 {
        let row = row as u32;
        let at = self.lines.partition_point(|&(first, _)| first <= row);
        match at.checked_sub(1).and_then(|at| self.lines.get(at)) {
            Some(&(first, line)) => line + (row - first),
            None => row + 1,
        }
    }

    /// Whether some cell, or a byte between cells, is `byte`.
    pub(super) fn contains(&self, byte: u8) -> bool {
        self.bytes.contains(&byte)
    }
}

/// A cell without white space around it, be it ASCII or not (no-break spaces are common).
pub(super) fn trim(cell: &[u8]) -> &[u8] {
    match cell {
        [] => cell,
        [first, .., last] | [first @ last] if is_ink(*first) && is_ink(*last) => cell,
        _ => match std::str::from_utf8(cell) {
            Ok(text) => text
                .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
                .as_bytes(),
            Err(_) => cell.trim_ascii(),
        },
    }
}

/// A cell without the apostrophe that our files, as others, put before what a spreadsheet would run as a formula.
fn undefused(cell: &[u8]) -> &[u8] {
    match cell {
        [b'\'', rest @ ..] if matches!(rest, [b'=' | b'+' | b'-' | b'@', ..]) => rest,
        _ => cell,
    }
}

/// The same for a note, of which a spreadsheet makes a cell at each comma.
pub(super) fn undefused_parts(note: &str) -> String {
    let part = |part| match str::strip_prefix(part, '\'') {
        Some(rest) if rest.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@']) => rest,
        _ => part,
    };
    note.split_inclusive([',', ';', '\t']).map(part).collect()
}

/// A visible ASCII character.
fn is_ink(byte: u8) -> bool {
    (b'!'..=b'~').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defused_cells_are_read_as_they_were() {
        let read = |cell: &str| String::from_utf8_lossy(undefused(cell.as_bytes())).into_owned();
        assert_eq!(["'=1+1", "'-x", "'+x", "'@x"].map(read), ["=1+1", "-x", "+x", "@x"]);
        for other in ["'", "''=x", "'quoted'", "=x", "o'=x", "'5"] {
            assert_eq!(read(other), other);
        }
        assert_eq!(undefused_parts("'=a, b,'=c;' @d, 'e'"), "=a, b,=c; @d, 'e'");
    }

    #[test]
    fn rows_may_differ_in_length() {
        let mut cells = Cells::with_capacity(0);
        cells.add_row(1, b"a, b ,c", b',');
        cells.add_row(4, b"", b',');
        cells.add_cell("\u{a0}x\u{a0}".as_bytes());
        cells.add_cell(b"y");
        cells.end_row(5);
        assert_eq!((cells.n_rows(), cells.width(0), cells.width(1), cells.width(9)), (3, 3, 1, 0));
        assert_eq!(cells.cell(0, 1), b"b");
        assert_eq!(cells.cell(0, 3), b"");
        assert_eq!(cells.cell(1, 0), b"");
        assert_eq!(cells.cell(2, 0), b"x");
        assert_eq!(cells.cell(2, 1), b"y");
        assert_eq!(cells.cell(usize::MAX, usize::MAX), b"");
        assert_eq!([cells.line(0), cells.line(1), cells.line(2)], [1, 4, 5]);
        assert_eq!(cells.row_text(0), "a | b | c");
    }
}
