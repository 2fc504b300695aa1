//! How much work a Cox model is, in multiplications: counted from the data before anything is fitted, so that the same data are
//! computed, or put off, on every machine and every time.
//!
//! One evaluation of the log likelihood with its two derivatives ([`evaluation`]) costs, for `p` columns, about `p (p + 3) / 2` a
//! row and as much a denominator. With exact ties each row that joins costs as much for each number of events that can be
//! chosen (see `exact.rs`): the rows are not gone through again at every time, unless people enter late and leave between.
//!
//! A fit takes some [`FIT`] evaluations, and an inverse. Limits from the profile likelihood take some 12 evaluations each, and may
//! take [`LIMIT`] on average; what is not found then is given up.
//! Firth's fit evaluates third derivatives too, and climbs again for the test and the limits of each coefficient.

use super::design::Design;
use super::likelihood::Ties;
use super::rows::{RiskSums, Rows};

/// Evaluations of a fit with its tests: more are needed where coefficients run away.
const FIT: f64 = 16.0;
/// Evaluations of one limit from the profile likelihood.
const LIMIT: f64 = 30.0;
/// Evaluations of Firth's fit, and of the test and limits of one of its coefficients; one with third derivatives counts as
/// [`THIRD`].
const FIRTH: f64 = 40.0;
const FIRTH_LIMITS: f64 = 200.0;
pub(crate) const THIRD: f64 = 3.0;
/// What a row or a denominator costs beside its columns.
const OVERHEAD: f64 = 12.0;
/// What a choice costs beside its columns: a division.
const CHOICE: f64 = 6.0;

/// Multiplications of one evaluation.
pub(crate) fn evaluation(design: &Design, ties: Ties) -> f64 {
    let p = design.n_columns() as f64;
    let moments = p * (p + 3.0) / 2.0;
    let rows = Rows::new(design, &[]);
    let denominators = rows.times.iter().map(|time| if ties == Ties::Efron { time.n_event } else { 1 });
    let sums = design.n_rows() as f64 + denominators.map(f64::from).sum::<f64>();
    let choices = if ties == Ties::Exact { choices(&rows) } else { 0.0 };
    sums * (moments + OVERHEAD) + choices * (moments + CHOICE)
}

/// Multiplications of a fit.
pub(crate) fn of_fit(design: &Design, ties: Ties) -> f64 {
    let p = design.n_columns() as f64;
    FIT * (evaluation(design, ties) + p * p * p / 2.0)
}

/// Multiplications of the profile likelihood limits of `n` coefficients.
pub(crate) fn of_limits(design: &Design, ties: Ties, n: usize) -> f64 {
    2.0 * LIMIT * n as f64 * evaluation(design, ties)
}

/// Multiplications of Firth's fit with the tests and limits of `n` coefficients.
pub(crate) fn of_firth(design: &Design, ties: Ties, n: usize) -> f64 {
    THIRD * (FIRTH + FIRTH_LIMITS * n as f64) * evaluation(design, ties)
}

/// How often a row joins the choices of a number of events, in one evaluation: see `Tied` in `partial.rs`.
fn choices(rows: &Rows) -> f64 {
    let ones = vec![1.0; rows.event.len()];
    let mut risk = RiskSums::new(rows, &ones, &[], 0);
    let mut sum = 0.0;
    for stratum in &rows.strata {
        risk.start(stratum);
        let (mut joined, mut fresh) = (0, true);
        for k in stratum.times.clone().rev() {
            fresh &= !risk.back_to(k);
            let time = rows.times[k];
            if time.most < 2 || !(fresh || time.n_event > 1) {
                continue;
            }
            let before = if fresh { joined } else { 0 };
            let joins = if fresh { rows.newcomers(k).count() } else { rows.at_risk(k).count() };
            (joined, fresh) = (before + joins, true);
            sum += up_to(joined, time.most as usize) - up_to(before, time.most as usize);
        }
    }
    sum
}

/// The sum of `min(j, most)` over `j` from 1 to `joined`.
fn up_to(joined: usize, most: usize) -> f64 {
    let (few, rest) = (joined.min(most) as f64, joined.saturating_sub(most) as f64);
    few * (few + 1.0) / 2.0 + rest * most as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cox::design::Model;
    use crate::data::{Subjects, Survival};

    fn design(time: Vec<f64>, entry: Option<Vec<f64>>) -> Design {
        let n = time.len();
        let subjects = Subjects {
            cause: vec![1; n],
            group: (0..n as u16).map(|i| i / 2 % 2).collect(),
            groups: vec!["a".into(), "b".into()],
            time,
            entry,
            ..Subjects::default()
        };
        let model = Model { reference: Some(0), covariates: vec![], stratified: false };
        Design::new(&Survival::new(subjects).unwrap(), &model)
    }

    /// Pairs of events: a row joins once for one event and once for two, however many times there are.
    #[test]
    fn each_row_joins_once() {
        for pairs in [1, 10, 875] {
            let time = (0..2 * pairs).map(|i| f64::from(i / 2 + 1)).collect();
            let design = design(time, None);
            assert_eq!(choices(&Rows::new(&design, &[])), f64::from(4 * pairs - 1));
        }
    }

    /// At 3 a pair; at 2 a pair, and the two of 3 again if one of them came in at 2.
    #[test]
    fn who_enters_late_makes_the_others_join_again() {
        let at = |entry: f64| {
            let entry = Some(vec![0.0, 0.0, 0.0, entry]);
            choices(&Rows::new(&design(vec![2.0, 2.0, 3.0, 3.0], entry), &[]))
        };
        assert_eq!((at(0.0), at(2.0)), (7.0, 3.0 + 5.0));
    }
}
