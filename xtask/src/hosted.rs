//! What other sites read about the page: a card for links to it (Open Graph) and, for each worked
//! example, how to show it (oEmbed). Both need the address that the site will have, so they are made
//! only when it is given.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use site::Site;

/// Size of a frame that holds an answer.
const FRAME: (u32, u32) = (720, 1450);

/// Adds the card and the oEmbed files for a site at `address`; `samples` are names and titles.
pub(crate) fn hosted(site: &mut Site, address: &str, samples: &[(String, String)]) -> Result<()> {
    ensure!(address.starts_with("https://") || address.starts_with("http://"), "{address:?} is no address");
    let at = format!("{}/", address.trim_end_matches('/'));
    for (name, title) in samples {
        let html = format!(
            "<iframe data-riskset src=\"{}?embed={name}\" title=\"{}\" width=\"100%\" height=\"{}\" style=\"border:0\" loading=\"lazy\"></iframe>",
            escaped(&at),
            escaped(title),
            FRAME.1
        );
        let answer = json!({
            "version": "1.0", "type": "rich", "title": title, "html": html,
            "width": FRAME.0, "height": FRAME.1, "provider_name": "Riskset", "provider_url": at,
        });
        site.insert(format!("oembed/{name}.json"), serde_json::to_string_pretty(&answer)?);
    }
    let page = site.text("index.html").context("there is no index.html")?;
    let (before, after) = page.split_once("<link rel=\"icon\"").context("index.html names no icon")?;
    let first = samples.first().map_or("", |(name, _)| name);
    let found = |name: &str, ends: char| {
        page.split_once(name).and_then(|(_, rest)| rest.split_once(ends)).map(|(text, _)| text.to_owned())
    };
    let title = found("<title>", '<').context("index.html has no title")?;
    let about =
        found("<meta name=\"description\" content=\"", '"').context("index.html has no description")?;
    let at = escaped(&at);
    let card = format!(
        "<link rel=\"canonical\" href=\"{at}\">\n\
         <meta property=\"og:type\" content=\"website\">\n\
         <meta property=\"og:url\" content=\"{at}\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n\
         <meta property=\"og:description\" content=\"{about}\">\n\
         <meta property=\"og:image\" content=\"{at}www/card.png\">\n\
         <meta property=\"og:image:alt\" content=\"Two curves of recovery with the sentence that says which was faster\">\n\
         <meta name=\"twitter:card\" content=\"summary_large_image\">\n\
         <link rel=\"alternate\" type=\"application/json+oembed\" href=\"{at}oembed/{first}.json\">\n"
    );
    let page = format!("{before}{card}<link rel=\"icon\"{after}");
    site.insert("index.html", page);
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_example_can_be_shown_and_the_page_has_a_card() {
        let mut site = Site::default();
        site.insert("index.html", "<title>T</title>\n<meta name=\"description\" content=\"D\">\n<link rel=\"icon\" href=\"data:,\">\n");
        let samples = [("4-aml".to_owned(), "A \"title\"".to_owned())];
        hosted(&mut site, "https://example.org/riskset", &samples).expect("a page");
        let page = site.text("index.html").expect("the page");
        assert!(
            page.contains("og:title\" content=\"T\"") && page.contains("og:description\" content=\"D\""),
            "{page}"
        );
        assert!(page.contains("https://example.org/riskset/www/card.png"));
        let oembed: serde_json::Value =
            serde_json::from_slice(site.get("oembed/4-aml.json").expect("a file")).expect("JSON");
        let html = oembed["html"].as_str().expect("markup");
        assert!(
            html.contains("src=\"https://example.org/riskset/?embed=4-aml\"")
                && html.contains("A &quot;title&quot;")
        );
        assert!(hosted(&mut site, "example.org", &samples).is_err());
    }
}
