//! The only door to the elementary functions, and the special functions built on them.
//!
//! `f64::exp` and its siblings ask the machine's own C library, so that a native build and a wasm
//! build can differ in the last bit. Everything here goes through the `libm` crate instead: the
//! same bits everywhere. (`clippy.toml` forbids the others.) `sqrt` is exact by IEEE 754 and
//! needs no door.

pub mod angle;
pub mod beta;
pub mod chi_square;
pub mod gamma;
pub mod gauss_legendre;
pub mod log_product;
pub mod normal;
pub mod normal_box;
pub mod random;
pub mod saddle_point;
pub mod symmetric;

/// `e^x`.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm; minus infinity at 0, NaN below.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)`, accurate near 0.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `x^y`; 1 for `y = 0` whatever `x`.
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Logarithm to base 10.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `10^n` for a whole `n`; rounded correctly for `n` from -22 to 22, infinity above 308 and 0 below -323. Any `n` costs at most
/// some 300 steps.
pub fn power_of_ten(n: i32) -> f64 {
    /// The largest power of ten that is a number.
    const LARGEST: u32 = 308;
    let power = |n: u32| (0..n.min(LARGEST + 1)).fold(1.0, |power, _| power * 10.0);
    match n.unsigned_abs() {
        size if n >= 0 => power(size),
        size if size <= LARGEST => 1.0 / power(size),
        size => 1.0 / power(LARGEST) / power(size - LARGEST),
    }
}

/// Angle in radians whose sine is `x`, for `x` in [-1, 1].
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// Complementary error function, accurate in relative terms down to 1e-300.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

#[cfg(test)]
mod tests {
    use super::power_of_ten;

    #[test]
    fn powers_of_ten_end() {
        assert_eq!([0, 3, -2, 22].map(power_of_ten), [1.0, 1000.0, 0.01, 1e22]);
        assert_eq!([309, i32::MAX].map(power_of_ten), [f64::INFINITY; 2]);
        assert_eq!([-324, i32::MIN].map(power_of_ten), [0.0; 2]);
        assert!((power_of_ten(308) / 1e308 - 1.0).abs() < 1e-13 && power_of_ten(-320) > 0.0);
    }
}
