//! Columns beyond time, event and group: covariates, strata, and who belongs together.
//!
//! None of them can make a row unusable: a cell that is missing, or that is no number in a column of numbers,
//! is a missing value, and the models that ask for it leave the row out. A covariate is a number where its
//! column is one and nobody asked for categories; categories stand in order of appearance, numbers
//! ascending, and the first is the one that others are compared with.

use super::codes::{Reader, Seen};
use super::kinds::Kind;
use super::levels::{Index, MAX_LEVELS};
use super::missing::is_missing;
use super::number::{Number, number};
use super::problem::{Problem, Problems};
use super::roles::Roles;
use super::sheet::Sheet;
use super::subjects::{Covariate, Labels, Subjects, Values};

/// More values than this are no category of a model.
const MAX_CATEGORIES: usize = 50;
/// More strata than this are refused: hardly any would hold two subjects to compare.
const MAX_STRATA: usize = 1000;

/// Adds to `subjects` what `roles` names beyond the usual; `rows` are the rows of the subjects.
pub(super) fn add(
    sheet: &Sheet,
    roles: &Roles,
    rows: &[u32],
    subjects: &mut Subjects,
    problems: &mut Problems,
) {
    subjects.strata = roles.strata.and_then(|column| labels(sheet, column, rows, MAX_STRATA, problems));
    subjects.cluster = roles.id.and_then(|column| cluster(sheet, column, rows));
    for &column in &roles.covariates {
        let is_number = sheet.column(column).is_some_and(|column| column.kind == Kind::Number);
        let values = if is_number && !roles.categories.contains(&column) {
            Some(Values::Number(numbers(sheet, column, rows, problems)))
        } else {
            labels(sheet, column, rows, MAX_CATEGORIES, problems).map(Values::Category)
        };
        let name = sheet.name(column).to_owned();
        subjects.covariates.extend(values.map(|values| Covariate { name, values }));
    }
}

fn numbers(sheet: &Sheet, column: usize, rows: &[u32], problems: &mut Problems) -> Vec<f64> {
    let mut read = |&row: &u32| {
        let row = row as usize;
        let cell = sheet.cells.cell(row, column);
        match number(cell, sheet.decimal) {
            Number::Finite(value) => value + 0.0,
            _ if is_missing(cell) => f64::NAN,
            _ => {
                let detail = "is no number; the model leaves the row out.";
                problems.add(|| {
                    let found = super::problem::shown(cell);
                    let message = format!("\"{found}\" {detail}");
                    Problem::of_cell(
                        sheet.cells.line(row),
                        sheet.name(column),
                        "not_a_number",
                        cell,
                        &message,
                    )
                });
                f64::NAN
            }
        }
    };
    rows.iter().map(&mut read).collect()
}

/// The categories of a column; `None`, and a problem, where it has more than `most`.
fn labels(
    sheet: &Sheet,
    column: usize,
    rows: &[u32],
    most: usize,
    problems: &mut Problems,
) -> Option<Labels> {
    let mut reader = Reader::new(sheet, column);
    let of: Vec<Seen> = rows.iter().map(|&row| reader.see(row as usize)).collect();
    let overflow = of.contains(&Seen::Beyond);
    let levels = reader.texts.levels(sheet.decimal, most);
    if overflow || levels.n > most {
        let name = sheet.name(column);
        let n = if overflow { format!("more than {MAX_LEVELS}") } else { levels.n.to_string() };
        problems.add(|| Problem {
            column: Some(name.to_owned()),
            ..Problem::of_text(
                "too_many_categories",
                format!("Column {name} has {n} different values; at most {most} categories can be used here. It was left aside."),
            )
        });
        return None;
    }
    let label = |seen: Seen| match seen {
        Seen::Text(text) => levels.of_text.get(text).map_or(Values::MISSING, |&level| level as u16),
        Seen::Missing | Seen::Beyond => Values::MISSING,
    };
    Some(Labels {
        of: of.into_iter().map(label).collect(),
        names: levels.listed.into_iter().map(|level| level.value).collect(),
    })
}

