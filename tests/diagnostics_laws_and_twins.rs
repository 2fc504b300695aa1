//! Holds the diagnostics of Cox models to laws that need no reference, and to slow twins: the same quantities straight
//! from their definitions, risk set by risk set and row by row.
//!
//! Draws have heavy ties or none, one or two strata, delayed entry or not, a group and a number. Coefficients are
//! drawn too: most laws hold anywhere, not at the maximum alone.

// The twins call the machine's own exponential: not even that is shared.
#![allow(clippy::disallowed_methods)]
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::survival;
use common::tolerance::Quantity;
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use riskset::cox::adjusted::{GRID, NoAdjusted, at_means, standardised};
use riskset::cox::baseline::Baseline;
use riskset::cox::design::{Design, Model};
use riskset::cox::fit_groups;
use riskset::cox::likelihood::Ties;
use riskset::cox::partial::PartialLikelihood;
use riskset::cox::ph_plot::ph_residuals;
use riskset::cox::ph_test::{NoPhTest, PhTest, Transform, ph_test, ph_test_groups};
use riskset::cox::regression;
use riskset::cox::residuals::{deviance, dfbeta, dfbetas, martingale, schoenfeld, score};
use riskset::data::{Covariate, Labels, Subjects, Values};
use riskset::estimate::kaplan_meier::by_group;
use riskset::math::symmetric::Matrix;
use riskset::risk_set::RiskSets;

const TIES: [Ties; 2] = [Ties::Efron, Ties::Breslow];

fn config() -> ProptestConfig {
    let drawn = ProptestConfig::default();
    let rng_seed = match drawn.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1994),
        asked => asked,
    };
    let kept = FileFailurePersistence::Direct("tests/proptest-regressions/diagnostics.txt");
    ProptestConfig { rng_seed, failure_persistence: Some(Box::new(kept)), ..drawn }
}

/// Subjects of up to three groups with a whole number `x` from 0 to 4, in one or two strata.
fn cohort() -> impl Strategy<Value = Subjects> {
    let top = prop::sample::select(vec![3_u32, 10, 100_000]);
    (2..=3_u16, top, any::<bool>(), 1..=2_u16).prop_flat_map(|(k, top, delayed, n_strata)| {
        let subject = (1..=top, 0..=top, prop::bool::weighted(0.7), 0..k, 0..5_u8, 0..n_strata);
        prop::collection::vec(subject, 4..40).prop_map(move |rows| Subjects {
            time: rows.iter().map(|row| f64::from(row.0)).collect(),
            entry: delayed.then(|| rows.iter().map(|row| f64::from(row.1.min(row.0)) - 1.0).collect()),
            cause: rows.iter().map(|row| u8::from(row.2)).collect(),
            group: rows.iter().map(|row| row.3).collect(),
            groups: (0..k).map(|group| format!("group {group}")).collect(),
            strata: Some(Labels {
                of: rows.iter().map(|row| row.5).collect(),
                names: (0..n_strata).map(|s| s.to_string()).collect(),
            }),
            covariates: vec![Covariate {
                name: "x".into(),
                values: Values::Number(rows.iter().map(|row| f64::from(row.4)).collect()),
            }],
            ..Subjects::default()
        })
    })
}

fn coefficients() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1.5_f64..1.5, 3)
}

/// Groups and `x`, stratified; `coef` has one number a column.
fn laid_out(subjects: &Subjects, coef: &[f64]) -> (Design, Vec<f64>) {
    let model = Model { reference: Some(0), covariates: vec![0], stratified: true };
    let design = Design::new(&survival(subjects), &model);
    let coef = coef[..design.n_columns()].to_vec();
    (design, coef)
}

fn at_other_times(subjects: &Subjects, change: impl Fn(f64) -> f64) -> Subjects {
    Subjects {
        time: subjects.time.iter().map(|&time| change(time)).collect(),
        entry: subjects.entry.as_ref().map(|entry| entry.iter().map(|&entry| change(entry)).collect()),
        ..subjects.clone()
    }
}

/// The statistics of all tests, those of no test as -1.
fn statistics(test: &Result<PhTest, NoPhTest>) -> Vec<f64> {
    test.as_ref().map_or(Vec::new(), |test| {
        let each = test.columns.iter().chain(&test.terms).map(|test| test.map_or(-1.0, |test| test.chi_sq));
        each.chain([test.global.chi_sq, test.global.df as f64]).collect()
    })
}

