//! Gray's test, term by term.

use crate::cohort::{cohort, gray};
use crate::common::tolerance::Quantity;
use crate::config;
use crate::people::{Person, at_risk, cif_twin, count, people, surv_twin, tied, times};
use proptest::prelude::*;
use riskset::data::Subjects;

/// Score and covariance as the module of the test has them, term by term, stratum by stratum.
fn gray_twin(subjects: &Subjects, cause: u8) -> (Vec<f64>, Vec<Vec<f64>>) {
    let k = subjects.groups.len();
    let (mut score, mut covariance) = (vec![0.0; k], vec![vec![0.0; k]; k]);
    for stratum in 0..2 {
        let of = |i: usize| subjects.strata.as_ref().map_or(0, |strata| strata.of[i]);
        let people = people(subjects, |i| of(i) == stratum);
        gray_stratum_twin(&people, cause, &mut score, &mut covariance);
    }
    (score, covariance)
}

/// A term of the covariance: `a`, `c` at its time, `q` and `m` for one group.
struct Term {
    a: Vec<f64>,
    c: Vec<f64>,
    group: usize,
    q: f64,
    m: f64,
}

fn gray_stratum_twin(people: &[Person], cause: u8, score: &mut [f64], covariance: &mut [Vec<f64>]) {
    let k = score.len();
    let of_group = |g: usize| people.iter().filter(|p| p.group == g).copied().collect::<Vec<_>>();
    let groups: Vec<Vec<Person>> = (0..k).map(of_group).collect();
    let any = |cause: u8| cause > 0;
    let (mut pooled, mut c, mut terms) = (0.0, vec![vec![0.0; k]; k], Vec::new());
    for t in times(people, |p| p.cause > 0) {
        let n: Vec<f64> = groups.iter().map(|group| at_risk(group, t)).collect();
        let before: Vec<f64> = groups.iter().map(|group| surv_twin(group, t, false, any)).collect();
        let after: Vec<f64> = (0..k)
            .map(|g| {
                let left = n[g] - count(&groups[g], |p| p.time == t && p.cause > 0);
                if left == 0.0 { 0.0 } else { surv_twin(&groups[g], t, true, any) }
            })
            .collect();
        let own: Vec<f64> =
            groups.iter().map(|group| count(group, |p| p.time == t && p.cause == cause)).collect();
        let other: Vec<f64> = groups
            .iter()
            .map(|group| count(group, |p| p.time == t && p.cause > 0 && p.cause != cause))
            .collect();
        let h: Vec<f64> = (0..k).map(|g| if n[g] > 0.0 { n[g] / before[g] } else { 0.0 }).collect();
        let (d, total): (f64, f64) = (own.iter().sum(), h.iter().sum());
        let r: Vec<f64> = (0..k).map(|g| h[g] * (1.0 - cif_twin(&groups[g], cause, t, false))).collect();
        if d > 0.0 {
            for g in 0..k {
                score[g] += own[g] - d * r[g] / r.iter().sum::<f64>();
            }
            let a = |i: usize, j: usize| h[i] * (f64::from(u8::from(i == j)) - h[j] / total);
            if h.iter().filter(|&&h| h > 0.0).count() > 1 {
                for (i, row) in c.iter_mut().enumerate() {
                    for (j, cell) in row.iter_mut().enumerate() {
                        *cell += a(i, j) * d / (total * (1.0 - pooled));
                    }
                }
            }
            pooled += d / total;
            for g in (0..k).filter(|&g| n[g] > 0.0) {
                let q = if after[g] > 0.0 { 1.0 - (1.0 - pooled) / after[g] } else { 1.0 };
                let ties = if d > 1.0 { 1.0 - (d - 1.0) / (total * before[g] - 1.0) } else { 1.0 };
                let column = |from: &dyn Fn(usize) -> f64| (0..k).map(from).collect::<Vec<_>>();
                terms.push(Term {
                    a: column(&|i| a(i, g)),
                    c: column(&|i| c[i][g]),
                    group: g,
                    q,
                    m: ties * d / (total * h[g]),
                });
            }
        }
        for g in (0..k).filter(|&g| other[g] > 0.0 && after[g] > 0.0) {
            let q = (1.0 - pooled) / after[g];
            let m = before[g] * before[g] * other[g] * tied(n[g], other[g]) / (n[g] * n[g]);
            terms.push(Term { a: vec![0.0; k], c: (0..k).map(|i| c[i][g]).collect(), group: g, q, m });
        }
    }
    for term in terms {
        let w: Vec<f64> = (0..k).map(|i| term.a[i] + term.q * (c[i][term.group] - term.c[i])).collect();
        for i in 0..k {
            for j in 0..k {
                covariance[i][j] += w[i] * w[j] * term.m;
            }
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn gray_has_a_twin(subjects in cohort(2..=4, 3, Just(false)), stratified in any::<bool>()) {
        let mut subjects = subjects;
        if !stratified {
            subjects.strata = None;
        }
        for cause in 1..=3 {
            let Ok(test) = gray(&subjects, cause) else { continue };
            let (score, covariance) = gray_twin(&subjects, cause);
            Quantity::Gray.assert_all("score", &test.score, &score);
            for (i, row) in covariance.iter().enumerate() {
                for (j, value) in row.iter().enumerate() {
                    let close = (test.covariance[(i, j)] - value).abs() <= 1e-10 * (1.0 + value.abs());
                    prop_assert!(close, "{i} {j}: {} {value}", test.covariance[(i, j)]);
                }
            }
        }
    }
}
