//! What is taken out of the page: every file opened and looked into, the clipboard, the printed sheet.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use browser_tests::{Page, View};
use serde_json::{Value, json};

const STEM: &str = "riskset-lanzoni-2021-days-to-recovery-24-people";

/// Presses a button of the part "Save" and reads the file.
fn saved(page: &Page, button: &str, ending: &str) -> Result<Vec<u8>> {
    page.unfold("#keep")?;
    page.browser.click(button)?;
    page.browser.downloaded(&format!("{STEM}{ending}"))
}

fn saved_text(page: &Page, button: &str, ending: &str) -> Result<String> {
    Ok(String::from_utf8(saved(page, button, ending)?)?)
}

#[test]
fn subjects_come_back_as_the_same_result() -> Result<()> {
    let page = Page::open()?;
    let before = page.report()?;
    let csv = saved_text(&page, "#save-subjects", "-subjects.csv")?;
    page.put("")?;
    page.drop_file("subjects.csv", csv.as_bytes())?;
    page.browser.wait_for("window.riskset.report !== null")?;
    page.answered()?;
    let after = page.report()?;
    for part in ["/groups", "/log_rank", "/cox", "/words/headline", "/details/estimates"] {
        ensure!(before.pointer(part) == after.pointer(part), "{part}\n{csv}");
    }
    Ok(())
}

#[test]
fn curves_and_counts_are_those_of_the_report() -> Result<()> {
    let page = Page::open()?;
    let report = page.report()?;
    let curves = saved_text(&page, "#save-curves", "-curves.csv")?;
    let steps: usize =
        (0..2).map(|g| report["groups"][g]["curve"]["time"].as_array().map_or(0, Vec::len)).sum();
    ensure!(curves.lines().count() == steps + 1, "{curves}");
    let last = curves.lines().last().context("a row")?;
    let surv = report["groups"][1]["curve"]["surv"].as_array().and_then(|s| s.last()).and_then(Value::as_f64);
    ensure!(last.split(',').nth(5).and_then(|cell| cell.parse().ok()) == surv, "{last}");
    let table = saved_text(&page, "#save-risk-table", "-at-risk.csv")?;
    ensure!(table.starts_with("group,time,at risk,recovered,censored\nUC-MSC,0,12,0,0\n"), "{table}");
    let whole: Value = serde_json::from_str(&saved_text(&page, "#save-report", "-report.json")?)?;
    ensure!(whole == report, "the file is the whole report");
    let r = saved_text(&page, "#save-r", "-analysis.R")?;
    ensure!(r.contains("survfit(s ~ group") && r.contains("\"UC-MSC\""), "{r}");
    let python = saved_text(&page, "#save-python", "-analysis.py")?;
    ensure!(python.contains("KaplanMeierFitter"), "{python}");
    ensure!(
        !page
            .browser
            .run::<bool>("return document.getElementById('save-incidence').checkVisibility()", &[])?,
        "nothing competes here"
    );
    Ok(())
}

