//! Which column is what, guessed or chosen.

use crate::{clean, messages, read, subjects};
use riskset::data::{Layout, Roles, Sheet, StatusFrom, gather};

fn guess(text: &str) -> (Roles, impl Fn(Option<usize>) -> String) {
    let sheet = Sheet::read(text);
    let names: Vec<String> = sheet.overview().columns.into_iter().map(|column| column.name).collect();
    (sheet.guess(), move |at: Option<usize>| at.map_or("-".to_owned(), |at| names[at].clone()))
}

/// Names of time, status with its event values, group, entry, id.
pub(crate) fn guessed(text: &str) -> String {
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
    let recovery = include_str!("../data/recovery.csv");
    assert_eq!(guessed(recovery), "day recovered=1 arm - -");
    assert_eq!(guessed(include_str!("../data/ranks.csv")), "time_rank event=1 arm - -");
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
