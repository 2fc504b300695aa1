//! Links and session files: what goes in comes out, and what is hostile changes nothing.

use anyhow::{Context, Result, ensure};
use browser_tests::Page;
use browser_tests::keys::{SHIFT, with_control};
use browser_tests::trials::TRIAL;
use serde_json::{Value, json};

/// Makes a link by the button.
fn link(page: &Page) -> Result<String> {
    page.unfold("#share")?;
    page.browser.click("#make-link")?;
    page.browser.wait_for("!document.getElementById('share-link').hidden")?;
    page.value("#share-link")
}

/// Packs what a link would carry, whatever it is.
fn packed(page: &Page, content: &str) -> Result<String> {
    page.browser.run(
        "const stream = new Blob([args[0]]).stream().pipeThrough(new CompressionStream('deflate-raw'));
         const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
         let letters = '';
         for (const byte of bytes) letters += String.fromCharCode(byte);
         return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');",
        &[json!(content)],
    )
}

/// Changes the part of the address behind its `#`.
fn go_to(page: &Page, hash: &str) -> Result<()> {
    page.browser.run::<()>("location.hash = args[0]", &[json!(hash)])?;
    page.browser.wait_for("!document.getElementById('offer').hidden")
}

#[test]
fn a_link_brings_back_data_and_choices() -> Result<()> {
    let page = Page::open()?;
    page.put(TRIAL)?;
    page.set("#conf-level", "0.9")?;
    page.set("#plot", "cum_haz")?;
    page.set("#conf-type", "log")?;
    page.press("#headline .under button")?;
    let before = page.report()?;
    let link = link(&page)?;
    let said = page.text("#share-said")?;
    ensure!(said.contains(&format!("{} characters", link.len())), "{said}");

    let other = Page::open()?;
    let hash = link.split_once('#').context("a link with a #")?.1;
    let example = other.report()?;
    go_to(&other, hash)?;
    // Values stand apart from the words about them, whichever way they are written.
    let offer = other.text("#offer")?.replace(['\u{2068}', '\u{2069}'], "");
    ensure!(
        offer.contains("7 lines") && offer.contains("arm,day,died") && offer.contains("limits log"),
        "{offer}"
    );
    ensure!(other.report()? == example, "nothing happens before somebody agrees");
    let address: String = other.browser.run("return location.href", &[])?;
    ensure!(!address.contains('#'), "{address}");
    ensure!(offer.contains("plot cum_haz"), "what the picture shows is chosen too: {offer}");
    other.press("#offer-yes")?;
    ensure!(other.report()? == before, "the same report");
    other.press("#undo")?;
    ensure!(other.report()? == example, "Undo brings back what was");
    Ok(())
}

/// The box holds a part of a long text; the link carries all of it.
#[test]
fn a_link_carries_what_the_box_holds_aside() -> Result<()> {
    let page = Page::open()?;
    let row = |i: usize| format!("{},{},{}\n", ["a", "b"][i % 2], 1 + i % 7, [0, 1, 1][i % 3]);
    page.put(&(0..6000).fold(String::from("arm,day,died\n"), |text, i| text + &row(i)))?;
    let before = page.report()?;
    let link = link(&page)?;
    let other = Page::open()?;
    go_to(&other, link.split_once('#').context("a link with a #")?.1)?;
    ensure!(other.text("#offer")?.contains("6001 lines"), "{}", other.text("#offer")?);
    other.press("#offer-yes")?;
    ensure!(other.text("#held")?.contains("6000 rows"), "{}", other.text("#held")?);
    ensure!(other.report()? == before, "the answer is another");
    Ok(())
}

#[test]
fn a_link_is_offered_at_the_start_and_can_be_declined() -> Result<()> {
    let page = Page::open()?;
    page.put(TRIAL)?;
    let hash = link(&page)?.split_once('#').context("a #")?.1.to_owned();
    page.browser.goto("about:blank")?;
    page.browser.goto(&format!("{}#{hash}", page.server.url()))?;
    page.browser.wait_for("document.getElementById('offer') && !document.getElementById('offer').hidden")?;
    page.answered()?;
    page.browser.click("#offer-no")?;
    ensure!(page.browser.run::<bool>("return document.getElementById('offer').hidden", &[])?);
    ensure!(page.number("/data/n_used")? == 24.0, "the example stays");
    Ok(())
}

#[test]
fn a_link_is_read_although_a_program_wrote_its_signs_otherwise() -> Result<()> {
    let page = Page::open()?;
    page.put(TRIAL)?;
    let hash = link(&page)?.split_once('#').context("a #")?.1.to_owned();
    let other = Page::open()?;
    go_to(&other, &hash.replace('=', "%3D").replace('_', "%5F").replace('-', "%2D"))?;
    other.reads("#offer", &["7 lines"])?;
    Ok(())
}

