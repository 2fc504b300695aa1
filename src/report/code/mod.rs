//! Scripts that give the same numbers in other programs, with the data inside, and that say for each
//! number whether it is the same.
//!
//! A number is compared wherever the [`Report`](super::Report) has one; where it has a reason instead, nothing is
//! compared. Names that a person gave appear as text only: each is written as a string of its language,
//! every character beyond letters, digits and plain punctuation as its code.

pub(super) mod python;
pub(super) mod r;

use super::export::Source;
use super::export::csv::number;
use super::shape::{GroupReport, Maybe};

/// More subjects than this are read from the file of subjects.
const INSIDE: usize = 5000;
/// Numbers on a line of data.
const ON_A_LINE: usize = 20;

/// A script that grows.
#[derive(Default)]
struct Script(String);

impl Script {
    fn line(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.0.push_str(part));
        self.0.push('\n');
    }

    /// `open`, the items apart by commas over several lines, `close`.
    fn list(&mut self, open: &str, items: impl Iterator<Item = String>, close: &str) {
        self.0.push_str(open);
        for (i, item) in items.enumerate() {
            if i > 0 {
                self.0.push_str(if i % ON_A_LINE == 0 { ",\n    " } else { ", " });
            }
            self.0.push_str(&item);
        }
        self.line(&[close]);
    }
}

/// A string of either language; `escape` writes a character that is not plain.
fn quoted(text: &str, escape: fn(u32) -> String) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " .,:;()[]<>=+-*/_%&?!#|~^".contains(c);
    let letters = text.chars().map(|c| if plain(c) { c.to_string() } else { escape(c as u32) });
    format!("\"{}\"", letters.collect::<String>())
}

/// A number that both languages read; a missing one by its name there.
fn or_missing(x: f64, missing: &str) -> String {
    if x.is_nan() { missing.to_owned() } else { number(x) }
}

/// Something that a script computes and Riskset has: its name, where the script finds it, Riskset's number.
struct Compared {
    what: String,
    found: String,
    shown: f64,
}

/// `None` where Riskset gives a reason.
fn compared(what: &str, found: String, shown: Maybe) -> Option<Compared> {
    shown.value.map(|shown| Compared { what: what.to_owned(), found, shown })
}

/// Height of the curve after its last step.
fn last_surv(group: &GroupReport) -> f64 {
    group.curve.surv.last().copied().unwrap_or(1.0)
}

/// Whether the data go into the script.
fn inside(source: &Source) -> bool {
    source.gathered.subjects.time.len() <= INSIDE
}

/// Name of the file that large data are read from.
fn file(source: &Source) -> String {
    format!("{}-subjects.csv", source.report.words.file_stem)
}
