//! Speed and memory of the whole way: natively, in Chromium, and R on the same files.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::bundle;
use crate::tools::{self, cargo, on_path, root};

/// Runs the three benchmarks one after the other and puts their results side by side.
pub(crate) fn bench() -> Result<()> {
    let folder = root().join("target/bench-data");
    tools::run(&mut cargo(&["bench", "--package", "riskset", "--bench", "whole"]))?;
    tools::ensure_browser()?;
    bundle::build(None)?;
    let browser = ["run", "--package", "browser-tests", "--bin", "bench", "--"];
    tools::run(cargo(&browser).arg(&folder))?;
    if on_path("Rscript") {
        let mut r = Command::new("Rscript");
        tools::run(r.arg("benches/compare.R").arg(&folder).current_dir(root()))?;
    } else {
        println!("R is not here: its columns stay empty.");
    }
    print!("\n{}", table(&read(&folder, "native")?, &read(&folder, "browser")?, &read(&folder, "r").ok()));
    Ok(())
}

fn read(folder: &Path, name: &str) -> Result<Value> {
    let path = folder.join(name).with_extension("json");
    let text = fs::read_to_string(&path).with_context(|| format!("{} is missing", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// A row for each size, in Markdown.
fn table(native: &Value, browser: &Value, r: &Option<Value>) -> String {
    let mut table = String::from(
        "| rows | native | Chromium | R | R / native | R / Chromium | memory, native | memory, Chromium |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    for i in 0.. {
        let at = |of: &Value, place: &str| number(of.pointer(&format!("/results/{i}{place}")));
        let Some(rows) = at(native, "/rows") else { return table };
        let seconds = [at(native, "/seconds"), at(browser, "/seconds")];
        let of_r = r.as_ref().and_then(|r| at(r, "/median_seconds/sum"));
        let ratios = seconds.map(|ours| Some(of_r? / ours?));
        let cell = |value: Option<f64>, decimals: usize, unit: &str| {
            value.map_or(String::new(), |value| format!("{value:.decimals$}{unit}"))
        };
        let mut cells = vec![cell(Some(rows), 0, "")];
        cells.extend(seconds.into_iter().chain([of_r]).map(|value| cell(value, 3, " s")));
        cells.extend(ratios.map(|value| cell(value, 0, "")));
        cells.extend([native, browser].map(|of| cell(at(of, "/memory"), 1, " x")));
        table += &format!("| {} |\n", cells.join(" | "));
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::table;

    #[test]
    fn results_stand_side_by_side() {
        let native = json!({ "results": [{ "rows": 1000, "seconds": 0.01, "memory": 5.0 }] });
        let browser = json!({ "results": [{ "rows": 1000, "seconds": 0.02, "memory": 5.5 }] });
        let r = json!({ "results": [{ "median_seconds": { "sum": 0.5 } }] });
        let last = |r| table(&native, &browser, &r).lines().last().unwrap_or_default().to_owned();
        assert_eq!(last(Some(r)), "| 1000 | 0.010 s | 0.020 s | 0.500 s | 50 | 25 | 5.0 x | 5.5 x |");
        assert_eq!(last(None), "| 1000 | 0.010 s | 0.020 s |  |  |  | 5.0 x | 5.5 x |");
    }
}
