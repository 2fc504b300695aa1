//! Numbers as people write them.
//!
//! `12.5`, `12,5`, `1,234.5`, `1.234,5`, `1 234`, `1'234`, `+5`, `−5` (U+2212), `1e3`, and
//! no-break and thin spaces between groups of three digits. Which of comma and point is the
//! decimal mark is decided once for the whole sheet by [`decide`](super::decimal::decide); the other one groups
//! thousands. A group has exactly three digits, so `12.5` is no number where the comma is the
//! decimal mark: refused rather than guessed. `inf` is a number that is not finite; `nan` is
//! missing and never comes here.

use super::decimal::Decimal;

/// What a cell is when it is asked for a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Finite(f64),
    /// Infinite, or too large to be held.
    Infinite,
    Not,
}

impl Number {
    /// The value when there is a finite one.
    pub(super) fn finite(self) -> Option<f64> {
        match self {
            Number::Finite(value) => Some(value),
            _ => None,
        }
    }
}

/// Powers of ten that a double holds exactly and a 15-digit number needs.
const POW10: [f64; 16] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Longer cells are no numbers; nobody writes them, and they need not be copied.
pub(super) const MAX_LENGTH: usize = 400;

/// Reads a trimmed cell as a number.
pub(super) fn number(cell: &[u8], decimal: Decimal) -> Number {
    match plain(cell, decimal) {
        Some(value) => Number::Finite(value),
        None => careful(cell, decimal),
    }
}

/// Digits with at most one decimal mark. Both parts of the quotient are exact in a double, so the
/// result is the correctly rounded value (Clinger 1990).
pub(super) fn plain(cell: &[u8], decimal: Decimal) -> Option<f64> {
    if cell.len() > 16 {
        return None;
    }
    let mark = match decimal {
        Decimal::Point => b'.',
        Decimal::Comma => b',',
    };
    let (whole, rest) = digits(0, cell);
    let (value, decimals) = match rest {
        [] => (whole, 0),
        [first, decimals @ ..] if *first == mark => match digits(whole, decimals) {
            (value, []) => (value, decimals.len()),
            _ => return None,
        },
        _ => return None,
    };
    let n_digits = cell.len() - usize::from(!rest.is_empty());
    if n_digits == 0 || n_digits > 15 {
        return None;
    }
    Some(value as f64 / POW10.get(decimals)?)
}

/// `value` with the leading digits of `text` written behind it, and what follows them. At most 16.
fn digits(mut value: u64, text: &[u8]) -> (u64, &[u8]) {
    let mut rest = text;
    while let [byte @ b'0'..=b'9', after @ ..] = rest {
        value = value * 10 + u64::from(byte - b'0');
        rest = after;
    }
    (value, rest)
}

/// Everything [`plain`] leaves: signs, groups, exponents, many digits.
fn careful(cell: &[u8], decimal: Decimal) -> Number {
    let Some(text) = Some(cell)
        .filter(|cell| cell.len() <= MAX_LENGTH && may_be_number(cell))
        .and_then(|cell| std::str::from_utf8(cell).ok())
    else {
        return Number::Not;
    };
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if ["inf", "infinity", "∞"].contains(&text.to_ascii_lowercase().as_str()) {
        return Number::Infinite;
    }
    let Some(value) = canonical(text, decimal).and_then(|text| text.parse::<f64>().ok()) else {
        return Number::Not;
    };
    if !value.is_finite() {
        return Number::Infinite;
    }
    Number::Finite(if negative { -value } else { value })
}

/// Whether a cell has a digit or begins as "inf" does: most words are turned away here.
fn may_be_number(cell: &[u8]) -> bool {
    matches!(cell.trim_ascii_start(), [b'i' | b'I' | b'+' | b'-' | 0x80.., ..])
        || cell.iter().any(u8::is_ascii_digit)
}

