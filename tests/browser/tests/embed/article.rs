//! The article that comes with the page: its words and its figures say the same.

use anyhow::{Context, Result, ensure};
use browser_tests::Server;
use serde_json::Value;

use crate::both;

#[test]
fn the_article_says_what_its_figures_compute() -> Result<()> {
    for browser in both()? {
        let server = Server::dist()?;
        browser.goto(&format!("{}article/", server.url()))?;
        browser.run::<()>("for (const each of document.querySelectorAll('riskset-plot, iframe')) { each.scrollIntoView(); await new Promise((resolve) => setTimeout(resolve, 100)); }", &[])?;
        browser.wait_for("[...document.querySelectorAll('riskset-plot')].every((each) => each.report)")?;
        browser.wait_for("document.getElementById('neighbours').contentWindow.riskset?.counts.report")?;
        let said: Vec<(String, String, Value)> = browser.run(
            "const reports = (id) => id === 'neighbours' ? document.getElementById(id).contentWindow.riskset.counts.report : document.getElementById(id).report;
             const follow = (object, place) => place.split('/').slice(1).reduce((part, name) => part[name], object);
             return [...document.querySelectorAll('data[data-of]')].map((each) => {
               const found = follow(reports(each.dataset.of), each.dataset.at);
               const as = { percent: (x) => 100 * x, event: (x) => 100 * (1 - x), inverse: (x) => 1 / x }[each.dataset.as] ?? ((x) => x);
               return [each.textContent, each.dataset.at, Array.isArray(found) ? found.reduce((a, b) => a + b) : as(found)];
             });",
            &[],
        )?;
        ensure!(said.len() > 40, "{} numbers", said.len());
        for (text, place, value) in &said {
            let value = value.as_f64().with_context(|| format!("no number at {place}"))?;
            let shown: f64 = text.parse().with_context(|| format!("{text:?} at {place}"))?;
            let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
            let unit: f64 = format!("1e-{digits}").parse()?;
            ensure!(
                (shown - value).abs() <= 0.5 * unit + 1e-12,
                "the text says {text}, the figure {value} ({place})"
            );
        }
        let elements: usize =
            browser.run("return document.querySelectorAll('riskset-plot, iframe').length", &[])?;
        ensure!(elements >= 5, "five live embeds");
        let words: usize = browser.run("return [...document.querySelectorAll('main > p, main > ul, header .lead')].map((each) => each.innerText).join(' ').split(/\\s+/).length", &[])?;
        ensure!((1200..=1800).contains(&words), "{words} words");
        ensure!(server.log().iter().filter(|hit| hit.status != 200).count() == 0, "{:#?}", server.log());
    }
    Ok(())
}
