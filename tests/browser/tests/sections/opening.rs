//! How sections open: by the keys, by a click, on a telephone, and computed only then where there are many rows.

use anyhow::{Context, Result, ensure};
use browser_tests::keys::{ENTER, TAB};
use browser_tests::section::{COMPETING, EXACT, FIT, MODEL, TESTS, TIMES};
use browser_tests::{View, visit, visit_in};

#[test]
fn every_section_opens_by_the_keys_and_by_a_click() -> Result<()> {
    visit(|page| {
        page.sample("Melanoma")?;
        page.browser.run::<()>("document.querySelector('#model > summary').focus()", &[])?;
        for title in [COMPETING, TIMES, TESTS, EXACT, MODEL, FIT] {
            let section = page.section(title)?;
            let element = format!("document.querySelector('{}')", section.selector());
            let is = |state: &str| page.browser.wait_for(&format!("{element}{state}"));
            page.browser.type_into(":focus", TAB)?;
            is(" === document.activeElement.parentElement")?;
            section
                .lacks(&["How these were computed"])
                .with_context(|| format!("{title} is open from the start"))?;
            page.browser.type_into(":focus", ENTER)?;
            is(".open")?;
            ensure!(section.text()?.len() > 100, "{title} is empty");
            page.browser.type_into(":focus", " ")?;
            is(".open === false")?;
            page.opened(title)?;
            section.click()?;
            is(".open === false")?;
        }
        Ok(())
    })
}

#[test]
fn open_sections_fit_a_telephone() -> Result<()> {
    visit_in(View { width: 360, ..View::default() }, |page| {
        page.browser.click("#data-fold")?;
        page.sample("Melanoma")?;
        for title in [COMPETING, TIMES, TESTS, EXACT, MODEL, FIT] {
            page.opened(title)?;
            let over: i32 =
                page.browser.run("return document.documentElement.scrollWidth - innerWidth", &[])?;
            ensure!(over <= 0, "with {title} open the page is {over} px too wide");
        }
        Ok(())
    })
}

/// Rows enough not to be computed in full at once.
fn many_rows() -> String {
    let row = |i: usize| format!("{},{},{}\n", 1 + i * 7919 % 10_007, i % 3 / 2, i % 2);
    format!("time,status,arm\n{}", (0..20_001).map(row).collect::<String>())
}

#[test]
fn of_many_rows_the_sections_are_computed_when_opened() -> Result<()> {
    visit(|page| {
        page.put(&many_rows())?;
        ensure!(page.report()?["details"].is_null());
        let [times, tests] = [page.section(TIMES)?, page.section(TESTS)?];
        for section in [&times, &tests] {
            section.reads(&["computed when opened"])?;
        }
        times.click()?;
        page.browser.wait_for("window.riskset.report.details")?;
        page.answered()?;
        times.reads(&["Mean time without the event", "Events per unit of time"])?;
        for section in [&times, &tests] {
            section.lacks(&["computed when opened", "Computing…"])?;
        }
        // Another data set is not asked for in full because this one was.
        page.sample("Freireich")?;
        page.put(&many_rows())?;
        ensure!(page.report()?["details"].is_null());
        Ok(())
    })
}
