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

/// Thirty in each group. Of a 12 die in the first 12 months and nobody later; of b 4 die by then and `late` from month 18
/// on, one every second month.
fn changing_places(arms: [&str; 2], late: usize) -> Report {
    let [a, b] = arms;
    let mut text = "arm,months,died\n".to_owned();
    for i in 0..30 {
        let first = if i < 12 { (1 + i, 1) } else { (40 + i, 0) };
        let second = match i {
            0..4 => (2 + 3 * i, 1),
            i if i < 4 + late => (10 + 2 * i, 1),
            i => (40 + i, 0),
        };
        text += &format!("{a},{},{}\n{b},{},{}\n", first.0, first.1, second.0, second.1);
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

/// By hand: a stays at 18/30; b falls to 20/30, ..., 16/30. At the last step
/// `z = (16 - 18)/30 / sqrt(16*14/30^3 + 18*12/30^3) = -0.522`: past half a standard error, short of one. The order turns
/// with the ninth of the late deaths, the 13th of b, in month 34.
#[test]
fn a_change_of_places_that_may_be_chance_is_told_with_the_changing_ratio() {
    let report = changing_places(["surgery", "watching"], 10);
    let told = report.warnings.iter().find(|warning| warning.code == "ph").unwrap();
    let number = |code: &str| told.numbers.iter().find(|(name, _)| *name == code).unwrap().1;
    let late = -2.0 / 30.0 / ((16.0 * 14.0 + 18.0 * 12.0) / 27_000.0_f64).sqrt();
    assert!((number("late_z") - late).abs() < 1e-12 && number("ph_p") < 0.05, "{told:?}");
    assert_eq!(number("time"), 34.0);
    assert!(
        told.sentence.ends_with(
            "one number is an average over the follow-up. The curves change places near 34 months, which may be chance: \
             before, the share that died was smaller in watching than in surgery; after, it is the other way."
        ),
        "{}",
        told.sentence
    );
    assert!(headline(&report).contains("hazard ratio"), "the answer stays that of the ratio");
    assert!(report.words.paragraph.contains(&told.sentence));

    // Names exchanged: the other group is spoken of first and the sentence says the same of the same people.
    let back = changing_places(["watching", "surgery"], 10);
    let turned = back.warnings.iter().find(|warning| warning.code == "ph").unwrap();
    assert!(turned.sentence.contains("smaller in surgery than in watching"), "{}", turned.sentence);

    // One death fewer: 17/30 is a quarter of a standard error from 18/30, and nothing is said of places.
    let short = changing_places(["surgery", "watching"], 9);
    let told = short.warnings.iter().find(|warning| warning.code == "ph").unwrap();
    assert!(!told.sentence.contains("places") && told.numbers.len() == 1, "{}", told.sentence);
}

/// Of an order there are no means to look at.
#[test]
fn ranks_that_cross_are_pointed_to_tests() {
    let mut text = "# scale: ranks\narm,time_rank,died\n".to_owned();
    for i in 0..30 {
        text += &if i < 15 { format!("a,{},1\n", 1 + i) } else { format!("a,{},0\n", 90 + i) };
        text += &if i < 25 { format!("b,{},1\n", 20 + 2 * i) } else { format!("b,{},0\n", 90 + i) };
    }
    let sheet = Sheet::read(&text);
    let report = analyze(&sheet, &sheet.guess(), &Options::default()).unwrap().0;
    let told = report.warnings.iter().find(|warning| warning.code == "crossing").unwrap();
    assert!(told.sentence.contains("Look at the weighted tests first"), "{}", told.sentence);
    assert!(headline(&report).ends_with(": neither group does better throughout."), "{}", headline(&report));
}

/// Limits have the words of their own side, and no sign beside a word that turns it.
#[test]
fn limits_are_told_in_words() {
    let narrow = |text: &str| text.replace('\u{202f}', " ");
    let apart = changing_places(["surgery", "watching"], 14);
    assert!(apart.warnings.iter().any(|warning| warning.code == "crossing"));
    let means = |report: &Report| {
        let details = report.details.as_ref().unwrap();
        let found = &details.estimates.content.as_ref().unwrap().rmst_difference[0].interval;
        [found.value, found.lower, found.upper].map(|number| number.value.unwrap())
    };
    let short = riskset::report::number::time_short;
    let [value, lower, upper] = means(&apart);
    assert!(lower < 0.0 && upper > 0.0, "{lower} {upper}");
    let (word, other) = if value < 0.0 { ("shorter", "longer") } else { ("longer", "shorter") };
    let (far, near) = if value < 0.0 { (-lower, upper) } else { (upper, -lower) };
    let said =
        format!("from {} {word} to {} {other}, so there may be no difference.", short(far), short(near));
    assert!(
        narrow(&headline(&apart)).ends_with(&format!("95 % confidence interval {said}")),
        "{}",
        headline(&apart)
    );

    let strong = crossing("surgery", "watching");
    let [_, lower, upper] = means(&strong);
    let text = narrow(&headline(&strong));
    assert!(!text.contains('-') && !text.contains('\u{2212}'), "{text}");
    assert_eq!(text.contains("interval from "), lower < 0.0 && upper > 0.0, "{text}");
    let summary = &strong.details.as_ref().unwrap().estimates.content.as_ref().unwrap().summary;
    assert!(summary.contains(&strong.cox.as_ref().unwrap().terms[0].direction), "{summary}");
}
