//! The computing side breaks down, and the page goes on.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use browser_tests::{Browser, Hosting, Page, Server};
use serde_json::json;

use crate::SOUND;
use crate::order::{give, slow_table, with_details_under_way};

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
        let text = page.value("textarea")?;
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

/// Remembers the worker that was asked last.
fn remember_the_worker(page: &Page) -> Result<()> {
    page.browser.run(
        "const send = Worker.prototype.postMessage;
         Worker.prototype.postMessage = function (...given) { window.asked = this; return send.apply(this, given); };",
        &[],
    )
}

/// A worker that dies without a word, or whose answer cannot be read: the page says so and goes on with another.
#[test]
fn the_death_of_a_worker_is_noticed() -> Result<()> {
    let page = Page::open()?;
    remember_the_worker(&page)?;
    for (seed, death) in [
        "window.asked.terminate()",
        "window.asked.dispatchEvent(new MessageEvent('messageerror'))",
        "window.asked.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }))",
    ]
    .into_iter()
    .enumerate()
    {
        with_details_under_way(&page, &slow_table(seed))?;
        page.browser.run::<()>(death, &[])?;
        page.answered().context(death)?;
        let sentence = page.sentence()?;
        ensure!(
            sentence.contains("Something failed") && sentence.contains("untouched"),
            "{death}: {sentence}"
        );
        // The box holds a part of what was given and cannot be typed into.
        give(&page, SOUND)?;
        page.browser.wait_for("window.riskset.report?.data.n_used === 4").context(death)?;
        page.answered().with_context(|| format!("after {death}"))?;
    }
    Ok(())
}

/// One that died while nobody asked anything is missed at the next question.
#[test]
fn a_worker_that_died_at_rest_is_replaced() -> Result<()> {
    let page = Page::open()?;
    remember_the_worker(&page)?;
    page.put(SOUND)?;
    page.browser.run::<()>("window.asked.terminate()", &[])?;
    page.put("time,status\n1,1\n2,0\n")?;
    ensure!(page.sentence()?.contains("Something failed"), "{}", page.sentence()?);
    page.put(SOUND)?;
    ensure!(page.number("/data/n_used")? == 4.0);
    // Here the browser tells at once.
    page.browser
        .run::<()>("window.asked.dispatchEvent(new ErrorEvent('error', { message: 'gone' }))", &[])?;
    page.put("time,status\n1,1\n2,0\n")?;
    ensure!(page.number("/data/n_used")? == 2.0);
    Ok(())
}

/// A site of two builds: a module lacks what another imports, is cut, or does not come at all. The page says so.
#[test]
fn a_page_whose_modules_do_not_load_says_so() -> Result<()> {
    let whole = browser_tests::dist()?;
    let glue = whole.text("pkg/riskset.js").unwrap_or_default().to_owned();
    for (path, text) in [
        ("pkg/riskset.js", Some("export const glue = () => ({});\n".to_owned())),
        ("pkg/riskset.js", Some(glue[..glue.len() / 2].to_owned())),
        ("pkg/wasm.js", None),
        ("www/samples/samples.js", Some("export const samples = [];\n".to_owned())),
    ] {
        let mut site = whole.clone();
        match &text {
            Some(text) => site.insert(path, text.as_str()),
            None => site.remove(path),
        }
        let server = Server::start(site, Hosting::default())?;
        let browser = Browser::open()?;
        browser.goto(&server.url())?;
        browser.wait_for("document.querySelector('.missing').checkVisibility()")?;
        let said: String = browser.run("return document.querySelector('.missing').innerText", &[])?;
        ensure!(said.contains("did not arrive") && said.contains("again"), "{path}: {said}");
    }
    Ok(())
}
