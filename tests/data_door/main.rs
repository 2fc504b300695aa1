//! The door for data, tried with texts as people paste them: text in, subjects out.

mod contract;
mod dates;
mod doubts;
mod hostile;
mod numbers;
mod problems;
mod random;
mod roles;
mod status;
mod table;

use riskset::data::{Failure, Gathered, Sheet, gather};

/// Reads a text with the roles that were guessed.
fn read(text: &str) -> Result<Gathered, Failure> {
    let sheet = Sheet::read(text);
    gather(&sheet, &sheet.guess())
}

/// `time`, with `+` where censored, and the group of each subject: `5 a, 6+ b`.
fn subjects(gathered: &Gathered) -> String {
    let subjects = &gathered.subjects;
    let one = |at: usize| {
        let mark = if subjects.cause[at] == 0 { "+" } else { "" };
        let group = &subjects.groups[usize::from(subjects.group[at])];
        format!("{}{mark} {group}", subjects.time[at])
    };
    (0..subjects.time.len()).map(one).collect::<Vec<_>>().join(", ")
}

/// What is read from a text that must be readable without a problem.
fn clean(text: &str) -> String {
    let gathered = read(text).unwrap_or_else(|failure| panic!("{text}\n{failure:?}"));
    assert_eq!(gathered.problems, [], "{text}");
    assert_eq!(gathered.n_left_out, 0, "{text}");
    subjects(&gathered)
}

/// The messages of a text with problems.
fn messages(text: &str) -> Vec<String> {
    let gathered = read(text).unwrap_or_else(|failure| panic!("{text}\n{failure:?}"));
    assert_eq!(gathered.n_problems, gathered.problems.len());
    gathered.problems.into_iter().map(|problem| problem.message).collect()
}

const EXPECTED: &str = "5 a, 6.5+ b, 8 a";
