//! A static site held in memory: its files, its policy and its answers to requests.
//!
//! The development server and the browser tests serve the page through this one crate, so that
//! what is tested is what is served.

mod answer;
mod http;
mod lock;
mod policy;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

pub use answer::Answer;
pub use http::{End, Http, Request};
pub use lock::Lock;

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

    /// Reads the site that a build has left in `folder`; waits for one under way.
    pub fn read_built(folder: &Path) -> Result<Self> {
        let _lock = Lock::to_read(folder)?;
        Self::read(folder)
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

    /// Makes `folder` hold exactly this site. It is written beside it, read again and then renamed: whoever looks finds
    /// the site before or this one, whole. What fails leaves the site before.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let (new, old) = (beside(folder, "new"), beside(folder, "old"));
        remove(&new)?;
        remove(&old)?;
        for (address, bytes) in &self.files {
            let path = new.join(address);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
            }
            fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        }
        let whole = Self::read(&new)? == *self;
        ensure!(
            whole,
            "{} is not what was built: something else wrote there, or the disk is full",
            new.display()
        );
        if folder.exists() {
            fs::rename(folder, &old).with_context(|| format!("cannot set {} aside", folder.display()))?;
        }
        if let Err(error) = fs::rename(&new, folder) {
            // What was there comes back; if that fails too, the first error says more.
            let _: std::io::Result<()> = fs::rename(&old, folder);
            return Err(error).with_context(|| format!("cannot rename {}", new.display()));
        }
        remove(&old)
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

/// `dist.lock` beside `dist`.
fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    folder.with_file_name(name)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_whole_leaves_the_site_before() {
        let folder = std::env::temp_dir().join(format!("site-write-{}", std::process::id()));
        let mut site = Site::default();
        site.insert("index.html", "first");
        site.insert("pkg/core.js", "export const a = 1;\n");
        site.write(&folder).expect("a site");
        let mut broken = Site::default();
        broken.insert("index.html", "second");
        // One path is a file and a folder.
        broken.insert("pkg", "x");
        broken.insert("pkg/core.js", "y");
        assert!(broken.write(&folder).is_err());
        assert_eq!(Site::read(&folder).expect("the site before"), site);
        site.insert("index.html", "third");
        site.remove("pkg/core.js");
        site.write(&folder).expect("a site");
        assert_eq!(Site::read_built(&folder).expect("the new site"), site);
        for ending in ["new", "old"] {
            assert!(!beside(&folder, ending).exists(), "{ending} is left over");
        }
        remove(&folder).expect("removed");
        fs::remove_file(beside(&folder, "lock")).expect("removed");
    }
}