/// Whether every column has its test: none depends on others, in which case rounding decides which is left out.
fn all_tested(test: &Result<PhTest, NoPhTest>) -> bool {
    test.as_ref().is_ok_and(|test| test.global.df == test.columns.len())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn residuals_add_up((subjects, coef) in (cohort(), coefficients())) {
        let (design, coef) = laid_out(&subjects, &coef);
        for ties in TIES {
            let of_rows = martingale(&design, &design.linear_predictor(&coef), ties);
            for rows in &design.strata {
                Quantity::Residual.assert("martingale", of_rows[rows.clone()].iter().sum(), 0.0);
            }
            prop_assert!(of_rows.iter().zip(&design.event).all(|(m, event)| *m <= f64::from(u8::from(*event))));
            for (deviance, of_row) in deviance(&of_rows, &design.event).iter().zip(&of_rows) {
                prop_assert!(deviance.is_finite() && (*deviance == 0.0 || deviance.signum() == of_row.signum()));
            }
            let gradient = PartialLikelihood::new(&design, ties).evaluate(&coef).score;
            let by_column = |columns: &[Vec<f64>]| columns.iter().map(|c| c.iter().sum()).collect::<Vec<f64>>();
            let of_score = score(&design, &coef, ties).unwrap();
            Quantity::Residual.assert_all("score", &by_column(&of_score), &gradient);
            let of_events = schoenfeld(&design, &coef, ties).unwrap();
            Quantity::Residual.assert_all("schoenfeld", &by_column(&of_events.columns), &gradient);
        }
    }

    #[test]
    fn at_the_maximum_residuals_add_up_to_nothing(subjects in cohort()) {
        let (design, _) = laid_out(&subjects, &[0.0; 3]);
        for ties in TIES {
            let Ok(fit) = regression::fit(&design, ties, &regression::Options::default()) else { continue };
            let settled = |&column: &usize| fit.coefficients[column].estimate().is_some();
            if !fit.has_maximum() || !fit.kept.iter().all(settled) {
                continue;
            }
            let of_score = score(&design, &fit.coef, ties).unwrap();
            for columns in [&of_score, &schoenfeld(&design, &fit.coef, ties).unwrap().columns] {
                for (j, column) in columns.iter().enumerate().filter(|(j, _)| fit.kept.contains(j)) {
                    Quantity::Score.assert(&format!("column {j}"), column.iter().sum(), 0.0);
                }
            }
            for column in dfbeta(&of_score, &fit.variance) {
                Quantity::Score.assert("dfbeta", column.iter().sum(), 0.0);
            }
        }
    }

    #[test]
    fn only_the_order_of_times_matters((subjects, coef) in (cohort(), coefficients())) {
        let bent = at_other_times(&subjects, |time| 3.0 * time + (time + 2.0).sqrt());
        let ((here, coef), (there, _)) = (laid_out(&subjects, &coef), laid_out(&bent, &coef));
        for (ties, transform) in TIES.into_iter().flat_map(|ties| [(ties, Transform::Km), (ties, Transform::Rank)]) {
            prop_assert_eq!(ph_test(&here, &coef, ties, transform), ph_test(&there, &coef, ties, transform));
        }
        for ties in TIES {
            prop_assert_eq!(score(&here, &coef, ties), score(&there, &coef, ties));
            prop_assert_eq!(Baseline::new(&here, &coef, ties).cum_haz(0), Baseline::new(&there, &coef, ties).cum_haz(0));
        }
    }

    #[test]
    fn the_unit_of_time_changes_no_test(
        (subjects, coef) in (cohort(), coefficients()),
        unit in prop::sample::select(vec![1.0 / 7.0, 365.25]),
    ) {
        let ((here, coef), (there, _)) =
            (laid_out(&subjects, &coef), laid_out(&at_other_times(&subjects, |time| time * unit), &coef));
        for transform in [Transform::Identity, Transform::Log] {
            let here = ph_test(&here, &coef, Ties::Efron, transform);
            if all_tested(&here) {
                let there = ph_test(&there, &coef, Ties::Efron, transform);
                Quantity::PhTest.assert_all(transform.name(), &statistics(&there), &statistics(&here));
            }
        }
    }

    /// `x` in another unit and from another zero, its coefficient accordingly.
    #[test]
    fn the_unit_of_a_covariate_changes_nothing((subjects, coef) in (cohort(), coefficients())) {
        let (here, coef) = laid_out(&subjects, &coef);
        let mut there = here.clone();
        let x = here.n_columns() - 1;
        there.columns[x].values.iter_mut().for_each(|x| *x = 7.0 - 0.1 * *x);
        let mut other = coef.clone();
        other[x] /= -0.1;
        for ties in TIES {
            let one = martingale(&here, &here.linear_predictor(&coef), ties);
            let two = martingale(&there, &there.linear_predictor(&other), ties);
            Quantity::Residual.assert_all("martingale", &two, &one);
            let one = ph_test(&here, &coef, ties, Transform::Km);
            let two = ph_test(&there, &other, ties, Transform::Km);
            if all_tested(&one) && all_tested(&two) {
                Quantity::PhTest.assert_all("test", &statistics(&two), &statistics(&one));
            }
            let curves = |design, coef: &[f64]| standardised(design, 0, coef, ties);
            match (curves(&here, &coef), curves(&there, &other)) {
                (Ok(one), Ok(two)) => for (one, two) in one.curves.iter().zip(&two.curves) {
                    Quantity::Adjusted.assert_all("adjusted", &two.surv, &one.surv);
                },
                (one, two) => prop_assert_eq!(one, two),
            }
        }
    }

    /// A row cut in two is two rows; each scale but that of ranks counts what happens, not rows.
    #[test]
    fn splitting_a_row_changes_nothing(
        (subjects, coef) in (cohort(), coefficients()),
        cuts in prop::collection::vec(prop::option::of(0.0_f64..1.0), 40),
    ) {
        let n = subjects.time.len();
        let mut entry = subjects.entry.clone().unwrap_or_else(|| vec![-1.0; n]);
        let mut split = Subjects { entry: Some(entry.clone()), ..subjects.clone() };
        let Values::Number(x) = &subjects.covariates[0].values else { unreachable!() };
        let (mut values, mut of) = (x.clone(), subjects.strata.as_ref().unwrap().of.clone());
        for (i, cut) in (0..n).zip(&cuts) {
            let Some(share) = cut else { continue };
            let cut = (entry[i] + share * (split.time[i] - entry[i])).round();
            if entry[i] < cut && cut < split.time[i] && cut >= 0.0 {
                split.time.push(cut);
                split.cause.push(0);
                split.group.push(split.group[i]);
                values.push(values[i]);
                of.push(of[i]);
                entry.push(entry[i]);
                entry[i] = cut;
            }
        }
        split.entry = Some(entry);
        split.covariates[0].values = Values::Number(values);
        split.strata.as_mut().unwrap().of = of;
        let ((here, coef), (there, _)) = (laid_out(&subjects, &coef), laid_out(&split, &coef));
        for ties in TIES {
            for transform in [Transform::Km, Transform::Identity, Transform::Log] {
                let one = ph_test(&here, &coef, ties, transform);
                let two = ph_test(&there, &coef, ties, transform);
                if all_tested(&one) && all_tested(&two) {
                    Quantity::PhTest.assert_all(transform.name(), &statistics(&two), &statistics(&one));
                }
            }
            let (one, two) = (schoenfeld(&here, &coef, ties).unwrap(), schoenfeld(&there, &coef, ties).unwrap());
            for (one, two) in one.columns.iter().zip(&two.columns) {
                Quantity::Residual.assert_all("schoenfeld", two, one);
            }
            let (one, two) = (Baseline::new(&here, &coef, ties), Baseline::new(&there, &coef, ties));
            for s in 0..one.strata.len() {
                Quantity::Predicted.assert_all("hazard", &two.cum_haz(s), &one.cum_haz(s));
            }
            let total = |design: &Design| -> f64 {
                let of_rows = martingale(design, &design.linear_predictor(&coef), ties);
                // Those of group 0: the parts of a row add up.
                of_rows.iter().zip(&design.columns[0].values).filter(|(_, is)| **is == 0.0).map(|(m, _)| m).sum()
            };
            Quantity::Residual.assert("martingale", total(&there), total(&here));
        }
    }

    #[test]
    fn groups_are_counted_as_rows((mut subjects, coef) in (cohort(), coefficients())) {
        (subjects.strata, subjects.covariates) = (None, Vec::new());
        let data = survival(&subjects);
        let (sets, k) = (RiskSets::new(&data), subjects.groups.len());
        for (ties, reference) in TIES.into_iter().flat_map(|ties| [(ties, 0), (ties, k - 1)]) {
            let model = Model { reference: Some(reference), covariates: vec![], stratified: false };
            let design = Design::new(&data, &model);
            for transform in Transform::ALL {
                let counted = ph_test_groups(&sets, reference, &coef[..k - 1], ties, transform);
                let general = ph_test(&design, &coef[..k - 1], ties, transform);
                if all_tested(&counted) {
                    Quantity::PhTest.assert_all("test", &statistics(&counted), &statistics(&general));
                } else if let Err(reason) = counted {
                    // Only the counts can tell that a group runs away.
                    prop_assert!(reason == NoPhTest::RunsAway || general.as_ref().err() == Some(&reason), "{:?} {:?}", reason, general);
                }
            }
        }
    }

    /// Which group is the reference does not change the test of all of them.
    #[test]
    fn the_reference_does_not_matter(mut subjects in cohort()) {
        (subjects.strata, subjects.covariates) = (None, Vec::new());
        let sets = RiskSets::new(&survival(&subjects));
        for transform in Transform::ALL {
            let test = |reference| {
                let fit = fit_groups(&sets, reference, Ties::Efron).ok()?;
                let coef: Vec<f64> = fit.coefficients.iter().map(|c| c.coef).collect();
                fit.wald?;
                ph_test_groups(&sets, reference, &coef, Ties::Efron, transform).ok().filter(|test| test.global.df == coef.len())
            };
            if let (Some(one), Some(two)) = (test(0), test(subjects.groups.len() - 1)) {
                Quantity::PhTest.assert("global", two.global.chi_sq, one.global.chi_sq);
            }
        }
    }

    /// Curves are probabilities that fall; where the number has no coefficient the two kinds are one.
    #[test]
    fn adjusted_curves_have_the_shape_of_curves((mut subjects, coef) in (cohort(), coefficients())) {
        let (design, of_all) = laid_out(&subjects, &coef);
        let falls = |surv: &[f64]| {
            surv.iter().all(|s| (0.0..=1.0 + 1e-12).contains(s)) && surv.windows(2).all(|pair| pair[1] <= pair[0])
        };
        if let Ok(found) = standardised(&design, 0, &of_all, Ties::Efron) {
            prop_assert!(found.all_times && found.curves.iter().all(|curve| falls(&curve.surv)));
            prop_assert!(found.time.iter().all(|&time| time <= found.last_time));
        }
        subjects.strata = None;
        let (design, mut coef) = laid_out(&subjects, &coef);
        let nothing = Matrix::zeros(coef.len());
        *coef.last_mut().unwrap() = 0.0;
        match (standardised(&design, 0, &coef, Ties::Efron), at_means(&design, 0, &coef, &nothing, Ties::Efron)) {
            (Ok(one), Ok(two)) => {
                prop_assert_eq!(&one.time, &two.time);
                for (one, two) in one.curves.iter().zip(&two.curves) {
                    prop_assert_eq!(&one.name, &two.name);
                    Quantity::Adjusted.assert_all("curve", &one.surv, &two.surv);
                }
            }
            (one, two) => prop_assert_eq!((one.err(), two.err()), (Some(NoAdjusted::NoEvents), Some(NoAdjusted::NoEvents))),
        }
    }
}

