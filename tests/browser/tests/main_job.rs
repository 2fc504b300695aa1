//! What most people come for: paste a table, read the hazard ratio and its direction, turn it round.

use anyhow::{Result, ensure};
use browser_tests::Page;
use browser_tests::keys::{BACKSPACE, DELETE, with_control};
use browser_tests::trials::recovery;
use serde_json::{Value, json};

const SWAP: &str = "#swap";
const FLIP: &str = "#flip";
const HAZARD_RATIO: &str = "/cox/terms/0/hazard_ratio/value";
const LOWER: &str = "/cox/terms/0/lower/value";
const UPPER: &str = "/cox/terms/0/upper/value";
const LOG_RANK_P: &str = "/log_rank/p_value";

/// Everything that the registry published of the recovery, where the text came from the box.
fn shows_recovery(page: &Page) -> Result<()> {
    page.reads("#say", &["3.46", "1.06 to 11.", "control", "ucmsc"])?;
    page.reads("#headline", &["ucmsc versus control", "Log-rank p = .031"])?;
    page.reads("#groups", &["15 (6 to 23)", "not reached (10 to not reached)"])?;
    page.reads("#check", &["24 subjects: 13 recovered, 11 censored."])?;
    page.prints(HAZARD_RATIO, "3.46")?;
    page.prints(LOWER, "1.06")?;
    page.prints(UPPER, "11.34")?;
    page.prints(LOG_RANK_P, "0.030717")
}

#[test]
fn the_first_view_is_the_rebuilt_recovery() -> Result<()> {
    let page = Page::open()?;
    page.reads("#figure-label", &["Rebuilt from registry results"])?;
    page.reads("#say", &["Recovery", "0.29", "0.088 to 0.95"])?;
    page.reads("#headline", &["control versus UC-MSC", "Log-rank p = .031"])?;
    page.prints(HAZARD_RATIO, "0.2890587")?;
    let alternative: String =
        page.browser.run("return document.querySelector('canvas').getAttribute('aria-label')", &[])?;
    ensure!(alternative.contains("Rebuilt") || alternative.contains("0.29"), "{alternative}");
    ensure!(page.browser.complaints()?.is_empty(), "{:#?}", page.browser.complaints()?);
    Ok(())
}

#[test]
fn a_pasted_table_is_answered_and_turned_round() -> Result<()> {
    let page = Page::open()?;
    page.paste(&recovery()?)?;
    shows_recovery(&page)?;
    // Of the sample that stood there nothing is left.
    page.lacks("#answer", &["UC-MSC"])?;

    page.press(SWAP)?;
    page.reads("#say", &["0.29", "0.088 to 0.95"])?;
    page.reads("#headline", &["control versus ucmsc"])?;
    page.lacks("#headline", &["ucmsc versus"])?;
    page.prints(HAZARD_RATIO, "0.2890587")?;
    page.prints(LOWER, "0.08816007")?;
    page.prints(UPPER, "0.9477642")?;
    page.prints(LOG_RANK_P, "0.030717")?;
    page.press(SWAP)?;
    shows_recovery(&page)
}

#[test]
fn the_status_is_flipped_by_one_press_and_back() -> Result<()> {
    let page = Page::open()?;
    page.paste(&recovery()?)?;
    page.press(FLIP)?;
    page.reads("#check", &["24 subjects: 11 ", "13 censored."])?;
    ensure!(page.number("/data/n_event")? == 11.0);
    page.press(FLIP)?;
    shows_recovery(&page)
}

