//! What can be asked, and how silence is answered: from the notes of the text, the names of its
//! columns, and the defaults of the field.

use super::names;
use crate::cox::likelihood::Ties;
use crate::data::{Failure, Gathered};
use crate::estimate::confidence::ConfType;
use serde::{Deserialize, Serialize};

/// The levels a person may ask for.
const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=0.999;
/// Longest name or caption that is kept, in characters.
const LONGEST: usize = 80;

/// Which way the curve runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurveKind {
    /// The share still without the event: it falls.
    Surv,
    /// The share with the event: it rises.
    Event,
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
    pub event_name: Option<String>,
    pub time_unit: Option<String>,
    pub time_label: Option<String>,
    pub curve: Option<CurveKind>,
    pub max_steps: Option<usize>,
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
    /// Its name; `None` with one group.
    pub reference_name: Option<String>,
    pub event_name: String,
    pub time_unit: String,
    pub time_label: String,
    pub curve: CurveKind,
    pub max_steps: Option<usize>,
}

impl Settings {
    /// Answers every option for the data at hand.
    ///
    /// # Errors
    /// A confidence level outside 0.5 to 0.999. A reference that no group bears is answered by
    /// the first group: it may have been chosen before the data changed.
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
        let noted = names::note(gathered, "reference");
        let named = [options.reference.as_ref(), noted.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|name| groups.iter().position(|group| group == name));
        let reference = named.unwrap_or(0);
        let asked =
            |text: &Option<String>| text.as_ref().map(|text| shorten(text)).filter(|text| !text.is_empty());
        let event_name = asked(&options.event_name).unwrap_or_else(|| names::event(gathered));
        let time_unit = match &options.time_unit {
            Some(unit) => shorten(unit),
            None => names::time_unit(gathered),
        };
        let time_label =
            asked(&options.time_label).unwrap_or_else(|| names::time_label(gathered, &time_unit));
        Ok(Settings {
            conf_level,
            conf_type: options.conf_type.unwrap_or_default(),
            ties: options.ties.unwrap_or_default(),
            reference,
            reference_name: (groups.len() > 1).then(|| groups[reference].clone()),
            curve: options.curve.unwrap_or_else(|| names::curve(&event_name)),
            event_name,
            time_unit,
            time_label,
            max_steps: options.max_steps.map(|most| most.max(2)),
        })
    }

    /// Whether times are an order without distances.
    pub fn ranks(&self) -> bool {
        self.time_unit == names::RANKS
    }
}

fn shorten(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

/// A failure whose cure is an option, not the text.
pub(super) fn failure(code: &str, message: String) -> Failure {
    Failure { code: code.to_owned(), message, example: None, problems: Vec::new(), n_problems: 0 }
}
