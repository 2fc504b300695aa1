//! Reads pasted rows of counts: a trial a row, two arms.
//!
//! What a column holds is told by the words of its name, in any order and joined by anything: a word for events
//! ("events", "deaths", "cases" ...), for all subjects ("n", "total", "randomised" ...) or for those without the
//! event, and what is left over names the arm: `treated_events`, "events of arm 1", "deaths treated", "n.c". A
//! column without such a word is the trial, the outcome or a note by its own name, else by its place. Cells such
//! as "3/17" or "3 of 17" hold events and subjects at once. Where the names do not say it, or there are none, the
//! counts are taken in their order: events and subjects of one arm, then of the other; this is said.
//!
//! A row that cannot be used is left out with a [`Problem`] that names it; the others stay. A text without two
//! arms is a [`Failure`] that says what to paste.
//!
//! ```
//! use riskset::evidence::rows::read;
//! let counts = read("trial,treated_events,treated_n,control_events,control_n\nChen,3,17,24,44\n").unwrap();
//! assert_eq!(counts.arms, ["treated", "control"]);
//! assert_eq!((counts.trials[0].table.events(), counts.trials[0].line), ([3, 24], 2));
//! ```

mod cells;
mod columns;
mod names;

use cells::Cell;
use columns::Columns;

use super::two_by_two::TwoByTwo;
use crate::data::{Failure, MAX_LISTED, Problem, Row, Table, unnamed_columns};

/// A small text that works, shown when nothing usable was found.
pub const EXAMPLE: &str = "trial,outcome,treated_events,treated_n,control_events,control_n\n\
                           First trial,death,3,17,24,44\nSecond trial,death,1,11,7,12\n";
/// Rows beyond are left out.
pub const MOST_TRIALS: usize = 1000;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Line of the text, counted from 1.
    pub line: u32,
    /// Name of the trial; may be empty.
    pub trial: String,
    /// The outcome that was counted; may be empty.
    pub outcome: String,
    /// A remark; may be empty.
    pub note: String,
    /// Its counts, in the order of the arms.
    pub table: TwoByTwo,
}

/// All rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Names of the arms, in the order of the columns.
    pub arms: [String; 2],
    /// The usable rows.
    pub trials: Vec<Trial>,
    /// What was said above the table: `key: value`.
    pub notes: Vec<String>,
    /// The first problems.
    pub problems: Vec<Problem>,
    /// How many problems there are in all.
    pub n_problems: usize,
}

/// Reads a text.
///
/// # Errors
/// A [`Failure`] that says what to do, where no row can be used.
pub fn read(text: &str) -> Result<Counts, Failure> {
    let table = Table::read(text).map_err(|failure| {
        if failure.code == "empty" {
            taught(
                "empty",
                "There is nothing here yet. Paste a row for each trial: events and subjects of two arms.",
            )
        } else {
            failure
        }
    })?;
    let mut problems = Problems { listed: table.problems, count: table.n_problems };
    let (header, rows) = split(&table.rows, &mut problems);
    let names = header.map_or(&[] as &[String], |row| row.cells.as_slice());
    if rows.is_empty() && names.len() > 1 {
        let message =
            "There are column names but no rows under them. Paste the rows as well, one trial a row.";
        return Err(taught("no_rows", message));
    }
    let columns = Columns::find(names, rows, &mut problems)?;
    let beyond = |row: &Row| row.cells.iter().skip(names.len()).any(|cell| !cell.is_empty());
    if let Some(header) = header
        && columns.width() > names.len()
        && rows.iter().any(beyond)
    {
        let detail = unnamed_columns(names.len(), columns.width());
        problems.of_row(header.line, "unnamed_columns", &detail);
    }
    let mut trials = Vec::new();
    for row in rows {
        if trials.len() == MOST_TRIALS {
            let detail =
                format!("this row and those after it were left out; at most {MOST_TRIALS} are read.");
            problems.of_row(row.line, "too_many_rows", &detail);
            break;
        }
        match columns.trial(row) {
            Ok(trial) => trials.push(trial),
            Err(problem) => problems.add(problem),
        }
    }
    if trials.is_empty() {
        let first = problems.listed.first().map_or("", |first| first.message.as_str());
        let failure = taught("no_usable_rows", &format!("No row can be used. {first}"));
        return Err(Failure { problems: problems.listed, n_problems: problems.count, ..failure });
    }
    Ok(Counts {
        arms: columns.names(),
        trials,
        notes: table.notes.iter().map(|note| format!("{}: {}", note.key, note.value)).collect(),
        problems: problems.listed,
        n_problems: problems.count,
    })
}

