//! Tests for trend.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::room::{Trend, by_stratum, room, weight, whole};
use crate::weighted::parts;
use riskset::compare::trend::{ranks, trend};
use riskset::risk_set::RiskSets;

fn judge_trend(judge: &mut Judge, name: &str, sets: &[RiskSets], theirs: &Trend) {
    let parts = parts(sets, weight(&theirs.weight));
    let ours = trend(&parts, &theirs.scores).expect("a trend");
    let at = format!("{name} trend {} {:?}", theirs.weight, theirs.scores);
    judge.number(Quantity::Deviate, format_args!("{at}"), ours.z, theirs.z);
    judge.number(Quantity::LogRank, format_args!("{at} squared"), ours.chi_sq, theirs.z * theirs.z);
    judge.number(Quantity::PValue, format_args!("{at} p"), ours.p_value, theirs.p);
}

#[test]
fn trends() {
    let mut judge = Judge::default();
    for set in &room().sets {
        set.trend.iter().for_each(|theirs| judge_trend(&mut judge, &set.name, &whole(set), theirs));
        judge.column(
            Quantity::Count,
            format_args!("ranks"),
            &ranks(set.trend[0].scores.len()),
            &set.trend[0].scores,
        );
        if let Some(theirs) = &set.stratified_trend {
            judge_trend(&mut judge, &format!("{} stratified", set.name), &by_stratum(set), theirs);
        }
    }
    judge.finish(240);
}
