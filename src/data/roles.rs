//! Which column is what: guessed by [`Sheet::guess`](super::Sheet::guess), changed by a person,
//! checked by [`gather`](super::gather()).
//!
//! Columns are counted from 0. Roles may come from outside, so nothing here says that a column is
//! really there.

use serde::{Deserialize, Serialize};

use super::counted::DateUnit;
use super::date::DateOrder;

/// At most this many groups are compared.
pub(super) const MAX_GROUPS: usize = 20;
/// At most this many events compete with the one asked about.
pub(super) const MAX_COMPETING: usize = 8;
/// At most this many covariates are taken.
pub(super) const MAX_COVARIATES: usize = 50;

/// How the table is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// A subject a row.
    #[default]
    Rows,
    /// A column of times for each arm.
    Arms,
}

/// The value of a column that its other values are compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The column.
    pub column: usize,
    /// The value, as text.
    pub value: String,
}

/// Which column is what. Columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Roles {
    /// How the table is laid out.
    pub layout: Layout,
    /// End of follow-up, as a number.
    pub time: Option<usize>,
    /// Start date, used with `end` where there is no time; their difference is in days.
    pub start: Option<usize>,
    /// End date.
    pub end: Option<usize>,
    /// How ambiguous dates are read; `None`: not needed, or not yet answered.
    pub date_order: Option<DateOrder>,
    /// In which unit times between two dates are counted; `None`: by the data.
    pub date_unit: Option<DateUnit>,
    /// Whether the event happened; `None`: marks such as `6+` tell, or all had the event.
    pub status: Option<usize>,
    /// Values of the status column that mean "the event happened".
    pub event_values: Vec<String>,
    /// Values of the status column that mean "another event happened, so that this one cannot any more":
    /// each is a competing cause of its own.
    pub competing_values: Vec<String>,
    /// Values of the status column that mean "not known": their rows are left out.
    pub missing_values: Vec<String>,
    /// Identifiers of the [`Doubt`](super::Doubt)s that a person has answered, so that they are not asked again.
    pub answered: Vec<String>,
    /// What is compared; `None`: everybody is one group.
    pub group: Option<usize>,
    /// When observation of the subject began, in the unit of the time.
    pub entry: Option<usize>,
    /// What tells subjects apart; where it repeats, the rows of one subject belong together.
    pub id: Option<usize>,
    /// What is adjusted for.
    pub strata: Option<usize>,
    /// Columns of further measurements.
    pub covariates: Vec<usize>,
    /// Those of them that are taken as categories although they hold numbers.
    pub categories: Vec<usize>,
    /// The values that those of categories are compared with; where none is named, the first of the scale.
    pub references: Vec<Reference>,
    /// Covariates of which a value such as "unknown" is missing; of others it is a category of its own.
    pub unknown_missing: Vec<usize>,
    /// Layout `arms`: the columns that hold times.
    pub arms: Vec<usize>,
}
