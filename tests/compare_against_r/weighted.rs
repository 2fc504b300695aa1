//! Weighted log-rank tests, of all subjects and by stratum.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::room::{Test, by_stratum, room, weight, whole};
use riskset::compare::log_rank::{LogRank, log_rank, stratified_log_rank};
use riskset::compare::weight::{Weight, weighted_log_rank};
use riskset::risk_set::RiskSets;

fn judge_tests(judge: &mut Judge, name: &str, sets: &[RiskSets], tests: &[Test]) {
    let weights: Vec<Weight> = tests.iter().map(|test| weight(&test.weight)).collect();
    let ours = weighted_log_rank(sets, &weights).expect("groups and events");
    for (ours, test) in ours.iter().zip(tests) {
        let at = format!("{name} {} ({})", test.weight, test.source);
        let Ok(ours) = &ours.test else {
            judge.holds(format_args!("{at}: a test"), test.chisq.is_none());
            continue;
        };
        judge.column(Quantity::Expected, format_args!("{at} O"), &ours.observed, &test.obs);
        judge.column(Quantity::Expected, format_args!("{at} E"), &ours.expected, &test.exp);
        for (ours, theirs) in ours.covariance.rows().zip(&test.var) {
            judge.column(Quantity::Covariance, format_args!("{at} V"), ours, theirs);
        }
        judge.maybe(Quantity::LogRank, format_args!("{at}"), Some(ours.chi_sq), test.chisq);
        judge.maybe(Quantity::PValue, format_args!("{at} p"), Some(ours.p_value), test.p);
        judge.number(Quantity::Count, format_args!("{at} df"), ours.df as f64, test.df as f64);
    }
}

#[test]
fn weighted_tests() {
    let room = room();
    assert_eq!(room.made_with.script, "tests/reference/rooms/compare.R");
    assert!(room.made_with.r.starts_with("R version 4"));
    assert!(!room.made_with.survival.is_empty() && !room.made_with.mvtnorm.is_empty());
    let mut judge = Judge::default();
    for set in &room.sets {
        judge_tests(&mut judge, &set.name, &whole(set), &set.tests);
        let (alone, family) = (log_rank(&whole(set)[0]), weighted_log_rank(&whole(set), &[Weight::LogRank]));
        judge.holds(format_args!("{}: two ways to one test", set.name), family.unwrap()[0].test == alone);
    }
    judge.finish(2_500);
}

#[test]
fn stratified_tests() {
    let mut judge = Judge::default();
    for set in room().sets.iter().filter(|set| set.strata.is_some()) {
        let sets = by_stratum(set);
        judge_tests(&mut judge, &format!("{} stratified", set.name), &sets, &set.stratified);
        let (own, family) = (stratified_log_rank(&sets), weighted_log_rank(&sets, &[Weight::LogRank]));
        judge.holds(format_args!("{}: two ways to one test", set.name), family.unwrap()[0].test == own);
    }
    judge.finish(1_600);
}

pub(crate) fn parts(sets: &[RiskSets], weight: Weight) -> LogRank {
    let mut tests = weighted_log_rank(sets, &[weight]).expect("groups and events");
    tests.remove(0).test.expect("information")
}
