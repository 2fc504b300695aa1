//! The page writes ratios and percentage points as the core does.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use riskset::report::number;

/// Numbers near every edge of the rule, halves that binary fractions hold exactly, and many in between.
fn many() -> Vec<f64> {
    let edges = [
        0.0,
        1e-300,
        1e-9,
        1e-7,
        1e-6,
        0.09,
        0.094_999,
        0.095,
        0.099_9,
        0.125,
        0.375,
        0.985,
        0.99,
        0.994_9,
        0.995,
        0.998,
        0.999_5,
        0.999_99,
        0.999_999_9,
        1.0 - 2e-10,
        1.0,
        1.0 + 2e-10,
        1.000_000_1,
        1.000_4,
        1.004_9,
        1.005,
        1.005_1,
        1.015,
        2.125,
        2.675,
        9.985,
        9.994_9,
        9.995,
        10.0,
        10.5,
        11.34,
        12.5,
        71.4,
        99.4,
        99.5,
        99.949,
        99.95,
        100.5,
        123.4,
        999.4,
        999.5,
        1234.0,
        1235.0,
        9994.0,
        9995.0,
        12_345.6,
        99_949.0,
        99_950.0,
        999_499.0,
        999_500.0,
        1_250_000.0,
        9_960_000.0,
        1e12,
        1e21,
        1e22,
    ];
    let ladder = (-4000..4000).map(|i| riskset::math::exp(f64::from(i) * 0.003_7));
    let fine = (0..4000).map(|i| 0.9 + f64::from(i) * 0.000_05);
    let eighths = (0..800).map(|i| f64::from(i) / 8.0);
    edges.into_iter().chain(ladder).chain(fine).chain(eighths).collect()
}

/// What the page's module makes of the numbers: alone, with wide and with narrow limits, as percentage points.
const PAGE: &str = "
    import { readFileSync } from 'node:fs';
    const [format] = process.argv.slice(1);
    const source = readFileSync(format, 'utf8');
    const { points, ratio } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    const maybe = (value) => ({ value, reason: null });
    const within = (lower, upper) => ratio.of({ lower: maybe(lower), upper: maybe(upper) });
    const numbers = JSON.parse(readFileSync(0, 'utf8'));
    const each = (value) => [ratio(value), within(value / 3, value * 3)(value), within(value / 1.3, value * 1.3)(value), points(Math.min(value, 100) / 100), points(-Math.min(value, 100) / 100)];
    console.log(JSON.stringify(numbers.map(each)));";

#[test]
fn the_page_and_the_core_round_alike() -> Result<()> {
    use std::io::Write;
    let format = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/format.js");
    let mut node = Command::new("node")
        .args(["--input-type=module", "-e", PAGE])
        .arg(format)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .context("Node is needed: apt-get install nodejs")?;
    let numbers = many();
    node.stdin.take().context("no way in")?.write_all(serde_json::to_string(&numbers)?.as_bytes())?;
    let output = node.wait_with_output()?;
    let page: Vec<[String; 5]> = serde_json::from_slice(&output.stdout).context("Node said nothing")?;
    ensure!(page.len() == numbers.len() && page.len() > 12_000, "{} answers", page.len());
    for (value, page) in numbers.into_iter().zip(page) {
        let [wide, ..] = number::ratios([value, value / 3.0, value * 3.0]);
        let [narrow, ..] = number::ratios([value, value / 1.3, value * 1.3]);
        let share = value.min(100.0) / 100.0;
        let points = [share, -share].map(|share| number::points(share, 1));
        let [up, down] = points;
        let core = [number::ratio(value), wide, narrow, up, down];
        ensure!(core == page, "{value:e}: the core writes {core:?}, the page {page:?}");
    }
    Ok(())
}
