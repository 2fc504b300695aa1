//! Holds every estimator to R: curves, limits, quantiles, the log-rank test, Cox models, tails.
//!
//! The numbers are those of `tests/reference/fixtures` (R 4.2.2, survival 3.5-3). Each test counts
//! what it compared and fails if that is less than it once was. `cargo test --test reference --
//! --nocapture` prints the counts and the largest error of each quantity.

mod common;

use common::fixture::{self, Cox, Fixture, Tails, TimeFix};
use common::held_to_account::HELD_TO_ACCOUNT;
use common::judge::Judge;
use common::tolerance::Quantity;
use common::{sets, survival};
use riskset::compare::log_rank::log_rank;
use riskset::cox::likelihood::{GroupLikelihood, Ties};
use riskset::cox::monotone::{self, Fate};
use riskset::cox::{ChiSquareTest, GroupCox, fit_groups};
use riskset::data::Subjects;
use riskset::estimate::confidence::{ConfType, Confidence};
use riskset::estimate::kaplan_meier::by_group;
use riskset::estimate::quantile::quantile;
use riskset::math::symmetric::Cholesky;
use riskset::math::{chi_square, exp, ln, normal};
use riskset::risk_set::{NoComparison, RiskSets};
use std::collections::BTreeSet;

/// Every data set.
const DATA_SETS: [&str; 23] = [
    "all_censored",
    "all_events_one_time",
    "aml",
    "colon",
    "death_order",
    "flat_half",
    "four_arms",
    "gehan",
    "hand_case",
    "heart_entry",
    "heavy_ties",
    "kidney",
    "lung",
    "near_ties",
    "one_subject",
    "ovarian",
    "pbc",
    "recovery",
    "time_zero",
    "tiny_scale",
    "veteran_celltype",
    "veteran_trt",
    "zero_event_arm",
];

/// Fixtures that are no data sets.
const OTHERS: [&str; 2] = ["tails", "timefix"];

fn data_sets() -> impl Iterator<Item = (Fixture, RiskSets)> {
    DATA_SETS.iter().map(|name| {
        let fixture: Fixture = fixture::read(name);
        assert_eq!(&fixture.name, name);
        assert_eq!(fixture.data.n, fixture.data.time.len());
        let sets = sets(&fixture.data.subjects());
        (fixture, sets)
    })
}

fn floats(counts: &[u32]) -> Vec<f64> {
    counts.iter().map(|&count| f64::from(count)).collect()
}

#[test]
fn every_fixture_is_read() {
    let folder = fixture::root().join("tests/reference/fixtures");
    let there: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let read: BTreeSet<String> = DATA_SETS.iter().chain(&OTHERS).map(|name| format!("{name}.json")).collect();
    assert_eq!(there, read);
}

#[test]
fn curves() {
    let mut judge = Judge::default();
    for (fixture, sets) in data_sets() {
        let curves = by_group(&sets);
        assert_eq!(curves.len(), fixture.km.len());
        for (curve, expected) in curves.iter().zip(&fixture.km) {
            let at = format!("{} {}", fixture.name, expected.group);
            judge.column(Quantity::Time, format_args!("{at} time"), &curve.time, &expected.time);
            for (column, ours, reference) in [
                ("n_risk", &curve.n_risk, &expected.n_risk),
                ("n_event", &curve.n_event, &expected.n_event),
                ("n_censor", &curve.n_censor, &expected.n_censor),
            ] {
                judge.column(
                    Quantity::Count,
                    format_args!("{at} {column}"),
                    &floats(ours),
                    &floats(reference),
                );
            }
            judge.column(Quantity::Survival, format_args!("{at} surv"), &curve.surv, &expected.surv);
            let squares: Vec<f64> = expected.std_err.iter().map(|error| error.0 * error.0).collect();
            judge.column(Quantity::Variance, format_args!("{at} greenwood"), &curve.greenwood, &squares);
            let (events, n) = (curve.total_events(), curve.total_events() + curve.total_censored());
            judge.number(Quantity::Count, format_args!("{at} events"), events as f64, expected.events as f64);
            judge.number(Quantity::Count, format_args!("{at} n"), n as f64, expected.n as f64);
            judge.maybe(
                Quantity::Time,
                format_args!("{at} last time"),
                curve.last_time(),
                expected.time.last().copied(),
            );
            for (&time, &surv) in expected.time.iter().zip(&expected.surv) {
                judge.maybe(
                    Quantity::Survival,
                    format_args!("{at} at {time}"),
                    curve.surv_at(time),
                    Some(surv),
                );
            }
        }
    }
    judge.finish(18_567);
}

