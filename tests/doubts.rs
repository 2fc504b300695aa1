//! What is doubtful about a table is said before the answer; times that near ties or a unit would change are kept apart.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use riskset::data::{DateUnit, Failure, Roles, Sheet};
use riskset::report::{Options, Report, analyze};

fn report_of(text: &str, roles: impl Fn(Roles) -> Roles) -> Result<Report, Failure> {
    let sheet = Sheet::read(text);
    analyze(&sheet, &roles(sheet.guess()), &Options::default()).map(|(report, _)| report)
}

fn report(text: &str) -> Report {
    report_of(text, |roles| roles).unwrap_or_else(|failure| panic!("{text}\n{failure:?}"))
}

/// The first caveat is the doubt, and the text to copy has it.
#[test]
fn a_doubt_is_said_before_all_other_caveats() {
    let rows = ["Yes", "No", "Unknown", "No", "Yes", "No", "Yes", "Yes"];
    let rows: String = rows
        .iter()
        .enumerate()
        .map(|(i, died)| format!("{},{},{died}\n", ["a", "b"][i % 2], 2 + 3 * i))
        .collect();
    let report = report(&format!("arm,months,died\n{rows}"));
    let [doubt] = report.reading.doubts.as_slice() else { panic!("{:?}", report.reading) };
    assert_eq!((report.warnings[0].code, &report.warnings[0].sentence), (doubt.code, &doubt.sentence));
    assert!(report.words.paragraph.contains(&doubt.sentence));
    assert_eq!((report.data.n_event, report.data.n_competing, report.data.n_censor), (4, 0, 4));
    let json = serde_json::to_value(&report).unwrap();
    let change = &json["reading"]["doubts"][0]["alternatives"][1]["change"];
    assert_eq!(
        change.to_string(),
        "{\"answered\":[\"status_not_known: Unknown\"],\"competing_values\":[],\"event_values\":[\"Yes\"],\"missing_values\":[\"Unknown\"]}"
    );
}

const INTERVALS: [(&str, u64, u64, u8); 10] = [
    ("a", 0, 9, 1),
    ("b", 4, 33, 1),
    ("a", 8, 20, 0),
    ("b", 9, 28, 1),
    ("a", 12, 47, 1),
    ("b", 13, 27, 0),
    ("a", 19, 58, 1),
    ("b", 20, 70, 1),
    ("a", 28, 36, 1),
    ("b", 30, 86, 0),
];

fn intervals(shift: u64) -> String {
    let row = |(arm, start, stop, event): &(&str, u64, u64, u8)| {
        format!("{arm},{},{},{event}\n", start + shift, stop + shift)
    };
    format!("arm,start,stop,event\n{}", INTERVALS.iter().map(row).collect::<String>())
}

/// A change of the origin of time changes no risk set.
#[test]
fn unix_seconds_are_counted_from_the_first_entry() {
    let (plain, unix) = (report(&intervals(0)), report(&intervals(1_700_000_000)));
    let parts = |report: &Report| {
        let (test, cox) = (report.log_rank.as_ref().unwrap(), report.cox.as_ref().unwrap());
        (test.test.chi_sq.to_bits(), cox.terms[0].coef, cox.terms[0].se, cox.loglik.to_bits())
    };
    assert_eq!(parts(&plain), parts(&unix));
    assert_eq!(unix.groups[0].median.value.value, plain.groups[0].median.value.value.map(|at| at + 1.7e9));
    assert!(unix.reading.doubts.is_empty());
}

#[test]
fn an_interval_that_vanishes_all_the_same_is_refused_with_its_row() {
    let text = "arm,start,stop,event\na,0,1700000000,1\nb,1699999990,1699999999,1\nb,5,1700000100,0\n";
    let failure = report_of(text, |roles| roles).unwrap_err();
    assert_eq!(failure.code, "interval_too_short");
    assert_eq!(
        failure.message,
        "Row 3: the interval from 1699999990 to 1699999999 is too short: such times count as equal. Subtract a common start \
         from all times, or correct the row."
    );
}

#[test]
fn a_number_that_swallows_all_other_times_is_pointed_at() {
    let rows = "a,1,1\na,2,1\na,4,0\na,5,1\nb,3,1\nb,6,1\nb,9999999999,0\nb,7,0\n";
    let report = report(&format!("arm,days,dead\n{rows}"));
    assert_eq!(
        report.warnings[0].sentence,
        "Row 8: the time 9999999999 is so large that the times from 1 to 7 count as equal. If it stands for \"no end\" or \
         \"not known\", write when the person was last seen, or leave the cell empty."
    );
    assert_eq!(report.reading.doubts[0].code, "times_merged");
    let seconds =
        self::report("arm,time,dead\na,1700000001,1\na,1700000009,1\nb,1700000004,1\nb,1700000030,0\n");
    assert_eq!(
        seconds.warnings[0].sentence,
        "Different times such as 1700000001 and 1700000004 count as equal, because the difference is less than 1.5e-8 of \
         their size. Subtract a common start from all times."
    );
    let near = self::report("arm,time,dead\na,0.3,1\na,0.30000000000000004,1\nb,4,1\nb,5,0\n");
    assert!(near.reading.doubts.is_empty(), "rounding is not spoken of");
}

const VISITS: &str = "arm,arrival,seen,status\n\
    A,2024-03-01 08:10,2024-03-01 09:40,1\nA,2024-03-01 09:00,2024-03-01 16:30,1\nA,2024-03-01 22:30,2024-03-02 01:15,1\n\
    B,2024-03-01 08:30,2024-03-01 08:54,1\nB,2024-03-01 23:50,2024-03-02 00:20,1\nB,2024-03-02 10:00,2024-03-02 18:45,0\n";

#[test]
fn the_time_of_day_gives_the_answer_of_the_hours() {
    let dates = report(VISITS);
    let hours = report("arm,hours,status\nA,1.5,1\nA,7.5,1\nA,2.75,1\nB,0.4,1\nB,0.5,1\nB,8.75,0\n");
    assert_eq!((dates.data.time_unit.as_str(), dates.data.time_label.as_str()), ("hours", "Hours"));
    assert_eq!(dates.groups, hours.groups);
    assert_eq!((&dates.log_rank, &dates.cox), (&hours.log_rank, &hours.cox));
    let method =
        |report: &Report| report.words.methods.iter().find(|method| method.starts_with("Times are")).cloned();
    assert_eq!(
        method(&dates).as_deref(),
        Some("Times are the hours from the start to the end, by date and time of day.")
    );
    let days = report_of(VISITS, |roles| Roles { date_unit: Some(DateUnit::WholeDays), ..roles }).unwrap();
    assert_eq!(
        method(&days).as_deref(),
        Some("Times are whole days from the start date to the end date; the time of day is not used.")
    );
}

/// The samples of the page ask nothing.
#[test]
fn a_plain_table_leaves_no_doubt() {
    let files: Vec<_> =
        std::fs::read_dir("www/samples").unwrap().map(|entry| entry.unwrap().path()).collect();
    for path in files.iter().filter(|path| path.extension().is_some_and(|end| end == "csv")) {
        let report = report(&std::fs::read_to_string(path).unwrap());
        let one_value = path.ends_with("9b-no-events.csv");
        let codes: Vec<&str> = report.reading.doubts.iter().map(|doubt| doubt.code).collect();
        assert!(codes.is_empty() || one_value, "{}: {codes:?}", path.display());
    }
}
