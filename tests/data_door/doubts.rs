//! What a table leaves in doubt: the safest reading is taken, and the person is asked.

use riskset::data::{Doubt, Gathered, Roles, Sheet, gather};

fn read(text: &str) -> (Sheet, Roles, Gathered) {
    let sheet = Sheet::read(text);
    let roles = sheet.guess();
    let gathered = gather(&sheet, &roles).unwrap_or_else(|failure| panic!("{text}\n{failure:?}"));
    (sheet, roles, gathered)
}

/// The status column of six people in two groups, under this name.
fn with_status(name: &str, values: &[&str]) -> String {
    let row = |(i, value): (usize, &&str)| format!("{},{},{value}\n", 3 + 2 * i, ["a", "b"][i % 2]);
    format!("months,arm,{name}\n{}", values.iter().enumerate().map(row).collect::<String>())
}

/// Events, other events, censored, left out.
fn counts(gathered: &Gathered) -> [usize; 4] {
    let n = |is: &dyn Fn(u8) -> bool| gathered.subjects.cause.iter().filter(|&&cause| is(cause)).count();
    [n(&|cause| cause == 1), n(&|cause| cause > 1), n(&|cause| cause == 0), gathered.n_left_out]
}

/// "Censored: 2 events, 4 censored *": each alternative, with a star where it is in force.
fn offered(doubt: &Doubt) -> Vec<String> {
    let one = |alternative: &riskset::data::Alternative| {
        let star = if alternative.taken { " *" } else { "" };
        format!("{}: {}{star}", alternative.label, alternative.gives)
    };
    doubt.alternatives.iter().map(one).collect()
}

fn only(gathered: &Gathered) -> &Doubt {
    let [doubt] = gathered.doubts.as_slice() else { panic!("{:#?}", gathered.doubts) };
    doubt
}

#[test]
fn no_is_no_event_and_the_third_word_is_asked_about() {
    for (name, yes, no) in [
        ("died", "Yes", "No"),
        ("died", "TRUE", "FALSE"),
        ("died", "Y", "N"),
        ("died", "1", "0"),
        ("vital status", "Dead", "Alive"),
        ("status", "event", "censored"),
    ] {
        for (third, code, counted) in [
            ("Unknown", "status_not_known", [2, 0, 4, 0]),
            ("not reported", "status_not_known", [2, 0, 4, 0]),
            ("Lost to follow-up", "status_lost", [2, 0, 4, 0]),
            ("withdrew", "status_lost", [2, 0, 4, 0]),
        ] {
            if yes == "1" {
                continue; // among numbers a word is a bad cell, which is listed
            }
            let (_, roles, gathered) = read(&with_status(name, &[yes, no, third, no, yes, third]));
            assert_eq!(roles.event_values, [yes], "{name} {third}");
            assert!(roles.competing_values.is_empty(), "{name} {third}: {:?}", roles.competing_values);
            assert_eq!(counts(&gathered), counted, "{name} {third}");
            let doubt = only(&gathered);
            assert_eq!((doubt.code, doubt.values.as_slice()), (code, &[third.to_owned()][..]), "{name}");
            assert_eq!(doubt.columns, [name]);
            assert!((2..=4).contains(&doubt.alternatives.len()));
        }
    }
    let (.., gathered) = read(&with_status("died", &["Yes", "No", "Unknown", "No", "Yes", "Unknown"]));
    let doubt = only(&gathered);
    assert_eq!(
        doubt.sentence,
        "In column died, “Unknown” (2 rows) is treated as censored. Confirm or change this."
    );
    assert_eq!(doubt.question, "What does “Unknown” in column died mean (2 rows)?");
    assert_eq!(
        offered(doubt),
        [
            "Censored: 2 events, 4 censored *",
            "Missing: 2 events, 2 censored, 2 left out",
            "Another event: 2 events, 2 other events, 2 censored"
        ]
    );
}

