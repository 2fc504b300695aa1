//! The analysis as a script for R with the package survival (Therneau), and cmprsk (Gray) for competing events.
//!
//! The data come first, then each part of the report with the numbers it is compared with.

mod competing;
mod cox;
mod curves;
mod data;
mod log_rank;

use super::{Compared, Script};
use crate::report::export::Source;
use crate::report::export::csv::number;
use competing::competing;
use cox::{cox, full_model, model_in};
use curves::{curves, means};
use data::data;
use log_rank::log_rank;

/// The script.
pub(in crate::report) fn script(source: &Source) -> String {
    let mut script = Script::default();
    script.line(&["# The analysis of Riskset ", source.report.version, " in R, with the data inside."]);
    script.line(&["# It prints R's number, Riskset's number, and whether they are the same to a millionth."]);
    script.line(&["library(survival)\n"]);
    data(&mut script, source);
    script.line(&[SHOWN]);
    curves(&mut script, source);
    means(&mut script, source);
    if source.report.groups.len() > 1 {
        log_rank(&mut script, source);
        cox(&mut script, source);
    }
    if let Some(model) = model_in(&source.report) {
        full_model(&mut script, source, model);
    }
    if source.report.data.n_competing > 0 {
        competing(&mut script, source);
    }
    script.0
}

const SHOWN: &str = r#"shown <- function(what, r, riskset, near = 1e-6) {
  r <- unname(as.numeric(r)[1])
  same <- isTRUE(all.equal(r, riskset, tolerance = near, scale = max(1e-8, abs(riskset))))
  cat(sprintf("%-60s %15.8g %15.8g  %s\n", what, r, riskset, if (same) "same" else "DIFFERENT"))
}
"#;

fn string(text: &str) -> String {
    super::quoted(text, |code| format!("\\U{{{code:x}}}"))
}

fn show(script: &mut Script, compared: Compared) {
    script.line(&[
        "shown(",
        &string(&compared.what),
        ", ",
        &compared.found,
        ", ",
        &number(compared.shown),
        ")",
    ]);
}
