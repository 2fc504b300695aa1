//! The shape of the answer: plain data, named as in the TypeScript beside the wasm exports
//! (`src/wasm/shapes.d.ts`, which says what each field means and in which unit).

use super::options::Settings;
use crate::cox::ChiSquareTest;
use crate::cox::likelihood::Ties;
use crate::cox::ph_test::Transform;
use crate::data::{Note, Problem};
use crate::estimate::confidence::ConfType;
use serde::{Serialize, Serializer};

/// Name and version of this shape; a change that breaks a reader changes it.
pub const SCHEMA: &str = "riskset.report/1";

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The curve, or its limit, never comes down that far.
    NotReached,
    /// The data do not compare these groups.
    NoInformation,
    /// The hazard ratio falls to 0.
    Zero,
    /// The hazard ratio grows without end.
    Infinite,
    /// Means nothing beside a hazard ratio that runs away.
    Withheld,
    /// Other events come first: a time or share without this one alone would be of a world where they cannot.
    Competing,
    /// Times are ranks: an order, without distances.
    Ranks,
    /// Nobody of the group was followed that long.
    BeyondFollowUp,
    /// The group has no subjects, or nobody was watched for any time.
    NoSubjects,
    /// Nobody had the event.
    NoEvents,
    /// The column says nothing beyond others.
    Aliased,
    /// A count that the formula divides by is 0.
    ZeroCell,
    /// Nobody had the event, or everybody.
    ZeroMargin,
    /// Both risks are the same.
    NoDifference,
    /// Larger or smaller than a number can be, or lost to rounding.
    OutOfRange,
    /// The steps to the number did not converge.
    NotConverged,
    /// It would take too long with so many rows and columns.
    TooLong,
}

/// The number with 0 for -0, which would be read as a negative one.
pub(super) fn unsigned(value: f64) -> f64 {
    value + 0.0
}

/// The numbers, each with 0 for -0.
pub(super) fn all_unsigned(mut values: Vec<f64>) -> Vec<f64> {
    values.iter_mut().for_each(|value| *value = unsigned(*value));
    values
}

/// A number, or the reason why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Maybe {
    /// The number.
    pub value: Option<f64>,
    /// Set just when `value` is missing.
    pub reason: Option<Reason>,
}

impl Maybe {
    /// The number, or `reason` where it is missing or not finite.
    pub fn or(value: Option<f64>, reason: Reason) -> Self {
        match value.filter(|value| value.is_finite()) {
            None => Maybe { value: None, reason: Some(reason) },
            Some(value) => Maybe { value: Some(unsigned(value)), reason: None },
        }
    }

    /// The number, or the reason [`Reason::OutOfRange`] where it is not finite.
    pub fn in_range(value: f64) -> Self {
        Maybe::or(Some(value), Reason::OutOfRange)
    }

    /// No number, for `reason`.
    pub fn missing(reason: Reason) -> Self {
        Maybe { value: None, reason: Some(reason) }
    }
}

/// See `Quantile` in `shapes.d.ts`; so for each type below.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct QuantileReport {
    pub probability: f64,
    pub value: Maybe,
    pub lower: Maybe,
    pub upper: Maybe,
    pub flat: Option<(f64, f64)>,
}

/// Columns of the Kaplan-Meier table; where thinned, events and censorings are those since the
/// step listed before.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CurveReport {
    pub time: Vec<f64>,
    pub n_risk: Vec<u32>,
    pub n_event: Vec<u32>,
    pub n_censor: Vec<u32>,
    pub surv: Vec<f64>,
    pub se: Vec<Option<f64>>,
    pub lower: Vec<Option<f64>>,
    pub upper: Vec<Option<f64>>,
    pub cum_haz: Vec<f64>,
    pub n_steps: usize,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct GroupReport {
    pub name: String,
    pub reference: bool,
    pub n: u64,
    pub n_event: u64,
    pub n_competing: u64,
    pub n_censor: u64,
    pub last_time: f64,
    pub median: QuantileReport,
    pub curve: CurveReport,
}

/// A chi-square test with the name of its method.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct TestReport {
    pub chi_sq: f64,
    pub df: usize,
    pub p_value: f64,
    pub method: String,
}

impl TestReport {
    /// The door for every chi-squared test: none where the statistic was lost to rounding, as a square that is negative or no
    /// finite number.
    pub(super) fn new(chi_sq: f64, df: usize, p_value: f64, method: String) -> Option<Self> {
        let sound = chi_sq >= 0.0 && chi_sq.is_finite() && (0.0..=1.0).contains(&p_value);
        sound.then(|| TestReport { chi_sq: unsigned(chi_sq), df, p_value, method })
    }

    /// The same of a test of a Cox model.
    pub(super) fn of(test: ChiSquareTest, method: String) -> Option<Self> {
        TestReport::new(test.chi_sq, test.df, test.p_value, method)
    }
}

/// One group in the log-rank test.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct LogRankGroup {
    pub name: String,
    pub n: u64,
    pub observed: f64,
    pub expected: f64,
}

/// The log-rank test.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct LogRankReport {
    pub groups: Vec<LogRankGroup>,
    pub covariance: Vec<Vec<f64>>,
    #[serde(flatten)]
    pub test: TestReport,
}

