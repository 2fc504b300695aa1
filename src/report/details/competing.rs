//! Competing risks: for each cause its cumulative incidence, Gray's test, and the two hazards that can be
//! compared, that of the cause and that of the subdistribution.

use super::model::{Named, ONE_EVENT, design, ratio_of, takes_too_long};
use super::{Ask, Interval};
use crate::competing::Cause;
use crate::competing::cumulative_incidence::{self, Estimate, GroupIncidence, Incidence};
use crate::competing::fine_gray::{Censoring, NoFineGray, fine_gray};
use crate::competing::gray::{Gray, GrayOfCause, NoGray, gray_tests};
use crate::cox::design::Model;
use crate::cox::monotone::Fate;
use crate::cox::regression::{Coefficient, Options, Wald, fit};
use crate::data::Survival;
use crate::estimate::milestone::FEW_AT_RISK;
use crate::report::names;
use crate::report::number::{level, p_value, percent, share};
use crate::report::shape::{Maybe, Reason, TestReport, Warning};
use crate::report::unit;
use crate::report::words::in_group;
use serde::Serialize;

/// The whole section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CompetingReport {
    pub summary: String,
    pub causes: Vec<CauseReport>,
    pub methods: Vec<String>,
}

/// One cause. Every number here belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CauseReport {
    pub code: u8,
    pub name: String,
    pub n_event: u64,
    pub groups: Vec<IncidenceReport>,
    pub at: Vec<IncidenceAt>,
    pub gray: Option<TestReport>,
    pub gray_reason: Option<String>,
    pub cause_specific: Vec<HazardReport>,
    pub cause_specific_reason: Option<String>,
    pub subdistribution: Vec<HazardReport>,
    pub subdistribution_reason: Option<String>,
}

/// The curve of one cause in one group, one entry a step.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct IncidenceReport {
    pub name: String,
    pub n_event: u64,
    pub time: Vec<f64>,
    pub cif: Vec<f64>,
    pub se: Vec<f64>,
    pub lower: Vec<Option<f64>>,
    pub upper: Vec<Option<f64>>,
    pub naive: Vec<f64>,
    pub last_time: Maybe,
}

/// All groups at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct IncidenceAt {
    pub time: f64,
    pub groups: Vec<IncidenceAtGroup>,
}

/// One group at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct IncidenceAtGroup {
    pub name: String,
    pub cif: Interval,
    pub se: Maybe,
    pub naive: Maybe,
    /// Without any event and watched just before the time.
    pub n_risk: u32,
    /// Whether that is fewer than 5.
    pub unreliable: bool,
}

/// One coefficient of a hazard.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct HazardReport {
    pub direction: String,
    /// As in the Cox model.
    pub unit: f64,
    pub coef: Maybe,
    pub se: Maybe,
    pub coef_per_one: Maybe,
    pub ratio: Interval,
    pub p_value: Maybe,
}

/// The section; `None` where there is one cause only.
pub(super) fn report(ask: &Ask<'_>, times: &[f64]) -> Option<CompetingReport> {
    if ask.all_causes.causes().is_empty() {
        return None;
    }
    let curves = cumulative_incidence::by_group(ask.all_causes);
    let tests = gray_tests(ask.all_causes);
    let causes: Vec<CauseReport> =
        tests.iter().enumerate().map(|(at, test)| cause(ask, test, at, &curves, times)).collect();
    Some(CompetingReport { summary: summary(&causes), methods: methods(ask), causes })
}

fn name_of(ask: &Ask<'_>, cause: &Cause) -> String {
    names::cause(&cause.name, cause.code, &ask.settings().event_name)
}

fn cause(
    ask: &Ask<'_>,
    test: &GrayOfCause,
    at: usize,
    curves: &[GroupIncidence],
    times: &[f64],
) -> CauseReport {
    let of_group = |curves: &'_ GroupIncidence| curves.causes[at].total_events();
    let (gray, gray_reason) = gray_report(&test.test);
    let (cause_specific, cause_specific_reason) = split(cause_specific(ask, test.cause.code));
    let (subdistribution, subdistribution_reason) = split(subdistribution(ask, test.cause.code));
    CauseReport {
        code: test.cause.code,
        name: name_of(ask, &test.cause),
        n_event: curves.iter().map(of_group).sum(),
        groups: curves
            .iter()
            .enumerate()
            .map(|(g, curves)| curve(ask, &ask.groups()[g].name, &curves.causes[at]))
            .collect(),
        at: times.iter().map(|&time| incidence_at(ask, curves, at, time)).collect(),
        gray,
        gray_reason,
        cause_specific,
        cause_specific_reason,
        subdistribution,
        subdistribution_reason,
    }
}

