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
//! coefficient ([`Fate::Unknown`]); one without a finite maximum is marked [`Fate::RunsUp`] or
//! [`Fate::RunsDown`], and the others are those of the limit.
//!
//! An iteration costs `n p^2` operations for `n` rows and `p` columns: the sums over a weighted
//! risk set are those over the subjects still followed, plus `G(t-)` times a sum over earlier competing events.

use super::{Cause, enters_late};
use crate::cox::design::{Design, Model, Term};
use crate::cox::likelihood::Derivatives;
use crate::cox::monotone::Fate;
use crate::cox::newton;
use crate::data::Survival;
use crate::math::{
    exp, ln, normal,
    symmetric::{Cholesky, Matrix},
};
use crate::order::ascending;

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
    /// The estimate; `None` unless [`Fate::Settles`].
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
    let bound = bound(&likelihood.cross_products(), &null_information);
    let fates = fates(&null_information, &maximum, &bound);
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

/// What becomes of each coefficient.
fn fates(null_information: &Matrix, maximum: &newton::Maximum, bound: &[bool]) -> Vec<Fate> {
    let at_null = Cholesky::new(null_information);
    let at_end = Cholesky::new(&maximum.derivatives.information);
    let next = at_end.solve(&maximum.derivatives.score);
    let fate = |k: usize| {
        if !at_null.keeps(k) || bound[k] {
            Fate::Unknown
        } else if at_end.keeps(k) && next[k].abs() <= STILL_RUNNING {
            Fate::Settles
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

/// Which columns the risk sets do not tell apart although the rows would: where all of the reference group
/// leave before the first event, the others are compared with each other and none with it. (A column that
/// already the rows make a sum of earlier ones is left out alone, as R does.)
fn bound(columns: &Matrix, null_information: &Matrix) -> Vec<bool> {
    let (of_rows, of_sets) = (Cholesky::new(columns), Cholesky::new(null_information));
    let p = columns.size();
    let mut bound = vec![false; p];
    for lost in (0..p).filter(|&k| of_rows.keeps(k) && !of_sets.keeps(k)) {
        let with: Vec<f64> = (0..p).map(|k| null_information[(k.max(lost), k.min(lost))]).collect();
        for (bound, part) in bound.iter_mut().zip(of_sets.solve(&with)) {
            *bound |= part.abs() > ROUNDING;
        }
    }
    bound
}

/// How a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Censored,
    Event,
    Competing,
}

/// A time at which the cause has events.
#[derive(Debug, Clone, Copy)]
struct EventTime {
    /// First row followed up to it.
    first: usize,
    n_event: f64,
}

/// The weighted partial likelihood; coefficients are those of the centred and scaled columns.
struct PseudoLikelihood {
    p: usize,
    /// Columns centred at their means, in units of their ranges; row after row.
    x: Vec<f64>,
    scale: Vec<f64>,
    kind: Vec<Kind>,
    /// First row of each distinct time, and the end.
    moments: Vec<usize>,
    times: Vec<EventTime>,
    /// By row, the number of event times up to its own.
    seen: Vec<usize>,
    /// By row, `1 / G(T-)` after a competing event, else 0.
    weight: Vec<f64>,
    /// By row, whose censoring; all 0 for everybody.
    censoring: Vec<u16>,
    n_censoring: usize,
    /// `G(t-)` of each, event time after event time.
    uncensored: Vec<f64>,
}

/// The sums over the weighted risk sets of every event time.
struct RiskSums {
    /// `exp(x b)` by row.
    risk: Vec<f64>,
    linear: Vec<f64>,
    /// `sum w exp(x b)` and the weighted mean of `x`, event time after event time.
    total: Vec<f64>,
    mean: Vec<f64>,
}

/// `sum d / total` and `sum d xbar / total` up to an event time and, with `G(t-)`, from it on.
struct Baseline {
    before: Vec<f64>,
    before_x: Vec<f64>,
    after: Vec<f64>,
    after_x: Vec<f64>,
}

impl PseudoLikelihood {
    fn new(data: &Survival, design: &Design, cause: u8, censoring: Censoring) -> Self {
        let kind = |&i: &u32| match data.cause()[i as usize] {
            0 => Kind::Censored,
            code if code == cause => Kind::Event,
            _ => Kind::Competing,
        };
        let (censoring, n_censoring) = match censoring {
            Censoring::Everybody => (vec![0; design.n_rows()], 1),
            Censoring::EachGroup => {
                (design.subject.iter().map(|&i| data.group()[i as usize]).collect(), data.groups().len())
            }
        };
        let (x, scale) = scaled(design);
        let mut likelihood = PseudoLikelihood {
            p: design.n_columns(),
            x,
            scale,
            kind: design.subject.iter().map(kind).collect(),
            moments: moments(&design.time),
            times: Vec::new(),
            seen: vec![0; design.n_rows()],
            weight: vec![0.0; design.n_rows()],
            censoring,
            n_censoring,
            uncensored: Vec::new(),
        };
        likelihood.weigh();
        likelihood
    }

    /// Walks the times: finds those of events, and the curves of censoring just before each.
    fn weigh(&mut self) {
        let mut followed = self.followed();
        let mut curve = vec![1.0; self.n_censoring];
        let mut censored = vec![0.0; self.n_censoring];
        for moment in 0..self.moments.len() - 1 {
            let rows = self.moments[moment]..self.moments[moment + 1];
            let n_event = rows.clone().filter(|&i| self.kind[i] == Kind::Event).count();
            if n_event > 0 {
                self.times.push(EventTime { first: rows.start, n_event: n_event as f64 });
                // After the last follow-up of a group nothing is known of its censoring.
                let known = curve.iter().zip(&followed).map(|(&g, &n)| if n > 0.0 { g } else { 0.0 });
                self.uncensored.extend(known);
            }
            for i in rows.clone() {
                let of = usize::from(self.censoring[i]);
                self.seen[i] = self.times.len();
                match self.kind[i] {
                    Kind::Competing => self.weight[i] = 1.0 / curve[of],
                    Kind::Censored => censored[of] += 1.0,
                    Kind::Event => {}
                }
            }
            for ((curve, n), c) in curve.iter_mut().zip(&followed).zip(&mut censored) {
                if *c > 0.0 {
                    *curve *= (n - *c) / n;
                    *c = 0.0;
                }
            }
            rows.for_each(|i| followed[usize::from(self.censoring[i])] -= 1.0);
        }
    }

    /// Rows by whose censoring it is.
    fn followed(&self) -> Vec<f64> {
        let mut followed = vec![0.0; self.n_censoring];
        self.censoring.iter().for_each(|&of| followed[usize::from(of)] += 1.0);
        followed
    }

    /// `x'x` over all rows.
    fn cross_products(&self) -> Matrix {
        let mut products = Matrix::zeros(self.p);
        self.x.chunks(self.p).for_each(|x| add_square(&mut products, x, 1.0));
        products
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.x[i * self.p..(i + 1) * self.p]
    }

    fn risk_sums(&self, coef: &[f64]) -> RiskSums {
        let linear: Vec<f64> =
            self.x.chunks(self.p).map(|x| x.iter().zip(coef).map(|(x, b)| x * b).sum()).collect();
        let m = self.times.len();
        let risk = linear.iter().map(|&linear| exp(linear)).collect();
        let mut sums = RiskSums { risk, linear, total: vec![0.0; m], mean: vec![0.0; m * self.p] };
        self.add_followed(&mut sums);
        self.add_competing(&mut sums);
        for (mean, total) in sums.mean.chunks_mut(self.p).zip(&sums.total) {
            mean.iter_mut().for_each(|mean| *mean /= total);
        }
        sums
    }

    /// Those followed up to each event time, from the last time back.
    fn add_followed(&self, sums: &mut RiskSums) {
        let (mut total, mut sum) = (0.0, vec![0.0; self.p]);
        let mut to = self.kind.len();
        for (at, time) in self.times.iter().enumerate().rev() {
            for i in (time.first..to).rev() {
                total += sums.risk[i];
                add(&mut sum, self.row(i), sums.risk[i]);
            }
            to = time.first;
            sums.total[at] = total;
            sums.mean[at * self.p..(at + 1) * self.p].copy_from_slice(&sum);
        }
    }

    /// Those who had a competing event before, weighted, from the first time on.
    fn add_competing(&self, sums: &mut RiskSums) {
        let mut total = vec![0.0; self.n_censoring];
        let mut sum = vec![0.0; self.n_censoring * self.p];
        let mut from = 0;
        for (at, time) in self.times.iter().enumerate() {
            for i in from..time.first {
                self.join(i, &sums.risk, &mut total, &mut sum);
            }
            from = time.first;
            let mean = &mut sums.mean[at * self.p..(at + 1) * self.p];
            for (of, g) in self.uncensored_at(at).iter().enumerate() {
                sums.total[at] += g * total[of];
                add(mean, &sum[of * self.p..(of + 1) * self.p], *g);
            }
        }
    }

    /// Adds row `i`, if it had a competing event, to the sums of its curve of censoring.
    fn join(&self, i: usize, risk: &[f64], total: &mut [f64], sum: &mut [f64]) {
        let weight = risk[i] * self.weight[i];
        if weight > 0.0 {
            let of = usize::from(self.censoring[i]);
            total[of] += weight;
            add(&mut sum[of * self.p..(of + 1) * self.p], self.row(i), weight);
        }
    }

    fn uncensored_at(&self, at: usize) -> &[f64] {
        &self.uncensored[at * self.n_censoring..(at + 1) * self.n_censoring]
    }

    /// The baseline up to, and from, each event time; with the means where `with_x`.
    fn baseline(&self, sums: &RiskSums, with_x: bool) -> Baseline {
        let (m, c) = (self.times.len(), self.n_censoring);
        let p = if with_x { self.p } else { 0 };
        let mut base = Baseline {
            before: vec![0.0; m + 1],
            before_x: vec![0.0; (m + 1) * p],
            after: vec![0.0; (m + 1) * c],
            after_x: vec![0.0; (m + 1) * c * p],
        };
        for at in 0..m {
            let jump = self.times[at].n_event / sums.total[at];
            base.before[at + 1] = base.before[at] + jump;
            let (done, next) = base.before_x.split_at_mut((at + 1) * p);
            next[..p].copy_from_slice(&done[at * p..]);
            add(&mut next[..p], &sums.mean[at * self.p..], jump);
        }
        for at in (0..m).rev() {
            let jump = self.times[at].n_event / sums.total[at];
            for (of, g) in self.uncensored_at(at).iter().enumerate() {
                let (here, next) = (at * c + of, (at + 1) * c + of);
                base.after[here] = base.after[next] + g * jump;
                let (earlier, done) = base.after_x.split_at_mut(next * p);
                earlier[here * p..(here + 1) * p].copy_from_slice(&done[..p]);
                add(&mut earlier[here * p..(here + 1) * p], &sums.mean[at * self.p..], g * jump);
            }
        }
        base
    }

    /// Row `i`'s place among what the baseline has from an event time on.
    fn later(&self, i: usize) -> usize {
        self.seen[i] * self.n_censoring + usize::from(self.censoring[i])
    }

    fn evaluate(&self, coef: &[f64]) -> Derivatives {
        let sums = self.risk_sums(coef);
        let base = self.baseline(&sums, false);
        let mut loglik = 0.0;
        let mut score = vec![0.0; self.p];
        let mut information = Matrix::zeros(self.p);
        for i in (0..self.kind.len()).filter(|&i| self.kind[i] == Kind::Event) {
            loglik += sums.linear[i];
            add(&mut score, self.row(i), 1.0);
        }
        for i in 0..self.kind.len() {
            let hazard = base.before[self.seen[i]] + self.weight[i] * base.after[self.later(i)];
            add_square(&mut information, self.row(i), sums.risk[i] * hazard);
        }
        for (at, mean) in sums.mean.chunks(self.p).enumerate() {
            loglik -= self.times[at].n_event * ln(sums.total[at]);
            add(&mut score, mean, -self.times[at].n_event);
            add_square(&mut information, mean, -self.times[at].n_event);
        }
        Derivatives { loglik, score, information }
    }

    /// Sandwich covariance of the coefficients that settle (of the scaled columns); 0 for the others.
    fn covariance(&self, maximum: &newton::Maximum, fates: &[Fate], cluster: Option<&[u32]>) -> Matrix {
        let influence = self.influence(&maximum.coef);
        let mut meat = Matrix::zeros(self.p);
        for sum in by_cluster(influence, self.p, cluster).chunks(self.p) {
            add_square(&mut meat, sum, 1.0);
        }
        let keep: Vec<usize> = (0..self.p).filter(|&k| fates[k] == Fate::Settles).collect();
        let bread = Cholesky::new(&maximum.derivatives.information.part(&keep));
        let mut covariance = Matrix::zeros(self.p);
        for (i, row) in both_sides(&bread, &meat, &keep).iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                covariance[(keep[i], keep[j])] = *value;
            }
        }
        covariance
    }

    /// `u_i = eta_i + psi_i`, row after row.
    fn influence(&self, coef: &[f64]) -> Vec<f64> {
        let sums = self.risk_sums(coef);
        let base = self.baseline(&sums, true);
        let p = self.p;
        let mut influence = self.x.clone();
        for (i, eta) in influence.chunks_mut(p).enumerate() {
            let (seen, later, weight) = (self.seen[i], self.later(i), self.weight[i]);
            let hazard = base.before[seen] + weight * base.after[later];
            let event = self.kind[i] == Kind::Event;
            for (k, eta) in eta.iter_mut().enumerate() {
                let x = *eta;
                let mean = base.before_x[seen * p + k] + weight * base.after_x[later * p + k];
                let own = if event { x - sums.mean[(seen - 1) * p + k] } else { 0.0 };
                *eta = own - sums.risk[i] * (x * hazard - mean);
            }
        }
        self.add_psi(&sums, &base, &mut influence);
        influence
    }

    /// What the estimation of the weights adds.
    fn add_psi(&self, sums: &RiskSums, base: &Baseline, influence: &mut [f64]) {
        let (p, c) = (self.p, self.n_censoring);
        let mut followed = self.followed();
        let (mut total, mut sum) = (vec![0.0; c], vec![0.0; c * p]);
        // The sum over earlier censorings, `q / Y`, and censorings at the time.
        let (mut drawn, mut jump, mut censored) = (vec![0.0; c * p], vec![0.0; c * p], vec![0.0; c]);
        let mut seen = 0;
        for moment in self.moments.windows(2) {
            let rows = moment[0]..moment[1];
            let at_censoring = |i: &usize| self.kind[*i] == Kind::Censored;
            rows.clone().filter(at_censoring).for_each(|i| censored[usize::from(self.censoring[i])] += 1.0);
            for of in (0..c).filter(|&of| censored[of] > 0.0) {
                let at = seen * c + of;
                for k in 0..p {
                    let q = sum[of * p + k] * base.after[at] - total[of] * base.after_x[at * p + k];
                    jump[of * p + k] = q / followed[of];
                    drawn[of * p + k] -= jump[of * p + k] * censored[of] / followed[of];
                }
            }
            for i in rows.clone() {
                let of = usize::from(self.censoring[i]);
                let u = &mut influence[i * p..(i + 1) * p];
                add(u, &drawn[of * p..(of + 1) * p], 1.0);
                if self.kind[i] == Kind::Censored {
                    add(u, &jump[of * p..(of + 1) * p], 1.0);
                }
                self.join(i, &sums.risk, &mut total, &mut sum);
                (followed[of], censored[of]) = (followed[of] - 1.0, 0.0);
                seen = self.seen[i];
            }
        }
    }

    fn coefficients(
        &self,
        design: &Design,
        coef: &[f64],
        fates: &[Fate],
        covariance: &Matrix,
    ) -> Vec<Coefficient> {
        let estimate = |k: usize| {
            let (coef, se) = (coef[k] / self.scale[k], covariance[(k, k)].sqrt() / self.scale[k]);
            let z = coef / se;
            (fates[k] == Fate::Settles && z.is_finite()).then(|| Estimate {
                coef,
                se,
                z,
                p_value: normal::two_sided(z),
            })
        };
        let coefficient = |k: usize| Coefficient {
            name: design.columns[k].name.clone(),
            fate: fates[k],
            estimate: estimate(k),
        };
        (0..self.p).map(coefficient).collect()
    }

    /// A covariance in the units of the columns.
    fn unscaled(&self, covariance: &Matrix) -> Matrix {
        let mut unscaled = Matrix::zeros(self.p);
        for i in 0..self.p {
            for j in 0..self.p {
                unscaled[(i, j)] = covariance[(i, j)] / (self.scale[i] * self.scale[j]);
            }
        }
        unscaled
    }
}

