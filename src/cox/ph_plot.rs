//! The picture that goes with the test of proportional hazards: scaled Schoenfeld residuals against time,
//! with a smooth curve. A flat curve speaks for proportional hazards; its height is the coefficient at the time.
//!
//! The residual of an event is `x - m`, the columns less their mean in the risk set; scaled, it is
//! `V^-1 (x - m) + b`, with `V` the mean covariance of the columns in the risk sets: the information
//! over the number of events. A term of several columns is shown as one: what its columns add to the linear predictor,
//! whose coefficient is 1 if hazards are proportional. In a stratum in which a column does not vary the
//! term has no residuals and these events do not count for its mean. Source: Grambsch & Therneau (1994), Biometrika 81, 515-526,
//! in the form of `cox.zph` of R's survival from version 3.0 on (`y`, `x`, `var`).
//!
//! The curve is a least-squares natural cubic spline of 4 parameters, with its inner knots at the thirds of the times shown
//! and of the events together, as R's `plot.cox.zph` draws it. Its standard error takes the residuals as having the
//! variance `(V^-1)_jj`; R draws the curve plus and minus 2 standard errors.
//!
//! Degenerate cases: as the test ([`NoPhTest`]), but one event time is enough for residuals; no curve where the events have too
//! few different times (`None`).

use super::design::Design;
use super::likelihood::Ties;
use super::ph_test::{NoPhTest, Transform, checked_scale};
use super::risk_sums::{Weighted, place};
use crate::math::symmetric::{Cholesky, Matrix};
use crate::order::ascending;

/// Points of the curve.
pub const POINTS: usize = 40;
/// Parameters of the spline.
const PARAMETERS: usize = 4;

/// Scaled residuals of all terms.
#[derive(Debug, Clone, PartialEq)]
pub struct PhResiduals {
    /// Scale of time.
    pub transform: Transform,
    /// Rows with an event, ascending.
    pub rows: Vec<u32>,
    /// Their times.
    pub time: Vec<f64>,
    /// Their times on the scale.
    pub x: Vec<f64>,
    /// One a term of the design.
    pub terms: Vec<TermResiduals>,
}

/// Scaled residuals of one term.
#[derive(Debug, Clone, PartialEq)]
pub struct TermResiduals {
    /// One an event; `None` where the term does not vary in the stratum or has no coefficient.
    pub y: Vec<Option<f64>>,
    /// Their variance; `None` for a term without coefficients.
    pub variance: Option<f64>,
}

/// The smooth curve of one term.
#[derive(Debug, Clone, PartialEq)]
pub struct Smooth {
    /// Evenly spaced on the scale of time.
    pub x: Vec<f64>,
    /// The times that these stand for; between events by linear interpolation.
    pub time: Vec<f64>,
    /// The curve.
    pub fit: Vec<f64>,
    /// Its standard error.
    pub se: Vec<f64>,
}

/// The scaled residuals of `design` at the coefficients `coef`.
///
/// # Errors
/// [`NoPhTest`].
///
/// ```
/// use riskset::cox::{design::{Design, Model}, likelihood::Ties, ph_plot::ph_residuals, ph_test::Transform};
/// use riskset::data::{Subjects, Survival};
/// // Therneau & Grambsch (2000), appendix E: six subjects, Breslow ties. R: 2.649363 4.041984 -2.265492 1.475285
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 1.0, 6.0, 6.0, 8.0, 9.0],
///     cause: vec![1, 0, 1, 1, 0, 1],
///     group: vec![1, 1, 1, 0, 0, 0],
///     groups: vec!["0".into(), "1".into()],
///     ..Subjects::default()
/// })?;
/// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![], stratified: false });
/// let found = ph_residuals(&design, &[1.475_284_914_8], Ties::Breslow, Transform::Km).unwrap();
/// assert!((found.terms[0].y[0].unwrap() - 2.649_363).abs() < 1e-6);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn ph_residuals(
    design: &Design,
    coef: &[f64],
    ties: Ties,
    transform: Transform,
) -> Result<PhResiduals, NoPhTest> {
    let scaled = checked_scale(design, ties, transform)?.0;
    let rows: Vec<u32> = (0..design.n_rows() as u32).filter(|&row| design.event[row as usize]).collect();
    let (raw, information) = residuals_and_information(design, coef, ties);
    let table = Terms::new(design, coef, &information);
    let mut terms = vec![TermResiduals { y: vec![None; rows.len()], variance: None }; design.terms.len()];
    let inverse = Cholesky::new(&table.mean_covariance).inverse_diagonal();
    for (&term, variance) in table.terms.iter().zip(inverse) {
        terms[term].variance = variance;
    }
    let mut at = 0;
    for (stratum, varies) in design.strata.iter().zip(&table.varies) {
        let factor = Cholesky::new(&table.mean_covariance.part(varies));
        while let Some(&row) = rows.get(at).filter(|&&row| stratum.contains(&(row as usize))) {
            let together: Vec<f64> =
                varies.iter().map(|&t| table.of_term(t, |j| raw[j][row as usize])).collect();
            for (i, (value, &t)) in factor.solve(&together).into_iter().zip(varies).enumerate() {
                let centre = table.centre(coef, t);
                terms[table.terms[t]].y[at] = factor.keeps(i).then_some(value + centre);
            }
            at += 1;
        }
    }
    let of_rows = |values: &[f64]| rows.iter().map(|&row| values[row as usize]).collect();
    Ok(PhResiduals { transform, time: of_rows(&design.time), x: of_rows(&scaled), rows, terms })
}

