//! axe-core finds nothing, at all levels up to AA and among its best practices, on every view and state.

use anyhow::{Result, ensure};
use browser_tests::{Page, View};
use serde_json::Value;

const AXE: &str = include_str!("../vendor/axe.min.js");

/// Runs axe over the whole page as it is.
fn check(page: &Page, state: &str) -> Result<()> {
    let there: bool = page.browser.run("return typeof axe === 'object'", &[])?;
    if !there {
        page.browser.run::<()>(AXE, &[])?;
    }
    // What fades in is judged when it is there.
    page.browser.run::<()>(
        "await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})))",
        &[],
    )?;
    let found: Value = page.browser.run(
        "const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
         const { violations, passes } = await axe.run(document, { runOnly: tags });
         if (passes.length < 20) throw new Error('axe looked at nothing');
         return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 5).map(({ html, failureSummary }) => [html, failureSummary]) }));",
        &[],
    )?;
    ensure!(found.as_array().is_some_and(Vec::is_empty), "{state}: {found:#}");
    Ok(())
}

fn open_all(page: &Page) -> Result<()> {
    page.browser
        .run::<()>("for (const each of document.querySelectorAll('details')) each.open = true;", &[])?;
    page.browser.run("await new Promise((resolve) => setTimeout(resolve, 300))", &[])
}

#[test]
fn patient_data_in_every_state() -> Result<()> {
    for view in [View::default(), View { width: 360, dark: true, ..View::default() }] {
        let page = Page::open_in(view)?;
        check(&page, "start")?;
        // On a phone the data are folded under the answer.
        page.browser.run::<()>(
            "const fold = document.getElementById('data-fold');
             if (fold.checkVisibility() && fold.getAttribute('aria-expanded') === 'false') fold.click();",
            &[],
        )?;
        page.browser.click("#samples-button")?;
        check(&page, "list of samples")?;
        page.browser.click("#samples-button")?;
        open_all(&page)?;
        check(&page, "all parts open")?;
        page.browser.click("#make-link")?;
        page.browser.wait_for("!document.getElementById('share-link').hidden")?;
        check(&page, "a link is made")?;
        page.set("#x-to", "-3")?;
        check(&page, "a field is refused")?;
        for sample in ["order of deaths", "6-MP", "gammopathy"] {
            page.sample(sample)?;
            open_all(&page)?;
            check(&page, sample)?;
        }
        page.set("#plot", "stacked")?;
        check(&page, "another plot")?;
        page.put("arm,day,died\na,x,1\na,5,0\nb,2,1\nb,,1\n")?;
        check(&page, "rows with problems")?;
        page.put("nothing to read")?;
        check(&page, "no answer")?;
        page.put("")?;
        check(&page, "empty")?;
        page.browser.run::<()>("location.hash = 'r1=damaged'", &[])?;
        page.browser.wait_for("!document.getElementById('offer').hidden")?;
        check(&page, "a damaged link")?;
    }
    Ok(())
}

#[test]
fn counts_in_every_state() -> Result<()> {
    for view in [View::default(), View { width: 360, dark: true, ..View::default() }] {
        let page = Page::open_in(view)?;
        page.show_counts()?;
        check(&page, "counts")?;
        open_all(&page)?;
        check(&page, "counts, all parts open")?;
        page.browser.set_value("#counts-text", "hello")?;
        page.browser.wait_for("window.riskset.counts.report === null")?;
        check(&page, "counts, no answer")?;
    }
    Ok(())
}

/// The article, the page for writers, and the answer as it stands in a frame.
#[test]
fn inside_articles() -> Result<()> {
    for view in [View::default(), View { width: 360, ..View::default() }] {
        let page = Page::open_in(view)?;
        for (path, ready) in [
            ("?embed=4-aml", "window.riskset?.report?.data.n_used === 23"),
            ("?embed&edit", "window.riskset?.report"),
            ("?embed=1-trials", "window.riskset?.counts.report"),
            ("article/", "[...document.querySelectorAll('riskset-plot')].some((each) => each.report)"),
            ("writers/", "[...document.querySelectorAll('riskset-plot')].every((each) => each.report)"),
        ] {
            page.browser.goto(&format!("{}{path}", page.server.url()))?;
            page.browser.run::<()>("await new Promise((resolve) => setTimeout(resolve, 300)); document.querySelector('riskset-plot')?.scrollIntoView()", &[])?;
            page.browser.wait_for(ready)?;
            check(&page, path)?;
            let sideways: bool =
                page.browser.run("return document.documentElement.scrollWidth > innerWidth", &[])?;
            ensure!(!sideways, "{path} scrolls sideways at {}", view.width);
        }
    }
    Ok(())
}
