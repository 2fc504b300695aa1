//! The curves read step by step, by keys and by pointer, against the report behind the page.

use anyhow::{Context, Result, ensure};
use browser_tests::keys::{END, ESCAPE, HOME, LEFT, PAGE_UP, RIGHT};
use browser_tests::{Page, View};
use serde_json::{Value, json};

/// What a screen reader says of the slider.
fn spoken(page: &Page) -> Result<String> {
    let text: String =
        page.browser.run("return document.getElementById('walker').getAttribute('aria-valuetext')", &[])?;
    Ok(text.replace('\u{202f}', " "))
}

fn press(page: &Page, key: &str) -> Result<()> {
    page.browser.type_into("#walker", key)
}

/// Moves the pointer over the plot to this time.
fn point(page: &Page, time: f64) -> Result<()> {
    page.browser.run(
        "const { plot, x_max } = window.riskset.layout;
         const walker = document.getElementById('walker');
         const clientX = walker.getBoundingClientRect().left + args[0] / x_max * (plot.right - plot.left);
         walker.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX }));",
        &[json!(time)],
    )
}

#[test]
fn keys_walk_from_step_to_step() -> Result<()> {
    let page = Page::open()?;
    press(&page, HOME)?;
    ensure!(
        spoken(&page)?.starts_with("0 days. UC-MSC: 0.0 %, 12 at risk. control: 0.0 %, 12 at risk."),
        "{}",
        spoken(&page)?
    );
    press(&page, RIGHT)?;
    ensure!(
        spoken(&page)?.starts_with("3 days. UC-MSC: 8.3 % (1.2 to 46.1), 12 at risk, 1 event."),
        "{}",
        spoken(&page)?
    );
    let reading = page.text("#reading")?;
    ensure!(reading.contains("1 − 11/12 = 8.3 %"), "{reading}");
    press(&page, LEFT)?;
    press(&page, LEFT)?;
    ensure!(spoken(&page)?.starts_with("0 days."), "there is nothing before the start: {}", spoken(&page)?);
    press(&page, PAGE_UP)?;
    ensure!(
        spoken(&page)?.starts_with("8 days."),
        "the first step at or after the tick at 7: {}",
        spoken(&page)?
    );
    press(&page, END)?;
    ensure!(spoken(&page)?.starts_with("31 days. UC-MSC: 81.7 %"), "{}", spoken(&page)?);
    let line = "return !document.querySelector('#walker .line').hidden";
    ensure!(page.browser.run::<bool>(line, &[])?, "the line shows where one is");
    press(&page, ESCAPE)?;
    ensure!(!page.browser.run::<bool>(line, &[])?, "Escape puts it away");
    Ok(())
}

#[test]
fn the_pointer_finds_the_nearest_step_and_its_dots_stand_on_the_curves() -> Result<()> {
    for view in [View::default(), View { width: 360, ..View::default() }] {
        let page = Page::open_in(view)?;
        point(&page, 15.1)?;
        ensure!(spoken(&page)?.starts_with("15 days. UC-MSC: 54.2 % (29.0 to 83.1)"), "{}", spoken(&page)?);
        let places: Value = page.browser.run(
            "const { plot, x_max } = window.riskset.layout;
             const box = document.getElementById('curve').getBoundingClientRect();
             return {
               expected: [15 / x_max * (plot.right - plot.left) + plot.left, plot.bottom - 0.541667 * (plot.bottom - plot.top)],
               found: [...document.querySelectorAll('#walker .dot')].map((dot) => dot.getBoundingClientRect())
                 .map(({ left, right, top, bottom }) => [(left + right) / 2 - box.left, (top + bottom) / 2 - box.top]),
             }",
            &[],
        )?;
        let number = |place: &str| places.pointer(place).and_then(Value::as_f64).context("a number");
        for axis in ["0", "1"] {
            let off = number(&format!("/expected/{axis}"))? - number(&format!("/found/0/{axis}"))?;
            ensure!(off.abs() <= 1.0, "off by {off}: {places}");
        }
    }
    Ok(())
}

