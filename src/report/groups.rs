//! What is said of each group: counts, median, curve.

use super::options::Settings;
use super::shape::{CurveReport, GroupReport, Maybe, QuantileReport, Reason};
use crate::data::{People, Survival};
use crate::estimate::confidence::Confidence;
use crate::estimate::kaplan_meier::KaplanMeier;
use crate::estimate::nelson_aalen::nelson_aalen;
use crate::estimate::quantile::quantile;

/// A report for each group, in order.
pub(super) fn reports(
    data: &Survival,
    people: &People,
    curves: &[KaplanMeier],
    settings: &Settings,
    confidence: &Confidence,
) -> Vec<GroupReport> {
    let last_of_all = data.time().last().copied().unwrap_or_default();
    let competing = competing(data);
    data.groups()
        .iter()
        .zip(curves)
        .enumerate()
        .map(|(i, (name, curve))| GroupReport {
            name: name.clone(),
            reference: settings.reference_name.is_some() && i == settings.reference,
            n: people.by_group[i],
            n_event: curve.total_events(),
            n_competing: competing[i],
            n_censor: curve.total_censored() - competing[i],
            last_time: curve.last_time().unwrap_or_default(),
            median: median(curve, competing.iter().any(|&n| n > 0), settings, confidence),
            curve: thinned(curve, confidence, settings.max_steps, last_of_all),
        })
        .collect()
}

/// Events of other causes by group; the curves count them as censored.
fn competing(data: &Survival) -> Vec<u64> {
    let mut n = vec![0; data.groups().len()];
    if !data.causes().is_empty() {
        for (&group, _) in data.group().iter().zip(data.cause()).filter(|(_, cause)| **cause > 1) {
            n[usize::from(group)] += 1;
        }
    }
    n
}

fn median(
    curve: &KaplanMeier,
    competing: bool,
    settings: &Settings,
    confidence: &Confidence,
) -> QuantileReport {
    let found = quantile(curve, 0.5, confidence);
    let maybe = |time| match (settings.ranks(), competing) {
        (true, _) => Maybe::missing(Reason::Ranks),
        (false, true) => Maybe::missing(Reason::Competing),
        (false, false) => Maybe::or(time, Reason::NotReached),
    };
    QuantileReport {
        probability: found.probability,
        value: maybe(found.value),
        lower: maybe(found.lower),
        upper: maybe(found.upper),
        flat: found.flat.filter(|_| !settings.ranks() && !competing),
    }
}

/// The columns of the curve. With more than `most` steps, the last step of each of `most` equal
/// stretches of time up to `last` is kept, so that no kept point is wrong and none is further from its
/// place than a stretch; counts are summed over the steps passed over.
fn thinned(curve: &KaplanMeier, confidence: &Confidence, most: Option<usize>, last: f64) -> CurveReport {
    let n = curve.time.len();
    let kept: Vec<usize> = match most.filter(|&most| most < n) {
        None => (0..n).collect(),
        Some(most) => {
            let stretch = |time: f64| (time / last * most as f64) as usize;
            let mut next = 0;
            let last_of_stretch = || {
                let here = stretch(*curve.time.get(next)?);
                next += curve.time[next..].partition_point(|&time| stretch(time) <= here);
                Some(next - 1)
            };
            std::iter::from_fn(last_of_stretch).collect()
        }
    };
    let limits: Vec<_> = kept.iter().map(|&i| confidence.limits(curve.surv[i], curve.greenwood[i])).collect();
    CurveReport {
        time: kept.iter().map(|&i| curve.time[i]).collect(),
        n_risk: kept.iter().map(|&i| curve.n_risk[i]).collect(),
        n_event: sums(&curve.n_event, &kept),
        n_censor: sums(&curve.n_censor, &kept),
        surv: kept.iter().map(|&i| curve.surv[i]).collect(),
        se: kept.iter().map(|&i| curve.se_surv(i)).collect(),
        lower: limits.iter().map(|limits| limits.map(|(lower, _)| lower)).collect(),
        upper: limits.iter().map(|limits| limits.map(|(_, upper)| upper)).collect(),
        cum_haz: {
            let cum_haz = nelson_aalen(curve).cum_haz;
            kept.iter().map(|&i| cum_haz[i]).collect()
        },
        n_steps: n,
    }
}

/// Sums of the stretches of `counts` that end at the `kept` indices.
fn sums(counts: &[u32], kept: &[usize]) -> Vec<u32> {
    let mut from = 0;
    let sum = |&to: &usize| counts[std::mem::replace(&mut from, to + 1)..=to].iter().sum();
    kept.iter().map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::confidence::ConfType;

    #[test]
    fn thinning_keeps_counts_and_ends() {
        let n = 1000_u32;
        let curve = KaplanMeier {
            time: (1..=n).map(f64::from).collect(),
            n_risk: (1..=n).rev().collect(),
            n_event: vec![1; n as usize],
            n_censor: vec![2; n as usize],
            surv: (0..n).rev().map(|left| f64::from(left) / f64::from(n)).collect(),
            greenwood: vec![0.01; n as usize],
        };
        let confidence = Confidence::new(0.95, ConfType::LogLog);
        let thin = thinned(&curve, &confidence, Some(50), f64::from(n));
        assert!(thin.time.len() <= 51 && thin.n_steps == 1000);
        assert_eq!(thin.n_event.iter().sum::<u32>(), n);
        assert_eq!(thin.n_censor.iter().sum::<u32>(), 2 * n);
        assert_eq!(thin.time.last(), Some(&1000.0));
        let whole = thinned(&curve, &confidence, None, f64::from(n));
        assert_eq!(whole.time, curve.time);
        assert_eq!(whole.n_event, curve.n_event);
    }
}
