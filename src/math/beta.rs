//! The regularised incomplete beta function and its inverse.
//!
//! `I_x(a, b) = 1/B(a, b) * integral_0^x t^(a-1) (1-t)^(b-1) dt`: for whole numbers, the probability of at
//! least `a` successes of probability `x` in `a + b - 1`. With `D = x^a (1-x)^b / B(a, b)`
//!
//! `I_x = D / (f_0 + e_1/(f_1 + e_2/(f_2 + ...)))`
//!
//! with `s = a + 2n`, `e_n = n (b-n) (a+n-1) (a+b+n-1) x^2 / (s-1)^2`,
//! `f_n = n + n (b-n) x / (s-1) + (a+n) / (s+1) * (a - (a+b) x + 1 + n (2-x))`: every second term of
//! Abramowitz & Stegun 1964, 26.5.8, as Didonato & Morris 1992 (ACM Transactions on Mathematical Software 18,
//! 360-373) write it. It is used for `x` at most the mean `a/(a+b)`, and `1 - I_(1-x)(b, a)` beyond, which cancels nothing there. `D` comes
//! from [`saddle_point`](super::saddle_point), so that counts of a million lose no digits. Quantiles by
//! Newton steps for the logarithm of the smaller tail as a function of the logit of `x`: it is concave, so the
//! steps cannot miss.
//!
//! A probability can be given and asked for as odds `x / (1 - x)`, which keep their digits at both ends.
//!
//! Relative error below 1e-12, quantiles included, for `a` and `b` from 0.5 to 1e5 and tails down to 1e-300, and
//! to 1e6 and 1e-10: beyond, a unit in the last place of `x` is worth more.
//! Some `sqrt(a + b)` terms at the worst.

use super::gamma::{CLOSE, LONGEST_STEP, MOST_TERMS, TINY, away_from_zero};
use super::saddle_point::ln_binomial;
use super::{exp, ln};

/// Steps to a quantile; fewer than 30 are ever taken.
const MOST_STEPS: usize = 200;

/// `I_x(a, b)`, the probability below `x`; 0 for `x <= 0`, 1 for `x >= 1`, NaN unless `a` and `b` are positive.
///
/// ```
/// use riskset::math::beta::lower;
/// assert!((lower(2.0, 1.0, 0.3) - 0.09).abs() < 1e-16);
/// ```
pub fn lower(a: f64, b: f64, x: f64) -> f64 {
    below(a, b, x, 1.0 - x)
}

/// `1 - I_x(a, b)`, the probability above `x`.
pub fn upper(a: f64, b: f64, x: f64) -> f64 {
    below(b, a, 1.0 - x, x)
}

/// The probability below `x` at its odds `x / (1 - x)`, from 0 to infinity.
pub fn lower_at_odds(a: f64, b: f64, odds: f64) -> f64 {
    let (x, y) = from_odds(odds);
    below(a, b, x, y)
}

/// `x` with `I_x(a, b) = p`; NaN outside [0, 1].
///
/// ```
/// use riskset::math::beta::quantile;
/// // Upper limit of a share of which 0 in 10 were seen.
/// assert!((quantile(1.0, 10.0, 0.975) - (1.0 - 0.025_f64.powf(0.1))).abs() < 1e-15);
/// ```
pub fn quantile(a: f64, b: f64, p: f64) -> f64 {
    from_odds(odds_quantile(a, b, p)).0
}

/// The odds `x / (1 - x)` with `I_x(a, b) = p`: 0 at 0, infinity at 1, NaN outside [0, 1]. Where `p` is
/// near 1, ask for `1 / odds_quantile(b, a, 1 - p)`.
pub fn odds_quantile(a: f64, b: f64, p: f64) -> f64 {
    if !sound(a, b) || !(0.0..=1.0).contains(&p) {
        f64::NAN
    } else if p == 0.0 {
        0.0
    } else if p == 1.0 {
        f64::INFINITY
    } else if p <= 0.5 {
        solve(a, b, ln(p))
    } else {
        1.0 / solve(b, a, ln(1.0 - p))
    }
}

fn sound(a: f64, b: f64) -> bool {
    a > 0.0 && b > 0.0 && (a + b).is_finite()
}

/// `x` and `1 - x`.
fn from_odds(odds: f64) -> (f64, f64) {
    // Infinite odds would divide themselves.
    if odds > 1.0 {
        (1.0 / (1.0 + 1.0 / odds), 1.0 / (1.0 + odds))
    } else {
        (odds / (1.0 + odds), 1.0 / (1.0 + odds))
    }
}

/// `I_x(a, b)`; `y` is `1 - x`.
fn below(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if !sound(a, b) || x.is_nan() {
        f64::NAN
    } else if x <= 0.0 {
        0.0
    } else if y <= 0.0 {
        1.0
    } else if before_the_mean(a, b, x, y) {
        by_fraction(a, b, x, y)
    } else {
        1.0 - by_fraction(b, a, y, x)
    }
}

/// Odds at which the logarithm of the lower tail is `goal`.
fn solve(a: f64, b: f64, goal: f64) -> f64 {
    let mut odds = a / b;
    for _ in 0..MOST_STEPS {
        let (x, y) = from_odds(odds);
        let (value, slope) = ln_below(a, b, x, y);
        let step = (goal - value) / slope;
        odds *= exp(step.clamp(-LONGEST_STEP, LONGEST_STEP));
        if step.abs() < CLOSE || odds == 0.0 {
            break;
        }
    }
    odds
}

