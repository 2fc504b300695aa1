//! The subjects as they were used, one a row, to keep and to paste again.
//!
//! Comment lines above the table name the event, the unit and the reference, and say what each column and each value is, so
//! that nothing is guessed when the file is pasted again and the answer is the same. A note has no quotes: a spreadsheet
//! parts it at commas, so that each part is defused like a cell. Programs that know no notes skip lines that begin with `#`.

use super::csv::{Cell, Csv, defused};
use crate::data::{Doubt, Gathered, Labels, Values, write_item, write_list};
use crate::report::arrange::{self, ReferenceFrom};
use crate::report::names;
use crate::report::options::Settings;

/// Notes that are written from the settings, not as they were.
const SETTLED: [&str; 15] = [
    "event",
    "event value",
    "event values",
    "competing values",
    "columns",
    "groups",
    arrange::NOTE,
    "decimal",
    "unit",
    "unit name",
    "time label",
    "time",
    "scale",
    "reference",
    "caution",
];
/// Longer notes are cut by whoever reads them.
const LONGEST: usize = 15_000;

/// A column of the file: its name, what it is, and its cells.
struct Column<'a> {
    name: String,
    role: &'static str,
    cell: Box<dyn Fn(usize) -> Cell<'a> + 'a>,
    /// The names in order, of a column of categories.
    levels: Option<&'a Labels>,
}

/// The file: comment lines, a header, a row a subject in the order of the text.
pub(crate) fn csv(gathered: &Gathered, settings: &Settings) -> String {
    let statuses = Statuses::new(&gathered.subjects.causes);
    let columns = columns(gathered, &statuses);
    let mut csv = Csv(notes(gathered, settings, &statuses, &columns));
    csv.row(columns.iter().map(|column| Cell::Text(&column.name)));
    for i in 0..gathered.subjects.time.len() {
        csv.row(columns.iter().map(|column| (column.cell)(i)));
    }
    csv.0
}

fn columns<'a>(gathered: &'a Gathered, statuses: &'a Statuses) -> Vec<Column<'a>> {
    let subjects = &gathered.subjects;
    // Covariates and strata keep their names, whatever they are: sentences speak of them.
    let strata_name = gathered.strata_name.as_deref().unwrap_or("strata");
    let free = |name: &str| {
        let mut name = name.to_owned();
        while name == strata_name || subjects.covariates.iter().any(|covariate| covariate.name == name) {
            name.push('_');
        }
        name
    };
    let column = |role: &'static str, cell: Box<dyn Fn(usize) -> Cell<'a> + 'a>| Column {
        name: free(role),
        role,
        cell,
        levels: None,
    };
    let mut columns = vec![
        column("time", Box::new(|i| Cell::Number(subjects.time[i]))),
        column("status", Box::new(|i| statuses.cell(subjects.cause[i]))),
    ];
    if let Some(entry) = &subjects.entry {
        columns.push(column("entry", Box::new(|i| Cell::Number(entry[i]))));
    }
    if subjects.groups.len() > 1
        || gathered.group_name.is_some()
        || subjects.groups.first().is_some_and(|name| name != "all")
    {
        columns.push(column(
            "group",
            Box::new(|i| Cell::Text(&subjects.groups[usize::from(subjects.group[i])])),
        ));
    }
    if let Some(strata) = &subjects.strata {
        columns.push(Column {
            name: strata_name.to_owned(),
            levels: Some(strata),
            ..column("strata", Box::new(|i| label(strata, i)))
        });
    }
    if let Some(cluster) = &subjects.cluster {
        columns.push(column("id", Box::new(|i| Cell::Count(u64::from(cluster[i])))));
    }
    for covariate in &subjects.covariates {
        let name = covariate.name.clone();
        columns.push(match &covariate.values {
            Values::Number(values) => {
                Column { name, role: "number", cell: Box::new(|i| Cell::Number(values[i])), levels: None }
            }
            Values::Category(labels) => {
                Column { name, role: "category", cell: Box::new(|i| label(labels, i)), levels: Some(labels) }
            }
        });
    }
    columns
}

