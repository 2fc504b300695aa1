//! The design of a Cox model: who is in it, in which order, and the columns of numbers that its terms
//! become.
//!
//! A term is the comparison of groups, a numeric covariate or a category. A number is one column; a category of
//! `k` values is `k - 1` columns of 0 and 1, one for each value but the first, with which the others are
//! compared (treatment contrasts, as R). Subjects that lack a value of any term are left out of the model
//! (complete cases, as R's `na.action = na.omit`), not of the curves.
//!
//! Rows stand stratum after stratum, and in ascending order of time within a stratum. Columns hold the
//! values as they were given, or in a unit that was asked for ([`Design::put_in_units`]): centring and scaling
//! are the fitter's business.

use crate::data::{Labels, Survival, Values};
use std::ops::Range;

/// What a model is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Index of the group that the others are compared with; `None`: groups are no term.
    pub reference: Option<usize>,
    /// Indices into [`Survival::covariates`], each a term.
    pub covariates: Vec<usize>,
    /// Whether each stratum has a baseline hazard of its own.
    pub stratified: bool,
}

/// A term and the columns that it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// "group", or the name of the covariate.
    pub name: String,
    /// What its columns are compared with; `None` for a number.
    pub reference: Option<String>,
    /// Its columns.
    pub columns: Range<usize>,
}

/// One column of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name of the value that it marks, or of the covariate.
    pub name: String,
    /// One number a row.
    pub values: Vec<f64>,
    /// What the values were divided by: coefficients are for so much more of the number. 1 as laid out.
    pub unit: f64,
}

/// The rows and columns of a model; see the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// End of follow-up.
    pub time: Vec<f64>,
    /// Start of observation; `None` when everybody is watched from 0.
    pub entry: Option<Vec<f64>>,
    /// Whether the row ends with an event, of whatever cause.
    pub event: Vec<bool>,
    /// Rows of each stratum that has any; one range over all rows without strata.
    pub strata: Vec<Range<usize>>,
    /// Which rows belong together; `None` where each stands for itself.
    pub cluster: Option<Vec<u32>>,
    /// Columns of all terms.
    pub columns: Vec<Column>,
    /// The terms: groups first, then covariates in the order asked for.
    pub terms: Vec<Term>,
    /// Index of each row's subject in the [`Survival`].
    pub subject: Vec<u32>,
}

impl Design {
    /// Lays out `model` over `data`.
    ///
    /// ```
    /// use riskset::cox::design::{Design, Model};
    /// use riskset::data::{Covariate, Subjects, Survival, Values};
    /// let data = Survival::new(Subjects {
    ///     time: vec![3.0, 1.0, 2.0],
    ///     cause: vec![1, 0, 1],
    ///     group: vec![0, 1, 1],
    ///     groups: vec!["a".into(), "b".into()],
    ///     covariates: vec![Covariate { name: "age".into(), values: Values::Number(vec![60.0, f64::NAN, 50.0]) }],
    ///     ..Subjects::default()
    /// })?;
    /// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![0], stratified: false });
    /// assert_eq!(design.time, [2.0, 3.0]); // the one without age is left out
    /// assert_eq!((design.columns[0].name.as_str(), &design.columns[0].values[..]), ("b", &[1.0, 0.0][..]));
    /// assert_eq!(design.columns[1].values, [50.0, 60.0]);
    /// # Ok::<(), riskset::data::Unsound>(())
    /// ```
    pub fn new(data: &Survival, model: &Model) -> Design {
        let subject = rows(data, model);
        let at = |i: &u32| *i as usize;
        let mut design = Design {
            time: subject.iter().map(|i| data.time()[at(i)]).collect(),
            entry: data.entry().map(|entry| subject.iter().map(|i| entry[at(i)]).collect()),
            event: subject.iter().map(|i| data.cause()[at(i)] > 0).collect(),
            strata: strata(data, model, &subject),
            cluster: data.cluster().map(|cluster| subject.iter().map(|i| cluster[at(i)]).collect()),
            columns: Vec::new(),
            terms: Vec::new(),
            subject,
        };
        if let Some(reference) = model.reference {
            let groups = Labels { of: data.group().to_vec(), names: data.groups().to_vec() };
            design.add_category("group", &groups, reference);
        }
        for covariate in model.covariates.iter().map(|&at| &data.covariates()[at]) {
            match &covariate.values {
                Values::Number(values) => design.add_number(&covariate.name, values),
                Values::Category(labels) => design.add_category(&covariate.name, labels, 0),
            }
        }
        design
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.time.len()
    }

