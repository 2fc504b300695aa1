//! Entries that are all 0 say what no entries say, and the table at 0 counts those who are watched from 0.

use crate::answer;
use crate::common::survival;
use riskset::data::{Sheet, Subjects};
use riskset::estimate::risk_table::risk_table;
use riskset::report::Options;
use riskset::report::export::{Text, write};

const LATE: &str =
    "entry,time,event,arm\n0,9,1,a\n0,12,0,a\n0,7,1,a\n0,0,1,a\n0,8,1,b\n0,10,1,b\n0,11,0,b\n0,5,1,b\n";
const PLAIN: &str = "time,event,arm\n9,1,a\n12,0,a\n7,1,a\n0,1,a\n8,1,b\n10,1,b\n11,0,b\n5,1,b\n";

#[test]
fn entries_of_zero_are_no_entries() {
    let ((late, figure), (plain, plain_figure)) = (answer(LATE), answer(PLAIN));
    assert_eq!(serde_json::to_value(&late).unwrap(), serde_json::to_value(&plain).unwrap());
    assert_eq!(figure, plain_figure);
    for what in [Text::CurvesCsv, Text::RiskTableCsv, Text::SubjectsCsv, Text::R, Text::Python] {
        let written = |text: &str| {
            let sheet = Sheet::read(text);
            write(what, &sheet, &sheet.guess(), &Options::default()).unwrap()
        };
        assert_eq!(written(LATE), written(PLAIN));
    }
}

/// Four groups: all from 0; some from 0, some later; all later; one who has the event at 0 without an entry.
#[test]
fn the_table_begins_with_those_watched_from_zero() {
    let subjects = Subjects {
        entry: Some(vec![0.0, 0.0, 0.0, 0.0, 2.0, 3.0, 1.0, 2.0]),
        time: vec![4.0, 6.0, 5.0, 8.0, 6.0, 7.0, 4.0, 5.0],
        cause: vec![1, 0, 1, 0, 1, 1, 1, 0],
        group: vec![0, 0, 1, 1, 1, 1, 2, 2],
        groups: ["from 0", "mixed", "late"].map(String::from).to_vec(),
        ..Subjects::default()
    };
    let rows = risk_table(&survival(&subjects), &[0.0, 2.0, 4.0, 6.0]);
    let at_risk: Vec<&[u32]> = rows.iter().map(|row| &row.at_risk[..]).collect();
    assert_eq!(at_risk, [&[2, 2, 2, 1][..], &[2, 2, 4, 3], &[0, 1, 2, 0]]);
}
