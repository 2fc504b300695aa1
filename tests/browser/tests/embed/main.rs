//! Inside an article: frames, elements, the article itself, in Chromium and in Firefox.

mod article;
mod elements;
mod frames;

use anyhow::Result;
use browser_tests::trials::TRIAL;
use browser_tests::{Browser, Hosting, Page, Server, dist};
use site::Site;

fn both() -> Result<[Browser; 2]> {
    Ok([Browser::open()?, Browser::firefox()?])
}

/// An article on an origin of its own.
fn elsewhere(body: &str) -> Result<Server> {
    let mut site = Site::default();
    let head =
        "<!doctype html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"><title>Article</title>";
    site.insert(
        "index.html",
        format!("{head}<h1>Article</h1>{body}<p><a id=\"after\" href=\"#\">after</a></p>"),
    );
    site.insert("trial.csv", TRIAL);
    Server::start(site, Hosting::default())
}

/// The site with an article of its own inside, so that a test can look into its frames.
fn site_with(body: &str) -> Result<Server> {
    let mut site = dist()?;
    let head =
        "<!doctype html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"><title>Article</title>";
    site.insert(
        "mine.html",
        format!("{head}<a id=\"before\" href=\"#\">before</a>{body}<a id=\"after\" href=\"#\">after</a>"),
    );
    Server::start(site, Hosting::default())
}

/// Where that article is.
fn mine(server: &Server) -> String {
    format!("{}mine.html", server.url())
}

/// Presses the button of an opened part "Embed" and reads the code; the ids of the tab for counts begin with `counts-`.
fn code(page: &Page, tab: &str) -> Result<String> {
    page.browser.click(&format!("#{tab}make-embed"))?;
    page.browser.wait_for(&format!("!document.getElementById('{tab}embed-code').hidden"))?;
    page.value(&format!("#{tab}embed-code"))
}
