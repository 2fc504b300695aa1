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

/// What is heard of a number that has the focus: the browser's own name for it, which begins with what is seen.
#[test]
fn a_number_has_a_name_that_says_what_it_is() -> Result<()> {
    let page = Page::open()?;
    let name = |selector: &str| page.browser.accessible_name(selector);
    ensure!(name("#say .told")? == "0.29, hazard ratio, control versus UC-MSC", "{}", name("#say .told")?);
    let median = name("#groups .told[data-told$='/median']")?;
    ensure!(median == "15 (6 to 23), Median, days (95 % limits), UC-MSC reference", "{median}");
    page.press("#swap")?;
    ensure!(name("#say .told")? == "3.46, hazard ratio, UC-MSC versus control", "{}", name("#say .told")?);
    // Of three groups each ratio says in its row whose it is.
    page.put("arm,day,died\na,1,1\na,5,0\na,7,1\nb,2,1\nb,9,1\nb,11,0\nc,1,1\nc,3,1\nc,4,1\n")?;
    ensure!(name("#say .told")?.ends_with(", p value"), "{}", name("#say .told")?);
    let ratio = name("#groups tr:nth-child(2) .told[data-told$='/hazard_ratio']")?;
    ensure!(ratio.ends_with(", Hazard ratio (95 % limits), b"), "{ratio}");
    Ok(())
}

#[test]
fn every_number_is_named_and_its_name_begins_with_what_is_seen() -> Result<()> {
    let page = Page::open()?;
    let bare = |panel: &str| -> Result<Vec<String>> {
        page.browser.run(
            "const all = [...document.querySelectorAll(`${args[0]} .told`)];
             return all.filter(({ ariaLabel, textContent }) => !ariaLabel?.startsWith(`${textContent}, `)).map(({ outerHTML }) => outerHTML);",
            &[json!(panel)],
        )
    };
    for sample in ["recovery", "order of deaths", "gammopathy", "lung"] {
        page.sample(sample)?;
        open_all(&page)?;
        let bare = bare("#panel-patients")?;
        ensure!(bare.is_empty(), "{sample}: {bare:?}");
    }
    page.show_counts()?;
    open_all(&page)?;
    ensure!(bare("#panel-counts")?.is_empty(), "{:?}", bare("#panel-counts")?);
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
    page.reads("#profile-note", &["Settings as in SAS", "Breslow ties"])?;
    page.press("#undo")?;
    ensure!(page.report()?["options"]["profile"] == json!("r"));
    Ok(())
}
