//! Right-continuous step functions: the shape of every curve here.

/// Index of the last of the ascending `times` at or before `time`; `None` before the first.
///
/// A step function with values `v` is `v[i]` from `times[i]` up to, but not at, `times[i + 1]`.
///
/// ```
/// use riskset::step::last_at;
/// assert_eq!(last_at(&[2.0, 5.0], 1.9), None);
/// assert_eq!(last_at(&[2.0, 5.0], 5.0), Some(1));
/// ```
pub fn last_at(times: &[f64], time: f64) -> Option<usize> {
    times.partition_point(|&at| at <= time).checked_sub(1)
}
