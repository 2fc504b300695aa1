//! Near-equal times become equal, here and nowhere else.
//!
//! Times computed by division or subtraction can differ in the last digits although they mean the
//! same moment; whether they tie changes every risk set. As R's `aeqSurv` (survival 3.5-3,
//! Therneau's vignette "Tied times"): among the sorted distinct times, one that follows its
//! predecessor by less than `sqrt(machine epsilon)` times the mean size of the distinct times is the
//! same time, and a run of such times takes the value of its first. R also merges times less than
//! 1.5e-8 apart in absolute terms; we do not, so that a change of unit changes nothing.
//!
//! Where merging would take an interval from entry to time away (Unix seconds: all times are near 1.7e9), the smallest
//! entry is taken off all times before they are compared; what is still too short is refused by
//! [`Survival`](super::Survival), as R refuses it.

/// The relative gap at or below which two neighbouring times are one: `sqrt(f64::EPSILON)`.
pub(crate) const TOLERANCE: f64 = 1.490_116_119_384_765_6e-8;

/// Gives each run of times that follow one another by at most `reach` the value of its first.
///
/// `times` must be ascending and finite; they may repeat.
pub(crate) fn merge(times: &mut [f64], reach: f64) {
    let (mut before, mut first) = (f64::NEG_INFINITY, 0.0);
    for time in times {
        if *time - before > reach {
            first = *time;
        }
        before = std::mem::replace(time, first);
    }
}

/// How far apart two neighbours may be that are one time; `None` when no two are near.
pub(crate) fn reach(times: &[f64]) -> Option<f64> {
    let steps = || times.windows(2).filter(|pair| pair[0] < pair[1]);
    let distinct = || times.first().copied().into_iter().chain(steps().map(|pair| pair[1]));
    let n = distinct().count() as f64;
    // Divided first: the sum of large times could overflow.
    let mean: f64 = distinct().map(|time| time.abs() / n).sum();
    let reach = TOLERANCE * mean;
    steps().any(|pair| pair[1] - pair[0] <= reach).then_some(reach)
}

/// Different times that count as one, not because of rounding but because the times are so large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Swallowed {
    /// The first two times that were written as different and are now equal.
    pub(crate) first: [f64; 2],
    /// The last of such times.
    pub(crate) last: f64,
    /// The two largest different times.
    pub(crate) largest: [f64; 2],
}

impl Swallowed {
    /// The same with `offset` added to all times.
    pub(crate) fn shifted(self, offset: f64) -> Self {
        let [first, largest] = [self.first, self.largest].map(|pair| pair.map(|time| time + offset));
        Swallowed { first, last: self.last + offset, largest }
    }
}

/// Two times that differ by more than this part of themselves were written as different times.
const WRITTEN: f64 = 1e-6;

/// What merging within `reach` would swallow of ascending `times`. Rounding gives no whole numbers and no gaps of a
/// millionth: times that differ so were different when they were written.
pub(crate) fn swallowed(times: &[f64], reach: f64) -> Option<Swallowed> {
    let differ = |a: f64, b: f64| b - a > WRITTEN * b || (a.fract() == 0.0 && b.fract() == 0.0);
    let near = |pair: &&[f64]| pair[0] < pair[1] && pair[1] - pair[0] <= reach && differ(pair[0], pair[1]);
    let first = times.windows(2).find(near)?;
    let last = times.windows(2).rfind(near)?;
    let largest = *times.last()?;
    let next = times.iter().rfind(|&&time| time < largest)?;
    Some(Swallowed { first: [first[0], first[1]], last: last[1], largest: [*next, largest] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_takes_the_value_of_its_first() {
        let mut times = [1.0, 1.0 + 1e-12, 1.0 + 1e-12, 1.0 + 2e-12, 2.0];
        let reach = reach(&times).unwrap();
        assert_eq!(swallowed(&times, reach), None);
        merge(&mut times, reach);
        assert_eq!(times, [1.0, 1.0, 1.0, 1.0, 2.0]);
    }

    #[test]
    fn scale_does_not_matter() {
        assert_eq!(reach(&[1e-9, 1e-9, 2e-9, 3e-9]), None);
        assert_eq!(reach(&[]), None);
    }

    #[test]
    fn a_huge_time_swallows_the_others_and_that_is_found() {
        let times = [1.0, 2.0, 3.0, 1e10];
        let swallowed = swallowed(&times, reach(&times).unwrap()).unwrap();
        assert_eq!((swallowed.first, swallowed.last, swallowed.largest), ([1.0, 2.0], 3.0, [3.0, 1e10]));
    }
}
