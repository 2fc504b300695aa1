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
//! around the binomial means do not cancel. Two groups cost `sqrt(d)` a tie, more groups `d` a further one.

use crate::math::{ln, ln_1p};

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
    let mut moments = Moments::nobody(p);
    let mut ln_sum = -f64::from(d) * ln(tilt);
    for (group, (&n, w)) in n_risk.iter().zip(weight).enumerate().filter(|(_, (n, _))| **n > 0) {
        let odds = w * tilt;
        ln_sum += f64::from(n) * ln_1p(odds);
        moments.join(group, &Binomial::new(n, odds), d as usize);
    }
    moments.given(d as usize, ln_sum)
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

/// For each total of the groups that have joined: its probability, and the parts of the first and second moments of the
/// counts, around their binomial means, that come with it.
struct Moments {
    p: usize,
    from: usize,
    /// A probability, `p` first and `p (p + 1) / 2` second moments a total.
    cells: Vec<f64>,
    centre: Vec<f64>,
}

impl Moments {
    fn nobody(p: usize) -> Moments {
        let mut cells = vec![0.0; 1 + p + p * (p + 1) / 2];
        cells[0] = 1.0;
        Moments { p, from: 0, cells, centre: vec![0.0; p] }
    }

    fn width(&self) -> usize {
        1 + self.p + self.p * (self.p + 1) / 2
    }

    /// Another group joins; totals above `d` are not kept.
    fn join(&mut self, group: usize, binomial: &Binomial, d: usize) {
        let (p, width, from) = (self.p, self.width(), self.from + binomial.from);
        let totals = self.cells.len() / width + binomial.terms.len() - 1;
        let mut cells = vec![0.0; width * totals.min((d + 1).saturating_sub(from)).max(1)];
        if group < p {
            self.centre[group] = binomial.mean;
        }
        for (s, before) in self.cells.chunks_exact(width).enumerate() {
            let after = cells.chunks_exact_mut(width).skip(s);
            for ((k, &term), after) in binomial.terms.iter().enumerate().zip(after) {
                for (after, before) in after.iter_mut().zip(before) {
                    *after += before * term;
                }
                if group < p {
                    let apart = (binomial.from + k) as f64 - binomial.mean;
                    with_part(after, before, group, p, term * apart, apart);
                }
            }
        }
        (self.from, self.cells) = (from, cells);
    }

    /// The moments given that the total is `d`.
    fn given(self, d: usize, ln_sum: f64) -> Draw {
        let (p, width) = (self.p, self.width());
        let none = vec![f64::NAN; width];
        let at = d
            .checked_sub(self.from)
            .and_then(|s| self.cells.get(s * width..(s + 1) * width))
            .unwrap_or(&none);
        let chance = at[0];
        let apart: Vec<f64> = at[1..=p].iter().map(|first| first / chance).collect();
        let pairs = (0..p).flat_map(|i| (0..=i).map(move |j| (i, j)));
        let covariance =
            pairs.zip(&at[1 + p..]).map(|((i, j), second)| second / chance - apart[i] * apart[j]);
        Draw {
            ln_sum: ln_sum + ln(chance),
            covariance: covariance.collect(),
            mean: self.centre.iter().zip(&apart).map(|(centre, apart)| centre + apart).collect(),
        }
    }
}

/// The part that a count `apart` from its mean has in the moments, with `factor` its chance times `apart`.
fn with_part(after: &mut [f64], before: &[f64], group: usize, p: usize, factor: f64, apart: f64) {
    let cell = |i: usize, j: usize| 1 + p + i * (i + 1) / 2 + j;
    after[1 + group] += before[0] * factor;
    after[cell(group, group)] += before[0] * factor * apart;
    for other in 0..group {
        after[cell(group, other)] += before[1 + other] * factor;
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
