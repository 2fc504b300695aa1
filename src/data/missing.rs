//! Which cells say nothing.
//!
//! Missing are, in any case of letters: the empty cell, `.`, `-`, `–`, `—`, `NA`, `N/A`, `#N/A`,
//! `<NA>` (R prints it), `NaN` and `null`. The word `none` is not missing: it is an answer
//! ("relapse / none").

/// Whether a trimmed cell says nothing.
pub(super) fn is_missing(cell: &[u8]) -> bool {
    match cell {
        [] | [b'.' | b'-'] => true,
        [first, ..] if first.is_ascii_digit() || cell.len() > 4 => false,
        _ => {
            let word = |w: &str| cell.eq_ignore_ascii_case(w.as_bytes());
            word("na")
                || word("nan")
                || word("n/a")
                || word("#n/a")
                || word("<na>")
                || word("null")
                || cell == "–".as_bytes()
                || cell == "—".as_bytes()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_missing;

    #[test]
    fn the_usual_words_are_missing() {
        for cell in ["", "NA", "na", ".", "NaN", "null", "NULL", "-", "–", "N/A", "#N/A", "<NA>"] {
            assert!(is_missing(cell.as_bytes()), "{cell}");
        }
        for cell in ["0", "none", "no", "n", "-1", "..", "nab", "inf"] {
            assert!(!is_missing(cell.as_bytes()), "{cell}");
        }
    }
}
