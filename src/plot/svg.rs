//! Recorded marks as an SVG picture: real text, exact places, nothing from outside.
//!
//! (plotters' own SVG backend counts in whole pixels and scales fonts; the marks here are finer.) The
//! picture is as wide and high as the layout, stands on the theme's ground, and carries its title and its
//! text alternative. Text that a person gave is escaped, and characters that XML forbids are left out, so
//! that nothing in a name can become markup. Marks of one colour and width that follow each other, such as the dashes of
//! a curve, are one path.

use super::marks::{Anchor, FONT, Mark, UNITS, units};
use super::palette::{self, Theme};
use plotters::style::RGBAColor;
use plotters_backend::BackendCoord;

/// From the middle of a line of text down to its baseline, in font sizes.
const BASELINE: f64 = 0.35;

/// The picture of `marks`; `size` is width and height in CSS pixels.
///
/// ```
/// use riskset::plot::{palette::Theme, svg::svg};
/// let picture = svg(&[], [300.0, 200.0], Theme::Light, "A < B", "Two curves.");
/// assert!(picture.starts_with("<svg ") && picture.contains("<title id=\"t\">A &lt; B</title>"));
/// ```
pub fn svg(marks: &[Mark], size: [f64; 2], theme: Theme, title: &str, alternative: &str) -> String {
    let [width, height] = size.map(|side| length(units(side)));
    let mut out = Writer(String::with_capacity(64 * marks.len()));
    out.parts(&["<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", &width, "\" height=\"", &height]);
    out.parts(&[
        "\" viewBox=\"0 0 ",
        &width,
        " ",
        &height,
        "\" role=\"img\" aria-labelledby=\"t d\" font-family=\"",
    ]);
    out.escaped(FONT);
    out.parts(&["\">\n<title id=\"t\">"]);
    out.escaped(title);
    out.parts(&["</title>\n<desc id=\"d\">"]);
    out.escaped(alternative);
    out.parts(&["</desc>\n<rect width=\"100%\" height=\"100%\" fill=\""]);
    out.parts(&[&hex(palette::ground(theme)), "\"/>\n"]);
    out.all(marks);
    out.parts(&["</svg>\n"]);
    out.0
}

/// The elements of the picture alone, for who makes the `<svg>` around them.
pub fn elements(marks: &[Mark]) -> String {
    let mut out = Writer(String::new());
    out.all(marks);
    out.0
}

/// Whether two marks can be one path.
fn same_line(a: &Mark, b: &Mark) -> bool {
    match (a, b) {
        (Mark::Path { color: c, width: w, .. }, Mark::Path { color, width, .. }) => c == color && w == width,
        _ => false,
    }
}

struct Writer(String);

impl Writer {
    fn parts(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.0.push_str(part));
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\t' | '\n' | '\r' => self.0.push(' '),
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
                c => self.0.push(c),
            }
        }
    }

    fn all(&mut self, mut rest: &[Mark]) {
        while let Some(first) = rest.first() {
            let alike = rest.iter().take_while(|mark| same_line(first, mark)).count().max(1);
            self.marks(&rest[..alike]);
            rest = &rest[alike..];
        }
    }

    /// One mark, or several lines that are alike.
    fn marks(&mut self, marks: &[Mark]) {
        match &marks[0] {
            Mark::Path { color, width, .. } => {
                self.parts(&["<path fill=\"none\" stroke=\"", &hex(rgb(color)), "\" stroke-width=\""]);
                self.parts(&[&length(*width as i32), "\""]);
                self.opacity("stroke-opacity", color);
                self.0.push_str(" d=\"");
                for mark in marks {
                    if let Mark::Path { points, .. } = mark {
                        self.points(points);
                    }
                }
                self.0.push_str("\"/>\n");
            }
            Mark::Fill { points, color } => {
                self.parts(&["<path fill=\"", &hex(rgb(color)), "\""]);
                self.opacity("fill-opacity", color);
                self.0.push_str(" d=\"");
                self.points(points);
                self.0.push_str("Z\"/>\n");
            }
            Mark::Text { text, at: (x, y), size, bold, color, anchor } => {
                let baseline = y + (size * BASELINE) as i32;
                self.parts(&["<text x=\"", &length(*x), "\" y=\"", &length(baseline), "\" font-size=\""]);
                self.parts(&[&length(*size as i32), "\" fill=\"", &hex(rgb(color)), "\""]);
                self.0.push_str(match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => " text-anchor=\"middle\"",
                    Anchor::End => " text-anchor=\"end\"",
                });
                self.0.push_str(if *bold { " font-weight=\"bold\">" } else { ">" });
                self.escaped(text);
                self.0.push_str("</text>\n");
            }
        }
    }

    fn opacity(&mut self, name: &str, color: &RGBAColor) {
        if color.3 < 1.0 {
            let hundredths = (color.3 * 100.0).round() as i32;
            self.parts(&[
                " ",
                name,
                "=\".",
                if hundredths < 10 { "0" } else { "" },
                &hundredths.to_string(),
                "\"",
            ]);
        }
    }

    fn points(&mut self, points: &[BackendCoord]) {
        for (i, (x, y)) in points.iter().enumerate() {
            self.parts(&[if i == 0 { "M" } else { "L" }, &length(*x), " ", &length(*y)]);
        }
    }
}

