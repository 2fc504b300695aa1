//! Tables and scripts that leave the page: the subjects come back as the same answer, the curves as the same
//! numbers, and R and lifelines, where they are installed, find every number the same.
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod given;
mod pasted_again;
mod scripts;

use given::{full, samples};
use riskset::data::{Roles, Sheet};
use riskset::estimate::confidence::ConfType;
use riskset::report::export::{Text, write};
use riskset::report::{Options, Report, analyze};

fn report(sheet: &Sheet, roles: &Roles, options: &Options) -> Report {
    analyze(sheet, roles, options).unwrap().0
}

/// All numbers and words but those about the text itself.
fn essence(report: &Report) -> String {
    let mut value = serde_json::to_value(report).unwrap();
    for of_the_text in [
        "problems",
        "n_problems",
        "n_rows",
        "n_left_out",
        "event_values",
        "competing_values",
        "censor_values",
        "status_from",
        "notes",
        "stages",
    ] {
        value["data"].as_object_mut().unwrap().remove(of_the_text);
    }
    let warnings = value["warnings"].as_array_mut().unwrap();
    // Those name rows of the text.
    let of_rows = ["rows_left_out", "rows_overlap", "rows_repeated", "rows_gap"];
    warnings.retain(|warning| !of_rows.contains(&warning["code"].as_str().unwrap()));
    // Doubts are about the words and columns of the text; the file says plainly what each of them is.
    let doubts: Vec<&str> = report.reading.doubts.iter().map(|doubt| doubt.code).collect();
    warnings.retain(|warning| !doubts.iter().any(|doubt| warning["code"] == *doubt));
    value.as_object_mut().unwrap().remove("reading");
    for with_rows_left_out in ["paragraph", "flow"] {
        value["words"].as_object_mut().unwrap().remove(with_rows_left_out);
    }
    let methods = value["words"]["methods"].as_array_mut().unwrap();
    methods.retain(|method| !method.as_str().unwrap().starts_with("Times are the days from"));
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn subjects_come_back_as_the_same_answer() {
    let mut texts = samples();
    texts.push(("dates".into(), "arm,start,end,died\na,2020-01-01,2020-03-01,1\na,2020-01-05,2020-02-01,0\nb,2020-02-01,2020-02-09,1\nb,2020-01-01,2020-06-01,1\n".into()));
    texts.push(("arms".into(), "treated,control\n6+,1\n6,2\n9,2+\n10+,5\n".into()));
    texts.push((
        "numbers".into(),
        "dose,month,relapse\n10,3.25,1\n2,0.1,0\n10,7,1\n2,1e-7,1\n5,12,0\n5,11,1\n".into(),
    ));
    texts.push(("rows of one person".into(), scripts::FOLLOWING.into()));
    for (name, text) in texts {
        let sheet = Sheet::read(&text);
        let roles = sheet.guess();
        let options = Options::default();
        let csv = write(Text::SubjectsCsv, &sheet, &roles, &options).unwrap();
        let again = Sheet::read(&csv);
        let (before, after) = (report(&sheet, &roles, &options), report(&again, &again.guess(), &options));
        assert_eq!(essence(&before), essence(&after), "{name}\n{csv}");
        assert_eq!(
            before.data.notes.iter().find(|note| note.key == "label"),
            after.data.notes.iter().find(|note| note.key == "label")
        );
    }
}

#[test]
fn a_row_without_a_stratum_has_an_empty_cell() {
    let sheet = Sheet::read("time,status,arm,centre\n3,1,a,\n5,0,a,x\n6,1,b,y\n7,1,b,x\n");
    let roles = Roles { strata: Some(3), ..sheet.guess() };
    let csv = write(Text::SubjectsCsv, &sheet, &roles, &Options::default()).unwrap();
    assert!(csv.ends_with("time,status,group,centre\n3,1,a,\n5,0,a,x\n6,1,b,y\n7,1,b,x\n"), "{csv}");
}

/// Which of several ends is the event is told in the file, by whatever code or word the text has for it.
#[test]
fn subjects_with_competing_events_come_back_as_they_were_told_apart() {
    let rows = |ends: [&str; 3]| {
        let row = |i: usize| {
            format!("{},{},{},{}\n", ["a", "b"][i % 2], 1 + i * 37 % 50, ends[i * 7 % 5 % 3], i % 9)
        };
        format!("arm,day,status,age\n{}", (0..60).map(row).collect::<String>())
    };
    for (ends, event, other) in [
        (["0", "1", "2"], "1", "2"),
        (["0", "1", "2"], "2", "1"),
        (["1", "3", "2"], "3", "2"),
        (["censored", "relapse", "death"], "relapse", "death"),
        (["censored", "relapse", "death"], "death", "relapse"),
        (["none", "transplant", "moved away"], "moved away", "transplant"),
    ] {
        let sheet = Sheet::read(&rows(ends));
        let roles =
            Roles { event_values: vec![event.into()], competing_values: vec![other.into()], ..sheet.guess() };
        let options = Options::default();
        let csv = write(Text::SubjectsCsv, &sheet, &roles, &options).unwrap();
        let again = Sheet::read(&csv);
        let (before, after) = (report(&sheet, &roles, &options), report(&again, &again.guess(), &options));
        assert!(before.data.n_competing > 0);
        assert_eq!(essence(&before), essence(&after), "{ends:?}, {event}\n{csv}");
    }
}

/// A trial of 30 with late entry, strata, clusters, a number and a category beside; every third sheet has competing
/// events, every other one rows that cannot be used.
fn generated(random: &mut fastrand::Rng, round: usize) -> String {
    let mut text = String::from(
        "# title: A trial,=1+1; @SUM(A1)\n# reference: =2+3\n# event: relapse\nid,arm,entry,week,relapse,strata,age,kind\n",
    );
    for i in 0..30 {
        let entry = f64::from(random.u8(0..20)) / 4.0;
        let week = entry + f64::from(random.u16(1..400)) / 7.0;
        let arm = ["control", "=2+3", "ärm, \"b\""][random.usize(0..2 + round % 2)].replace('"', "\"\"");
        let status = match (round % 3, random.u8(0..4)) {
            (0, 0) => "died",
            (0, 1) => "censored",
            (0, _) => "relapse",
            (_, 0) => "0",
            _ => "1",
        };
        let site = ["north", "south"][random.usize(0..2)];
        let week = if round.is_multiple_of(2) && i % 11 == 3 { "lost".to_owned() } else { week.to_string() };
        let age = if i == 7 { String::new() } else { random.u8(30..80).to_string() };
        let kind = ["p", "q", "r"][random.usize(0..3)];
        text.push_str(&format!("{},\"{arm}\",{entry},{week},{status},{site},{age},{kind}\n", i / 2));
    }
    text
}

/// Roles by the names that the file of subjects gives its columns.
fn roles_of_file(sheet: &Sheet, competing: bool) -> Roles {
    let columns = sheet.overview().columns;
    let at = |name: &str| columns.iter().position(|column| column.name == name);
    let covariates = ["age", "kind"].into_iter().filter_map(at).collect();
    let event = if competing { "relapse" } else { "1" };
    let guess = sheet.guess();
    Roles {
        time: at("time"),
        status: at("status"),
        event_values: vec![event.into()],
        competing_values: if competing { vec!["died".into()] } else { Vec::new() },
        group: at("group"),
        entry: at("entry"),
        strata: at("strata"),
        id: at("id"),
        covariates,
        categories: Vec::new(),
        references: Vec::new(),
        unknown_missing: Vec::new(),
        ..guess
    }
}

#[test]
fn generated_subjects_come_back_as_the_same_answer() {
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..12 {
        let text = generated(&mut random, round);
        let sheet = Sheet::read(&text);
        let competing = round % 3 == 0;
        let roles = Roles {
            time: Some(3),
            status: Some(4),
            group: Some(1),
            entry: Some(2),
            strata: Some(5),
            id: Some(0),
            covariates: vec![6, 7],
            ..roles_of_file(&sheet, competing)
        };
        let options = Options { conf_type: Some(ConfType::Logit), ..Options::default() };
        let csv = write(Text::SubjectsCsv, &sheet, &roles, &options).unwrap();
        assert!(!csv.contains(",=") && !csv.contains(";=") && !csv.contains("; @"), "{csv}");
        let again = Sheet::read(&csv);
        let (before, after) =
            (report(&sheet, &roles, &options), report(&again, &roles_of_file(&again, competing), &options));
        // A name that would run as a formula is defused in the file, and comes back as it was.
        assert_eq!(essence(&before), essence(&after), "round {round}\n{csv}");
        let title = |report: &Report| report.data.notes.iter().find(|note| note.key == "title").cloned();
        assert_eq!(title(&before), title(&after), "round {round}\n{csv}");
        assert_eq!(after.options.reference, before.options.reference);
    }
}

#[test]
fn no_cell_runs_as_a_formula() {
    let (sheet, roles) = full();
    for what in [Text::SubjectsCsv, Text::CurvesCsv, Text::RiskTableCsv] {
        let csv = write(what, &sheet, &roles, &Options::default()).unwrap();
        assert!(csv.contains("'=cmd|"), "{csv}");
        assert!(!csv.contains(",=cmd") && !csv.contains("\n=cmd") && !csv.contains("\"=cmd"), "{csv}");
    }
}

#[test]
fn curves_hold_every_step() {
    let rows: String =
        (1..=60).map(|i| format!("{},{},{}\n", if i % 2 == 0 { "a" } else { "b" }, i, i % 3)).collect();
    let sheet = Sheet::read(&format!("arm,day,died\n{}", rows.replace(",2\n", ",1\n")));
    let options = Options { max_steps: Some(5), ..Options::default() };
    let csv = write(Text::CurvesCsv, &sheet, &sheet.guess(), &options).unwrap();
    assert_eq!(csv.lines().count(), 61);
    let report = report(&sheet, &sheet.guess(), &Options::default());
    let last: Vec<&str> = csv.lines().last().unwrap().split(',').collect();
    assert_eq!(last[0], report.groups[1].name);
    assert_eq!(last[5].parse::<f64>().ok(), report.groups[1].curve.surv.last().copied());
    assert_eq!(write(Text::IncidenceCsv, &sheet, &sheet.guess(), &options).unwrap(), csv);
}

/// Subjects at risk, with the event, with another event and censored are everybody at each tick, each counted as what it is;
/// whatever picture of it is shown, and however little of the table.
#[test]
fn the_table_at_risk_counts_other_events_apart() {
    let text = samples().into_iter().find(|(name, _)| name.contains("mgus2")).unwrap().1;
    let sheet = Sheet::read(&text);
    let whole = write(Text::RiskTableCsv, &sheet, &sheet.guess(), &Options::default()).unwrap();
    assert!(whole.starts_with("group,time,at risk,events,competing,censored\n"), "{whole}");
    let report = report(&sheet, &sheet.guess(), &Options::default());
    for line in whole.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let group = report.groups.iter().find(|group| group.name == cells[0]).unwrap();
        assert_eq!(cells[2..].iter().map(|n| n.parse::<u64>().unwrap()).sum::<u64>(), group.n, "{line}");
    }
    let table = riskset::estimate::risk_table::risk_table;
    let subjects = riskset::data::gather(&sheet, &sheet.guess()).unwrap().subjects;
    let last = &table(&riskset::data::Survival::new(subjects).unwrap(), &[1e9])[0];
    let first = &report.groups[0];
    assert_eq!(
        [last.events[0], last.others[0], last.censored[0]].map(u64::from),
        [first.n_event, first.n_competing, first.n_censor]
    );
    for plot in [riskset::report::Plot::AllCauses, riskset::report::Plot::LogLog] {
        let drawing = riskset::report::Drawing {
            plot,
            table: riskset::report::TableRows::None,
            ..riskset::report::Drawing::default()
        };
        let options = Options { drawing: Some(drawing), ..Options::default() };
        assert_eq!(write(Text::RiskTableCsv, &sheet, &sheet.guess(), &options).unwrap(), whole);
    }
    let plain = Sheet::read("arm,day,died\na,3,1\na,6,0\nb,9,1\n");
    let plain = write(Text::RiskTableCsv, &plain, &plain.guess(), &Options::default()).unwrap();
    assert!(plain.starts_with("group,time,at risk,died,censored\n"), "{plain}");
}

#[test]
fn incidences_name_their_cause() {
    let text = samples().into_iter().find(|(name, _)| name.contains("mgus2")).unwrap().1;
    let sheet = Sheet::read(&text);
    let csv = write(Text::IncidenceCsv, &sheet, &sheet.guess(), &Options::default()).unwrap();
    let report = report(&sheet, &sheet.guess(), &Options::default());
    let section = report.details.unwrap().competing.content.unwrap();
    for cause in &section.causes {
        for group in &cause.groups {
            let start = format!("{},{},", group.name, cause.name);
            let last = csv.lines().rfind(|line| line.starts_with(&start)).unwrap();
            let cif: f64 = last.split(',').nth(5).unwrap().parse().unwrap();
            assert_eq!(Some(&cif), group.cif.last(), "{start}");
        }
    }
}
