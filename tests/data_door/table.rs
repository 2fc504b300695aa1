//! Delimiters, line ends, quotes, headers and notes: how a text becomes a table.

use crate::random::Lcg;
use crate::roles::guessed;
use crate::{EXPECTED, clean, messages, read};
use riskset::data::{Delimiter, Sheet, gather};

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
fn an_unclosed_quote_is_reported_and_swallows_nothing() {
    let mut text = "time,status,arm\n5,1,\"a\n".to_owned();
    (1..60).for_each(|time| text.push_str(&format!("{time},1,b\n")));
    let gathered = read(&text).unwrap();
    assert_eq!(gathered.subjects.time.len(), 60);
    assert_eq!((gathered.problems[0].row, gathered.problems[0].code.as_str()), (Some(2), "unclosed_quote"));
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
