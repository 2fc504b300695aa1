//! Colours and line styles of the groups, light and dark.
//!
//! Hues of Okabe & Ito's palette (2008, "Color universal design"), told apart with the common
//! forms of colour blindness, adjusted to at least 4.5:1 contrast as text on the page's light and
//! dark ground. Line styles differ from one curve to the next, so that no curve is known by
//! colour alone; after eight colours the style changes again, so twenty groups differ.

use serde::Deserialize;

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

/// Which ground the figure stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Dark ink on a light ground.
    Light,
    /// Light ink on a dark ground.
    Dark,
    /// Black on white, for those who ask for more contrast.
    LightContrast,
    /// White on black.
    DarkContrast,
}

/// The colours that are not a group's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Numbers of the table.
    pub strong: Rgb,
    /// Captions and tick labels.
    pub soft: Rgb,
    /// Axes.
    pub axis: Rgb,
    /// Grid lines.
    pub grid: Rgb,
    /// How much of a curve's colour the edges of its band have.
    pub edge: f64,
}

/// How a curve is stroked: dash and gap in CSS pixels, or a whole line.
pub type Stroke = Option<(f64, f64)>;

const LIGHT: [Rgb; 8] = [
    (0, 96, 156),
    (184, 70, 0),
    (0, 112, 82),
    (148, 68, 122),
    (112, 92, 0),
    (28, 112, 150),
    (176, 40, 64),
    (82, 82, 82),
];
const DARK: [Rgb; 8] = [
    (86, 180, 233),
    (240, 144, 90),
    (60, 196, 154),
    (222, 148, 194),
    (222, 202, 80),
    (140, 200, 240),
    (244, 132, 144),
    (190, 190, 190),
];
const LIGHT_CONTRAST: [Rgb; 8] = [
    (0, 72, 122),
    (138, 50, 0),
    (0, 84, 60),
    (116, 42, 96),
    (84, 68, 0),
    (10, 82, 112),
    (138, 20, 44),
    (60, 60, 60),
];
const DARK_CONTRAST: [Rgb; 8] = [
    (110, 196, 250),
    (255, 164, 112),
    (90, 216, 176),
    (240, 168, 214),
    (240, 220, 100),
    (170, 218, 250),
    (255, 156, 166),
    (210, 210, 210),
];
const STROKES: [Stroke; 4] = [None, Some((7.0, 3.5)), Some((2.5, 2.5)), Some((13.0, 4.0))];

/// Colour of the group with this index.
pub fn colour(theme: Theme, group: usize) -> Rgb {
    let colours = match theme {
        Theme::Light => LIGHT,
        Theme::Dark => DARK,
        Theme::LightContrast => LIGHT_CONTRAST,
        Theme::DarkContrast => DARK_CONTRAST,
    };
    colours[group % colours.len()]
}

/// Line style of the group with this index; with [`colour`], unique among the first 32.
pub fn stroke(group: usize) -> Stroke {
    STROKES[(group + group / LIGHT.len()) % STROKES.len()]
}

/// What a picture that leaves the page stands on.
pub fn ground(theme: Theme) -> Rgb {
    match theme {
        Theme::Light | Theme::LightContrast => (255, 255, 255),
        Theme::Dark => (21, 23, 26),
        Theme::DarkContrast => (0, 0, 0),
    }
}

/// The other colours.
pub fn ink(theme: Theme) -> Ink {
    let of = |strong, soft, grid, edge| Ink { strong, soft, axis: soft, grid, edge };
    match theme {
        Theme::Light => of((27, 29, 32), (89, 96, 106), (226, 228, 230), 0.42),
        Theme::Dark => of((236, 238, 240), (162, 169, 178), (49, 53, 59), 0.42),
        Theme::LightContrast => of((0, 0, 0), (0, 0, 0), (140, 140, 140), 0.9),
        Theme::DarkContrast => of((255, 255, 255), (255, 255, 255), (120, 120, 120), 0.9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{exp, ln};

    /// Relative luminance of WCAG 2.2.
    fn luminance((r, g, b): Rgb) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { exp(2.4 * ln((c + 0.055) / 1.055)) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_colours_stand_out() {
        for (theme, ground) in [
            (Theme::Light, (251, 251, 249)),
            (Theme::Dark, (28, 31, 35)),
            (Theme::Light, ground(Theme::Light)),
            (Theme::Dark, ground(Theme::Dark)),
        ] {
            for group in 0..8 {
                assert!(contrast(colour(theme, group), ground) >= 4.5, "{theme:?} {group}");
            }
            assert!(contrast(ink(theme).soft, ground) >= 4.5);
        }
    }

    /// WCAG 2.2, 1.4.6 and 1.4.11: 7:1 for text, 3:1 for lines, those of the grid too.
    #[test]
    fn with_more_contrast_all_stands_out() {
        for theme in [Theme::LightContrast, Theme::DarkContrast] {
            let ground = ground(theme);
            for group in 0..8 {
                assert!(contrast(colour(theme, group), ground) >= 7.0, "{theme:?} {group}");
            }
            let Ink { strong, soft, axis, grid, .. } = ink(theme);
            assert!([strong, soft, axis].iter().all(|&ink| contrast(ink, ground) >= 7.0));
            assert!(contrast(grid, ground) >= 3.0, "{theme:?}");
        }
    }

    #[test]
    fn twenty_groups_differ() {
        let looks: Vec<_> = (0..20).map(|group| (colour(Theme::Light, group), stroke(group))).collect();
        for (i, look) in looks.iter().enumerate() {
            assert!(!looks[..i].contains(look), "{i}");
        }
    }
}
