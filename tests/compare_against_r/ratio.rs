//! Hazard ratios from log-rank sums.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::room::{Ratio, by_stratum, room, whole};
use riskset::compare::log_rank::stratified_log_rank;
use riskset::compare::ratio::{NoRatio, RatioMethod, hazard_ratio};
use riskset::risk_set::RiskSets;

fn judge_ratios(judge: &mut Judge, name: &str, sets: &[RiskSets], theirs: &[Ratio]) {
    let parts = stratified_log_rank(sets).expect("a test");
    for method in RatioMethod::ALL {
        let r = match method {
            RatioMethod::MantelHaenszel => "mantel_haenszel",
            RatioMethod::ObservedExpected => "observed_expected",
        };
        let at = format!("{name} {r}");
        let ours = hazard_ratio(method, &parts, 0, 1, 0.95);
        let Some(theirs) = theirs.iter().find(|ratio| ratio.method == r) else {
            judge.holds(format_args!("{at}: none"), matches!(ours, Err(NoRatio::NoEventsIn(_))));
            continue;
        };
        let ours = ours.expect("a ratio");
        judge.number(
            Quantity::LogRankRatio,
            format_args!("{at} logarithm"),
            ours.log_ratio,
            theirs.log_ratio,
        );
        judge.number(Quantity::LogRankRatio, format_args!("{at} error"), ours.se, theirs.se);
        let limits = [ours.ratio, ours.lower, ours.upper];
        judge.column(Quantity::LogRankRatio, format_args!("{at} limits"), &limits, &theirs.limits);
    }
}

#[test]
fn ratios() {
    let mut judge = Judge::default();
    for set in &room().sets {
        if set.ratios.is_empty() {
            let parts = stratified_log_rank(&whole(set)).expect("a test");
            for method in RatioMethod::ALL {
                assert_eq!(hazard_ratio(method, &parts, 0, 1, 0.95), Err(NoRatio::MoreThanTwoGroups));
            }
            continue;
        }
        judge_ratios(&mut judge, &set.name, &whole(set), &set.ratios);
        if set.strata.is_some() {
            judge_ratios(
                &mut judge,
                &format!("{} stratified", set.name),
                &by_stratum(set),
                &set.stratified_ratios,
            );
        }
    }
    judge.finish(150);
}
