//! The answer where other events compete: what compares the curves that are drawn.
//!
//! A figure of cumulative incidence shows how many have had the event by each time. Gray's test and the ratio of
//! subdistribution hazards (Fine and Gray) compare that; the log-rank test and the Cox model, which take other events as
//! censored, compare the rate among people who are still event-free. Both are told, each with its question, and the first
//! stand with the figure. They are those of the groups alone, of the event asked about; with strata Gray's test is summed over
//! them. Where there are neither, or too many rows for a first answer, the words say so.

use super::details::competing::{HazardReport, gray_report, subdistribution_of};
use super::names;
use super::number::{level, p_value, ratios};
use super::options::{CurveKind, Depth, Plot, Settings};
use super::shape::{Span, TestReport, Words};
use super::words::{Facts, in_group, named, number_at, plain};
use crate::competing::gray::gray_test;
use crate::cox::design::Model;
use crate::data::Survival;
use serde::Serialize;

/// Rows times the square of the number of groups up to which the tests are part of a first answer.
const QUICK: usize = 200_000;

/// Gray's test and the subdistribution hazard ratios of the groups, for the event asked about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct IncidenceTests {
    pub gray: Option<TestReport>,
    pub gray_reason: Option<String>,
    pub subdistribution: Vec<HazardReport>,
    pub subdistribution_reason: Option<String>,
    /// Whether both are put off, to the section on competing risks.
    pub put_off: bool,
}

/// The tests; `None` where nothing competes or there is one group.
pub(super) fn tests(all_causes: &Survival, settings: &Settings, z: f64) -> Option<IncidenceTests> {
    let n_groups = all_causes.groups().len();
    if n_groups < 2 || !all_causes.cause().iter().any(|&cause| cause > 1) {
        return None;
    }
    if settings.depth == Depth::First && all_causes.len() * n_groups * n_groups > QUICK {
        let later =
            || Some("With so many rows this is computed in the section on competing risks.".to_owned());
        return Some(IncidenceTests {
            gray: None,
            gray_reason: later(),
            subdistribution: Vec::new(),
            subdistribution_reason: later(),
            put_off: true,
        });
    }
    let (gray, gray_reason) = gray_report(&gray_test(all_causes, 1));
    let model = Model { reference: Some(settings.reference), covariates: Vec::new(), stratified: false };
    let (subdistribution, subdistribution_reason) = match subdistribution_of(all_causes, &model, 1, z) {
        Ok(found) => (found, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    Some(IncidenceTests { gray, gray_reason, subdistribution, subdistribution_reason, put_off: false })
}

/// Whether the figure is of cumulative incidence.
pub(super) fn is_drawn(facts: &Facts<'_>) -> bool {
    let plot = facts.settings.drawing.plot;
    let of_all = matches!(plot, Plot::AllCauses | Plot::Stacked);
    facts.data.n_competing > 0 && (facts.settings.curve == CurveKind::Event || of_all)
}

/// The tests, where the figure is of what they compare.
fn shown<'a>(facts: &Facts<'a>) -> Option<&'a IncidenceTests> {
    facts.incidence_tests.filter(|_| is_drawn(facts))
}

/// The words with what compares the cumulative incidence first. `told`: the incidences in a sentence.
pub(super) fn words(words: Words, facts: &Facts<'_>, told: Option<&str>) -> Words {
    let Some(tests) = shown(facts) else { return words };
    let Some(gray) = &tests.gray else {
        let adjusted = adjusted(facts).filter(|_| tests.put_off);
        let headline = without_gray(words.headline, tests, told);
        return Words { headline: headline.into_iter().chain(adjusted).collect(), ..words };
    };
    let Words { mut under, mut methods, .. } = words;
    // The direction stays; then what each number answers.
    let tests_of_rates = facts.tests();
    under.retain(|line| !tests_of_rates.contains(line) && !line.starts_with("cause-specific"));
    let at = 1.min(under.len());
    under.splice(
        at..at,
        ["Gray’s test and Fine-Gray model: cumulative incidence".to_owned()].into_iter().chain(rates(facts)),
    );
    methods.push(format!(
        "{}: whether the cumulative incidence differs between the groups. Fine-Gray model of the groups alone (Breslow ties, sandwich variance): its ratio is above 1 where the cumulative incidence is higher.",
        gray.method
    ));
    let headline = headline(facts, tests, gray).into_iter().chain(adjusted(facts)).collect();
    Words { headline, under, methods, ..words }
}

/// Both ratios where an adjusted one was asked for: that of the cumulative incidence is of the groups alone.
fn adjusted(facts: &Facts<'_>) -> Option<Span> {
    let both = facts.both_ratios()?;
    Some(plain(&format!(" That is unadjusted. Cause-specific hazard ratio {both}.")))
}

