//! Pasted text and its analysis, for the worker.

use super::{from_js, to_js};
use crate::data::{Failure, Roles};
use crate::figure::Figure;
use crate::report::{Options, Report, analyze};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A pasted text, read once and analysed as often as the options change.
#[wasm_bindgen]
pub struct Sheet(crate::data::Sheet);

/// One of report and failure.
#[derive(Serialize)]
struct Analysis {
    report: Option<Report>,
    figure: Option<Figure>,
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
        to_js(&match analyze(&self.0, &roles, &options) {
            Ok((report, figure)) => Analysis { report: Some(report), figure: Some(figure), failure: None },
            Err(failure) => Analysis { report: None, figure: None, failure: Some(failure) },
        })
    }
}
