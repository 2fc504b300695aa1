//! Finds what stands between the cells.
//!
//! Each candidate cuts the first lines on trial. It must cut at least half of them into the same
//! number of cells, more than one. Its score is the share of lines that agree, times one plus the
//! share of cells that are then numbers, dates or missing: in `12,5;1;A` the comma agrees as well
//! as the semicolon, but `5;1;A` is nothing. Candidates within [`DRAW`] of the best count as a
//! draw, which goes to tab, semicolon, pipe, comma, spaces in this order. No candidate: one
//! column, which is allowed.
//!
//! Spaces also stand inside cells: `Arm 1`. They are no candidate where another cuts nearly every line, the first among
//! them, and spaces would cut its cells apart: where it is the tab, or where they leave pieces that hold it and are no numbers
//! (`5,dead,Arm`; but the pieces of `1,5 0` are).

use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::cut::cut;
use super::date::{Date, date};
use super::decimal::Decimal;
use super::missing::is_missing;
use super::number::{Number, marked};

/// Scores this close are a draw: one odd cell in the sample must not decide.
const DRAW: f64 = 0.05;

/// How many lines are cut on trial, and how many bytes at most.
const SAMPLE_LINES: usize = 50;
const SAMPLE_BYTES: usize = 1 << 16;

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab, as copied from a spreadsheet.
    Tab,
    /// `|`
    Pipe,
    /// Runs of spaces or tabs, as R prints.
    Spaces,
    /// Nothing: one column.
    None,
}

impl Delimiter {
    /// The byte itself; for one column a control character that texts do not hold.
    pub(super) fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
            Delimiter::Pipe => b'|',
            Delimiter::Spaces => b' ',
            Delimiter::None => 0x1f,
        }
    }

    /// Whether R's habit of leaving out the header of the row names is known here.
    pub(super) fn may_lack_header_cell(self) -> bool {
        matches!(self, Delimiter::Tab | Delimiter::Spaces)
    }
}

/// The most frequent number of cells among the first rows; the larger in a draw.
///
/// Columns of different length may leave most rows with one cell: then the first row counts, if
/// some other row is as long and none is longer.
pub(super) fn usual_width(cells: &Cells) -> usize {
    let widths: Vec<usize> = (0..cells.n_rows().min(SAMPLE_LINES)).map(|row| cells.width(row)).collect();
    let count = |width| widths.iter().filter(|&&w| w == width).count();
    let usual = widths.iter().copied().max_by_key(|&width| (count(width), width)).unwrap_or(0);
    let first = widths.first().copied().unwrap_or(0);
    let longest = widths.iter().copied().max().unwrap_or(0);
    if usual == 1 && first == longest && count(first) > 1 { first } else { usual }
}

/// Whether a cell is a number in some notation, a date or missing.
pub(super) fn is_typed(cell: &[u8]) -> bool {
    is_missing(cell)
        || marked(cell, Decimal::Point).0 != Number::Not
        || marked(cell, Decimal::Comma).0 != Number::Not
        || date(cell, false) != Date::Not
}

/// The delimiter of a text that may begin with comment lines.
pub(super) fn delimiter(text: &[u8]) -> Delimiter {
    use Delimiter::{Comma, None, Pipe, Semicolon, Spaces, Tab};
    let sample = sample(text);
    let others = [Tab, Semicolon, Pipe, Comma];
    let spaces = (!others.iter().any(|&other| spaces_cut_apart(sample, other))).then_some(Spaces);
    let scores: Vec<(Delimiter, f64)> = others
        .into_iter()
        .chain(spaces)
        .filter_map(|candidate| Some((candidate, score(sample, candidate)?)))
        .collect();
    let best = scores.iter().map(|&(_, score)| score).fold(0.0, f64::max);
    let close = scores.iter().find(|&&(_, score)| score >= best - DRAW);
    close.map_or(None, |&(candidate, _)| candidate)
}

/// The first lines that are not comments.
fn sample(text: &[u8]) -> &[u8] {
    let (mut start, mut end, mut n_lines) = (0, 0, 0);
    for line in text.split_inclusive(|&b| b == b'\n') {
        end += line.len();
        if line.first() == Some(&b'#') && n_lines == 0 {
            start = end;
        } else {
            n_lines += 1;
        }
        if n_lines >= SAMPLE_LINES || end - start > SAMPLE_BYTES {
            break;
        }
    }
    let sample = text.get(start..end).unwrap_or(&[]);
    sample.get(..SAMPLE_BYTES).unwrap_or(sample)
}

