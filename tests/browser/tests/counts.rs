//! The tab that takes counts: rows or one trial in; forest plot, tables and words out.

use anyhow::{Context, Result, ensure};
use browser_tests::keys::{LEFT, RIGHT, TAB};
use browser_tests::{Page, View};
use riskset::plot::palette::{self, Theme};
use serde_json::{Value, json};

/// The page with the tab for counts open.
fn open_in(view: View) -> Result<Page> {
    let page = Page::open_in(view)?;
    page.show_counts()?;
    Ok(page)
}

fn open() -> Result<Page> {
    open_in(View::default())
}

fn counts(page: &Page) -> Result<Value> {
    let text: String = page.browser.run("return JSON.stringify(window.riskset.counts)", &[])?;
    Ok(serde_json::from_str(&text)?)
}

fn number(page: &Page, place: &str) -> Result<f64> {
    let counts = counts(page)?;
    counts.pointer(place).and_then(Value::as_f64).with_context(|| format!("no number at {place} of {counts}"))
}

fn put(page: &Page, text: &str) -> Result<()> {
    page.browser.set_value("#counts-text", text)?;
    page.counts_answered()
}

fn press(page: &Page, selector: &str) -> Result<()> {
    page.browser.click(selector)?;
    page.counts_answered()
}

fn focused(page: &Page) -> Result<String> {
    page.browser.run("return document.activeElement.id", &[])
}

#[test]
fn the_sample_shows_plot_and_tables() -> Result<()> {
    let page = open()?;
    page.reads("#counts-say", &["9 rows", "no pooled estimate"])?;
    page.reads("#counts-title", &["five trials"])?;
    page.reads("#counts-source", &["Source: Leng et al. 2020"])?;
    page.reads("#counts-direction", &["treated versus control"])?;
    page.reads(
        "#counts-results",
        &["Chen 2020 (H7N9)", "3/17", "24/44", "0.32", "0.11 to 0.94", "NNTB 3", "zero cell"],
    )?;
    page.reads("#counts-warnings", &["A cell is zero in Leng 2020"])?;
    ensure!(
        (number(&page, "/report/trials/3/risk_ratio/value/value")? - 3.0 / 17.0 / (24.0 / 44.0)).abs()
            < 1e-12
    );
    page.unfold("#counts-tests")?;
    page.reads("#counts-tests", &["Fisher p", "Bowdish 2023 (remestemcel-L)"])?;
    page.unfold("#counts-words")?;
    page.reads("#counts-words", &["No events in treated", "Note: open label, by consent."])?;
    page.unfold("#counts-methods")?;
    page.reads("#counts-methods", &["Newcombe", "Trials are not pooled."])?;
    // What is drawn is also said, and is in a table.
    let label: String =
        page.browser.run("return document.getElementById('forest').getAttribute('aria-label')", &[])?;
    ensure!(label.contains("Chen 2020 (H7N9), death: 0.32 (0.11 to 0.94)"), "{label}");
    page.unfold("#counts-twin")?;
    let rows: usize =
        page.browser.run("return document.querySelectorAll('#counts-twin tbody tr').length", &[])?;
    ensure!(rows == 9, "{rows} rows");
    page.reads("#counts-twin", &["favours treated", "42/112", "0.88 (0.64 to 1.21)"])?;
    ensure!(page.browser.complaints()?.is_empty(), "{:?}", page.browser.complaints()?);
    Ok(())
}

#[test]
fn squares_stand_where_the_layout_says() -> Result<()> {
    for view in [View { width: 360, ratio: 2.0, ..View::default() }, View { dark: true, ..View::default() }] {
        let page = open_in(view)?;
        let pixels = page.browser.pixels("#forest")?;
        let counts = counts(&page)?;
        let layout = &counts["layout"];
        ensure!(layout["stacked"] == (view.width == 360), "{layout}");
        let side = |length: &str| layout[length].as_f64().unwrap_or(0.0) * view.ratio;
        ensure!((pixels.width as f64 - side("width")).abs() <= 1.0);
        ensure!((pixels.height as f64 - side("height")).abs() <= 1.0);
        let (r, g, b) = palette::colour(if view.dark { Theme::Dark } else { Theme::Light }, 0);
        let mut squares = 0;
        for row in layout["rows"].as_array().context("no rows")? {
            let square = &row["bar"]["square"];
            if square.is_null() {
                continue;
            }
            let middle = |from: &str, to: &str| {
                let sum = square[from].as_f64().unwrap_or(0.0) + square[to].as_f64().unwrap_or(0.0);
                (sum / 2.0 * view.ratio) as usize
            };
            let at = pixels.at(middle("left", "right"), middle("top", "bottom"));
            ensure!(at == [r, g, b, 255], "{}: {at:?}", row["label"]);
            squares += 1;
        }
        ensure!(squares == 6, "{squares} squares");
        let wider: bool =
            page.browser.run("return document.documentElement.scrollWidth > innerWidth", &[])?;
        ensure!(!wider, "the page scrolls sideways at {} px", view.width);
    }
    Ok(())
}

