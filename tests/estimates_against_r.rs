//! Holds the estimates of one group, and the differences of two, to R: cumulative hazard, restricted
//! means, milestones, length of follow-up, rates, and the special functions beneath them.
//!
//! The numbers are those of `tests/reference/rooms/estimates.json` (R 4.2.2, survival 3.5-3), made from the data
//! in `tests/reference/fixtures`. `cargo test --test estimates_against_r -- --nocapture` prints the
//! counts and the largest error of each quantity.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::fixture::{self, Fixture};
use common::judge::Judge;
use common::survival;
use common::tolerance::{Quantity, half_a_unit};
use riskset::data::Survival;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::contrast::Contrast;
use riskset::estimate::follow_up::{follow_up, reverse};
use riskset::estimate::kaplan_meier::{KaplanMeier, by_group};
use riskset::estimate::milestone::{self, FEW_AT_RISK, Milestone, NoMilestone};
use riskset::estimate::nelson_aalen::{NelsonAalen, fleming_harrington, nelson_aalen};
use riskset::estimate::rate::{self, NoRate, PersonTime, Rate, RateRatio};
use riskset::estimate::rmst::{NoRmst, Rmst, default_tau, rmst};
use riskset::math::saddle_point::ln_binomial;
use riskset::math::{beta, gamma, normal};
use riskset::risk_set::RiskSets;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Estimates {
    made_with: MadeWith,
    sets: Vec<Set>,
    rate_pairs: Vec<RatePair>,
    ln_gamma: LnGamma,
    gamma: Vec<GammaRows>,
    beta: Vec<BetaRows>,
    binomial: Vec<Binomial>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MadeWith {
    r: String,
    survival: String,
    script: String,
}

/// The lists are by group; `against_first` has one fewer: each other group against the first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    name: String,
    cum_haz: Vec<BothHazards>,
    haz_limits: Vec<HazardLimits>,
    rmst: RmstRows,
    milestones: Vec<MilestoneRow>,
    follow_up: Vec<FollowUpRow>,
    rates: Rates,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BothHazards {
    poisson: Hazard,
    corrected: Hazard,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hazard {
    cum_haz: Vec<f64>,
    se: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HazardLimits {
    level: f64,
    step: Vec<usize>,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RmstRows {
    default_tau: f64,
    at: Vec<RmstRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RmstRow {
    tau: f64,
    groups: Vec<Option<Area>>,
    against_first: Vec<Option<AreaContrasts>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Area {
    rmst: f64,
    rmtl: f64,
    se: f64,
    rmst_limits: (f64, f64),
    rmtl_limits: (f64, f64),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaContrasts {
    difference: Contrasted,
    ratio: Option<Contrasted>,
    rmtl_ratio: Option<Contrasted>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contrasted {
    estimate: f64,
    se: f64,
    lower: f64,
    upper: f64,
    z: Option<f64>,
    p: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MilestoneRow {
    time: f64,
    groups: Vec<Option<AtMilestone>>,
    against_first: Vec<Option<Contrasted>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AtMilestone {
    surv: f64,
    se: Option<f64>,
    log_log: Option<(f64, f64)>,
    plain: Option<(f64, f64)>,
    n_risk: u32,
    n_event: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FollowUpRow {
    surv: Vec<f64>,
    quartiles: Vec<Quartiles>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quartiles {
    conf_type: String,
    value: [Option<f64>; 3],
    lower: [Option<f64>; 3],
    upper: [Option<f64>; 3],
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rates {
    n_event: Vec<u64>,
    person_time: Vec<f64>,
    rates: Vec<Vec<Option<RateRow>>>,
    against_first: Vec<Option<RatioRow>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RateRow {
    level: f64,
    rate: f64,
    lower: f64,
    upper: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RatioRow {
    level: f64,
    ratio: Option<f64>,
    lower: f64,
    upper: Option<f64>,
    p: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RatePair {
    n_event: [u64; 2],
    person_time: [f64; 2],
    first: RateRow,
    ratio: RatioRow,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LnGamma {
    x: Vec<f64>,
    value: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GammaRows {
    a: f64,
    x: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    p: Vec<f64>,
    lower_quantile: Vec<f64>,
    q: Vec<f64>,
    upper_quantile: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BetaRows {
    a: f64,
    b: f64,
    x: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    p: Vec<f64>,
    quantile: Vec<f64>,
    odds: Vec<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Binomial {
    k: f64,
    n: f64,
    p: f64,
    ln_probability: f64,
}

fn reference() -> Estimates {
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
fn data_sets(estimates: &Estimates) -> impl Iterator<Item = (&Set, Survival, Vec<KaplanMeier>)> {
    estimates.sets.iter().map(|set| {
        let fixture: Fixture = fixture::read(&set.name);
        let data = survival(&fixture.data.subjects());
        let curves = by_group(&RiskSets::new(&data));
        (set, data, curves)
    })
}

fn z_95() -> f64 {
    normal::central(0.95)
}

#[test]
fn cumulative_hazards() {
    let (estimates, mut judge) = (reference(), Judge::default());
    for (set, _, curves) in data_sets(&estimates) {
        for (group, expected) in set.cum_haz.iter().enumerate() {
            let curve = &curves[group];
            for (kind, ours, expected) in [
                ("poisson", nelson_aalen(curve), &expected.poisson),
                ("corrected", fleming_harrington(curve), &expected.corrected),
            ] {
                let at = format!("{} {group} {kind}", set.name);
                hazard(&mut judge, &at, curve, &ours, expected);
            }
        }
        for (group, expected) in set.haz_limits.iter().enumerate() {
            let (ours, z) = (nelson_aalen(&curves[group]), normal::central(expected.level));
            for (i, &step) in expected.step.iter().enumerate() {
                let at = format!("{} {group} [{step}]", set.name);
                let (lower, upper) = ours.limits(step, z).unwrap();
                judge.number(Quantity::Limit, format_args!("{at} lower"), lower, expected.lower[i]);
                judge.number(Quantity::Limit, format_args!("{at} upper"), upper, expected.upper[i]);
            }
        }
    }
    judge.finish(13_000);
}

fn hazard(judge: &mut Judge, at: &str, curve: &KaplanMeier, ours: &NelsonAalen, expected: &Hazard) {
    judge.column(Quantity::Time, format_args!("{at}"), &ours.time, &curve.time);
    judge.column(Quantity::CumHaz, format_args!("{at}"), &ours.cum_haz, &expected.cum_haz);
    let variance: Vec<f64> = expected.se.iter().map(|se| se * se).collect();
    judge.column(Quantity::Variance, format_args!("{at}"), &ours.variance, &variance);
    for (&time, &cum_haz) in curve.time.iter().zip(&expected.cum_haz) {
        judge.maybe(Quantity::CumHaz, format_args!("{at} at {time}"), ours.cum_haz_at(time), Some(cum_haz));
    }
}

/// Estimate, limits and test; both must be missing or both there.
fn contrast(judge: &mut Judge, at: &str, ours: Option<Contrast>, expected: Option<&Contrasted>) {
    let (Some(ours), Some(expected)) = (ours, expected) else {
        judge.holds(format_args!("{at}: {ours:?}, {expected:?}"), ours.is_none() && expected.is_none());
        return;
    };
    for (name, ours, expected) in [
        ("estimate", ours.estimate, expected.estimate),
        ("se", ours.se, expected.se),
        ("lower", ours.lower, expected.lower),
        ("upper", ours.upper, expected.upper),
    ] {
        judge.number(Quantity::Contrast, format_args!("{at} {name}"), ours, expected);
    }
    judge.maybe(Quantity::Contrast, format_args!("{at} z"), ours.test.map(|test| test.z), expected.z);
    judge.maybe(Quantity::PValue, format_args!("{at} p"), ours.test.map(|test| test.p_value), expected.p);
}

#[test]
fn restricted_means() {
    let (estimates, mut judge) = (reference(), Judge::default());
    let (mut refused, mut beyond) = (0, 0);
    for (set, _, curves) in data_sets(&estimates) {
        let rows = &set.rmst;
        judge.maybe(
            Quantity::Time,
            format_args!("{} tau", set.name),
            default_tau(&curves),
            Some(rows.default_tau),
        );
        for row in &rows.at {
            let ours: Vec<_> = curves.iter().map(|curve| rmst(curve, row.tau)).collect();
            for (group, expected) in row.groups.iter().enumerate() {
                let at = format!("{} {group} to {}", set.name, row.tau);
                let Some(expected) = expected else {
                    refused += 1;
                    judge.holds(format_args!("{at} is refused"), ours[group] == Err(NoRmst::BeyondFollowUp));
                    continue;
                };
                beyond += usize::from(row.tau > curves[group].last_time().unwrap());
                area(&mut judge, &at, &ours[group].unwrap(), expected);
            }
            for (other, expected) in (1..).zip(&row.against_first) {
                let at = format!("{} {other} against 0 to {}", set.name, row.tau);
                let pair = ours[other].ok().zip(ours[0].ok());
                let of = |what: fn(&Rmst, &Rmst, f64) -> Option<Contrast>| {
                    pair.and_then(|(other, first)| what(&other, &first, z_95()))
                };
                let expected = expected.as_ref();
                contrast(&mut judge, &at, of(Rmst::difference), expected.map(|e| &e.difference));
                contrast(&mut judge, &at, of(Rmst::ratio), expected.and_then(|e| e.ratio.as_ref()));
                contrast(&mut judge, &at, of(Rmst::rmtl_ratio), expected.and_then(|e| e.rmtl_ratio.as_ref()));
            }
        }
    }
    assert!(refused > 10 && beyond > 5, "{refused} refused, {beyond} beyond follow-up at 0");
    judge.finish(1_800);
}

fn area(judge: &mut Judge, at: &str, ours: &Rmst, expected: &Area) {
    for (name, ours, expected) in [
        ("rmst", ours.rmst, expected.rmst),
        ("rmtl", ours.rmtl, expected.rmtl),
        ("se", ours.se(), expected.se),
        ("rmst lower", ours.limits(z_95()).0, expected.rmst_limits.0),
        ("rmst upper", ours.limits(z_95()).1, expected.rmst_limits.1),
        ("rmtl lower", ours.rmtl_limits(z_95()).0, expected.rmtl_limits.0),
        ("rmtl upper", ours.rmtl_limits(z_95()).1, expected.rmtl_limits.1),
    ] {
        judge.number(Quantity::Area, format_args!("{at} {name}"), ours, expected);
    }
}

#[test]
fn milestones() {
    let (estimates, mut judge) = (reference(), Judge::default());
    let (mut beyond, mut few) = (0, 0);
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
    assert!(beyond > 10 && few > 10, "{beyond} beyond follow-up, {few} with few at risk");
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

fn one_rate(judge: &mut Judge, at: &str, ours: Rate, expected: &RateRow) {
    judge.number(Quantity::Rate, format_args!("{at}"), ours.rate, expected.rate);
    judge.number(Quantity::Rate, format_args!("{at} lower"), ours.lower, expected.lower);
    judge.number(Quantity::Rate, format_args!("{at} upper"), ours.upper, expected.upper);
}

fn one_ratio(judge: &mut Judge, at: &str, ours: RateRatio, expected: &RatioRow) {
    judge.maybe(Quantity::Rate, format_args!("{at}"), ours.ratio, expected.ratio);
    judge.number(Quantity::Rate, format_args!("{at} lower"), ours.lower, expected.lower);
    judge.maybe(Quantity::Rate, format_args!("{at} upper"), ours.upper, expected.upper);
    judge.number(Quantity::PValue, format_args!("{at} p"), ours.p_value, expected.p);
}

#[test]
fn rates() {
    let (estimates, mut judge) = (reference(), Judge::default());
    for (set, data, _) in data_sets(&estimates) {
        let (ours, expected) = (rate::by_group(&data), &set.rates);
        for (group, sums) in ours.iter().enumerate() {
            let at = format!("{} {group}", set.name);
            judge.holds(format_args!("{at} events"), sums.n_event == expected.n_event[group]);
            let person_time = expected.person_time[group];
            judge.number(Quantity::Rate, format_args!("{at} time"), sums.person_time, person_time);
            for row in expected.rates[group].iter().flatten() {
                one_rate(&mut judge, &format!("{at} {}", row.level), sums.rate(row.level).unwrap(), row);
            }
        }
        for (other, row) in (1..).zip(&expected.against_first) {
            let at = format!("{} {other} against 0", set.name);
            match row {
                Some(row) => one_ratio(&mut judge, &at, ours[other].ratio(&ours[0], row.level).unwrap(), row),
                None => judge.holds(
                    format_args!("{at} none"),
                    ours[other].ratio(&ours[0], 0.95) == Err(NoRate::NoEvents),
                ),
            }
        }
    }
    for pair in &estimates.rate_pairs {
        let [first, second] =
            [0, 1].map(|i| PersonTime { n_event: pair.n_event[i], person_time: pair.person_time[i] });
        let at = format!("{first:?} {second:?}");
        one_rate(&mut judge, &at, first.rate(pair.first.level).unwrap(), &pair.first);
        one_ratio(&mut judge, &at, first.ratio(&second, pair.ratio.level).unwrap(), &pair.ratio);
    }
    judge.finish(540);
}

#[test]
fn special_functions() {
    let (estimates, mut judge) = (reference(), Judge::default());
    for (&x, &value) in estimates.ln_gamma.x.iter().zip(&estimates.ln_gamma.value) {
        judge.number(Quantity::Special, format_args!("ln gamma {x}"), gamma::ln_gamma(x), value);
    }
    for row in &estimates.gamma {
        let a = row.a;
        for (name, of, at, expected) in [
            ("lower", gamma::lower as fn(f64, f64) -> f64, &row.x, &row.lower),
            ("upper", gamma::upper, &row.x, &row.upper),
            ("lower quantile", gamma::lower_quantile, &row.p, &row.lower_quantile),
            ("upper quantile", gamma::upper_quantile, &row.q, &row.upper_quantile),
        ] {
            let ours: Vec<f64> = at.iter().map(|&at| of(a, at)).collect();
            judge.column(Quantity::Special, format_args!("gamma {a} {name} {at:?}"), &ours, expected);
        }
    }
    for row in &estimates.beta {
        let (a, b) = (row.a, row.b);
        let at_odds = |a, b, x| beta::lower_at_odds(a, b, x / (1.0 - x));
        for (name, of, at, expected) in [
            ("lower", beta::lower as fn(f64, f64, f64) -> f64, &row.x, &row.lower),
            ("upper", beta::upper, &row.x, &row.upper),
            ("at odds", at_odds, &row.x, &row.lower),
            ("quantile", beta::quantile, &row.p, &row.quantile),
            ("odds", beta::odds_quantile, &row.p, &row.odds),
        ] {
            let ours: Vec<f64> = at.iter().map(|&at| of(a, b, at)).collect();
            judge.column(Quantity::Special, format_args!("beta {a} {b} {name} {at:?}"), &ours, expected);
        }
    }
    for &Binomial { k, n, p, ln_probability } in &estimates.binomial {
        let ours = ln_binomial(k, n - k, p, 1.0 - p);
        judge.number(Quantity::Special, format_args!("binomial {k} {n} {p}"), ours, ln_probability);
    }
    judge.finish(1_800);
}

/// What the conventions print, from the data alone.
#[test]
fn printed_numbers() {
    let areas = |name: &str, tau: f64| {
        let fixture: Fixture = fixture::read(name);
        let curves = by_group(&RiskSets::new(&survival(&fixture.data.subjects())));
        [rmst(&curves[0], tau).unwrap(), rmst(&curves[1], tau).unwrap()]
    };
    let says = |printed: &str, value: f64| {
        let number: f64 = printed.parse().unwrap();
        assert!((value - number).abs() <= half_a_unit(printed), "{value} where {printed} is printed");
    };
    let [control, six] = areas("gehan", 23.0);
    says("17.90924", six.rmst);
    says("1.55319", six.se());
    says("8.666667", control.rmst);
    says("1.37739", control.se());
    let difference = six.difference(&control, z_95()).unwrap();
    let ratio = six.ratio(&control, z_95()).unwrap();
    let [male, female] = areas("lung", 365.0);
    let lung = female.difference(&male, z_95()).unwrap();
    for (found, [estimate, lower, upper]) in [
        (difference, ["9.242577", "5.17377", "13.31138"]),
        (ratio, ["2.066451", "1.44915", "2.94671"]),
        (lung, ["55.97032", "26.65294", "85.28771"]),
    ] {
        says(estimate, found.estimate);
        says(lower, found.lower);
        says(upper, found.upper);
    }
    let fixture: Fixture = fixture::read("lung");
    let data = survival(&fixture.data.subjects());
    let curves = by_group(&RiskSets::new(&data));
    let at = milestone::by_group(&data, &curves, 365.0, &Confidence::new(0.95, ConfType::LogLog));
    let found = at[1].unwrap().difference(&at[0].unwrap(), z_95()).unwrap();
    says(".190375", found.estimate);
    says(".045628", found.lower);
    says(".335122", found.upper);
}