/// Columns centred at their means, in units of their ranges, row after row; and the ranges.
fn scaled(design: &Design) -> (Vec<f64>, Vec<f64>) {
    let (n, p) = (design.n_rows(), design.n_columns());
    let (mut x, mut scale) = (vec![0.0; n * p], vec![1.0; p]);
    for (k, column) in design.columns.iter().enumerate() {
        let mean = column.values.iter().sum::<f64>() / n as f64;
        let (low, high) = column
            .values
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
        if high > low {
            scale[k] = high - low;
        }
        for (i, value) in column.values.iter().enumerate() {
            x[i * p + k] = (value - mean) / scale[k];
        }
    }
    (x, scale)
}

/// First row of each distinct time, and the end.
fn moments(time: &[f64]) -> Vec<usize> {
    let mut firsts = vec![0];
    for together in time.chunk_by(|a, b| a == b) {
        firsts.push(firsts[firsts.len() - 1] + together.len());
    }
    firsts
}

/// Adds `times` times `x`, as far as `sum` is long.
fn add(sum: &mut [f64], x: &[f64], times: f64) {
    sum.iter_mut().zip(x).for_each(|(sum, x)| *sum += times * x);
}

/// Adds `times x x'` to the lower triangle.
fn add_square(sum: &mut Matrix, x: &[f64], times: f64) {
    for (i, a) in x.iter().enumerate() {
        for (j, b) in x[..=i].iter().enumerate() {
            sum[(i, j)] += times * a * b;
        }
    }
}