#[test]
fn a_png_has_its_size_its_ground_and_its_curves() -> Result<()> {
    // The screen is dark and narrow; the picture is neither.
    let page = Page::open_in(View { width: 360, dark: true, ..View::default() })?;
    let shown = "return JSON.stringify([window.riskset.layout, document.getElementById('curve').width])";
    let before: String = page.browser.run(shown, &[])?;
    for scale in 1..=4 {
        page.unfold("#keep")?;
        page.browser.set_value("#png-scale", &scale.to_string())?;
        let png = saved(&page, "#save-png", &format!("-{scale}x.png"))?;
        let seen: Value = page.browser.run(
            "const bytes = Uint8Array.from(atob(args[0]), (letter) => letter.charCodeAt(0));
             const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
             const canvas = new OffscreenCanvas(picture.width, picture.height);
             const context = canvas.getContext('2d');
             context.drawImage(picture, 0, 0);
             const { data } = context.getImageData(0, 0, picture.width, picture.height);
             let blue = 0, orange = 0, clear = 0;
             for (let i = 0; i < data.length; i += 4) {
               if (data[i] === 0 && data[i + 1] === 96 && data[i + 2] === 156) blue += 1;
               if (data[i] === 184 && data[i + 1] === 70 && data[i + 2] === 0) orange += 1;
               if (data[i + 3] < 255) clear += 1;
             }
             return { width: picture.width, height: picture.height, first: [...data.slice(0, 4)], blue, orange, clear };",
            &[json!(BASE64.encode(&png))],
        )?;
        ensure!(seen["width"] == json!(720 * scale), "{seen}");
        ensure!(seen["first"] == json!([255, 255, 255, 255]) && seen["clear"] == json!(0), "{seen}");
        let many = |colour: &str| seen[colour].as_u64().is_some_and(|n| n > 300 * scale);
        ensure!(many("blue") && many("orange"), "{seen}");
    }
    let after: String = page.browser.run(shown, &[])?;
    ensure!(before == after, "what is on the page stays as it was");
    Ok(())
}

#[test]
fn an_svg_holds_real_text_and_no_markup_of_a_name() -> Result<()> {
    let page = Page::open()?;
    page.put("arm,day,died\n\"<script>alert(1)</script>&\",1,1\n\"<script>alert(1)</script>&\",5,0\nمجموعة العلاج,2,1\nمجموعة العلاج,9,1\n")?;
    page.unfold("#keep")?;
    page.browser.click("#save-svg")?;
    let svg = page.browser.downloaded("riskset-died-script-alert-1-script-vs-مجموعة.svg")?;
    let seen: Value = page.browser.run(
        "const picture = new DOMParser().parseFromString(args[0], 'image/svg+xml');
         return {
           errors: picture.querySelectorAll('parsererror').length,
           scripts: picture.querySelectorAll('script').length,
           texts: [...picture.querySelectorAll('text')].map((text) => text.textContent),
           paths: picture.querySelectorAll('path').length,
           title: picture.querySelector('title').textContent, desc: picture.querySelector('desc').textContent,
           alternative: document.getElementById('curve').getAttribute('aria-label'),
         }",
        &[json!(String::from_utf8(svg)?)],
    )?;
    ensure!(seen["errors"] == json!(0) && seen["scripts"] == json!(0), "{seen}");
    ensure!(seen["desc"] == seen["alternative"] && seen["title"] == json!("Kaplan-Meier curves"), "{seen}");
    // A name that runs from right to left is set apart on its line.
    let texts = seen["texts"].as_array().context("texts")?;
    let texts: Vec<String> =
        texts.iter().filter_map(|text| Some(text.as_str()?.replace(['\u{2068}', '\u{2069}'], ""))).collect();
    for text in ["Alive", "100\u{202f}%", "at risk", "<script>alert(1)</script>&", "مجموعة العلاج"]
    {
        ensure!(texts.iter().any(|found| found == text), "{text} is not in {texts:?}");
    }
    Ok(())
}

#[test]
fn an_svg_is_called_what_the_text_is_called() -> Result<()> {
    let page = Page::open()?;
    page.put("# title: Жизнь < смерть & \"more\"\narm,day,died\na,1,1\na,5,0\nb,2,1\nb,9,1\n")?;
    page.unfold("#keep")?;
    page.browser.click("#save-svg")?;
    let svg = String::from_utf8(page.browser.downloaded("riskset-Жизнь-смерть-more.svg")?)?;
    // Each picture has a name of its own.
    page.set("#plot", "log_log")?;
    page.browser.click("#save-svg")?;
    ensure!(page.browser.downloaded("riskset-Жизнь-смерть-more-log-log.svg").is_ok());
    ensure!(svg.contains("<title id=\"t\">Жизнь &lt; смерть &amp; &quot;more&quot;</title>"), "{svg}");
    Ok(())
}

