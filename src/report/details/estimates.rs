//! Estimates of each group and how the groups differ in them: quantiles, restricted means, survival at
//! named times, length of follow-up, events per person-time.

use super::{Ask, ContrastReport, Interval};
use crate::estimate::follow_up::follow_up;
use crate::estimate::kaplan_meier::KaplanMeier;
use crate::estimate::milestone::{self, Milestone, NoMilestone};
use crate::estimate::quantile::{Quantile, quantile};
use crate::estimate::rate::{self, NoRate, PersonTime};
use crate::estimate::rmst::{self, NoRmst, Rmst};
use crate::report::names;
use crate::report::number::{self, level};
use crate::report::options::{CurveKind, Settings};
use crate::report::shape::{Maybe, QuantileReport, Reason};
use serde::Serialize;

/// The whole section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct EstimatesReport {
    pub summary: String,
    pub tau: Maybe,
    /// That few are at risk towards the end of the means; missing where many are.
    pub tau_note: Option<String>,
    pub groups: Vec<GroupEstimates>,
    pub rmst_difference: Vec<ContrastReport>,
    pub rmst_ratio: Vec<ContrastReport>,
    pub rmtl_ratio: Vec<ContrastReport>,
    pub milestones: Vec<MilestoneReport>,
    /// Which of their limits say less than they seem to; missing where none does.
    pub milestones_note: Option<String>,
    pub rate_ratio: Vec<ContrastReport>,
    pub methods: Vec<String>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GroupEstimates {
    pub name: String,
    pub quantiles: Vec<QuantileReport>,
    pub rmst: Interval,
    pub rmst_se: Maybe,
    pub rmtl: Interval,
    pub follow_up: QuantileReport,
    pub n_event: u64,
    pub person_time: Maybe,
    pub rate: Interval,
}

/// All groups at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct MilestoneReport {
    pub time: f64,
    pub groups: Vec<MilestoneGroup>,
    pub difference: Vec<ContrastReport>,
}

/// One group at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct MilestoneGroup {
    pub name: String,
    pub share: Interval,
    pub se: Maybe,
    pub n_risk: Option<u32>,
    pub n_event: Option<u64>,
    pub unreliable: bool,
}

/// The section, or the sentence that says why there is none.
pub(super) fn report(ask: &Ask<'_>) -> Result<EstimatesReport, String> {
    let settings = ask.settings();
    if settings.ranks() {
        return Err("Times are an order, not days: means, quantiles and rates have no meaning.".to_owned());
    }
    // With other events first, a curve that censors them gives no time or share of anybody: see the competing risks.
    let competing = ask.facts.data.n_competing > 0;
    let tau = settings.tau.or_else(|| rmst::default_tau(ask.curves)).filter(|_| !competing);
    let no_tau = if competing { Reason::Competing } else { Reason::NoSubjects };
    let means: Vec<Result<Rmst, Reason>> = ask
        .curves
        .iter()
        .map(|curve| {
            tau.ok_or(no_tau).and_then(|tau| rmst::rmst(curve, tau).map_err(|why| Reason::from(&why)))
        })
        .collect();
    let person_time = rate::by_group(ask.data);
    let times = if competing { Vec::new() } else { times(ask) };
    let milestones: Vec<MilestoneReport> = times.iter().map(|&time| milestone_report(ask, time)).collect();
    let report = EstimatesReport {
        summary: String::new(),
        tau: Maybe::or(tau, no_tau),
        tau_note: tau.and_then(|tau| tau_note(ask, tau)),
        groups: groups(ask, &means, &person_time, competing),
        rmst_difference: contrasts(ask, &means, Rmst::difference),
        rmst_ratio: contrasts(ask, &means, Rmst::ratio),
        rmtl_ratio: contrasts(ask, &means, Rmst::rmtl_ratio),
        milestones_note: milestones_note(&milestones),
        milestones,
        rate_ratio: rate_ratios(ask, &person_time),
        methods: methods(settings, tau, competing),
    };
    Ok(EstimatesReport { summary: summary(ask, &report), ..report })
}

