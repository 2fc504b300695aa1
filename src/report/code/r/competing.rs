//! Competing events: cumulative incidence, Gray's test, the model of Fine and Gray.

use super::{show, string};
use crate::report::code::{Compared, Script, compared};
use crate::report::details::competing::{CauseReport, CompetingReport};
use crate::report::export::Source;

/// Aalen-Johansen where subjects come late: cmprsk takes no entry times, survival's states do.
fn states(script: &mut Script, section: &CompetingReport, several: bool) {
    script.line(&["# Competing events with late entry: cumulative incidence from the states of survfit"]);
    script.line(&["way <- factor(cause, 0:max(cause))"]);
    let right = if several { "group" } else { "1" };
    script.line(&["aj <- survfit(Surv(entry, time, way) ~ ", right, ", id = seq_along(time))"]);
    for cause in &section.causes {
        for (g, group) in cause.groups.iter().enumerate() {
            let Some(&shown) = group.cif.last() else { continue };
            let what = format!("{}, {}: cumulative incidence at the end", group.name, cause.name);
            let at = if several { format!("[{}, ]", g + 1) } else { String::new() };
            let found = format!("tail(aj{at}$pstate[, {}], 1)", cause.code + 1);
            show(script, Compared { what, found, shown });
        }
    }
    script.line(&[""]);
}

/// Fine and Gray's model of each cause.
fn fine_gray(script: &mut Script, source: &Source, cause: &CauseReport) {
    let Some(reference) = &source.settings.reference_name else { return };
    let known = cause.subdistribution.iter().all(|row| row.coef.value.is_some());
    if cause.subdistribution.is_empty() || !known || !source.gathered.subjects.covariates.is_empty() {
        return;
    }
    let code = cause.code.to_string();
    script.line(&["arms <- model.matrix(~ relevel(group, ", &string(reference), "))[, -1, drop = FALSE]"]);
    script.line(&[
        "fg <- cmprsk::crr(time, cause, arms, failcode = ",
        &code,
        ", gtol = 1e-10, maxiter = 50)",
    ]);
    for (i, row) in cause.subdistribution.iter().enumerate() {
        let (what, at) = (format!("{}, {}", cause.name, row.direction), i + 1);
        let found = [
            compared(&format!("{what}: Fine-Gray coefficient"), format!("fg$coef[{at}]"), row.coef),
            compared(&format!("{what}: its standard error"), format!("sqrt(fg$var[{at}, {at}])"), row.se),
        ];
        found.into_iter().flatten().for_each(|found| show(script, found));
    }
}

pub(super) fn competing(script: &mut Script, source: &Source) {
    let details = source.report.details.as_ref().and_then(|details| details.competing.content.as_ref());
    let Some(section) = details else { return };
    let several = source.report.groups.len() > 1;
    if source.gathered.subjects.entry.is_some() {
        return states(script, section, several);
    }
    script.line(&["# Competing events: cumulative incidence and Gray's test (package cmprsk)"]);
    script.line(&["if (requireNamespace(\"cmprsk\", quietly = TRUE)) {"]);
    script.line(&["ci <- cmprsk::cuminc(time, cause", if several { ", as.integer(group)" } else { "" }, ")"]);
    for cause in &section.causes {
        for (g, group) in cause.groups.iter().enumerate() {
            let Some(&cif) = group.cif.last() else { continue };
            let what = format!("{}, {}: cumulative incidence at the end", group.name, cause.name);
            show(
                script,
                Compared {
                    what,
                    found: format!("tail(ci[[\"{} {}\"]]$est, 1)", g + 1, cause.code),
                    shown: cif,
                },
            );
        }
        if let Some(gray) = &cause.gray {
            let found = format!("ci$Tests[\"{}\", \"pv\"]", cause.code);
            show(
                script,
                Compared { what: format!("{}: Gray's test, p", cause.name), found, shown: gray.p_value },
            );
        }
        fine_gray(script, source, cause);
    }
    script.line(&["}"]);
}
