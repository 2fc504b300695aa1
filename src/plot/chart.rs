//! The survival chart, drawn with plotters on a recording surface.

use super::corner::{GUIDE_DROP, beside_guide};
use super::layout::{CAPTION, CELL, LABEL, Layout, Rect, TICK};
use super::marks::{Anchor, Mark, Recorder, units};
use super::palette::{self, Ink, Theme};
use super::pen::{Drawn, Pen, Surface, fill, record, stroke};
use super::table::{Row, What};
use crate::figure::{Figure, FigureCurve, isolated};
use plotters::coord::types::RangedCoordf64;
use plotters::element::DashedPathElement;
use plotters::prelude::{Cartesian2d, DrawingArea, PathElement, Polygon};

/// Width of a curve.
const CURVE: f64 = 2.0;
/// More curves than this and filled bands would hide each other: only their edges are drawn.
const MOST_FILLED: usize = 3;
/// Opacity of a band: so little that two of them, one on the other, still show both colours; its edges say where it ends.
const FILLED: f64 = 0.07;
/// How much of what lies behind words inside the plot is covered.
const CLEARED: f64 = 0.85;
/// More ticks of the censored than this, or nearer to each other in the mean than so many CSS pixels, and they would hide the
/// curve: none is drawn.
const MOST_TICKS: usize = 250;
const TICKS_APART: f64 = 3.0;
/// A label moved further than this from its curve's end gets a line that leads to it.
const LEADER: f64 = 5.0;

type Plot = DrawingArea<Recorder, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The marks of `figure` in its `layout`, with confidence bands or without.
pub fn draw(figure: &Figure, layout: &Layout, theme: Theme, band: bool) -> Vec<Mark> {
    record(layout.width, layout.height, |surface| {
        let plots = layout.panels.iter().map(|panel| plot(&surface, layout, panel)).collect();
        Chart { figure, layout, theme, ink: palette::ink(theme), plots, pen: Pen(surface) }.all(band)
    })
}

fn plot(surface: &Surface, layout: &Layout, panel: &Rect) -> Plot {
    let (across, up) = (units(panel.left)..units(panel.right), units(panel.bottom)..units(panel.top));
    surface.apply_coord_spec(Cartesian2d::new(
        layout.x_min..layout.x_max,
        layout.y_range[0]..layout.y_range[1],
        (across, up),
    ))
}

struct Chart<'a> {
    figure: &'a Figure,
    layout: &'a Layout,
    theme: Theme,
    ink: Ink,
    pen: Pen,
    /// One a panel.
    plots: Vec<Plot>,
}

