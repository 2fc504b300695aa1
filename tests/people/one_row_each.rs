//! People in several rows that follow one another and the same people in one row each: everything that is said is the same.

use crate::answer;
use crate::common::chance::Dice;
use riskset::data::Sheet;
use riskset::report::{Options, analyze};
use serde_json::Value;

/// Draws people and writes them twice: in one row each, and cut at some times.
fn drawn(dice: &mut Dice, causes: u64, late: bool) -> (String, String) {
    let mut whole = String::from("id,entry,time,event,arm\n");
    let mut cut = whole.clone();
    for id in 0..12 + dice.roll(30) {
        let entry = if late { dice.roll(6) } else { 0 };
        let time = entry + 1 + dice.roll(20);
        let (event, arm) = (dice.roll(causes + 1), ["a", "b", "c"][dice.roll(2 + id % 2) as usize]);
        whole += &format!("{id},{entry},{time},{event},{arm}\n");
        let mut from = entry;
        for at in entry + 1..time {
            if dice.roll(5) == 0 {
                cut += &format!("{id},{from},{at},0,{arm}\n");
                from = at;
            }
        }
        cut += &format!("{id},{from},{time},{event},{arm}\n");
    }
    (whole, cut)
}

/// All that is said but the number of rows.
fn said(text: &str, options: &Options) -> Value {
    let sheet = Sheet::read(text);
    let roles = riskset::data::Roles {
        competing_values: vec!["2".into()],
        event_values: vec!["1".into()],
        ..sheet.guess()
    };
    let (report, figure) = analyze(&sheet, &roles, options).unwrap();
    let mut value = serde_json::to_value(report).unwrap();
    for of_rows in ["n_rows", "n_used", "stages"] {
        value["data"].as_object_mut().unwrap().remove(of_rows);
    }
    value["words"].as_object_mut().unwrap().remove("flow");
    let methods = value["words"]["methods"].as_array_mut().unwrap();
    methods.retain(|method| !method.as_str().unwrap().contains("rows of one person"));
    // A row is named by its place in the text.
    let diagnostics = &mut value["details"]["diagnostics"]["content"];
    if let Some(diagnostics) = diagnostics.as_object_mut() {
        for by_row in ["extremes", "subject"] {
            diagnostics.remove(by_row);
        }
    }
    value["figure"] = serde_json::to_value(figure).unwrap();
    value
}

/// The first place where two values differ by more than rounding.
fn difference(at: &str, a: &Value, b: &Value) -> Option<String> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys());
            keys.into_iter().find_map(|key| {
                let of =
                    |object: &serde_json::Map<String, Value>| object.get(key).cloned().unwrap_or(Value::Null);
                difference(&format!("{at}/{key}"), &of(a), &of(b))
            })
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            (0..x.len()).find_map(|i| difference(&format!("{at}/{i}"), &x[i], &y[i]))
        }
        (Value::Number(x), Value::Number(y)) => {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            let apart = (x - y).abs() > 1e-9 * x.abs().max(y.abs()).max(1e-3);
            apart.then(|| format!("{at}: {x} and {y}"))
        }
        _ => (a != b).then(|| format!("{at}: {a} and {b}")),
    }
}

#[test]
fn cut_rows_say_what_whole_rows_say() {
    for draw in 0..60 {
        let mut dice = Dice(draw + 1);
        let (whole, cut) = drawn(&mut dice, 1 + draw % 2, draw % 3 == 0);
        let options = Options::default();
        if let Some(difference) = difference("", &said(&whole, &options), &said(&cut, &options)) {
            panic!("draw {draw}: {difference}\n{whole}\n{cut}");
        }
    }
}

/// A covariate that changes keeps its rows apart in the model, and only there.
#[test]
fn a_covariate_that_changes_splits_the_model_alone() {
    let text = "id,start,stop,event,arm,dose\n1,0,4,0,a,10\n1,4,9,1,a,20\n2,0,12,0,a,10\n3,0,7,1,a,15\n4,0,6,0,b,10\n\
                4,6,8,1,b,30\n5,0,3,0,b,20\n5,3,10,1,b,20\n6,0,11,0,b,10\n7,0,5,1,b,12\n";
    let sheet = Sheet::read(text);
    let roles = riskset::data::Roles { covariates: vec![5], ..sheet.guess() };
    let (report, _) = analyze(&sheet, &roles, &Options::default()).unwrap();
    assert_eq!((report.data.n_people, report.data.n_censor), (7, 2));
    // Rows 5, 3 and 4 differ in dose in two people; those of person 5 are alike.
    let model = report.details.unwrap().model.content.unwrap();
    assert_eq!((model.n, model.n_event, model.n_clusters), (9, 5, None));
}

/// Two events of one person count twice as events and once as a person.
#[test]
fn repeated_events_call_for_robust_errors() {
    let text = "id,start,stop,event,arm\n1,0,4,1,a\n1,4,9,1,a\n2,0,12,0,a\n3,0,7,1,a\n4,0,6,0,b\n4,6,8,1,b\n5,0,3,0,b\n\
                5,3,10,1,b\n6,0,11,0,b\n7,0,5,1,b\n7,5,9,0,b\n";
    let (report, _) = answer(text);
    let of = |i: usize| (report.groups[i].n, report.groups[i].n_event, report.groups[i].n_censor);
    assert_eq!((of(0), of(1)), ((3, 3, 1), (4, 3, 2)));
    let clustered = report.warnings.iter().find(|warning| warning.code == "clustered").unwrap();
    assert!(clustered.sentence.starts_with("1 person had more than one event"), "{}", clustered.sentence);
    assert_eq!(report.details.as_ref().unwrap().model.content.as_ref().unwrap().n_clusters, Some(7));
}

/// Two eyes of one person, both watched from 0, overlap.
#[test]
fn rows_that_overlap_call_for_robust_errors() {
    let text = "id,time,event,arm\n1,4,1,a\n1,9,0,b\n2,12,0,a\n2,3,1,b\n3,7,1,a\n3,6,0,b\n4,8,1,a\n4,5,1,b\n";
    let (report, _) = answer(text);
    assert_eq!((report.data.n_people, report.groups[0].n, report.groups[1].n), (8, 4, 4));
    let clustered = report.warnings.iter().find(|warning| warning.code == "clustered").unwrap();
    assert!(clustered.sentence.contains("8 rows belong to 4 people and overlap"), "{}", clustered.sentence);
    assert_eq!(report.details.as_ref().unwrap().model.content.as_ref().unwrap().n_clusters, Some(4));
}