/// The test with its name, or a sentence that says why there is none.
pub(in crate::report) fn gray_report(test: &Result<Gray, NoGray>) -> (Option<TestReport>, Option<String>) {
    match test {
        Ok(test) => {
            let method = "Gray’s test, rho = 0".to_owned();
            match TestReport::new(test.chi_sq, test.df, test.p_value, method) {
                None => (None, Some("There is no test: it was lost to rounding.".to_owned())),
                found => (found, None),
            }
        }
        Err(why) => (None, Some(no_gray(*why).to_owned())),
    }
}

fn split<T>(found: Result<Vec<T>, String>) -> (Vec<T>, Option<String>) {
    found.map_or_else(|why| (Vec::new(), Some(why)), |found| (found, None))
}

fn no_gray(why: NoGray) -> &'static str {
    match why {
        NoGray::OneGroup => "There is no test: there is only one group.",
        NoGray::NoEvents => "There is no test: nobody had this event.",
        NoGray::DelayedEntry => "There is no test with delayed entry.",
        NoGray::NoInformation => "There is no test: the groups were never at risk together at an event.",
    }
}

fn curve(ask: &Ask<'_>, name: &str, found: &Incidence) -> IncidenceReport {
    let most = ask.settings().max_steps.unwrap_or(usize::MAX);
    // Every n-th step and the last: what is kept is right, and the page needs no more.
    let every = found.time.len().div_ceil(most.max(1)).max(1);
    let kept: Vec<usize> =
        (0..found.time.len()).filter(|i| i % every == 0 || i + 1 == found.time.len()).collect();
    let limits: Vec<_> = kept.iter().map(|&i| found.estimate[i].limits(ask.confidence)).collect();
    IncidenceReport {
        name: name.to_owned(),
        n_event: found.total_events(),
        time: kept.iter().map(|&i| found.time[i]).collect(),
        cif: kept.iter().map(|&i| found.estimate[i].cif).collect(),
        se: kept.iter().map(|&i| found.estimate[i].se()).collect(),
        lower: limits.iter().map(|limits| limits.map(|(lower, _)| lower)).collect(),
        upper: limits.iter().map(|limits| limits.map(|(_, upper)| upper)).collect(),
        naive: kept.iter().map(|&i| found.estimate[i].naive).collect(),
        last_time: Maybe::or(found.last_time, Reason::NoSubjects),
    }
}

fn incidence_at(ask: &Ask<'_>, curves: &[GroupIncidence], at: usize, time: f64) -> IncidenceAt {
    let group = |(g, curves): (usize, &GroupIncidence)| {
        let found: Option<Estimate> = curves.causes[at].at(time);
        let limits = found.and_then(|found| found.limits(ask.confidence));
        let maybe = |number: Option<f64>| Maybe::or(number, Reason::BeyondFollowUp);
        let watched = curves.causes[at].last_time.is_some_and(|last| time <= last);
        let n_risk = at_risk(ask, g, time);
        IncidenceAtGroup {
            n_risk,
            unreliable: found.is_some() && n_risk < FEW_AT_RISK,
            name: ask.groups()[g].name.clone(),
            cif: Interval {
                value: maybe(found.map(|found| found.cif)),
                lower: maybe(limits.map(|(lower, _)| lower)),
                upper: maybe(limits.map(|(_, upper)| upper)),
            },
            se: maybe(found.map(|found| found.se())),
            // Its curve takes the last ones as censored: it is not known after them, whatever the incidence is.
            naive: maybe(found.map(|found| found.naive).filter(|_| watched)),
        }
    };
    IncidenceAt { time, groups: curves.iter().enumerate().map(group).collect() }
}

/// At risk in a group just before a time.
fn at_risk(ask: &Ask<'_>, group: usize, time: f64) -> u32 {
    let data = ask.all_causes;
    let entry = |i: usize| data.entry().map_or(f64::NEG_INFINITY, |entry| entry[i]);
    let here =
        |i: &usize| usize::from(data.group()[*i]) == group && entry(*i) < time && data.time()[*i] >= time;
    (0..data.len()).filter(here).count() as u32
}

fn hazard(
    direction: String,
    unit: f64,
    wald: Option<Wald>,
    z: f64,
    reasons: (Reason, Reason),
) -> HazardReport {
    let (ratio_reason, reason) = reasons;
    let maybe = |number: Option<f64>| Maybe::or(number, reason);
    let ratio = match wald {
        Some(_) => ratio_of(wald, z, reason),
        None => Interval { value: Maybe::missing(ratio_reason), ..Interval::missing(reason) },
    };
    HazardReport {
        direction,
        unit,
        coef: maybe(wald.map(|wald| wald.coef)),
        se: maybe(wald.map(|wald| wald.se)),
        coef_per_one: maybe(wald.map(|wald| wald.coef / unit)),
        ratio,
        p_value: maybe(wald.map(|wald| wald.p_value)),
    }
}

