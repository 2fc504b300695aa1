//! One file: its answer against R's numbers.

use crate::plan::Case;
use riskset::data::Sheet;
use riskset::report::{analyze, counts::counts};
use serde_json::Value;

/// Relative difference that is none; R's iterations stop at about this.
const SAME: f64 = 1e-6;

/// What was found of one file.
#[derive(Debug, Default)]
pub(crate) struct Finding {
    /// Numbers compared.
    pub(crate) compared: usize,
    differences: Vec<String>,
    missing: Vec<String>,
    said: Vec<String>,
}

impl Finding {
    pub(crate) fn of(text: &str, expected: &Value, case: &Case) -> Finding {
        let mut finding = Finding::default();
        let report = if case.counts { of_counts(text, case) } else { of_people(text, expected, case) };
        if !case.counts {
            finding.groups(&report, expected, case);
            finding.tests(&report, expected, case);
        }
        for (ours, theirs, tolerance) in &case.numbers {
            let wanted = theirs.as_str().and_then(|place| expected.pointer(place)).unwrap_or(theirs);
            finding.number(ours, report.pointer(ours), wanted, *tolerance);
        }
        finding.sentences(&report, case);
        finding
    }

    /// Right: something was compared or asked for, and all of it holds.
    pub(crate) fn is_right(&self) -> bool {
        self.differences.is_empty() && self.missing.is_empty() && self.compared + self.said.len() > 0
    }

