//! What the tests share. Each test program uses a part of it.
#![allow(dead_code)]

pub(crate) mod chance;
pub(crate) mod fixture;
pub(crate) mod held_to_account;
pub(crate) mod judge;
pub(crate) mod rows;
pub(crate) mod tolerance;

use riskset::data::{Subjects, Survival};
use riskset::risk_set::RiskSets;

/// Subjects without delayed entry, groups named by their index.
pub(crate) fn subjects(time: &[f64], cause: &[u8], group: &[u16]) -> Subjects {
    let n_groups = group.iter().max().map_or(0, |&group| group + 1);
    Subjects {
        time: time.to_vec(),
        cause: cause.to_vec(),
        group: group.to_vec(),
        groups: (0..n_groups).map(|group| group.to_string()).collect(),
        ..Subjects::default()
    }
}

/// Arms in a row, each a text as books print it: `"6 6 6+ 7"`, `+` censored.
pub(crate) fn arms(arms: &[&str]) -> Subjects {
    let (mut time, mut cause, mut group) = (Vec::new(), Vec::new(), Vec::new());
    for (arm, index) in arms.iter().zip(0..) {
        for entry in arm.split_whitespace() {
            time.push(entry.trim_end_matches('+').parse().expect("a time"));
            cause.push(u8::from(!entry.ends_with('+')));
            group.push(index);
        }
    }
    subjects(&time, &cause, &group)
}

/// The checked data set of sound subjects.
pub(crate) fn survival(subjects: &Subjects) -> Survival {
    Survival::new(subjects.clone()).expect("sound subjects")
}

/// Their risk sets.
pub(crate) fn sets(subjects: &Subjects) -> RiskSets {
    RiskSets::new(&survival(subjects))
}
