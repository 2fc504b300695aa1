//! The results of counts as a table to keep: a row a trial, every number in full, or why there is none.

use super::{CountsReport, TrialReport};
use crate::report::details::Interval;
use crate::report::export::csv::{Cell, Csv};
use crate::report::number::level;
use crate::report::shape::{Maybe, Reason};

/// Measures with limits, by the names of their columns.
const MEASURES: [&str; 4] = ["risk_ratio", "odds_ratio", "risk_difference", "conditional_odds_ratio"];

/// The same of one trial.
fn measures(trial: &TrialReport) -> [&Interval; MEASURES.len()] {
    [&trial.risk_ratio, &trial.odds_ratio, &trial.risk_difference, &trial.conditional_odds_ratio]
}

/// The table, after a comment that says which limits and which arms.
///
/// ```
/// use riskset::report::counts::{CountsOptions, counts, csv};
/// let text = "trial,treated_events,treated_n,control_events,control_n\n=Chen,3,17,24,44\n";
/// let table = csv::table(&counts(text, &CountsOptions::default()).report.unwrap());
/// assert!(table.starts_with("# 95 % limits; treated versus control\ntrial,outcome,treated events,"));
/// assert!(table.contains("\n'=Chen,,3,17,24,44,0.3235294117647059,"));
/// ```
pub fn table(report: &CountsReport) -> String {
    let [first, second] = &report.arms;
    let note = format!("# {} limits; {first} versus {second}", level(report.options.conf_level));
    let mut csv = Csv(note.split_whitespace().collect::<Vec<_>>().join(" ") + "\n");
    let header = header(&report.arms);
    csv.row(header.iter().map(|name| Cell::Text(name)));
    report.trials.iter().for_each(|trial| row(&mut csv, trial));
    csv.0
}

fn header(arms: &[String; 2]) -> Vec<String> {
    let arms = arms.iter().flat_map(|arm| ["events", "people"].map(|what| format!("{arm} {what}")));
    let measures =
        MEASURES.iter().flat_map(|name| ["", " lower", " upper"].map(|end| format!("{name}{end}")));
    let tests = ["fisher_p", "mid_p", "chi_squared_p", "fragility_index"];
    let names = ["trial", "outcome"].map(str::to_owned).into_iter().chain(arms).chain(measures);
    names.chain(tests.map(str::to_owned)).collect()
}

fn row(csv: &mut Csv, trial: &TrialReport) {
    let counts = [0, 1].into_iter().flat_map(|arm| [trial.events[arm], trial.n[arm]].map(Cell::Count));
    let limits =
        measures(trial).into_iter().flat_map(|Interval { value, lower, upper }| [value, lower, upper]);
    let tests = [&trial.fisher_p, &trial.mid_p, &trial.chi_square.p_value];
    let fragility = match (trial.fragility.index, trial.fragility.kind) {
        (Some(index), Some(kind)) => format!("{index} ({kind})"),
        _ => String::new(),
    };
    let cells = [Cell::Text(&trial.trial), Cell::Text(&trial.outcome)].into_iter().chain(counts);
    csv.row(cells.chain(limits.chain(tests).map(cell)).chain([Cell::Text(&fragility)]));
}

/// A number, or in a word why there is none.
fn cell<'a>(maybe: &Maybe) -> Cell<'a> {
    match (maybe.value, maybe.reason) {
        (Some(value), _) => Cell::Number(value),
        (None, Some(Reason::ZeroCell)) => Cell::Text("zero_cell"),
        (None, Some(Reason::ZeroMargin)) => Cell::Text("zero_margin"),
        (None, Some(Reason::Infinite)) => Cell::Text("infinite"),
        (None, _) => Cell::Text(""),
    }
}
