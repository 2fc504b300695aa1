//! The page for those who see it in other colours, at another size, in another script, or without motion.

use anyhow::{Result, ensure};
use browser_tests::keys::LEFT;
use browser_tests::{Page, View};
use serde_json::json;

/// The style that an element has in the end.
fn style(page: &Page, selector: &str, name: &str) -> Result<String> {
    page.browser.run(
        "return getComputedStyle(document.querySelector(args[0]))[args[1]]",
        &[json!(selector), json!(name)],
    )
}

#[test]
fn with_forced_colours_figure_walker_and_tab_are_seen() -> Result<()> {
    for dark in [false, true] {
        let page = Page::open_in(View { forced: true, dark, ..View::default() })?;
        page.browser.type_into("#walker", LEFT)?;
        let ground = style(&page, "#curve", "backgroundColor")?;
        ensure!(ground == if dark { "rgb(21, 23, 26)" } else { "rgb(251, 251, 249)" }, "{ground}");
        ensure!(style(&page, ".walker .line", "backgroundColor")? != ground, "a line on its ground");
        let dots: Vec<String> = page.browser.run(
            "return [...document.querySelectorAll('.walker .dot')].map((dot) => getComputedStyle(dot).backgroundColor)",
            &[],
        )?;
        ensure!(dots.len() == 2 && dots[0] != dots[1] && !dots.contains(&ground), "{dots:?}");
        let edge = |tab: &str| style(&page, tab, "borderBottomColor");
        ensure!(edge("#tab-patients")? != edge("#tab-counts")?, "which tab is shown");
        ensure!(style(&page, "#samples-button", "borderTopStyle")? == "solid");
    }
    Ok(())
}

#[test]
fn narrow_or_enlarged_nothing_goes_beyond_the_page() -> Result<()> {
    for (width, ratio) in [(320, 1.0), (640, 2.0)] {
        let page = Page::open_in(View { width, ratio, ..View::default() })?;
        for tab in ["patients", "counts"] {
            page.browser.click(&format!("#tab-{tab}"))?;
            page.browser
                .wait_for("window.riskset.counts.report || document.getElementById('panel-counts').hidden")?;
            page.browser.run::<()>(
                "for (const part of document.querySelectorAll('details')) part.open = true;
                 await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);",
                &[],
            )?;
            let wide: u32 = page.browser.run("return document.documentElement.scrollWidth", &[])?;
            ensure!(wide <= width, "{tab} at {width}: {wide}");
        }
    }
    Ok(())
}

#[test]
fn names_in_other_scripts_stand_apart() -> Result<()> {
    let page = Page::open()?;
    page.put(
        "arm,day,died\n\u{5d0}\u{5d1},1,1\n\u{5d0}\u{5d1},5,0\n\u{5d0}\u{5d1},7,1\nb,2,1\nb,9,1\nb,11,0\n",
    )?;
    page.reads("#groups", &["\u{5d0}\u{5d1}"])?;
    let bare: Vec<String> = page.browser.run(
        "const found = [];
         for (const root of document.querySelectorAll('#say, #groups, #reading')) {
           const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
           while (walk.nextNode()) {
             const { data, parentElement } = walk.currentNode;
             if (data.includes(args[0]) && !parentElement.closest('bdi, [dir=auto]')) found.push(data);
           }
         }
         return found;",
        &[json!("\u{5d0}\u{5d1}")],
    )?;
    ensure!(bare.is_empty(), "{bare:?}");
    Ok(())
}

#[test]
fn who_wants_no_motion_gets_none() -> Result<()> {
    let page = Page::open()?;
    page.browser.run::<()>("document.getElementById('answer').setAttribute('aria-busy', 'true')", &[])?;
    ensure!(style(&page, ".report", "transitionProperty")? == "opacity");
    page.browser.set_view(View { still: true, ..View::default() })?;
    ensure!(style(&page, ".report", "transitionProperty")? != "opacity");
    ensure!(style(&page, ".report", "opacity")? == "1");
    Ok(())
}
