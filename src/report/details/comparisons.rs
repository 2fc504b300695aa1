//! Other tests of the same question: weights, strata, trend, pairs, the largest of several, ratios from the
//! log-rank parts, and how few subjects decide.

use super::{Ask, Interval};
use crate::compare::fragility::{self, End, NoFragility};
use crate::compare::log_rank::{LogRank, stratified_log_rank};
use crate::compare::max_combo::{MaxCombo, NoMaxCombo, max_combo};
use crate::compare::pairwise::{Pair, pairwise};
use crate::compare::ratio::{HazardRatio, NoRatio, RatioMethod, hazard_ratio};
use crate::compare::trend::{ranks, trend};
use crate::compare::weight::{Weight, WeightedTest, weighted_log_rank};
use crate::report::comparison::sentence;
use crate::report::names::isolated;
use crate::report::number::p_value;
use crate::report::shape::{Maybe, Reason, TestReport, unsigned};
use crate::risk_set::RiskSets;
use serde::Serialize;

/// The weights that are shown, in the order of the table.
const WEIGHTS: [Weight; 9] = [
    Weight::LogRank,
    Weight::GehanBreslow,
    Weight::TaroneWare,
    Weight::PetoPeto,
    Weight::ModifiedPetoPeto,
    Weight::FlemingHarrington { p: 1.0, q: 0.0 },
    Weight::FlemingHarrington { p: 0.0, q: 1.0 },
    Weight::FlemingHarrington { p: 1.0, q: 1.0 },
    Weight::FlemingHarrington { p: 0.5, q: 0.5 },
];
/// More subjects than this, and how few of them decide is no question.
const SMALL: usize = 1000;
/// What the fragility index is counted against.
const ALPHA: f64 = 0.05;

/// The whole section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ComparisonsReport {
    pub summary: String,
    pub n_strata: usize,
    /// What is over strata and what is not; missing without strata.
    pub strata_note: Option<String>,
    pub weighted: Vec<WeightedReport>,
    pub stratified: Option<TestReport>,
    pub trend: Option<TrendReport>,
    pub pairs: Vec<PairReport>,
    pub max_combo: Option<MaxComboReport>,
    pub ratios: Vec<RatioReport>,
    pub fragility: Vec<FragilityReport>,
    pub methods: Vec<String>,
}

/// One weighted test.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct WeightedReport {
    pub name: String,
    pub stresses: &'static str,
    pub chi_sq: Maybe,
    pub df: Option<usize>,
    pub p_value: Maybe,
}

/// The test for trend.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct TrendReport {
    pub z: f64,
    pub p_value: f64,
    pub order: Vec<String>,
}

/// Two of the groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PairReport {
    pub groups: [String; 2],
    pub chi_sq: Maybe,
    pub p_value: Maybe,
    pub holm: Maybe,
    pub benjamini_hochberg: Maybe,
}

/// The largest of four tests.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct MaxComboReport {
    pub p_value: f64,
    pub tests: Vec<ComboTest>,
}

/// One of the four.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ComboTest {
    pub name: String,
    pub z: f64,
    pub largest: bool,
}

/// A ratio from the log-rank parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct RatioReport {
    pub name: String,
    pub direction: String,
    pub ratio: Interval,
}

/// How many changes decide.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct FragilityReport {
    pub name: &'static str,
    pub what: &'static str,
    /// Missing where the p-value did not cross.
    pub index: Option<usize>,
    pub significant: bool,
    pub p_after: Option<f64>,
}

/// The section, or the sentence that says why there is none.
pub(super) fn report(ask: &Ask<'_>) -> Result<ComparisonsReport, String> {
    let own;
    let strata: &[RiskSets] = if ask.settings().stratified {
        own = RiskSets::by_stratum(ask.model_rows);
        &own
    } else {
        std::slice::from_ref(ask.sets)
    };
    let tests = weighted_log_rank(strata, &WEIGHTS).map_err(|why| sentence(why, "test"))?;
    let parts = tests.first().and_then(|test| test.test.as_ref().ok());
    let stratified = ask.settings().stratified.then(|| stratified_log_rank(strata).ok()).flatten();
    let report = ComparisonsReport {
        summary: String::new(),
        n_strata: strata.len(),
        strata_note: ask.settings().stratified.then(|| strata_note(ask, strata.len())),
        weighted: tests.iter().map(weighted).collect(),
        stratified: stratified.and_then(|test| {
            TestReport::new(test.chi_sq, test.df, test.p_value, "Log-rank test, stratified".to_owned())
        }),
        trend: parts.filter(|_| ask.groups().len() > 2).and_then(|parts| trend_report(ask, parts)),
        pairs: if ask.groups().len() > 2 { pairs(ask, strata) } else { Vec::new() },
        max_combo: max_combo(strata).map(combo).map_or_else(no_combo, Some),
        ratios: parts.map_or_else(Vec::new, |parts| ratios(ask, parts)),
        fragility: fragilities(ask),
        methods: methods(ask),
    };
    Ok(ComparisonsReport { summary: summary(&report), ..report })
}