#[test]
fn a_damaged_link_is_spoken_of_at_the_start() -> Result<()> {
    let page = Page::open()?;
    page.browser.goto("about:blank")?;
    page.browser.goto(&format!("{}#r1=damaged", page.server.url()))?;
    page.browser.wait_for("document.getElementById('offer') && !document.getElementById('offer').hidden")?;
    page.reads("#offer", &["This link is damaged"])?;
    page.answered()?;
    ensure!(page.number("/data/n_used")? == 24.0, "the example stays");
    Ok(())
}

#[test]
fn hostile_links_change_nothing() -> Result<()> {
    let page = Page::open()?;
    let before = page.report()?;
    let given = |text: &str, more: Value| {
        let mut given = json!({ "text": text, "roles": null, "options": {} });
        for (name, value) in more.as_object().into_iter().flatten() {
            given[name] = value.clone();
        }
        json!({ "tab": "patients", "given": given }).to_string()
    };
    let hostile = [
        String::new(),
        "{".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        json!({ "tab": "patients" }).to_string(),
        json!({ "tab": "admin", "given": {} }).to_string(),
        given(TRIAL, json!({ "text": 5 })),
        given(TRIAL, json!({ "options": { "conf_level": "0.95" } })),
        given(TRIAL, json!({ "options": { "conf_type": "<img src=x onerror=alert(1)>" } })),
        given(TRIAL, json!({ "options": [] })),
        given(TRIAL, json!({ "options": { "reference": "x".repeat(20_000) } })),
        given(TRIAL, json!({ "roles": { "layout": "columns" } })),
        given(TRIAL, json!({ "roles": { "covariates": [1.5] } })),
        given(TRIAL, json!({ "options": { "drawing": { "medians": 1 } } })),
        given(TRIAL, json!({ "roles": 5 })),
        given(TRIAL, json!({ "options": { "milestones": vec![1.0; 5000] } })),
        // A few letters that would fill the memory.
        given(&"a".repeat(30_000_000), json!({})),
    ];
    for content in &hostile {
        let hash = format!("r1={}", packed(&page, content)?);
        go_to(&page, &hash)?;
        let offer = page.text("#offer")?;
        let what: String = content.chars().take(200).collect();
        ensure!(
            offer.contains("damaged") || offer.contains("more data than a link should"),
            "{what}: {offer}"
        );
        page.browser.click("#offer-no")?;
    }
    let whole = format!("r1={}", packed(&page, &given(TRIAL, json!({})))?);
    let (cut, more) = (&whole[..whole.len() - 9], format!("{whole}AAAA"));
    for hash in
        ["r1=", "r1=%%%", "r1=AAAA", "r1=____", "r1%3DAAAA", "R1=AAAA", cut, &more, &format!("{whole}.")]
    {
        go_to(&page, hash)?;
        ensure!(page.text("#offer")?.contains("damaged"), "{hash}");
        page.browser.click("#offer-no")?;
    }
    go_to(&page, "r2=AAAA")?;
    page.reads("#offer", &["another version"])?;
    page.browser.click("#offer-no")?;
    // A field that is not known refuses all; names that objects have by birth are no fields.
    for field in ["__proto__", "constructor", "toString", "<b>x</b>"] {
        let text = format!(
            r#"{{"tab":"patients","given":{{"text":"x,y\n","roles":null,"options":{{"{field}":{{"conf_level":0.5}}}}}}}}"#
        );
        go_to(&page, &format!("r1={}", packed(&page, &text)?))?;
        page.reads("#offer", &[field, "does not know"])?;
        page.browser.click("#offer-no")?;
    }
    go_to(&page, &format!("r1={}", packed(&page, r#"{"tab":"patients","given":{"text":"<b>x</b>,y\n"}}"#)?))?;
    page.reads("#offer", &["<b>x</b>,y"])?;
    page.browser.click("#offer-no")?;
    ensure!(page.report()? == before, "nothing has changed");
    ensure!(page.browser.complaints()?.is_empty(), "{:?}", page.browser.complaints()?);
    Ok(())
}

#[test]
fn a_link_that_would_be_cut_is_refused() -> Result<()> {
    let page = Page::open()?;
    let mut seed = 7_u64;
    let mut rows = String::from("arm,day,died\n");
    for i in 0..9000 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        rows += &format!("{},{},{}\n", ["a", "b"][i % 2], (seed >> 40) as f64 / 97.0, (seed >> 33) % 2);
    }
    page.put(&rows)?;
    page.unfold("#share")?;
    page.browser.click("#make-link")?;
    page.browser
        .wait_for("document.getElementById('share-said').textContent.includes('session as a file')")?;
    ensure!(page.browser.run::<bool>("return document.getElementById('share-link').hidden", &[])?);
    Ok(())
}

#[test]
fn a_session_comes_back_with_both_tabs() -> Result<()> {
    let page = Page::open()?;
    page.show_counts()?;
    page.browser.set_value(
        "#counts-text",
        "trial,treated_events,treated_n,control_events,control_n\nChen,3,17,24,44\n",
    )?;
    page.browser.wait_for("window.riskset.counts.report?.trials.length === 1")?;
    page.browser.click("#tab-patients")?;
    page.put(TRIAL)?;
    page.set("#conf-type", "plain")?;
    let before = page.report()?;
    page.unfold("#keep")?;
    page.browser.click("#save-session")?;
    let file = page.browser.downloaded("riskset-died-a-vs-b.riskset.json")?;

    page.browser.click("#tab-counts")?;
    page.unfold("#counts-keep")?;
    page.browser.click("#counts-save-session")?;
    let same = page.browser.downloaded("riskset-counts-treated-vs-control.riskset.json")?;
    ensure!(same == file, "the same from either tab");

    let other = Page::open()?;
    let example = other.report()?;
    other.drop_file("x.riskset.json", &file)?;
    other.browser.wait_for("window.riskset.report?.options.conf_type === 'plain'")?;
    other.answered()?;
    ensure!(other.report()? == before);
    other.browser.click("#tab-counts")?;
    other.browser.wait_for("window.riskset.counts.report?.trials.length === 1")?;
    other.browser.click("#tab-patients")?;
    other.press("#undo")?;
    ensure!(other.report()? == example);

    let broken = String::from_utf8(file)?.replace("\"plain\"", "\"__proto__\"");
    other.drop_file("x.riskset.json", broken.as_bytes())?;
    other.browser.wait_for("document.getElementById('file-problem').textContent.includes('damaged')")?;
    ensure!(other.report()? == example);
    Ok(())
}

#[test]
fn a_file_that_is_neither_session_nor_table_is_told_of_and_changes_nothing() -> Result<()> {
    let page = Page::open()?;
    let example = (page.value("#text")?, page.report()?);
    let files = [
        ("x.json", "{}"),
        ("x.txt", "null"),
        ("x.csv", "[1,2,3]"),
        ("x.json", "time,event"),
        ("x.csv", " \n"),
    ];
    for (name, text) in files {
        page.browser.run::<()>("document.getElementById('file-problem').textContent = ''", &[])?;
        page.drop_file(name, text.as_bytes())?;
        let words = if text.trim().is_empty() { "is empty" } else { "neither a session" };
        let said = format!("document.getElementById('file-problem').textContent.includes('{words}')");
        page.browser.wait_for(&said)?;
        ensure!((page.value("#text")?, page.report()?) == example, "{name}: {text}");
    }
    page.drop_file("x.csv", TRIAL.as_bytes())?;
    page.answered()?;
    page.browser.wait_for("document.getElementById('file-problem').hidden")?;
    Ok(())
}

#[test]
fn undo_takes_back_everything_one_by_one() -> Result<()> {
    let page = Page::open()?;
    let mut seen = vec![page.report()?];
    page.sample("lung")?;
    seen.push(page.report()?);
    page.set("#conf-type", "log")?;
    seen.push(page.report()?);
    page.press("#headline .under button")?;
    seen.push(page.report()?);
    page.put("")?;
    ensure!(page.report()? == Value::Null, "the box is empty");
    page.browser.run::<()>("document.activeElement.blur()", &[])?;
    for before in seen.iter().rev() {
        page.browser.type_into("#headline .under button, #samples-button", &with_control("z"))?;
        page.answered()?;
        ensure!(page.report()? == *before, "one step back");
    }
    for (i, after) in seen[1..].iter().enumerate() {
        match i {
            0 => page.press("#redo")?,
            1 => page.browser.type_into("#samples-button", &with_control("y"))?,
            _ => page.browser.type_into("#samples-button", &with_control(&format!("{SHIFT}z")))?,
        }
        page.answered()?;
        ensure!(page.report()? == *after, "one step forward");
    }
    page.press("#redo")?;
    ensure!(page.report()? == Value::Null, "the box is empty again");
    page.press("#undo")?;
    page.set("#conf-type", "plain")?;
    let forward: bool = page.browser.run("return !document.getElementById('redo').disabled", &[])?;
    ensure!(!forward, "a new change forgets what was undone");
    Ok(())
}

#[test]
fn counts_are_undone_and_redone() -> Result<()> {
    let page = Page::open()?;
    page.show_counts()?;
    let arms = || page.browser.run::<Vec<String>>("return window.riskset.counts.report.arms", &[]);
    let before = arms()?;
    page.browser.click("#counts-swap")?;
    page.counts_answered()?;
    let after = arms()?;
    ensure!(after != before, "{after:?}");
    let chords = [with_control("y"), with_control(&format!("{SHIFT}z"))];
    for keys in [None].into_iter().chain(chords.iter().map(Some)) {
        page.browser.click("#counts-undo")?;
        page.counts_answered()?;
        ensure!(arms()? == before, "one step back");
        match keys {
            None => page.browser.click("#counts-redo")?,
            Some(keys) => page.browser.type_into("#counts-sample", keys)?,
        }
        page.counts_answered()?;
        ensure!(arms()? == after, "one step forward");
        ensure!(page.browser.run::<bool>("return document.getElementById('counts-redo').disabled", &[])?);
    }
    Ok(())
}
