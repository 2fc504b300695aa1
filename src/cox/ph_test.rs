//! Whether hazards are proportional: the score test for a coefficient that changes with time.
//!
//! A column `x` whose coefficient is `b + c g(t)` is a column `x` and a column `x g(t)`; the test asks
//! whether `c = 0`. With `g` centred on its mean over the events, `U_c = sum g(t) (x - mean x)` over the events,
//! and the information `sum V`, `sum g V`, `sum g^2 V` over the event times (`V` the covariance of the columns in
//! the risk set under the weights `exp(x b)`), the statistic is `U' I^- U` with `U = (0, U_c)`: the score test at
//! the maximum of the model without `c`. Source: Grambsch & Therneau (1994), Biometrika 81, 515-526; Therneau &
//! Grambsch (2000), Modeling Survival Data, section 6.2. It is `cox.zph` of R's survival from version 3.0 on. Older
//! versions, and the books printed with them, took `V` as the same at all times, which can be far off.
//!
//! Scales of time ([`Transform`]): `km` `1 - S(t-)` of the pooled Kaplan-Meier curve (the default; every
//! event counts about alike), `identity` `t`, `rank` the rank of `t` among the ends of all rows (mean rank of
//! ties), `log` `ln t`. Strata each have their own risk sets, one scale.
//!
//! Assumes that `coef` is at the maximum of the likelihood with the same `ties`. There is no test with exact ties:
//! R silently takes the formulas of Breslow then, at coefficients that are not their maximum.
//! A column that depends on those before it is left out, as is a group whose coefficient runs away.
//!
//! Degenerate cases: no events, an event at time 0 on the log scale, and nothing that could change with
//! time (one event time): see [`NoPhTest`].
//!
//! [`ph_test`] takes any design; [`ph_test_groups`] gives the same for groups alone, from the counts of the risk
//! sets.

use super::ChiSquareTest;
use super::design::Design;
use super::likelihood::Ties;
use super::monotone::{self, Fate};
use super::risk_sums::{TieSums, Weighted, place};
use crate::math::{
    exp, ln,
    symmetric::{Cholesky, Matrix},
};
use crate::order::ascending;
use crate::risk_set::{Cell, Moment, RiskSets};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The scale of time on which a coefficient might change in a straight line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// One less the pooled Kaplan-Meier estimate just before the time. The default, as in R.
    #[default]
    Km,
    /// Time itself.
    Identity,
    /// Rank among the ends of all rows.
    Rank,
    /// Natural logarithm of time.
    Log,
}

impl Transform {
    /// All of them.
    pub const ALL: [Transform; 4] = [Transform::Km, Transform::Identity, Transform::Rank, Transform::Log];

    /// The name that R gives it.
    pub fn name(self) -> &'static str {
        match self {
            Transform::Km => "km",
            Transform::Identity => "identity",
            Transform::Rank => "rank",
            Transform::Log => "log",
        }
    }
}

/// Why there is no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPhTest {
    /// No events.
    NoEvents,
    /// An event at time 0 has no logarithm.
    EventAtZero,
    /// Nothing could be seen to change: no column, one event time, or columns that do not vary in the risk sets.
    NoInformation,
    /// The formulas are those of Efron and Breslow ties.
    ExactTies,
    /// Every coefficient runs away: there is no maximum to test at.
    RunsAway,
}

/// The tests of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct PhTest {
    /// Scale of time.
    pub transform: Transform,
    /// How tied events were handled.
    pub ties: Ties,
    /// Of each column by itself (R: `terms = FALSE`); `None` where nothing could be seen to change.
    pub columns: Vec<Option<ChiSquareTest>>,
    /// Of each term, its columns together; `None` likewise.
    pub terms: Vec<Option<ChiSquareTest>>,
    /// Of all columns together.
    pub global: ChiSquareTest,
}