/// "cause-specific hazard ratio 0.88 (0.60 to 1.29), log-rank p = .51: rate among people still event-free"
fn rates(facts: &Facts<'_>) -> Option<String> {
    // With an adjusted ratio both stand in the headline.
    let ratio = cause_specific(facts).filter(|_| facts.adjusted_how.is_none());
    let parts: Vec<String> = ratio.into_iter().chain(facts.tests()).collect();
    (!parts.is_empty()).then(|| format!("{}: rate among people still event-free", parts.join(", ")))
}

/// The same as a sentence of the paragraph, where the headline is about the cumulative incidence.
pub(super) fn rates_sentence(facts: &Facts<'_>) -> Option<String> {
    shown(facts)?;
    let told = rates(facts)?;
    Some(format!("{}.", names::capital(&told)))
}

fn cause_specific(facts: &Facts<'_>) -> Option<String> {
    let term = facts.only_term()?;
    let (hr, lower, upper) = (term.hazard_ratio.value?, term.lower.value?, term.upper.value?);
    let [hr, lower, upper] = ratios([hr, lower, upper]);
    Some(format!("cause-specific hazard ratio {hr} ({lower} to {upper})"))
}

/// Value and limits of the one ratio of two groups.
fn only_ratio<'a>(facts: &Facts<'_>, tests: &'a IncidenceTests) -> Option<(&'a HazardReport, [f64; 3])> {
    let [of] = tests.subdistribution.as_slice() else { return None };
    let two = facts.groups.len() == 2;
    Some((of, [of.ratio.value.value?, of.ratio.lower.value?, of.ratio.upper.value?])).filter(|_| two)
}

fn headline(facts: &Facts<'_>, tests: &IncidenceTests, gray: &TestReport) -> Vec<Span> {
    let noun = names::noun(&facts.settings.event_name);
    let p = || number_at(&format!("p {}", p_value(gray.p_value)), "/incidence_tests/gray/p_value");
    let (Some((_, [hr, lower, upper])), Some(term)) = (only_ratio(facts, tests), facts.only_term()) else {
        let apart = gray.p_value < 1.0 - facts.settings.conf_level;
        let k = match facts.groups.len() {
            2 => "two".to_owned(),
            k => k.to_string(),
        };
        let says = match apart {
            true => {
                format!("The cumulative incidence of {noun} differs between the {k} groups: Gray’s test ")
            }
            false => format!(
                "These data do not show that the cumulative incidence of {noun} differs between the {k} groups: Gray’s test "
            ),
        };
        return vec![plain(&says), p(), plain(".")];
    };
    let (group, versus) = (in_group(&term.group), in_group(&term.versus));
    let apart = lower > 1.0 || upper < 1.0;
    let opening = match apart {
        true => format!(
            "The cumulative incidence of {noun} is {} in {}",
            if hr > 1.0 { "higher" } else { "lower" },
            group.0
        ),
        false => format!(
            "These data do not show whether the cumulative incidence of {noun} is higher in {}",
            group.0
        ),
    };
    let [value, from, to] = ratios([hr, lower, upper]);
    let between = if apart { "than" } else { "or" };
    vec![
        plain(&opening),
        named(&term.group),
        plain(&format!("{} {between} in {}", group.1, versus.0)),
        named(&term.versus),
        plain(&format!("{}: subdistribution hazard ratio ", versus.1)),
        number_at(&value, "/incidence_tests/subdistribution/0/ratio"),
        plain(&format!(
            ", {} confidence interval {from} to {to}; Gray’s test ",
            level(facts.settings.conf_level)
        )),
        p(),
        plain("."),
    ]
}

/// Which question the ratio of the headline answers, where the test that belongs to the figure is not at hand.
fn without_gray(headline: Vec<Span>, tests: &IncidenceTests, told: Option<&str>) -> Vec<Span> {
    if tests.put_off {
        let later = "Gray’s test and the subdistribution hazard ratio, which compare the cumulative incidence, are in the section on competing risks.";
        let first = told.unwrap_or("The figure shows the cumulative incidence.");
        return vec![plain(&format!("{first} {later}"))];
    }
    let why = tests.gray_reason.as_deref().unwrap_or_default();
    let rest = format!(
        " This is about the rate among people still event-free, not the cumulative incidence in the figure, for which Gray’s test is missing. {why}"
    );
    headline.into_iter().chain([plain(rest.trim_end())]).collect()
}

/// The lines of the corner before the counts: of a figure of cumulative incidence the tests of that; else nothing.
pub(super) fn corner(facts: &Facts<'_>) -> Option<Vec<String>> {
    let tests = shown(facts)?;
    let gray = tests.gray.as_ref()?;
    let mut lines = Vec::new();
    if let Some((of, [hr, lower, upper])) = only_ratio(facts, tests) {
        let [hr, lower, upper] = ratios([hr, lower, upper]);
        lines.push(format!("Subdistribution HR {hr} ({lower} to {upper})"));
        lines.push(of.direction.clone());
    }
    lines.push(format!("Gray’s test p {}", p_value(gray.p_value)));
    Some(lines)
}
