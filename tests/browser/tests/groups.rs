//! The control is the reference, and the order of the groups can be changed by pointer and by key.

use anyhow::{Result, ensure};
use browser_tests::Page;
use browser_tests::keys::ENTER;
use serde_json::Value;

const DOSES: &str = "week,died,dose\n9,1,high\n14,0,high\n17,1,high\n22,0,high\n6,1,low\n8,1,low\n13,1,low\n15,0,low\n\
    2,1,placebo\n5,1,placebo\n7,1,placebo\n12,0,placebo\n";

fn order(page: &Page) -> Result<Vec<String>> {
    page.browser.run("return window.riskset.report.groups.map(({ name }) => name)", &[])
}

#[test]
fn groups_are_moved_by_pointer_and_by_key() -> Result<()> {
    let page = Page::open()?;
    page.put(DOSES)?;
    ensure!(order(&page)? == ["high", "low", "placebo"]);
    ensure!(page.report()?["options"]["reference"] == "placebo", "the control is the reference");
    page.reads("#group-order summary", &["Order: high, low, placebo"])?;
    page.unfold("#group-order")?;
    page.press("#group-order li:nth-child(3) button[data-step='-1']")?;
    page.answered()?;
    ensure!(order(&page)? == ["high", "placebo", "low"]);
    // The button went with its group, and keeps the focus: the key moves the same group on.
    let held: String = page.browser.run("return document.activeElement.getAttribute('aria-label')", &[])?;
    ensure!(held == "Move placebo up", "{held}");
    page.browser.type_into(":focus", ENTER)?;
    page.answered()?;
    ensure!(order(&page)? == ["placebo", "high", "low"]);
    // At the end of the list there is only the way back.
    let held: String = page.browser.run("return document.activeElement.getAttribute('aria-label')", &[])?;
    ensure!(held == "Move placebo down", "{held}");
    ensure!(page.report()?["options"]["reference"] == "placebo", "the reference is still the control");
    page.press("#undo")?;
    page.answered()?;
    ensure!(order(&page)? == ["high", "placebo", "low"]);
    // Another column of groups has an order of its own.
    page.set("#role-group", "")?;
    page.answered()?;
    let hidden: bool = page.browser.run("return document.getElementById('group-order').hidden", &[])?;
    let order: Value = page.browser.run("return window.riskset.report.options.group_order", &[])?;
    ensure!(hidden && order.is_null(), "{order}");
    Ok(())
}
