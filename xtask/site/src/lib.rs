//! A static site held in memory: its files, its policy and its answers to requests.
//!
//! The development server and the browser tests serve the page through this one crate, so that
//! what is tested is what is served.

mod answer;
mod http;
mod policy;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

pub use answer::Answer;
pub use http::{End, Http, Request};

/// Files by their address relative to the site's root, such as `www/main.js`.
///
/// Only a file that is in the map can be answered, so no address leads out of the site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Reads every file under `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut site = Self::default();
        site.read_under(folder, "", &|_| true)?;
        Ok(site)
    }

    /// Adds the files under `folder` whose name `wanted` accepts, at addresses that begin with `prefix`.
    pub fn read_under(&mut self, folder: &Path, prefix: &str, wanted: &dyn Fn(&str) -> bool) -> Result<()> {
        let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            if path.is_dir() {
                self.read_under(&path, &format!("{prefix}{name}/"), wanted)?;
            } else if wanted(name) {
                let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
                self.insert(format!("{prefix}{name}"), bytes);
            }
        }
        Ok(())
    }

    /// Makes `folder` hold exactly this site: what was there before is removed.
    pub fn write(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        for (address, bytes) in &self.files {
            let path = folder.join(address);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }

    /// Adds or replaces one file.
    pub fn insert(&mut self, address: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(address.into(), bytes.into());
    }

    /// Content of one file; `None` where there is no such file.
    pub fn get(&self, address: &str) -> Option<&[u8]> {
        self.files.get(address).map(Vec::as_slice)
    }

    /// Text of one file; `None` where there is no such file or it is no UTF-8.
    pub fn text(&self, address: &str) -> Option<&str> {
        self.get(address).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Takes one file out.
    pub fn remove(&mut self, address: &str) {
        self.files.remove(address);
    }

    /// Address and content of every file, in order of the addresses.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(address, bytes)| (address.as_str(), bytes.as_slice()))
    }

    /// The content security policy that `index.html` carries in its meta tag.
    ///
    /// A server sends it as a header too, so it is written in one place only: the page.
    pub fn policy(&self) -> Result<String> {
        let page = self.page()?;
        policy::in_page(page)
            .context("index.html has no <meta http-equiv=\"Content-Security-Policy\" content=\"…\">")
    }

    /// The same site with the policy's meta tag taken out of `index.html`: for tests that must see
    /// what happens without it.
    pub fn without_policy(&self) -> Result<Self> {
        let mut site = self.clone();
        site.insert("index.html", policy::removed(self.page()?));
        Ok(site)
    }

    fn page(&self) -> Result<&str> {
        let bytes = self.get("index.html").context("there is no index.html")?;
        std::str::from_utf8(bytes).context("index.html is not UTF-8")
    }
}