/// `A^-1 M A^-1` of the columns in `keep`, `M` given by its lower triangle.
fn both_sides(bread: &Cholesky, meat: &Matrix, keep: &[usize]) -> Vec<Vec<f64>> {
    let column = |&k: &usize| keep.iter().map(|&l| meat[(k.max(l), k.min(l))]).collect::<Vec<_>>();
    let half: Vec<Vec<f64>> = keep.iter().map(|k| bread.solve(&column(k))).collect();
    let across = |l: usize| bread.solve(&half.iter().map(|solved| solved[l]).collect::<Vec<_>>());
    (0..keep.len()).map(across).collect()
}

/// The sums of the rows of each cluster; the rows themselves without clusters.
fn by_cluster(influence: Vec<f64>, p: usize, cluster: Option<&[u32]>) -> Vec<f64> {
    let Some(cluster) = cluster else { return influence };
    let keys: Vec<f64> = cluster.iter().map(|&cluster| f64::from(cluster)).collect();
    let mut sums: Vec<f64> = Vec::new();
    let mut last = None;
    for i in ascending(&keys).into_iter().map(|i| i as usize) {
        if last.replace(cluster[i]) != Some(cluster[i]) {
            sums.resize(sums.len() + p, 0.0);
        }
        let from = sums.len() - p;
        add(&mut sums[from..], &influence[i * p..(i + 1) * p], 1.0);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

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