/// R's `Surv` makes a 9 beside 0 and 1 missing, with a warning.
#[test]
fn a_code_for_a_missing_value_leaves_its_rows_out() {
    for (plain, event, codes) in [("0", "1", ["9", "9"]), ("0", "1", ["99", "99"]), ("1", "2", ["9", "-1"])] {
        let [x, y] = codes;
        let (_, roles, gathered) = read(&with_status("died", &[event, plain, x, plain, event, y]));
        assert_eq!(roles.event_values, [event]);
        assert!(roles.competing_values.is_empty() && !roles.missing_values.is_empty(), "{roles:?}");
        assert_eq!(counts(&gathered), [2, 0, 2, 2], "{codes:?}");
        assert_eq!(only(&gathered).code, "status_missing_code");
        let row = gathered.problems.iter().find(|problem| problem.code == "taken_as_missing").unwrap();
        assert_eq!(row.row, Some(4));
    }
    let (.., gathered) = read(&with_status("status", &["1", "0", "2", "0", "1", "3"]));
    assert_eq!(counts(&gathered), [2, 2, 2, 0], "2 and 3 are codes of other events");
    assert!(gathered.doubts.is_empty());
    let (.., gathered) = read(&with_status("CNSR", &["1", "0", "9", "0", "1", "9"]));
    assert_eq!(counts(&gathered), [2, 0, 4, 0], "any number but 0 is censoring there");
}

#[test]
fn recovered_beside_died_is_asked_about() {
    let values = ["recovered", "died", "recovered", "still in hospital", "died", "recovered", "died"];
    let (_, roles, gathered) = read(&with_status("outcome", &values));
    assert_eq!(
        (roles.event_values.join(" "), roles.competing_values.join(" ")),
        ("died".into(), "recovered".into())
    );
    assert_eq!(counts(&gathered), [3, 3, 1, 0]);
    let doubt = only(&gathered);
    assert_eq!(doubt.code, "status_several_events");
    assert_eq!(
        offered(doubt),
        [
            "“died”: 3 events, 3 other events, 1 censored *",
            "“recovered”: 3 events, 3 other events, 1 censored",
            "Both as one event: 6 events, 1 censored"
        ]
    );
    let (_, roles, _) = read(&with_status("recovered", &values));
    assert_eq!(roles.event_values, ["recovered"], "the name of the column says which");
    let (.., gathered) =
        read(&with_status("fate", &["relapse", "dead", "alive", "relapse", "alive", "dead"]));
    assert_eq!(counts(&gathered), [4, 0, 2, 0]);
    assert_eq!(only(&gathered).alternatives[0].label, "Both as one event");
}

/// Whatever is chosen gives what was promised, and is not asked again; new values are.
#[test]
fn an_answer_gives_what_it_said_and_ends_the_question() {
    for text in [
        with_status("died", &["Yes", "No", "Unknown", "lost", "Yes", "Unknown", "No"]),
        with_status("died", &["0", "1", "9", "1", "0", "1"]),
        with_status("outcome", &["recovered", "died", "in hospital", "died"]),
        with_status("fate", &["dead", "alive", "transplant", "moved", "dead"]),
        with_status("code", &["1", "2", "3", "1", "2", "3", "3"]),
        with_status("status", &["1", "1", "1"]),
        with_status("died", &["Yes", "No", "Perhaps", "Yes"]),
    ] {
        let (sheet, mut roles, gathered) = read(&text);
        roles.status = roles.status.or(Some(2));
        let mut asked: Vec<Doubt> = gather(&sheet, &roles).unwrap().doubts;
        assert!(!asked.is_empty() || gathered.doubts.is_empty(), "{text}");
        let mut rounds = 0;
        while let Some(doubt) = asked.first() {
            for alternative in &doubt.alternatives {
                let changed = alternative.change.apply(&roles);
                let after = gather(&sheet, &changed).unwrap();
                let [events, others, censored, out] = counts(&after);
                let said = |n: usize, one: &str| match n {
                    1 => format!("1 {one}"),
                    n => format!("{n} {one}s"),
                };
                let mut expected = said(events, "event");
                if others > 0 {
                    expected += &format!(", {}", said(others, "other event"));
                }
                expected += &format!(", {censored} censored");
                if out > 0 {
                    expected += &format!(", {out} left out");
                }
                assert_eq!(alternative.gives, expected, "{text}{}", alternative.label);
                assert!(after.doubts.iter().all(|other| other.id != doubt.id), "{text}");
                if alternative.taken {
                    assert_eq!(counts(&after), counts(&gather(&sheet, &roles).unwrap()));
                }
            }
            assert_eq!(
                doubt.alternatives.iter().filter(|alternative| alternative.taken).count(),
                1,
                "{text}"
            );
            roles = doubt.alternatives.last().unwrap().change.apply(&roles);
            asked = gather(&sheet, &roles).unwrap().doubts;
            rounds += 1;
            assert!(rounds < 5, "{text} {asked:#?}");
        }
        assert!(rounds > 0, "{text}");
    }
    let (_, roles, gathered) = read(&with_status("died", &["Yes", "No", "Unknown"]));
    let roles = gathered.doubts[0].alternatives[0].change.apply(&roles);
    let longer = Sheet::read(&with_status("died", &["Yes", "No", "Unknown", "not known"]));
    assert_eq!(only(&gather(&longer, &roles).unwrap()).values, ["Unknown", "not known"]);
}