// --- Twins ---

/// Linear congruential generator (Knuth 1997, The Art of Computer Programming 2, 3.3.4, MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// One denominator of the partial likelihood: who is in it with which weight, at which time.
struct Denominator {
    stratum: usize,
    time: f64,
    n_event: usize,
    /// Weight of each row, 0 for those not at risk; `present` is what is still there of a tied event.
    weight: Vec<f64>,
    present: Vec<f64>,
}

impl Denominator {
    fn total(&self) -> f64 {
        self.weight.iter().sum()
    }

    fn mean(&self, x: &[f64]) -> f64 {
        self.weight.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() / self.total()
    }
}

fn stratum_of(design: &Design, row: usize) -> usize {
    design.strata.iter().position(|rows| rows.contains(&row)).unwrap()
}

fn denominators(design: &Design, coef: &[f64], ties: Ties) -> Vec<Denominator> {
    let n = design.n_rows();
    let linear = |i: usize| -> f64 { design.columns.iter().zip(coef).map(|(c, b)| c.values[i] * b).sum() };
    let mut all = Vec::new();
    for (stratum, rows) in design.strata.iter().enumerate() {
        let mut times: Vec<f64> = rows.clone().filter(|&i| design.event[i]).map(|i| design.time[i]).collect();
        times.dedup();
        for time in times {
            let events = rows.clone().filter(|&i| design.event[i] && design.time[i] == time).count();
            for r in 0..events {
                let left = if ties == Ties::Efron { 1.0 - r as f64 / events as f64 } else { 1.0 };
                let present: Vec<f64> = (0..n)
                    .map(|i| {
                        let late = design.entry.as_ref().is_some_and(|entry| entry[i] >= time);
                        if !rows.contains(&i) || late || design.time[i] < time {
                            0.0
                        } else if design.event[i] && design.time[i] == time {
                            left
                        } else {
                            1.0
                        }
                    })
                    .collect();
                let weight = (0..n).map(|i| present[i] * linear(i).exp()).collect();
                all.push(Denominator { stratum, time, n_event: events, weight, present });
            }
        }
    }
    all
}