#[test]
fn limits() {
    let mut judge = Judge::default();
    let mut types = BTreeSet::new();
    for (fixture, sets) in data_sets() {
        for (curve, expected) in by_group(&sets).iter().zip(&fixture.km) {
            for limits in &expected.limits {
                let confidence = Confidence::new(limits.level, limits.conf_type);
                types.insert(format!("{} {}", limits.conf_type.name(), limits.level));
                for i in 0..curve.time.len() {
                    let at = format!("{} {} {:?} [{i}]", fixture.name, expected.group, limits.conf_type);
                    // R leaves some limits before the first event missing; ours are [1, 1].
                    let known = |limit: Option<f64>| if curve.surv[i] == 1.0 { Some(1.0) } else { limit };
                    let (lower, upper) = (known(limits.lower[i]), known(limits.upper[i]));
                    let ours = confidence.limits(curve.surv[i], curve.greenwood[i]);
                    judge.maybe(Quantity::Limit, format_args!("{at} lower"), ours.map(|l| l.0), lower);
                    judge.maybe(Quantity::Limit, format_args!("{at} upper"), ours.map(|l| l.1), upper);
                }
            }
        }
    }
    assert_eq!(types.len(), ConfType::ALL.len() + 2, "{types:?}");
    judge.finish(36_834);
}

#[test]
fn quantiles() {
    let mut judge = Judge::default();
    for (fixture, sets) in data_sets() {
        for (curve, expected) in by_group(&sets).iter().zip(&fixture.km) {
            for rows in &expected.quantiles {
                let confidence = Confidence::new(rows.level, rows.conf_type);
                // Where a band rises again R looks the level up in the sorted band; ours is the
                // first time at which the band has come down to it.
                let lower = rows.first_crossing_lower.as_ref().unwrap_or(&rows.lower);
                let upper = rows.first_crossing_upper.as_ref().unwrap_or(&rows.upper);
                for (i, &p) in rows.p.iter().enumerate() {
                    let at = format!("{} {} {:?} {p}", fixture.name, expected.group, rows.conf_type);
                    let ours = quantile(curve, p, &confidence);
                    judge.maybe(Quantity::Quantile, format_args!("{at}"), ours.value, rows.quantile[i]);
                    judge.maybe(Quantity::Quantile, format_args!("{at} lower"), ours.lower, lower[i]);
                    judge.maybe(Quantity::Quantile, format_args!("{at} upper"), ours.upper, upper[i]);
                }
            }
        }
    }
    judge.finish(2_250);
}

/// Median follow-up: the same quantile of the data with events and censorings exchanged.
#[test]
fn reverse_medians() {
    let mut judge = Judge::default();
    for (fixture, _) in data_sets() {
        let forth = fixture.data.subjects();
        let cause = forth.cause.iter().map(|cause| 1 - cause).collect();
        let back = sets(&Subjects { cause, ..forth });
        for (curve, expected) in by_group(&back).iter().zip(&fixture.km) {
            for row in &expected.reverse_median {
                let at = format!("{} {} {:?}", fixture.name, expected.group, row.conf_type);
                let ours = quantile(curve, 0.5, &Confidence::new(row.level, row.conf_type));
                judge.maybe(Quantity::Quantile, format_args!("{at}"), ours.value, row.median);
                judge.maybe(Quantity::Quantile, format_args!("{at} lower"), ours.lower, row.lower);
                judge.maybe(Quantity::Quantile, format_args!("{at} upper"), ours.upper, row.upper);
            }
        }
    }
    judge.finish(300);
}

