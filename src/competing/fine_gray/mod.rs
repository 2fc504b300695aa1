//! The Fine-Gray model: proportional subdistribution hazards of one cause.
//!
//! The subdistribution hazard of a cause is the hazard of its event among those who have not had that
//! event, whether or not they have had another. A subject with covariates `x` has `exp(x b)` times the
//! subdistribution hazard of one with `x = 0`. `b` maximises a log partial likelihood in which subject `i`
//! counts `w_i(t)` at an event of the cause at `t`: 1 up to its own time `T_i`; afterwards
//! `G(t-) / G(T_i-)` if it had a competing event, with `G` the Kaplan-Meier curve of censoring, else 0:
//!
//! `l(b) = sum_events ( x_i b - ln sum_j w_j(t_i) exp(x_j b) )` (Breslow ties)
//!
//! Source: Fine & Gray (1999), Journal of the American Statistical Association 94, 496-509; R's
//! `cmprsk::crr` gives the same. The variance is their sandwich `A^-1 (sum u_i u_i') A^-1`: `A` the
//! information, `u_i = eta_i + psi_i`, with `xbar` the weighted mean, `L` the Breslow estimate of the baseline, and
//!
//! `eta_i = (x_i - xbar(T_i)) [event] - int (x_i - xbar) w_i exp(x_i b) dL`,
//! `psi_i = q(T_i) / Y(T_i) [censored] - sum_{u <= T_i} q(u) c(u) / Y(u)^2`,
//! `q(u) = sum_{competing, T_j < u} int_u (x_j - xbar) w_j exp(x_j b) dL`
//!
//! (`Y` subjects followed to `u`, `c` censored at `u`): `psi` is what it costs that `G` is estimated. As in
//! `crr`, those who leave by an event at `u` are still at risk of censoring there.
//! Rows of one cluster have their `u` added up before they are squared (Zhou et al. 2012, Biostatistics 13,
//! 371-383).
//!
//! `G` is estimated from everybody, or by group ([`Censoring`]). By group it is 0 after the last
//! follow-up of the group (as `crr`); `q`, `Y` and `c` are then those of the subject's group, and the integral runs over all
//! events. (`crr` leaves out the events of other groups there, which its formula does not ask for; its
//! coefficients agree with ours, its standard errors by group do not.)
//!
//! Assumes proportional subdistribution hazards, and censoring that tells nothing about the events. The log
//! likelihood is none in the strict sense, so differences of it are no tests; the z of the
//! coefficients are. Delayed entry and strata are refused: `crr` has neither.
//!
//! Degenerate cases: see [`NoFineGray`]. A column that depends on those before it has no
//! coefficient ([`Fate::Unknown`]), nor have columns that no event tells apart. Where the likelihood has no
//! finite maximum in a column (a group without events of the cause), it is marked [`Fate::RunsUp`] or
//! [`Fate::RunsDown`], as far as Newton's steps took it there, else [`Fate::Unknown`]; the
//! others are those of the limit. That a column settles is certain but for rounding; when several run away
//! together, the directions need not be theirs alone.
//!
//! An iteration costs `n p^2` operations for `n` rows and `p` columns: the sums over a weighted
//! risk set are those over the subjects still followed, plus `G(t-)` times a sum over earlier competing events.

mod pseudo_likelihood;

use super::{Cause, enters_late};
use crate::cox::design::{Design, Model, Term};
use crate::cox::monotone::Fate;
use crate::cox::newton;
use crate::data::Survival;
use crate::math::symmetric::{Cholesky, Matrix};
use pseudo_likelihood::{Kind, PseudoLikelihood};

/// Whose censoring weighs those who had a competing event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Censoring {
    /// One curve of censoring for everybody: the default, as in `crr`.
    #[default]
    Everybody,
    /// A curve for each group: `crr`'s `cengroup`.
    EachGroup,
}

/// What a coefficient is estimated to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Logarithm of the ratio of subdistribution hazards, for one unit more or against the reference.
    pub coef: f64,
    /// Its standard error, from the sandwich variance.
    pub se: f64,
    /// `coef / se`.
    pub z: f64,
    /// Probability of a `z` at least as far from 0 if the coefficient were 0.
    pub p_value: f64,
}

/// One column of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// Name of the column: of the covariate, or the value that is compared with the reference.
    pub name: String,
    /// Whether the estimate exists.
    pub fate: Fate,
    /// The estimate; `None` unless [`Fate::Settles`], and where so few tell of it that its sandwich
    /// variance is 0.
    pub estimate: Option<Estimate>,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct FineGray {
    /// The cause whose subdistribution hazard it is.
    pub cause: Cause,
    /// Whose censoring was used for weights.
    pub censoring: Censoring,
    /// The terms, with their columns.
    pub terms: Vec<Term>,
    /// One for each column.
    pub coefficients: Vec<Coefficient>,
    /// Covariance of the coefficients; 0 in the rows of those without an estimate.
    pub covariance: Matrix,
    /// Rows in the model: subjects that lack no covariate.
    pub n: usize,
    /// Events of the cause among them.
    pub n_event: usize,
    /// Events of other causes among them.
    pub n_competing: usize,
    /// Log pseudo-likelihood with all coefficients 0.
    pub loglik_null: f64,
    /// Log pseudo-likelihood at the estimates, or its limit.
    pub loglik: f64,
    /// Newton steps taken.
    pub iterations: usize,
    /// Whether the steps came to rest.
    pub converged: bool,
}