/// Solves `a x = b` by elimination with pivots; `None` where a pivot is small.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    let size = a.iter().flatten().fold(0.0_f64, |m, x| m.max(x.abs()));
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs()))?;
        a.swap(k, pivot);
        b.swap(k, pivot);
        if a[k][k].abs() < 1e-7 * size {
            return None;
        }
        for i in k + 1..n {
            let factor = a[i][k] / a[k][k];
            let above = a[k].clone();
            a[i][k..].iter_mut().zip(&above[k..]).for_each(|(cell, above)| *cell -= factor * above);
            b[i] -= factor * b[k];
        }
    }
    for k in (0..n).rev() {
        b[k] = (b[k] - (k + 1..n).map(|j| a[k][j] * b[j]).sum::<f64>()) / a[k][k];
    }
    Some(b)
}

/// The scale of time of R's `cox.zph`, from the definitions.
fn scale(design: &Design, transform: Transform, time: f64) -> f64 {
    let ends = |t: f64| design.time.iter().filter(|&&end| end == t).count() as f64;
    match transform {
        Transform::Identity => time,
        Transform::Log => time.ln(),
        Transform::Rank => {
            design.time.iter().filter(|&&end| end < time).count() as f64 + (ends(time) + 1.0) / 2.0
        }
        Transform::Km => {
            let rows = 0..design.n_rows();
            let mut before: Vec<f64> = rows
                .clone()
                .filter(|&i| design.event[i])
                .map(|i| design.time[i])
                .filter(|&t| t < time)
                .collect();
            before.sort_by(f64::total_cmp);
            before.dedup();
            let surv: f64 = before
                .iter()
                .map(|&t| {
                    let at_risk = |i: usize| {
                        design.time[i] >= t && design.entry.as_ref().is_none_or(|entry| entry[i] < t)
                    };
                    let n = rows.clone().filter(|&i| at_risk(i)).count() as f64;
                    let d = rows.clone().filter(|&i| design.event[i] && design.time[i] == t).count() as f64;
                    1.0 - d / n
                })
                .product();
            1.0 - surv
        }
    }
}