fn strata_note(ask: &Ask<'_>, n_strata: usize) -> String {
    let missing = ask
        .data
        .strata()
        .map_or(0, |labels| labels.of.iter().filter(|&&of| usize::from(of) >= labels.names.len()).count());
    let without = match missing {
        0 => String::new(),
        1 => " 1 row has no stratum and is left out of them.".to_owned(),
        n => format!(
            " {} rows have no stratum and are left out of them.",
            crate::report::number::count(n as u64)
        ),
    };
    format!(
        "Tests, trend, pairs and ratios of this section are summed over {n_strata} strata.{without} The changes of patients counted below, the exact test and the log-rank test and sentence at the top take no strata."
    )
}

fn name(weight: Weight) -> String {
    match weight {
        Weight::FlemingHarrington { p, q } => format!("Fleming-Harrington ({p}, {q})"),
        other => crate::report::names::capital(other.name()),
    }
}

/// Which part of the curves a weight looks at.
fn stresses(weight: Weight) -> &'static str {
    match weight {
        Weight::LogRank => "all times alike",
        Weight::FlemingHarrington { p, q } if p == q => "the middle",
        Weight::FlemingHarrington { q, .. } if q > 0.0 => "late differences",
        Weight::TaroneWare => "early differences, mildly",
        _ => "early differences",
    }
}

fn weighted(test: &WeightedTest) -> WeightedReport {
    let found = test.test.as_ref().ok();
    let maybe = |number: Option<f64>| Maybe::or(number, Reason::NoInformation);
    WeightedReport {
        name: name(test.weight),
        stresses: stresses(test.weight),
        chi_sq: maybe(found.map(|test| test.chi_sq)),
        df: found.map(|test| test.df),
        p_value: maybe(found.map(|test| test.p_value)),
    }
}

fn trend_report(ask: &Ask<'_>, parts: &LogRank) -> Option<TrendReport> {
    let found = trend(parts, &ranks(ask.groups().len())).ok()?;
    let order = ask.groups().iter().map(|group| group.name.clone()).collect();
    Some(TrendReport { z: unsigned(found.z), p_value: found.p_value, order })
}

fn pairs(ask: &Ask<'_>, strata: &[RiskSets]) -> Vec<PairReport> {
    let name = |group: usize| ask.groups()[group].name.clone();
    let one = |pair: &Pair| {
        let found = pair.test.as_ref().ok();
        let maybe = |number: Option<f64>| Maybe::or(number, Reason::NoInformation);
        PairReport {
            groups: [name(pair.groups.0), name(pair.groups.1)],
            chi_sq: maybe(found.map(|test| test.chi_sq)),
            p_value: maybe(found.map(|test| test.p_value)),
            holm: maybe(pair.holm),
            benjamini_hochberg: maybe(pair.benjamini_hochberg),
        }
    };
    pairwise(strata, Weight::LogRank).map_or_else(|_| Vec::new(), |pairs| pairs.iter().map(one).collect())
}

fn combo(found: MaxCombo) -> MaxComboReport {
    let test = |(at, test): (usize, &crate::compare::max_combo::Component)| ComboTest {
        name: name(test.weight),
        z: unsigned(test.z),
        largest: at == found.largest,
    };
    MaxComboReport { p_value: found.p_value, tests: found.tests.iter().enumerate().map(test).collect() }
}

/// There is none for three groups, or where the data cannot tell: the table above has said so.
fn no_combo(_: NoMaxCombo) -> Option<MaxComboReport> {
    None
}