/// Units as CSS pixels with at most two decimals.
fn length(in_units: i32) -> String {
    let hundredths = (f64::from(in_units) * 100.0 / UNITS).round() as i32;
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    let mut text = String::from(if hundredths < 0 { "-" } else { "" });
    text.push_str(&whole.to_string());
    if rest > 0 {
        text.push('.');
        text.push(char::from(b'0' + (rest / 10) as u8));
        if rest % 10 > 0 {
            text.push(char::from(b'0' + (rest % 10) as u8));
        }
    }
    text
}

fn rgb(color: &RGBAColor) -> palette::Rgb {
    (color.0, color.1, color.2)
}

fn hex((r, g, b): palette::Rgb) -> String {
    let digit = |d: u8| char::from(if d < 10 { b'0' + d } else { b'a' + d - 10 });
    let digits = [r, g, b].into_iter().flat_map(|c| [digit(c / 16), digit(c % 16)]);
    std::iter::once('#').chain(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::style::{Color, RGBColor};

    #[test]
    fn lengths_are_short() {
        assert_eq!([0, 16, 24, -8, 17, 1601].map(length), ["0", "1", "1.5", "-0.5", "1.06", "100.06"]);
        assert_eq!(hex((0, 96, 250)), "#0060fa");
    }

    #[test]
    fn names_stay_text() {
        let mark = Mark::Text {
            text: "</text><script>\u{0}&\"'مجموعة 組".to_owned(),
            at: (16, 32),
            size: 192.0,
            bold: true,
            color: RGBColor(1, 2, 3).to_rgba(),
            anchor: Anchor::End,
        };
        let picture = svg(&[mark], [10.0, 20.0], Theme::Dark, "<t>", "\u{1}d");
        assert!(picture.contains(">&lt;/text&gt;&lt;script&gt;&amp;&quot;'مجموعة 組</text>"), "{picture}");
        assert!(picture.contains("x=\"1\" y=\"6.19\" font-size=\"12\" fill=\"#010203\" text-anchor=\"end\" font-weight=\"bold\""), "{picture}");
        assert!(!picture.contains('\u{0}') && picture.contains(">d</desc>"));
    }

    #[test]
    fn dashes_are_one_path() {
        let line = |x: i32| Mark::Path {
            points: vec![(x, 0), (x + 16, 0)],
            color: RGBColor(9, 9, 9).mix(0.05),
            width: 32,
        };
        let picture = svg(&[line(0), line(32), line(64)], [10.0, 10.0], Theme::Light, "", "");
        assert_eq!(picture.matches("<path").count(), 1);
        assert!(
            picture.contains("stroke-width=\"2\" stroke-opacity=\".05\" d=\"M0 0L1 0M2 0L3 0M4 0L5 0\""),
            "{picture}"
        );
    }
}
