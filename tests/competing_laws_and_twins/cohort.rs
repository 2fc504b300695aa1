//! Subjects as they are drawn, and what the room says of them.

use crate::common::survival;
use proptest::prelude::*;
use riskset::competing::cumulative_incidence::{GroupIncidence, by_group};
use riskset::competing::fine_gray::{Censoring, FineGray, NoFineGray, fine_gray};
use riskset::competing::gray::{Gray, NoGray, gray_tests};
use riskset::cox::design::Model;
use riskset::data::{Covariate, Labels, Subjects, Values};
use std::ops::RangeInclusive;

pub(crate) const BY_GROUP: Model = Model { reference: Some(0), covariates: Vec::new(), stratified: false };

pub(crate) fn by_group_and_number() -> Model {
    Model { reference: Some(0), covariates: vec![0], stratified: false }
}

/// Subjects of some of `n_groups` groups with causes up to `top_cause`; whole times up to 3 (all ties), 10
/// or 100000 (no ties to speak of); a number from -4 to 4 and one of two strata.
pub(crate) fn cohort(
    n_groups: RangeInclusive<u16>,
    top_cause: u8,
    delayed: impl Strategy<Value = bool>,
) -> impl Strategy<Value = Subjects> {
    (n_groups, prop::sample::select(vec![3_u32, 10, 100_000]), delayed).prop_flat_map(
        move |(k, top, delayed)| {
            let subject = (0..=top, 0..=top, 0..=top_cause, 0..k, -4_i8..=4, 0_u16..2);
            prop::collection::vec(subject, 2..40).prop_map(move |rows| Subjects {
                time: rows.iter().map(|row| f64::from(row.0)).collect(),
                entry: delayed.then(|| rows.iter().map(|row| f64::from(row.1.min(row.0)) - 1.0).collect()),
                cause: rows.iter().map(|row| row.2).collect(),
                causes: (1..=top_cause).map(|cause| format!("cause {cause}")).collect(),
                group: rows.iter().map(|row| row.3).collect(),
                groups: (0..k).map(|group| format!("group {group}")).collect(),
                covariates: vec![Covariate {
                    name: "x".into(),
                    values: Values::Number(rows.iter().map(|row| f64::from(row.4)).collect()),
                }],
                strata: Some(Labels {
                    of: rows.iter().map(|row| row.5).collect(),
                    names: vec!["s".into(), "t".into()],
                }),
                ..Subjects::default()
            })
        },
    )
}

pub(crate) fn curves(subjects: &Subjects) -> Vec<GroupIncidence> {
    by_group(&survival(subjects))
}

pub(crate) fn gray(subjects: &Subjects, cause: u8) -> Result<Gray, NoGray> {
    let tests = gray_tests(&survival(subjects));
    tests.into_iter().find(|test| test.cause.code == cause).map_or(Err(NoGray::NoEvents), |test| test.test)
}

pub(crate) fn fit(subjects: &Subjects, model: &Model, cause: u8) -> Result<FineGray, NoFineGray> {
    fine_gray(&survival(subjects), model, cause, Censoring::Everybody)
}

/// Everything that the room says of one cause but its code, to the last bit.
pub(crate) fn said(subjects: &Subjects, cause: u8) -> String {
    let curves: Vec<_> = curves(subjects)
        .into_iter()
        .flat_map(|group| group.causes)
        .filter(|curve| curve.cause.code == cause)
        .map(|curve| (curve.cause.name, curve.n_risk, curve.n_event, curve.estimate))
        .collect();
    let fit = fit(subjects, &by_group_and_number(), cause).map(|fit| {
        (fit.cause.name, fit.coefficients, fit.covariance, fit.loglik, fit.n_event, fit.n_competing)
    });
    format!("{curves:?} {:?} {fit:?}", gray(subjects, cause))
}
