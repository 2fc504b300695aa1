//! The door for data, tried with texts as people paste them: text in, subjects out.

use riskset::data::{
    DateOrder, Dates, Decimal, Delimiter, Failure, Gathered, Kind, Layout, Roles, Sheet, StatusFrom, gather,
};

/// Reads a text with the roles that were guessed.
fn read(text: &str) -> Result<Gathered, Failure> {
    let sheet = Sheet::read(text);
    gather(&sheet, &sheet.guess())
}

/// `time`, with `+` where censored, and the group of each subject: `5 a, 6+ b`.
fn subjects(gathered: &Gathered) -> String {
    let subjects = &gathered.subjects;
    let one = |at: usize| {
        let mark = if subjects.cause[at] == 0 { "+" } else { "" };
        let group = &subjects.groups[usize::from(subjects.group[at])];
        format!("{}{mark} {group}", subjects.time[at])
    };
    (0..subjects.time.len()).map(one).collect::<Vec<_>>().join(", ")
}

/// What is read from a text that must be readable without a problem.
fn clean(text: &str) -> String {
    let gathered = read(text).unwrap_or_else(|failure| panic!("{text}\n{failure:?}"));
    assert_eq!(gathered.problems, [], "{text}");
    assert_eq!(gathered.n_left_out, 0, "{text}");
    subjects(&gathered)
}

/// The messages of a text with problems.
fn messages(text: &str) -> Vec<String> {
    let gathered = read(text).unwrap_or_else(|failure| panic!("{text}\n{failure:?}"));
    assert_eq!(gathered.n_problems, gathered.problems.len());
    gathered.problems.into_iter().map(|problem| problem.message).collect()
}

fn guess(text: &str) -> (Roles, impl Fn(Option<usize>) -> String) {
    let sheet = Sheet::read(text);
    let names: Vec<String> = sheet.overview().columns.into_iter().map(|column| column.name).collect();
    (sheet.guess(), move |at: Option<usize>| at.map_or("-".to_owned(), |at| names[at].clone()))
}

/// Names of time, status with its event values, group, entry, id.
fn guessed(text: &str) -> String {
    let (roles, name) = guess(text);
    format!(
        "{} {}={} {} {} {}",
        name(roles.time),
        name(roles.status),
        roles.event_values.join("/"),
        name(roles.group),
        name(roles.entry),
        name(roles.id)
    )
}

const EXPECTED: &str = "5 a, 6.5+ b, 8 a";

#[test]
fn every_delimiter_by_itself() {
    for delimiter in [",", ";", "\t", "|", " ", "   ", ", ", " | "] {
        let text = "time,status,arm\n5,1,a\n6.5,0,b\n8,1,a\n".replace(',', delimiter);
        assert_eq!(clean(&text), EXPECTED, "{delimiter:?}");
    }
    let overview = |text: &str| Sheet::read(text).overview();
    assert_eq!(overview("a\tb\n1\t2\n").delimiter, Delimiter::Tab);
    assert_eq!(overview("5\n6\n").delimiter, Delimiter::None);
}

#[test]
fn line_ends_byte_order_mark_quotes_blanks_and_comments() {
    let text = "time,status,arm\n5,1,a\n6.5,0,b\n8,1,a";
    for text in [
        text.to_owned(),
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r"),
        text.replace('\n', "\n\n"),
        format!("\u{feff}{text}\n"),
        format!("\u{feff}# a comment\n# label: A trial\n\n{text}\n# the end\n"),
        text.replace(",a", ",\"a\"").replace("\n5", "\n\"5\"").replace("\"a\"rm", "arm"),
        format!("{text}\n,,\n"),
        text.replace("b\n", "b,\n"),
    ] {
        assert_eq!(clean(&text), EXPECTED, "{text:?}");
    }
    let quoted =
        "time,status,arm\n5,1,\"UC-MSC, 2 doses\"\n6,0,\"he said \"\"no\"\"\"\n7,1,\"two\nlines\"\n8,1,x\n";
    assert_eq!(clean(quoted), "5 UC-MSC, 2 doses, 6+ he said \"no\", 7 two\nlines, 8 x");
}

#[test]
fn notes_stand_above_the_table() {
    let text = "# Label: Rebuilt: from results\n# time: days since infusion\n# plain words\n#scale:ranks\nday,event\n1,1\n# late: no\n2,0\n";
    let notes = read(text).unwrap().notes;
    let notes: Vec<(&str, &str)> =
        notes.iter().map(|note| (note.key.as_str(), note.value.as_str())).collect();
    assert_eq!(
        notes,
        [("label", "Rebuilt: from results"), ("time", "days since infusion"), ("scale", "ranks")]
    );
}

