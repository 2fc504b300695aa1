//! Texts that are no trial, or a poor one: noise, nothing, one row, no event, bad rows, names that look like markup.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use browser_tests::{Page, Server};
use serde_json::Value;

use crate::{SOUND, answers, still_works};

/// Gives a text and finds these words in the answer.
fn says(page: &Page, text: &str, words: &[&str]) -> Result<()> {
    page.put(text)?;
    let sentence = answers(page, text)?;
    for word in words {
        ensure!(sentence.contains(word), "\"{word}\" is not in \"{sentence}\"");
    }
    Ok(())
}

/// Bytes that are the same in every run.
fn random_bytes(mut seed: u64) -> Vec<u8> {
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 56) as u8
    };
    (0..10_000).map(|_| next()).collect()
}

#[test]
fn random_bytes_are_answered() -> Result<()> {
    let page = Page::open()?;
    for seed in 1..=8 {
        let bytes = random_bytes(seed);
        let texts = [
            String::from_utf8_lossy(&bytes).into_owned(),
            bytes.iter().map(|byte| char::from(*byte)).collect(),
            bytes.iter().map(|byte| char::from(byte % 95 + 32)).collect(),
            bytes
                .iter()
                .map(|byte| char::from(b"0123456789,.;\t\n\r -+\"#ab"[usize::from(byte % 23)]))
                .collect(),
        ];
        for (kind, text) in texts.iter().enumerate() {
            page.put(text)?;
            answers(&page, &format!("seed {seed}, kind {kind}"))?;
        }
        still_works(&page)?;
    }
    Ok(())
}

/// By the keys, as a person would; a clipboard ends a text at its first zero.
#[test]
fn random_letters_are_pasted() -> Result<()> {
    let page = Page::open()?;
    for seed in 11..=13 {
        let text: String = random_bytes(seed).into_iter().map(|byte| char::from(byte.max(1))).collect();
        page.paste(&text)?;
        answers(&page, &format!("seed {seed}"))?;
        page.paste(SOUND)?;
        ensure!(page.number("/data/n_used")? == 4.0);
    }
    Ok(())
}

#[test]
fn files_of_random_bytes_are_answered() -> Result<()> {
    let page = Page::open()?;
    for seed in 21..=26 {
        page.put(SOUND)?;
        let mut bytes = random_bytes(seed);
        if seed % 2 == 0 {
            bytes.retain(|byte| *byte != 0);
        }
        page.drop_file("noise.csv", &bytes)?;
        page.browser.wait_for(
            "!document.getElementById('file-problem').hidden
             || !document.querySelector('textarea').value.startsWith('time,status')",
        )?;
        page.answered()?;
        answers(&page, &format!("seed {seed}"))?;
        still_works(&page)?;
        ensure!(page.text("#file-problem")?.is_empty(), "the complaint about the file stays");
    }
    Ok(())
}

#[test]
fn nothing_and_next_to_nothing() -> Result<()> {
    let page = Page::open()?;
    let nothing = "There is nothing here yet";
    for text in ["", "   ", "\n\n\n", "\t\t\n \n"] {
        says(&page, text, &[nothing, "A text that works"])?;
        ensure!(
            page.report()?.is_null()
                && page.browser.run::<bool>("return window.riskset.layout === null", &[])?
        );
    }
    // What is offered does work.
    page.press("#use-example")?;
    ensure!(page.number("/data/n_used")? > 0.0);
    says(&page, "time,status,group\n", &["no rows"])?;
    for word in ["x", "hello world", ",,,", "#", "\"", "\u{feff}", "\0"] {
        says(&page, word, &[])?;
        ensure!(page.report()?.is_null(), "{word:?} has a report");
    }
    still_works(&page)
}

