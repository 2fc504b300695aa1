//! The computing side breaks down, and the page goes on.

use std::time::Duration;

use anyhow::{Result, ensure};
use browser_tests::Page;
use serde_json::json;

use crate::SOUND;

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
