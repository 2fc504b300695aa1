//! The fields in which numbers are typed: what is wrong is said where it stands, and the answer before it stays.

use anyhow::{Result, ensure};
use browser_tests::keys::{ENTER, with_control};
use browser_tests::section::{EXACT, FIT, TIMES};
use browser_tests::{Page, View, visit};
use serde_json::{Value, json};

/// What is said at the field; empty where nothing is wrong.
fn trouble(page: &Page, field: &str) -> Result<String> {
    let (role, invalid, points, sentence): (String, bool, bool, String) = page.browser.run(
        "const [field] = args;
         const it = document.querySelector(`${field}-trouble`);
         const input = document.querySelector(field);
         return [it.getAttribute('role'), input.getAttribute('aria-invalid') === 'true',
           input.getAttribute('aria-describedby') === it.id, it.checkVisibility() ? it.innerText : ''];",
        &[json!(field)],
    )?;
    ensure!(role == "alert", "it is not said aloud");
    ensure!(invalid != sentence.is_empty() && points == invalid, "{field}: {sentence}");
    Ok(sentence)
}

/// It is refused at the field, and neither the report nor the steps back and forward change.
fn is_refused(page: &Page, field: &str, wrong: &str, words: &str) -> Result<()> {
    let before = page.report()?;
    let steps = |page: &Page| {
        let ends = "return ['#undo', '#redo'].map((end) => document.querySelector(end).disabled)";
        page.browser.run::<[bool; 2]>(ends, &[])
    };
    let steps_before = steps(page)?;
    page.fill(field, wrong)?;
    let said = format!("document.querySelector('{field}-trouble').textContent !== ''");
    page.browser.wait_for(&said)?;
    let sentence = trouble(page, field)?;
    ensure!(sentence.contains(words) && sentence.contains("Nothing was changed"), "{wrong}: {sentence}");
    page.answered()?;
    ensure!(page.report()? == before, "{field} {wrong}: the report is another");
    ensure!(page.text("#failure")?.is_empty(), "{}", page.text("#failure")?);
    ensure!(page.value(field)? == wrong, "what was typed is gone: {}", page.value(field)?);
    ensure!(steps(page)? == steps_before, "a refused entry is no step");
    Ok(())
}

#[test]
fn a_wrong_number_is_said_at_its_field_and_the_report_stays() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        page.opened(TIMES)?;
        let report = page.report()?;
        for (field, wrong, words) in [
            ("#tau", "0", "a number above 0 is expected"),
            ("#tau", "-3", "-3 is no time to look at"),
            ("#tau", "abc", "is no number"),
            ("#tau", "1,000", "two ways"),
            ("#milestones", "-1", "a number above 0 is expected"),
            ("#milestones", "2,5", "one number or two"),
            ("#milestones", "6 x", "is no number"),
            ("#quantiles", "50", "one between 0 and 1 is expected"),
            ("#quantiles", "0,25", "Write 0.25 for one"),
        ] {
            is_refused(page, field, wrong, words)?;
        }
        // The next good entry counts, and takes the sentence away.
        page.fill("#tau", "12,5")?;
        ensure!(page.number("/options/tau")? == 12.5 && trouble(page, "#tau")?.is_empty());
        page.fill("#quantiles", "0.25, 0.5")?;
        ensure!(page.report()?["options"]["quantiles"] == json!([0.25, 0.5]));
        for (list, numbers) in
            [("7, 14", json!([7, 14])), ("7,14,21", json!([7, 14, 21])), ("7; 14 21", json!([7, 14, 21]))]
        {
            page.fill("#milestones", list)?;
            ensure!(page.report()?["options"]["milestones"] == numbers, "{list}");
        }
        // Emptied, each is as it was at first.
        for field in ["#tau", "#milestones", "#quantiles"] {
            page.fill(field, "")?;
        }
        ensure!(page.report()? == report, "an emptied field is not the default");
        page.browser.run::<()>("document.activeElement.blur()", &[])?;
        ensure!(
            page.value("#tau")? == "23" && page.value("#quantiles")? == "0.25 0.5 0.75",
            "{}",
            page.value("#tau")?
        );
        Ok(())
    })
}

#[test]
fn a_refused_number_does_not_forget_what_was_undone() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        page.opened(TIMES)?;
        let first = page.report()?;
        page.fill("#tau", "12")?;
        let second = page.report()?;
        page.set("#conf-type", "log")?;
        let third = page.report()?;
        page.press("#undo")?;
        page.press("#undo")?;
        ensure!(page.report()? == first);
        for wrong in ["-3", "0"] {
            is_refused(page, "#tau", wrong, "a number above 0 is expected")?;
        }
        page.press("#redo")?;
        ensure!(page.report()? == second, "one step forward");
        is_refused(page, "#tau", "-3", "a number above 0 is expected")?;
        page.press("#redo")?;
        ensure!(page.report()? == third, "two steps forward");
        page.press("#undo")?;
        // A good number is a step, and forgets.
        page.fill("#tau", "9")?;
        is_refused(page, "#tau", "-3", "a number above 0 is expected")?;
        ensure!(page.browser.run::<bool>("return document.querySelector('#redo').disabled", &[])?);
        page.press("#undo")?;
        ensure!(page.report()? == second, "one step back");
        Ok(())
    })
}

