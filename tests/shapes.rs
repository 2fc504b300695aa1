//! The TypeScript shapes and what is really sent name the same fields.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::Sheet;
use riskset::report::counts::{CountsOptions, counts};
use riskset::report::fields::{Fields, Kind, choices};
use riskset::report::{Options, analyze};
use serde_json::Value;
use std::collections::BTreeSet;

const SHAPES: &str = include_str!("../src/wasm/shapes.d.ts");

/// Names of all fields, at any depth.
fn fields(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                found.insert(name.clone());
                fields(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, found)),
        _ => {}
    }
}

/// Fields of an interface of the shapes.
fn declared(interface: &str) -> BTreeSet<String> {
    let start =
        SHAPES.find(&format!("export interface {interface} ")).unwrap_or_else(|| panic!("{interface}"));
    let body = &SHAPES[start + SHAPES[start..].find('{').unwrap() + 1..];
    let body = &body[..body.find("\n}").or(body.find('}')).unwrap()];
    // A comment may hold what looks like a field.
    let bare: String =
        body.split("/**").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest)).collect();
    let names = bare.split(['\n', ';', '{']).filter_map(|part| part.trim().split_once(':'));
    let plain = |name: &str| name.trim_end_matches('?').to_owned();
    names.map(|(name, _)| plain(name)).filter(|name| !name.contains([' ', '*', '['])).collect()
}

fn report(text: &str) -> Value {
    let sheet = Sheet::read(text);
    let (report, _) = analyze(&sheet, &sheet.guess(), &Options::default()).unwrap();
    serde_json::to_value(report).unwrap()
}

const TRIAL: &str = "arm,day,event\na,1,1\na,2,0\nb,3,1\nb,x,1\nc,4,1\nc,5,0\n";

#[test]
fn every_field_that_is_sent_is_declared() {
    let mut sent = BTreeSet::new();
    let report = report(TRIAL);
    for (name, value) in report.as_object().unwrap() {
        sent.insert(name.clone());
        // The fields of a warning's numbers are names of their own.
        if name != "warnings" {
            fields(value, &mut sent);
        }
    }
    fields(&serde_json::to_value(Sheet::read(TRIAL).overview()).unwrap(), &mut sent);
    fields(&serde_json::to_value(Sheet::read(TRIAL).guess()).unwrap(), &mut sent);
    assert!(sent.len() > 80, "{}", sent.len());
    for field in &sent {
        assert!(SHAPES.contains(&format!("{field}:")) || SHAPES.contains(&format!("{field}?:")), "{field}");
    }
}

#[test]
fn every_field_that_is_declared_is_sent() {
    let report = report(TRIAL);
    let places = [
        ("Report", &report),
        ("DataReport", &report["data"]),
        ("GroupReport", &report["groups"][0]),
        ("Quantile", &report["groups"][0]["median"]),
        ("Curve", &report["groups"][0]["curve"]),
        ("CoxTerm", &report["cox"]["terms"][0]),
        ("Cox", &report["cox"]),
        ("Words", &report["words"]),
        ("Problem", &report["data"]["problems"][0]),
        ("Warning", &report["warnings"][0]),
    ];
    for (interface, value) in places {
        let sent: BTreeSet<String> = value.as_object().unwrap().keys().cloned().collect();
        let declared = declared(interface);
        // The numbers of a warning are an object with names of their own.
        let missing: Vec<_> = declared.difference(&sent).filter(|name| *name != "name").collect();
        assert!(missing.is_empty(), "{interface}: {missing:?} are declared, not sent");
    }
}

#[test]
fn what_is_missing_is_null_with_a_reason() {
    let report = report("arm,day,event\na,1,0\na,2,0\nb,3,0\n");
    let median = &report["groups"][0]["median"]["value"];
    assert_eq!((&median["value"], &median["reason"]), (&Value::Null, &Value::from("not_reached")));
    assert!(report["cox"].is_null() && report["cox_reason"].is_string());
    assert!(report["log_rank"].is_null() && report["log_rank_reason"].is_string());
}

