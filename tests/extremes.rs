//! Numbers at the ends of their range: whatever is pasted, what is not a finite number is a reason, squares are not negative,
//! and there is no -0. The whole report is walked, its explanations and its text as Rust prints it, because JSON hides NaN.
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::chance::Dice;
use riskset::cox::likelihood::Ties;
use riskset::cox::ph_test::Transform;
use riskset::data::{Roles, Sheet};
use riskset::report::explain::{Leaf, Tree, explain};
use riskset::report::{Options, Report, analyze};
use serde_json::Value;

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
        self.0.as_f64().map(Leaf::Number)
    }
}

/// Names of squares and errors.
const NOT_NEGATIVE: [&str; 6] = ["chi_sq", "se", "concordance_se", "rmst_se", "p_value", "person_time"];

/// What stands wrong in the JSON: -0, negative squares, a number with a reason or neither.
fn walk(value: &Value, at: &str, wrong: &mut Vec<String>, places: &mut Vec<String>) {
    match value {
        Value::Object(parts) => {
            if parts.len() == 2 && parts.contains_key("reason") && parts.contains_key("value") {
                let known = !parts["value"].is_null();
                (known != parts["reason"].is_null()).then(|| wrong.push(format!("{at}: {value}")));
            }
            for (name, part) in parts {
                let number = part.as_f64().or_else(|| part.get("value")?.as_f64());
                let negative = number.is_some_and(|number| number < 0.0);
                (NOT_NEGATIVE.contains(&name.as_str()) && negative)
                    .then(|| wrong.push(format!("{at}/{name}: {part}")));
                walk(part, &format!("{at}/{name}"), wrong, places);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| walk(item, &format!("{at}/{i}"), wrong, places));
        }
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            (number == 0.0 && number.is_sign_negative()).then(|| wrong.push(format!("{at}: -0")));
            places.push(at.to_owned());
        }
        _ => {}
    }
}

/// What Rust prints, outside of texts.
fn printed(report: &Report, wrong: &mut Vec<String>) {
    let debug = format!("{report:?}");
    // Every other piece is a text; an escaped quote ends none.
    let plain = debug.replace("\\\\", "").replace("\\\"", "");
    for piece in plain.split('"').step_by(2) {
        for word in piece.split([' ', ',', '(', '[', ')', ']', '}']) {
            if matches!(word, "NaN" | "inf" | "-inf" | "-0.0") {
                let end = piece.find(word).unwrap();
                let start = piece[..end].char_indices().rev().nth(120).map_or(0, |(at, _)| at);
                wrong.push(format!("{word} after …{}", &piece[start..end]));
            }
        }
    }
}

/// Everything that is wrong in the answer about a text.
fn wrong(text: &str, roles: &Roles, options: &Options) -> Vec<String> {
    let Ok((report, _)) = analyze(&Sheet::read(text), roles, options) else { return Vec::new() };
    let (mut wrong, mut places) = (Vec::new(), Vec::new());
    let json: Value = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    walk(&json, "", &mut wrong, &mut places);
    printed(&report, &mut wrong);
    for place in places.iter().step_by(7) {
        let Some(said) = explain(place, &|place| Node(&json).find(place)) else { continue };
        for text in [said.title, said.formula, said.meaning] {
            let words = text.split([' ', '(', ')', '\n', ',', ';', '…']);
            let bad = |word: &&str| matches!(*word, "NaN" | "inf" | "-inf" | "−inf" | "-0" | "−0");
            wrong.extend(words.filter(bad).map(|word| format!("explanation of {place}: {word} in {text}")));
        }
    }
    wrong
}

fn roles(entry: bool, covariates: &[usize]) -> Roles {
    Roles {
        time: Some(0),
        status: Some(1),
        group: Some(2),
        strata: Some(3),
        entry: entry.then_some(6),
        event_values: vec!["1".into()],
        competing_values: vec!["2".into()],
        covariates: covariates.to_vec(),
        ..Roles::default()
    }
}

#[test]
fn columns_as_large_as_wallets() {
    let text = "0,1,,s2,0,7\n0,1,,s0,5000000000000,7\n9,0,,s2,900000000,7\n6,6,,s0,6000000000000,7\n";
    for event_values in [vec!["1".into()], vec!["1".into(), "6".into()]] {
        let roles = Roles { group: None, event_values, competing_values: vec![], ..roles(false, &[4, 5]) };
        let found = wrong(text, &roles, &Options::default());
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// A number as it may be pasted: ordinary ones, and those at either end.
fn number(dice: &mut Dice, extreme: u64) -> String {
    const ENDS: [&str; 14] = [
        "0",
        "-0",
        "1e308",
        "1.7976931348623157e308",
        "5e-324",
        "1e-310",
        "2.2250738585072014e-308",
        "1e150",
        "1e-150",
        "1e16",
        "5000000000000",
        "900000000",
        "1e-16",
        "9007199254740993",
    ];
    if dice.roll(100) < extreme {
        return ENDS[dice.roll(ENDS.len() as u64) as usize].to_owned();
    }
    match dice.roll(3) {
        0 => dice.roll(6).to_string(),
        1 => dice.roll(100).to_string(),
        _ => (dice.roll(100_000) as f64 / 1000.0).to_string(),
    }
}

#[test]
fn nothing_but_finite_numbers_and_reasons() {
    let mut dice = Dice(24);
    for case in 0..400 {
        let (extreme, groups) = ([0, 3, 20, 60, 100][dice.roll(5) as usize], 1 + dice.roll(3));
        let (entry, causes) = (dice.roll(5) == 0, 2 + dice.roll(2));
        let mut text = String::new();
        for _ in 0..2 + dice.roll(24) {
            let time = number(&mut dice, extreme);
            let (status, group, stratum) = (dice.roll(causes), dice.roll(groups), dice.roll(2));
            let [x, y] = [extreme, extreme / 3].map(|extreme| number(&mut dice, extreme));
            text += &format!("{time},{status},g{group},s{stratum},{x},{y},0\n");
        }
        let covariates = [&[][..], &[4], &[4, 5]][dice.roll(3) as usize];
        let options = Options {
            ties: Some([Ties::Efron, Ties::Breslow, Ties::Exact][dice.roll(3) as usize]),
            ph_transform: Some(Transform::ALL[dice.roll(4) as usize]),
            stratified: Some(dice.roll(2) == 0),
            ..Options::default()
        };
        let found = wrong(&text, &roles(entry, covariates), &options);
        assert!(found.is_empty(), "case {case}, {options:?}\n{text}\n{found:#?}");
    }
}
