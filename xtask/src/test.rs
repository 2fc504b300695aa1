//! Every check and test, in order.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::tools::{self, WASM_TARGET, cargo};
use crate::{bundle, size};

/// One check: its name and what it does. What it gives back is said beside its name at the end.
type Step = (&'static str, fn() -> Result<String>);

const STEPS: &[Step] = &[
    ("tools", prepare),
    ("formatting", || quiet(&["fmt", "--all", "--check"])),
    ("clippy, native", || clippy(&["--workspace", "--all-targets"])),
    ("clippy, wasm", || clippy(&["--package", "riskset", "--lib", "--target", WASM_TARGET])),
    ("core alone", || quiet(&["check", "--package", "riskset", "--no-default-features"])),
    ("documentation", || {
        tools::run(
            cargo(&["doc", "--quiet", "--package", "riskset", "--no-deps"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        )?;
        Ok(String::new())
    }),
    ("cargo test", || tests(&["--workspace", "--exclude", "browser-tests"])),
    ("site", build),
    ("cargo test, in the browser", || tests(&["--package", "browser-tests"])),
];

/// Runs all steps and stops at the first that fails.
pub(crate) fn test() -> Result<()> {
    let mut done: Vec<(&str, Duration, String)> = Vec::new();
    for (name, step) in STEPS {
        println!("\n=== {name}");
        let start = Instant::now();
        let outcome = step().with_context(|| format!("step \"{name}\""))?;
        let time = start.elapsed();
        println!("=== {name}: {:.1} s", time.as_secs_f64());
        done.push((name, time, outcome));
    }
    println!("\nall steps passed:");
    for (name, time, outcome) in done {
        let line = format!("{:>7.1} s  {name:<28}{outcome}", time.as_secs_f64());
        println!("{}", line.trim_end());
    }
    Ok(())
}

/// Everything that a later step would miss, so that a missing tool is said before the long steps.
fn prepare() -> Result<String> {
    tools::ensure_wasm_target()?;
    tools::ensure_components()?;
    tools::ensure_browser()?;
    tools::ensure_firefox()?;
    tools::ensure_node()?;
    Ok(String::new())
}

fn build() -> Result<String> {
    size::print(&bundle::build(None)?)?;
    Ok(String::new())
}

fn quiet(args: &[&str]) -> Result<String> {
    tools::run(&mut cargo(args))?;
    Ok(String::new())
}

fn clippy(args: &[&str]) -> Result<String> {
    tools::run(cargo(&["clippy"]).args(args).args(["--", "-D", "warnings"]))?;
    Ok(String::new())
}

/// Runs `cargo test` and counts what it ran: a run without a test is a failure.
fn tests(args: &[&str]) -> Result<String> {
    let mut command = cargo(&["test"]);
    command.args(args);
    let tally = run_and_tally(&mut command)?;
    ensure!(tally.passed > 0, "no test ran");
    let mut outcome = format!("{} tests passed", tally.passed);
    if tally.ignored > 0 {
        outcome += &format!(", {} left out", tally.ignored);
    }
    Ok(outcome)
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u32,
    ignored: u32,
}

impl Tally {
    /// Adds the counts of a line such as `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ok. ") else {
            return;
        };
        for part in result.split("; ") {
            match part.split_once(' ') {
                Some((count, "passed")) => self.passed += count.parse().unwrap_or(0),
                Some((count, "ignored")) => self.ignored += count.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

/// Shows the command's output as it comes and reads the tests' results out of it.
fn run_and_tally(command: &mut Command) -> Result<Tally> {
    let line = tools::words(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{line}`"))?;
    let output = child.stdout.take().context("the output is piped")?;
    let mut tally = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        tally.add(&line);
    }
    let status = child.wait()?;
    ensure!(status.success(), "`{line}` failed ({status})");
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn results_are_counted() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 7 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
        ] {
            tally.add(line);
        }
        assert_eq!(tally, Tally { passed: 7, ignored: 1 });
    }
}
