//! The analysis as a script for R with the package survival (Therneau), and cmprsk (Gray) for competing events.

use super::{Compared, Script, compared, file, inside, last_surv, or_missing};
use crate::cox::likelihood::Ties;
use crate::cox::ph_test::Transform;
use crate::data::Values;
use crate::estimate::confidence::ConfType;
use crate::report::details::competing::{CauseReport, CompetingReport};
use crate::report::details::model::ModelReport;
use crate::report::export::Source;
use crate::report::export::csv::number;
use crate::report::shape::{Maybe, Report};

/// The script.
pub(in crate::report) fn script(source: &Source) -> String {
    let mut script = Script::default();
    script.line(&["# The analysis of Riskset ", source.report.version, " in R, with the data inside."]);
    script.line(&["# It prints R's number, Riskset's number, and whether they are the same to a millionth."]);
    script.line(&["library(survival)\n"]);
    data(&mut script, source);
    script.line(&[SHOWN]);
    curves(&mut script, source);
    means(&mut script, source);
    if source.report.groups.len() > 1 {
        log_rank(&mut script, source);
        cox(&mut script, source);
    }
    if let Some(model) = model_in(&source.report) {
        full_model(&mut script, source, model);
    }
    if source.report.data.n_competing > 0 {
        competing(&mut script, source);
    }
    script.0
}

const SHOWN: &str = r#"shown <- function(what, r, riskset, near = 1e-6) {
  r <- unname(as.numeric(r)[1])
  same <- isTRUE(all.equal(r, riskset, tolerance = near, scale = max(1e-8, abs(riskset))))
  cat(sprintf("%-60s %15.8g %15.8g  %s\n", what, r, riskset, if (same) "same" else "DIFFERENT"))
}
"#;

fn string(text: &str) -> String {
    super::quoted(text, |code| format!("\\U{{{code:x}}}"))
}

fn data(script: &mut Script, source: &Source) {
    let subjects = &source.gathered.subjects;
    let names = |names: &[String]| names.iter().map(|name| string(name)).collect::<Vec<_>>().join(",\n    ");
    if !inside(source) {
        script.line(&["# So many subjects are read from the file that Riskset saves as subjects (CSV)."]);
        script.line(&[
            "file <- read.csv(",
            &string(&file(source)),
            ", comment.char = \"#\", check.names = FALSE)",
        ]);
        let column =
            |script: &mut Script, name: &str, from: &str| script.line(&[name, " <- file[[\"", from, "\"]]"]);
        column(script, "time", "time");
        if subjects.causes.is_empty() {
            column(script, "cause", "status");
        } else {
            script.line(&[
                "cause <- match(file$status, c(\"censored\", ",
                &names(&subjects.causes),
                ")) - 1",
            ]);
        }
        if subjects.entry.is_some() {
            column(script, "entry", "entry");
        }
        if subjects.groups.len() > 1 {
            script.line(&[
                "group <- factor(sub(\"^'\", \"\", file$group), c(",
                &names(&subjects.groups),
                "))",
            ]);
        }
        if subjects.strata.is_some() {
            column(script, "stratum", "strata");
        }
        if subjects.cluster.is_some() {
            column(script, "id", "id");
        }
        for (i, covariate) in subjects.covariates.iter().enumerate() {
            let from = format!("file[[{}]]", string(&covariate.name));
            let name = format!("x{}", i + 1);
            match &covariate.values {
                Values::Number(_) => script.line(&[&name, " <- ", &from]),
                Values::Category(labels) => {
                    script.line(&[&name, " <- factor(", &from, ", c(", &names(&labels.names), "))"]);
                }
            }
        }
    } else {
        let numbers = |script: &mut Script, name: &str, values: &[f64]| {
            script.list(&format!("{name} <- c("), values.iter().map(|&x| or_missing(x, "NA")), ")");
        };
        let factor = |script: &mut Script, name: &str, of: &[u16], labels: &[String]| {
            let code =
                |&code: &u16| if code == Values::MISSING { "NA".to_owned() } else { (code + 1).to_string() };
            let close = format!("), {}, c({}))", one_to(labels.len()), names(labels));
            script.list(&format!("{name} <- factor(c("), of.iter().map(code), &close);
        };
        numbers(script, "time", &subjects.time);
        script.list("cause <- c(", subjects.cause.iter().map(u8::to_string), ")");
        if let Some(entry) = &subjects.entry {
            numbers(script, "entry", entry);
        }
        if subjects.groups.len() > 1 {
            factor(script, "group", &subjects.group, &subjects.groups);
        }
        if let Some(strata) = &subjects.strata {
            factor(script, "stratum", &strata.of, &strata.names);
        }
        if let Some(cluster) = &subjects.cluster {
            script.list("id <- c(", cluster.iter().map(u32::to_string), ")");
        }
        for (i, covariate) in subjects.covariates.iter().enumerate() {
            script.line(&["# ", &string(&covariate.name)]);
            match &covariate.values {
                Values::Number(values) => numbers(script, &format!("x{}", i + 1), values),
                Values::Category(labels) => factor(script, &format!("x{}", i + 1), &labels.of, &labels.names),
            }
        }
    }
    script.line(&[
        "event <- as.integer(cause == 1)  # 1: ",
        &string(&source.settings.event_name),
        "; all else is censored",
    ]);
    let entry = if subjects.entry.is_some() { "entry, " } else { "" };
    script.line(&["s <- Surv(", entry, "time, event)\n"]);
}

