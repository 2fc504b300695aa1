//! What kind of values a column holds.
//!
//! A column is numbers or dates if more than half of its cells are and no other word repeats, or
//! if nine in ten are: the odd cells are then bad cells. Else it is a category if its values
//! repeat (at most 20 levels, or two cells a level), and text if not. Textbook times (`6+`) are
//! numbers. A column of missing cells is empty.

use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::clock::{Clock, clock};
use super::codes::Codes;
use super::date::{Date, date};
use super::decimal::Decimal;
use super::further::MAX_CATEGORIES;
use super::levels::{Level, Texts};
use super::missing::is_missing;
use super::names;
use super::number::{Number, marked, plain};
use super::order::{Dates, Reading};

/// How many levels of a column are listed.
pub(super) const MAX_LISTED_LEVELS: usize = 20;

/// The kinds of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Numbers, perhaps with textbook censoring marks.
    Number,
    /// Calendar dates.
    Date,
    /// Words that repeat.
    Category,
    /// Words that do not repeat.
    Text,
    /// Nothing but missing cells.
    Empty,
}

/// What one pass over a column found.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) kind: Kind,
    pub(super) n_missing: usize,
    /// The first levels, at most [`MAX_LISTED_LEVELS`].
    pub(super) levels: Vec<Level>,
    pub(super) n_levels: usize,
    /// All levels, where they are few enough for a category of a model.
    pub(super) categories: Vec<Level>,
    /// Cells that are neither missing nor a number nor a date.
    pub(super) n_words: usize,
    /// Cells such as `6+`.
    pub(super) n_marked: usize,
    pub(super) n_negative: usize,
    pub(super) all_whole: bool,
    /// From 0 or 1 on, each number is the one above it plus one: the rows are counted here.
    pub(super) counts_rows: bool,
    pub(super) reading: Reading,
    /// Dates with a time of day other than midnight.
    n_clocks: usize,
    /// Which text each row has, where they are few.
    pub(super) codes: Codes,
}

impl Column {
    /// Whether some of its dates have a time of day; midnight throughout does not count.
    pub(super) fn has_clock(&self) -> bool {
        self.kind == Kind::Date && self.n_clocks > 0
    }

    /// How its dates can be read; `None` where it holds no dates.
    pub(super) fn dates(&self) -> Option<Dates> {
        (self.kind == Kind::Date).then(|| self.reading.verdict())
    }
}

/// What one cell is by itself.
#[derive(Clone, Copy)]
enum Cell {
    /// The date, and whether it has a time of day other than midnight.
    Date(Date, bool),
    /// The value and whether it is marked as censored; infinite values are not whole.
    Number(f64, bool),
    Word,
}

impl Cell {
    fn read(cell: &[u8], bare: bool, decimal: Decimal) -> Cell {
        // Digits with one mark at most are no date, unless eight bare digits may be one.
        if !bare && let Some(value) = plain(cell, decimal) {
            return Cell::Number(value, false);
        }
        if cell.len() >= 6 {
            let date = date(cell, bare);
            if date != Date::Not {
                let clock = !matches!(clock(cell), Clock::None | Clock::At(0.0, _));
                return Cell::Date(date, clock);
            }
        }
        match marked(cell, decimal) {
            (Number::Finite(value), mark) => Cell::Number(value, mark),
            (Number::Infinite, mark) => Cell::Number(f64::INFINITY, mark),
            (Number::Not, _) => Cell::Word,
        }
    }
}

/// Whether eight digits in a column of this name are a date.
pub(super) fn may_be_bare_date(name: &str) -> bool {
    names::has_word(name, "date dt dtc datum adt dat")
}

