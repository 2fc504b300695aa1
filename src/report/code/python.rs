//! The analysis as a script for Python with the package lifelines (Davidson-Pilon).
//!
//! lifelines has Efron's ties only, its pointwise limits are log-log, and it has no exact counterpart of the
//! test of proportional hazards; what differs is said in the script and not compared.

use super::{Compared, Script, compared, file, inside, last_surv};
use crate::cox::likelihood::Ties;
use crate::estimate::confidence::ConfType;
use crate::report::export::Source;
use crate::report::export::csv::number;
use crate::report::shape::Maybe;

/// The script.
pub(in crate::report) fn script(source: &Source) -> String {
    let mut script = Script::default();
    script.line(&["# The analysis of Riskset ", source.report.version, " in Python: pip install lifelines"]);
    script.line(&["# It prints the number of lifelines, Riskset's, and whether they are the same to a hundred-thousandth."]);
    script.line(&[HEAD]);
    data(&mut script, source);
    curves(&mut script, source);
    if source.report.groups.len() > 1 {
        log_rank(&mut script, source);
        cox(&mut script, source);
    }
    if source.report.data.n_competing > 0 {
        script.line(&["# Competing events: lifelines.AalenJohansenFitter draws their cumulative incidence, but moves tied"]);
        script.line(&["# times apart at random, so its numbers are not compared here."]);
    }
    script.0
}

const HEAD: &str = r#"import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test


def shown(what, found, riskset):
    same = abs(found - riskset) <= 1e-5 * max(1e-8, abs(riskset))
    print(f"{what:60} {found:15.8g} {riskset:15.8g}  {'same' if same else 'DIFFERENT'}")

"#;

/// As many steps as it takes: lifelines would stop in the fifth digit.
const FIT: &str = ", fit_options={\"precision\": 1e-12, \"r_precision\": 1e-14}";

fn string(text: &str) -> String {
    super::quoted(text, |code| format!("\\U{code:08x}"))
}

fn names(names: &[String]) -> String {
    names.iter().map(|name| string(name)).collect::<Vec<_>>().join(", ")
}

fn data(script: &mut Script, source: &Source) {
    let subjects = &source.gathered.subjects;
    let several = subjects.groups.len() > 1;
    if inside(source) {
        let numbers = |script: &mut Script, name: &str, values: &[f64]| {
            script.list(&format!("d[\"{name}\"] = ["), values.iter().map(|&x| number(x)), "]");
        };
        script.line(&["d = {}"]);
        numbers(script, "time", &subjects.time);
        if let Some(entry) = &subjects.entry {
            numbers(script, "entry", entry);
        }
        script.list("cause = [", subjects.cause.iter().map(u8::to_string), "]");
        if several {
            script.line(&["names = [", &names(&subjects.groups), "]"]);
            script.list(
                "d[\"group\"] = [names[i] for i in [",
                subjects.group.iter().map(u16::to_string),
                "]]",
            );
        }
        script.line(&["d = pd.DataFrame(d)"]);
    } else {
        script.line(&["# So many subjects are read from the file that Riskset saves as subjects (CSV)."]);
        script.line(&["d = pd.read_csv(", &string(&file(source)), ", comment=\"#\")"]);
        if subjects.causes.is_empty() {
            script.line(&["cause = d[\"status\"]"]);
        } else {
            script.line(&[
                "cause = [[\"censored\", ",
                &names(&subjects.causes),
                "].index(each) for each in d[\"status\"]]",
            ]);
        }
        if several {
            script.line(&["names = [", &names(&subjects.groups), "]"]);
            script.line(&["d[\"group\"] = d[\"group\"].astype(str)"]);
        }
    }
    script.line(&[
        "d[\"event\"] = [each == 1 for each in cause]  # ",
        &string(&source.settings.event_name),
        "; all else is censored\n",
    ]);
}

fn show(script: &mut Script, indent: &str, found: Compared) {
    script.line(&[
        indent,
        "shown(",
        &string(&found.what),
        ", ",
        &found.found,
        ", ",
        &number(found.shown),
        ")",
    ]);
}