fn taught(code: &str, message: &str) -> Failure {
    Failure {
        code: code.to_owned(),
        message: message.to_owned(),
        example: Some(EXAMPLE.to_owned()),
        problems: Vec::new(),
        n_problems: 0,
    }
}

/// The first hundred problems, and the number of all.
struct Problems {
    listed: Vec<Problem>,
    count: usize,
}

impl Problems {
    fn add(&mut self, problem: Problem) {
        self.count += 1;
        if self.listed.len() < MAX_LISTED {
            self.listed.push(problem);
        }
    }

    fn of_row(&mut self, line: u32, code: &str, detail: &str) {
        self.add(problem(line, None, code, None, detail));
    }
}

fn problem(line: u32, column: Option<&str>, code: &str, found: Option<&str>, detail: &str) -> Problem {
    let place = column.map_or(String::new(), |column| format!(", column {column}"));
    Problem {
        row: Some(line),
        column: column.map(str::to_owned),
        code: code.to_owned(),
        found: found.map(shorten),
        message: format!("Row {line}{place}: {detail}"),
    }
}

/// On one line, at most 60 characters.
fn shorten(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut kept: String = plain.take(61).collect();
    if kept.chars().count() > 60 {
        kept = kept.chars().take(59).collect();
        kept.push('…');
    }
    kept
}

