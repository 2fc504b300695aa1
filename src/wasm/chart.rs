//! A figure on a canvas, for the page.

use super::{from_js, from_packed, to_js};
use crate::figure::Figure;
use crate::plot::{
    chart::draw,
    cursor::{Dot, beyond_tick, dots, nearest, time_at},
    layout::Layout,
    marks::{FONT, Mark, UNITS},
    measure::{Measure, Rough},
    palette::{Rgb, Theme, ground},
    replay::replay,
    svg::svg,
};

use crate::report::reading::{Reading, opening, read, steps, twins};
use plotters_canvas::CanvasBackend;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Device pixel ratios that are drawn at; what a browser reports beyond is drawn at the nearest.
const RATIOS: std::ops::RangeInclusive<f64> = 0.25..=8.0;

/// A figure, ready to be drawn at any width and read at any of its steps.
#[wasm_bindgen]
pub struct Chart {
    figure: Figure,
    steps: Vec<f64>,
    /// Where everything stands since it was drawn last.
    drawn: Option<(Layout, Theme)>,
}

/// See `PlacedReading` in `shapes.d.ts`.
#[derive(Serialize)]
struct PlacedReading {
    reading: Reading,
    x: f64,
    dots: Vec<Dot>,
}

/// See `View` in `shapes.d.ts`.
#[derive(Deserialize)]
struct View {
    width: f64,
    ratio: f64,
    theme: Theme,
    band: bool,
    /// Whether the ground is painted: a picture that leaves the page.
    #[serde(default)]
    ground: bool,
    /// Whether the picture must be short: of more than [`FEW_GROUPS`], or of panels, the table holds the numbers at risk alone.
    #[serde(default)]
    short: bool,
}

/// So many groups have all rows of the table on a sheet of paper.
const FEW_GROUPS: usize = 3;

#[wasm_bindgen]
impl Chart {
    /// Takes the figure of an analysis. Throws if the bytes are none.
    #[wasm_bindgen(constructor)]
    pub fn new(figure: &[u8]) -> Result<Chart, JsValue> {
        let figure: Figure = from_packed(figure)?;
        Ok(Chart { steps: steps(&figure), figure, drawn: None })
    }

