//! Times counted between two dates.
//!
//! Where no cell has a time of day, whole days are counted. Where the cells have one it counts: the unit is minutes if
//! nobody was followed for 2 hours, hours if half were followed for less than 14 days, else days with decimals. It is
//! dropped only where a person chose whole days, or where one of the two columns has none; both are said.

use serde::{Deserialize, Serialize};

use super::clock::{Clock, clock, later};
use super::date::{Date, DateOrder, date};
use super::faults::{Fault, Reason};
use super::kinds::Column;
use super::missing::is_missing;
use super::order::{Dates, both_readings};
use super::problem::Failure;
use super::roles::Roles;
use super::sheet::Sheet;
use crate::order::ascending;

const DAY: f64 = 86_400.0;
/// Up to here times are told in minutes, in seconds.
const MINUTES_UP_TO: f64 = 2.0 * 3600.0;
/// Up to here, at the median, in hours.
const HOURS_UP_TO: f64 = 14.0 * DAY;

/// In which unit times between two dates are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateUnit {
    /// Minutes, by date and time of day.
    Minutes,
    /// Hours, by date and time of day.
    Hours,
    /// Days with decimals, by date and time of day.
    Days,
    /// Days from date to date; a time of day does not count.
    WholeDays,
}

impl DateUnit {
    /// What the unit is called.
    pub fn name(self) -> &'static str {
        match self {
            DateUnit::Minutes => "minutes",
            DateUnit::Hours => "hours",
            DateUnit::Days | DateUnit::WholeDays => "days",
        }
    }

    fn seconds(self) -> f64 {
        match self {
            DateUnit::Minutes => 60.0,
            DateUnit::Hours => 3600.0,
            DateUnit::Days | DateUnit::WholeDays => DAY,
        }
    }
}

/// Two columns of dates and how the time between them is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    start: usize,
    pub(super) end: usize,
    order: DateOrder,
    pub(super) unit: DateUnit,
    /// A date without a time of day counts from midnight.
    from_midnight: bool,
    /// Whether cells have times of day that do not count.
    pub(super) drops_clock: bool,
}

impl Between {
    /// Asks for the order of day and month where the cells leave it open.
    pub(super) fn new(sheet: &Sheet, roles: &Roles, start: usize, end: usize) -> Result<Self, Failure> {
        let order = match roles.date_order {
            Some(order) => order,
            None => date_order(sheet, start, end)?,
        };
        let has_clock = [start, end].iter().any(|&at| sheet.column(at).is_some_and(Column::has_clock));
        let mut between = Between {
            start,
            end,
            order,
            unit: DateUnit::WholeDays,
            from_midnight: roles.date_unit.is_some(),
            drops_clock: false,
        };
        if has_clock {
            between.unit = roles.date_unit.unwrap_or_else(|| between.unit_of(sheet));
            between.drops_clock = between.unit == DateUnit::WholeDays;
        }
        Ok(between)
    }

    /// The unit that suits the times; whole days where more than one row in ten lacks a time of day.
    fn unit_of(&self, sheet: &Sheet) -> DateUnit {
        let exact = Between { unit: DateUnit::Days, ..*self };
        let (mut seconds, mut n_less) = (Vec::new(), 0);
        for row in sheet.rows() {
            match exact.seconds(sheet, row) {
                Ok(time) => seconds.push(time),
                Err(Fault { reason: Reason::NoClock, .. }) => n_less += 1,
                Err(_) => {}
            }
        }
        if 10 * n_less > n_less + seconds.len() || seconds.is_empty() {
            return DateUnit::WholeDays;
        }
        let sorted = ascending(&seconds);
        let at = |i: usize| sorted.get(i).and_then(|&i| seconds.get(i as usize)).copied().unwrap_or(0.0);
        if at(seconds.len() - 1) < MINUTES_UP_TO {
            DateUnit::Minutes
        } else if at(seconds.len() / 2) < HOURS_UP_TO {
            DateUnit::Hours
        } else {
            DateUnit::Days
        }
    }

    /// The time of a row in the unit.
    pub(super) fn time(&self, sheet: &Sheet, row: usize) -> Result<f64, Fault> {
        let seconds = self.seconds(sheet, row)?;
        if seconds < 0.0 {
            return Err(Fault { column: self.end, reason: Reason::EndBeforeStart });
        }
        Ok(seconds / self.unit.seconds())
    }

    fn seconds(&self, sheet: &Sheet, row: usize) -> Result<f64, Fault> {
        let cell = |column| sheet.cells.cell(row, column);
        let day = |column| day_of(cell(column), self.order).map_err(|reason| Fault { column, reason });
        let days = f64::from(day(self.end)? - day(self.start)?);
        if self.unit == DateUnit::WholeDays {
            return Ok(days * DAY);
        }
        let clock = |column| match clock(cell(column)) {
            Clock::None if self.from_midnight => Ok(Clock::At(0.0, None)),
            Clock::None => Err(Fault { column, reason: Reason::NoClock }),
            Clock::NoSuchTime => Err(Fault { column, reason: Reason::NoSuchTime }),
            read => Ok(read),
        };
        Ok(days * DAY + later(clock(self.start)?, clock(self.end)?).unwrap_or(0.0))
    }
}

fn day_of(cell: &[u8], order: DateOrder) -> Result<i32, Reason> {
    if is_missing(cell) {
        return Err(Reason::Missing("a date such as 2020-01-31"));
    }
    let date = date(cell, true);
    date.day(order).ok_or(match date {
        Date::ShortYear => Reason::ShortYear,
        Date::Not => Reason::NotADate,
        _ => Reason::NoSuchDay,
    })
}

/// The order of day and month that both columns together demand; asks when they leave it open.
fn date_order(sheet: &Sheet, start: usize, end: usize) -> Result<DateOrder, Failure> {
    let reading = |column| sheet.column(column).map(|column| column.reading).unwrap_or_default();
    match reading(start).and(reading(end)).verdict() {
        Dates::MonthFirst => return Ok(DateOrder::MonthFirst),
        Dates::Iso | Dates::DayFirst => return Ok(DateOrder::DayFirst),
        Dates::Ambiguous => {}
    }
    let cells = sheet.rows().flat_map(|row| [sheet.cells.cell(row, start), sheet.cells.cell(row, end)]);
    let example = cells.filter_map(|cell| Some((cell, both_readings(date(cell, true))?))).next();
    let example = example
        .map_or(String::new(), |(cell, readings)| format!(" {}: {readings}?", String::from_utf8_lossy(cell)));
    let message =
        format!("The dates can be read two ways.{example} Choose whether the day or the month comes first.");
    Err(Failure::new("ambiguous_dates", message).with_problems(sheet.problems.clone()))
}