fn curves(script: &mut Script, source: &Source) {
    let several = source.report.groups.len() > 1;
    let entry = source.gathered.subjects.entry.is_some();
    script.line(&["# Kaplan-Meier curves; limits are log-log, as lifelines has no others"]);
    for group in &source.report.groups {
        if several {
            script.line(&["one = d[d[\"group\"] == ", &string(&group.name), "]"]);
        } else {
            script.line(&["one = d"]);
        }
        let alpha = number(1.0 - source.settings.conf_level);
        let late = if entry { ", entry=one[\"entry\"]" } else { "" };
        script.line(&[
            "km = KaplanMeierFitter(alpha=",
            &alpha,
            ").fit(one[\"time\"], one[\"event\"]",
            late,
            ")",
        ]);
        let name = &group.name;
        let end = Maybe { value: Some(last_surv(group)), reason: None };
        // Where the curve is flat at one half, lifelines gives the beginning of the stretch, not its middle.
        let median = group.median.value;
        let found = [
            compared(
                &format!("{name}: survival at the end"),
                "km.survival_function_.iloc[-1, 0]".into(),
                end,
            ),
            (group.median.flat.is_none())
                .then(|| compared(&format!("{name}: median"), "km.median_survival_time_".into(), median))
                .flatten(),
        ];
        found.into_iter().flatten().for_each(|found| show(script, "", found));
        if source.settings.conf_type == ConfType::LogLog {
            let last = group.curve.lower.last().copied().flatten().filter(|_| group.curve.lower.len() > 1);
            let found = last.map(|shown| Compared {
                what: format!("{name}: lower limit at the end"),
                found: "km.confidence_interval_.iloc[-1, 0]".into(),
                shown,
            });
            found.into_iter().for_each(|found| show(script, "", found));
        }
    }
    script.line(&[""]);
}

fn log_rank(script: &mut Script, source: &Source) {
    let Some(test) = &source.report.log_rank else { return };
    if source.gathered.subjects.entry.is_some() {
        script.line(&["# The log-rank test of lifelines takes no entry times.\n"]);
        return;
    }
    script.line(&["test = multivariate_logrank_test(d[\"time\"], d[\"group\"], d[\"event\"])"]);
    show(
        script,
        "",
        Compared {
            what: "log-rank chi-squared".into(),
            found: "test.test_statistic".into(),
            shown: test.test.chi_sq,
        },
    );
    show(
        script,
        "",
        Compared { what: "log-rank p".into(), found: "test.p_value".into(), shown: test.test.p_value },
    );
    script.line(&[""]);
}

fn cox(script: &mut Script, source: &Source) {
    let (Some(cox), Some(reference)) = (&source.report.cox, &source.settings.reference_name) else { return };
    if cox.ties != Ties::Efron {
        script.line(&[
            "# The Cox model of lifelines has Efron's ties only, Riskset used others: not compared.",
        ]);
        return;
    }
    if cox.terms.iter().any(|term| term.hazard_ratio.value.is_none()) {
        script.line(&[
            "# A hazard ratio runs to 0 or infinity, or is unknown: lifelines would stop short of it.",
        ]);
        return;
    }
    script.line(&["# Hazard ratios from the Cox model, against ", &string(reference)]);
    let entry = source.gathered.subjects.entry.is_some();
    script.line(&["x = d[[\"time\", \"event\"", if entry { ", \"entry\"" } else { "" }, "]].copy()"]);
    for (i, term) in cox.terms.iter().enumerate() {
        script.line(&[
            "x[\"",
            &format!("g{i}"),
            "\"] = (d[\"group\"] == ",
            &string(&term.group),
            ").astype(float)",
        ]);
    }
    let late = if entry { ", entry_col=\"entry\"" } else { "" };
    let alpha = number(1.0 - source.settings.conf_level);
    script.line(&["cox = CoxPHFitter(alpha=", &alpha, ").fit(x, \"time\", \"event\"", late, FIT, ")"]);
    script.line(&["cox.print_summary()"]);
    for (i, term) in cox.terms.iter().enumerate() {
        let what = &term.direction;
        let row = format!("cox.summary.iloc[{i}]");
        let found = [
            compared(&format!("{what}: hazard ratio"), format!("{row}[\"exp(coef)\"]"), term.hazard_ratio),
            compared(&format!("{what}: standard error"), format!("{row}[\"se(coef)\"]"), term.se),
        ];
        found.into_iter().flatten().for_each(|found| show(script, "", found));
    }
}
