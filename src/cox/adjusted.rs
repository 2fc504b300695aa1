//! Curves of the groups, adjusted for the other columns of a Cox model. Two kinds, which differ and are named:
//!
//! * at the means: the curve that the model predicts for a row of each group whose other columns have their mean
//!   over all rows (R: `survfit(fit, newdata)` with these means). It is that of nobody in particular: half a woman.
//! * standardised (direct adjustment, g-computation): each row is put into the group and the predicted probabilities are
//!   averaged over all rows, `S_g(t) = mean_i exp(-H(t) exp(x_i b with group g))`. It is what would be seen had
//!   everybody been of group `g`, if the model holds. Source: Makuch (1982), Journal of Chronic Diseases 35, 437-443;
//!   Gail & Byar (1986), Biometrical Journal 28, 587-599.
//!
//! Standardising sums over rows and times. Rows are first gathered by their linear predictor: those within .01 of
//! each other are replaced by two that have the same mean, variance and skewness (Gauss quadrature with two nodes, Golub & Welsch
//! 1969, Mathematics of Computation 23, 221-230), which moves a probability by less than 1e-11: the remainder is at most
//! `1.12 / 24 * width^4 / 64`, 1.12 being the largest fourth derivative of `exp(-exp u)`. Where that is still
//! too much for all event times, [`GRID`] of them are taken, evenly by their number, the first and the last among them;
//! the curve is right at these, and [`Adjusted::all_times`] says so.
//!
//! With strata each row keeps the baseline hazard of its stratum; the average ends where the first stratum ends. Curves
//! at the means exist without strata only (there would be one a stratum: see
//! [`Baseline::predict`](super::baseline::Baseline::predict)). Errors: [`NoAdjusted`]. Weights are rows: subjects cut
//! into several rows count as often.

use super::baseline::Baseline;
use super::design::Design;
use super::likelihood::Ties;
use crate::math::{exp, symmetric::Matrix};
use crate::order::ascending;
use crate::step::last_at;

/// Event times at most where all of them would take too long.
pub const GRID: usize = 500;
/// Linear predictors this close are gathered.
const WIDTH: f64 = 0.01;
/// Exponentials above which the grid is taken: about .2 seconds.
const MANY: usize = 20_000_000;

/// What an adjusted curve is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Predicted at the means of the other columns.
    AtMeans,
    /// Averaged over all rows.
    Standardised,
}

impl Method {
    /// The name in a sentence: "curves at the means of the covariates".
    pub fn name(self) -> &'static str {
        match self {
            Method::AtMeans => "at the means of the covariates",
            Method::Standardised => "standardised over the data",
        }
    }
}

/// Why there are no adjusted curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAdjusted {
    /// No such term, or it is a number: there are no groups to compare.
    NoGroups,
    /// No events.
    NoEvents,
    /// Each stratum has a curve of its own at the means.
    Stratified,
}

/// The curve of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct AdjustedCurve {
    /// Name of the group.
    pub name: String,
    /// Probability of being without the event just after each time.
    pub surv: Vec<f64>,
    /// Variance of its logarithm; `None` for standardised curves.
    pub var_log_surv: Option<Vec<f64>>,
}

/// The curves of all groups of a term.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjusted {
    /// What they are.
    pub method: Method,
    /// Times of all curves, ascending: event times.
    pub time: Vec<f64>,
    /// Whether these are all event times up to `last_time`, or a grid of them.
    pub all_times: bool,
    /// Until when the curves stand.
    pub last_time: f64,
    /// The reference group, then the others in the order of the columns.
    pub curves: Vec<AdjustedCurve>,
}

/// Curves of the groups of the term with index `term`, at the means of all columns of other terms; `covariance` is that of
/// the coefficients `coef`.
///
/// # Errors
/// [`NoAdjusted`].
pub fn at_means(
    design: &Design,
    term: usize,
    coef: &[f64],
    covariance: &Matrix,
    ties: Ties,
) -> Result<Adjusted, NoAdjusted> {
    let groups = groups(design, term)?;
    if design.strata.len() > 1 {
        return Err(NoAdjusted::Stratified);
    }
    let baseline = Baseline::new(design, coef, ties);
    let n = design.n_rows() as f64;
    let mut values: Vec<f64> =
        design.columns.iter().map(|column| column.values.iter().sum::<f64>() / n).collect();
    let mut curves = Vec::new();
    let (mut time, mut last_time) = (Vec::new(), 0.0);
    for (name, column) in groups {
        values[design.terms[term].columns.clone()].fill(0.0);
        column.into_iter().for_each(|column| values[column] = 1.0);
        let curve = baseline.predict(0, &values, covariance).ok_or(NoAdjusted::NoEvents)?;
        curves.push(AdjustedCurve { name, surv: curve.surv, var_log_surv: Some(curve.var_log_surv) });
        (time, last_time) = (curve.time, curve.last_time);
    }
    Ok(Adjusted { method: Method::AtMeans, time, all_times: true, last_time, curves })
}