#[test]
fn one_trial_is_typed_and_undone() -> Result<()> {
    let page = open()?;
    let sample = page.value("#counts-text")?;
    for (id, keys) in [("#events-0", "3"), ("#people-0", "17"), ("#events-1", "24")] {
        page.browser.type_into(id, keys)?;
    }
    page.counts_answered()?;
    // Three numbers are no table: the rows stay.
    ensure!(page.value("#counts-text")? == sample);
    page.browser.type_into("#people-1", "44")?;
    page.browser.wait_for("window.riskset.counts.report.trials.length === 1 && document.querySelector('#counts-answer').ariaBusy === 'false'")?;
    ensure!(
        page.value("#counts-text")?
            == "trial,treated_events,treated_n,control_events,control_n\nThis trial,3,17,24,44\n"
    );
    ensure!((number(&page, "/report/trials/0/fisher_p/value")? - 0.010_888_493).abs() < 1e-8);
    ensure!(focused(&page)? == "people-1", "the focus is kept");
    page.reads("#counts-say", &["3 of 17", "24 of 44"])?;
    page.browser.type_into("#name-0", "cells")?;
    page.browser.wait_for("window.riskset.counts.report.arms[0] === 'cells'")?;
    page.reads("#counts-direction", &["cells versus control"])?;
    // As the page itself writes a thousand, or a person does.
    for grouped in ["1\u{202f}017", "1 017"] {
        page.browser.set_value("#people-0", grouped)?;
        page.browser.wait_for("window.riskset.counts.report.trials[0].n[0] === 1017")?;
        page.browser.set_value("#people-0", "17")?;
        page.browser.wait_for("window.riskset.counts.report.trials[0].n[0] === 17")?;
    }
    // More events than people: the form says what to do, and the answer before it stays.
    page.browser.set_value("#people-0", "2")?;
    page.browser.wait_for("document.querySelector('#one-trial-trouble').textContent !== ''")?;
    page.reads("#one-trial-trouble", &["3 events in 2 people", "cells"])?;
    page.reads("#counts-say", &["3 of 17", "24 of 44"])?;
    for _ in 0..12 {
        if page.value("#counts-text")? == sample {
            break;
        }
        press(&page, "#counts-undo")?;
    }
    ensure!(page.value("#counts-text")? == sample, "Undo brings the rows back");
    page.reads("#counts-say", &["9 rows"])
}

#[test]
fn a_bad_row_is_named_and_the_others_stay() -> Result<()> {
    let page = open()?;
    put(
        &page,
        "trial,treated_events,treated_n,control_events,control_n\nA,3,17,24,44\nB,30,12,7,12\nC,2,12,7,12\n",
    )?;
    page.reads("#counts-problems", &["Row 3"])?;
    page.reads("#counts-results", &["A", "C"])?;
    ensure!(counts(&page)?["report"]["trials"].as_array().map(Vec::len) == Some(2));
    put(&page, "")?;
    page.reads("#counts-failure", &["Paste a row for each trial"])?;
    press(&page, "#counts-use-example")?;
    ensure!(counts(&page)?["report"]["trials"].as_array().map(Vec::len) == Some(2));
    press(&page, "#counts-undo")?;
    ensure!(page.value("#counts-text")?.is_empty());
    Ok(())
}

#[test]
fn swap_measure_event_and_level_change_the_answer() -> Result<()> {
    let page = open()?;
    let place = "/report/trials/3/risk_ratio/value/value";
    let before = number(&page, place)?;
    press(&page, "#counts-swap")?;
    ensure!((number(&page, place)? * before - 1.0).abs() < 1e-12);
    page.reads("#counts-direction", &["control versus treated"])?;
    ensure!(focused(&page)? == "counts-swap", "the button stays under the finger");
    press(&page, "#counts-undo")?;
    ensure!(number(&page, place)? == before);
    for (measure, words) in
        [("odds_ratio", "Odds ratio"), ("risk_difference", "Risk difference"), ("risk_ratio", "Risk ratio")]
    {
        page.browser.set_value("#measure", measure)?;
        page.counts_answered()?;
        let label: String =
            page.browser.run("return document.getElementById('forest').getAttribute('aria-label')", &[])?;
        ensure!(label.starts_with(&format!("Forest plot. {words}")), "{label}");
    }
    page.reads("#counts-results", &["NNTB 3"])?;
    page.browser.set_value("#event-is", "good")?;
    page.counts_answered()?;
    page.reads("#counts-results", &["NNTH 3"])?;
    let upper = number(&page, "/report/trials/3/risk_ratio/upper/value")?;
    page.browser.set_value("#counts-level", "0.99")?;
    page.counts_answered()?;
    ensure!(number(&page, "/report/trials/3/risk_ratio/upper/value")? > upper);
    page.reads("#counts-results", &["99 % limits"])
}

