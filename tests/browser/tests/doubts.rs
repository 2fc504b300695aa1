//! What only a person can tell about a table is said before the answer and asked beside the columns.

use anyhow::{Result, ensure};
use browser_tests::Page;

const THIRD_WORD: &str = "arm,months,died\nA,5,Yes\nA,12,No\nA,20,No\nA,8,Yes\nA,3,Unknown\nA,24,No\nB,4,Yes\nB,6,Yes\n\
    B,15,No\nB,18,Yes\nB,22,No\nB,9,Unknown\n";
const VISITS: &str = "arm,arrival,seen,status\nA,2024-03-01 08:10,2024-03-01 09:40,1\nA,2024-03-01 22:30,2024-03-02 01:15,1\n\
    B,2024-03-01 23:50,2024-03-02 00:20,1\nB,2024-03-02 10:00,2024-03-02 18:45,0\n";

#[test]
fn a_third_word_is_asked_about_and_an_answer_ends_the_question() -> Result<()> {
    let page = Page::open()?;
    page.put(THIRD_WORD)?;
    page.reads("#counts", &["5 died, 7 censored"])?;
    let said = "In column died, “Unknown” (2 rows) is treated as censored.";
    page.reads("#in-doubt", &[said])?;
    page.lacks("#warnings", &[said])?;
    page.reads(
        "#doubts",
        &["What does “Unknown” in column died mean (2 rows)?", "Censored 5 events, 7 censored"],
    )?;
    // The sentence leads to the question.
    page.press("#in-doubt button")?;
    let asked: bool = page.browser.run("return document.activeElement.closest('#doubts') !== null", &[])?;
    ensure!(asked);
    page.press("#doubts button:nth-of-type(2)")?;
    page.answered()?;
    page.reads("#counts", &["5 died, 5 censored"])?;
    let hidden = "return ['doubts', 'in-doubt'].every((id) => document.getElementById(id).hidden)";
    ensure!(page.browser.run::<bool>(hidden, &[])?);
    ensure!(page.value("[data-value='Unknown']")? == "missing");
    page.press("#undo")?;
    page.answered()?;
    page.reads("#in-doubt", &[said])?;
    // The reading in force can be confirmed, and a choice beside the value answers as well.
    page.press("#doubts button:nth-of-type(1)")?;
    page.answered()?;
    ensure!(page.browser.run::<bool>(hidden, &[])?);
    page.press("#undo")?;
    page.answered()?;
    page.set("[data-value='Unknown']", "competing")?;
    page.answered()?;
    page.reads("#counts", &["5 died, 2 with another event, 5 censored"])?;
    ensure!(page.browser.run::<bool>(hidden, &[])?);
    Ok(())
}

#[test]
fn the_time_of_day_counts_until_a_person_drops_it() -> Result<()> {
    let page = Page::open()?;
    page.put(VISITS)?;
    ensure!(page.value("#date-unit")? == "hours");
    ensure!(page.report()?["groups"][0]["median"]["value"]["value"] == 2.125);
    page.set("#date-unit", "whole_days")?;
    page.answered()?;
    ensure!(page.report()?["data"]["time_unit"] == "days");
    ensure!(page.value("#date-unit")? == "whole_days");
    Ok(())
}
