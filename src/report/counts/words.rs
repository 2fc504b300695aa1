//! The sentences about counts, each made from the numbers it states.

use super::options::{CountsSettings, EventIs, Measure};
use super::shape::{CountsWords, TrialReport};
use crate::evidence::fragility::{Change, Fragility, Kind};
use crate::evidence::two_by_two::TwoByTwo;
use crate::report::details::Interval;
use crate::report::names::isolated;
use crate::report::number::{self, count, level, p_value};

/// Words about all rows.
pub(super) fn of(
    trials: &[TrialReport],
    arms: &[String; 2],
    settings: &CountsSettings,
    file_stem: String,
) -> CountsWords {
    CountsWords {
        sentence: match trials {
            [only] => only.sentence.clone(),
            _ => several(trials, arms, settings),
        },
        methods: methods(settings),
        nnt_note: nnt_note(settings.event_is),
        file_stem,
    }
}

fn several(trials: &[TrialReport], arms: &[String; 2], settings: &CountsSettings) -> String {
    let mut names: Vec<&str> =
        trials.iter().map(|trial| trial.trial.as_str()).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let of_trials = match names.len() {
        0 => String::new(),
        1 => " of one trial".to_owned(),
        n if n == trials.len() => String::new(),
        n => format!(" of {n} trials"),
    };
    let significant = trials.iter().filter(|trial| is_significant(trial, settings)).count();
    let in_them = match significant {
        0 => "in none of them".to_owned(),
        n if n == trials.len() => "in all of them".to_owned(),
        n => format!("in {n} of them"),
    };
    format!(
        "{} rows of counts{of_trials}, {} versus {}; Fisher's exact p is below {} {in_them}. Each row stands for itself: \
         no pooled estimate is made.",
        trials.len(),
        arms[0],
        arms[1],
        bare(settings.alpha)
    )
}

/// Whether Fisher's p is below alpha.
pub(super) fn is_significant(trial: &TrialReport, settings: &CountsSettings) -> bool {
    trial.fisher_p.value.is_some_and(|p| p < settings.alpha)
}

/// ".05".
pub(super) fn bare(alpha: f64) -> String {
    let text = alpha.to_string();
    text.strip_prefix('0').map(str::to_owned).unwrap_or(text)
}

/// "Shu 2020, death by day 28", or one of the two, or "Row 3".
pub(super) fn name(trial: &TrialReport) -> String {
    match (trial.trial.as_str(), trial.outcome.as_str()) {
        ("", "") => format!("Row {}", trial.row),
        (name, "") | ("", name) => name.to_owned(),
        (name, outcome) => format!("{name}, {outcome}"),
    }
}

/// The result of one row.
pub(super) fn trial(
    table: &TwoByTwo,
    report: &TrialReport,
    arms: &[String; 2],
    settings: &CountsSettings,
) -> String {
    let events = [0, 1].map(|arm: usize| {
        let (x, n) = (table.events()[arm], table.n()[arm]);
        format!("{} of {} ({})", count(x), count(n), share(x as f64 / n as f64))
    });
    let head = if report.trial.is_empty() && report.outcome.is_empty() {
        String::new()
    } else {
        format!("{}: ", isolated(&name(report)))
    };
    let significant = is_significant(report, settings);
    let comparison = match (significant, table.cross_difference().signum()) {
        (true, sign) => {
            format!("{} frequent in {}", if sign < 0 { "less" } else { "more" }, arms[0])
        }
        (false, 0) => "both risks are the same".to_owned(),
        _ => "no clear difference".to_owned(),
    };
    let comparison = if head.is_empty() { format!("The event: {comparison}") } else { comparison };
    let first = if significant { events[0].clone() } else { format!("{} in {}", events[0], arms[0]) };
    let sentence = format!(
        "{head}{comparison}, {first} versus {} in {}. {} {}",
        events[1],
        arms[1],
        estimate(report, settings),
        two_sides(report, settings, significant)
    );
    sentence.trim_end().to_owned()
}

fn estimate(report: &TrialReport, settings: &CountsSettings) -> String {
    let (measure, interval) = chosen(report, settings.measure);
    let p = report.fisher_p.value.map_or(String::new(), |p| format!("Fisher's exact p {}", p_value(p)));
    match written(interval, settings.measure) {
        Some((value, limits)) => format!(
            "{}, {}, {value} ({} confidence interval {limits}); {p}.",
            capital(measure),
            report.direction,
            level(settings.conf_level)
        ),
        None => format!("The {measure} cannot be estimated; {p}. {}", report.zero_cells),
    }
}

