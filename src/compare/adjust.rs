//! P-values adjusted for how many there are.
//!
//! Of `m` p-values in ascending order, `p_(1)` to `p_(m)`:
//!
//! * Holm: `max_{j <= i} min(1, (m - j + 1) p_(j))`. Bounds the chance of any false finding, whatever the
//!   dependence. Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
//! * Benjamini-Hochberg: `min_{j >= i} min(1, (m / j) p_(j))`. Bounds the expected share of false findings
//!   among the findings. Source: Benjamini & Hochberg (1995), JRSS B 57, 289-300.
//!
//! The same as R's `p.adjust`. Neither is ever below the raw p-value. P-values are numbers in [0, 1], none NaN.
//!
//! ```
//! use riskset::compare::adjust::{benjamini_hochberg, holm};
//! assert_eq!(holm(&[0.25, 0.125, 0.0625]), [0.25, 0.25, 0.1875]);
//! assert_eq!(benjamini_hochberg(&[0.25, 0.125, 0.0625]), [0.25, 0.1875, 0.1875]);
//! ```

use crate::order::ascending;

/// Adjusted by Holm's method, in the same order.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p_values.len()];
    let mut highest = 0.0_f64;
    for (i, index) in ascending(p_values).into_iter().enumerate() {
        let left = (p_values.len() - i) as f64;
        highest = highest.max(left * p_values[index as usize]).min(1.0);
        adjusted[index as usize] = highest;
    }
    adjusted
}

/// Adjusted by the method of Benjamini and Hochberg, in the same order.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut adjusted = vec![0.0; p_values.len()];
    let m = p_values.len() as f64;
    let mut lowest = 1.0_f64;
    for (i, index) in ascending(p_values).into_iter().enumerate().rev() {
        lowest = lowest.min(m / (i + 1) as f64 * p_values[index as usize]);
        adjusted[index as usize] = lowest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Benjamini & Hochberg (1995), p. 295: at .05 Bonferroni and Holm find three, theirs four.
    #[test]
    fn fifteen_comparisons() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        let found = |adjusted: Vec<f64>| adjusted.iter().filter(|&&p| p <= 0.05).count();
        assert_eq!((found(holm(&p)), found(benjamini_hochberg(&p))), (3, 4));
    }

    #[test]
    fn none_and_one() {
        assert_eq!((holm(&[]), benjamini_hochberg(&[])), (vec![], vec![]));
        assert_eq!((holm(&[0.3]), benjamini_hochberg(&[0.3])), (vec![0.3], vec![0.3]));
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
    }
}