/// Why two of the data sets have no test.
fn no_comparison(name: &str) -> NoComparison {
    match name {
        "one_subject" | "flat_half" => NoComparison::OneGroup,
        "all_censored" => NoComparison::NoEvents,
        "all_events_one_time" => NoComparison::NoInformation,
        _ => panic!("{name} has a test"),
    }
}

#[test]
fn log_rank_tests() {
    let mut judge = Judge::default();
    for (fixture, sets) in data_sets() {
        let name = &fixture.name;
        let ours = log_rank(&sets);
        let Some((expected, chi_sq, p)) =
            fixture.logrank.as_ref().and_then(|expected| Some((expected, expected.chisq?, expected.p?)))
        else {
            assert_eq!(ours, Err(no_comparison(name)), "{name}");
            continue;
        };
        let ours = ours.unwrap();
        assert_eq!(expected.groups, fixture.data.levels);
        judge.column(Quantity::Observed, format_args!("{name}"), &ours.observed, &expected.obs);
        judge.column(Quantity::Expected, format_args!("{name}"), &ours.expected, &expected.exp);
        assert_eq!(ours.covariance.size(), expected.var.len());
        for (i, (row, expected)) in ours.covariance.rows().zip(&expected.var).enumerate() {
            judge.column(Quantity::Covariance, format_args!("{name} row {i}"), row, expected);
        }
        judge.number(Quantity::LogRank, format_args!("{name}"), ours.chi_sq, chi_sq);
        judge.number(Quantity::Count, format_args!("{name} df"), ours.df as f64, expected.df as f64);
        judge.number(Quantity::PValue, format_args!("{name}"), ours.p_value, p);
        // With every order of tied events allowed, the score test of Cox is the log-rank test.
        let exact = fixture.cox.iter().flatten().find(|cox| cox.ties == "exact").unwrap();
        let score = exact.score_test.as_ref().unwrap();
        judge.number(Quantity::LogRank, format_args!("{name} exact score"), ours.chi_sq, score.statistic);
    }
    judge.finish(274);
}

fn ties(cox: &Cox) -> Option<Ties> {
    [Ties::Efron, Ties::Breslow, Ties::Exact].into_iter().find(|ties| ties.name().to_lowercase() == cox.ties)
}

#[test]
fn cox_models() {
    let mut judge = Judge::default();
    let mut fits = 0;
    for (fixture, sets) in data_sets() {
        let Some(models) = &fixture.cox else {
            assert_eq!(fit_groups(&sets, 0, Ties::Efron), Err(no_comparison(&fixture.name)));
            continue;
        };
        for cox in models {
            let Some(ties) = ties(cox) else { continue };
            let at = format!("{} {}", fixture.name, cox.ties);
            let reference = usize::from(fixture.data.index(&cox.reference));
            let fit = fit_groups(&sets, reference, ties);
            // All have the event at once: exactly, there was no choice. R reports the 0 it started from.
            let no_choice = (fixture.name.as_str(), ties) == ("all_events_one_time", Ties::Exact);
            let Some(loglik) = cox.loglik.filter(|_| !no_choice) else {
                assert_eq!(fit, Err(no_comparison(&fixture.name)), "{at}");
                continue;
            };
            fits += 1;
            let fit = fit.unwrap();
            judge.holds(format_args!("{at} converged"), fit.converged);
            judge.holds(format_args!("{at} reference"), (fit.reference, fit.ties) == (reference, ties));
            judge.number(Quantity::LogLikelihood, format_args!("{at} fitted"), fit.loglik, loglik);
            judge.maybe(
                Quantity::LogLikelihood,
                format_args!("{at} null"),
                Some(fit.loglik_null),
                cox.loglik_null,
            );
            test_of(&mut judge, &format!("{at} score"), Some(&fit.score), cox.score_test.as_ref());
            test_of(&mut judge, &format!("{at} lr"), Some(&fit.lr), cox.lr_test.as_ref());
            test_of(&mut judge, &format!("{at} wald"), fit.wald.as_ref(), cox.wald_test.as_ref());
            if cox.monotone {
                runs_away(&mut judge, &fixture, cox, &fit);
            } else {
                coefficients(&mut judge, &fixture, cox, &fit);
                covariance(&mut judge, &at, &sets, cox, &fit);
            }
        }
    }
    assert_eq!(fits, 59, "models fitted");
    judge.finish(1_200);
}

