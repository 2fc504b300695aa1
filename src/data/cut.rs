//! Cuts the text into rows and cells, line numbers kept.
//!
//! A line without quotes is cut here; a row with quotes goes through `csv-core`, which knows
//! doubled quotes and line breaks inside them. Rules:
//! - lines end with LF, CRLF or CR; blank lines, and lines of delimiters alone, are skipped;
//! - a line that begins with `#` is a comment; above the table `# key: value` is a [`Note`];
//! - a quote that is not closed within [`MAX_QUOTED_LINES`] lines is reported, and its row is
//!   read again with quotes as plain characters, so it cannot swallow the rows below it;
//! - runs of spaces and tabs count as one delimiter where spaces are the delimiter;
//! - between pipes, rules such as `|---|---|` are skipped and outer pipes are dropped.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use serde::{Deserialize, Serialize};

use super::cells::{Cells, undefused_parts};
use super::delimiter::Delimiter;
use super::problem::{Problem, Problems};
use super::words::add_words;

/// A quoted cell may hold this many line breaks; more of them mean that a quote was forgotten.
const MAX_QUOTED_LINES: usize = 20;

/// Longer notes are cut.
const MAX_NOTE: usize = 16_000;

/// How many notes are kept.
const MAX_NOTES: usize = 50;

/// A comment line `# key: value` above the table, such as `# label: Rebuilt from the registry`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// In lower case: label, source, time, event, scale, title or another word.
    pub key: String,
    /// The rest of the line.
    pub value: String,
}

/// A text cut into cells.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) cells: Cells,
    pub(super) notes: Vec<Note>,
    pub(super) problems: Problems,
    /// Whether some row had quotes, so that a cell may hold the delimiter itself.
    pub(super) quoted: bool,
}

/// Cuts `text` at `delimiter`. Never fails; an empty text gives no rows.
pub(super) fn cut(text: &[u8], delimiter: Delimiter) -> Cut {
    let mut cutter = Cutter {
        text,
        delimiter,
        byte: delimiter.byte(),
        csv: None,
        out: Vec::new(),
        ends: vec![0; 32],
        done: Cut {
            cells: Cells::with_capacity(text.len() + 1),
            notes: Vec::new(),
            problems: Problems::default(),
            quoted: false,
        },
    };
    let (mut at, mut line) = (0, 1);
    while at < text.len() {
        let (next, n_lines) = cutter.row(at, line);
        at = next;
        line += n_lines;
        if line == 1000 {
            cutter.done.cells.reserve(at, text.len());
        }
    }
    cutter.done
}

struct Cutter<'a> {
    text: &'a [u8],
    delimiter: Delimiter,
    byte: u8,
    csv: Option<Box<Reader>>,
    /// Cells of the row that `csv` reads, and their ends.
    out: Vec<u8>,
    ends: Vec<usize>,
    done: Cut,
}