/// Tests the columns of `design` at the coefficients `coef`, one a column.
///
/// # Errors
/// [`NoPhTest`].
///
/// ```
/// use riskset::cox::{design::{Design, Model}, likelihood::Ties, ph_test::{Transform, ph_test}};
/// use riskset::data::{Subjects, Survival};
/// // Therneau & Grambsch (2000), appendix E: six subjects, Breslow ties.
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 1.0, 6.0, 6.0, 8.0, 9.0],
///     cause: vec![1, 0, 1, 1, 0, 1],
///     group: vec![1, 1, 1, 0, 0, 0],
///     groups: vec!["0".into(), "1".into()],
///     ..Subjects::default()
/// })?;
/// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![], stratified: false });
/// let test = ph_test(&design, &[1.475_284_914_830], Ties::Breslow, Transform::Identity).unwrap();
/// assert!((test.global.chi_sq - 0.300_497_438_574).abs() < 1e-9);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn ph_test(design: &Design, coef: &[f64], ties: Ties, transform: Transform) -> Result<PhTest, NoPhTest> {
    let (scaled, centre) = checked_scale(design, ties, transform)?;
    let weighted = Weighted::new(design, coef, ties);
    let size = design.n_columns();
    let mut sums = TimeSums::new(size);
    weighted.walk(true, &mut |stop| {
        let g = scaled[stop.rows.start] - centre;
        let events = stop.rows.clone().filter(|&row| design.event[row]);
        for row in events {
            for (j, score) in sums.score.iter_mut().enumerate() {
                *score += g * (weighted.centred(j, row) - stop.mean(j));
            }
        }
        sums.add(g, |at, i, j| stop.covariance(at, i, j));
    });
    let terms: Vec<Range<usize>> = design.terms.iter().map(|term| term.columns.clone()).collect();
    sums.tests(transform, ties, &terms, &vec![true; size])
}

/// Tests the coefficients `coef` of the groups other than `reference`, in their order, from the counts of
/// the risk sets: the same as [`ph_test`] for a model of the groups alone.
///
/// Two walks over the times, the first for the mean of `g`; `k^2` operations an event time for `k` groups.
/// The groups are the one term.
///
/// # Errors
/// [`NoPhTest`].
///
/// ```
/// use riskset::cox::{fit_groups, likelihood::Ties, ph_test::{Transform, ph_test_groups}};
/// use riskset::{data::{Subjects, Survival}, risk_set::RiskSets};
/// // Freireich's 6-MP trial; R: cox.zph(coxph(Surv(time, cens) ~ treat, gehan)) .02286
/// let six = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
/// let control = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
/// let data = Survival::new(Subjects {
///     time: six.iter().chain(&control).map(|&weeks| f64::from(weeks)).collect(),
///     cause: (0..42).map(|i| u8::from(i < 9 || i >= 21)).collect(),
///     group: (0..42).map(|i| u16::from(i < 21)).collect(),
///     groups: vec!["control".into(), "6-MP".into()],
///     ..Subjects::default()
/// })?;
/// let sets = RiskSets::new(&data);
/// let fit = fit_groups(&sets, 0, Ties::Efron).unwrap();
/// let test = ph_test_groups(&sets, 0, &[fit.coefficients[0].coef], Ties::Efron, Transform::Km).unwrap();
/// assert!((test.global.chi_sq - 0.02286).abs() < 5e-6);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn ph_test_groups(
    sets: &RiskSets,
    reference: usize,
    coef: &[f64],
    ties: Ties,
    transform: Transform,
) -> Result<PhTest, NoPhTest> {
    if ties == Ties::Exact {
        return Err(NoPhTest::ExactTies);
    }
    let (scaled, centre) = scaled_moments(sets, transform)?;
    let fates = monotone::judge(sets, reference, ties).fates;
    let free: Vec<usize> = (0..sets.n_groups()).filter(|&group| group != reference).collect();
    let settled: Vec<bool> = free.iter().map(|&group| fates[group] == Fate::Settles).collect();
    if !free.is_empty() && !settled.contains(&true) {
        return Err(NoPhTest::RunsAway);
    }
    let mut weights = vec![1.0; sets.n_groups()];
    free.iter().zip(coef).for_each(|(&group, &b)| weights[group] = exp(b));
    let mut groups = GroupSums { free, weights, ..GroupSums::default() };
    let mut sums = TimeSums::new(groups.free.len());
    let (mut walk, mut scaled) = (sets.walk(), scaled.iter());
    while let Some(moment) = walk.next() {
        if moment.n_event() > 0 {
            let g = scaled.next().map_or(0.0, |value| value - centre);
            groups.add(&moment, ties, g, &mut sums);
        }
    }
    let every_group = 0..sums.size;
    sums.tests(transform, ties, std::slice::from_ref(&every_group), &settled)
}

