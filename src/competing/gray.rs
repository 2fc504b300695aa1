//! Gray's test: whether the cumulative incidence of one cause differs between groups.
//!
//! In group `g` just before an event of the cause let `n_g` be at risk, `S_g` the Kaplan-Meier curve of the
//! event of whatever cause and `F_g` the cumulative incidence. The subdistribution has
//! `R_g = n_g (1 - F_g) / S_g` at risk: those who had a competing event stay, as far as censoring would
//! have left them. With `d_g` events of the cause, `d` in all, the score is a log-rank sum over its event times:
//!
//! `z_g = sum d_g - d R_g / sum_h R_h`
//!
//! (`rho = 0`: no further weight). Source: Gray (1988), Annals of Statistics 16, 1141-1154. The statistic
//! is `z' V^- z`, chi-square with the rank of `V`, as R's `cmprsk::cuminc` prints it. Without competing
//! events `R_g = n_g` and `z` is the log-rank test's observed - expected, but `V` is another estimate of
//! its covariance, so the statistics lie close together and are not the same.
//!
//! The covariance: with `h_g = n_g / S_g`, `H = sum h_g`, the pooled curve `F` rising by `d / H`, and
//! `a_gk = h_g (delta_gk - h_k / H)`, `c_gk(t) = sum_{u <= t} a_gk d / (H (1 - F(u-)))`,
//!
//! `V_gh = sum_u sum_k w_gk w_hk m_k`, `w_gk(u) = a_gk(u) + q_k (c_gk(end) - c_gk(u))`,
//!
//! where an event of the cause at `u` has `q_k = 1 - (1 - F(u)) / S_k(u)` and
//! `m_k = d / (H h_k) * (1 - (d - 1) / (H S_k(u-) - 1))`, and competing events in group `k`, `e_k` of them,
//! have no `a`, `q_k = (1 - F(u)) / S_k(u)` and `m_k = S_k(u-)^2 e_k (n_k - e_k) / (n_k^2 (n_k - 1))`.
//! (Where `S_k(u)` is 0, `q_k` is 1 and competing events do not count.)
//!
//! With strata, scores and covariances are summed over the strata. Assumes that censoring tells nothing
//! about the events and is alike for all causes.
//!
//! Degenerate cases: see [`NoGray`]. With delayed entry there is no test: a subject who enters late
//! tells nothing of those who had a competing event before, and no standard program has a remedy.

use super::{Cause, Events, causes, each_time, enters_late};
use crate::data::Survival;
use crate::math::{
    chi_square,
    symmetric::{Cholesky, Matrix},
};
use crate::order::ascending;
use crate::risk_set::Moment;

/// Result of the test.
#[derive(Debug, Clone, PartialEq)]
pub struct Gray {
    /// Events of the cause by group.
    pub observed: Vec<f64>,
    /// Events of the cause less those expected if the groups did not differ, by group.
    pub score: Vec<f64>,
    /// Covariance of the score.
    pub covariance: Matrix,
    /// The statistic.
    pub chi_sq: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// Probability of a statistic at least as large if the groups did not differ.
    pub p_value: f64,
}

/// Why there is no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoGray {
    /// One group only.
    OneGroup,
    /// No events of the cause.
    NoEvents,
    /// Somebody comes under observation after others have left.
    DelayedEntry,
    /// At no event are subjects of two groups at risk, or the variance cannot be estimated (so few
    /// at risk that the pooled curve reaches 1 while several groups are still watched).
    NoInformation,
}

/// The test of one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct GrayOfCause {
    /// The cause.
    pub cause: Cause,
    /// Its test, or why there is none.
    pub test: Result<Gray, NoGray>,
}

/// The tests of all causes, in the order of [`causes`].
///
/// ```
/// use riskset::{competing::gray::gray_tests, data::{Subjects, Survival}};
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
///     cause: vec![1, 2, 1, 1, 0, 2],
///     group: vec![0, 0, 1, 0, 1, 1],
///     groups: vec!["a".into(), "b".into()],
///     causes: vec!["relapse".into(), "death".into()],
///     ..Subjects::default()
/// })?;
/// let tests = gray_tests(&data);
/// let relapse = &tests[0];
/// assert_eq!(relapse.cause.name, "relapse");
/// // Group a at its events and at that of b: 1 - 3/(3+3), -2/(2+3), 1 - 2/(2+2). It keeps 2 at risk.
/// assert!((relapse.test.as_ref().unwrap().score[0] - 0.6).abs() < 1e-15);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn gray_tests(data: &Survival) -> Vec<GrayOfCause> {
    let refused = refusal(data);
    let strata = if refused.is_some() { Vec::new() } else { by_stratum(data) };
    let test = |cause: Cause| {
        let test = refused.map_or_else(|| of_cause(&strata, data.groups().len(), cause.code), Err);
        GrayOfCause { cause, test }
    };
    causes(data).into_iter().map(test).collect()
}

