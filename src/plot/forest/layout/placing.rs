//! A layout in the making: how blocks of words look, and how they are put down.

use super::{Layout, MOST_ROWS, Tone, Words};
use crate::figure::{Forest, ForestRow};
use crate::plot::layout::{CAPTION, CELL, LABEL, MOST_LINES, ROW};
use crate::plot::marks::Anchor;
use crate::plot::measure::{Measure, wrap_to};

/// A layout in the making, from top to bottom.
pub(super) struct Placing<'a> {
    pub(super) forest: &'a Forest,
    pub(super) measure: &'a dyn Measure,
    pub(super) y: f64,
    pub(super) layout: Layout,
}

/// How a block of words looks and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) size: f64,
    pub(super) tone: Tone,
    pub(super) anchor: Anchor,
}

pub(super) const NAME: Style = Style { size: LABEL, tone: Tone::Strong, anchor: Anchor::Start };
pub(super) const NUMBER: Style = Style { anchor: Anchor::End, ..NAME };
pub(super) const SMALL: Style = Style { size: CELL, tone: Tone::Soft, anchor: Anchor::Start };
pub(super) const HEAD: Style = Style { size: CAPTION, ..SMALL };

impl Placing<'_> {
    pub(super) fn wrap(&self, text: &str, room: f64, style: Style) -> Vec<String> {
        wrap_to(text, room, MOST_LINES, |text| self.measure.width(text, style.size, false))
    }

    /// Lines from `top` down; gives back where the next line would begin.
    pub(super) fn put(&mut self, lines: &[String], x: f64, top: f64, style: Style) -> f64 {
        for (i, line) in lines.iter().enumerate() {
            let Style { size, tone, anchor } = style;
            let y = top + (i as f64 + 0.5) * ROW;
            self.layout.words.push(Words { text: line.clone(), x, y, size, tone, anchor });
        }
        top + lines.len() as f64 * ROW
    }

    /// Lines about the middle line `y`.
    pub(super) fn put_about(&mut self, lines: &[String], x: f64, y: f64, style: Style) {
        self.put(lines, x, y - lines.len() as f64 * ROW / 2.0, style);
    }

    pub(super) fn rows(&self) -> std::iter::Take<std::slice::Iter<'_, ForestRow>> {
        self.forest.rows.iter().take(MOST_ROWS)
    }
}
