//! The order of the groups and the one that the others are compared with: by default, as asked, in what is kept.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::{Roles, Sheet};
use riskset::report::arrange::ReferenceFrom;
use riskset::report::export::{Text, write};
use riskset::report::{Options, Report, analyze};

/// Three doses; the placebo stands last. R: `coxph(Surv(week, died) ~ dose)` with the levels placebo, low, high gives the
/// coefficients -0.854746451 (low) and -1.833650436 (high); the parts of `survdiff` with the scores 1, 2, 3 give the trend
/// z = -2.28371026.
const DOSES: &str = "week,died,dose\n9,1,high\n14,0,high\n17,1,high\n22,0,high\n25,1,high\n28,0,high\n\
    6,1,low\n8,1,low\n13,1,low\n15,0,low\n19,1,low\n24,0,low\n\
    2,1,placebo\n5,1,placebo\n7,1,placebo\n11,1,placebo\n12,0,placebo\n18,1,placebo\n";

fn answer(text: &str, options: &Options) -> Report {
    let sheet = Sheet::read(text);
    analyze(&sheet, &sheet.guess(), options).unwrap().0
}

fn names(report: &Report) -> Vec<&str> {
    report.groups.iter().map(|group| group.name.as_str()).collect()
}

fn reference(report: &Report) -> (&str, Option<ReferenceFrom>) {
    (report.options.reference.as_deref().unwrap(), report.data.reference_from)
}

fn ordered(names: &[&str]) -> Options {
    Options { group_order: Some(names.iter().map(|&name| name.to_owned()).collect()), ..Options::default() }
}

#[test]
fn the_control_is_the_reference_and_this_is_said() {
    let report = answer(DOSES, &Options::default());
    assert_eq!(names(&report), ["high", "low", "placebo"]);
    assert_eq!(reference(&report), ("placebo", Some(ReferenceFrom::Name)));
    let directions: Vec<&str> =
        report.cox.as_ref().unwrap().terms.iter().map(|term| term.direction.as_str()).collect();
    assert_eq!(directions, ["high versus placebo", "low versus placebo"]);
    for (term, coef) in report.cox.as_ref().unwrap().terms.iter().zip([-1.833_650_436, -0.854_746_451]) {
        assert!((term.coef.value.unwrap() - coef).abs() < 1e-8, "{}", term.direction);
    }
    let methods = report.words.methods.join(" ");
    assert!(methods.contains("reference group placebo (the control by its name)"), "{methods}");
    let chosen = Options { reference: Some("low".into()), ..Options::default() };
    assert_eq!(reference(&answer(DOSES, &chosen)), ("low", Some(ReferenceFrom::Chosen)));
    let noted = answer(&format!("# reference: high\n{DOSES}"), &Options::default());
    assert_eq!(reference(&noted), ("high", Some(ReferenceFrom::Chosen)));
    let plain = answer(&DOSES.replace("placebo", "2 mg"), &Options::default());
    assert_eq!(reference(&plain), ("high", Some(ReferenceFrom::First)));
    assert!(plain.words.methods.join(" ").contains("reference group high (the first group)"));
}

#[test]
fn the_order_asked_for_is_that_of_everything() {
    let report = answer(DOSES, &ordered(&["placebo", "low", "high"]));
    assert_eq!(names(&report), ["placebo", "low", "high"]);
    let log_rank: Vec<&str> =
        report.log_rank.as_ref().unwrap().groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(log_rank, ["placebo", "low", "high"]);
    assert_eq!(report.options.group_order.as_deref().unwrap(), ["placebo", "low", "high"]);
    let details = serde_json::to_value(report.details.as_ref().unwrap()).unwrap();
    let trend = &details["comparisons"]["content"]["trend"];
    assert_eq!(trend["order"], serde_json::json!(["placebo", "low", "high"]));
    assert!((trend["z"].as_f64().unwrap() + 2.283_710_26).abs() < 1e-8, "{trend}");
    let methods = details["comparisons"]["content"]["methods"].to_string();
    assert!(methods.contains("Trend: scores 1, 2, 3 … in the order placebo, low, high."), "{methods}");
    // The scores the other way round turn the sign; another order is another trend.
    let z = |order: &[&str]| {
        let details = serde_json::to_value(answer(DOSES, &ordered(order)).details.unwrap()).unwrap();
        details["comparisons"]["content"]["trend"]["z"].as_f64().unwrap()
    };
    assert!((z(&["high", "low", "placebo"]) + z(&["placebo", "low", "high"])).abs() < 1e-12);
    assert!((z(&["low", "placebo", "high"]) - z(&["placebo", "low", "high"])).abs() > 0.1);
    // The numbers of each group are its own whatever the order.
    let before = answer(DOSES, &Options::default());
    for group in &before.groups {
        let now = report.groups.iter().find(|now| now.name == group.name).unwrap();
        assert_eq!(now, group);
    }
    assert_eq!(report.log_rank.unwrap().test.p_value, before.log_rank.unwrap().test.p_value);
}

#[test]
fn names_that_no_group_bears_are_passed_over_and_others_follow() {
    let report = answer(DOSES, &ordered(&["low", "middle", "low"]));
    assert_eq!(names(&report), ["low", "high", "placebo"]);
    let one = answer("week,died\n1,1\n2,0\n", &ordered(&["all", "x"]));
    assert_eq!((names(&one), one.options.group_order.as_ref()), (vec!["all"], None));
}

/// The figure's curves stand in the order, and the file of subjects keeps it.
#[test]
fn figure_and_file_of_subjects_keep_the_order() {
    let sheet = Sheet::read(DOSES);
    let (roles, options): (Roles, Options) = (sheet.guess(), ordered(&["placebo", "high", "low"]));
    let figure = analyze(&sheet, &roles, &options).unwrap().1;
    let curves: Vec<&str> = figure.curves.iter().map(|curve| curve.name.as_str()).collect();
    assert_eq!(curves, ["placebo", "high", "low"]);
    let file = write(Text::SubjectsCsv, &sheet, &roles, &options).unwrap();
    assert!(file.contains("# groups: placebo | high | low\n"), "{file}");
    assert_eq!(names(&answer(&file, &Options::default())), ["placebo", "high", "low"]);
    let script = write(Text::R, &sheet, &roles, &options).unwrap();
    let levels = ["\"placebo\"", "\"high\"", "\"low\""].map(|name| script.find(name).unwrap());
    assert!(levels.is_sorted(), "{levels:?}");
}
