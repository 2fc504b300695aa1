//! Decides whether the day or the month comes first in a column of dates.
//!
//! A number above 12 cannot be a month, so one such cell settles it for the column. If the cells
//! contradict each other the majority wins, and the others are bad cells. If every cell can be
//! read both ways the answer is "ambiguous": a person is asked, nothing is guessed.

use serde::{Deserialize, Serialize};

use super::date::Date;

/// How the dates of a column can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// Every date has one reading, such as 2020-01-31 or 31 Jan 2020.
    Iso,
    /// Some cell can only be day, month, year.
    DayFirst,
    /// Some cell can only be month, day, year.
    MonthFirst,
    /// Every cell could be either.
    Ambiguous,
}

/// What the dates seen so far say about their order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading {
    day_first: usize,
    month_first: usize,
    either: usize,
}

impl Reading {
    /// Takes one date into account.
    pub(super) fn see(&mut self, date: Date) {
        match date {
            Date::Custom(a, b, _) if a <= 12 && b <= 12 && a != b => self.either += 1,
            Date::Custom(a, _, _) if a > 12 => self.day_first += 1,
            Date::Custom(_, b, _) if b > 12 => self.month_first += 1,
            _ => {}
        }
    }

    /// What two columns say together.
    pub(super) fn and(self, other: Reading) -> Reading {
        Reading {
            day_first: self.day_first + other.day_first,
            month_first: self.month_first + other.month_first,
            either: self.either + other.either,
        }
    }

    /// The verdict: the reading that more cells demand. Cells that demand the other are bad cells.
    pub(super) fn verdict(self) -> Dates {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Dates::DayFirst,
            std::cmp::Ordering::Less => Dates::MonthFirst,
            std::cmp::Ordering::Equal if self.either + self.day_first > 0 => Dates::Ambiguous,
            std::cmp::Ordering::Equal => Dates::Iso,
        }
    }
}

/// "3 April 2020 or March 4, 2020" for a date that can be read two ways; `None` for any other.
pub(super) fn both_readings(date: Date) -> Option<String> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let Date::Custom(a, b, year) = date else {
        return None;
    };
    let name = |month: u32| NAMES.get((month as usize).checked_sub(1)?);
    if a == b {
        return None;
    }
    Some(format!("{a} {} {year} or {} {b}, {year}", name(b)?, name(a)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::date::date;

    #[test]
    fn a_column_tells_its_order_or_is_ambiguous() {
        let verdict = |cells: &[&str]| {
            let mut reading = Reading::default();
            cells.iter().for_each(|cell| reading.see(date(cell.as_bytes(), false)));
            reading.verdict()
        };
        assert_eq!(verdict(&["2020-01-31", "Jan 3, 2020"]), Dates::Iso);
        assert_eq!(verdict(&["03/04/2020", "31/01/2020"]), Dates::DayFirst);
        assert_eq!(verdict(&["03/04/2020", "01/31/2020"]), Dates::MonthFirst);
        assert_eq!(verdict(&["03/04/2020", "05.05.2020"]), Dates::Ambiguous);
        assert_eq!(verdict(&["05/05/2020"]), Dates::Iso, "both readings are the same day");
        assert_eq!(verdict(&["13/01/2020", "01/13/2020"]), Dates::Ambiguous);
        assert_eq!(
            both_readings(date(b"03/04/2020", false)).as_deref(),
            Some("3 April 2020 or March 4, 2020")
        );
    }
}
