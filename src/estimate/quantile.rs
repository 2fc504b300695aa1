//! Quantiles of the time to the event, with limits.
//!
//! The quantile `p` is the smallest `t` with `S(t) <= 1 - p`. Where `S` equals `1 - p` over a
//! flat piece, any time of the piece would do, and its midpoint is given (as R and Prism). Where
//! the curve ends on that piece, it reaches to the last follow-up. Limits: the same rule applied to the
//! upper and lower pointwise limits (Brookmeyer & Crowley 1982, Biometrics 38, 29-41, as in R).
//! What the curve or a limit never falls to is "not reached", never a number.
//!
//! Comparisons carry a tolerance of `sqrt(f64::EPSILON)`, as R does: rounding in a product of
//! fractions may not decide whether a curve touches one half.

use super::confidence::Confidence;
use super::kaplan_meier::KaplanMeier;

/// Slack when a probability is compared with `1 - p`.
const TOLERANCE: f64 = 1.490_116_119_384_765_6e-8;

/// A quantile of the time to the event; times in the user's unit, `None`: not reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// Share of events, in (0, 1).
    pub probability: f64,
    /// The quantile.
    pub value: Option<f64>,
    /// Lower limit, from the lower limits of the curve.
    pub lower: Option<f64>,
    /// Upper limit, from the upper limits of the curve.
    pub upper: Option<f64>,
    /// Ends of the flat piece at exactly `1 - probability`, if there is one.
    pub flat: Option<(f64, f64)>,
}

/// Steps that are passed over together where none of them can matter.
const STRETCH: usize = 1024;

/// The quantile `probability`, in (0, 1), of one curve.
pub fn quantile(curve: &KaplanMeier, probability: f64, confidence: &Confidence) -> Quantile {
    let goal = 1.0 - probability;
    let limits = |i: usize| confidence.limits(curve.surv[i], curve.greenwood[i]);
    // Neither the curve nor an upper limit is lower than the curve at the end of a stretch.
    let curve_is_high = |_, end: usize| curve.surv[end] > goal + TOLERANCE;
    // A lower limit falls with the variance; and, whatever its kind, with the curve, once its reach
    // is shorter than the way from 1. It is then lowest at the end of a stretch.
    let lower_is_high = |start: usize, end: usize| {
        confidence.z * curve.greenwood[end].sqrt() <= 1.0 - curve.surv[start]
            && limits(end).is_some_and(|(lower, _)| lower > goal + 2.0 * TOLERANCE)
    };
    let piece = crossing(curve, goal, &curve_is_high, &|i| Some(curve.surv[i]));
    let lower = crossing(curve, goal, &lower_is_high, &|i| limits(i).map(|(lower, _)| lower));
    let upper = crossing(curve, goal, &curve_is_high, &|i| limits(i).map(|(_, upper)| upper));
    Quantile {
        probability,
        value: piece.map(midpoint),
        lower: lower.map(midpoint),
        upper: upper.map(midpoint),
        flat: piece.filter(|(from, to)| from < to),
    }
}

fn midpoint((from, to): (f64, f64)) -> f64 {
    (from + to) / 2.0
}

/// Where `height` first comes down to `goal` and where it first falls below: the same time but on
/// a flat piece. `height` is missing where it is not defined. `is_high` says of the first and last step of a
/// stretch that no height between is near the goal.
fn crossing(
    curve: &KaplanMeier,
    goal: f64,
    is_high: &dyn Fn(usize, usize) -> bool,
    height: &dyn Fn(usize) -> Option<f64>,
) -> Option<(f64, f64)> {
    let n = curve.time.len();
    let stretches = (0..n).step_by(STRETCH).map(|start| start..n.min(start + STRETCH));
    let near = stretches.filter(|stretch| !is_high(stretch.start, stretch.end - 1));
    // Heights change at events only, so the other steps are passed over.
    let mut steps = near.flatten().filter(|&i| curve.n_event[i] > 0);
    let mut reached = None;
    let below = steps.find_map(|i| {
        let height = height(i)?;
        if reached.is_none() && height <= goal + TOLERANCE {
            reached = Some(curve.time[i]);
        }
        (height <= goal - TOLERANCE).then_some(curve.time[i])
    });
    reached.and_then(|from| Some((from, below.or(curve.last_time())?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Subjects, Survival};
    use crate::estimate::confidence::ConfType;
    use crate::estimate::kaplan_meier::by_group;
    use crate::risk_set::RiskSets;

    fn median(time: &[f64], cause: &[u8]) -> Quantile {
        let data = Survival::new(Subjects {
            time: time.to_vec(),
            cause: cause.to_vec(),
            group: vec![0; time.len()],
            groups: vec!["all".into()],
            ..Subjects::default()
        })
        .unwrap();
        quantile(&by_group(&RiskSets::new(&data))[0], 0.5, &Confidence::new(0.95, ConfType::LogLog))
    }

    #[test]
    fn flat_at_one_half_to_the_end() {
        let times = [54.0, 75.0, 77.0, 84.0, 87.0, 92.0, 103.0, 105.0, 112.0, 118.0];
        let found = median(&times, &[1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
        assert_eq!(found.value, Some(102.5));
        assert_eq!(found.flat, Some((87.0, 118.0)));
    }

    #[test]
    fn flat_at_one_half_between_events() {
        let found = median(&[1.0, 2.0, 5.0, 9.0], &[1, 1, 1, 1]);
        assert_eq!((found.value, found.flat), (Some(3.5), Some((2.0, 5.0))));
    }

    #[test]
    fn stretches_passed_over_change_nothing() {
        let n = 20 * STRETCH;
        let mut random = fastrand::Rng::with_seed(5);
        let time: Vec<f64> = (0..n).map(|_| random.f64()).collect();
        let cause: Vec<u8> = (0..n).map(|_| random.u8(0..2)).collect();
        let data = Survival::new(Subjects {
            group: vec![0; n],
            groups: vec!["all".into()],
            time,
            cause,
            ..Subjects::default()
        });
        let curve = &by_group(&RiskSets::new(&data.unwrap()))[0];
        for conf_type in ConfType::ALL {
            let confidence = Confidence::new(0.95, conf_type);
            for goal in [0.9999, 0.99, 0.75, 0.5, 0.1] {
                let limits = |i: usize| confidence.limits(curve.surv[i], curve.greenwood[i]);
                let step_by_step = |height: &dyn Fn(usize) -> Option<f64>| {
                    crossing(curve, goal, &|_, _| false, height).map(midpoint)
                };
                let found = quantile(curve, 1.0 - goal, &confidence);
                assert_eq!(found.value, step_by_step(&|i| Some(curve.surv[i])));
                assert_eq!(
                    found.lower,
                    step_by_step(&|i| limits(i).map(|(lower, _)| lower)),
                    "{goal} {conf_type:?}"
                );
                assert_eq!(
                    found.upper,
                    step_by_step(&|i| limits(i).map(|(_, upper)| upper)),
                    "{goal} {conf_type:?}"
                );
            }
        }
    }

    #[test]
    fn not_reached() {
        let found = median(&[1.0, 2.0, 5.0, 9.0], &[1, 0, 0, 0]);
        assert_eq!((found.value, found.upper, found.flat), (None, None, None));
        assert_eq!(median(&[1.0, 2.0], &[0, 0]).value, None);
    }
}