fn ratios(ask: &Ask<'_>, parts: &LogRank) -> Vec<RatioReport> {
    let n_event: u64 = ask.groups().iter().map(|group| group.n_event).sum();
    // No hazard ratio from one event.
    if ask.groups().len() != 2 || n_event < 2 {
        return Vec::new();
    }
    let settings = ask.settings();
    let one = |method: RatioMethod, (group, direction): (usize, String)| RatioReport {
        name: method.name().to_owned(),
        direction,
        ratio: hazard_ratio(method, parts, group, settings.reference, settings.conf_level).map_or_else(
            |why| no_ratio(why, group),
            |found: HazardRatio| Interval::of(found.ratio, (found.lower, found.upper), Reason::NoInformation),
        ),
    };
    RatioMethod::ALL
        .into_iter()
        .flat_map(|method| ask.against_reference().map(move |pair| one(method, pair)))
        .collect()
}

fn no_ratio(why: NoRatio, group: usize) -> Interval {
    Interval::missing(match why {
        NoRatio::NoEventsIn(empty) if empty == group => Reason::Zero,
        NoRatio::NoEventsIn(_) => Reason::Infinite,
        _ => Reason::NoInformation,
    })
}

fn fragilities(ask: &Ask<'_>) -> Vec<FragilityReport> {
    if ask.groups().len() != 2 || ask.data.len() > SMALL {
        return Vec::new();
    }
    let methods = [
        (
            fragility::Method::FlipBest,
            "Best survivor moved",
            "the subject who did best moves to the other group",
        ),
        (
            fragility::Method::FlipWorst,
            "Worst survivor moved",
            "the subject who did worst moves to the other group",
        ),
        (
            fragility::Method::FlipStatus,
            "Status changed",
            "an event becomes a censoring, or a censoring an event",
        ),
    ];
    let one = |(method, name, what)| match fragility::fragility(ask.data, (0, 1), method, ALPHA) {
        Ok(found) => Some(FragilityReport {
            name,
            what,
            index: found.index(),
            significant: found.significant,
            p_after: found.changes.last().filter(|_| found.end == End::Crossed).map(|change| change.p_value),
        }),
        Err(NoFragility::NoTest(_) | NoFragility::NoDifference | NoFragility::DelayedEntry) => None,
    };
    methods.into_iter().filter_map(one).collect()
}

fn summary(report: &ComparisonsReport) -> String {
    let all: Vec<f64> = report.weighted.iter().filter_map(|test| test.p_value.value).collect();
    let (low, high) = all.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), &p| (low.min(p), high.max(p)));
    if all.is_empty() {
        return "weights, pairs, strata".to_owned();
    }
    if p_value(low) == p_value(high) {
        return format!("p {} whatever is weighted", p_value(low));
    }
    let short = |p: f64| p_value(p).trim_start_matches("= ").to_owned();
    format!("p from {} to {} by what is weighted", short(low), short(high))
}

fn methods(ask: &Ask<'_>) -> Vec<String> {
    let mut methods = vec![
        "Weights: Gehan-Breslow n; Tarone-Ware √n; Peto-Peto with S̃ = ∏(1 − d/(n+1)), modified S̃ n/(n+1); Fleming-Harrington (p, q) S^p (1 − S)^q with the pooled curve just before the time. Choose the weight before seeing the data: the smallest p of several is no p."
            .to_owned(),
    ];
    if ask.settings().stratified {
        methods.push("Stratified: observed, expected and variance are summed over the strata.".to_owned());
    }
    if ask.groups().len() > 2 {
        let order: Vec<_> = ask.groups().iter().map(|group| isolated(&group.name)).collect();
        methods.push(format!("Trend: scores 1, 2, 3 … in the order {}. Pairs: log-rank tests of two groups at a time, with p adjusted by Holm and by Benjamini and Hochberg.", order.join(", ")));
    } else {
        methods.push("MaxCombo: the largest of the Fleming-Harrington tests (0, 0), (0, 1), (1, 0), (1, 1); p from their joint normal distribution.".to_owned());
        methods.push("Ratios from the log-rank parts: exp((O − E)/V) (Mantel-Haenszel, Peto) and (O/E) over (O/E). They stand beside the Cox ratio, which is the one in the sentence.".to_owned());
        methods.push("Fragility: how many changes, one at a time, take the log-rank p across .05. Of a p that is not below .05, statuses are changed in both directions, and the shorter way counts; another choice of people may need fewer changes. It shows how few people the conclusion depends on, not whether it is right.".to_owned());
    }
    methods
}