/// The hazard of a cause while other events end follow-up.
fn cause_specific(ask: &Ask<'_>, code: u8) -> Result<Vec<HazardReport>, String> {
    let data = ask.model_rows_all.of_cause(code);
    let design = design(ask, &data);
    if design.n_event() == 1 {
        return Err(ONE_EVENT.to_owned());
    }
    if let Some(why) = takes_too_long(&design, ask.settings().ties, ask.all_causes.causes().len()) {
        return Err(why);
    }
    let fit = fit(&design, ask.settings().ties, &Options::default()).map_err(|_| no_hazard())?;
    let named = Named { design: &design };
    let one = |(direction, at): (String, usize)| {
        let reasons = match &fit.coefficients[at] {
            Coefficient::RunsUp => (Reason::Infinite, Reason::Withheld),
            Coefficient::RunsDown => (Reason::Zero, Reason::Withheld),
            Coefficient::Aliased(_) => (Reason::Aliased, Reason::Aliased),
            _ => (Reason::NoInformation, Reason::NoInformation),
        };
        let unit = design.columns[at].unit;
        hazard(direction, unit, fit.coefficients[at].estimate(), ask.confidence.z, reasons)
    };
    Ok(named.directions().map(one).collect())
}

fn no_hazard() -> String {
    "There is no ratio: the data say nothing about this cause.".to_owned()
}

/// The subdistribution hazard of a cause.
fn subdistribution(ask: &Ask<'_>, code: u8) -> Result<Vec<HazardReport>, String> {
    let model = Model {
        reference: (ask.groups().len() > 1).then_some(ask.settings().reference),
        covariates: (0..ask.model_rows_all.covariates().len()).collect(),
        stratified: false,
    };
    subdistribution_of(ask.model_rows_all, &model, code, ask.confidence.z)
}

/// The subdistribution hazard of a cause in this model.
pub(in crate::report) fn subdistribution_of(
    data: &Survival,
    model: &Model,
    code: u8,
    z: f64,
) -> Result<Vec<HazardReport>, String> {
    if data.cause().iter().filter(|&&cause| cause == code).count() == 1 {
        return Err(ONE_EVENT.to_owned());
    }
    let found = fine_gray(data, model, code, Censoring::Everybody).map_err(|why| match why {
        NoFineGray::DelayedEntry => "The Fine-Gray model is not offered with delayed entry.".to_owned(),
        NoFineGray::NoCovariates => {
            "There is nothing to compare: one group, and no columns in the model.".to_owned()
        }
        NoFineGray::Strata | NoFineGray::NoEvents | NoFineGray::NoInformation => no_hazard(),
    })?;
    let groups = usize::from(model.reference.is_some());
    let terms = found.terms.iter().enumerate();
    let columns = terms.flat_map(|(place, term)| term.columns.clone().map(move |at| (place, term, at)));
    let one = |(place, term, at): (usize, &crate::cox::design::Term, usize)| {
        let coefficient = &found.coefficients[at];
        let covariate = place.checked_sub(groups);
        let unit = covariate.map_or(1.0, |at| unit::of_covariate(data, at));
        let direction = Named::direction_of(term, &coefficient.name, unit);
        let reasons = match coefficient.fate {
            Fate::RunsUp => (Reason::Infinite, Reason::Withheld),
            Fate::RunsDown => (Reason::Zero, Reason::Withheld),
            Fate::Settles | Fate::Unknown => (Reason::NoInformation, Reason::NoInformation),
        };
        let wald = coefficient.estimate.map(|e| Wald {
            coef: e.coef * unit,
            se: e.se * unit,
            z: e.z,
            p_value: e.p_value,
        });
        hazard(direction, unit, wald, z, reasons)
    };
    Ok(columns.map(one).collect())
}

/// "By 120 months the cumulative incidence of the event “pcm” is 7.4 % (95 % limits 5.4 to 9.7) in the female group and 5.5 % (...) in the male group.":
/// the numbers at the common time of the curves, of groups few enough to be told one by one.
pub(in crate::report) fn in_words(ask: &Ask<'_>, told: Option<&IncidenceAt>) -> Option<String> {
    let facts = ask.facts;
    let found = told.filter(|_| facts.data.n_event > 0 && !ask.settings().ranks())?;
    let shares =
        names::list(&found.groups.iter().map(|group| share_in_words(ask, group)).collect::<Vec<_>>());
    let noun = names::noun(&ask.settings().event_name);
    Some(format!("By {} the cumulative incidence of {noun} is {shares}.", facts.moment(found.time)))
}

