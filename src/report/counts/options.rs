//! What can be asked of counts.

use crate::data::Failure;
use crate::report::options::{LEVELS, failure};
use serde::{Deserialize, Serialize};

/// Bounds of significance that a person may ask for.
const ALPHAS: std::ops::RangeInclusive<f64> = 0.001..=0.5;

/// What the forest plot and the sentences show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Risk by risk.
    #[default]
    RiskRatio,
    /// Odds by odds.
    OddsRatio,
    /// Risk less risk.
    RiskDifference,
}

/// Whether an event is harm or benefit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventIs {
    /// Fewer events are better.
    #[default]
    Bad,
    /// More events are better.
    Good,
}

/// What is asked; see `CountsOptions` in `shapes.d.ts`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[allow(missing_docs)]
pub struct CountsOptions {
    pub conf_level: Option<f64>,
    pub measure: Option<Measure>,
    pub swap: Option<bool>,
    pub alpha: Option<f64>,
    pub event_is: Option<EventIs>,
}

/// What is used: every option answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CountsSettings {
    pub conf_level: f64,
    pub measure: Measure,
    pub swap: bool,
    pub alpha: f64,
    pub event_is: EventIs,
}

impl CountsSettings {
    /// Answers every option.
    ///
    /// # Errors
    /// A level or a bound of significance that makes no sense.
    pub fn resolve(options: &CountsOptions) -> Result<Self, Failure> {
        let conf_level = options.conf_level.unwrap_or(0.95);
        if !LEVELS.contains(&conf_level) {
            return Err(failure(
                "conf_level",
                format!(
                    "The confidence level is {conf_level}; a number from 0.5 to 0.999 is expected, such as 0.95."
                ),
            ));
        }
        let alpha = options.alpha.unwrap_or(0.05);
        if !ALPHAS.contains(&alpha) {
            return Err(failure(
                "alpha",
                format!(
                    "The bound of significance is {alpha}; a number from 0.001 to 0.5 is expected, such as 0.05."
                ),
            ));
        }
        Ok(CountsSettings {
            conf_level,
            measure: options.measure.unwrap_or_default(),
            swap: options.swap.unwrap_or(false),
            alpha,
            event_is: options.event_is.unwrap_or_default(),
        })
    }
}
