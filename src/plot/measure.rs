//! How wide text is. Every surface has its own answer; plotters' own is never asked (in a browser
//! it would write a styled element into the page, which the page's policy forbids).

/// Tells the width of a line of text in CSS pixels.
pub trait Measure {
    /// Width of `text` at font size `size` (CSS pixels), bold or not.
    fn width(&self, text: &str, size: f64, bold: bool) -> f64;
}

/// A rough table for surfaces that cannot measure: generous, so that what fits it fits in truth.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rough;

impl Measure for Rough {
    fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let em: f64 = text.chars().map(em_width).sum();
        em * size * if bold { 1.1 } else { 1.0 }
    }
}

/// Width of a letter in units of the font size; wide scripts count a whole one.
fn em_width(letter: char) -> f64 {
    match letter {
        // Set a name apart, and are not seen.
        '\u{2068}' | '\u{2069}' => 0.0,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '\u{202f}' => 0.32,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '-' | 'I' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' => 0.98,
        'A'..='Z' => 0.75,
        letter if (letter as u32) < 0x2e80 => 0.64,
        _ => 1.0,
    }
}

/// `text`, or as much of it as fits into `room` with an ellipsis in its middle: names of arms often
/// differ at their end.
pub(super) fn fit(text: &str, room: f64, width: impl Fn(&str) -> f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = |kept: usize| {
        let (head, tail) = (kept - kept / 2, kept / 2);
        letters[..head].iter().chain(&['…']).chain(&letters[letters.len() - tail..]).collect::<String>()
    };
    let kept = (1..letters.len()).rev().find(|&kept| width(&cut(kept)) <= room).unwrap_or(1);
    cut(kept)
}

/// `text` in lines no wider than `room`, broken between words; a longer word is cut.
pub(super) fn wrap(text: &str, room: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|line| width(line) <= room) {
            Some(line) => {
                lines.pop();
                lines.push(line);
            }
            None => lines.push(fit(word, room, &width)),
        }
    }
    lines
}

/// The same in at most `most` lines; what is left is cut in the last.
pub(super) fn wrap_to(text: &str, room: f64, most: usize, width: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines = wrap(text, room, &width);
    if lines.len() > most && most > 0 {
        let last = lines.split_off(most - 1).join(" ");
        lines.push(fit(&last, room, &width));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut() {
        let width = |text: &str| Rough.width(text, 12.0, false);
        assert_eq!(fit("short", 100.0, width), "short");
        let cut = fit("a very long name of a treatment group", 100.0, width);
        assert!(cut.starts_with("a very") && cut.ends_with("group") && width(&cut) <= 100.0, "{cut}");
        assert_eq!(fit("xy", 0.0, width), "x…");
        assert_eq!(fit("x", 0.0, width), "x…");
        assert_eq!(fit("", 0.0, width), "");
    }

    #[test]
    fn text_is_broken_between_words_and_cut_in_the_last_line() {
        let width = |text: &str| text.chars().count() as f64;
        assert_eq!(wrap("one two three", 7.0, width), ["one two", "three"]);
        assert_eq!(wrap_to("one two three four five", 7.0, 2, width), ["one two", "thr…ive"]);
        assert_eq!(wrap_to("short", 7.0, 2, width), ["short"]);
        assert!(wrap_to("", 7.0, 2, width).is_empty());
    }
}
