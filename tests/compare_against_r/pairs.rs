//! Pairs of groups, and p-values adjusted for their number.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::room::{Pairs, by_stratum, room, weight, whole};
use riskset::compare::adjust::{benjamini_hochberg, holm};
use riskset::compare::pairwise::pairwise;
use riskset::risk_set::RiskSets;

fn judge_pairs(judge: &mut Judge, name: &str, sets: &[RiskSets], theirs: &Pairs) {
    let ours = pairwise(sets, weight(&theirs.weight)).expect("groups and events");
    let at = format!("{name} pairs {}", theirs.weight);
    judge.holds(format_args!("{at}: all of them"), ours.len() == theirs.pairs.len());
    for (i, (ours, pair)) in ours.iter().zip(&theirs.pairs).enumerate() {
        let at = format!("{at} {:?}", ours.groups);
        judge.holds(format_args!("{at}: in order"), ours.groups == (pair.first, pair.second));
        let test = ours.test.as_ref().ok();
        judge.maybe(Quantity::LogRank, format_args!("{at}"), test.map(|test| test.chi_sq), pair.chisq);
        judge.maybe(Quantity::PValue, format_args!("{at} p"), test.map(|test| test.p_value), pair.p);
        judge.maybe(Quantity::PValue, format_args!("{at} Holm"), ours.holm, theirs.holm[i]);
        let rate = theirs.benjamini_hochberg[i];
        judge.maybe(Quantity::PValue, format_args!("{at} BH"), ours.benjamini_hochberg, rate);
    }
}

#[test]
fn pairs() {
    let mut judge = Judge::default();
    for set in &room().sets {
        set.pairs.iter().for_each(|theirs| judge_pairs(&mut judge, &set.name, &whole(set), theirs));
        if let Some(theirs) = &set.stratified_pairs {
            judge_pairs(&mut judge, &format!("{} stratified", set.name), &by_stratum(set), theirs);
        }
    }
    judge.finish(400);
}

#[test]
fn adjusted() {
    let mut judge = Judge::default();
    for row in &room().adjusted {
        judge.column(Quantity::PValue, format_args!("Holm of {:?}", row.p), &holm(&row.p), &row.holm);
        let ours = benjamini_hochberg(&row.p);
        judge.column(Quantity::PValue, format_args!("BH of {:?}", row.p), &ours, &row.benjamini_hochberg);
    }
    judge.finish(42);
}
