//! Events per time watched, and their ratios.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::numbers::{RateRow, RatioRow, data_sets, reference};
use riskset::estimate::rate::{self, NoRate, PersonTime, Rate, RateRatio};

fn one_rate(judge: &mut Judge, at: &str, ours: Rate, expected: &RateRow) {
    judge.number(Quantity::Rate, format_args!("{at}"), ours.rate, expected.rate);
    judge.number(Quantity::Rate, format_args!("{at} lower"), ours.lower, expected.lower);
    judge.number(Quantity::Rate, format_args!("{at} upper"), ours.upper, expected.upper);
}

fn one_ratio(judge: &mut Judge, at: &str, ours: RateRatio, expected: &RatioRow) {
    judge.maybe(Quantity::Rate, format_args!("{at}"), ours.ratio, expected.ratio);
    judge.number(Quantity::Rate, format_args!("{at} lower"), ours.lower, expected.lower);
    judge.maybe(Quantity::Rate, format_args!("{at} upper"), ours.upper, expected.upper);
    judge.number(Quantity::PValue, format_args!("{at} p"), ours.p_value, expected.p);
}

#[test]
fn rates() {
    let (estimates, mut judge) = (reference(), Judge::default());
    for (set, data, _) in data_sets(&estimates) {
        let (ours, expected) = (rate::by_group(&data), &set.rates);
        for (group, sums) in ours.iter().enumerate() {
            let at = format!("{} {group}", set.name);
            judge.holds(format_args!("{at} events"), sums.n_event == expected.n_event[group]);
            let person_time = expected.person_time[group];
            judge.number(Quantity::Rate, format_args!("{at} time"), sums.person_time, person_time);
            for row in expected.rates[group].iter().flatten() {
                one_rate(&mut judge, &format!("{at} {}", row.level), sums.rate(row.level).unwrap(), row);
            }
        }
        for (other, row) in (1..).zip(&expected.against_first) {
            let at = format!("{} {other} against 0", set.name);
            match row {
                Some(row) => one_ratio(&mut judge, &at, ours[other].ratio(&ours[0], row.level).unwrap(), row),
                None => judge.holds(
                    format_args!("{at} none"),
                    ours[other].ratio(&ours[0], 0.95) == Err(NoRate::NoEvents),
                ),
            }
        }
    }
    for pair in &estimates.rate_pairs {
        let [first, second] =
            [0, 1].map(|i| PersonTime { n_event: pair.n_event[i], person_time: pair.person_time[i] });
        let at = format!("{first:?} {second:?}");
        one_rate(&mut judge, &at, first.rate(pair.first.level).unwrap(), &pair.first);
        one_ratio(&mut judge, &at, first.ratio(&second, pair.ratio.level).unwrap(), &pair.ratio);
    }
    judge.finish(540);
}
