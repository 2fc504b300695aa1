//! What the samples teach is what they show when they are opened as they are.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::Sheet;
use riskset::report::{Options, Report, analyze};
use std::fs;

fn opened(name: &str) -> Report {
    let sheet = Sheet::read(&fs::read_to_string(format!("www/samples/{name}.csv")).unwrap());
    analyze(&sheet, &sheet.guess(), &Options::default()).unwrap().0
}

fn p_value(report: &Report) -> f64 {
    report.log_rank.as_ref().unwrap().test.p_value
}

fn has(report: &Report, code: &str) -> bool {
    report.warnings.iter().any(|warning| warning.code == code)
}

#[test]
fn each_says_what_it_teaches() {
    for entry in fs::read_dir("www/samples").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            let report = opened(path.file_stem().unwrap().to_str().unwrap());
            let note = |key: &str| report.data.notes.iter().filter(|note| note.key == key).count();
            assert_eq!((note("title"), note("teaches")), (1, 1), "{path:?}");
            assert_eq!(
                note("source") + note("label"),
                1 + usize::from(note("source") * note("label") == 1),
                "{path:?}"
            );
            assert_eq!(report.data.n_problems, 0, "{path:?}");
        }
    }
}

#[test]
fn a_clear_effect_a_null_and_curves_that_cross() {
    assert!(p_value(&opened("3-six-mp")) < 0.001);
    let null = opened("8-veteran");
    assert_eq!(
        null.groups.iter().map(|group| (group.n, group.n_event)).collect::<Vec<_>>(),
        [(69, 64), (68, 64)]
    );
    assert!(p_value(&null) > 0.9);
    assert!(!has(&null, "crossing"));
    let crossing = opened("9-gbsg");
    assert!(p_value(&crossing) > 0.5);
    assert!(has(&crossing, "crossing"), "{:?}", crossing.warnings);
}

#[test]
fn ulceration_is_what_melanoma_is_grouped_by() {
    let report = opened("7-melanoma");
    assert_eq!(report.options.reference.as_deref(), Some("no ulcer"));
    assert!(p_value(&report) < 0.001);
    assert!(report.data.n_competing > 0);
}

#[test]
fn an_arm_without_events_has_no_ratio_and_firths_fit() {
    let report = opened("9b-no-events");
    assert!(report.groups.iter().any(|group| group.n_event == 0));
    assert_eq!(report.cox.as_ref().unwrap().terms[0].hazard_ratio.value, None);
    assert!(report.details.unwrap().model.content.unwrap().firth.is_some());
}
