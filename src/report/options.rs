//! What can be asked, and how silence is answered: from the notes of the text, the names of its
//! columns, and the defaults of the field.

use super::arrange::{self, ReferenceFrom};
use super::names;
use super::profile::Profile;
use super::shape::unsigned;
use crate::cox::likelihood::Ties;
use crate::cox::ph_test::Transform;
use crate::data::{Failure, Gathered};
use crate::estimate::confidence::ConfType;
use crate::order::ascending;
use serde::{Deserialize, Serialize};

/// The levels a person may ask for.
pub(super) const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=0.999;
/// Longest name or caption that is kept, in characters.
const LONGEST: usize = 80;

/// More subjects than this, and the details are computed when somebody asks for them.
const DEEP: usize = 20_000;
/// Quantiles that are stated unless others are asked for.
const QUARTILES: [f64; 3] = [0.25, 0.5, 0.75];
/// At most this many times or quantiles are stated.
const MOST_TIMES: usize = 20;
/// Where random numbers start unless a person says otherwise: the day the worked example was published.
const SEED: u32 = 20_210_105;
/// More groups than this and the limits of one hide the curves of others.
const MOST_BANDED: usize = 6;

/// Which way the curve runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurveKind {
    /// The share still without the event: it falls.
    Surv,
    /// The share with the event: it rises.
    Event,
}

/// Which picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plot {
    /// Survival or its complement; where events compete, the cumulative incidence.
    #[default]
    Curves,
    /// The Nelson-Aalen cumulative hazard.
    CumHaz,
    /// ln(-ln S) against the logarithm of time: parallel where hazards are proportional.
    LogLog,
    /// The cumulative incidence of every cause, beside each other.
    AllCauses,
    /// The same one upon the other: what has become of a group. One group at a time.
    Stacked,
    /// Scaled Schoenfeld residuals of the model's first term with a smooth curve.
    Schoenfeld,
}

/// Rows of the table beneath the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableRows {
    /// At risk, events, censored.
    #[default]
    Full,
    /// At risk alone.
    AtRisk,
    /// No table.
    None,
}

/// How the picture is drawn; nothing of it changes a number.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)]
pub struct Drawing {
    pub plot: Plot,
    /// The group, or the term of the model, that a picture of one shows.
    pub of: usize,
    /// Shares as 0.25 in place of 25 %.
    pub probability: bool,
    /// First time shown.
    pub x_from: Option<f64>,
    /// Last time shown.
    pub x_to: Option<f64>,
    /// Unit of the axis where it is another than that of the times.
    pub axis_unit: Option<String>,
    pub medians: bool,
    pub tau_line: bool,
    /// Hazard ratio, p and n in a corner.
    pub corner: bool,
    /// Rising shares on an axis that ends not far above them, in place of one to 100 %.
    pub fit_shares: bool,
    pub no_censor_marks: bool,
    /// No limits about the curves; `None`: none where there are more than six groups.
    pub no_band: Option<bool>,
    pub table: TableRows,
}

/// What is asked; what is absent is guessed. See `Options` in `shapes.d.ts`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[allow(missing_docs)]
pub struct Options {
    pub conf_level: Option<f64>,
    pub conf_type: Option<ConfType>,
    pub ties: Option<Ties>,
    pub reference: Option<String>,
    pub group_order: Option<Vec<String>>,
    pub event_name: Option<String>,
    pub time_unit: Option<String>,
    pub time_label: Option<String>,
    pub curve: Option<CurveKind>,
    pub max_steps: Option<usize>,
    pub depth: Option<Depth>,
    pub tau: Option<f64>,
    pub milestones: Option<Vec<f64>>,
    pub quantiles: Option<Vec<f64>>,
    pub stratified: Option<bool>,
    pub robust: Option<bool>,
    pub seed: Option<u32>,
    pub ph_transform: Option<Transform>,
    pub profile: Option<Profile>,
    pub drawing: Option<Drawing>,
}

