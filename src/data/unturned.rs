//! Takes out of a text the signs that turn the direction of what stands after them.
//!
//! A name that held one would reorder the words and numbers of the page beside it, so that a reader sees another
//! number than is written there ("Trojan Source", CVE-2021-42574). They are not seen, and no cell needs them: what
//! letters of a script need for their own direction is in the letters.

use std::borrow::Cow;

/// Marks, embeddings, overrides and isolates of the Unicode bidirectional algorithm.
pub(crate) fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text without them; most texts have none and are not copied.
pub(super) fn unturned(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(turns_text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(turns_text, ""))
}

/// A name as part of a longer text: with letters that run from right to left it is set apart, or it would carry along the
/// words and numbers beside it. Any other name stays as it is, and what is set apart already.
pub fn isolated(name: &str) -> Cow<'_, str> {
    let runs_left = |c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}')
    };
    if name.contains(runs_left) && !name.contains('\u{2068}') {
        ["\u{2068}", name, "\u{2069}"].concat().into()
    } else {
        name.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_direction_are_taken_out_and_nothing_else() {
        assert_eq!(unturned("a\u{202e}b\u{2066}c\u{2069}\u{200f}\u{61c}"), "abc");
        for text in ["plain, 12.5\n", "מטופל", "می\u{200c}خواهم", "a\u{200d}b\u{a0}\u{202f}%"] {
            assert!(matches!(unturned(text), Cow::Borrowed(same) if same == text));
        }
    }
}
