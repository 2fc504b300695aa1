//! MaxCombo, and the masses of the normal distribution its p-value is made of.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::room::{MaxCombo, by_stratum, room, weight, whole};
use riskset::compare::max_combo::{NoMaxCombo, max_combo};
use riskset::compare::weight::Weight;
use riskset::math::normal_box;
use riskset::math::symmetric::Matrix;
use riskset::risk_set::RiskSets;

/// R's `pmvnorm` integrates these singular boxes at random points and was asked for 1e-6; far
/// out it was seen to be off by 1e-5.
const GENZ_BRETZ: f64 = 2e-5;

fn judge_max_combo(judge: &mut Judge, name: &str, sets: &[RiskSets], theirs: &MaxCombo) {
    let ours = max_combo(sets).expect("two groups");
    let weights: Vec<Weight> = ours.tests.iter().map(|test| test.weight).collect();
    judge.holds(
        format_args!("{name}: the tests that exist"),
        weights == theirs.weights.iter().map(|name| weight(name)).collect::<Vec<_>>(),
    );
    let z: Vec<f64> = ours.tests.iter().map(|test| test.z).collect();
    judge.column(Quantity::Deviate, format_args!("{name} z"), &z, &theirs.z);
    for (ours, theirs) in ours.correlation.rows().zip(&theirs.correlation) {
        judge.column(Quantity::Correlation, format_args!("{name} correlation"), ours, theirs);
    }
    judge.number(Quantity::MassBySlices, format_args!("{name} p"), ours.p_value, theirs.p);
    println!("{name}: p {:e}, by Genz and Bretz {:+.1e}", ours.p_value, theirs.genz_bretz - ours.p_value);
    judge.holds(
        format_args!("{name}: {:e}, {:e} by Genz and Bretz", ours.p_value, theirs.genz_bretz),
        (ours.p_value - theirs.genz_bretz).abs() <= GENZ_BRETZ,
    );
}

#[test]
fn max_combos() {
    let mut judge = Judge::default();
    for set in &room().sets {
        match &set.max_combo {
            Some(theirs) => judge_max_combo(&mut judge, &set.name, &whole(set), theirs),
            None => assert_eq!(max_combo(&whole(set)), Err(NoMaxCombo::MoreThanTwoGroups)),
        }
        if let Some(theirs) = &set.stratified_max_combo {
            judge_max_combo(&mut judge, &format!("{} stratified", set.name), &by_stratum(set), theirs);
        }
    }
    judge.finish(300);
}

fn matrix(rows: &[Vec<f64>]) -> Matrix {
    let mut matrix = Matrix::zeros(rows.len());
    for (i, row) in rows.iter().enumerate() {
        row.iter().enumerate().for_each(|(j, &cell)| matrix[(i, j)] = cell);
    }
    matrix
}

#[test]
fn masses() {
    let mut judge = Judge::default();
    for mass in &room().masses {
        let ours = normal_box::outside(&matrix(&mass.correlation), mass.c).expect("three dimensions");
        let at = format!("{:?} beyond {}", mass.correlation, mass.c);
        let quantity = match mass.source.as_str() {
            "tvpack" => Quantity::NormalMass,
            "slices" => Quantity::MassBySlices,
            other => panic!("no source {other}"),
        };
        judge.number(quantity, format_args!("{at}"), ours, mass.value);
    }
    judge.finish(32);
}
