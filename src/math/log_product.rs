//! Logarithm of a product of many positive numbers.
//!
//! `sum ln x_i` is taken as `ln prod x_i`, in portions that cannot overflow: one multiplication a
//! factor in place of one logarithm. Each multiplication rounds by at most half a unit in the last
//! place, so the sum gains at most 1.1e-16 a factor in absolute terms, as adding logarithms would.

use super::ln;

/// Portions are closed outside this range; a factor between 1e-150 and 1e150 cannot leave the
/// range of f64 from inside it.
const RANGE: std::ops::Range<f64> = 1e-150..1e150;

/// A running product; see the [module](self).
///
/// ```
/// use riskset::math::log_product::LogProduct;
/// let mut product = LogProduct::default();
/// product.multiply(2.0, 3);
/// assert_eq!(product.ln(), 8_f64.ln());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogProduct {
    portion: f64,
    closed: f64,
}

impl Default for LogProduct {
    fn default() -> Self {
        LogProduct { portion: 1.0, closed: 0.0 }
    }
}

impl LogProduct {
    /// Multiplies by `factor`, positive, `times` times.
    pub fn multiply(&mut self, factor: f64, times: u32) {
        if times > 1 || !RANGE.contains(&factor) {
            self.closed += f64::from(times) * ln(factor);
            return;
        }
        self.portion *= factor;
        if !RANGE.contains(&self.portion) {
            self.closed += ln(self.portion);
            self.portion = 1.0;
        }
    }

    /// Logarithm of the product; 0 of the empty one.
    pub fn ln(&self) -> f64 {
        self.closed + ln(self.portion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_sum_of_logarithms() {
        let (mut product, mut sum) = (LogProduct::default(), 0.0);
        for i in 1..5000 {
            let factor = f64::from(i) * if i % 97 == 0 { 1e200 } else { 1.0 };
            product.multiply(factor, 1);
            sum += ln(factor);
        }
        assert!((product.ln() - sum).abs() < 1e-9 * sum);
    }
}