/// What a scale of time has seen on its way from the first time to the last.
struct Scale {
    transform: Transform,
    surv: f64,
    ended: usize,
}

impl Scale {
    fn new(transform: Transform) -> Scale {
        Scale { transform, surv: 1.0, ended: 0 }
    }

    /// The value of the next time, at which `n_end` rows end, `n_event` of the `n_risk` at risk with an event.
    fn next(&mut self, time: f64, n_risk: usize, n_event: usize, n_end: usize) -> f64 {
        let value = match self.transform {
            Transform::Km => 1.0 - self.surv,
            Transform::Identity => time,
            Transform::Rank => self.ended as f64 + (n_end as f64 + 1.0) / 2.0,
            Transform::Log => ln(time),
        };
        self.ended += n_end;
        if n_event > 0 {
            self.surv *= (n_risk - n_event) as f64 / n_risk as f64;
        }
        value
    }
}

/// The time of each row on the scale of `transform`, and their mean over the events.
pub(super) fn checked_scale(
    design: &Design,
    ties: Ties,
    transform: Transform,
) -> Result<(Vec<f64>, f64), NoPhTest> {
    if ties == Ties::Exact {
        return Err(NoPhTest::ExactTies);
    }
    let scaled = transformed(design, transform);
    let centre = mean_of_events(design, &scaled, transform)?;
    Ok((scaled, centre))
}

/// The time of each row on the scale of `transform`, strata taken together.
fn transformed(design: &Design, transform: Transform) -> Vec<f64> {
    let order = ascending(&design.time);
    let mut entries = design.entry.clone().unwrap_or_default();
    entries = ascending(&entries).into_iter().map(|i| entries[i as usize]).collect();
    let mut scale = Scale::new(transform);
    let mut scaled = vec![0.0; order.len()];
    let (mut gone, mut entered) = (0, 0);
    for rows in order.chunk_by(|&a, &b| design.time[a as usize] == design.time[b as usize]) {
        let time = design.time[rows[0] as usize];
        entered += entries[entered..].iter().take_while(|&&entry| entry < time).count();
        let n_risk = if entries.is_empty() { order.len() } else { entered } - gone;
        let n_event = rows.iter().filter(|&&row| design.event[row as usize]).count();
        let value = scale.next(time, n_risk, n_event, rows.len());
        rows.iter().for_each(|&row| scaled[row as usize] = value);
        gone += rows.len();
    }
    scaled
}

/// Mean of the scaled times over the events.
fn mean_of_events(design: &Design, scaled: &[f64], transform: Transform) -> Result<f64, NoPhTest> {
    let of_events = || scaled.iter().zip(&design.event).filter(|(_, event)| **event);
    let n = of_events().count();
    if n == 0 {
        return Err(NoPhTest::NoEvents);
    }
    let zero = |(&time, &event): (&f64, &bool)| event && time <= 0.0;
    if transform == Transform::Log && design.time.iter().zip(&design.event).any(zero) {
        return Err(NoPhTest::EventAtZero);
    }
    Ok(of_events().map(|(value, _)| value / n as f64).sum())
}

/// The event times of risk sets on the scale of `transform`, and their mean over the events.
fn scaled_moments(sets: &RiskSets, transform: Transform) -> Result<(Vec<f64>, f64), NoPhTest> {
    let mut scale = Scale::new(transform);
    let (mut scaled, mut n_event, mut sum) = (Vec::new(), 0, 0.0);
    let mut walk = sets.walk();
    while let Some(moment) = walk.next() {
        let events = moment.n_event();
        let n_end: u32 = moment.cells.iter().map(Cell::n_leaving).sum();
        let n_risk = moment.total_at_risk() as usize;
        let value = scale.next(moment.time, n_risk, events as usize, n_end as usize);
        if events == 0 {
            continue;
        }
        if transform == Transform::Log && moment.time <= 0.0 {
            return Err(NoPhTest::EventAtZero);
        }
        n_event += events;
        sum += f64::from(events) * value;
        scaled.push(value);
    }
    if n_event == 0 { Err(NoPhTest::NoEvents) } else { Ok((scaled, sum / f64::from(n_event))) }
}