/// The header, if there is one, and the rows under it. Lines of a single cell above a table are passed over.
fn split<'a>(rows: &'a [Row], problems: &mut Problems) -> (Option<&'a Row>, &'a [Row]) {
    let mut rows = rows;
    while let [first, second, ..] = rows
        && first.cells.len() == 1
        && second.cells.len() > 2
    {
        problems.of_row(
            first.line,
            "not_in_table",
            "this line is not part of the table and was passed over.",
        );
        rows = &rows[1..];
    }
    match rows {
        [first, rest @ ..] if !first.cells.iter().any(|cell| Cell::of(cell).is_count()) => {
            (Some(first), rest)
        }
        _ => (None, rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> ([String; 2], [u64; 2], [u64; 2]) {
        let counts = read(text).unwrap_or_else(|failure| panic!("{text}: {}", failure.message));
        (counts.arms, counts.trials[0].table.events(), counts.trials[0].table.n())
    }

    #[test]
    fn many_ways_to_write_the_same() {
        for (text, arms) in [
            (
                "trial,treated_events,treated_n,control_events,control_n\nA,3,17,24,44\n",
                ["treated", "control"],
            ),
            (
                "Study;events of arm 1;n of arm 1;events of arm 2;n of arm 2\nA;3;17;24;44\n",
                ["arm 1", "arm 2"],
            ),
            (
                "study\tdeaths treated\ttotal treated\tdeaths control\ttotal control\nA\t3\t17\t24\t44\n",
                ["treated", "control"],
            ),
            ("author,year,event.e,n.e,event.c,n.c\nA,2020,3,17,24,44\n", ["experimental", "control"]),
            ("trial,ai,n1i,ci,n2i\nA,3,17,24,44\n", ["arm 1", "arm 2"]),
            ("trial,Deaths (MSC),N (MSC),Deaths (placebo),N (placebo)\nA,3,17,24,44\n", ["MSC", "placebo"]),
            ("trial,MSC,placebo\nA,3/17,24/44\n", ["MSC", "placebo"]),
            ("trial,MSC,placebo\nA,3/17 (18 %),24/44 (55 %)\n", ["MSC", "placebo"]),
            ("trial,MSC,placebo\nA,3 of 17,24 of 44\n", ["MSC", "placebo"]),
            (
                "trial,MSC events,MSC survivors,placebo events,placebo survivors\nA,3,14,24,20\n",
                ["MSC", "placebo"],
            ),
            ("trial,events,n,events,n\nA,3,17,24,44\n", ["arm 1", "arm 2"]),
            ("trial,MSC,n,placebo,n\nA,3,17,24,44\n", ["MSC", "placebo"]),
            ("trial,n_events_MSC,n_MSC,n_events_placebo,n_placebo\nA,3,17,24,44\n", ["MSC", "placebo"]),
            (
                "id,patients with events MSC,patients MSC,patients with events sham,patients sham\n1,3,17,24,44\n",
                ["MSC", "sham"],
            ),
            ("study,e1,n1,e2,n2\nA,3,17,24,44\n", ["arm 1", "arm 2"]),
            ("A,3,17,24,44\n", ["arm 1", "arm 2"]),
            ("3 17 24 44\n", ["arm 1", "arm 2"]),
            ("3\t17\t24\t44\nNA\t1\t2\t3\n", ["arm 1", "arm 2"]),
        ] {
            let said = read(text).is_ok_and(|counts| counts.n_problems > 0);
            let untold =
                ["A,3", "3 ", "3\t", "trial,ai", "trial,MSC,n,"].iter().any(|start| text.starts_with(start));
            assert_eq!(said, untold, "{text}");
            assert_eq!(first(text), (arms.map(str::to_owned), [3, 24], [17, 44]), "{text}");
        }
    }

    #[test]
    fn bad_rows_are_named_and_the_others_stay() {
        let text = "trial,outcome,treated_events,treated_n,control_events,control_n,note\n\
                    A,death,3,17,24,44,fine\nB,death,9,7,1,3,\nC,death,x,7,1,3,\nD,death,,7,1,3,\n\
                    E,death,0,0,1,3,\nF,death,1.5,7,1,3,\nG,death,1,7,1,3,note,more\nH,death,1,7,1,20000000,\nI,,1,7,1,3\n";
        let counts = read(text).unwrap();
        let lines: Vec<u32> = counts.trials.iter().map(|trial| trial.line).collect();
        assert_eq!(lines, [2, 10]);
        assert_eq!(counts.trials[0].note, "fine");
        let codes: Vec<(Option<u32>, &str)> =
            counts.problems.iter().map(|problem| (problem.row, problem.code.as_str())).collect();
        assert_eq!(
            codes,
            [
                (Some(3), "events_above_n"),
                (Some(4), "not_a_count"),
                (Some(5), "missing"),
                (Some(6), "no_subjects"),
                (Some(7), "not_a_count"),
                (Some(8), "extra_cells"),
                (Some(9), "too_many_subjects"),
            ]
        );
        assert!(counts.problems[0].message.contains("9 events among 7 subjects"));
    }

    #[test]
    fn cells_beyond_the_names_are_not_lost_silently() {
        let table =
            |rest: &str| format!("trial,t_events,t_n,c_events,c_n\nA,3,17,24,44{rest}\nB,1,11,7,12{rest}\n");
        let codes = |text: &str| -> Vec<String> {
            read(text).unwrap().problems.into_iter().map(|problem| problem.code).collect()
        };
        assert_eq!(codes(&table("")), Vec::<String>::new());
        assert_eq!(codes(&table(",,")), Vec::<String>::new());
        assert_eq!(codes(&table(",9")), ["unnamed_columns"]);
    }

    #[test]
    fn failures_teach() {
        for (text, code) in [
            ("", "empty"),
            ("trial,treated_events,treated_n,control_events,control_n\n", "no_rows"),
            ("trial,events,n\nA,3,17\n", "no_arms"),
            ("hello\n", "no_arms"),
            ("trial,a_events,a_n,b_events,b_n,c_events,c_n\nA,1,2,1,2,1,2\n", "too_many_arms"),
            ("trial,treated_events,treated_n,control_events,control_n\nA,5,3,1,2\n", "no_usable_rows"),
        ] {
            let failure = read(text).unwrap_err();
            assert_eq!(failure.code, code, "{text}: {}", failure.message);
            assert!(failure.example.is_some());
        }
        assert!(read(EXAMPLE).is_ok());
    }

    #[test]
    fn never_panics() {
        for text in ["\u{0}", ",,,,\n,,,,", "\"", "#\n#a: b\n", "a/b\n1/2", "1/2,3/4", "1,2,3,4,5,6,7,8,9"] {
            let _ = read(text);
        }
    }
}
