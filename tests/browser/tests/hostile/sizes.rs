//! Texts of any size: the page stays at hand while they are read, and the last one wins.

use std::time::Duration;

use anyhow::{Result, ensure};
use browser_tests::Page;
use browser_tests::keys::{self, BACKSPACE, with_control};
use serde_json::json;

use crate::{answers, still_works};

/// A thread that is held longer than this feels stuck.
const LONGEST_BLOCK: Duration = Duration::from_secs(1);

/// Watches how long the page's thread is held.
fn watch(page: &Page) -> Result<()> {
    page.browser.run(
        "window.held = { longest: 0, over: false };
         let last = performance.now();
         const frame = (now) => {
           now = performance.now();
           window.held.longest = Math.max(window.held.longest, now - last);
           last = now;
           if (!window.held.over) requestAnimationFrame(frame);
         };
         requestAnimationFrame(frame);",
        &[],
    )
}

/// Tells the longest time since [`watch`] in which the page did nothing else.
fn held(page: &Page, what: &str) -> Result<Duration> {
    let longest: f64 = page.browser.run("window.held.over = true; return window.held.longest;", &[])?;
    println!("{what}: the page's thread was held {longest:.0} ms at most");
    Ok(Duration::from_secs_f64(longest / 1000.0))
}

/// A paste as the page sees it. What is too long for the box the page takes out of the event.
fn paste_event(page: &Page, text: &str) -> Result<()> {
    // Piece by piece: the driver takes no message of any length.
    page.browser.run::<()>("window.pieces = []", &[])?;
    for piece in text.as_bytes().chunks(1 << 20) {
        page.browser.run::<()>("window.pieces.push(args[0])", &[json!(std::str::from_utf8(piece)?)])?;
    }
    page.browser.run::<()>(
        "const text = window.pieces.join('');
         delete window.pieces;
         const area = document.querySelector('textarea');
         area.select();
         const clipboardData = new DataTransfer();
         clipboardData.setData('text/plain', text);
         const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
         if (area.dispatchEvent(event)) throw new Error('the page leaves this paste to the browser');",
        &[],
    )
}

/// Two hundred thousand rows, most of their times different.
fn large_table() -> String {
    let mut text = String::from("time,status,group\n");
    for row in 0..200_000_u32 {
        let time = f64::from(row.wrapping_mul(2_654_435_761) >> 8) / 1e4;
        text += &format!("{time},{},{}\n", u8::from(row % 3 > 0), if row % 2 > 0 { "a" } else { "b" });
    }
    text
}

#[test]
fn a_million_cells_in_one_line() -> Result<()> {
    let page = Page::open()?;
    for (name, text) in [
        ("ones", "1,".repeat(1_000_000)),
        ("words", "ab ".repeat(1_000_000)),
        ("a word", "x".repeat(3_000_000)),
    ] {
        watch(&page)?;
        paste_event(&page, &text)?;
        page.answered()?;
        let block = held(&page, name)?;
        answers(&page, name)?;
        ensure!(block < LONGEST_BLOCK, "{name}: held {block:?}");
        page.press("#undo")?;
        page.browser.wait_for("window.riskset.report !== null")?;
    }
    still_works(&page)
}

#[test]
fn a_large_file_leaves_the_page_at_hand() -> Result<()> {
    let page = Page::open()?;
    let before = page.server.settled()?.len();
    let file = std::env::temp_dir().join(format!("riskset-large-{}.csv", std::process::id()));
    std::fs::write(&file, large_table())?;
    watch(&page)?;
    page.browser.type_into("input[type=file]", &file.to_string_lossy())?;
    page.browser.wait_for("window.riskset.report?.data.n_used === 200000")?;
    page.answered()?;
    let block = held(&page, "opening 200,000 rows")?;
    std::fs::remove_file(&file)?;
    answers(&page, "200,000 rows")?;
    ensure!(block < LONGEST_BLOCK, "held {block:?}");
    for (what, selector, value) in [
        ("other limits", "#conf-type", "log"),
        ("other ties", "#ties", "breslow"),
        ("no groups", "#role-group", ""),
    ] {
        watch(&page)?;
        page.set(selector, value)?;
        let block = held(&page, what)?;
        ensure!(block < LONGEST_BLOCK, "{what}: held {block:?}");
    }
    // The box shows a part, says so, and lets go.
    let held_aside = page.text("#held")?;
    ensure!(held_aside.contains("200 000 rows"), "{held_aside}");
    ensure!(!held_aside.contains("Edit all"), "{held_aside}");
    page.press("#held button:last-child")?;
    ensure!(page.sentence()?.contains("nothing here yet"), "{}", page.sentence()?);
    still_works(&page)?;
    ensure!(page.server.log().len() == before, "the server was asked for something");
    Ok(())
}

/// Rows in three columns, as many as wanted.
fn table(rows: usize) -> String {
    let row = |i: usize| format!("{},{},{}\n", 1 + i * 7919 % 9973, [0, 1, 1][i % 3], ["b", "a"][i % 2]);
    (0..rows).fold(String::from("time,status,group\n"), |text, i| text + &row(i))
}

