//! The one way to sort here: every list is put in order by numeric keys, with the same code.
//!
//! (Each use of the standard library's sort makes its own copy of it, and what a visitor downloads
//! is counted in kilobytes.)

/// Indices of `keys` in ascending order of the keys; equal keys keep their order. Minus zero is
/// zero; NaN comes last.
///
/// Time grows in proportion to the number of keys (radix sort).
///
/// ```
/// use riskset::order::ascending;
/// assert_eq!(ascending(&[3.0, -1.0, 3.0, 0.5]), [1, 3, 0, 2]);
/// ```
pub fn ascending(keys: &[f64]) -> Vec<u32> {
    let mut order: Vec<(u64, u32)> = keys.iter().map(|&key| rank(key)).zip(0..).collect();
    radsort::sort_by_key(&mut order, |&(rank, _)| rank);
    order.into_iter().map(|(_, index)| index).collect()
}

/// Whole number in the order of the keys.
fn rank(key: f64) -> u64 {
    const SIGN: u64 = 1 << 63;
    let bits = (key + 0.0).to_bits();
    if key.is_nan() {
        u64::MAX
    } else if bits & SIGN == 0 {
        bits | SIGN
    } else {
        !bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_number() {
        let keys = [f64::NAN, f64::INFINITY, 0.0, -0.0, 1e-300, -1e-300, f64::NEG_INFINITY, -5.0];
        assert_eq!(ascending(&keys), [6, 7, 5, 2, 3, 4, 1, 0]);
        assert_eq!(ascending(&[]), [0_u32; 0]);
    }
}
