//! What the answer says first where the curves cross.

#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::Sheet;
use riskset::report::{Options, Report, analyze};

/// Group a loses most early and few late, group b the other way round, forty subjects each.
fn crossing(a: &str, b: &str) -> Report {
    let mut text = "arm,days,died\n".to_owned();
    for i in 0..40 {
        let early =
            if i < 24 { format!("{},1", 5 + 3 * i) } else { format!("{},{}", 200 + 10 * i, i % 8 / 7) };
        let late = if i < 10 { format!("{},1", 20 + 13 * i) } else { format!("{},1", 180 + 9 * i) };
        text += &format!("{a},{early}\n{b},{late}\n");
    }
    let sheet = Sheet::read(&text);
    analyze(&sheet, &sheet.guess(), &Options::default()).unwrap().0
}

fn headline(report: &Report) -> String {
    report.words.headline.iter().map(|span| span.text.as_str()).collect()
}

#[test]
fn means_and_weighted_tests_come_first() {
    let report = crossing("surgery", "watching");
    let numbers = &report.warnings.iter().find(|warning| warning.code == "crossing").unwrap().numbers;
    let headline = headline(&report);
    assert!(numbers.iter().any(|(name, time)| *name == "time" && *time > 77.0), "{numbers:?}");
    assert!(headline.starts_with("The curves cross near "), "{headline}");
    assert!(headline.contains("the mean time without death is "), "{headline}");
    assert!(!headline.contains("hazard ratio"), "{headline}");
    assert!(report.words.figure_alt.ends_with(&headline));
    // The difference of means in the sentence is the one of the section.
    let details = report.details.as_ref().unwrap();
    let means = &details.estimates.content.as_ref().unwrap().rmst_difference[0].interval;
    let size = means.value.value.unwrap().abs();
    assert!(headline.contains(&riskset::report::number::time_short(size)), "{headline} {size}");
    let combo = details.comparisons.content.as_ref().unwrap().max_combo.as_ref().unwrap().p_value;
    let said = format!("MaxCombo p {}", riskset::report::number::p_value(combo));
    assert_eq!(report.words.under[1], said);
    assert!(report.words.under.last().unwrap().ends_with("which hides the crossing"));
}

#[test]
fn the_sentence_turns_with_the_reference() {
    let report = crossing("surgery", "watching");
    let longer = headline(&report).contains(" longer ");
    let text = headline(&report);
    let (first, second) = (text.find("surgery").unwrap(), text.find("watching").unwrap());
    let details = report.details.as_ref().unwrap();
    let groups = &details.estimates.content.as_ref().unwrap().groups;
    let mean = |name: &str| groups.iter().find(|g| g.name == name).unwrap().rmst.value.value.unwrap();
    let named_first_is_longer =
        if first < second { mean("surgery") > mean("watching") } else { mean("watching") > mean("surgery") };
    assert_eq!(longer, named_first_is_longer, "{text}");
}

#[test]
fn curves_that_do_not_cross_keep_their_ratio() {
    let sheet = Sheet::read(&std::fs::read_to_string("www/samples/3-six-mp.csv").unwrap());
    let report = analyze(&sheet, &sheet.guess(), &Options::default()).unwrap().0;
    assert!(headline(&report).contains("hazard ratio"));
    assert!(!report.words.under.iter().any(|part| part.starts_with("MaxCombo")));
}
