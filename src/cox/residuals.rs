//! Residuals of a Cox model.
//!
//! With `w = exp(x b)`, the cumulative baseline hazard `H` of the row's stratum and the mean `m(t)` of the columns in
//! the risk set under the weights:
//!
//! * martingale: events less `w (H(time) - H(entry))`, the number expected; in (-inf, 1]
//! * deviance: `sign(M) sqrt(-2 (M + d ln(d - M)))`, the martingale residual `M` made symmetric, `d` events
//! * score: the integral of `x - m` over the martingale, a number for each row and column
//! * Schoenfeld: `x - m(time)`, for each row with an event and each column
//! * scaled Schoenfeld: `n_event` times the covariance of the coefficients times that, plus the coefficients:
//!   a trend in time shows a coefficient that changes
//! * dfbeta: the covariance of the coefficients times the score residual: about what a row moves the
//!   coefficients by; dfbetas: in standard errors
//!
//! Source: Therneau, Grambsch & Fleming (1990), Biometrika 77, 147-160; Schoenfeld (1982), Biometrika 69, 239-241;
//! Grambsch & Therneau (1994), Biometrika 81, 515-526; Therneau & Grambsch (2000), Modeling Survival Data, chapters 4 to 7
//! and, for Efron ties, section 4.2 and appendix E: a tied event lives through only that part of the hazard at
//! its time in whose risk sets it still is. The numbers are those of R's `residuals(coxph)`. With exact ties the
//! martingale residuals are those of the Breslow hazard (as R), and the others do not exist.
//!
//! Numbers stand in the order of the rows of the design, columns in that of its columns. Martingale residuals of a
//! stratum add up to 0, score residuals to the score (0 at the maximum), Schoenfeld residuals too. Without events
//! the martingale residuals are 0 and there are no Schoenfeld residuals.

use super::design::Design;
use super::likelihood::Ties;
use super::risk_sums::{Stop, Weighted};
use crate::math::{ln, symmetric::Matrix};
use crate::step::last_at;
use std::ops::Range;

/// Schoenfeld residuals, scaled or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Schoenfeld {
    /// The rows with an event, ascending.
    pub rows: Vec<u32>,
    /// A residual for each of them, column by column.
    pub columns: Vec<Vec<f64>>,
}

/// Martingale residual of each row, from the linear predictors `x b`.
///
/// ```
/// use riskset::cox::{design::{Design, Model}, likelihood::Ties, residuals::martingale};
/// use riskset::data::{Subjects, Survival};
/// // At b = 0: events less the Nelson-Aalen estimate 1/3, 1/3 + 1/2, 1/3 + 1/2.
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0, 3.0],
///     cause: vec![1, 1, 0],
///     group: vec![0, 0, 1],
///     groups: vec!["a".into(), "b".into()],
///     ..Subjects::default()
/// })?;
/// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![], stratified: false });
/// let residuals = martingale(&design, &[0.0; 3], Ties::Efron);
/// let by_hand = [2.0 / 3.0, 1.0 / 6.0, -5.0 / 6.0];
/// assert!(residuals.iter().zip(by_hand).all(|(ours, hand)| (ours - hand).abs() < 1e-15));
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn martingale(design: &Design, linear: &[f64], ties: Ties) -> Vec<f64> {
    let weighted = Weighted::by(design, linear, ties);
    let path = Path::new(design, &weighted);
    let mut residuals = vec![0.0; design.n_rows()];
    path.each_row(design, |row, from, to| {
        let expected = path.between(0, from, to, design.event[row]);
        residuals[row] = f64::from(u8::from(design.event[row])) - weighted.weight[row] * expected;
    });
    residuals
}

/// Deviance residuals, from martingale residuals and whether each row ends with an event.
pub fn deviance(martingale: &[f64], event: &[bool]) -> Vec<f64> {
    let of = |(&m, &event): (&f64, &bool)| {
        let log = if event { ln(1.0 - m) } else { 0.0 };
        // Below 0 by rounding only, where the expected number is 1.
        (-2.0 * (m + log)).max(0.0).sqrt().copysign(m)
    };
    martingale.iter().zip(event).map(of).collect()
}

