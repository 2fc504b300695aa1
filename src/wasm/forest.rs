//! A forest plot on a canvas, for the page.

use super::chart::{OnCanvas, context, show};
use super::{from_js, from_packed, to_js};
use crate::figure::Forest;
use crate::plot::forest::{chart::draw, layout::Layout};
use crate::plot::palette::{Theme, ground};
use crate::plot::svg::svg;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

/// A forest plot, ready to be drawn at any width.
#[wasm_bindgen]
pub struct ForestChart(Forest);

/// See `View` in `shapes.d.ts`; a forest plot has no band.
#[derive(Deserialize)]
struct View {
    width: f64,
    ratio: f64,
    theme: Theme,
    #[serde(default)]
    ground: bool,
}

#[wasm_bindgen]
impl ForestChart {
    /// Takes the packed forest of an analysis. Throws if the bytes are none.
    #[wasm_bindgen(constructor)]
    pub fn new(forest: &[u8]) -> Result<ForestChart, JsValue> {
        from_packed(forest).map(ForestChart)
    }

    /// Sizes the canvas and draws; answers where things stand. Throws if the canvas has no 2D
    /// context.
    #[wasm_bindgen(unchecked_return_type = "ForestLayout")]
    pub fn draw(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "Omit<View, \"band\">")] view: JsValue,
    ) -> Result<JsValue, JsValue> {
        let view: View = from_js(view, "view")?;
        let context = context(canvas)?;
        let layout = Layout::new(&self.0, view.width, &OnCanvas(&context));
        let marks = draw(&layout, view.theme);
        let ground = view.ground.then(|| ground(view.theme));
        show(&marks, canvas, &context, [layout.width, layout.height], view.ratio, ground)?;
        to_js(&layout)
    }

    /// The plot as an SVG picture with real text, laid out for the text of this canvas. Throws as `draw`.
    pub fn svg(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "Omit<View, \"band\">")] view: JsValue,
        title: &str,
        alternative: &str,
    ) -> Result<String, JsValue> {
        let view: View = from_js(view, "view")?;
        let layout = Layout::new(&self.0, view.width, &OnCanvas(&context(canvas)?));
        let marks = draw(&layout, view.theme);
        Ok(svg(&marks, [layout.width, layout.height], view.theme, title, alternative))
    }
}
