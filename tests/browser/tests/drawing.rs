//! The figure's options: each picture draws and says itself, the axis is set by fields and by drag, Undo takes all back.

use anyhow::{Result, ensure};
use browser_tests::Page;
use serde_json::{Value, json};

fn alternative(page: &Page) -> Result<String> {
    page.browser.run("return document.getElementById('curve').getAttribute('aria-label')", &[])
}

/// Ticks of the axis as they are drawn, and its ends.
fn axis(page: &Page) -> Result<(Vec<f64>, [f64; 2])> {
    let value: Value = page.browser.run(
        "const { ticks, x_min, x_max } = window.riskset.layout; return [ticks.map(({ value }) => value), [x_min, x_max]]",
        &[],
    )?;
    Ok(serde_json::from_value(value)?)
}

/// Pixels of the canvas, as one number that tells pictures apart.
fn picture(page: &Page) -> Result<String> {
    page.browser.run(
        "await new Promise(requestAnimationFrame);
         const canvas = document.getElementById('curve');
         const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
         const hash = await crypto.subtle.digest('SHA-256', data);
         return [...new Uint8Array(hash)].join()",
        &[],
    )
}

fn tick(page: &Page, id: &str) -> Result<()> {
    page.press(&format!("#{id}"))
}

#[test]
fn every_picture_draws_and_says_itself() -> Result<()> {
    let page = Page::open()?;
    page.sample("gammopathy")?;
    let mut seen = vec![(alternative(&page)?, picture(&page)?)];
    for plot in ["cum_haz", "log_log", "all_causes", "stacked", "schoenfeld"] {
        page.set("#plot", plot)?;
        let now = (alternative(&page)?, picture(&page)?);
        ensure!(seen.iter().all(|(said, drawn)| *said != now.0 && *drawn != now.1), "{plot}: {}", now.0);
        seen.push(now);
        ensure!(
            page.browser.run::<bool>("return document.querySelector('#figure .small').hidden", &[])?,
            "{plot} is drawn"
        );
    }
    page.set("#plot", "stacked")?;
    page.set("#plot-of", "1")?;
    ensure!(alternative(&page)?.contains("of male"), "{}", alternative(&page)?);
    // Another trial does not have it, and shows its curves.
    page.sample("6-MP")?;
    let plots: Value = page
        .browser
        .run("return [...document.getElementById('plot').options].map(({ value }) => value)", &[])?;
    ensure!(plots == json!(["curves", "cum_haz", "log_log", "schoenfeld"]), "{plots}");
    let mut complaints = page.browser.complaints()?;
    // That the test itself reads pixels.
    complaints.retain(|entry| entry.source != "rendering");
    ensure!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}

#[test]
fn the_axis_is_set_by_fields_and_by_drag() -> Result<()> {
    let page = Page::open()?;
    page.unfold("#axes")?;
    page.set("#x-to", "20")?;
    page.set("#x-from", "5")?;
    let (ticks, ends) = axis(&page)?;
    ensure!(
        ends == [5.0, 20.0] && ticks.iter().all(|tick| (5.0..=20.0).contains(tick)) && ticks.len() > 3,
        "{ticks:?}"
    );
    let before = page.report()?;
    page.set("#x-from", "25")?;
    let trouble = page.text("#x-to-trouble")?;
    ensure!(trouble.contains("cannot end at 20") && page.report()? == before, "{trouble}");
    page.press("#x-whole")?;
    ensure!(axis(&page)?.1 == [0.0, 31.0]);
    // From a quarter to three quarters of the plot.
    page.browser.drag_over_plot(0.25, 0.75)?;
    page.answered()?;
    let (_, [from, to]) = axis(&page)?;
    ensure!((from - 7.75).abs() < 0.1 && (to - 23.25).abs() < 0.1, "{from} to {to}");
    // Within what was chosen, again; the browser's own dragging does not take it away.
    page.browser.drag_over_plot(0.75, 0.25)?;
    page.answered()?;
    let (_, [from, to]) = axis(&page)?;
    ensure!((from - 11.6).abs() < 0.2 && (to - 19.4).abs() < 0.2, "{from} to {to}");
    page.press("#undo")?;
    page.press("#undo")?;
    ensure!(axis(&page)?.1 == [0.0, 31.0], "Undo shows all again");
    Ok(())
}

#[test]
fn units_scales_lines_and_rows() -> Result<()> {
    let page = Page::open()?;
    page.unfold("#axes")?;
    let mut pictures = vec![picture(&page)?];
    let mut changed = |what: &str| -> Result<()> {
        let now = picture(&page)?;
        ensure!(!pictures.contains(&now), "{what} changes the picture");
        pictures.push(now);
        Ok(())
    };
    page.set("#axis-unit", "weeks")?;
    changed("the unit")?;
    let (ticks, _) = axis(&page)?;
    ensure!(ticks.iter().all(|tick| tick % 7.0 == 0.0), "{ticks:?}");
    page.set("#scale", "true")?;
    changed("the scale")?;
    page.reads("#reading", &["0.817"])?;
    for id in ["median-lines", "tau-line", "corner", "censor-marks"] {
        tick(&page, id)?;
        changed(id)?;
    }
    page.set("#table-rows", "none")?;
    changed("the table")?;
    for _ in 0..7 {
        page.press("#undo")?;
    }
    page.browser.run::<()>("for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame)", &[])?;
    ensure!(picture(&page)? == pictures[0], "seven steps back it is as it was");
    Ok(())
}
