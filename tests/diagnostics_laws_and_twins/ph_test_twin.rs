//! The test of proportional hazards from the score and the whole information.

use crate::TIES;
use crate::cohort::draws;
use crate::common::tolerance::Quantity;
use crate::denominators::denominators;
use riskset::cox::design::Design;
use riskset::cox::likelihood::Ties;
use riskset::cox::ph_test::{NoPhTest, PhTest, Transform, ph_test};

/// Whether every column has its test: none depends on others, in which case rounding decides which is left out.
pub(crate) fn all_tested(test: &Result<PhTest, NoPhTest>) -> bool {
    test.as_ref().is_ok_and(|test| test.global.df == test.columns.len())
}

/// Solves `a x = b` by elimination with pivots; `None` where a pivot is small.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    let size = a.iter().flatten().fold(0.0_f64, |m, x| m.max(x.abs()));
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs()))?;
        a.swap(k, pivot);
        b.swap(k, pivot);
        if a[k][k].abs() < 1e-7 * size {
            return None;
        }
        for i in k + 1..n {
            let factor = a[i][k] / a[k][k];
            let above = a[k].clone();
            a[i][k..].iter_mut().zip(&above[k..]).for_each(|(cell, above)| *cell -= factor * above);
            b[i] -= factor * b[k];
        }
    }
    for k in (0..n).rev() {
        b[k] = (b[k] - (k + 1..n).map(|j| a[k][j] * b[j]).sum::<f64>()) / a[k][k];
    }
    Some(b)
}

/// The scale of time of R's `cox.zph`, from the definitions.
fn scale(design: &Design, transform: Transform, time: f64) -> f64 {
    let ends = |t: f64| design.time.iter().filter(|&&end| end == t).count() as f64;
    match transform {
        Transform::Identity => time,
        Transform::Log => time.ln(),
        Transform::Rank => {
            design.time.iter().filter(|&&end| end < time).count() as f64 + (ends(time) + 1.0) / 2.0
        }
        Transform::Km => {
            let rows = 0..design.n_rows();
            let mut before: Vec<f64> = rows
                .clone()
                .filter(|&i| design.event[i])
                .map(|i| design.time[i])
                .filter(|&t| t < time)
                .collect();
            before.sort_by(f64::total_cmp);
            before.dedup();
            let surv: f64 = before
                .iter()
                .map(|&t| {
                    let at_risk = |i: usize| {
                        design.time[i] >= t && design.entry.as_ref().is_none_or(|entry| entry[i] < t)
                    };
                    let n = rows.clone().filter(|&i| at_risk(i)).count() as f64;
                    let d = rows.clone().filter(|&i| design.event[i] && design.time[i] == t).count() as f64;
                    1.0 - d / n
                })
                .product();
            1.0 - surv
        }
    }
}

/// The test of the columns `tested`, from the score and the whole information.
fn twin_test(
    design: &Design,
    coef: &[f64],
    ties: Ties,
    transform: Transform,
    tested: &[usize],
) -> Option<f64> {
    let p = design.n_columns();
    let events: Vec<usize> = (0..design.n_rows()).filter(|&i| design.event[i]).collect();
    let mean: f64 =
        events.iter().map(|&i| scale(design, transform, design.time[i])).sum::<f64>() / events.len() as f64;
    let size = p + tested.len();
    let of = |a: usize, g: f64| if a < p { (a, 1.0) } else { (tested[a - p], g) };
    let (mut information, mut score) = (vec![vec![0.0; size]; size], vec![0.0; size]);
    for &i in &events {
        let g = scale(design, transform, design.time[i]) - mean;
        (p..size).for_each(|a| score[a] += g * design.columns[of(a, g).0].values[i]);
    }
    for denominator in denominators(design, coef, ties) {
        let g = scale(design, transform, denominator.time) - mean;
        let column = |j: usize| &design.columns[j].values;
        for a in 0..size {
            let (i, g_i) = of(a, g);
            let mean_i = denominator.mean(column(i));
            if a >= p {
                score[a] -= g * mean_i;
            }
            for (b, cell) in information[a].iter_mut().enumerate() {
                let (j, g_j) = of(b, g);
                let mean_j = denominator.mean(column(j));
                let product: Vec<f64> =
                    column(i).iter().zip(column(j)).map(|(x, y)| (x - mean_i) * (y - mean_j)).collect();
                *cell += g_i * g_j * denominator.mean(&product);
            }
        }
    }
    Some(solve(information, score.clone())?.iter().zip(&score).map(|(x, u)| x * u).sum())
}

#[test]
fn tests_of_proportional_hazards() {
    let mut compared = 0;
    for (design, coef) in draws(120) {
        for (ties, transform) in TIES.into_iter().flat_map(|ties| Transform::ALL.map(|t| (ties, t))) {
            let ours = ph_test(&design, &coef, ties, transform);
            if !all_tested(&ours) {
                continue;
            }
            let ours = ours.unwrap();
            let twin = |tested: &[usize]| twin_test(&design, &coef, ties, transform, tested);
            for (ours, tested) in [
                (ours.global, vec![0, 1, 2]),
                (ours.terms[0].unwrap(), vec![0, 1]),
                (ours.terms[1].unwrap(), vec![2]),
                (ours.columns[1].unwrap(), vec![1]),
            ] {
                let Some(twin) = twin(&tested) else { continue };
                Quantity::PhTest.assert(transform.name(), ours.chi_sq, twin);
                compared += 1;
            }
        }
    }
    assert!(compared > 1_500, "{compared}");
}