    /// Sizes the canvas and draws; answers where things stand. Throws if the canvas has no 2D
    /// context.
    #[wasm_bindgen(unchecked_return_type = "Layout")]
    pub fn draw(
        &mut self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "View")] view: JsValue,
    ) -> Result<JsValue, JsValue> {
        let view: View = from_js(view, "view")?;
        let context = context(canvas)?;
        let figure = self.figure_for(&view);
        let layout = Layout::new(&figure, view.width, &OnCanvas(&context));
        let marks = draw(&figure, &layout, view.theme, view.band);
        let ground = view.ground.then(|| ground(view.theme));
        show(&marks, canvas, &context, [layout.width, layout.height], view.ratio, ground)?;
        let answer = to_js(&layout);
        self.drawn = Some((layout, view.theme));
        answer
    }

    /// The figure as an SVG picture with real text, laid out for the text of this canvas. Throws as `draw`.
    pub fn svg(
        &self,
        canvas: &HtmlCanvasElement,
        #[wasm_bindgen(unchecked_param_type = "View")] view: JsValue,
        title: &str,
        alternative: &str,
    ) -> Result<String, JsValue> {
        let view: View = from_js(view, "view")?;
        Ok(self.svg_for(&view, &OnCanvas(&context(canvas)?), title, alternative))
    }

    /// The same where there is no canvas, as in Node or in a worker: words are taken to be wide, so that what fits
    /// their room fits it in any font. Throws if `view` has another shape.
    pub fn svg_unmeasured(
        &self,
        #[wasm_bindgen(unchecked_param_type = "View")] view: JsValue,
        title: &str,
        alternative: &str,
    ) -> Result<String, JsValue> {
        let view: View = from_js(view, "view")?;
        Ok(self.svg_for(&view, &Rough, title, alternative))
    }

    /// The figure as tables, of each curve at most so many rows.
    #[wasm_bindgen(unchecked_return_type = "Twin[]")]
    pub fn twins(&self, most: usize) -> Result<JsValue, JsValue> {
        to_js(&twins(&self.figure, most))
    }

    /// How many steps can be read; 0: there are none.
    pub fn n_steps(&self) -> usize {
        self.steps.len()
    }

    /// The step at which the reading opens.
    pub fn opening(&self) -> usize {
        opening(&self.figure, &self.steps)
    }

    /// The step nearest to this distance from the left edge, in CSS pixels.
    pub fn step_at(&self, x: f64) -> usize {
        self.drawn.as_ref().map_or(0, |(layout, _)| nearest(layout, &self.steps, x))
    }

    /// The time at this distance from the left edge, within the axis, in round numbers.
    pub fn time_at(&self, x: f64) -> f64 {
        self.drawn.as_ref().map_or(0.0, |(layout, _)| time_at(layout, x, self.figure.log_time))
    }

    /// The step with the first time at or after the next tick of the axis, or before the last one.
    pub fn step_by_tick(&self, step: usize, forward: bool) -> usize {
        self.drawn.as_ref().map_or(step, |(layout, _)| beyond_tick(layout, &self.steps, step, forward))
    }

    /// What is to be read at a step, and where it stands; an index beyond the last is the last.
    /// Throws before the figure was drawn.
    #[wasm_bindgen(unchecked_return_type = "PlacedReading")]
    pub fn read(&self, step: usize) -> Result<JsValue, JsValue> {
        let (layout, theme) =
            self.drawn.as_ref().ok_or_else(|| JsError::new("The figure was not drawn yet."))?;
        let reading = read(&self.figure, &self.steps, step);
        let heights: Vec<Option<f64>> = reading.rows.iter().map(|row| row.height).collect();
        to_js(&PlacedReading {
            x: layout.x(reading.place),
            dots: dots(layout, *theme, &heights, &self.figure.curves),
            reading,
        })
    }
}

impl Chart {
    fn figure_for(&self, view: &View) -> Cow<'_, Figure> {
        let few = self.figure.groups.len() <= FEW_GROUPS && self.figure.panels.is_empty();
        if !view.short || few {
            return Cow::Borrowed(&self.figure);
        }
        let mut short = self.figure.clone();
        short.row_names[1..].fill(String::new());
        Cow::Owned(short)
    }

    fn svg_for(&self, view: &View, measure: &dyn Measure, title: &str, alternative: &str) -> String {
        let figure = self.figure_for(view);
        let layout = Layout::new(&figure, view.width, measure);
        let marks = draw(&figure, &layout, view.theme, view.band);
        svg(&marks, [layout.width, layout.height], view.theme, title, alternative)
    }
}

/// Sizes the canvas on the screen and in device pixels, clears it, and plays the marks on it.
pub(super) fn show(
    marks: &[Mark],
    canvas: &HtmlCanvasElement,
    context: &CanvasRenderingContext2d,
    [width, height]: [f64; 2],
    ratio: f64,
    ground: Option<Rgb>,
) -> Result<(), JsValue> {
    let ratio = if ratio.is_finite() { ratio.clamp(*RATIOS.start(), *RATIOS.end()) } else { 1.0 };
    let size = [width, height].map(|length| (length * ratio).round() as u32);
    if [canvas.width(), canvas.height()] == size {
        context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)?;
        context.clear_rect(0.0, 0.0, f64::from(size[0]), f64::from(size[1]));
    } else {
        // A new size clears the canvas, at the price of a new one.
        canvas.set_width(size[0]);
        canvas.set_height(size[1]);
    }
    let style = canvas.style();
    style.set_property("width", &format!("{width}px"))?;
    style.set_property("height", &format!("{height}px"))?;
    if let Some((r, g, b)) = ground {
        context.set_fill_style_str(&format!("rgb({r},{g},{b})"));
        context.fill_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
    }
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