#[test]
fn no_header() {
    assert_eq!(clean("5,1,a\n6.5,0,b\n8,1,a\n"), EXPECTED);
    assert_eq!(clean("a;5;1\nb;6,5;0\na;8;1\n"), EXPECTED);
    assert_eq!(clean("1,5,1,a\n2,6.5,0,b\n3,8,1,a\n4,8,1,b\n"), "5 a, 6.5+ b, 8 a, 8 b");
    assert_eq!(Sheet::read("5,1\n6,0\n").overview().columns[1].name, "column 2");
    assert_eq!(clean("5\n6\n7\n"), "5 all, 6 all, 7 all");
    assert_eq!(clean("6 6+ 7 9+ 10\n"), "6 all, 6+ all, 7 all, 9+ all, 10 all");
    assert_eq!(clean("6, 6+, 7, 9+\n"), "6 all, 6+ all, 7 all, 9+ all");
    assert_eq!(clean("5\n6+\n7 +\n"), "5 all, 6+ all, 7+ all");
}

#[test]
fn printed_by_r() {
    let printed = "  time status   x\n1    9      1   M\n2   13      1   M\n12   5      0   N\n";
    assert_eq!(clean(printed), "9 M, 13 M, 5+ N");
    assert_eq!(guessed(printed), "time status=1 x - row");
    let written = "\"time\" \"status\" \"x\"\n\"1\" 9 1 \"Not maintained\"\n\"2\" 13 0 \"Main\"\n";
    assert_eq!(clean(written), "9 Not maintained, 13+ Main");
    let csv = "\"\",\"time\",\"status\",\"x\"\n\"1\",9,1,\"A\"\n\"2\",13,0,\"B\"\n";
    assert_eq!(clean(csv), "9 A, 13+ B");
    assert_eq!(guessed(csv), "time status=1 x - row");
    let tab = "time\tstatus\tx\n1\t9\t1\tA\n2\t13\t0\tB\n";
    assert_eq!(clean(tab), "9 A, 13+ B");
}

#[test]
fn decimal_commas_and_thousands() {
    assert_eq!(clean("time;status;arm\n5,0;1;a\n6,5;0;b\n8;1;a\n"), EXPECTED);
    assert_eq!(clean("time\tstatus\tarm\n5\t1\ta\n6,5\t0\tb\n8\t1\ta\n"), EXPECTED);
    assert_eq!(clean("time status arm\n5 1 a\n6,5 0 b\n8 1 a\n"), EXPECTED);
    assert_eq!(clean("time,status,arm\n5,1,a\n\"6,5\",0,b\n8,1,a\n"), EXPECTED);
    assert_eq!(clean("time;arm\n1.234,5;a\n2,5;b\n"), "1234.5 a, 2.5 b");
    assert_eq!(clean("time;arm\n1,234.5;a\n1,234;b\n"), "1234.5 a, 1234 b");
    assert_eq!(clean("time,arm\n\"1,234.5\",a\n1 234,b\n1'234,b\n"), "1234.5 a, 1234 b, 1234 b");
    assert_eq!(clean("time;arm\n1\u{a0}234;a\n−0;b\n+3;b\n1e3;a\n"), "1234 a, 0 b, 3 b, 1000 a");
    assert_eq!(Sheet::read("time;arm\n2,5;a\n").overview().decimal, Decimal::Comma);
}

#[test]
fn a_comma_that_could_be_either_is_decided_by_rule_and_said() {
    let thousands = read("time\tarm\n1,234\ta\n2,345\tb\n").unwrap();
    assert_eq!(subjects(&thousands), "1234 a, 2345 b");
    let problem = &thousands.problems[0];
    assert_eq!((problem.row, problem.code.as_str(), thousands.n_left_out), (None, "ambiguous_number", 0));
    let decimals = read("time;arm\n1,234;a\n2,345;b\n").unwrap();
    assert_eq!(subjects(&decimals), "1.234 a, 2.345 b");
    assert_eq!(decimals.problems[0].code, "ambiguous_number");
}

