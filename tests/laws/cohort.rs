//! Subjects as they are drawn.

use proptest::prelude::*;
use riskset::data::Subjects;
use std::ops::RangeInclusive;

/// Subjects of some of `n_groups` groups; whole times up to 3 (all ties), 10 or 100000 (no ties to
/// speak of); events in most.
pub(crate) fn cohort(
    n_groups: RangeInclusive<u16>,
    delayed: impl Strategy<Value = bool>,
) -> impl Strategy<Value = Subjects> {
    (n_groups, prop::sample::select(vec![3_u32, 10, 100_000]), delayed).prop_flat_map(|(k, top, delayed)| {
        let subject = (0..=top, 0..=top, prop::bool::weighted(0.7), 0..k);
        prop::collection::vec(subject, 2..40).prop_map(move |rows| Subjects {
            time: rows.iter().map(|row| f64::from(row.0)).collect(),
            // Observation starts somewhere from 1 before the origin to 1 before the end.
            entry: delayed
                .then(|| rows.iter().map(|&(time, late, ..)| f64::from(late.min(time)) - 1.0).collect()),
            cause: rows.iter().map(|row| u8::from(row.2)).collect(),
            group: rows.iter().map(|row| row.3).collect(),
            groups: (0..k).map(|group| format!("group {group}")).collect(),
            ..Subjects::default()
        })
    })
}
