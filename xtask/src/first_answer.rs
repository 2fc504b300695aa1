//! What the core says while the site is built: the answer to the first worked example, put into `index.html` so that a
//! visitor reads it while the core is still on its way; and the table of all fields that can be chosen, for the
//! check of links and files.
//!
//! A program of its own (`xtask/worked`) computes it, with the core as it is now.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use site::Site;

use crate::tools::{self, cargo};

/// Which piece belongs where: before or inside an element that stands once in the page.
const PLACES: [(&str, &str); 3] = [
    ("headline", "<div id=\"headline\">"),
    ("figure", "<div id=\"figure\" class=\"canvas-box\">"),
    ("label", "<figure class=\"figure\" aria-labelledby=\"figure-label\">"),
];

/// The table of fields as a module, which `www/share/check.js` imports.
const FIELDS: &str = "www/share/fields.js";

/// Puts the answer to the sample of this name into the page, and the table of fields beside its check.
pub(crate) fn add(site: &mut Site, sample: &str) -> Result<()> {
    let path = format!("www/samples/{sample}.csv");
    let pieces = tools::output(&mut cargo(&["run", "--quiet", "--package", "worked", "--", &path]))?;
    let pieces: Value = serde_json::from_str(&pieces).context("what the worked example gave")?;
    ensure!(pieces["choices"].is_object(), "the core names no fields");
    site.insert(FIELDS, format!("export const CHOICES = {};\n", pieces["choices"]));
    let page = placed(site.text("index.html").context("there is no index.html")?, &pieces)?;
    site.insert("index.html", page);
    Ok(())
}

fn placed(page: &str, pieces: &Value) -> Result<String> {
    let mut out = page.to_owned();
    for (name, place) in PLACES {
        ensure!(out.matches(place).count() == 1, "index.html does not hold {place} once");
        let piece = pieces[name].as_str().unwrap_or_default();
        out = out.replacen(place, &format!("{place}{piece}"), 1);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{PLACES, placed};
    use serde_json::json;

    #[test]
    fn each_piece_has_its_place() {
        let page: String = PLACES.iter().map(|(_, place)| format!("{place}\n")).collect();
        let pieces = json!({ "headline": "<p>A</p>", "figure": "<svg/>", "label": null });
        let out = placed(&page, &pieces).expect("all places");
        assert_eq!(
            out,
            "<div id=\"headline\"><p>A</p>\n<div id=\"figure\" class=\"canvas-box\"><svg/>\n\
             <figure class=\"figure\" aria-labelledby=\"figure-label\">\n"
        );
        assert!(placed("<div id=\"headline\"></div>", &pieces).is_err());
    }
}