    pub(crate) fn verdict(&self) -> &'static str {
        match (self.differences.is_empty(), self.missing.is_empty()) {
            _ if self.is_right() => "right",
            (false, _) => "differs",
            (true, false) => "silent",
            (true, true) => "nothing compared",
        }
    }

    pub(crate) fn said(&self) -> String {
        let shown = self.differences.iter().take(3).cloned();
        let missing = self.missing.iter().map(|what| format!("not said: {what}"));
        let said = self.said.iter().map(|what| format!("said: {what}"));
        shown.chain(missing).chain(said).collect::<Vec<_>>().join("; ").replace('|', "/")
    }

    fn groups(&mut self, report: &Value, expected: &Value, case: &Case) {
        let Some(groups) = expected["groups"].as_array().filter(|_| !case.skips("groups")) else { return };
        let ours = report["groups"].as_array().cloned().unwrap_or_default();
        for theirs in groups {
            let name = theirs["name"].as_str().unwrap_or_default();
            let Some(group) =
                ours.iter().find(|group| group["name"] == name).or((groups.len() == 1).then(|| &ours[0]))
            else {
                self.differences.push(format!("no group {name}"));
                continue;
            };
            self.number(&format!("n of {name}"), group.get("n"), &theirs["n"], 0.0);
            self.number(&format!("events of {name}"), group.get("n_event"), &theirs["events"], 0.0);
            self.number(
                &format!("median of {name}"),
                group.pointer("/median/value/value"),
                &theirs["median"],
                SAME,
            );
            for (ours, theirs_at) in [("lower", "med_lower"), ("upper", "med_upper")] {
                let place = format!("/median/{ours}/value");
                self.number(
                    &format!("median, {ours}, of {name}"),
                    group.pointer(&place),
                    &theirs[theirs_at],
                    SAME,
                );
            }
            for column in ["time", "n_risk", "n_event", "n_censor", "surv", "lower", "upper"] {
                self.column(&format!("{column} of {name}"), &group["curve"][column], &theirs[column]);
            }
        }
    }

    fn tests(&mut self, report: &Value, expected: &Value, case: &Case) {
        if let Some(test) = expected.get("logrank").filter(|_| !case.skips("logrank")) {
            // R has minus one degree of freedom where nobody had the event: there is no test.
            if test["df"].as_f64().is_some_and(|df| df > 0.0) {
                self.number("log-rank", report.pointer("/log_rank/chi_sq"), &test["chisq"], SAME);
                self.number("log-rank p", report.pointer("/log_rank/p_value"), &test["p"], SAME);
            }
        }
        let Some(cox) = expected.get("cox").filter(|_| !case.skips("cox")) else { return };
        if report["cox"].is_null() && as_list(&cox["coef"]).iter().all(Value::is_null) {
            return; // R fits a model of nothing; here there is none.
        }
        let diverged = expected["cox_warning"].as_str().is_some_and(|said| said.contains("infinite"));
        for (name, place) in [("loglik", "/cox/loglik"), ("loglik_null", "/cox/loglik_null")] {
            let wanted = &cox["loglik"][usize::from(name == "loglik")];
            self.number(name, report.pointer(place), wanted, if diverged { 1e-4 } else { SAME });
        }
        for test in ["score", "lr"] {
            let place = format!("/cox/{test}/chi_sq");
            self.number(test, report.pointer(&place), &cox[test][0], if diverged { 1e-4 } else { SAME });
        }
        for (i, coef) in as_list(&cox["coef"]).iter().enumerate() {
            let large = coef.as_f64().is_none_or(|coef| coef.abs() > 10.0) || (diverged && large(cox, i));
            let term = term_of(report, &expected["groups"][i + 1]["name"]);
            for number in ["coef", "se"] {
                if !large {
                    let ours = term.and_then(|term| term[number].get("value"));
                    self.number(&format!("{number} {i}"), ours, &as_list(&cox[number])[i], SAME);
                }
            }
        }
        if let (Some(zph), false) = (expected["zph"].as_array(), diverged || case.skips("zph")) {
            self.number("proportional hazards", report.pointer("/cox/ph/chi_sq"), &zph[0], 1e-5);
        }
    }

    fn column(&mut self, what: &str, ours: &Value, theirs: &Value) {
        let (ours, theirs) = (as_list(ours), as_list(theirs));
        if ours.len() != theirs.len() {
            self.differences.push(format!("{what}: {} steps, R {}", ours.len(), theirs.len()));
            return;
        }
        for (ours, theirs) in ours.iter().zip(&theirs).filter(|(_, theirs)| !theirs.is_null()) {
            self.number(what, Some(ours), theirs, SAME);
        }
    }

    fn number(&mut self, what: &str, ours: Option<&Value>, theirs: &Value, tolerance: f64) {
        let ours = ours.unwrap_or(&Value::Null);
        let same = match (ours.as_f64(), theirs.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= tolerance * b.abs().max(1e-3),
            _ => ours == theirs || (ours.is_null() && theirs.is_null()),
        };
        self.compared += 1;
        if !same {
            self.differences.push(format!("{what}: {ours}, R {theirs}"));
        }
    }

    fn sentences(&mut self, report: &Value, case: &Case) {
        let all = report.to_string();
        for wanted in &case.says {
            if all.contains(wanted.as_str()) { &mut self.said } else { &mut self.missing }
                .push(wanted.clone());
        }
    }
}

impl Case {
    fn skips(&self, section: &str) -> bool {
        self.skip.iter().any(|skipped| skipped == section)
    }
}

/// Whether R's standard error says that the estimate has none.
fn large(cox: &Value, i: usize) -> bool {
    as_list(&cox["se"])[i].as_f64().is_none_or(|se| se > 100.0)
}

/// The term of this group against the reference.
fn term_of<'a>(report: &'a Value, group: &Value) -> Option<&'a Value> {
    report["cox"]["terms"].as_array()?.iter().find(|term| term["group"] == *group)
}

/// R writes a vector of one as a number.
fn as_list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list.clone(),
        other => vec![other.clone()],
    }
}

fn of_people(text: &str, expected: &Value, case: &Case) -> Value {
    let sheet = Sheet::read(text);
    let reference = expected.pointer("/groups/0/name").filter(|_| !case.skips("groups"));
    match analyze(&sheet, &case.roles(&sheet), &case.options(reference)) {
        Ok((report, _)) => serde_json::to_value(report).expect("a report is plain data"),
        Err(failure) => serde_json::json!({ "failure": failure }),
    }
}

fn of_counts(text: &str, case: &Case) -> Value {
    serde_json::to_value(counts(text, &case.counts_options())).expect("a report is plain data")
}