/// Score residuals, column by column, a number a row; `None` with exact ties.
pub fn score(design: &Design, coef: &[f64], ties: Ties) -> Option<Vec<Vec<f64>>> {
    if ties == Ties::Exact {
        return None;
    }
    let weighted = Weighted::new(design, coef, ties);
    let path = Path::new(design, &weighted);
    let mut columns = vec![vec![0.0; design.n_rows()]; design.n_columns()];
    path.each_row(design, |row, from, to| {
        let event = design.event[row];
        let hazard = path.between(0, from, to, event);
        for (j, column) in columns.iter_mut().enumerate() {
            let x = weighted.centred(j, row);
            let jump = if event { x - path.mean(j, to) } else { 0.0 };
            column[row] = jump - weighted.weight[row] * (x * hazard - path.between(j + 1, from, to, event));
        }
    });
    Some(columns)
}

/// Schoenfeld residuals; `None` with exact ties.
pub fn schoenfeld(design: &Design, coef: &[f64], ties: Ties) -> Option<Schoenfeld> {
    if ties == Ties::Exact {
        return None;
    }
    let weighted = Weighted::new(design, coef, ties);
    let rows: Vec<u32> = (0..design.n_rows() as u32).filter(|&row| design.event[row as usize]).collect();
    let mut columns = vec![vec![0.0; design.n_rows()]; design.n_columns()];
    weighted.walk(false, &mut |stop| {
        for (j, column) in columns.iter_mut().enumerate() {
            let mean = stop.mean(j);
            stop.rows.clone().for_each(|row| column[row] = weighted.centred(j, row) - mean);
        }
    });
    let of_events = |column: Vec<f64>| rows.iter().map(|&row| column[row as usize]).collect();
    let columns = columns.into_iter().map(of_events).collect();
    Some(Schoenfeld { rows, columns })
}

/// Schoenfeld residuals times `n_event` times the covariance of the coefficients `coef`, plus the coefficients (R:
/// `residuals(type = "scaledsch")`). For plots of a stratified model see [`ph_plot`](super::ph_plot).
pub fn scaled_schoenfeld(residuals: &Schoenfeld, coef: &[f64], covariance: &Matrix) -> Schoenfeld {
    let n_event = residuals.rows.len() as f64;
    let mut columns = times(&residuals.columns, covariance);
    for (column, b) in columns.iter_mut().zip(coef) {
        column.iter_mut().for_each(|value| *value = *value * n_event + b);
    }
    Schoenfeld { rows: residuals.rows.clone(), columns }
}

/// About what each row moves the coefficients by, from the score residuals and the covariance of the coefficients
/// (the inverse of the information, not a robust one).
pub fn dfbeta(score: &[Vec<f64>], covariance: &Matrix) -> Vec<Vec<f64>> {
    times(score, covariance)
}

/// The same in standard errors; 0 for a coefficient without one.
pub fn dfbetas(score: &[Vec<f64>], covariance: &Matrix) -> Vec<Vec<f64>> {
    let mut columns = times(score, covariance);
    for (j, column) in columns.iter_mut().enumerate() {
        let se = covariance[(j, j)].max(0.0).sqrt();
        column.iter_mut().for_each(|value| *value = if se > 0.0 { *value / se } else { 0.0 });
    }
    columns
}

/// The rows that stand in `columns` times a symmetric matrix.
fn times(columns: &[Vec<f64>], matrix: &Matrix) -> Vec<Vec<f64>> {
    let length = columns.first().map_or(0, Vec::len);
    let mut products = vec![vec![0.0; length]; columns.len()];
    for (product, factors) in products.iter_mut().zip(matrix.rows()) {
        for (column, factor) in columns.iter().zip(factors) {
            product.iter_mut().zip(column).for_each(|(sum, value)| *sum += value * factor);
        }
    }
    products
}

