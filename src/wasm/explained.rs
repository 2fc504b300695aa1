//! A report as the page holds it, walked for an explanation.

use super::to_js;
use crate::report::explain::{Leaf, Tree, explain};
use wasm_bindgen::prelude::*;

struct Node(JsValue);

impl Tree for Node {
    fn part(&self, name: &str) -> Option<Self> {
        let part = js_sys::Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!part.is_null() && !part.is_undefined()).then_some(Node(part))
    }

    fn leaf(&self) -> Option<Leaf> {
        self.0.as_f64().map(Leaf::Number).or_else(|| self.0.as_string().map(Leaf::Text))
    }
}

/// The number at a JSON pointer of a report as the page holds it, of patient data or of counts, such as
/// `/cox/terms/0/hazard_ratio`, explained; null where no number of ours stands.
#[wasm_bindgen(unchecked_return_type = "Explanation | null")]
pub fn explain_number(pointer: &str, report: JsValue) -> Result<JsValue, JsValue> {
    let report = Node(report);
    to_js(&explain(pointer, &|place| report.find(place)))
}
