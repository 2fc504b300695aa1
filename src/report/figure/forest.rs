//! The coefficients of the full model as a forest plot: a line each, on a logarithmic axis of hazard ratios.

use crate::figure::{Forest, ForestColumns, ForestRow};
use crate::report::Report;
use crate::report::counts::forest::log_axis;
use crate::report::number::{self, level};

/// The plot; `None` where the model has fewer than two coefficients, or there is none.
pub fn of_model(report: &Report) -> Option<Forest> {
    let model = report.details.as_ref()?.model.content.as_ref()?;
    let columns: Vec<_> =
        model.terms.iter().flat_map(|term| term.columns.iter().map(move |column| (term, column))).collect();
    if columns.len() < 2 {
        return None;
    }
    // Limits that allow for rows that belong together stand for those that do not, as in the table.
    let ratios = columns.iter().map(|(_, column)| {
        column.robust.as_ref().map_or(&column.hazard_ratio, |robust| &robust.hazard_ratio)
    });
    let found: Vec<[Option<f64>; 3]> =
        ratios.map(|ratio| [ratio.value.value, ratio.lower.value, ratio.upper.value]).collect();
    let (range, ticks) = log_axis(&found);
    let row = |((term, column), &[value, lower, upper]): (
        &(&_, &crate::report::details::model::ColumnReport),
        &[Option<f64>; 3],
    )| {
        let term: &crate::report::details::model::TermReport = term;
        let text = match (value, lower, upper) {
            (Some(value), Some(lower), Some(upper)) => {
                let [value, lower, upper] = number::ratios([value, lower, upper]);
                format!("{value} ({lower} to {upper})")
            }
            _ => "not estimable".to_owned(),
        };
        ForestRow {
            label: column.direction.clone(),
            sub: if term.columns.len() > 1 || term.reference.is_some() {
                term.name.clone()
            } else {
                String::new()
            },
            counts: <[String; 2]>::default(),
            value,
            lower,
            upper,
            lower_open: lower.is_some_and(|lower| lower < range[0]),
            upper_open: upper.is_some_and(|upper| upper > range[1]),
            weight: 0.4,
            text,
        }
    };
    Some(Forest {
        measure_label: "Hazard ratio, each adjusted for the others".to_owned(),
        log: true,
        null_value: 1.0,
        ticks,
        favours: ["lower hazard".to_owned(), "higher hazard".to_owned()],
        rows: columns.iter().zip(&found).map(row).collect(),
        columns: ForestColumns {
            trial: "Term".to_owned(),
            arms: <[String; 2]>::default(),
            estimate: format!("Hazard ratio ({} CI)", level(report.options.conf_level)),
        },
        range,
        label: String::new(),
    })
}
