//! Pictures of the built page at two widths, in light and dark, at two pixel ratios, to be looked at.
//!
//! `cargo run -p browser-tests --bin screens -- FOLDER`

use std::path::PathBuf;

use anyhow::{Context, Result};
use browser_tests::{Browser, Server, View};

fn main() -> Result<()> {
    let folder = std::env::args().nth(1);
    let folder = PathBuf::from(folder.context("usage: screens FOLDER")?);
    std::fs::create_dir_all(&folder)?;
    let server = Server::dist()?;
    let browser = Browser::open()?;
    for (width, height) in [(360, 740), (1280, 900)] {
        for (scheme, dark) in [("light", false), ("dark", true)] {
            for ratio in [1.0, 2.0] {
                browser.set_view(View { width, height, ratio, dark, still: true, forced: false })?;
                browser.goto(&server.url())?;
                server.settled()?;
                let file = folder.join(format!("{width}-{scheme}-{ratio}x.png"));
                browser.screenshot(&file)?;
                println!("{}", file.display());
            }
        }
    }
    Ok(())
}
