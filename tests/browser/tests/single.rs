//! The page as one file: opened from a disk in both browsers, where there is no server at all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use browser_tests::trials::TRIAL;
use browser_tests::{Browser, dist_folder};
use serde_json::Value;

const ANSWERED: &str =
    "window.riskset && document.getElementById('answer').getAttribute('aria-busy') === 'false'";

/// A file of its own in a folder that is removed with it.
struct OnDisk(PathBuf);

impl OnDisk {
    fn new(name: &str, bytes: &[u8]) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("riskset-single-{}-{name}.html", std::process::id()));
        fs::write(&path, bytes)?;
        Ok(Self(path))
    }

    fn address(&self) -> String {
        format!("file://{}", self.0.display())
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        // A file that is left over harms nobody.
        drop(fs::remove_file(&self.0));
    }
}

fn report(browser: &Browser) -> Result<Value> {
    let text: String = browser.run("return JSON.stringify(window.riskset.report)", &[])?;
    Ok(serde_json::from_str(&text)?)
}

fn file() -> Result<Vec<u8>> {
    let path: &Path = &dist_folder().join("riskset.html");
    fs::read(path).context("there is no built site: run `cargo xtask build`")
}

#[test]
fn it_is_small_and_asks_for_nothing() -> Result<()> {
    let bytes = file()?;
    println!("riskset.html: {} bytes", bytes.len());
    ensure!(bytes.len() < 1_000_000, "{} bytes", bytes.len());
    let page = String::from_utf8(bytes)?;
    ensure!(page.contains("connect-src 'none'") && !page.contains("'self'"), "the policy names no address");
    for outside in ["\n<script src", "\n<link rel=\"stylesheet", "modulepreload", "import(\"", "from\"../"] {
        ensure!(!page.contains(outside), "{outside}");
    }
    Ok(())
}

#[test]
fn from_a_disk_the_main_job_and_the_exports_work() -> Result<()> {
    for (name, browser) in [("chromium", Browser::open()?), ("firefox", Browser::firefox()?)] {
        let copy = OnDisk::new(name, &file()?)?;
        browser.goto(&copy.address())?;
        browser.wait_for(ANSWERED)?;
        browser.paste("textarea", TRIAL)?;
        browser.wait_for("window.riskset.report?.data.n_used === 6")?;
        browser.wait_for(ANSWERED)?;
        browser.click("#headline .under button")?;
        browser.wait_for("document.getElementById('direction').textContent === 'a versus b'")?;
        browser.wait_for(ANSWERED)?;
        let shown: Vec<bool> = browser.run("return ['footer .hosted', '#embed'].map((each) => document.querySelector(each).checkVisibility())", &[])?;
        ensure!(shown == [false, false], "what leads to other files is not offered");
        browser.run::<()>("document.getElementById('keep').open = true", &[])?;
        for (button, file, begins) in [
            ("#save-svg", "riskset-died-a-vs-b.svg", "<svg "),
            ("#save-subjects", "riskset-died-a-vs-b-subjects.csv", ""),
            ("#save-r", "riskset-died-a-vs-b-analysis.R", ""),
        ] {
            browser.wait_for(&format!("document.querySelector('{button}')?.checkVisibility()"))?;
            browser.click(button)?;
            let text = String::from_utf8(browser.downloaded(file)?)?;
            ensure!(text.len() > 20 && text.starts_with(begins), "{name}, {file}: {text}");
        }
        let asked: usize = browser.run(
            "return performance.getEntriesByType('resource').filter(({ name }) => !/^(blob|data):/.test(name)).length",
            &[],
        )?;
        ensure!(asked == 0, "{name}: {asked} files were asked for");
        ensure!(browser.complaints()?.is_empty(), "{:#?}", browser.complaints()?);
    }
    Ok(())
}

#[test]
fn saved_with_data_it_opens_with_the_same_report() -> Result<()> {
    for (name, browser) in [("chromium", Browser::open()?), ("firefox", Browser::firefox()?)] {
        let copy = OnDisk::new(&format!("first-{name}"), &file()?)?;
        browser.goto(&copy.address())?;
        browser.wait_for(ANSWERED)?;
        // A name that would end the block of data, if it could.
        let hostile = TRIAL.replace("a,", "</script><b>,");
        browser.set_value("#text", &hostile)?;
        browser.wait_for("window.riskset.report?.data.n_used === 6")?;
        browser.set_value("#conf-type", "log")?;
        browser.wait_for("window.riskset.report?.options.conf_type === 'log'")?;
        browser.wait_for(ANSWERED)?;
        let before = report(&browser)?;
        browser.run::<()>("document.getElementById('keep').open = true", &[])?;
        browser.click("#save-page")?;
        let stem = before["words"]["file_stem"].as_str().context("a stem")?.to_owned();
        let saved = browser.downloaded(&format!("{stem}.html"))?;
        ensure!(saved.len() > 500_000, "the whole page");
        let saved_text = String::from_utf8_lossy(&saved);
        ensure!(!saved_text.contains("class=\"worked"), "nothing of the example is in it");
        // And once more from the copy: nothing wears off.
        let second = OnDisk::new(&format!("second-{name}"), &saved)?;
        browser.goto(&second.address())?;
        browser.wait_for(&format!("{ANSWERED} && window.riskset.report?.options.conf_type === 'log'"))?;
        ensure!(report(&browser)? == before, "{name}: the same report");
        ensure!(browser.complaints()?.is_empty(), "{:#?}", browser.complaints()?);
    }
    Ok(())
}
