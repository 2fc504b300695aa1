//! Drives the built page in a real browser.
//!
//! A test starts a [`Server`] for the site in `dist/`, opens a [`Browser`], goes to the page and
//! asks it questions in its own language:
//!
//! ```no_run
//! use browser_tests::{Browser, Server, View};
//!
//! # fn main() -> anyhow::Result<()> {
//! let server = Server::dist()?;
//! let browser = Browser::open()?;
//! browser.set_view(View { width: 360, ratio: 2.0, ..View::default() })?;
//! browser.goto(&server.url())?;
//! browser.paste("textarea", "time\tstatus\n1\t1\n")?;
//! browser.wait_for("document.querySelector('output').textContent")?;
//! let rows: u32 = browser.run("return document.querySelectorAll('tr').length", &[])?;
//! assert_eq!(rows, 2);
//! assert_eq!(browser.complaints()?, []);
//! # Ok(())
//! # }
//! ```
//!
//! Everything is blocking: a test is a plain function. Where something is missing (the site, the
//! browser, its driver) a test fails and says what to do; it never skips.

mod browser;
mod commands;
mod driver;
mod input;
pub mod keys;
mod page;
mod picture;
pub mod section;
mod server;
mod stranger;
#[allow(dead_code)]
#[path = "../../common/tolerance.rs"]
mod tolerance;
pub mod trials;
mod visit;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use site::Site;

pub use browser::{Browser, Entry, Letters};
pub use page::Page;
pub use picture::{Pixels, View};
pub use server::{Hit, Hosting, Server};
pub use stranger::Stranger;
pub use visit::{visit, visit_in};

/// Folder of the built site.
pub fn dist_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist")
}

/// The built site.
pub fn dist() -> Result<Site> {
    Site::read_built(&dist_folder()).context("there is no built site: run `cargo xtask build`")
}
