//! The survival chart, drawn with plotters on a recording surface.

use super::layout::{CAPTION, CELL, LABEL, Layout, Row, TICK, What};
use super::marks::{Anchor, Mark, Recorder, units};
use super::palette::{self, Ink, Theme};
use super::pen::{Drawn, Pen, Surface, fill, record, stroke};
use crate::figure::{Figure, FigureCurve};
use plotters::coord::types::RangedCoordf64;
use plotters::element::DashedPathElement;
use plotters::prelude::{Cartesian2d, DrawingArea, PathElement, Polygon};

/// Width of a curve.
const CURVE: f64 = 2.0;
/// More curves than this and filled bands would hide each other: only their edges are drawn.
const MOST_FILLED: usize = 3;
/// More ticks of the censored than this and they would hide the curve: none is drawn.
const MOST_TICKS: usize = 250;
/// A label moved further than this from its curve's end gets a line that leads to it.
const LEADER: f64 = 5.0;

type Plot = DrawingArea<Recorder, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The marks of `figure` in its `layout`, with confidence bands or without.
pub fn draw(figure: &Figure, layout: &Layout, theme: Theme, band: bool) -> Vec<Mark> {
    record(layout.width, layout.height, |surface| {
        let plot = plot(&surface, layout);
        Chart { figure, layout, theme, ink: palette::ink(theme), plot, pen: Pen(surface) }.all(band)
    })
}

fn plot(surface: &Surface, layout: &Layout) -> Plot {
    let (across, up) = (
        units(layout.plot.left)..units(layout.plot.right),
        units(layout.plot.bottom)..units(layout.plot.top),
    );
    surface.apply_coord_spec(Cartesian2d::new(0.0..layout.x_max, 0.0..1.0, (across, up)))
}

struct Chart<'a> {
    figure: &'a Figure,
    layout: &'a Layout,
    theme: Theme,
    ink: Ink,
    pen: Pen,
    plot: Plot,
}

