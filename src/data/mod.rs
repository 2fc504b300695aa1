//! Pasted text in, one checked data set out.

mod subjects;

pub use subjects::Subjects;
