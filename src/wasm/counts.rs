//! Counts of two arms, for the worker.

use super::{add_packed, from_js, to_js};
use crate::report::counts::{CountsOptions, counts, csv};
use wasm_bindgen::prelude::*;

/// Reads pasted rows of counts and computes everything. Throws only if `options` have another shape than stated.
#[wasm_bindgen(unchecked_return_type = "CountsAnalysis")]
pub fn analyze_counts(
    text: &str,
    #[wasm_bindgen(unchecked_param_type = "CountsOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let options: CountsOptions = from_js(options, "options")?;
    let analysis = counts(text, &options);
    let answer = to_js(&analysis)?;
    add_packed(&answer, analysis.forest.as_ref())?;
    Ok(answer)
}

/// The results as a table (CSV), every number in full. Throws if `options` have another shape than stated, or the rows
/// have no answer.
#[wasm_bindgen]
pub fn counts_csv(
    text: &str,
    #[wasm_bindgen(unchecked_param_type = "CountsOptions")] options: JsValue,
) -> Result<String, JsValue> {
    let analysis = counts(text, &from_js(options, "options")?);
    match (analysis.report, analysis.failure) {
        (Some(report), _) => Ok(csv::table(&report)),
        (None, failure) => {
            Err(JsError::new(&failure.map_or_else(String::new, |failure| failure.message)).into())
        }
    }
}
