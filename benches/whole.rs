#![allow(clippy::disallowed_methods, missing_docs)] // a generator, not an estimator
//! The whole way, from text to report and figure, timed on generated trials of two arms.
//!
//! ```text
//! cargo bench
//! Rscript benches/compare.R target/bench-data
//! ```
//!
//! The first writes `target/bench-data/arm_N.csv` (time, status, arm) and times our side; the second
//! times R's read.csv, survfit, survdiff and coxph on the same files. Each figure is the median of
//! several runs in one process.

use riskset::data::Sheet;
use riskset::report::{Options, analyze};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const RUNS: usize = 7;
/// Steps of each curve that the page asks for.
const MAX_STEPS: usize = 5000;

fn main() {
    println!("median of {RUNS} runs, milliseconds");
    println!("{:>9}  {:>8}  {:>8}  {:>8}  {:>8}", "rows", "read", "guess", "analyze", "whole");
    for rows in SIZES {
        let text = trial(rows);
        let mut runs: Vec<[Duration; 4]> = (0..RUNS).map(|_| run(&text)).collect();
        let median = |stage: usize, runs: &mut Vec<[Duration; 4]>| {
            runs.sort_by_key(|run| run[stage]);
            runs[RUNS / 2][stage].as_secs_f64() * 1000.0
        };
        let [read, guess, analyze, whole] = [0, 1, 2, 3].map(|stage| median(stage, &mut runs));
        println!("{rows:>9}  {read:>8.1}  {guess:>8.1}  {analyze:>8.1}  {whole:>8.1}");
    }
}

/// Times of reading, guessing roles, analysing, and all of it.
fn run(text: &str) -> [Duration; 4] {
    let start = Instant::now();
    let sheet = Sheet::read(text);
    let read = start.elapsed();
    let roles = sheet.guess();
    let guess = start.elapsed() - read;
    let options = Options { max_steps: Some(MAX_STEPS), ..Options::default() };
    let (report, figure) = analyze(&sheet, &roles, &options).expect("a sound trial");
    let whole = start.elapsed();
    assert!(report.cox.is_some() && figure.curves.len() == 2, "the whole way was gone");
    [read, guess, whole - guess - read, whole]
}

/// The trial of this size, from its file; written first where there is none.
fn trial(rows: usize) -> String {
    let path = folder().join(format!("arm_{rows}.csv"));
    if let Ok(text) = std::fs::read_to_string(&path) {
        return text;
    }
    let text = generate(rows);
    std::fs::create_dir_all(folder())
        .and_then(|()| std::fs::write(&path, &text))
        .expect("a folder to write to");
    text
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data")
}

/// Exponential times, hazard ratio 1.3, uniform censoring; six decimals, so that ties are rare and
/// nothing is cheap.
fn generate(rows: usize) -> String {
    let mut random = fastrand::Rng::with_seed(20_210_105);
    let mut text = String::from("time,status,arm\n");
    for row in 0..rows {
        let (arm, hazard) = if row % 2 == 0 { ("control", 0.0026) } else { ("treated", 0.002) };
        let event = -(1.0 - random.f64()).ln() / hazard;
        let censoring = 1500.0 * random.f64();
        let status = u8::from(event <= censoring);
        let _ = writeln!(text, "{:.6},{status},{arm}", event.min(censoring));
    }
    text
}
