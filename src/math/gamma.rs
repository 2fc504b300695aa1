//! The gamma function, the regularised incomplete gamma function and its inverse.
//!
//! `P(a, x) = 1/gamma(a) * integral_0^x t^(a-1) e^-t dt`, and `Q = 1 - P`: for a whole `a`, the
//! probability that a Poisson variable with mean `x` is at least `a`, or below it; for `a = df / 2` and `x =
//! y / 2` the chi-square distribution. With `D = x^a e^-x / gamma(a + 1)`:
//!
//! * `x < a + 1`: `P = D * (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...)` (Abramowitz & Stegun 1964, 6.5.29)
//! * else: `Q = D a / (x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...)))` (ibid., 6.5.31, contracted)
//!
//! and the other by its complement, which cancels nothing there. `D` comes from
//! [`saddle_point`](super::saddle_point), so that counts of a million lose no digits. Quantiles by Newton
//! steps for the logarithm of the smaller tail as a function of `ln x`: it is concave, so the steps
//! cannot miss.
//!
//! Relative error below 1e-12 for `a` from 0.1 to 1e6 and tails down to 1e-300, quantiles included. About `6
//! sqrt a` terms at the worst.

use super::saddle_point::ln_poisson;
use super::{exp, ln};

/// Steps to a quantile; fewer than 20 are ever taken.
const MOST_STEPS: usize = 200;

/// Terms of a series or a fraction, so that no input holds the program up; what is promised needs fewer
/// than 10,000.
pub(super) const MOST_TERMS: usize = 1_000_000;

/// Relative step to a quantile at which the next would be below one unit in the last place: the
/// distance to the root is squared by each.
pub(super) const CLOSE: f64 = 1e-10;

/// Step of a logarithm beyond which the next `x` could be too small for a number.
pub(super) const LONGEST_STEP: f64 = 100.0;

/// Smallest number that a continued fraction may divide by.
pub(super) const TINY: f64 = 1e-300;

/// Logarithm of `gamma(x)`, `x > 0`; error of one unit in the last place.
///
/// ```
/// assert_eq!(riskset::math::gamma::ln_gamma(1.0), 0.0);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// `P(a, x)`, the probability below `x`; `a > 0`, 0 for `x <= 0`, NaN outside.
///
/// ```
/// use riskset::math::gamma::lower;
/// assert!((lower(1.0, 0.5) - (1.0 - (-0.5_f64).exp())).abs() < 1e-16);
/// ```
pub fn lower(a: f64, x: f64) -> f64 {
    if !sound(a) || x.is_nan() {
        f64::NAN
    } else if x <= 0.0 {
        0.0
    } else if x < a + 1.0 {
        by_series(a, x)
    } else {
        1.0 - by_fraction(a, x)
    }
}

/// `Q(a, x)`, the probability above `x`; `a > 0`, 1 for `x <= 0`, NaN outside.
///
/// ```
/// use riskset::math::gamma::upper;
/// // No event or one where 700 are expected: 701 exp(-700).
/// assert!((upper(2.0, 700.0) / (701.0 * (-700.0_f64).exp()) - 1.0).abs() < 1e-13);
/// ```
pub fn upper(a: f64, x: f64) -> f64 {
    if !sound(a) || x.is_nan() {
        f64::NAN
    } else if x <= 0.0 {
        1.0
    } else if x < a + 1.0 {
        1.0 - by_series(a, x)
    } else {
        by_fraction(a, x)
    }
}

/// `x` with `P(a, x) = p`: 0 at 0, infinity at 1, NaN outside [0, 1]. Where `p` is near 1, ask
/// [`upper_quantile`] for `1 - p`.
pub fn lower_quantile(a: f64, p: f64) -> f64 {
    quantile(a, p, 1.0 - p)
}

/// `x` with `Q(a, x) = q`: infinity at 0, 0 at 1, NaN outside [0, 1].
///
/// ```
/// use riskset::math::gamma::upper_quantile;
/// // The upper limit of the mean where no event was seen.
/// assert!((upper_quantile(1.0, 0.025) - 40_f64.ln()).abs() < 1e-15);
/// ```
pub fn upper_quantile(a: f64, q: f64) -> f64 {
    quantile(a, 1.0 - q, q)
}

fn sound(a: f64) -> bool {
    a > 0.0 && a.is_finite()
}

/// `x` with `P = below` and `Q = above`, of which the smaller is read.
fn quantile(a: f64, below: f64, above: f64) -> f64 {
    if !sound(a) || !(0.0..=1.0).contains(&below) || !(0.0..=1.0).contains(&above) {
        f64::NAN
    } else if below == 0.0 {
        0.0
    } else if above == 0.0 {
        f64::INFINITY
    } else if below < above {
        solve(a, ln(below), false)
    } else {
        solve(a, ln(above), true)
    }
}

