//! Times that may not be what they seem: a number for "no end" that makes all others one time, and times of day that
//! only one of two date columns has.

use super::{Alternative, Change, Doubt, answered, isolated};
use crate::data::DateUnit;
use crate::data::gather::Take;
use crate::data::roles::Roles;
use crate::data::sheet::Sheet;
use crate::data::ties::Swallowed;

/// A largest time so many times the next is a number for something else.
const SENTINEL: f64 = 1000.0;

/// Different times that count as one because others are so large. `row` tells the line of a time.
pub(crate) fn merged(found: &Swallowed, column: Option<&str>, row: Option<u32>) -> Doubt {
    let [next, largest] = found.largest;
    let [a, b] = found.first;
    let sentence = match row {
        Some(row) if largest > SENTINEL * next => format!(
            "Row {row}: the time {largest} is so large that the times from {a} to {} count as equal. If it stands for \"no end\" \
             or \"not known\", write when the person was last seen, or leave the cell empty.",
            found.last
        ),
        _ => format!(
            "Different times such as {a} and {b} count as equal, because the difference is less than 1.5e-8 of their size. \
             Subtract a common start from all times."
        ),
    };
    let code = "times_merged";
    Doubt {
        code,
        id: format!("{code}: {largest}"),
        columns: column.map(str::to_owned).into_iter().collect(),
        values: vec![largest.to_string()],
        sentence,
        question: String::new(),
        alternatives: Vec::new(),
    }
}

/// One column of dates tells the time of day, the other does not.
pub(super) fn time_of_day(sheet: &Sheet, roles: &Roles, take: &Take) -> Option<Doubt> {
    let between = take.between.filter(|between| between.drops_clock && roles.date_unit.is_none())?;
    let has_clock = |at: usize| sheet.column(at).is_some_and(|column| column.has_clock());
    let [start, end] = [roles.start?, between.end];
    let (with, without) = if has_clock(start) { (start, end) } else { (end, start) };
    let (with, without) = (sheet.name(with).to_owned(), sheet.name(without).to_owned());
    let code = "time_of_day";
    let id = format!("{code}: {with} / {without}");
    let alternative = |label: &str, unit: DateUnit, taken: bool| Alternative {
        label: label.to_owned(),
        gives: String::new(),
        taken,
        change: Change { date_unit: Some(unit), answered: answered(roles, &id), ..Change::default() },
    };
    let sentence = format!(
        "Column {} has times of day, but dates in column {} have none: whole days are counted, and the times of day \
         are not used.",
        isolated(&with),
        isolated(&without)
    );
    Some(Doubt {
        code,
        columns: vec![with, without],
        values: Vec::new(),
        sentence,
        question: "How is the time between the dates counted?".to_owned(),
        alternatives: vec![
            alternative("Whole days", DateUnit::WholeDays, true),
            alternative("Hours, a date alone as midnight", DateUnit::Hours, false),
        ],
        id,
    })
}
