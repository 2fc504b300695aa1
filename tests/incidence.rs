//! Where other events compete, the words and the figure say what compares the cumulative incidence that is drawn, and which
//! number answers which question.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::{Roles, Sheet};
use riskset::figure::Figure;
use riskset::report::number::{p_value, ratios};
use riskset::report::{Report, analyze};

/// `pcm` competes with death; the groups differ in how many die first.
fn rows(n: usize, groups: usize) -> String {
    let mut text = String::from("arm,months,status\n");
    for i in 0..n {
        let (group, status) =
            (i % groups, ["pcm", "death", "alive", "death", "pcm"][(i / groups + i % 3) % 5]);
        text += &format!("G{group},{},{status}\n", 1 + (i * 37 + 11 * group) % 59);
    }
    text
}

fn answer_with(text: &str, options: &str, change: impl Fn(&mut Roles)) -> (Report, Figure) {
    let sheet = Sheet::read(text);
    let mut roles = sheet.guess();
    roles.event_values = vec!["pcm".into()];
    roles.competing_values = vec!["death".into()];
    change(&mut roles);
    analyze(&sheet, &roles, &serde_json::from_str(options).unwrap()).unwrap()
}

fn answer(text: &str, options: &str) -> (Report, Figure) {
    answer_with(text, options, |_| {})
}

fn plain(text: &str) -> String {
    text.replace('\u{202f}', " ")
}

fn headline(report: &Report) -> String {
    report.words.headline.iter().map(|span| plain(&span.text)).collect()
}

#[test]
fn above_cumulative_incidence_stands_what_compares_it() {
    let (report, figure) = answer(&rows(90, 2), r#"{"drawing":{"corner":true},"event_name":"pcm"}"#);
    let tests = report.incidence_tests.as_ref().unwrap();
    let (gray, of) = (p_value(tests.gray.as_ref().unwrap().p_value), &tests.subdistribution[0]);
    let [hr, lower, upper] = of_three(of);
    let said = headline(&report);
    let numbers = format!(
        ": subdistribution hazard ratio {hr}, 95 % confidence interval {lower} to {upper}; Gray’s test p {gray}."
    );
    assert!(
        said.ends_with(&numbers) && said.contains("the cumulative incidence of the event “pcm” is higher"),
        "{said}"
    );
    // Which answers which question.
    let term = &report.cox.as_ref().unwrap().terms[0];
    let [hr, lower, upper] = ratios([term.hazard_ratio, term.lower, term.upper].map(|n| n.value.unwrap()));
    let log_rank = p_value(report.log_rank.as_ref().unwrap().test.p_value);
    let rates = format!(
        "ause-specific hazard ratio {hr} ({lower} to {upper}), log-rank p {log_rank}: rate among people still event-free"
    );
    let under = [
        "G1 versus G0".to_owned(),
        "Gray’s test and Fine-Gray model: cumulative incidence".to_owned(),
        format!("c{rates}"),
    ];
    assert_eq!(report.words.under, under);
    assert!(plain(&report.words.paragraph).contains(&format!(" C{rates}.")), "{}", report.words.paragraph);
    assert!(plain(&report.words.figure_alt).ends_with(&said));
    assert_eq!(
        figure.corner[0],
        format!("Subdistribution HR {} ({} to {})", of_three(of)[0], of_three(of)[1], of_three(of)[2])
    );
    assert_eq!(figure.corner[1..3], ["G1 versus G0".to_owned(), format!("Gray’s test p {gray}")]);
    assert!(!figure.corner.iter().any(|line| line.contains("log-rank")), "{:?}", figure.corner);
    // A figure that takes other events as censored has what compares that.
    let (naive, figure) = answer(&rows(90, 2), r#"{"curve":"surv","drawing":{"corner":true}}"#);
    assert!(headline(&naive).contains(": cause-specific hazard ratio "), "{}", headline(&naive));
    assert!(
        figure.corner[0].starts_with("cause-specific HR ")
            && figure.corner[2].starts_with("cause-specific log-rank p ")
    );
    let (panels, _) = answer(&rows(90, 2), r#"{"curve":"surv","drawing":{"plot":"all_causes"}}"#);
    assert!(headline(&panels).contains("Gray’s test"), "{}", headline(&panels));
}

fn of_three(of: &riskset::report::details::competing::HazardReport) -> [String; 3] {
    ratios([of.ratio.value, of.ratio.lower, of.ratio.upper].map(|n| n.value.unwrap()))
}

/// They are the numbers of the section, which agree with cmprsk; a first answer has them too.
#[test]
fn a_first_answer_has_the_tests_of_the_section() {
    for groups in [2, 4] {
        let (report, _) = answer(&rows(120, groups), "{}");
        let tests = report.incidence_tests.clone().unwrap();
        let section = report.details.unwrap().competing.content.unwrap();
        let event = section.causes.iter().find(|cause| cause.code == 1).unwrap();
        assert_eq!((&tests.gray, &tests.subdistribution), (&event.gray, &event.subdistribution));
        let (first, _) = answer(&rows(120, groups), r#"{"depth":"first"}"#);
        assert!(first.details.is_none());
        assert_eq!(first.incidence_tests.unwrap(), tests);
        assert_eq!(first.words.headline, report.words.headline);
    }
    let several = headline(&answer(&rows(120, 4), "{}").0);
    assert!(several.contains("differs between the 4 groups: Gray’s test p "), "{several}");
}

#[test]
fn what_is_put_off_or_missing_is_said() {
    let (many, _) = answer(&rows(1280, 20), r#"{"depth":"first"}"#);
    assert!(many.incidence_tests.as_ref().unwrap().put_off);
    assert!(
        headline(&many)
            .contains("which compare the cumulative incidence, are in the section on competing risks")
    );
    let text: String = rows(90, 2).lines().enumerate().fold(String::new(), |text, (i, line)| {
        let time: f64 = line.split(',').nth(1).and_then(|time| time.parse().ok()).unwrap_or(0.0);
        let entry = match i {
            0 => "entry",
            i if i % 3 == 0 && time > 3.0 => "3",
            _ => "0",
        };
        text + &format!("{line},{entry}\n")
    });
    let (late, _) = answer_with(&text, "{}", |roles| roles.entry = Some(3));
    let said = headline(&late);
    assert!(said.contains(": cause-specific hazard ratio "), "{said}");
    assert!(
        said.ends_with("This is about the rate among people still event-free, not the cumulative incidence in the figure, for which Gray’s test is missing. There is no test with delayed entry."),
        "{said}"
    );
}

/// A code stays as it was given, in every sentence and on every axis.
#[test]
fn a_code_is_never_capitalised() {
    for options in [
        r#"{"event_name":"pcm"}"#,
        r#"{"event_name":"pcm","curve":"surv"}"#,
        r#"{"event_name":"mRS","time_unit":"cycles"}"#,
    ] {
        for groups in [1, 2, 3] {
            let (report, figure) = answer(&rows(90, groups), options);
            let texts = serde_json::to_string(&(&report.words, &report.warnings, &report.data)).unwrap();
            let drawn = format!(
                "{} {} {:?} {:?}",
                figure.share_label, figure.time_label, figure.panels, figure.row_names
            );
            for text in [texts, drawn] {
                for wrong in ["Pcm", "MRS", "mrs", "Cycles"] {
                    // The name of a file is in small letters.
                    let text = text.replace("riskset-mrs", "");
                    assert!(!text.contains(wrong), "{wrong}: {text}");
                }
            }
        }
    }
}