/// The unsigned number with `.` before the decimals and nothing between the thousands; `None` if
/// it is not written as one.
fn canonical(text: &str, decimal: Decimal) -> Option<String> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text, "0"),
    };
    let (mark, thousands) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, decimals) = mantissa.split_once(mark).unwrap_or((mantissa, ""));
    let digits_only = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let power = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if !digits_only(decimals) || power.is_empty() || !digits_only(power) {
        return None;
    }
    let whole = match whole.find(|c: char| !c.is_ascii_digit()) {
        None => whole.to_owned(),
        Some(at) => {
            let separator = whole.get(at..)?.chars().next()?;
            let spaces = [' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '’'];
            if separator != thousands && !spaces.contains(&separator) {
                return None;
            }
            let mut groups = whole.split(separator);
            let first = groups.next()?;
            let sound = matches!(first.len(), 1..=3) && digits_only(first) && !first.starts_with('0');
            if !sound || !groups.clone().all(|group| group.len() == 3 && digits_only(group)) {
                return None;
            }
            whole.split(separator).collect()
        }
    };
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    Some(format!("{whole}.{decimals}0e{exponent}"))
}

/// A time as textbooks print it: `6+`, `6 +`, `6*` and `>6` were censored at 6.
///
/// Returns the number and whether it carries such a mark.
pub(super) fn marked(cell: &[u8], decimal: Decimal) -> (Number, bool) {
    let bare = match cell {
        [rest @ .., b'+' | b'*'] => rest,
        [b'>', rest @ ..] => rest,
        _ => return (number(cell, decimal), false),
    };
    (number(bare.trim_ascii(), decimal), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(cell: &str) -> Option<f64> {
        number(cell.as_bytes(), Decimal::Point).finite()
    }

    fn comma(cell: &str) -> Option<f64> {
        number(cell.as_bytes(), Decimal::Comma).finite()
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (cell, value) in [
            ("0", 0.0),
            ("12.5", 12.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("1,234.5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("1 234", 1234.0),
            ("1\u{a0}234.25", 1234.25),
            ("1\u{202f}234", 1234.0),
            ("1'234", 1234.0),
            ("+5", 5.0),
            ("-5", -5.0),
            ("−5.5", -5.5),
            ("1e3", 1000.0),
            ("1.5E-2", 0.015),
            ("0.1", 0.1),
            ("123456789012345678", 123_456_789_012_345_680.0),
            ("0.30000000000000004", 0.300_000_000_000_000_04),
        ] {
            assert_eq!(point(cell), Some(value), "{cell}");
        }
        for (cell, value) in [("12,5", 12.5), ("1.234,5", 1234.5), ("1.234", 1234.0), (",5", 0.5)] {
            assert_eq!(comma(cell), Some(value), "{cell}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for cell in [
            "",
            "abc",
            "1.2.3",
            "12,5",
            "1,23",
            "1,2345",
            "0,123",
            "1,234 567",
            "1e",
            "e5",
            "1e+",
            "--5",
            "5-",
            ".",
            "+",
            "1 2",
            "1,",
            "0x10",
            "5 days",
            "1e5e5",
            "𝟙",
        ] {
            assert_eq!(number(cell.as_bytes(), Decimal::Point), Number::Not, "{cell}");
        }
        assert_eq!(comma("12.5"), None);
        for cell in ["inf", "-Inf", "Infinity", "1e999"] {
            assert_eq!(number(cell.as_bytes(), Decimal::Point), Number::Infinite, "{cell}");
        }
    }

    #[test]
    fn textbook_marks() {
        for cell in ["6+", "6 +", "6*", ">6", "> 6"] {
            let (value, censored) = marked(cell.as_bytes(), Decimal::Point);
            assert_eq!((value, censored), (Number::Finite(6.0), true), "{cell}");
        }
        assert_eq!(marked(b"6", Decimal::Point), (Number::Finite(6.0), false));
        assert_eq!(marked(b"+", Decimal::Point), (Number::Not, true));
    }
}