#[test]
fn every_choice_changes_the_answer() -> Result<()> {
    let page = Page::open()?;
    // Two times, two ways to tell the event, two ways to group.
    page.paste(
        "id,months,weeks,died,relapsed,arm,sex\n\
         1,6,26,1,0,a,m\n2,10,44,0,1,a,f\n3,13,55,1,1,a,m\n4,17,73,0,0,a,f\n5,21,90,1,1,a,m\n\
         6,2,8,1,1,b,f\n7,5,21,1,0,b,m\n8,6,27,1,1,b,f\n9,8,36,0,1,b,m\n10,13,56,1,1,b,f\n",
    )?;
    page.set("#role-time", "1")?;
    page.set("#role-status", "3")?;
    page.set("#role-group", "5")?;
    page.reads("#check", &["10 subjects: 7 "])?;
    let months = page.report()?;
    page.set("#role-time", "2")?;
    ensure!(page.number("/groups/0/last_time")? == 90.0);
    page.set("#role-time", "1")?;
    page.set("#role-status", "4")?;
    page.reads("#check", &["10 subjects: 7 relapsed"])?;
    page.set("#role-status", "3")?;
    page.set("#role-group", "6")?;
    page.reads("#headline", &["f versus m"])?;
    page.set("#role-group", "")?;
    ensure!(page.number("/groups/0/n")? == 10.0 && page.report()?["cox"].is_null());
    page.set("#role-group", "5")?;
    ensure!(page.report()? == months, "the same choices give another answer");

    let upper = |report: &Value| report["groups"][0]["median"]["upper"].clone();
    let median = |report: &Value| report["groups"][0]["median"]["value"].clone();
    for conf_type in ["log", "plain", "logit", "arcsin"] {
        page.set("#conf-type", conf_type)?;
        let report = page.report()?;
        ensure!(report["options"]["conf_type"] == conf_type);
        ensure!(
            report["groups"][0]["curve"]["lower"] != months["groups"][0]["curve"]["lower"],
            "{conf_type}"
        );
        ensure!(median(&report) == median(&months));
    }
    page.set("#conf-type", "log_log")?;
    page.set("#conf-level", "0.9")?;
    let narrower = page.report()?;
    ensure!(narrower["cox"]["terms"][0]["upper"] != months["cox"]["terms"][0]["upper"]);
    page.reads("#say", &["90 % confidence interval"])?;
    page.reads("#groups", &["90 % limits"])?;
    page.set("#conf-level", "0.99")?;
    page.reads("#say", &["99 % confidence interval"])?;
    page.set("#conf-level", "0.95")?;
    ensure!(upper(&page.report()?) == upper(&months));
    page.unfold("#model")?;
    page.set("#ties", "breslow")?;
    ensure!(page.report()?["cox"]["terms"][0]["coef"] != months["cox"]["terms"][0]["coef"]);
    page.reads("#headline", &["Breslow ties"])?;
    page.set("#ties", "efron")?;
    ensure!(page.report()? == months, "the same choices give another answer");
    Ok(())
}

/// Empties the box by the keys, presses Undo, and finds the pasted text and its answer again.
fn clear_and_undo(page: &Page) -> Result<()> {
    page.browser.type_into("textarea", &(with_control("a") + DELETE))?;
    page.answered()?;
    ensure!(page.report()?.is_null() && !page.sentence()?.is_empty());
    page.press("#undo")?;
    let text = page.value("textarea")?;
    // A box of text has one kind of line end.
    ensure!(text == recovery()?.replace("\r\n", "\n"), "the text is {text}");
    shows_recovery(page)
}

#[test]
fn a_text_that_was_cleared_comes_back() -> Result<()> {
    let page = Page::open()?;
    page.paste(&recovery()?)?;
    page.press(SWAP)?;
    page.press(SWAP)?;
    clear_and_undo(&page)
}

/// A paste is a step of its own, however soon something else follows.
#[test]
fn a_paste_that_was_cleared_at_once_comes_back() -> Result<()> {
    let page = Page::open()?;
    page.paste(&recovery()?)?;
    clear_and_undo(&page)
}

/// Each press of a key is answered as the whole text would be, whatever the worker foresaw: another time, a further value
/// of the status, a further group, a row that is broken, and quick presses one after the other.
#[test]
fn what_is_typed_is_answered_as_what_is_pasted() -> Result<()> {
    let page = Page::open()?;
    page.put("arm,day,died\na,1,1\na,5,1\na,7,0\nb,2,1\nb,6,0\nb,9,0\n")?;
    let after = |words: &str, keys: &str| -> Result<()> {
        page.browser.run::<()>(
            "const box = document.getElementById('text');
             const at = box.value.indexOf(args[0]) + args[0].length;
             box.focus(); box.setSelectionRange(at, at);",
            &[json!(words)],
        )?;
        page.browser.type_into("#text", keys)?;
        page.answered()?;
        let pasted = Page::open()?;
        pasted.put(&page.value("#text")?)?;
        ensure!(page.report()? == pasted.report()?, "after {keys:?} behind {words:?}");
        Ok(())
    };
    for (words, keys) in
        [("a,1", "3"), ("a,5,1", "2"), ("a,5,12", BACKSPACE), ("b", "x"), ("a,7", "x"), ("a,7x", BACKSPACE)]
    {
        after(words, keys)?;
    }
    after("b,6", "123456")?;
    after("arm", "s")
}

#[test]
fn a_file_is_dropped_or_opened() -> Result<()> {
    let page = Page::open()?;
    page.drop_file("recovery.csv", recovery()?.as_bytes())?;
    page.browser.wait_for("document.querySelector('textarea').value.startsWith('arm,day')")?;
    page.answered()?;
    shows_recovery(&page)?;

    page.sample("Freireich")?;
    let file = std::env::temp_dir().join(format!("riskset-recovery-{}.csv", std::process::id()));
    std::fs::write(&file, recovery()?)?;
    page.browser.type_into("input[type=file]", &file.to_string_lossy())?;
    page.browser.wait_for("document.querySelector('textarea').value.startsWith('arm,day')")?;
    std::fs::remove_file(&file)?;
    page.answered()?;
    shows_recovery(&page)
}

