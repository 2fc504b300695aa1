//! What a visitor downloads.

use std::io::Write;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use site::Site;

use crate::single;

/// All that a visitor downloads stays below this, compressed with brotli, in bytes.
const BUDGET: usize = 300_000;

/// What the page loads; everything else is for people who write on top of it, and no visitor of the page loads it.
const PAGE: &[&str] = &[
    "index.html",
    "pkg/riskset.js",
    "pkg/wasm.js",
    "www/main.js",
    "www/worker.js",
    "www/style.css",
    "www/samples/samples.js",
    "www/embed/mode.js",
];

/// Says where the one-file page is and how large.
pub(crate) fn print_single(site: &Site) -> Result<()> {
    let bytes = site.get(single::NAME).context("the one-file page was not made")?;
    println!("dist/{}: {} bytes, {} with gzip", single::NAME, bytes.len(), gzip(bytes)?);
    Ok(())
}

/// Prints the size of each file as it stands, with gzip -9 and with brotli -11.
pub(crate) fn print(site: &Site) -> Result<()> {
    println!("{:>9} {:>9} {:>9}", "raw", "gzip", "brotli");
    let mut total = [0; 3];
    for (address, bytes) in
        site.files().filter(|(address, _)| PAGE.iter().any(|part| address.starts_with(part)))
    {
        let sizes = [bytes.len(), gzip(bytes)?, brotli(bytes)?];
        row(sizes, address);
        for (sum, size) in total.iter_mut().zip(sizes) {
            *sum += size;
        }
    }
    row(total, "in all");
    let verdict = if total[2] <= BUDGET { "within" } else { "OVER" };
    println!("{verdict} the budget of {BUDGET} bytes with brotli");
    Ok(())
}

fn row([raw, gzip, brotli]: [usize; 3], name: &str) {
    println!("{raw:>9} {gzip:>9} {brotli:>9}  {name}");
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len())
}
