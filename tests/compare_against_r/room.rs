//! The numbers of R as types, and the data sets they are of.

use crate::common::fixture::{self, Fixture};
use crate::common::survival;
use riskset::compare::weight::Weight;
use riskset::data::{Labels, Subjects};
use riskset::risk_set::RiskSets;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Room {
    pub(crate) made_with: MadeWith,
    pub(crate) sets: Vec<Set>,
    pub(crate) masses: Vec<Mass>,
    pub(crate) adjusted: Vec<Adjusted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MadeWith {
    pub(crate) r: String,
    pub(crate) survival: String,
    pub(crate) mvtnorm: String,
    pub(crate) script: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) tests: Vec<Test>,
    pub(crate) strata: Option<Vec<u16>>,
    pub(crate) stratified: Vec<Test>,
    pub(crate) trend: Vec<Trend>,
    pub(crate) stratified_trend: Option<Trend>,
    pub(crate) pairs: Vec<Pairs>,
    pub(crate) stratified_pairs: Option<Pairs>,
    pub(crate) max_combo: Option<MaxCombo>,
    pub(crate) stratified_max_combo: Option<MaxCombo>,
    pub(crate) ratios: Vec<Ratio>,
    pub(crate) stratified_ratios: Vec<Ratio>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Test {
    pub(crate) weight: String,
    pub(crate) source: String,
    pub(crate) obs: Vec<f64>,
    pub(crate) exp: Vec<f64>,
    pub(crate) var: Vec<Vec<f64>>,
    pub(crate) chisq: Option<f64>,
    pub(crate) df: usize,
    pub(crate) p: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trend {
    pub(crate) weight: String,
    pub(crate) scores: Vec<f64>,
    pub(crate) z: f64,
    pub(crate) p: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pairs {
    pub(crate) weight: String,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) holm: Vec<Option<f64>>,
    pub(crate) benjamini_hochberg: Vec<Option<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    pub(crate) first: usize,
    pub(crate) second: usize,
    pub(crate) chisq: Option<f64>,
    pub(crate) p: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MaxCombo {
    pub(crate) weights: Vec<String>,
    pub(crate) z: Vec<f64>,
    pub(crate) correlation: Vec<Vec<f64>>,
    pub(crate) p: f64,
    pub(crate) genz_bretz: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ratio {
    pub(crate) method: String,
    pub(crate) log_ratio: f64,
    pub(crate) se: f64,
    pub(crate) limits: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mass {
    pub(crate) correlation: Vec<Vec<f64>>,
    pub(crate) c: f64,
    pub(crate) value: f64,
    pub(crate) source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Adjusted {
    pub(crate) p: Vec<f64>,
    pub(crate) holm: Vec<f64>,
    pub(crate) benjamini_hochberg: Vec<f64>,
}

pub(crate) fn room() -> Room {
    fixture::read("../rooms/compare")
}

pub(crate) fn weight(name: &str) -> Weight {
    let fh = |p, q| Weight::FlemingHarrington { p, q };
    match name {
        "log_rank" => Weight::LogRank,
        "gehan_breslow" => Weight::GehanBreslow,
        "tarone_ware" => Weight::TaroneWare,
        "peto_peto" => Weight::PetoPeto,
        "modified_peto_peto" => Weight::ModifiedPetoPeto,
        "fh_0_0" => fh(0.0, 0.0),
        "fh_1_0" => fh(1.0, 0.0),
        "fh_0_1" => fh(0.0, 1.0),
        "fh_1_1" => fh(1.0, 1.0),
        "fh_half_half" => fh(0.5, 0.5),
        "fh_0_2" => fh(0.0, 2.0),
        "fh_3_0.7" => fh(3.0, 0.7),
        other => panic!("no weight {other}"),
    }
}

/// Subjects of a fixture, and their strata if they have any.
pub(crate) fn subjects(set: &Set) -> Subjects {
    let fixture: Fixture = fixture::read(&set.name);
    let mut subjects = fixture.data.subjects();
    if let Some(of) = &set.strata {
        let last = of.iter().max().copied().unwrap_or(0);
        // Strata count from 1, so the first name has no subjects.
        let names = (0..=last).map(|stratum| format!("stratum {stratum}")).collect();
        subjects.strata = Some(Labels { of: of.clone(), names });
    }
    subjects
}

/// Risk sets of all subjects, in a list of one.
pub(crate) fn whole(set: &Set) -> Vec<RiskSets> {
    vec![RiskSets::new(&survival(&subjects(set)))]
}

/// Risk sets of each stratum.
pub(crate) fn by_stratum(set: &Set) -> Vec<RiskSets> {
    RiskSets::by_stratum(&survival(&subjects(set)))
}