impl Chart<'_> {
    fn all(&self, band: bool) -> Drawn {
        self.grid()?;
        if band {
            self.each_curve(Self::band)?;
        }
        self.axis()?;
        self.clear_for_words()?;
        self.guides()?;
        self.each_curve(Self::curve)?;
        self.labels()?;
        self.corner()?;
        self.table()
    }

    /// Thin dotted lines, each with its word at the upper end.
    fn guides(&self) -> Drawn {
        for guide in &self.figure.guides {
            let colour = guide.curve.map_or(self.ink.soft, |curve| self.colour(&self.figure.curves[curve]));
            let style = stroke(colour, 1.0, 0.9);
            self.plots[0].draw(&DashedPathElement::new(
                guide.points.clone(),
                units(2.0),
                units(3.0),
                style,
            ))?;
            if let Some(&(x, y)) = guide.points.last().filter(|_| !guide.label.is_empty()) {
                let (at, anchor) = beside_guide(&self.layout.plot, self.layout.x(x));
                let middle = self.layout.y(0, y) + GUIDE_DROP;
                self.pen.text(&guide.label, (at, middle), TICK, self.ink.soft, anchor)?;
            }
        }
        Ok(())
    }

    /// Takes the bands, but no curve, from behind the words inside the plot.
    fn clear_for_words(&self) -> Drawn {
        let ground = fill(palette::ground(self.theme), CLEARED);
        let cleared = &self.layout.words;
        cleared.iter().try_for_each(|&Rect { left, top, right, bottom }| {
            self.pen.shape(&[(left, top), (right, top), (right, bottom), (left, bottom)], ground)
        })
    }

    /// Words in the emptiest corner.
    fn corner(&self) -> Drawn {
        let (x, lines) = &self.layout.corner;
        lines
            .iter()
            .try_for_each(|(line, y)| self.pen.text(line, (*x, *y), CELL, self.ink.strong, Anchor::Start))
    }

    fn colour(&self, curve: &FigureCurve) -> palette::Rgb {
        palette::colour(self.theme, curve.colour)
    }

    fn each_curve(&self, draw: fn(&Self, &FigureCurve) -> Drawn) -> Drawn {
        self.figure.curves.iter().try_for_each(|curve| draw(self, curve))
    }

    /// Horizontal lines with their heights in each panel, its heading, and the caption above all.
    fn grid(&self) -> Drawn {
        let soft = self.ink.soft;
        for (panel, plot) in self.plots.iter().enumerate() {
            for tick in &self.figure.y_ticks {
                if tick.at > self.layout.y_range[0] {
                    let line = vec![(self.layout.x_min, tick.at), (self.layout.x_max, tick.at)];
                    plot.draw(&PathElement::new(line, stroke(self.ink.grid, 1.0, 1.0)))?;
                }
                let at = (self.layout.plot.left - 6.0, self.layout.y(panel, tick.at));
                self.pen.text(&tick.label, at, TICK, soft, Anchor::End)?;
            }
        }
        for (line, y) in &self.layout.panel_names {
            self.pen.bold(line, (0.0, *y), CELL, self.ink.strong)?;
        }
        let caption = &self.layout.share_caption;
        caption.iter().try_for_each(|(line, y)| self.pen.text(line, (0.0, *y), CAPTION, soft, Anchor::Start))
    }

    /// The time axis with its ticks and caption.
    fn axis(&self) -> Drawn {
        let (plot, soft) = (&self.layout.plot, self.ink.soft);
        for panel in &self.layout.panels {
            let ends = [(panel.left, panel.bottom), (panel.right, panel.bottom)];
            self.pen.line(&ends, stroke(self.ink.axis, 1.0, 1.0))?;
        }
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
        let caption = &self.layout.time_caption;
        caption
            .iter()
            .try_for_each(|(line, y)| self.pen.text(line, (middle, *y), CAPTION, soft, Anchor::Middle))
    }

    /// The band between the limits, piece by piece where they exist.
    fn band(&self, curve: &FigureCurve) -> Drawn {
        let colour = self.colour(curve);
        let bands = if curve.points.is_empty() { pieces(curve, self.figure) } else { vec![smooth(curve)] };
        let plot = &self.plots[curve.panel];
        let [low, high] = self.layout.y_range;
        for piece in bands {
            if self.figure.curves.len() <= MOST_FILLED * self.plots.len() {
                let outline = piece.upper.iter().chain(piece.lower.iter().rev());
                let outline: Vec<(f64, f64)> = outline.map(|&(x, y)| (x, y.clamp(low, high))).collect();
                plot.draw(&Polygon::new(outline, fill(colour, FILLED)))?;
            }
            // An edge beyond the plot is not drawn along its border: that would read as a limit.
            let beyond = |point: &(f64, f64)| !(low..=high).contains(&point.1);
            for edge in [&piece.upper, &piece.lower] {
                for part in edge.split(beyond).filter(|part| !part.is_empty()) {
                    plot.draw(&PathElement::new(part.to_vec(), stroke(colour, 1.0, self.ink.edge)))?;
                }
            }
        }
        Ok(())
    }

    /// The steps and the ticks of the censored.
    fn curve(&self, curve: &FigureCurve) -> Drawn {
        let colour = self.colour(curve);
        for &(x, y) in &curve.points {
            let (x, y) = (self.layout.x(x), self.layout.y(curve.panel, y));
            let diamond = [(x, y - 2.5), (x + 2.5, y), (x, y + 2.5), (x - 2.5, y)];
            self.pen.shape(&diamond, fill(colour, 0.55))?;
        }
        let (plot, style) = (&self.plots[curve.panel], stroke(colour, CURVE, 1.0));
        let points = if curve.points.is_empty() {
            steps(curve, self.figure)
        } else {
            curve.time.iter().copied().zip(curve.height.iter().copied()).collect()
        };
        match palette::stroke(curve.stroke) {
            None => plot.draw(&PathElement::new(points, style))?,
            Some((dash, gap)) => {
                plot.draw(&DashedPathElement::new(points, units(dash), units(gap), style))?
            }
        }
        let room = (self.layout.plot.right - self.layout.plot.left) / TICKS_APART;
        let shown = curve.censored.len() <= MOST_TICKS.min(room as usize);
        for &time in curve.censored.iter().filter(|_| shown) {
            let height =
                crate::step::last_at(&curve.time, time).map(|i| curve.height[i]).or(self.figure.start);
            let Some(height) = height else { continue };
            let (x, y) = (self.layout.x(time), self.layout.y(curve.panel, height));
            self.pen.line(&[(x, y - 4.0), (x, y + 4.0)], stroke(colour, 1.25, 1.0))?;
        }
        Ok(())
    }

    /// Names at the curve ends.
    fn labels(&self) -> Drawn {
        let named =
            self.layout.labels.iter().zip(&self.figure.curves).filter(|(label, _)| !label.text.is_empty());
        for (label, curve) in named {
            let colour = self.colour(curve);
            let place = &label.place;
            let middle = (place.top + place.bottom) / 2.0;
            let end = self.layout.x(curve.last_time);
            if (middle - label.y).abs() > LEADER || self.layout.plot.right - end > 4.0 * LEADER {
                let ends = [(end + 2.0, label.y), (place.left - 2.0, middle)];
                // Dots: a line would read as a curve.
                let ends = ends.map(|(x, y)| (units(x), units(y)));
                let style = stroke(colour, 1.0, 0.6);
                self.pen.0.draw(&DashedPathElement::new(ends, units(1.0), units(3.0), style))?;
            }
            let lines = label.text.lines().count() as f64;
            for (i, line) in label.text.lines().enumerate() {
                let y = place.top + (i as f64 + 0.5) * (place.bottom - place.top) / lines;
                self.pen.bold(&isolated(line), (place.left, y), LABEL, colour)?;
            }
        }
        Ok(())
    }

    /// Heights at one time and counts beneath the ticks, and the figure's label.
    fn table(&self) -> Drawn {
        for (line, y) in &self.layout.common {
            self.pen.text(line, (0.0, *y), CELL, self.ink.strong, Anchor::Start)?;
        }
        for heading in &self.layout.headings {
            let colour = palette::colour(self.theme, heading.colour);
            for (line, y) in &heading.lines {
                self.pen.bold(&isolated(line), (0.0, *y), CELL, colour)?;
            }
        }
        if let Some((line, y)) = &self.layout.counted {
            self.pen.text(line, (0.0, *y), CELL, self.ink.soft, Anchor::Start)?;
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
        let [at_risk, events, others, censored] = &self.figure.row_names;
        let name = match row.what {
            What::AtRisk => at_risk,
            What::Events => events,
            What::Others => others,
            What::Censored => censored,
        };
        if row.named {
            self.pen.text(name, (0.0, row.y), CELL, self.ink.soft, Anchor::Start)?;
        }
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

/// Stretches of steps whose limits exist, from the beginning of the axis to the end of the curve.
fn pieces(curve: &FigureCurve, figure: &Figure) -> Vec<Piece> {
    let ends = curve.time.iter().skip(1).chain([&curve.last_time]);
    let known = curve.time.iter().zip(ends).zip(curve.lower.iter().zip(&curve.upper));
    let mut pieces = Vec::new();
    if let Some(start) = begins(curve, figure) {
        let first = curve.time.first().copied().unwrap_or(curve.last_time);
        let edge = vec![(figure.x_range[0], start), (first, start)];
        pieces.push(Piece { upper: edge.clone(), lower: edge });
    }
    let mut broken = pieces.is_empty();
    for ((&from, &to), limits) in known {
        let (Some(lower), Some(upper)) = limits else {
            broken = true;
            continue;
        };
        if std::mem::replace(&mut broken, false) {
            pieces.push(Piece { upper: Vec::new(), lower: Vec::new() });
        }
        if let Some(piece) = pieces.last_mut() {
            piece.upper.extend([(from, *upper), (to, *upper)]);
            piece.lower.extend([(from, *lower), (to, *lower)]);
        }
    }
    pieces
}

/// The band about a smooth line.
fn smooth(curve: &FigureCurve) -> Piece {
    let edge = |limits: &[Option<f64>]| {
        let known = curve.time.iter().zip(limits);
        known.filter_map(|(&x, limit)| limit.as_ref().map(|&y| (x, y))).collect()
    };
    Piece { upper: edge(&curve.upper), lower: edge(&curve.lower) }
}

/// Height of the curve where the axis begins; `None` if the curve begins at its first step, or has one just there.
fn begins(curve: &FigureCurve, figure: &Figure) -> Option<f64> {
    figure.start.filter(|_| curve.time.first().is_none_or(|&first| first > figure.x_range[0]))
}

/// Corners of the curve.
fn steps(curve: &FigureCurve, figure: &Figure) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    let mut last = begins(curve, figure);
    points.extend(last.map(|start| (figure.x_range[0], start)));
    // At the very beginning of a whole curve a step is drawn too: events at time 0.
    if let (None, Some(start), true) = (last, figure.start, figure.x_range[0] == 0.0) {
        points.push((0.0, start));
        last = Some(start);
    }
    for (&time, &next) in curve.time.iter().zip(&curve.height) {
        if last != Some(next) {
            points.extend(last.map(|height| (time, height)));
            points.push((time, next));
            last = Some(next);
        }
    }
    points.extend(last.map(|height| (curve.last_time, height)));
    points
}
