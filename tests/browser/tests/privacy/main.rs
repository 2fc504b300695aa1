//! Nothing leaves the page: neither by what it does nor by what a script in it could try.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use browser_tests::{Browser, Hosting, Server, Stranger, dist};
use serde::Deserialize;
use serde_json::{Value, json};

const ATTEMPTS: &str = include_str!("attempts.js");

/// The page loads the last of its scripts about when it gives its first answer; on a slow machine it
/// is quiet for a while before.
const ANSWERED: &str = "window.riskset?.report";

/// What the attempts said of themselves.
#[derive(Debug, Deserialize)]
struct Attempts {
    /// The addresses that were tried.
    tried: BTreeSet<String>,
    /// The addresses for which the browser reported that the policy stopped them.
    stopped: BTreeSet<String>,
}

/// Tries every way out of the page and out of a worker made in it.
fn attempt(browser: &Browser, home: &str, away: &str, patience: u32) -> Result<Attempts> {
    let how = [json!(home), json!(away), json!(patience)];
    let mut attempts: Attempts =
        browser.run(&format!("{ATTEMPTS} return attemptAll(inPage, 'page', ...args);"), &how)?;
    // A worker whose source is text of the page, as the page's own worker is.
    let worker = format!(
        "{ATTEMPTS} onmessage = async ({{ data }}) =>
           postMessage(await attemptAll(inWorker, 'worker', ...data));"
    );
    let from_worker: Attempts = browser.run(
        "const source = URL.createObjectURL(new Blob([args.pop()], { type: 'text/javascript' }));
         const worker = new Worker(source);
         return new Promise((done, fail) => {
           worker.onmessage = ({ data }) => done(data);
           worker.onerror = (event) => fail(new Error(event.message));
           worker.postMessage(args);
         });",
        &[&how[..], &[Value::from(worker)]].concat(),
    )?;
    attempts.tried.extend(from_worker.tried);
    attempts.stopped.extend(from_worker.stopped);
    Ok(attempts)
}

/// The attempts that reached one of the hosts, as the addresses tried.
fn arrived(server: &Server, stranger: &Stranger) -> BTreeSet<String> {
    let home = server.log().into_iter().map(|hit| hit.url);
    let away = stranger.heard().into_iter().filter_map(|line| {
        let path = line.split(' ').nth(1)?;
        Some(path.to_owned())
    });
    let home = home.map(|path| format!("{}{}", server.url(), path.trim_start_matches('/')));
    let away = away.map(|path| format!("{}{}", stranger.url(), path.trim_start_matches('/')));
    home.chain(away).filter(|url| url.contains("/leak-")).collect()
}

/// All ways are closed in a page hosted like this.
fn nothing_leaves(hosting: Hosting) -> Result<()> {
    let server = Server::start(dist()?, hosting)?;
    let stranger = Stranger::listen()?;
    let browser = Browser::open()?;
    browser.goto(&server.url())?;
    browser.wait_for(ANSWERED)?;
    let before = server.settled()?;
    let attempts = attempt(&browser, &server.url(), &stranger.url(), 2000)?;
    // What is on its way has time to arrive.
    std::thread::sleep(Duration::from_secs(1));
    ensure!(server.log() == before, "{:#?}", &server.log()[before.len()..]);
    ensure!(stranger.heard().is_empty(), "{:#?}", stranger.heard());
    // Not by chance: for each attempt the browser says that the policy stopped it.
    let silent: Vec<&String> = attempts.tried.difference(&attempts.stopped).collect();
    ensure!(silent.is_empty(), "nobody stopped {silent:#?}");
    Ok(())
}

#[test]
fn nothing_leaves_a_page_served_with_the_policy() -> Result<()> {
    nothing_leaves(Hosting { policy: Some(dist()?.policy()?), ..Hosting::default() })
}

#[test]
fn nothing_leaves_a_page_on_a_host_that_only_sends_files() -> Result<()> {
    nothing_leaves(Hosting::default())
}

/// The same attempts in the same page without its policy: each arrives. So the tests above can fail,
/// and what they see closed is closed by the policy.
#[test]
fn without_the_policy_every_attempt_arrives() -> Result<()> {
    let server = Server::start(dist()?.without_policy()?, Hosting::default())?;
    let stranger = Stranger::listen()?;
    let browser = Browser::open()?;
    browser.goto(&server.url())?;
    server.settled()?;
    let attempts = attempt(&browser, &server.url(), &stranger.url(), 20)?;
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let arrived = arrived(&server, &stranger);
        let missing: Vec<&String> = attempts.tried.difference(&arrived).collect();
        if missing.is_empty() {
            return Ok(());
        }
        ensure!(Instant::now() < end, "did not arrive: {missing:#?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Text is pasted, every control is used, and the server that sent the page hears nothing of it.
#[test]
fn using_the_page_asks_for_nothing() -> Result<()> {
    let server = Server::dist()?;
    let browser = Browser::open()?;
    browser.goto(&server.url())?;
    browser.wait_for(ANSWERED)?;
    let before = server.settled()?;
    browser.paste("textarea", "time\tstatus\tgroup\n4\t1\ta\n6\t0\ta\n3\t1\tb\n9\t1\tb\n")?;
    browser.run::<()>(USE_EVERYTHING, &[])?;
    std::thread::sleep(Duration::from_secs(1));
    let log = server.log();
    ensure!(log == before, "{:#?}", &log[before.len()..]);
    Ok(())
}

/// Gives every select each of its values, flips every box, opens every fold, presses every button.
/// A control that goes away while it is used is left.
const USE_EVERYTHING: &str = "
    const pause = () => new Promise((done) => setTimeout(done, 100));
    const change = (field) => {
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    };
    await pause();
    for (const field of document.querySelectorAll('select')) {
      for (const { value } of [...field.options]) {
        field.value = value;
        change(field);
        await pause();
      }
    }
    for (const field of document.querySelectorAll('input, summary, button')) {
      if (field.type !== 'file') field.click();
      await pause();
    }";