#[test]
fn missing_words_are_left_out_counted_and_listed() {
    let gathered =
        read("time,status,arm\n5,1,a\nNA,1,a\n,1,a\n.,1,a\nNaN,1,a\nnull,1,a\n-,1,a\n6,NA,b\n7,0,\n")
            .unwrap();
    assert_eq!((gathered.n_rows, gathered.n_left_out, gathered.n_problems), (9, 8, 8));
    assert!(gathered.problems.iter().all(|problem| problem.code == "missing"));
    let columns: Vec<&str> =
        gathered.problems.iter().filter_map(|problem| problem.column.as_deref()).collect();
    assert_eq!(columns, ["time", "time", "time", "time", "time", "time", "status", "arm"]);
    assert_eq!(
        gathered.problems[1].message,
        "Row 4, column time: nothing was found; a time such as 12.5 is expected."
    );
}

#[test]
fn bad_rows_say_what_was_found_and_what_is_expected() {
    let text = "arm,day,event\na,5,1\na,abc,1\n\na,-1,0\nb,inf,1\nb,6,1\nb,7,1,surplus\nb,8\nb,0,1\n";
    let gathered = read(text).unwrap();
    assert_eq!(subjects(&gathered), "5 a, 6 b, 0 b");
    let messages: Vec<&str> = gathered.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "Row 3, column day: \"abc\" is not a number; a time such as 12.5 is expected.",
            "Row 5, column day: \"-1\" is negative; a time of 0 or more is expected.",
            "Row 6, column day: \"inf\" is not a finite number; a time such as 12.5 is expected.",
            "Row 8: 4 cells were found, 3 are expected; the row was left out. A cell that holds the sign between cells \
             needs quotation marks about it; take away what is too much.",
            "Row 9, column event: nothing was found; a status such as 1 or 0 is expected.",
        ]
    );
    assert_eq!((gathered.n_rows, gathered.n_left_out, gathered.n_problems), (8, 5, 5));
    assert_eq!(gathered.problems[0].found.as_deref(), Some("abc"));
}

#[test]
fn an_unclosed_quote_is_reported_and_swallows_nothing() {
    let mut text = "time,status,arm\n5,1,\"a\n".to_owned();
    (1..60).for_each(|time| text.push_str(&format!("{time},1,b\n")));
    let gathered = read(&text).unwrap();
    assert_eq!(gathered.subjects.time.len(), 60);
    assert_eq!((gathered.problems[0].row, gathered.problems[0].code.as_str()), (Some(2), "unclosed_quote"));
}

#[test]
fn status_in_all_its_codes() {
    for (name, event, censored) in [
        ("status", "1", "0"),
        ("status", "2", "1"),
        ("status", "TRUE", "FALSE"),
        ("event", "yes", "no"),
        ("status", "dead", "alive"),
        ("status", "Event", "Censored"),
        ("outcome", "relapse", "none"),
        ("CNSR", "0", "1"),
        ("cens", "1", "0"),
        ("censored", "no", "yes"),
        ("vital_status", "1:DECEASED", "0:LIVING"),
        ("recovered", "1", "0"),
        ("fate", "recovered", "ongoing"),
        ("unheard", "dead", "alive"),
        ("unheard", "1", "0"),
    ] {
        let text = format!("time,{name},arm\n5,{event},a\n6,{censored},b\n7,{event},b\n8,{censored},a\n");
        assert_eq!(clean(&text), "5 a, 6+ b, 7 b, 8+ a", "{name} {event}");
        let gathered = read(&text).unwrap();
        assert_eq!(gathered.coding.event, [event]);
        assert_eq!(gathered.coding.censored, [censored]);
        assert_eq!(gathered.status_from, StatusFrom::Column);
        assert_eq!(gathered.status_name.as_deref(), Some(name));
    }
}

#[test]
fn a_status_can_be_flipped_and_any_word_chosen() {
    let sheet = Sheet::read("time,status,arm\n5,1,a\n6,0,b\n7,1.0,b\n8,01,b\n");
    let mut roles = sheet.guess();
    assert_eq!(roles.event_values, ["1"]);
    roles.event_values = vec!["0".to_owned()];
    let flipped = gather(&sheet, &roles).unwrap();
    assert_eq!(subjects(&flipped), "5+ a, 6 b, 7+ b, 8+ b");
    assert_eq!((flipped.coding.event, flipped.coding.censored), (vec!["0".to_owned()], vec!["1".to_owned()]));
    roles.event_values.clear();
    let none = gather(&sheet, &roles).unwrap();
    assert_eq!(subjects(&none), "5+ a, 6+ b, 7+ b, 8+ b", "all censored is allowed");
    let sheet = Sheet::read("time,status\n5,1\n6,0\n7,x\n8,1\n9,0\n");
    let gathered = gather(&sheet, &sheet.guess()).unwrap();
    assert_eq!(gathered.problems[0].code, "not_a_status");
}