/// Curves of the groups of the term with index `term`, averaged over all rows of the design.
///
/// # Errors
/// [`NoAdjusted`].
///
/// ```
/// use riskset::cox::{adjusted::standardised, design::{Design, Model}, likelihood::Ties};
/// use riskset::data::{Covariate, Subjects, Survival, Values};
/// let data = Survival::new(Subjects {
///     time: vec![1.0, 2.0, 3.0, 4.0],
///     cause: vec![1, 0, 0, 0],
///     group: vec![0, 0, 1, 1],
///     groups: vec!["a".into(), "b".into()],
///     covariates: vec![Covariate { name: "x".into(), values: Values::Number(vec![0.0, 1.0, 0.0, 1.0]) }],
///     ..Subjects::default()
/// })?;
/// let design = Design::new(&data, &Model { reference: Some(0), covariates: vec![0], stratified: false });
/// let curves = standardised(&design, 0, &[f64::ln(2.0), f64::ln(3.0)], Ties::Efron).unwrap().curves;
/// // The one step of the baseline is 1 / (1 + 3 + 2 + 6); everybody in group b: half 2, half 6 times that.
/// let by_hand = (f64::exp(-2.0 / 12.0) + f64::exp(-6.0 / 12.0)) / 2.0;
/// assert!((curves[1].surv[0] - by_hand).abs() < 1e-14);
/// # Ok::<(), riskset::data::Unsound>(())
/// ```
pub fn standardised(design: &Design, term: usize, coef: &[f64], ties: Ties) -> Result<Adjusted, NoAdjusted> {
    let groups = groups(design, term)?;
    let baseline = Baseline::new(design, coef, ties);
    let last_time = baseline.strata.iter().map(|of| of.last_time).fold(f64::INFINITY, f64::min);
    let times = event_times(&baseline, last_time);
    if times.is_empty() {
        return Err(NoAdjusted::NoEvents);
    }
    let nodes: Vec<Vec<Node>> = others(design, term, coef, &baseline);
    let work = times.len().saturating_mul(nodes.iter().map(Vec::len).sum()).saturating_mul(groups.len());
    let all_times = work <= MANY || times.len() <= GRID;
    let time = if all_times { times } else { grid(&times) };
    let curve = |(name, column): (String, Option<usize>)| {
        let effect = column.and_then(|column| coef.get(column)).map_or(0.0, |&b| b);
        AdjustedCurve { name, surv: average(&baseline, &nodes, effect, &time), var_log_surv: None }
    };
    let curves = groups.into_iter().map(curve).collect();
    Ok(Adjusted { method: Method::Standardised, time, all_times, last_time, curves })
}

/// Names of the groups of a term, with the column that marks each; none marks the reference.
fn groups(design: &Design, term: usize) -> Result<Vec<(String, Option<usize>)>, NoAdjusted> {
    let term = design.terms.get(term).ok_or(NoAdjusted::NoGroups)?;
    let reference = term.reference.clone().ok_or(NoAdjusted::NoGroups)?;
    if !design.event.contains(&true) {
        return Err(NoAdjusted::NoEvents);
    }
    let others = term.columns.clone().map(|column| (design.columns[column].name.clone(), Some(column)));
    Ok(std::iter::once((reference, None)).chain(others).collect())
}

/// Event times of all strata, ascending, each once, up to `last_time`.
fn event_times(baseline: &Baseline, last_time: f64) -> Vec<f64> {
    let every: Vec<f64> = baseline.strata.iter().flat_map(|of| &of.time).copied().collect();
    let mut times: Vec<f64> = ascending(&every).into_iter().map(|i| every[i as usize]).collect();
    times.dedup();
    times.truncate(times.partition_point(|&time| time <= last_time));
    times
}

/// [`GRID`] of the times, evenly by their number.
fn grid(times: &[f64]) -> Vec<f64> {
    (0..GRID).map(|i| times[i * (times.len() - 1) / (GRID - 1)]).collect()
}

/// Rows of like linear predictors.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    /// Linear predictor less the centre of the baseline, without the term.
    at: f64,
    /// Share of all rows.
    share: f64,
}

