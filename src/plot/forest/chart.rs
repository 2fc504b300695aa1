//! The forest plot, drawn with plotters on a recording surface.

use super::super::marks::Mark;
use super::super::palette::{self, Ink, Rgb, Theme};
use super::super::pen::{Drawn, Pen, fill, record, stroke};
use super::layout::{Bar, Layout, Tone};
use plotters::style::ShapeStyle;

/// Width of an interval's line.
const LINE: f64 = 1.5;
/// Length and half the height of an arrow's head.
const HEAD: (f64, f64) = (7.0, 4.0);

/// The marks of a forest plot in its `layout`.
pub fn draw(layout: &Layout, theme: Theme) -> Vec<Mark> {
    record(layout.width, layout.height, |surface| {
        Chart { layout, ink: palette::ink(theme), colour: palette::colour(theme, 0), pen: Pen(surface) }.all()
    })
}

struct Chart<'a> {
    layout: &'a Layout,
    ink: Ink,
    colour: Rgb,
    pen: Pen,
}

impl Chart<'_> {
    fn all(&self) -> Drawn {
        self.grid()?;
        self.axis()?;
        for row in &self.layout.rows {
            if let Some(bar) = &row.bar {
                self.bar(bar, row.y)?;
            }
        }
        self.words()
    }

    /// Lines at the ticks and at the null value; where words stand above the intervals, only through the bands.
    fn grid(&self) -> Drawn {
        let Layout { plot, rows, stacked, null_x, .. } = self.layout;
        let whole = [[plot.top, plot.bottom]];
        let bands: Vec<[f64; 2]> = rows.iter().map(|row| row.band).collect();
        for &[top, bottom] in if *stacked { bands.as_slice() } else { &whole } {
            for tick in self.layout.ticks.iter().filter(|tick| tick.x != *null_x) {
                self.pen.line(&[(tick.x, top), (tick.x, bottom)], stroke(self.ink.grid, 1.0, 1.0))?;
            }
            self.pen.line(&[(*null_x, top), (*null_x, bottom)], stroke(self.ink.axis, 1.0, 1.0))?;
        }
        // Where a trial ends is else not seen among lines of words.
        for two in rows.windows(2).filter(|_| *stacked) {
            let y = two[0].band[1] + 6.0;
            self.pen.line(&[(0.0, y), (self.layout.width, y)], stroke(self.ink.grid, 1.0, 1.0))?;
        }
        Ok(())
    }

    fn axis(&self) -> Drawn {
        let plot = &self.layout.plot;
        let style = stroke(self.ink.axis, 1.0, 1.0);
        self.pen.line(&[(plot.left, plot.bottom), (plot.right, plot.bottom)], style)?;
        for tick in &self.layout.ticks {
            self.pen.line(&[(tick.x, plot.bottom), (tick.x, plot.bottom + 5.0)], style)?;
        }
        for &[from, to, y] in &self.layout.arrows {
            self.pen.line(&[(from, y), (to, y)], stroke(self.ink.soft, 1.0, 1.0))?;
            self.head((to, y), (to - from).signum(), 0.6, fill(self.ink.soft, 1.0))?;
        }
        Ok(())
    }

    fn bar(&self, bar: &Bar, y: f64) -> Drawn {
        let Bar { from, to, open, square } = bar;
        self.pen.line(&[(*from, y), (*to, y)], stroke(self.colour, LINE, 1.0))?;
        for (open, x, side) in [(open[0], *from, -1.0), (open[1], *to, 1.0)] {
            if open {
                self.head((x, y), side, 1.0, fill(self.colour, 1.0))?;
            }
        }
        match square {
            None => Ok(()),
            Some(s) => {
                let corners = [(s.left, s.top), (s.right, s.top), (s.right, s.bottom), (s.left, s.bottom)];
                self.pen.shape(&corners, fill(self.colour, 1.0))
            }
        }
    }

    /// The head of an arrow whose tip is at a place; `side` is -1 to the left and 1 to the right.
    fn head(&self, (x, y): (f64, f64), side: f64, size: f64, style: ShapeStyle) -> Drawn {
        let (back, half) = (x - side * HEAD.0 * size, HEAD.1 * size);
        self.pen.shape(&[(x, y), (back, y - half), (back, y + half)], style)
    }

    fn words(&self) -> Drawn {
        for words in &self.layout.words {
            let colour = if words.tone == Tone::Strong { self.ink.strong } else { self.ink.soft };
            self.pen.text(&words.text, (words.x, words.y), words.size, colour, words.anchor)?;
        }
        Ok(())
    }
}
