//! The log-rank test.

use crate::common::judge::Judge;
use crate::common::tolerance::{Quantity, TOUCHES};
use crate::people::{DRAWS, Draw, Person, count, draws, event_times};
use riskset::compare::log_rank::log_rank;

/// Observed, expected and covariance by group.
fn log_rank_twin(data: &Draw) -> (Vec<f64>, Vec<f64>, Vec<Vec<f64>>) {
    let k = data.groups;
    let groups: Vec<Vec<Person>> = (0..k).map(|group| data.of_group(group)).collect();
    let observed = groups.iter().map(|people| count(people, |p| p.event)).collect();
    let (mut expected, mut covariance) = (vec![0.0; k], vec![vec![0.0; k]; k]);
    for t in event_times(&data.people) {
        let (n, d) = (count(&data.people, |p| p.at_risk(t)), count(&data.people, |p| p.event_at(t)));
        let at_risk: Vec<f64> = groups.iter().map(|people| count(people, |p| p.at_risk(t))).collect();
        for g in 0..k {
            expected[g] += d * at_risk[g] / n;
            for h in 0..k {
                if n > 1.0 {
                    let same = if g == h { n * at_risk[g] } else { 0.0 };
                    covariance[g][h] += d * (n - d) * (same - at_risk[g] * at_risk[h]) / (n * n * (n - 1.0));
                }
            }
        }
    }
    (observed, expected, covariance)
}

/// `b' A^-1 b` by elimination with the largest pivot first; `None` if `A` is singular. (A pivot
/// as small as [`TOUCHES`] of the largest cell is the rounding of 0 in data of this size.)
fn quadratic_twin(mut a: Vec<Vec<f64>>, b: &[f64]) -> Option<f64> {
    let largest = a.iter().flatten().fold(0.0_f64, |max, cell| max.max(cell.abs()));
    let (k, mut x) = (b.len(), b.to_vec());
    for column in 0..k {
        let pivot = (column..k).max_by(|&i, &j| a[i][column].abs().total_cmp(&a[j][column].abs()))?;
        if a[pivot][column].abs() <= TOUCHES * largest {
            return None;
        }
        a.swap(column, pivot);
        x.swap(column, pivot);
        for row in column + 1..k {
            let factor = a[row][column] / a[column][column];
            let above = a[column].clone();
            a[row].iter_mut().zip(&above).for_each(|(cell, above)| *cell -= factor * above);
            x[row] -= factor * x[column];
        }
    }
    for row in (0..k).rev() {
        for cell in row + 1..k {
            x[row] -= a[row][cell] * x[cell];
        }
        x[row] /= a[row][row];
    }
    Some(b.iter().zip(&x).map(|(b, x)| b * x).sum())
}

#[test]
fn log_rank_tests() {
    let mut judge = Judge::default();
    let mut tests = 0;
    for (draw, data) in draws(4).enumerate() {
        let (observed, expected, covariance) = log_rank_twin(&data);
        // Groups that were never expected to have an event have no part; one of the others is
        // left out, here the last.
        let mut tested: Vec<usize> = (0..data.groups).filter(|&group| expected[group] > 0.0).collect();
        tested.pop();
        let difference: Vec<f64> = tested.iter().map(|&g| observed[g] - expected[g]).collect();
        let part = tested.iter().map(|&g| tested.iter().map(|&h| covariance[g][h]).collect()).collect();
        let twin = quadratic_twin(part, &difference).filter(|_| !tested.is_empty());
        let ours = log_rank(&data.sets());
        // Groups that are never at risk together leave a singular matrix.
        let Some(twin) = twin else { continue };
        tests += 1;
        let ours = ours.expect("a test");
        judge.column(Quantity::Observed, format_args!("{draw}"), &ours.observed, &observed);
        judge.column(Quantity::Expected, format_args!("{draw}"), &ours.expected, &expected);
        for (row, twin) in ours.covariance.rows().zip(&covariance) {
            judge.column(Quantity::Covariance, format_args!("{draw}"), row, twin);
        }
        judge.number(Quantity::LogRank, format_args!("{draw}"), ours.chi_sq, twin);
        judge.number(Quantity::Count, format_args!("{draw} df"), ours.df as f64, tested.len() as f64);
    }
    assert!(tests > 320, "{tests} of {DRAWS} data sets could be tested");
    judge.finish(6_665);
}
