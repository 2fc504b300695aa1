//! The robust (sandwich) variance of a Cox model.
//!
//! Rows of one cluster (visits of a person, eyes, a centre) are not independent. With `u_i` the score residual of a row,
//! its part in the score: for each denominator of the likelihood (mean `m`, total `s`) while it is at risk
//! `-w_i (x_i - m) / s`, plus at its event `x_i - m` averaged over the denominators of the tie; those tied see only the
//! share of an Efron denominator in which they are left. `V (sum over clusters of (sum of u)(sum of u)') V`, with `V` the inverse of
//! the information, estimates the variance of `b` also where rows of a cluster depend on each other or hazards are not
//! proportional. (Lin & Wei 1989, JASA 84, 1074-1078; for Efron ties Therneau & Grambsch 2000, Modeling Survival Data, section 7.3.)
//!
//! Without clusters every row is one of its own. Needs a likelihood with a maximum; not offered with exact ties, whose
//! score is no sum over rows (nor does R).

use super::ChiSquareTest;
use super::design::Design;
use super::likelihood::Ties;
use super::partial::PartialLikelihood;
use super::regression::{CoxFit, Wald};
use crate::math::symmetric::{Cholesky, Matrix};
use crate::order::ascending;

/// A robust variance and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Robust {
    /// Number of clusters.
    pub n_clusters: usize,
    /// Variance of the coefficients, a row and a column for each column of the design; 0 for aliased ones.
    pub variance: Matrix,
    /// Estimates with their robust errors, one a column; `None` for aliased ones.
    pub coefficients: Vec<Option<Wald>>,
    /// Wald test with the robust variance; `None` where the variance is singular, as with fewer clusters than coefficients.
    pub wald: Option<ChiSquareTest>,
    /// Robust score test, from the clusters' parts in the score at `b = 0`; `None` as above.
    pub score: Option<ChiSquareTest>,
}

/// The robust variance of `fit`, the model of `design`; `None` where there is none: see the module.
pub fn robust(design: &Design, fit: &CoxFit) -> Option<Robust> {
    if !fit.has_maximum() || fit.ties == Ties::Exact {
        return None;
    }
    let likelihood = PartialLikelihood::of(design, &fit.kept, fit.ties);
    let scale = &likelihood.rows.scale;
    let coef: Vec<f64> = fit.kept.iter().zip(scale).map(|(&k, scale)| fit.coef[k] * scale).collect();
    let clusters = Clusters::new(design);
    let (_, middle) = clusters.moments(&likelihood, &coef);
    let factor = Cholesky::new(&likelihood.at(&coef).information);
    let scaled = sandwich(&factor.inverse(), &middle);
    let (sum, at_null) = clusters.moments(&likelihood, &vec![0.0; coef.len()]);
    let mut variance = Matrix::zeros(design.n_columns());
    for (i, &column) in fit.kept.iter().enumerate() {
        for (j, &other) in fit.kept.iter().enumerate() {
            variance[(column, other)] = scaled[(i, j)] / (scale[i] * scale[j]);
        }
    }
    let wald = |column: usize| Wald::new(fit.coef[column], variance[(column, column)]);
    let coefficients = (0..design.n_columns()).map(|k| fit.kept.contains(&k).then(|| wald(k)).flatten());
    Some(Robust {
        n_clusters: clusters.n,
        coefficients: coefficients.collect(),
        wald: test(&scaled, &coef),
        score: test(&at_null, &sum),
        variance,
    })
}

/// `b' A^-1 b`, where `A` is regular.
fn test(a: &Matrix, b: &[f64]) -> Option<ChiSquareTest> {
    let factor = Cholesky::new(a);
    (factor.rank() == b.len()).then(|| ChiSquareTest::new(factor.quadratic(b), b.len()))
}

/// `V M V`, the way of a sum of squares: exactly symmetric.
fn sandwich(bread: &Matrix, middle: &Matrix) -> Matrix {
    let p = bread.size();
    let mut whole = Matrix::zeros(p);
    for j in 0..p {
        let column: Vec<f64> = middle
            .rows()
            .map(|row| row.iter().enumerate().map(|(l, cell)| cell * bread[(l, j)]).sum())
            .collect();
        for i in j..p {
            whole[(i, j)] = (0..p).map(|k| bread[(i, k)] * column[k]).sum();
            whole[(j, i)] = whole[(i, j)];
        }
    }
    whole
}

/// Which rows belong together: rows in the order of their clusters, and where each cluster ends.
struct Clusters {
    order: Vec<u32>,
    of: Option<Vec<u32>>,
    n: usize,
}

impl Clusters {
    fn new(design: &Design) -> Clusters {
        let n = design.n_rows();
        let Some(of) = &design.cluster else {
            return Clusters { order: (0..n as u32).collect(), of: None, n };
        };
        let order = ascending(&of.iter().map(|&cluster| f64::from(cluster)).collect::<Vec<_>>());
        let mut clusters = Clusters { order, of: Some(of.clone()), n: 0 };
        clusters.n = clusters.order.chunk_by(|a, b| clusters.together(*a, *b)).count();
        clusters
    }

    fn together(&self, a: u32, b: u32) -> bool {
        self.of.as_ref().is_some_and(|of| of[a as usize] == of[b as usize])
    }

    /// Sum of the score residuals, and sum over the clusters of the products of their sums.
    fn moments(&self, likelihood: &PartialLikelihood, coef: &[f64]) -> (Vec<f64>, Matrix) {
        let p = coef.len();
        let residuals = score_residuals(likelihood, coef);
        let (mut sum, mut products) = (vec![0.0; p], Matrix::zeros(p));
        for cluster in self.order.chunk_by(|a, b| self.together(*a, *b)) {
            let mut part = vec![0.0; p];
            for &i in cluster {
                part.iter_mut().zip(&residuals[i as usize * p..]).for_each(|(part, u)| *part += u);
            }
            sum.iter_mut().zip(&part).for_each(|(sum, part)| *sum += part);
            for i in 0..p {
                (0..p).for_each(|j| products[(i, j)] += part[i] * part[j]);
            }
        }
        (sum, products)
    }
}

/// The score residuals of all rows, in units of the scaled columns, row after row.
fn score_residuals(likelihood: &PartialLikelihood, coef: &[f64]) -> Vec<f64> {
    let (rows, p) = (&likelihood.rows, likelihood.n_columns());
    let weight = rows.weights(coef);
    let steps = likelihood.increments(&weight);
    let spans = steps.spans(rows);
    let mut over = vec![0.0; p + 1];
    let mut residuals = vec![0.0; rows.event.len() * p];
    for (i, spell) in rows.spells() {
        let (w, last) = (weight[i], spell.end - 1);
        let event = f64::from(u8::from(rows.event[i]));
        spans.over(&spell, &mut over);
        let seen = over[0] - event * steps.gone[last];
        for (j, (u, x)) in residuals[i * p..].iter_mut().zip(rows.row(i)).enumerate() {
            let at = last * p + j;
            let mean = over[j + 1] - event * steps.means_gone[at];
            *u = event * (x - steps.average[at]) - w * (x * seen - mean);
        }
    }
    residuals
}
