//! Columns beyond time, event and group: covariates, strata, and who belongs together.
//!
//! None of them can make a row unusable: a cell that is missing, or that is no number in a column of numbers,
//! is a missing value, and the models that ask for it leave the row out. A covariate is a number where its
//! column is one and nobody asked for categories. Categories stand in the order of their scale (see
//! [`level_order`](super::level_order)), else in order of appearance, numbers ascending. The first is the one that others are
//! compared with, unless a person named another, which then comes first. A value such as "unknown" comes last, or is missing where
//! a person says so.

use super::codes::{Reader, Seen};
use super::decimal::Decimal;
use super::declared::in_order;
use super::kinds::Kind;
use super::level_order::of_scale;
use super::levels::{Index, MAX_LEVELS, same_level};
use super::missing::is_missing;
use super::number::{Number, number};
use super::problem::{Problem, Problems};
use super::roles::Roles;
use super::sheet::Sheet;
use super::subjects::{Covariate, Labels, Subjects, Values};
use super::unknown::says_unknown;

/// More values than this are no category of a model.
pub(super) const MAX_CATEGORIES: usize = 50;
/// More strata than this are refused: hardly any would hold two subjects to compare.
const MAX_STRATA: usize = 1000;

/// How a covariate was taken, beside its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Values that say that nobody knows.
    pub unknown: Vec<String>,
    /// Subjects that have one of them.
    pub n_unknown: usize,
    /// Whether these are missing, as a person chose; else they are categories of their own.
    pub unknown_missing: bool,
}

/// Adds to `subjects` what `roles` names beyond the usual, and says how each covariate was taken; `rows` are the rows of the
/// subjects.
pub(super) fn add(
    sheet: &Sheet,
    roles: &Roles,
    rows: &[u32],
    subjects: &mut Subjects,
    problems: &mut Problems,
) -> Vec<Taken> {
    let mut all = Vec::new();
    subjects.strata = roles.strata.and_then(|column| {
        labels(sheet, column, rows, MAX_STRATA, problems).map(|labels| as_declared(sheet, column, labels).0)
    });
    subjects.cluster = roles.id.and_then(|column| cluster(sheet, column, rows));
    for &column in &roles.covariates {
        // A column without a value is one of numbers, all of them missing.
        let is_number =
            sheet.column(column).is_some_and(|column| matches!(column.kind, Kind::Number | Kind::Empty));
        let found = if is_number && !roles.categories.contains(&column) {
            Some((Values::Number(numbers(sheet, column, rows, problems)), Taken::default()))
        } else {
            labels(sheet, column, rows, MAX_CATEGORIES, problems).map(|labels| {
                let reference = roles.references.iter().find(|reference| reference.column == column);
                let (labels, declared) = as_declared(sheet, column, labels);
                let (labels, taken) = arranged(
                    &labels,
                    reference.map(|reference| reference.value.as_str()),
                    (declared, roles.unknown_missing.contains(&column)),
                    sheet.decimal,
                );
                (Values::Category(labels), taken)
            })
        };
        let Some((values, taken)) = found else { continue };
        subjects.covariates.push(Covariate { name: sheet.name(column).to_owned(), values });
        all.push(taken);
    }
    all
}

/// The places of the values in the order of their scale, and those that say that nobody knows.
pub(super) fn by_scale(names: &[&str], decimal: Decimal) -> (Vec<usize>, Vec<usize>) {
    let (unknown, known): (Vec<usize>, Vec<usize>) =
        (0..names.len()).partition(|&at| names.get(at).is_some_and(|name| says_unknown(name)));
    let texts: Vec<&str> = known.iter().filter_map(|&at| names.get(at).copied()).collect();
    let ordered = of_scale(&texts, decimal)
        .map(|order| order.into_iter().filter_map(|at| known.get(at).copied()).collect())
        .unwrap_or(known);
    (ordered, unknown)
}

