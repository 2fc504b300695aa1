//! The module for scripts, in Node: its own tests are in `tests/module`.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use browser_tests::dist_folder;

#[test]
fn in_node() -> Result<()> {
    let root = dist_folder().join("..");
    let output = Command::new("node")
        .args(["--test", "tests/module/module.test.mjs"])
        .current_dir(root)
        .output()
        .context("Node is needed: apt-get install nodejs")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    ensure!(said.contains("# pass 11"), "eleven tests run: {said}");
    Ok(())
}
