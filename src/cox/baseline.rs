//! The cumulative baseline hazard of a Cox model, and the curve that it predicts for given values of the columns.
//!
//! Per stratum, `H(t) = sum_{t_i <= t} sum_r 1 / D_r` over the denominators `D_r` of the partial likelihood at each event
//! time: `d / sum w` with Breslow ties (Breslow 1972, JRSS B 34, 216-217), the sum over the `d` denominators with Efron
//! ties (Efron 1977, JASA 72, 557-565). With exact ties the formula is that of Breslow, as in R.
//!
//! For values `x` the predicted `H(t | x) = exp(x b) H(t)` and `S = exp(-H)`. The variance of `H(t | x)`, which is that of
//! `ln S`, is `exp(2 x b) (sum 1 / D^2 + q' C q)`, with `C` the covariance of the coefficients and
//! `q = x H(t) - sum m / D`, `m` the mean of the columns in the risk set (Tsiatis 1981, Annals of Statistics 9, 93-108;
//! Link 1984, Biometrics 40, 601-610). It is what R's `survfit(coxph, newdata)` gives. Confidence limits follow from `S` and
//! this variance, which stands where a Greenwood sum does in
//! [`Confidence::limits`](crate::estimate::confidence::Confidence::limits).
//!
//! Times are the event times of the stratum, ascending, in the user's unit; nothing is estimated beyond its last
//! follow-up. A stratum without events has an empty curve, which is 1 up to there. Linear predictors further than 300
//! from the middle of those in the data are taken as just so far.

use super::design::Design;
use super::likelihood::Ties;
use super::risk_sums::{Stop, Weighted};
use crate::math::{exp, symmetric::Matrix};
use crate::step::last_at;

/// The baseline hazards of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// One for each stratum of the design, in its order.
    pub strata: Vec<StratumBaseline>,
    /// Coefficients, one a column.
    coef: Vec<f64>,
    /// Where the columns and the linear predictor were centred.
    origin: Vec<f64>,
    centre: f64,
}

/// The baseline hazard of one stratum.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StratumBaseline {
    /// Event times.
    pub time: Vec<f64>,
    /// Rows at risk just before them.
    pub n_risk: Vec<u32>,
    /// Events at them.
    pub n_event: Vec<u32>,
    /// End of the last follow-up.
    pub last_time: f64,
    /// For a linear predictor at the centre: cumulative hazard, its variance at known coefficients, and hazard
    /// times the mean of the centred columns, event time after event time.
    hazard: Vec<f64>,
    variance: Vec<f64>,
    mean_hazard: Vec<f64>,
}

/// A predicted curve: a value at each event time of the stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    /// Times, ascending.
    pub time: Vec<f64>,
    /// Cumulative hazard.
    pub cum_haz: Vec<f64>,
    /// Probability of being without the event just after the time.
    pub surv: Vec<f64>,
    /// Variance of the cumulative hazard, which is that of the logarithm of `surv`; its root is R's `std.err`.
    pub var_log_surv: Vec<f64>,
    /// End of the last follow-up.
    pub last_time: f64,
}

impl Predicted {
    /// Probability of being without the event at `time`: 1 before the first step, `None` after the last follow-up.
    pub fn surv_at(&self, time: f64) -> Option<f64> {
        (time <= self.last_time).then(|| last_at(&self.time, time).map_or(1.0, |i| self.surv[i]))
    }
}

impl Baseline {
    /// The baseline hazards of `design` at the coefficients `coef`, one a column.
    ///
    /// ```
    /// use riskset::cox::{baseline::Baseline, design::{Design, Model}, likelihood::Ties};
    /// use riskset::data::{Subjects, Survival};
    /// let data = Survival::new(Subjects {
    ///     time: vec![1.0, 2.0, 3.0],
    ///     cause: vec![1, 1, 0],
    ///     group: vec![0, 1, 1],
    ///     groups: vec!["a".into(), "b".into()],
    ///     ..Subjects::default()
    /// })?;
    /// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![], stratified: false });
    /// let baseline = Baseline::new(&design, &[f64::ln(2.0)], Ties::Efron);
    /// let hazard = baseline.cum_haz(0); // 1 / (1 + 2 + 2), then 1 / (2 + 2) more
    /// assert!((hazard[0] - 0.2).abs() < 1e-15 && (hazard[1] - 0.45).abs() < 1e-15);
    /// # Ok::<(), riskset::data::Unsound>(())
    /// ```
    pub fn new(design: &Design, coef: &[f64], ties: Ties) -> Baseline {
        let weighted = Weighted::new(design, coef, ties);
        let last = |rows: &std::ops::Range<usize>| design.time[rows.clone()].last().copied().unwrap_or(0.0);
        let empty = |rows| StratumBaseline { last_time: last(rows), ..StratumBaseline::default() };
        let mut strata: Vec<StratumBaseline> = design.strata.iter().map(empty).collect();
        weighted.walk(false, &mut |stop| strata[stop.stratum].push(stop));
        strata.iter_mut().for_each(|stratum| stratum.turn(design.n_columns()));
        let origin = weighted.means.iter().map(|mean| mean.unwrap_or(0.0)).collect();
        let coef = (0..design.n_columns()).map(|j| coef.get(j).copied().unwrap_or(0.0)).collect();
        Baseline { strata, coef, origin, centre: weighted.centre }
    }

    /// Cumulative hazard of the stratum with this index where all columns are 0 (R: `basehaz(centered = FALSE)`); empty if
    /// there is no such stratum.
    pub fn cum_haz(&self, stratum: usize) -> Vec<f64> {
        let scale = exp(-self.centre);
        self.strata.get(stratum).map_or(Vec::new(), |of| of.hazard.iter().map(|h| h * scale).collect())
    }

