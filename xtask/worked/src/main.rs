//! What the build asks the core: the answer to the worked example as HTML, which the page shows before its script has
//! run, and the table of all fields that can be chosen.
//!
//! `worked SAMPLE.csv` writes a JSON object to standard output, a piece of HTML under the name of each place of
//! `index.html` that it belongs in, and the table under `choices`. It is a program of its own so that it is always
//! built with the core that the page gets. The script takes the pieces away (they are of the class `worked`) when it has computed the
//! same answer itself.
//!
//! The figure cannot know the width it will have. It is laid out for a few widths; the style shows the one that is
//! nearest, stretched to fit. Colours are given for a light and for a dark ground.

use anyhow::{Context, Result, bail, ensure};
use riskset::data::Sheet;
use riskset::figure::Figure;
use riskset::plot::{
    chart::draw, layout::Layout, marks::FONT, measure::Rough, palette::Theme, svg::elements,
};
use riskset::report::fields::choices;
use riskset::report::{Options, Report, analyze, shape::Span};
use serde_json::json;

/// Widths of the figure in CSS pixels: of common telephones, of tablets, of a desk. The style has the bounds between them.
const WIDTHS: [f64; 4] = [328.0, 380.0, 560.0, 858.0];

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("name the sample")?;
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let sheet = Sheet::read(&text);
    let Ok((report, figure)) = analyze(&sheet, &sheet.guess(), &Options::default()) else {
        bail!("{path} has no answer")
    };
    let places = json!({
        "headline": headline(&report)?,
        "label": note(&report, "label").map(|label| format!("<p class=\"label worked\">{}</p>", escaped(label))),
        "figure": picture(&figure, &report.words.figure_alt)?,
        "choices": choices(),
    });
    println!("{places}");
    Ok(())
}

fn note<'a>(report: &'a Report, wanted: &str) -> Option<&'a str> {
    report.data.notes.iter().find(|note| note.key == wanted).map(|note| note.value.as_str())
}

/// As `www/ui/headline.js` makes it of two groups, with a button that cannot be pressed yet.
fn headline(report: &Report) -> Result<String> {
    let cox = report.cox.as_ref().context("a worked example has a hazard ratio")?;
    let direction = &cox.terms.first().context("a term")?.direction;
    let sentence: String = report.words.headline.iter().map(span).collect();
    let rest = report.words.under.iter().filter(|part| *part != direction);
    let parts: String =
        rest.map(|part| format!("<span class=\"part\">{}</span>", escaped(&capital(part)))).collect();
    Ok(format!(
        "<div class=\"worked\"><p class=\"kicker\">{}</p><p class=\"say\">{sentence}</p><p class=\"under\">\
         <span class=\"direction\"><span>{}</span><button type=\"button\" disabled>Swap</button></span>\
         <span>{parts}</span></p></div>",
        escaped(note(report, "title").unwrap_or_default()),
        escaped(direction),
    ))
}

fn span(span: &Span) -> String {
    let text = escaped(&span.text);
    if span.strong { format!("<b>{text}</b>") } else { text }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The figure at all widths, as one picture with one text alternative.
fn picture(figure: &Figure, alternative: &str) -> Result<String> {
    let at = |width: &f64| {
        let layout = Layout::new(figure, *width, &Rough);
        let [light, dark] =
            [Theme::Light, Theme::Dark].map(|theme| elements(&draw(figure, &layout, theme, true)));
        Ok(format!(
            "<svg aria-hidden=\"true\" viewBox=\"0 0 {} {}\" font-family=\"{}\">{}</svg>",
            layout.width,
            layout.height,
            escaped(FONT),
            both(&light, &dark)?
        ))
    };
    let all = WIDTHS.iter().map(at).collect::<Result<String>>()?;
    Ok(format!("<div class=\"worked\" role=\"img\" aria-label=\"{}\">{all}</div>", escaped(alternative)))
}

/// One picture for two grounds: where the two have different colours, both stand.
fn both(light: &str, dark: &str) -> Result<String> {
    const COLOUR: &str = "=\"#";
    let [lights, darks] = [light, dark].map(|picture| picture.split(COLOUR).collect::<Vec<_>>());
    ensure!(lights.len() == darks.len(), "one picture has more colours");
    ensure!(lights[0] == darks[0], "the pictures begin differently");
    let mut out = lights[0].to_owned();
    for (a, b) in lights.iter().zip(&darks).skip(1) {
        let (a, rest) = a.split_at_checked(6).context("a colour")?;
        let (b, other) = b.split_at_checked(6).context("a colour")?;
        ensure!(rest == other, "only colours may differ: {rest:?}, {other:?}");
        out += &if a == b { format!("{COLOUR}{a}{rest}") } else { format!("=\"light-dark(#{a},#{b}){rest}") };
    }
    Ok(out)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_between_grounds_is_said_for_both() {
        let made =
            both("<a fill=\"#000001\"/><b fill=\"#123456\">", "<a fill=\"#fffff1\"/><b fill=\"#123456\">");
        assert_eq!(made.expect("alike"), "<a fill=\"light-dark(#000001,#fffff1)\"/><b fill=\"#123456\">");
        assert!(both("<a fill=\"#000001\">x", "<a fill=\"#000001\">y").is_err());
        assert!(both("<a fill=\"#000001\"><b fill=\"#000001\">", "<a fill=\"#000001\">").is_err());
    }

    #[test]
    fn names_stay_text() {
        assert_eq!(escaped("<b a=\"&\">"), "&lt;b a=&quot;&amp;&quot;&gt;");
        assert_eq!((capital("log-rank"), capital("")), ("Log-rank".to_owned(), String::new()));
    }
}