fn test_of(judge: &mut Judge, at: &str, ours: Option<&ChiSquareTest>, expected: Option<&fixture::Test>) {
    let expected = |pick: fn(&fixture::Test) -> f64| expected.map(pick);
    let ours = |pick: fn(&ChiSquareTest) -> f64| ours.map(pick);
    judge.maybe(Quantity::CoxTest, format_args!("{at}"), ours(|t| t.chi_sq), expected(|t| t.statistic));
    judge.maybe(Quantity::Count, format_args!("{at} df"), ours(|t| t.df as f64), expected(|t| t.df as f64));
    judge.maybe(Quantity::CoxPValue, format_args!("{at} p"), ours(|t| t.p_value), expected(|t| t.p));
}

/// R only says that a coefficient may be infinite; an arm without events has hazard ratio 0.
fn runs_away(judge: &mut Judge, fixture: &Fixture, cox: &Cox, fit: &GroupCox) {
    let fates = monotone::judge(&sets(&fixture.data.subjects()), fit.reference, fit.ties).fates;
    judge.holds(format_args!("{} has more fates than one group", fixture.name), fates.len() == 2);
    for coefficient in &fit.coefficients {
        let events = fixture.km[coefficient.group].events;
        let fate = if events == 0 { Fate::RunsDown } else { Fate::RunsUp };
        judge.holds(format_args!("{} {} fate", fixture.name, cox.ties), coefficient.fate == fate);
        judge.holds(format_args!("{} fates", fixture.name), fates[coefficient.group] == fate);
    }
}

fn coefficients(judge: &mut Judge, fixture: &Fixture, cox: &Cox, fit: &GroupCox) {
    let z = normal::central(0.95);
    let groups: Vec<&str> = fit.coefficients.iter().map(|c| fixture.data.levels[c.group].as_str()).collect();
    judge.holds(format_args!("{} groups {groups:?}", fixture.name), groups == cox.groups);
    for (i, ours) in fit.coefficients.iter().enumerate() {
        let at = format!("{} {} {}", fixture.name, cox.ties, cox.groups[i]);
        judge.holds(format_args!("{at} settles"), ours.fate == Fate::Settles);
        let wald = ours.coef / ours.se;
        for (quantity, name, value, expected) in [
            (Quantity::Coefficient, "coef", ours.coef, cox.coef[i]),
            (Quantity::StandardError, "se", ours.se, cox.se[i]),
            (Quantity::HazardRatio, "hr", exp(ours.coef), cox.hr[i]),
            (Quantity::HazardRatio, "lower", exp(ours.coef - z * ours.se), cox.lower[i]),
            (Quantity::HazardRatio, "upper", exp(ours.coef + z * ours.se), cox.upper[i]),
            (Quantity::Coefficient, "z", wald, cox.z[i]),
            (Quantity::CoxPValue, "p", normal::two_sided(wald), cox.p[i]),
        ] {
            judge.maybe(quantity, format_args!("{at} {name}"), Some(value), expected);
        }
    }
}

