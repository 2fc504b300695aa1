//! A figure on a canvas, for the page.

use super::{from_js, to_js};
use crate::figure::Figure;
use crate::plot::{
    chart::draw,
    layout::Layout,
    marks::{FONT, Mark, UNITS},
    measure::Measure,
    palette::Theme,
    replay::replay,
};
use plotters_canvas::CanvasBackend;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Device pixel ratios that are drawn at; what a browser reports beyond is drawn at the nearest.
const RATIOS: std::ops::RangeInclusive<f64> = 0.25..=8.0;

/// A figure, ready to be drawn at any width.
#[wasm_bindgen]
pub struct Chart(Figure);

/// See `View` in `shapes.d.ts`.
#[derive(Deserialize)]
struct View {
    width: f64,
    ratio: f64,
    theme: Theme,
    band: bool,
}

#[wasm_bindgen]
impl Chart {
    /// Takes the figure of an analysis. Throws if it has another shape.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "Figure")] figure: JsValue) -> Result<Chart, JsValue> {
        from_js(figure, "figure").map(Chart)
    }

    /// Sizes the canvas and draws; answers where things stand. Throws if the canvas has no 2D
    /// context.
    #[wasm_bindgen(unchecked_return_type = "Layout")]
    pub fn draw(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "View")] view: JsValue,
    ) -> Result<JsValue, JsValue> {
        let view: View = from_js(view, "view")?;
        let context = context(canvas)?;
        let layout = Layout::new(&self.0, view.width, &OnCanvas(&context));
        let marks = draw(&self.0, &layout, view.theme, view.band);
        show(&marks, canvas, &context, [layout.width, layout.height], view.ratio)?;
        to_js(&layout)
    }
}

/// Sizes the canvas on the screen and in device pixels, which clears it, and plays the marks on it.
pub(super) fn show(
    marks: &[Mark],
    canvas: &HtmlCanvasElement,
    context: &CanvasRenderingContext2d,
    [width, height]: [f64; 2],
    ratio: f64,
) -> Result<(), JsValue> {
    let ratio = if ratio.is_finite() { ratio.clamp(*RATIOS.start(), *RATIOS.end()) } else { 1.0 };
    canvas.set_width((width * ratio).round() as u32);
    canvas.set_height((height * ratio).round() as u32);
    let style = canvas.style();
    style.set_property("width", &format!("{width}px"))?;
    style.set_property("height", &format!("{height}px"))?;
    // One unit of the marks is 1/16 CSS pixel.
    let scale = ratio / UNITS;
    context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
    let mut backend = CanvasBackend::with_canvas_object(canvas.clone()).ok_or_else(no_context)?;
    Ok(replay(marks, ratio, &mut backend).map_err(|error| JsError::new(&error.to_string()))?)
}

pub(super) fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    canvas.get_context("2d")?.ok_or_else(no_context)?.dyn_into().map_err(|_| no_context())
}

fn no_context() -> JsValue {
    JsError::new("This browser does not draw on a canvas.").into()
}

/// Text as wide as this canvas draws it.
pub(super) struct OnCanvas<'a>(pub(super) &'a CanvasRenderingContext2d);

impl Measure for OnCanvas<'_> {
    fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let weight = if bold { "bold" } else { "normal" };
        self.0.set_font(&format!("{weight} {size}px {FONT}"));
        self.0.measure_text(text).map_or(0.0, |metrics| metrics.width())
    }
}
