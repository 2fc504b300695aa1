//! One build of a site at a time.
//!
//! The lock is a file beside the site's folder (`dist.lock`). The system gives it back when the program that holds it
//! ends, however it ends. Who holds it stands in the file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, Result};

/// Held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    builds: bool,
}

impl Lock {
    /// Waits until nobody builds or reads the site in `folder`. `who` is what others are told meanwhile; `wait` is told
    /// once who is waited for.
    pub fn to_build(folder: &Path, who: &str, wait: impl FnOnce(&str)) -> Result<Self> {
        let mut file = open(folder)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                wait(&holder(&mut file));
                file.lock().context("cannot wait for the build under way")?;
            }
            Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the site"),
        }
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))?;
        write!(file, "{who} (process {})", std::process::id())?;
        file.flush()?;
        Ok(Self { file, builds: true })
    }

    /// Waits until nobody builds the site in `folder`; others may read it too.
    pub fn to_read(folder: &Path) -> Result<Self> {
        let file = open(folder)?;
        file.lock_shared().context("cannot wait for the build under way")?;
        Ok(Self { file, builds: false })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.builds {
            // A name that stays behind would only be said of somebody else.
            let _: std::io::Result<()> = self.file.set_len(0);
        }
        // The system unlocks a file that is closed, which happens next.
        let _: std::io::Result<()> = self.file.unlock();
    }
}

fn open(folder: &Path) -> Result<File> {
    let path = super::beside(folder, "lock");
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    file.with_context(|| format!("cannot open {}", path.display()))
}

fn holder(file: &mut File) -> String {
    let mut who = String::new();
    match file.read_to_string(&mut who) {
        Ok(_) if !who.is_empty() => who,
        _ => "another program".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Lock;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    #[test]
    fn the_second_waits_and_is_told_for_whom() {
        let folder = std::env::temp_dir().join(format!("site-lock-{}", std::process::id()));
        let first =
            Lock::to_build(&folder, "cargo xtask serve", |_| panic!("nobody builds")).expect("a lock");
        let (tell, told) = channel();
        let second = std::thread::spawn({
            let folder = folder.clone();
            move || {
                let lock = Lock::to_build(&folder, "cargo xtask test", |who| {
                    tell.send(who.to_owned()).expect("heard")
                });
                lock.map(|_| tell.send("has it".to_owned()).expect("heard"))
            }
        });
        let who = told.recv().expect("told");
        assert_eq!(who, format!("cargo xtask serve (process {})", std::process::id()));
        assert!(told.recv_timeout(Duration::from_millis(200)).is_err(), "it does not wait");
        drop(first);
        assert_eq!(told.recv().expect("told"), "has it");
        second.join().expect("no panic").expect("a lock");
        let (one, other) = (Lock::to_read(&folder).expect("free"), Lock::to_read(&folder).expect("free too"));
        drop((one, other));
        std::fs::remove_file(crate::beside(&folder, "lock")).expect("removed");
    }
}
