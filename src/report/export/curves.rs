//! The curves, every step of them, and the table beneath the figure.

use super::csv::{Cell, Csv};
use super::subjects::cause_name;
use crate::competing::cumulative_incidence::by_group;
use crate::data::Survival;
use crate::estimate::confidence::Confidence;
use crate::figure::Figure;
use crate::report::Report;

/// A row for each time at which somebody of a group has the event or is censored: the Kaplan-Meier curve with its
/// standard error and pointwise limits, and the Nelson-Aalen cumulative hazard. Cells without a number are empty.
pub(crate) fn kaplan_meier(report: &Report) -> String {
    let header =
        ["group", "time", "n_risk", "n_event", "n_censor", "surv", "se", "lower", "upper", "cum_haz"];
    let mut csv = Csv::new(&header);
    for group in &report.groups {
        let curve = &group.curve;
        for i in 0..curve.time.len() {
            let or_none = |number: Option<f64>| Cell::Number(number.unwrap_or(f64::NAN));
            let count = |n: u32| Cell::Count(u64::from(n));
            csv.row([
                Cell::Text(&group.name),
                Cell::Number(curve.time[i]),
                count(curve.n_risk[i]),
                count(curve.n_event[i]),
                count(curve.n_censor[i]),
                Cell::Number(curve.surv[i]),
                or_none(curve.se[i]),
                or_none(curve.lower[i]),
                or_none(curve.upper[i]),
                Cell::Number(curve.cum_haz[i]),
            ]);
        }
    }
    csv.0
}

/// Where events compete, a row for each event time of each cause: the cumulative incidence with its standard error and limits.
pub(crate) fn incidence(all_causes: &Survival, confidence: &Confidence) -> String {
    let mut csv = Csv::new(&["group", "cause", "time", "n_risk", "n_event", "cif", "se", "lower", "upper"]);
    for (name, group) in all_causes.groups().iter().zip(by_group(all_causes)) {
        for cause in &group.causes {
            let label = cause_name(all_causes.causes(), cause.cause.code);
            for (i, estimate) in cause.estimate.iter().enumerate() {
                let (lower, upper) = estimate.limits(confidence).unwrap_or((f64::NAN, f64::NAN));
                csv.row([
                    Cell::Text(name),
                    Cell::Text(label),
                    Cell::Number(cause.time[i]),
                    Cell::Count(u64::from(cause.n_risk[i])),
                    Cell::Count(u64::from(cause.n_event[i])),
                    Cell::Number(estimate.cif),
                    Cell::Number(estimate.se()),
                    Cell::Number(lower),
                    Cell::Number(upper),
                ]);
            }
        }
    }
    csv.0
}

/// A row for each group and each of the narrowest ticks of the axis: at risk, events, competing events where
/// there are any, and censored before it.
pub(crate) fn risk_table(figure: &Figure) -> String {
    let shown = |name: &&String| !name.is_empty();
    let names = figure.row_names.iter().filter(shown).map(String::as_str);
    let mut csv = Csv::new(&["group", "time"].into_iter().chain(names).collect::<Vec<_>>());
    let Some(table) = figure.tables.last() else { return csv.0 };
    for (group, rows) in figure.groups.iter().zip(&table.groups) {
        let columns = [&rows.at_risk, &rows.events, &rows.others, &rows.censored];
        for (i, &tick) in table.ticks.iter().enumerate() {
            let kept = figure.row_names.iter().zip(columns).filter(|(name, _)| shown(name));
            let counts = kept.map(|(_, column)| Cell::Count(u64::from(column[i])));
            csv.row([Cell::Text(group), Cell::Number(tick)].into_iter().chain(counts));
        }
    }
    csv.0
}
