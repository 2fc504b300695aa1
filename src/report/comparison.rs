//! Tests and models of the groups, with the names of their methods.

use super::details::diagnostics::sentence as no_ph_test;
use super::names::isolated;
use super::options::Settings;
use super::shape::{
    CoxReport, CoxTerm, GroupReport, LogRankGroup, LogRankReport, Maybe, Reason, TestReport, all_unsigned,
    unsigned,
};
use crate::compare::log_rank::LogRank;
use crate::cox::ph_test::{NoPhTest, ph_test_groups};
use crate::cox::{ChiSquareTest, Coefficient, GroupCox, monotone::Fate};
use crate::math::{exp, normal};
use crate::risk_set::{NoComparison, RiskSets};

/// The log-rank test, or a sentence that says why there is none.
pub(super) fn log_rank_report(
    test: Result<LogRank, NoComparison>,
    groups: &[GroupReport],
) -> (Option<LogRankReport>, Option<String>) {
    let test = match test {
        Err(why) => return (None, Some(sentence(why, "log-rank test"))),
        Ok(test) => test,
    };
    let group = |(i, group): (usize, &GroupReport)| LogRankGroup {
        name: group.name.clone(),
        n: group.n,
        observed: test.observed[i],
        expected: unsigned(test.expected[i]),
    };
    let method = "Log-rank test, hypergeometric variance".to_owned();
    let Some(found) = TestReport::new(test.chi_sq.max(0.0), test.df, test.p_value, method) else {
        return (None, Some("There is no log-rank test: it was lost to rounding.".to_owned()));
    };
    let report = LogRankReport {
        groups: groups.iter().enumerate().map(group).collect(),
        covariance: test.covariance.rows().map(|row| all_unsigned(row.to_vec())).collect(),
        test: found,
    };
    (Some(report), None)
}

/// The Cox model, or a sentence that says why there is none.
pub(super) fn cox_report(
    fit: Result<GroupCox, NoComparison>,
    sets: &RiskSets,
    groups: &[GroupReport],
    settings: &Settings,
) -> (Option<CoxReport>, Option<String>) {
    let fit = match fit {
        Err(why) => return (None, Some(sentence(why, "hazard ratio"))),
        Ok(fit) => fit,
    };
    if !(fit.loglik.is_finite() && fit.loglik_null.is_finite()) {
        return (None, Some("There is no hazard ratio: the likelihood was lost to rounding.".to_owned()));
    }
    let z = normal::central(settings.conf_level);
    let ties = format!("{} ties", fit.ties.name());
    let test =
        |test: ChiSquareTest, name: &str| TestReport::of(test, format!("{name} test, Cox model, {ties}"));
    let versus = &groups[fit.reference].name;
    let coef: Vec<f64> = fit.coefficients.iter().map(|coefficient| coefficient.coef).collect();
    let ph = ph_test_groups(sets, fit.reference, &coef, fit.ties, settings.ph_transform);
    let (ph, ph_reason) = ph_report(ph.as_ref().map(|found| found.global), settings);
    let report = CoxReport {
        ties: fit.ties,
        method: format!("Cox proportional hazards model, {ties}"),
        n: groups.iter().map(|group| group.n).sum(),
        n_event: groups.iter().map(|group| group.n_event).sum(),
        terms: fit.coefficients.iter().map(|c| term(c, &groups[c.group].name, versus, z)).collect(),
        score: test(fit.score, "Score"),
        wald: fit.wald.and_then(|wald| test(wald, "Wald")),
        lr: test(fit.lr, "Likelihood-ratio"),
        loglik_null: unsigned(fit.loglik_null),
        loglik: unsigned(fit.loglik),
        iterations: fit.iterations,
        converged: fit.converged,
        ph,
        ph_reason,
    };
    (Some(report), None)
}

/// The test of proportional hazards, or why there is none.
pub(super) fn ph_report(
    test: Result<ChiSquareTest, &NoPhTest>,
    settings: &Settings,
) -> (Option<TestReport>, Option<String>) {
    let method = format!("Score test of proportional hazards, {} transform", settings.ph_transform.name());
    match test.map(|test| TestReport::of(test, method)) {
        Ok(Some(test)) => (Some(test), None),
        Ok(None) => (None, Some("There is no test: it was lost to rounding.".to_owned())),
        Err(why) => (None, Some(no_ph_test(*why).to_owned())),
    }
}

fn term(coefficient: &Coefficient, group: &str, versus: &str, z: f64) -> CoxTerm {
    let Coefficient { coef, se, fate, .. } = *coefficient;
    let (ratio_reason, reason) = match fate {
        Fate::RunsUp => (Reason::Infinite, Reason::Withheld),
        Fate::RunsDown => (Reason::Zero, Reason::Withheld),
        Fate::Settles | Fate::Unknown => (Reason::NoInformation, Reason::NoInformation),
    };
    let settled = |value: f64| (fate == Fate::Settles).then_some(value);
    let number = |value: f64| Maybe::or(settled(value), reason);
    CoxTerm {
        group: group.to_owned(),
        versus: versus.to_owned(),
        direction: format!("{} versus {}", isolated(group), isolated(versus)),
        coef: number(coef),
        se: number(se),
        hazard_ratio: Maybe::or(settled(exp(coef)), ratio_reason),
        lower: number(exp(coef - z * se)),
        upper: number(exp(coef + z * se)),
        z: number(coef / se),
        p_value: number(normal::two_sided(coef / se)),
        runs_away: match fate {
            Fate::RunsUp => Some("up"),
            Fate::RunsDown => Some("down"),
            Fate::Settles | Fate::Unknown => None,
        },
    }
}

pub(super) fn sentence(why: NoComparison, what: &str) -> String {
    match why {
        NoComparison::OneGroup => format!("There is no {what}: there is only one group."),
        NoComparison::NoEvents => format!("There is no {what}: nobody had the event."),
        NoComparison::NoInformation => {
            format!(
                "There is no {what}: at each event time only one group was at risk, or everybody at risk had the event."
            )
        }
    }
}
