//! What every figure draws with: lines and text at CSS pixels, on a recording surface.

use super::marks::{Anchor, FONT, Mark, Recorder, units};
use super::palette::Rgb;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingAreaErrorKind, FontFamily, PathElement, Polygon, RGBColor};
use plotters::style::{Color, FontDesc, FontStyle, RGBAColor, ShapeStyle, TextStyle};
use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

pub(super) type Surface = DrawingArea<Recorder, Shift>;
pub(super) type Drawn = Result<(), DrawingAreaErrorKind<Infallible>>;

/// The marks that `draw` makes on a surface of this size.
pub(super) fn record(width: f64, height: f64, draw: impl FnOnce(Surface) -> Drawn) -> Vec<Mark> {
    let recorder = Rc::new(RefCell::new(Recorder::new(width, height)));
    // The recorder never fails, so there is no error to report.
    let _ = draw(Surface::from(&recorder));
    recorder.take().marks
}

/// Draws on a surface.
pub(super) struct Pen(pub(super) Surface);

impl Pen {
    /// A line through points.
    pub(super) fn line(&self, points: &[(f64, f64)], style: ShapeStyle) -> Drawn {
        self.0.draw(&PathElement::new(in_units(points), style))
    }

    /// A filled outline.
    pub(super) fn shape(&self, points: &[(f64, f64)], style: ShapeStyle) -> Drawn {
        self.0.draw(&Polygon::new(in_units(points), style))
    }

    /// A line of text; `y` is its middle.
    pub(super) fn text(&self, text: &str, at: (f64, f64), size: f64, colour: Rgb, anchor: Anchor) -> Drawn {
        self.write(text, at, (size, FontStyle::Normal), colour, anchor)
    }

    /// The same in bold, from its beginning.
    pub(super) fn bold(&self, text: &str, at: (f64, f64), size: f64, colour: Rgb) -> Drawn {
        self.write(text, at, (size, FontStyle::Bold), colour, Anchor::Start)
    }

    fn write(
        &self,
        text: &str,
        (x, y): (f64, f64),
        (size, weight): (f64, FontStyle),
        colour: Rgb,
        anchor: Anchor,
    ) -> Drawn {
        let font = FontDesc::new(FontFamily::Name(FONT), f64::from(units(size)), weight);
        let colour = opaque(colour);
        let style = TextStyle::from(font).color(&colour).pos(anchor.pos());
        self.0.draw_text(text, &style, (units(x), units(y)))
    }
}

fn in_units(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (units(x), units(y))).collect()
}

fn opaque((r, g, b): Rgb) -> RGBAColor {
    RGBColor(r, g, b).to_rgba()
}

/// An outline of this colour, width in CSS pixels and opacity.
pub(super) fn stroke((r, g, b): Rgb, width: f64, alpha: f64) -> ShapeStyle {
    ShapeStyle {
        color: RGBColor(r, g, b).mix(alpha),
        filled: false,
        stroke_width: units(width).unsigned_abs(),
    }
}

/// A filling of this colour and opacity.
pub(super) fn fill((r, g, b): Rgb, alpha: f64) -> ShapeStyle {
    ShapeStyle { color: RGBColor(r, g, b).mix(alpha), filled: true, stroke_width: 0 }
}