#[test]
fn fields_about_counts_are_declared_and_sent() {
    let text = "# source: a book\ntrial,outcome,a_events,a_n,b_events,b_n,note\nA,death,0,17,24,44,x\nB,death,9,7,1,2,y\n";
    let answer = serde_json::to_value(counts(text, &CountsOptions::default())).unwrap();
    let (report, forest) = (&answer["report"], &answer["forest"]);
    let places = [
        ("CountsAnalysis", &answer),
        ("CountsReport", report),
        ("CountsOptions", &report["options"]),
        ("CountsWords", &report["words"]),
        ("CountsCaveat", &report["warnings"][0]),
        ("TrialReport", &report["trials"][0]),
        ("Nnt", &report["trials"][0]["nnt"]),
        ("ChiSquareReport", &report["trials"][0]["chi_square"]),
        ("FragilityReport", &report["trials"][0]["fragility"]),
        ("Problem", &report["problems"][0]),
        ("ForestRow", &forest["rows"][0]),
    ];
    for (interface, value) in places {
        let sent: BTreeSet<String> = value.as_object().unwrap().keys().cloned().collect();
        assert_eq!(declared(interface), sent, "{interface}");
    }
    // Its ticks and columns are declared within it.
    let sent: BTreeSet<String> = forest.as_object().unwrap().keys().cloned().collect();
    assert!(sent.is_subset(&declared("Forest")), "{sent:?}");
    assert_eq!(forest["columns"]["arms"], serde_json::json!(["a", "b"]));
}

/// What can be chosen is declared by the same names, all of them and no others.
#[test]
fn every_choice_is_declared() {
    let choices = choices();
    let drawing = match choices.options.kind("drawing") {
        Some(Kind::Maybe(inner)) => match inner.as_ref() {
            Kind::Fields(fields) => fields.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let named = |fields: &Fields| fields.names().into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    for (interface, fields) in [
        ("Roles", &choices.roles),
        ("Options", &choices.options),
        ("Drawing", &drawing),
        ("CountsOptions", &choices.counts_options),
    ] {
        assert_eq!(declared(interface), named(fields), "{interface}");
    }
}

const MODULE: &str = include_str!("../www/module/riskset.js");

/// A list of words of the module, such as `const OPTIONS = ["a", "b"];`.
fn listed(name: &str) -> BTreeSet<String> {
    let start = MODULE.find(&format!("const {name} = [")).unwrap_or_else(|| panic!("no {name}"));
    let list = &MODULE[start..start + MODULE[start..].find(']').unwrap()];
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The module refuses choices that it does not know: it has to know all.
#[test]
fn the_module_takes_every_choice() {
    let choices = choices();
    let named = |fields: &Fields| fields.names().into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(listed("OPTIONS"), named(&choices.options));
    assert_eq!(listed("COUNTS_OPTIONS"), named(&choices.counts_options));
}

/// Attributes of the element and the options that outlive a data set are choices of the core.
#[test]
fn lists_of_choices_in_the_page_name_no_other() {
    let choices = choices();
    // Words of the module for what roles are made of.
    let words = listed("ROLES");
    let known = |name: &str| {
        let drawing = format!("{:?}", choices.options.kind("drawing"));
        choices.options.kind(name).is_some()
            || choices.roles.kind(name).is_some()
            || words.contains(name)
            || drawing.contains(&format!("\"{name}\""))
    };
    let attributes = include_str!("../www/element/choices-of.js");
    let taken: Vec<&str> =
        attributes.split(": [\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(taken.len() > 25, "{taken:?}");
    let lasting = include_str!("../www/controller.js").split("const OF_THE_PERSON = [").nth(1).unwrap();
    let lasting = lasting.split(']').next().unwrap().split('"').skip(1).step_by(2);
    for name in taken.into_iter().chain(lasting) {
        assert!(known(name), "{name}");
    }
}
