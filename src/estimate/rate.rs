//! Events per time under observation, with exact limits.
//!
//! Person-time `T` is the sum of `time - entry`; the rate is `d / T`. If the hazard is constant, `d` is
//! Poisson with mean `rate * T`, and with `alpha = (1 - level) / 2`
//!
//! * limits of a rate (Garwood 1936, Biometrika 28, 437-442): the means `mu / T` under which as many events, or
//!   as few, have probability `alpha`: `Q^-1(d, alpha)` of the lower and `Q^-1(d + 1, alpha)` of the upper
//!   incomplete gamma function; 0 below where there is no event;
//! * two groups: given `d1 + d0`, `d1` is binomial with odds `rate1 T1 / (rate0 T0)`. Limits of the ratio from
//!   those of Clopper & Pearson (1934, Biometrika 26, 404-413); two-sided p from the probabilities of all
//!   outcomes that are no more likely than the one seen (a relative slack of 1e-7 takes in those
//!   that rounding sets apart). R: `poisson.test`.
//!
//! Assumes a constant hazard: a survival curve does not. Times are those of [`Survival`], in which near-equal
//! times are equal. Rates are per unit of the user's time. Any cause above 0 is an event. What does not exist is
//! named by [`NoRate`].
//!
//! ```
//! use riskset::{data::{Subjects, Survival}, estimate::rate};
//! let data = Survival::new(Subjects {
//!     time: vec![5.0, 7.0, 8.0],
//!     cause: vec![1, 0, 0],
//!     group: vec![0; 3],
//!     groups: vec!["all".into()],
//!     ..Subjects::default()
//! })?;
//! let found = rate::by_group(&data)[0].rate(0.95).unwrap();
//! assert_eq!(found.rate, 1.0 / 20.0);
//! // Lower limit: P(at least one event) = 0.025.
//! assert!((found.lower - -(0.975_f64.ln()) / 20.0).abs() < 1e-15);
//! # Ok::<(), riskset::data::Unsound>(())
//! ```

use crate::data::Survival;
use crate::math::saddle_point::ln_binomial;
use crate::math::{beta, gamma};

/// Events of one group and the time in which they were seen.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PersonTime {
    /// Events.
    pub n_event: u64,
    /// Time under observation, summed over the subjects, in the user's unit.
    pub person_time: f64,
}

/// The rate of one group, per unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Events over time.
    pub rate: f64,
    /// Lower limit; 0 without events.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// The rate of one group over that of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// The ratio; `None` where the other group has no events: it is infinite.
    pub ratio: Option<f64>,
    /// Lower limit; 0 where this group has no events.
    pub lower: f64,
    /// Upper limit; `None` where the other group has no events: it is infinite.
    pub upper: Option<f64>,
    /// Two-sided exact p of equal rates.
    pub p_value: f64,
}

/// Why there is no rate, or no ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRate {
    /// Nobody was observed for any time.
    NoTime,
    /// Somebody was observed for more or less time than a number can hold.
    OutOfRange,
    /// Neither group has an event.
    NoEvents,
}

impl PersonTime {
    /// The rate with limits that hold `level`, in (0, 1), of the distribution.
    ///
    /// # Errors
    /// [`NoRate`].
    pub fn rate(&self, level: f64) -> Result<Rate, NoRate> {
        let (d, alpha) = (self.n_event as f64, (1.0 - level) / 2.0);
        let lower = if self.n_event == 0 { 0.0 } else { gamma::lower_quantile(d, alpha) };
        let upper = gamma::upper_quantile(d + 1.0, alpha);
        let [rate, lower, upper] = [d, lower, upper].map(|mean| mean / self.person_time);
        if self.person_time == 0.0 {
            return Err(NoRate::NoTime);
        }
        let sound = self.observed() && upper.is_finite();
        if sound { Ok(Rate { rate, lower, upper }) } else { Err(NoRate::OutOfRange) }
    }

    /// The rate of this group over that of another, with limits that hold `level` of the distribution.
    ///
    /// # Errors
    /// [`NoRate`].
    pub fn ratio(&self, other: &PersonTime, level: f64) -> Result<RateRatio, NoRate> {
        let times = other.person_time / self.person_time;
        if self.person_time == 0.0 || other.person_time == 0.0 {
            return Err(NoRate::NoTime);
        }
        if !(self.observed() && other.observed() && times > 0.0 && times.is_finite()) {
            return Err(NoRate::OutOfRange);
        }
        let (here, there, alpha) = (self.n_event as f64, other.n_event as f64, (1.0 - level) / 2.0);
        if here + there == 0.0 {
            return Err(NoRate::NoEvents);
        }
        let reached = there > 0.0;
        let lower = if here > 0.0 { times * beta::odds_quantile(here, there + 1.0, alpha) } else { 0.0 };
        Ok(RateRatio {
            ratio: reached.then(|| here / there * times),
            lower,
            upper: reached.then(|| times / beta::odds_quantile(there, here + 1.0, alpha)),
            p_value: exact_p(here, there, self.person_time, other.person_time),
        })
    }

    fn observed(&self) -> bool {
        self.person_time > 0.0 && self.person_time.is_finite()
    }
}

