//! What the page can call. Each function calls the core and converts; the shapes of what goes in
//! and comes out are in `shapes.d.ts`, beside this file, and become part of the package's types.

// Exports are reached from JS, not from the crate.
#![allow(unreachable_pub)]

mod chart;
mod counts;
mod explained;
mod forest;
mod sheet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const SHAPES: &str = include_str!("shapes.d.ts");

/// Version of this package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// To plain JS values: objects, arrays, and null for what is missing.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer =
        serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true).serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(JsValue::from)
}

fn from_js<T: DeserializeOwned>(value: JsValue, what: &str) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| JsError::new(&format!("The {what} cannot be read: {error}")).into())
}