#[test]
fn textbook_times() {
    let gathered = read("weeks,arm\n6,a\n6+,a\n9*,b\n> 10,b\n11 +,b\n").unwrap();
    assert_eq!(subjects(&gathered), "6 a, 6+ a, 9+ b, 10+ b, 11+ b");
    assert_eq!(gathered.status_from, StatusFrom::PlusSign);
    assert_eq!(read("weeks,arm\n6,a\n7,b\n").unwrap().status_from, StatusFrom::None);
    let sheet = Sheet::read("time,status\n6+,1\n7+,0\n8,1\n");
    assert_eq!(sheet.guess().status, None);
    let roles = Roles { status: Some(1), event_values: vec!["1".into()], ..sheet.guess() };
    let gathered = gather(&sheet, &roles).unwrap();
    assert_eq!(
        (subjects(&gathered), gathered.problems[0].code.as_str()),
        ("7+ all, 8 all".into(), "mark_against_status")
    );
}

#[test]
fn a_column_of_times_for_each_arm() {
    for text in [
        "treated,control\n6,1\n6+,1\n7,2+\n10,\n",
        "treated\tcontrol\n6\t1\n6+\t1\n7\t2+\n10\t\n",
        "treated control\n6 1\n6+ 1\n7 2+\n10\n",
        "treated;control\n6;1\n6*;1\n7;2*\n10\n",
    ] {
        let sheet = Sheet::read(text);
        assert_eq!(sheet.guess().layout, Layout::Arms, "{text}");
        let gathered = gather(&sheet, &sheet.guess()).unwrap();
        assert_eq!(
            subjects(&gathered),
            "6 treated, 1 control, 6+ treated, 1 control, 7 treated, 2+ control, 10 treated"
        );
        assert_eq!((gathered.n_rows, gathered.n_left_out, gathered.n_problems), (7, 0, 0));
        assert_eq!(gathered.status_from, StatusFrom::PlusSign);
    }
    let gathered = read("old drug,new drug\n6,1\n7,x\n8,3\n").unwrap();
    assert_eq!((gathered.n_rows, gathered.n_left_out), (6, 1));
    assert_eq!(gathered.status_from, StatusFrom::None);
    assert_eq!(gathered.problems[0].column.as_deref(), Some("new drug"));
    let sheet = Sheet::read("a,b,c\n1,2,\n3,4,\n");
    let roles = Roles { layout: Layout::Arms, arms: vec![2, 0], ..Roles::default() };
    let gathered = gather(&sheet, &roles).unwrap();
    assert_eq!(
        (gathered.subjects.groups.join(" "), gathered.problems[0].code.as_str()),
        ("a".into(), "empty_group")
    );
}

#[test]
fn dates_become_days() {
    for (start, end) in [
        ("2020-01-31", "2020-03-01"),
        ("2020/1/31", "2020/3/1"),
        ("31.01.2020", "01.03.2020"),
        ("31/01/2020", "01/03/2020"),
        ("01/31/2020", "03/01/2020"),
        ("31-Jan-2020", "1-Mar-2020"),
        ("2020-01-31T08:00", "2020-03-01T07:00"),
        ("20200131", "20200301"),
    ] {
        let text = format!("start_date,end_date,died,arm\n{start},{end},1,a\n{start},{start},0,b\n");
        let gathered = read(&text).unwrap_or_else(|failure| panic!("{text} {failure:?}"));
        assert_eq!(subjects(&gathered), "30 a, 0+ b", "{text}");
        assert!(gathered.from_dates && gathered.time_name.is_none());
    }
    let quoted = "randomised,last seen,died\n\"Jan 31, 2020\",\"Mar 1, 2020\",1\n";
    assert_eq!(subjects(&read(quoted).unwrap()), "30 all");
    assert_eq!(
        subjects(&read("d1;d2;died\n2020-03-01;2020-01-31;1\n2020-03-02;2020-01-31;0\n").unwrap()),
        "30 all, 31+ all"
    );
}

