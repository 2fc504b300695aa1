//! Whatever is pasted or dropped, the page answers with a sentence and goes on working.

mod breakdown;
mod files;
mod order;
mod sizes;
mod texts;

use anyhow::{Result, ensure};
use browser_tests::Page;

const SOUND: &str = "time,status,group\n4,1,a\n6,0,a\n3,1,b\n9,1,b\n";

/// There is an answer in words, without the marks of a program that stumbled.
fn answers(page: &Page, given: &str) -> Result<String> {
    let sentence = page.sentence()?;
    ensure!(sentence.split_whitespace().count() >= 4, "{given}: the answer is \"{sentence}\"");
    let visible = page.visible()?;
    for stumble in ["undefined", "NaN", "[object", "Infinity", "panicked", "RuntimeError", "Something failed"]
    {
        // What was pasted may be repeated; these words are in none of the texts here.
        ensure!(!visible.contains(stumble), "{given}: {stumble} in {visible}");
    }
    let complaints = page.browser.complaints()?;
    ensure!(complaints.is_empty(), "{given}: {complaints:#?}");
    Ok(sentence)
}

/// A sound text is still answered.
fn still_works(page: &Page) -> Result<()> {
    page.put(SOUND)?;
    ensure!(page.number("/data/n_used")? == 4.0);
    answers(page, "a sound text")?;
    Ok(())
}
