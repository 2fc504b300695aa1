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

/// Gives each run of near-equal times the value of its first; whether there was one.
///
/// `times` must be ascending and finite; they may repeat.
pub(crate) fn merge(times: &mut [f64]) -> bool {
    let Some(reach) = reach(times) else { return false };
    let (mut before, mut first) = (f64::NEG_INFINITY, 0.0);
    for time in times {
        if *time - before > reach {
            first = *time;
        }
        before = std::mem::replace(time, first);
    }
    true
}

/// How far apart two neighbours may be that are one time; `None` when no two are near.
fn reach(times: &[f64]) -> Option<f64> {
    let steps = || times.windows(2).filter(|pair| pair[0] < pair[1]);
    let distinct = || times.first().copied().into_iter().chain(steps().map(|pair| pair[1]));
    let n = distinct().count() as f64;
    // Divided first: the sum of large times could overflow.
    let mean: f64 = distinct().map(|time| time.abs() / n).sum();
    let reach = TOLERANCE * mean;
    steps().any(|pair| pair[1] - pair[0] <= reach).then_some(reach)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_takes_the_value_of_its_first() {
        let mut times = [1.0, 1.0 + 1e-12, 1.0 + 1e-12, 1.0 + 2e-12, 2.0];
        assert!(merge(&mut times));
        assert_eq!(times, [1.0, 1.0, 1.0, 1.0, 2.0]);
    }

    #[test]
    fn scale_does_not_matter() {
        let mut times = [1e-9, 1e-9, 2e-9, 3e-9];
        assert!(!merge(&mut times) && !merge(&mut []));
        assert_eq!(times, [1e-9, 1e-9, 2e-9, 3e-9]);
    }
}
