//! Survival at milestones, and what two groups differ by there.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::contrast::{contrast, z_95};
use crate::numbers::{AtMilestone, data_sets, reference};
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::milestone::{self, FEW_AT_RISK, Milestone, NoMilestone};

#[test]
fn milestones() {
    let (estimates, mut judge) = (reference(), Judge::default());
    let (mut beyond, mut few, mut gone) = (0, 0, 0);
    for (set, data, curves) in data_sets(&estimates) {
        for row in &set.milestones {
            let at =
                |conf_type| milestone::by_group(&data, &curves, row.time, &Confidence::new(0.95, conf_type));
            let (log_log, plain) = (at(ConfType::LogLog), at(ConfType::Plain));
            for (group, expected) in row.groups.iter().enumerate() {
                let at = format!("{} {group} at {}", set.name, row.time);
                let Some(expected) = expected else {
                    beyond += 1;
                    judge.holds(
                        format_args!("{at} is refused"),
                        log_log[group] == Err(NoMilestone::BeyondFollowUp),
                    );
                    continue;
                };
                let ours = log_log[group].unwrap();
                few += usize::from(ours.few_at_risk);
                gone += usize::from(ours.n_risk == 0 && ours.surv == 0.0);
                at_milestone(&mut judge, &at, &ours, plain[group].unwrap().limits, expected);
            }
            for (other, expected) in (1..).zip(&row.against_first) {
                let at = format!("{} {other} against 0 at {}", set.name, row.time);
                let pair = log_log[other].ok().zip(log_log[0].ok());
                let ours = pair.and_then(|(other, first)| other.difference(&first, z_95()));
                contrast(&mut judge, &at, ours, expected.as_ref());
            }
        }
    }
    assert!(beyond > 5 && few > 10, "{beyond} beyond follow-up, {few} with few at risk");
    assert!(gone > 5, "{gone} where everybody had the event before");
    judge.finish(2_300);
}

fn at_milestone(
    judge: &mut Judge,
    at: &str,
    ours: &Milestone,
    plain: Option<(f64, f64)>,
    expected: &AtMilestone,
) {
    judge.number(Quantity::Survival, format_args!("{at}"), ours.surv, expected.surv);
    judge.maybe(Quantity::Variance, format_args!("{at} se"), ours.se_surv, expected.se);
    let counts = [
        (f64::from(ours.n_risk), f64::from(expected.n_risk)),
        (ours.n_event as f64, f64::from(expected.n_event)),
    ];
    for (ours, expected) in counts {
        judge.number(Quantity::Count, format_args!("{at}"), ours, expected);
    }
    judge.holds(format_args!("{at} few"), ours.few_at_risk == (expected.n_risk < FEW_AT_RISK));
    for (ours, expected) in [(ours.limits, expected.log_log), (plain, expected.plain)] {
        judge.maybe(Quantity::Limit, format_args!("{at} lower"), ours.map(|l| l.0), expected.map(|l| l.0));
        judge.maybe(Quantity::Limit, format_args!("{at} upper"), ours.map(|l| l.1), expected.map(|l| l.1));
    }
}
