//! What a column is as a covariate: a number, a category with its values in order, or nothing that a model can use.
//!
//! No covariate is dates, free text (words that hardly repeat), an identifier (a known name, and a value a row), or a column with
//! one value. The column may still be asked for as a category by a caller, who then gets the problem.

use serde::{Deserialize, Serialize};

use super::further::{MAX_CATEGORIES, by_scale};
use super::kinds::{Column, Kind};
use super::names;
use super::sheet::Sheet;

/// Words in the name of a column that numbers the rows.
const COUNTING: &str = "id no nr num number index idx row rownames";

/// How a column can be adjusted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// One coefficient for each unit more.
    Number,
    /// A coefficient for each value but one.
    Category,
    /// Not at all.
    None,
}

/// What a column is as a covariate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// How it can be adjusted for.
    pub kind: TermKind,
    /// Its values in the order in which a model takes them, those aside that nobody knows; of a number those that it would have
    /// as categories. Empty where there are more than 50.
    pub values: Vec<String>,
    /// Its values that say that nobody knows, such as "unknown".
    pub unknown: Vec<String>,
    /// Cells that have one of these.
    pub n_unknown: usize,
    /// Cells that a model takes as missing: empty, or no number in a column of numbers.
    pub n_missing: usize,
    /// Why it is none, in a few words; `None` where it is one.
    pub reason: Option<String>,
}

impl Sheet {
    /// What a column is as a covariate.
    pub(super) fn term(&self, at: usize) -> Term {
        let Some(column) = self.column(at) else { return none("empty") };
        if let Some(reason) = self.no_term(at, column) {
            return none(reason);
        }
        let names: Vec<&str> = column.categories.iter().map(|level| level.value.as_str()).collect();
        let (order, unknown) = by_scale(&names, self.decimal);
        let named = |places: &[usize]| -> Vec<String> {
            places.iter().filter_map(|&at| names.get(at)).map(|&name| name.to_owned()).collect()
        };
        let is_number = column.kind == Kind::Number;
        let count = |&at: &usize| column.categories.get(at).map_or(0, |level| level.count);
        Term {
            kind: if is_number { TermKind::Number } else { TermKind::Category },
            values: named(&order),
            unknown: named(&unknown),
            n_unknown: unknown.iter().map(count).sum(),
            n_missing: column.n_missing + if is_number { column.n_words } else { 0 },
            reason: None,
        }
    }

    fn no_term(&self, at: usize, column: &Column) -> Option<&'static str> {
        let n_present = self.rows().len().saturating_sub(column.n_missing);
        let name = self.name(at);
        let is_counting = names::place(name, names::ID).is_some() || names::has_word(name, COUNTING);
        let one_a_row = column.n_levels >= n_present && n_present > 2;
        match column.kind {
            Kind::Empty => Some("empty"),
            Kind::Date => Some("dates"),
            _ if column.n_levels == 1 => Some("one value"),
            Kind::Number if is_counting && column.all_whole && one_a_row => Some("an ID"),
            Kind::Text | Kind::Category if is_counting && one_a_row => Some("an ID"),
            Kind::Text => Some("free text"),
            Kind::Category if column.n_levels > MAX_CATEGORIES => Some("more than 50 values"),
            Kind::Number | Kind::Category => None,
        }
    }
}

fn none(reason: &str) -> Term {
    Term {
        kind: TermKind::None,
        values: Vec::new(),
        unknown: Vec::new(),
        n_unknown: 0,
        n_missing: 0,
        reason: Some(reason.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_adjusted_for() {
        let rows: String = (0..12)
            .map(|i| {
                let stage = ["IV", "unknown", "I", "n/a"][i % 4];
                let age = ["60", "", "old", "71", "55", "48"][i % 6];
                format!("p{i},{},{age},{stage},2020-01-0{},same,note {i}\n", 100 + i, 1 + i % 9)
            })
            .collect();
        let sheet = Sheet::read(&format!("Patient ID,Record no,Age,Stage,Seen,Site,Notes\n{rows}"));
        let terms: Vec<Term> = (0..7).map(|at| sheet.term(at)).collect();
        let reasons: Vec<Option<&str>> = terms.iter().map(|term| term.reason.as_deref()).collect();
        assert_eq!(
            reasons,
            [Some("an ID"), Some("an ID"), None, None, Some("dates"), Some("one value"), Some("free text")]
        );
        let stage = &terms[3];
        assert_eq!((stage.kind, stage.n_missing, stage.n_unknown), (TermKind::Category, 3, 3));
        assert_eq!(
            (&stage.values[..], &stage.unknown[..]),
            (&["I".to_owned(), "IV".to_owned()][..], &["unknown".to_owned()][..])
        );
    }

    #[test]
    fn words_among_numbers_are_missing() {
        let rows: String = (0..30)
            .map(|i| format!("{}\n", if i == 7 { "old".into() } else { (i % 25).to_string() }))
            .collect();
        let term = Sheet::read(&format!("age\n{rows}")).term(0);
        assert_eq!((term.kind, term.n_missing), (TermKind::Number, 1));
    }
}