#[test]
fn one_row() -> Result<()> {
    let page = Page::open()?;
    says(&page, "time,status,group\n5,1,a\n", &["5"])?;
    // Of one subject the sentence speaks as of one, and an interval that does not exist has no ends.
    let sentence = page.sentence()?;
    ensure!(!sentence.contains("1 subjects"), "{sentence}");
    ensure!(!sentence.contains("not reached to not reached"), "{sentence}");
    says(&page, "time,status,group\n5,0,a\n", &["Nobody had the event", "no median"])?;
    still_works(&page)
}

#[test]
fn without_events() -> Result<()> {
    let page = Page::open()?;
    says(&page, "time,status,group\n5,0,a\n6,0,a\n7,0,b\n8,0,b\n", &["Nobody had the event"])?;
    ensure!(page.report()?["cox"].is_null() && page.report()?["log_rank"].is_null());
    ensure!(page.text("#groups")?.matches("not reached").count() == 2);
    // There is nothing to turn round.
    ensure!(page.text("#swap")?.is_empty(), "a ratio that does not exist can be swapped");
    still_works(&page)
}

#[test]
fn an_arm_without_events() -> Result<()> {
    let page = Page::open()?;
    let text = "time,status,group\n3,1,a\n5,1,a\n7,1,a\n9,1,a\n11,0,a\n12,0,a\n\
                4,0,b\n6,0,b\n8,0,b\n10,0,b\n12,0,b\n12,0,b\n";
    says(&page, text, &["cannot be estimated", "nobody in group b had the event"])?;
    let term = page.report()?["cox"]["terms"][0].clone();
    ensure!(term["hazard_ratio"]["value"].is_null() && term["lower"]["value"].is_null(), "{term}");
    // The log-rank test stands: 4.0, p .0455.
    ensure!((page.number("/log_rank/chi_sq")? - 4.0).abs() < 1e-10);
    page.reads("#headline", &["p = .0455"])?;
    // One p, written in one way wherever it stands.
    page.reads("#tests", &["p = .0455"])?;
    page.press("#swap")?;
    answers(&page, "swapped")?;
    still_works(&page)
}