#[test]
fn words_are_copied() -> Result<()> {
    let page = Page::open()?;
    page.browser.allow_clipboard()?;
    page.unfold("#prose")?;
    for part in ["paragraph", "methods_sentence", "citation"] {
        page.browser.click(&format!("#copy-{part}"))?;
        page.browser.wait_for(&format!(
            "document.querySelector('#prose-{part} ~ .row .small').textContent === 'Copied.'"
        ))?;
        let copied: String = page.browser.run("return navigator.clipboard.readText()", &[])?;
        ensure!(Some(copied.as_str()) == page.report()?["words"][part].as_str(), "{part}: {copied}");
    }
    page.unfold("#keep")?;
    page.browser.click("#copy-groups")?;
    page.browser.wait_for("document.querySelector('#keep .said').textContent.includes('clipboard')")?;
    let table: String = page.browser.run("return navigator.clipboard.readText()", &[])?;
    ensure!(table.contains("UC-MSC reference\t12\t9\t15 (6 to 23)"), "{table}");
    let ratio = table.lines().find(|line| line.starts_with("Hazard ratio\t")).unwrap_or_default();
    ensure!(ratio.contains("\tcontrol versus UC-MSC\t0.29 (0.088 to 0.95)\t"), "{table}");
    ensure!(table.contains("Log-rank test\t\t\t.031\t24 people"), "{table}");
    page.browser.click("#copy-png")?;
    page.browser.wait_for(
        "document.querySelector('#keep .said').textContent === 'The picture is on the clipboard.'",
    )?;
    let kinds: Value = page.browser.run("return (await navigator.clipboard.read())[0].types", &[])?;
    ensure!(kinds == json!(["image/png"]), "{kinds}");
    Ok(())
}

#[test]
fn twenty_groups_are_two_printed_pages_with_every_caveat() -> Result<()> {
    let page = Page::open()?;
    let row = |i: usize| {
        format!("Group {} with a name of forty letters,{},{}\n", i % 20, 1 + i * 7919 % 997, i % 3 % 2)
    };
    // A row that cannot be used is one caveat more, so that some are folded.
    page.put(&format!(
        "arm,day,died\n{}Group 0 with a name of forty letters,soon,1\n",
        (0..240).map(row).collect::<String>()
    ))?;
    ensure!(printed(&page)? == 2, "{} pages", printed(&page)?);
    let folded: Vec<bool> = page.browser.run(
        "const open = () => document.querySelector('#warnings details').open;
         return ['', 'beforeprint', 'afterprint'].map((event) => { dispatchEvent(new Event(event)); return open(); });",
        &[],
    )?;
    ensure!(folded == [false, true, false], "{folded:?}");
    // What was unfolded stays so when an option changes.
    page.browser.click("#warnings details summary")?;
    page.set("#conf-level", "0.9")?;
    let open: bool = page.browser.run("return document.querySelector('#warnings details').open", &[])?;
    ensure!(open, "an opened fold of caveats was closed by an option");
    Ok(())
}

/// Pages of the printed sheet.
fn printed(page: &Page) -> Result<usize> {
    let pdf = page.browser.pdf()?;
    Ok(String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count())
}

#[test]
fn four_groups_and_eight_and_panels_are_one_page() -> Result<()> {
    let page = Page::open()?;
    for groups in [4, 8] {
        let row = |i: usize| format!("treatment {},{},{}\n", i % groups, 1 + i * 7919 % 60, i % 3 % 2);
        page.put(&format!("arm,day,died\n{}", (0..12 * groups).map(row).collect::<String>()))?;
        ensure!(printed(&page)? == 1, "{groups} groups");
    }
    page.sample("gammopathy")?;
    for plot in ["all_causes", "stacked", "log_log", "schoenfeld"] {
        page.set("#plot", plot)?;
        ensure!(printed(&page)? == 1, "{plot}");
    }
    Ok(())
}