/// `1:n`, the codes of a factor.
fn one_to(n: usize) -> String {
    format!("1:{n}")
}

fn show(script: &mut Script, compared: Compared) {
    script.line(&[
        "shown(",
        &string(&compared.what),
        ", ",
        &compared.found,
        ", ",
        &number(compared.shown),
        ")",
    ]);
}

fn known(value: f64) -> Maybe {
    Maybe { value: Some(value), reason: None }
}

fn curves(script: &mut Script, source: &Source) {
    let settings = &source.settings;
    let conf_type = match settings.conf_type {
        ConfType::LogLog => "log-log",
        ConfType::Log => "log",
        ConfType::Plain => "plain",
        ConfType::Logit => "logit",
        ConfType::Arcsin => "arcsin",
    };
    let right = if source.report.groups.len() > 1 { "group" } else { "1" };
    script.line(&["# Kaplan-Meier curves with pointwise limits, and medians"]);
    let level = number(settings.conf_level);
    script.line(&[
        "km <- survfit(s ~ ",
        right,
        ", conf.type = \"",
        conf_type,
        "\", conf.int = ",
        &level,
        ")",
    ]);
    script.line(&["print(km)"]);
    script.line(&["medians <- quantile(km, .5)"]);
    for (i, group) in source.report.groups.iter().enumerate() {
        let (name, at) = (&group.name, i + 1);
        let found = [
            compared(&format!("{name}: people"), format!("km$n[{at}]"), known(group.n as f64)),
            compared(
                &format!("{name}: survival at the end"),
                format!("tail(km[{at}]$surv, 1)"),
                known(last_surv(group)),
            ),
            compared(&format!("{name}: median"), format!("medians$quantile[{at}]"), group.median.value),
            compared(&format!("{name}: median, lower"), format!("medians$lower[{at}]"), group.median.lower),
            compared(&format!("{name}: median, upper"), format!("medians$upper[{at}]"), group.median.upper),
        ];
        found.into_iter().flatten().for_each(|found| show(script, found));
    }
    script.line(&[""]);
}

const RMST: &str = r#"rmst <- function(f) {
  before <- f$time < tau
  area <- diff(c(0, f$time[before], tau)) * c(1, f$surv[before])
  right <- rev(cumsum(rev(area)))[-1]
  d <- f$n.event[before]
  n <- f$n.risk[before]
  c(sum(area), sqrt(sum(ifelse(d > 0 & right > 0, right^2 * d / (n * (n - d)), 0))))
}"#;

/// Restricted means, which survival prints without the error of Riskset's formula.
fn means(script: &mut Script, source: &Source) {
    let details = source.report.details.as_ref().and_then(|details| details.estimates.content.as_ref());
    let Some((means, tau)) = details.and_then(|means| Some((means, means.tau.value?))) else { return };
    script.line(&["# Restricted means up to tau, by hand: area under the curve, and its standard error"]);
    script.line(&["tau <- ", &number(tau)]);
    script.line(&[RMST]);
    for (i, group) in means.groups.iter().enumerate() {
        let at = i + 1;
        script.line(&["mean", &at.to_string(), " <- rmst(km[", &at.to_string(), "])"]);
        let name = &group.name;
        let found = [
            compared(&format!("{name}: restricted mean"), format!("mean{at}[1]"), group.rmst.value),
            compared(&format!("{name}: its standard error"), format!("mean{at}[2]"), group.rmst_se),
        ];
        found.into_iter().flatten().for_each(|found| show(script, found));
    }
    script.line(&[""]);
}

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

fn log_rank(script: &mut Script, source: &Source) {
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

fn ties(ties: Ties) -> &'static str {
    match ties {
        Ties::Efron => "efron",
        Ties::Breslow => "breslow",
        Ties::Exact => "exact",
    }
}

fn cox(script: &mut Script, source: &Source) {
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
    if let Some(ph) = cox.ph.as_ref().filter(|_| settled && cox.ties != Ties::Exact) {
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
fn model_in(report: &Report) -> Option<&ModelReport> {
    let model = report.details.as_ref()?.model.content.as_ref()?;
    (model.terms.len() > usize::from(report.groups.len() > 1) || model.n_strata > 1).then_some(model)
}

fn full_model(script: &mut Script, source: &Source, model: &ModelReport) {
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
        let se = column.robust.as_ref().map_or(column.se, |robust| robust.se);
        let found = [
            compared(&format!("{}: coefficient", column.direction), format!("coef(full)[{at}]"), column.coef),
            compared(
                &format!("{}: standard error", column.direction),
                format!("sqrt(vcov(full)[{at}, {at}])"),
                se,
            ),
        ];
        found.into_iter().flatten().for_each(|found| show(script, found));
    }
    script.line(&[""]);
}

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

fn competing(script: &mut Script, source: &Source) {
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
