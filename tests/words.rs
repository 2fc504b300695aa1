//! The sentences of the answer, each for data in which it is true.

#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::Sheet;
use riskset::report::{Options, Report, analyze};

fn report(text: &str) -> Report {
    report_with(text, &Options::default())
}

fn report_with(text: &str, options: &Options) -> Report {
    let sheet = Sheet::read(text);
    analyze(&sheet, &sheet.guess(), options).unwrap().0
}

fn headline(report: &Report) -> String {
    report.words.headline.iter().map(|span| span.text.replace('\u{202f}', " ")).collect()
}

fn codes(report: &Report) -> Vec<&str> {
    report.warnings.iter().map(|warning| warning.code).collect()
}

const RECOVERY: &str = include_str!("reference/data/lanzoni2021_recovery31_RECONSTRUCTED.csv");

#[test]
fn a_hoped_for_event_with_its_direction() {
    let options = Options { reference: Some("ucmsc".into()), ..Options::default() };
    let forth = report_with(RECOVERY, &options);
    assert_eq!(
        headline(&forth),
        "Recovery was slower in the control group than in the ucmsc group: hazard ratio 0.29, \
         95 % confidence interval 0.088 to 0.95."
    );
    assert_eq!(forth.words.under, ["control versus ucmsc", "log-rank p = .031", "Cox model, Efron ties"]);
    assert_eq!(forth.words.counts, "24 subjects: 13 recovered, 11 censored.");
    assert_eq!(codes(&forth), ["small_trial", "thin_tail", "meaning_of_the_ratio"]);
    // Unless it is asked otherwise, the others are compared with the control.
    assert_eq!(
        headline(&report(RECOVERY)),
        "Recovery was faster in the ucmsc group than in the control group: hazard ratio 3.46, \
         95 % confidence interval 1.06 to 11."
    );
}

#[test]
fn an_interval_that_holds_one_settles_nothing() {
    let report = report("arm,day,died\na,1,1\nb,2,1\na,3,1\nb,4,1\na,5,0\nb,6,0\n");
    let sentence = headline(&report);
    assert!(
        sentence.starts_with("These data do not settle whether death comes sooner in group b or in group a")
    );
    assert!(codes(&report).contains(&"small_groups"), "{:?}", codes(&report));
}

#[test]
fn a_ratio_that_runs_away() {
    let text = "time,status,group\n3,1,a\n5,1,a\n7,1,a\n9,1,a\n11,0,a\n12,0,a\n\
                4,0,b\n6,0,b\n8,0,b\n10,0,b\n12,0,b\n12,0,b\n";
    let found = report(text);
    assert_eq!(
        headline(&found),
        "The hazard ratio cannot be estimated: nobody in group b had the event. \
         The exact permutation test still compares them: p = .061 (log-rank p = .0455, rough: few events \
         expected)."
    );
    let warning = &found.warnings[0];
    assert_eq!(warning.code, "runs_away");
    assert!(warning.sentence.starts_with("The hazard ratio b versus a runs to 0"), "{}", warning.sentence);
    let sooner = report("time,status,group\n1,1,a\n2,1,a\n3,1,b\n4,1,b\n");
    assert!(
        headline(&sooner).contains("every event was in group a, none in group b"),
        "{}",
        headline(&sooner)
    );
}

#[test]
fn nobody_is_said_to_have_death() {
    let found = report("time,died,group\n1,1,a\n2,1,a\n3,0,b\n4,0,b\n");
    assert!(headline(&found).contains("nobody in group b died"), "{}", headline(&found));
    let stroke = report("# event: stroke\ntime,status,group\n1,0,a\n2,0,b\n");
    assert!(headline(&stroke).starts_with("Nobody had the event “stroke”"), "{}", headline(&stroke));
}

