//! The number needed to treat, with its limits in the form of Altman (1998, BMJ 317, 1309-1312).
//!
//! `1 / |risk difference|`, from Newcombe's limits of the difference: "NNTB" to one more who benefits, "NNTH" to one
//! more who is harmed. Where the difference may be 0, the limits go from one through infinity to the other: they hold
//! all numbers outside, not between. Numbers of benefit are rounded up and of harm down, so that neither flatters.
//!
//! Degenerate cases: at a difference of exactly 0 there is no number ([`Reason::NoDifference`]); its limits are said.

use super::options::EventIs;
use super::shape::Nnt;
use crate::evidence::Estimate;
use crate::report::number::count;
use crate::report::shape::{Maybe, Reason};

/// Rounding errors of a quotient are not rounded up to the next whole number.
const HAIR: f64 = 1e-9;

/// The number for a difference of risks, first arm less second.
pub(super) fn of(difference: Estimate, event_is: EventIs) -> Nnt {
    // In terms of benefit: how many fewer have a bad event, or more a good one.
    let (value, lower, upper) = match event_is {
        EventIs::Bad => (-difference.value, -difference.upper, -difference.lower),
        EventIs::Good => (difference.value, difference.lower, difference.upper),
    };
    let limits = if lower > 0.0 {
        format!("{} to {}", needed(upper), needed(lower))
    } else if upper < 0.0 {
        format!("{} to {}", needed(lower), needed(upper))
    } else if value >= 0.0 {
        through_infinity(upper, lower)
    } else {
        through_infinity(lower, upper)
    };
    if value == 0.0 {
        return Nnt {
            text: format!("none: both risks are the same ({limits})"),
            benefit: None,
            value: Maybe::missing(Reason::NoDifference),
        };
    }
    Nnt {
        text: format!("{} ({limits})", needed(value)),
        benefit: Some(value > 0.0),
        value: Maybe::or(Some(1.0 / value.abs()), Reason::NoDifference),
    }
}

/// "NNTB 5" for a benefit of .2 or more than .2 and less than .25, "NNTH 4" for a harm of more than .2 up to .25.
fn needed(benefit: f64) -> String {
    let exact = 1.0 / benefit.abs();
    let (name, whole) = if benefit > 0.0 {
        ("NNTB", (exact * (1.0 - HAIR)).ceil())
    } else {
        ("NNTH", (exact * (1.0 + HAIR)).floor())
    };
    // Beyond that a difference is a rounding error.
    if whole > 1e12 {
        format!("{name} above 10^12")
    } else {
        format!("{name} {}", count(whole.max(1.0) as u64))
    }
}

/// From one limit through infinity to the other; a limit of exactly 0 is infinity itself.
fn through_infinity(near: f64, far: f64) -> String {
    let rest = if far == 0.0 { String::new() } else { format!(" to {}", needed(far)) };
    format!("{} to infinity{rest}", needed(near))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: f64, lower: f64, upper: f64, event_is: EventIs) -> String {
        of(Estimate { value, lower, upper }, event_is).text
    }

    /// Altman's example: a difference of 10 % with limits from -5 % to 25 % is NNTB 10 (NNTB 4 to infinity to NNTH 20).
    #[test]
    fn altman() {
        assert_eq!(text(0.1, -0.05, 0.25, EventIs::Good), "NNTB 10 (NNTB 4 to infinity to NNTH 20)");
        assert_eq!(text(-0.1, -0.25, 0.05, EventIs::Bad), "NNTB 10 (NNTB 4 to infinity to NNTH 20)");
        assert_eq!(text(-0.2, -1.0 / 3.0, -0.05, EventIs::Bad), "NNTB 5 (NNTB 3 to NNTB 20)");
        assert_eq!(text(-0.1, -0.25, 0.05, EventIs::Good), "NNTH 10 (NNTH 4 to infinity to NNTB 20)");
        assert_eq!(text(0.1, 0.05, 0.25, EventIs::Bad), "NNTH 10 (NNTH 4 to NNTH 20)");
    }

    #[test]
    fn no_difference_and_rounding() {
        let none = of(Estimate { value: 0.0, lower: -0.1, upper: 0.1 }, EventIs::Bad);
        assert_eq!(none.text, "none: both risks are the same (NNTB 10 to infinity to NNTH 10)");
        assert_eq!((none.benefit, none.value), (None, Maybe::missing(Reason::NoDifference)));
        // 1 / (0.3 - 0.1) is a hair above 5; 1 / .15 is 6.67: benefit up, harm down.
        assert_eq!(text(0.1 - 0.3, -0.5, -0.15, EventIs::Bad), "NNTB 5 (NNTB 2 to NNTB 7)");
        assert_eq!(text(0.15, 0.15, 0.15, EventIs::Bad), "NNTH 6 (NNTH 6 to NNTH 6)");
        assert_eq!(text(1.0, 0.9, 1.0, EventIs::Bad), "NNTH 1 (NNTH 1 to NNTH 1)");
        assert_eq!(text(-0.5, -0.8, 0.0, EventIs::Bad), "NNTB 2 (NNTB 2 to infinity)");
    }
}
