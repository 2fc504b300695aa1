//! Rows of one person: counted once, against R's `survfit(id = )`, against the same people in one row each, and against a
//! count of people at every time.
#![allow(clippy::unwrap_used)] // what fails here fails the test

#[path = "../common/mod.rs"]
mod common;
mod entry_at_zero;
mod one_row_each;
mod reference;
mod twin;

use riskset::data::Sheet;
use riskset::report::{Options, Report, analyze};
use serde_json::Value;

/// The report and the figure of a text with the guessed columns.
fn answer(text: &str) -> (Report, Value) {
    let sheet = Sheet::read(text);
    let (report, figure) = analyze(&sheet, &sheet.guess(), &Options::default()).unwrap();
    (report, serde_json::to_value(figure).unwrap())
}

/// The codes of the caveats.
fn codes(report: &Report) -> Vec<&str> {
    report.warnings.iter().map(|warning| warning.code).collect()
}
