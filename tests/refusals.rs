//! What is refused, withheld or doubted, each in words with the numbers that led to it.

#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::{Roles, Sheet};
use riskset::figure::Figure;
use riskset::report::shape::{Maybe, Reason};
use riskset::report::{Options, Report, analyze};

fn with(text: &str, change: impl FnOnce(&mut Roles), options: &Options) -> (Report, Figure) {
    let sheet = Sheet::read(text);
    let mut roles = sheet.guess();
    change(&mut roles);
    analyze(&sheet, &roles, options).unwrap()
}

fn warning<'a>(report: &'a Report, code: &str) -> Option<&'a str> {
    report.warnings.iter().find(|warning| warning.code == code).map(|warning| warning.sentence.as_str())
}

fn sample(name: &str) -> String {
    std::fs::read_to_string(format!("www/samples/{name}")).unwrap()
}

/// Six rows of which one has the event.
const ONE_EVENT: &str = "time,status,arm,age\n1,0,A,30\n2,0,B,40\n3,1,A,55\n4,0,B,33\n5,0,A,60\n6,0,B,71\n";
/// The same with a second event, of the youngest still at risk: the arm with events is A alone.
const TWO_EVENTS: &str = "time,status,arm,age\n1,0,A,30\n2,0,B,40\n3,1,A,55\n4,0,B,33\n5,1,A,60\n6,0,B,71\n";

#[test]
fn one_event_makes_no_ratio() {
    let (report, _) = with(ONE_EVENT, |roles| roles.covariates = vec![3], &Options::default());
    let details = report.details.unwrap();
    assert!(details.model.content.is_none());
    assert!(details.model.reason.unwrap().starts_with("There is no hazard ratio from one event"));
    assert!(details.comparisons.content.unwrap().ratios.is_empty());
}

/// R, `optimize` over the coefficient of age and `uniroot`: the profile of B versus A has fallen by 3.8415 / 2 at a ratio of .90266.
#[test]
fn a_model_without_a_maximum_is_named_and_looked_at_no_closer() {
    let (report, _) = with(TWO_EVENTS, |roles| roles.covariates = vec![3], &Options::default());
    assert!(warning(&report, "model_no_maximum").unwrap().contains("B versus A runs to 0"));
    let details = report.details.unwrap();
    assert!(details.diagnostics.content.is_none());
    assert!(details.diagnostics.reason.unwrap().contains("has no maximum"));
    let model = details.model.content.unwrap();
    let firth = model.firth.unwrap();
    assert!(firth.columns.iter().all(|column| column.hazard_ratio.value.value.is_some()));
    let profile = model.terms[0].columns[0].profile;
    assert_eq!(profile.lower, Maybe::missing(Reason::Zero));
    let upper = profile.upper.value.unwrap();
    assert!((upper - 0.902_66).abs() < 1e-3, "{upper}");
}

/// Age alone puts every event in its order: the arm beside it is not determined, and is not said to run anywhere.
#[test]
fn what_a_separated_model_leaves_open() {
    let mut text = "time,status,arm,m\n".to_owned();
    for i in 0..20 {
        text += &format!("{},{},{},{}\n", i + 1, u8::from(i % 4 < 3), ["A", "B"][i % 2], 20 - i);
    }
    let (report, _) = with(&text, |roles| roles.covariates = vec![3], &Options::default());
    let model = report.details.as_ref().unwrap().model.content.as_ref().unwrap();
    let ratio = |term: usize| model.terms[term].columns[0].hazard_ratio.value;
    assert_eq!(ratio(0), Maybe::missing(Reason::NoInformation));
    assert_eq!(ratio(1), Maybe::missing(Reason::Infinite));
    assert!(warning(&report, "model_no_maximum").unwrap().contains("m, one more runs to infinity"));
}

#[test]
fn rows_of_one_person_that_overlap() {
    let mut text = "id,time,status,arm\n".to_owned();
    for i in 0..40 {
        let (first, second) = (3 + i * 7 % 19, 5 + i * 11 % 23);
        let arm = ["A", "B"][i % 2];
        text += &format!("{i},{first},1,{arm}\n{i},{second},{},{arm}\n", u8::from(i % 3 > 0));
    }
    let (report, _) = with(&text, |roles| roles.id = Some(0), &Options::default());
    let sentence = warning(&report, "clustered").unwrap();
    assert!(sentence.starts_with("The 80 rows belong to 40 people and overlap"), "{sentence}");
    let model = report.details.as_ref().unwrap().model.content.as_ref().unwrap();
    let p = model.terms[0].columns[0].robust.as_ref().unwrap().p_value.value.unwrap();
    assert!(sentence.contains(&format!("p {}", riskset::report::number::p_value(p))), "{sentence}");
}

#[test]
fn one_early_event_ends_a_curve() {
    let mut text = "entry,time,status,arm\n0,1,1,A\n".to_owned();
    for i in 0..30 {
        text += &format!("{},{},{},{}\n", 2 + i % 3, 6 + i * 7 % 31, u8::from(i % 3 > 0), ["B", "A"][i % 2]);
    }
    let late = |roles: &mut Roles| {
        roles.entry = Some(0);
        roles.time = Some(1);
        roles.status = Some(2);
        roles.group = Some(3);
    };
    let (report, _) = with(&text, late, &Options::default());
    let sentence = warning(&report, "early_few_at_risk").unwrap();
    assert!(sentence.starts_with("At 1 only 1 of those who come late were at risk in A"), "{sentence}");
    let (report, _) = with(&sample("4-aml.csv"), |_| (), &Options::default());
    assert_eq!(warning(&report, "early_few_at_risk"), None);
}

