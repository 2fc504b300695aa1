//! Texts that nobody would paste: whatever comes is answered, and soon.

use crate::random::Lcg;
use crate::read;
use riskset::data::{Layout, Roles, Sheet, gather};

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
