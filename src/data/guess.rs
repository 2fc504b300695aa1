//! Guesses which column is what, from names first and values second.
//!
//! - Time: a known name; else numbers with textbook marks; else a name with a word of time; else
//!   two date columns; else the column of numbers with the most distinct values. Not a column
//!   with many negative numbers, and by value alone no binary column, and a
//!   count of the rows only if there is nothing else.
//! - Status: a known name, else a name with a known word, else values such as dead/alive or 0/1.
//!   None where the times carry marks (`6+`).
//! - Group: a known name, else a name with a known word, else the first column of words that
//!   repeat, with 2 to 20 of them.
//! - Entry, id and strata by known names only. Covariates are never guessed.
//! - A table of unknown names over nothing but times is read as a column of times for each arm.
//!
//! A text that says itself what its columns are ([`declared`](super::declared)) is taken at its word.
//! What cannot be guessed stays `None`; [`gather`](super::gather()) then says what to choose.

use std::cmp::Reverse;

use super::date::{DateOrder, date};
use super::kinds::{Column, Kind};
use super::likeness::{Likeness, likeness};
use super::names;
use super::order::Dates;
use super::roles::{Layout, MAX_GROUPS, Roles};
use super::sheet::Sheet;

/// The roles of a sheet's columns, guessed.
pub(super) fn guess(sheet: &Sheet) -> Roles {
    if let Some(declared) = &sheet.declared {
        return declared.roles.clone();
    }
    let guesser = Guesser {
        sheet,
        columns: (0..sheet.n_columns())
            .filter_map(|at| Some((at, sheet.name(at), sheet.column(at)?)))
            .collect(),
    };
    if let Some(arms) = guesser.arms() {
        return Roles { layout: Layout::Arms, arms, ..Roles::default() };
    }
    let mut roles = Roles::default();
    guesser.time(&mut roles);
    guesser.entry(&mut roles);
    guesser.status(&mut roles);
    roles.strata = guesser.by_name(names::STRATA, |_| true, &roles);
    guesser.group(&mut roles);
    roles.id = guesser.by_name(names::ID, |_| true, &roles);
    roles
}

struct Guesser<'a> {
    sheet: &'a Sheet,
    columns: Vec<(usize, &'a str, &'a Column)>,
}