#[test]
fn ambiguous_dates_are_asked_about() {
    let sheet = Sheet::read("start,end,died\n03/04/2020,05/06/2020,1\n01/02/2020,07/08/2020,0\n");
    assert_eq!(sheet.overview().columns[0].dates, Some(Dates::Ambiguous));
    assert_eq!(sheet.overview().columns[0].kind, Kind::Date);
    let failure = gather(&sheet, &sheet.guess()).unwrap_err();
    assert_eq!(failure.code, "ambiguous_dates");
    assert_eq!(
        failure.message,
        "The dates can be read two ways. 03/04/2020: 3 April 2020 or March 4, 2020? \
         Choose whether the day or the month comes first."
    );
    let with = |order| Roles { date_order: Some(order), ..sheet.guess() };
    assert_eq!(subjects(&gather(&sheet, &with(DateOrder::DayFirst)).unwrap()), "63 all, 188+ all");
    assert_eq!(subjects(&gather(&sheet, &with(DateOrder::MonthFirst)).unwrap()), "63 all, 188+ all");
    let other = "start,end,died\n03/04/2020,31/05/2020,1\n";
    assert_eq!(subjects(&read(other).unwrap()), "58 all", "the other column settles it");
}

#[test]
fn bad_dates() {
    let text = "start,end,died\n2020-01-31,2020-03-01,1\n2020-02-30,2020-03-01,1\n2020-02-01,01/03/20,1\n2020-02-01,2020-01-31,1\n2020-02-01,soon,1\n2020-02-01,,1\n";
    let codes: Vec<String> = read(text).unwrap().problems.into_iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["no_such_day", "two_digit_year", "end_before_start", "not_a_date", "missing"]);
    let failure = read("start,end,died\n01/02/20,03/04/20,1\n").unwrap_err();
    assert_eq!(failure.code, "no_usable_rows");
    assert!(failure.message.contains("century"), "{}", failure.message);
    let sheet = Sheet::read("start,end,died\n2020-01-31,2020-03-01,1\n");
    let failure = gather(&sheet, &Roles { time: Some(0), ..Roles::default() }).unwrap_err();
    assert_eq!(failure.code, "dates_as_time");
}

#[test]
fn roles_of_known_data_sets() {
    let lung = "inst,time,status,age,sex,ph.ecog,ph.karno,pat.karno,meal.cal,wt.loss\n3,306,2,74,1,1,90,100,1175,NA\n3,455,2,68,1,0,90,90,1225,15\n3,1010,1,56,2,0,90,90,NA,15\n5,210,2,57,2,1,90,60,1150,11\n1,883,2,60,1,0,100,90,NA,0\n";
    assert_eq!(guessed(lung), "time status=2 sex - -");
    assert_eq!(clean(lung), "306 1, 455 1, 1010+ 2, 210 2, 883 1");
    let gehan = "pair,time,cens,treat\n1,1,1,control\n1,10,1,6-MP\n2,22,1,control\n2,7,1,6-MP\n3,32,0,6-MP\n3,3,1,control\n";
    assert_eq!(guessed(gehan), "time cens=1 treat - -");
    assert_eq!(
        guessed("time,status,x\n9,1,Maintained\n13,0,Maintained\n5,1,Nonmaintained\n"),
        "time status=1 x - -"
    );
    let recovery = include_str!("data/recovery.csv");
    assert_eq!(guessed(recovery), "day recovered=1 arm - -");
    assert_eq!(guessed(include_str!("data/ranks.csv")), "time_rank event=1 arm - -");
    assert_eq!(
        guessed(
            "USUBJID,TRT01P,PARAMCD,AVAL,CNSR,STARTDT,ADT\nS1,Drug,OS,12,0,2020-01-01,2020-01-13\nS2,Placebo,OS,20,1,2020-01-01,2020-01-21\nS3,Drug,OS,9,2,2020-01-01,2020-01-10\n"
        ),
        "AVAL CNSR=0 TRT01P - USUBJID"
    );
    assert_eq!(
        guessed("id,start,stop,event,rx\n1,0,5,1,a\n1,5,9,0,a\n2,0,7,1,b\n"),
        "stop event=1 rx start id"
    );
    assert_eq!(
        guessed(
            "futime,fustat,age,resid.ds,rx,ecog.ps\n59,1,72.3,2,1,1\n115,1,74.4,2,1,1\n156,0,66.4,2,2,2\n"
        ),
        "futime fustat=1 rx - -"
    );
    assert_eq!(guessed("time,event\n5,1\n6,0\n"), "time event=1 - - -");
    assert_eq!(
        guessed("days_to_death,patient,drug\n5,p1,a\n6,p2,b\n8,p3,b\n9,p4,a\n"),
        "days_to_death -= drug - patient"
    );
    assert_eq!(
        guessed("OS_MONTHS,OS_STATUS,SUBTYPE\n5,1:DECEASED,A\n6,0:LIVING,B\n7,0:LIVING,B\n"),
        "OS_MONTHS OS_STATUS=1:DECEASED SUBTYPE - -"
    );
}

