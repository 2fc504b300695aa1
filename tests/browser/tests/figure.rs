//! What stands on the canvas, pixel by pixel, against where the layout says it stands.

use anyhow::{Context, Result, ensure};
use browser_tests::{Page, Pixels, View};
use riskset::plot::layout::{Layout, Rect};
use riskset::plot::marks::FONT;
use riskset::plot::palette::{self, Rgb, Theme};
use serde_json::json;

/// How far ink may lie from its place, in CSS pixels.
const OFF: f64 = 1.0;
/// Ink whose opacity is below this is the outermost fringe of a rounded edge.
const FAINT: u8 = 48;

/// All views that a figure is looked at in.
fn views() -> impl Iterator<Item = View> {
    [1.0, 2.0].into_iter().flat_map(|ratio| {
        [360, 1280]
            .into_iter()
            .flat_map(move |width| [false, true].map(|dark| View { width, ratio, dark, ..View::default() }))
    })
}

/// A drawn figure: where things should be and what is there.
struct Drawn {
    layout: Layout,
    pixels: Pixels,
    ratio: f64,
    theme: Theme,
    /// How far the ink of a number of one or two digits lies from the middle of its width in this font, at most, in CSS pixels: the 1 of
    /// some fonts has more space on one side.
    uneven: f64,
}

