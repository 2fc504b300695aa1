//! What to keep in mind about the model.

use super::super::{Ask, Interval};
use super::{ColumnReport, ModelReport, RobustColumn};
use crate::report::names;
use crate::report::number::{self, p_value, ratio, ratios};
use crate::report::shape::{Maybe, Reason, Warning};
use crate::report::unit;

/// Fewer events than this for each coefficient make a model uncertain.
const FEW_EVENTS: f64 = 10.0;

/// What to keep in mind about the model.
pub(in crate::report::details) fn warnings(report: &ModelReport) -> Vec<Warning> {
    [
        left_out(report),
        aliased(report),
        no_maximum(report),
        few_events(report),
        not_converged(report),
        firth_beside(report),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Rows that belong together and overlap, or people with two events: what takes them as independent, and the ratio that
/// does not. Rows that only follow one another are one person everywhere: nothing is to be said.
pub(in crate::report::details) fn clustered(report: &ModelReport, ask: &Ask<'_>) -> Option<Warning> {
    let cluster = ask.data.cluster()?;
    let distinct = |ids: &mut dyn Iterator<Item = u32>| {
        let ids: Vec<f64> = ids.map(f64::from).collect();
        let order = crate::order::ascending(&ids);
        order.chunk_by(|&a, &b| ids[a as usize] == ids[b as usize]).map(<[u32]>::len).collect::<Vec<usize>>()
    };
    let events = || cluster.iter().zip(ask.data.cause()).filter(|(_, cause)| **cause > 0).map(|(&id, _)| id);
    let n_repeated = distinct(&mut events()).into_iter().filter(|&n| n > 1).count();
    let (n_rows, n_people) = (ask.facts.data.n_used, distinct(&mut cluster.iter().copied()).len());
    let mut sentence = if ask.data.rows_overlap() {
        format!(
            "The {} rows belong to {} and overlap in time: curves, log-rank test and the first hazard ratio count each row as a person.",
            number::count(n_rows as u64),
            names::people(n_people as u64)
        )
    } else if n_repeated > 0 {
        format!(
            "{} had more than one event: the log-rank test and the first hazard ratio treat the events of one person as independent.",
            names::people(n_repeated as u64)
        )
    } else {
        return None;
    };
    let mut numbers = vec![("n_rows", n_rows as f64), ("n_people", n_people as f64)];
    let first = report.terms.first().and_then(|term| term.columns.first());
    let robust = first.and_then(|column| column.robust.as_ref().map(|robust| (column, robust)));
    let known = |(column, robust): (&ColumnReport, &RobustColumn)| {
        let Interval { value, lower, upper } = robust.hazard_ratio;
        Some((column.direction.clone(), [value.value?, lower.value?, upper.value?], robust.p_value.value?))
    };
    if let Some((direction, numbers_of, p)) = robust.and_then(known) {
        let [shown, limits @ ..] = ratios(numbers_of);
        sentence += &format!(
            " With robust errors by person, in the full Cox model: {direction} {shown} ({} to {}), p {}.",
            limits[0],
            limits[1],
            p_value(p)
        );
        numbers.push(("robust_p", p));
    } else {
        sentence += " Turn on robust errors in the full Cox model.";
    }
    Some(Warning { code: "clustered", sentence, numbers })
}

fn left_out(report: &ModelReport) -> Option<Warning> {
    let (out, all) = (report.n_left_out, report.n + report.n_left_out);
    (out > 0).then(|| Warning {
        code: "model_rows_left_out",
        sentence: format!(
            "{} of {} rows {} a value of a column of the model or of the strata: the curves use what the model leaves out.",
            number::count(out as u64),
            number::count(all as u64),
            if out == 1 { "lacks" } else { "lack" }
        ),
        numbers: vec![("n_left_out", out as f64), ("n", report.n as f64)],
    })
}

/// Separation, where the groups alone do not show it.
fn no_maximum(report: &ModelReport) -> Option<Warning> {
    let columns = || report.terms.iter().flat_map(|term| &term.columns);
    let runs = |column: &&ColumnReport| {
        matches!(column.hazard_ratio.value.reason, Some(Reason::Zero | Reason::Infinite))
    };
    if report.has_maximum || columns().count() < 2 {
        return None;
    }
    let end = |column: &ColumnReport| {
        let end = if column.hazard_ratio.value.reason == Some(Reason::Zero) { "0" } else { "infinity" };
        format!("{} runs to {end}", column.direction)
    };
    let running: Vec<String> = columns().filter(runs).take(3).map(end).collect();
    let named =
        if running.is_empty() { "coefficients run to infinity".to_owned() } else { running.join(", ") };
    Some(Warning {
        code: "model_no_maximum",
        sentence: format!(
            "In the model {named}: some column, or several together, put every event in its order, so the likelihood has no maximum.{}",
            if report.firth.is_some() { " Firth’s fit in the section has one." } else { "" }
        ),
        numbers: vec![("n_columns", columns().filter(runs).count() as f64)],
    })
}

fn aliased(report: &ModelReport) -> Option<Warning> {
    let columns =
        || report.terms.iter().flat_map(|term| &term.columns).filter(|column| column.note.is_some());
    let n = columns().count();
    let each = |column: &ColumnReport| {
        let name = column.direction.trim_end_matches(&format!(", {}", unit::name(column.unit)));
        format!("{name} ({})", column.note.as_deref().unwrap_or_default())
    };
    let mut named: Vec<String> = columns().take(3).map(each).collect();
    if n > 3 {
        named.push(format!("{} more", n - 3));
    }
    if n == 0 {
        return None;
    }
    let sentence = format!("Without a ratio in the model: {}.", named.join("; "));
    Some(Warning { code: "aliased", sentence, numbers: vec![("n_columns", n as f64)] })
}

fn few_events(report: &ModelReport) -> Option<Warning> {
    let columns = report.terms.iter().map(|term| term.columns.len()).sum::<usize>();
    // Of the groups alone the first answer has said so.
    let adjusted = report.terms.iter().any(|term| term.name != "group");
    (adjusted && columns > 1 && report.events_per_coefficient < FEW_EVENTS).then(|| {
        let sentence = format!(
            "The model has {} events for each of its coefficients: with fewer than 10, ratios and limits are uncertain.",
            number::significant(report.events_per_coefficient, 2)
        );
        let numbers = vec![("n_event", report.n_event as f64), ("events_per_coefficient", report.events_per_coefficient)];
        Warning { code: "model_few_events", sentence, numbers }
    })
}

fn not_converged(report: &ModelReport) -> Option<Warning> {
    (!report.converged).then(|| Warning {
        code: "model_not_converged",
        sentence: "The model did not settle: do not use its ratios.".to_owned(),
        numbers: vec![("iterations", report.iterations as f64)],
    })
}

fn firth_beside(report: &ModelReport) -> Option<Warning> {
    let firth = report.firth.as_ref().filter(|_| !report.has_maximum)?;
    let [only] = &firth.columns[..] else { return None };
    let (value, p) = (only.hazard_ratio.value.value?, only.p_value.value?);
    let Interval { lower, upper, .. } = only.hazard_ratio;
    let [shown, ..] = ratios([value, lower.value.unwrap_or(0.0), upper.value.unwrap_or(f64::INFINITY)]);
    let end = |limit: Maybe, open: &str| limit.value.map_or(open.to_owned(), ratio);
    let sentence = format!(
        "Firth’s penalised estimate exists where the usual one does not: {}, hazard ratio {} ({} to {}), p {}.",
        only.direction,
        shown,
        end(lower, "0"),
        end(upper, "infinity"),
        p_value(p)
    );
    Some(Warning { code: "firth", sentence, numbers: vec![("hazard_ratio", value), ("p_value", p)] })
}
