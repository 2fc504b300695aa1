//! Near-equal times become equal, here and nowhere else.
//!
//! Times computed by division or subtraction can differ in the last digits although they mean the
//! same moment; whether they tie changes every risk set. As R's `aeqSurv` (survival 3.5-3,
//! Therneau's vignette "Tied times"): among the sorted distinct times, one that follows its
//! predecessor by less than `sqrt(machine epsilon)` times the mean size of the distinct times is the
//! same time, and a run of such times takes the value of its first. R also merges times less than
//! 1.5e-8 apart in absolute terms; we do not, so that a change of unit changes nothing.

/// The relative gap at or below which two neighbouring times are one: `sqrt(f64::EPSILON)`.
pub(crate) const TOLERANCE: f64 = 1.490_116_119_384_765_6e-8;

/// Starts of the runs of near-equal times: the value that each run takes.
///
/// `times` must be ascending and finite; they may repeat. Returns `None` when no two are near.
pub(crate) fn cuts(times: &[f64]) -> Option<Vec<f64>> {
    let steps = || times.windows(2).filter(|pair| pair[0] < pair[1]);
    let distinct = || times.first().copied().into_iter().chain(steps().map(|pair| pair[1]));
    let n = distinct().count() as f64;
    // Divided first: the sum of large times could overflow.
    let mean: f64 = distinct().map(|time| time.abs() / n).sum();
    let near = |pair: &[f64]| pair[1] - pair[0] <= TOLERANCE * mean;
    steps().any(near).then(|| {
        let later = steps().filter(|pair| !near(pair)).map(|pair| pair[1]);
        times.first().copied().into_iter().chain(later).collect()
    })
}

/// The last of the ascending `cuts` at or below `time`; `time` itself when there is none.
pub(crate) fn snap(cuts: &[f64], time: f64) -> f64 {
    match cuts.partition_point(|&cut| cut <= time) {
        0 => time,
        above => cuts[above - 1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_takes_the_value_of_its_first() {
        let cuts = cuts(&[1.0, 1.0 + 1e-12, 1.0 + 2e-12, 2.0]).unwrap();
        assert_eq!(cuts, vec![1.0, 2.0]);
        assert_eq!(snap(&cuts, 1.0 + 2e-12), 1.0);
    }

    #[test]
    fn scale_does_not_matter() {
        assert_eq!(cuts(&[1e-9, 2e-9, 3e-9]), None);
        assert_eq!(cuts(&[]), None);
    }
}
