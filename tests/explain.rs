//! Every number of a report has an explanation that holds the number itself, or is in the short list of those that
//! need none.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::{Roles, Sheet};
use riskset::report::counts::{CountsOptions, counts};
use riskset::report::explain::{Explanation, Leaf, Tree, explain};
use riskset::report::number::significant;
use riskset::report::{Options, analyze};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

struct Node<'a>(&'a Value);

impl Tree for Node<'_> {
    fn part(&self, name: &str) -> Option<Self> {
        let part = match self.0 {
            Value::Array(items) => items.get(name.parse::<usize>().ok()?),
            value => value.get(name),
        };
        part.filter(|part| !part.is_null()).map(Node)
    }

    fn leaf(&self) -> Option<Leaf> {
        let text = || self.0.as_str().map(|text| Leaf::Text(text.to_owned()));
        self.0.as_f64().map(Leaf::Number).or_else(text)
    }
}

/// Numbers that are not results, with the reason.
const NEED_NONE: [(&str, &str); 8] = [
    ("/options/", "what was asked for"),
    ("/data/problems/", "a line of the text"),
    ("/warnings/", "the sentence of the warning says it, and the number stands elsewhere too"),
    ("/probability", "the share of events whose time is asked for"),
    ("/subject", "the place of a subject in the text"),
    ("/code", "the number of a cause"),
    ("/row", "a line of the text"),
    ("/rows/", "lines of the text"),
];

fn look(report: &Value, pointer: &str) -> Option<Explanation> {
    explain(pointer, &|place| Node(report).find(place))
}

/// Pointers to numbers: of long lists the first six and the last.
fn numbers(value: &Value, at: &str, found: &mut Vec<(String, f64)>) {
    match value {
        Value::Object(parts) => {
            parts.iter().for_each(|(name, part)| numbers(part, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            let some = (0..items.len()).filter(|i| *i < 6 || i + 1 == items.len());
            some.for_each(|i| numbers(&items[i], &format!("{at}/{i}"), found));
        }
        Value::Number(number) => found.push((at.to_owned(), number.as_f64().unwrap())),
        _ => {}
    }
}

fn five(x: f64) -> String {
    let text = significant(x, 5);
    let decimals = text.contains('.') && !text.contains('e');
    if decimals { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Five digits, without zeros at the end of decimals.
fn written(x: f64) -> String {
    let text = if x.fract() == 0.0 && x.abs() < 1e9 { format!("{x}") } else { five(x) };
    text.replace('-', "−")
}

/// Pointers whose number is not explained, with what is said.
fn unexplained(report: &Value) -> BTreeMap<String, String> {
    let mut found = Vec::new();
    numbers(report, "", &mut found);
    let needed = |pointer: &str| {
        !NEED_NONE.iter().any(|(place, _)| {
            pointer.starts_with(place)
                || pointer.ends_with(place)
                || pointer.contains("/subject/")
                || pointer.contains("/rows/")
        })
    };
    found
        .iter()
        .filter(|(pointer, _)| needed(pointer))
        .filter_map(|(pointer, value)| {
            let shape: Vec<&str> =
                pointer.split('/').map(|name| if name.parse::<u32>().is_ok() { "#" } else { name }).collect();
            wrong(*value, look(report, pointer)).map(|why| (shape.join("/"), why))
        })
        .collect()
}

/// What an explanation lacks.
fn wrong(value: f64, said: Option<Explanation>) -> Option<String> {
    let Some(said) = said else { return Some("none".to_owned()) };
    let texts = [&said.title, &said.formula, &said.meaning];
    if said.source.is_empty() || texts.iter().any(|text| text.is_empty() || text.contains(['{', '}'])) {
        return Some(format!("{said:?}"));
    }
    (!said.formula.contains(&written(value))).then(|| format!("{value}: {}", said.formula))
}

fn report(text: &str, roles: Option<Roles>) -> Value {
    let sheet = Sheet::read(text);
    let roles = roles.unwrap_or_else(|| sheet.guess());
    serde_json::to_value(analyze(&sheet, &roles, &Options::default()).unwrap().0).unwrap()
}

fn texts(folder: &str) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "csv")).collect();
    files.sort();
    files.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_number_of_the_samples_explains_itself() {
    let mut wrong = BTreeMap::new();
    for text in texts("www/samples") {
        wrong.extend(unexplained(&report(&text, None)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn so_does_every_number_of_strata_clusters_entries_and_separation() {
    let full = "id,arm,entry,week,died,stage,age\n1,a,0,5,1,I,41\n2,a,1,8,0,I,52\n3,a,0,9,1,II,63\n3,a,2,11,1,II,48\n4,b,0,4,1,I,77\n5,b,0,6,1,II,70\n6,c,3,7,0,I,66\n7,c,0,10,1,II,59\n8,c,1,12,0,I,50\n9,b,0,8,1,II,50\n";
    let roles = Roles { strata: Some(5), covariates: vec![6], ..Sheet::read(full).guess() };
    let separated = "arm,month,died\nb,3,1\nb,5,1\nb,7,1\nb,9,1\nb,11,0\na,4,0\na,6,0\na,8,0\na,10,0\n";
    let mut wrong = unexplained(&report(full, Some(roles)));
    wrong.extend(unexplained(&report(separated, None)));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn so_does_every_number_of_counts() {
    let mut wrong = BTreeMap::new();
    for text in texts("www/samples/counts") {
        let report = counts(&text, &CountsOptions::default()).report.unwrap();
        wrong.extend(unexplained(&serde_json::to_value(report).unwrap()));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_line_holds_the_numbers_of_this_trial() {
    let report = report(include_str!("../www/samples/3-six-mp.csv"), None);
    let place =
        report["groups"].as_array().unwrap().iter().position(|group| group["name"] == "6-MP").unwrap();
    let said = look(&report, "/cox/terms/0/hazard_ratio/value").unwrap();
    assert!(said.title.contains(" versus "), "{said:?}");
    assert!(said.formula.lines().count() == 2 && said.formula.contains("exp("), "{said:?}");
    let time = report["groups"][place]["curve"]["time"].as_array().unwrap();
    let six = time.iter().position(|time| time == 6.0).unwrap();
    let said = look(&report, &format!("/groups/{place}/curve/surv/{six}")).unwrap();
    assert!(said.formula.contains("S(6) = (1 − 3/21) = 0.85714"), "{said:?}");
    assert_eq!(said.formula.lines().count(), 2, "{said:?}");
    let p = look(&report, "/log_rank/p_value").unwrap();
    assert_eq!(p.formula.lines().count(), 1, "{p:?}");
    let median = look(&report, &format!("/groups/{place}/median/upper")).unwrap();
    assert!(median.formula.contains("not reached"), "{median:?}");
    assert_eq!(look(&report, "/words/headline"), None);
    assert_eq!(look(&report, "/nothing/0"), None);
}

#[test]
fn what_a_thinned_curve_lacks_is_not_told() {
    let rows: String = (1..=90).map(|i| format!("a,{i},{}\n", i % 2)).collect();
    let sheet = Sheet::read(&format!("arm,day,died\n{rows}"));
    let options = Options { max_steps: Some(10), ..Options::default() };
    let report = serde_json::to_value(analyze(&sheet, &sheet.guess(), &options).unwrap().0).unwrap();
    let said = look(&report, "/groups/0/curve/surv/5").unwrap();
    assert!(said.formula.lines().count() == 2 && !said.formula.contains("(1 − 1"), "{said:?}");
}
