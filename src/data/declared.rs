//! What a text itself says its columns and values are, in comment lines above the table.
//!
//! ```text
//! # columns: time status entry group number category
//! # event values: relapse
//! # competing values: death | transplant
//! # groups: low | medium | high
//! # levels 6: I | II | III
//! # decimal: point
//! ```
//! The file of subjects that the page saves has these lines, so that pasted again it gives the same result: nothing of it is
//! guessed. A line that does not fit the table is not obeyed. In a list, signs that would part it or that a spreadsheet
//! would run are written as `%2C`; an empty list is `-`.

use super::cut::Note;
use super::roles::{MAX_COMPETING, MAX_COVARIATES, Roles};

/// Signs that are written by their number.
const WRITTEN: [char; 8] = ['%', '|', ',', ';', '"', '\'', '\t', '#'];

/// A list as it stands in a note.
pub(crate) fn write_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(write_item).collect();
    if items.is_empty() { "-".to_owned() } else { items.join(" | ") }
}

/// One text as it stands in a note: the same, but for signs that could be taken for another thing.
pub(crate) fn write_item(item: &str) -> String {
    if item.is_empty() {
        return "%".to_owned();
    }
    let last = item.chars().count() - 1;
    let mut written = String::new();
    for (i, c) in item.chars().enumerate() {
        let runs = i == 0 && matches!(c, '=' | '+' | '-' | '@');
        let edge = (i == 0 || i == last) && c.is_whitespace();
        if WRITTEN.contains(&c) || c.is_control() || runs || edge {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| written.push_str(&format!("%{byte:02X}")));
        } else {
            written.push(c);
        }
    }
    written
}

/// The list of a note; spreadsheets write empty cells behind it.
pub(super) fn read_list(value: &str) -> Vec<String> {
    match value.trim_end_matches([',', ';', '\t', ' ']) {
        "-" | "" => Vec::new(),
        items => items.split('|').map(|item| read_item(item.trim())).collect(),
    }
}

/// The text of an item.
pub(crate) fn read_item(item: &str) -> String {
    let mut bytes = Vec::with_capacity(item.len());
    let mut rest = item.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match code.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or(&[]);
            }
            None if item == "%" => break,
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is said of the columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Declared {
    /// Which column is what.
    pub(super) roles: Roles,
    /// The names of the groups in order; empty where that is not said.
    pub(super) groups: Vec<String>,
    /// The values of columns in order.
    pub(super) levels: Vec<(usize, Vec<String>)>,
}

impl Declared {
    /// What the notes say of a table with so many columns; `None` where they say nothing that fits it.
    pub(super) fn read(notes: &[Note], n_columns: usize) -> Option<Self> {
        let find = |key: &str| notes.iter().find(|note| note.key == key).map(|note| note.value.as_str());
        let list = |key: &str| find(key).map(read_list);
        let columns = find("columns")?.trim_end_matches([',', ';', '\t', ' ']);
        let mut roles = Roles::default();
        let mut n = 0;
        for (at, word) in columns.split(' ').enumerate() {
            n += 1;
            let role = match word {
                "time" => &mut roles.time,
                "status" => &mut roles.status,
                "entry" => &mut roles.entry,
                "group" => &mut roles.group,
                "strata" => &mut roles.strata,
                "id" => &mut roles.id,
                "number" | "category" => {
                    roles.covariates.push(at);
                    roles.categories.extend((word == "category").then_some(at));
                    continue;
                }
                _ => return None,
            };
            if role.replace(at).is_some() {
                return None;
            }
        }
        roles.event_values = list("event values")?;
        roles.competing_values = list("competing values").unwrap_or_default();
        let fits = n == n_columns
            && roles.time.is_some()
            && roles.status.is_some()
            && roles.competing_values.len() <= MAX_COMPETING
            && roles.covariates.len() <= MAX_COVARIATES;
        let of_column = |note: &Note| {
            let at: usize = note.key.strip_prefix("levels ")?.parse().ok()?;
            Some((at.checked_sub(1)?, read_list(&note.value)))
        };
        let groups = list("groups").unwrap_or_default();
        fits.then(|| Declared { roles, groups, levels: notes.iter().filter_map(of_column).collect() })
    }
}

/// The names of `order` that are among `names`, and for each old place the new one; `None` where a name is missing there. A number
/// keeps the form in which it was declared: `1.0` is a text where the decimal mark was a comma.
pub(super) fn in_order(names: &[String], order: &[String]) -> Option<(Vec<String>, Vec<u16>)> {
    let number = |name: &String| name.parse::<f64>().ok();
    let same = |a: &String, b: &String| a == b || number(a).is_some_and(|a| number(b) == Some(a));
    let sorted: Vec<String> =
        order.iter().filter(|name| names.iter().any(|each| same(each, name))).cloned().collect();
    let place = |name: &String| sorted.iter().position(|each| same(each, name)).map(|at| at as u16);
    let places: Vec<u16> = names.iter().map(place).collect::<Option<_>>()?;
    (sorted.len() == names.len()).then_some((sorted, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        for items in [
            vec![],
            vec![""],
            vec!["-"],
            vec!["a", "b c", "d"],
            vec!["=1+1", "50% | more, \"x\"; 'y'", " edge ", "%", "ü\n", "#", "%2C"],
        ] {
            let written = write_list(items.iter().copied());
            assert_eq!(read_list(&written), items, "{written}");
            assert_eq!(read_list(&format!("{written},,,")), items);
            assert!(!written.contains([',', ';', '"', '\n']));
        }
        assert_eq!(write_list(["low", "medium dose"]), "low | medium dose");
    }

    #[test]
    fn what_does_not_fit_is_not_obeyed() {
        let note = |key: &str, value: &str| Note { key: key.into(), value: value.into() };
        let of = |columns: &str, n: usize| {
            Declared::read(&[note("columns", columns), note("event values", "1")], n)
                .map(|declared| declared.roles)
        };
        let roles = of("time status group number category", 5).unwrap();
        assert_eq!((roles.time, roles.status, roles.group), (Some(0), Some(1), Some(2)));
        assert_eq!(
            (roles.covariates, roles.categories, roles.event_values),
            (vec![3, 4], vec![4], vec!["1".to_owned()])
        );
        assert_eq!(of("time status", 3), None);
        assert_eq!(of("time time status", 3), None);
        assert_eq!(of("time weight status", 3), None);
        assert_eq!(of("status group", 2), None);
        assert_eq!(
            Declared::read(&[note("columns", "time status")], 2),
            None,
            "nothing says what the event is"
        );
    }
}
