//! Compares the answers about a folder of files with the numbers that R gave, and prints a table of verdicts.
//!
//! ```sh
//! cargo run --release --example verdicts -- FOLDER [PLAN.json]
//! ```
//!
//! Beside each table `NAME.csv` (or `.tsv`, `.txt`) stands `NAME.expected.json` with what R said. `groups`, `logrank`, `cox`
//! and `zph` in it are compared wherever they stand; further numbers by the plan, which also holds the choices that a person
//! would make: `{NAME: {roles, options, numbers: [[place in the report, place in the expected file, tolerance]], says: [code or
//! part of a sentence]}}`. Columns are named; places are JSON pointers. Without a plan `reports.json` beside this file is used.
//!
//! A verdict is `right` (every number agrees, every sentence is said), `differs` or `silent` (a sentence is missing). The
//! exit code is 1 unless all are right.

mod compare;
mod plan;

use compare::Finding;
use plan::{Case, Plan};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: cargo run --release --example verdicts -- FOLDER [PLAN.json]");
        return ExitCode::from(2);
    };
    let plan = arguments.next().map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verdicts/reports.json"),
        PathBuf::from,
    );
    match run(&folder, &plan) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints a line a file and a sum; the number of files that are not right.
fn run(folder: &Path, plan: &Path) -> Result<usize, String> {
    let plan = Plan::read(plan)?;
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "csv" || end == "tsv" || end == "txt"))
        .collect();
    names.sort();
    let (mut right, mut others) = (0, 0);
    println!("| file | verdict | numbers | what was found |\n|---|---|---:|---|");
    for path in names {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(expected) = plan::expected(&path.with_file_name(format!("{stem}.expected.json")))? else {
            continue;
        };
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let finding = Finding::of(&text, &expected, plan.case(&stem).unwrap_or(&Case::default()));
        if finding.is_right() {
            right += 1
        } else {
            others += 1
        }
        println!("| {stem} | {} | {} | {} |", finding.verdict(), finding.compared, finding.said());
    }
    println!("\n{right} right, {others} not");
    Ok(others)
}
