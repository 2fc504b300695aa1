//! Text to copy: a paragraph that states the result with its caveats, a sentence of methods, a line to cite,
//! and the beginning of a file's name. All are made from the numbers and options of this analysis.

use super::names;
use super::number::{count, level};
use super::options::CurveKind;
use super::shape::{GroupReport, Span, Warning};
use super::words::Facts;

/// Groups that are told one by one; of more only the total is.
const FEW_GROUPS: usize = 4;
/// Letters of a file's name before the part that says what it holds.
const STEM: usize = 48;

/// Who was compared, what happened (where other events come first, its `incidence` in place of medians), the answer of the
/// headline, the test, and every caveat.
pub(super) fn paragraph(
    facts: &Facts<'_>,
    headline: &[Span],
    counts: &str,
    incidence: Option<String>,
    warnings: &[Warning],
) -> String {
    let answer: String = headline.iter().map(|span| span.text.as_str()).collect();
    let mut sentences = vec![counts.to_owned()];
    if facts.data.stages.windows(2).any(|pair| pair[0].n != pair[1].n) {
        sentences.push(format!("{}.", super::stages::sentence(&facts.data.stages)));
    }
    if (2..=FEW_GROUPS).contains(&facts.groups.len()) {
        sentences.push(each_group(facts));
    }
    sentences.extend(medians(facts).or(incidence.filter(|_| facts.groups.len() <= FEW_GROUPS)));
    let says_p = answer.contains("log-rank");
    sentences.push(answer);
    let rates = super::incidence::rates_sentence(facts).filter(|_| !says_p);
    if let Some(rates) = rates {
        // The answer is about the cumulative incidence: this is the other question.
        sentences.push(rates);
    } else if !says_p {
        sentences.extend(facts.adjusted_test());
        sentences.extend(facts.tests_in_words());
    }
    if let Some(label) = facts.note("label") {
        sentences.push(format!("{}.", label.trim_end_matches('.')));
    }
    sentences.extend(warnings.iter().map(|warning| warning.sentence.clone()));
    sentences.join(" ")
}

/// "UC-MSC: 12 subjects, 9 recovered; control: 12 subjects, 4 recovered."
fn each_group(facts: &Facts<'_>) -> String {
    let one = |group: &GroupReport| {
        let events = names::count(group.n_event, &facts.settings.event_name);
        let others = match group.n_competing {
            0 => String::new(),
            n => format!(", {} with another event first", count(n)),
        };
        format!("{}: {}, {events}{others}", names::isolated(&group.name), names::subjects(group.n))
    };
    format!("{}.", facts.groups.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// Medians where they mean something: not of ranks, nor where other events come first.
fn medians(facts: &Facts<'_>) -> Option<String> {
    let few = (2..=FEW_GROUPS).contains(&facts.groups.len());
    if !few || facts.settings.ranks() || facts.data.n_competing > 0 || facts.data.n_event == 0 {
        return None;
    }
    let one = |group: &GroupReport| match group.median.value.value {
        Some(median) => {
            format!("{} in {}{}", facts.moment(median), names::isolated(&group.name), limits(facts, group))
        }
        None => format!("not reached in {}", names::isolated(&group.name)),
    };
    let each = facts.groups.iter().map(one).collect::<Vec<_>>().join(", ");
    Some(format!("Median time to {}: {each}.", names::noun(&facts.settings.event_name)))
}

fn limits(facts: &Facts<'_>, group: &GroupReport) -> String {
    let end = |limit: Option<f64>| limit.map_or_else(|| "not reached".to_owned(), super::number::time);
    match (group.median.lower.value, group.median.upper.value) {
        (None, None) => String::new(),
        (lower, upper) => {
            format!(" ({} limits {} to {})", level(facts.settings.conf_level), end(lower), end(upper))
        }
    }
}

/// One sentence for the methods of an article.
pub(super) fn methods(facts: &Facts<'_>) -> String {
    let settings = facts.settings;
    let level = level(settings.conf_level);
    let scale = settings.conf_type.name();
    let competing = facts.data.n_competing > 0;
    let mut text = if competing && settings.curve == CurveKind::Event {
        format!(
            "Cumulative incidence was estimated by the Aalen-Johansen method with {level} pointwise limits on the {scale} scale (Aalen’s variance)"
        )
    } else {
        format!(
            "Curves were estimated by the Kaplan-Meier method with {level} pointwise limits on the {scale} scale (Greenwood’s variance)"
        )
    };
    if facts.late_entry {
        text.push_str(", counting subjects at risk from their time of entry");
    }
    match (facts.log_rank, facts.cox) {
        (Some(_), Some(cox)) => {
            let reference = names::isolated(settings.reference_name.as_deref().unwrap_or_default());
            let specific = if competing { "cause-specific " } else { "" };
            text.push_str(&format!(
                "; groups were compared with the log-rank test and a {specific}Cox proportional hazards model ({} ties, Wald limits, reference group {reference})",
                cox.ties.name()
            ));
        }
        (Some(_), None) => text.push_str("; groups were compared with the log-rank test"),
        _ => {}
    }
    match facts.adjusted_in_article() {
        Some(adjusted) => text.push_str(&adjusted),
        None if !facts.covariates.is_empty() => {
            let of_model: Vec<String> = facts
                .covariates
                .iter()
                .map(|name| names::isolated(&names::covariate(name)).into_owned())
                .collect();
            text.push_str(&format!("; a further model holds {}", names::list(&of_model)));
        }
        None => {}
    }
    text.push_str(&format!(". Computed with Riskset {}.", env!("CARGO_PKG_VERSION")));
    text
}

/// Name, version, and where the data come from if the text says so.
pub(super) fn citation(facts: &Facts<'_>) -> String {
    let mut text = format!(
        "Riskset, version {}: survival curves and hazard ratios in the browser.",
        env!("CARGO_PKG_VERSION")
    );
    if let Some(source) = facts.note("source") {
        text.push_str(&format!(" Data: {}.", source.trim_end_matches('.')));
    }
    if let Some(label) = facts.note("label") {
        text.push_str(&format!(" {}.", label.trim_end_matches('.')));
    }
    text
}

/// "riskset-lanzoni-2021-days-to-recovery": letters and digits of any script, those from A to Z
/// small, and hyphens.
pub(super) fn file_stem(facts: &Facts<'_>) -> String {
    let groups = || {
        let names: Vec<&str> =
            facts.groups.iter().take(FEW_GROUPS).map(|group| group.name.as_str()).collect();
        format!("{} {}", facts.settings.event_name, names.join(" vs "))
    };
    slug(&facts.note("title").map_or_else(groups, str::to_owned))
}

/// The beginning of a file's name from words that a person gave.
pub(super) fn slug(text: &str) -> String {
    let mut stem = String::from("riskset");
    let mut room = STEM - stem.len();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if length >= room {
            break;
        }
        room -= length + 1;
        stem.push('-');
        stem.push_str(&word.to_ascii_lowercase());
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_of_files_are_plain() {
        assert_eq!(
            slug("Lanzoni 2021: days to recovery, 24 people"),
            "riskset-lanzoni-2021-days-to-recovery-24-people"
        );
        assert_eq!(slug("../../etc/passwd\u{0}"), "riskset-etc-passwd");
        assert_eq!(slug("مجموعة العلاج: 治療 2"), "riskset-مجموعة-العلاج-治療-2");
        assert_eq!(slug("Überleben, Плацебо vs Naïve"), "riskset-Überleben-Плацебо-vs-naïve");
        assert_eq!(slug(&"x".repeat(90)), "riskset");
    }
}