/// The test of the columns `tested`, from the score and the whole information.
fn twin_test(
    design: &Design,
    coef: &[f64],
    ties: Ties,
    transform: Transform,
    tested: &[usize],
) -> Option<f64> {
    let p = design.n_columns();
    let events: Vec<usize> = (0..design.n_rows()).filter(|&i| design.event[i]).collect();
    let mean: f64 =
        events.iter().map(|&i| scale(design, transform, design.time[i])).sum::<f64>() / events.len() as f64;
    let size = p + tested.len();
    let of = |a: usize, g: f64| if a < p { (a, 1.0) } else { (tested[a - p], g) };
    let (mut information, mut score) = (vec![vec![0.0; size]; size], vec![0.0; size]);
    for &i in &events {
        let g = scale(design, transform, design.time[i]) - mean;
        (p..size).for_each(|a| score[a] += g * design.columns[of(a, g).0].values[i]);
    }
    for denominator in denominators(design, coef, ties) {
        let g = scale(design, transform, denominator.time) - mean;
        let column = |j: usize| &design.columns[j].values;
        for a in 0..size {
            let (i, g_i) = of(a, g);
            let mean_i = denominator.mean(column(i));
            if a >= p {
                score[a] -= g * mean_i;
            }
            for (b, cell) in information[a].iter_mut().enumerate() {
                let (j, g_j) = of(b, g);
                let mean_j = denominator.mean(column(j));
                let product: Vec<f64> =
                    column(i).iter().zip(column(j)).map(|(x, y)| (x - mean_i) * (y - mean_j)).collect();
                *cell += g_i * g_j * denominator.mean(&product);
            }
        }
    }
    Some(solve(information, score.clone())?.iter().zip(&score).map(|(x, u)| x * u).sum())
}

/// Sizes 4 to 33, times on 3, 12 or 5000 days, entry delayed in every second, strata in every third.
fn draws(n: usize) -> impl Iterator<Item = (Design, Vec<f64>)> {
    let mut dice = Dice(20_250_101);
    (0..n).map(move |draw| {
        let size = 4 + dice.roll(30) as usize;
        let days = [3, 12, 5000][dice.roll(3) as usize];
        let time: Vec<f64> = (0..size).map(|_| 1.0 + dice.roll(days) as f64).collect();
        let entry = time.iter().map(|&time| dice.roll(time as u64) as f64).collect();
        let mut number = |sides| (0..size).map(|_| dice.roll(sides)).collect::<Vec<u64>>();
        let of = |numbers: Vec<u64>| numbers.into_iter().map(|number| number as u16).collect::<Vec<u16>>();
        let (cause, group, x, stratum) = (number(4), of(number(3)), number(9), of(number(2)));
        let subjects = Subjects {
            time,
            entry: (draw % 2 == 0).then_some(entry),
            cause: cause.iter().map(|&c| u8::from(c > 0)).collect(),
            group,
            groups: vec!["a".into(), "b".into(), "c".into()],
            strata: (draw % 3 == 0).then(|| Labels { of: stratum, names: vec!["s".into(), "t".into()] }),
            covariates: vec![Covariate {
                name: "x".into(),
                values: Values::Number(x.iter().map(|&x| x as f64 / 4.0).collect()),
            }],
            ..Subjects::default()
        };
        let model = Model { reference: Some(0), covariates: vec![0], stratified: true };
        let coef = (0..3).map(|_| dice.roll(2000) as f64 / 1000.0 - 1.0).collect();
        (Design::new(&survival(&subjects), &model), coef)
    })
}

