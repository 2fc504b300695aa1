//! How many rows the curves and the model rest on: "80 rows → 77 in the curves → 73 in the adjusted model", and at each step which
//! rows were left out, and why.

use super::number::count;
use crate::data::{Gathered, LeftOut, Sheet, Survival, Values};
use serde::Serialize;
use std::collections::HashMap;

/// More reasons than this are put together.
const MOST_REASONS: usize = 20;

/// A step, and the rows that it left out of those before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// "rows", "in the curves", "in the adjusted model", "in the model".
    pub what: &'static str,
    /// Rows that are left.
    pub n: usize,
    /// Rows left out here, by reason; the numbers of a reason are those of rows of the text.
    pub left_out: Vec<LeftOut>,
}

/// The steps of these data; `stratified`: rows without a stratum are in no model; the `sheet` knows their lines.
pub(super) fn stages(gathered: &Gathered, data: &Survival, stratified: bool, sheet: &Sheet) -> Vec<Stage> {
    let mut stages = vec![
        Stage { what: "rows", n: gathered.n_rows, left_out: Vec::new() },
        Stage {
            what: "in the curves",
            n: gathered.n_rows - gathered.n_left_out,
            left_out: gathered.left_out.clone(),
        },
    ];
    if !data.covariates().is_empty() || (stratified && data.strata().is_some()) {
        let left_out = of_model(gathered, data, stratified, sheet);
        let what = if data.groups().len() > 1 { "in the adjusted model" } else { "in the model" };
        let n = data.len() - left_out.iter().map(|found| found.n).sum::<usize>();
        stages.push(Stage { what, n, left_out });
    }
    stages
}

/// "80 rows → 77 in the curves → 73 in the adjusted model".
pub(super) fn sentence(stages: &[Stage]) -> String {
    let one = |stage: &Stage| {
        let what = if stage.n == 1 && stage.what == "rows" { "row" } else { stage.what };
        format!("{} {what}", count(stage.n as u64))
    };
    stages.iter().map(one).collect::<Vec<_>>().join(" → ")
}

/// Rows of the curves that lack what the model needs, by what they lack, in the order of the text.
fn of_model(gathered: &Gathered, data: &Survival, stratified: bool, sheet: &Sheet) -> Vec<LeftOut> {
    let strata = data.strata().filter(|_| stratified);
    let lacks = |i: usize, at: usize| match data.covariates().get(at) {
        Some(covariate) => covariate.values.is_missing(i),
        None => strata.is_some_and(|labels| usize::from(labels.of[i]) >= labels.names.len()),
    };
    let columns = 0..=data.covariates().len();
    let mut rows: Vec<usize> = (0..data.len()).filter(|&i| columns.clone().any(|at| lacks(i, at))).collect();
    rows.sort_unstable_by_key(|&i| data.origin()[i]);
    let (mut found, mut places): (Vec<LeftOut>, HashMap<Vec<usize>, usize>) = Default::default();
    for i in rows {
        let mut missing: Vec<usize> = columns.clone().filter(|&at| lacks(i, at)).collect();
        if found.len() >= MOST_REASONS && !places.contains_key(&missing) {
            missing.clear();
        }
        let place = *places.entry(missing).or_insert_with_key(|missing| {
            let reasons: Vec<String> = missing.iter().map(|&at| reason(gathered, data, at)).collect();
            let several = "several columns: no value".to_owned();
            found.push(LeftOut::new(if missing.is_empty() { several } else { reasons.join("; ") }));
            found.len() - 1
        });
        let row = gathered.rows.get(data.origin()[i] as usize).copied().unwrap_or_default();
        found[place].add(sheet.line(row));
    }
    found
}

/// "Age: no value", "Stage: no value, or “unknown” taken as missing".
fn reason(gathered: &Gathered, data: &Survival, at: usize) -> String {
    let Some(covariate) = data.covariates().get(at) else {
        return format!("{}: no value", gathered.strata_name.as_deref().unwrap_or("strata"));
    };
    let lack = match &covariate.values {
        Values::Number(_) => "no value".to_owned(),
        Values::Category(_) => match gathered.taken.get(at) {
            Some(taken) if taken.unknown_missing => {
                let values: Vec<String> = taken.unknown.iter().map(|value| format!("“{value}”")).collect();
                format!("no value, or {} taken as missing", super::names::list(&values))
            }
            _ => "no value".to_owned(),
        },
    };
    format!("{}: {lack}", covariate.name)
}