/// What the walk over the event times adds up to: for each event time the cumulative hazard, then those of
/// the hazard times the means of the columns, all for the weight 1.
struct Path {
    /// Numbers an event time: the hazard and one a column.
    width: usize,
    /// Event times, stratum after stratum, ascending, and which of them belong to a stratum.
    time: Vec<f64>,
    strata: Vec<Range<usize>>,
    /// Sums up to and including each event time of the stratum.
    sums: Vec<f64>,
    /// What those with an event at the time do not live through of what is added at it.
    spared: Vec<f64>,
    /// Means of the columns in the risk set.
    means: Vec<f64>,
}

impl Path {
    fn new(design: &Design, weighted: &Weighted<'_>) -> Path {
        let width = 1 + weighted.means.len();
        let mut path = Path {
            width,
            time: Vec::new(),
            strata: vec![0..0; design.strata.len()],
            sums: Vec::new(),
            spared: Vec::new(),
            means: Vec::new(),
        };
        weighted.walk(false, &mut |stop| path.push(stop));
        path.turn();
        path
    }

    /// Event times come latest first.
    fn push(&mut self, stop: &Stop<'_>) {
        let at = self.time.len();
        let stratum = &mut self.strata[stop.stratum];
        if stratum.end == 0 {
            stratum.start = at;
        }
        stratum.end = at + 1;
        self.time.push(stop.time);
        self.sums.push(stop.hazard());
        self.spared.push(stop.hazard() - stop.own_hazard());
        for j in 0..self.width - 1 {
            self.sums.push(stop.mean_hazard(j));
            self.spared.push(stop.mean_hazard(j) - stop.own_mean_hazard(j));
            self.means.push(stop.mean(j));
        }
    }

    /// Puts the event times of each stratum in ascending order and adds up.
    fn turn(&mut self) {
        for stratum in &self.strata {
            self.time[stratum.clone()].reverse();
            turn_rows(&mut self.sums, stratum, self.width);
            turn_rows(&mut self.spared, stratum, self.width);
            turn_rows(&mut self.means, stratum, self.width - 1);
            let sums = &mut self.sums[stratum.start * self.width..stratum.end * self.width];
            (self.width..sums.len()).for_each(|at| sums[at] += sums[at - self.width]);
        }
    }

    /// Calls `f(row, from, to)` with the last event times at or before the entry and the end of each row.
    fn each_row(&self, design: &Design, mut f: impl FnMut(usize, Option<usize>, Option<usize>)) {
        for (rows, stratum) in design.strata.iter().zip(&self.strata) {
            let times = &self.time[stratum.clone()];
            let mut to = None;
            for row in rows.clone() {
                let next = to.map_or(0, |to| to + 1);
                let passed = times[next..].iter().take_while(|&&time| time <= design.time[row]).count();
                to = (next + passed).checked_sub(1);
                let from = design.entry.as_ref().and_then(|entry| last_at(times, entry[row]));
                f(row, from.map(|at| stratum.start + at), to.map(|at| stratum.start + at));
            }
        }
    }

    /// What number `which` (0 the hazard, then the columns) gains between two event times, for a row that has an
    /// event at the latter or not.
    fn between(&self, which: usize, from: Option<usize>, to: Option<usize>, event: bool) -> f64 {
        let at = |numbers: &[f64], at: Option<usize>| at.map_or(0.0, |at| numbers[at * self.width + which]);
        let spared = if event { at(&self.spared, to) } else { 0.0 };
        at(&self.sums, to) - at(&self.sums, from) - spared
    }

    /// Mean of a column at an event time.
    fn mean(&self, column: usize, at: Option<usize>) -> f64 {
        at.map_or(0.0, |at| self.means[at * (self.width - 1) + column])
    }
}