#[test]
fn four_trials_of_counts_are_one_page() -> Result<()> {
    let page = Page::open()?;
    page.show_counts()?;
    page.browser.set_value(
        "#counts-text",
        "trial,treated_events,treated_n,control_events,control_n\nChen,3,17,24,44\nShu,0,12,3,29\nLanzoni,1,11,7,12\nBowdish,42,112,47,110\n",
    )?;
    page.browser.wait_for("window.riskset.counts.report?.trials.length === 4")?;
    ensure!(printed(&page)? == 1, "{} pages", printed(&page)?);
    Ok(())
}

/// What is not of this answer yet does not leave on paper, and the sheet says that something is missing.
#[test]
fn a_sheet_printed_too_early_says_so() -> Result<()> {
    let page = Page::open()?;
    let styles = |page: &Page| -> Result<(String, String)> {
        page.browser.run(
            "const answer = document.querySelector('.answer');
             return [getComputedStyle(answer, '::before').content, getComputedStyle(document.querySelector('.paper')).display]",
            &[],
        )
    };
    page.browser.print_media(true)?;
    ensure!(styles(&page)? == ("none".to_owned(), "block".to_owned()), "{:?}", styles(&page)?);
    page.browser.run::<()>("document.querySelector('.answer').setAttribute('aria-busy', 'true')", &[])?;
    let (said, paper) = styles(&page)?;
    ensure!(
        said.contains("Printed while the answer was still being computed") && paper == "none",
        "{said} {paper}"
    );
    page.browser.print_media(false)?;
    Ok(())
}

#[test]
fn the_printed_sheet_is_one_page() -> Result<()> {
    let page = Page::open_in(View { dark: true, ..View::default() })?;
    for sample in ["recovery", "order of deaths", "6-MP", "maintained", "lung", "gammopathy", "elanoma"] {
        page.sample(sample)?;
        let pages = printed(&page)?;
        ensure!(pages == 1, "{sample}: {pages} pages");
    }
    page.browser.wait_for("document.getElementById('curve').width === Math.round(window.riskset.layout.width * devicePixelRatio)")?;
    Ok(())
}

#[test]
fn results_of_counts_are_kept_as_a_table() -> Result<()> {
    let page = Page::open()?;
    page.show_counts()?;
    page.browser.set_value(
        "#counts-text",
        "trial,outcome,treated_events,treated_n,control_events,control_n\n=Chen(1),\"death, all\",3,17,24,44\nShu,,0,12,3,29\n",
    )?;
    page.browser.wait_for("window.riskset.counts.report?.trials.length === 2")?;
    page.unfold("#counts-keep")?;
    page.browser.click("#counts-save-results")?;
    let csv = String::from_utf8(page.browser.downloaded("riskset-counts-treated-vs-control-results.csv")?)?;
    let lines: Vec<&str> = csv.lines().collect();
    ensure!(lines.len() == 4 && lines[0].starts_with("# 95 % limits; treated versus control"), "{csv}");
    ensure!(lines[1].starts_with("trial,outcome,treated events,treated people,"), "{csv}");
    ensure!(lines[2].starts_with("'=Chen(1),\"death, all\",3,17,24,44,0.323529411764705"), "{csv}");
    ensure!(lines[3].starts_with("Shu,,0,12,3,29,zero_cell,zero_cell,zero_cell,"), "{csv}");
    let widths: Vec<usize> = [lines[1], lines[3]].map(|line| line.split(',').count()).to_vec();
    ensure!(widths[0] == widths[1], "{csv}");
    Ok(())
}

#[test]
fn the_table_of_the_figure_shows_what_the_figure_shows() -> Result<()> {
    let page = Page::open()?;
    page.unfold("#curves")?;
    let tables = page.text("#curves")?;
    ensure!(tables.contains("The figure: UC-MSC") && tables.contains("In the figure"), "{tables}");
    page.set("#curve-direction", "surv")?;
    let tables = page.text("#curves")?;
    ensure!(!tables.contains("The figure:") && tables.contains("Still without"), "{tables}");
    Ok(())
}
