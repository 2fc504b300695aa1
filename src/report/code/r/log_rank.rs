//! The log-rank test, of all and by stratum.

use super::show;
use crate::report::code::{Compared, Script};
use crate::report::export::Source;

/// The log-rank test with strata kept apart, where there are strata.
fn stratified(script: &mut Script, source: &Source) {
    let details = source.report.details.as_ref().and_then(|details| details.comparisons.content.as_ref());
    let Some(test) = details.and_then(|tests| tests.stratified.as_ref()) else { return };
    if source.gathered.subjects.entry.is_some() {
        return;
    }
    script.line(&["apart <- survdiff(s ~ group + strata(stratum))"]);
    script.line(&["print(apart)"]);
    let what = "stratified log-rank chi-squared".to_owned();
    show(script, Compared { what, found: "apart$chisq".into(), shown: test.chi_sq });
}

pub(super) fn log_rank(script: &mut Script, source: &Source) {
    let Some(test) = &source.report.log_rank else { return };
    if source.gathered.subjects.entry.is_some() {
        script.line(&["# Log-rank test: survdiff takes no entry times; it is the score test of the Cox model with exact ties"]);
        script.line(&["lr <- coxph(s ~ group, ties = \"exact\")$score"]);
        show(
            script,
            Compared { what: "log-rank chi-squared".into(), found: "lr".into(), shown: test.test.chi_sq },
        );
    } else {
        script.line(&["# Log-rank test"]);
        script.line(&["lr <- survdiff(s ~ group)"]);
        script.line(&["print(lr)"]);
        show(
            script,
            Compared {
                what: "log-rank chi-squared".into(),
                found: "lr$chisq".into(),
                shown: test.test.chi_sq,
            },
        );
        let found = format!("pchisq(lr$chisq, {}, lower.tail = FALSE)", test.test.df);
        show(script, Compared { what: "log-rank p".into(), found, shown: test.test.p_value });
    }
    stratified(script, source);
    script.line(&[""]);
}