#[test]
fn roles_without_names_and_under_long_names() {
    assert_eq!(guessed("Dear sir,\nthis is a letter.\nYours\n"), "- -= - - -");
    assert_eq!(guessed("5,1,1\n6,0,2\n7,1,2\n8,1,1\n"), "column 1 column 2=1 column 3 - -");
    let long = "Patient ID,Treatment Group,Overall Survival (Months),Overall Survival Status,Age at Diagnosis,Sex\nP1,A,12.5,1:DECEASED,65,M\nP2,B,3.2,0:LIVING,56,F\nP3,A,9.1,0:LIVING,56,F\nP4,B,1.1,1:DECEASED,51,F\n";
    assert_eq!(
        guessed(long),
        "Overall Survival (Months) Overall Survival Status=1:DECEASED Treatment Group - Patient ID"
    );
    let drawn = "| Patient | Time | Status | Arm |\n|---|---|---|---|\n| 1 | 12.3 | Deceased | A |\n| 2 | 4 | Alive | B |\n";
    assert_eq!(guessed(drawn), "Time Status=Deceased Arm - Patient");
}

#[test]
fn groups_stand_as_they_appear_and_numbers_ascend() {
    let groups = |text: &str| read(text).unwrap().subjects.groups.join(" ");
    assert_eq!(groups("time,arm\nx,first\n1,b\n2,a\n3,b\n4,a\n5,first\n"), "first b a");
    assert_eq!(groups("time,arm\n1,10\n2,2\n3,2.0\n4,10\n"), "2 10");
    let similar = messages("time,arm\n1,Treated\n2,treated\n3,Treated\n4,treated\n5,c\n6,c\n");
    assert_eq!(
        similar,
        [
            "Column arm: \"Treated\" and \"treated\" were taken as two groups; write them alike if they are one."
        ]
    );
    let mut many = "time,arm\n".to_owned();
    (0..63).for_each(|n| many.push_str(&format!("{n},g{}\n", n % 21)));
    let sheet = Sheet::read(&many);
    assert_eq!(sheet.guess().group, None);
    let failure = gather(&sheet, &Roles { group: Some(1), ..sheet.guess() }).unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.message.as_str()),
        (
            "too_many_groups",
            "Column arm has 21 different values; at most 20 groups can be compared. Choose another column for the group, or none."
        )
    );
}

#[test]
fn late_entry() {
    let sheet = Sheet::read("entry,time,status\n0,5,1\n5,5,1\n6,9,0\n,9,0\nx,9,1\n");
    let gathered = gather(&sheet, &sheet.guess()).unwrap();
    assert_eq!(gathered.subjects.entry, Some(vec![0.0, 6.0]));
    let codes: Vec<&str> = gathered.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["entry_not_before_time", "missing", "not_a_number"]);
}

#[test]
fn nothing_usable_is_answered_with_a_sentence_and_an_example() {
    for (text, code) in [
        ("", "empty"),
        (" \n\t\n", "empty"),
        ("# only: a comment\n", "empty"),
        ("time,status,arm\n", "no_rows"),
        ("\u{0}\u{1}\u{2}\u{fffd}PNG\u{3}", "not_a_table"),
        ("Dear all, here is the text of my letter.", "no_time"),
        ("arm,fate\na,dead\nb,alive\n", "no_time"),
        ("time,status\nNA,1\nabc,0\n", "no_usable_rows"),
    ] {
        let failure = read(text).unwrap_err();
        assert_eq!(failure.code, code, "{text:?} {failure:?}");
        assert!(failure.message.ends_with('.') || failure.message.ends_with('?'), "{failure:?}");
        let example = failure.example.unwrap();
        assert_eq!(read(&example).unwrap().subjects.groups, ["treated", "control"]);
    }
}

