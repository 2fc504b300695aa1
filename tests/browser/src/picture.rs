//! How the page is looked at, and what is seen.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::Browser;

/// The window, the screen and the taste of the person before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// Width of the window's content in CSS pixels.
    pub width: u32,
    /// Height of the window's content in CSS pixels.
    pub height: u32,
    /// Pixels of the screen to one CSS pixel.
    pub ratio: f64,
    /// Whether the person prefers dark pages.
    pub dark: bool,
    /// Whether the person asked for less motion.
    pub still: bool,
    /// Whether the person gives all pages colours of their own.
    pub forced: bool,
}

impl Default for View {
    fn default() -> Self {
        Self { width: 1280, height: 900, ratio: 1.0, dark: false, still: false, forced: false }
    }
}

/// The pixels of a canvas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue and opacity of each pixel, row by row.
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// The pixel in column `x` of row `y`, counted from the upper left corner.
    pub fn at(&self, x: usize, y: usize) -> [u8; 4] {
        assert!(x < self.width && y < self.height, "no pixel at {x}, {y}");
        let start = (y * self.width + x) * 4;
        [0, 1, 2, 3].map(|channel| self.rgba[start + channel])
    }

    /// How many pixels have a colour that `wanted` accepts.
    pub fn count(&self, wanted: impl Fn([u8; 4]) -> bool) -> usize {
        self.rgba.as_chunks::<4>().0.iter().filter(|pixel| wanted(**pixel)).count()
    }
}

impl Browser {
    /// Changes the view at once: the page sees a resize and a change of its media queries.
    ///
    /// This is the page's own box and not the window's, which cannot be narrower than 500 pixels.
    pub fn set_view(&self, view: View) -> Result<()> {
        let metrics = json!({
            "width": view.width,
            "height": view.height,
            "deviceScaleFactor": view.ratio,
            "mobile": false,
        });
        self.dev_tools("Emulation.setDeviceMetricsOverride", metrics)?;
        self.dev_tools("Emulation.setScrollbarsHidden", json!({ "hidden": true }))?;
        let scheme = if view.dark { "dark" } else { "light" };
        let motion = if view.still { "reduce" } else { "no-preference" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
            { "name": "forced-colors", "value": if view.forced { "active" } else { "none" } },
        ] });
        self.dev_tools("Emulation.setEmulatedMedia", features)?;
        Ok(())
    }

    /// Shows the page as on paper, or on the screen again.
    pub fn print_media(&self, paper: bool) -> Result<()> {
        let media = if paper { "print" } else { "" };
        self.dev_tools("Emulation.setEmulatedMedia", json!({ "media": media }))?;
        Ok(())
    }

    /// Writes a picture of the whole page, as long as it is, to a PNG file.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        let metrics = self.dev_tools("Page.getLayoutMetrics", json!({}))?;
        let size = &metrics["cssContentSize"];
        let params = json!({
            "captureBeyondViewport": true,
            "clip": { "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 },
        });
        let picture = self.dev_tools("Page.captureScreenshot", params)?;
        let data = picture["data"].as_str().context("no picture came")?;
        fs::write(file, BASE64.decode(data)?).with_context(|| format!("cannot write {}", file.display()))
    }

    /// Reads the pixels of the first canvas that the selector finds.
    pub fn pixels(&self, selector: &str) -> Result<Pixels> {
        let (width, height, data): (usize, usize, String) = self.run(
            "const canvas = document.querySelector(args[0]);
             const { width, height } = canvas;
             const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
             let text = '';
             for (let at = 0; at < data.length; at += 32768) {
               text += String.fromCharCode(...data.subarray(at, at + 32768));
             }
             return [width, height, btoa(text)];",
            &[Value::from(selector)],
        )?;
        let rgba = BASE64.decode(data)?;
        ensure!(rgba.len() == width * height * 4, "pixels are missing");
        Ok(Pixels { width, height, rgba })
    }
}