/// What spreadsheets write: a mark at the start, another order of bytes, another alphabet.
#[test]
fn a_file_may_have_any_usual_encoding() -> Result<()> {
    let page = Page::open()?;
    let text = "arm;Tag;genesen\nKontrolle für A;3,5;1\nKontrolle für A;6;0\nB;4;1\nB;9,25;1\n";
    let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(order).collect()
    };
    let files = [
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-8 with a mark", format!("\u{feff}{text}").into_bytes()),
        ("utf-16, small end first", utf16(u16::to_le_bytes)),
        ("utf-16, big end first", utf16(u16::to_be_bytes)),
        ("windows-1252", text.chars().map(|letter| letter as u8).collect()),
    ];
    for (name, bytes) in files {
        page.put("")?;
        page.drop_file("a.csv", &bytes)?;
        page.browser.wait_for("document.querySelector('textarea').value !== ''")?;
        page.answered()?;
        page.reads("#groups", &["Kontrolle für A", "B"])?;
        ensure!(page.number("/groups/1/last_time")? == 9.25, "{name}");
    }
    Ok(())
}

#[test]
fn a_spreadsheet_file_is_refused_with_advice_and_the_text_stays() -> Result<()> {
    let page = Page::open()?;
    page.paste(&recovery()?)?;
    page.drop_file("table.xlsx", b"PK\x03\x04\x14\x00\x06\x00")?;
    page.browser.wait_for("document.body.innerText.includes('CSV')")?;
    page.answered()?;
    shows_recovery(&page)
}

const OTHER: &str = "arm,day,recovered\na,1,1\na,2,1\na,3,0\nb,2,0\nb,4,1\nb,6,0\n";

/// A paste into the box as it stands, with the caret at its end and nothing selected; or, without the
/// focus, anywhere.
fn paste_as_it_stands(page: &Page, focus: bool) -> Result<()> {
    page.browser.run::<()>(
        "const area = document.querySelector('textarea');
         if (args[0]) { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }
         else document.activeElement.blur();
         const clipboardData = new DataTransfer();
         clipboardData.setData('text/plain', args[1]);
         (args[0] ? area : document.body).dispatchEvent(
           new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));",
        &[json!(focus), json!(OTHER)],
    )?;
    page.answered()
}

#[test]
fn the_first_paste_is_not_pooled_with_the_sample() -> Result<()> {
    for focus in [true, false] {
        let page = Page::open()?;
        paste_as_it_stands(&page, focus)?;
        ensure!(page.number("/data/n_used")? == 6.0, "{}", page.text("#check")?);
        ensure!(page.text("#figure-label")?.is_empty(), "the label of the sample stays");
    }
    Ok(())
}

#[test]
fn choices_for_one_data_set_do_not_govern_the_next() -> Result<()> {
    let page = Page::open()?;
    page.paste("arm,day,recovered\nb,9,0\nb,8,1\na,7,1\na,5,0\n")?;
    page.press(FLIP)?;
    page.press(SWAP)?;
    page.paste(OTHER)?;
    ensure!(page.report()?["data"]["event_values"] == json!(["1"]), "the flip stays");
    ensure!(page.report()?["options"]["reference"] == "a", "the reference stays");
    Ok(())
}

#[test]
fn the_reference_does_not_hang_on_which_rows_are_usable() -> Result<()> {
    let page = Page::open()?;
    page.paste(&OTHER.replace("a,1,1", "a,NA,1").replacen("a,2,1\na,3,0\n", "b,3,0\na,3,0\na,2,1\n", 1))?;
    ensure!(page.report()?["options"]["reference"] == "a", "{}", page.text("#headline")?);
    ensure!(page.report()?["data"]["n_left_out"] == 1);
    Ok(())
}

/// Keeps back every question after the first of an answer, until the page is told to go on.
const HOLD: &str = "
    const post = Worker.prototype.postMessage;
    const held = [];
    Worker.prototype.postMessage = function (...given) {
      const { question, options } = given[0] ?? {};
      if (question === 'analyze' && options.depth !== 'first') held.push(() => post.apply(this, given));
      else post.apply(this, given);
    };
    window.goOn = () => { Worker.prototype.postMessage = post; for (const each of held) each(); };";

#[test]
fn details_of_another_answer_are_not_shown_beside_a_new_one() -> Result<()> {
    let page = Page::open()?;
    page.unfold("#prose")?;
    page.browser.run::<()>(HOLD, &[])?;
    page.browser.set_value("#text", &OTHER.replace("recovered", "died"))?;
    page.browser.wait_for("document.getElementById('report').classList.contains('late')")?;
    page.reads("#check", &["6 subjects: 3 died"])?;
    ensure!(page.value("#event-name")? == "died");
    let shown = "return [...document.querySelectorAll('#prose .inside > *, #methods summary span, #sections summary span')]
       .filter((each) => each.checkVisibility({ visibilityProperty: true })).length";
    ensure!(page.browser.run::<usize>(shown, &[])? == 0);
    page.browser.run::<()>("window.goOn()", &[])?;
    page.answered()?;
    ensure!(page.browser.run::<usize>(shown, &[])? > 0);
    Ok(())
}
