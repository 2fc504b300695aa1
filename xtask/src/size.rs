//! What a visitor downloads.

use std::io::Write;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use site::Site;

/// All that a visitor downloads stays below this, compressed with brotli, in bytes.
const BUDGET: usize = 300_000;

/// Prints the size of each file as it stands, with gzip -9 and with brotli -11.
pub(crate) fn print(site: &Site) -> Result<()> {
    println!("{:>9} {:>9} {:>9}", "raw", "gzip", "brotli");
    let mut total = [0; 3];
    // Types are for people who write code on top of the page: no visitor's browser loads them.
    for (address, bytes) in site.files().filter(|(address, _)| !address.ends_with(".d.ts")) {
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
