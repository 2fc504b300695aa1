#![allow(clippy::disallowed_methods, missing_docs)] // a generator, not an estimator
//! The whole way, from text to report and figure, timed on generated trials of two arms.
//!
//! ```text
//! cargo bench
//! ```
//!
//! Writes `target/bench-data/arm_N.csv` (time, status, arm), which R and the browser are timed on as
//! well, and the results to `native.json` beside them. `cargo xtask bench` runs all three. Each time
//! is the median of several runs in one process. Memory is the most that the whole way held at once,
//! the text itself not counted, as a multiple of the text.

use peak_alloc::PeakAlloc;
use riskset::compare::log_rank::log_rank;
use riskset::cox::design::{Design, Model};
use riskset::cox::regression::fit;
use riskset::cox::{fit_groups, likelihood::Ties};
use riskset::data::{Roles, Sheet, Survival, gather};
use riskset::estimate::kaplan_meier;
use riskset::report::{Options, analyze};
use riskset::risk_set::RiskSets;
use serde_json::{Value, json};
use std::fmt::Write;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
/// Rows of the table for a Cox model of ten numbers, which R is timed on as well.
const COX_ROWS: usize = 100_000;
const RUNS: usize = 9;
/// Steps of each curve that the page asks for.
const MAX_STEPS: usize = 5000;

fn main() {
    let of_covariates = folder().join(format!("cox_{COX_ROWS}.csv"));
    let of_ten = written(&of_covariates, || covariates(COX_ROWS));
    println!("median (lowest) of {RUNS} runs, milliseconds; memory in lengths of the text");
    let results: Vec<Value> = SIZES.into_iter().map(measured).collect();
    let cox = cox_of_ten(&of_ten);
    println!("\nCox model of ten numbers, {COX_ROWS} rows, laid out and fitted: {:.1} ms", 1000.0 * cox);
    std::fs::write(folder().join("native.json"), json!({ "results": results, "cox": cox }).to_string())
        .expect("a folder to write to");
}

/// Seconds that the Cox model of ten numbers takes from its data on, as R's `coxph` from its data frame: the median.
fn cox_of_ten(text: &str) -> f64 {
    let sheet = Sheet::read(text);
    let roles = Roles { group: None, covariates: (2..12).collect(), ..sheet.guess() };
    let data = Survival::new(gather(&sheet, &roles).expect("a sound table").subjects).expect("sound data");
    let time = |_| {
        let start = Instant::now();
        let model = Model { reference: None, covariates: (0..10).collect(), stratified: false };
        let fitted = fit(&Design::new(&data, &model), Ties::Efron, &Default::default());
        assert!(black_box(fitted).is_ok_and(|fit| fit.converged && fit.kept.len() == 10), "ten coefficients");
        start.elapsed().as_secs_f64()
    };
    median(&(0..RUNS).map(time).collect::<Vec<f64>>())
}

fn measured(rows: usize) -> Value {
    let text = written(&folder().join(format!("arm_{rows}.csv")), || trial(rows));
    let mut whole = Stages::default();
    let mut stages = Stages::default();
    for _ in 0..RUNS {
        run(&text, &mut whole);
        run_core(&text, &mut stages);
    }
    let memory = peak(&text) as f64 / text.len() as f64;
    println!("\n{rows} rows\n{}  memory {memory:.2}\nof this, the core: {}", whole.line(), stages.line());
    json!({ "rows": rows, "seconds": whole.sum(), "memory": memory, "text_bytes": text.len() })
}

/// Reading, guessing roles, analysing.
fn run(text: &str, stages: &mut Stages) {
    let start = Instant::now();
    let sheet = Sheet::read(text);
    let start = stages.end("read", start);
    let roles = sheet.guess();
    let start = stages.end("guess", start);
    let options = Options { max_steps: Some(MAX_STEPS), ..Options::default() };
    let (report, figure) = analyze(&sheet, &roles, &options).expect("a sound trial");
    stages.end("analyze", start);
    assert!(report.cox.is_some() && figure.curves.len() == 2, "the whole way was gone");
}