/// Which groups have few at risk before `tau`: there a mean rests on few, and its limits are those of few.
fn tau_note(ask: &Ask<'_>, tau: f64) -> Option<String> {
    let from = |curve: &KaplanMeier| {
        let i = (0..curve.time.len())
            .find(|&i| curve.n_risk[i] < milestone::FEW_AT_RISK && curve.time[i] < tau)?;
        let later_many = curve.n_risk[i..].iter().any(|&n| n >= milestone::FEW_AT_RISK);
        (!later_many && i > 0).then(|| curve.time[i - 1])
    };
    let groups: Vec<String> = ask
        .groups()
        .iter()
        .zip(ask.curves)
        .filter_map(|(group, curve)| {
            Some(format!("in {} after {}", names::isolated(&group.name), ask.facts.moment(from(curve)?)))
        })
        .collect();
    (!groups.is_empty()).then(|| {
        format!(
            "Fewer than {} are at risk {}: up to {} the means and their limits rest on few there.",
            milestone::FEW_AT_RISK,
            names::list(&groups),
            ask.facts.moment(tau)
        )
    })
}

/// Limits without width, before a group's first event, and limits of a difference that no difference can reach.
fn milestones_note(milestones: &[MilestoneReport]) -> Option<String> {
    let narrow = |group: &MilestoneGroup| {
        let Interval { lower, upper, .. } = &group.share;
        lower.value.is_some() && lower.value == upper.value
    };
    let gone = |group: &MilestoneGroup| {
        let Interval { value, lower, .. } = &group.share;
        value.value.is_some() && lower.value.is_none()
    };
    let wide = |contrast: &ContrastReport| {
        let Interval { lower, upper, .. } = &contrast.interval;
        [lower, upper].iter().any(|limit| limit.value.is_some_and(|limit| limit.abs() > 1.0))
    };
    let mut said = Vec::new();
    if milestones.iter().flat_map(|at| &at.groups).any(narrow) {
        said.push("Where nobody in a group has had the event yet, its limits have no width, and those of a difference count the other group’s doubt alone: that is no certainty.");
    }
    if milestones.iter().flat_map(|at| &at.groups).any(gone) {
        said.push("Where everybody in a group has had the event, its own limits do not exist, and those of a difference count the other group’s doubt alone.");
    }
    if milestones.iter().flat_map(|at| &at.difference).any(wide) {
        said.push("Limits beyond 100 percentage points tell that there are too few for the approximation they are made by.");
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn groups(
    ask: &Ask<'_>,
    means: &[Result<Rmst, Reason>],
    person_time: &[PersonTime],
    competing: bool,
) -> Vec<GroupEstimates> {
    let z = ask.confidence.z;
    let one = |(i, curve): (usize, &KaplanMeier)| {
        let (name, settings) = (&ask.groups()[i].name, ask.settings());
        let (rmst, rmst_se, rmtl) = match &means[i] {
            Err(why) => (Interval::missing(*why), Maybe::missing(*why), Interval::missing(*why)),
            Ok(mean) => (
                Interval::of(mean.rmst, mean.limits(z), Reason::NoInformation),
                Maybe::or(Some(mean.se()), Reason::NoInformation),
                Interval::of(mean.rmtl, mean.rmtl_limits(z), Reason::NoInformation),
            ),
        };
        GroupEstimates {
            name: name.clone(),
            quantiles: settings
                .quantiles
                .iter()
                .map(|&p| quantile_report(&quantile(curve, p, ask.confidence)))
                .map(|found| if competing { withheld(found.probability) } else { found })
                .collect(),
            rmst,
            rmst_se,
            rmtl,
            follow_up: quantile_report(&follow_up(curve, ask.confidence).median),
            n_event: person_time[i].n_event,
            person_time: Maybe::in_range(person_time[i].person_time),
            rate: person_time[i].rate(settings.conf_level).map_or_else(
                |why| Interval::missing(Reason::from(&why)),
                |rate| Interval::of(rate.rate, (rate.lower, rate.upper), Reason::NoInformation),
            ),
        }
    };
    ask.curves.iter().enumerate().map(one).collect()
}

/// A quantile of a curve that other events make untrue.
fn withheld(probability: f64) -> QuantileReport {
    let none = Maybe::missing(Reason::Competing);
    QuantileReport { probability, value: none, lower: none, upper: none, flat: None }
}

pub(in crate::report) fn quantile_report(found: &Quantile) -> QuantileReport {
    let maybe = |time| Maybe::or(time, Reason::NotReached);
    QuantileReport {
        probability: found.probability,
        value: maybe(found.value),
        lower: maybe(found.lower),
        upper: maybe(found.upper),
        flat: found.flat,
    }
}

impl From<&NoRmst> for Reason {
    fn from(why: &NoRmst) -> Self {
        match why {
            NoRmst::TauNotPositive | NoRmst::BeyondFollowUp => Reason::BeyondFollowUp,
            NoRmst::NoSubjects => Reason::NoSubjects,
        }
    }
}

impl From<&NoRate> for Reason {
    fn from(why: &NoRate) -> Self {
        match why {
            NoRate::NoTime => Reason::NoSubjects,
            NoRate::OutOfRange => Reason::OutOfRange,
            NoRate::NoEvents => Reason::NoEvents,
        }
    }
}

impl From<&NoMilestone> for Reason {
    fn from(why: &NoMilestone) -> Self {
        match why {
            NoMilestone::NoTime | NoMilestone::BeyondFollowUp => Reason::BeyondFollowUp,
            NoMilestone::NoSubjects => Reason::NoSubjects,
        }
    }
}

/// A contrast of the mean of each group with that of the reference.
fn contrasts(
    ask: &Ask<'_>,
    means: &[Result<Rmst, Reason>],
    contrast: impl Fn(&Rmst, &Rmst, f64) -> Option<crate::estimate::contrast::Contrast>,
) -> Vec<ContrastReport> {
    let one = |(group, direction): (usize, String)| match (&means[group], &means[ask.settings().reference]) {
        (Ok(mean), Ok(other)) => {
            ContrastReport::new(&direction, contrast(mean, other, ask.confidence.z), Reason::NoInformation)
        }
        (Err(why), _) | (_, Err(why)) => ContrastReport::new(&direction, None, *why),
    };
    ask.against_reference().map(one).collect()
}

fn rate_ratios(ask: &Ask<'_>, person_time: &[PersonTime]) -> Vec<ContrastReport> {
    let one = |(group, direction): (usize, String)| {
        let found =
            person_time[group].ratio(&person_time[ask.settings().reference], ask.settings().conf_level);
        match found {
            Err(why) => ContrastReport::new(&direction, None, Reason::from(&why)),
            Ok(found) => ContrastReport {
                direction,
                interval: Interval {
                    value: Maybe::or(found.ratio, Reason::Infinite),
                    lower: Maybe::or(Some(found.lower), Reason::NoInformation),
                    upper: Maybe::or(found.upper, Reason::Infinite),
                },
                p_value: Maybe::or(Some(found.p_value), Reason::NoInformation),
            },
        }
    };
    ask.against_reference().map(one).collect()
}

/// The times named, or a few of the axis to which every curve is known.
pub(super) fn times(ask: &Ask<'_>) -> Vec<f64> {
    if let Some(named) = &ask.settings().milestones {
        return named.clone();
    }
    times_on_axis(ask)
}

/// A few times of the axis to which every curve is known.
pub(super) fn times_on_axis(ask: &Ask<'_>) -> Vec<f64> {
    ask.compared().on_axis()
}

fn milestone_report(ask: &Ask<'_>, time: f64) -> MilestoneReport {
    let found = milestone::by_group(ask.data, ask.curves, time, ask.confidence);
    let turned = ask.settings().curve == CurveKind::Event;
    let reference = &found[ask.settings().reference];
    let difference = |(group, direction): (usize, String)| match (&found[group], reference) {
        (Ok(here), Ok(there)) => {
            // The share with the event differs as much the other way.
            let (first, second) = if turned { (there, here) } else { (here, there) };
            ContrastReport::new(&direction, first.difference(second, ask.confidence.z), Reason::NoInformation)
        }
        (Err(why), _) | (_, Err(why)) => ContrastReport::new(&direction, None, why.into()),
    };
    MilestoneReport {
        time,
        difference: ask.against_reference().map(difference).collect(),
        groups: found
            .iter()
            .enumerate()
            .map(|(i, found)| milestone_group(&ask.groups()[i].name, found, turned))
            .collect(),
    }
}

fn milestone_group(name: &str, found: &Result<Milestone, NoMilestone>, turned: bool) -> MilestoneGroup {
    let share = match found {
        Err(why) => Interval::missing(why.into()),
        Ok(found) => {
            let (lower, upper) = found.limits.unzip();
            let maybe = |share: Option<f64>| {
                Maybe::or(share.map(|share| if turned { 1.0 - share } else { share }), Reason::NoInformation)
            };
            let (lower, upper) = if turned { (upper, lower) } else { (lower, upper) };
            Interval { value: maybe(Some(found.surv)), lower: maybe(lower), upper: maybe(upper) }
        }
    };
    let se = match found {
        Err(why) => Maybe::missing(why.into()),
        Ok(found) => Maybe::or(found.se_surv, Reason::NoInformation),
    };
    let found = found.as_ref().ok();
    MilestoneGroup {
        name: name.to_owned(),
        share,
        se,
        n_risk: found.map(|found| found.n_risk),
        n_event: found.map(|found| found.n_event),
        unreliable: found.is_some_and(|found| found.few_at_risk),
    }
}

/// "difference of restricted means to 23 weeks, a versus b: 9.24 (5.17 to 13.3)" as one line.
fn summary(ask: &Ask<'_>, report: &EstimatesReport) -> String {
    let facts = ask.facts;
    match (report.tau.value, &report.rmst_difference[..], &report.groups[..]) {
        (Some(tau), [only], _) if only.interval.value.value.is_some() => {
            let numbers = [only.interval.value, only.interval.lower, only.interval.upper]
                .map(|n| n.value.unwrap_or(0.0));
            let [value, lower, upper] = numbers.map(number::time_short);
            format!(
                "difference of restricted means to {}, {}: {value} ({lower} to {upper})",
                facts.moment(tau),
                only.direction
            )
        }
        (None, ..) if ask.facts.data.n_competing > 0 => {
            "follow-up and rates; shares under competing risks".to_owned()
        }
        (Some(tau), [], [only]) if only.rmst.value.value.is_some() => {
            format!(
                "restricted mean to {} {}",
                facts.moment(tau),
                number::time_short(only.rmst.value.value.unwrap_or(0.0))
            )
        }
        _ => "quantiles, restricted means, follow-up, rates".to_owned(),
    }
}

fn methods(settings: &Settings, tau: Option<f64>, competing: bool) -> Vec<String> {
    let level = level(settings.conf_level);
    let noun = names::noun(&settings.event_name);
    let mut methods = Vec::new();
    if competing {
        methods.push("Other events come first in some: quantiles, means and shares of curves that take these as censored would be of a world in which they cannot happen, so they are not given here. Cumulative incidence is in the section on competing risks.".to_owned());
    }
    if let Some(tau) = tau {
        let named = if settings.tau.is_some() {
            "the time asked for"
        } else {
            "the last time that every group was followed"
        };
        methods.push(format!(
            "Restricted mean: the area under the curve up to {} ({named}), the mean time without {noun} within it; {level} limits from the variance of the area, ratios on the log scale by the delta method. No mean is given beyond a group’s follow-up.",
            number::time(tau)
        ));
    }
    if !competing {
        methods.push(format!(
        "At a named time: the Kaplan-Meier estimate with {} limits; differences with limits from Greenwood’s variances. Marked unreliable where fewer than {} are at risk.",
        settings.conf_type.name(),
        milestone::FEW_AT_RISK
        ));
    }
    methods.push("Length of follow-up: the median of the reverse Kaplan-Meier curve, which takes censoring as the event.".to_owned());
    methods.push(format!("Rates: events over the summed time of observation, with exact Poisson limits ({level}); ratios of rates with exact binomial limits."));
    methods
}
