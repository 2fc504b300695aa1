//! Calendar dates as people write them, turned into days.
//!
//! Read are `2020-01-31`, `2020/1/31`, `20200131` (only where the column's name speaks of a
//! date), `31.01.2020`, `31/01/2020`, `01/31/2020`, `31-Jan-2020`, `31JAN2020`, `Jan 31, 2020`;
//! a time of day may follow ([`clock`](super::clock)). Month names are English. A date whose first two
//! numbers are both at most 12 can be read two ways; the column decides ([`Reading`](super::order::Reading)), or the
//! person does. A year of two digits is refused: nobody can know the century.

use serde::{Deserialize, Serialize};

/// How dates such as 03/04/2020 are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 3 April 2020.
    DayFirst,
    /// March 4, 2020.
    MonthFirst,
}

/// What a cell is when it is asked for a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Date {
    /// Days since 1 January 1970; there is one way to read it.
    Day(i32),
    /// Two numbers and a year whose order is a matter of custom.
    Custom(u32, u32, i32),
    /// The year has two digits.
    ShortYear,
    /// Written like a date, but there is no such day.
    NoSuchDay,
    /// Not written like a date.
    Not,
}

impl Date {
    /// The day under a custom of writing; `None` when there is none.
    pub(super) fn day(self, order: DateOrder) -> Option<i32> {
        match (self, order) {
            (Date::Day(day), _) => Some(day),
            (Date::Custom(day, month, year), DateOrder::DayFirst)
            | (Date::Custom(month, day, year), DateOrder::MonthFirst) => civil(year, month, day),
            _ => None,
        }
    }
}

/// Reads a trimmed cell as a date. `digits`: whether eight bare digits are one.
pub(super) fn date(cell: &[u8], digits: bool) -> Date {
    if cell.len() > 40 || !cell.iter().any(u8::is_ascii_digit) {
        return Date::Not;
    }
    let (first, rest) = piece(cell);
    if let (Piece::Number(all, 8), true, true) = (first, digits, rest.is_empty()) {
        let (month, day) = (all / 100 % 100, all % 100);
        return known((all / 10_000) as i32, month, day);
    }
    let (gap_a, rest) = gap(rest);
    let (second, rest) = piece(rest);
    let (gap_b, rest) = gap(rest);
    let (third, rest) = piece(rest);
    if !is_clock(rest) {
        return Date::Not;
    }
    let numeric_gaps = gap_a == gap_b && matches!(gap_a, b"-" | b"/" | b".");
    let word_gaps = [gap_a, gap_b].iter().all(|gap| gap.len() <= 2);
    match (first, second, third) {
        (Piece::Number(year, 4), Piece::Number(month, 1 | 2), Piece::Number(day, 1 | 2)) if numeric_gaps => {
            known(year as i32, month, day)
        }
        (Piece::Number(a, 1 | 2), Piece::Number(b, 1 | 2), Piece::Number(year, 4)) if numeric_gaps => {
            let year = year as i32;
            if civil(year, b, a).or(civil(year, a, b)).is_some() {
                Date::Custom(a, b, year)
            } else {
                Date::NoSuchDay
            }
        }
        (Piece::Number(_, 1 | 2), Piece::Number(_, 1 | 2), Piece::Number(_, 2)) if numeric_gaps => {
            Date::ShortYear
        }
        (Piece::Number(day, 1 | 2), Piece::Month(month), Piece::Number(year, 4))
        | (Piece::Month(month), Piece::Number(day, 1 | 2), Piece::Number(year, 4))
        | (Piece::Number(year, 4), Piece::Month(month), Piece::Number(day, 1 | 2))
            if word_gaps =>
        {
            known(year as i32, month, day)
        }
        (Piece::Number(..), Piece::Month(_), Piece::Number(_, 2))
        | (Piece::Month(_), Piece::Number(..), Piece::Number(_, 2))
            if word_gaps =>
        {
            Date::ShortYear
        }
        _ => Date::Not,
    }
}

fn known(year: i32, month: u32, day: u32) -> Date {
    civil(year, month, day).map_or(Date::NoSuchDay, Date::Day)
}

#[derive(Clone, Copy)]
enum Piece {
    /// Value and number of digits, at most 8.
    Number(u32, usize),
    Month(u32),
    Nothing,
}

