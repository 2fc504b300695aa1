//! The core of the page in Firefox: the main job, the same numbers as natively, what is kept and shared, and no request.

use anyhow::{Context, Result, ensure};
use browser_tests::keys::{HOME, RIGHT};
use browser_tests::trials::TRIAL;
use browser_tests::{Page, Pixels};
use riskset::data::Sheet;
use riskset::report::{Options, analyze};
use serde_json::{Value, json};

/// What the core says natively; steps are limited as the page limits them.
fn natively(text: &str) -> Result<Value> {
    let sheet = Sheet::read(text);
    let options = Options { max_steps: Some(5000), ..Options::default() };
    let (report, _) = analyze(&sheet, &sheet.guess(), &options).ok().context("an answer")?;
    Ok(numbers(serde_json::to_value(report)?))
}

/// Every number as a double: 1 and 1.0 are one to a browser.
fn numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, numbers(value))).collect(),
        other => other,
    }
}

fn ink(pixels: &Pixels, [r, g, b]: [u8; 3]) -> usize {
    pixels.count(|pixel| pixel == [r, g, b, 255])
}

#[test]
fn the_main_job() -> Result<()> {
    let page = Page::open_in_firefox()?;
    let pixels = page.browser.pixels("#curve")?;
    let inks = [[0, 96, 156], [184, 70, 0]].map(|colour| ink(&pixels, colour));
    ensure!(
        inks.iter().all(|&n| n > 300),
        "two curves are drawn: {inks:?} in {} by {}",
        pixels.width,
        pixels.height
    );
    page.paste(TRIAL)?;
    ensure!(numbers(page.report()?) == natively(TRIAL)?, "the same bits as natively");
    for sample in std::fs::read_dir("../../www/samples")? {
        let path = sample?.path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let text = std::fs::read_to_string(&path)?;
            page.put(&text)?;
            ensure!(numbers(page.report()?) == natively(&text)?, "{}", path.display());
        }
    }
    page.put(TRIAL)?;
    let before = page.sentence()?;
    page.press("#headline .under button")?;
    ensure!(page.sentence()? != before, "swapped");
    page.press("#check button")?;
    ensure!(page.number("/data/n_event")? == 2.0, "flipped");
    for _ in 0..2 {
        page.press("#undo")?;
    }
    ensure!(page.sentence()? == before, "undone");
    page.set("#role-group", "")?;
    ensure!(page.report()?["groups"].as_array().map(Vec::len) == Some(1), "another column");
    Ok(())
}

#[test]
fn curves_are_read_by_keys_and_numbers_explain_themselves() -> Result<()> {
    let page = Page::open_in_firefox()?;
    page.browser.type_into("#walker", &[HOME, RIGHT].concat())?;
    let said: String =
        page.browser.run("return document.getElementById('walker').getAttribute('aria-valuetext')", &[])?;
    ensure!(said.starts_with("3 days. UC-MSC"), "{said}");
    page.browser.click("#say .told")?;
    page.browser.wait_for("document.getElementById('explanation').matches(':popover-open')")?;
    page.reads("#explanation", &["Cox 1972"])
}

#[test]
fn kept_and_shared() -> Result<()> {
    let page = Page::open_in_firefox()?;
    page.put(TRIAL)?;
    page.unfold("#keep")?;
    page.browser.click("#save-svg")?;
    let svg = String::from_utf8(page.browser.downloaded("riskset-died-a-vs-b.svg")?)?;
    ensure!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
    page.browser.click("#save-png")?;
    let png = page.browser.downloaded("riskset-died-a-vs-b-2x.png")?;
    ensure!(png.starts_with(b"\x89PNG"), "a PNG");
    page.browser.click("#save-subjects")?;
    let csv = String::from_utf8(page.browser.downloaded("riskset-died-a-vs-b-subjects.csv")?)?;
    ensure!(csv.contains("time,status,group\n1,1,a\n"), "{csv}");
    page.unfold("#share")?;
    page.browser.click("#make-link")?;
    page.browser.wait_for("!document.getElementById('share-link').hidden")?;
    let link = page.value("#share-link")?;
    let hash = link.split_once('#').context("a #")?.1;
    let before = page.report()?;
    page.sample("lung")?;
    page.browser.run::<()>("location.hash = args[0]", &[json!(hash)])?;
    page.browser.wait_for("!document.getElementById('offer').hidden")?;
    page.press("#offer-yes")?;
    ensure!(page.report()? == before, "the link brings it back");
    Ok(())
}

#[test]
fn nothing_is_asked_for_after_the_load() -> Result<()> {
    let page = Page::open_in_firefox()?;
    let loaded = page.server.settled()?.len();
    page.paste(TRIAL)?;
    page.set("#conf-type", "log")?;
    page.sample("gammopathy")?;
    page.show_counts()?;
    ensure!(page.server.settled()?.len() == loaded, "{:?}", page.server.log());
    Ok(())
}