impl Guesser<'_> {
    /// The column whose whole name stands first in `list`, if it has no role yet.
    fn by_name(&self, list: &str, suits: impl Fn(&Column) -> bool, roles: &Roles) -> Option<usize> {
        let named = self.columns.iter().filter(|(at, _, column)| !is_taken(roles, *at) && suits(column));
        let ranked = named.filter_map(|&(at, name, _)| Some((names::place(name, list)?, at)));
        ranked.min().map(|(_, at)| at)
    }

    /// The first column that suits and has no role yet.
    fn first(&self, suits: impl Fn(&str, &Column) -> bool, roles: &Roles) -> Option<usize> {
        let mut free = self.columns.iter().filter(|(at, ..)| !is_taken(roles, *at));
        free.find(|(_, name, column)| suits(name, column)).map(|&(at, ..)| at)
    }

    fn time(&self, roles: &mut Roles) {
        let numbers = |column: &Column| may_be_time(self.sheet, column);
        let exact = self.columns.iter().filter(|(_, name, column)| {
            let is_status = names::place(name, names::STATUS).is_some() && likeness(column) != Likeness::None;
            column.kind == Kind::Number && !is_status
        });
        let exact = exact.filter_map(|&(at, name, _)| Some((names::place(name, names::TIME)?, at))).min();
        let by_word = |name: &str, column: &Column| {
            numbers(column)
                && likeness(column) == Likeness::None
                && names::has_word(name, names::TIME_WORDS)
                && !names::has_word(name, names::NOT_TIME_WORDS)
        };
        roles.time = exact
            .map(|(_, at)| at)
            .or_else(|| self.first(|_, column| numbers(column) && column.n_marked > 0, roles))
            .or_else(|| self.first(by_word, roles));
        if roles.time.is_none() {
            (roles.start, roles.end) = self.dates().unzip();
        }
        if roles.time.is_none() && roles.start.is_none() {
            // Last, a known name over cells that are no times: their rows are then listed.
            let words = |column: &Column| column.kind != Kind::Date && column.kind != Kind::Number;
            roles.time = self.most_distinct(numbers).or_else(|| self.by_name(names::TIME, words, roles));
        }
    }

    fn most_distinct(&self, numbers: impl Fn(&Column) -> bool) -> Option<usize> {
        let suits = self.columns.iter().filter(|(_, name, column)| {
            let other = [names::STATUS, names::GROUP, names::ID, names::STRATA];
            numbers(column)
                && likeness(column) == Likeness::None
                && !names::has_word(name, names::NOT_TIME_WORDS)
                && other.iter().all(|list| names::place(name, list).is_none())
        });
        suits
            .max_by_key(|(at, _, column)| (!column.counts_rows, column.n_levels, Reverse(*at)))
            .map(|&(at, ..)| at)
    }

    /// Start and end among the date columns: by name, else from left to right; exchanged if that
    /// puts most ends before their starts.
    fn dates(&self) -> Option<(usize, usize)> {
        let dates: Vec<(usize, &str)> = self
            .columns
            .iter()
            .filter(|(.., column)| column.kind == Kind::Date)
            .map(|&(at, name, _)| (at, name))
            .collect();
        let named = |words: &str, but: Option<usize>| {
            let mut others = dates.iter().filter(|(at, _)| Some(*at) != but);
            others.find(|(_, name)| names::has_word(name, words)).map(|&(at, _)| at)
        };
        let start = named(names::START_DATE_WORDS, None);
        let end = named(names::END_DATE_WORDS, start);
        let other = |known: Option<usize>| dates.iter().map(|&(at, _)| at).find(|&at| Some(at) != known);
        match (start, end) {
            (Some(start), Some(end)) => Some((start, end)),
            (Some(start), None) => Some((start, other(Some(start))?)),
            (None, Some(end)) => Some((other(Some(end))?, end)),
            (None, None) => {
                let first = other(None)?;
                let second = other(Some(first))?;
                Some(if self.mostly_after(first, second) { (second, first) } else { (first, second) })
            }
        }
    }

    /// Whether most dates of column `a` lie after those of column `b`.
    fn mostly_after(&self, a: usize, b: usize) -> bool {
        let month_first = |at| self.sheet.column(at).and_then(Column::dates) == Some(Dates::MonthFirst);
        let order =
            if month_first(a) || month_first(b) { DateOrder::MonthFirst } else { DateOrder::DayFirst };
        let day = |row, at| date(self.sheet.cells.cell(row, at), true).day(order);
        let pairs = self.sheet.rows().take(1000).filter_map(|row| Some((day(row, a)?, day(row, b)?)));
        let (n, n_after) = pairs.fold((0, 0), |(n, after), (a, b)| (n + 1, after + usize::from(a > b)));
        2 * n_after > n
    }

    fn entry(&self, roles: &mut Roles) {
        let Some(time) = roles.time else { return };
        let ends = names::place(self.sheet.name(time), names::END).is_some();
        let numbers = |column: &Column| may_be_time(self.sheet, column);
        let only_in_pairs = "start left time1";
        let entry = self.by_name(names::ENTRY, numbers, roles);
        roles.entry = entry.filter(|&at| ends || names::place(self.sheet.name(at), only_in_pairs).is_none());
    }

    fn status(&self, roles: &mut Roles) {
        if roles.time.and_then(|at| self.sheet.column(at)).is_some_and(|column| column.n_marked > 0) {
            return;
        }
        let few = |column: &Column| {
            let number = column.kind == Kind::Number && column.all_whole && column.n_levels <= 10;
            let words = matches!(column.kind, Kind::Category | Kind::Text) && column.n_levels <= 12;
            number || words
        };
        let by_word = |name: &str, column: &Column| {
            few(column) && names::has_word(name, names::STATUS_WORDS) && !names::has_word(name, "time date")
        };
        let by_values = |wanted: Likeness| {
            move |name: &str, column: &Column| {
                let is_group =
                    names::place(name, names::GROUP).is_some() || names::has_word(name, names::GROUP_WORDS);
                likeness(column) == wanted && !is_group
            }
        };
        roles.status = self
            .by_name(names::STATUS, few, roles)
            .or_else(|| self.first(by_word, roles))
            .or_else(|| self.first(by_values(Likeness::Words), roles))
            .or_else(|| self.first(by_values(Likeness::Binary), roles))
            .or_else(|| self.first(by_values(Likeness::OneTwo), roles).filter(|_| !self.sheet.header.found));
        if let Some(at) = roles.status {
            roles.event_values = self.sheet.event_values(at);
            roles.competing_values = self.sheet.competing_values(at, &roles.event_values);
            roles.missing_values = self.sheet.missing_values(at, &roles.event_values);
        }
    }

    fn group(&self, roles: &mut Roles) {
        let n_present =
            |column: &Column| self.sheet.rows().len() - column.n_missing.min(self.sheet.rows().len());
        let is_words = |column: &Column| matches!(column.kind, Kind::Category | Kind::Text);
        let named = |column: &Column| {
            let repeats = 2 * column.n_levels <= n_present(column) + 1;
            (1..=MAX_GROUPS).contains(&column.n_levels)
                && (is_words(column) || (column.kind == Kind::Number && repeats))
        };
        let several = |column: &Column| named(column) && column.n_levels >= 2;
        let by_word =
            |name: &str, column: &Column| several(column) && names::has_word(name, names::GROUP_WORDS);
        let by_values = |name: &str, column: &Column| {
            let other = names::place(name, names::ID).is_some() || names::has_word(name, names::REMARK_WORDS);
            let repeats = 2 * column.n_levels <= n_present(column) + 1;
            let words = column.kind == Kind::Category && several(column) && repeats;
            let codes = column.kind == Kind::Number
                && !self.sheet.header.found
                && several(column)
                && column.all_whole
                && column.n_levels <= 6;
            !other && (words || codes)
        };
        roles.group = self
            .by_name(names::GROUP, several, roles)
            .or_else(|| self.first(by_word, roles))
            .or_else(|| self.first(by_values, roles))
            .or_else(|| self.by_name(names::GROUP, named, roles));
    }

    /// The arms of a table that is nothing but columns of times under names of their own.
    fn arms(&self) -> Option<Vec<usize>> {
        if !self.sheet.header.found {
            return None;
        }
        let named: Vec<&(usize, &str, &Column)> =
            self.columns.iter().filter(|(_, name, _)| *name != "row").collect();
        let other = [names::STATUS, names::ID, names::ENTRY, names::END, names::STRATA, names::TIME];
        let is_times = |(_, name, column): &&&(usize, &str, &Column)| {
            may_be_time(self.sheet, column)
                && likeness(column) == Likeness::None
                && other.iter().all(|list| names::place(name, list).is_none())
                && !names::has_word(name, names::STATUS_WORDS)
                && !names::has_word(name, names::NOT_TIME_WORDS)
        };
        let n_timed = named.iter().filter(|(_, name, _)| names::has_word(name, names::TIME_WORDS)).count();
        let all = named.iter().filter(is_times).count() == named.len();
        let sound =
            all && (2..=MAX_GROUPS).contains(&named.len()) && (n_timed == 0 || n_timed == named.len());
        sound.then(|| named.iter().map(|(at, ..)| *at).collect())
    }
}

/// Numbers that may be times: at most a quarter of them negative, as bad cells are.
fn may_be_time(sheet: &Sheet, column: &Column) -> bool {
    column.kind == Kind::Number && 4 * column.n_negative <= sheet.rows().len() - column.n_missing
}

fn is_taken(roles: &Roles, at: usize) -> bool {
    [roles.time, roles.start, roles.end, roles.status, roles.group, roles.entry, roles.id, roles.strata]
        .contains(&Some(at))
}
