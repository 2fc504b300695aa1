//! Exact ties among groups: how many of `d` events fall into each group.
//!
//! Given `d` events among `n_g` at risk with weights `w_g`, the chance of `d_g` in group `g` is in proportion to the
//! product of `choose(n_g, d_g) w_g^d_g` (the noncentral hypergeometric distribution: McCullagh & Nelder 1989,
//! Generalized Linear Models, section 7.3), and the likelihood divides by their sum `e_d`. For any `l > 0` it
//! is also that of independent binomial counts `D_g` of `n_g` with odds `l w_g`, given that they add up to `d`:
//!
//! * `ln e_d = sum_g n_g ln(1 + l w_g) - d ln l + ln P(sum D_g = d)`.
//!
//! With `l` such that the expected total is `d`, that probability is about `1 / sqrt(2 pi variance)`: nothing overflows
//! however large the counts, binomial terms further out than 1e-22 of the largest add nothing, and moments
//! around the binomial means do not cancel. With `m` the terms that count, some `sqrt(d)`, two groups cost `m` a tie and `k`
//! groups `k^2 sqrt(k) m^2`.

use crate::math::{ln, ln_1p};
use std::ops::Range;

/// Binomial terms below this share of the largest are left out.
const NOTHING: f64 = 1e-22;
/// Halvings of the interval in which `l` lies; it need not be met well.
const HALVINGS: usize = 40;

/// The distribution of the events of one tie over the groups.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draw {
    /// Logarithm of `e_d`.
    pub(super) ln_sum: f64,
    /// Mean count of every group but the last.
    pub(super) mean: Vec<f64>,
    /// Their covariance, the lower triangle row by row.
    pub(super) covariance: Vec<f64>,
}

/// The distribution of `d` events among `n_risk` with these weights, group by group; `d` is at least 1 and at most the
/// number at risk.
pub(super) fn draw(n_risk: &[u32], weight: &[f64], d: u32) -> Draw {
    let p = weight.len() - 1;
    let total: u32 = n_risk.iter().sum();
    if d >= total {
        let ln_sum =
            n_risk.iter().zip(weight).filter(|(n, _)| **n > 0).map(|(&n, &w)| f64::from(n) * ln(w)).sum();
        let mean = n_risk[..p].iter().map(|&n| f64::from(n)).collect();
        return Draw { ln_sum, mean, covariance: vec![0.0; p * (p + 1) / 2] };
    }
    let tilt = tilt(n_risk, weight, d, total);
    let (mut ln_sum, mut centre) = (-f64::from(d) * ln(tilt), vec![0.0; p]);
    let mut groups = Vec::new();
    for (group, (&n, w)) in n_risk.iter().zip(weight).enumerate().filter(|(_, (n, _))| **n > 0) {
        let odds = w * tilt;
        ln_sum += f64::from(n) * ln_1p(odds);
        let binomial = Binomial::new(n, odds);
        centre.iter_mut().skip(group).take(1).for_each(|centre| *centre = binomial.mean);
        groups.push((group, binomial));
    }
    let d = d as usize;
    let mut after = vec![Totals::nobody()];
    for (_, binomial) in groups.iter().skip(1).rev() {
        after.push(after[after.len() - 1].with(binomial, d));
    }
    after.reverse();
    let (mean, second) = (vec![0.0; p], vec![0.0; p * (p + 1) / 2]);
    let mut moments =
        Moments { d, p, after: &after, totals: Totals::nobody(), firsts: Vec::new(), mean, second };
    groups.iter().enumerate().for_each(|(at, (group, binomial))| moments.join(at, *group, binomial));
    moments.given(&centre, ln_sum)
}

/// `l` at which the expected total is about `d`: between the odds `d / (total - d)` over the largest and the
/// smallest weight.
fn tilt(n_risk: &[u32], weight: &[f64], d: u32, total: u32) -> f64 {
    let odds = f64::from(d) / f64::from(total - d);
    let weights = || n_risk.iter().zip(weight).filter(|(n, _)| **n > 0).map(|(_, w)| *w);
    let mut low = odds / weights().fold(0.0, f64::max);
    let mut high = odds / weights().fold(f64::INFINITY, f64::min);
    let expected = |tilt: f64| -> f64 {
        n_risk.iter().zip(weight).map(|(&n, w)| f64::from(n) * (w * tilt / (1.0 + w * tilt))).sum()
    };
    for _ in 0..HALVINGS {
        let middle = low.sqrt() * high.sqrt();
        *(if expected(middle) < f64::from(d) { &mut low } else { &mut high }) = middle;
    }
    low.sqrt() * high.sqrt()
}