/// Categories in the order of their scale, or in that which the text has `declared`: what others are compared with first, what
/// nobody knows last or missing. A reference that a person chose goes before all.
fn arranged(
    labels: &Labels,
    reference: Option<&str>,
    (declared, unknown_missing): (bool, bool),
    decimal: Decimal,
) -> (Labels, Taken) {
    let name = |at: usize| labels.names.get(at).map_or("", String::as_str);
    let names: Vec<&str> = labels.names.iter().map(String::as_str).collect();
    let (mut order, unknown) = by_scale(&names, decimal);
    // Nothing but unknown values leaves none to compare.
    let unknown_missing = unknown_missing && !unknown.is_empty();
    if declared {
        order = (0..names.len()).filter(|at| !unknown_missing || !unknown.contains(at)).collect();
    } else if !unknown_missing {
        order.extend(&unknown);
    }
    let asked = reference.and_then(|value| order.iter().position(|&at| same_level(name(at), value, decimal)));
    if let Some(asked) = asked
        && let Some(first) = order.get_mut(..=asked)
    {
        first.rotate_right(1);
    }
    let place = |old: u16| {
        order.iter().position(|&at| at == usize::from(old)).map_or(Values::MISSING, |at| at as u16)
    };
    let places: Vec<u16> = (0..labels.names.len()).map(|old| place(old as u16)).collect();
    let is_unknown = |old: &&u16| unknown.contains(&usize::from(**old));
    let taken = Taken {
        unknown: unknown.iter().map(|&at| name(at).to_owned()).collect(),
        n_unknown: labels.of.iter().filter(is_unknown).count(),
        unknown_missing,
    };
    let of = labels.of.iter().map(|&old| places.get(usize::from(old)).copied().unwrap_or(Values::MISSING));
    (Labels { of: of.collect(), names: order.iter().map(|&at| name(at).to_owned()).collect() }, taken)
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

/// The same labels, their names in the order that the text tells; whether it tells one.
fn as_declared(sheet: &Sheet, column: usize, labels: Labels) -> (Labels, bool) {
    let declared = sheet.declared.as_ref().and_then(|declared| {
        let (_, order) = declared.levels.iter().find(|(at, _)| *at == column)?;
        in_order(&labels.names, order)
    });
    let Some((names, places)) = declared else { return (labels, false) };
    let place = |of: &u16| places.get(usize::from(*of)).copied().unwrap_or(Values::MISSING);
    (Labels { of: labels.of.iter().map(place).collect(), names }, true)
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
    use crate::data::{Reference, Roles, Sheet, Values, gather};

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

    /// Names of the categories of column 2, and which of the rows is which.
    fn categories(cells: &str, roles: Roles) -> (Vec<String>, Vec<u16>) {
        let rows: String =
            cells.split(' ').enumerate().map(|(i, cell)| format!("{},1,{cell}\n", i + 1)).collect();
        let roles = Roles { covariates: vec![2], strata: None, id: None, ..roles };
        let subjects = gather(&Sheet::read(&format!("time,status,stage\n{rows}")), &roles).unwrap().subjects;
        match subjects.covariates.into_iter().next().unwrap().values {
            Values::Category(labels) => (labels.names, labels.of),
            Values::Number(_) => panic!("a category"),
        }
    }

    #[test]
    fn categories_stand_in_the_order_of_their_scale() {
        let (names, of) = categories("IV unknown I n/a III I unknown IV III", roles());
        assert_eq!(names, ["I", "III", "IV", "unknown"]);
        assert_eq!(of, [2, 3, 0, Values::MISSING, 1, 0, 3, 2, 1]);
        let (names, of) = categories("M F M F M", roles());
        assert_eq!((names, of), (vec!["M".to_owned(), "F".to_owned()], vec![0, 1, 0, 1, 0]));
    }

    #[test]
    fn a_reference_comes_first_and_unknown_may_be_missing() {
        let with = |value: &str, unknown_missing: Vec<usize>| Roles {
            references: vec![Reference { column: 2, value: value.to_owned() }],
            unknown_missing,
            ..roles()
        };
        let (names, of) = categories("IV ? I III I ? IV III", with("III", vec![2]));
        assert_eq!(names, ["III", "I", "IV"]);
        assert_eq!(of, [2, Values::MISSING, 1, 0, 1, Values::MISSING, 2, 0]);
        assert_eq!(categories("IV ? I III I ? IV III", with("?", vec![])).0, ["?", "I", "III", "IV"]);
        assert_eq!(categories("IV ? I III I ? IV III", with("gone", vec![])).0, ["I", "III", "IV", "?"]);
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