#[test]
fn all_events_at_one_time() -> Result<()> {
    let page = Page::open()?;
    says(&page, "time,status,group\n5,1,a\n5,1,a\n5,1,b\n5,1,b\n", &[])?;
    let report = page.report()?;
    ensure!(report["log_rank"].is_null(), "a test without information: {}", report["log_rank"]);
    ensure!(report["log_rank_reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    page.unfold("#tests")?;
    ensure!(page.text("#tests")?.len() > "Tests none".len() + 10, "no reason: {}", page.text("#tests")?);
    says(&page, "time,status,group\n0,1,a\n0,1,a\n0,1,b\n0,1,b\n", &[])?;
    still_works(&page)
}

#[test]
fn more_groups_than_can_be_told_apart() -> Result<()> {
    let page = Page::open()?;
    let table = |groups: usize| {
        let row = |i: usize| format!("{},{},arm {}\n", i % 7 + 1, u8::from(i % 4 != 3), i % groups);
        format!("time,status,group\n{}", (0..3 * groups).map(row).collect::<String>())
    };
    page.put(&table(20))?;
    page.set("#role-group", "2")?;
    ensure!(page.report()?["groups"].as_array().map(Vec::len) == Some(20));
    page.put(&table(21))?;
    page.set("#role-group", "2")?;
    let sentence = answers(&page, "21 groups")?;
    ensure!(sentence.contains("21") && sentence.contains("20"), "{sentence}");
    // Another column, or none, is the way out.
    page.set("#role-group", "")?;
    ensure!(page.number("/data/n_used")? == 63.0);
    still_works(&page)
}

/// Rows that cannot be used are left out, counted, and listed with their line and what stood there.
#[test]
fn bad_rows_are_left_out_and_listed() -> Result<()> {
    let page = Page::open()?;
    page.put("time,status,group\n5,1,a\n-3,1,a\nsoon,1,b\n8,0,b\n9,1,b\n,1,b\ninf,1,a\n7,1,a\n")?;
    answers(&page, "bad rows")?;
    let report = page.report()?;
    ensure!(report["data"]["n_rows"] == 8 && report["data"]["n_left_out"] == 4, "{}", report["data"]);
    ensure!(report["data"]["n_used"] == 4);
    let problems = report["data"]["problems"].as_array().context("no problems")?;
    let lines: Vec<u64> = problems.iter().filter_map(|problem| problem["row"].as_u64()).collect();
    ensure!(lines == [3, 4, 7, 8], "{lines:?}");
    page.reads("#problems", &["8 rows → 4 in the curves"])?;
    page.unfold("#problems details")?;
    page.reads("#problems", &["-3", "negative", "soon", "not a number", "inf"])?;
    let listed = page.text("#problems")?;
    for line in ["3", "4", "7", "8"] {
        let stands = listed
            .lines()
            .any(|one| one.contains(&format!("Line {line}")) || one.contains(&format!("Row {line}")));
        ensure!(stands, "line {line} is not in {listed}");
    }
    page.reads("#warnings", &["4 of 8 rows"])?;
    // None is left.
    says(&page, "time,status,group\nsoon,1,a\n-3,0,b\n", &[])?;
    ensure!(page.report()?.is_null());
    still_works(&page)
}

/// A trial in which two names stand as groups, as names of the columns and in the notes.
fn trial_with(one: &str, other: &str) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let (first, second) = (quoted(one), quoted(other));
    format!(
        "# title: {one}\n# label: {other}\n# source: {one}\n# note: {other}\n# event: {one}\n# time: {other}\n\
         time,{first},{second}\n5,1,{first}\n6,0,{first}\n7,1,{second}\n8,1,{second}\n9,1,{first}\nx,1,{first}\n"
    )
}

/// What looks like markup is a name like any other, wherever it is shown.
#[test]
fn names_are_never_markup() -> Result<()> {
    let page = Page::open()?;
    let names = [
        "<img src=x onerror=\"window.caught = 1\">",
        "<script>window.caught = 2</script>",
        "</textarea><svg onload=window.caught=3>",
        "javascript:window.caught=4",
        "&lt;b&gt;&amp;",
        "__proto__",
        "constructor",
        "${window.caught=5}",
    ];
    for pair in names.chunks(2) {
        let [one, other] = pair else { unreachable!("an even number") };
        page.put(&trial_with(one, other))?;
        page.set("#role-group", "2")?;
        answers(&page, one)?;
        for details in ["#tests", "#model", "#curves", "#methods", "#problems details"] {
            page.unfold(details)?;
        }
        page.reads("#groups", &[one, other])?;
        let (caught, foreign): (Value, u32) = page.browser.run(
            "return [window.caught ?? null, document.querySelectorAll('main img, main script, main svg').length];",
            &[],
        )?;
        ensure!(caught.is_null() && foreign == 0, "{one} became markup: {caught}, {foreign} elements");
        page.press("#swap")?;
    }
    still_works(&page)
}

/// All of this is told to nobody.
#[test]
fn hostile_texts_are_not_sent_either() -> Result<()> {
    let page = Page::open()?;
    let before = page.server.settled()?;
    let address = Server::url(&page.server);
    for text in [
        format!("time,status,group\n1,1,{address}a\n2,0,{address}b\n"),
        format!("# source: {address}leak\n# label: <img src={address}leak>\n{SOUND}"),
        String::from_utf8_lossy(&random_bytes(31)).into_owned(),
    ] {
        page.paste(&text.replace('\0', ""))?;
        answers(&page, "a text with an address")?;
    }
    page.drop_file("a.csv", SOUND.as_bytes())?;
    page.browser.wait_for("document.querySelector('textarea').value.startsWith('time,status')")?;
    page.answered()?;
    std::thread::sleep(Duration::from_millis(500));
    let log = page.server.log();
    ensure!(log == before, "{:#?}", &log[before.len()..]);
    Ok(())
}
