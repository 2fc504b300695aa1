//! Dates, and those that can be read two ways.

use crate::{read, subjects};
use riskset::data::{DateOrder, DateUnit, Dates, Kind, Roles, Sheet, gather};

#[test]
fn dates_become_days() {
    for (start, end) in [
        ("2020-01-31", "2020-03-01"),
        ("2020/1/31", "2020/3/1"),
        ("31.01.2020", "01.03.2020"),
        ("31/01/2020", "01/03/2020"),
        ("01/31/2020", "03/01/2020"),
        ("31-Jan-2020", "1-Mar-2020"),
        ("2020-01-31T00:00", "2020-03-01T00:00"),
        ("20200131", "20200301"),
    ] {
        let text = format!("start_date,end_date,died,arm\n{start},{end},1,a\n{start},{start},0,b\n");
        let gathered = read(&text).unwrap_or_else(|failure| panic!("{text} {failure:?}"));
        assert_eq!(subjects(&gathered), "30 a, 0+ b", "{text}");
        assert!(gathered.date_unit == Some(DateUnit::WholeDays) && gathered.time_name.is_none());
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

/// By hand: 08:10 to 09:40 is an hour and a half.
#[test]
fn the_time_of_day_counts() {
    let visits = "arm,arrival,seen,status\n\
        A,2024-03-01 08:10,2024-03-01 09:40,1\n\
        A,2024-03-01 22:30,2024-03-02 01:15,1\n\
        B,2024-03-01 23:50,2024-03-02 00:20,1\n\
        B,2024-03-02 10:00,2024-03-02 18:45,0\n";
    let sheet = Sheet::read(visits);
    assert!(sheet.overview().columns[1].has_clock && sheet.overview().columns[2].has_clock);
    let gathered = gather(&sheet, &sheet.guess()).unwrap();
    assert_eq!(subjects(&gathered), "1.5 A, 2.75 A, 0.5 B, 8.75+ B");
    assert_eq!((gathered.date_unit, gathered.drops_clock), (Some(DateUnit::Hours), false));
    let with = |unit| gather(&sheet, &Roles { date_unit: Some(unit), ..sheet.guess() }).unwrap();
    assert_eq!(subjects(&with(DateUnit::Minutes)), "90 A, 165 A, 30 B, 525+ B");
    let days = with(DateUnit::WholeDays);
    assert_eq!(subjects(&days), "0 A, 1 A, 1 B, 0+ B");
    assert!(days.drops_clock && days.doubts.is_empty(), "dropped by choice");

    let minutes = read(
        "start,end,died\n2024-03-01 08:00,2024-03-01 08:20:30,1\n2024-03-01 08:00,2024-03-01 09:00 AM,0\n",
    );
    let minutes = minutes.unwrap();
    assert_eq!(
        (subjects(&minutes), minutes.date_unit),
        ("20.5 all, 60+ all".into(), Some(DateUnit::Minutes))
    );
    let long = read(
        "start,end,died\n2020-01-31T08:00,2020-03-01T07:00,1\n2020-01-31T08:00Z,2020-03-01T10:00+02:00,0\n",
    );
    let long = long.unwrap();
    assert_eq!(long.date_unit, Some(DateUnit::Days));
    assert_eq!(long.subjects.time, [30.0 - 1.0 / 24.0, 30.0]);
    let backwards =
        read("start,end,died\n2024-03-01 08:00,2024-03-01 07:59,1\n2024-03-01 08:00,2024-03-01 09:00,0\n");
    assert_eq!(backwards.unwrap().problems[0].code, "end_before_start");
}

#[test]
fn a_time_of_day_that_cannot_count_is_said() {
    let text = "start,end,died\n2024-03-01 08:00,2024-03-02,1\n2024-03-01 09:00,2024-03-05,0\n";
    let sheet = Sheet::read(text);
    let gathered = gather(&sheet, &sheet.guess()).unwrap();
    assert_eq!(subjects(&gathered), "1 all, 4+ all");
    assert!(gathered.drops_clock);
    let doubt = &gathered.doubts[0];
    assert_eq!(
        (doubt.code, doubt.columns.as_slice()),
        ("time_of_day", &["start".to_owned(), "end".into()][..])
    );
    assert_eq!(
        doubt.sentence,
        "Column start has times of day, but dates in column end have none: whole days are counted, and the times of day are not used."
    );
    let hours = gather(&sheet, &doubt.alternatives[1].change.apply(&sheet.guess())).unwrap();
    assert_eq!((subjects(&hours), hours.doubts.len()), ("16 all, 87+ all".into(), 0));

    let rows: String =
        (0..20).map(|i| format!("2024-03-01 08:00,2024-03-01 {}:30,1\n", 9 + i % 10)).collect();
    let text =
        format!("start,end,died\n{rows}2024-03-01 08:00,2024-03-01,1\n2024-03-01 08:00,2024-03-01 26:00,1\n");
    let odd = read(&text).unwrap();
    let codes: Vec<&str> = odd.problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!((odd.subjects.time.len(), codes), (20, vec!["no_time_of_day", "no_such_time"]));
}