#[test]
fn tests_of_proportional_hazards() {
    let mut compared = 0;
    for (design, coef) in draws(120) {
        for (ties, transform) in TIES.into_iter().flat_map(|ties| Transform::ALL.map(|t| (ties, t))) {
            let ours = ph_test(&design, &coef, ties, transform);
            if !all_tested(&ours) {
                continue;
            }
            let ours = ours.unwrap();
            let twin = |tested: &[usize]| twin_test(&design, &coef, ties, transform, tested);
            for (ours, tested) in [
                (ours.global, vec![0, 1, 2]),
                (ours.terms[0].unwrap(), vec![0, 1]),
                (ours.terms[1].unwrap(), vec![2]),
                (ours.columns[1].unwrap(), vec![1]),
            ] {
                let Some(twin) = twin(&tested) else { continue };
                Quantity::PhTest.assert(transform.name(), ours.chi_sq, twin);
                compared += 1;
            }
        }
    }
    assert!(compared > 1_500, "{compared}");
}

#[test]
fn residuals_row_by_row() {
    for (design, coef) in draws(300) {
        for ties in TIES {
            let all = denominators(&design, &coef, ties);
            let of_rows = martingale(&design, &design.linear_predictor(&coef), ties);
            let of_score = score(&design, &coef, ties).unwrap();
            let of_events = schoenfeld(&design, &coef, ties).unwrap();
            for i in 0..design.n_rows() {
                // The hazard of a denominator, as far as the row is in it.
                let lived = |d: &Denominator| d.weight[i] / d.total();
                let own: Vec<&Denominator> = all
                    .iter()
                    .filter(|d| {
                        design.event[i] && d.time == design.time[i] && d.stratum == stratum_of(&design, i)
                    })
                    .collect();
                let event = f64::from(u8::from(design.event[i]));
                Quantity::Residual.assert(
                    "martingale",
                    of_rows[i],
                    event - all.iter().map(lived).sum::<f64>(),
                );
                for (j, column) in design.columns.iter().enumerate() {
                    let x = column.values[i];
                    let jump =
                        own.iter().map(|d| (x - d.mean(&column.values)) / d.n_event as f64).sum::<f64>();
                    let drift: f64 = all.iter().map(|d| (x - d.mean(&column.values)) * lived(d)).sum();
                    Quantity::Residual.assert("score", of_score[j][i], jump - drift);
                    if let Some(at) = of_events.rows.iter().position(|&row| row as usize == i) {
                        Quantity::Residual.assert("schoenfeld", of_events.columns[j][at], jump);
                    }
                }
            }
        }
    }
}

#[test]
fn hazards_and_predicted_curves() {
    for (design, coef) in draws(300) {
        let mut covariance = Matrix::zeros(3);
        for (i, j, value) in [(0, 0, 0.5), (1, 1, 0.4), (2, 2, 0.3), (0, 1, 0.1), (1, 2, -0.05)] {
            covariance[(i, j)] = value;
            covariance[(j, i)] = value;
        }
        let values = [1.0, 0.0, 1.5];
        let weight: f64 = values.iter().zip(&coef).map(|(x, b)| x * b).sum::<f64>().exp();
        for ties in TIES {
            let all = denominators(&design, &coef, ties);
            let baseline = Baseline::new(&design, &coef, ties);
            for (s, stratum) in baseline.strata.iter().enumerate() {
                let curve = baseline.predict(s, &values, &covariance).unwrap();
                for (at, &time) in stratum.time.iter().enumerate() {
                    let until: Vec<&Denominator> =
                        all.iter().filter(|d| d.stratum == s && d.time <= time).collect();
                    let hazard: f64 = until.iter().map(|d| 1.0 / d.total()).sum();
                    let now = until.iter().rfind(|d| d.time == time).unwrap();
                    let n_risk = now.present.iter().filter(|&&present| present > 0.0).count();
                    assert_eq!(
                        (stratum.n_risk[at] as usize, stratum.n_event[at] as usize),
                        (n_risk, now.n_event)
                    );
                    Quantity::Predicted.assert("hazard", baseline.cum_haz(s)[at], hazard);
                    Quantity::Predicted.assert("cum_haz", curve.cum_haz[at], hazard * weight);
                    Quantity::Predicted.assert("surv", curve.surv[at], (-hazard * weight).exp());
                    let known: f64 = until.iter().map(|d| d.total().powi(-2)).sum();
                    let q: Vec<f64> = (0..3)
                        .map(|j| {
                            let gap = |d: &&Denominator| values[j] - d.mean(&design.columns[j].values);
                            until.iter().map(|d| gap(d) / d.total()).sum()
                        })
                        .collect();
                    let pairs = (0..3).flat_map(|i| (0..3).map(move |j| (i, j)));
                    let learnt: f64 = pairs.map(|(i, j)| q[i] * q[j] * covariance[(i, j)]).sum();
                    Quantity::Predicted.assert(
                        "variance",
                        curve.var_log_surv[at],
                        weight * weight * (known + learnt),
                    );
                    assert_eq!(curve.surv_at(time), Some(curve.surv[at]));
                }
                assert_eq!(curve.surv_at(stratum.last_time + 1.0), None);
            }
        }
    }
}

