//! New input goes before what is still computed for the old one.

use std::time::Duration;

use anyhow::{Result, ensure};
use browser_tests::Page;
use serde_json::json;

use crate::{SOUND, answers};

/// A first answer may take this long on a busy machine; the details of [`slow_table`] take many times as long.
const SOON: Duration = Duration::from_millis(1500);

/// Twenty groups, whose details are long in the making.
pub(crate) fn slow_table(seed: usize) -> String {
    let row = |i: usize| {
        let (time, arm) = (1 + (i + 13 * seed) * 7919 % 9973, i % 20);
        format!("{time},{},arm {arm},{},{}\n", u8::from(!i.is_multiple_of(4)), i * 31 % 97, i * 17 % 89)
    };
    (0..19_900).fold(String::from("time,status,group,age,dose\n"), |text, i| text + &row(i))
}

/// Gives a slow table and waits until its first answer is there and its details are not.
pub(crate) fn with_details_under_way(page: &Page, text: &str) -> Result<()> {
    give(page, text)?;
    page.browser.wait_for("window.riskset.report?.data.n_used === 19900")?;
    // Long enough for everything that is done at once after the first answer.
    std::thread::sleep(Duration::from_millis(500));
    let busy: bool = page.browser.run("return document.getElementById('answer').ariaBusy === 'true'", &[])?;
    ensure!(busy, "the details came within half a second: the table is not slow enough for this test");
    Ok(())
}

/// Gives a text as a paste brings it, and does not wait.
pub(crate) fn give(page: &Page, text: &str) -> Result<()> {
    page.browser.run(
        "const clipboardData = new DataTransfer();
         clipboardData.setData('text/plain', args[0]);
         document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));",
        &[json!(text)],
    )
}

/// How long `act` takes until `shown` is true of the page.
fn time_until(page: &Page, act: &str, shown: &str, given: &str) -> Result<Duration> {
    let ms: f64 = page.browser.run(
        &format!(
            "const start = performance.now();
             {act};
             while (!({shown}) && performance.now() - start < 14000) await new Promise((resolve) => setTimeout(resolve, 5));
             return performance.now() - start;"
        ),
        &[json!(given)],
    )?;
    println!("{shown}: after {ms:.0} ms");
    Ok(Duration::from_secs_f64(ms / 1000.0))
}

const PASTE: &str = "const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', args[0]);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))";

/// The details of the first text are under way when the second comes: its answer comes before those would.
#[test]
fn a_new_text_does_not_wait_for_old_details() -> Result<()> {
    let page = Page::open()?;
    for seed in 1..=3 {
        with_details_under_way(&page, &slow_table(seed))?;
        let took = time_until(&page, PASTE, "window.riskset.report?.data.n_used === 4", SOUND)?;
        ensure!(took < SOON, "{took:?}");
        page.answered()?;
    }
    // What was called off never comes.
    std::thread::sleep(Duration::from_secs(1));
    ensure!(page.number("/data/n_used")? == 4.0);
    answers(&page, "a text after a slow one")?;
    Ok(())
}

/// Nor does another choice, or the tab for counts.
#[test]
fn another_choice_and_counts_do_not_wait_for_old_details() -> Result<()> {
    let page = Page::open()?;
    with_details_under_way(&page, &slow_table(4))?;
    let choose = "const level = document.getElementById('conf-type');
         level.value = 'plain';
         level.dispatchEvent(new Event('change', { bubbles: true }))";
    let took = time_until(&page, choose, "window.riskset.report?.options.conf_type === 'plain'", "")?;
    // The first answer of 12,000 rows takes a while itself, and so does opening them again.
    ensure!(took < 4 * SOON, "another choice: {took:?}");
    let show = "document.getElementById('tab-counts').click()";
    let took = time_until(&page, show, "window.riskset.counts.report !== null", "")?;
    ensure!(took < SOON, "counts: {took:?}");
    let busy: bool = page.browser.run("return document.getElementById('answer').ariaBusy === 'true'", &[])?;
    ensure!(busy, "the details of patient data go on meanwhile");
    Ok(())
}
