//! The numbers of R as types, and the data sets they are of.

use crate::common::fixture::{self, Fixture};
use crate::common::survival;
use riskset::data::Survival;
use riskset::estimate::kaplan_meier::{KaplanMeier, by_group};
use riskset::risk_set::RiskSets;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Estimates {
    pub(crate) made_with: MadeWith,
    pub(crate) sets: Vec<Set>,
    pub(crate) rate_pairs: Vec<RatePair>,
    pub(crate) ln_gamma: LnGamma,
    pub(crate) gamma: Vec<GammaRows>,
    pub(crate) beta: Vec<BetaRows>,
    pub(crate) binomial: Vec<Binomial>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MadeWith {
    pub(crate) r: String,
    pub(crate) survival: String,
    pub(crate) script: String,
}

/// The lists are by group; `against_first` has one fewer: each other group against the first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) cum_haz: Vec<BothHazards>,
    pub(crate) haz_limits: Vec<HazardLimits>,
    pub(crate) rmst: RmstRows,
    pub(crate) milestones: Vec<MilestoneRow>,
    pub(crate) follow_up: Vec<FollowUpRow>,
    pub(crate) rates: Rates,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BothHazards {
    pub(crate) poisson: Hazard,
    pub(crate) corrected: Hazard,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hazard {
    pub(crate) cum_haz: Vec<f64>,
    pub(crate) se: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HazardLimits {
    pub(crate) level: f64,
    pub(crate) step: Vec<usize>,
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RmstRows {
    pub(crate) default_tau: f64,
    pub(crate) at: Vec<RmstRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RmstRow {
    pub(crate) tau: f64,
    pub(crate) groups: Vec<Option<Area>>,
    pub(crate) against_first: Vec<Option<AreaContrasts>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Area {
    pub(crate) rmst: f64,
    pub(crate) rmtl: f64,
    pub(crate) se: f64,
    pub(crate) rmst_limits: (f64, f64),
    pub(crate) rmtl_limits: (f64, f64),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AreaContrasts {
    pub(crate) difference: Contrasted,
    pub(crate) ratio: Option<Contrasted>,
    pub(crate) rmtl_ratio: Option<Contrasted>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contrasted {
    pub(crate) estimate: f64,
    pub(crate) se: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
    pub(crate) z: Option<f64>,
    pub(crate) p: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MilestoneRow {
    pub(crate) time: f64,
    pub(crate) groups: Vec<Option<AtMilestone>>,
    pub(crate) against_first: Vec<Option<Contrasted>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AtMilestone {
    pub(crate) surv: f64,
    pub(crate) se: Option<f64>,
    pub(crate) log_log: Option<(f64, f64)>,
    pub(crate) plain: Option<(f64, f64)>,
    pub(crate) n_risk: u32,
    pub(crate) n_event: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowUpRow {
    pub(crate) surv: Vec<f64>,
    pub(crate) quartiles: Vec<Quartiles>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Quartiles {
    pub(crate) conf_type: String,
    pub(crate) value: [Option<f64>; 3],
    pub(crate) lower: [Option<f64>; 3],
    pub(crate) upper: [Option<f64>; 3],
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rates {
    pub(crate) n_event: Vec<u64>,
    pub(crate) person_time: Vec<f64>,
    pub(crate) rates: Vec<Vec<Option<RateRow>>>,
    pub(crate) against_first: Vec<Option<RatioRow>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateRow {
    pub(crate) level: f64,
    pub(crate) rate: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RatioRow {
    pub(crate) level: f64,
    pub(crate) ratio: Option<f64>,
    pub(crate) lower: f64,
    pub(crate) upper: Option<f64>,
    pub(crate) p: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RatePair {
    pub(crate) n_event: [u64; 2],
    pub(crate) person_time: [f64; 2],
    pub(crate) first: RateRow,
    pub(crate) ratio: RatioRow,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LnGamma {
    pub(crate) x: Vec<f64>,
    pub(crate) value: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GammaRows {
    pub(crate) a: f64,
    pub(crate) x: Vec<f64>,
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
    pub(crate) p: Vec<f64>,
    pub(crate) lower_quantile: Vec<f64>,
    pub(crate) q: Vec<f64>,
    pub(crate) upper_quantile: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BetaRows {
    pub(crate) a: f64,
    pub(crate) b: f64,
    pub(crate) x: Vec<f64>,
    pub(crate) lower: Vec<f64>,
    pub(crate) upper: Vec<f64>,
    pub(crate) p: Vec<f64>,
    pub(crate) quantile: Vec<f64>,
    pub(crate) odds: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Binomial {
    pub(crate) k: f64,
    pub(crate) n: f64,
    pub(crate) p: f64,
    pub(crate) ln_probability: f64,
}

pub(crate) fn reference() -> Estimates {
    let path = fixture::root().join("tests/reference/rooms/estimates.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let estimates: Estimates = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}"));
    let MadeWith { r, survival, script } = &estimates.made_with;
    assert!(r.starts_with("R version 4.2.2") && survival == "3.5.3", "made with {r}, {survival}");
    assert!(fixture::root().join(script).exists(), "{script}");
    assert_eq!(estimates.sets.len(), 23, "data sets");
    estimates
}

/// Every data set with its subjects and curves.
pub(crate) fn data_sets(estimates: &Estimates) -> impl Iterator<Item = (&Set, Survival, Vec<KaplanMeier>)> {
    estimates.sets.iter().map(|set| {
        let fixture: Fixture = fixture::read(&set.name);
        let data = survival(&fixture.data.subjects());
        let curves = by_group(&RiskSets::new(&data));
        (set, data, curves)
    })
}