/// One group against the reference.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CoxTerm {
    pub group: String,
    pub versus: String,
    pub direction: String,
    pub coef: Maybe,
    pub se: Maybe,
    pub hazard_ratio: Maybe,
    pub lower: Maybe,
    pub upper: Maybe,
    pub z: Maybe,
    pub p_value: Maybe,
    /// "up" or "down".
    pub runs_away: Option<&'static str>,
}

/// The Cox model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CoxReport {
    pub ties: Ties,
    pub method: String,
    pub n: u64,
    pub n_event: u64,
    pub terms: Vec<CoxTerm>,
    pub score: Option<TestReport>,
    pub wald: Option<TestReport>,
    pub lr: Option<TestReport>,
    pub loglik_null: f64,
    pub loglik: f64,
    pub iterations: usize,
    pub converged: bool,
    pub ph: Option<TestReport>,
    pub ph_reason: Option<String>,
}

/// A caveat computed from the data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Warning {
    pub code: &'static str,
    pub sentence: String,
    #[serde(serialize_with = "as_map")]
    pub numbers: Vec<(&'static str, f64)>,
}

/// Pairs as the fields of an object.
fn as_map<S: Serializer>(pairs: &[(&'static str, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, number)| (name, number)))
}

/// Piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Span {
    pub text: String,
    pub strong: bool,
    /// Place of the number in the report, as a JSON pointer.
    pub at: Option<&'static str>,
}

/// What the numbers say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Words {
    pub headline: Vec<Span>,
    pub under: Vec<String>,
    pub counts: String,
    pub flow: String,
    pub methods: Vec<String>,
    pub profile: Option<&'static str>,
    pub figure_alt: String,
    pub paragraph: String,
    pub methods_sentence: String,
    pub citation: String,
    pub file_stem: String,
}

/// Where the events came from.
pub use crate::data::StatusFrom;

/// The data as they were taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct DataReport {
    pub n_rows: usize,
    pub n_used: usize,
    pub n_left_out: usize,
    pub n_people: u64,
    pub n_event: u64,
    pub n_competing: u64,
    pub n_censor: u64,
    pub time_unit: String,
    pub time_label: String,
    pub event_name: String,
    pub event_values: Vec<String>,
    pub competing_values: Vec<String>,
    pub censor_values: Vec<String>,
    pub status_from: StatusFrom,
    /// What made the reference group that; `None` with one group.
    pub reference_from: Option<super::arrange::ReferenceFrom>,
    pub notes: Vec<Note>,
    pub problems: Vec<Problem>,
    pub n_problems: usize,
    pub stages: Vec<super::stages::Stage>,
}

/// How the table was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct DataReading {
    pub doubts: Vec<crate::data::Doubt>,
}

/// The options as they were used.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct OptionsReport {
    pub conf_level: f64,
    pub conf_type: ConfType,
    pub ties: Ties,
    pub reference: Option<String>,
    pub group_order: Option<Vec<String>>,
    pub event_name: String,
    pub time_unit: String,
    pub time_label: String,
    pub curve: super::options::CurveKind,
    pub max_steps: Option<usize>,
    pub depth: super::options::Depth,
    pub tau: Option<f64>,
    pub milestones: Option<Vec<f64>>,
    pub quantiles: Vec<f64>,
    pub stratified: bool,
    pub robust: Option<bool>,
    pub seed: u32,
    pub ph_transform: Transform,
    pub profile: Option<super::Profile>,
    pub drawing: super::options::Drawing,
}

impl From<&Settings> for OptionsReport {
    fn from(settings: &Settings) -> Self {
        OptionsReport {
            conf_level: settings.conf_level,
            conf_type: settings.conf_type,
            ties: settings.ties,
            reference: settings.reference_name.clone(),
            group_order: settings.group_order.clone(),
            event_name: settings.event_name.clone(),
            time_unit: settings.time_unit.clone(),
            time_label: settings.time_label.clone(),
            curve: settings.curve,
            max_steps: settings.max_steps,
            depth: settings.depth,
            tau: settings.tau,
            milestones: settings.milestones.clone(),
            quantiles: settings.quantiles.clone(),
            stratified: settings.stratified,
            robust: settings.robust,
            seed: settings.seed,
            ph_transform: settings.ph_transform,
            profile: settings.profile,
            drawing: settings.drawing.clone(),
        }
    }
}

/// The one answer: what the page, the exports and the sentences read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Report {
    pub schema: &'static str,
    pub version: &'static str,
    pub options: OptionsReport,
    pub data: DataReport,
    pub groups: Vec<GroupReport>,
    pub log_rank: Option<LogRankReport>,
    pub log_rank_reason: Option<String>,
    pub cox: Option<CoxReport>,
    pub cox_reason: Option<String>,
    pub incidence_tests: Option<super::incidence::IncidenceTests>,
    pub adjusted: Option<super::adjusted::AdjustedModel>,
    pub adjusted_reason: Option<String>,
    pub warnings: Vec<Warning>,
    pub words: Words,
    pub details: Option<super::details::Details>,
    pub plots: Vec<super::figure::PlotOffer>,
    pub reading: DataReading,
}
