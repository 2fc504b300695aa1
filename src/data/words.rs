//! Cuts a line at runs of spaces and tabs, as R prints and writes tables.
//!
//! A cell in quotes may hold spaces, and `""` or `\"` for a quote, but no line break. A quote that
//! is not closed before the end of the line is a plain character, and so are all that follow.

use super::cells::Cells;

/// Adds the row on `line` and returns whether every quote was closed.
pub(super) fn add_words(cells: &mut Cells, bytes: &[u8], line: u32, quotes: bool) -> bool {
    let mut out = Vec::new();
    let mut rest = bytes.trim_ascii();
    let mut unclosed = false;
    while !rest.is_empty() {
        let inside = if quotes && !unclosed {
            rest.strip_prefix(b"\"")
        } else {
            None
        };
        if let Some(end) = inside.and_then(closing_quote) {
            let inside = inside.and_then(|inside| inside.get(..end)).unwrap_or(&[]);
            out.clear();
            // `""` and `\"` stand for one quote; without any, a backslash is a backslash.
            let any = inside.contains(&b'"');
            let mut escaped = false;
            for &byte in inside {
                escaped = any && !escaped && matches!(byte, b'\\' | b'"');
                if !escaped {
                    out.push(byte);
                }
            }
            cells.add_cell(&out);
            rest = rest.get(end + 2..).unwrap_or(&[]);
        } else {
            unclosed |= inside.is_some();
            let end = rest
                .iter()
                .position(u8::is_ascii_whitespace)
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            cells.add_cell(word);
            rest = after;
        }
        rest = rest.trim_ascii_start();
    }
    cells.end_row(line);
    !unclosed
}

/// Where the quote that was just opened closes: before a space or the end of the line.
fn closing_quote(inside: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match inside.get(at)? {
            b'\\' if inside.get(at + 1) == Some(&b'"') && inside.len() > at + 2 => at += 2,
            b'"' if inside.get(at + 1) == Some(&b'"') => at += 2,
            b'"' if inside.get(at + 1).is_none_or(u8::is_ascii_whitespace) => return Some(at),
            _ => at += 1,
        }
    }
}
