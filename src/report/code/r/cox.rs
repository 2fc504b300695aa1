//! The Cox model: hazard ratios of the groups, proportional hazards, and the model in full.

use super::{show, string};
use crate::cox::likelihood::Ties;
use crate::cox::ph_test::Transform;
use crate::report::code::{Compared, Script, compared};
use crate::report::details::model::ModelReport;
use crate::report::export::Source;
use crate::report::export::csv::number;
use crate::report::shape::{Maybe, Report};

fn ties(ties: Ties) -> &'static str {
    match ties {
        Ties::Efron => "efron",
        Ties::Breslow => "breslow",
        Ties::Exact => "exact",
    }
}

pub(super) fn cox(script: &mut Script, source: &Source) {
    let (Some(cox), Some(reference)) = (&source.report.cox, &source.settings.reference_name) else { return };
    script.line(&["# Hazard ratios from the Cox model"]);
    script.line(&["arm <- relevel(group, ", &string(reference), ")"]);
    script.line(&["cox <- coxph(s ~ arm, ties = \"", ties(cox.ties), "\")"]);
    script.line(&["print(summary(cox))"]);
    script.line(&["limits <- exp(confint(cox, level = ", &number(source.settings.conf_level), "))"]);
    // Where one ratio runs away R stops short of its limit, and so of the others'.
    let settled = cox.terms.iter().all(|term| term.hazard_ratio.value.is_some());
    for (i, term) in cox.terms.iter().enumerate().filter(|_| settled) {
        let (what, at) = (&term.direction, i + 1);
        let found = [
            compared(&format!("{what}: hazard ratio"), format!("exp(coef(cox))[{at}]"), term.hazard_ratio),
            compared(&format!("{what}: lower"), format!("limits[{at}, 1]"), term.lower),
            compared(&format!("{what}: upper"), format!("limits[{at}, 2]"), term.upper),
            compared(
                &format!("{what}: p"),
                format!("summary(cox)$coefficients[{at}, \"Pr(>|z|)\"]"),
                term.p_value,
            ),
        ];
        found.into_iter().flatten().for_each(|found| show(script, found));
    }
    // The ranks of R count the rows that one person is cut into.
    let subjects = &source.gathered.subjects;
    let ranks_differ = source.settings.ph_transform == Transform::Rank
        && subjects.entry.is_some()
        && subjects.cluster.is_some();
    if let Some(ph) = cox.ph.as_ref().filter(|_| settled && cox.ties != Ties::Exact && !ranks_differ) {
        let transform = match source.settings.ph_transform {
            Transform::Km => "km",
            Transform::Identity => "identity",
            Transform::Rank => "rank",
            Transform::Log => "log",
        };
        script.line(&["# Test of proportional hazards"]);
        script.line(&["zph <- cox.zph(cox, transform = \"", transform, "\")"]);
        script.line(&["print(zph)"]);
        show(
            script,
            Compared {
                what: "proportional hazards, p".into(),
                found: "zph$table[\"GLOBAL\", \"p\"]".into(),
                shown: ph.p_value,
            },
        );
    }
    script.line(&[""]);
}

/// The full model, where it holds more than the groups.
pub(super) fn model_in(report: &Report) -> Option<&ModelReport> {
    let model = report.details.as_ref()?.model.content.as_ref()?;
    (model.terms.len() > usize::from(report.groups.len() > 1) || model.n_strata > 1).then_some(model)
}

pub(super) fn full_model(script: &mut Script, source: &Source, model: &ModelReport) {
    let subjects = &source.gathered.subjects;
    let mut right: Vec<String> = Vec::new();
    right.extend((subjects.groups.len() > 1 && source.report.cox.is_some()).then(|| "arm".to_owned()));
    right.extend((1..=subjects.covariates.len()).map(|i| format!("x{i}")));
    right.extend(source.settings.stratified.then(|| "strata(stratum)".to_owned()));
    let robust = model.terms.iter().flat_map(|term| &term.columns).any(|column| column.robust.is_some());
    script.line(&["# The Cox model in full"]);
    let cluster = if robust {
        if subjects.cluster.is_some() { ", cluster = id" } else { ", robust = TRUE" }
    } else {
        ""
    };
    script.line(&[
        "full <- coxph(s ~ ",
        &right.join(" + "),
        ", ties = \"",
        ties(model.ties),
        "\"",
        cluster,
        ")",
    ]);
    script.line(&["print(summary(full))"]);
    let columns: Vec<_> = model.terms.iter().flat_map(|term| &term.columns).collect();
    let settled = columns.iter().all(|column| column.coef.value.is_some());
    for (i, column) in columns.into_iter().enumerate().filter(|_| settled) {
        let at = i + 1;
        // R's columns are as they were given: of a number the coefficient is for one more.
        let per_one = |found: Maybe| Maybe { value: found.value.map(|found| found / column.unit), ..found };
        let se = column.robust.as_ref().map_or(column.se_per_one, |robust| per_one(robust.se));
        let what =
            if column.unit == 1.0 { column.direction.clone() } else { format!("{}, one more", column.name) };
        let found = [
            compared(&format!("{what}: coefficient"), format!("coef(full)[{at}]"), column.coef_per_one),
            compared(&format!("{what}: standard error"), format!("sqrt(vcov(full)[{at}, {at}])"), se),
        ];
        found.into_iter().flatten().for_each(|found| show(script, found));
    }
    script.line(&[""]);
}