#[test]
fn standardised_curves_row_by_row() {
    for (design, coef) in draws(200) {
        let Ok(found) = standardised(&design, 0, &coef, Ties::Efron) else { continue };
        let all = denominators(&design, &coef, Ties::Efron);
        for (g, curve) in found.curves.iter().enumerate() {
            for (&time, &surv) in found.time.iter().zip(&curve.surv) {
                let effect = if g == 0 { 0.0 } else { coef[g - 1] };
                let of_row = |i: usize| {
                    let here = |d: &&Denominator| d.stratum == stratum_of(&design, i) && d.time <= time;
                    let hazard: f64 = all.iter().filter(here).map(|d| 1.0 / d.total()).sum();
                    (-hazard * (effect + coef[2] * design.columns[2].values[i]).exp()).exp()
                };
                let mean = (0..design.n_rows()).map(of_row).sum::<f64>() / design.n_rows() as f64;
                Quantity::Adjusted.assert("standardised", surv, mean);
            }
        }
    }
}

/// A design of two groups and a number that takes as many values as there are rows.
fn large(n: usize) -> Design {
    let mut dice = Dice(7);
    let subjects = Subjects {
        time: (0..n).map(|i| 1.0 + i as f64 / 16.0).collect(),
        cause: vec![1; n],
        group: (0..n).map(|_| dice.roll(2) as u16).collect(),
        groups: vec!["a".into(), "b".into()],
        covariates: vec![Covariate {
            name: "x".into(),
            values: Values::Number((0..n).map(|_| dice.roll(1 << 30) as f64 / (1 << 26) as f64).collect()),
        }],
        ..Subjects::default()
    };
    let model = Model { reference: Some(0), covariates: vec![0], stratified: false };
    Design::new(&survival(&subjects), &model)
}

/// Where all times would be too many, the curves stand on a grid and are right on it.
#[test]
fn a_grid_where_all_times_would_take_too_long() {
    let (design, coef) = (large(8_000), [0.5, -0.9]);
    let found = standardised(&design, 0, &coef, Ties::Efron).unwrap();
    assert!(!found.all_times && found.time.len() == GRID);
    assert_eq!((found.time[0], found.time[GRID - 1]), (design.time[0], design.time[7_999]));
    let baseline = Baseline::new(&design, &coef, Ties::Efron);
    let (times, hazard) = (&baseline.strata[0].time, baseline.cum_haz(0));
    for at in [0, 100, 250, 499] {
        let place = times.iter().position(|&time| time == found.time[at]).unwrap();
        for (curve, effect) in found.curves.iter().zip([0.0, 0.5]) {
            let of_row = |x: &f64| (-hazard[place] * (effect - 0.9 * x).exp()).exp();
            let mean = design.columns[1].values.iter().map(of_row).sum::<f64>() / 8_000.0;
            Quantity::Adjusted.assert("standardised", curve.surv[at], mean);
        }
    }
}

/// Rows of a weight of e^90 come and go; those of weight 1 are counted all the same.
#[test]
fn a_large_weight_that_leaves_takes_nothing_along() {
    let subjects = Subjects {
        time: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        entry: Some(vec![0.0, 0.0, 2.5, 0.0, 4.5, 0.0]),
        cause: vec![1, 1, 0, 1, 0, 1],
        group: vec![0; 6],
        groups: vec!["all".into()],
        covariates: vec![Covariate {
            name: "x".into(),
            values: Values::Number(vec![0.0, 0.0, 90.0, 0.0, 90.0, 0.0]),
        }],
        ..Subjects::default()
    };
    let model = Model { reference: None, covariates: vec![0], stratified: false };
    let design = Design::new(&survival(&subjects), &model);
    // The large ones are at risk at no event: hazards 1/4, 1/3, 1/2, 1.
    let baseline = Baseline::new(&design, &[1.0], Ties::Efron);
    let (mut sum, mut hazard) = (0.0, Vec::new());
    for n in [4.0, 3.0, 2.0, 1.0] {
        sum += 1.0 / n;
        hazard.push(sum);
    }
    Quantity::Predicted.assert_all("hazard", &baseline.cum_haz(0), &hazard);
}

