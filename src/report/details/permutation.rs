//! The exact permutation log-rank test of two groups.

use crate::compare::permutation::{Method, NoPermutation, Permutation, PermutationTest};
use crate::data::Survival;
use crate::report::number::count;
use crate::report::number::p_value;
use crate::report::options::Settings;
use crate::report::shape::{LogRankReport, Warning, unsigned};
use serde::Serialize;

/// Up to this many subjects the test is done with everything else.
const SMALL: usize = 40;
/// Subjects that may be picked in all draws together where the test is done unasked (a few hundredths of a second).
const PICKS_UNASKED: u64 = 5_000_000;

/// The whole section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct PermutationReport {
    pub summary: String,
    pub p_value: f64,
    pub exact: bool,
    pub n_extreme: f64,
    /// Number of all arrangements; missing where it is beyond 2^53.
    pub n_arrangements: Option<f64>,
    pub draws: Option<f64>,
    pub seed: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub statistic: f64,
    pub methods: Vec<String>,
}

/// The section, or the sentence that says why there is none.
///
/// It is done unasked where there are few subjects, or where the p-value of the log-rank test is `rough`.
pub(in crate::report) fn report(
    data: &Survival,
    settings: &Settings,
    rough: bool,
) -> Result<PermutationReport, String> {
    if data.groups().len() != 2 {
        return Err(
            "The test compares two groups; choose a column with two, or see the pairs in the comparisons."
                .to_owned(),
        );
    }
    if data.len() > SMALL && !rough {
        return Err(format!(
            "With more than {SMALL} subjects the exact test is computed only when it is asked for."
        ));
    }
    let reference = settings.reference;
    let permutation = Permutation::new(data, (1 - reference, reference)).map_err(sentence)?;
    let mut run = permutation.run_within(PICKS_UNASKED, u64::from(settings.seed));
    while !run.step(u64::MAX).finished {}
    run.result().map(|test| of_test(&test)).ok_or_else(|| "There is no arrangement to count.".to_owned())
}

/// Why there is no test.
pub(crate) fn sentence(why: NoPermutation) -> String {
    match why {
        NoPermutation::OneGroup => "There is no permutation test: there is only one group.",
        NoPermutation::EmptyGroup => "There is no permutation test: a group has no subjects.",
        NoPermutation::DelayedEntry => {
            "There is no permutation test with delayed entry: who came under observation when is part of the groups, and exchanging labels would break it."
        }
        NoPermutation::NoEvents => "There is no permutation test: nobody had the event.",
        NoPermutation::NoInformation => {
            "There is no permutation test: every arrangement of the groups would look the same."
        }
    }
    .to_owned()
}

/// The test in the shape of the report.
pub fn of_test(test: &PermutationTest) -> PermutationReport {
    /// Beyond this, whole numbers are not exact in JavaScript.
    const SAFE: u64 = 1 << 53;
    let n_arrangements = test.n_arrangements.filter(|&n| n <= SAFE);
    let (draws, seed, interval) = match test.method {
        Method::Exact => (None, None, None),
        Method::MonteCarlo { draws, seed, interval } => (Some(draws), Some(seed), Some(interval)),
    };
    let all = n_arrangements
        .map_or("more arrangements than can be counted".to_owned(), |n| format!("{} arrangements", count(n)));
    let (summary, method) = match draws {
        None => (
            format!("exact p {} over {all}", p_value(test.p_value)),
            format!(
                "All {all} of the group labels over the subjects; p counts those whose observed less expected events are at least as far from 0 ({}).",
                count(test.n_extreme)
            ),
        ),
        Some(draws) => (
            format!("p {} from {} random arrangements", p_value(test.p_value), count(draws)),
            format!(
                "{} arrangements drawn at random of {all}, from seed {}; the interval says how far the p of all arrangements may lie from this one.",
                count(draws),
                seed.unwrap_or_default()
            ),
        ),
    };
    PermutationReport {
        summary,
        p_value: test.p_value,
        exact: draws.is_none(),
        n_extreme: test.n_extreme as f64,
        n_arrangements: n_arrangements.map(|n| n as f64),
        draws: draws.map(|n| n as f64),
        seed: seed.map(|seed| seed as f64),
        lower: interval.map(|(lower, _)| lower),
        upper: interval.map(|(_, upper)| upper),
        statistic: unsigned(test.statistic),
        methods: vec![
            method,
            "Scores: event less pooled Nelson-Aalen hazard at the subject’s time, so their sum in a group is its observed less expected events.".to_owned(),
        ],
    }
}

/// Exact and approximate p on two sides of .05.
pub(super) fn warning(report: &PermutationReport, log_rank: Option<&LogRankReport>) -> Option<Warning> {
    let (exact, approximate) = (report.p_value, log_rank?.test.p_value);
    // Of drawn arrangements the p-value is not known to the last digit.
    let settled = report.exact
        || report.lower.is_some_and(|lower| lower > 0.05)
        || report.upper.is_some_and(|upper| upper < 0.05);
    (settled && (exact < 0.05) != (approximate < 0.05)).then(|| Warning {
        code: "exact_and_approximate",
        sentence: format!(
            "The {} p {} and the log-rank p {} fall on two sides of .05: with so few {} trust the {} one more, and take neither as proof.",
            if report.exact { "exact" } else { "permutation" },
            p_value(exact),
            p_value(approximate),
            if report.exact { "subjects" } else { "events" },
            if report.exact { "exact" } else { "first" }
        ),
        numbers: vec![("exact_p", exact), ("log_rank_p", approximate)],
    })
}
