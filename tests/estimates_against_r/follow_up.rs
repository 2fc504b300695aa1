//! Length of follow-up.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::numbers::{data_sets, reference};
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::follow_up::{follow_up, reverse};

#[test]
fn lengths_of_follow_up() {
    let (estimates, mut judge) = (reference(), Judge::default());
    for (set, _, curves) in data_sets(&estimates) {
        for (group, expected) in set.follow_up.iter().enumerate() {
            let at = format!("{} {group}", set.name);
            judge.column(
                Quantity::Survival,
                format_args!("{at}"),
                &reverse(&curves[group]).surv,
                &expected.surv,
            );
            for row in &expected.quartiles {
                let conf_type = match row.conf_type.as_str() {
                    "log-log" => ConfType::LogLog,
                    "log" => ConfType::Log,
                    other => panic!("{other}"),
                };
                let ours = follow_up(&curves[group], &Confidence::new(0.95, conf_type));
                let quartiles = [ours.first_quartile, ours.median, ours.third_quartile];
                for (i, ours) in quartiles.iter().enumerate() {
                    let at = format!("{at} {conf_type:?} {}", ours.probability);
                    judge.maybe(Quantity::Quantile, format_args!("{at}"), ours.value, row.value[i]);
                    judge.maybe(Quantity::Quantile, format_args!("{at} lower"), ours.lower, row.lower[i]);
                    judge.maybe(Quantity::Quantile, format_args!("{at} upper"), ours.upper, row.upper[i]);
                }
            }
        }
    }
    judge.finish(3_500);
}