/// The rows of each stratum, gathered by what the columns of other terms add up to.
fn others(design: &Design, term: usize, coef: &[f64], baseline: &Baseline) -> Vec<Vec<Node>> {
    let mut without = coef.to_vec();
    for column in design.terms[term].columns.clone() {
        without.get_mut(column).into_iter().for_each(|b| *b = 0.0);
    }
    let linear = design.linear_predictor(&without);
    let n = design.n_rows() as f64;
    let of_stratum = |(s, rows): (usize, &std::ops::Range<usize>)| {
        let centre = baseline.centred(s).1;
        gather(&linear[rows.clone()], |at, count| Node { at: at - centre, share: count / n })
    };
    design.strata.iter().enumerate().map(of_stratum).collect()
}

/// One or two nodes, made by `node` of a value and a count, for the values in each interval of [`WIDTH`].
fn gather(values: &[f64], node: impl Fn(f64, f64) -> Node) -> Vec<Node> {
    let sorted: Vec<f64> = ascending(values).into_iter().map(|i| values[i as usize]).collect();
    let first = sorted.first().copied().unwrap_or(0.0);
    let interval = |value: f64| ((value - first) / WIDTH).floor();
    let mut nodes = Vec::new();
    for near in sorted.chunk_by(|&a, &b| interval(a) == interval(b)) {
        let n = near.len() as f64;
        let mean = near[0] + near.iter().map(|x| x - near[0]).sum::<f64>() / n;
        let moment = |power: fn(f64) -> f64| near.iter().map(|x| power(x - mean)).sum::<f64>() / n;
        let variance = moment(|x| x * x);
        if variance < 1e-30 {
            nodes.push(node(mean, n));
            continue;
        }
        let sd = variance.sqrt();
        let half = moment(|x| x * x * x) / (variance * sd) / 2.0;
        let reach = (1.0 + half * half).sqrt();
        // In standard deviations: above and below the mean.
        let (above, below) = (half + reach, reach - half);
        nodes.push(node(mean - sd * below, n * above / (above + below)));
        nodes.push(node(mean + sd * above, n * below / (above + below)));
    }
    nodes
}

/// The average over the nodes, with `effect` added to their linear predictors, at each of the times.
fn average(baseline: &Baseline, nodes: &[Vec<Node>], effect: f64, times: &[f64]) -> Vec<f64> {
    let mut surv = vec![0.0; times.len()];
    for (s, nodes) in nodes.iter().enumerate() {
        let hazard = baseline.centred(s).0;
        let weights: Vec<(f64, f64)> = nodes.iter().map(|node| (exp(node.at + effect), node.share)).collect();
        for (surv, &time) in surv.iter_mut().zip(times) {
            let h = last_at(&baseline.strata[s].time, time).map_or(0.0, |at| hazard[at]);
            // 0 even against a weight beyond all numbers.
            let of = |&(weight, share): &(f64, f64)| if h > 0.0 { share * exp(-h * weight) } else { share };
            *surv += weights.iter().map(of).sum::<f64>();
        }
    }
    surv
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(at: f64, share: f64) -> Node {
        Node { at, share }
    }

    #[test]
    fn two_values_are_kept_as_they_are() {
        let nodes = gather(&[1.001, 1.0, 1.0, 5.0], node);
        let expected = [(1.0, 2.0), (1.001, 1.0), (5.0, 1.0)];
        assert_eq!(nodes.len(), 3);
        for (node, (at, share)) in nodes.iter().zip(expected) {
            assert!((node.at - at).abs() < 1e-13 && (node.share - share).abs() < 1e-9, "{nodes:?}");
        }
    }

    #[test]
    fn gathering_moves_an_average_by_less_than_1e_11() {
        let values: Vec<f64> =
            (0..4000_u32).map(|i| f64::from(i * 7919 % 4001) / 4001.0 * 6.0 - 3.0).collect();
        let nodes = gather(&values, node);
        assert!(nodes.len() < 1210, "{}", nodes.len());
        for h in [1e-3, 0.05, 0.4, 2.0, 10.0] {
            let f = |x: f64| exp(-h * exp(x));
            let exact: f64 = values.iter().map(|&x| f(x)).sum::<f64>() / 4000.0;
            let ours: f64 = nodes.iter().map(|node| node.share * f(node.at)).sum::<f64>() / 4000.0;
            assert!((exact - ours).abs() < 1e-11, "{h}: {exact} {ours}");
        }
    }

    #[test]
    fn a_grid_holds_both_ends() {
        let times: Vec<f64> = (0..12_345).map(f64::from).collect();
        let grid = grid(&times);
        assert_eq!((grid.len(), grid[0], grid[GRID - 1]), (GRID, 0.0, 12_344.0));
        assert!(grid.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
