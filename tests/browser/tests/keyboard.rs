//! The main job without a mouse.

use anyhow::{Result, bail, ensure};
use browser_tests::Page;
use browser_tests::keys::{DOWN, ENTER, ESCAPE, TAB, with_control};
use browser_tests::trials::recovery;
use serde_json::json;

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

#[test]
fn paste_read_and_swap_by_keys_alone() -> Result<()> {
    let page = Page::open()?;
    // The text waits in the clipboard, as after a copy elsewhere.
    page.browser.paste("textarea", &recovery()?)?;
    page.browser.run::<()>("document.querySelector('textarea').select()", &[])?;
    page.browser.type_into("textarea", &with_control("c"))?;
    page.browser.goto(&page.server.url())?;
    page.answered()?;
    page.browser.run::<()>("document.body.tabIndex = -1; document.body.focus()", &[])?;

    tab_to(&page, "text")?;
    key(&page, &with_control("av"))?;
    page.answered()?;
    page.reads("#say", &["ucmsc"])?;
    tab_to(&page, "swap")?;
    key(&page, ENTER)?;
    page.answered()?;
    page.reads("#say", &["0.29"])?;
    // The button stays under the finger.
    ensure!(focused(&page)?.0 == "swap");
    key(&page, " ")?;
    page.answered()?;
    page.reads("#say", &["3.46"])?;
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
        key(&page, DOWN)?;
    }
    key(&page, ENTER)?;
    page.answered()?;
    page.reads("#headline", &["Freireich"])?;
    ensure!(focused(&page)?.0 == "samples-button");
    key(&page, ENTER)?;
    page.reads("#sample-list", &["Freireich"])?;
    key(&page, ESCAPE)?;
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
