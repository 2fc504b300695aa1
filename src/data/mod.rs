//! Pasted text in, one checked data set out.
//!
//! ```text
//! text → cut (cells) → sheet (header, decimal mark) → kinds → guess (roles) → gather → Subjects
//! ```
//! [`Sheet::read`] takes any text. [`Sheet::overview`] says what was understood and
//! [`Sheet::guess`] which column may be what; a person may change that. [`gather()`] then checks
//! every row and gives the [`Subjects`], with a [`Problem`] for each row left out, or the
//! [`Failure`] that says what to do.

mod arms;
mod cells;
mod clock;
mod codes;
mod counted;
mod cut;
mod date;
mod decimal;
mod declared;
mod delimiter;
mod doubts;
mod events;
mod faults;
mod further;
mod gather;
mod groups;
mod guess;
mod header;
mod kinds;
mod left_out;
mod level_order;
mod levels;
mod likeness;
mod meanings;
mod missing;
mod names;
mod number;
mod order;
mod overlooked;
mod people;
mod person_rows;
mod problem;
mod roles;
mod rows;
mod sheet;
mod status;
mod subjects;
mod survival;
mod table;
mod terms;
mod ties;
mod unknown;
mod unturned;
mod words;

pub use counted::DateUnit;
pub use cut::Note;
pub use date::DateOrder;
pub use decimal::Decimal;
pub(crate) use declared::{read_item, write_item, write_list};
pub use delimiter::Delimiter;
pub(crate) use doubts::merged as merged_times;
pub use doubts::{Alternative, Change, Doubt};
pub use events::Coding;
pub use further::Taken;
pub use gather::{Gathered, StatusFrom, gather};
pub use kinds::Kind;
pub use left_out::LeftOut;
pub use levels::Level;
pub use order::Dates;
pub use people::People;
pub use person_rows::{Pairs, PersonRows};
pub use problem::{EXAMPLE, Failure, KEEP_WHOLE, MAX_LISTED, Problem, unnamed_columns};
pub use roles::{Layout, Reference, Roles};
pub use sheet::{ColumnOverview, Overview, Sheet};
pub use subjects::{Covariate, Labels, Subjects, Values};
pub use survival::{Survival, Unsound};
pub use table::{Row, Table, says_nothing, whole_number};
pub use terms::{Term, TermKind};
pub use unturned::isolated;
pub(crate) use unturned::turns_text;
