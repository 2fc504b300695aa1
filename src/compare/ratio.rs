//! Hazard ratios of two groups from the parts of their log-rank test.
//!
//! Companions of the Cox model's, named as such. With `O`, `E` and `V` of the log-rank test and `z` the
//! normal quantile of the level, for the hazard of group 1 over that of group 2:
//!
//! | method | log ratio `L` | limits |
//! |---|---|---|
//! | Mantel-Haenszel / Peto | `(O1 - E1) / V` | `exp(L -+ z / sqrt V)` |
//! | observed over expected | `ln((O1 / E1) / (O2 / E2))` | `exp(L -+ z sqrt(1 / E1 + 1 / E2))` |
//!
//! Source: Yusuf, Peto et al. (1985), Progress in Cardiovascular Diseases 27, 335-371; Bernstein, Anderson & Pike
//! (1981), Biometrics 37, 713-718 compares them. GraphPad Prism calls them Mantel-Haenszel and log-rank. The first
//! is one Newton step from 0 and drifts away when hazards differ much, however many the data; the second is
//! drawn towards 1. Parts summed over strata give the stratified ratios. The parts must be those of the
//! unweighted test: weighted sums estimate no hazard ratio.
//!
//! Degenerate cases: see [`NoRatio`]. Without events in one group the first method has a ratio all the same,
//! the second has none.
//!
//! ```
//! use riskset::compare::{log_rank::log_rank, ratio::{RatioMethod, hazard_ratio}};
//! use riskset::{data::{Subjects, Survival}, risk_set::RiskSets};
//! let data = Survival::new(Subjects {
//!     time: vec![1.0, 2.0, 3.0],
//!     cause: vec![1, 1, 0],
//!     group: vec![0, 1, 1],
//!     groups: vec!["a".into(), "b".into()],
//!     ..Subjects::default()
//! })?;
//! let parts = log_rank(&RiskSets::new(&data)).unwrap();
//! // Of a: O = 1, E = 1/3, V = 2/9. Of b: O = 1, E = 5/3.
//! let peto = hazard_ratio(RatioMethod::MantelHaenszel, &parts, 0, 1, 0.95).unwrap();
//! assert!((peto.log_ratio - 3.0).abs() < 1e-14);
//! let prism = hazard_ratio(RatioMethod::ObservedExpected, &parts, 0, 1, 0.95).unwrap();
//! assert!((prism.ratio - 5.0).abs() < 1e-14);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::log_rank::LogRank;
use crate::math::{exp, ln, normal};

/// How the ratio is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatioMethod {
    /// `exp((O - E) / V)`.
    MantelHaenszel,
    /// `(O1 / E1) / (O2 / E2)`.
    ObservedExpected,
}

impl RatioMethod {
    /// Both of them.
    pub const ALL: [RatioMethod; 2] = [RatioMethod::MantelHaenszel, RatioMethod::ObservedExpected];

    /// The name in a sentence: "Mantel-Haenszel (Peto) hazard ratio".
    pub fn name(self) -> &'static str {
        match self {
            RatioMethod::MantelHaenszel => "Mantel-Haenszel (Peto)",
            RatioMethod::ObservedExpected => "observed over expected",
        }
    }
}

/// A hazard ratio with its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HazardRatio {
    /// Its natural logarithm.
    pub log_ratio: f64,
    /// Standard error of the logarithm.
    pub se: f64,
    /// The ratio.
    pub ratio: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Why there is no ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRatio {
    /// A third group takes part in the test, and its risk sets are in the parts of these two.
    MoreThanTwoGroups,
    /// The group with this index has no events; the ratio would be 0 or infinite.
    NoEventsIn(usize),
    /// The two groups never meet at an event that could tell.
    NoInformation,
    /// The ratio or a limit is too large or too small for a number.
    OutOfRange,
}

