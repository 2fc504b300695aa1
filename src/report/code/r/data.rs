//! The data: in the script, or read from the file of subjects.

use super::string;
use crate::data::Values;
use crate::report::code::{Script, file, inside, or_missing};
use crate::report::export::Source;

pub(super) fn data(script: &mut Script, source: &Source) {
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
