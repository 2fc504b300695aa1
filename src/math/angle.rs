//! The sine of an angle in the first quadrant.
//!
//! Confidence limits on the arcsine scale need no other angle, and the general function brings
//! tables for angles of any size that a visitor would have to download. The two polynomials are
//! those of fdlibm (Sun Microsystems 1993, `k_sin.c` and `k_cos.c`), for angles up to pi/4, error below
//! one unit in the last place; beyond pi/4 the cosine of the complement is taken.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

/// What pi/2 is more than the nearest f64.
const FRAC_PI_2_REST: f64 = 6.123_233_995_736_766e-17;

const SINE: [f64; 6] = [
    -1.666_666_666_666_663_2e-1,
    8.333_333_333_322_49e-3,
    -1.984_126_982_985_795e-4,
    2.755_731_370_707_007e-6,
    -2.505_076_025_340_686_3e-8,
    1.589_690_995_211_55e-10,
];
const COSINE: [f64; 6] = [
    4.166_666_666_666_66e-2,
    -1.388_888_888_887_411e-3,
    2.480_158_728_947_673e-5,
    -2.755_731_435_139_066_3e-7,
    2.087_572_321_298_175e-9,
    -1.135_964_755_778_819_5e-11,
];

/// Sine of `x`, in [0, pi/2].
///
/// ```
/// use riskset::math::angle::sine;
/// assert!((sine(std::f64::consts::FRAC_PI_6) - 0.5).abs() < 1e-16);
/// ```
pub fn sine(x: f64) -> f64 {
    if x <= FRAC_PI_4 {
        let square = x * x;
        return x + x * square * horner(&SINE, square);
    }
    let rest = (FRAC_PI_2 - x) + FRAC_PI_2_REST;
    let square = rest * rest;
    let half = 0.5 * square;
    let whole = 1.0 - half;
    whole + (((1.0 - whole) - half) + square * square * horner(&COSINE, square))
}

fn horner(coefficients: &[f64; 6], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_general_function() {
        for step in 0..=10_000 {
            let x = FRAC_PI_2 * f64::from(step) / 10_000.0;
            assert!((sine(x) - libm::sin(x)).abs() <= 2.3e-16, "{x}");
        }
    }
}