#[test]
fn shares_that_other_events_make_untrue_are_withheld() {
    let (report, figure) = with(&sample("6-mgus2.csv"), |_| (), &Options::default());
    let withheld = Maybe::missing(Reason::Competing);
    assert!(report.groups.iter().all(|group| group.median.value == withheld));
    let details = report.details.unwrap();
    let estimates = details.estimates.content.unwrap();
    assert!(estimates.milestones.is_empty() && estimates.tau == withheld);
    assert!(estimates.groups.iter().all(|group| group.rate.value.value.is_some()));
    // The figure is the cumulative incidence: it rises to what the section says, not to 1 - Kaplan-Meier.
    assert_eq!((figure.start, figure.share_label.as_str()), (Some(0.0), "Cumulative incidence of pcm"));
    let competing = details.competing.content.unwrap();
    for (curve, group) in figure.curves.iter().zip(&competing.causes[0].groups) {
        assert_eq!(curve.name, group.name);
        assert_eq!(curve.height.last(), group.cif.last());
        assert!(group.naive.last() > group.cif.last());
        assert!(curve.height.windows(2).all(|pair| pair[0] <= pair[1]));
    }
    let last = competing.causes[0].at.last().unwrap();
    assert!(last.groups.iter().all(|group| group.unreliable == (group.n_risk < 5)));
    assert!(last.groups.iter().any(|group| group.unreliable));
    let surv = Options { curve: Some(riskset::report::CurveKind::Surv), ..Options::default() };
    let (_, naive) = with(&sample("6-mgus2.csv"), |_| (), &surv);
    assert!(naive.share_label.ends_with(", other events censored"), "{}", naive.share_label);
}

#[test]
fn columns_without_a_ratio_are_named() {
    let mut text = "time,status,arm,x,double\n".to_owned();
    for i in 0..30 {
        let x = i * 7 % 11;
        text +=
            &format!("{},{},{},{x},{}\n", 1 + i * 13 % 29, u8::from(i % 4 > 0), ["A", "B"][i % 2], 2 * x + 1);
    }
    let (report, _) = with(&text, |roles| roles.covariates = vec![3, 4], &Options::default());
    assert_eq!(
        warning(&report, "aliased").unwrap(),
        "Without a ratio in the model: double (left out: it follows from x)."
    );
}

#[test]
fn exact_ties_of_very_many_are_refused() {
    let mut text = "time,status,arm\n".to_owned();
    for i in 0..60_000 {
        text += &format!("{},{},{}\n", 1 + i % 30, u8::from(i % 3 > 0), ["A", "B"][i % 2]);
    }
    let options = Options {
        ties: Some(riskset::cox::likelihood::Ties::Exact),
        depth: Some(riskset::report::Depth::All),
        ..Options::default()
    };
    let (report, _) = with(&text, |_| (), &options);
    assert!(report.details.unwrap().model.reason.unwrap().contains("Choose Efron ties"));
    // The model of the groups alone needs only counts.
    assert!(report.cox.unwrap().terms[0].hazard_ratio.value.is_some());
}

#[test]
fn what_is_over_strata_is_said() {
    let mut text = "time,status,arm,centre\n".to_owned();
    for i in 0..60 {
        let centre = if i % 10 == 0 { "" } else { ["x", "y", "z"][i % 3] };
        text += &format!("{},{},{},{centre}\n", 1 + i * 13 % 53, u8::from(i % 4 > 0), ["A", "B"][i % 2]);
    }
    let (report, _) = with(&text, |roles| roles.strata = Some(3), &Options::default());
    let comparisons = report.details.as_ref().unwrap().comparisons.content.as_ref().unwrap();
    let note = comparisons.strata_note.as_deref().unwrap();
    assert!(note.contains("over 3 strata. 6 rows have no stratum"), "{note}");
    assert!(warning(&report, "model_rows_left_out").unwrap().starts_with("6 of 60 rows"));
    let (report, _) = with(&text, |_| (), &Options::default());
    assert_eq!(report.details.unwrap().comparisons.content.unwrap().strata_note, None);
}

#[test]
fn methods_say_which_curve_is_drawn() {
    let text = sample("6-mgus2.csv");
    let methods = |curve| {
        let options = Options { curve, ..Options::default() };
        with(&text, |_| (), &options).0.words
    };
    let incidence = methods(None);
    assert!(incidence.methods[0].starts_with("Curves: cumulative incidence by Aalen-Johansen"));
    assert!(incidence.figure_alt.starts_with("Cumulative incidence curves. "), "{}", incidence.figure_alt);
    assert!(incidence.methods.iter().any(|method| method.starts_with("Competing events, ")));
    let naive = methods(Some(riskset::report::CurveKind::Surv));
    assert!(naive.methods[0].starts_with("Curves by Kaplan-Meier"));
    assert!(!naive.methods.iter().any(|method| method.starts_with("The median")));
}

#[test]
fn means_that_rest_on_few_say_so() {
    let (report, _) = with(&sample("4-aml.csv"), |_| (), &Options::default());
    let note = report.details.unwrap().estimates.content.unwrap().tau_note.unwrap();
    assert_eq!(
        note,
        "Fewer than 5 are at risk in Maintained after 31 weeks and in Nonmaintained after 27 weeks: up to 45 weeks the means \
         and their limits rest on few there."
    );
    let early = Options { tau: Some(10.0), ..Options::default() };
    let (report, _) = with(&sample("4-aml.csv"), |_| (), &early);
    assert_eq!(report.details.unwrap().estimates.content.unwrap().tau_note, None);
}
