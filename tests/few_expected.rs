//! Where the chi-squared approximation of the log-rank test cannot hold the permutation test comes first, and a group of
//! which few are at risk at once is called thin however many are in it.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::Sheet;
use riskset::report::{Depth, Options, Report, analyze};

fn report(text: &str, depth: Option<Depth>) -> Report {
    let sheet = Sheet::read(text);
    analyze(&sheet, &sheet.guess(), &Options { depth, ..Options::default() }).unwrap().0
}

fn sentence<'a>(report: &'a Report, code: &str) -> Option<&'a str> {
    report.warnings.iter().find(|warning| warning.code == code).map(|warning| warning.sentence.as_str())
}

/// `n` in the group "new", the first `events` of them with an early event; 300 in the group "old" with 9 events.
fn rare(n: usize, events: usize) -> String {
    let mut text = "arm,month,failed\n".to_owned();
    for i in 0..300 {
        text += &format!("old,{},{}\n", 2 + i * 37 % 97, u8::from(i % 33 == 5));
    }
    for i in 0..n {
        text += &format!("new,{},{}\n", 3 + 5 * i, u8::from(i < events));
    }
    text
}

/// The same by definition: the scores of the three people of "new" against those of every three people.
fn by_every_choice(text: &str) -> f64 {
    let rows: Vec<(bool, f64, bool)> = text
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[0] == "new", cells[1].parse().unwrap(), cells[2] == "1")
        })
        .collect();
    let hazard = |t: f64| -> f64 {
        let mut times: Vec<f64> = rows.iter().filter(|row| row.2 && row.1 <= t).map(|row| row.1).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        let part = |&at: &f64| {
            let d = rows.iter().filter(|row| row.2 && row.1 == at).count() as f64;
            d / rows.iter().filter(|row| row.1 >= at).count() as f64
        };
        times.iter().map(part).sum()
    };
    let scores: Vec<f64> = rows.iter().map(|row| f64::from(u8::from(row.2)) - hazard(row.1)).collect();
    let seen: f64 = scores.iter().zip(&rows).filter(|(_, row)| row.0).map(|(score, _)| score).sum();
    let (mut extreme, mut all) = (0_u64, 0_u64);
    for a in 0..scores.len() {
        for b in 0..a {
            for c in 0..b {
                all += 1;
                extreme += u64::from((scores[a] + scores[b] + scores[c]).abs() >= seen.abs() * (1.0 - 1e-9));
            }
        }
    }
    extreme as f64 / all as f64
}

#[test]
fn a_tiny_group_is_compared_by_permutation_first() {
    let text = rare(3, 2);
    let report = report(&text, None);
    let log_rank = report.log_rank.as_ref().unwrap();
    let expected = log_rank.groups.iter().find(|group| group.name == "new").unwrap().expected;
    assert!(expected < 0.2 && log_rank.test.p_value < 1e-9, "{expected} {}", log_rank.test.p_value);
    let exact = report.details.as_ref().unwrap().permutation.content.as_ref().unwrap();
    assert!(exact.exact);
    assert!((exact.p_value - by_every_choice(&text)).abs() < 1e-12, "{}", exact.p_value);
    assert!(exact.p_value > 1e4 * log_rank.test.p_value);
    let under = &report.words.under;
    assert!(under[1].starts_with("exact p ") && under[2].starts_with("log-rank p "), "{under:?}");
    assert!(under[2].ends_with("(rough: few events expected)"), "{under:?}");
    let caveat = sentence(&report, "few_expected").unwrap();
    assert!(
        caveat.contains("in new") && caveat.contains("rely on the exact permutation test, p "),
        "{caveat}"
    );
    // Both may be below .001: the caveat tells them apart.
    assert!(caveat.contains("e-33") && caveat.contains("log-rank p = "), "{caveat}");
    let paragraph = &report.words.paragraph;
    assert!(
        paragraph.find("permutation test: p").unwrap() < paragraph.find("Log-rank test: p").unwrap(),
        "{paragraph}"
    );
}

/// Where there are too many arrangements to count some are drawn, unasked.
#[test]
fn a_larger_one_by_drawn_arrangements() {
    let text = rare(18, 3);
    let full = report(&text, None);
    let drawn = full.details.as_ref().unwrap().permutation.content.as_ref().unwrap();
    assert!(!drawn.exact && drawn.draws.unwrap() >= 2_000.0);
    assert!(drawn.lower.unwrap() <= drawn.p_value && drawn.p_value <= drawn.upper.unwrap());
    assert!(full.words.under[1].starts_with("permutation p "), "{:?}", full.words.under);
    // The first answer has no time for it, and does not sound sure.
    let first = report(&text, Some(Depth::First));
    assert!(first.words.under[1].ends_with("(rough: few events expected)"), "{:?}", first.words.under);
    assert!(sentence(&first, "few_expected").unwrap().ends_with("do not rely on its size."));
}

#[test]
fn many_expected_events_are_no_reason() {
    let rows: String = (0..60)
        .map(|i| format!("{},{},{}\n", ["a", "b"][i % 2], 1 + i * 7 % 31, u8::from(i % 3 > 0)))
        .collect();
    let report = report(&format!("arm,month,failed\n{rows}"), None);
    assert!(sentence(&report, "few_expected").is_none());
    assert!(report.words.under[1].starts_with("log-rank p ") && !report.words.under[1].contains("rough"));
    assert!(
        report.details.unwrap().permutation.content.is_none(),
        "above 40 people only when it is asked for"
    );
}

/// Forty come one after the other, never more than three at once; beside them fifteen from the beginning.
#[test]
fn a_group_of_many_who_come_and_go_is_thin() {
    let mut text = "arm,entry,time,died\n".to_owned();
    for i in 0..40 {
        text += &format!("passing,{},{},{}\n", i, i + 3, u8::from(i % 5 == 4));
    }
    for i in 0..15 {
        text += &format!("staying,0,{},{}\n", 5 + 2 * i, u8::from(i % 3 == 0));
    }
    let report = report(&text, None);
    let caveat = sentence(&report, "small_groups").unwrap();
    assert_eq!(
        caveat,
        "Never more than 3 of 40 people in passing are at risk at once: the curve rests on so few throughout."
    );
    assert!(!sentence(&report, "thin_tail").unwrap_or_default().contains("passing"));
}