    /// Relative hazard of a row with these values, against one at the centre.
    fn weight(&self, values: &[f64]) -> f64 {
        let linear: f64 = values.iter().zip(&self.coef).map(|(x, b)| x * b).sum();
        exp((linear - self.centre).clamp(-super::risk_sums::FURTHEST, super::risk_sums::FURTHEST))
    }

    /// The curve of one stratum at the centre: cumulative hazards, and the linear predictor they belong to.
    pub(super) fn centred(&self, stratum: usize) -> (&[f64], f64) {
        (self.strata.get(stratum).map_or(&[], |of| &of.hazard), self.centre)
    }

    /// The curve of the stratum with this index for `values`, one a column, with `covariance` that of the coefficients
    /// (the inverse of the information, or a robust one). `None` if there is no such stratum or the sizes do not fit.
    pub fn predict(&self, stratum: usize, values: &[f64], covariance: &Matrix) -> Option<Predicted> {
        let of = self.strata.get(stratum)?;
        if values.len() != self.coef.len() || covariance.size() != self.coef.len() {
            return None;
        }
        let weight = self.weight(values);
        let from_origin: Vec<f64> = values.iter().zip(&self.origin).map(|(x, origin)| x - origin).collect();
        let mut q = vec![0.0; values.len()];
        let variance = of.variance.iter().enumerate().map(|(at, known)| {
            for (j, q) in q.iter_mut().enumerate() {
                *q = from_origin[j] * of.hazard[at] - of.mean_hazard[at * values.len() + j];
            }
            weight * weight * (known + quadratic(covariance, &q))
        });
        let var_log_surv = variance.collect();
        let cum_haz: Vec<f64> = of.hazard.iter().map(|h| h * weight).collect();
        let surv = cum_haz.iter().map(|h| exp(-h)).collect();
        Some(Predicted { time: of.time.clone(), cum_haz, surv, var_log_surv, last_time: of.last_time })
    }
}

/// `q' C q`.
fn quadratic(matrix: &Matrix, q: &[f64]) -> f64 {
    let of_row = |row: &[f64]| row.iter().zip(q).map(|(cell, q)| cell * q).sum::<f64>();
    matrix.rows().zip(q).map(|(row, q)| q * of_row(row)).sum()
}

impl StratumBaseline {
    /// Event times come latest first.
    fn push(&mut self, stop: &Stop<'_>) {
        self.time.push(stop.time);
        self.n_risk.push((stop.rest.n + stop.having.n) as u32);
        self.n_event.push(stop.having.n as u32);
        self.hazard.push(stop.hazard());
        self.variance.push(stop.ties.second[0]);
        // Backwards, as the whole will be turned.
        let means = (0..stop.rest.first.len()).rev().map(|j| stop.mean_hazard(j));
        self.mean_hazard.extend(means);
    }

    fn turn(&mut self, width: usize) {
        self.time.reverse();
        self.n_risk.reverse();
        self.n_event.reverse();
        for (numbers, width) in
            [(&mut self.hazard, 1), (&mut self.variance, 1), (&mut self.mean_hazard, width.max(1))]
        {
            numbers.reverse();
            (width..numbers.len()).for_each(|at| numbers[at] += numbers[at - width]);
        }
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

    /// Appendix E, r = exp b: denominators 3r + 3; r + 3 and, Efron, (r + 5) / 2; 1.
    #[test]
    fn appendix_e() {
        let (design, r) = (six(), 2.5_f64);
        let b = crate::math::ln(r);
        for (ties, second) in [(Ties::Breslow, r + 3.0), (Ties::Efron, (r + 5.0) / 2.0)] {
            let found = Baseline::new(&design, &[b], ties);
            let (d1, d2) = (3.0 * r + 3.0, r + 3.0);
            let hazard =
                [1.0 / d1, 1.0 / d1 + 1.0 / d2 + 1.0 / second, 1.0 / d1 + 1.0 / d2 + 1.0 / second + 1.0];
            let ours = found.cum_haz(0);
            assert!(ours.iter().zip(hazard).all(|(a, b)| (a - b).abs() < 1e-14), "{ours:?} {hazard:?}");
            assert_eq!(
                (&found.strata[0].time[..], &found.strata[0].n_risk[..]),
                (&[1.0, 6.0, 9.0][..], &[6, 4, 1][..])
            );
            // The variance at x = 1, at time 1: r^2 (1 / D^2 + C (1/D - m/D)^2), m = 3r / D.
            let mut covariance = Matrix::zeros(1);
            covariance[(0, 0)] = 0.7;
            let at_1 = found.predict(0, &[1.0], &covariance).unwrap();
            let q = 1.0 / d1 - 3.0 * r / d1 / d1;
            assert!((at_1.var_log_surv[0] - r * r * (1.0 / d1 / d1 + 0.7 * q * q)).abs() < 1e-15);
            assert!((at_1.surv[2] - exp(-r * hazard[2])).abs() < 1e-15);
            assert_eq!((at_1.surv_at(0.5), at_1.surv_at(9.5)), (Some(1.0), None));
        }
    }

    #[test]
    fn what_does_not_fit_has_no_curve() {
        let found = Baseline::new(&six(), &[0.0], Ties::Efron);
        assert_eq!(found.predict(1, &[0.0], &Matrix::zeros(1)), None);
        assert_eq!(found.predict(0, &[], &Matrix::zeros(1)), None);
        assert_eq!(found.cum_haz(1), Vec::<f64>::new());
    }
}
