//! Makes subjects of a sheet once the roles of its columns are known.
//!
//! Roles may come from anywhere, a hostile link included: they are checked here, and every one
//! that cannot be is a [`Failure`]. Rows that cannot be used are left out, counted and listed.
//! When no row is left, the failure says what a usable row looks like.

use serde::{Deserialize, Serialize};

use super::arms;
use super::counted::{Between, DateUnit};
use super::cut::Note;
use super::doubts::{Doubt, doubts};
use super::events::Coding;
use super::further::Taken;
use super::left_out::LeftOut;
use super::levels::Level;
use super::overlooked::overlooked;
use super::person_rows::PersonRows;
use super::problem::{Failure, Problem, Problems};
use super::roles::{Layout, MAX_COMPETING, MAX_COVARIATES, MAX_GROUPS, Roles};
use super::rows;
use super::sheet::Sheet;
use super::subjects::Subjects;

/// More values of a status column than this cannot be told to mean the event.
const MAX_EVENT_VALUES: usize = 1000;

/// What told who was censored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusFrom {
    /// A column of the table.
    Column,
    /// Marks behind the times, such as `6+`.
    PlusSign,
    /// Nothing: every subject had the event.
    None,
}

/// The usable rows, and what became of the others.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// Usable rows only; at least one.
    pub subjects: Subjects,
    /// Rows of the table; with a column of times for each arm, filled cells.
    pub n_rows: usize,
    /// How many of them could not be used.
    pub n_left_out: usize,
    /// The first 100 problems, in the order of the rows.
    pub problems: Vec<Problem>,
    /// How many problems there were in all.
    pub n_problems: usize,
    /// How the values of the status column were taken.
    pub coding: Coding,
    /// What told who was censored.
    pub status_from: StatusFrom,
    /// Comment lines `# key: value` above the table.
    pub notes: Vec<Note>,
    /// Name of the column of times; `None` with dates or a column for each arm.
    pub time_name: Option<String>,
    /// Name of the status column.
    pub status_name: Option<String>,
    /// Name of the group column.
    pub group_name: Option<String>,
    /// Name of the column of strata.
    pub strata_name: Option<String>,
    /// How times were counted between two dates; `None` where they were given.
    pub date_unit: Option<DateUnit>,
    /// Whether dates had times of day that do not count.
    pub drops_clock: bool,
    /// What the reading of the table leaves in doubt, weightiest first.
    pub doubts: Vec<Doubt>,
    /// Row of the sheet of each subject; see [`Sheet::line`].
    pub rows: Vec<u32>,
    /// Rows of one person that do not follow one another.
    pub person_rows: PersonRows,
    /// Rows that could not be used, by reason.
    pub left_out: Vec<LeftOut>,
    /// How each covariate of the subjects was taken.
    pub taken: Vec<Taken>,
}

/// Checks every row and gives the usable ones.
///
/// Fails with code `empty`, `no_rows`, `not_a_table` or `too_large` (the text), `no_time` or
/// `bad_roles` (the roles), `ambiguous_dates` (ask for `date_order`), `dates_as_time`,
/// `too_many_groups`, or `no_usable_rows`.
///
/// ```
/// use riskset::data::{Sheet, gather};
/// let sheet = Sheet::read("arm,day,event\na,5,1\nb,x,1\nb,8,0\n");
/// let gathered = gather(&sheet, &sheet.guess()).unwrap();
/// assert_eq!(gathered.subjects.time, [5.0, 8.0]);
/// assert_eq!(gathered.problems[0].row, Some(3));
/// ```
pub fn gather(sheet: &Sheet, roles: &Roles) -> Result<Gathered, Failure> {
    if let Some(failure) = &sheet.failure {
        return Err(failure.clone().with_problems(sheet.problems.clone()));
    }
    check(sheet, roles).map_err(|failure| failure.with_problems(sheet.problems.clone()))?;
    let take = match roles.layout {
        Layout::Rows => rows::take(sheet, roles)?,
        Layout::Arms => arms::take(sheet, &roles.arms),
    };
    let doubts = doubts(sheet, roles, &take);
    let mut problems = sheet.problems.clone().join(take.problems);
    for remark in overlooked(sheet, roles) {
        problems.add(|| remark);
    }
    if take.subjects.time.is_empty() {
        return Err(no_usable_rows(take.n_rows, problems));
    }
    let name = |column: Option<usize>| column.map(|column| sheet.name(column).to_owned());
    let rows = roles.layout == Layout::Rows;
    Ok(Gathered {
        n_left_out: take.n_rows - take.subjects.time.len(),
        n_rows: take.n_rows,
        subjects: take.subjects,
        n_problems: problems.count,
        problems: problems.listed,
        coding: take.coding,
        status_from: take.status_from,
        notes: sheet.notes.clone(),
        time_name: name(roles.time).filter(|_| rows),
        status_name: name(roles.status).filter(|_| rows),
        group_name: name(roles.group).filter(|_| rows),
        strata_name: name(roles.strata).filter(|_| rows),
        date_unit: take.between.map(|between| between.unit),
        drops_clock: take.between.is_some_and(|between| between.drops_clock),
        doubts,
        rows: take.rows,
        person_rows: take.person_rows,
        left_out: take.left_out,
        taken: take.taken,
    })
}