/// How much is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// The first answer: curves, medians, log-rank test, hazard ratio.
    First,
    /// Everything that the details show.
    All,
}

/// What is used: every option answered.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Settings {
    pub conf_level: f64,
    pub conf_type: ConfType,
    pub ties: Ties,
    /// Index of the reference group.
    pub reference: usize,
    /// What made it the reference.
    pub reference_from: ReferenceFrom,
    /// Its name; `None` with one group.
    pub reference_name: Option<String>,
    /// All groups in the order that was asked for; `None` where none was.
    pub group_order: Option<Vec<String>>,
    pub event_name: String,
    pub time_unit: String,
    pub time_label: String,
    pub curve: CurveKind,
    pub max_steps: Option<usize>,
    pub depth: Depth,
    /// Horizon of the restricted mean; `None`: the longest that every group allows.
    pub tau: Option<f64>,
    /// Times at which survival is stated; `None`: those of the axis.
    pub milestones: Option<Vec<f64>>,
    /// Shares of events whose times are stated, ascending.
    pub quantiles: Vec<f64>,
    /// Whether tests and models keep strata apart.
    pub stratified: bool,
    /// Whether standard errors allow for rows that belong together; `None`: where somebody has two events.
    pub robust: Option<bool>,
    /// Where random numbers start.
    pub seed: u32,
    /// Scale of time on which ratios are tested for change.
    pub ph_transform: Transform,
    /// The profile asked for, while everything that it sets is used.
    pub profile: Option<Profile>,
    /// How the picture is drawn.
    pub drawing: Drawing,
}

impl Settings {
    /// Answers every option for the data at hand.
    ///
    /// # Errors
    /// A confidence level outside 0.5 to 0.999. A reference that no group bears is answered by
    /// the default: it may have been chosen before the data changed.
    pub fn resolve(options: &Options, gathered: &Gathered) -> Result<Self, Failure> {
        let conf_level = options.conf_level.unwrap_or(0.95);
        if !LEVELS.contains(&conf_level) {
            return Err(failure(
                "conf_level",
                format!(
                    "The confidence level is {conf_level}; a number from 0.5 to 0.999 is expected, such as 0.95."
                ),
            ));
        }
        let groups = &gathered.subjects.groups;
        let (reference, reference_from) = arrange::reference(options.reference.as_ref(), gathered);
        let asked =
            |text: &Option<String>| text.as_ref().map(|text| shorten(text)).filter(|text| !text.is_empty());
        let event_name = asked(&options.event_name).unwrap_or_else(|| names::event(gathered));
        let time_unit = match &options.time_unit {
            Some(unit) => shorten(unit),
            None => names::time_unit(gathered),
        };
        let time_label =
            asked(&options.time_label).unwrap_or_else(|| names::time_label(gathered, &time_unit));
        let profile = options.profile.unwrap_or_default();
        let conf_type = options.conf_type.unwrap_or(profile.conf_type());
        let ties = options.ties.unwrap_or(profile.ties());
        let ph_transform = options.ph_transform.unwrap_or(profile.ph_transform());
        let in_force =
            (conf_type, ties, ph_transform) == (profile.conf_type(), profile.ties(), profile.ph_transform());
        Ok(Settings {
            conf_level,
            conf_type,
            ties,
            reference,
            reference_from,
            reference_name: (groups.len() > 1).then(|| groups[reference].clone()),
            group_order: options.group_order.as_ref().filter(|_| groups.len() > 1).map(|_| groups.clone()),
            curve: options.curve.unwrap_or_else(|| {
                let competing = gathered.subjects.cause.iter().any(|&cause| cause > 1);
                if competing { CurveKind::Event } else { names::curve(&event_name) }
            }),
            event_name,
            time_unit,
            time_label,
            max_steps: options.max_steps.map(|most| most.max(2)),
            depth: options.depth.unwrap_or(if gathered.subjects.time.len() > DEEP {
                Depth::First
            } else {
                Depth::All
            }),
            tau: options.tau.map(|tau| horizon("tau", tau)).transpose()?,
            milestones: options.milestones.as_deref().map(milestones).transpose()?,
            quantiles: quantiles(options.quantiles.as_deref().unwrap_or(&QUARTILES))?,
            stratified: options.stratified.unwrap_or(true) && gathered.subjects.strata.is_some(),
            robust: options.robust,
            seed: options.seed.unwrap_or(SEED),
            ph_transform,
            profile: in_force.then_some(profile),
            drawing: drawing(options.drawing.as_ref(), groups.len())?,
        })
    }