/// Says so where the interval and the test do not agree.
fn two_sides(report: &TrialReport, settings: &CountsSettings, significant: bool) -> &'static str {
    let (_, interval) = chosen(report, settings.measure);
    let (Some(lower), Some(upper)) = (interval.lower.value, interval.upper.value) else { return "" };
    let null = null_value(settings.measure);
    let excludes = lower > null || upper < null;
    // The test speaks of alpha, the interval of its own level.
    if (1.0 - settings.conf_level - settings.alpha).abs() > 1e-9 || excludes == significant {
        ""
    } else if excludes {
        "The interval excludes no effect, but Fisher's test does not: the case is close."
    } else {
        "Fisher's test excludes no effect, but the interval does not: the case is close."
    }
}

/// Name and interval of the measure that was chosen.
pub(super) fn chosen(report: &TrialReport, measure: Measure) -> (&'static str, &Interval) {
    match measure {
        Measure::RiskRatio => ("risk ratio", &report.risk_ratio),
        Measure::OddsRatio => ("odds ratio", &report.odds_ratio),
        Measure::RiskDifference => ("risk difference", &report.risk_difference),
    }
}

pub(super) fn null_value(measure: Measure) -> f64 {
    if measure == Measure::RiskDifference { 0.0 } else { 1.0 }
}

/// The estimate, and its limits joined by "to"; `None` where there is none.
pub(super) fn written(interval: &Interval, measure: Measure) -> Option<(String, String)> {
    let (value, lower, upper) = (interval.value.value?, interval.lower.value?, interval.upper.value?);
    Some(match measure {
        Measure::RiskDifference => (
            format!("{} percentage points", points(value)),
            format!("{} to {}", points(lower), points(upper)),
        ),
        _ => {
            let [value, lower, upper] = number::ratios([value, lower, upper]);
            (value, format!("{lower} to {upper}"))
        }
    })
}

/// A difference of shares in percentage points: −37, 4.2.
pub(super) fn points(share: f64) -> String {
    let text = number::points(share, usize::from((share * 100.0).abs() < 9.95));
    if text.trim_matches(['0', '.']).is_empty() { "0".to_owned() } else { text }
}

