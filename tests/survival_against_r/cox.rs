//! Cox models of groups.

use crate::common::fixture::{self, Cox, Fixture};
use crate::common::judge::Judge;
use crate::common::sets;
use crate::common::tolerance::Quantity;
use crate::data_sets::data_sets;
use crate::log_rank::no_comparison;
use riskset::cox::likelihood::{GroupLikelihood, Ties};
use riskset::cox::monotone::{self, Fate};
use riskset::cox::{ChiSquareTest, GroupCox, fit_groups};
use riskset::math::symmetric::Cholesky;
use riskset::math::{exp, normal};
use riskset::risk_set::RiskSets;

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