impl Cutter<'_> {
    /// Reads what begins at `at`, on line `line`; returns where the next row begins and how many
    /// lines were used.
    fn row(&mut self, at: usize, line: u32) -> (usize, u32) {
        let rest = self.text.get(at..).unwrap_or(&[]);
        let is_plain = !matches!(self.delimiter, Delimiter::Spaces | Delimiter::Pipe);
        if is_plain
            && rest.first().is_some_and(u8::is_ascii_alphanumeric)
            && let Some(length) = self.done.cells.scan_row(line, rest, self.byte)
        {
            return (after_break(self.text, at + length), 1);
        }
        let (end, next) = line_end(self.text, at);
        let bytes = self.text.get(at..end).unwrap_or(&[]);
        if is_comment(bytes) {
            self.note(bytes);
        } else if self.is_blank(bytes) {
        } else if bytes.contains(&b'"') {
            self.done.quoted = true;
            if self.delimiter == Delimiter::Spaces {
                self.spaced(bytes, line, true);
            } else if let Some((next, n_lines)) = self.quoted(at) {
                self.done.cells.end_row(line);
                return (next, n_lines);
            } else {
                self.unclosed(bytes, line);
                self.plain(bytes, line);
            }
        } else {
            self.plain(bytes, line);
        }
        (next, 1)
    }

    /// Lines that hold no cell: white space, delimiters alone, the rules of a drawn table.
    fn is_blank(&self, bytes: &[u8]) -> bool {
        let Some(&first) = bytes.first() else {
            return true;
        };
        if first.is_ascii_alphanumeric() {
            return false;
        }
        let drawn = self.delimiter == Delimiter::Pipe && bytes.contains(&b'-');
        bytes
            .iter()
            .all(|&b| b == b' ' || b == b'\t' || b == self.byte || (drawn && matches!(b, b'-' | b':' | b'+')))
    }

    fn plain(&mut self, bytes: &[u8], line: u32) {
        match self.delimiter {
            Delimiter::Spaces => self.spaced(bytes, line, false),
            Delimiter::Pipe => {
                let inner = bytes.trim_ascii();
                let inner = match inner.strip_prefix(b"|") {
                    Some(inner) => inner.strip_suffix(b"|").unwrap_or(inner),
                    None => bytes,
                };
                self.done.cells.add_row(line, inner, self.byte);
            }
            _ => self.done.cells.add_row(line, bytes, self.byte),
        }
    }

    fn spaced(&mut self, bytes: &[u8], line: u32, quotes: bool) {
        if !add_words(&mut self.done.cells, bytes, line, quotes) {
            self.unclosed(bytes, line);
        }
    }

    /// Reads a row that has quotes, line by line until it is complete. `None`: a quote stays open.
    fn quoted(&mut self, at: usize) -> Option<(usize, u32)> {
        let byte = self.byte;
        let csv = self.csv.get_or_insert_with(|| Box::new(ReaderBuilder::new().delimiter(byte).build()));
        csv.reset();
        let (mut n_out, mut n_ends, mut from) = (0, 0, at);
        for n_lines in 1..=MAX_QUOTED_LINES + 1 {
            let (end, next) = line_end(self.text, from);
            // The last line of the text may lack its line break: it is given one.
            let pieces = [self.text.get(from..end)?, b"\n"];
            for mut input in pieces {
                while !input.is_empty() {
                    if self.out.len() < n_out + input.len() + 1 {
                        self.out.resize((n_out + input.len() + 1).next_power_of_two(), 0);
                    }
                    let (result, n_in, out, ends) =
                        csv.read_record(input, self.out.get_mut(n_out..)?, self.ends.get_mut(n_ends..)?);
                    n_out += out;
                    n_ends += ends;
                    input = input.get(n_in..)?;
                    match result {
                        ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull => {}
                        ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                        ReadRecordResult::Record => {
                            let mut start = 0;
                            for &end in self.ends.get(..n_ends)? {
                                self.done.cells.add_cell(unquoted(self.out.get(start..end)?));
                                start = end;
                            }
                            return Some((next, n_lines as u32));
                        }
                        ReadRecordResult::End => return None,
                    }
                }
            }
            if next >= self.text.len() {
                return None;
            }
            from = next;
        }
        None
    }

    fn unclosed(&mut self, bytes: &[u8], line: u32) {
        self.done.problems.add(|| {
            Problem::of_row(
                line,
                "unclosed_quote",
                bytes,
                "a quotation mark is opened and not closed; it was read as a plain character.",
            )
        });
    }

    /// Keeps `# key: value` if it stands above the table.
    fn note(&mut self, bytes: &[u8]) {
        if self.done.cells.n_rows() > 0 || self.done.notes.len() >= MAX_NOTES {
            return;
        }
        let text = String::from_utf8_lossy(bytes.get(..MAX_NOTE).unwrap_or(bytes));
        let Some((key, value)) = text.trim_start_matches('#').split_once(':') else {
            return;
        };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        let is_word = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-');
        if key.is_empty()
            || value.is_empty()
            || key.chars().count() > 30
            || !key.chars().all(is_word)
            || key == "a tibble"
        {
            return;
        }
        self.done.notes.push(Note { key, value: undefused_parts(value) });
    }
}