impl Drawn {
    /// Shows the page in this view and reads its figure once it is drawn for it.
    fn see(page: &Page, view: View) -> Result<Self> {
        page.browser.set_view(view)?;
        let ratio = view.ratio;
        page.browser.wait_for(&format!(
            "innerWidth === {} && devicePixelRatio === {ratio} && (() => {{
               const canvas = document.querySelector('canvas');
               const {{ layout }} = window.riskset;
               return layout.width === Math.floor(canvas.parentElement.clientWidth)
                 && canvas.width === Math.round(layout.width * {ratio});
             }})()",
            view.width
        ))?;
        // A change of the theme leaves no trace but in the pixels: it is drawn with the next frame.
        let layout: String = page.browser.run(
            "for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
             return JSON.stringify(window.riskset.layout)",
            &[],
        )?;
        let theme = if view.dark { Theme::Dark } else { Theme::Light };
        let pixels = page.browser.pixels("canvas")?;
        let uneven: f64 = page.browser.run(
            "const context = document.createElement('canvas').getContext('2d');
             context.font = `12px ${args[0]}`;
             context.textAlign = 'center';
             const off = (text) => { const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = context.measureText(text); return Math.abs(right - left) / 2; };
             return Math.max(...Array.from({ length: 100 }, (_, i) => off(String(i))));",
            &[json!(FONT)],
        )?;
        Ok(Self { layout: serde_json::from_str(&layout)?, pixels, ratio, theme, uneven })
    }

    /// Device pixels whose middle lies between two places, at most up to `end`.
    fn range(&self, from: f64, to: f64, end: usize) -> std::ops::Range<usize> {
        let device = |css: f64| ((css * self.ratio - 0.5).ceil().max(0.0) as usize).min(end);
        device(from)..device(to)
    }

    /// Whether this pixel is ink of this colour, be it the edge of a letter.
    fn is(&self, x: usize, y: usize, (r, g, b): Rgb) -> bool {
        let [red, green, blue, opacity] = self.pixels.at(x, y);
        // The less opaque a pixel, the coarser its colour is kept.
        let slack = 4 + 400 / i32::from(opacity.max(1));
        let near = |ours: u8, wanted: u8| (i32::from(ours) - i32::from(wanted)).abs() <= slack;
        opacity >= FAINT && near(red, r) && near(green, g) && near(blue, b)
    }

    /// Columns of a rectangle that hold ink of a colour, in CSS pixels: first edge and last edge.
    fn extent(&self, place: Rect, colour: Rgb) -> Option<(f64, f64)> {
        let rows = self.range(place.top, place.bottom, self.pixels.height);
        let mut columns = self
            .range(place.left, place.right, self.pixels.width)
            .filter(|&x| rows.clone().any(|y| self.is(x, y, colour)));
        let first = columns.next()?;
        let last = columns.next_back().unwrap_or(first);
        Some((first as f64 / self.ratio, (last + 1) as f64 / self.ratio))
    }

    /// Pixels of exactly this colour inside the plot.
    fn solid(&self, (r, g, b): Rgb) -> usize {
        let plot = self.layout.plot;
        let rows = self.range(plot.top, plot.bottom, self.pixels.height);
        let columns = self.range(plot.left, plot.right, self.pixels.width);
        let all = rows.flat_map(|y| columns.clone().map(move |x| (x, y)));
        all.filter(|&(x, y)| self.pixels.at(x, y) == [r, g, b, 255]).count()
    }

    /// The canvas has a pixel for each pixel of the screen that it covers.
    fn is_sharp(&self, page: &Page) -> Result<()> {
        let (width, height): (f64, f64) = page.browser.run(
            "const { width, height } = document.querySelector('canvas').getBoundingClientRect();
             return [width, height]",
            &[],
        )?;
        ensure!((width, height) == (self.layout.width, self.layout.height), "{width} by {height}");
        let backing = (self.pixels.width as f64, self.pixels.height as f64);
        let wanted = ((width * self.ratio).round(), (height * self.ratio).round());
        ensure!(backing == wanted, "{backing:?} device pixels, not {wanted:?}");
        Ok(())
    }

    /// The curves of all groups are there, at least as long as half the plot is wide.
    fn has_curves(&self) -> Result<()> {
        let plot = self.layout.plot;
        for group in 0..self.layout.labels.len() {
            let solid = self.solid(palette::colour(self.theme, group)) as f64;
            let least = 0.5 * (plot.right - plot.left) * self.ratio * self.ratio;
            ensure!(solid >= least, "group {group}: {solid} pixels of its colour, {least} expected");
        }
        Ok(())
    }

    /// Beneath the axis stand as many marks as there are ticks, each at its place.
    fn ticks_stand_right(&self) -> Result<f64> {
        let plot = self.layout.plot;
        let axis = palette::ink(self.theme).axis;
        // Marks reach 5 px below the axis; what is censored on the axis itself reaches 4.
        let y = ((plot.bottom + 4.25) * self.ratio) as usize;
        let columns = self.range(plot.left - 3.0, plot.right + 3.0, self.pixels.width);
        let ink: Vec<usize> = columns.filter(|&x| self.is(x, y, axis)).collect();
        let marks: Vec<f64> = ink
            .chunk_by(|one, next| next - one == 1)
            .map(|mark| (mark[0] + mark[mark.len() - 1] + 1) as f64 / 2.0 / self.ratio)
            .collect();
        let ticks: Vec<f64> = self.layout.ticks.iter().map(|tick| tick.x).collect();
        ensure!(marks.len() == ticks.len() && ticks.len() > 1, "marks at {marks:?}, ticks at {ticks:?}");
        let off = marks.iter().zip(&ticks).map(|(mark, tick)| (mark - tick).abs()).fold(0.0, f64::max);
        ensure!(off <= OFF, "marks at {marks:?}, ticks at {ticks:?}");
        Ok(off)
    }

    /// The ink of each count stands with its middle under its tick, and up and down in its row.
    ///
    /// Allowed is [`OFF`], and what the font's digits are uneven by themselves.
    fn cells_stand_under_their_ticks(&self) -> Result<f64> {
        let strong = palette::ink(self.theme).strong;
        let ticks = &self.layout.ticks;
        let half = ticks.windows(2).map(|two| two[1].x - two[0].x).fold(f64::INFINITY, f64::min) / 2.0;
        let mut worst: f64 = 0.0;
        for row in &self.layout.rows {
            for tick in ticks {
                let place =
                    Rect { left: tick.x - half, right: tick.x + half, top: row.y - 8.0, bottom: row.y + 8.0 };
                let at = || format!("{} {:?} at {}", row.group, row.what, tick.value);
                let (left, right) =
                    self.extent(place, strong).with_context(|| format!("no ink: {}", at()))?;
                let off = (left + right) / 2.0 - tick.x;
                let allowed = OFF + self.uneven;
                ensure!(
                    off.abs() <= allowed,
                    "{}: ink from {left} to {right}, tick at {}, {allowed} allowed",
                    at(),
                    tick.x
                );
                worst = worst.max(off.abs());
            }
        }
        Ok(worst)
    }

    /// Labels lie inside the canvas, apart from each other, and hold ink of their curve's colour
    /// that stays within them.
    fn labels_are_whole(&self) -> Result<()> {
        let labels = &self.layout.labels;
        for (i, label) in labels.iter().enumerate() {
            let place = label.place;
            let inside = place.left >= 0.0
                && place.top >= 0.0
                && place.right <= self.layout.width
                && place.bottom <= self.layout.height;
            ensure!(inside, "outside the canvas: {label:?}");
            for other in &labels[i + 1..] {
                let apart = place.bottom <= other.place.top + 0.01
                    || other.place.bottom <= place.top + 0.01
                    || place.right <= other.place.left
                    || other.place.right <= place.left;
                ensure!(apart, "one on the other: {label:?} and {other:?}");
            }
            let colour = palette::colour(self.theme, i);
            let (left, right) = self.extent(place, colour).with_context(|| format!("no ink: {label:?}"))?;
            ensure!(left - place.left <= 4.0 && right < place.right, "ink from {left} to {right}: {label:?}");
        }
        Ok(())
    }

    /// Nothing is cut: the edges of the canvas are empty.
    ///
    /// At one pixel a CSS pixel the tallest letters of the caption share the top row with the free
    /// space above them; whether they are cut is seen at two.
    fn edges_are_empty(&self) -> Result<()> {
        let Pixels { width, height, .. } = self.pixels;
        let inked = |x: usize, y: usize| self.pixels.at(x, y)[3] > 0;
        let right = (0..height).filter(|&y| inked(width - 1, y)).count();
        let bottom = (0..width).filter(|&x| inked(x, height - 1)).count();
        let top = (0..width).filter(|&x| self.ratio > 1.0 && inked(x, 0)).count();
        ensure!((right, bottom, top) == (0, 0, 0), "ink at the right, bottom, top: {right}, {bottom}, {top}");
        Ok(())
    }

    /// All of it.
    fn is_right(&self, page: &Page) -> Result<()> {
        self.is_sharp(page)?;
        self.has_curves()?;
        let ticks = self.ticks_stand_right()?;
        let cells = self.cells_stand_under_their_ticks()?;
        println!("marks at most {ticks:.2} px off, counts {cells:.2} px");
        self.labels_are_whole()?;
        self.edges_are_empty()?;
        let across: bool =
            page.browser.run("return document.documentElement.scrollWidth <= innerWidth", &[])?;
        ensure!(across, "the page is wider than its window");
        Ok(())
    }
}

