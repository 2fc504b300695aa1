//! The one way to sort here: every list is put in order by numeric keys, with the same code.
//!
//! (Each use of the standard library's sort makes its own copy of it, and what a visitor downloads
//! is counted in kilobytes.)

/// Runs of keys that the first look cannot tell apart are put in order by insertion up to this
/// length.
const SHORT: usize = 16;

/// Indices of `keys` in ascending order of the keys; equal keys keep their order. Minus zero is
/// zero; NaN comes last.
///
/// A radix sort by the leading 32 bits of each key's place between the smallest and the largest,
/// which tells nearly all keys apart with half the memory traffic of whole keys; then the few runs
/// that share them by the whole key.
///
/// ```
/// use riskset::order::ascending;
/// assert_eq!(ascending(&[3.0, -1.0, 3.0, 0.5]), [1, 3, 0, 2]);
/// ```
pub fn ascending(keys: &[f64]) -> Vec<u32> {
    if keys.is_sorted_by_key(|&key| rank(key)) {
        return (0..keys.len() as u32).collect();
    }
    let (low, high) =
        keys.iter().fold((u64::MAX, 0), |(low, high), &key| (low.min(rank(key)), high.max(rank(key))));
    let shift = (u64::BITS - high.saturating_sub(low).leading_zeros()).saturating_sub(u32::BITS);
    let lead = |key: f64| ((rank(key) - low) >> shift) as u32;
    let mut order: Vec<(u32, u32)> = keys.iter().map(|&key| lead(key)).zip(0..).collect();
    radsort::sort_by_key(&mut order, |&(lead, _)| lead);
    let whole = |index: u32| rank(keys[index as usize]);
    for run in order.chunk_by_mut(|a, b| a.0 == b.0) {
        if run.len() <= SHORT {
            insert(run, whole);
        } else {
            sort_run(run, whole);
        }
    }
    let mut indices = Vec::with_capacity(keys.len());
    indices.extend(order.iter().map(|&(_, index)| index));
    indices
}

fn insert(run: &mut [(u32, u32)], whole: impl Fn(u32) -> u64) {
    for end in 1..run.len() {
        let mut at = end;
        while at > 0 && whole(run[at - 1].1) > whole(run[at].1) {
            run.swap(at - 1, at);
            at -= 1;
        }
    }
}

fn sort_run(run: &mut [(u32, u32)], whole: impl Fn(u32) -> u64) {
    if run.windows(2).all(|pair| whole(pair[0].1) <= whole(pair[1].1)) {
        return;
    }
    let mut keyed: Vec<(u64, u32)> = run.iter().map(|&(_, index)| (whole(index), index)).collect();
    radsort::sort_by_key(&mut keyed, |&(rank, _)| rank);
    for (place, (_, index)) in run.iter_mut().zip(keyed) {
        place.1 = index;
    }
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
        assert_eq!(ascending(&[2.5]), [0]);
    }

    #[test]
    fn agrees_with_the_standard_sort() {
        let mut random = fastrand::Rng::with_seed(3);
        for spread in [1.0, 1e-9, 1e-15, 1e300] {
            for n in [2, 15, 17, 400] {
                // Many near 1, some ties, and one far away that takes the leading bits.
                let mut keys: Vec<f64> = (0..n).map(|_| 1.0 + spread * f64::from(random.u32(0..n))).collect();
                keys.push(1e308);
                keys.push(-1e-308);
                let mut expected: Vec<u32> = (0..n + 2).collect();
                expected.sort_by(|&a, &b| keys[a as usize].total_cmp(&keys[b as usize]));
                assert_eq!(ascending(&keys), expected, "{spread} {n}");
            }
        }
    }
}