/// Schoenfeld residuals by column and row (of rows with an event), and the information.
fn residuals_and_information(design: &Design, coef: &[f64], ties: Ties) -> (Vec<Vec<f64>>, Matrix) {
    let size = design.n_columns();
    let weighted = Weighted::new(design, coef, ties);
    let mut raw = vec![vec![0.0; design.n_rows()]; size];
    let mut information = Matrix::zeros(size);
    weighted.walk(true, &mut |stop| {
        for (i, column) in raw.iter_mut().enumerate() {
            let mean = stop.mean(i);
            stop.rows.clone().for_each(|row| column[row] = weighted.centred(i, row) - mean);
            for j in 0..=i {
                information[(i, j)] += stop.covariance(place(i, j), i, j);
            }
        }
    });
    for i in 0..size {
        for j in 0..i {
            information[(j, i)] = information[(i, j)];
        }
    }
    (raw, information)
}

/// The terms that have coefficients, and what they are made of.
struct Terms {
    /// Their indices in the design.
    terms: Vec<usize>,
    /// The columns of each with their factors: the coefficient, or 1 for a single column.
    parts: Vec<Vec<(usize, f64)>>,
    /// Mean covariance of the terms in the risk sets.
    mean_covariance: Matrix,
    /// Which of the terms vary in each stratum.
    varies: Vec<Vec<usize>>,
}

impl Terms {
    fn new(design: &Design, coef: &[f64], information: &Matrix) -> Terms {
        let factor = Cholesky::new(information);
        let (mut terms, mut parts) = (Vec::new(), Vec::new());
        for (index, term) in design.terms.iter().enumerate() {
            let columns: Vec<usize> = term.columns.clone().filter(|&j| factor.keeps(j)).collect();
            let factor =
                |j: usize| if columns.len() == 1 { 1.0 } else { coef.get(j).copied().unwrap_or(0.0) };
            if !columns.is_empty() {
                terms.push(index);
                parts.push(columns.iter().map(|&j| (j, factor(j))).collect::<Vec<_>>());
            }
        }
        let counts = Terms::counts(design, &parts);
        let mut mean_covariance = Matrix::zeros(terms.len());
        for (t, columns) in parts.iter().enumerate() {
            for (u, others) in parts.iter().enumerate() {
                let n: usize = counts.iter().map(|count| count[t].min(count[u])).sum();
                let sum: f64 = columns
                    .iter()
                    .flat_map(|(i, a)| others.iter().map(move |(j, b)| a * b * information[(*i, *j)]))
                    .sum();
                mean_covariance[(t, u)] = sum / n.max(1) as f64;
            }
        }
        let varying = |count: &Vec<usize>| (0..count.len()).filter(|&t| count[t] > 0).collect();
        let varies = counts.iter().map(varying).collect();
        Terms { terms, parts, mean_covariance, varies }
    }

    /// Of each stratum and term, the events of the stratum; 0 where no column of the term varies in it.
    fn counts(design: &Design, parts: &[Vec<(usize, f64)>]) -> Vec<Vec<usize>> {
        let of_stratum = |rows: &std::ops::Range<usize>| {
            let n_event = design.event[rows.clone()].iter().filter(|&&event| event).count();
            let varies = |&(column, _): &(usize, f64)| {
                let values = &design.columns[column].values[rows.clone()];
                values.iter().any(|&x| x != values[0])
            };
            parts.iter().map(|part| if part.iter().any(varies) { n_event } else { 0 }).collect()
        };
        design.strata.iter().map(of_stratum).collect()
    }

    /// The columns of a term times their factors.
    fn of_term(&self, t: usize, column: impl Fn(usize) -> f64) -> f64 {
        self.parts[t].iter().map(|&(j, factor)| factor * column(j)).sum()
    }

    /// Where the residuals of a term lie if its hazards are proportional.
    fn centre(&self, coef: &[f64], t: usize) -> f64 {
        match self.parts[t][..] {
            [(column, _)] => coef.get(column).copied().unwrap_or(0.0),
            _ => 1.0,
        }
    }
}

