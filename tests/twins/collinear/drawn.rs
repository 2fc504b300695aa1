//! Nearly collinear columns as they occur: the same weight in kilograms and pounds, an age and its powers, two
//! measurements that hardly differ.

use super::slow::Row;
use crate::common::chance::Dice;
use riskset::cox::design::{Design, Model};
use riskset::data::{Covariate, Subjects, Survival, Values};

/// A data set and what it is.
pub(super) struct Drawn {
    pub(super) what: String,
    pub(super) rows: Vec<Row>,
}

impl Dice {
    fn share(&mut self) -> f64 {
        (self.roll(1 << 30) as f64 + 0.5) / f64::from(1 << 30)
    }

    /// A normal number, by twelve shares.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

const CORRELATIONS: [f64; 7] = [0.9, 0.95, 0.99, 0.999, 0.9999, 0.99995, 0.99999];

/// The data set of this number: 15 to `most` rows, times with ties or without.
pub(super) fn drawn(number: u64, most: f64) -> Drawn {
    let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    dice.roll(2);
    let n = (15.0 * (most / 15.0).powf(dice.share())).round() as usize;
    let rounded = |x: f64, unit: f64| (x / unit).round() * unit;
    let (kind, correlation) = (number % 6, CORRELATIONS[dice.roll(7) as usize]);
    let skewed = dice.roll(2) == 0;
    let tied = dice.roll(3) == 0;
    let what = match kind {
        0 => format!("two columns, r = {correlation}"),
        1 => format!("two columns, r = {correlation}, and a third"),
        2 => "kg to 0.1 and lb to 1".to_owned(),
        3 => "kg to 0.1 and lb to 0.1, and a third".to_owned(),
        4 => "age to age^3".to_owned(),
        _ => "x to x^4".to_owned(),
    };
    let mut row = || {
        let (a, b, other) = (dice.normal(), dice.normal(), dice.normal());
        let near = correlation * a + (1.0 - correlation * correlation).sqrt() * b;
        let kg = rounded(75.0 + 12.0 * a, 0.1);
        let age = rounded(60.0 + 10.0 * a, 1.0);
        let x = if skewed { rounded((0.5 * a).exp(), 0.01) } else { 2.0 + a };
        let columns = match kind {
            0 => vec![a, near],
            1 => vec![10.0 + a, 3.0 * near, other],
            2 => vec![kg, rounded(kg / 0.453_592_37, 1.0)],
            3 => vec![kg, rounded(kg / 0.453_592_37, 0.1), other],
            4 => vec![age, age * age, age * age * age],
            _ => (1..=4).map(|power| x.powi(power)).collect(),
        };
        let time = -dice.share().ln() * (-0.5 * a - 0.3 * other).exp();
        let end = -2.0 * dice.share().ln();
        let unit = if tied { 0.25 } else { 1e-6 };
        Row { time: rounded(time.min(end), unit) + unit, event: time <= end, x: columns }
    };
    Drawn { what: format!("{number}: {what}, n = {n}"), rows: (0..n).map(|_| row()).collect() }
}

/// The same rows as the crate takes them.
pub(super) fn design(rows: &[Row]) -> Design {
    let p = rows[0].x.len();
    let column = |k: usize| Covariate {
        name: format!("x{k}"),
        values: Values::Number(rows.iter().map(|row| row.x[k]).collect()),
    };
    let subjects = Subjects {
        time: rows.iter().map(|row| row.time).collect(),
        cause: rows.iter().map(|row| u8::from(row.event)).collect(),
        group: vec![0; rows.len()],
        groups: vec!["all".into()],
        covariates: (0..p).map(column).collect(),
        ..Subjects::default()
    };
    let model = Model { reference: None, covariates: (0..p).collect(), stratified: false };
    Design::new(&Survival::new(subjects).expect("sound subjects"), &model)
}
