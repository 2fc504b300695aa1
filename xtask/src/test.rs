//! Every check and test, in order.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};

use crate::tools::{self, WASM_TARGET, cargo};
use crate::{bundle, size};

/// One check: its name and what it does. What it gives back is said beside its name at the end.
type Step = (&'static str, fn() -> Result<String>);

const SITE: &str = "site";
const BROWSER: &str = "cargo test, in the browser";

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
    (SITE, build),
    (BROWSER, || tests(&["--package", "browser-tests"])),
];

/// What became of a step.
struct Done {
    name: &'static str,
    time: Duration,
    outcome: Result<String>,
}

/// Runs all steps, goes on after one that fails, and lists all failures at the end.
pub(crate) fn test() -> Result<()> {
    let done = run_all(STEPS);
    print!("\n{}", summary(&done));
    let failed = done.iter().filter(|step| step.outcome.is_err()).count();
    ensure!(failed == 0, "{failed} of {} steps failed", done.len());
    Ok(())
}

fn run_all(steps: &[Step]) -> Vec<Done> {
    let mut done: Vec<Done> = Vec::new();
    for &(name, step) in steps {
        println!("\n=== {name}");
        let start = Instant::now();
        let no_site =
            name == BROWSER && done.iter().any(|other| other.name == SITE && other.outcome.is_err());
        // The site of an earlier build would be tested in its place.
        let outcome = if no_site { Err(anyhow!("not run: there is no site to test")) } else { step() };
        let time = start.elapsed();
        match &outcome {
            Ok(_) => println!("=== {name}: {:.1} s", time.as_secs_f64()),
            Err(error) => println!("=== {name}: FAILED: {error:#}"),
        }
        done.push(Done { name, time, outcome });
    }
    done
}

/// A line for each step, then what failed.
fn summary(done: &[Done]) -> String {
    let mut out = String::new();
    for Done { name, time, outcome } in done {
        let words = outcome.as_ref().map_or("FAILED", String::as_str);
        let line = format!("{:>7.1} s  {name:<28}{words}", time.as_secs_f64());
        out += line.trim_end();
        out.push('\n');
    }
    for Done { name, outcome, .. } in done {
        if let Err(error) = outcome {
            out += &format!("\n{name} FAILED: {error:#}\n");
        }
    }
    if done.iter().all(|step| step.outcome.is_ok()) {
        out += "all steps passed\n";
    }
    out
}

/// Everything that a later step would miss, so that a missing tool is said before the long steps.
fn prepare() -> Result<String> {
    tools::ensure_wasm_target()?;
    tools::ensure_components()?;
    tools::ensure_browser()?;
    tools::ensure_firefox()?;
    tools::ensure_node()?;
    tools::ensure_fonts()?;
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

/// Runs `cargo test`, all programs of it, and counts what it ran: a run without a test is a failure.
fn tests(args: &[&str]) -> Result<String> {
    let mut command = cargo(&["test", "--no-fail-fast"]);
    command.args(args);
    let (tally, succeeded) = run_and_tally(&mut command)?;
    tally.outcome(succeeded, &tools::words(&command))
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u32,
    failed: u32,
    ignored: u32,
    /// Names of the tests that failed.
    names: Vec<String>,
}

impl Tally {
    /// Adds what a line says: `test result: ok. 3 passed; 0 failed; 1 ignored; …`, or `test name ... FAILED`.
    fn add(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test ") else { return };
        let Some((_, counts)) = rest.strip_prefix("result: ").and_then(|result| result.split_once(". "))
        else {
            self.names.extend(rest.strip_suffix(" ... FAILED").map(str::to_owned));
            return;
        };
        for part in counts.split("; ") {
            match part.split_once(' ') {
                Some((count, "passed")) => self.passed += count.parse().unwrap_or(0),
                Some((count, "failed")) => self.failed += count.parse().unwrap_or(0),
                Some((count, "ignored")) => self.ignored += count.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    /// The counts; an error where a test failed, none ran, or the command failed for another reason.
    fn outcome(&self, succeeded: bool, command: &str) -> Result<String> {
        let Tally { passed, failed, ignored, names } = self;
        ensure!(*failed == 0, "{failed} of {} tests failed:\n  {}", passed + failed, names.join("\n  "));
        ensure!(succeeded, "`{command}` failed, although the {passed} tests that ran passed: see above");
        ensure!(*passed > 0, "no test ran");
        let left_out = if *ignored > 0 { format!(", {ignored} left out") } else { String::new() };
        Ok(format!("{passed} tests passed{left_out}"))
    }
}

/// Shows the command's output as it comes and reads the tests' results out of it; then whether it succeeded.
fn run_and_tally(command: &mut Command) -> Result<(Tally, bool)> {
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
    Ok((tally, child.wait()?.success()))
}

#[cfg(test)]
mod tests {
    use super::{BROWSER, SITE, Tally, run_all, summary};
    use anyhow::bail;

    #[test]
    fn results_are_counted() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test a::b ... ok",
            "test a::c ... FAILED",
            "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 7 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
        ] {
            tally.add(line);
        }
        assert_eq!(tally, Tally { passed: 14, failed: 1, ignored: 1, names: vec!["a::c".to_owned()] });
        let said = tally.outcome(false, "cargo test").expect_err("one failed").to_string();
        assert_eq!(said, "1 of 15 tests failed:\n  a::c");
    }

    #[test]
    fn a_run_that_broke_off_is_a_failure() {
        let mut tally = Tally::default();
        assert!(tally.outcome(true, "cargo test").is_err(), "no test ran");
        tally.add("test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out");
        assert!(tally.outcome(false, "cargo test").is_err(), "a program did not compile, or crashed");
        assert_eq!(tally.outcome(true, "cargo test").expect("passed"), "2 tests passed, 1 left out");
    }

    #[test]
    fn steps_go_on_after_one_that_fails() {
        let done = run_all(&[
            ("first", || bail!("broken")),
            ("second", || Ok("3 tests passed".to_owned())),
            (SITE, || bail!("no core")),
            (BROWSER, || Ok("an old site".to_owned())),
        ]);
        let said = summary(&done);
        for words in [
            "second                      3 tests passed",
            "first FAILED: broken",
            "site FAILED: no core",
            "not run",
        ] {
            assert!(said.contains(words), "{words} in {said}");
        }
        assert!(!said.contains("an old site") && !said.contains("all steps passed"), "{said}");
        assert!(summary(&run_all(&[("one", || Ok(String::new()))])).ends_with("all steps passed\n"));
    }
}
