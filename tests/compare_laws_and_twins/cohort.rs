//! Subjects as they are drawn, in up to five groups and three strata.

use crate::common::survival;
use proptest::prelude::*;
use riskset::data::{Labels, Subjects};
use riskset::risk_set::RiskSets;
use std::ops::RangeInclusive;

/// Subjects of some of `n_groups` groups in up to three strata (one of the four names is nobody's); whole
/// times up to 3 (all ties), 10 or 100000 (no ties to speak of); events in most.
pub(crate) fn cohort(n_groups: RangeInclusive<u16>) -> impl Strategy<Value = Subjects> {
    let tops = prop::sample::select(vec![3_u32, 10, 100_000]);
    (n_groups, tops, any::<bool>(), any::<bool>()).prop_flat_map(|(k, top, delayed, apart)| {
        let subject = (0..=top, 0..=top, prop::bool::weighted(0.7), 0..k, 0_u16..3);
        prop::collection::vec(subject, 2..40).prop_map(move |rows| Subjects {
            time: rows.iter().map(|row| f64::from(row.0)).collect(),
            entry: delayed.then(|| rows.iter().map(|row| f64::from(row.1.min(row.0)) - 1.0).collect()),
            cause: rows.iter().map(|row| u8::from(row.2)).collect(),
            group: rows.iter().map(|row| row.3).collect(),
            groups: (0..k).map(|group| format!("group {group}")).collect(),
            strata: apart.then(|| Labels {
                of: rows.iter().map(|row| if row.4 == 2 { 3 } else { row.4 }).collect(),
                names: ["north", "east", "nobody", "west"].map(String::from).to_vec(),
            }),
            ..Subjects::default()
        })
    })
}

pub(crate) fn strata(subjects: &Subjects) -> Vec<RiskSets> {
    RiskSets::by_stratum(&survival(subjects))
}