/// What is too long for the box is computed, kept and shared whole all the same, and one press brings it into the box.
#[test]
fn a_long_paste_is_held_aside_whole() -> Result<()> {
    let page = Page::open()?;
    let sample = page.value("#text")?;
    let text = table(8000);
    page.browser.allow_clipboard()?;
    page.browser.run::<()>("await navigator.clipboard.writeText(args[0])", &[json!(text)])?;
    page.browser.type_into("#text", &with_control("av"))?;
    page.browser.wait_for("window.riskset.report?.data.n_used === 8000")?;
    page.answered()?;
    ensure!(page.text("#held")?.contains("8000 rows"), "{}", page.text("#held")?);
    ensure!(page.value("#text")?.len() < 1000);
    let report = page.report()?;
    // A session has the whole text.
    page.unfold("#keep")?;
    page.browser.click("#save-session")?;
    let session = page.browser.downloaded("riskset-event-b-vs-a.riskset.json")?;
    ensure!(String::from_utf8(session)?.contains(&text.replace('\n', "\\n")), "the session has a part");
    edited_and_undone(&page, &text)?;
    ensure!(page.report()? == report);
    page.press("#undo")?;
    ensure!(page.value("#text")? == sample && page.text("#held")?.is_empty());
    page.press("#redo")?;
    ensure!(page.text("#held")?.contains("8000 rows"), "{}", page.text("#held")?);
    ensure!(page.report()? == report, "another report");
    page.press("#held button:last-child")?;
    ensure!(page.value("#text")?.is_empty() && page.text("#held")?.is_empty());
    Ok(())
}

/// Asks for all of the text in the box, takes a row away, and undoes that.
fn edited_and_undone(page: &Page, text: &str) -> Result<()> {
    page.press("#held button")?;
    ensure!(page.value("#text")? == text && page.text("#held")?.is_empty());
    let focused: String = page.browser.run("return document.activeElement.id", &[])?;
    ensure!(focused == "text");
    page.browser.type_into("#text", &format!("{}{}", with_control(keys::END), BACKSPACE.repeat(9)))?;
    page.browser.wait_for("window.riskset.report?.data.n_used < 8000")?;
    page.press("#undo")?;
    while page.value("#text")? != text {
        page.press("#undo")?;
    }
    Ok(())
}

/// What a person can well edit stays as it was pasted.
#[test]
fn five_thousand_rows_stay_in_the_box() -> Result<()> {
    let page = Page::open()?;
    page.paste(&table(5000))?;
    ensure!(page.value("#text")? == table(5000) && page.text("#held")?.is_empty());
    page.browser.type_into("#text", &format!("{}7,1,a", with_control(keys::END)))?;
    page.browser.wait_for("window.riskset.report?.data.n_used === 5001")?;
    Ok(())
}

/// A new text while the old one is computed: the last one wins, and nothing is mixed.
#[test]
fn the_last_of_many_texts_wins() -> Result<()> {
    let page = Page::open()?;
    paste_event(&page, &large_table())?;
    for n in 1..=20 {
        page.browser.set_value("#conf-level", if n % 2 > 0 { "0.9" } else { "0.99" })?;
    }
    page.sample("Freireich")?;
    ensure!(page.number("/data/n_used")? == 42.0);
    page.reads("#headline", &["6-MP versus control"])?;
    ensure!(page.number("/options/conf_level")? == 0.99);
    // Nothing comes late.
    std::thread::sleep(Duration::from_secs(1));
    ensure!(page.number("/data/n_used")? == 42.0 && page.text("#groups")?.contains("6-MP"));
    answers(&page, "after a race")?;
    Ok(())
}

#[test]
fn a_long_computation_shows_how_far_it_is_and_can_be_ended() -> Result<()> {
    let drop = "
        dataTransfer.items.add(new File([rows], 'many.csv'));
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));";
    let paste = "
        dataTransfer.setData('text/plain', rows);
        document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: dataTransfer }));";
    for given in [drop, paste] {
        ended(given)?;
    }
    Ok(())
}

fn ended(given: &str) -> Result<()> {
    let page = Page::open()?;
    let script =
        "let rows = 'time,status,group\\n';
         for (let i = 0; i < 600000; i += 1) rows += `${1 + i * 7919 % 99991},${i % 3 > 0 ? 1 : 0},${i % 2 ? 'a' : 'b'}\\n`;
         const dataTransfer = new DataTransfer();
         window.seen = new Set();
         const look = () => { window.seen.add(document.querySelector('#busy span').textContent); window.looking = requestAnimationFrame(look); };
         look();";
    page.browser.run::<()>(&format!("{script}{given}"), &[])?;
    page.browser.wait_for("document.body.classList.contains('computing') && [...window.seen].some((words) => words.startsWith('Reading'))")?;
    page.browser.run::<()>("document.getElementById('cancel').click()", &[])?;
    page.answered()?;
    ensure!(page.sentence()?.contains("Cancelled. Your text is untouched"), "{}", page.sentence()?);
    page.press("#undo")?;
    ensure!(page.number("/data/n_used")? == 24.0, "Undo brings back what was");
    still_works(&page)
}
