//! Subjects as they are drawn, and what is asked of them.

use crate::common::{sets, survival};
use proptest::prelude::*;
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier::{KaplanMeier, by_group};
use riskset::estimate::milestone::{self, Milestone, NoMilestone};

/// Subjects of some of three groups; whole times up to 3 (all ties), 10 or 100000 (no ties to speak
/// of); events in most, or in all.
pub(crate) fn cohort(delayed: impl Strategy<Value = bool>, events: f64) -> impl Strategy<Value = Subjects> {
    (prop::sample::select(vec![3_u32, 10, 100_000]), delayed).prop_flat_map(move |(top, delayed)| {
        let subject = (0..=top, 0..=top, prop::bool::weighted(events), 0_u16..3);
        prop::collection::vec(subject, 2..40).prop_map(move |rows| Subjects {
            time: rows.iter().map(|row| f64::from(row.0)).collect(),
            entry: delayed
                .then(|| rows.iter().map(|&(time, late, ..)| f64::from(late.min(time)) - 1.0).collect()),
            cause: rows.iter().map(|row| u8::from(row.2)).collect(),
            group: rows.iter().map(|row| row.3).collect(),
            groups: (0..3).map(|group| format!("group {group}")).collect(),
            ..Subjects::default()
        })
    })
}

pub(crate) fn curves(subjects: &Subjects) -> Vec<KaplanMeier> {
    by_group(&sets(subjects))
}

pub(crate) fn confidence() -> Confidence {
    Confidence::new(0.95, ConfType::LogLog)
}

pub(crate) fn at(subjects: &Subjects, time: f64) -> Vec<Result<Milestone, NoMilestone>> {
    milestone::by_group(&survival(subjects), &curves(subjects), time, &confidence())
}

/// Times at which an area or a milestone may be asked: before, at, between and after those of the data.
pub(crate) fn asked(subjects: &Subjects, share: f64) -> [f64; 3] {
    let last = subjects.time.iter().copied().fold(0.0, f64::max);
    [share * last, (share * last).round(), 1.2 * last + 0.5]
}
