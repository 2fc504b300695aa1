//! The sections of the answer, which open on demand.

use anyhow::{Result, bail, ensure};
use serde_json::json;

use crate::Page;

/// The section with quantiles, shares at named times and restricted means.
pub const TIMES: &str = "Times and means";
/// The section with weighted and stratified tests.
pub const TESTS: &str = "Other tests";
/// The section with the test by arrangements.
pub const EXACT: &str = "Exact test";
/// The section with all terms of the model.
pub const MODEL: &str = "Cox model in full";
/// The section that asks whether the ratio stays the same.
pub const FIT: &str = "Does the model fit?";
/// The section with an incidence for each event; only where events compete.
pub const COMPETING: &str = "Competing risks";

/// The part of the answer with one title.
pub struct Section<'page> {
    page: &'page Page,
    /// Where it is: it stays in its place, also while it is hidden.
    selector: String,
}

impl Page {
    /// The section with this title, as it stands.
    pub fn section(&self, title: &str) -> Result<Section<'_>> {
        let place: usize = self.browser.run(
            "const titles = [...document.querySelectorAll('#sections > details > summary')]
               .map((summary) => summary.firstChild.textContent.trim());
             return titles.indexOf(args[0]) + 1;",
            &[json!(title)],
        )?;
        ensure!(place > 0, "no section is called {title}");
        Ok(Section { page: self, selector: format!("#sections > details:nth-child({place})") })
    }

    /// The same, opened by a click where it is shut.
    pub fn opened(&self, title: &str) -> Result<Section<'_>> {
        let section = self.section(title)?;
        self.unfold(&section.selector)?;
        Ok(section)
    }
}

impl Section<'_> {
    /// Its element.
    pub fn selector(&self) -> &str {
        &self.selector
    }

    /// Clicks on its title.
    pub fn click(&self) -> Result<()> {
        self.page.browser.click(&format!("{} > summary", self.selector))
    }

    /// Presses the button with these words.
    pub fn press(&self, words: &str) -> Result<()> {
        self.page.browser.run(
            "const buttons = [...document.querySelectorAll(`${args[0]} button`)];
             buttons.find((button) => button.checkVisibility() && button.innerText === args[1]).click();",
            &[json!(self.selector), json!(words)],
        )
    }

    /// What is to be read in it.
    pub fn text(&self) -> Result<String> {
        self.page.text(&self.selector)
    }

    /// These words are to be read in it.
    pub fn reads(&self, words: &[&str]) -> Result<()> {
        self.page.reads(&self.selector, words)
    }

    /// These words are not to be read in it.
    pub fn lacks(&self, words: &[&str]) -> Result<()> {
        self.page.lacks(&self.selector, words)
    }

    /// Waits until these words are to be read in it.
    pub fn wait_for(&self, words: &str) -> Result<()> {
        let text = format!("document.querySelector({:?}).innerText", self.selector);
        self.page.browser.wait_for(&format!("{text}.includes({words:?})"))
    }

    /// The rows of the table with these words in its caption, cell by cell; of a table with groups of rows
    /// "caption: group". Spaces of every kind are plain ones.
    pub fn rows(&self, caption: &str) -> Result<Vec<Vec<String>>> {
        let rows: Option<Vec<Vec<String>>> = self.page.browser.run(
            "const [section, words] = args;
             const [caption, group] = words.split(': ');
             const table = [...document.querySelectorAll(`${section} table`)]
               .find((each) => each.checkVisibility() && each.caption.innerText.includes(caption));
             const bodies = [...table?.tBodies ?? []].filter((body) => !group || body.rows[0].innerText.trim().startsWith(group));
             const rows = bodies.flatMap((body) => [...body.rows]);
             return table ? rows.map((row) => [...row.cells].map((cell) => cell.innerText)) : null;",
            &[json!(self.selector), json!(caption)],
        )?;
        let Some(mut rows) = rows else { bail!("no table \"{caption}\" in {}", self.text()?) };
        for cell in rows.iter_mut().flatten() {
            *cell = cell.replace(['\u{a0}', '\u{202f}'], " ");
        }
        Ok(rows)
    }

    /// The first of the [`rows`](Self::rows) whose first cell begins with this name.
    pub fn row(&self, caption: &str, name: &str) -> Result<Vec<String>> {
        let mut rows = self.rows(caption)?.into_iter();
        let row = rows.find(|row| row[0].starts_with(name));
        let Some(row) = row else { bail!("no row {name} of \"{caption}\" in {}", self.text()?) };
        Ok(row)
    }

    /// The row with the first of these cells reads so; an empty cell stands for anything.
    pub fn row_reads(&self, caption: &str, expected: &[&str]) -> Result<()> {
        let row = self.row(caption, expected[0])?;
        let same = row.len() == expected.len()
            && row.iter().zip(expected).all(|(cell, wanted)| wanted.is_empty() || cell == wanted);
        ensure!(same, "{row:?}, not {expected:?}");
        Ok(())
    }
}
