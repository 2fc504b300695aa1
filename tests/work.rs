//! What would keep a person waiting is put off, by counted work, and says so; what is quick is never refused.
#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::chance::Dice;
use riskset::cox::likelihood::Ties;
use riskset::data::{Roles, Sheet};
use riskset::report::details::model::{ColumnReport, ModelReport};
use riskset::report::shape::Reason;
use riskset::report::{Options, Report, analyze};

/// A line for each row: a time, a status, an arm, and what `more` adds.
fn text(rows: u32, times: u32, arms: u32, more: impl Fn(u32) -> String) -> String {
    let row = |i: u32| {
        let (time, status, arm) = (i * 7919 % times + 1, u32::from(i * 37 % 11 > 3), i * 31 % arms);
        format!("{time},{status},g{arm}{}\n", more(i))
    };
    (0..rows).map(row).collect()
}

fn report(text: &str, covariates: &[usize], ties: Ties) -> Report {
    let sheet = Sheet::read(text);
    let roles = Roles {
        time: Some(0),
        status: Some(1),
        group: Some(2),
        event_values: vec!["1".into()],
        covariates: covariates.to_vec(),
        categories: covariates.to_vec(),
        ..Roles::default()
    };
    let options = Options { ties: Some(ties), ..Options::default() };
    analyze(&sheet, &roles, &options).unwrap_or_else(|failure| panic!("{failure:?}")).0
}

fn columns(model: &ModelReport) -> impl Iterator<Item = &ColumnReport> {
    model.terms.iter().flat_map(|term| &term.columns)
}

/// Fifty columns of fifty categories would be 2,450 coefficients.
#[test]
fn a_model_of_too_many_coefficients_is_put_off() {
    let rows = text(600, 1000, 2, |i| (0..50).map(|c| format!(",v{}", i * (2 * c + 3) % 50)).collect());
    assert!(rows.len() < 200_000);
    for ties in [Ties::Efron, Ties::Exact] {
        let report = report(&rows, &(3..53).collect::<Vec<_>>(), ties);
        let section = &report.details.as_ref().unwrap().model;
        let why = section.reason.as_ref().unwrap();
        assert!(why.contains("coefficients the model would take too long"), "{why}");
        assert!(report.cox.unwrap().terms[0].hazard_ratio.value.is_some(), "the first answer stays");
    }
}

/// A model is quick where the profiles of its 49 coefficients are not.
#[test]
fn profile_limits_are_put_off_before_the_model_is() {
    let rows = text(5000, 4000, 2, |i| format!(",v{}", i * 13 % 49));
    let report = report(&rows, &[3], Ties::Efron);
    let model = report.details.unwrap().model.content.unwrap();
    assert_eq!(columns(&model).count(), 49);
    for column in columns(&model) {
        assert!(column.hazard_ratio.value.value.is_some(), "{}", column.direction);
        assert_eq!(column.profile.lower.reason, Some(Reason::TooLong));
        assert_eq!(column.profile.upper.reason, Some(Reason::TooLong));
    }
    assert!(model.methods.iter().any(|said| said.starts_with("Profile likelihood limits are left out")));
    assert!(model.firth.is_none() && model.firth_reason.unwrap().contains("too long"));
}

/// Three distinct times of 20 groups: thousands of events together, counted group by group for the first answer.
#[test]
fn exact_ties_of_many_groups() {
    for rows in [160, 5000] {
        let report = report(&text(rows, 3, 20, |_| String::new()), &[], Ties::Exact);
        let cox = report.cox.as_ref().unwrap();
        assert!(cox.converged && cox.terms.iter().all(|term| term.hazard_ratio.value.is_some()));
        match (&report.details.unwrap().model, rows) {
            (section, 160) => {
                let model = section.content.as_ref().unwrap();
                let ours = columns(model).map(|column| column.coef.value.unwrap());
                let first = cox.terms.iter().map(|term| term.coef.value.unwrap());
                assert!(ours.zip(first).all(|(a, b)| (a - b).abs() < 1e-8), "both ways agree");
            }
            (section, _) => assert!(section.reason.as_ref().unwrap().contains("Choose Efron ties")),
        }
    }
}

/// Random small data with what makes models slow: every answer has its sections, or their reasons.
#[test]
fn sections_are_there_or_say_why_not() {
    let mut dice = Dice(13);
    for _ in 0..6 {
        let (rows, times, arms) = (20 + dice.roll(200), 2 + dice.roll(60), 1 + dice.roll(6));
        let rows = text(rows as u32, times as u32, arms as u32, |i| format!(",v{},w{}", i % 7, i * 3 % 11));
        for ties in [Ties::Efron, Ties::Breslow, Ties::Exact] {
            let details = report(&rows, &[3, 4], ties).details.unwrap();
            assert_ne!(details.model.content.is_some(), details.model.reason.is_some());
            assert_ne!(details.diagnostics.content.is_some(), details.diagnostics.reason.is_some());
        }
    }
}
