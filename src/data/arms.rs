//! The other layout: a column of times for each arm.
//!
//! Columns may differ in length, so a cell without a time is no fault. A mark as in `6+` means
//! censored; without any, every subject had the event. Subjects stand in the order of the text,
//! row by row. An arm without usable times is no group, which is pointed out.

use super::events::Coding;
use super::faults::Fault;
use super::gather::{StatusFrom, Take};
use super::left_out::Tally;
use super::missing::is_missing;
use super::person_rows::PersonRows;
use super::problem::{Problem, Problems};
use super::rows::time_of;
use super::sheet::Sheet;
use super::subjects::Subjects;

/// Takes the usable times of the columns `arms`, which are already checked to be there.
pub(super) fn take(sheet: &Sheet, arms: &[usize]) -> Take {
    let (mut subjects, mut problems) = (Subjects::default(), Problems::default());
    let (mut n_rows, mut any_marked, mut rows) = (0, false, Vec::new());
    let mut used = vec![false; arms.len()];
    let mut left_out = Tally::default();
    for row in sheet.rows() {
        let is_long = sheet.is_long(row);
        for ((arm, &column), used) in (0_u16..).zip(arms).zip(&mut used) {
            let cell = sheet.cells.cell(row, column);
            if is_missing(cell) {
                continue;
            }
            n_rows += 1;
            if is_long {
                left_out.add_long(sheet, row);
                continue; // reported when the sheet was read
            }
            match time_of(cell, sheet.decimal) {
                Err(reason) => {
                    left_out.add(sheet, row, Fault { column, reason });
                    problems.add(|| Fault { column, reason }.problem(sheet, row));
                }
                Ok((time, censored)) => {
                    any_marked |= censored;
                    *used = true;
                    rows.push(row as u32);
                    subjects.time.push(time);
                    subjects.cause.push(u8::from(!censored));
                    subjects.group.push(arm);
                }
            }
        }
    }
    // Arms without a time are no groups: the others close ranks.
    let mut place = Vec::with_capacity(arms.len());
    for (&column, used) in arms.iter().zip(used) {
        let name = sheet.name(column);
        place.push(subjects.groups.len() as u16);
        if used {
            subjects.groups.push(name.to_owned());
        } else {
            problems.add(|| Problem {
                column: Some(name.to_owned()),
                ..Problem::of_text(
                    "empty_group",
                    format!("Column {name} holds no usable time; it was left out."),
                )
            });
        }
    }
    for group in &mut subjects.group {
        *group = place.get(usize::from(*group)).copied().unwrap_or(0);
    }
    let status_from = if any_marked { StatusFrom::PlusSign } else { StatusFrom::None };
    Take {
        subjects,
        rows,
        n_rows,
        problems,
        coding: Coding::default(),
        tally: Vec::new(),
        status_from,
        between: None,
        person_rows: PersonRows::default(),
        left_out: left_out.finish(),
        taken: Vec::new(),
    }
}
