//! Trend over ordered groups.
//!
//! With a score `a_j` for each group, `Z = sum a_j (O_j - E_j) / sqrt(a' V a)` is standard normal if the groups
//! do not differ: one degree of freedom, spent on differences that rise or fall with the scores. Positive: more
//! events than expected where the score is high. The parts are those of any [`LogRank`], weighted or not,
//! stratified or not. Source: Tarone (1975), Biometrika 62, 679-682; Klein & Moeschberger (2003), Survival
//! Analysis, 2nd ed., section 7.4.
//!
//! Adding to all scores or multiplying them changes nothing (a negative factor turns the sign). With two groups
//! it is the log-rank test. Degenerate cases: see [`NoTrend`].
//!
//! ```
//! use riskset::compare::{log_rank::log_rank, trend::{ranks, trend}};
//! use riskset::{data::{Subjects, Survival}, risk_set::RiskSets};
//! let data = Survival::new(Subjects {
//!     time: vec![1.0, 2.0, 3.0],
//!     cause: vec![1, 1, 1],
//!     group: vec![0, 1, 2],
//!     groups: vec!["low".into(), "middle".into(), "high".into()],
//!     ..Subjects::default()
//! })?;
//! let test = trend(&log_rank(&RiskSets::new(&data)).unwrap(), &ranks(3)).unwrap();
//! // Scores of those at risk: mean 2, variance 2/3; then 5/2 and 1/4; then 3 and 0.
//! let by_hand = (1.0 - 2.0 + 2.0 - 2.5) / (2.0_f64 / 3.0 + 0.25).sqrt();
//! assert!((test.z - by_hand).abs() < 1e-14);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use super::log_rank::LogRank;
use crate::math::normal;

/// `a' V a` below this share of `sum a_j^2 V_jj` is rounding: the share below which a row of V is dependent.
const ROUNDING: f64 = 1.8e-12;

/// Result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// The statistic.
    pub z: f64,
    /// Its square, chi-square with one degree of freedom.
    pub chi_sq: f64,
    /// Probability of a statistic at least as far from 0 if the groups did not differ.
    pub p_value: f64,
}

/// Why there is no trend to test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTrend {
    /// There is not one finite score for each group, or they lie too far apart for a number.
    Scores,
    /// Groups with different scores never meet at an event that could tell.
    NoInformation,
}

/// The scores 1 to `k`: groups in the order they stand in, evenly spaced.
pub fn ranks(k: usize) -> Vec<f64> {
    (1..=k).map(|rank| rank as f64).collect()
}

/// Tests for a trend with one score a group, in the order of the groups.
///
/// # Errors
/// [`NoTrend`].
pub fn trend(parts: &LogRank, scores: &[f64]) -> Result<Trend, NoTrend> {
    let LogRank { observed, expected, covariance, .. } = parts;
    let k = covariance.size();
    if scores.len() != k {
        return Err(NoTrend::Scores);
    }
    // Differences add up to 0 over the groups, so one score can be taken from all: that of the group with
    // the largest variance, which keeps what a tiny group tells from being a difference of large numbers.
    let largest =
        (0..k).fold(0, |best, g| if covariance[(g, g)] > covariance[(best, best)] { g } else { best });
    let mut a: Vec<f64> = scores.iter().map(|score| score - scores[largest]).collect();
    if !a.iter().all(|a| a.is_finite()) {
        return Err(NoTrend::Scores);
    }
    let range = a.iter().fold(0.0, |range: f64, a| range.max(a.abs()));
    if range == 0.0 {
        return Err(NoTrend::NoInformation);
    }
    a.iter_mut().for_each(|a| *a /= range);
    let row = |g: usize| a[g] * (0..k).map(|h| a[h] * covariance[(g, h)]).sum::<f64>();
    let variance: f64 = (0..k).map(row).sum();
    let apart: f64 = (0..k).map(|g| a[g] * a[g] * covariance[(g, g)]).sum();
    if variance <= ROUNDING * apart {
        return Err(NoTrend::NoInformation);
    }
    let z = (0..k).map(|g| a[g] * (observed[g] - expected[g])).sum::<f64>() / variance.sqrt();
    Ok(Trend { z, chi_sq: z * z, p_value: normal::two_sided(z) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::log_rank::log_rank;
    use crate::risk_set::of_groups;

    fn parts() -> LogRank {
        log_rank(&of_groups(&[1.0, 2.0, 3.0, 4.0, 5.0], &[1, 1, 1, 1, 0], &[0, 1, 0, 2, 1])).unwrap()
    }

    #[test]
    fn scores_are_a_scale() {
        let test = trend(&parts(), &[1.0, 2.0, 3.0]).unwrap();
        for scores in [[10.0, 20.0, 30.0], [-1.0, 0.0, 1.0], [1e300, 2e300, 3e300]] {
            assert!((trend(&parts(), &scores).unwrap().z - test.z).abs() < 1e-14);
        }
        assert!((trend(&parts(), &[3.0, 2.0, 1.0]).unwrap().z + test.z).abs() < 1e-14);
    }

    #[test]
    fn what_is_no_trend() {
        for scores in [&[1.0, 2.0][..], &[1.0, f64::NAN, 2.0], &[-1e308, 1e308, 1e308], &[]] {
            assert_eq!(trend(&parts(), scores), Err(NoTrend::Scores));
        }
        assert_eq!(trend(&parts(), &[4.0; 3]), Err(NoTrend::NoInformation));
        // The third group is gone before the first event, and the other two have one score.
        let gone = log_rank(&of_groups(&[1.0, 2.0, 3.0, 4.0], &[0, 1, 1, 1], &[2, 0, 1, 0])).unwrap();
        assert_eq!(trend(&gone, &[1.0, 1.0, 7.0]), Err(NoTrend::NoInformation));
    }
}
