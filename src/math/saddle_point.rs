//! Poisson and binomial probabilities in a form that loses nothing for large counts.
//!
//! `x^a e^-x / gamma(a + 1)` from logarithms loses `a ln a` units in the last place: 1e-9 at a million.
//! Loader writes the probability as its largest value times a deviance, each accurate by itself:
//!
//! * `stirling_error(n) = ln gamma(n + 1) - (n + 1/2) ln n + n - ln(2 pi) / 2`
//! * `deviance(x, m) = x ln(x / m) + m - x`, by a series where `x` is near `m`
//!
//! Source: Loader (2000), Fast and Accurate Computation of Binomial Probabilities; R's `dpois` and
//! `dbinom` do the same. Absolute error of the logarithms: below 1e-13 for values down to -700. Counts
//! need not be whole.

use super::gamma::ln_gamma;
use super::ln;

/// From here on the series for the Stirling error is used: its first term left out is below 1e-16.
const SERIES_FROM: f64 = 16.0;

/// Half the logarithm of `2 pi`.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// Coefficients of `1/n, 1/n^3, ...`: 1/12, -1/360, 1/1260, -1/1680, 1/1188.
const STIRLING: [f64; 5] = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0];

/// What Stirling's formula for `ln gamma(n + 1)` leaves out, `n > 0`.
fn stirling_error(n: f64) -> f64 {
    if n < SERIES_FROM {
        return ln_gamma(n + 1.0) - (n + 0.5) * ln(n) + n - HALF_LN_TWO_PI;
    }
    STIRLING.iter().rev().fold(0.0, |sum, c| sum / (n * n) + c) / n
}

/// `x ln(x / mean) + mean - x` for positive `x` and `mean`: 0 where they are equal, else positive.
fn deviance(x: f64, mean: f64) -> f64 {
    let share = (x - mean) / (x + mean);
    if share.abs() >= 0.1 {
        return x * ln(x / mean) + mean - x;
    }
    let (mut sum, mut power, mut odd) = ((x - mean) * share, 2.0 * x * share, 1.0);
    // Each term is below a hundredth of the one before.
    for _ in 0..10 {
        power *= share * share;
        odd += 2.0;
        sum += power / odd;
    }
    sum
}

/// Logarithm of `mean^n e^-mean / gamma(n + 1)`, for positive `n` and `mean`.
pub(super) fn ln_poisson(n: f64, mean: f64) -> f64 {
    if n < SERIES_FROM {
        return n * ln(mean) - mean - ln_gamma(n + 1.0);
    }
    -(HALF_LN_TWO_PI + 0.5 * ln(n)) - stirling_error(n) - deviance(n, mean)
}

/// Logarithm of the probability of `a` successes, each of probability `x`, and `b` failures, each of
/// probability `y = 1 - x`, in whatever order. Both probabilities are asked for, so that neither has to be
/// what rounding leaves of 1.
///
/// ```
/// use riskset::math::saddle_point::ln_binomial;
/// assert!((ln_binomial(2.0, 1.0, 0.5, 0.5) - (3.0_f64 / 8.0).ln()).abs() < 1e-15);
/// ```
pub fn ln_binomial(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if a == 0.0 {
        return b * ln(y);
    }
    if b == 0.0 {
        return a * ln(x);
    }
    let n = a + b;
    let height = 0.5 * ln(n / (a * b)) - HALF_LN_TWO_PI;
    let correction = stirling_error(n) - stirling_error(a) - stirling_error(b);
    height + correction - deviance(a, n * x) - deviance(b, n * y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::exp;

    #[test]
    fn the_series_meets_the_definition() {
        for n in [16.0, 17.5, 40.0, 170.0] {
            let definition = ln_gamma(n + 1.0) - (n + 0.5) * ln(n) + n - HALF_LN_TWO_PI;
            assert!((stirling_error(n) - definition).abs() < 2e-13, "{n}");
        }
        for (x, mean) in [(10.0, 12.0), (12.0, 10.0), (5.0, 5.5)] {
            let definition = x * ln(x / mean) + mean - x;
            assert!((deviance(x, mean) - definition).abs() < 1e-14, "{x} {mean}");
        }
        assert_eq!(deviance(7.0, 7.0), 0.0);
    }

    #[test]
    fn probabilities_sum_to_one() {
        for n in [1_u32, 7, 40, 300] {
            let each = |k: u32| exp(ln_binomial(f64::from(k), f64::from(n - k), 0.3, 0.7));
            let sum: f64 = (0..=n).map(each).sum();
            assert!((sum - 1.0).abs() < 1e-13, "{n}: {sum}");
        }
        let sum: f64 = (1..400).map(|k| exp(ln_poisson(f64::from(k), 100.0))).sum();
        assert!((sum - 1.0).abs() < 1e-13, "{sum}");
    }
}
