//! Pasted text and its analysis, for the worker.

use super::{add_packed, from_js, set_packed, to_js};
use crate::data::{Failure, Roles};
use crate::figure::Forest;
use crate::report::export::{Text, write};
use crate::report::figure::forest::of_model;
use crate::report::{Options, Report, analyze, permutation_report, permutation_run};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A pasted text, read once and analysed as often as the options change.
#[wasm_bindgen]
pub struct Sheet(crate::data::Sheet);

/// One of report and failure; the figure is set apart, as bytes.
#[derive(Serialize)]
struct Analysis {
    report: Option<Report>,
    /// Its place, null until then.
    figure: (),
    /// Of the full model.
    forest: Option<Forest>,
    failure: Option<Failure>,
}

#[wasm_bindgen]
impl Sheet {
    /// Cuts the text into cells. Never fails: what is wrong with it is in the overview.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Sheet {
        Sheet(crate::data::Sheet::read(text))
    }

    /// Columns, first rows, notes and problems.
    #[wasm_bindgen(unchecked_return_type = "Overview")]
    pub fn overview(&self) -> Result<JsValue, JsValue> {
        to_js(&self.0.overview())
    }

    /// Which column is probably what.
    #[wasm_bindgen(unchecked_return_type = "Roles")]
    pub fn guess(&self) -> Result<JsValue, JsValue> {
        to_js(&self.0.guess())
    }

    /// Computes everything. Throws only if `roles` or `options` have another shape than stated.
    #[wasm_bindgen(unchecked_return_type = "Analysis")]
    pub fn analyze(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Roles")] roles: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Options")] options: JsValue,
    ) -> Result<JsValue, JsValue> {
        let roles: Roles = from_js(roles, "roles")?;
        let options: Options = from_js(options, "options")?;
        let (report, figure, failure) = match analyze(&self.0, &roles, &options) {
            Ok((report, figure)) => (Some(report), Some(figure), None),
            Err(failure) => (None, None, Some(failure)),
        };
        let forest = report.as_ref().and_then(of_model);
        let analysis = Analysis { report, figure: (), forest, failure };
        let answer = to_js(&analysis)?;
        if let Some(figure) = &figure {
            set_packed(&answer, "figure", figure)?;
        }
        add_packed(&answer, analysis.forest.as_ref())?;
        Ok(answer)
    }

    /// One text about the data: a table or a script. Throws where there is no answer, with the reason.
    pub fn write(
        &self,
        #[wasm_bindgen(unchecked_param_type = "TextKind")] what: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Roles")] roles: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Options")] options: JsValue,
    ) -> Result<String, JsValue> {
        let what: Text = from_js(what, "kind of text")?;
        let roles: Roles = from_js(roles, "roles")?;
        let options: Options = from_js(options, "options")?;
        write(what, &self.0, &roles, &options).map_err(|failure| JsError::new(&failure.message).into())
    }

    /// A permutation test of the two groups, to be run in steps. Throws where there is none, with the reason.
    pub fn permutation(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Roles")] roles: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Options")] options: JsValue,
    ) -> Result<PermutationRun, JsValue> {
        let roles: Roles = from_js(roles, "roles")?;
        let options: Options = from_js(options, "options")?;
        permutation_run(&self.0, &roles, &options)
            .map(PermutationRun)
            .map_err(|failure| JsError::new(&failure.message).into())
    }
}

/// A permutation test on its way.
#[wasm_bindgen]
pub struct PermutationRun(crate::compare::permutation::Run);

/// How far it has come.
#[derive(Serialize)]
struct Progress {
    done: f64,
    total: f64,
    finished: bool,
}

#[wasm_bindgen]
impl PermutationRun {
    /// Goes on by up to `budget` arrangements.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn step(&mut self, budget: u32) -> Result<JsValue, JsValue> {
        let progress = self.0.step(u64::from(budget));
        to_js(&Progress {
            done: progress.done as f64,
            total: progress.total as f64,
            finished: progress.finished,
        })
    }

    /// What the arrangements so far say; null before the first.
    #[wasm_bindgen(unchecked_return_type = "PermutationResult | null")]
    pub fn result(&self) -> Result<JsValue, JsValue> {
        to_js(&self.0.result().map(|test| permutation_report(&test)))
    }
}
