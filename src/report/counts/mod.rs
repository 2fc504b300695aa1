//! The answer about counts: two-by-two tables of one or several trials, in numbers and words. Nothing is pooled.
//!
//! ```
//! use riskset::report::counts::{CountsOptions, counts};
//! let text = "trial,treated_events,treated_n,control_events,control_n\nChen 2020,3,17,24,44\n";
//! let report = counts(text, &CountsOptions::default()).report.unwrap();
//! assert_eq!(report.trials[0].nnt.text, "NNTB 3 (NNTB 2 to NNTB 11)");
//! ```

mod caveats;
pub mod csv;
pub(super) mod forest;
mod nnt;
mod options;
mod shape;
mod words;

pub use options::{CountsOptions, CountsSettings, EventIs, Measure};
pub use shape::{
    ChiSquareReport, CountsAnalysis, CountsReport, CountsWords, FragilityReport, Nnt, TrialReport,
};

use super::details::Interval;
use super::names::isolated;
use super::prose::slug;
use super::shape::{Maybe, Reason};
use crate::data::Failure;
use crate::evidence::chi_square::{ChiSquare, chi_square};
use crate::evidence::fisher::{conditional_odds_ratio, fisher};
use crate::evidence::fragility::{Kind, fragility};
use crate::evidence::ratio::{odds_ratio, risk_ratio};
use crate::evidence::risk::{difference, difference_wald, risks};
use crate::evidence::rows::{Counts, Trial, read};
use crate::evidence::{Estimate, NoEstimate};
use crate::figure::Forest;

/// Reads pasted rows and computes everything: exactly one of report and failure is set.
pub fn counts(text: &str, options: &CountsOptions) -> CountsAnalysis {
    match analyze(text, options) {
        Ok((report, forest)) => CountsAnalysis { report: Some(report), forest: Some(forest), failure: None },
        Err(failure) => CountsAnalysis { report: None, forest: None, failure: Some(failure) },
    }
}

fn analyze(text: &str, options: &CountsOptions) -> Result<(CountsReport, Forest), Failure> {
    let settings = CountsSettings::resolve(options)?;
    let counts = in_order(read(text)?, settings.swap);
    // As they stand in sentences.
    let arms = counts.arms.each_ref().map(|arm| isolated(arm).into_owned());
    let trials: Vec<TrialReport> =
        counts.trials.iter().map(|trial| trial_report(trial, &arms, &settings)).collect();
    let forest = forest::describe(&trials, &arms, &settings);
    let report = CountsReport {
        schema: "riskset.counts/1",
        version: env!("CARGO_PKG_VERSION"),
        words: words::of(&trials, &arms, &settings, file_stem(&counts)),
        warnings: caveats::warnings(&counts.trials, &trials, &settings),
        options: settings,
        arms: counts.arms,
        trials,
        problems: counts.problems,
        n_problems: counts.n_problems,
        notes: counts.notes,
    };
    Ok((report, forest))
}

/// From the title that the text gives itself, or from the arms.
fn file_stem(counts: &Counts) -> String {
    let title = counts.notes.iter().find_map(|note| note.strip_prefix("title: "));
    let [first, second] = &counts.arms;
    slug(&title.map_or_else(|| format!("counts {first} vs {second}"), str::to_owned))
}

/// The arm asked about first.
fn in_order(mut counts: Counts, swap: bool) -> Counts {
    if swap {
        counts.arms.reverse();
        for trial in &mut counts.trials {
            trial.table = trial.table.swapped();
        }
    }
    counts
}

fn trial_report(trial: &Trial, arms: &[String; 2], settings: &CountsSettings) -> TrialReport {
    let (table, level) = (&trial.table, settings.conf_level);
    let fisher = fisher(table);
    let newcombe = difference(table, level);
    let fragility = fragility(table, settings.alpha);
    let report = TrialReport {
        row: trial.line,
        trial: trial.trial.clone(),
        outcome: trial.outcome.clone(),
        note: trial.note.clone(),
        direction: format!("{} versus {}", arms[0], arms[1]),
        events: table.events(),
        n: table.n(),
        risk: risks(table, level).map(|risk| interval(Ok(risk))),
        risk_ratio: interval(risk_ratio(table, level)),
        odds_ratio: interval(odds_ratio(table, level)),
        risk_difference: interval(Ok(newcombe)),
        risk_difference_wald: interval(difference_wald(table, level)),
        nnt: nnt::of(newcombe, settings.event_is),
        fisher_p: Maybe::or(Some(fisher.p_value), Reason::ZeroMargin),
        mid_p: Maybe::or(fisher.mid_p.ok(), Reason::ZeroMargin),
        chi_square: chi_square_report(chi_square(table)),
        conditional_odds_ratio: interval(conditional_odds_ratio(table, level)),
        fragility: FragilityReport {
            index: fragility.index,
            kind: Some(if fragility.kind == Kind::Fragility { "fragility" } else { "reverse" }),
            quotient: fragility.quotient,
            sentence: words::fragility(table, &fragility, arms, settings.alpha),
        },
        zero_cells: String::new(),
        sentence: String::new(),
    };
    let report = TrialReport { zero_cells: words::zero_cells(table, &report, arms, settings), ..report };
    TrialReport { sentence: words::trial(table, &report, arms, settings), ..report }
}

/// What is infinite is missing with that reason.
fn interval(estimate: Result<Estimate, NoEstimate>) -> Interval {
    match estimate {
        Ok(Estimate { value, lower, upper }) => Interval::of(value, (lower, upper), Reason::Infinite),
        Err(NoEstimate::ZeroCell) => Interval::missing(Reason::ZeroCell),
        Err(NoEstimate::ZeroMargin) => Interval::missing(Reason::ZeroMargin),
    }
}

fn chi_square_report(test: Result<ChiSquare, NoEstimate>) -> ChiSquareReport {
    let of = |number: fn(&ChiSquare) -> f64| Maybe::or(test.as_ref().ok().map(number), Reason::ZeroMargin);
    ChiSquareReport {
        statistic: of(|test| test.statistic),
        p_value: of(|test| test.p_value),
        yates_statistic: of(|test| test.yates_statistic),
        yates_p: of(|test| test.yates_p),
    }
}