/// A risk in percent, with two digits where it is small.
fn share(risk: f64) -> String {
    let percent = risk * 100.0;
    if percent > 0.0 && percent < 9.95 {
        format!("{}\u{202f}%", number::significant(percent, 2))
    } else {
        number::percent(risk)
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or(String::new(), |first| std::iter::once(first.to_ascii_uppercase()).chain(chars).collect())
}

/// Which cell is zero, and what follows; empty where none is.
pub(super) fn zero_cells(
    table: &TwoByTwo,
    report: &TrialReport,
    arms: &[String; 2],
    settings: &CountsSettings,
) -> String {
    let ([a, c], [b, d]) = (table.events(), table.without());
    if a + c == 0 || b + d == 0 {
        let said = if a + c == 0 {
            "Nobody had the event: ratios, chi-square and the conditional odds ratio do not exist"
        } else {
            "Everybody had the event: the risks are alike, but a ratio of theirs has no limits, and odds ratios and \
             chi-square do not exist"
        };
        return format!("{said}; Fisher's p is 1. The risks and the limits of their difference stand.");
    }
    let mut zeros = Vec::new();
    for (cell, what) in [
        (a, format!("no events in {}", arms[0])),
        (c, format!("no events in {}", arms[1])),
        (b, format!("nobody without the event in {}", arms[0])),
        (d, format!("nobody without the event in {}", arms[1])),
    ] {
        if cell == 0 {
            zeros.push(what);
        }
    }
    if zeros.is_empty() {
        return String::new();
    }
    let missing = if a == 0 || c == 0 {
        "the risk ratio and the odds ratio have no estimate with Wald limits"
    } else {
        "the odds ratio has no estimate with Wald limits"
    };
    format!(
        "{}: {missing}, and nothing was added to the empty cell. Read Fisher's p, the mid-p, the risk difference with \
         Newcombe's limits{}.",
        capital(&zeros.join(" and ")),
        exact_limit(&report.conditional_odds_ratio, settings)
    )
}

/// The one exact limit of an odds ratio of 0 or infinity.
fn exact_limit(conditional: &Interval, settings: &CountsSettings) -> String {
    let one_sided = level(1.0 - (1.0 - settings.conf_level) / 2.0);
    match (conditional.lower.value, conditional.upper.value) {
        (Some(lower), None) => format!(
            ", and the exact lower limit of the conditional odds ratio: it is at least {} (one-sided, {one_sided})",
            number::ratio(lower)
        ),
        (Some(0.0), Some(upper)) => format!(
            ", and the exact upper limit of the conditional odds ratio: it is at most {} (one-sided, {one_sided})",
            number::ratio(upper)
        ),
        _ => String::new(),
    }
}

/// What is not estimable in the forest plot, and why.
pub(super) fn not_estimable(report: &TrialReport, arms: &[String; 2]) -> String {
    let ([a, c], [m, n]) = (report.events, report.n);
    let why = match (a == 0, c == 0) {
        (true, true) => "no events in either arm".to_owned(),
        (true, false) => format!("no events in {}", arms[0]),
        (false, true) => format!("no events in {}", arms[1]),
        _ if a == m && c == n => "events in everybody".to_owned(),
        _ if a == m => format!("nobody without the event in {}", arms[0]),
        _ => format!("nobody without the event in {}", arms[1]),
    };
    format!("not estimable: {why}")
}

/// What the index means for this table.
pub(super) fn fragility(table: &TwoByTwo, found: &Fragility, arms: &[String; 2], alpha: f64) -> String {
    let (arm, alpha) = (&arms[found.arm], bare(alpha));
    let now = match found.kind {
        Kind::Fragility => format!("Fisher's p is below {alpha}"),
        Kind::Reverse => format!("Fisher's p is not below {alpha}"),
    };
    let would = if found.kind == Kind::Fragility { "would not be" } else { "would be" };
    match found.index {
        Some(index) => {
            let (of, with, changed) = match found.change {
                Change::Gives => (table.without(), "without", "had had it"),
                Change::Takes => (table.events(), "with", "had not had it"),
            };
            let people = match of[found.arm] {
                1 => "person".to_owned(),
                n => format!("{} people", count(n)),
            };
            format!(
                "{now}; it {would} if {} of the {people} {with} the event in {arm} {changed}.",
                count(index)
            )
        }
        None if found.kind == Kind::Fragility => format!(
            "{now} and stays so however many people in {arm} change outcome towards equal risks: there is no fragility index."
        ),
        None => format!(
            "{now}, and stays so however many people in {arm} gain or lose the event: there is no reverse fragility index."
        ),
    }
}

fn methods(settings: &CountsSettings) -> Vec<String> {
    let level = level(settings.conf_level);
    vec![
        format!("All limits are at {level}. Risks have Wilson's limits."),
        "Risk ratio (Katz) and odds ratio (Woolf) with Wald limits on the log scale. Nothing is added to a zero cell: what \
         then does not exist is left out and said."
            .to_owned(),
        "Risk difference with Newcombe's hybrid score limits without continuity correction; Wald limits beside them."
            .to_owned(),
        "Number needed to treat: 1 by the risk difference, limits from Newcombe's. Numbers of benefit (NNTB) are rounded up \
         to the next whole number and numbers of harm (NNTH) down, so that neither flatters."
            .to_owned(),
        "Fisher's exact test, two-sided by the rule of point probabilities, as R's fisher.test. mid-p: the same less half \
         the probability of the observed table (Lydersen, Fagerland and Laake 2009)."
            .to_owned(),
        "Conditional maximum likelihood odds ratio with exact limits, as R's fisher.test; it is not the odds ratio of the \
         four counts."
            .to_owned(),
        "Pearson's chi-square test without and with Yates' correction, one degree of freedom.".to_owned(),
        format!(
            "Fragility index at {} (Walsh 2014): in the arm with fewer events, people change outcome one at a time, towards \
             equal risks, until Fisher's p is no longer below. Reverse index, for a result that is not significant (Khan \
             2020): in the same arm, people lose or gain the event until p is below; the direction that needs fewer \
             changes counts. The index depends on the size of the trial and says little beyond the p-value.",
            bare(settings.alpha)
        ),
        "Trials are not pooled.".to_owned(),
    ]
}

fn nnt_note(event_is: EventIs) -> String {
    let (benefit, harm) = match event_is {
        EventIs::Bad => ("one event fewer", "one event more"),
        EventIs::Good => ("one event more", "one event fewer"),
    };
    format!(
        "NNTB: so many must be treated for {benefit}; NNTH: so many for {harm}. Where the risk difference may be 0, the limits \
         go through infinity: they hold the numbers beyond both, not those between."
    )
}
