//! Subjects as they are drawn, for the laws and for the twins, and the designs made of them.

use crate::common::chance::Dice;
use crate::common::survival;
use proptest::prelude::*;
use riskset::cox::design::{Design, Model};
use riskset::data::{Covariate, Labels, Subjects, Values};

/// Subjects of up to three groups with a whole number `x` from 0 to 4, in one or two strata.
pub(crate) fn cohort() -> impl Strategy<Value = Subjects> {
    let top = prop::sample::select(vec![3_u32, 10, 100_000]);
    (2..=3_u16, top, any::<bool>(), 1..=2_u16).prop_flat_map(|(k, top, delayed, n_strata)| {
        let subject = (1..=top, 0..=top, prop::bool::weighted(0.7), 0..k, 0..5_u8, 0..n_strata);
        prop::collection::vec(subject, 4..40).prop_map(move |rows| Subjects {
            time: rows.iter().map(|row| f64::from(row.0)).collect(),
            entry: delayed.then(|| rows.iter().map(|row| f64::from(row.1.min(row.0)) - 1.0).collect()),
            cause: rows.iter().map(|row| u8::from(row.2)).collect(),
            group: rows.iter().map(|row| row.3).collect(),
            groups: (0..k).map(|group| format!("group {group}")).collect(),
            strata: Some(Labels {
                of: rows.iter().map(|row| row.5).collect(),
                names: (0..n_strata).map(|s| s.to_string()).collect(),
            }),
            covariates: vec![Covariate {
                name: "x".into(),
                values: Values::Number(rows.iter().map(|row| f64::from(row.4)).collect()),
            }],
            ..Subjects::default()
        })
    })
}

pub(crate) fn coefficients() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1.5_f64..1.5, 3)
}

/// Groups and `x`, stratified; `coef` has one number a column.
pub(crate) fn laid_out(subjects: &Subjects, coef: &[f64]) -> (Design, Vec<f64>) {
    let model = Model { reference: Some(0), covariates: vec![0], stratified: true };
    let design = Design::new(&survival(subjects), &model);
    let coef = coef[..design.n_columns()].to_vec();
    (design, coef)
}

/// Sizes 4 to 33, times on 3, 12 or 5000 days, entry delayed in every second, strata in every third.
pub(crate) fn draws(n: usize) -> impl Iterator<Item = (Design, Vec<f64>)> {
    let mut dice = Dice(20_250_101);
    (0..n).map(move |draw| {
        let size = 4 + dice.roll(30) as usize;
        let days = [3, 12, 5000][dice.roll(3) as usize];
        let time: Vec<f64> = (0..size).map(|_| 1.0 + dice.roll(days) as f64).collect();
        let entry = time.iter().map(|&time| dice.roll(time as u64) as f64).collect();
        let mut number = |sides| (0..size).map(|_| dice.roll(sides)).collect::<Vec<u64>>();
        let of = |numbers: Vec<u64>| numbers.into_iter().map(|number| number as u16).collect::<Vec<u16>>();
        let (cause, group, x, stratum) = (number(4), of(number(3)), number(9), of(number(2)));
        let subjects = Subjects {
            time,
            entry: (draw % 2 == 0).then_some(entry),
            cause: cause.iter().map(|&c| u8::from(c > 0)).collect(),
            group,
            groups: vec!["a".into(), "b".into(), "c".into()],
            strata: (draw % 3 == 0).then(|| Labels { of: stratum, names: vec!["s".into(), "t".into()] }),
            covariates: vec![Covariate {
                name: "x".into(),
                values: Values::Number(x.iter().map(|&x| x as f64 / 4.0).collect()),
            }],
            ..Subjects::default()
        };
        let model = Model { reference: Some(0), covariates: vec![0], stratified: true };
        let coef = (0..3).map(|_| dice.roll(2000) as f64 / 1000.0 - 1.0).collect();
        (Design::new(&survival(&subjects), &model), coef)
    })
}
