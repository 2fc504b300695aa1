//! Every number explains itself when it is pressed, by pointer and by keys; settings follow another program and say so.

use anyhow::{Context, Result, ensure};
use browser_tests::Page;
use browser_tests::keys::{ESCAPE, RIGHT};
use serde_json::{Value, json};

fn open(page: &Page, selector: &str) -> Result<String> {
    page.browser.click(selector)?;
    page.browser.wait_for("document.getElementById('explanation').matches(':popover-open')")?;
    page.text("#explanation")
}

fn open_all(page: &Page) -> Result<()> {
    page.browser.run("for (const each of document.querySelectorAll('#answer details, #counts-answer details')) each.open = true;", &[])
}

#[test]
fn a_number_says_where_it_comes_from() -> Result<()> {
    let page = Page::open()?;
    let said = open(&page, "#say .told")?;
    ensure!(
        said.contains("Hazard ratio, control versus UC-MSC")
            && said.contains("= 0.28906")
            && said.contains("Cox 1972"),
        "{said}"
    );
    // Escape closes it and brings the person back.
    page.browser.type_into("#explanation button", ESCAPE)?;
    page.browser.wait_for("!document.getElementById('explanation').matches(':popover-open')")?;
    ensure!(page.browser.run::<bool>("return document.activeElement.matches('#say .told')", &[])?);
    let said = open(&page, "#groups .told[data-told$='/median']")?;
    ensure!(said.contains("Median") && said.contains("Brookmeyer"), "{said}");
    Ok(())
}

#[test]
fn every_number_that_can_be_pressed_has_its_words() -> Result<()> {
    let page = Page::open()?;
    for sample in ["recovery", "order of deaths", "gammopathy", "lung"] {
        page.sample(sample)?;
        open_all(&page)?;
        let silent: Value = page.browser.run(
            "const silent = [];
             const all = [...document.querySelectorAll('#panel-patients .told')];
             for (const button of all) {
               button.click();
               const words = document.getElementById('explanation').textContent;
               if (words.includes('Nothing more is known')) silent.push(button.dataset.told);
             }
             document.getElementById('explanation').hidePopover();
             return { n: all.length, silent };",
            &[],
        )?;
        ensure!(
            silent["n"].as_u64().is_some_and(|n| n > 50) && silent["silent"] == json!([]),
            "{sample}: {silent}"
        );
    }
    page.show_counts()?;
    open_all(&page)?;
    let said = open(&page, "#counts-results .told[data-told$='/risk_ratio']")?;
    ensure!(said.contains("Risk ratio"), "{said}");
    Ok(())
}

#[test]
fn arrows_lead_from_number_to_number() -> Result<()> {
    let page = Page::open()?;
    let stops: u32 = page
        .browser
        .run("return document.querySelectorAll('#groups table .told:not([tabindex=\"-1\"])').length", &[])?;
    ensure!(stops == 1, "one stop of the Tab key: {stops}");
    page.browser.run::<()>("document.querySelector('#groups table .told').focus()", &[])?;
    page.browser.type_into("#groups table .told", &[RIGHT, RIGHT].concat())?;
    let at: String = page.browser.run("return document.activeElement.dataset.told", &[])?;
    ensure!(at == "/groups/0/median", "{at}");
    Ok(())
}

#[test]
fn settings_follow_another_program() -> Result<()> {
    let page = Page::open()?;
    let limits = |page: &Page| -> Result<(String, String)> {
        let report = page.report()?;
        let of = |name: &str| report["options"][name].as_str().map(str::to_owned).context("an option");
        Ok((of("conf_type")?, of("ties")?))
    };
    page.set("#conf-type", "plain")?;
    page.reads("#profile", &["changed by hand"])?;
    page.set("#profile", "r")?;
    ensure!(limits(&page)? == ("log".to_owned(), "efron".to_owned()));
    page.set("#profile", "sas")?;
    ensure!(limits(&page)? == ("log_log".to_owned(), "breslow".to_owned()));
    page.unfold("#methods")?;
    page.reads("#methods", &["Settings as in SAS"])?;
    page.press("#undo")?;
    ensure!(page.report()?["options"]["profile"] == json!("r"));
    Ok(())
}