/// The terms of a binomial distribution that are not negligible.
struct Binomial {
    from: usize,
    terms: Vec<f64>,
    mean: f64,
}

impl Binomial {
    fn new(n: u32, odds: f64) -> Binomial {
        let share = odds / (1.0 + odds);
        let mode = ((f64::from(n) + 1.0) * share) as u32;
        let mode = mode.min(n);
        let (mut below, mut term) = (Vec::new(), 1.0);
        for k in (0..mode).rev() {
            term *= f64::from(k + 1) / (f64::from(n - k) * odds);
            if !(term > NOTHING) {
                break;
            }
            below.push(term);
        }
        let from = mode as usize - below.len();
        let mut terms: Vec<f64> = below.into_iter().rev().chain([1.0]).collect();
        term = 1.0;
        for k in mode..n {
            term *= f64::from(n - k) * odds / f64::from(k + 1);
            if !(term > NOTHING) {
                break;
            }
            terms.push(term);
        }
        let sum: f64 = terms.iter().sum();
        terms.iter_mut().for_each(|term| *term /= sum);
        Binomial { from, terms, mean: f64::from(n) * share }
    }
}

/// A distribution of totals, from `from` on.
#[derive(Debug, Clone)]
struct Totals {
    from: usize,
    /// A chance a total.
    chance: Vec<f64>,
}

impl Totals {
    fn nobody() -> Totals {
        Totals { from: 0, chance: vec![1.0] }
    }

    /// Chance of a total, which may be none.
    fn of(&self, total: Option<usize>) -> f64 {
        total.and_then(|total| self.chance.get(total.checked_sub(self.from)?)).copied().unwrap_or(0.0)
    }

    /// The totals, up to `d`, after one more group; what is negligible at either end is left out.
    fn with(&self, binomial: &Binomial, d: usize) -> Totals {
        let from = self.from + binomial.from;
        let room = (d + 1).saturating_sub(from).max(1);
        let mut chance = vec![0.0; (self.chance.len() + binomial.terms.len() - 1).min(room)];
        for (s, before) in self.chance.iter().enumerate() {
            chance.iter_mut().skip(s).zip(&binomial.terms).for_each(|(after, term)| *after += before * term);
        }
        let kept = not_negligible(&chance);
        Totals { from: from + kept.start, chance: chance[kept].to_vec() }
    }
}

/// The stretch of the chances outside of which all are below a share of [`NOTHING`] of the largest.
fn not_negligible(chance: &[f64]) -> Range<usize> {
    let least = NOTHING * chance.iter().fold(0.0, |largest: f64, chance| largest.max(*chance));
    let counts = |chance: &f64| *chance > least;
    let from = chance.iter().position(counts).unwrap_or(0);
    from..chance.iter().rposition(counts).map_or(1, |last| last + 1)
}

/// Moments of the counts of the groups, around their binomial means, given that the total is `d`.
///
/// Groups join one by one. Kept for each total of those that have joined: its chance, and the part in it of the count of each.
/// What a newcomer has together with them follows from the chances that those still to come (`after`) make up the rest: a
/// second moment is a sum over totals, and none has to be carried on.
struct Moments<'a> {
    d: usize,
    p: usize,
    /// Totals of the groups still to come, for each that joins.
    after: &'a [Totals],
    totals: Totals,
    /// For each group that has joined, the first moment that comes with each total.
    firsts: Vec<(usize, Vec<f64>)>,
    /// Sums over the totals: of the first moments, and of the second, the lower triangle row by row.
    mean: Vec<f64>,
    second: Vec<f64>,
}