/// The test of the cause with this code alone.
///
/// # Errors
/// [`NoGray`].
pub(crate) fn gray_test(data: &Survival, code: u8) -> Result<Gray, NoGray> {
    match refusal(data) {
        Some(why) => Err(why),
        None => of_cause(&by_stratum(data), data.groups().len(), code),
    }
}

/// What forbids the test of any cause.
fn refusal(data: &Survival) -> Option<NoGray> {
    if data.groups().len() < 2 {
        Some(NoGray::OneGroup)
    } else {
        enters_late(data).then_some(NoGray::DelayedEntry)
    }
}

/// The subjects of each stratum that has any.
fn by_stratum(data: &Survival) -> Vec<Survival> {
    let Some(strata) = data.strata() else { return vec![data.clone()] };
    let stratum = |s: usize| data.part(|i| usize::from(strata.of[i]) == s);
    (0..strata.names.len()).filter_map(stratum).collect()
}

fn of_cause(strata: &[Survival], n_groups: usize, cause: u8) -> Result<Gray, NoGray> {
    let mut sums = Sums::new(n_groups);
    for stratum in strata {
        let mut walk = Walk::new(n_groups, cause);
        each_time(stratum, &mut |moment, events| walk.visit(moment, events, &mut sums));
        sums.close(&walk);
    }
    if sums.observed.iter().sum::<f64>() == 0.0 {
        return Err(NoGray::NoEvents);
    }
    judged(sums)
}

fn judged(sums: Sums) -> Result<Gray, NoGray> {
    let Sums { observed, score, covariance } = sums;
    // The scores of all groups add up to 0: the largest variance is left out as dependent, as in the
    // log-rank test.
    let variances: Vec<f64> = (0..covariance.size()).map(|g| covariance[(g, g)]).collect();
    if !variances.iter().all(|variance| (0.0..f64::INFINITY).contains(variance)) {
        return Err(NoGray::NoInformation);
    }
    let tested: Vec<usize> = ascending(&variances).into_iter().map(|g| g as usize).collect();
    let factor = Cholesky::new(&covariance.part(&tested));
    let (chi_sq, df) =
        (factor.quadratic(&tested.iter().map(|&g| score[g]).collect::<Vec<_>>()), factor.rank());
    if df == 0 || !chi_sq.is_finite() {
        return Err(NoGray::NoInformation);
    }
    Ok(Gray { observed, score, covariance, chi_sq, df, p_value: chi_square::upper_tail(chi_sq, df) })
}

/// Sums over the strata.
struct Sums {
    observed: Vec<f64>,
    score: Vec<f64>,
    covariance: Matrix,
}

impl Sums {
    fn new(n_groups: usize) -> Self {
        Sums {
            observed: vec![0.0; n_groups],
            score: vec![0.0; n_groups],
            covariance: Matrix::zeros(n_groups),
        }
    }

    fn close(&mut self, walk: &Walk) {
        for i in 0..self.score.len() {
            for j in 0..self.score.len() {
                let (low, high) = (i.min(j), i.max(j));
                self.covariance[(i, j)] += walk.covariance[(high, low)];
            }
        }
    }
}

