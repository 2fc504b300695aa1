//! What the page can call. Each function calls the core and converts; the shapes of what goes in
//! and comes out are in `shapes.d.ts`, beside this file, and become part of the package's types.

// Exports are reached from JS, not from the crate.
#![allow(unreachable_pub)]

mod chart;
mod counts;
mod explained;
mod forest;
mod sheet;

use crate::figure::Forest;
use crate::figure::packed::{Packed, pack, unpack};
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

/// Hangs a figure into an answer as bytes, which the page hands on to the chart.
fn set_packed(object: &JsValue, name: &str, figure: &impl Packed) -> Result<(), JsValue> {
    let bytes = js_sys::Uint8Array::from(pack(figure).as_slice());
    js_sys::Reflect::set(object, &JsValue::from_str(name), &bytes).map(|_| ())
}

/// Hangs a forest plot's bytes into the plot as the page reads it.
fn add_packed(answer: &JsValue, forest: Option<&Forest>) -> Result<(), JsValue> {
    match forest {
        Some(forest) => {
            set_packed(&js_sys::Reflect::get(answer, &JsValue::from_str("forest"))?, "packed", forest)
        }
        None => Ok(()),
    }
}

fn from_packed<T: Packed>(bytes: &[u8]) -> Result<T, JsValue> {
    unpack(bytes).ok_or_else(|| JsError::new("The figure cannot be read.").into())
}

fn from_js<T: DeserializeOwned>(value: JsValue, what: &str) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| JsError::new(&format!("The {what} cannot be read: {error}")).into())
}