impl PhResiduals {
    /// The curve of the term with this index; `None` without residuals or where its events have too few different
    /// times for a spline.
    pub fn smooth(&self, term: usize) -> Option<Smooth> {
        let residuals = self.terms.get(term)?;
        let variance = residuals.variance?;
        let order: Vec<usize> = ascending(&self.x).into_iter().map(|i| i as usize).collect();
        let (low, high) = (self.x[*order.first()?], self.x[*order.last()?]);
        let step = (high - low) / (POINTS - 1) as f64;
        let x: Vec<f64> =
            (0..POINTS).map(|i| if i + 1 < POINTS { low + i as f64 * step } else { high }).collect();
        let spline = Spline::new(&x, &self.x)?;
        let (mut gram, mut moments) = (Matrix::zeros(PARAMETERS), [0.0; PARAMETERS]);
        for (&x, y) in self.x.iter().zip(&residuals.y) {
            let Some(y) = *y else { continue };
            let basis = spline.at(x);
            for i in 0..PARAMETERS {
                moments[i] += basis[i] * y;
                (0..PARAMETERS).for_each(|j| gram[(i, j)] += basis[i] * basis[j]);
            }
        }
        let factor = Cholesky::new(&gram);
        if factor.rank() < PARAMETERS {
            return None;
        }
        let coefficients = factor.solve(&moments);
        let fit = |&x: &f64| spline.at(x).iter().zip(&coefficients).map(|(b, c)| b * c).sum();
        let se = |&x: &f64| (variance * factor.quadratic(&spline.at(x))).sqrt();
        let time = x.iter().map(|&x| self.time_at(&order, x)).collect();
        Some(Smooth { fit: x.iter().map(fit).collect(), se: x.iter().map(se).collect(), time, x })
    }

    /// The time that stands at `x` on the scale; `order` is that of the events.
    fn time_at(&self, order: &[usize], x: f64) -> f64 {
        let above = order.partition_point(|&i| self.x[i] < x).min(order.len() - 1);
        let (low, high) = (order[above.saturating_sub(1)], order[above]);
        let (from, to) = (self.x[low], self.x[high]);
        let share = if to > from { ((x - from) / (to - from)).clamp(0.0, 1.0) } else { 1.0 };
        self.time[low] + share * (self.time[high] - self.time[low])
    }
}

/// Natural cubic splines with four knots, 0 and 1 the outer ones: the basis of Hastie, Tibshirani & Friedman (2009),
/// The Elements of Statistical Learning, 2nd ed., (5.4) and (5.5).
struct Spline {
    low: f64,
    width: f64,
    knots: [f64; 2],
}

impl Spline {
    /// With its inner knots at the thirds of all the numbers, which `shown` holds the ends of; `None` if knots coincide.
    fn new(shown: &[f64], others: &[f64]) -> Option<Spline> {
        let all = [shown, others].concat();
        let sorted: Vec<f64> = ascending(&all).into_iter().map(|i| all[i as usize]).collect();
        let (low, high) = (*sorted.first()?, *sorted.last()?);
        let width = high - low;
        let third = |k: usize| {
            // Type 7 of Hyndman & Fan (1996), as R.
            let (at, over) = (k * (sorted.len() - 1) / 3, k * (sorted.len() - 1) % 3);
            let next = sorted[(at + 1).min(sorted.len() - 1)];
            (sorted[at] + over as f64 / 3.0 * (next - sorted[at]) - low) / width
        };
        let knots = [third(1), third(2)];
        let apart = width > 0.0 && 0.0 < knots[0] && knots[0] < knots[1] && knots[1] < 1.0;
        apart.then_some(Spline { low, width, knots })
    }

    /// The basis at `x`.
    fn at(&self, x: f64) -> [f64; PARAMETERS] {
        let u = (x - self.low) / self.width;
        let cube = |from: f64| if u > from { (u - from) * (u - from) * (u - from) } else { 0.0 };
        let slope = |from: f64| (cube(from) - cube(1.0)) / (1.0 - from);
        let last = slope(self.knots[1]);
        [1.0, u, slope(0.0) - last, slope(self.knots[0]) - last]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A straight line is a natural spline.
    #[test]
    fn a_line_is_smoothed_to_itself() {
        let x: Vec<f64> = (0..12).map(|i| f64::from(i * i)).collect();
        let y = x.iter().map(|x| Some(3.0 - 0.25 * x)).collect();
        let residuals = PhResiduals {
            transform: Transform::Identity,
            rows: (0..12).collect(),
            time: x.clone(),
            x,
            terms: vec![TermResiduals { y, variance: Some(2.0) }],
        };
        let smooth = residuals.smooth(0).unwrap();
        for (i, (x, fit)) in smooth.x.iter().zip(&smooth.fit).enumerate() {
            assert!((fit - (3.0 - 0.25 * x)).abs() < 1e-9, "{x}: {fit}");
            assert!((smooth.time[i] - x).abs() < 1e-12);
        }
        assert!(smooth.se.iter().all(|&se| se > 0.0));
        assert_eq!(residuals.smooth(1), None);
    }

    #[test]
    fn too_few_times_have_no_curve() {
        let residuals = PhResiduals {
            transform: Transform::Identity,
            rows: vec![0, 1, 2],
            time: vec![1.0, 2.0, 3.0],
            x: vec![1.0, 2.0, 3.0],
            terms: vec![TermResiduals { y: vec![Some(1.0); 3], variance: Some(1.0) }],
        };
        assert_eq!(residuals.smooth(0), None);
    }
}