/// One stratum as far as the walk has come.
///
/// `V` needs `c` at the end. In place of keeping every term, the sums are moved whenever `c` moves: with
/// `c_gk` up by `s_gk`, `w_gk` is up by `q_k s_gk`, so `V_gh` by `sum_k s_gk B_hk + B_gk s_hk + s_gk s_hk C_k`
/// where `B_gk = sum w_gk q_k m_k` and `C_k = sum q_k^2 m_k`. The rises of `c` have the form of `a`, with
/// which each of these sums costs one product: `k^2` operations a time, not `k^3`.
struct Walk {
    cause: u8,
    /// `S_g` and `F_g`, and the pooled `F`.
    surv: Vec<f64>,
    cif: Vec<f64>,
    pooled: f64,
    /// `V` (lower triangle), `B` and `C`.
    covariance: Matrix,
    slope: Matrix,
    curve: Vec<f64>,
    /// At the time visited: events of the cause and competing ones, `S_g` after it, `h_g`, and what the
    /// update of `V` and `B` reads.
    own: Vec<f64>,
    other: Vec<f64>,
    after: Vec<f64>,
    h: Vec<f64>,
    inner: Vec<f64>,
    mass: Vec<f64>,
    pull: Vec<f64>,
}

impl Walk {
    fn new(n_groups: usize, cause: u8) -> Self {
        let zeros = || vec![0.0; n_groups];
        Walk {
            cause,
            surv: vec![1.0; n_groups],
            cif: zeros(),
            pooled: 0.0,
            covariance: Matrix::zeros(n_groups),
            slope: Matrix::zeros(n_groups),
            curve: zeros(),
            own: zeros(),
            other: zeros(),
            after: zeros(),
            h: zeros(),
            inner: zeros(),
            mass: zeros(),
            pull: zeros(),
        }
    }

    fn visit(&mut self, moment: &Moment<'_>, events: &[Events], sums: &mut Sums) {
        if events.is_empty() {
            return;
        }
        self.take(moment, events);
        let d: f64 = self.own.iter().sum();
        if d > 0.0 {
            let total: f64 = self.h.iter().sum();
            self.add_score(d, sums);
            let rise = d / (total * (1.0 - self.pooled));
            self.pooled += d / total;
            self.add_covariance(d, total, rise);
        }
        self.compete(moment);
        for (g, &n) in moment.n_risk.iter().enumerate().filter(|(_, n)| **n > 0) {
            self.cif[g] += self.surv[g] * self.own[g] / f64::from(n);
        }
        self.surv.copy_from_slice(&self.after);
    }

    /// Counts the events, and what is at risk.
    fn take(&mut self, moment: &Moment<'_>, events: &[Events]) {
        self.own.fill(0.0);
        self.other.fill(0.0);
        for &Events { group, cause, n } in events {
            let counts = if cause == self.cause { &mut self.own } else { &mut self.other };
            counts[group] += f64::from(n);
        }
        for (g, &n) in moment.n_risk.iter().enumerate() {
            let (n, d) = (f64::from(n), self.own[g] + self.other[g]);
            self.h[g] = if n > 0.0 { n / self.surv[g] } else { 0.0 };
            self.after[g] = if d > 0.0 { self.surv[g] * ((n - d) / n) } else { self.surv[g] };
        }
    }

    fn add_score(&self, d: f64, sums: &mut Sums) {
        let at_risk = |(h, cif): (&f64, &f64)| h * (1.0 - cif);
        let total: f64 = self.h.iter().zip(&self.cif).map(at_risk).sum();
        for (g, pair) in self.h.iter().zip(&self.cif).enumerate() {
            sums.observed[g] += self.own[g];
            sums.score[g] += self.own[g] - d * (at_risk(pair) / total);
        }
    }

    /// An event of the cause: `c` rises by `rise` times `a`, and a term joins.
    fn add_covariance(&mut self, d: f64, total: f64, rise: f64) {
        let several = self.h.iter().filter(|&&h| h > 0.0).count() > 1;
        for k in 0..self.h.len() {
            let (q, m) = self.term(k, d, total);
            // Of `s_gk s_hk C_k + a_gk a_hk m_k`, and of `s_gk C_k + a_gk q_k m_k`.
            self.mass[k] = rise * rise * self.curve[k] + m;
            self.pull[k] = rise * self.curve[k] + q * m;
            self.curve[k] += q * q * m;
        }
        // With one group left all of `a` is 0.
        if several {
            self.move_covariance(total, rise);
        }
    }

    /// `q_k` and `m_k` of an event of the cause.
    fn term(&self, k: usize, d: f64, total: f64) -> (f64, f64) {
        if self.h[k] == 0.0 {
            return (0.0, 0.0);
        }
        let q = if self.after[k] > 0.0 { 1.0 - (1.0 - self.pooled) / self.after[k] } else { 1.0 };
        let tied = if d > 1.0 { 1.0 - (d - 1.0) / (total * self.surv[k] - 1.0) } else { 1.0 };
        (q, tied * d / (total * self.h[k]))
    }