#[test]
fn hostile_roles_fail_with_a_sentence() {
    let sheet = Sheet::read("time,status,arm\n5,1,a\n6,0,b\n");
    let huge = Some(usize::MAX);
    let rows = |time, status, group| Roles { time, status, group, ..Roles::default() };
    let arms = |arms: Vec<usize>| Roles { layout: Layout::Arms, arms, ..Roles::default() };
    for roles in [
        Roles::default(),
        rows(huge, None, None),
        rows(Some(0), huge, None),
        rows(Some(0), Some(1), Some(3)),
        rows(Some(0), Some(0), None),
        rows(Some(0), Some(1), Some(1)),
        Roles { entry: Some(0), ..rows(Some(0), None, None) },
        Roles { entry: huge, ..rows(Some(0), None, None) },
        Roles { covariates: vec![9], ..rows(Some(0), None, None) },
        Roles { strata: Some(7), ..rows(Some(0), None, None) },
        Roles { start: Some(0), ..Roles::default() },
        Roles { start: Some(0), end: Some(0), ..Roles::default() },
        Roles { event_values: vec![String::new(); 5000], ..rows(Some(0), Some(1), None) },
        arms(vec![]),
        arms(vec![0, 0]),
        arms(vec![0, usize::MAX]),
        arms(vec![0; 100_000]),
    ] {
        let failure = gather(&sheet, &roles).unwrap_err();
        assert!(failure.message.ends_with('.'), "{failure:?}");
    }
    let parsed: Roles = serde_json::from_str("{\"layout\":\"rows\",\"time\":0}").unwrap();
    assert_eq!(subjects(&gather(&sheet, &parsed).unwrap()), "5 all, 6 all");
}

#[test]
fn json_names_are_those_of_the_contract() {
    let sheet = Sheet::read("# label: x\nstart;end;status\n2020-01-31;2020-02-01;1\n");
    let overview = serde_json::to_value(sheet.overview()).unwrap();
    let keys =
        |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&overview), "columns decimal delimiter header n_problems n_rows notes preview problems");
    assert_eq!(
        keys(&overview["columns"][0]),
        "competing_values dates event_values kind levels n_levels n_missing name"
    );
    assert_eq!(overview["delimiter"], "semicolon");
    assert_eq!(overview["columns"][0]["dates"], "iso");
    assert_eq!(overview["columns"][2]["dates"], serde_json::Value::Null);
    let roles = serde_json::to_value(sheet.guess()).unwrap();
    assert_eq!(
        keys(&roles),
        "arms categories competing_values covariates date_order end entry event_values group id layout start status strata time"
    );
    assert_eq!((&roles["layout"], &roles["start"]), (&"rows".into(), &0.into()));
    let failure = serde_json::to_value(read("").unwrap_err()).unwrap();
    assert_eq!(keys(&failure), "code example message n_problems problems");
    assert_eq!(serde_json::to_value(StatusFrom::PlusSign).unwrap(), "plus_sign");
    assert_eq!(serde_json::to_value(DateOrder::DayFirst).unwrap(), "day_first");
}

/// A linear congruential generator (Knuth's MMIX constants): the same bytes on every machine.
struct Lcg(u64);

impl Lcg {
    fn next(&mut self) -> u8 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 56) as u8
    }
}

/// Everything a page would ask of a text; whatever comes back must hold together.
fn survive(text: &str) {
    let sheet = Sheet::read(text);
    let overview = sheet.overview();
    assert!(overview.problems.len() <= 100 && overview.preview.len() <= 8);
    let mut tried = vec![sheet.guess()];
    for at in 0..overview.columns.len().min(4) {
        let roles = Roles { time: Some(at), status: Some(at + 1), group: Some(at + 2), ..Roles::default() };
        tried.push(Roles { status: None, group: None, ..roles.clone() });
        tried.push(Roles { time: None, start: Some(at), end: Some(at + 1), ..Roles::default() });
        tried.push(Roles { entry: Some(at + 3), ..roles.clone() });
        tried.push(roles);
        tried.push(Roles { layout: Layout::Arms, arms: vec![at, at + 1], ..Roles::default() });
    }
    for roles in tried {
        match gather(&sheet, &roles) {
            Err(failure) => assert!(!failure.message.is_empty()),
            Ok(gathered) => {
                let subjects = &gathered.subjects;
                assert!(!subjects.time.is_empty());
                assert!(subjects.time.iter().all(|time| time.is_finite() && *time >= 0.0));
                assert_eq!(subjects.time.len(), subjects.cause.len());
                assert_eq!(subjects.time.len(), subjects.group.len());
                assert!(subjects.group.iter().all(|&group| usize::from(group) < subjects.groups.len()));
                assert!((1..=20).contains(&subjects.groups.len()));
                assert_eq!(subjects.time.len() + gathered.n_left_out, gathered.n_rows);
                assert!(gathered.n_problems >= gathered.n_left_out.min(gathered.n_problems));
            }
        }
    }
}

#[test]
fn ten_thousand_random_bytes_are_answered() {
    let mut random = Lcg(1);
    for _ in 0..20 {
        let bytes: Vec<u8> = (0..10_000).map(|_| random.next()).collect();
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(read(&text).unwrap_err().code, "not_a_table");
        survive(&text);
        let latin: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        assert_eq!(read(&latin).unwrap_err().code, "not_a_table");
    }
}

