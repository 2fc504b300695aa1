//! Cumulative hazards and their limits.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::numbers::{Hazard, data_sets, reference};
use riskset::estimate::kaplan_meier::KaplanMeier;
use riskset::estimate::nelson_aalen::{NelsonAalen, fleming_harrington, nelson_aalen};
use riskset::math::normal;

#[test]
fn cumulative_hazards() {
    let (estimates, mut judge) = (reference(), Judge::default());
    for (set, _, curves) in data_sets(&estimates) {
        for (group, expected) in set.cum_haz.iter().enumerate() {
            let curve = &curves[group];
            for (kind, ours, expected) in [
                ("poisson", nelson_aalen(curve), &expected.poisson),
                ("corrected", fleming_harrington(curve), &expected.corrected),
            ] {
                let at = format!("{} {group} {kind}", set.name);
                hazard(&mut judge, &at, curve, &ours, expected);
            }
        }
        for (group, expected) in set.haz_limits.iter().enumerate() {
            let (ours, z) = (nelson_aalen(&curves[group]), normal::central(expected.level));
            for (i, &step) in expected.step.iter().enumerate() {
                let at = format!("{} {group} [{step}]", set.name);
                let (lower, upper) = ours.limits(step, z).unwrap();
                judge.number(Quantity::Limit, format_args!("{at} lower"), lower, expected.lower[i]);
                judge.number(Quantity::Limit, format_args!("{at} upper"), upper, expected.upper[i]);
            }
        }
    }
    judge.finish(13_000);
}

fn hazard(judge: &mut Judge, at: &str, curve: &KaplanMeier, ours: &NelsonAalen, expected: &Hazard) {
    judge.column(Quantity::Time, format_args!("{at}"), &ours.time, &curve.time);
    judge.column(Quantity::CumHaz, format_args!("{at}"), &ours.cum_haz, &expected.cum_haz);
    let variance: Vec<f64> = expected.se.iter().map(|se| se * se).collect();
    judge.column(Quantity::Variance, format_args!("{at}"), &ours.variance, &variance);
    for (&time, &cum_haz) in curve.time.iter().zip(&expected.cum_haz) {
        judge.maybe(Quantity::CumHaz, format_args!("{at} at {time}"), ours.cum_haz_at(time), Some(cum_haz));
    }
}