/// The figure of this page in all views. All views are looked at before the first failure counts.
fn all_views(page: &Page) -> Result<()> {
    let mut wrong = Vec::new();
    for view in views() {
        if let Err(error) = Drawn::see(page, view).and_then(|drawn| drawn.is_right(page)) {
            wrong.push(format!("{} px, ratio {}, dark {}: {error:#}", view.width, view.ratio, view.dark));
        }
    }
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

/// A table of groups with these names, their curves apart, some of them long, some short.
fn table(names: &[String]) -> String {
    let mut text = String::from("time,status,group\n");
    for (group, name) in names.iter().enumerate() {
        for i in 0..12 {
            let time = (i + 1) * (2 + group % 5) + group;
            text += &format!("{time},{},\"{name}\"\n", u8::from(i % 4 != 3));
        }
    }
    text
}

#[test]
fn the_example_in_all_views() -> Result<()> {
    all_views(&Page::open()?)
}

#[test]
fn both_directions_and_without_band() -> Result<()> {
    let page = Page::open()?;
    page.set("#curve-direction", "surv")?;
    all_views(&page)?;
    let view = View::default();
    let ink = |drawn: &Drawn| drawn.pixels.count(|[.., opacity]| opacity > 0);
    let with = ink(&Drawn::see(&page, view)?);
    page.browser.click("#band")?;
    let drawn = Drawn::see(&page, view)?;
    drawn.is_right(&page)?;
    ensure!(ink(&drawn) < with / 2, "the band stays: {} of {with} pixels", ink(&drawn));
    Ok(())
}

#[test]
fn twenty_groups() -> Result<()> {
    let page = Page::open()?;
    let names: Vec<String> = (1..=20).map(|n| format!("dose {n}")).collect();
    page.put(&table(&names))?;
    page.set("#role-group", "2")?;
    ensure!(page.report()?["groups"].as_array().map(Vec::len) == Some(20));
    all_views(&page)
}

/// Forty letters each.
#[test]
fn long_names_in_three_scripts() -> Result<()> {
    let page = Page::open()?;
    for words in
        ["Standard treatment as usual ", "العلاج القياسي المعتاد مع ", "标准治疗联合安慰剂对照组第一阶段"]
    {
        let name = |end: char| words.chars().cycle().take(39).chain([end]).collect::<String>();
        page.put(&table(&[name('1'), name('2')]))?;
        page.set("#role-group", "2")?;
        ensure!(page.report()?["groups"].as_array().map(Vec::len) == Some(2));
        all_views(&page).with_context(|| words.to_owned())?;
    }
    Ok(())
}

/// Large counts need wide columns, odd steps odd ticks. The shorter curve ends between two ticks: where
/// it has come down to the axis, marks of the censored would lie over that of a tick.
#[test]
fn many_people_and_small_times() -> Result<()> {
    let page = Page::open()?;
    let mut text = String::from("time,status,group\n");
    for row in 0..30_000_u32 {
        let time = f64::from(row * 7919 % 30_011 * (1 + row % 2)) / 0.97e7;
        text += &format!("{time},{},{}\n", u8::from(row % 3 > 0), if row % 2 > 0 { "a" } else { "b" });
    }
    page.put(&text)?;
    ensure!(page.number("/data/n_used")? == 30_000.0);
    all_views(&page)
}

/// A figure that is not drawn, or drawn elsewhere, does not pass.
#[test]
fn a_wrong_drawing_is_noticed() -> Result<()> {
    let page = Page::open()?;
    let drawn = Drawn::see(&page, View::default())?;
    drawn.is_right(&page)?;
    page.browser.run::<()>(
        "const canvas = document.querySelector('canvas');
         const context = canvas.getContext('2d');
         const copy = context.getImageData(0, 0, canvas.width, canvas.height);
         context.clearRect(0, 0, canvas.width, canvas.height);
         context.resetTransform();
         context.putImageData(copy, args[0], 0);",
        &[json!(2)],
    )?;
    let moved = Drawn { pixels: page.browser.pixels("canvas")?, ..drawn };
    ensure!(moved.ticks_stand_right().is_err() && moved.cells_stand_under_their_ticks().is_err());
    let empty = Pixels { rgba: vec![0; moved.pixels.rgba.len()], ..moved.pixels };
    let empty = Drawn { pixels: empty, ..moved };
    ensure!(empty.has_curves().is_err() && empty.labels_are_whole().is_err());
    let full = Pixels { rgba: vec![255; empty.pixels.rgba.len()], ..empty.pixels };
    ensure!(Drawn { pixels: full, ..empty }.edges_are_empty().is_err());
    Ok(())
}
