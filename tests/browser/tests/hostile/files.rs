//! Files that are read slowly: what is given meanwhile goes before them, and Cancel ends them.

use std::time::Duration;

use anyhow::{Result, ensure};
use browser_tests::Page;
use serde_json::json;

use crate::SOUND;

const LATE: &str = "time,status,group\n1,1,late\n2,1,late\n3,1,other\n";

/// From now on a file is read only when the test lets it.
fn slow_files(page: &Page) -> Result<()> {
    page.browser.run(
        "const read = Blob.prototype.arrayBuffer;
         window.gate = new Promise((open) => { window.openGate = open; });
         Blob.prototype.arrayBuffer = async function () { await window.gate; return read.call(this); };",
        &[],
    )
}

/// Lets the files be read, and waits until whatever follows is done.
fn read_now(page: &Page) -> Result<()> {
    page.browser.run::<()>("window.openGate()", &[])?;
    std::thread::sleep(Duration::from_millis(500));
    page.answered()
}

#[test]
fn a_file_that_is_read_late_does_not_override_what_came_after_it() -> Result<()> {
    type Act = fn(&Page) -> Result<()>;
    let after: [(&str, Act); 4] = [
        ("a paste", |page| page.paste(SOUND)),
        ("typing", |page| page.put(SOUND)),
        ("a sample", |page| page.sample("Freireich")),
        ("undo", |page| page.press("#undo")),
    ];
    for (what, act) in after {
        let page = Page::open()?;
        page.put("time,status\n5,1\n6,1\n")?;
        slow_files(&page)?;
        page.drop_file("late.csv", LATE.as_bytes())?;
        act(&page)?;
        let (text, report) = (page.value("#text")?, page.report()?);
        read_now(&page)?;
        ensure!(page.value("#text")? == text && !text.contains("late"), "{what}: {}", page.value("#text")?);
        ensure!(page.report()? == report, "{what}");
    }
    Ok(())
}

/// Of two files the second is meant, whichever is read first.
#[test]
fn the_last_of_two_files_is_opened() -> Result<()> {
    let page = Page::open()?;
    page.browser.run::<()>(
        "const read = Blob.prototype.arrayBuffer;
         Blob.prototype.arrayBuffer = async function () {
           await new Promise((resolve) => setTimeout(resolve, this.name === 'first.csv' ? 600 : 0));
           return read.call(this);
         };",
        &[],
    )?;
    page.drop_file("first.csv", LATE.as_bytes())?;
    page.drop_file("second.csv", SOUND.as_bytes())?;
    page.browser.wait_for("document.getElementById('text').value.includes('4,1,a')")?;
    std::thread::sleep(Duration::from_secs(1));
    ensure!(page.value("#text")? == SOUND, "{}", page.value("#text")?);
    Ok(())
}

/// A session fills both tabs: it does not take the place of what came into the other one meanwhile.
#[test]
fn a_session_that_is_read_late_changes_nothing() -> Result<()> {
    let page = Page::open()?;
    slow_files(&page)?;
    let part = json!({ "text": LATE, "options": {} });
    let session =
        format!(r#"{{"format":"riskset.session/1","version":"0","patients":{part},"counts":{part}}}"#);
    let text = page.value("#text")?;
    page.drop_file("x.riskset.json", session.as_bytes())?;
    page.show_counts()?;
    let counts = "trial,treated_events,treated_n,control_events,control_n\nChen,3,17,24,44\n";
    page.browser.set_value("#counts-text", counts)?;
    page.browser.wait_for("window.riskset.counts.report?.trials.length === 1")?;
    read_now(&page)?;
    ensure!(page.value("#counts-text")? == counts && page.value("#text")? == text);
    page.browser.click("#tab-patients")?;
    page.reads("#file-problem", &["was not opened", "Open it again"])
}

#[test]
fn a_file_that_is_being_read_can_be_cancelled() -> Result<()> {
    let page = Page::open()?;
    let (text, report) = (page.value("#text")?, page.report()?);
    slow_files(&page)?;
    page.drop_file("late.csv", LATE.as_bytes())?;
    page.browser
        .wait_for("document.getElementById('cancel').checkVisibility({ visibilityProperty: true })")?;
    page.reads("#busy", &["Reading the file"])?;
    page.browser.click("#cancel")?;
    page.reads("#file-problem", &["The file was not opened", "Nothing was changed"])?;
    read_now(&page)?;
    ensure!(page.value("#text")? == text && page.report()? == report, "the file came all the same");
    let busy: bool = page.browser.run("return document.body.classList.contains('computing')", &[])?;
    ensure!(!busy, "the page seems to be at work");
    // Cancel has no effect on what comes later.
    page.browser.run::<()>(
        "const send = Worker.prototype.postMessage;
         Worker.prototype.postMessage = function (message, ...rest) {
           Worker.prototype.postMessage = send;
           send.call(this, { ...message, question: 'nothing' }, ...rest);
         };",
        &[],
    )?;
    page.put(SOUND)?;
    let sentence = page.sentence()?;
    ensure!(sentence.contains("Something failed") && !sentence.contains("Cancelled"), "{sentence}");
    Ok(())
}