    /// Whether times are an order without distances.
    pub fn ranks(&self) -> bool {
        self.time_unit == names::RANKS
    }
}

fn horizon(what: &str, time: f64) -> Result<f64, Failure> {
    if time.is_finite() && time > 0.0 {
        return Ok(time);
    }
    Err(failure(what, format!("{time} is no time to look at; a number above 0 is expected, such as 12.")))
}

/// How to draw so many groups: without limits, where nobody asked for them and they would hide the curves.
fn drawing(asked: Option<&Drawing>, groups: usize) -> Result<Drawing, Failure> {
    let drawing = window(asked)?;
    let crowded = groups > MOST_BANDED && drawing.plot != Plot::Schoenfeld;
    Ok(Drawing { no_band: Some(drawing.no_band.unwrap_or(crowded)), ..drawing })
}

/// Ends of the axis that make sense together.
fn window(drawing: Option<&Drawing>) -> Result<Drawing, Failure> {
    let Some(drawing) = drawing else { return Ok(Drawing::default()) };
    let from = drawing.x_from.unwrap_or(0.0);
    if !from.is_finite() || from < 0.0 {
        return Err(failure(
            "drawing",
            format!("{from} is no time to begin at; a number from 0 on is expected."),
        ));
    }
    match drawing.x_to {
        Some(to) if !to.is_finite() || to <= from => Err(failure(
            "drawing",
            format!("The axis cannot end at {to}: it begins at {from}. A later time is expected."),
        )),
        _ => Ok(Drawing { x_from: drawing.x_from.map(unsigned), ..drawing.clone() }),
    }
}

fn milestones(times: &[f64]) -> Result<Vec<f64>, Failure> {
    if times.len() > MOST_TIMES {
        return Err(failure("milestones", format!("At most {MOST_TIMES} times can be named at once.")));
    }
    let times = times.iter().map(|&time| horizon("milestones", time)).collect::<Result<Vec<f64>, _>>()?;
    Ok(in_order(&times))
}

fn quantiles(shares: &[f64]) -> Result<Vec<f64>, Failure> {
    let sound = |share: &f64| *share > 0.0 && *share < 1.0;
    match shares.iter().find(|share| !sound(share)) {
        Some(share) => Err(failure(
            "quantiles",
            format!("{share} is no share of events; one between 0 and 1 is expected, such as 0.5."),
        )),
        None if shares.len() > MOST_TIMES => {
            Err(failure("quantiles", format!("At most {MOST_TIMES} quantiles can be named at once.")))
        }
        None => Ok(in_order(shares)),
    }
}

/// Ascending, each once.
fn in_order(numbers: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = ascending(numbers).into_iter().map(|i| numbers[i as usize]).collect();
    sorted.dedup();
    sorted
}

fn shorten(text: &str) -> String {
    let kept = |c: &char| !c.is_control() && !crate::data::turns_text(*c);
    text.trim().chars().filter(kept).take(LONGEST).collect()
}

/// A failure whose cure is an option, not the text.
pub(super) fn failure(code: &str, message: String) -> Failure {
    Failure { code: code.to_owned(), message, example: None, problems: Vec::new(), n_problems: 0 }
}
