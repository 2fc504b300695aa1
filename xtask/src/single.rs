//! `riskset.html`: the whole page in one file, which opens from a disk without a server.
//!
//! Scripts and style stand in the file, and the page's policy names each by its hash, so that
//! nothing else runs. The core is compressed with gzip, which every browser unpacks by itself, and
//! written in base64.

use std::io::Write;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use site::Site;

use crate::join::whole;
use crate::minify::minify;

/// Name of the file in the site.
pub(crate) const NAME: &str = "riskset.html";

const STYLE: &str = "<link rel=\"stylesheet\" href=\"www/style.css\">\n";
const EARLY: &str = "<script src=\"www/embed/mode.js\"></script>\n";
const MAIN: &str = "<script type=\"module\" src=\"www/main.js\"></script>\n";

/// The file, made from the site before its modules are joined.
pub(crate) fn single(site: &Site, wasm: &[u8]) -> Result<String> {
    let mut site = site.clone();
    site.insert("pkg/wasm.js", wasm_module(wasm)?);
    let script = minify("riskset.html", &whole(&site, "www/main.js")?)?;
    let text = |path: &str| site.text(path).with_context(|| format!("{path} is not there"));
    let (page, style, early) = (text("index.html")?, text("www/style.css")?, text("www/embed/mode.js")?);
    for inside in [&script, early] {
        let lower = inside.to_ascii_lowercase();
        ensure!(!lower.contains("</script") && !lower.contains("<!--"), "a script would end too early");
    }
    let scripts = format!("{} {} 'wasm-unsafe-eval'", hash(early), hash(&script));
    let mut out = page.to_owned();
    for (from, to) in [
        ("<html lang=\"en\">", "<html lang=\"en\" data-single>"),
        ("script-src 'self' 'wasm-unsafe-eval'", &format!("script-src {scripts}")),
        ("style-src 'self'", &format!("style-src {}", hash(style))),
        (STYLE, &format!("<style>{style}</style>\n")),
        (EARLY, &format!("<script>{early}</script>\n")),
        (MAIN, &format!("<script type=\"module\">{script}</script>\n")),
    ] {
        ensure!(out.matches(from).count() == 1, "index.html does not hold {from:?} once");
        out = out.replacen(from, to, 1);
    }
    let preloads = |line: &&str| !line.starts_with("<link rel=\"modulepreload\"");
    // Only the head has preloads; what was put in is cut into lines and joined again as it was.
    Ok(out.split('\n').filter(preloads).collect::<Vec<_>>().join("\n"))
}

/// How a policy names a script or style that stands in the page.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// The core as a module that needs no network and holds only letters that any page may hold.
fn wasm_module(wasm: &[u8]) -> Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(wasm)?;
    let packed = STANDARD.encode(encoder.finish()?);
    Ok(format!("const text = \"{packed}\";\n{FUNCTION}"))
}

const FUNCTION: &str = "\
/** The core's bytes. @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function wasmBytes() {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream(\"gzip\"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
";

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let mut site = Site::default();
        let page = format!(
            "<html lang=\"en\">\n<meta content=\"script-src 'self' 'wasm-unsafe-eval'; style-src 'self'\">\n{STYLE}{EARLY}<link rel=\"modulepreload\" href=\"x\">\n{MAIN}</html>"
        );
        site.insert("index.html", page);
        site.insert("www/style.css", "b { color: red; }");
        site.insert("www/embed/mode.js", "early();");
        site.insert("www/main.js", "import { wasmBytes } from \"../pkg/wasm.js\";\nwasmBytes();\n");
        site
    }

    #[test]
    fn everything_is_inside_and_named_by_its_hash() {
        let page = single(&site(), b"core").expect("a page");
        assert!(
            page.contains("<style>b { color: red; }</style>") && page.contains("<script>early();</script>")
        );
        assert!(
            !page.contains("modulepreload") && !page.contains(" src=") && !page.contains("href"),
            "{page}"
        );
        for inside in ["b { color: red; }", "early();"] {
            assert!(page.contains(&hash(inside)));
        }
        assert!(!page.contains("'self'"));
    }

    #[test]
    fn a_script_that_would_end_its_tag_stops_the_build() {
        let mut site = site();
        site.insert("www/embed/mode.js", "x = '</script>';");
        assert!(single(&site, b"core").is_err());
    }
}
