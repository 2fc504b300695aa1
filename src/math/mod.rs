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

/// `10^n` for a whole `n`; rounded correctly for `n` from -22 to 22.
pub fn power_of_ten(n: i32) -> f64 {
    let power = (0..n.unsigned_abs()).fold(1.0, |power, _| power * 10.0);
    if n < 0 { 1.0 / power } else { power }
}

/// Angle in radians whose sine is `x`, for `x` in [-1, 1].
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// Complementary error function, accurate in relative terms down to 1e-300.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}