/// The event asked about at the time that the words and the figure speak of: see [`crate::report::common_time`].
pub(in crate::report) fn told(ask: &Ask<'_>) -> Option<IncidenceAt> {
    if ask.facts.data.n_competing == 0 {
        return None;
    }
    let curves = cumulative_incidence::by_group(ask.all_causes);
    let at = curves.first()?.causes.iter().position(|of| of.cause.code == 1)?;
    let groups: Vec<usize> = (0..curves.len()).collect();
    let last = ask.groups().iter().map(|group| group.last_time).fold(0.0, f64::max);
    let time = ask.compared().time([0.0, last], &groups, (&ask.settings().time_unit, 1.0))?;
    Some(incidence_at(ask, &curves, at, time))
        .filter(|at| at.groups.iter().all(|group| group.cif.value.value.is_some()))
}

/// "7.4 % (95 % limits 5.4 to 9.7) in the female group": without limits where there are none, without a name where there is one group.
fn share_in_words(ask: &Ask<'_>, group: &IncidenceAtGroup) -> String {
    let short = |limit: f64| share(limit).replace("\u{202f}%", "");
    let limits = match (group.cif.lower.value, group.cif.upper.value) {
        (Some(lower), Some(upper)) if lower < upper => {
            format!(" ({} limits {} to {})", level(ask.settings().conf_level), short(lower), short(upper))
        }
        _ => String::new(),
    };
    let of_group = if ask.groups().len() > 1 {
        let (before, after) = in_group(&group.name);
        format!(" in {before}{}{after}", names::isolated(&group.name))
    } else {
        String::new()
    };
    let value = group.cif.value.value.unwrap_or_default();
    // Of nobody a decimal would say more than is known.
    let value = if value == 0.0 { percent(value) } else { share(value) };
    format!("{value}{limits}{of_group}")
}

fn summary(causes: &[CauseReport]) -> String {
    let test = |cause: &CauseReport| match &cause.gray {
        Some(gray) => format!("{}: Gray p {}", names::isolated(&cause.name), p_value(gray.p_value)),
        None if cause.n_event == 1 => format!("{}: 1 event", names::isolated(&cause.name)),
        None => format!("{}: {} events", names::isolated(&cause.name), cause.n_event),
    };
    causes.iter().take(3).map(test).collect::<Vec<_>>().join("; ")
}

fn methods(ask: &Ask<'_>) -> Vec<String> {
    let level = level(ask.settings().conf_level);
    let mut methods = vec![
        format!(
            "Cumulative incidence by Aalen-Johansen: the share that has had the event of the cause by a time, when other events can come first; Aalen’s variance as in cmprsk’s cuminc, {level} limits on the {} scale.",
            ask.settings().conf_type.name()
        ),
        "1 − Kaplan-Meier with other events censored stands beside it as what it overstates: it is the share there would be if nobody could have the other events."
            .to_owned(),
        "Gray’s test compares the cumulative incidence of one cause between the groups (rho = 0).".to_owned(),
        format!(
            "Cause-specific hazard: a Cox model ({} ties) that takes other events as censored; it speaks of the pace among those still without any event.",
            ask.settings().ties.name()
        ),
        "Subdistribution hazard: the Fine-Gray model as cmprsk’s crr (Breslow ties, sandwich variance); those with another event stay at risk, so it speaks of the cumulative incidence, not of a pace anybody experiences."
            .to_owned(),
    ];
    if ask.settings().stratified {
        methods.push("The Fine-Gray model is fitted without strata.".to_owned());
    }
    methods
}

/// How much the naive curve overstates the event asked about, at the time that the words speak of.
pub(super) fn warning(ask: &Ask<'_>, found: &IncidenceAt) -> Option<Warning> {
    let shares = |group: &IncidenceAtGroup| group.naive.value.zip(group.cif.value.value);
    let gap = |group: &&IncidenceAtGroup| shares(group).map_or(0.0, |(naive, cif)| naive - cif);
    let worst = found.groups.iter().max_by(|a, b| gap(a).total_cmp(&gap(b)))?;
    let (naive, cif) = shares(worst)?;
    (naive - cif >= 0.005).then(|| {
        let in_group =
            if found.groups.len() > 1 { format!(" in {}", names::isolated(&worst.name)) } else { String::new() };
        let sentence = format!(
            "Because other events come first, by {} an estimated {} {}{in_group}, not the {} that 1 − Kaplan-Meier says.",
            ask.facts.moment(found.time),
            percent(cif),
            names::happened(&ask.settings().event_name),
            percent(naive)
        );
        Warning { code: "naive_overstates", sentence, numbers: vec![("time", found.time), ("cif", cif), ("naive", naive)] }
    })
}