/// Looks at every cell of a column from row `first` on.
pub(super) fn column(cells: &Cells, first: usize, at: usize, name: &str, decimal: Decimal) -> Column {
    let bare = may_be_bare_date(name);
    let mut texts = Texts::default();
    let mut seen = Column {
        kind: Kind::Empty,
        n_missing: 0,
        levels: Vec::new(),
        n_levels: 0,
        categories: Vec::new(),
        n_words: 0,
        n_marked: 0,
        n_negative: 0,
        all_whole: true,
        counts_rows: true,
        reading: Reading::default(),
        n_clocks: 0,
        codes: Codes::with_capacity(cells.n_rows().saturating_sub(first)),
    };
    let mut few = true;
    let (mut n_numbers, mut n_dates, mut last) = (0_usize, 0_usize, None);
    let (mut repeats, mut others): (bool, Vec<usize>) = (false, Vec::new());
    let mut read: Vec<Cell> = Vec::new();
    for row in first..cells.n_rows() {
        let cell = cells.cell(row, at);
        if is_missing(cell) {
            seen.n_missing += 1;
            few = few && seen.codes.push(None);
            continue;
        }
        let text = texts.see(cell);
        few = few && seen.codes.push(text);
        // A text that was met before need not be read again.
        let cell = match text.and_then(|at| read.get(at)) {
            Some(&known) => known,
            None => {
                let cell = Cell::read(cell, bare, decimal);
                if text.is_some() {
                    read.push(cell);
                }
                cell
            }
        };
        match cell {
            Cell::Word => {
                seen.n_words += 1;
                let text = text.unwrap_or(usize::MAX);
                repeats |= others.contains(&text);
                if others.len() < MAX_LISTED_LEVELS {
                    others.push(text);
                }
            }
            Cell::Date(date, clock) => {
                n_dates += 1;
                seen.n_clocks += usize::from(clock);
                seen.reading.see(date);
            }
            Cell::Number(value, mark) => {
                n_numbers += 1;
                seen.n_marked += usize::from(mark);
                seen.n_negative += usize::from(value < 0.0);
                seen.all_whole = seen.all_whole && value.fract() == 0.0;
                seen.counts_rows &=
                    last.map_or(value == 0.0 || value == 1.0, |last: f64| value == last + 1.0);
                last = Some(value);
            }
        }
    }
    let n_present = cells.n_rows().saturating_sub(first) - seen.n_missing;
    let mostly = |n: usize| 10 * n >= 9 * n_present || (2 * n > n_present && !repeats);
    let levels = texts.levels(decimal, MAX_LISTED_LEVELS);
    seen.n_levels = levels.n;
    if levels.n <= MAX_CATEGORIES {
        seen.categories = texts.levels(decimal, MAX_CATEGORIES).listed;
    }
    seen.kind = if n_present == 0 {
        Kind::Empty
    } else if n_numbers > 0 && mostly(n_numbers) {
        Kind::Number
    } else if n_dates > 0 && mostly(n_dates) {
        Kind::Date
    } else if seen.n_levels * 2 <= n_present
        || (seen.n_levels <= MAX_LISTED_LEVELS && (seen.n_levels < n_present || n_present <= 2))
    {
        Kind::Category
    } else {
        Kind::Text
    };
    seen.levels = levels.listed;
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::cut::cut;
    use crate::data::delimiter::Delimiter;

    fn of(cells: &str, name: &str) -> Column {
        let cut = cut(cells.replace(' ', "\n").as_bytes(), Delimiter::None);
        column(&cut.cells, 0, 0, name, Decimal::Point)
    }

    #[test]
    fn kinds() {
        assert_eq!(of("1 2 3 NA", "x").kind, Kind::Number);
        assert_eq!(of("1 2 3 abc", "x").kind, Kind::Number);
        assert_eq!(of("6+ 7 8*", "x").kind, Kind::Number);
        assert_eq!(of("10 20 placebo placebo 10", "x").kind, Kind::Category);
        assert_eq!(of("a b a b", "x").kind, Kind::Category);
        assert_eq!(of("a b c d", "x").kind, Kind::Text);
        assert_eq!(of("NA . NA", "x").kind, Kind::Empty);
        assert_eq!(of("2020-01-31 2020-02-01 x", "x").kind, Kind::Date);
        assert_eq!(of("20200131 20200201", "start_date").kind, Kind::Date);
        assert_eq!(of("20200131 20200201", "code").kind, Kind::Number);
    }

    #[test]
    fn what_a_number_column_tells() {
        let ids = of("1 2 3 4", "x");
        assert!(ids.counts_rows && ids.all_whole && ids.n_negative == 0);
        let times = of("6+ 7.5 -1", "x");
        assert!(!times.counts_rows && !times.all_whole && times.n_negative == 1);
        assert_eq!(times.n_marked, 1);
        assert_eq!(of("31/01/2020 03/04/2020", "x").dates(), Some(Dates::DayFirst));
        assert_eq!(of("1 2", "x").dates(), None);
    }
}