/// The inverse of the information at the maximum, of which a fit shows the diagonal alone.
fn covariance(judge: &mut Judge, at: &str, sets: &RiskSets, cox: &Cox, fit: &GroupCox) {
    let likelihood = GroupLikelihood::new(sets, fit.reference, fit.ties);
    let free: Vec<usize> = likelihood.free_groups().collect();
    judge.holds(format_args!("{at} free groups"), free.iter().eq(fit.coefficients.iter().map(|c| &c.group)));
    let coef: Vec<f64> = fit.coefficients.iter().map(|c| c.coef).collect();
    let factor = Cholesky::new(&likelihood.evaluate(&coef).information);
    for (i, expected) in cox.vcov.iter().flatten().enumerate() {
        let mut unit = vec![0.0; coef.len()];
        unit[i] = 1.0;
        judge.column(Quantity::StandardError, format_args!("{at} vcov {i}"), &factor.solve(&unit), expected);
    }
}

/// R fits against one reference; against any other the coefficients are differences of these.
#[test]
fn cox_models_against_every_reference() {
    let mut judge = Judge::default();
    for (fixture, sets) in data_sets() {
        for cox in fixture.cox.iter().flatten() {
            let (Some(ties), Some(vcov)) = (ties(cox), &cox.vcov) else { continue };
            // Coefficients and covariances by group, 0 for R's reference, which is the first.
            let coef: Vec<f64> = std::iter::once(0.0).chain(cox.coef.iter().map(|b| b.unwrap())).collect();
            let cov = |g: usize, h: usize| if g.min(h) == 0 { 0.0 } else { vcov[g - 1][h - 1] };
            for reference in 1..coef.len() {
                let fit = fit_groups(&sets, reference, ties).unwrap();
                let at = format!("{} {} against {reference}", fixture.name, cox.ties);
                for ours in &fit.coefficients {
                    let g = ours.group;
                    let variance = cov(g, g) + cov(reference, reference) - 2.0 * cov(g, reference);
                    let at = format!("{at} group {g}");
                    judge.number(
                        Quantity::Coefficient,
                        format_args!("{at}"),
                        ours.coef,
                        coef[g] - coef[reference],
                    );
                    judge.number(Quantity::StandardError, format_args!("{at}"), ours.se, variance.sqrt());
                }
                test_of(&mut judge, &format!("{at} score"), Some(&fit.score), cox.score_test.as_ref());
                test_of(&mut judge, &format!("{at} lr"), Some(&fit.lr), cox.lr_test.as_ref());
                test_of(&mut judge, &format!("{at} wald"), fit.wald.as_ref(), cox.wald_test.as_ref());
            }
        }
    }
    judge.finish(614);
}

#[test]
fn tails() {
    let tails: Tails = fixture::read("tails");
    assert_eq!(tails.name, "tails");
    let mut judge = Judge::default();
    // Down to 1e-300 is promised; what lies deeper is held to the same as long as f64 is normal.
    let deep = tails.chisq.iter().flat_map(|c| &c.p).filter(|&&p| p < 1e-290).count();
    assert!(deep > 0, "no tail near the end of f64");
    for row in &tails.chisq {
        for ((&x, &p), &log_p) in row.x.iter().zip(&row.p).zip(&row.log_p) {
            let at = format!("df {} x {x}", row.df);
            let ours = chi_square::upper_tail(x, row.df);
            judge.number(Quantity::Tail, format_args!("{at}"), ours, p);
            judge.number(Quantity::LogTail, format_args!("{at}"), ln(ours), log_p);
        }
    }
    let row = &tails.normal_two_sided;
    for ((&z, &p), &log_p) in row.z.iter().zip(&row.p).zip(&row.log_p) {
        for ours in [normal::two_sided(z), normal::two_sided(-z)] {
            judge.number(Quantity::Tail, format_args!("two sided {z}"), ours, p);
            judge.number(Quantity::LogTail, format_args!("two sided {z}"), ln(ours), log_p);
        }
    }
    let row = &tails.normal_quantile_of_level;
    for (&level, &z) in row.level.iter().zip(&row.z) {
        judge.number(Quantity::NormalQuantile, format_args!("level {level}"), normal::central(level), z);
    }
    let row = &tails.normal_quantile_of_upper_tail;
    for (&p, &z) in row.p.iter().zip(&row.z) {
        judge.number(Quantity::NormalQuantile, format_args!("upper tail {p}"), -normal::quantile(p), z);
    }
    judge.finish(2_623);
}

