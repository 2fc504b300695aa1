//! Small symmetric positive semi-definite systems: the information matrices of a few coefficients.
//!
//! A Cholesky decomposition `A = L L'` without pivoting. A row whose pivot is below `ALIASED`
//! times its own diagonal depends on the rows before it; it is taken out, as R's `coxph` does,
//! and its solution is 0 and its variance missing.

use super::ln;

/// Pivot, relative to the diagonal it started from, below which a row counts as dependent.
/// R's `coxph` uses 1.8e-12 (`.Machine$double.eps^.75`); ours leaves the same room.
const ALIASED: f64 = 1.8e-12;

/// Square matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// A matrix of `size` rows and columns filled with 0.
    pub fn zeros(size: usize) -> Self {
        Matrix { size, cells: vec![0.0; size * size] }
    }

    /// Number of rows, which is the number of columns.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Sets every cell.
    pub fn fill(&mut self, value: f64) {
        self.cells.fill(value);
    }

    /// The rows, first to last.
    pub fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.cells.chunks(self.size.max(1))
    }

    /// The matrix of the rows and columns in `keep`.
    pub fn part(&self, keep: &[usize]) -> Matrix {
        let mut part = Matrix::zeros(keep.len());
        for (i, &from_i) in keep.iter().enumerate() {
            for (j, &from_j) in keep.iter().enumerate() {
                part[(i, j)] = self[(from_i, from_j)];
            }
        }
        part
    }
}

impl std::ops::Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.cells[row * self.size + column]
    }
}

impl std::ops::IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.cells[row * self.size + column]
    }
}

/// Cholesky factor of a symmetric matrix, dependent rows left out.
#[derive(Debug, Clone)]
pub struct Cholesky {
    lower: Matrix,
    kept: Vec<bool>,
}

impl Cholesky {
    /// Factors `a`, of which only the lower triangle is read.
    pub fn new(a: &Matrix) -> Self {
        Cholesky::beyond(a, ALIASED)
    }

    /// As [`new`](Self::new), where a pivot of `share` times the diagonal it started from is still rounding.
    pub fn beyond(a: &Matrix, share: f64) -> Self {
        let size = a.size();
        let mut lower = Matrix::zeros(size);
        let mut kept = vec![false; size];
        for i in 0..size {
            for j in (0..i).filter(|&j| kept[j]).collect::<Vec<_>>() {
                let known: f64 = (0..j).map(|k| lower[(i, k)] * lower[(j, k)]).sum();
                lower[(i, j)] = (a[(i, j)] - known) / lower[(j, j)];
            }
            let known: f64 = (0..i).map(|k| lower[(i, k)] * lower[(i, k)]).sum();
            let pivot = a[(i, i)] - known;
            if pivot > share * a[(i, i)] && pivot.is_finite() {
                lower[(i, i)] = pivot.sqrt();
                kept[i] = true;
            } else {
                (0..i).for_each(|j| lower[(i, j)] = 0.0);
            }
        }
        Cholesky { lower, kept }
    }

    /// The factor `L`; 0 in the rows left out.
    pub fn lower(&self) -> &Matrix {
        &self.lower
    }

    /// Number of independent rows.
    pub fn rank(&self) -> usize {
        self.kept.iter().filter(|&&kept| kept).count()
    }

    /// Whether row `i` is independent of those before it.
    pub fn keeps(&self, i: usize) -> bool {
        self.kept[i]
    }

    /// Solves `A x = b`; 0 in the rows left out.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let size = self.lower.size();
        let mut x = vec![0.0; size];
        for i in (0..size).filter(|&i| self.kept[i]) {
            let known: f64 = (0..i).map(|k| self.lower[(i, k)] * x[k]).sum();
            x[i] = (b[i] - known) / self.lower[(i, i)];
        }
        for i in (0..size).rev().filter(|&i| self.kept[i]) {
            let known: f64 = (i + 1..size).map(|k| self.lower[(k, i)] * x[k]).sum();
            x[i] = (x[i] - known) / self.lower[(i, i)];
        }
        x
    }

    /// `b' A^-1 b` over the independent rows.
    pub fn quadratic(&self, b: &[f64]) -> f64 {
        self.solve(b).iter().zip(b).map(|(x, b)| x * b).sum()
    }

    /// The inverse; 0 in the rows and columns left out.
    pub fn inverse(&self) -> Matrix {
        let size = self.lower.size();
        let mut inverse = Matrix::zeros(size);
        for j in (0..size).filter(|&j| self.kept[j]) {
            let mut unit = vec![0.0; size];
            unit[j] = 1.0;
            let column = self.solve(&unit);
            (0..=j).for_each(|i| {
                inverse[(i, j)] = column[i];
                inverse[(j, i)] = column[i];
            });
        }
        inverse
    }

    /// Logarithm of the determinant; minus infinity if a row is left out.
    pub fn ln_determinant(&self) -> f64 {
        let pivots = (0..self.lower.size()).map(|i| if self.kept[i] { self.lower[(i, i)] } else { 0.0 });
        2.0 * pivots.map(ln).sum::<f64>()
    }

    /// Diagonal of the inverse; `None` in the rows left out.
    pub fn inverse_diagonal(&self) -> Vec<Option<f64>> {
        (0..self.lower.size())
            .map(|i| {
                let mut unit = vec![0.0; self.lower.size()];
                unit[i] = 1.0;
                self.kept[i].then(|| self.solve(&unit)[i])
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Matrix {
        Matrix { size: rows.len(), cells: rows.concat() }
    }

    #[test]
    fn solves_by_hand() {
        let chol = Cholesky::new(&matrix(&[&[4.0, 2.0], &[2.0, 3.0]]));
        let x = chol.solve(&[8.0, 7.0]);
        assert!((x[0] - 1.25).abs() < 1e-15 && (x[1] - 1.5).abs() < 1e-15);
        assert!((chol.quadratic(&[8.0, 7.0]) - 20.5).abs() < 1e-13);
        assert!((chol.inverse_diagonal()[0].unwrap() - 0.375).abs() < 1e-15);
        assert!(
            (chol.inverse()[(0, 1)] + 0.25).abs() < 1e-15 && (chol.inverse()[(1, 0)] + 0.25).abs() < 1e-15
        );
        assert!((chol.ln_determinant() - ln(8.0)).abs() < 1e-15);
    }

    #[test]
    fn a_dependent_row_is_left_out() {
        let chol = Cholesky::new(&matrix(&[&[1.0, 2.0, 0.0], &[2.0, 4.0, 0.0], &[0.0, 0.0, 9.0]]));
        assert_eq!(chol.rank(), 2);
        assert!(!chol.keeps(1));
        assert_eq!(chol.solve(&[3.0, 6.0, 18.0]), vec![3.0, 0.0, 2.0]);
        assert_eq!(chol.inverse_diagonal()[1], None);
        assert_eq!((chol.inverse()[(1, 1)], chol.ln_determinant()), (0.0, f64::NEG_INFINITY));
    }
}