#[test]
fn the_reading_follows_the_data_and_moves_nothing() -> Result<()> {
    let page = Page::open()?;
    let top = |selector: &str| -> Result<f64> {
        page.browser
            .run("return document.querySelector(args[0]).getBoundingClientRect().top", &[json!(selector)])
    };
    let before = top("#figure-options")?;
    for time in [0.0, 6.0, 9.0, 14.0, 22.0, 31.0] {
        point(&page, time)?;
        ensure!(top("#figure-options")? == before, "what stands beneath stays where it is at {time}");
    }
    page.put("arm,day,died\n<b>x</b>,1,1\n<b>x</b>,5,0\ny,2,1\ny,9,1\n")?;
    // Nobody has asked: it is read where both are known, not at the end.
    ensure!(spoken(&page)?.starts_with("4 days. <b>x</b>: 50.0 %"), "{}", spoken(&page)?);
    press(&page, END)?;
    let end = "9 days. <b>x</b>: no follow-up beyond 5 days. y: 0.0 %";
    ensure!(spoken(&page)?.starts_with(end), "{}", spoken(&page)?);
    let reading = page.text("#reading")?;
    ensure!(reading.contains("<b>x</b>") && reading.contains("1/2 × 0/1 = 0.0 %"), "{reading}");
    page.put("")?;
    ensure!(page.text("#reading")?.is_empty(), "without a figure nothing is read");
    Ok(())
}

/// Eight groups with long names, each followed less long than the one before it.
fn eight_groups() -> String {
    let row = |i: usize| {
        let group = i % 8;
        let time = (i * 37 % 101) as f64 / (1.0 + group as f64);
        format!("A name of about forty letters number {group},{time},{}\n", i / 8 % 2)
    };
    format!("arm,day,died\n{}", (0..160).map(row).collect::<String>())
}

#[test]
fn of_many_groups_with_long_names_all_are_seen_in_their_colours_and_nothing_moves() -> Result<()> {
    let page = Page::open()?;
    page.put(&eight_groups())?;
    let colours: Vec<String> = page.browser.run(
        "return [...document.querySelectorAll('#reading th')].map((each) => getComputedStyle(each).color)",
        &[],
    )?;
    let different: std::collections::HashSet<_> = colours.iter().collect();
    ensure!(different.len() == 8, "{colours:?}");
    let cut: Vec<i64> = page.browser.run(
        "return ['#reading', '#groups .scroll'].map((place) => document.querySelector(place))
           .flatMap((each) => [each.scrollHeight - each.clientHeight, each.scrollWidth - each.clientWidth])",
        &[],
    )?;
    ensure!(cut == [0; 4], "nothing is out of sight: {cut:?}");
    press(&page, HOME)?;
    let moved: usize = page.browser.run(
        "const tops = new Set();
         for (let i = 0; i < 80; i += 1) {
           document.getElementById('walker').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
           tops.add(document.getElementById('figure-options').getBoundingClientRect().top);
         }
         return tops.size;",
        &[],
    )?;
    ensure!(moved == 1, "{moved} places");
    Ok(())
}

/// What is said, where the line stands and where the curves' own ends are, of every picture that there is.
#[test]
fn every_picture_is_walked_and_dragged() -> Result<()> {
    let page = Page::open()?;
    page.sample("Monoclonal")?;
    let plots: Vec<String> = page
        .browser
        .run("return [...document.getElementById('plot').options].map(({ value }) => value)", &[])?;
    ensure!(plots.len() == 6, "{plots:?}");
    for plot in plots {
        page.set("#plot", &plot)?;
        press(&page, HOME)?;
        let first = spoken(&page)?;
        press(&page, END)?;
        let last = spoken(&page)?;
        ensure!(first != last && last.contains("months. "), "{plot}: {first} / {last}");
        press(&page, LEFT)?;
        let (line, width): (f64, f64) = page.browser.run(
            "const walker = document.getElementById('walker');
             return [parseFloat(walker.querySelector('.line').style.left), walker.getBoundingClientRect().width]",
            &[],
        )?;
        ensure!(line > 0.5 * width && line <= width + 0.5, "{plot}: {line} of {width}");
        let said = spoken(&page)?;
        match plot.as_str() {
            "schoenfeld" => ensure!(said.contains(", residual"), "{said}"),
            "log_log" => ensure!(page.text("#reading")?.contains("ln(−ln "), "{said}"),
            "cum_haz" => ensure!(said.contains(" at risk"), "{said}"),
            _ => ensure!(said.contains('%'), "{plot}: {said}"),
        }
    }
    // A drag over a logarithmic axis chooses times, not their logarithms.
    page.set("#plot", "log_log")?;
    page.browser.drag_over_plot(0.5, 1.0)?;
    page.answered()?;
    let report = page.report()?;
    let drawing = &report["options"]["drawing"];
    let (from, to) = (drawing["x_from"].as_f64().unwrap_or(0.0), drawing["x_to"].as_f64().unwrap_or(0.0));
    ensure!((10.0..60.0).contains(&from) && (300.0..500.0).contains(&to), "{from} to {to}");
    Ok(())
}