/// Whether `other` cuts the sample well, and spaces would cut its cells.
fn spaces_cut_apart(sample: &[u8], other: Delimiter) -> bool {
    let cells = cut(sample, other).cells;
    let n_rows = cells.n_rows().min(SAMPLE_LINES);
    let usual = usual_width(&cells);
    let n_agree = (0..n_rows).filter(|&row| cells.width(row) == usual).count();
    if usual < 2 || cells.width(0) != usual || 10 * n_agree < 9 * n_rows {
        return false;
    }
    if other == Delimiter::Tab {
        return true;
    }
    let pieces = cut(sample, Delimiter::Spaces).cells;
    let is_torn = |cell: &[u8]| cell.contains(&other.byte()) && !is_typed(cell);
    let mut rows = 0..n_rows.min(pieces.n_rows());
    rows.any(|row| (0..pieces.width(row).min(100)).any(|column| is_torn(pieces.cell(row, column))))
}

/// How well a candidate cuts the sample; `None` if it does not make columns.
fn score(sample: &[u8], candidate: Delimiter) -> Option<f64> {
    let cells = cut(sample, candidate).cells;
    let n_rows = cells.n_rows().min(SAMPLE_LINES);
    let usual = usual_width(&cells);
    if usual < 2 {
        return None;
    }
    let short_header = cells.width(0) + 1 == usual;
    if short_header && usual == 2 && candidate == Delimiter::Comma {
        return None; // one column of decimal commas under one name
    }
    let agree = |row: usize| {
        cells.width(row) == usual || (row == 0 && short_header && candidate.may_lack_header_cell())
    };
    let n_agree = (0..n_rows).filter(|&row| agree(row)).count();
    // Columns of different length make short rows, but none that is longer than the header.
    let none_longer = cells.width(0) == usual && (0..n_rows).all(|row| cells.width(row) <= usual);
    if 2 * n_agree < n_rows && !none_longer {
        return None;
    }
    let (mut n_cells, mut n_typed) = (0, 0);
    for row in 0..n_rows {
        for column in 0..cells.width(row).min(100) {
            n_cells += 1;
            n_typed += usize::from(is_typed(cells.cell(row, column)));
        }
    }
    let typed = n_typed as f64 / f64::from(n_cells.max(1));
    Some(n_agree as f64 / n_rows.max(1) as f64 * (1.0 + typed))
}

#[cfg(test)]
mod tests {
    use super::{Delimiter, delimiter};

    #[test]
    fn each_delimiter_is_found() {
        for (text, expected) in [
            ("time,status,arm\n5,1,a\n6,0,b\n", Delimiter::Comma),
            ("time;status;arm\n12,5;1;A\n3,25;0;B\n", Delimiter::Semicolon),
            ("1,5;2,5;3,5\n2,5;3,5;4,5\n", Delimiter::Semicolon),
            ("time\tstatus\tarm\n5\t1\tNew York\n6\t0\tRome\n", Delimiter::Tab),
            ("time|status\n5|1\n6|0\n", Delimiter::Pipe),
            ("site,time,status\nA|x,5,1\nB|y,6,0\n", Delimiter::Comma),
            ("  time status x\n1    9      1 M\n2   13      1 M\n", Delimiter::Spaces),
            ("time, status\n5, 1\n6, 0\n", Delimiter::Comma),
            ("id,when,t\n1,2020-01-31 12:30,5\n2,2020-02-01 10:00,6\n", Delimiter::Comma),
            ("5\n6+\n8\n", Delimiter::None),
            ("time\n1,5\n2,5\n", Delimiter::None),
            ("", Delimiter::None),
            ("# a: b, c\n# d; e\n5;1\n6;0\n", Delimiter::Semicolon),
            ("time\tstatus\tarm\n5\t1\tDose 20\n8\t0\tDose 10\n", Delimiter::Tab),
            ("5\t1\tDose 20\n8\t0\tDose 10\n", Delimiter::Tab),
            ("time\tstatus\tarm\n5\tdead\tArm 1\n8\tcensored\tArm 2\n", Delimiter::Tab),
            ("time,status,arm\n5,dead,Arm 1\n8,censored,Arm 2\n", Delimiter::Comma),
            ("time;status;arm\n5,5;dead;Arm 1\n8;censored;Arm 2\n", Delimiter::Semicolon),
            ("5,dead,Arm 1\n8,censored,Arm 2\n", Delimiter::Comma),
            ("1,5 0\n2,5 1\n", Delimiter::Spaces),
            ("a b c\n1,5 2,5 0\n2,5 3,5 1\n", Delimiter::Spaces),
            ("day,note\n1,\"a; b; c\"\n2,\"d; e; f\"\n", Delimiter::Comma),
        ] {
            assert_eq!(delimiter(text.as_bytes()), expected, "{text}");
        }
    }
}
