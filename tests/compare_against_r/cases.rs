//! Numbers as books print them, names, and data sets with nothing to compare.

use crate::common::fixture::{self, Fixture};
use crate::common::survival;
use crate::common::tolerance::says;
use crate::room::{by_stratum, room, subjects, weight, whole};
use crate::weighted::parts;
use riskset::compare::log_rank::{log_rank, stratified_log_rank};
use riskset::compare::max_combo::{self, NoMaxCombo, max_combo};
use riskset::compare::pairwise::pairwise;
use riskset::compare::ratio::{RatioMethod, hazard_ratio};
use riskset::compare::weight::{Weight, weighted_log_rank};
use riskset::risk_set::{NoComparison, RiskSets};

/// Numbers that books and other programs print for Freireich's trial, control against 6-MP.
#[test]
fn freireich_as_printed() {
    let room = room();
    let gehan = room.sets.iter().find(|set| set.name == "gehan").expect("the trial");
    let chi_sq = |name| parts(&whole(gehan), weight(name)).chi_sq;
    says("16.79294", chi_sq("log_rank"));
    says("13.45785", chi_sq("gehan_breslow"));
    says("15.12358", chi_sq("tarone_ware"));
    says("14.08414", chi_sq("peto_peto"));
    says("13.9113", chi_sq("modified_peto_peto"));
    says("13.0484", chi_sq("fh_0_1"));
    says("10.71429", stratified_log_rank(&by_stratum(gehan)).unwrap().chi_sq);
    let parts = log_rank(&whole(gehan)[0]).unwrap();
    let ratio = |method, of, against| hazard_ratio(method, &parts, of, against, 0.95).unwrap().ratio;
    says("5.15", ratio(RatioMethod::MantelHaenszel, 0, 1));
    says("4.18", ratio(RatioMethod::ObservedExpected, 0, 1));
    says("0.239", ratio(RatioMethod::ObservedExpected, 1, 0));
}

/// Strata without subjects are left out, and every subject is in one.
#[test]
fn strata_hold_everybody_once() {
    for set in room().sets.iter().filter(|set| set.strata.is_some()) {
        let subjects = subjects(set);
        let (strata, data) = (RiskSets::by_stratum(&survival(&subjects)), survival(&subjects));
        let of = &data.strata().expect("strata").of;
        let mut names: Vec<u16> = of.clone();
        names.sort_unstable();
        names.dedup();
        assert_eq!(strata.len(), names.len(), "{}", set.name);
        for (sets, &stratum) in strata.iter().zip(&names) {
            let mine = |i: usize| of[i] == stratum;
            let (mut walk, mut events, mut left) = (sets.walk(), 0, 0);
            while let Some(moment) = walk.next() {
                events += moment.n_event();
                left += moment.cells.iter().map(|cell| cell.n_event + cell.n_censor).sum::<u32>();
            }
            assert_eq!(sets.n_groups(), subjects.groups.len());
            assert_eq!(left as usize, (0..of.len()).filter(|&i| mine(i)).count());
            assert_eq!(events as usize, (0..of.len()).filter(|&i| mine(i) && data.cause()[i] > 0).count());
        }
    }
    let without = RiskSets::by_stratum(&survival(&crate::common::arms(&["1 2", "3"])));
    assert_eq!(without.len(), 1);
}

/// The names stand in sentences: "the Tarone-Ware test", and no two are the same.
#[test]
fn names() {
    let weights = ["log_rank", "gehan_breslow", "tarone_ware", "peto_peto", "modified_peto_peto", "fh_0_1"];
    let names = weights.map(|name| weight(name).name());
    assert_eq!(names[2], "Tarone-Ware");
    assert!((0..names.len()).all(|i| !names[..i].contains(&names[i])));
    assert!(max_combo::WEIGHTS.iter().all(|weight| weight.name() == "Fleming-Harrington"));
    assert_ne!(RatioMethod::ALL[0].name(), RatioMethod::ALL[1].name());
}

#[test]
fn all_censored_and_one_group() {
    for (name, why) in [("all_censored", NoComparison::NoEvents), ("one_subject", NoComparison::OneGroup)] {
        let fixture: Fixture = fixture::read(name);
        let sets = [RiskSets::new(&survival(&fixture.data.subjects()))];
        assert_eq!(weighted_log_rank(&sets, &[Weight::LogRank]).err(), Some(why), "{name}");
        assert_eq!(stratified_log_rank(&sets).err(), Some(why));
        assert_eq!(pairwise(&sets, Weight::LogRank).err(), Some(why));
        assert_eq!(max_combo(&sets).err(), Some(NoMaxCombo::NoComparison(why)));
    }
}