/// `x` at which the logarithm of the lower or the upper tail is `goal`.
fn solve(a: f64, goal: f64, of_upper: bool) -> f64 {
    let mut x = a;
    for _ in 0..MOST_STEPS {
        let (value, slope) = if of_upper { ln_upper(a, x) } else { ln_lower(a, x) };
        let step = (goal - value) / slope;
        // From the left of a root in the upper tail, where Q is flat, a step can lead too far to the right.
        x *= exp(step.clamp(-LONGEST_STEP, if of_upper { 1.0 } else { LONGEST_STEP }));
        if step.abs() < CLOSE || x == 0.0 {
            break;
        }
    }
    x
}

/// Logarithm of `P` and its slope in `ln x`.
fn ln_lower(a: f64, x: f64) -> (f64, f64) {
    if x < a + 1.0 {
        let sum = series(a, x);
        return (ln_poisson(a, x) + ln(sum), a / sum);
    }
    let tail = 1.0 - by_fraction(a, x);
    (ln(tail), a * exp(ln_poisson(a, x)) / tail)
}

/// Logarithm of `Q` and its slope in `ln x`.
fn ln_upper(a: f64, x: f64) -> (f64, f64) {
    if x < a + 1.0 {
        let tail = 1.0 - by_series(a, x);
        return (ln(tail), -a * exp(ln_poisson(a, x)) / tail);
    }
    let value = fraction(a, x);
    (ln_poisson(a, x) + ln(a * value), -1.0 / value)
}

fn by_series(a: f64, x: f64) -> f64 {
    exp(ln_poisson(a, x)) * series(a, x)
}

fn by_fraction(a: f64, x: f64) -> f64 {
    if x == f64::INFINITY { 0.0 } else { exp(ln_poisson(a, x)) * a * fraction(a, x) }
}

/// `1 + x/(a+1) + x^2/((a+1)(a+2)) + ...`, for `x < a + 1`.
fn series(a: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut divisor) = (1.0, 1.0, a);
    for _ in 0..MOST_TERMS {
        divisor += 1.0;
        term *= x / divisor;
        let next = sum + term;
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The continued fraction for `Q / (D a)`, for `x >= a + 1`, by the method of Lentz (1976, Applied Optics
/// 15, 668-671).
fn fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let (mut value, mut i) = (d, 0.0);
    for _ in 0..MOST_TERMS {
        i += 1.0;
        b += 2.0;
        let above = -i * (i - a);
        d = 1.0 / away_from_zero(above * d + b);
        c = away_from_zero(b + above / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

/// The number, or one that can be divided by.
pub(super) fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{chi_square, erfc};

    #[test]
    fn closed_forms() {
        for step in 1..600 {
            let x = f64::from(step) * 0.05;
            for (a, tail) in [(1.0, exp(-x)), (2.0, (1.0 + x) * exp(-x)), (0.5, erfc(x.sqrt()))] {
                assert!((upper(a, x) / tail - 1.0).abs() < 2e-14, "{a} {x}");
                assert!((lower(a, x) + upper(a, x) - 1.0).abs() < 1e-15, "{a} {x}");
            }
            assert!((upper(3.5, x) / chi_square::upper_tail(2.0 * x, 7) - 1.0).abs() < 2e-14, "{x}");
        }
    }

    /// `P(a, x) = P(a + 1, x) + D`.
    #[test]
    fn neighbours_differ_by_a_poisson_probability() {
        for a in [0.3, 1.0, 15.0, 16.0, 1e3, 1e6] {
            for z in [-6.0, -1.0, 0.0, 1.0, 6.0] {
                let x = (a + z * f64::sqrt(a)).max(0.01);
                let (here, next) = (lower(a, x), lower(a + 1.0, x) + exp(ln_poisson(a, x)));
                assert!((here / next - 1.0).abs() < 1e-12, "{a} {x}: {here} {next}");
            }
        }
    }

    #[test]
    fn quantiles_invert_the_tails() {
        for a in [0.1, 0.5, 1.0, 2.0, 15.5, 400.0, 1e6] {
            for p in [1e-290, 1e-20, 1e-3, 0.025, 0.4, 0.5, 0.6, 0.975] {
                let x = lower_quantile(a, p);
                assert!(x < 1e-300 || (lower(a, x) / p - 1.0).abs() < 1e-11, "{a} {p}: {x}");
                let x = upper_quantile(a, p);
                assert!((upper(a, x) / p - 1.0).abs() < 1e-11, "{a} {p}: {x}");
            }
        }
    }

    #[test]
    fn edges() {
        assert_eq!((lower(2.0, 0.0), upper(2.0, -1.0)), (0.0, 1.0));
        assert_eq!((lower(2.0, f64::INFINITY), upper(2.0, f64::INFINITY)), (1.0, 0.0));
        assert_eq!((lower_quantile(2.0, 0.0), lower_quantile(2.0, 1.0)), (0.0, f64::INFINITY));
        assert_eq!((upper_quantile(2.0, 0.0), upper_quantile(2.0, 1.0)), (f64::INFINITY, 0.0));
        assert!(
            lower(0.0, 1.0).is_nan() && upper(f64::NAN, 1.0).is_nan() && lower_quantile(1.0, 1.1).is_nan()
        );
    }
}
