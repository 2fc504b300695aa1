//! Columns turned so that nearly collinear ones lose no digits.
//!
//! Two columns with a correlation of 0.99999 have an information matrix whose smallest pivot is 2e-5 of its diagonal; the powers
//! of an age come to 1e-9. What such a matrix is used for loses as many digits: steps, standard errors, the determinant of
//! Firth's penalty. So where a pivot is below a tenth of its diagonal the columns are replaced by combinations of themselves
//! whose information at 0 is the number of events times the identity: with `I = L L'`, the rows `x` become
//! `sqrt(events) x L'^-1`, and the coefficients `g` of these belong to `b = T g` of the columns before. This is done twice: what
//! rounding in `I` left of the dependence goes with the second (the Cholesky QR decomposition of Yamamoto, Nakatsukasa, Yanagisawa &
//! Fukaya 2015, Electronic Transactions on Numerical Analysis 44, 306-326).
//!
//! Degenerate cases: dependent columns have been taken out before ([`regression`](super::regression)). Should the information
//! lose a rank all the same, the columns stay as they are.

use super::likelihood::Derivatives;
use super::partial::PartialLikelihood;
use crate::math::{
    ln,
    symmetric::{Cholesky, Matrix},
};

/// Pivot, as a share of its diagonal, below which columns are turned.
const NEARLY_DEPENDENT: f64 = 0.1;

/// What leads from the turned columns back to those before.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    size: usize,
    /// `T` and its inverse, upper triangles; `None` where no column was turned.
    turns: Option<(Matrix, Matrix)>,
}

impl Basis {
    /// The likelihood with its columns turned where they are nearly collinear, its derivatives at 0, and the way back.
    pub(super) fn turned(
        mut likelihood: PartialLikelihood,
        mut null: Derivatives,
    ) -> (PartialLikelihood, Derivatives, Basis) {
        let size = likelihood.n_columns();
        let mut basis = Basis { size, turns: None };
        if smallest_share(&null.information) >= NEARLY_DEPENDENT {
            return (likelihood, null, basis);
        }
        for _ in 0..2 {
            let factor = Cholesky::new(&null.information);
            if factor.rank() < size {
                break;
            }
            let length = likelihood.n_event().sqrt();
            likelihood = likelihood.turned(factor.lower(), length);
            null = likelihood.at(&vec![0.0; size]);
            basis.then(factor.lower(), length);
        }
        (likelihood, null, basis)
    }

    /// A further turn by the factor `lower` of the information: `g = L' b / length`.
    fn then(&mut self, lower: &Matrix, length: f64) {
        let size = self.size;
        let (mut forth, mut back) = (Matrix::zeros(size), Matrix::zeros(size));
        for k in 0..size {
            // Column k of the inverse of L', from the bottom.
            for i in (0..=k).rev() {
                let unit = if i == k { 1.0 } else { 0.0 };
                let known: f64 = (i + 1..=k).map(|m| lower[(m, i)] * forth[(m, k)]).sum();
                forth[(i, k)] = (unit - known) / lower[(i, i)];
            }
        }
        for i in 0..size {
            for k in i..size {
                forth[(i, k)] *= length;
                back[(i, k)] = lower[(k, i)] / length;
            }
        }
        self.turns = Some(match self.turns.take() {
            None => (forth, back),
            Some((first, last)) => (product(&first, &forth), product(&back, &last)),
        });
    }

    /// The coefficients `b = T g` of the columns before.
    pub(super) fn back(&self, turned: &[f64]) -> Vec<f64> {
        match &self.turns {
            None => turned.to_vec(),
            Some((forth, _)) => upper_times(forth, turned),
        }
    }

    /// The coefficients `g` of the turned columns.
    pub(super) fn forth(&self, coef: &[f64]) -> Vec<f64> {
        match &self.turns {
            None => coef.to_vec(),
            Some((_, back)) => upper_times(back, coef),
        }
    }

    /// `a` of `b_j = a' g`.
    pub(super) fn row(&self, j: usize) -> Vec<f64> {
        let unit = || (0..self.size).map(|k| f64::from(u8::from(k == j))).collect();
        self.turns.as_ref().map_or_else(unit, |(forth, _)| (0..self.size).map(|k| forth[(j, k)]).collect())
    }

    /// `T V T'`: the variance of `b` from that of `g`.
    pub(super) fn variance(&self, turned: &Matrix) -> Matrix {
        let Some((forth, _)) = &self.turns else { return turned.clone() };
        let half: Vec<Vec<f64>> = turned.rows().map(|row| upper_times(forth, row)).collect();
        let mut variance = Matrix::zeros(self.size);
        for j in 0..self.size {
            let column: Vec<f64> = half.iter().map(|row| row[j]).collect();
            upper_times(forth, &column).into_iter().enumerate().for_each(|(i, cell)| variance[(i, j)] = cell);
        }
        variance
    }

    /// The variances of `b` from a factor of the information; `None` where it has no inverse.
    pub(super) fn variances(&self, factor: &Cholesky) -> Vec<Option<f64>> {
        if self.turns.is_none() {
            return factor.inverse_diagonal();
        }
        let variance = self.variance(&factor.inverse());
        let known =
            |j: usize| self.row(j).iter().enumerate().all(|(k, &part)| part == 0.0 || factor.keeps(k));
        (0..self.size).map(|j| known(j).then(|| variance[(j, j)])).collect()
    }

    /// `ln det T`.
    pub(super) fn ln_determinant(&self) -> f64 {
        self.turns.as_ref().map_or(0.0, |(forth, _)| (0..self.size).map(|k| ln(forth[(k, k)])).sum())
    }
}

/// The smallest pivot of a matrix as a share of its diagonal; 0 where a row is taken out.
fn smallest_share(matrix: &Matrix) -> f64 {
    let factor = Cholesky::new(matrix);
    let share = |k: usize| factor.lower()[(k, k)] * factor.lower()[(k, k)] / matrix[(k, k)];
    (0..matrix.size()).map(share).fold(f64::INFINITY, f64::min)
}

fn upper_times(upper: &Matrix, x: &[f64]) -> Vec<f64> {
    upper
        .rows()
        .enumerate()
        .map(|(i, row)| row[i..].iter().zip(&x[i..]).map(|(cell, x)| cell * x).sum())
        .collect()
}

/// The product of two upper triangles.
fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let mut product = Matrix::zeros(a.size());
    for i in 0..a.size() {
        for k in i..a.size() {
            product[(i, k)] = (i..=k).map(|m| a[(i, m)] * b[(m, k)]).sum();
        }
    }
    product
}