/// Which rows belong together; `None` where every row has an id of its own. A row without id stands for itself.
fn cluster(sheet: &Sheet, column: usize, rows: &[u32]) -> Option<Vec<u32>> {
    let mut seen = Index::default();
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        next - 1
    };
    let id = |&row: &u32| {
        let cell = sheet.cells.cell(row as usize, column);
        (if is_missing(cell) { fresh() } else { *seen.entry(cell).or_insert_with(&mut fresh) }) as u32
    };
    let cluster: Vec<u32> = rows.iter().map(id).collect();
    (next < rows.len()).then_some(cluster)
}

#[cfg(test)]
mod tests {
    use crate::data::{Roles, Sheet, Values, gather};

    const TABLE: &str =
        "time,status,age,stage,site,id\n1,1,60,I,a,x\n2,0,,II,b,x\n3,1,old,I,,y\n4,1,50,,a,\n";

    fn roles() -> Roles {
        Roles {
            time: Some(0),
            status: Some(1),
            event_values: vec!["1".into()],
            covariates: vec![2, 3],
            strata: Some(4),
            id: Some(5),
            ..Roles::default()
        }
    }

    #[test]
    fn missing_values_keep_their_rows() {
        let gathered = gather(&Sheet::read(TABLE), &roles()).unwrap();
        let subjects = gathered.subjects;
        assert_eq!(subjects.time.len(), 4);
        let [age, stage] = &subjects.covariates[..] else { panic!("two covariates") };
        assert_eq!([0, 1, 2, 3].map(|i| age.values.is_missing(i)), [false, true, true, false]);
        let Values::Category(stage) = &stage.values else { panic!("a category") };
        assert_eq!(
            (&stage.of[..], &stage.names[..]),
            (&[0, 1, 0, Values::MISSING][..], &["I".into(), "II".into()][..])
        );
        assert_eq!(subjects.strata.unwrap().of, [0, 1, Values::MISSING, 0]);
        assert_eq!(subjects.cluster.unwrap(), [0, 0, 1, 2]);
        let bad: Vec<_> = gathered.problems.iter().map(|p| (p.row, p.code.as_str())).collect();
        assert_eq!(bad, [(Some(4), "not_a_number")]);
    }

    #[test]
    fn numbers_as_categories_and_ids_that_do_not_repeat() {
        let text = "time,status,dose,id\n1,1,10,a\n2,0,5,b\n3,1,10,c\n";
        let roles = Roles { covariates: vec![2], categories: vec![2], strata: None, id: Some(3), ..roles() };
        let subjects = gather(&Sheet::read(text), &roles).unwrap().subjects;
        let Values::Category(dose) = &subjects.covariates[0].values else { panic!("a category") };
        assert_eq!((&dose.of[..], &dose.names[..]), (&[1, 0, 1][..], &["5".into(), "10".into()][..]));
        assert_eq!(subjects.cluster, None);
    }

    #[test]
    fn a_column_of_names_is_no_category() {
        let rows: String = (0..60).map(|i| format!("{},1,name {i}\n", i + 1)).collect();
        let sheet = Sheet::read(&format!("time,status,who\n{rows}"));
        let roles = Roles { covariates: vec![2], strata: None, id: None, ..roles() };
        let gathered = gather(&sheet, &roles).unwrap();
        assert!(gathered.subjects.covariates.is_empty());
        assert!(gathered.problems.iter().any(|problem| problem.code == "too_many_categories"));
    }

    #[test]
    fn competing_events_are_causes_of_their_own() {
        let text = "time,status\n1,pcm\n2,death\n3,censored\n4,pcm\n";
        let roles = Roles {
            time: Some(0),
            status: Some(1),
            event_values: vec!["pcm".into()],
            competing_values: vec!["death".into(), "absent".into()],
            ..Roles::default()
        };
        let gathered = gather(&Sheet::read(text), &roles).unwrap();
        assert_eq!(gathered.subjects.cause, [1, 2, 0, 1]);
        assert_eq!(gathered.subjects.causes, ["pcm", "death", "absent"]);
        assert_eq!(gathered.coding.competing, ["death"]);
        let alone = Roles { competing_values: Vec::new(), ..roles };
        assert!(gather(&Sheet::read(text), &alone).unwrap().subjects.causes.is_empty());
    }
}
