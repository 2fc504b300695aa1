//! What to keep in mind about rows of one person.

use super::names;
use super::number::count;
use super::shape::Warning;
use super::words::Facts;
use crate::data::Pairs;

/// All that apply.
pub(super) fn warnings(facts: &Facts<'_>) -> impl Iterator<Item = Warning> {
    let rows = facts.person_rows;
    let overlaps = of_pairs("rows_overlap", &rows.overlaps, |which| {
        format!(
            "Rows of one person overlap in time: {which}. Each such row counts as a person. Correct the times, or choose another Person ID if these are different people."
        )
    });
    let repeats = of_pairs("rows_repeated", &rows.repeats, |which| {
        format!(
            "Rows of one person are repeated: {which}. Each counts as a person. Delete those that were entered twice."
        )
    });
    let gaps = of_pairs("rows_gap", &rows.gaps, |which| {
        format!(
            "Follow-up of one person has a gap: {which}. During a gap the person is not at risk, and counts as censored where it begins. If follow-up went on, correct the times."
        )
    });
    [overlaps, repeats, gaps, moved(facts)].into_iter().flatten()
}

fn of_pairs(code: &'static str, pairs: &Pairs, sentence: impl Fn(&str) -> String) -> Option<Warning> {
    let mut named: Vec<String> = pairs.first.iter().map(|(a, b)| format!("rows {a} and {b}")).collect();
    let more = pairs.n - named.len();
    if more > 0 {
        named.push(format!("{} more", count(more as u64)));
    }
    (pairs.n > 0).then(|| Warning {
        code,
        sentence: sentence(&names::list(&named)),
        numbers: vec![("n_pairs", pairs.n as f64)],
    })
}

/// A curve of a group that people enter and leave follows nobody from the beginning.
fn moved(facts: &Facts<'_>) -> Option<Warning> {
    let n = facts.n_moved;
    let change = if n == 1 { "1 person changes".to_owned() } else { format!("{} people change", count(n)) };
    (n > 0).then(|| Warning {
        code: "group_changes",
        sentence: format!(
            "{change} group during follow-up. Each counts in a group only while in it, so the curves do not follow the same people from the start. The hazard ratio compares those in each group at the time of each event."
        ),
        numbers: vec![("n_moved", n as f64)],
    })
}
