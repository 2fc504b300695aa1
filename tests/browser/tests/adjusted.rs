//! From a clinical sheet to an adjusted ratio in two clicks, and where it is read: headline, figure, printed sheet, copied text,
//! files. The sheet is invented; the numbers are R's (`tests/reference/rooms/adjusted.R`).

use anyhow::{Context, Result, ensure};
use browser_tests::section::MODEL;
use browser_tests::{Page, View, visit};
use riskset::report::number::ratio;
use serde_json::{Value, json};

const CLINIC: &str = include_str!("../../data/clinic.csv");
const ROOM: &str = include_str!("../../reference/rooms/adjusted.json");

/// The ratio of a case, its limits and its people, as R has them.
fn of_r(name: &str) -> Result<([f64; 3], u64)> {
    let room: Value = serde_json::from_str(ROOM)?;
    let cases = room["cases"].as_array().context("cases")?;
    let case = cases.iter().find(|case| case["name"] == name).context("the case")?;
    let number = |field: &str| case[field][0].as_f64().with_context(|| field.to_owned());
    Ok(([number("hazard_ratio")?, number("lower")?, number("upper")?], case["n"].as_u64().context("n")?))
}

/// "adjusted for age and stage: 0.91, 95% CI 0.46 to 1.81, 73 people; unadjusted 1.31, 0.69 to 2.51, 77 people"
fn both(case: &str) -> Result<String> {
    let (([a, al, au], an), ([u, ul, uu], un)) = (of_r(case)?, of_r("unadjusted")?);
    let (a, al, au) = (ratio(a), ratio(al), ratio(au));
    let (u, ul, uu) = (ratio(u), ratio(ul), ratio(uu));
    Ok(format!(
        "adjusted for age and stage: {a}, 95% CI {al} to {au}, {an} people; unadjusted {u}, {ul} to {uu}, {un} people"
    ))
}

/// Pastes the sheet and ticks age and stage: two clicks.
fn adjusted(page: &Page) -> Result<()> {
    page.paste(CLINIC)?;
    page.reads("#adjust-for", &["Adjust for", "Age", "Stage", "F, M", "3 missing", "1 missing"])?;
    tick(page, "term", 1)?;
    tick(page, "term", 3)
}

fn tick(page: &Page, kind: &str, column: usize) -> Result<()> {
    page.press(&format!("#adjust-for input[name={kind}][value='{column}']"))
}

fn copied(page: &Page) -> Result<String> {
    let text: String = page.browser.run("return navigator.clipboard.readText()", &[])?;
    Ok(text.replace('\u{202f}', " "))
}

#[test]
fn two_clicks_from_a_pasted_sheet_both_ratios_are_read_everywhere() -> Result<()> {
    let page = Page::open()?;
    page.browser.allow_clipboard()?;
    adjusted(&page)?;
    let both = both("unknown a category")?;
    page.reads("#say", &[&both])?;
    let alternative: String =
        page.browser.run("return document.querySelector('#curve').getAttribute('aria-label') ?? document.querySelector('#curve').textContent", &[])?;
    ensure!(alternative.contains(&both), "{alternative}");
    // The corner of the figure.
    page.unfold("#figure-options details")?;
    page.press("#corner")?;
    page.unfold("#keep")?;
    page.browser.click("#save-svg")?;
    let stem = page.report()?["words"]["file_stem"].as_str().context("stem")?.to_owned();
    let svg = String::from_utf8(page.browser.downloaded(&format!("{stem}.svg"))?)?;
    let (([a, al, au], an), ([u, ul, uu], un)) = (of_r("unknown a category")?, of_r("unadjusted")?);
    for line in [
        format!("HR adjusted for age and stage: {} ({} to {}), {an} people", ratio(a), ratio(al), ratio(au)),
        format!("HR unadjusted {} ({} to {}), {un} people", ratio(u), ratio(ul), ratio(uu)),
    ] {
        // A narrow plot breaks a line.
        let whole = svg.replace("</text>", " ").replace(['\u{2068}', '\u{2069}'], "");
        let words: String =
            whole.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        ensure!(words.contains(&line), "{line} is not in {words}");
    }
    // The printed sheet.
    page.browser.print_media(true)?;
    page.reads("#say", &[&both])?;
    page.reads(
        "#print-words",
        &["74 rows → 72 in the curves → 68 in the adjusted model", "adjusted for age and stage"],
    )?;
    page.browser.print_media(false)?;
    // What is copied.
    page.unfold("#prose")?;
    page.browser.click("#copy-paragraph")?;
    page.browser
        .wait_for("document.querySelector('#prose-paragraph ~ .row .small').textContent === 'Copied.'")?;
    ensure!(copied(&page)?.contains(&both), "{}", copied(&page)?);
    page.browser.click("#copy-groups")?;
    page.browser.wait_for("document.querySelector('#keep .said').textContent.includes('clipboard')")?;
    let table = copied(&page)?;
    ensure!(
        table.contains(&format!(
            "Hazard ratio, adjusted for age and stage\tDrug versus Standard\t{} ({} to {})\t",
            ratio(a),
            ratio(al),
            ratio(au)
        )),
        "{table}"
    );
    ensure!(
        table.contains(&format!(
            "Hazard ratio, unadjusted\tDrug versus Standard\t{} ({} to {})\t",
            ratio(u),
            ratio(ul),
            ratio(uu)
        )),
        "{table}"
    );
    ensure!(table.contains("Log-rank test\t") && table.contains("74 rows → 72"), "{table}");
    // Files.
    page.browser.click("#save-results")?;
    let csv = String::from_utf8(page.browser.downloaded(&format!("{stem}-results.csv"))?)?;
    let found = |name: &str| {
        let line = csv.lines().find(|line| line.contains(name))?;
        line.split(',').find_map(|cell| cell.parse::<f64>().ok())
    };
    let close = |ours: Option<f64>, r: f64| ours.is_some_and(|ours| (ours / r - 1.0).abs() < 1e-7);
    ensure!(
        close(found("hazard ratio, adjusted for age and stage"), a)
            && close(found("hazard ratio, unadjusted"), u),
        "{csv}"
    );
    page.browser.click("#save-report")?;
    let json: Value = serde_json::from_slice(&page.browser.downloaded(&format!("{stem}-report.json"))?)?;
    ensure!(close(json["adjusted"]["terms"][0]["hazard_ratio"]["value"].as_f64(), a), "{}", json["adjusted"]);
    ensure!(json["adjusted"]["n"] == json!(an), "{}", json["adjusted"]);
    Ok(())
}

