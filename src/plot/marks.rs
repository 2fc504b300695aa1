//! A plotters backend that notes what is drawn instead of drawing it.
//!
//! plotters counts in whole units; [`UNITS`] of them make a CSS pixel, so that 1.5 px strokes and
//! sixteenths of a pixel exist.

use plotters::style::{Color, RGBAColor, RGBColor};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    text_anchor::{HPos, Pos, VPos},
};
use std::convert::Infallible;

/// Units of the grid in a CSS pixel.
pub const UNITS: f64 = 16.0;

/// The font of all text.
pub const FONT: &str = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"DejaVu Sans\", sans-serif";

/// CSS pixels to units.
pub fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

/// Which part of a line of text stands at its place; up and down it is always the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

impl Anchor {
    fn of(horizontal: HPos) -> Self {
        match horizontal {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        }
    }

    /// The same in plotters' words.
    pub(super) fn pos(self) -> Pos {
        let horizontal = match self {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        Pos::new(horizontal, VPos::Center)
    }
}

/// One thing drawn; coordinates and widths in units.
#[derive(Debug, Clone)]
pub enum Mark {
    /// A line through points.
    Path {
        /// Its points.
        points: Vec<BackendCoord>,
        /// Its colour.
        color: RGBAColor,
        /// Its width.
        width: u32,
    },
    /// A filled outline.
    Fill {
        /// Its corners.
        points: Vec<BackendCoord>,
        /// Its colour.
        color: RGBAColor,
    },
    /// A line of text.
    Text {
        /// The words.
        text: String,
        /// Where its anchor stands.
        at: BackendCoord,
        /// Font size.
        size: f64,
        /// Bold or not.
        bold: bool,
        /// Its colour.
        color: RGBAColor,
        /// Which part of the text stands at `at`.
        anchor: Anchor,
    },
}

/// The backend.
#[derive(Debug, Default)]
pub struct Recorder {
    /// What was drawn so far, in order.
    pub marks: Vec<Mark>,
    size: (u32, u32),
}

impl Recorder {
    /// A surface of `width` by `height` CSS pixels.
    pub fn new(width: f64, height: f64) -> Self {
        let side = |pixels: f64| u32::try_from(units(pixels)).unwrap_or(0);
        Recorder { marks: Vec::new(), size: (side(width), side(height)) }
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Recorder {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let points = vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
        self.marks.push(Mark::Fill { points, color: rgba(color) });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points = path.into_iter().collect();
        self.marks.push(Mark::Path { points, color: rgba(style.color()), width: style.stroke_width() });
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        self.marks.push(Mark::Fill { points: vert.into_iter().collect(), color: rgba(style.color()) });
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        self.marks.push(Mark::Text {
            text: text.to_owned(),
            at,
            size: style.size(),
            bold: matches!(style.style(), FontStyle::Bold),
            color: rgba(style.color()),
            anchor: Anchor::of(style.anchor().h_pos),
        });
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        // Placing is the layout's; plotters only needs an answer.
        Ok(((text.chars().count() as f64 * style.size() * 0.6) as u32, style.size() as u32))
    }
}

fn rgba(BackendColor { alpha, rgb: (r, g, b) }: BackendColor) -> RGBAColor {
    RGBColor(r, g, b).mix(alpha)
}
