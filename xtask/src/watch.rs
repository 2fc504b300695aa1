//! Tells when a source has changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const WATCHED: [&str; 4] = ["src", "www", "index.html", "Cargo.toml"];

/// When each watched file was last written.
///
/// Compared once a second this costs less than a watcher's crate, and works on every file system.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, SystemTime>);

impl Snapshot {
    /// The sources as they are now.
    pub(crate) fn take(root: &Path) -> Self {
        let mut times = BTreeMap::new();
        for name in WATCHED {
            collect(&root.join(name), &mut times);
        }
        Self(times)
    }

    /// The files that were written, added or removed since `earlier`.
    pub(crate) fn changed_since<'a>(&'a self, earlier: &'a Self) -> Vec<&'a Path> {
        let newer = self.0.iter().filter(|(path, time)| earlier.0.get(*path) != Some(time));
        let gone = earlier.0.iter().filter(|(path, _)| !self.0.contains_key(*path));
        newer.chain(gone).map(|(path, _)| path.as_path()).collect()
    }
}

/// A file that vanishes while it is looked at is simply not there.
fn collect(path: &Path, times: &mut BTreeMap<PathBuf, SystemTime>) {
    if let Ok(entries) = fs::read_dir(path) {
        for entry in entries.flatten() {
            collect(&entry.path(), times);
        }
    } else if let Ok(time) = fs::metadata(path).and_then(|meta| meta.modified()) {
        times.insert(path.to_owned(), time);
    }
}
