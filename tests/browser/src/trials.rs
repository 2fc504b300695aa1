//! Trials that are given to the page by more than one file of tests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

/// Six people in two arms.
pub const TRIAL: &str = "arm,day,died\na,1,1\na,5,0\na,7,1\nb,2,1\nb,9,1\nb,11,0\n";

/// The reconstructed days to recovery, as they stand among the reference data.
pub fn recovery() -> Result<String> {
    Ok(fs::read_to_string(reference("data/lanzoni2021_recovery31_RECONSTRUCTED.csv"))?)
}

/// Infections of 38 persons with two catheters each.
pub fn kidney() -> Result<String> {
    let fixture: Value = serde_json::from_str(&fs::read_to_string(reference("fixtures/kidney.json"))?)?;
    let data = &fixture["data"];
    let column = |name: &str| data[name].as_array().with_context(|| format!("no {name}"));
    let (time, status, sex) = (column("time")?, column("status")?, column("group")?);
    let row = |i: usize| {
        let sex = if sex[i] == "1" { "male" } else { "female" };
        format!("{},{},{sex},{}\n", time[i], status[i], 1 + i / 2)
    };
    Ok(format!("time,status,sex,person\n{}", (0..time.len()).map(row).collect::<String>()))
}

fn reference(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../reference").join(file)
}
