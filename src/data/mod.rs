//! Pasted text in, one checked data set out.

mod subjects;
mod survival;
mod ties;

pub use subjects::Subjects;
pub use survival::{Survival, Unsound};