/// Events and person-time of every group, in the order of the groups; one pass.
pub fn by_group(data: &Survival) -> Vec<PersonTime> {
    let mut sums = vec![PersonTime::default(); data.groups().len()];
    for (i, &time) in data.time().iter().enumerate() {
        let sum = &mut sums[usize::from(data.group()[i])];
        sum.n_event += u64::from(data.cause()[i] > 0);
        sum.person_time += time - data.entry().map_or(0.0, |entry| entry[i]);
    }
    sums
}

/// Probability of an outcome no more likely than `here` events in one group and `there` in the other,
/// observed for these times, if the rates are equal.
fn exact_p(here: f64, there: f64, time_here: f64, time_there: f64) -> f64 {
    let mean = (here + there) * (time_here / (time_here + time_there));
    if here == mean {
        1.0
    } else if here < mean {
        p_of_few(here, there, time_here, time_there)
    } else {
        p_of_few(there, here, time_there, time_here)
    }
}

/// The same where `here` is below its mean: as few as here, or as many as the first count above the mean
/// that is no more likely.
fn p_of_few(here: f64, there: f64, time_here: f64, time_there: f64) -> f64 {
    let (n, odds) = (here + there, time_here / time_there);
    let (p, q) = (time_here / (time_here + time_there), time_there / (time_here + time_there));
    let few = beta::lower_at_odds(there, here + 1.0, 1.0 / odds);
    let many = first_as_unlikely(here, n, (n * p).ceil(), p, q);
    let as_many = if many > n { 0.0 } else { beta::lower_at_odds(many, n - many + 1.0, odds) };
    (few + as_many).min(1.0)
}

/// The first count from `low`, at or above the mean, that is no more likely than `seen`; above `n` if there
/// is none. Beyond the mean probabilities fall, so the search can halve.
fn first_as_unlikely(seen: f64, n: f64, low: f64, p: f64, q: f64) -> f64 {
    /// ln(1 + 1e-7)
    const SLACK: f64 = 9.999_999_500_000_033e-8;
    let bound = ln_binomial(seen, n - seen, p, q) + SLACK;
    let (mut low, mut high) = (low, n + 1.0);
    while low < high {
        let middle = ((low + high) / 2.0).floor();
        if ln_binomial(middle, n - middle, p, q) <= bound {
            high = middle;
        } else {
            low = middle + 1.0;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

    fn group(n_event: u64, person_time: f64) -> PersonTime {
        PersonTime { n_event, person_time }
    }

    #[test]
    fn sums_by_hand() {
        let data = Survival::new(Subjects {
            time: vec![5.0, 2.0, 4.0, 0.0],
            entry: Some(vec![1.0, -1.0, 3.5, -2.0]),
            cause: vec![1, 0, 2, 1],
            group: vec![0, 0, 1, 1],
            groups: vec!["a".into(), "b".into(), "nobody".into()],
            ..Subjects::default()
        })
        .unwrap();
        assert_eq!(by_group(&data), [group(1, 7.0), group(2, 2.5), group(0, 0.0)]);
    }

    /// Without events the upper limit is -ln(alpha) / T; with one, the lower is -ln(1 - alpha) / T.
    #[test]
    fn limits_by_hand() {
        let found = group(0, 10.0).rate(0.95).unwrap();
        assert_eq!((found.rate, found.lower), (0.0, 0.0));
        assert!((found.upper - crate::math::ln(40.0) / 10.0).abs() < 1e-15);
        let found = group(1, 10.0).rate(0.9).unwrap();
        assert!((found.lower + crate::math::ln(0.95) / 10.0).abs() < 1e-16);
        assert_eq!(group(1, 0.0).rate(0.95), Err(NoRate::NoTime));
        assert_eq!(group(1, f64::INFINITY).rate(0.95), Err(NoRate::OutOfRange));
        assert_eq!(group(1, 5e-324).rate(0.95), Err(NoRate::OutOfRange));
    }

    /// All 3 events here, times 1 to 1: of the 8 arrangements the two at the ends are as unlikely.
    #[test]
    fn a_ratio_by_hand() {
        let found = group(3, 10.0).ratio(&group(0, 10.0), 0.95).unwrap();
        assert_eq!((found.ratio, found.upper), (None, None));
        assert!((found.p_value - 0.25).abs() < 1e-15);
        // p^3 = 0.025
        let p = libm::cbrt(0.025);
        assert!((found.lower - p / (1.0 - p)).abs() < 1e-15);
        let back = group(0, 10.0).ratio(&group(3, 10.0), 0.95).unwrap();
        assert_eq!((back.ratio, back.lower), (Some(0.0), 0.0));
        assert!((back.upper.unwrap() * found.lower - 1.0).abs() < 1e-15);
        // One event, 1/4 of the time here: the more likely place is there.
        let seldom = group(1, 1.0).ratio(&group(0, 3.0), 0.95).unwrap();
        assert!((seldom.p_value - 0.25).abs() < 1e-15);
        assert_eq!(group(0, 1.0).ratio(&group(1, 3.0), 0.95).unwrap().p_value, 1.0);
    }

    #[test]
    fn no_ratio() {
        assert_eq!(group(0, 1.0).ratio(&group(0, 1.0), 0.95), Err(NoRate::NoEvents));
        assert_eq!(group(1, 0.0).ratio(&group(1, 1.0), 0.95), Err(NoRate::NoTime));
        assert_eq!(group(1, 1.0).ratio(&group(1, 0.0), 0.95), Err(NoRate::NoTime));
        assert_eq!(group(2, 6.0).ratio(&group(1, 3.0), 0.95).unwrap().p_value, 1.0);
    }
}
