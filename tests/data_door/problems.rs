//! Rows that cannot be used, and texts of which nothing can.

use crate::{read, subjects};
use riskset::data::{Sheet, gather};

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