#[test]
fn a_refused_number_goes_when_the_report_is_another() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        page.opened(TIMES)?;
        is_refused(page, "#tau", "-3", "no time to look at")?;
        page.press("#swap")?;
        ensure!(page.report()?["options"]["tau"].is_null());
        ensure!(trouble(page, "#tau")?.is_empty() && page.value("#tau")? == "23", "{}", page.value("#tau")?);
        page.press("#undo")?;
        page.press("#undo")?;
        page.reads("#headline", &["Lanzoni"])
    })
}

#[test]
fn any_level_of_confidence_can_be_had() -> Result<()> {
    visit(|page| {
        let level = |page: &Page| page.number("/options/conf_level");
        page.set("#conf-level", "0.8")?;
        ensure!(level(page)? == 0.8);
        ensure!(
            page.text("#conf-level-other")?.is_empty()
                && !page.browser.run::<bool>(
                    "return document.querySelector('#conf-level-other').checkVisibility()",
                    &[]
                )?
        );
        page.set("#conf-level", "other")?;
        ensure!(level(page)? == 0.8, "nothing is chosen yet");
        for (typed, expected) in [("97,5", 0.975), ("68 %", 0.68), ("0.999", 0.999), ("50", 0.5)] {
            page.fill("#conf-level-other", typed)?;
            ensure!(level(page)? == expected, "{typed}: {}", level(page)?);
        }
        for (wrong, words) in [("100", "from 50 to 99.9"), ("0", "from 50 to 99.9"), ("high", "is no number")]
        {
            is_refused(page, "#conf-level-other", wrong, words)?;
        }
        page.fill("#conf-level-other", "97.5")?;
        page.reads("#groups", &["97.5 % limits"])?;
        page.set("#conf-level", "0.95")?;
        ensure!(level(page)? == 0.95);
        page.show_counts()?;
        page.browser.set_value("#counts-level", "other")?;
        page.browser.type_into("#counts-level-other", &format!("{}97.5{ENTER}", with_control("a")))?;
        page.browser.wait_for("window.riskset.counts.report.options.conf_level === 0.975")?;
        page.reads("#counts-results", &["97.5 % limits"])
    })
}

fn many(columns: &str, cells: impl Fn(usize) -> String) -> String {
    (0..60).fold(format!("arm,day,event,{columns}\n"), |text, i| {
        format!("{text}{},{},{},{}\n", ["a", "b"][i % 2], 1 + (i * 7) % 50, usize::from(i % 3 > 0), cells(i))
    })
}

#[test]
fn what_forbids_the_exact_test_is_said_in_its_section() -> Result<()> {
    visit(|page| {
        // Few people who came late: the core has refused already, and no button asks again.
        let late = |n: usize| {
            (0..n).fold("arm,day,event,entry\n".to_owned(), |text, i| {
                let day = 10 + (i * 7) % 50;
                format!("{text}{},{day},{},{}\n", ["a", "b"][i % 2], usize::from(i % 3 > 0), day / 2)
            })
        };
        page.put(&late(20))?;
        page.unfold("#more")?;
        page.set("#role-entry", "3")?;
        let section = page.opened(EXACT)?;
        section.reads(&["delayed entry"])?;
        section.lacks(&["Run the test"])?;
        // Many: the test is only run on request, but what forbids it is said before.
        page.put(&late(60))?;
        page.set("#role-entry", "3")?;
        section.wait_for("delayed entry")?;
        section.lacks(&["Run the test"])?;
        // Three groups.
        page.put(&many("x", |i| (i % 5).to_string()).replace("a,1,", "c,1,"))?;
        section.reads(&["compares two groups"])?;
        section.lacks(&["Run the test"])
    })
}

#[test]
fn a_random_p_comes_with_an_interval_whose_ends_differ_and_with_a_seed() -> Result<()> {
    visit(|page| {
        page.sample("lung cancer")?;
        let section = page.opened(EXACT)?;
        section.reads(&["not run"])?;
        for wrong in ["1.5", "-1", "4294967296", "x"] {
            is_refused(page, "#seed", wrong, if wrong == "x" { "is no number" } else { "is no seed" })?;
        }
        page.fill("#seed", "5")?;
        ensure!(page.number("/options/seed")? == 5.0);
        section.press("Run the test")?;
        section.wait_for("seed 5.")?;
        let text = section.text()?;
        let interval =
            text.split("interval ").nth(1).and_then(|rest| rest.split(')').next()).unwrap_or_default();
        let (lower, upper) = interval.split_once(" to ").unwrap_or_default();
        ensure!(lower.parse::<f64>()? < upper.parse::<f64>()?, "{text}");
        Ok(())
    })
}