impl Moments<'_> {
    /// Group `group` joins as number `at`.
    fn join(&mut self, at: usize, group: usize, binomial: &Binomial) {
        if group < self.p {
            self.together(&self.after[at], group, binomial);
        }
        let next = self.totals.with(binomial, self.d);
        let apart = |k: usize| (binomial.from + k) as f64 - binomial.mean;
        // Totals of those before and of the newcomer, against those that are kept.
        let offset = (self.totals.from + binomial.from) as isize - next.from as isize;
        let spread = |before: &[f64], term: &dyn Fn(usize) -> f64| {
            let terms: Vec<f64> = (0..binomial.terms.len()).map(term).collect();
            let mut after = vec![0.0; next.chance.len()];
            for (s, before) in before.iter().enumerate() {
                let to = offset + s as isize;
                let skipped = (-to).max(0) as usize;
                let places = after.iter_mut().skip(to.max(0) as usize);
                places.zip(terms.iter().skip(skipped)).for_each(|(after, term)| *after += before * term);
            }
            after
        };
        for (_, first) in &mut self.firsts {
            *first = spread(first, &|k| binomial.terms[k]);
        }
        if group < self.p {
            self.firsts.push((group, spread(&self.totals.chance, &|k| binomial.terms[k] * apart(k))));
        }
        self.totals = next;
    }

    /// Adds the moments of the newcomer and of each pair with those before.
    fn together(&mut self, after: &Totals, group: usize, binomial: &Binomial) {
        let cell = |i: usize, j: usize| i.max(j) * (i.max(j) + 1) / 2 + i.min(j);
        for (s, chance) in self.totals.chance.iter().enumerate() {
            let left = self.d.checked_sub(self.totals.from + s + binomial.from);
            let (mut first, mut second) = (0.0, 0.0);
            for (k, term) in binomial.terms.iter().enumerate() {
                let apart = (binomial.from + k) as f64 - binomial.mean;
                let part = term * apart * after.of(left.and_then(|left| left.checked_sub(k)));
                first += part;
                second += part * apart;
            }
            self.mean[group] += chance * first;
            self.second[cell(group, group)] += chance * second;
            for (other, moment) in &self.firsts {
                self.second[cell(group, *other)] += moment[s] * first;
            }
        }
    }

    /// The moments given that the total is `d`.
    fn given(self, centre: &[f64], ln_sum: f64) -> Draw {
        let chance = self.totals.of(Some(self.d));
        let apart: Vec<f64> = self.mean.iter().map(|first| first / chance).collect();
        let pairs = (0..self.p).flat_map(|i| (0..=i).map(move |j| (i, j)));
        let covariance =
            pairs.zip(&self.second).map(|((i, j), second)| second / chance - apart[i] * apart[j]);
        Draw {
            ln_sum: ln_sum + ln(chance),
            covariance: covariance.collect(),
            mean: centre.iter().zip(&apart).map(|(centre, apart)| centre + apart).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cox::exact::Choices;

    /// 2 events among one with weight 2 and two with weight 1: pairs 2 + 2 + 1.
    #[test]
    fn by_hand() {
        let draw = draw(&[1, 2], &[2.0, 1.0], 2);
        assert!((draw.ln_sum - ln(5.0)).abs() < 1e-14);
        assert!((draw.mean[0] - 0.8).abs() < 1e-14);
        assert!((draw.covariance[0] - 0.16).abs() < 1e-14);
    }

    /// The same as choosing among subjects one by one.
    #[test]
    fn as_choices() {
        let (n_risk, weight) = ([40_u32, 0, 3, 60], [0.3, 5.0, 20.0, 1.0]);
        for d in [1_u32, 2, 30, 100, 102, 103] {
            let mut choices = Choices::new(3, d as usize);
            for (group, &n) in n_risk.iter().enumerate() {
                let mut x = [0.0; 3];
                x.iter_mut().skip(group).take(1).for_each(|x| *x = 1.0);
                (0..n).for_each(|_| choices.join(weight[group], &x, d as usize));
            }
            let (draw, d) = (draw(&n_risk, &weight, d), d as usize);
            let ln_sum: f64 = choices.factors(d).iter().map(|&factor| ln(factor)).sum();
            assert!((draw.ln_sum - ln_sum).abs() < 1e-11, "{d}: {} {ln_sum}", draw.ln_sum);
            let pairs = draw
                .mean
                .iter()
                .zip(choices.mean(d))
                .chain(draw.covariance.iter().zip(choices.covariance(d)));
            pairs.for_each(|(ours, twin)| assert!((ours - twin).abs() < 1e-11, "{d}: {ours} {twin}"));
        }
    }
}
