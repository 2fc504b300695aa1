//! Pointwise confidence limits of a survival probability.
//!
//! With `S` the Kaplan-Meier estimate, `s2 = sum d / (n (n - d))` the Greenwood sum (the variance
//! of `ln S`), `s = sqrt s2` and `z` the normal quantile:
//!
//! | type | limits | clipped to |
//! |---|---|---|
//! | plain | `S -+ z s S` | [0, 1] |
//! | log | `S exp(-+ z s)` | at most 1 |
//! | log-log | `S ^ exp(-+ z s / ln S)` | |
//! | logit | `1 / (1 + exp(-(logit S -+ z s / (1 - S))))` | |
//! | arcsin | `sin^2(asin(sqrt S) -+ z s sqrt(S / (1 - S)) / 2)` | angle in [0, pi/2] |
//!
//! Source: Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, 2nd ed.,
//! pp. 16-18; Klein & Moeschberger (2003), Survival Analysis, 2nd ed., pp. 104-106.
//!
//! Degenerate cases: before any event `S = 1` and the limits are [1, 1] (R leaves some of them
//! missing); once `S = 0` the Greenwood sum is infinite and there are no limits (as R).

use crate::math::{angle::sine, asin, exp, ln, normal};
use serde::{Deserialize, Serialize};

/// The scale on which the limits are symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfType {
    /// `ln(-ln S)`: the default, as in SAS, Stata and Prism.
    #[default]
    LogLog,
    /// `ln S`: R's default.
    Log,
    /// `S` itself.
    Plain,
    /// `ln(S / (1 - S))`.
    Logit,
    /// `asin(sqrt S)`.
    Arcsin,
}

impl ConfType {
    /// All of them.
    pub const ALL: [ConfType; 5] =
        [ConfType::LogLog, ConfType::Log, ConfType::Plain, ConfType::Logit, ConfType::Arcsin];

    /// The name in a sentence: "log-log limits".
    pub fn name(self) -> &'static str {
        match self {
            ConfType::LogLog => "log-log",
            ConfType::Log => "log",
            ConfType::Plain => "plain",
            ConfType::Logit => "logit",
            ConfType::Arcsin => "arcsine",
        }
    }
}

/// A level and a scale: how limits are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence {
    /// Normal quantile of the level; 1.959963984540054 at 95 %.
    pub z: f64,
    /// Scale.
    pub conf_type: ConfType,
}

impl Confidence {
    /// Limits that hold `level` (in (0, 1)) of the distribution.
    pub fn new(level: f64, conf_type: ConfType) -> Self {
        Confidence { z: normal::central(level), conf_type }
    }

    /// Lower and upper limit of the probability `surv` whose logarithm has variance `greenwood`;
    /// `None` where `surv` is 0.
    ///
    /// ```
    /// use riskset::estimate::confidence::{ConfType, Confidence};
    /// // Freireich's 6-MP arm at 10 weeks: .752941 (.50320-.88936)
    /// let (lower, upper) = Confidence::new(0.95, ConfType::LogLog).limits(0.752_941, 0.016_374_88).unwrap();
    /// assert!((lower - 0.50320).abs() < 1e-5 && (upper - 0.88936).abs() < 1e-5);
    /// ```
    pub fn limits(&self, surv: f64, greenwood: f64) -> Option<(f64, f64)> {
        if surv <= 0.0 {
            return None;
        }
        if surv >= 1.0 {
            return Some((1.0, 1.0));
        }
        let reach = self.z * greenwood.sqrt();
        Some(match self.conf_type {
            ConfType::Plain => ((surv - reach * surv).max(0.0), (surv + reach * surv).min(1.0)),
            ConfType::Log => (surv * exp(-reach), (surv * exp(reach)).min(1.0)),
            ConfType::LogLog => {
                let log = ln(surv);
                let factor = exp(reach / -log);
                (exp(log * factor), exp(log / factor))
            }
            ConfType::Logit => {
                let odds = surv / (1.0 - surv);
                let factor = exp(reach / (1.0 - surv));
                (odds / (odds + factor), odds / (odds + 1.0 / factor))
            }
            ConfType::Arcsin => {
                let angle = asin(surv.sqrt());
                let reach = 0.5 * reach * (surv / (1.0 - surv)).sqrt();
                let square = |angle: f64| sine(angle) * sine(angle);
                (square((angle - reach).max(0.0)), square((angle + reach).min(std::f64::consts::FRAC_PI_2)))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A survival of which nothing is known: the limits are those of any probability, and no NaN.
    #[test]
    fn without_information() {
        for conf_type in ConfType::ALL {
            let (lower, upper) = Confidence::new(0.95, conf_type).limits(0.7, 1e300).unwrap();
            assert!((0.0..1e-12).contains(&lower) && upper > 0.999_999, "{conf_type:?} {lower} {upper}");
        }
    }

    #[test]
    fn every_type_holds_the_estimate() {
        for conf_type in ConfType::ALL {
            let confidence = Confidence::new(0.95, conf_type);
            for step in 1..100 {
                let surv = f64::from(step) / 100.0;
                let (lower, upper) = confidence.limits(surv, 0.04).unwrap();
                assert!(0.0 <= lower && lower < surv && surv < upper && upper <= 1.0, "{conf_type:?} {surv}");
            }
        }
    }

    #[test]
    fn the_ends() {
        let confidence = Confidence::new(0.95, ConfType::LogLog);
        assert_eq!(confidence.limits(1.0, 0.0), Some((1.0, 1.0)));
        assert_eq!(confidence.limits(0.0, f64::INFINITY), None);
    }
}
