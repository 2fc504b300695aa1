//! What to keep in mind: caveats computed from the data, weightiest first.

use super::number::{p_value, ratios};
use super::shape::{DataReport, GroupReport, Warning};
use super::words::Facts;
use super::{group_tests, names, number, person_rows};
use crate::data::{Doubt, StatusFrom};
use crate::estimate::crossing::{Crossing, crossing};
use crate::estimate::kaplan_meier::KaplanMeier;

/// Fewer at risk than this make the end of a curve uncertain.
const FEW_AT_RISK: u32 = 5;
/// Fewer events than this for each coefficient make a hazard ratio uncertain (Vittinghoff &
/// McCulloch 2007, American Journal of Epidemiology 165, 710-718, find 10 to be on the safe side).
const FEW_EVENTS: u64 = 10;
/// Fewer events in all than this make it worth saying how wide the interval is.
const SMALL_TRIAL: u64 = 30;

/// What becomes of numbers at a time that one group reaches and another does not.
const GIVEN_IN_PART: &str = "given only of curves that are known so long, and not compared with others";

/// The caveats of one analysis.
pub(super) fn warnings(facts: &Facts<'_>, curves: &[KaplanMeier]) -> Vec<Warning> {
    let first = [every_time_an_event(facts), rows_left_out(facts)];
    let rest = [
        competing(facts),
        beyond_follow_up(facts, curves),
        not_converged(facts),
        ranks(facts),
        runs_away(facts),
        early_zero(facts, curves),
        changing_ratio(facts, curves),
        group_tests::warning(facts),
        two_sides_of_five_percent(facts),
        small_trial(facts),
        few_events(facts),
        small_groups(facts, curves),
        thin_tail(facts, curves),
        chosen_in_advance(facts),
        meaning_of_the_ratio(facts),
    ];
    first
        .into_iter()
        .flatten()
        .chain(person_rows::warnings(facts))
        .chain(rest.into_iter().flatten())
        .collect()
}

/// What the reading of the table leaves in doubt, to be said before all else.
pub(super) fn in_doubt(doubts: &[Doubt]) -> Vec<Warning> {
    let said =
        |doubt: &Doubt| Warning { code: doubt.code, sentence: doubt.sentence.clone(), numbers: Vec::new() };
    doubts.iter().map(said).collect()
}