/// Cases that turn on R's absolute tolerance of 1.5e-8, which we do not have: with it a change of
/// unit would change which times tie. Ours keeps these times apart.
const ABSOLUTE_ONLY: [&str; 1] = ["small times: the absolute tolerance merges 7e-10 and 8e-10"];

#[test]
fn which_times_are_the_same() {
    let timefix: TimeFix = fixture::read("timefix");
    assert_eq!((timefix.name.as_str(), timefix.tolerance), ("timefix", f64::EPSILON.sqrt()));
    let mut judge = Judge::default();
    let mut set_apart = 0;
    for case in &timefix.cases {
        let n = case.time.len();
        let ours = survival(&common::subjects(&case.time, &vec![1; n], &vec![0; n]));
        let apart = ABSOLUTE_ONLY.contains(&case.about.as_str());
        set_apart += usize::from(apart);
        let mut expected = if apart { case.time.clone() } else { case.merged.clone() };
        expected.sort_by(f64::total_cmp);
        judge.holds(format_args!("{} is absolute", case.about), !apart || case.merged != case.time);
        judge.column(Quantity::Time, format_args!("{}", case.about), ours.time(), &expected);
    }
    assert_eq!(set_apart, ABSOLUTE_ONLY.len());
    // The same in a data set, row by row: sorted, since ours are.
    for (fixture, _) in data_sets() {
        let Some(merged) = &fixture.data.merged_time else { continue };
        let mut expected = merged.clone();
        expected.sort_by(f64::total_cmp);
        let ours = survival(&fixture.data.subjects());
        judge.column(Quantity::Time, format_args!("{}", fixture.name), ours.time(), &expected);
    }
    judge.finish(122);
}

/// The rooms of the estimators.
const ESTIMATORS: [&str; 5] = ["compare", "competing", "cox", "estimate", "evidence"];
/// What they stand on.
const FOUNDATIONS: [&str; 6] = [
    "risk_set.rs",
    "math/beta.rs",
    "math/chi_square.rs",
    "math/gamma.rs",
    "math/normal.rs",
    "math/saddle_point.rs",
];

#[test]
fn every_estimator_has_a_reference() {
    let src = fixture::root().join("src");
    let mut public = BTreeSet::new();
    let (mut rooms, mut files) = (Vec::from(ESTIMATORS.map(String::from)), Vec::new());
    while let Some(room) = rooms.pop() {
        for entry in std::fs::read_dir(src.join(&room)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{room}/{}", entry.file_name().into_string().unwrap());
            if entry.path().is_dir() { rooms.push(path) } else { files.push(path) }
        }
    }
    files.extend(FOUNDATIONS.map(String::from));
    for file in files {
        let text = std::fs::read_to_string(src.join(&file)).unwrap();
        for line in text.lines() {
            let Some(rest) = line.trim_start().strip_prefix("pub fn ") else { continue };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            public.insert((file.clone(), name));
        }
    }
    let held: BTreeSet<(String, String)> =
        HELD_TO_ACCOUNT.iter().map(|(file, name, _)| (file.to_string(), name.to_string())).collect();
    assert_eq!(public.difference(&held).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "no reference");
    assert_eq!(held.difference(&public).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "gone");
}