/// `#` at the start of the line; `#N/A` is a missing cell of a spreadsheet.
fn is_comment(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'#') && !bytes.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"#n/a"))
}

/// Where the line that holds `at` ends, and where the next begins.
fn line_end(text: &[u8], at: usize) -> (usize, usize) {
    let rest = text.get(at..).unwrap_or(&[]);
    let Some(length) = rest.iter().position(|&b| b == b'\n' || b == b'\r') else {
        return (text.len(), text.len());
    };
    let end = at + length;
    (end, after_break(text, end))
}

/// Where the line break at `end` ends.
fn after_break(text: &[u8], end: usize) -> usize {
    let crlf = matches!(text.get(end..end + 2), Some(b"\r\n"));
    (end + 1 + usize::from(crlf)).min(text.len())
}

/// A cell such as `"a"` that had a space before its quote, which `csv-core` takes literally.
fn unquoted(cell: &[u8]) -> &[u8] {
    match cell.trim_ascii() {
        [b'"', inside @ .., b'"'] if cell.first() == Some(&b' ') => inside,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: Delimiter) -> Vec<Vec<String>> {
        let cells = cut(text.as_bytes(), delimiter).cells;
        let text = |row, column| String::from_utf8_lossy(cells.cell(row, column)).into_owned();
        (0..cells.n_rows())
            .map(|row| (0..cells.width(row)).map(|column| text(row, column)).collect())
            .collect()
    }

    #[test]
    fn line_ends_blanks_and_comments() {
        let text = "# Label: x\r\n#nothing\r\n\r\na,b\r\n\n,,\n1,2\r3,4\n# key: late\n#N/A,5";
        let cut = cut(text.as_bytes(), Delimiter::Comma);
        assert_eq!(cut.notes, [Note { key: "label".into(), value: "x".into() }]);
        assert_eq!(rows(text, Delimiter::Comma), [["a", "b"], ["1", "2"], ["3", "4"], ["#N/A", "5"]]);
        let lines: Vec<u32> = (0..4).map(|row| cut.cells.line(row)).collect();
        assert_eq!(lines, [4, 7, 8, 10]);
    }

    #[test]
    fn quotes_hold_delimiters_doubled_quotes_and_line_breaks() {
        let text = "a,\"b,c\"\r\n\"x\"\"y\",\"two\nlines\"\r\n5\"7,z\n1, \"q\"";
        assert_eq!(
            rows(text, Delimiter::Comma),
            [["a", "b,c"], ["x\"y", "two\nlines"], ["5\"7", "z"], ["1", "q"]]
        );
        let cells = cut(text.as_bytes(), Delimiter::Comma).cells;
        assert_eq!([cells.line(1), cells.line(2), cells.line(3)], [2, 4, 5]);
    }

    #[test]
    fn an_unclosed_quote_swallows_nothing() {
        let mut text = "a,b\n1,\"x\n".to_owned();
        for row in 0..40 {
            text.push_str(&format!("{row},y\n"));
        }
        for text in [text.clone(), format!("{text}7,z\"\n"), "a,b\n1,\"x\n2,y".to_owned()] {
            let cut = cut(text.as_bytes(), Delimiter::Comma);
            assert_eq!(cut.cells.n_rows(), text.lines().count());
            assert_eq!(cut.problems.count, 1, "{text}");
            assert_eq!(cut.problems.listed[0].row, Some(2));
            assert_eq!(cut.cells.cell(1, 1), b"\"x");
        }
    }

    #[test]
    fn a_drawn_table_between_pipes() {
        let text = "| time | arm |\n|------|:---:|\n| 5 | a |\n| 6 |  |\n";
        assert_eq!(rows(text, Delimiter::Pipe), [["time", "arm"], ["5", "a"], ["6", ""]]);
    }
}