#[test]
fn a_column_of_times_as_the_status_is_pointed_out() {
    let rows: String = (1..9).map(|i| format!("{},{i}.5,{i}.5,{}\n", ["a", "b"][i % 2], i % 2)).collect();
    let sheet = Sheet::read(&format!("arm,months,event,died\n{rows}"));
    let roles = Roles { status: Some(2), event_values: vec!["2.5".into()], ..sheet.guess() };
    let gathered = gather(&sheet, &roles).unwrap();
    let doubt = only(&gathered);
    assert_eq!(doubt.code, "status_is_no_status");
    assert_eq!(
        doubt.sentence,
        "Column event was chosen as the status, but it repeats the times: only “2.5” counts as the event. Choose another column."
    );
    let labels: Vec<&str> = doubt.alternatives.iter().map(|alternative| alternative.label.as_str()).collect();
    assert_eq!(labels, ["Use died", "No status column", "Keep event"]);
    let other = gather(&sheet, &doubt.alternatives[0].change.apply(&roles)).unwrap();
    assert_eq!((counts(&other), other.doubts), ([4, 0, 4, 0], Vec::new()));
    let none = gather(&sheet, &doubt.alternatives[1].change.apply(&roles)).unwrap();
    assert_eq!(counts(&none), [8, 0, 0, 0]);
}

#[test]
fn a_status_with_one_value_and_a_life_table_are_pointed_out() {
    let (.., gathered) = read(&with_status("status", &["1", "1", "1"]));
    let doubt = only(&gathered);
    assert_eq!(doubt.code, "status_one_value");
    assert_eq!(
        doubt.sentence,
        "Column status has one value only, “1” in 3 rows: it counts as the event, and nobody is censored."
    );
    assert_eq!(
        offered(doubt),
        ["All had the event: 3 events, 0 censored *", "All were censored: 0 events, 3 censored"]
    );

    let (.., gathered) = read("week,n_risk,event\n1,20,1\n2,18,1\n4,15,0\n8,9,1\n");
    let doubt = only(&gathered);
    assert_eq!((doubt.code, doubt.columns.join(" ")), ("counts_of_people", "n_risk".into()));
    assert_eq!(
        doubt.sentence,
        "Column n_risk looks like a number of people, but each row is read as one person (4 rows). If a row stands for several \
         people, as in a life table, paste one row per person."
    );
    let (.., gathered) = read("arm,time,status,freq\nA,2,1,10\nA,5,0,30\nB,3,1,20\nB,9,0,40\n");
    assert_eq!(only(&gathered).code, "counts_of_people");
    let (.., gathered) = read("arm,time,status,number\nA,2,1,1\nA,5,0,1\nB,3,1,1\nB,9,0,1\n");
    assert!(gathered.doubts.is_empty(), "one person each");
}
