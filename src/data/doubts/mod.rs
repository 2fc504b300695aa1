//! What the reading of a table leaves in doubt.
//!
//! Where a table can be read in several ways and the answer depends on it, the safest reading is taken, said before the
//! answer, and the person is asked: a [`Doubt`] names the columns and values, what was done with them, and the
//! [`Alternative`]s with what each would give. An alternative is a change of the roles; each one also marks the doubt as
//! answered, so that it is not asked again. A doubt without alternatives is a warning: its cure lies in the text.

mod status;
mod table;
mod times;

pub(crate) use times::merged;

use serde::Serialize;

use super::gather::Take;
use super::isolated;
use super::roles::{Layout, Roles};
use super::sheet::Sheet;

/// A way to read the table that a person must decide upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// Stable name of the kind of doubt, such as `status_not_known`.
    pub code: &'static str,
    /// What [`Roles::answered`] holds once it is answered: the code with the values, so that new values are asked about.
    pub id: String,
    /// Names of the columns in question.
    pub columns: Vec<String>,
    /// The values in question.
    pub values: Vec<String>,
    /// One or two sentences: what was found, how it is taken.
    pub sentence: String,
    /// The question to a person; empty where there are no alternatives.
    pub question: String,
    /// The ways to read it, the one in force among them; none where only the text can be mended.
    pub alternatives: Vec<Alternative>,
}

/// One way to read what is in doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// What it is called, for a button.
    pub label: String,
    /// What it would give, such as "5 events, 7 censored"; empty where that is not counted.
    pub gives: String,
    /// Whether it is the reading in force.
    pub taken: bool,
    /// What changes in the roles.
    pub change: Change,
}

/// What changes in the roles; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Change {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Option<usize>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub competing_values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_unit: Option<super::DateUnit>,
    pub answered: Vec<String>,
}

impl Change {
    /// The roles with this change.
    pub fn apply(&self, roles: &Roles) -> Roles {
        let or = |new: &Option<Vec<String>>, old: &Vec<String>| new.clone().unwrap_or_else(|| old.clone());
        Roles {
            status: self.status.unwrap_or(roles.status),
            event_values: or(&self.event_values, &roles.event_values),
            competing_values: or(&self.competing_values, &roles.competing_values),
            missing_values: or(&self.missing_values, &roles.missing_values),
            date_unit: self.date_unit.or(roles.date_unit),
            answered: self.answered.clone(),
            ..roles.clone()
        }
    }
}

/// All doubts that nobody has answered, weightiest first.
pub(super) fn doubts(sheet: &Sheet, roles: &Roles, take: &Take) -> Vec<Doubt> {
    let mut found: Vec<Doubt> = Vec::new();
    if roles.layout == Layout::Rows && !sheet.declares(roles) {
        found.extend(table::status_is_no_status(sheet, roles, take));
        if found.is_empty() {
            found.extend(status::doubts(sheet, roles, take));
            found.extend(table::one_value(sheet, roles, take));
        }
        found.extend(table::counts_of_people(sheet, roles));
        found.extend(times::time_of_day(sheet, roles, take));
    }
    found.retain(|doubt| !roles.answered.contains(&doubt.id));
    found
}

/// `id` beside what was answered before.
fn answered(roles: &Roles, id: &str) -> Vec<String> {
    roles.answered.iter().cloned().chain([id.to_owned()]).collect()
}

/// "“9”", "“9” and “99”"; of many the first.
fn quoted(values: &[String]) -> String {
    let quote = |value: &String| format!("“{}”", isolated(&super::problem::shown(value.as_bytes())));
    match values {
        [] => String::new(),
        [only] => quote(only),
        [most @ .., last] if values.len() <= 4 => {
            format!("{} and {}", most.iter().map(quote).collect::<Vec<_>>().join(", "), quote(last))
        }
        [first, second, ..] => format!("{}, {} and {} more", quote(first), quote(second), values.len() - 2),
    }
}

/// "1 row", "12 rows".
fn rows(n: usize) -> String {
    if n == 1 { "1 row".to_owned() } else { format!("{n} rows") }
}
