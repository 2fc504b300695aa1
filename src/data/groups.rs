//! Numbers the groups of the usable rows.
//!
//! Groups stand in order of appearance; where all are numbers they ascend, and `1` and `1.0` are
//! one group. Capital letters count, but names that differ only in them or in spaces are pointed
//! out. More than 20 groups are refused, as that column is likely another thing.

use super::decimal::Decimal;
use super::levels::{MAX_LEVELS, Texts};
use super::problem::{Failure, Problem, Problems};
use super::roles::MAX_GROUPS;

/// Name of the group when there is no column of groups.
const EVERYBODY: &str = "all";

/// The names of the groups, and `of_row` turned from texts into groups.
///
/// `of_row` holds the number of each usable row's text in `texts`; `overflow` says that there
/// were more texts than are told apart.
pub(super) fn number_groups(
    column: Option<&str>,
    texts: &Texts<'_>,
    overflow: bool,
    of_row: &mut [u16],
    decimal: Decimal,
    problems: &mut Problems,
) -> Result<Vec<String>, Failure> {
    let Some(column) = column else {
        return Ok(vec![EVERYBODY.to_owned()]);
    };
    let levels = texts.levels(decimal, MAX_GROUPS);
    if overflow || levels.n > MAX_GROUPS {
        let n = if overflow { format!("more than {MAX_LEVELS}") } else { levels.n.to_string() };
        let message = format!(
            "Column {column} has {n} different values; at most {MAX_GROUPS} groups can be compared. \
             Choose another column for the group, or none."
        );
        return Err(Failure::new("too_many_groups", message));
    }
    for group in of_row {
        *group = levels.of_text.get(usize::from(*group)).map_or(0, |&level| level as u16);
    }
    let names: Vec<String> = levels.listed.into_iter().map(|level| level.value).collect();
    point_out_similar(column, &names, problems);
    Ok(names)
}

/// Adds a problem for the first pair of names that differ only in capital letters or spaces.
fn point_out_similar(column: &str, names: &[String], problems: &mut Problems) {
    let plain = |name: &String| -> String { name.to_ascii_lowercase().split_whitespace().collect() };
    for (at, name) in names.iter().enumerate() {
        let Some(other) = names.iter().take(at).find(|other| plain(other) == plain(name)) else {
            continue;
        };
        problems.add(|| Problem {
            column: Some(column.to_owned()),
            found: Some(super::problem::shown(name.as_bytes())),
            ..Problem::of_text(
                "similar_groups",
                format!(
                    "Column {column}: \"{other}\" and \"{name}\" were taken as two groups; \
                     write them alike if they are one."
                ),
            )
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(cells: &[&str]) -> (Result<Vec<String>, Failure>, Vec<u16>, usize) {
        let (mut texts, mut problems) = (Texts::default(), Problems::default());
        let mut of_row: Vec<u16> =
            cells.iter().filter_map(|cell| texts.see(cell.as_bytes())).map(|at| at as u16).collect();
        let names = number_groups(Some("arm"), &texts, false, &mut of_row, Decimal::Point, &mut problems);
        (names, of_row, problems.count)
    }

    #[test]
    fn rows_follow_their_groups() {
        assert_eq!(groups(&["b", "a", "b"]), (Ok(vec!["b".into(), "a".into()]), vec![0, 1, 0], 0));
        assert_eq!(groups(&["2", "1", "2.0"]), (Ok(vec!["1".into(), "2".into()]), vec![1, 0, 1], 0));
        assert_eq!(groups(&["A b", "ab", "a  B"]).2, 2);
    }

    #[test]
    fn twenty_groups_and_no_more() {
        let names: Vec<String> = (0..21).map(|n| format!("g{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(groups(&names[..20]).0.map(|groups| groups.len()), Ok(20));
        assert_eq!(groups(&names).0.map_err(|failure| failure.code), Err("too_many_groups".into()));
        assert_eq!(
            number_groups(None, &Texts::default(), false, &mut [], Decimal::Point, &mut Problems::default()),
            Ok(vec!["all".to_owned()])
        );
    }
}