fn warning<const N: usize>(
    code: &'static str,
    sentence: String,
    numbers: [(&'static str, f64); N],
) -> Warning {
    Warning { code, sentence, numbers: numbers.to_vec() }
}

fn every_time_an_event(facts: &Facts<'_>) -> Option<Warning> {
    (facts.data.status_from == StatusFrom::None).then(|| {
        let sentence = "No status column is chosen: every time is taken as an event, none as censored.";
        warning("no_status", sentence.to_owned(), [("n_event", facts.data.n_event as f64)])
    })
}

fn rows_left_out(facts: &Facts<'_>) -> Option<Warning> {
    let (out, all) = (facts.data.n_left_out, facts.data.n_rows);
    (out > 0).then(|| {
        let rows = if all == 1 { "row" } else { "rows" };
        let are = if out == 1 { "is" } else { "are" };
        let (n_out, n_all) = (number::count(out as u64), number::count(all as u64));
        let sentence = format!("{n_out} of {n_all} {rows} could not be used and {are} left out.");
        warning("rows_left_out", sentence, [("n_left_out", out as f64), ("n_rows", all as f64)])
    })
}

fn competing(facts: &Facts<'_>) -> Option<Warning> {
    let DataReport { n_event, n_competing, .. } = facts.data;
    (n_competing > 0).then(|| {
        let had = names::subjects(n_competing);
        let rest = if facts.incidence() && facts.log_rank.is_none() {
            "the cumulative incidence counts them as such."
        } else if facts.incidence() {
            "the cumulative incidence counts them as such, and so do Gray’s test and the subdistribution hazard ratio; the log-rank test and the cause-specific hazard ratio treat them as censored and describe the rate among people still event-free."
        } else {
            "the curves take them as censored, which overstates how many come to the event. The section on competing risks does not."
        };
        let sentence = format!("{had} had another event first: {rest}");
        warning("competing", sentence, [("n_competing", n_competing as f64), ("n_event", n_event as f64)])
    })
}

/// A time that was asked for and to which the curve of some group is not known: where the means and shares there end.
fn beyond_follow_up(facts: &Facts<'_>, curves: &[KaplanMeier]) -> Option<Warning> {
    let settings = facts.settings;
    if settings.ranks() || facts.data.n_competing > 0 {
        return None;
    }
    // A curve that has come down to 0 is known ever after.
    let last = curves.iter().filter_map(KaplanMeier::known_to).reduce(f64::min)?;
    let mean = settings.tau.filter(|&tau| tau > last);
    let shares = settings.milestones.iter().flatten().rfind(|time| **time > last).copied();
    let time = mean.into_iter().chain(shares).reduce(f64::max)?;
    let what = match (mean, shares) {
        (Some(_), None) => "the means",
        (None, _) => "the shares",
        (Some(_), Some(_)) => "the means and shares",
    };
    let (whom, given) = match curves.len() {
        1 => ("the curve is", "not given"),
        2 => ("both curves are", GIVEN_IN_PART),
        _ => ("all curves are", GIVEN_IN_PART),
    };
    let sentence = format!(
        "{} is beyond the last time to which {whom} known, {}: {what} there are {given}.",
        names::capital(&facts.moment(time)),
        facts.moment(last)
    );
    Some(warning("beyond_follow_up", sentence, [("time", time), ("last", last)]))
}

fn not_converged(facts: &Facts<'_>) -> Option<Warning> {
    let cox = facts.cox.filter(|cox| !cox.converged)?;
    let sentence = "The Cox model did not settle: do not use its hazard ratios.".to_owned();
    Some(warning("not_converged", sentence, [("iterations", cox.iterations as f64)]))
}

fn ranks(facts: &Facts<'_>) -> Option<Warning> {
    facts.settings.ranks().then(|| {
        let sentence =
            "Times are an order of events, not days: distances along the axis mean nothing, and there are no medians.";
        warning("ranks", sentence.to_owned(), [])
    })
}

fn runs_away(facts: &Facts<'_>) -> Option<Warning> {
    let running: Vec<_> = facts.cox?.terms.iter().filter(|term| term.runs_away.is_some()).collect();
    let which = match running.as_slice() {
        [] => return None,
        [term] => {
            let end = if term.runs_away == Some("up") { "infinity" } else { "0" };
            format!("The hazard ratio {} runs to {end} and has no interval", term.direction)
        }
        several => {
            format!("{} of the hazard ratios run to 0 or infinity and have no interval", several.len())
        }
    };
    let n_event = facts.data.n_event;
    let tests = if n_event < SMALL_TRIAL {
        "the log-rank, score and likelihood-ratio tests can be read, but with so few events their p-values are rough"
    } else {
        "the log-rank, score and likelihood-ratio tests still hold"
    };
    let numbers = [("n_terms", running.len() as f64), ("n_event", n_event as f64)];
    Some(warning("runs_away", format!("{which}; {tests}."), numbers))
}

/// With delayed entry the first few at risk can end a curve before most are watched.
fn early_zero(facts: &Facts<'_>, curves: &[KaplanMeier]) -> Option<Warning> {
    if !facts.late_entry {
        return None;
    }
    let fall = |(group, curve): (&GroupReport, &KaplanMeier)| {
        let early = |&i: &usize| {
            let few = curve.n_event[i] > 0 && curve.n_risk[i] < FEW_AT_RISK;
            few && curve.n_risk[i + 1..].iter().any(|&later| later > FEW_AT_RISK)
        };
        let i = (0..curve.time.len()).find(early)?;
        Some((group.name.clone(), curve.time[i], curve.n_risk[i], curve.surv[i]))
    };
    let (name, time, n_risk, surv) = facts.groups.iter().zip(curves).find_map(fall)?;
    let after = if surv <= 0.0 {
        "the curve is 0 from then on, whatever comes later"
    } else {
        "the curve, its median and its means rest on so few from then on"
    };
    let of_group =
        if facts.groups.len() > 1 { format!(" in {}", names::isolated(&name)) } else { String::new() };
    let sentence = format!(
        "At {} only {n_risk} of those who come late were at risk{of_group}, and an event fell there: {after}. Do not read it as a share of all.",
        facts.moment(time)
    );
    Some(warning(
        "early_few_at_risk",
        sentence,
        [("time", time), ("n_risk", f64::from(n_risk)), ("surv", surv)],
    ))
}

/// A ratio that changes over time is an average of what it was; where the curves cross, of opposites.
fn changing_ratio(facts: &Facts<'_>, curves: &[KaplanMeier]) -> Option<Warning> {
    let ph = facts.cox?.ph.as_ref().filter(|test| test.p_value < 0.05)?;
    let p = p_value(ph.p_value);
    let (seem, one) = match facts.only_term() {
        Some(_) => ("The hazard ratio seems", "one number is an average over the follow-up"),
        None => ("The hazard ratios seem", "each is an average over the follow-up"),
    };
    let seems = format!("{seem} to change over time (test of proportional hazards, p {p}): {one}.");
    let Some((found, order)) = places(facts, curves) else {
        return Some(warning("ph", seems, [("ph_p", ph.p_value)]));
    };
    let moment = facts.moment(found.time);
    let (code, sentence) = if found.is_clear() {
        // An order has no means.
        let tests =
            if facts.settings.ranks() { "weighted tests" } else { "restricted means and the weighted tests" };
        (
            "crossing",
            format!(
                "Before the curves cross, {order}, and the hazard ratio changes over time (p {p}). Look at the {tests} first: one hazard ratio hides this."
            ),
        )
    } else {
        (
            "ph",
            format!("{seems} The curves change places near {moment}, which may be chance: before, {order}."),
        )
    };
    let numbers =
        [("time", found.time), ("early_z", found.early.z), ("late_z", found.late.z), ("ph_p", ph.p_value)];
    Some(warning(code, sentence, numbers))
}

/// Where two curves change places, and which was above: "the share that died was smaller in a than in b; after, ...".
/// Not where other events come first: the curves compared here take those as censored and are shares of nobody.
fn places(facts: &Facts<'_>, curves: &[KaplanMeier]) -> Option<(Crossing, String)> {
    let ([first, second], [a, b], 0) = (curves, facts.groups, facts.data.n_competing) else { return None };
    let found = crossing(first, second)?;
    // `less`: the group that is first more likely to be still without the event.
    let (less, more) = if found.early.z > 0.0 { (b, a) } else { (a, b) };
    let order = format!(
        "the share that {} was smaller in {} than in {}; after, it is the other way",
        names::happened(&facts.settings.event_name),
        names::isolated(&less.name),
        names::isolated(&more.name)
    );
    Some((found, order))
}

/// The log-rank test and the Wald interval at 95 % can disagree in small trials.
fn two_sides_of_five_percent(facts: &Facts<'_>) -> Option<Warning> {
    let log_rank = facts.log_rank?.test.p_value;
    let wald = facts.only_term()?.p_value.value?;
    ((log_rank < 0.05) != (wald < 0.05)).then(|| {
        let sentence = format!(
            "The log-rank test (p {}) and the test of the hazard ratio (Wald p {}) fall on two sides of .05: read neither as proof.",
            p_value(log_rank),
            p_value(wald)
        );
        warning("two_sides", sentence, [("log_rank_p", log_rank), ("wald_p", wald)])
    })
}

fn small_trial(facts: &Facts<'_>) -> Option<Warning> {
    let adjusted = facts.adjusted_term();
    let term = adjusted.or(facts.only_term())?;
    let (lower, upper) = (term.lower.value?, term.upper.value?);
    let n_event =
        facts.adjusted.filter(|_| adjusted.is_some()).map_or(facts.data.n_event, |model| model.n_event);
    (n_event < SMALL_TRIAL).then(|| {
        let [_, lower_shown, upper_shown] = ratios([1.0, lower, upper]);
        let cause = if facts.data.n_competing > 0 { "cause-specific " } else { "" };
        let which = if adjusted.is_some() { "adjusted hazard ratios" } else { "hazard ratios" };
        let sentence = format!(
            "Only {}: the data fit {cause}{which} from {} to {}.",
            names::count(n_event, &facts.settings.event_name),
            lower_shown,
            upper_shown
        );
        warning("small_trial", sentence, [("n_event", n_event as f64), ("lower", lower), ("upper", upper)])
    })
}

fn few_events(facts: &Facts<'_>) -> Option<Warning> {
    let terms = facts.cox?.terms.len() as u64;
    let n_event = facts.data.n_event;
    (terms > 1 && n_event < FEW_EVENTS * terms).then(|| {
        let sentence = format!(
            "{} for {terms} hazard ratios: with fewer than 10 for each, the ratios are uncertain.",
            names::count(n_event, "event")
        );
        warning("few_events", sentence, [("n_event", n_event as f64), ("n_terms", terms as f64)])
    })
}

/// Groups of few people, or of whom few are at risk at any time, however many come and go (late entries).
fn small_groups(facts: &Facts<'_>, curves: &[KaplanMeier]) -> Option<Warning> {
    let at_once = curves.iter().map(|curve| u64::from(curve.n_risk.iter().copied().max().unwrap_or(0)));
    let few: Vec<(&GroupReport, u64)> =
        facts.groups.iter().zip(at_once).filter(|(_, n)| *n < u64::from(FEW_AT_RISK)).collect();
    let (small, passing): (Vec<_>, Vec<_>) =
        few.iter().partition(|(group, _)| group.n < u64::from(FEW_AT_RISK));
    let one_group = facts.groups.len() == 1;
    let size = |(group, _): &&(&GroupReport, u64)| match (one_group, group.n) {
        (true, 1) => "1 subject".to_owned(),
        (true, n) => format!("{n} subjects"),
        (false, n) => format!("{n} in {}", names::isolated(&group.name)),
    };
    let at_risk = |(group, at_once): &&(&GroupReport, u64)| {
        let of_group =
            if one_group { String::new() } else { format!(" in {}", names::isolated(&group.name)) };
        format!("{at_once} of {}{of_group}", names::people(group.n))
    };
    let named = |of: &[&(&GroupReport, u64)], say: &dyn Fn(&&(&GroupReport, u64)) -> String| {
        let mut shown: Vec<String> = of.iter().take(3).map(say).collect();
        if of.len() > shown.len() {
            shown.push("few in other groups".to_owned());
        }
        (!of.is_empty()).then(|| names::list(&shown))
    };
    let of_size =
        named(&small, &size).map(|which| format!("Only {which}: so few say little about anybody else."));
    let of_passing = named(&passing, &at_risk).map(|which| {
        format!("Never more than {which} are at risk at once: the curve rests on so few throughout.")
    });
    let smallest = few.iter().map(|(_, n)| *n).min()?;
    let sentence = of_size.into_iter().chain(of_passing).collect::<Vec<_>>().join(" ");
    Some(warning("small_groups", sentence, [("n", smallest as f64), ("n_groups", few.len() as f64)]))
}

fn thin_tail(facts: &Facts<'_>, curves: &[KaplanMeier]) -> Option<Warning> {
    let thin: Vec<(&GroupReport, f64)> = facts
        .groups
        .iter()
        .zip(curves)
        .filter_map(|(group, curve)| thin_from(curve).map(|time| (group, time)))
        .collect();
    let place = |(group, time): &(&GroupReport, f64)| match facts.groups.len() {
        1 => format!("after {}", facts.moment(*time)),
        _ => format!("in {} after {}", names::isolated(&group.name), facts.moment(*time)),
    };
    let (_, first) = thin.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let mut shown: Vec<String> = thin.iter().take(3).map(place).collect();
    if thin.len() > shown.len() {
        shown.push("in other groups".to_owned());
    }
    let sentence =
        format!("Fewer than {FEW_AT_RISK} are at risk {}: the right end is uncertain.", names::list(&shown));
    Some(warning("thin_tail", sentence, [("time", *first), ("n_groups", thin.len() as f64)]))
}

/// The time after which fewer than five are at risk, unless follow-up ends there. A group that was never
/// larger has none: it is spoken of by its size.
fn thin_from(curve: &KaplanMeier) -> Option<f64> {
    // With delayed entry numbers can rise again: the last time at which there were five counts.
    let enough = curve.n_risk.iter().rposition(|&n| n >= FEW_AT_RISK)?;
    (enough + 1 < curve.time.len()).then(|| curve.time[enough])
}

/// Whoever may choose afterwards what to adjust for can have the ratio that they like.
fn chosen_in_advance(facts: &Facts<'_>) -> Option<Warning> {
    let how = facts.adjusted_how.as_ref().filter(|how| how.starts_with("adjusted"))?;
    let advice = "Choose what to adjust for before looking at the results";
    let ratios = facts
        .adjusted_term()
        .and_then(|term| term.hazard_ratio.value)
        .zip(facts.only_term().and_then(|term| term.hazard_ratio.value));
    let Some((adjusted, unadjusted)) = ratios else {
        return Some(warning("chosen_in_advance", format!("{advice}: this comparison is {how}."), []));
    };
    let sentence = format!(
        "{advice}: here it moved the hazard ratio from {} to {}.",
        number::ratio(unadjusted),
        number::ratio(adjusted)
    );
    Some(warning("chosen_in_advance", sentence, [("unadjusted", unadjusted), ("adjusted", adjusted)]))
}

fn meaning_of_the_ratio(facts: &Facts<'_>) -> Option<Warning> {
    facts.cox?.terms.iter().any(|term| term.hazard_ratio.value.is_some()).then(|| {
        let sentence = "A hazard ratio compares the pace of events at each moment and is taken as constant over time; it is neither a ratio of risks nor of times.";
        warning("meaning_of_the_ratio", sentence.to_owned(), [])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(n_risk: &[u32]) -> KaplanMeier {
        KaplanMeier {
            time: (1..=n_risk.len()).map(|i| i as f64).collect(),
            n_risk: n_risk.to_vec(),
            n_event: vec![1; n_risk.len()],
            n_censor: vec![0; n_risk.len()],
            ..KaplanMeier::default()
        }
    }

    #[test]
    fn the_tail_is_thin_after_the_fifth_last() {
        assert_eq!(thin_from(&curve(&[7, 6, 5, 4, 3, 2, 1])), Some(3.0));
        assert_eq!(thin_from(&curve(&[5, 2, 1])), Some(1.0));
        assert_eq!(thin_from(&curve(&[3, 2, 1])), None);
        assert_eq!(thin_from(&curve(&[12, 6])), None);
        assert_eq!(thin_from(&curve(&[1])), None);
    }
}