#[test]
fn random_letters_and_numbers_are_answered() {
    let mut random = Lcg(5);
    for _ in 0..20 {
        let text: String = (0..10_000).map(|_| char::from(b' ' + random.next() % 95)).collect();
        survive(&text);
        survive(&text.replace(['x', 'Y', 'z'], "\n"));
    }
}

#[test]
fn any_mixture_of_signs_is_survived() {
    let pieces = [
        ",",
        ";",
        "\t",
        "|",
        " ",
        "\n",
        "\r\n",
        "\r",
        "\"",
        "'",
        "#",
        "+",
        "*",
        ">",
        "-",
        ".",
        "1",
        "0",
        "12,5",
        "1.234",
        "6+",
        "time",
        "status",
        "arm",
        "NA",
        "a",
        "é",
        "\u{a0}",
        "\u{feff}",
        "2020-01-31",
        "03/04/2020",
        "31/12/99",
        "inf",
        "1e999",
        "−",
        "\\\"",
        "\"\"",
        "<dbl>",
        "yes",
        "dead",
        "|---|",
        "\u{0}",
    ];
    let mut random = Lcg(7);
    for round in 0..600 {
        let length = 1 + usize::from(random.next()) * (1 + round % 3);
        let some = 2 + usize::from(random.next()) % (pieces.len() - 1);
        let text: String = (0..length)
            .map(|_| pieces[(usize::from(random.next()) * some / 256 * 7) % pieces.len()])
            .collect();
        survive(&text);
    }
}

#[test]
fn long_and_deep_texts_end_soon() {
    for text in [
        "\"".repeat(200_000),
        "\"a ".repeat(100_000),
        "\"\n".repeat(100_000),
        "\\\"".repeat(100_000),
        ",".repeat(200_000),
        "1,".repeat(200_000),
        "1\n".repeat(100_000),
        "a b,c;d|e\tf\n".repeat(20_000),
        format!("time,{}\n{}", "x,".repeat(5000), "1\n".repeat(100_000)),
        "#".repeat(200_000),
        "9".repeat(200_000),
    ] {
        survive(&text);
    }
}

#[test]
fn many_rows_read_the_same_with_quotes_and_without() {
    const ROWS: usize = 100_000;
    let mut random = Lcg(3);
    let mut plain = "id,arm,day,event,age,site\n".to_owned();
    for id in 0..ROWS {
        let (a, b, c) = (random.next(), random.next(), random.next());
        let arm = if a % 2 == 0 { "treated" } else { "control" };
        let day = u32::from(b) * 4;
        plain.push_str(&format!("{id},{arm},{day}.{},{},{},S{}\n", c % 10, a / 128, 40 + b % 40, c % 50));
    }
    let quoted = plain.replace("treated", "\"treated\"").replace("control", "\"control\"");
    let [plain, quoted] = [plain, quoted].map(|text| {
        let sheet = Sheet::read(&text);
        gather(&sheet, &sheet.guess()).unwrap()
    });
    assert_eq!(plain.subjects.time.len(), ROWS);
    assert_eq!(plain.subjects, quoted.subjects);
}

#[test]
fn each_column_says_what_its_event_would_be() {
    let sheet = Sheet::read("t,CNSR,state,code\n1,0,alive,1\n2,1,dead,2\n3,0,dead,2\n");
    let events: Vec<String> =
        sheet.overview().columns.iter().skip(1).map(|column| column.event_values.join(" ")).collect();
    assert_eq!(events, ["0", "dead", "2"]);
}

#[test]
fn cells_beyond_the_names_are_not_lost_silently() {
    let table = |rest: &str| format!("arm,time,status\na,5,1{rest}\nb,6,0{rest}\na,8,1{rest}\n");
    assert_eq!(clean(&table(",")), "5 a, 6+ b, 8 a", "an empty cell is nothing that could be lost");
    assert_eq!(
        messages(&table(",x")),
        [
            "Row 1: 3 columns are named, but the rows have 4 cells; the last are columns without a name. Name every column, \
          also one that numbers the rows."
        ]
    );
    let tabs = "time\tstatus\tarm\n1\t5\t1\ta\n2\t6\t0\tb\n";
    assert_eq!(clean(tabs), "5 a, 6+ b", "R writes no name over the names of rows");
    assert_eq!(messages("arm,time,status\na,5,1,,\nb,6,0\nb,7,0, ,x\na,8,1\n").len(), 1);
}
