//! Holds the first answer with covariates or strata to R's `coxph`: both ratios with their people, in numbers and in words. The
//! sheet is invented (`tests/data/clinic.csv`); numbers come from `tests/reference/rooms/adjusted.R`.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture;
use common::judge::Judge;
use common::tolerance::Quantity;
use riskset::data::{Reference, Roles, Sheet};
use riskset::report::export::{Text, write};
use riskset::report::{Depth, Drawing, Options, Report, analyze};
use serde::Deserialize;

const CLINIC: &str = include_str!("data/clinic.csv");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Room {
    made_with: MadeWith,
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MadeWith {
    r: String,
    survival: String,
    script: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    n: u64,
    n_event: u64,
    hazard_ratio: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    p_value: Vec<f64>,
    wald: f64,
    wald_p: f64,
    terms: Vec<String>,
    coef: Vec<f64>,
}

fn room() -> Room {
    let path = fixture::root().join("tests/reference/rooms/adjusted.json");
    let room: Room = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let MadeWith { r, survival, script } = &room.made_with;
    assert_eq!((r.as_str(), survival.as_str()), ("4.2.2", "3.5.3"));
    assert_eq!(script, "tests/reference/rooms/adjusted.R");
    room
}

fn case(name: &str) -> Case {
    room().cases.into_iter().find(|case| case.name == name).unwrap()
}

const AGE: usize = 1;
const SEX: usize = 2;
const STAGE: usize = 3;
const SITE: usize = 4;

fn roles(covariates: &[usize]) -> Roles {
    let guess = Sheet::read(CLINIC).guess();
    assert_eq!((guess.time, guess.status, guess.group, guess.id), (Some(6), Some(7), Some(5), Some(0)));
    assert_eq!(guess.event_values, ["Dead"]);
    Roles { covariates: covariates.to_vec(), ..guess }
}

fn report_of(roles: &Roles, options: Options) -> Report {
    analyze(&Sheet::read(CLINIC), roles, &options).unwrap().0
}

/// The first answer: no details are computed.
fn first(roles: &Roles) -> Report {
    let options =
        Options { depth: Some(Depth::First), reference: Some("Standard".into()), ..Options::default() };
    report_of(roles, options)
}

fn headline(report: &Report) -> String {
    report.words.headline.iter().map(|span| span.text.as_str()).collect()
}

#[test]
fn adjusted_ratios_of_the_first_answer_are_those_of_r() {
    let third = Reference { column: STAGE, value: "III".into() };
    let both = roles(&[AGE, STAGE]);
    let asked = [
        ("unknown a category", both.clone()),
        ("unknown missing", Roles { unknown_missing: vec![STAGE], ..both.clone() }),
        ("reference III", Roles { references: vec![third], ..both }),
        ("stratified", Roles { strata: Some(SEX), ..roles(&[AGE]) }),
        ("strata alone", Roles { strata: Some(STAGE), ..roles(&[]) }),
        ("three sites", Roles { group: Some(SITE), ..roles(&[AGE, SEX]) }),
    ];
    let mut judge = Judge::default();
    for (name, roles) in asked {
        let (r, found) = (case(name), first(&roles).adjusted.unwrap());
        assert_eq!((found.n, found.n_event), (r.n, r.n_event), "{name}");
        assert_eq!(found.terms.len(), r.hazard_ratio.len(), "{name}");
        for (i, term) in found.terms.iter().enumerate() {
            judge.maybe(
                Quantity::HazardRatio,
                format_args!("{name}"),
                term.hazard_ratio.value,
                Some(r.hazard_ratio[i]),
            );
            judge.maybe(
                Quantity::HazardRatio,
                format_args!("{name} lower"),
                term.lower.value,
                Some(r.lower[i]),
            );
            judge.maybe(
                Quantity::HazardRatio,
                format_args!("{name} upper"),
                term.upper.value,
                Some(r.upper[i]),
            );
            judge.maybe(
                Quantity::CoxPValue,
                format_args!("{name} p"),
                term.p_value.value,
                Some(r.p_value[i]),
            );
        }
        let wald = found.wald.unwrap();
        judge.number(Quantity::CoxTest, format_args!("{name} Wald"), wald.chi_sq, r.wald);
        judge.number(Quantity::CoxPValue, format_args!("{name} Wald p"), wald.p_value, r.wald_p);
    }
    judge.finish(30);
}

#[test]
fn strata_alone_adjust_too() {
    let roles = Roles { strata: Some(STAGE), ..roles(&[]) };
    let said = headline(&first(&roles));
    assert!(said.contains("stratified by stage: "), "{said}");
    assert!(said.contains("; unadjusted "), "{said}");
}

#[test]
fn coefficients_of_the_table_are_those_of_r_and_carry_the_name_of_their_column() {
    for (name, reference, others) in
        [("unknown a category", "I", ["II", "III", "IV"]), ("reference III", "III", ["I", "II", "IV"])]
    {
        let roles = Roles {
            references: vec![Reference { column: STAGE, value: reference.into() }],
            ..roles(&[AGE, STAGE])
        };
        let report = report_of(&roles, Options::default());
        let model = report.details.unwrap().model.content.unwrap();
        let columns: Vec<_> = model.terms.iter().flat_map(|term| &term.columns).collect();
        let r = case(name);
        let theirs = |name: &str| {
            r.coef[r
                .terms
                .iter()
                .position(|term| {
                    term.trim_start_matches(char::is_lowercase) == name
                        || term.trim_start_matches("Stage") == name
                })
                .unwrap()]
        };
        for other in others {
            let direction = format!("Stage: {other} vs {reference}");
            let column = columns.iter().find(|column| column.direction == direction).unwrap();
            assert!((column.coef.value.unwrap() - theirs(other)).abs() < 1e-8, "{direction}");
        }
        assert!(columns.iter().any(|column| column.direction == format!("Stage: unknown vs {reference}")));
    }
}

/// "adjusted for age and stage: 0.91, 95% CI 0.46 to 1.81, 73 people; unadjusted 1.31, 0.69 to 2.51, 77 people", from R.
fn expected() -> String {
    let (adjusted, unadjusted) = (case("unknown a category"), case("unadjusted"));
    let two = |x: f64| format!("{x:.2}");
    let numbers = |case: &Case| (two(case.hazard_ratio[0]), two(case.lower[0]), two(case.upper[0]), case.n);
    let ((a, al, au, an), (u, ul, uu, un)) = (numbers(&adjusted), numbers(&unadjusted));
    format!(
        "adjusted for age and stage: {a}, 95% CI {al} to {au}, {an} people; unadjusted {u}, {ul} to {uu}, {un} people"
    )
}

#[test]
fn both_ratios_are_said_wherever_one_is() {
    let options = Options {
        reference: Some("Standard".into()),
        drawing: Some(Drawing { corner: true, ..Drawing::default() }),
        ..Options::default()
    };
    let roles = roles(&[AGE, STAGE]);
    let sheet = Sheet::read(CLINIC);
    let (report, figure) = analyze(&sheet, &roles, &options).unwrap();
    let both = expected();
    assert!(headline(&report).contains(&both), "{}", headline(&report));
    assert!(report.words.figure_alt.contains(&both), "{}", report.words.figure_alt);
    assert!(report.words.paragraph.contains(&both), "{}", report.words.paragraph);
    assert!(
        report.words.methods_sentence.contains("adjusted for age and stage"),
        "{}",
        report.words.methods_sentence
    );
    let (adjusted, unadjusted) = (case("unknown a category"), case("unadjusted"));
    let corner = figure.corner.join("\n");
    let line = |case: &Case| {
        format!(
            "{:.2} ({:.2} to {:.2}), {} people",
            case.hazard_ratio[0], case.lower[0], case.upper[0], case.n
        )
    };
    assert!(corner.contains(&format!("HR adjusted for age and stage: {}", line(&adjusted))), "{corner}");
    assert!(corner.contains(&format!("HR unadjusted {}", line(&unadjusted))), "{corner}");
    assert!(figure.share_label.ends_with("(unadjusted)"), "{}", figure.share_label);
    let csv = write(Text::ResultsCsv, &sheet, &roles, &options).unwrap();
    let ratios: Vec<f64> = csv
        .lines()
        .filter(|line| line.starts_with("\"hazard ratio"))
        .map(|line| line.split(',').find_map(|cell| cell.parse().ok()).unwrap())
        .collect();
    assert_eq!(ratios.len(), 2, "{csv}");
    assert!(
        (ratios[0] - adjusted.hazard_ratio[0]).abs() < 1e-8
            && (ratios[1] - unadjusted.hazard_ratio[0]).abs() < 1e-8
    );
    assert!(report.warnings.iter().any(|warning| warning.code == "chosen_in_advance"));
}

/// With another event the cause-specific ratios are those with it censored: the same as R's.
#[test]
fn where_events_compete_both_ratios_stand_beside_the_tests_of_the_incidence() {
    let roles = Roles { competing_values: vec!["Lost to follow-up".into()], ..roles(&[AGE, STAGE]) };
    let report = first(&roles);
    let said = headline(&report);
    assert!(said.contains(&format!("Cause-specific hazard ratio {}.", expected())), "{said}");
    assert!(report.words.paragraph.contains(&expected()) && report.words.figure_alt.contains(&expected()));
}

#[test]
fn where_the_adjusted_ratio_runs_away_both_are_still_said() {
    let rows = "arm,week,died,kind\na,1,1,x\na,2,1,x\na,3,1,x\nb,4,1,y\nb,5,1,y\na,6,0,x\nb,7,0,y\n";
    let sheet = Sheet::read(rows);
    let report =
        analyze(&sheet, &Roles { covariates: vec![3], ..sheet.guess() }, &Options::default()).unwrap().0;
    let said = headline(&report);
    assert!(said.contains("adjusted for kind: ") && said.contains("; unadjusted "), "{said}");
}

#[test]
fn without_a_choice_nothing_is_called_unadjusted() {
    let report = report_of(&roles(&[]), Options::default());
    assert!(report.adjusted.is_none() && report.adjusted_reason.is_none());
    let text = serde_json::to_string(&report).unwrap();
    assert!(
        !text.contains("adjusted for") && !report.words.paragraph.contains("unadjusted"),
        "{}",
        report.words.paragraph
    );
}

#[test]
fn rows_are_followed_to_the_adjusted_model() {
    let found = first(&roles(&[AGE, STAGE])).data.stages;
    let said: Vec<(&str, usize)> = found.iter().map(|stage| (stage.what, stage.n)).collect();
    assert_eq!(said, [("rows", 74), ("in the curves", 72), ("in the adjusted model", 68)]);
    let reasons = |at: usize| {
        found[at]
            .left_out
            .iter()
            .map(|each| (each.reason.as_str(), each.n, each.rows.clone()))
            .collect::<Vec<_>>()
    };
    // Line 1 holds the names.
    assert_eq!(reasons(1), [("Months: no value", 2, vec![22, 67])]);
    assert_eq!(reasons(2), [("Age: no value", 3, vec![10, 34, 59]), ("Stage: no value", 1, vec![28])]);
    let missing = Roles { unknown_missing: vec![STAGE], ..roles(&[AGE, STAGE]) };
    let report = first(&missing);
    assert_eq!(report.words.flow, "74 rows → 72 in the curves → 65 in the adjusted model");
    let stage = &report.data.stages[2].left_out;
    assert_eq!(stage.iter().map(|each| each.n).sum::<usize>(), 7);
    assert!(
        stage
            .iter()
            .any(|each| each.reason.contains("“unknown” taken as missing") && each.rows == [13, 28, 41, 64]),
        "{stage:?}"
    );
    assert!(report.words.paragraph.contains(&report.words.flow));
}