/// Reverses the order of rows of `width` numbers.
fn turn_rows(numbers: &mut [f64], rows: &Range<usize>, width: usize) {
    let (mut low, mut high) = (rows.start, rows.end);
    while low + 1 < high {
        high -= 1;
        (0..width).for_each(|j| numbers.swap(low * width + j, high * width + j));
        low += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cox::design::Model;
    use crate::data::{Subjects, Survival};

    fn six() -> Design {
        let data = Survival::new(Subjects {
            time: vec![1.0, 1.0, 6.0, 6.0, 8.0, 9.0],
            cause: vec![1, 0, 1, 1, 0, 1],
            group: vec![1, 1, 1, 0, 0, 0],
            groups: vec!["0".into(), "1".into()],
            ..Subjects::default()
        });
        Design::new(&data.unwrap(), &Model { reference: Some(0), covariates: vec![], stratified: false })
    }

    fn close(ours: &[f64], hand: &[f64]) {
        assert_eq!(ours.len(), hand.len());
        assert!(ours.iter().zip(hand).all(|(a, b)| (a - b).abs() < 1e-14), "{ours:?} {hand:?}");
    }

    /// Therneau & Grambsch (2000), appendix E.1, table E.1, Breslow: H(1) = 1 / (3r + 3), H(6) adds
    /// 2 / (r + 3), H(9) adds 1.
    #[test]
    fn appendix_e_breslow() {
        let (design, r) = (six(), (3.0 + 33_f64.sqrt()) / 2.0);
        let b = crate::math::ln(r);
        let (h_1, h_6) = (1.0 / (3.0 * r + 3.0), 2.0 / (r + 3.0));
        let (h_6, h_9) = (h_1 + h_6, h_1 + h_6 + 1.0);
        let linear = design.linear_predictor(&[b]);
        let m = martingale(&design, &linear, Ties::Breslow);
        close(&m, &[1.0 - r * h_1, -r * h_1, 1.0 - r * h_6, 1.0 - h_6, -h_6, 1.0 - h_9]);
        let (m_1, m_6) = (r / (r + 1.0), r / (r + 3.0));
        let schoenfeld = schoenfeld(&design, &[b], Ties::Breslow).unwrap();
        assert_eq!(schoenfeld.rows, [0, 2, 3, 5]);
        close(&schoenfeld.columns[0], &[1.0 - m_1, 1.0 - m_6, -m_6, 0.0]);
        let score = score(&design, &[b], Ties::Breslow).unwrap();
        let (x_1, x_6) = (m_1 * h_1, m_1 * h_1 + m_6 * (h_6 - h_1));
        close(
            &score[0],
            &[
                1.0 - m_1 - r * (h_1 - x_1),
                -r * (h_1 - x_1),
                1.0 - m_6 - r * (h_6 - x_6),
                -m_6 + x_6,
                x_6,
                x_6,
            ],
        );
    }

    /// The same with Efron ties at b = 0: at 6 the denominators are 4 and 3, and the two events live through
    /// 1/4 and half of 1/3.
    #[test]
    fn appendix_e_efron() {
        let design = six();
        let m = martingale(&design, &[0.0; 6], Ties::Efron);
        let (h_1, h_6) = (1.0 / 6.0, 1.0 / 6.0 + 1.0 / 4.0 + 1.0 / 3.0);
        let own = h_1 + 1.0 / 4.0 + 1.0 / 6.0;
        close(&m, &[1.0 - h_1, -h_1, 1.0 - own, 1.0 - own, -h_6, -h_6]);
        let schoenfeld = schoenfeld(&design, &[0.0], Ties::Efron).unwrap();
        // The means at 6 are 1/4 and (1/2)/3.
        let mean = (1.0 / 4.0 + 1.0 / 6.0) / 2.0;
        close(&schoenfeld.columns[0], &[0.5, 1.0 - mean, -mean, 0.0]);
    }

    #[test]
    fn a_deviance_residual_has_the_sign_of_its_martingale() {
        let found = deviance(&[1.0 - 0.5, -1.5, 0.0, -2.0], &[true, true, true, false]);
        let of_event = |expected: f64| (2.0 * (expected - 1.0 - crate::math::ln(expected))).sqrt();
        close(&found, &[of_event(0.5), -of_event(2.5), 0.0, -2.0]);
    }

    #[test]
    fn exact_ties_have_martingale_residuals_alone() {
        let design = six();
        let linear = design.linear_predictor(&[0.3]);
        assert_eq!(martingale(&design, &linear, Ties::Exact), martingale(&design, &linear, Ties::Breslow));
        assert_eq!(
            (score(&design, &[0.3], Ties::Exact), schoenfeld(&design, &[0.3], Ties::Exact)),
            (None, None)
        );
    }
}
