//! What the chosen roles leave aside although it looks needed: said as a remark, so that nobody takes
//! an answer from part of the data for an answer from all of it.

use super::names;
use super::problem::Problem;
use super::roles::{Layout, MAX_GROUPS, Roles};
use super::sheet::Sheet;

/// Columns from which on a table that is wider than long looks like lines of times.
const WIDE: usize = 6;

/// The remarks for these roles.
pub(super) fn overlooked(sheet: &Sheet, roles: &Roles) -> Vec<Problem> {
    if roles.layout != Layout::Rows || roles.group.is_some() {
        return Vec::new();
    }
    unused_groups(sheet, roles).into_iter().chain(lines_of_times(sheet, roles)).collect()
}

/// A column named like one of groups that has too many of them.
fn unused_groups(sheet: &Sheet, roles: &Roles) -> Option<Problem> {
    let taken = [roles.time, roles.start, roles.end, roles.status, roles.entry, roles.id, roles.strata];
    (0..sheet.n_columns()).filter(|column| !taken.contains(&Some(*column))).find_map(|at| {
        let (name, n) = (sheet.name(at), sheet.column(at)?.n_levels);
        (n > MAX_GROUPS && names::place(name, names::GROUP).is_some()).then(|| Problem {
            column: Some(name.to_owned()),
            ..Problem::of_text(
                "groups_not_used",
                format!(
                    "Column {name} has {n} different values; at most {MAX_GROUPS} groups can be compared, \
                     so everybody is taken as one group."
                ),
            )
        })
    })
}

/// More columns than rows and no status: each row may be the times of a group.
fn lines_of_times(sheet: &Sheet, roles: &Roles) -> Option<Problem> {
    let (columns, rows) = (sheet.n_columns(), sheet.rows().len());
    (roles.status.is_none() && columns >= WIDE && columns > rows).then(|| {
        let column = roles.time.map_or("one column", |time| sheet.name(time));
        Problem::of_text(
            "lines_of_times",
            format!(
                "The table has {columns} columns and {rows} rows, of which only {column} is used. If a row holds \
                 the times of a group, paste one subject a row, or a column of times for each arm."
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::gather;
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        let sheet = Sheet::read(text);
        let gathered = gather(&sheet, &sheet.guess()).unwrap();
        gathered.problems.into_iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn lines_of_times_are_pointed_out() {
        let lines = "6-MP: 6 6 6 6+ 7 9+ 10+\nPlacebo: 1 1 2 2 3 4 4\n";
        assert!(codes(lines).contains(&"lines_of_times".to_owned()), "{:?}", codes(lines));
        assert!(codes("time,status,arm\n1,1,a\n2,0,b\n").is_empty());
    }

    #[test]
    fn too_many_groups_are_pointed_out() {
        let rows: String = (0..50).map(|i| format!("{},{},arm {}\n", i + 1, i % 2, i % 25)).collect();
        assert!(codes(&format!("time,status,arm\n{rows}")).contains(&"groups_not_used".to_owned()));
    }
}