/// The hazard of group `of` over that of group `against`, with limits at `conf_level`, a probability.
///
/// # Errors
/// [`NoRatio`].
pub fn hazard_ratio(
    method: RatioMethod,
    parts: &LogRank,
    of: usize,
    against: usize,
    conf_level: f64,
) -> Result<HazardRatio, NoRatio> {
    let LogRank { observed, expected, covariance, .. } = parts;
    let takes_part = |g: usize| expected.get(g).is_some_and(|&expected| expected > 0.0);
    if of == against || !takes_part(of) || !takes_part(against) {
        return Err(NoRatio::NoInformation);
    }
    if (0..expected.len()).any(|g| g != of && g != against && takes_part(g)) {
        return Err(NoRatio::MoreThanTwoGroups);
    }
    let (log_ratio, se) = match method {
        RatioMethod::MantelHaenszel => {
            let variance = covariance[(of, of)];
            ((observed[of] - expected[of]) / variance, 1.0 / variance.sqrt())
        }
        RatioMethod::ObservedExpected => {
            if let Some(group) = [of, against].into_iter().find(|&g| observed[g] == 0.0) {
                return Err(NoRatio::NoEventsIn(group));
            }
            let rate = |g: usize| observed[g] / expected[g];
            (ln(rate(of) / rate(against)), (1.0 / expected[of] + 1.0 / expected[against]).sqrt())
        }
    };
    with_limits(log_ratio, se, conf_level)
}

fn with_limits(log_ratio: f64, se: f64, conf_level: f64) -> Result<HazardRatio, NoRatio> {
    let reach = normal::central(conf_level) * se;
    let [lower, ratio, upper] = [log_ratio - reach, log_ratio, log_ratio + reach].map(exp);
    let in_range = [lower, ratio, upper].into_iter().all(|x| x.is_normal());
    let found = HazardRatio { log_ratio, se, ratio, lower, upper };
    in_range.then_some(found).ok_or(NoRatio::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::log_rank::log_rank;
    use crate::risk_set::of_groups;

    fn of(method: RatioMethod, parts: &LogRank) -> Result<HazardRatio, NoRatio> {
        hazard_ratio(method, parts, 0, 1, 0.95)
    }

    #[test]
    fn an_arm_without_events() {
        let time = [3.0, 5.0, 7.0, 9.0, 11.0, 12.0, 4.0, 6.0, 8.0, 10.0, 12.0, 12.0];
        let cause = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        let parts = log_rank(&of_groups(&time, &cause, &[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])).unwrap();
        // Half of those at risk each time: O = 4, E = 2, V = 1.
        let peto = of(RatioMethod::MantelHaenszel, &parts).unwrap();
        assert!((peto.log_ratio - 2.0).abs() < 1e-12 && (peto.se - 1.0).abs() < 1e-12);
        assert_eq!(of(RatioMethod::ObservedExpected, &parts), Err(NoRatio::NoEventsIn(1)));
    }

    #[test]
    fn why_there_is_none() {
        let three = log_rank(&of_groups(&[1.0, 2.0, 3.0], &[1, 1, 1], &[0, 1, 2])).unwrap();
        let two = log_rank(&of_groups(&[1.0, 2.0, 3.0], &[1, 1, 1], &[0, 1, 1])).unwrap();
        for method in RatioMethod::ALL {
            assert_eq!(of(method, &three), Err(NoRatio::MoreThanTwoGroups));
            assert_eq!(hazard_ratio(method, &two, 0, 0, 0.95), Err(NoRatio::NoInformation));
            assert_eq!(hazard_ratio(method, &two, 0, 7, 0.95), Err(NoRatio::NoInformation));
            for nonsense in [0.0, 1.0, f64::NAN] {
                let limits = hazard_ratio(method, &two, 0, 1, nonsense);
                assert!(limits.is_ok_and(|r| r.lower == r.upper) || limits == Err(NoRatio::OutOfRange));
            }
        }
        // One event of a group of 1 against 10000: V is 1e-4, and the upper limit exp(10000 + 196).
        let lone: Vec<f64> = (0..10_001).map(f64::from).collect();
        let cause: Vec<u8> = (0..10_001).map(|i| u8::from(i == 0)).collect();
        let group: Vec<u16> = (0..10_001).map(|i| u16::from(i > 0)).collect();
        let parts = log_rank(&of_groups(&lone, &cause, &group)).unwrap();
        assert_eq!(of(RatioMethod::MantelHaenszel, &parts), Err(NoRatio::OutOfRange));
    }
}
