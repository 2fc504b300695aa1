//! Kaplan-Meier curves, their limits and quantiles.

use crate::common::judge::Judge;
use crate::common::sets;
use crate::common::tolerance::Quantity;
use crate::data_sets::data_sets;
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier::by_group;
use riskset::estimate::quantile::quantile;
use std::collections::BTreeSet;

fn floats(counts: &[u32]) -> Vec<f64> {
    counts.iter().map(|&count| f64::from(count)).collect()
}

#[test]
fn curves() {
    let mut judge = Judge::default();
    for (fixture, sets) in data_sets() {
        let curves = by_group(&sets);
        assert_eq!(curves.len(), fixture.km.len());
        for (curve, expected) in curves.iter().zip(&fixture.km) {
            let at = format!("{} {}", fixture.name, expected.group);
            judge.column(Quantity::Time, format_args!("{at} time"), &curve.time, &expected.time);
            for (column, ours, reference) in [
                ("n_risk", &curve.n_risk, &expected.n_risk),
                ("n_event", &curve.n_event, &expected.n_event),
                ("n_censor", &curve.n_censor, &expected.n_censor),
            ] {
                judge.column(
                    Quantity::Count,
                    format_args!("{at} {column}"),
                    &floats(ours),
                    &floats(reference),
                );
            }
            judge.column(Quantity::Survival, format_args!("{at} surv"), &curve.surv, &expected.surv);
            let squares: Vec<f64> = expected.std_err.iter().map(|error| error.0 * error.0).collect();
            judge.column(Quantity::Variance, format_args!("{at} greenwood"), &curve.greenwood, &squares);
            let (events, n) = (curve.total_events(), curve.total_events() + curve.total_censored());
            judge.number(Quantity::Count, format_args!("{at} events"), events as f64, expected.events as f64);
            judge.number(Quantity::Count, format_args!("{at} n"), n as f64, expected.n as f64);
            judge.maybe(
                Quantity::Time,
                format_args!("{at} last time"),
                curve.last_time(),
                expected.time.last().copied(),
            );
            for (&time, &surv) in expected.time.iter().zip(&expected.surv) {
                judge.maybe(
                    Quantity::Survival,
                    format_args!("{at} at {time}"),
                    curve.surv_at(time),
                    Some(surv),
                );
            }
        }
    }
    judge.finish(18_567);
}

#[test]
fn limits() {
    let mut judge = Judge::default();
    let mut types = BTreeSet::new();
    for (fixture, sets) in data_sets() {
        for (curve, expected) in by_group(&sets).iter().zip(&fixture.km) {
            for limits in &expected.limits {
                let confidence = Confidence::new(limits.level, limits.conf_type);
                types.insert(format!("{} {}", limits.conf_type.name(), limits.level));
                for i in 0..curve.time.len() {
                    let at = format!("{} {} {:?} [{i}]", fixture.name, expected.group, limits.conf_type);
                    // R leaves some limits before the first event missing; ours are [1, 1].
                    let known = |limit: Option<f64>| if curve.surv[i] == 1.0 { Some(1.0) } else { limit };
                    let (lower, upper) = (known(limits.lower[i]), known(limits.upper[i]));
                    let ours = confidence.limits(curve.surv[i], curve.greenwood[i]);
                    judge.maybe(Quantity::Limit, format_args!("{at} lower"), ours.map(|l| l.0), lower);
                    judge.maybe(Quantity::Limit, format_args!("{at} upper"), ours.map(|l| l.1), upper);
                }
            }
        }
    }
    assert_eq!(types.len(), ConfType::ALL.len() + 2, "{types:?}");
    judge.finish(36_834);
}

#[test]
fn quantiles() {
    let mut judge = Judge::default();
    for (fixture, sets) in data_sets() {
        for (curve, expected) in by_group(&sets).iter().zip(&fixture.km) {
            for rows in &expected.quantiles {
                let confidence = Confidence::new(rows.level, rows.conf_type);
                // Where a band rises again R looks the level up in the sorted band; ours is the
                // first time at which the band has come down to it.
                let lower = rows.first_crossing_lower.as_ref().unwrap_or(&rows.lower);
                let upper = rows.first_crossing_upper.as_ref().unwrap_or(&rows.upper);
                for (i, &p) in rows.p.iter().enumerate() {
                    let at = format!("{} {} {:?} {p}", fixture.name, expected.group, rows.conf_type);
                    let ours = quantile(curve, p, &confidence);
                    judge.maybe(Quantity::Quantile, format_args!("{at}"), ours.value, rows.quantile[i]);
                    judge.maybe(Quantity::Quantile, format_args!("{at} lower"), ours.lower, lower[i]);
                    judge.maybe(Quantity::Quantile, format_args!("{at} upper"), ours.upper, upper[i]);
                }
            }
        }
    }
    judge.finish(2_250);
}

/// Median follow-up: the same quantile of the data with events and censorings exchanged.
#[test]
fn reverse_medians() {
    let mut judge = Judge::default();
    for (fixture, _) in data_sets() {
        let forth = fixture.data.subjects();
        let cause = forth.cause.iter().map(|cause| 1 - cause).collect();
        let back = sets(&Subjects { cause, ..forth });
        for (curve, expected) in by_group(&back).iter().zip(&fixture.km) {
            for row in &expected.reverse_median {
                let at = format!("{} {} {:?}", fixture.name, expected.group, row.conf_type);
                let ours = quantile(curve, 0.5, &Confidence::new(row.level, row.conf_type));
                judge.maybe(Quantity::Quantile, format_args!("{at}"), ours.value, row.median);
                judge.maybe(Quantity::Quantile, format_args!("{at} lower"), ours.lower, row.lower);
                judge.maybe(Quantity::Quantile, format_args!("{at} upper"), ours.upper, row.upper);
            }
        }
    }
    judge.finish(300);
}
