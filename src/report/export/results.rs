//! The results in one table: people, events and median of each group, every hazard ratio by its name, the tests.
//!
//! Numbers are not rounded, so that a p below .001 is there in full. A cell without a number is empty.

use super::csv::{Cell, Csv};
use crate::report::Report;
use crate::report::shape::{CoxTerm, GroupReport, Maybe, TestReport};

const HEADER: [&str; 9] =
    ["result", "of", "value", "lower", "upper", "p_value", "people", "events", "method"];

/// A line of the table.
struct Line<'a> {
    result: &'a str,
    of: &'a str,
    /// Value, lower and upper limit, p.
    numbers: [Maybe; 4],
    people: u64,
    events: u64,
    method: &'a str,
}

impl Line<'_> {
    fn add(&self, csv: &mut Csv) {
        let number = |maybe: &Maybe| Cell::Number(maybe.value.unwrap_or(f64::NAN));
        let numbers = self.numbers.iter().map(number);
        let cells = [Cell::Text(self.result), Cell::Text(self.of)].into_iter().chain(numbers);
        csv.row(cells.chain([Cell::Count(self.people), Cell::Count(self.events), Cell::Text(self.method)]));
    }
}

/// The table.
pub(crate) fn csv(report: &Report) -> String {
    let mut csv = Csv::new(&HEADER);
    report.groups.iter().for_each(|group| median(&mut csv, report, group));
    let (people, events) = (report.groups.iter().map(|group| group.n).sum(), report.data.n_event);
    let specific = if report.data.n_competing > 0 { "cause-specific hazard ratio" } else { "hazard ratio" };
    if let Some(adjusted) = &report.adjusted {
        let name = format!("{specific}, {}", adjusted.how);
        for term in &adjusted.terms {
            ratio(&mut csv, &name, term, (adjusted.n, adjusted.n_event), &adjusted.method);
        }
        let name = format!("all groups, {}", adjusted.how);
        let several = adjusted.wald.as_ref().filter(|_| adjusted.terms.len() > 1);
        test(&mut csv, &name, several, (adjusted.n, adjusted.n_event));
    }
    if let Some(cox) = &report.cox {
        let name = if report.adjusted.is_some() || report.adjusted_reason.is_some() {
            format!("{specific}, unadjusted")
        } else {
            specific.to_owned()
        };
        cox.terms.iter().for_each(|term| ratio(&mut csv, &name, term, (people, events), &cox.method));
    }
    test(&mut csv, "log-rank test", report.log_rank.as_ref().map(|test| &test.test), (people, events));
    csv.0
}

fn median(csv: &mut Csv, report: &Report, group: &GroupReport) {
    let median = &group.median;
    let unit = match report.data.time_unit.as_str() {
        "" => "median time".to_owned(),
        unit => format!("median time, {unit}"),
    };
    let none = Maybe { value: None, reason: None };
    Line {
        result: &unit,
        of: &group.name,
        numbers: [median.value, median.lower, median.upper, none],
        people: group.n,
        events: group.n_event,
        method: "Kaplan-Meier",
    }
    .add(csv);
}

fn ratio(csv: &mut Csv, result: &str, term: &CoxTerm, (people, events): (u64, u64), method: &str) {
    let numbers = [term.hazard_ratio, term.lower, term.upper, term.p_value];
    Line { result, of: &term.direction, numbers, people, events, method }.add(csv);
}

fn test(csv: &mut Csv, result: &str, test: Option<&TestReport>, (people, events): (u64, u64)) {
    let Some(test) = test else { return };
    let none = Maybe { value: None, reason: None };
    let number = |value| Maybe { value: Some(value), reason: None };
    let of = format!("chi-squared on {} df", test.df);
    let numbers = [number(test.chi_sq), none, none, number(test.p_value)];
    Line { result, of: &of, numbers, people, events, method: &test.method }.add(csv);
}
