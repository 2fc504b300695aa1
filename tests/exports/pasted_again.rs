//! The law of the file of subjects: pasted again it gives the same report, whatever the text was.
//!
//! Random small texts: groups in words and numbers, in any order; codes and words for the status, of which any is the event and
//! any competes; blanks, bad cells, strata, clusters, measurements; names that look like other things. Everything of the report
//! is compared but what is about the text itself.

use crate::report;
use riskset::data::{Reference, Roles, Sheet, gather};
use riskset::report::export::{Text, write};
use riskset::report::{Depth, Options, Report};

const GROUPS: [&[&str]; 6] = [
    &["b", "a"],
    &["10", "2", "1.0"],
    &["high", "low", "medium, or \"so\""],
    &["=1+1", "-x", "'q'"],
    &["1,5", "2;5", "a|b", "50%"],
    &["all", "NA_", " "],
];
const KINDS: [&[&str]; 3] = [
    &["", "p", "q", "10", "9", "=r", "p"],
    &["high", "low", "medium", "unknown", ""],
    &["III", "I", "II", "1,5"],
];
const STATUS: [&[&str]; 8] = [
    &["0", "1"],
    &["1", "2"],
    &["0", "1", "2"],
    &["7", "3", "0"],
    &["dead", "alive", "Unknown", "lost"],
    &["censored", "relapse", "death"],
    &["event", "no event", "0", "other"],
    &["yes", "no", "1", "1.0"],
];
const NAMES: [[&str; 3]; 4] = [
    ["age", "kind", "site"],
    ["time", "status", "group"],
    ["id", "=x", "strata"],
    ["x, y", "\"q\"", "entry"],
];

/// All of a report but what is about the text and the options.
fn essence(report: &Report) -> String {
    let mut value: serde_json::Value = serde_json::from_str(&crate::essence(report)).unwrap();
    value["options"].as_object_mut().unwrap().remove("group_order");
    // That there is no status column is known of the text alone.
    value["warnings"].as_array_mut().unwrap().retain(|warning| warning["code"] != "no_status");
    serde_json::to_string_pretty(&value).unwrap()
}

fn pick<'a, T: ?Sized>(random: &mut fastrand::Rng, from: &[&'a T]) -> &'a T {
    from[random.usize(..from.len())]
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// A text and what its columns are.
fn case(random: &mut fastrand::Rng) -> (String, Roles) {
    let (groups, status) = (pick(random, &GROUPS), pick(random, &STATUS));
    let names = NAMES[random.usize(..NAMES.len())];
    let kinds = pick(random, &KINDS);
    let whole = random.bool();
    let mut text = String::from(pick(
        random,
        &["", "# unit: weeks\n", "# event: relapse\n# label: x, =1\n", "# time: Days since it\n"],
    ));
    text.push_str(&format!("when,what,who,arm,{},from\n", names.map(quoted).join(",")));
    for _ in 0..random.usize(2..14) {
        let from = f64::from(random.u8(0..4));
        let time =
            from + if whole { f64::from(random.u8(0..9)) } else { f64::from(random.u16(0..900)) / 7.0 };
        let time = match random.u8(0..30) {
            0 => "soon".to_owned(),
            1 => String::new(),
            _ => time.to_string(),
        };
        let number = match random.u8(0..8) {
            0 => String::new(),
            1 if random.bool() => "NA".to_owned(),
            _ => random.i8(-9..90).to_string(),
        };
        let kind = pick(random, kinds);
        let site = pick(random, &["north", "south", "3", ""]);
        let cells = [
            time,
            pick(random, status).to_owned(),
            random.u8(0..20).to_string(),
            pick(random, groups).to_owned(),
            number,
            kind.to_owned(),
            site.to_owned(),
            from.to_string(),
        ];
        text.push_str(&format!("{}\n", cells.map(|cell| quoted(&cell)).join(",")));
    }
    let events = random.usize(0..3).min(status.len());
    let mut values: Vec<String> = status.iter().map(|value| (*value).to_owned()).collect();
    random.shuffle(&mut values);
    let mut some =
        |n: usize| -> Vec<String> { (0..n.min(values.len())).filter_map(|_| values.pop()).collect() };
    let event_values = some(events);
    let competing_values = some(random.usize(0..3));
    let missing_values = some(random.usize(0..4) / 3);
    let roles = Roles {
        time: Some(0),
        status: (random.u8(0..8) > 0).then_some(1),
        event_values,
        competing_values,
        missing_values,
        group: (random.u8(0..6) > 0).then_some(3),
        id: random.bool().then_some(2),
        entry: (random.u8(0..3) == 0).then_some(7),
        strata: (random.u8(0..3) == 0).then_some(6),
        covariates: [4, 5].into_iter().filter(|_| random.bool()).collect(),
        categories: if random.bool() { vec![4] } else { Vec::new() },
        references: (random.u8(0..3) == 0)
            .then(|| Reference { column: 5, value: pick(random, kinds).to_owned() })
            .into_iter()
            .collect(),
        ..Roles::default()
    };
    (text, roles)
}