#[test]
fn a_reference_and_unknown_as_missing_are_chosen_and_come_back() -> Result<()> {
    let page = Page::open()?;
    adjusted(&page)?;
    ensure!(page.value("#reference-3")? == "I", "the lowest stage is the reference");
    let offered: Vec<String> = page
        .browser
        .run("return [...document.querySelector('#reference-3').options].map(({ value }) => value)", &[])?;
    ensure!(offered == ["I", "II", "III", "IV", "unknown"], "{offered:?}");
    page.reads("#adjust-for", &["treat “unknown” as missing (3 rows, now a category of its own)"])?;
    let section = page.opened(MODEL)?;
    section.row_reads("each adjusted", &["Stage: II vs I", "", "", "", "", "", ""])?;
    page.set("#reference-3", "III")?;
    section.row_reads("each adjusted", &["Stage: I vs III", "", "", "", "", "", ""])?;
    tick(&page, "unknown", 3)?;
    page.reads("#say", &[&both("unknown missing")?])?;
    section.lacks(&["unknown vs"])?;
    // The link carries them.
    page.unfold("#share")?;
    page.browser.click("#make-link")?;
    page.browser.wait_for("!document.getElementById('share-link').hidden")?;
    let link = page.value("#share-link")?;
    let before = page.report()?;
    let other = Page::open()?;
    let hash = link.split_once('#').context("a link with a #")?.1;
    other.browser.run::<()>("location.hash = args[0]", &[json!(hash)])?;
    other.browser.wait_for("!document.getElementById('offer').hidden")?;
    other.press("#offer-yes")?;
    ensure!(other.report()?["adjusted"] == before["adjusted"], "{}", other.report()?["adjusted"]);
    ensure!(other.value("#reference-3")? == "III");
    // Undo takes them back one by one.
    page.press("#undo")?;
    page.reads("#say", &[&both("unknown a category")?])?;
    ensure!(page.value("#reference-3")? == "III");
    page.press("#undo")?;
    ensure!(page.value("#reference-3")? == "I");
    Ok(())
}

#[test]
fn rows_left_out_are_a_line_that_opens_to_their_lists() -> Result<()> {
    visit(|page| {
        adjusted(page)?;
        page.reads("#problems summary", &["74 rows → 72 in the curves → 68 in the adjusted model"])?;
        page.unfold("#problems details")?;
        page.reads(
            "#problems",
            &[
                "Months: no value (rows 22 and 67)",
                "Age: no value (rows 10, 34 and 59)",
                "Stage: no value (row 28)",
            ],
        )
    })
}

#[test]
fn what_cannot_be_adjusted_for_is_said_and_a_narrow_page_holds_the_boxes() -> Result<()> {
    let page = Page::open_in(View { width: 390, height: 844, ..View::default() })?;
    let rows: String = (0..30)
        .map(|i| {
            format!(
                "P{i},{},{},{},2020-01-{:02},saw {i} doctors,{},{}\n",
                40 + i,
                ["a", "b"][i % 2],
                1 + i * 7 % 40,
                1 + i % 28,
                i % 3 / 2,
                9
            )
        })
        .collect();
    page.reads("#data-fold", &["adjust for …"])?;
    page.browser.run::<()>("document.getElementById('data-fold').click()", &[])?;
    page.browser.wait_for("document.getElementById('text').checkVisibility()")?;
    page.browser.set_value("#text", &format!("Patient ID,Age,Arm,Days,Seen,Remark,died,Same\n{rows}"))?;
    page.browser.wait_for("document.getElementById('adjust-for').textContent.includes('Age')")?;
    page.answered()?;
    page.reads("#adjust-for", &["Age", "number"])?;
    page.reads("#not-offered", &["Seen (dates)", "Remark (free text)", "Same (one value)"])?;
    tick(&page, "term", 1)?;
    page.reads("#say", &["adjusted for age: "])?;
    let wide: bool = page.browser.run("return document.documentElement.scrollWidth > innerWidth", &[])?;
    ensure!(!wide, "the page is wider than the screen");
    Ok(())
}