/// Weighted counts of the groups at one time.
#[derive(Default)]
struct GroupSums {
    /// The groups that have a coefficient.
    free: Vec<usize>,
    /// Hazard of each group.
    weights: Vec<f64>,
    /// Of each group, the weight of those without and with an event at the time.
    parts: Vec<(f64, f64)>,
    /// Of each group, its shares summed over the denominators.
    shares: Vec<f64>,
}

impl GroupSums {
    fn add(&mut self, moment: &Moment<'_>, ties: Ties, g: f64, sums: &mut TimeSums) {
        self.parts.clear();
        self.parts.extend(moment.n_risk.iter().zip(&self.weights).map(|(&n, w)| (f64::from(n) * w, 0.0)));
        for cell in moment.cells.iter().filter(|cell| cell.n_event > 0) {
            let group = usize::from(cell.group);
            let (n, d, w) = (moment.n_risk[group], cell.n_event, self.weights[group]);
            self.parts[group] = (f64::from(n - d) * w, f64::from(d) * w);
        }
        let (rest, having) = self.parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        let tie = TieSums::new(ties, moment.n_event() as usize, rest, having);
        self.shares.clear();
        self.shares.extend(self.parts.iter().map(|&(rest, having)| tie.share(rest, having)));
        let GroupSums { free, weights, parts, shares } = self;
        for (score, &group) in sums.score.iter_mut().zip(free.iter()) {
            *score += g * (parts[group].1 / weights[group] - shares[group]);
        }
        sums.add(g, |_, i, j| {
            let product = tie.product(parts[free[i]], parts[free[j]]);
            if i == j { shares[free[i]] - product } else { -product }
        });
    }
}

/// Share of the information about a change that must be new, beyond what the coefficients take, or there is no test: the
/// covariances it is made of are differences, and rounding stands in their tenth digit where hazards differ a thousandfold.
const ROUNDING: f64 = 1e-9;

/// Score and information of the columns and of the columns times `g`.
struct TimeSums {
    size: usize,
    /// Score of the columns times `g`.
    score: Vec<f64>,
    /// Sums of `V`, `g V` and `g^2 V`: lower triangles, row by row.
    cells: Vec<[f64; 3]>,
}

impl TimeSums {
    fn new(size: usize) -> TimeSums {
        TimeSums { size, score: vec![0.0; size], cells: vec![[0.0; 3]; size * (size + 1) / 2] }
    }

    /// Adds the covariance that one event time has at each place `(i, j)`.
    fn add(&mut self, g: f64, covariance: impl Fn(usize, usize, usize) -> f64) {
        let mut at = 0;
        for i in 0..self.size {
            for j in 0..=i {
                let v = covariance(at, i, j);
                let cell = &mut self.cells[at];
                cell[0] += v;
                cell[1] += g * v;
                cell[2] += g * g * v;
                at += 1;
            }
        }
    }

    /// Of the columns `plain`, then of the columns `changing` times `g`.
    fn information(&self, plain: &[usize], changing: &[usize]) -> Matrix {
        let of = |at: usize| match at.checked_sub(plain.len()) {
            None => (plain[at], 0),
            Some(at) => (changing[at], 1),
        };
        let mut matrix = Matrix::zeros(plain.len() + changing.len());
        for a in 0..matrix.size() {
            for b in 0..matrix.size() {
                let ((i, changes_i), (j, changes_j)) = (of(a), of(b));
                matrix[(a, b)] = self.cells[place(i.max(j), i.min(j))][changes_i + changes_j];
            }
        }
        matrix
    }