    fn move_covariance(&mut self, total: f64, rise: f64) {
        let k = self.h.len();
        let share = |h: f64| h / total;
        let whole: f64 = (0..k).map(|g| share(self.h[g]) * share(self.h[g]) * self.mass[g]).sum();
        for g in 0..k {
            self.inner[g] = (0..k).map(|l| share(self.h[l]) * self.slope[(g, l)]).sum();
        }
        for i in 0..k {
            let (h_i, mass_i) = (self.h[i], self.mass[i]);
            for j in 0..=i {
                let (h_j, mass_j) = (self.h[j], self.mass[j]);
                let own = if i == j { mass_i } else { 0.0 };
                let product = h_i * h_j * (own - share(h_i) * mass_i - share(h_j) * mass_j + whole);
                let across =
                    h_i * (self.slope[(j, i)] - self.inner[j]) + h_j * (self.slope[(i, j)] - self.inner[i]);
                self.covariance[(i, j)] += product + rise * across;
            }
        }
        for i in 0..k {
            for l in 0..k {
                let own = if i == l { 1.0 } else { 0.0 };
                self.slope[(i, l)] += self.h[i] * (own - share(self.h[l])) * self.pull[l];
            }
        }
    }

    /// Competing events: each group has its own term.
    fn compete(&mut self, moment: &Moment<'_>) {
        for (k, &n) in moment.n_risk.iter().enumerate() {
            let (n, e, surv) = (f64::from(n), self.other[k], self.surv[k]);
            if e > 0.0 && self.after[k] > 0.0 {
                let q = (1.0 - self.pooled) / self.after[k];
                let m = surv * surv * e * (n - e) / (n * n * (n - 1.0));
                self.curve[k] += q * q * m;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

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

    /// Group a: cause 1 at 1, cause 2 at 2; group b: cause 1 at 3 and censored at 4.
    ///
    /// At 1: R = (2, 2), z_a = 1 - 1/2; h = (2, 2), H = 4, a_aa = 2 (1 - 1/2) = 1, a_ab = -1; F = 1/4;
    /// c_aa = 1 * 1/4, c_ab = -1/4; q_a = 1 - (3/4)/(1/2) = -1/2, q_b = 1 - 3/4 = 1/4; m = 1/(4*2) = 1/8.
    /// At 2 group a has its last event: S_a = 0, no term. At 3 only b is at risk: z_a gets 0, a is 0, so c
    /// stays and the terms of 1 are all: V_aa = 1/8 + 1/8.
    #[test]
    fn four_subjects_by_hand() {
        let tests = gray_tests(&data(&[1.0, 2.0, 3.0, 4.0], &[1, 2, 1, 0], &[0, 0, 1, 1]));
        let first = tests[0].test.as_ref().unwrap();
        assert_eq!(first.score, [0.5, -0.5]);
        assert_eq!(first.covariance[(0, 0)], 0.25);
        assert!((first.chi_sq - 1.0).abs() < 1e-15);
        assert_eq!((first.df, tests[0].cause.code), (1, 1));
    }

    #[test]
    fn no_test() {
        let one = Survival::new(Subjects {
            time: vec![1.0],
            cause: vec![1],
            group: vec![0],
            groups: vec!["a".into()],
            ..Subjects::default()
        });
        assert_eq!(gray_tests(&one.unwrap())[0].test, Err(NoGray::OneGroup));
        let alone = data(&[1.0, 2.0], &[0, 1], &[0, 1]);
        assert_eq!(gray_tests(&alone)[0].test, Err(NoGray::NoInformation));
        let second = gray_tests(&data(&[1.0, 2.0], &[2, 2], &[0, 1]));
        assert_eq!(second[0].test, Err(NoGray::NoEvents));
        let late = Survival::new(Subjects {
            time: vec![1.0, 2.0],
            entry: Some(vec![0.0, 1.0]),
            cause: vec![1, 1],
            group: vec![0, 1],
            groups: vec!["a".into(), "b".into()],
            ..Subjects::default()
        });
        assert_eq!(gray_tests(&late.unwrap())[0].test, Err(NoGray::DelayedEntry));
    }
}
