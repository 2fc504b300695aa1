//! The shape of the answer about counts, named as in `src/wasm/shapes.d.ts`, which says what each field means.

use super::options::CountsSettings;
use crate::data::{Failure, Problem};
use crate::figure::Forest;
use crate::report::details::Interval;
use crate::report::shape::Maybe;
use serde::Serialize;

/// One of report and failure; the forest goes with the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CountsAnalysis {
    pub report: Option<CountsReport>,
    pub forest: Option<Forest>,
    pub failure: Option<Failure>,
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CountsReport {
    pub schema: &'static str,
    pub version: &'static str,
    pub options: CountsSettings,
    pub arms: [String; 2],
    pub trials: Vec<TrialReport>,
    pub problems: Vec<Problem>,
    pub n_problems: usize,
    pub notes: Vec<String>,
    pub words: CountsWords,
    pub warnings: Vec<Caveat>,
}

/// What the numbers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct CountsWords {
    pub sentence: String,
    pub methods: Vec<String>,
    pub nnt_note: String,
    pub file_stem: String,
}

/// A caveat computed from the counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Caveat {
    pub code: &'static str,
    pub sentence: String,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct TrialReport {
    pub row: u32,
    pub trial: String,
    pub outcome: String,
    pub note: String,
    pub direction: String,
    pub events: [u64; 2],
    pub n: [u64; 2],
    pub risk: [Interval; 2],
    pub risk_ratio: Interval,
    pub odds_ratio: Interval,
    pub risk_difference: Interval,
    pub risk_difference_wald: Interval,
    pub nnt: Nnt,
    pub fisher_p: Maybe,
    pub mid_p: Maybe,
    pub chi_square: ChiSquareReport,
    pub conditional_odds_ratio: Interval,
    pub fragility: FragilityReport,
    pub zero_cells: String,
    pub sentence: String,
}

/// Number needed to treat.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Nnt {
    pub text: String,
    pub benefit: Option<bool>,
    pub value: Maybe,
}

/// Pearson's test without and with Yates' correction.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ChiSquareReport {
    pub statistic: Maybe,
    pub p_value: Maybe,
    pub yates_statistic: Maybe,
    pub yates_p: Maybe,
}

/// How many changes take Fisher's p across the bound.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct FragilityReport {
    pub index: Option<u64>,
    pub kind: Option<&'static str>,
    pub quotient: Option<f64>,
    pub sentence: String,
}
