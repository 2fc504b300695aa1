//! Choices of `d` subjects out of a risk set: what the exact likelihood of tied events needs.
//!
//! When `d` events share a time and time is discrete, the likelihood is the chance that just those `d` of the
//! subjects at risk have it: `exp(sum of x b) / e_d(w)`, with the elementary symmetric polynomial
//! `e_d(w) = sum over all choices of d of the product of w = exp(x b)` (Cox 1972, JRSS B 34, 187-220, section
//! 6; Gail, Lubin & Rubinstein 1981, Biometrika 68, 703-707). Subjects join one by one:
//! `e_j <- e_j + w e_(j-1)`.
//!
//! `e_j` overflows where hundreds share a time. So what is kept is the ratio `r_j = e_j / e_(j-1)`, for which
//!
//! * `r_j <- (r_j + w) / (1 + w / r_(j-1))`, `r_1 <- r_1 + w`,
//!
//! and mean and covariance of the sum of `x` over a random choice of `j`, in which the newcomer
//! has a part with probability `q = w / (r_j + w)`. With `s = mean_(j-1) + x - mean_j`, the laws of total mean and
//! covariance give
//!
//! * `mean_j <- mean_j + q s`
//! * `cov_j <- (1 - q) cov_j + q cov_(j-1) + q (1 - q) s s'`.
//!
//! All terms are positive: nothing overflows and nothing cancels. A newcomer costs `D (p + p(p+1)/2)`
//! for the largest `D` asked for.

/// Choices from the subjects that have joined; see the module.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    columns: usize,
    joined: usize,
    /// `e_j / e_(j-1)` for `j` from 1 on.
    ratio: Vec<f64>,
    /// Mean of the sum of `x`, for `j` from 0 on, `columns` numbers each.
    mean: Vec<f64>,
    /// Lower triangle of the covariance, likewise.
    covariance: Vec<f64>,
    /// `s` of the newcomer.
    shift: Vec<f64>,
}

impl Choices {
    /// Nobody has joined yet; at most `most` will be chosen.
    pub(super) fn new(columns: usize, most: usize) -> Choices {
        Choices {
            columns,
            joined: 0,
            ratio: vec![0.0; most],
            mean: vec![0.0; (most + 1) * columns],
            covariance: vec![0.0; (most + 1) * (columns * (columns + 1) / 2)],
            shift: vec![0.0; columns],
        }
    }

    /// Back to nobody.
    pub(super) fn clear(&mut self) {
        self.joined = 0;
        for numbers in [&mut self.ratio, &mut self.mean, &mut self.covariance] {
            numbers.fill(0.0);
        }
    }

    /// A subject of weight `w` and covariates `x` joins; choices of more than `most` will not be asked for
    /// any more.
    pub(super) fn join(&mut self, w: f64, x: &[f64], most: usize) {
        self.joined += 1;
        for j in (1..=self.joined.min(most).min(self.ratio.len())).rev() {
            let ratio = self.ratio[j - 1];
            self.mix(j, w / (ratio + w), x);
            let without = if j > 1 { 1.0 + w / self.ratio[j - 2] } else { 1.0 };
            self.ratio[j - 1] = (ratio + w) / without;
        }
    }

    /// The newcomer has a part in the choices of `j` with probability `q`.
    fn mix(&mut self, j: usize, q: f64, x: &[f64]) {
        let p = self.columns;
        let (fewer, mean) = self.mean[(j - 1) * p..].split_at_mut(p);
        for (((shift, fewer), mean), x) in self.shift.iter_mut().zip(&*fewer).zip(mean).zip(x) {
            *shift = fewer + x - *mean;
            *mean += q * *shift;
        }
        let cells = p * (p + 1) / 2;
        let (fewer, same) = self.covariance[(j - 1) * cells..].split_at_mut(cells);
        let mut cells = same.iter_mut().zip(&*fewer);
        let (out, both) = (1.0 - q, q * (1.0 - q));
        for (i, a) in self.shift.iter().enumerate() {
            let a = both * a;
            for (b, (cell, fewer)) in self.shift[..=i].iter().zip(&mut cells) {
                *cell = out * *cell + q * fewer + a * b;
            }
        }
    }

    /// The factors of `e_d`.
    pub(super) fn factors(&self, d: usize) -> &[f64] {
        &self.ratio[..d]
    }

    /// Mean of the sum of `x` over a choice of `d`.
    pub(super) fn mean(&self, d: usize) -> &[f64] {
        &self.mean[d * self.columns..][..self.columns]
    }

    /// Its covariance, the lower triangle row by row.
    pub(super) fn covariance(&self, d: usize) -> &[f64] {
        let cells = self.columns * (self.columns + 1) / 2;
        &self.covariance[d * cells..][..cells]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three subjects with weights 1, 2, 3 and x 0, 1, 5; the pairs have weights 2, 3, 6 and sums 1, 5, 6.
    #[test]
    fn pairs_of_three_by_hand() {
        let mut choices = Choices::new(1, 2);
        for (w, x) in [(1.0, 0.0), (2.0, 1.0), (3.0, 5.0)] {
            choices.join(w, &[x], 2);
        }
        assert!((choices.factors(2)[0] - 6.0).abs() < 1e-14, "e_1 = 6");
        assert!((choices.factors(2).iter().product::<f64>() - 11.0).abs() < 1e-14, "e_2 = 11");
        let mean = (2.0 + 15.0 + 36.0) / 11.0;
        assert!((choices.mean(2)[0] - mean).abs() < 1e-14);
        let square = (2.0 + 75.0 + 216.0) / 11.0;
        assert!((choices.covariance(2)[0] - (square - mean * mean)).abs() < 1e-13);
    }

    /// All of them: one choice, no spread.
    #[test]
    fn everybody() {
        let mut choices = Choices::new(1, 3);
        (0..3).for_each(|i| choices.join(0.5, &[f64::from(i)], 3));
        assert!((choices.factors(3).iter().product::<f64>() - 0.125).abs() < 1e-15);
        assert_eq!((choices.mean(3), choices.covariance(3)), (&[3.0][..], &[0.0][..]));
        choices.clear();
        choices.join(2.0, &[7.0], 1);
        assert_eq!((choices.factors(1), choices.mean(1)), (&[2.0][..], &[7.0][..]));
    }
}