impl Chart<'_> {
    fn all(&self, band: bool) -> Drawn {
        self.grid()?;
        if band {
            self.each_curve(|chart, i, curve| chart.band(i, curve))?;
        }
        self.axis()?;
        self.each_curve(Self::curve)?;
        self.labels()?;
        self.table()
    }

    fn each_curve(&self, draw: impl Fn(&Self, usize, &FigureCurve) -> Drawn) -> Drawn {
        self.figure.curves.iter().enumerate().try_for_each(|(i, curve)| draw(self, i, curve))
    }

    /// Horizontal lines with their shares, and the caption above them.
    fn grid(&self) -> Drawn {
        let soft = self.ink.soft;
        for quarter in 0..=4_u32 {
            let share = f64::from(quarter) / 4.0;
            if quarter > 0 {
                let line = vec![(0.0, share), (self.layout.x_max, share)];
                self.plot.draw(&PathElement::new(line, stroke(self.ink.grid, 1.0, 1.0)))?;
            }
            let text = format!("{}\u{202f}%", 25 * quarter);
            self.pen.text(
                &text,
                (self.layout.plot.left - 6.0, self.layout.y(share)),
                TICK,
                soft,
                Anchor::End,
            )?;
        }
        self.pen.text(&self.layout.captions[0], (0.0, 7.0), CAPTION, soft, Anchor::Start)
    }

    /// The time axis with its ticks and caption.
    fn axis(&self) -> Drawn {
        let (plot, soft) = (&self.layout.plot, self.ink.soft);
        self.pen
            .line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], stroke(self.ink.axis, 1.0, 1.0))?;
        for tick in &self.layout.ticks {
            let ends = [(tick.x, plot.bottom), (tick.x, plot.bottom + 5.0)];
            self.pen.line(&ends, stroke(self.ink.axis, 1.0, 1.0))?;
            self.pen.text(
                &tick.text,
                (tick.x, plot.bottom + 7.0 + TICK / 2.0),
                TICK,
                soft,
                Anchor::Middle,
            )?;
        }
        let middle = (plot.left + plot.right) / 2.0;
        let y = plot.bottom + 8.0 + TICK + 8.0 + CAPTION / 2.0;
        self.pen.text(&self.layout.captions[1], (middle, y), CAPTION, soft, Anchor::Middle)
    }

    /// The band between the limits, piece by piece where they exist.
    fn band(&self, group: usize, curve: &FigureCurve) -> Drawn {
        let colour = palette::colour(self.theme, group);
        for piece in pieces(curve, self.figure.start) {
            if self.figure.curves.len() <= MOST_FILLED {
                let back = piece.lower.iter().rev();
                let outline: Vec<(f64, f64)> = piece.upper.iter().chain(back).copied().collect();
                self.plot.draw(&Polygon::new(outline, fill(colour, 0.10)))?;
            }
            for edge in [piece.upper, piece.lower] {
                self.plot.draw(&PathElement::new(edge, stroke(colour, 1.0, 0.32)))?;
            }
        }
        Ok(())
    }

    /// The steps and the ticks of the censored.
    fn curve(&self, group: usize, curve: &FigureCurve) -> Drawn {
        let style = stroke(palette::colour(self.theme, group), CURVE, 1.0);
        let points = steps(curve, self.figure.start);
        match palette::stroke(group) {
            None => self.plot.draw(&PathElement::new(points, style))?,
            Some((dash, gap)) => {
                self.plot.draw(&DashedPathElement::new(points, units(dash), units(gap), style))?
            }
        }
        let ticks = if curve.censored.len() <= MOST_TICKS { curve.censored.as_slice() } else { &[] };
        for &time in ticks {
            let height =
                crate::step::last_at(&curve.time, time).map_or(self.figure.start, |i| curve.height[i]);
            let (x, y) = (self.layout.x(time), self.layout.y(height));
            self.pen
                .line(&[(x, y - 4.0), (x, y + 4.0)], stroke(palette::colour(self.theme, group), 1.25, 1.0))?;
        }
        Ok(())
    }

    /// Names at the curve ends.
    fn labels(&self) -> Drawn {
        for (group, (label, curve)) in self.layout.labels.iter().zip(&self.figure.curves).enumerate() {
            let colour = palette::colour(self.theme, group);
            let place = &label.place;
            let middle = (place.top + place.bottom) / 2.0;
            let end = self.layout.x(curve.last_time);
            if (middle - label.y).abs() > LEADER || self.layout.plot.right - end > 4.0 * LEADER {
                let ends = [(end + 2.0, label.y), (place.left - 2.0, middle)];
                self.pen.line(&ends, stroke(colour, 1.0, 0.45))?;
            }
            let lines = label.text.lines().count() as f64;
            for (i, line) in label.text.lines().enumerate() {
                let y = place.top + (i as f64 + 0.5) * (place.bottom - place.top) / lines;
                self.pen.bold(line, (place.left, y), LABEL, colour)?;
            }
        }
        Ok(())
    }

    /// Counts beneath the ticks, and the figure's label.
    fn table(&self) -> Drawn {
        for (group, (heading, y)) in self.layout.headings.iter().enumerate() {
            self.pen.bold(heading, (0.0, *y), CELL, palette::colour(self.theme, group))?;
        }
        for row in &self.layout.rows {
            self.row(row)?;
        }
        for (line, y) in &self.layout.footer {
            self.pen.text(line, (0.0, *y), CELL, self.ink.soft, Anchor::Start)?;
        }
        Ok(())
    }

    fn row(&self, row: &Row) -> Drawn {
        let [at_risk, events, censored] = &self.figure.row_names;
        let name = match row.what {
            What::AtRisk => at_risk,
            What::Events => events,
            What::Censored => censored,
        };
        self.pen.text(name, (0.0, row.y), CELL, self.ink.soft, Anchor::Start)?;
        for (tick, n) in self.layout.ticks.iter().zip(&row.cells) {
            self.pen.text(&n.to_string(), (tick.x, row.y), CELL, self.ink.strong, Anchor::Middle)?;
        }
        Ok(())
    }
}

/// A stretch of a band: its edges as steps.
struct Piece {
    upper: Vec<(f64, f64)>,
    lower: Vec<(f64, f64)>,
}

/// Stretches of steps whose limits exist, from time 0 to the end of the curve.
fn pieces(curve: &FigureCurve, start: f64) -> Vec<Piece> {
    let ends = curve.time.iter().skip(1).chain([&curve.last_time]);
    let known = curve.time.iter().zip(ends).zip(curve.lower.iter().zip(&curve.upper));
    let first = curve.time.first().copied().unwrap_or(0.0);
    let before =
        Piece { upper: vec![(0.0, start), (first, start)], lower: vec![(0.0, start), (first, start)] };
    let mut pieces = vec![before];
    let mut broken = false;
    for ((&from, &to), limits) in known {
        match (limits, broken) {
            ((Some(lower), Some(upper)), false) => {
                if let Some(piece) = pieces.last_mut() {
                    piece.upper.extend([(from, *upper), (to, *upper)]);
                    piece.lower.extend([(from, *lower), (to, *lower)]);
                }
            }
            ((Some(lower), Some(upper)), true) => {
                pieces.push(Piece {
                    upper: vec![(from, *upper), (to, *upper)],
                    lower: vec![(from, *lower), (to, *lower)],
                });
            }
            _ => {}
        }
        broken = matches!(limits, (None, _) | (_, None));
    }
    pieces
}

/// Corners of the curve.
fn steps(curve: &FigureCurve, start: f64) -> Vec<(f64, f64)> {
    let mut points = vec![(0.0, start)];
    let mut height = start;
    for (&time, &next) in curve.time.iter().zip(&curve.height) {
        if next != height {
            points.extend([(time, height), (time, next)]);
            height = next;
        }
    }
    points.push((curve.last_time, height));
    points
}