/// What the analysis computes before it reports.
fn run_core(text: &str, stages: &mut Stages) {
    let sheet = Sheet::read(text);
    let roles = sheet.guess();
    let start = Instant::now();
    let subjects = gather(&sheet, &roles).expect("a sound trial").subjects;
    let start = stages.end("gather", start);
    let data = Survival::new(subjects).expect("a sound trial");
    let start = stages.end("sort", start);
    let sets = RiskSets::new(&data);
    let start = stages.end("risk sets", start);
    let curves = black_box(kaplan_meier::by_group(&sets));
    let start = stages.end("curves", start);
    let _ = black_box(log_rank(&sets));
    let start = stages.end("log-rank", start);
    let _ = black_box(fit_groups(&sets, 0, Ties::Efron));
    stages.end("Cox", start);
    drop(curves);
}

/// The most bytes that the whole way holds at once.
fn peak(text: &str) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    run(text, &mut Stages::default());
    MEMORY.peak_usage() - before
}

/// Times of the same stages over several runs, in milliseconds.
#[derive(Default)]
struct Stages(Vec<(&'static str, Vec<f64>)>);

impl Stages {
    /// Notes how long a stage took; gives back when the next begins.
    fn end(&mut self, name: &'static str, start: Instant) -> Instant {
        let time = start.elapsed().as_secs_f64() * 1000.0;
        match self.0.iter_mut().find(|stage| stage.0 == name) {
            Some((_, times)) => times.push(time),
            None => self.0.push((name, vec![time])),
        }
        Instant::now()
    }

    fn line(&self) -> String {
        let stage = |(name, times): &(&str, Vec<f64>)| {
            let lowest = times.iter().copied().fold(f64::INFINITY, f64::min);
            format!("{name} {:.1} ({lowest:.1})  ", median(times))
        };
        self.0.iter().map(stage).collect::<String>() + &format!("sum {:.1}", 1000.0 * self.sum())
    }

    /// Median of the sums of the runs, in seconds.
    fn sum(&self) -> f64 {
        let of_run = |run| self.0.iter().map(|(_, times)| times[run]).sum::<f64>();
        median(&(0..RUNS).map(of_run).collect::<Vec<f64>>()) / 1000.0
    }
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The text of the file; written first where there is none.
fn written(path: &Path, generate: impl Fn() -> String) -> String {
    if let Ok(text) = std::fs::read_to_string(path) {
        return text;
    }
    let text = generate();
    std::fs::create_dir_all(folder())
        .and_then(|()| std::fs::write(path, &text))
        .expect("a folder to write to");
    text
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-data")
}

/// Exponential times, hazard ratio 1.3, uniform censoring; six decimals, so that ties are rare and
/// nothing is cheap.
fn trial(rows: usize) -> String {
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

/// The same with ten numbers between -1 and 1 in place of the arm, each with an effect of its own.
fn covariates(rows: usize) -> String {
    let mut random = fastrand::Rng::with_seed(20_210_106);
    let mut text = String::from("time,status,x1,x2,x3,x4,x5,x6,x7,x8,x9,x10\n");
    for _ in 0..rows {
        let x: Vec<f64> = (0..10).map(|_| 2.0 * random.f64() - 1.0).collect();
        let risk: f64 = x.iter().zip(1..).map(|(x, i)| x * (f64::from(i) - 5.5) / 10.0).sum();
        let event = -(1.0 - random.f64()).ln() / (0.002 * risk.exp());
        let censoring = 1500.0 * random.f64();
        let _ = write!(text, "{:.6},{}", event.min(censoring), u8::from(event <= censoring));
        let _ = x.iter().try_for_each(|x| write!(text, ",{x:.6}"));
        text.push('\n');
    }
    text
}
