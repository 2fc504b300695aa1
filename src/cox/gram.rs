//! Weighted sums of products of rows: `sum_i g_i x_i x_i'`.
//!
//! Four rows are held back and added together, so that each cell of the sum is read and written once for four
//! products. Only the lower triangle is summed.

use crate::math::symmetric::Matrix;

/// Rows added together.
const HELD: usize = 4;

/// A running sum; see the module.
#[derive(Debug, Clone)]
pub(super) struct Gram {
    size: usize,
    cells: Vec<f64>,
    rows: Vec<f64>,
    weights: [f64; HELD],
    held: usize,
}

impl Gram {
    /// An empty sum of rows of `size` numbers.
    pub(super) fn new(size: usize) -> Gram {
        let (cells, rows) = (vec![0.0; size * size], vec![0.0; HELD * size]);
        Gram { size, cells, rows, weights: [0.0; HELD], held: 0 }
    }

    /// Adds `weight x x'`.
    pub(super) fn add(&mut self, weight: f64, x: &[f64]) {
        self.rows[self.held * self.size..][..self.size].copy_from_slice(x);
        self.weights[self.held] = weight;
        self.held += 1;
        if self.held == HELD {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let size = self.size;
        let (a, rest) = self.rows.split_at(size);
        let (b, rest) = rest.split_at(size);
        let (c, d) = rest.split_at(size);
        let [wa, wb, wc, wd] = self.weights;
        for i in 0..size {
            let (fa, fb, fc, fd) = (wa * a[i], wb * b[i], wc * c[i], wd * d[i]);
            let cells = &mut self.cells[i * size..][..=i];
            // By number: a core built for size calls each part of a chain of zips.
            for (j, cell) in cells.iter_mut().enumerate() {
                *cell += (fa * a[j] + fb * b[j]) + (fc * c[j] + fd * d[j]);
            }
        }
        self.weights = [0.0; HELD];
        self.held = 0;
    }

    /// The lower triangle of this sum less that of `other`, as a symmetric matrix.
    pub(super) fn less(mut self, mut other: Gram) -> Matrix {
        self.flush();
        other.flush();
        let mut matrix = Matrix::zeros(self.size);
        for i in 0..self.size {
            for j in 0..=i {
                let at = i * self.size + j;
                let value = self.cells[at] - other.cells[at];
                matrix[(i, j)] = value;
                matrix[(j, i)] = value;
            }
        }
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_rows_less_one() {
        let mut sum = Gram::new(2);
        (1..=5).for_each(|i| sum.add(f64::from(i), &[1.0, f64::from(i)]));
        let mut one = Gram::new(2);
        one.add(2.0, &[1.0, 3.0]);
        let matrix = sum.less(one);
        // Sums of i, i^2 and i^3 up to 5 are 15, 55 and 225; less 2 (1, 3; 3, 9).
        assert_eq!((matrix[(0, 0)], matrix[(0, 1)], matrix[(1, 1)]), (13.0, 49.0, 207.0));
    }
}
