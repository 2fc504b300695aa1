//! Plays recorded marks on a real backend.
//!
//! The backend counts in the same units; what it shows has `ratio` device pixels a CSS pixel.
//! Lines get a whole number of device pixels as their width, and their middle is moved (by less
//! than half a device pixel) to where such a line has sharp edges; outlines move to the edges of pixels.

use super::marks::{FONT, Mark, UNITS};
use plotters::style::{FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

/// Plays `marks` on `backend` at `ratio` device pixels a CSS pixel.
///
/// # Errors
/// Those of the backend.
pub fn replay<B: DrawingBackend>(
    marks: &[Mark],
    ratio: f64,
    backend: &mut B,
) -> Result<(), DrawingErrorKind<B::ErrorType>> {
    let pixel = UNITS / ratio;
    for mark in marks {
        match mark {
            Mark::Path { points, color, width } => {
                let device_width = (f64::from(*width) / pixel).round().max(1.0);
                let offset = if device_width % 2.0 == 1.0 { 0.5 } else { 0.0 };
                let style = ShapeStyle {
                    color: *color,
                    filled: false,
                    stroke_width: (device_width * pixel).round() as u32,
                };
                backend.draw_path(points.iter().map(|&point| snap(point, pixel, offset)), &style)?;
            }
            Mark::Fill { points, color } => {
                let style = ShapeStyle { color: *color, filled: true, stroke_width: 0 };
                backend.fill_polygon(points.iter().map(|&point| snap(point, pixel, 0.0)), &style)?;
            }
            Mark::Text { text, at, size, bold, color, anchor } => {
                let weight = if *bold { FontStyle::Bold } else { FontStyle::Normal };
                let font = FontDesc::new(FontFamily::Name(FONT), *size, weight);
                let style = TextStyle::from(font).color(color).pos(anchor.pos());
                backend.draw_text(text, &style, *at)?;
            }
        }
    }
    Ok(())
}

/// The place nearest to `point` that is `offset` device pixels off a pixel's edge.
fn snap((x, y): BackendCoord, pixel: f64, offset: f64) -> BackendCoord {
    let snap = |units: i32| (((f64::from(units) / pixel - offset).round() + offset) * pixel).round() as i32;
    (snap(x), snap(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fall_on_device_pixels() {
        // A line one device pixel wide is centred half a pixel off an edge, at any ratio.
        assert_eq!(snap((33, 16), 16.0, 0.5), (40, 24));
        assert_eq!(snap((33, 16), 8.0, 0.5), (36, 20));
        assert_eq!(snap((33, 16), 16.0, 0.0), (32, 16));
    }
}
