//! A visit: the page is used, and keeps to itself.

use anyhow::{Result, ensure};

use crate::{Page, View};

/// Looks at the page; from its load to the end it asks for nothing and complains of nothing.
pub fn visit(look: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
    visit_in(View::default(), look)
}

/// The same in another view.
pub fn visit_in(view: View, look: impl FnOnce(&Page) -> Result<()>) -> Result<()> {
    let page = Page::open_in(view)?;
    let loaded = page.server.settled()?;
    look(&page)?;
    let log = page.server.log();
    ensure!(log == loaded, "asked for after the load: {:#?}", &log[loaded.len()..]);
    let complaints = page.browser.complaints()?;
    ensure!(complaints.is_empty(), "{complaints:#?}");
    Ok(())
}