#[test]
fn any_file_of_subjects_pasted_again_gives_the_same_report() {
    let mut random = fastrand::Rng::with_seed(20_261_129);
    let (mut n, mut n_competing) = (0, 0);
    for round in 0..4000 {
        let (text, roles) = case(&mut random);
        let sheet = Sheet::read(&text);
        if gather(&sheet, &roles).is_err() {
            continue; // nothing can be used of it, so there is no file
        }
        let depth = if round % 8 == 0 { Depth::All } else { Depth::First };
        let options = Options { depth: Some(depth), ..Options::default() };
        // What a person chose beside the table stands in the file as well.
        let chosen = match round % 5 {
            0 => Options {
                event_name: Some("the thing, at last".into()),
                time_unit: Some("cycles".into()),
                reference: Some("a".into()),
                ..options.clone()
            },
            1 => Options {
                time_unit: Some(String::new()),
                time_label: Some("Days, or so".into()),
                ..options.clone()
            },
            _ => options.clone(),
        };
        let Ok(csv) = write(Text::SubjectsCsv, &sheet, &roles, &chosen) else { continue };
        let again = Sheet::read(&csv);
        let (before, after) = (report(&sheet, &roles, &chosen), report(&again, &again.guess(), &options));
        let (mut left, mut right) = (essence(&before), essence(&after));
        if left != right {
            // The first lines that differ say more than both reports.
            let differ = |(a, b): &(&str, &str)| a != b;
            let lines: Vec<(&str, &str)> = left.lines().zip(right.lines()).filter(differ).take(6).collect();
            panic!("round {round}: {lines:#?}\n{roles:?}\n{text}\n{csv}");
        }
        left.clear();
        right.clear();
        n += 1;
        n_competing += usize::from(before.data.n_competing > 0);
    }
    assert!(n > 3000 && n_competing > 800, "{n} {n_competing}");
}

/// Codes of which none was the event that the page would have taken, groups in numbers, a blank stratum.
#[test]
fn the_files_that_lost_something_keep_it() {
    for (text, events, competing) in [
        ("1,7\n4,3\n8,0\n", vec!["3"], vec!["7"]),
        ("1,7\n4,3\n8,0\n", vec!["0"], vec!["7", "3"]),
        ("1,7\n4,3\n8,0\n", vec!["9"], vec!["3"]),
        ("5,censored\n6,event\n7,no event\n", vec!["censored"], vec!["event"]),
    ] {
        let strings = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        let sheet = Sheet::read(text);
        let roles = Roles {
            time: Some(0),
            status: Some(1),
            event_values: strings(&events),
            competing_values: strings(&competing),
            ..Roles::default()
        };
        let options = Options::default();
        let csv = write(Text::SubjectsCsv, &sheet, &roles, &options).unwrap();
        let again = Sheet::read(&csv);
        let (before, after) = (report(&sheet, &roles, &options), report(&again, &again.guess(), &options));
        assert!(before.data.n_competing > 0);
        assert_eq!(essence(&before), essence(&after), "{csv}");
    }
    let sheet = Sheet::read("time,status,arm\n5,1,10\n6,0,2\n7,1,10\n9,1,2\n");
    let csv = write(Text::SubjectsCsv, &sheet, &sheet.guess(), &Options::default()).unwrap();
    assert_eq!(
        csv,
        "# event: event\n# unit: none\n# time: Time\n# columns: time status group\n# event values: 1\n\
         # groups: 2 | 10\n# decimal: point\ntime,status,group\n5,1,10\n6,0,2\n7,1,10\n9,1,2\n"
    );
}

/// The order of values that a saved file tells is that of the choices it was made with; another reference can still be chosen.
#[test]
fn a_reference_can_be_chosen_in_a_saved_file() {
    let rows: String = (0..24)
        .map(|i| {
            format!(
                "{},{},{},{}\n",
                ["a", "b"][i % 2],
                1 + i * 7 % 23,
                i % 3 / 2,
                ["II", "III", "I"][i / 2 % 3]
            )
        })
        .collect();
    let sheet = Sheet::read(&format!("arm,week,died,stage\n{rows}"));
    let with = |value: &str, roles: Roles| {
        let column = roles.covariates[0];
        Roles { references: vec![Reference { column, value: value.to_owned() }], ..roles }
    };
    let roles = with("III", Roles { covariates: vec![3], ..sheet.guess() });
    let saved = Sheet::read(&write(Text::SubjectsCsv, &sheet, &roles, &Options::default()).unwrap());
    let reference = |roles: &Roles| {
        let adjusted = report(&saved, roles, &Options::default()).adjusted.unwrap();
        adjusted.covariates[0].reference.clone().unwrap()
    };
    assert_eq!(reference(&saved.guess()), "III");
    assert_eq!(reference(&with("II", saved.guess())), "II");
}