#[test]
fn tabs_go_by_arrows_and_keep_what_each_holds() -> Result<()> {
    let page = Page::open()?;
    page.put("arm,day,event\na,1,1\na,2,0\nb,3,1\nb,5,1\n")?;
    let (report, text) = (page.report()?, page.value("#text")?);
    page.browser.run::<()>("document.getElementById('tab-patients').focus()", &[])?;
    page.browser.type_into(":focus", RIGHT)?;
    page.counts_answered()?;
    ensure!(focused(&page)? == "tab-counts");
    let state: Value = page.browser.run(
        "return [...document.querySelectorAll('[role=tab]')].map((tab) =>
           [tab.getAttribute('aria-selected'), tab.tabIndex, document.getElementById(tab.getAttribute('aria-controls')).checkVisibility()])",
        &[],
    )?;
    ensure!(state == json!([["false", -1, false], ["true", 0, true]]), "{state}");
    // From the tab the next stop is in its own panel.
    page.browser.type_into(":focus", TAB)?;
    ensure!(focused(&page)? == "counts-text", "{}", focused(&page)?);
    let skip: String = page.browser.run("return document.querySelector('.skip').hash", &[])?;
    ensure!(skip == "#counts-answer", "{skip}");
    put(&page, "trial,a_events,a_n,b_events,b_n\nA,3,17,24,44\n")?;
    let about = counts(&page)?;
    page.browser.run::<()>("document.getElementById('tab-counts').focus()", &[])?;
    page.browser.type_into(":focus", LEFT)?;
    ensure!(page.report()? == report && page.value("#text")? == text);
    ensure!(page.text("#counts-say")?.is_empty() && !page.text("#say")?.is_empty());
    page.browser.type_into(":focus", LEFT)?;
    ensure!(focused(&page)? == "tab-counts", "the arrows go round");
    ensure!(counts(&page)?["report"] == about["report"]);
    ensure!(page.browser.complaints()?.is_empty(), "{:?}", page.browser.complaints()?);
    // An address may lead to the tab.
    page.browser.goto("about:blank")?;
    page.browser.goto(&format!("{}#counts", page.server.url()))?;
    page.browser.wait_for("window.riskset?.counts.report?.trials.length === 9")?;
    ensure!(page.text("#say")?.is_empty());
    Ok(())
}

#[test]
fn a_new_answer_is_said_and_nothing_is_asked_of_the_server() -> Result<()> {
    let page = Page::open()?;
    let before = page.server.settled()?.len();
    page.show_counts()?;
    put(&page, "trial,a_events,a_n,b_events,b_n\nA,3,17,24,44\n")?;
    page.browser.wait_for("document.getElementById('live').textContent.includes('3 of 17')")?;
    ensure!(page.server.settled()?.len() == before, "{:?}", page.server.log());
    Ok(())
}

#[test]
fn a_file_and_a_paste_go_to_the_tab_that_is_shown() -> Result<()> {
    let page = open()?;
    let patients = page.value("#text")?;
    page.drop_file("trials.csv", b"trial,a_events,a_n,b_events,b_n\nDropped,3,17,24,44\n")?;
    page.browser.wait_for("window.riskset.counts.report?.trials[0].trial === 'Dropped'")?;
    ensure!(page.value("#text")? == patients);
    press(&page, "#counts-sample")?;
    // Over the sample a paste takes the place of the whole.
    page.browser.paste("#counts-text", "trial,a_events,a_n,b_events,b_n\nPasted,1,10,2,10\n")?;
    page.browser.wait_for("window.riskset.counts.report?.trials[0].trial === 'Pasted'")?;
    ensure!(page.value("#text")? == patients);
    page.browser.click("#tab-patients")?;
    page.drop_file("patients.csv", b"arm,day,event\na,1,1\na,2,0\nb,3,1\nb,5,1\n")?;
    page.browser.wait_for("document.getElementById('text').value.startsWith('arm,day,event')")?;
    ensure!(page.value("#counts-text")?.contains("Pasted"));
    Ok(())
}

#[test]
fn every_control_of_the_tab_has_a_name_and_every_id_is_once() -> Result<()> {
    let page = open()?;
    let nameless: Vec<String> = page.browser.run(
        "const named = (it) => it.getAttribute('aria-label') || it.innerText?.trim() && it.tagName !== 'SELECT'
           || [...it.labels ?? []].some((label) => label.innerText.trim());
         return [...document.querySelectorAll(args[0])].filter((it) => it.checkVisibility() && !it.ariaHidden && !named(it))
           .map((it) => it.outerHTML.slice(0, 200));",
        &[json!("button, select, textarea, input, summary, [tabindex='0']")],
    )?;
    ensure!(nameless.is_empty(), "{nameless:#?}");
    let twice: Vec<String> = page.browser.run(
        "const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
         return ids.filter((id, i) => ids.indexOf(id) !== i)",
        &[],
    )?;
    ensure!(twice.is_empty(), "{twice:?}");
    Ok(())
}

#[test]
fn words_in_the_text_never_become_markup() -> Result<()> {
    let page = open()?;
    put(
        &page,
        "trial,outcome,<i>x</i>_events,<i>x</i>_n,b_events,b_n,note\n<img src=x onerror=alert(1)>,<b>y</b>,3,17,24,44,<script>1</script>\n",
    )?;
    page.reads("#counts-results", &["<img src=x"])?;
    let made: usize =
        page.browser.run("return document.querySelectorAll('main img, main i, main script').length", &[])?;
    ensure!(made == 0);
    Ok(())
}