/// What either layout gives.
pub(super) struct Take {
    pub(super) subjects: Subjects,
    /// The row of each.
    pub(super) rows: Vec<u32>,
    pub(super) n_rows: usize,
    pub(super) problems: Problems,
    pub(super) coding: Coding,
    /// Values of the status column in rows that can be used, or could if their status were known.
    pub(super) tally: Vec<Level>,
    pub(super) status_from: StatusFrom,
    /// Where times are counted between two dates.
    pub(super) between: Option<Between>,
    pub(super) person_rows: PersonRows,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) taken: Vec<Taken>,
}

fn no_usable_rows(n_rows: usize, problems: Problems) -> Failure {
    let row = problems.listed.iter().find(|problem| problem.row.is_some());
    let first = row.map_or(String::new(), |problem| format!(" {}", problem.message));
    let message = match n_rows {
        0 => "No times were found. Paste one subject a row, or a column of times for each arm.".to_owned(),
        1 => format!("The only row cannot be used.{first}"),
        n => format!("None of the {n} rows can be used.{first}"),
    };
    Failure::new("no_usable_rows", message).with_example().with_problems(problems)
}

fn check(sheet: &Sheet, roles: &Roles) -> Result<(), Failure> {
    let bad = |message: String| Err(Failure::new("bad_roles", message));
    let n_columns = sheet.n_columns();
    let single =
        [roles.time, roles.start, roles.end, roles.status, roles.group, roles.entry, roles.id, roles.strata];
    let references = roles.references.iter().map(|reference| &reference.column);
    let further = roles.categories.iter().chain(references).chain(&roles.unknown_missing);
    let many = roles.covariates.iter().chain(further).chain(&roles.arms).copied();
    if let Some(column) = single.into_iter().flatten().chain(many).find(|&column| column >= n_columns) {
        let columns = if n_columns == 1 { "column" } else { "columns" };
        return bad(format!(
            "Column {} was chosen, but the table has {n_columns} {columns}. Choose the columns again.",
            column.saturating_add(1)
        ));
    }
    if roles.event_values.len() > MAX_EVENT_VALUES {
        return bad(format!(
            "More than {MAX_EVENT_VALUES} values were chosen as the event. Choose the status again."
        ));
    }
    if roles.missing_values.len() > MAX_EVENT_VALUES || roles.answered.len() > MAX_EVENT_VALUES {
        return bad(format!(
            "More than {MAX_EVENT_VALUES} values were chosen as missing. Choose the status again."
        ));
    }
    if roles.competing_values.len() > MAX_COMPETING {
        return bad(format!(
            "More than {MAX_COMPETING} values were chosen as competing events. Choose fewer."
        ));
    }
    if roles.references.len() > MAX_COVARIATES {
        return bad(format!("More than {MAX_COVARIATES} values were chosen to compare with. Choose fewer."));
    }
    if roles.covariates.len() > MAX_COVARIATES {
        return bad(format!("More than {MAX_COVARIATES} columns were chosen for the model. Choose fewer."));
    }
    match roles.layout {
        Layout::Rows => check_rows(sheet, roles),
        Layout::Arms => check_arms(sheet, &roles.arms),
    }
}

fn check_rows(sheet: &Sheet, roles: &Roles) -> Result<(), Failure> {
    let clock: &[(&str, Option<usize>)] = match (roles.time, roles.start, roles.end) {
        (Some(_), ..) => &[("the time", roles.time)],
        (None, Some(_), Some(_)) => &[("the start", roles.start), ("the end", roles.end)],
        (None, None, None) => {
            let message = "No column of times was found. Choose the column that says how long each subject was \
                           followed, or the columns of the start and end dates.";
            return Err(Failure::new("no_time", message).with_example());
        }
        _ => {
            let message = "Only one of the two dates was chosen. Choose a start date and an end date, or a column of times.";
            return Err(Failure::new("no_time", message));
        }
    };
    let rest = [("the status", roles.status), ("the group", roles.group), ("the entry", roles.entry)];
    let further = [("the strata", roles.strata)].into_iter();
    let covariates = roles.covariates.iter().map(|&column| ("a term of the model", Some(column)));
    let mut used: Vec<(&str, usize)> = Vec::new();
    for (role, column) in clock.iter().copied().chain(rest).chain(further).chain(covariates) {
        let Some(column) = column else { continue };
        if let Some((other, _)) = used.iter().find(|(_, taken)| *taken == column) {
            let name = sheet.name(column);
            let message = format!(
                "Column {name} was chosen as {other} and as {role}. Choose another column for one of them."
            );
            return Err(Failure::new("bad_roles", message));
        }
        used.push((role, column));
    }
    Ok(())
}

fn check_arms(sheet: &Sheet, arms: &[usize]) -> Result<(), Failure> {
    if arms.is_empty() {
        let message = "No column of times was chosen. Choose one column of times for each arm.";
        return Err(Failure::new("no_time", message).with_example());
    }
    if arms.len() > MAX_GROUPS {
        let n = arms.len();
        let message = format!(
            "{n} columns were chosen as arms; at most {MAX_GROUPS} groups can be compared. Choose fewer."
        );
        return Err(Failure::new("too_many_groups", message));
    }
    let repeated = arms.iter().enumerate().find(|(at, arm)| arms.iter().take(*at).any(|other| other == *arm));
    if let Some((_, &arm)) = repeated {
        let message =
            format!("Column {} was chosen as an arm twice. Choose each column once.", sheet.name(arm));
        return Err(Failure::new("bad_roles", message));
    }
    Ok(())
}
