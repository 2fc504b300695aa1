//! The main job without a mouse.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use browser_tests::Page;
use serde_json::json;

const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";
/// Nothing that is needed stands further than this many steps away.
const MOST_STEPS: usize = 60;

/// What has the focus: its id, and whether a ring or a caret shows it.
fn focused(page: &Page) -> Result<(String, bool)> {
    page.browser.run(
        "const it = document.activeElement;
         const { outlineStyle, outlineWidth } = getComputedStyle(it);
         const seen = it.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
         return [it.id, seen];",
        &[],
    )
}

fn key(page: &Page, key: &str) -> Result<()> {
    page.browser.type_into(":focus", key)
}

/// Presses Tab until the element with this id has the focus. Every stop on the way can be seen.
fn tab_to(page: &Page, id: &str) -> Result<usize> {
    for step in 0..MOST_STEPS {
        let (here, seen) = focused(page)?;
        ensure!(step == 0 || seen, "the focus on #{here} cannot be seen");
        if here == id {
            return Ok(step);
        }
        key(page, TAB)?;
    }
    bail!("#{id} is not reached within {MOST_STEPS} steps");
}

fn recovery() -> Result<String> {
    let file = "../reference/data/lanzoni2021_recovery31_RECONSTRUCTED.csv";
    Ok(std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))?)
}

#[test]
fn paste_read_and_swap_by_keys_alone() -> Result<()> {
    let page = Page::open()?;
    // The text waits in the clipboard, as after a copy elsewhere.
    page.browser.paste("textarea", &recovery()?)?;
    page.browser.run::<()>("document.querySelector('textarea').select()", &[])?;
    page.browser.type_into("textarea", "\u{E009}c\u{E000}")?;
    page.browser.goto(&page.server.url())?;
    page.answered()?;
    page.browser.run::<()>("document.body.tabIndex = -1; document.body.focus()", &[])?;

    tab_to(&page, "text")?;
    key(&page, "\u{E009}av\u{E000}")?;
    page.answered()?;
    ensure!(page.text("#say")?.contains("ucmsc"), "{}", page.text("#say")?);
    tab_to(&page, "swap")?;
    key(&page, ENTER)?;
    page.answered()?;
    ensure!(page.text("#say")?.contains("3.46"), "{}", page.text("#say")?);
    // The button stays under the finger.
    ensure!(focused(&page)?.0 == "swap");
    key(&page, " ")?;
    page.answered()?;
    ensure!(page.text("#say")?.contains("0.29"), "{}", page.text("#say")?);
    Ok(())
}

#[test]
fn the_first_stop_leads_past_the_data_to_the_answer() -> Result<()> {
    let page = Page::open()?;
    page.browser.run::<()>("document.body.tabIndex = -1; document.body.focus()", &[])?;
    key(&page, TAB)?;
    let words: String = page.browser.run("return document.activeElement.innerText", &[])?;
    ensure!(words == "Skip to the answer", "{words}");
    key(&page, ENTER)?;
    ensure!(focused(&page)?.0 == "answer");
    ensure!(tab_to(&page, "swap")? <= 2, "the swap is not next");
    Ok(())
}

#[test]
fn a_sample_is_chosen_by_arrows_and_the_menu_closes_by_escape() -> Result<()> {
    let page = Page::open()?;
    page.browser.run::<()>("document.querySelector('textarea').focus()", &[])?;
    tab_to(&page, "samples-button")?;
    key(&page, ENTER)?;
    for _ in 0..3 {
        key(&page, "\u{E015}")?;
    }
    key(&page, ENTER)?;
    page.answered()?;
    ensure!(page.text("#headline")?.contains("Freireich"), "{}", page.text("#headline")?);
    ensure!(focused(&page)?.0 == "samples-button");
    key(&page, ENTER)?;
    ensure!(page.text("#sample-list")?.contains("Freireich"));
    key(&page, "\u{E00C}")?;
    ensure!(page.text("#sample-list")?.is_empty(), "the menu stays open");
    ensure!(focused(&page)?.0 == "samples-button");
    Ok(())
}

/// Every control has a name that is said aloud.
#[test]
fn every_control_has_a_name() -> Result<()> {
    let page = Page::open()?;
    let nameless: Vec<String> = page.browser.run(
        "const named = (it) => it.getAttribute('aria-label') || it.innerText?.trim() && it.tagName !== 'SELECT'
           || [...it.labels ?? []].some((label) => label.innerText.trim());
         const controls = document.querySelectorAll(args[0]);
         return [...controls].filter((it) => it.checkVisibility() && !it.ariaHidden && !named(it))
           .map((it) => it.outerHTML.slice(0, 200));",
        &[json!("button, select, textarea, input, summary, [tabindex='0']")],
    )?;
    ensure!(nameless.is_empty(), "{nameless:#?}");
    Ok(())
}
