//! Rows of numbers, categories, groups and strata as they are drawn, the designs made of them, and their fits.

use crate::common::survival;
use proptest::prelude::*;
use riskset::cox::design::{Design, Model};
use riskset::cox::likelihood::Ties;
use riskset::cox::regression::{CoxFit, NoFit, Options, Wald, fit as fit_design};
use riskset::data::{Covariate, Labels, Subjects, Values};

pub(crate) fn number(name: &str, values: Vec<f64>) -> Covariate {
    Covariate { name: name.into(), values: Values::Number(values) }
}

pub(crate) fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| i.to_string()).collect()
}

/// Rows with groups, strata, clusters, two numbers and a category of three.
pub(crate) fn cohort() -> impl Strategy<Value = Subjects> {
    (prop::sample::select(vec![3_u32, 10, 100_000]), any::<bool>(), any::<bool>()).prop_flat_map(
        |(top, delayed, stratified)| {
            let row =
                (0..=top, 0..=top, prop::bool::weighted(0.7), 0_u16..3, 0_u16..2, -8_i32..8, -1.0_f64..1.0);
            prop::collection::vec(row, 20..60).prop_map(move |rows| Subjects {
                time: rows.iter().map(|row| f64::from(row.0)).collect(),
                entry: delayed.then(|| rows.iter().map(|row| f64::from(row.1.min(row.0)) - 1.0).collect()),
                cause: rows.iter().map(|row| u8::from(row.2)).collect(),
                group: rows.iter().map(|row| row.3).collect(),
                groups: names(3),
                strata: stratified
                    .then(|| Labels { of: rows.iter().map(|row| row.4).collect(), names: names(2) }),
                cluster: Some((0..rows.len() as u32).map(|i| i / 2).collect()),
                covariates: vec![
                    number("whole", rows.iter().map(|row| f64::from(row.5)).collect()),
                    number("fine", rows.iter().map(|row| row.6).collect()),
                    Covariate {
                        name: "kind".into(),
                        values: Values::Category(Labels {
                            of: rows.iter().map(|row| row.3).collect(),
                            names: names(3),
                        }),
                    },
                ],
                ..Subjects::default()
            })
        },
    )
}

/// Numbers of a whole data set with these columns, in order of time from 1 on.
pub(crate) fn ordered(cause: &[u8], columns: &[&[f64]]) -> Subjects {
    let time: Vec<f64> = (1..=cause.len()).map(|t| t as f64).collect();
    let covariates = columns.iter().enumerate().map(|(k, x)| number(&format!("x{k}"), x.to_vec())).collect();
    Subjects { covariates, ..crate::common::subjects(&time, cause, &vec![0; cause.len()]) }
}

/// The design of all covariates.
pub(crate) fn design(subjects: &Subjects) -> Design {
    let covariates = (0..subjects.covariates.len()).collect();
    let stratified = subjects.strata.is_some();
    Design::new(&survival(subjects), &Model { reference: None, covariates, stratified })
}

/// The design of the groups alone.
pub(crate) fn of_groups(subjects: &Subjects, reference: usize) -> Design {
    let model = Model { reference: Some(reference), covariates: vec![], stratified: false };
    Design::new(&survival(subjects), &model)
}

pub(crate) fn fit(design: &Design, ties: Ties) -> Result<CoxFit, NoFit> {
    fit_design(design, ties, &Options::default())
}

pub(crate) fn estimate(fit: &CoxFit, k: usize) -> Wald {
    fit.coefficients[k].estimate().expect("an estimate")
}