    /// The test that none of the columns `changing` changes its coefficient.
    fn test(&self, plain: &[usize], changing: &[usize]) -> Option<ChiSquareTest> {
        let factor = Cholesky::beyond(&self.information(plain, changing), ROUNDING);
        let df = (plain.len()..plain.len() + changing.len()).filter(|&i| factor.keeps(i)).count();
        let score: Vec<f64> =
            plain.iter().map(|_| 0.0).chain(changing.iter().map(|&j| self.score[j])).collect();
        (df > 0).then(|| ChiSquareTest::new(factor.quadratic(&score), df))
    }

    /// All tests; columns that are not `usable`, or depend on others, are left out.
    fn tests(
        &self,
        transform: Transform,
        ties: Ties,
        terms: &[Range<usize>],
        usable: &[bool],
    ) -> Result<PhTest, NoPhTest> {
        let usable: Vec<usize> = (0..self.size).filter(|&j| usable[j]).collect();
        let factor = Cholesky::new(&self.information(&usable, &[]));
        let plain: Vec<usize> =
            usable.iter().enumerate().filter(|&(at, _)| factor.keeps(at)).map(|(_, &j)| j).collect();
        let of = |columns: Range<usize>| {
            let changing: Vec<usize> = plain.iter().copied().filter(|j| columns.contains(j)).collect();
            self.test(&plain, &changing)
        };
        let global = of(0..self.size).ok_or(NoPhTest::NoInformation)?;
        let columns = (0..self.size).map(|j| of(j..j + 1)).collect();
        Ok(PhTest { transform, ties, columns, terms: terms.iter().cloned().map(of).collect(), global })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk_set::of_groups;

    /// Appendix E with Breslow ties, r = exp b. Time 1: group 1 has 3 r of 3 r + 3, time 6: r of r + 3 (twice),
    /// time 9: 0. The mean event time is (1 + 6 + 6 + 9) / 4 = 5.5.
    #[test]
    fn six_subjects() {
        let sets = of_groups(&[1.0, 1.0, 6.0, 6.0, 8.0, 9.0], &[1, 0, 1, 1, 0, 1], &[1, 1, 1, 0, 0, 0]);
        let r = (3.0 + 33_f64.sqrt()) / 2.0;
        let (at_1, at_6) = (r / (r + 1.0), r / (r + 3.0));
        let (v_1, v_6) = (at_1 * (1.0 - at_1), 2.0 * at_6 * (1.0 - at_6));
        let score = -4.5 * (1.0 - at_1) + 0.5 * (1.0 - 2.0 * at_6);
        let (plain, mixed, squared) = (v_1 + v_6, -4.5 * v_1 + 0.5 * v_6, 20.25 * v_1 + 0.25 * v_6);
        let by_hand = score * score / (squared - mixed * mixed / plain);
        let found = ph_test_groups(&sets, 0, &[ln(r)], Ties::Breslow, Transform::Identity).unwrap();
        assert!((found.global.chi_sq - by_hand).abs() < 1e-13, "{by_hand} {found:?}");
        assert_eq!(found.columns[0], Some(found.global));
    }

    #[test]
    fn no_test_with_a_reason() {
        let test = |time: &[f64], cause: &[u8], group: &[u16], transform| {
            ph_test_groups(&of_groups(time, cause, group), 0, &[0.0], Ties::Efron, transform)
        };
        let times = [0.0, 1.0, 2.0, 3.0];
        assert_eq!(test(&times, &[0; 4], &[0, 1, 0, 1], Transform::Km), Err(NoPhTest::NoEvents));
        assert_eq!(test(&times, &[1; 4], &[0, 1, 0, 1], Transform::Log), Err(NoPhTest::EventAtZero));
        assert_eq!(test(&times, &[1; 4], &[0; 4], Transform::Km), Err(NoPhTest::NoInformation));
        assert_eq!(test(&[1.0; 4], &[1; 4], &[0, 1, 0, 1], Transform::Km), Err(NoPhTest::NoInformation));
        assert_eq!(test(&times, &[1, 0, 1, 0], &[0, 1, 0, 1], Transform::Km), Err(NoPhTest::RunsAway));
    }
}
