//! Log-rank scores as whole numbers, so that their sums are exact and equal sums are equal.
//!
//! A score is `event - H(time)` with the Nelson-Aalen `H` of all subjects, a sum of fractions `d / n`. In
//! units of one over the least common multiple of the `n` it is a whole number, without any rounding:
//! always so up to 40 subjects, where that multiple is 5,342,931,457,063,200 at most, and often beyond.
//! Where the multiple is too large the unit is the smallest power of two in which sums cannot overflow
//! (`2^-52` for 500 events), and each score is rounded to the nearest unit.
//!
//! No sum of scores is further from 0 than the number of events: no score is above 1, only those of
//! events are above 0, and the sum of all is 0. So sums fit 62 bits if one event is below `2^62` over the
//! number of events.

use crate::data::Survival;

/// Largest sum that is allowed to occur, in units.
const ROOM: u64 = 1 << 61;

/// Further binary places that rounded fractions are added up with.
const FURTHER: u32 = 30;

/// The scores of some subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scores {
    /// One a subject, in their order, in units.
    pub(super) values: Vec<i64>,
    /// Units in 1.
    pub(super) unit: u64,
    /// How far apart rounding can bring two sums that are equal, in units; 0 where nothing is rounded.
    pub(super) slack: i64,
}

impl Scores {
    /// The scores of all subjects, who are taken to be under observation from the start.
    pub(super) fn new(data: &Survival) -> Self {
        let (multiple, n_event) = common_multiple(data);
        let unit = multiple.filter(|unit| unit.checked_mul(n_event).is_some_and(|most| most <= ROOM));
        // A score is wrong by half a unit and a trace; two sums of at most half of the subjects are compared.
        let slack = if unit.is_some() { 0 } else { data.len() as i64 };
        let unit = unit.unwrap_or(1 << (ROOM / n_event.max(1)).ilog2());
        Scores { values: in_units(data, unit), unit, slack }
    }
}

/// Calls `visit` with the indices of the subjects that leave at each time, in order of time, and the
/// number of events among them. All from the first of them on are at risk.
fn each_time(data: &Survival, mut visit: impl FnMut(std::ops::Range<usize>, u64)) {
    let mut from = 0;
    for together in data.time().chunk_by(|a, b| a == b) {
        let leave = from..from + together.len();
        from = leave.end;
        let n_event = data.cause()[leave.clone()].iter().filter(|&&cause| cause > 0).count();
        visit(leave, n_event as u64);
    }
}

/// Least common multiple of the numbers at risk at the events, `None` above 64 bits; the number of events.
fn common_multiple(data: &Survival) -> (Option<u64>, u64) {
    let (mut multiple, mut events) = (Some(1_u64), 0);
    each_time(data, |leave, n_event| {
        if n_event > 0 {
            let n_risk = (data.len() - leave.start) as u64;
            multiple = multiple.and_then(|multiple| multiple.checked_mul(n_risk / divisor(multiple, n_risk)));
            events += n_event;
        }
    });
    (multiple, events)
}

/// Greatest common divisor (Euclid).
fn divisor(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn in_units(data: &Survival, unit: u64) -> Vec<i64> {
    let mut values = Vec::with_capacity(data.len());
    let (mut whole, mut rest) = (0_u64, 0_u64);
    each_time(data, |leave, n_event| {
        let n_risk = (data.len() - leave.start) as u64;
        whole += n_event * unit / n_risk;
        rest += ((n_event * unit % n_risk) << FURTHER) / n_risk;
        let hazard = (whole + ((rest + (1 << (FURTHER - 1))) >> FURTHER)) as i64;
        let score = |&cause: &u8| if cause > 0 { unit as i64 - hazard } else { -hazard };
        values.extend(data.cause()[leave].iter().map(score));
    });
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

    fn scores(time: &[f64], cause: &[u8]) -> Scores {
        let subjects = Subjects {
            time: time.to_vec(),
            cause: cause.to_vec(),
            group: vec![0; time.len()],
            groups: vec!["all".into()],
            ..Subjects::default()
        };
        Scores::new(&Survival::new(subjects).unwrap())
    }

    /// Events at 1 (of 4 at risk), 2 (of 3) and 3 (of 1): H = 1/4, 7/12, 19/12, in twelfths.
    #[test]
    fn whole_twelfths() {
        let found = scores(&[1.0, 2.0, 2.0, 3.0], &[1, 0, 1, 1]);
        assert_eq!(found, Scores { values: vec![12 - 3, -7, 12 - 7, 12 - 19], unit: 12, slack: 0 });
    }

    #[test]
    fn exact_up_to_forty() {
        let time: Vec<f64> = (0..40).map(f64::from).collect();
        let found = scores(&time, &[1; 40]);
        assert_eq!((found.unit, found.slack), (5_342_931_457_063_200, 0));
        assert_eq!(found.values.iter().sum::<i64>(), 0);
    }

    #[test]
    fn rounded_beyond() {
        let time: Vec<f64> = (0..500).map(f64::from).collect();
        let found = scores(&time, &[1; 500]);
        assert_eq!((found.unit, found.slack), (1 << 52, 500));
        let (mut hazard, mut worst) = (0.0, 0.0_f64);
        for (n_risk, value) in (1..=500).rev().zip(&found.values) {
            hazard += 1.0 / f64::from(n_risk);
            worst = worst.max((*value as f64 / found.unit as f64 - (1.0 - hazard)).abs());
        }
        assert!(worst < 1e-13, "{worst}");
        assert!(found.values.iter().sum::<i64>().abs() < 250);
    }

    #[test]
    fn nobody_has_the_event() {
        assert_eq!(scores(&[1.0, 2.0], &[0, 0]).values, [0, 0]);
    }
}
