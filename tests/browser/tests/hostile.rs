//! Whatever is pasted or dropped, the page answers with a sentence and goes on working.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use browser_tests::{Page, Server};
use serde_json::{Value, json};

/// A thread that is held longer than this feels stuck.
const LONGEST_BLOCK: Duration = Duration::from_secs(1);

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

/// Gives a text and finds these words in the answer.
fn says(page: &Page, text: &str, words: &[&str]) -> Result<()> {
    page.put(text)?;
    let sentence = answers(page, text)?;
    for word in words {
        ensure!(sentence.contains(word), "\"{word}\" is not in \"{sentence}\"");
    }
    Ok(())
}

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
    says(&page, "time,status,group\n5,0,a\n", &["not reached"])?;
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
    ensure!(page.text("#headline")?.contains("p = .0455"), "{}", page.text("#headline")?);
    // One p, written in one way wherever it stands.
    ensure!(page.text("#tests")?.contains("p = .0455"), "{}", page.text("#tests")?);
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
    ensure!(page.text("#problems")?.contains("4 rows left out"), "{}", page.text("#problems")?);
    page.unfold("#problems details")?;
    let listed = page.text("#problems")?;
    for words in ["-3", "negative", "soon", "not a number", "inf"] {
        ensure!(listed.contains(words), "\"{words}\" is not in {listed}");
    }
    for line in ["3", "4", "7", "8"] {
        let stands = listed
            .lines()
            .any(|one| one.contains(&format!("Line {line}")) || one.contains(&format!("Row {line}")));
        ensure!(stands, "line {line} is not in {listed}");
    }
    ensure!(page.text("#warnings")?.contains("4 of 8 rows"), "{}", page.text("#warnings")?);
    // None is left.
    says(&page, "time,status,group\nsoon,1,a\n-3,0,b\n", &[])?;
    ensure!(page.report()?.is_null());
    still_works(&page)
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
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    for pair in names.chunks(2) {
        let [one, other] = pair else { unreachable!("an even number") };
        let (first, second) = (quoted(one), quoted(other));
        // As groups, as names of the columns, in the notes.
        page.put(&format!(
            "# title: {one}\n# label: {other}\n# source: {one}\n# note: {other}\n# event: {one}\n# time: {other}\n\
             time,{first},{second}\n5,1,{first}\n6,0,{first}\n7,1,{second}\n8,1,{second}\n9,1,{first}\nx,1,{first}\n"
        ))?;
        page.set("#role-group", "2")?;
        answers(&page, one)?;
        for details in ["#tests", "#model", "#curves", "#methods", "#problems details"] {
            page.unfold(details)?;
        }
        let groups = page.text("#groups")?;
        ensure!(groups.contains(one) && groups.contains(other), "{one} or {other} is not in {groups}");
        let (caught, foreign): (Value, u32) = page.browser.run(
            "return [window.caught ?? null, document.querySelectorAll('main img, main script, main svg').length];",
            &[],
        )?;
        ensure!(caught.is_null() && foreign == 0, "{one} became markup: {caught}, {foreign} elements");
        page.press("#swap")?;
    }
    still_works(&page)
}

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
    page.press("#held button")?;
    ensure!(page.sentence()?.contains("nothing here yet"), "{}", page.sentence()?);
    still_works(&page)?;
    ensure!(page.server.log().len() == before, "the server was asked for something");
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
    ensure!(page.text("#headline")?.contains("6-MP versus control"));
    ensure!(page.number("/options/conf_level")? == 0.99);
    // Nothing comes late.
    std::thread::sleep(Duration::from_secs(1));
    ensure!(page.number("/data/n_used")? == 42.0 && page.text("#groups")?.contains("6-MP"));
    answers(&page, "after a race")?;
    Ok(())
}

/// When the computing side fails, the page says so, goes on, and still asks nobody for anything: all
/// that it may ever need came with it.
#[test]
fn a_breakdown_is_survived_without_the_server() -> Result<()> {
    let page = Page::open()?;
    page.put(SOUND)?;
    let before = page.server.settled()?;
    // What the core is asked makes no sense.
    let break_down = |wanted: bool| -> Result<()> {
        page.browser.run(
            "window.send ??= Worker.prototype.postMessage;
             const broken = function (message, ...rest) {
               window.send.call(this, message.question === 'analyze' ? { ...message, roles: 5 } : message, ...rest);
             };
             Worker.prototype.postMessage = args[0] ? broken : window.send;",
            &[json!(wanted)],
        )
    };
    for _ in 0..3 {
        break_down(true)?;
        page.set("#conf-type", "log")?;
        let sentence = page.sentence()?;
        ensure!(sentence.contains("Something failed"), "{sentence}");
        let text: String = page.browser.run("return document.querySelector('textarea').value", &[])?;
        ensure!(text == SOUND, "the text is {text}");
        break_down(false)?;
        page.set("#conf-type", "plain")?;
        ensure!(page.number("/data/n_used")? == 4.0 && page.text("#failure")?.is_empty());
    }
    std::thread::sleep(Duration::from_millis(500));
    let log = page.server.log();
    ensure!(log == before, "{:#?}", &log[before.len()..]);
    Ok(())
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

#[test]
fn a_long_computation_shows_how_far_it_is_and_can_be_ended() -> Result<()> {
    let page = Page::open()?;
    page.browser.run::<()>(
        "let rows = 'time,status,group\\n';
         for (let i = 0; i < 600000; i += 1) rows += `${1 + i * 7919 % 99991},${i % 3 > 0 ? 1 : 0},${i % 2 ? 'a' : 'b'}\\n`;
         const dataTransfer = new DataTransfer();
         dataTransfer.items.add(new File([rows], 'many.csv'));
         window.seen = new Set();
         const look = () => { window.seen.add(document.querySelector('#busy span').textContent); window.looking = requestAnimationFrame(look); };
         look();
         document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));",
        &[],
    )?;
    page.browser.wait_for("document.body.classList.contains('computing') && [...window.seen].some((words) => words.startsWith('Reading'))")?;
    page.browser.run::<()>("document.getElementById('cancel').click()", &[])?;
    page.answered()?;
    ensure!(page.sentence()?.contains("Cancelled. Your text is untouched"), "{}", page.sentence()?);
    page.press("#undo")?;
    ensure!(page.number("/data/n_used")? == 24.0, "Undo brings back what was");
    still_works(&page)
}