#[test]
fn ticks_in_a_row_all_count_and_constant_columns_are_named() -> Result<()> {
    visit(|page| {
        page.put(&many("x,y,z,same", |i| format!("{},{},{},7", i % 7, (i * i) % 11, i % 4)))?;
        page.reads("#not-offered", &["Not offered: same (one value)."])?;
        page.browser.run::<()>(
            "for (const box of document.querySelectorAll('#adjust input[name=term]')) box.click()",
            &[],
        )?;
        page.answered()?;
        page.browser.wait_for("window.riskset.report.details.model.content.terms.length === 4")?;
        let ticked: usize = page
            .browser
            .run("return document.querySelectorAll('#adjust input[name=term]:checked').length", &[])?;
        ensure!(ticked == 3, "{ticked} boxes are ticked");
        let names = page.report()?["details"]["model"]["content"]["terms"].clone();
        ensure!(
            names.as_array().is_some_and(|terms| terms.iter().any(|term| term["name"] == "z")),
            "{names}"
        );
        Ok(())
    })
}

#[test]
fn the_baseline_hazard_is_a_table() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        let section = page.opened(FIT)?;
        section.reads(&["Baseline cumulative hazard"])?;
        let rows = section.rows("Baseline")?;
        let report = page.report()?;
        let of = |what: &str| {
            report
                .pointer(&format!("/details/diagnostics/content/baseline/0/{what}"))
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        ensure!((1..=12).contains(&rows.len()) && rows.len() <= of("time").len(), "{rows:?}");
        let last = rows
            .last()
            .map(|row| row.iter().filter_map(|cell| cell.parse::<f64>().ok()).collect::<Vec<f64>>())
            .unwrap_or_default();
        let whole =
            [of("time"), of("cum_haz")].map(|list| list.last().and_then(Value::as_f64).unwrap_or_default());
        ensure!(
            last.len() == 2 && last[0] == whole[0] && (last[1] / whole[1] - 1.0).abs() < 0.005,
            "{last:?} {whole:?}"
        );
        // Strata have each their own.
        page.unfold("#more")?;
        page.set("#role-strata", "0")?;
        section.reads(&["the first 12 of 21 strata"])
    })
}

#[test]
fn a_typed_trial_has_a_name_and_its_faults_are_said_at_the_form() -> Result<()> {
    visit(|page| {
        page.show_counts()?;
        for (id, keys) in [("#events-0", "3"), ("#people-0", "10"), ("#events-1", "24"), ("#people-1", "44")]
        {
            page.browser.type_into(id, keys)?;
        }
        page.browser.wait_for("window.riskset.counts.report.trials.length === 1 && document.querySelector('#counts-answer').ariaBusy === 'false'")?;
        page.reads("#counts-say", &["This trial", "3 of 10"])?;
        page.unfold("#counts-twin")?;
        page.reads("#counts-twin", &["This trial"])?;
        let before: String = page.browser.run("return JSON.stringify(window.riskset.counts.report)", &[])?;
        page.browser.set_value("#events-0", "11")?;
        page.browser.wait_for("document.querySelector('#one-trial-trouble').textContent !== ''")?;
        page.reads(
            "#one-trial-trouble",
            &["11 events in 10 people", "at most 10 events or at least 11 people"],
        )?;
        page.browser.run::<()>("await new Promise((done) => setTimeout(done, 400))", &[])?;
        let after: String = page.browser.run("return JSON.stringify(window.riskset.counts.report)", &[])?;
        ensure!(before == after && !page.text("#counts-say")?.is_empty(), "the answer does not stay");
        // A form has no rows.
        page.lacks("#panel-counts", &["Row "])?;
        page.browser.type_into("#people-0", &format!("{}17", with_control("a")))?;
        page.browser.wait_for("window.riskset.counts.report.trials[0].events[0] === 11")?;
        ensure!(page.text("#one-trial-trouble")?.is_empty());
        Ok(())
    })
}

#[test]
fn on_a_telephone_nothing_of_a_section_is_cut() -> Result<()> {
    let page = Page::open_in(View { width: 375, ..View::default() })?;
    page.browser.click("#data-fold")?;
    page.sample("lung cancer")?;
    page.browser.run::<()>(
        "for (const it of document.querySelectorAll('#report details')) if (!it.hidden) it.open = true;
         await new Promise((done) => setTimeout(done, 300));",
        &[],
    )?;
    let (wider, cut): (bool, Vec<String>) = page.browser.run(
        "const outside = (it) => { const { left, right } = it.getBoundingClientRect(); return left < -0.5 || right > innerWidth + 0.5; };
         const cut = [...document.querySelectorAll('#report summary, #report h2, #report h3, #report p, #report .scroll, #report caption > span, #report .options > *')]
           .filter((it) => it.checkVisibility() && !it.closest('.vh') && outside(it)).map((it) => it.outerHTML.slice(0, 160));
         const loose = [...document.querySelectorAll('#report table')].filter((it) => it.checkVisibility() && !it.closest('.scroll') && outside(it))
           .map((it) => it.outerHTML.slice(0, 160));
         return [document.documentElement.scrollWidth > innerWidth, [...cut, ...loose]];",
        &[],
    )?;
    ensure!(!wider, "the page scrolls sideways");
    ensure!(cut.is_empty(), "{cut:#?}");
    Ok(())
}
