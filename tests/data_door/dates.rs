//! Dates, and those that can be read two ways.

use crate::{read, subjects};
use riskset::data::{DateOrder, Dates, Kind, Roles, Sheet, gather};

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