/// Logarithm of `I_x(a, b)` and its slope in the logit of `x`.
fn ln_below(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if before_the_mean(a, b, x, y) {
        let value = fraction(a, b, x, y);
        return (ln_density(a, b, x, y) + ln(value), 1.0 / value);
    }
    let tail = 1.0 - by_fraction(b, a, y, x);
    (ln(tail), exp(ln_density(a, b, x, y)) / tail)
}

/// Whether `x` is at most `a / (a + b)`.
fn before_the_mean(a: f64, b: f64, x: f64, y: f64) -> bool {
    b * x <= a * y
}

fn by_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    exp(ln_density(a, b, x, y)) * fraction(a, b, x, y)
}

/// `ln(x^a y^b / B(a, b))`: the density of the logit.
fn ln_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    ln_binomial(a, b, x, y) + ln(a * (b / (a + b)))
}

/// The continued fraction for `I_x / D`, by the method of Lentz (1976, Applied Optics 15, 668-671); `x` is
/// at most the mean.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // a - (a + b) x from the smaller of x and y: where x is near 1, most of its digits say so.
    let short = if x <= y { a - (a + b) * x } else { (a + b) * y - b };
    let first = a * (short + 1.0) / (a + 1.0);
    let (mut c, mut d) = (1.0 / TINY, 1.0 / away_from_zero(first));
    let (mut value, mut n) = (d, 0.0);
    for _ in 0..MOST_TERMS {
        n += 1.0;
        let before = a + 2.0 * n - 1.0;
        let above = ((a + n - 1.0) / before) * ((a + b + n - 1.0) / before) * n * (b - n) * x * x;
        let below = n + n * (b - n) * x / before + (a + n) / (before + 2.0) * (short + 1.0 + n * (1.0 + y));
        d = 1.0 / away_from_zero(above * d + below);
        c = away_from_zero(below + above / c);
        let factor = d * c;
        value *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        for step in 1..100 {
            let x = f64::from(step) / 100.0;
            let arcsine = crate::math::asin(x.sqrt()) * std::f64::consts::FRAC_2_PI;
            for (a, b, expected) in [
                (3.0, 1.0, x * x * x),
                (1.0, 2.0, x * (2.0 - x)),
                (2.0, 2.0, x * x * (3.0 - 2.0 * x)),
                (0.5, 0.5, arcsine),
            ] {
                assert!((lower(a, b, x) / expected - 1.0).abs() < 1e-14, "{a} {b} {x}");
                assert!((lower(b, a, 1.0 - x) + expected - 1.0).abs() < 1e-14, "{a} {b} {x}");
            }
        }
    }

    /// `I_x(a, b)` as the sum of the probabilities of `a` to `n` successes.
    #[test]
    fn a_binomial_tail() {
        let probability = |k: f64, n: f64, x: f64| exp(ln_binomial(k, n - k, x, 1.0 - x));
        for n in [1_u32, 5, 30, 200] {
            for k in [1, n / 3 + 1, n] {
                for x in [0.01, 0.3, 0.5, 0.9] {
                    let sum: f64 = (k..=n).rev().map(|k| probability(f64::from(k), f64::from(n), x)).sum();
                    let found = lower(f64::from(k), f64::from(n - k + 1), x);
                    assert!(sum == 0.0 || (found / sum - 1.0).abs() < 2e-13, "{k} {n} {x}: {found} {sum}");
                }
            }
        }
    }

    #[test]
    fn quantiles_invert_the_tails() {
        for (a, b) in
            [(0.5, 0.5), (1.0, 1.0), (3.0, 900.0), (900.0, 3.0), (40.0, 41.0), (1e6, 1e6), (1e6, 5.0)]
        {
            for p in [1e-290, 1e-20, 1e-3, 0.025, 0.4, 0.5, 0.6, 0.975] {
                let odds = odds_quantile(a, b, p);
                let back = lower_at_odds(a, b, odds);
                assert!(odds == 0.0 || (back / p - 1.0).abs() < 1e-11, "{a} {b} {p}: {odds} {back}");
                let mirrored = 1.0 / odds_quantile(b, a, 1.0 - p);
                assert!(p < 1e-10 || (mirrored / odds - 1.0).abs() < 1e-11, "{a} {b} {p}: {odds} {mirrored}");
            }
        }
    }

    #[test]
    fn edges() {
        assert_eq!((lower(2.0, 3.0, 0.0), lower(2.0, 3.0, 1.0)), (0.0, 1.0));
        assert_eq!((lower_at_odds(2.0, 3.0, 0.0), lower_at_odds(2.0, 3.0, f64::INFINITY)), (0.0, 1.0));
        assert_eq!((quantile(2.0, 3.0, 0.0), quantile(2.0, 3.0, 1.0)), (0.0, 1.0));
        assert!(lower(0.0, 1.0, 0.5).is_nan() && lower(1.0, 1.0, f64::NAN).is_nan());
        assert!(quantile(1.0, f64::INFINITY, 0.5).is_nan() && odds_quantile(1.0, 1.0, 1.5).is_nan());
    }
}