/// How the status is written: 0 and 1, or where events compete the names of the causes and a word for the censored that none
/// of them is.
struct Statuses {
    causes: Vec<String>,
    censored: String,
}

impl Statuses {
    fn new(causes: &[String]) -> Self {
        let taken =
            |word: &String| causes.iter().any(|cause| cause.trim() == word || same_number(cause, word));
        let words = ["censored", "no event", "0"].into_iter().map(str::to_owned);
        let mut words = words.chain((2..).map(|n| format!("censored {n}")));
        Statuses { causes: causes.to_vec(), censored: words.find(|word| !taken(word)).unwrap_or_default() }
    }

    fn cell(&self, cause: u8) -> Cell<'_> {
        if self.causes.is_empty() {
            return Cell::Count(u64::from(cause));
        }
        Cell::Text(if cause == 0 { &self.censored } else { cause_name(&self.causes, cause) })
    }

    /// The values that mean the event; none where it has no name because nobody had it.
    fn events(&self) -> Vec<&str> {
        match self.causes.first() {
            None => vec!["1"],
            Some(event) => Some(event.as_str()).filter(|event| !event.is_empty()).into_iter().collect(),
        }
    }
}

fn same_number(a: &str, b: &str) -> bool {
    matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}

/// The name of a category; an empty cell where it is missing.
fn label(labels: &Labels, i: usize) -> Cell<'_> {
    Cell::Text(labels.names.get(usize::from(labels.of[i])).map_or("", String::as_str))
}

/// "censored", or the name of the cause.
pub(crate) fn cause_name(causes: &[String], cause: u8) -> &str {
    match usize::from(cause).checked_sub(1) {
        None => "censored",
        Some(at) => causes.get(at).map_or("event", String::as_str),
    }
}

/// The value of a note, each part defused that a spreadsheet would take as a cell.
fn inert(value: &str) -> String {
    value
        .split_inclusive([',', ';', '\t'])
        .enumerate()
        .flat_map(|(i, part)| [if i > 0 { defused(part.trim_start_matches([' ', '"'])) } else { "" }, part])
        .collect()
}

fn notes(gathered: &Gathered, settings: &Settings, statuses: &Statuses, columns: &[Column<'_>]) -> String {
    let mut text = String::new();
    let mut note = |key: &str, value: &str| {
        let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if !value.trim().is_empty() && value.len() <= LONGEST {
            ["# ", key, ": ", &inert(value.trim()), "\n"].into_iter().for_each(|part| text.push_str(part));
        }
    };
    note("event", &settings.event_name);
    for (key, value) in names::unit_notes(&settings.time_unit, &settings.time_label) {
        note(key, value);
    }
    // One that nobody chose is found again.
    let reference =
        settings.reference_name.as_deref().filter(|_| settings.reference_from == ReferenceFrom::Chosen);
    note("reference", &reference.map(write_item).unwrap_or_default());
    note("columns", &columns.iter().map(|column| column.role).collect::<Vec<_>>().join(" "));
    note("event values", &write_list(statuses.events()));
    if let [_, others @ ..] = statuses.causes.as_slice() {
        note("competing values", &write_list(others.iter().map(String::as_str)));
    }
    if columns.iter().any(|column| column.role == "group") {
        note("groups", &write_list(gathered.subjects.groups.iter().map(String::as_str)));
    }
    for (at, column) in columns.iter().enumerate() {
        if let Some(labels) = column.levels {
            note(&format!("levels {}", at + 1), &write_list(labels.names.iter().map(String::as_str)));
        }
    }
    note("decimal", "point");
    let is_settled = |key: &str| SETTLED.contains(&key) || key.starts_with("levels ");
    for given in gathered.notes.iter().filter(|note| !is_settled(&note.key)) {
        note(&given.key, &given.value);
    }
    // What nobody has answered stays said.
    for Doubt { sentence, .. } in &gathered.doubts {
        note("caution", sentence);
    }
    text
}
