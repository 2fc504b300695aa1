//! The likelihood of a Cox model of two groups: the same sums as in [`likelihood`](super::likelihood), with
//! nothing but numbers in the loop.
//!
//! Nearly all trials have two arms, and at nearly all of a million event times one subject has the event:
//! such a time costs eight bytes and one division. The order of the sums is that of the general way, so
//! the two agree to the last bit.

use super::likelihood::Ties;
use crate::math::log_product::LogProduct;

/// Counts of the group with a coefficient and of the reference, event time after event time.
#[derive(Debug, Clone, Default)]
pub(super) struct TwoGroups {
    n_risk: Vec<[u32; 2]>,
    /// Where more than one has the event: index of the time, and events.
    tied: Vec<(u32, [u32; 2])>,
}

/// What the denominators at all event times add up to.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Of the logarithms of the denominators.
    pub(super) denominators: LogProduct,
    /// Of the shares of the group with a coefficient, and of their squares.
    pub(super) mean: f64,
    pub(super) square: f64,
}

impl TwoGroups {
    /// With room for as many event times.
    pub(super) fn with_capacity(n: usize) -> Self {
        TwoGroups { n_risk: Vec::with_capacity(n), tied: Vec::new() }
    }

    /// Adds an event time.
    pub(super) fn push(&mut self, n_risk: [u32; 2], events: [u32; 2]) {
        if events[0] + events[1] > 1 {
            self.tied.push((self.n_risk.len() as u32, events));
        }
        self.n_risk.push(n_risk);
    }

    /// The sums where the first group has `weight` times the hazard of the reference.
    pub(super) fn sums(&self, weight: f64, ties: Ties) -> Sums {
        let mut sums = Sums::default();
        let mut from = 0;
        for &(at, events) in &self.tied {
            let at = at as usize;
            self.n_risk[from..at].iter().for_each(|&n_risk| sums.add(weighted(n_risk, weight), 1));
            sums.add_tied(weighted(self.n_risk[at], weight), weighted(events, weight), events, ties);
            from = at + 1;
        }
        self.n_risk[from..].iter().for_each(|&n_risk| sums.add(weighted(n_risk, weight), 1));
        sums
    }
}

fn weighted([first, reference]: [u32; 2], weight: f64) -> [f64; 2] {
    [f64::from(first) * weight, f64::from(reference)]
}

impl Sums {
    /// A denominator of these weighted numbers, counted `times` times.
    #[inline]
    fn add(&mut self, [first, reference]: [f64; 2], times: u32) {
        let total = first + reference;
        self.denominators.multiply(total, times);
        let (times, share) = (f64::from(times), first * (1.0 / total));
        self.mean += times * share;
        self.square += times * share * share;
    }

    fn add_tied(&mut self, at_risk: [f64; 2], having_event: [f64; 2], events: [u32; 2], ties: Ties) {
        let d = events[0] + events[1];
        if ties == Ties::Breslow {
            return self.add(at_risk, d);
        }
        // Each event after the first sees the risk set less a d-th of those having the event.
        let step = 1.0 / f64::from(d);
        for r in 0..d {
            let fraction = f64::from(r) * step;
            self.add([0, 1].map(|g| at_risk[g] - fraction * having_event[g]), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cox::likelihood::GroupLikelihood;
    use crate::risk_set::of_groups;

    /// An empty third group sends the same data the general way.
    #[test]
    fn the_general_way_gives_the_same_bits() {
        let mut random = fastrand::Rng::with_seed(11);
        for n in [2, 7, 60, 500] {
            let time: Vec<f64> = (0..n).map(|_| f64::from(random.u32(1..n + n / 2))).collect();
            let cause: Vec<u8> = (0..n).map(|_| random.u8(0..2)).collect();
            let group: Vec<u16> = (0..n).map(|i| i as u16 % 2).collect();
            for ties in [Ties::Efron, Ties::Breslow] {
                let two = GroupLikelihood::new(&of_groups(&time, &cause, &group), 0, ties);
                let with_third: Vec<u16> = group.iter().copied().chain([2]).collect();
                let (time, cause) = ([&time[..], &[0.0]].concat(), [&cause[..], &[0]].concat());
                let three = GroupLikelihood::new(&of_groups(&time, &cause, &with_third), 0, ties);
                for b in [0.0, 0.7, -3.0] {
                    let (two, three) = (two.evaluate(&[b]), three.evaluate(&[b, 0.0]));
                    assert_eq!(two.loglik, three.loglik, "{n} {ties:?} {b}");
                    assert_eq!(two.score[0], three.score[0]);
                    assert_eq!(two.information[(0, 0)], three.information[(0, 0)]);
                }
            }
        }
    }
}