/// The leading run of digits or letters, and what follows it.
fn piece(text: &[u8]) -> (Piece, &[u8]) {
    let run = |is: fn(&u8) -> bool| text.iter().take_while(|&b| is(b)).count();
    let digits = run(u8::is_ascii_digit);
    if digits > 0 {
        let (head, rest) = text.split_at(digits);
        if digits > 8 {
            return (Piece::Nothing, rest);
        }
        let value = head.iter().fold(0, |value, b| value * 10 + u32::from(b - b'0'));
        return (Piece::Number(value, digits), rest);
    }
    let (word, rest) = text.split_at(run(u8::is_ascii_alphabetic));
    (month(word).map_or(Piece::Nothing, Piece::Month), rest)
}

/// The signs between two pieces.
fn gap(text: &[u8]) -> (&[u8], &[u8]) {
    let length = text.iter().take_while(|&&b| matches!(b, b'-' | b'/' | b'.' | b',' | b' ')).count();
    text.split_at(length)
}

fn month(word: &[u8]) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let at = NAMES.iter().position(|name| {
        name.as_bytes() == word
            || (word.len() == 3 && name.as_bytes().starts_with(&word))
            || (word == b"sept" && *name == "september")
    })?;
    Some(at as u32 + 1)
}

/// Nothing, or a time of day such as `T12:30:00Z` or ` 9:05 PM`.
fn is_clock(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b'T' | b't' | b' ', rest @ ..] => {
            rest.contains(&b':') && rest.iter().all(|b| b.is_ascii_digit() || b":.,+- TZAPMzapm".contains(b))
        }
        _ => false,
    }
}

/// Days from 1 January 1970 to a day of the Gregorian calendar; `None` when there is no such day.
/// Years 1000 to 9999. Method: Hinnant, "chrono-compatible low-level date algorithms" (2013).
fn civil(year: i32, month: u32, day: u32) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1000..=9999).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    let (month, day) = (month as i32, day as i32);
    let y = if month <= 2 { year - 1 } else { year };
    let era = y / 400;
    let year_of_era = y - era * 400;
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(cell: &str) -> Option<i32> {
        date(cell.as_bytes(), true).day(DateOrder::DayFirst)
    }

    #[test]
    fn the_calendar_against_known_days() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2000-03-01"), Some(11_017));
        assert_eq!(day("2020-01-31"), Some(18_292));
        assert_eq!(day("1969-12-31"), Some(-1));
        assert_eq!(day("1600-02-29"), Some(-135_081));
    }

    #[test]
    fn one_day_in_many_ways() {
        for cell in [
            "2020/1/31",
            "20200131",
            "31.01.2020",
            "31/01/2020",
            "31-01-2020",
            "31-Jan-2020",
            "31JAN2020",
            "31 January 2020",
            "Jan 31, 2020",
            "January 31 2020",
            "2020-Jan-31",
            "2020-01-31T23:59:59Z",
            "2020-01-31 12:30",
            "2020-01-31T12:30:00+02:00",
            "1/31/2020",
        ] {
            let read = date(cell.as_bytes(), true);
            let found = read.day(DateOrder::DayFirst).or(read.day(DateOrder::MonthFirst));
            assert_eq!(found, Some(18_292), "{cell}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for cell in [
            "",
            "12.5",
            "1.234.567",
            "2020",
            "abc",
            "2020-01",
            "2020-01-31x",
            "31/01-2020",
            "1,2,2020",
            "31 x 2020",
            "2020-01-31T",
            "99999999999",
            "12 10 2020",
        ] {
            assert_eq!(date(cell.as_bytes(), true), Date::Not, "{cell}");
        }
        assert_eq!(date(b"20200131", false), Date::Not);
        for cell in ["2021-02-29", "1900-02-29", "31/31/2020", "30.02.2020", "2020-13-01", "20200230"] {
            assert_eq!(date(cell.as_bytes(), true), Date::NoSuchDay, "{cell}");
        }
        for cell in ["31/01/20", "01.02.99", "31-Jan-20"] {
            assert_eq!(date(cell.as_bytes(), true), Date::ShortYear, "{cell}");
        }
        assert!(day("2000-02-29").is_some() && day("2020-02-29").is_some());
    }
}
