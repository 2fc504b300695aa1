//! Kaplan-Meier curves, medians and restricted means.

use super::show;
use crate::estimate::confidence::ConfType;
use crate::report::code::{Script, compared, last_surv};
use crate::report::export::Source;
use crate::report::export::csv::number;
use crate::report::shape::Maybe;

fn known(value: f64) -> Maybe {
    Maybe { value: Some(value), reason: None }
}

pub(super) fn curves(script: &mut Script, source: &Source) {
    let settings = &source.settings;
    let conf_type = match settings.conf_type {
        ConfType::LogLog => "log-log",
        ConfType::Log => "log",
        ConfType::Plain => "plain",
        ConfType::Logit => "logit",
        ConfType::Arcsin => "arcsin",
    };
    let several = source.report.groups.len() > 1;
    let right = if several { "group" } else { "1" };
    let subjects = &source.gathered.subjects;
    // Rows that follow one another are one person; where rows overlap, R counts them one way and Riskset another.
    let by_person = subjects.entry.is_some() && subjects.cluster.is_some();
    let counted =
        !by_person || source.gathered.person_rows.overlaps.n + source.gathered.person_rows.repeats.n == 0;
    let people = |at: usize| match (by_person, several) {
        (false, _) => format!("km$n[{at}]"),
        (true, false) => "length(unique(id))".to_owned(),
        (true, true) => format!("length(unique(id[group == levels(group)[{at}]]))"),
    };
    script.line(&["# Kaplan-Meier curves with pointwise limits, and medians"]);
    let level = number(settings.conf_level);
    script.line(&[
        "km <- survfit(s ~ ",
        right,
        ", conf.type = \"",
        conf_type,
        "\", conf.int = ",
        &level,
        if by_person { ", id = id, robust = FALSE)" } else { ")" },
    ]);
    script.line(&["print(km)"]);
    script.line(&["medians <- quantile(km, .5)"]);
    for (i, group) in source.report.groups.iter().enumerate() {
        let (name, at) = (&group.name, i + 1);
        let found = [
            counted
                .then(|| compared(&format!("{name}: people"), people(at), known(group.n as f64)))
                .flatten(),
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
pub(super) fn means(script: &mut Script, source: &Source) {
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