/// Why there is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFineGray {
    /// Somebody comes under observation after others have left.
    DelayedEntry,
    /// There are several strata.
    Strata,
    /// No term.
    NoCovariates,
    /// No events of the cause.
    NoEvents,
    /// At every event all at risk have the same covariates.
    NoInformation,
}

/// Fits `model` to the subdistribution hazard of the cause with the code `cause`.
///
/// # Errors
/// [`NoFineGray`] where the model cannot be fitted.
///
/// ```
/// use riskset::competing::fine_gray::{Censoring, fine_gray};
/// use riskset::{cox::design::Model, data::{Subjects, Survival}};
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0, 3.0, 4.0],
///     cause: vec![2, 1, 1, 0],
///     group: vec![1, 0, 1, 0],
///     groups: vec!["a".into(), "b".into()],
///     ..Subjects::default()
/// })?;
/// let model = Model { reference: Some(0), covariates: vec![], stratified: false };
/// let fit = fine_gray(&data, &model, 1, Censoring::Everybody).unwrap();
/// // Nobody is censored before an event, so the first subject stays at risk with weight 1. With
/// // r = exp(b): l = ln r - ln(2 r + 2) - ln(2 r + 1), largest at r^2 = 1/2.
/// assert!((fit.coefficients[0].estimate.unwrap().coef + 0.5 * 2_f64.ln()).abs() < 1e-12);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn fine_gray(
    data: &Survival,
    model: &Model,
    cause: u8,
    censoring: Censoring,
) -> Result<FineGray, NoFineGray> {
    if enters_late(data) {
        return Err(NoFineGray::DelayedEntry);
    }
    let design = Design::new(data, model);
    if design.strata.len() > 1 {
        return Err(NoFineGray::Strata);
    }
    if design.n_columns() == 0 {
        return Err(NoFineGray::NoCovariates);
    }
    let likelihood = PseudoLikelihood::new(data, &design, cause, censoring);
    if likelihood.times.is_empty() {
        return Err(NoFineGray::NoEvents);
    }
    let start = vec![0.0; design.n_columns()];
    let at_null = likelihood.evaluate(&start);
    if Cholesky::new(&at_null.information).rank() == 0 {
        return Err(NoFineGray::NoInformation);
    }
    let null_information = at_null.information.clone();
    let loglik_null = at_null.loglik;
    let maximum = newton::maximise(|coef| likelihood.evaluate(coef), start, at_null);
    let telling = telling(&likelihood.cross_products(), &null_information, &design.terms);
    let fates = fates(&maximum, &likelihood.squares(&maximum.coef), &telling);
    let covariance = likelihood.covariance(&maximum, &fates, design.cluster.as_deref());
    let count = |kind: Kind| likelihood.kind.iter().filter(|&&of| of == kind).count();
    Ok(FineGray {
        cause: Cause::of(data, cause),
        censoring,
        coefficients: likelihood.coefficients(&design, &maximum.coef, &fates, &covariance),
        covariance: likelihood.unscaled(&covariance),
        n: design.n_rows(),
        n_event: count(Kind::Event),
        n_competing: count(Kind::Competing),
        loglik_null,
        loglik: maximum.derivatives.loglik,
        iterations: maximum.iterations,
        converged: maximum.converged,
        terms: design.terms,
    })
}

/// A step of Newton's method that would still move two subjects' logarithms of hazard apart by this
/// much comes from a coefficient that runs away: there each step is about 1, while at a
/// maximum what is left is the square of a step that no longer changed the likelihood.
const STILL_RUNNING: f64 = 0.01;
/// Information below this part of what it is the difference of is rounding.
const LOST: f64 = 1e-9;
/// A coefficient that runs away has come further than this before the likelihood stands still. (In units in
/// which the column spans 1.)
const FAR: f64 = 5.0;

/// What becomes of each coefficient. `squares` are the sums over events of the squared means, which
/// the information has been taken less of.
fn fates(maximum: &newton::Maximum, squares: &[f64], tells: &[bool]) -> Vec<Fate> {
    let information = &maximum.derivatives.information;
    let at_end = Cholesky::new(information);
    let next = at_end.solve(&maximum.derivatives.score);
    let variances = at_end.inverse_diagonal();
    let mut settles: Vec<bool> = (0..next.len())
        .map(|k| {
            let whole = information[(k, k)] + squares[k];
            let known = variances[k].is_some_and(|variance| variance * LOST * whole <= 1.0);
            known && next[k].abs() <= STILL_RUNNING
        })
        .collect();
    for lost in (0..next.len()).filter(|&k| tells[k] && !at_end.keeps(k)) {
        involved(&at_end, information, lost).into_iter().for_each(|k| settles[k] = false);
    }
    let fate = |k: usize| {
        if tells[k] && settles[k] {
            Fate::Settles
        } else if !tells[k] || maximum.coef[k].abs() <= FAR {
            Fate::Unknown
        } else if maximum.coef[k] > 0.0 {
            Fate::RunsUp
        } else {
            Fate::RunsDown
        }
    };
    (0..next.len()).map(fate).collect()
}

