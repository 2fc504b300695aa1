//! Who had the event: status columns in all their codes, and marks on times.

use crate::{clean, read, subjects};
use riskset::data::{Roles, Sheet, StatusFrom, gather};

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
fn each_column_says_what_its_event_would_be() {
    let sheet = Sheet::read("t,CNSR,state,code\n1,0,alive,1\n2,1,dead,2\n3,0,dead,2\n");
    let events: Vec<String> =
        sheet.overview().columns.iter().skip(1).map(|column| column.event_values.join(" ")).collect();
    assert_eq!(events, ["0", "dead", "2"]);
}
