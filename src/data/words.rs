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
        let inside = if quotes && !unclosed { rest.strip_prefix(b"\"") } else { None };
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
            let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> (Vec<String>, bool) {
        let mut cells = Cells::with_capacity(0);
        let closed = add_words(&mut cells, line.as_bytes(), 1, true);
        let text = |at| String::from_utf8_lossy(cells.cell(0, at)).into_owned();
        ((0..cells.width(0)).map(text).collect(), closed)
    }

    #[test]
    fn runs_of_spaces_and_quotes() {
        assert_eq!(
            words("  time \t \"my arm\" x "),
            (vec!["time".into(), "my arm".into(), "x".into()], true)
        );
        assert_eq!(
            words(r#"1 "6-MP daily" "a \"b\" c" "d ""e""" "c:\f""#).0,
            ["1", "6-MP daily", "a \"b\" c", "d \"e\"", r"c:\f"]
        );
        assert_eq!(words("5\"7 x").0, ["5\"7", "x"], "a quote inside a word is a sign like any other");
    }

    #[test]
    fn an_unclosed_quote_is_a_plain_character() {
        assert_eq!(words("2 \"open d"), (vec!["2".into(), "\"open".into(), "d".into()], false));
        assert!(!words(&"\"a ".repeat(50_000)).1, "and the rest of the line is not searched again");
    }
}
