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
        letter if is_wide(letter) => 1.0,
        _ => 0.64,
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

/// `text` in lines no wider than `room`, broken between words; a longer word is broken too. Nothing is left out.
pub(super) fn wrap(text: &str, room: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|line| width(line) <= room) {
            Some(line) => {
                lines.pop();
                lines.push(line);
            }
            // A script without spaces goes on where the line stands.
            None if word.starts_with(is_wide) && !lines.is_empty() => {
                let line = lines.pop().unwrap_or_default();
                lines.extend(broken(&format!("{line} {word}"), room, &width));
            }
            None => lines.extend(broken(word, room, &width)),
        }
    }
    lines
}

/// Whether a line may end at this sign: at spaces but those that hold a number and its unit together.
fn breaks(sign: char) -> bool {
    sign.is_whitespace() && !matches!(sign, '\u{a0}' | '\u{202f}')
}

/// A long word may be broken after these.
const MARKS: [char; 8] = ['-', '/', '+', '_', ',', ';', ':', ')'];

/// Whether `wrap` would have to break a word where no reader would: between two letters of a script that writes words apart.
pub(super) fn tears(text: &str, room: f64, width: impl Fn(&str) -> f64) -> bool {
    let may_end = |sign: char| breaks(sign) || MARKS.contains(&sign) || is_wide(sign);
    text.split_inclusive(may_end).any(|part| width(part.trim_end_matches(breaks)) > room)
}

/// Scripts whose lines may end after any sign.
fn is_wide(sign: char) -> bool {
    sign as u32 >= 0x2e80
}

/// A word in pieces no wider than `room`: broken after a sign of a wide script, or after a mark such as a hyphen
/// if one stands in the last two thirds of the piece, else between any two letters.
fn broken(word: &str, room: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let (mut pieces, mut rest) = (Vec::new(), word);
    while !rest.is_empty() && width(rest) > room {
        let ends: Vec<usize> = ends(rest);
        let fitting = ends.partition_point(|&end| width(&rest[..end]) <= room).max(1);
        let marked = |&&end: &&usize| rest[..end].ends_with(MARKS);
        let last = &ends[fitting - 1];
        let at = match rest[..*last].ends_with(is_wide) {
            true => last,
            false => ends[fitting / 3..fitting].iter().rfind(marked).unwrap_or(last),
        };
        let (piece, left) = rest.split_at(*at);
        pieces.push(piece.trim_end().to_owned());
        rest = left;
    }
    if !rest.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

/// Where the letters of `text` end, in bytes; what sits on a letter or is joined to it belongs to it.
fn ends(text: &str) -> Vec<usize> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let parted = |pair: &&[(usize, char)]| !joins(pair[1].1) && pair[0].1 != JOINER;
    letters.windows(2).filter(parted).map(|pair| pair[1].0).chain([text.len()]).collect()
}

/// Joins two signs to one.
const JOINER: char = '\u{200d}';

/// Whether a sign sits on the one before it: accents and vowel signs of the scripts that have them, signs that choose
/// the look of an emoji.
fn joins(sign: char) -> bool {
    matches!(sign,
        JOINER | '\u{2068}' | '\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{981}'..='\u{983}'
        | '\u{9bc}'..='\u{9cd}' | '\u{bbe}'..='\u{bcd}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
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

    #[test]
    fn long_words_are_broken_and_nothing_is_left_out() {
        let width = |text: &str| text.chars().count() as f64;
        assert_eq!(wrap("Pembrolizumab-Chemotherapy", 15.0, width), ["Pembrolizumab-", "Chemotherapy"]);
        assert_eq!(wrap("a Chemotherapy", 5.0, width), ["a", "Chemo", "thera", "py"]);
        assert_eq!(wrap("間葉系幹細胞", 4.0, width), ["間葉系幹", "細胞"]);
        assert_eq!(wrap("[4] 間葉系幹細胞", 6.0, width), ["[4] 間葉", "系幹細胞"]);
        assert_eq!(wrap("abc 間葉系", 4.0, width), ["abc", "間葉系"]);
        assert!(tears("a Chemotherapy", 5.0, width) && !tears("a Chemo-therapy+x", 8.0, width));
        assert!(!tears("間葉系幹細胞", 2.0, width) && !tears("up to 5", 2.0, width));
        assert_eq!(wrap("up to 33\u{202f}%", 6.0, width), ["up to", "33\u{202f}%"]);
        // An accent stays on its letter, a family of emoji together; what has no room at all stands alone.
        assert_eq!(wrap("e\u{301}e\u{301}", 1.0, width), ["e\u{301}", "e\u{301}"]);
        assert_eq!(wrap("👩\u{200d}🔬ab", 3.0, width), ["👩\u{200d}🔬", "ab"]);
        assert_eq!(wrap("ab", 0.0, width), ["a", "b"]);
    }
}
