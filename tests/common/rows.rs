//! The rows of a data set picked, shuffled, cut in two or moved in time: the changes that laws are about.

use proptest::prelude::*;
use riskset::data::{Covariate, Labels, Subjects, Values};

/// The rows with these indices, in this order.
pub(crate) fn picked(subjects: &Subjects, rows: &[usize]) -> Subjects {
    let labels = |labels: &Labels| Labels {
        of: rows.iter().map(|&i| labels.of[i]).collect(),
        names: labels.names.clone(),
    };
    let covariate = |covariate: &Covariate| Covariate {
        name: covariate.name.clone(),
        values: match &covariate.values {
            Values::Number(values) => Values::Number(rows.iter().map(|&i| values[i]).collect()),
            Values::Category(of) => Values::Category(labels(of)),
        },
    };
    Subjects {
        time: rows.iter().map(|&i| subjects.time[i]).collect(),
        entry: subjects.entry.as_ref().map(|entry| rows.iter().map(|&i| entry[i]).collect()),
        cause: rows.iter().map(|&i| subjects.cause[i]).collect(),
        group: rows.iter().map(|&i| subjects.group[i]).collect(),
        groups: subjects.groups.clone(),
        causes: subjects.causes.clone(),
        strata: subjects.strata.as_ref().map(labels),
        cluster: subjects.cluster.as_ref().map(|cluster| rows.iter().map(|&i| cluster[i]).collect()),
        covariates: subjects.covariates.iter().map(covariate).collect(),
    }
}

/// Subjects with an order that their rows may be put in.
pub(crate) fn in_order(subjects: Subjects) -> impl Strategy<Value = (Subjects, Vec<usize>)> {
    let order: Vec<usize> = (0..subjects.time.len()).collect();
    (Just(subjects), Just(order).prop_shuffle())
}

/// The same rows, some cut in two; both pieces in the cluster of the whole.
pub(crate) fn split(subjects: &Subjects, cuts: &[Option<f64>]) -> Subjects {
    let n = subjects.time.len();
    let mut entry = subjects.entry.clone().unwrap_or_else(|| vec![-1.0; n]);
    let (mut rows, mut time, mut cause): (Vec<usize>, _, _) =
        ((0..n).collect(), subjects.time.clone(), subjects.cause.clone());
    for (i, cut) in (0..n).zip(cuts) {
        let Some(share) = cut else { continue };
        // On a whole number where there is one: at a tie with others.
        let cut = (entry[i] + share * (time[i] - entry[i])).round();
        if entry[i] < cut && cut < time[i] && cut >= 0.0 {
            rows.push(i);
            time.push(cut);
            cause.push(0);
            entry.push(entry[i]);
            entry[i] = cut;
        }
    }
    Subjects { time, cause, entry: Some(entry), ..picked(subjects, &rows) }
}

/// The same subjects at times that `change` leaves in the same order.
pub(crate) fn at_other_times(subjects: &Subjects, change: impl Fn(f64) -> f64) -> Subjects {
    Subjects {
        time: subjects.time.iter().map(|&time| change(time)).collect(),
        entry: subjects.entry.as_ref().map(|entry| entry.iter().map(|&entry| change(entry)).collect()),
        ..subjects.clone()
    }
}