/// Weight of a column, in a sum that equals another column, below which it is rounding.
const ROUNDING: f64 = 1e-6;

/// The columns whose sum the column `lost` is, which was left out for it.
fn involved(factor: &Cholesky, information: &Matrix, lost: usize) -> Vec<usize> {
    let p = information.size();
    let with: Vec<f64> = (0..p).map(|k| information[(k.max(lost), k.min(lost))]).collect();
    let parts = factor.solve(&with);
    (0..p).filter(|&k| parts[k].abs() > ROUNDING).collect()
}

/// Which columns tell anything that no other does. Of columns that add up to each other the last is left
/// out, as R does; but all of them where R's estimates would not be what they are called: those of
/// a category whose reference is not there, and those that the rows tell apart but no event does (where all
/// of the reference leave before the first event, the others are compared with each other and none with it).
fn telling(columns: &Matrix, null_information: &Matrix, terms: &[Term]) -> Vec<bool> {
    let (of_rows, of_sets) = (Cholesky::new(columns), Cholesky::new(null_information));
    let p = columns.size();
    let mut telling: Vec<bool> = (0..p).map(|k| of_sets.keeps(k)).collect();
    for lost in (0..p).filter(|&k| !of_sets.keeps(k)) {
        let involved = involved(&of_sets, null_information, lost);
        let category = terms.iter().find(|term| term.reference.is_some() && term.columns.contains(&lost));
        let within = category.is_some_and(|term| involved.iter().all(|k| term.columns.contains(k)));
        if within || of_rows.keeps(lost) {
            involved.into_iter().for_each(|k| telling[k] = false);
        }
    }
    telling
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;
    use crate::math::ln;

    const BY_GROUP: Model = Model { reference: Some(0), covariates: Vec::new(), stratified: false };

    fn data(time: &[f64], cause: &[u8], group: &[u16]) -> Survival {
        Survival::new(Subjects {
            time: time.to_vec(),
            cause: cause.to_vec(),
            group: group.to_vec(),
            groups: vec!["a".into(), "b".into()],
            ..Subjects::default()
        })
        .unwrap()
    }

    fn fit(time: &[f64], cause: &[u8], group: &[u16]) -> Result<FineGray, NoFineGray> {
        fine_gray(&data(time, cause, group), &BY_GROUP, 1, Censoring::Everybody)
    }

    /// Group b: competing at 1, event at 3; group a: censored at 2, event at 4, censored at 5. One of four
    /// is censored at 2, so G(3-) = G(4-) = 3/4: the weight of the first at both events. With r = exp(b): l = ln r - ln(3/4 r + r + 2) - ln(3/4 r + 2).
    /// 0 = 1 - (7/4 r)/(7/4 r + 2) - (3/4 r)/(3/4 r + 2): 2 (3/4 r + 2) = 3/4 r (7/4 r + 2), r^2 = 64/21.
    #[test]
    fn five_subjects_by_hand() {
        let fit = fit(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2, 0, 1, 1, 0], &[1, 0, 1, 0, 0]).unwrap();
        let r = (64.0_f64 / 21.0).sqrt();
        let estimate = fit.coefficients[0].estimate.unwrap();
        assert!((estimate.coef - ln(r)).abs() < 1e-12);
        assert!((fit.loglik_null + ln(15.0 / 4.0) + ln(11.0 / 4.0)).abs() < 1e-14);
        assert!((fit.loglik - ln(r) + ln(1.75 * r + 2.0) + ln(0.75 * r + 2.0)).abs() < 1e-14);
        assert_eq!((fit.n, fit.n_event, fit.n_competing), (5, 2, 1));
    }

    #[test]
    fn a_group_without_events_of_the_cause_runs_down() {
        let fit = fit(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[1, 2, 1, 2, 1, 0], &[0, 1, 0, 1, 0, 1]).unwrap();
        assert_eq!((fit.coefficients[0].fate, fit.coefficients[0].estimate), (Fate::RunsDown, None));
        assert!(fit.converged);
        // In the limit group b is not there: 3, 2 and 1 at risk.
        assert!((fit.loglik + ln(6.0)).abs() < 1e-9);
    }

    #[test]
    fn no_model() {
        let time = [1.0, 2.0, 3.0];
        assert_eq!(fit(&time, &[2, 0, 2], &[0, 1, 0]).err(), Some(NoFineGray::NoEvents));
        assert_eq!(fit(&time, &[0, 1, 1], &[0, 1, 1]).err(), Some(NoFineGray::NoInformation));
        let subjects = data(&time, &[1, 1, 2], &[0, 1, 0]);
        let none = Model { reference: None, covariates: vec![], stratified: false };
        let refused = fine_gray(&subjects, &none, 1, Censoring::Everybody).err();
        assert_eq!(refused, Some(NoFineGray::NoCovariates));
    }
}
