//! Caveats computed from counts.

use super::options::CountsSettings;
use super::shape::{Caveat, TrialReport};
use super::words::{bare, is_significant, name};
use crate::evidence::chi_square::smallest_expected;
use crate::evidence::rows::Trial;

/// Expected counts below this make chi-square's p rough (Cochran 1954).
const FEW: f64 = 5.0;
/// At most this many rows are named.
const NAMED: usize = 4;

/// All that apply, weightiest first.
pub(super) fn warnings(trials: &[Trial], reports: &[TrialReport], settings: &CountsSettings) -> Vec<Caveat> {
    let with = |holds: &dyn Fn(&Trial, &TrialReport) -> bool| -> Vec<String> {
        let each = trials.iter().zip(reports).filter(|(trial, report)| holds(trial, report));
        each.map(|(_, report)| name(report)).collect()
    };
    let alone = reports.len() == 1;
    let mut found = Vec::new();
    let zero = with(&|_, report| !report.zero_cells.is_empty());
    if !zero.is_empty() {
        let sentence = if alone {
            "A cell is zero: ratios that it leaves without limits are not given.".to_owned()
        } else {
            format!(
                "A cell is zero in {}: ratios that it leaves without limits are not given there.",
                list(&zero)
            )
        };
        found.push(Caveat { code: "zero_cells", sentence });
    }
    let apart = with(&|_, report| disagree(report, settings));
    if !apart.is_empty() {
        let alpha = bare(settings.alpha);
        let place = if alone { String::new() } else { format!(" in {}", list(&apart)) };
        found.push(Caveat {
            code: "tests_disagree",
            sentence: format!("Fisher's p, the mid-p and chi-square's fall on two sides of {alpha}{place}: the case is close."),
        });
    }
    let few = with(&|trial, _| !trial.table.has_zero_margin() && smallest_expected(&trial.table) < FEW);
    if !few.is_empty() {
        let place = if alone { String::new() } else { format!(" in {}", list(&few)) };
        found.push(Caveat {
            code: "small_expected",
            sentence: format!(
                "An expected count is below 5{place}: read Fisher's p or the mid-p there, not chi-square's, and take Wald limits \
                 as rough."
            ),
        });
    }
    found.extend(shared_subjects(reports));
    found
}

/// Whether Fisher's p, the mid-p and Pearson's fall on two sides of alpha.
fn disagree(report: &TrialReport, settings: &CountsSettings) -> bool {
    let fisher = is_significant(report, settings);
    [report.mid_p, report.chi_square.p_value]
        .iter()
        .any(|p| p.value.is_some_and(|p| (p < settings.alpha) != fisher))
}

/// Trials with several rows.
fn shared_subjects(reports: &[TrialReport]) -> Option<Caveat> {
    let mut several: Vec<String> = Vec::new();
    for (at, report) in reports.iter().enumerate() {
        let same = |other: &&TrialReport| other.trial == report.trial;
        let is_first = !reports[..at].iter().any(|other| other.trial == report.trial);
        let rows = reports.iter().filter(same).count();
        if !report.trial.is_empty() && is_first && rows > 1 {
            several.push(format!("{} ({rows} rows)", report.trial));
        }
    }
    (!several.is_empty()).then(|| Caveat {
        code: "same_trial",
        sentence: format!(
            "Rows of one trial share their subjects, so they do not confirm each other: {}.",
            list(&several)
        ),
    })
}

/// "A, B and C"; a long list is cut.
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        _ if names.len() > NAMED => format!("{} and {} more", names[..NAMED].join("; "), names.len() - NAMED),
        [most @ .., last] => format!("{} and {last}", most.join("; ")),
    }
}