#[test]
fn nothing_to_compare() {
    let nobody = report("time,status,group\n5,0,a\n6,0,b\n");
    assert_eq!(headline(&nobody), "Nobody had the event: there is nothing to compare.");
    let at_once = report("time,status,group\n5,1,a\n5,1,b\n");
    assert!(at_once.log_rank_reason.unwrap().contains("everybody at risk had the event"));
}

#[test]
fn one_group() {
    let reached = report("days,relapse\n1,1\n2,1\n3,1\n4,0\n");
    assert_eq!(headline(&reached).split(',').next().unwrap(), "The median time to relapse is 2.5 days");
    let not = report("months,relapse\n1,1\n2,0\n3,0\n4,0\n");
    assert_eq!(
        headline(&not),
        "The median time to relapse was not reached: by 4 months, an estimated 75 % were still without it."
    );
    assert_eq!(headline(&report("time,died\n5,1\n")), "The only subject died at 5.");
}

#[test]
fn many_groups() {
    let rows: String = (1..=60).map(|i| format!("{i},{},{}\n", i % 2, ["a", "b", "c"][i % 3])).collect();
    let report = report(&format!("weeks,status,group\n{rows}"));
    let sentence = headline(&report);
    assert!(
        sentence
            .starts_with("These data do not show that the pace of the event differs between the 3 groups")
    );
    assert_eq!(report.cox.unwrap().terms.len(), 2);
}

#[test]
fn ranks_have_no_medians_and_say_so() {
    let report = report("# scale: ranks\narm,time_rank,died\na,1,1\na,2,1\nb,3,1\nb,4,0\n");
    assert!(report.groups.iter().all(|group| group.median.value.value.is_none()));
    assert!(codes(&report).contains(&"ranks"));
    assert!(report.words.methods.iter().any(|sentence| sentence.contains("medians are not given")));
}

