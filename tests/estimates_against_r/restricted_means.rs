//! Restricted means, and what two of them differ by.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::contrast::{contrast, z_95};
use crate::numbers::{Area, data_sets, reference};
use riskset::estimate::contrast::Contrast;
use riskset::estimate::rmst::{NoRmst, Rmst, default_tau, rmst};

#[test]
fn restricted_means() {
    let (estimates, mut judge) = (reference(), Judge::default());
    let (mut refused, mut beyond) = (0, 0);
    for (set, _, curves) in data_sets(&estimates) {
        let rows = &set.rmst;
        judge.maybe(
            Quantity::Time,
            format_args!("{} tau", set.name),
            default_tau(&curves),
            Some(rows.default_tau),
        );
        for row in &rows.at {
            let ours: Vec<_> = curves.iter().map(|curve| rmst(curve, row.tau)).collect();
            for (group, expected) in row.groups.iter().enumerate() {
                let at = format!("{} {group} to {}", set.name, row.tau);
                let Some(expected) = expected else {
                    refused += 1;
                    judge.holds(format_args!("{at} is refused"), ours[group] == Err(NoRmst::BeyondFollowUp));
                    continue;
                };
                beyond += usize::from(row.tau > curves[group].last_time().unwrap());
                area(&mut judge, &at, &ours[group].unwrap(), expected);
            }
            for (other, expected) in (1..).zip(&row.against_first) {
                let at = format!("{} {other} against 0 to {}", set.name, row.tau);
                let pair = ours[other].ok().zip(ours[0].ok());
                let of = |what: fn(&Rmst, &Rmst, f64) -> Option<Contrast>| {
                    pair.and_then(|(other, first)| what(&other, &first, z_95()))
                };
                let expected = expected.as_ref();
                contrast(&mut judge, &at, of(Rmst::difference), expected.map(|e| &e.difference));
                contrast(&mut judge, &at, of(Rmst::ratio), expected.and_then(|e| e.ratio.as_ref()));
                contrast(&mut judge, &at, of(Rmst::rmtl_ratio), expected.and_then(|e| e.rmtl_ratio.as_ref()));
            }
        }
    }
    assert!(refused > 10 && beyond > 5, "{refused} refused, {beyond} beyond follow-up at 0");
    judge.finish(1_800);
}

fn area(judge: &mut Judge, at: &str, ours: &Rmst, expected: &Area) {
    for (name, ours, expected) in [
        ("rmst", ours.rmst, expected.rmst),
        ("rmtl", ours.rmtl, expected.rmtl),
        ("se", ours.se(), expected.se),
        ("rmst lower", ours.limits(z_95()).0, expected.rmst_limits.0),
        ("rmst upper", ours.limits(z_95()).1, expected.rmst_limits.1),
        ("rmtl lower", ours.rmtl_limits(z_95()).0, expected.rmtl_limits.0),
        ("rmtl upper", ours.rmtl_limits(z_95()).1, expected.rmtl_limits.1),
    ] {
        judge.number(Quantity::Area, format_args!("{at} {name}"), ours, expected);
    }
}