    /// Number of columns, which is the number of coefficients.
    pub fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// Number of events.
    pub fn n_event(&self) -> usize {
        self.event.iter().filter(|&&event| event).count()
    }

    /// `x b` of every row, for the coefficients `coef`.
    pub fn linear_predictor(&self, coef: &[f64]) -> Vec<f64> {
        let mut linear = vec![0.0; self.n_rows()];
        for (column, b) in self.columns.iter().zip(coef) {
            linear.iter_mut().zip(&column.values).for_each(|(sum, x)| *sum += x * b);
        }
        linear
    }

    /// Divides the columns of a term by `unit`.
    ///
    /// ```
    /// # use riskset::cox::design::{Design, Model};
    /// # use riskset::data::{Covariate, Subjects, Survival, Values};
    /// # let data = Survival::new(Subjects {
    /// #     time: vec![1.0, 2.0], cause: vec![1, 1], group: vec![0, 0], groups: vec!["all".into()],
    /// #     covariates: vec![Covariate { name: "platelets".into(), values: Values::Number(vec![90_000.0, 210_000.0]) }],
    /// #     ..Subjects::default()
    /// # })?;
    /// let mut design = Design::new(&data, &Model { reference: None, covariates: vec![0], stratified: false });
    /// design.put_in_units(0, 10_000.0);
    /// assert_eq!((&design.columns[0].values[..], design.columns[0].unit), (&[9.0, 21.0][..], 10_000.0));
    /// # Ok::<(), riskset::data::Unsound>(())
    /// ```
    pub fn put_in_units(&mut self, term: usize, unit: f64) {
        let Some(term) = self.terms.get(term) else { return };
        for column in &mut self.columns[term.columns.clone()] {
            column.values.iter_mut().for_each(|value| *value /= unit);
            column.unit *= unit;
        }
    }

    fn add_number(&mut self, name: &str, values: &[f64]) {
        let values = self.subject.iter().map(|&i| values[i as usize]).collect();
        self.add(name, None, vec![Column { name: name.to_owned(), values, unit: 1.0 }]);
    }

    fn add_category(&mut self, name: &str, labels: &Labels, reference: usize) {
        let mark = |value: usize| {
            let is = |&i: &u32| f64::from(u8::from(usize::from(labels.of[i as usize]) == value));
            let values = self.subject.iter().map(is).collect();
            Column { name: labels.names[value].clone(), values, unit: 1.0 }
        };
        let columns = (0..labels.names.len()).filter(|&value| value != reference).map(mark).collect();
        self.add(name, labels.names.get(reference).cloned(), columns);
    }

    fn add(&mut self, name: &str, reference: Option<String>, columns: Vec<Column>) {
        let from = self.columns.len();
        self.columns.extend(columns);
        self.terms.push(Term { name: name.to_owned(), reference, columns: from..self.columns.len() });
    }
}

/// The subjects without a missing value or stratum, stratum after stratum, in order of time.
fn rows(data: &Survival, model: &Model) -> Vec<u32> {
    let complete =
        |i: &u32| model.covariates.iter().all(|&c| !data.covariates()[c].values.is_missing(*i as usize));
    let kept = (0..data.len() as u32).filter(complete);
    match data.strata().filter(|_| model.stratified) {
        None => kept.collect(),
        Some(labels) => {
            let mut by_stratum: Vec<Vec<u32>> = vec![Vec::new(); labels.names.len()];
            for i in kept {
                by_stratum
                    .get_mut(usize::from(labels.of[i as usize]))
                    .into_iter()
                    .for_each(|rows| rows.push(i));
            }
            by_stratum.concat()
        }
    }
}

fn strata(data: &Survival, model: &Model, subject: &[u32]) -> Vec<Range<usize>> {
    let Some(labels) = data.strata().filter(|_| model.stratified) else {
        return Some(0..subject.len()).filter(|rows| !rows.is_empty()).into_iter().collect();
    };
    let mut from = 0;
    let stratum = |i: &u32| labels.of[*i as usize];
    subject
        .chunk_by(|a, b| stratum(a) == stratum(b))
        .map(|rows| {
            from += rows.len();
            from - rows.len()..from
        })
        .collect()
}