#[test]
fn methods_name_what_was_used() {
    let entry = report("entry,stop,event,arm\n0,5,1,a\n2,6,0,a\n1,7,1,b\n3,9,1,b\n");
    assert!(entry.words.methods.iter().any(|sentence| sentence.contains("only after its time of entry")));
    let dates = report("start,end,event\n2020-01-01,2020-01-31,1\n2020-02-01,2020-02-20,0\n");
    assert!(dates.words.methods.iter().any(|sentence| sentence.contains("days from the start date")));
    let options = serde_json::from_str(r#"{"conf_level":0.9,"conf_type":"log","ties":"breslow"}"#).unwrap();
    let methods = report_with(RECOVERY, &options).words.methods.join(" ").replace('\u{202f}', " ");
    for words in [
        "90 % limits on the log scale",
        "Breslow ties",
        "reference group control (the control by its name)",
        "90 % Wald limits",
    ] {
        assert!(methods.contains(words), "{words}: {methods}");
    }
}

#[test]
fn two_kinds_of_event_share_no_name() {
    let text = "time,event,arm\n1,relapse,a\n2,death,a\n3,censored,a\n4,relapse,b\n5,death,b\n6,censored,b\n";
    let report = report(text);
    assert_eq!(report.words.counts, "6 subjects: 4 events, 2 censored.");
}

#[test]
fn a_level_that_makes_no_sense_is_refused_in_words() {
    let sheet = Sheet::read(RECOVERY);
    let options = Options { conf_level: Some(95.0), ..Options::default() };
    let failure = analyze(&sheet, &sheet.guess(), &options).unwrap_err();
    assert!(failure.message.contains("from 0.5 to 0.999"), "{}", failure.message);
}

#[test]
fn the_paragraph_holds_the_result_and_every_caveat() {
    let plain = |text: &str| text.replace('\u{202f}', " ");
    let forth = report(RECOVERY);
    let paragraph = plain(&forth.words.paragraph);
    for part in [
        "ucmsc: 12 subjects, 9 recovered; control: 12 subjects, 4 recovered.",
        "Median time to recovery: 15 days in ucmsc (95 % limits 6 to 23), not reached in control.",
        "hazard ratio 3.46, 95 % confidence interval 1.06 to 11.",
        "Log-rank test: p = .031.",
        "neither a ratio of risks nor of times",
    ] {
        assert!(paragraph.contains(part), "{part}\n{paragraph}");
    }
    assert!(forth.warnings.iter().all(|warning| forth.words.paragraph.contains(&warning.sentence)));
    let options =
        Options { conf_type: Some(riskset::estimate::confidence::ConfType::Log), ..Options::default() };
    let methods = report_with(RECOVERY, &options).words.methods_sentence;
    assert!(methods.contains("on the log scale") && methods.contains("reference group control"), "{methods}");

    // What would be of another world is not stated: medians of ranks.
    let ranks = report("arm,rank,died\na,1,1\na,2,0\nb,3,1\nb,4,1\n");
    assert!(!ranks.words.paragraph.contains("Median"), "{}", ranks.words.paragraph);
    let one = report("day,died\n3,1\n5,0\n8,1\n");
    assert!(one.words.paragraph.starts_with("3 subjects: 2 died, 1 censored."), "{}", one.words.paragraph);
    assert!(!one.words.methods_sentence.contains("log-rank"), "{}", one.words.methods_sentence);
}

/// A model was fitted beside that of the groups: it is said where methods are.
#[test]
fn what_a_model_is_adjusted_for_is_told_with_the_methods() {
    let rows =
        (0..40).map(|i| format!("{},{},{},{}\n", ["a", "b"][i % 2], 1 + i * 37 % 50, i % 3 / 2, i * 7 % 11));
    let sheet = Sheet::read(&format!("arm,day,died,age\n{}", rows.collect::<String>()));
    let roles = sheet.guess();
    let methods = |covariates: Vec<usize>| {
        let roles = riskset::data::Roles { covariates, ..roles.clone() };
        analyze(&sheet, &roles, &Options::default()).unwrap().0.words.methods_sentence
    };
    assert!(!methods(vec![]).contains("further model"));
    let said = methods(vec![3]);
    assert!(said.contains("reference group a); the hazard ratio was adjusted for age in a further Cox model (40 people). Computed"), "{said}");
}

/// Of three groups there is a test of all of them, adjusted and not, each by its name and with its people.
#[test]
fn three_groups_are_told_with_both_tests() {
    let rows = (0..60).map(|i| {
        let age = if i == 4 { String::new() } else { (40 + i * 7 % 31).to_string() };
        format!("{},{},{},{age}\n", ["a", "b", "c"][i % 3], 1 + i * 37 % 50, i % 5 / 2)
    });
    let sheet = Sheet::read(&format!("arm,day,died,age\n{}", rows.collect::<String>().replace(",2,", ",1,")));
    let roles = riskset::data::Roles { covariates: vec![3], ..sheet.guess() };
    let report = analyze(&sheet, &roles, &Options::default()).unwrap().0;
    let (wald, log_rank) =
        (report.adjusted.as_ref().unwrap().wald.as_ref().unwrap(), report.log_rank.as_ref().unwrap());
    let p = riskset::report::number::p_value;
    let said = headline(&report);
    let n = report.data.n_used;
    let both = format!(
        "Adjusted for age: p {} (Wald test), {} people; unadjusted p {} (log-rank test), {n} people.",
        p(wald.p_value),
        n - 1,
        p(log_rank.test.p_value)
    );
    assert!(said.contains(&both), "{said}");
}

/// What a name does to the words beside it: nothing.
#[test]
fn names_that_run_from_right_to_left_are_set_apart() {
    let lines = "a,1,1\nb,2,1\na,3,1\nb,4,1\na,5,0\nb,6,0\n";
    let latin = report(&format!("arm,day,died\n{lines}"));
    let turned = lines.replace('a', "\u{202e}a\u{2066}").replace('b', "b\u{200f}");
    let cleaned = report(&format!("arm,day,died\n{turned}"));
    assert_eq!(cleaned.words.paragraph, latin.words.paragraph, "signs of direction are not read");
    assert!(!latin.words.paragraph.contains(['\u{2068}', '\u{2069}']));

    let arabic = lines.replace('a', "علاج");
    let report = report(&format!("arm,day,died\n{arabic}"));
    assert_eq!(report.groups[0].name, "علاج", "where it stands alone a name is as it was");
    let set_apart = "\u{2068}علاج\u{2069}";
    let sentences =
        [&headline(&report), &report.words.under[0], &report.words.paragraph, &report.words.figure_alt];
    for sentence in sentences.into_iter().chain(&report.words.methods) {
        assert_eq!(sentence.matches("علاج").count(), sentence.matches(set_apart).count(), "{sentence}");
    }
    assert!(report.words.under[0].contains(set_apart), "{:?}", report.words.under);
}

/// Events of the samples with competing ones: each share of the paragraph, with its limits, is the section's at that time.
#[test]
fn the_paragraph_has_the_cumulative_incidence_of_the_section() {
    for (name, milestones) in [("6-mgus2", Some(vec![60.0, 120.0])), ("7-melanoma", None), ("6-mgus2", None)]
    {
        let text = std::fs::read_to_string(format!("www/samples/{name}.csv")).unwrap();
        let asked = milestones.is_some();
        let report = report_with(&text, &Options { milestones, ..Options::default() });
        let paragraph = &report.words.paragraph;
        let section = report.details.as_ref().unwrap().competing.content.as_ref().unwrap();
        let event = section.causes.iter().find(|cause| cause.code == 1).unwrap();
        let begins = |time: f64| format!("By {time} {} the cumulative incidence of ", report.data.time_unit);
        let found: Vec<_> = event.at.iter().filter(|at| paragraph.contains(&begins(at.time))).collect();
        let [at] = found.as_slice() else { panic!("{name}: {paragraph}") };
        assert!(!asked || at.time == 120.0, "{paragraph}");
        let share = riskset::report::number::share;
        for group in &at.groups {
            let [value, lower, upper] =
                [group.cif.value, group.cif.lower, group.cif.upper].map(|n| share(n.value.unwrap()));
            let lower = lower.replace("\u{202f}%", "");
            let upper = upper.replace("\u{202f}%", "");
            let said = format!("{value} (95\u{202f}% limits {lower} to {upper}) in the {} group", group.name);
            assert!(paragraph.contains(&said), "{said}\n{paragraph}");
        }
    }
}

/// By hand: of four in each group one relapses at day 1. In a nothing else happens until day 4: 1/4. In b two die at day 2,
/// then the last relapses at day 4: 1/4 + 1/4 = 1/2, not the 1 that 1 - Kaplan-Meier says.
#[test]
fn an_incidence_in_words_counts_those_with_another_event() {
    let lines =
        "a,1,relapse\na,4,alive\na,4,alive\na,4,alive\nb,1,relapse\nb,2,death\nb,2,death\nb,4,relapse\n";
    let sheet = Sheet::read(&format!("arm,days,status\n{lines}"));
    let mut roles = sheet.guess();
    roles.event_values = vec!["relapse".into()];
    roles.competing_values = vec!["death".into()];
    let options = Options { milestones: Some(vec![4.0, 9.0]), ..Options::default() };
    let report = analyze(&sheet, &roles, &options).unwrap().0;
    let paragraph = report.words.paragraph.replace('\u{202f}', " ");
    let start = paragraph
        .find("By 4 days the cumulative incidence of relapse is 25.0 % (95 % limits ")
        .expect(&paragraph);
    assert!(paragraph[start..].contains(") in group a and 50.0 % (95 % limits "), "{paragraph}");
    assert!(!paragraph.contains("Median"), "its curve would take other events as censored: {paragraph}");
}

const RELAPSE_OR_DEATH: &str = "arm,days,status\na,1,relapse\na,4,alive\na,4,alive\na,4,alive\nb,1,relapse\nb,2,death\nb,2,death\nb,4,relapse\n";

/// Relapse, with deaths that compete; in two groups or in one.
fn competing(groups: bool, options: &str) -> Report {
    let sheet = Sheet::read(RELAPSE_OR_DEATH);
    let mut roles = sheet.guess();
    roles.event_values = vec!["relapse".into()];
    roles.competing_values = vec!["death".into()];
    roles.group = roles.group.filter(|_| groups);
    analyze(&sheet, &roles, &serde_json::from_str(options).unwrap()).unwrap().0
}

/// Where events compete the ratio is named for what it is, and of one group nothing is said of tests that do not exist.
#[test]
fn words_of_competing_events_are_about_what_was_done() {
    let two = competing(true, "{}");
    assert!(headline(&two).contains(": subdistribution hazard ratio "), "{}", headline(&two));
    assert!(two.words.methods.iter().any(|method| method.starts_with("Cause-specific hazards: Cox")));
    let caveat = |report: &Report| {
        report.warnings.iter().find(|warning| warning.code == "competing").unwrap().sentence.clone()
    };
    assert!(caveat(&two).starts_with("2 subjects had another event first: the cumulative incidence counts"));
    let heights = "Cumulative incidence of relapse at 4 days: a 25\u{202f}%; b 50\u{202f}%. ";
    assert!(two.words.figure_alt.contains(heights), "{}", two.words.figure_alt);

    // By hand: of 8 two relapse at day 1, two die at day 2; of the 4 left one relapses at day 4: 2/8 + 1/2 * 1/4 = 3/8.
    let one = competing(false, r#"{"milestones":[4]}"#);
    let said = headline(&one);
    assert!(
        said.starts_with("By 4 days the cumulative incidence of relapse is 37.5 % (95 % limits "),
        "{said}"
    );
    assert_eq!(one.words.paragraph.matches("the cumulative incidence of relapse").count(), 1);
    assert_eq!(one.words.under, ["Aalen-Johansen, log-log limits"]);
    assert!(caveat(&one).ends_with("the cumulative incidence counts them as such."), "{}", caveat(&one));
    assert!(!one.words.methods.iter().any(|method| method.contains("log-rank")), "{:?}", one.words.methods);
    let as_censored = competing(false, r#"{"curve":"surv"}"#);
    assert_eq!(as_censored.words.under, ["Kaplan-Meier, log-log limits"]);
}

#[test]
fn one_is_not_spoken_of_as_many() {
    let one = report("days,recovered\n3,0\n");
    assert_eq!(
        headline(&one),
        "Nobody recovered in a follow-up of up to 3 days: there is no median time to recovery."
    );
    assert!(one.words.figure_alt.contains("1 subject, 0 recovered"), "{}", one.words.figure_alt);
    let ranks = report("# scale: ranks\ntime_rank,died\n1,1\n");
    assert_eq!(headline(&ranks), "1 subject in the order of events: 1 died.");
}

/// A ratio each of several groups: what changes is several.
#[test]
fn several_ratios_change_in_the_plural() {
    let rows: String = (0..60)
        .map(|i| format!("{},{},{}\n", 1 + i * 7 % 41, u8::from(i % 4 > 0), ["low", "middle", "high"][i % 3]))
        .collect();
    let report = report(&format!("months,died,dose\n{rows}"));
    let caveat = report.warnings.iter().find(|warning| warning.code == "ph").unwrap();
    assert!(caveat.sentence.starts_with("The hazard ratios seem to change over time"), "{}", caveat.sentence);
}

/// A pregnancy comes; recovery takes its time.
#[test]
fn what_comes_at_once_is_not_slow() {
    let options = Options { event_name: Some("pregnancy".into()), ..Options::default() };
    let said = headline(&report_with(RECOVERY, &options));
    assert!(said.starts_with("Pregnancy came sooner in the ucmsc group than in"), "{said}");
}