/// With no covariate at work the hazard is that of Nelson and Aalen, whose steps are those of Kaplan and Meier.
#[test]
fn without_effects_the_hazard_is_nelson_aalen() {
    for (mut design, _) in draws(60).filter(|(design, _)| design.strata.len() == 1) {
        design.columns.iter_mut().for_each(|column| column.values.fill(0.0));
        let subjects = Subjects {
            time: design.time.clone(),
            entry: design.entry.clone(),
            cause: design.event.iter().map(|&event| u8::from(event)).collect(),
            group: vec![0; design.n_rows()],
            groups: vec!["all".into()],
            ..Subjects::default()
        };
        let curve = &by_group(&RiskSets::new(&survival(&subjects)))[0];
        let mut sum = 0.0;
        let at_events = (0..curve.time.len()).filter(|&i| curve.n_event[i] > 0);
        let expected: Vec<f64> = at_events
            .map(|i| {
                sum += f64::from(curve.n_event[i]) / f64::from(curve.n_risk[i]);
                sum
            })
            .collect();
        let ours = Baseline::new(&design, &[0.7, 0.1, -0.3], Ties::Breslow).cum_haz(0);
        Quantity::Predicted.assert_all("hazard", &ours, &expected);
    }
}

// --- Nothing to compute, nothing that panics ---

#[test]
fn what_there_is_not() {
    let (mut design, coef) = draws(1).next().unwrap();
    assert!(design.strata.len() == 2 && design.terms.len() == 2);
    let zeros = Matrix::zeros(3);
    assert_eq!(at_means(&design, 0, &coef, &zeros, Ties::Efron).err(), Some(NoAdjusted::Stratified));
    assert_eq!(standardised(&design, 1, &coef, Ties::Efron).err(), Some(NoAdjusted::NoGroups));
    assert_eq!(standardised(&design, 2, &coef, Ties::Efron).err(), Some(NoAdjusted::NoGroups));
    let exact = ph_test(&design, &coef, Ties::Exact, Transform::Km);
    assert_eq!(exact.err(), Some(NoPhTest::ExactTies));
    design.event.fill(false);
    assert_eq!(standardised(&design, 0, &coef, Ties::Efron).err(), Some(NoAdjusted::NoEvents));
    assert_eq!(ph_test(&design, &coef, Ties::Efron, Transform::Km).err(), Some(NoPhTest::NoEvents));
    assert_eq!(ph_residuals(&design, &coef, Ties::Efron, Transform::Km).err(), Some(NoPhTest::NoEvents));
    assert!(martingale(&design, &design.linear_predictor(&coef), Ties::Efron).iter().all(|&m| m == 0.0));
    assert_eq!(schoenfeld(&design, &coef, Ties::Efron).unwrap().rows, Vec::<u32>::new());
    assert!(Baseline::new(&design, &coef, Ties::Efron).strata.iter().all(|stratum| stratum.time.is_empty()));
}

/// Nobody has a value of `x`: a design without rows.
#[test]
fn a_design_without_rows() {
    let subjects = Subjects {
        time: vec![1.0, 2.0],
        cause: vec![1, 1],
        group: vec![0, 1],
        groups: vec!["a".into(), "b".into()],
        covariates: vec![Covariate { name: "x".into(), values: Values::Number(vec![f64::NAN; 2]) }],
        ..Subjects::default()
    };
    let model = Model { reference: Some(0), covariates: vec![0], stratified: false };
    let design = Design::new(&survival(&subjects), &model);
    let coef = [0.1, 0.2];
    for transform in Transform::ALL {
        assert_eq!(ph_test(&design, &coef, Ties::Efron, transform), Err(NoPhTest::NoEvents));
    }
    assert_eq!(martingale(&design, &[], Ties::Efron), Vec::<f64>::new());
    assert_eq!(score(&design, &coef, Ties::Efron).unwrap(), vec![Vec::<f64>::new(); 2]);
    assert_eq!(at_means(&design, 0, &coef, &Matrix::zeros(2), Ties::Efron).err(), Some(NoAdjusted::NoEvents));
}

/// A value too large to square counts as no information, and no number becomes NaN.
#[test]
fn an_unreasonable_value_is_kept_out() {
    for (mut design, coef) in draws(20) {
        design.columns[2].values[0] = 1e300;
        let of_score = score(&design, &coef, Ties::Efron).unwrap();
        assert!(of_score.iter().flatten().all(|value| value.is_finite()));
        let mut variance = Matrix::zeros(3);
        (0..2).for_each(|j| variance[(j, j)] = 1.0);
        assert!(dfbetas(&of_score, &variance).iter().flatten().all(|value| value.is_finite()));
        if let Ok(test) = ph_test(&design, &coef, Ties::Efron, Transform::Km) {
            assert!(test.columns[2].is_none() && test.global.chi_sq.is_finite());
        }
    }
}
