//! What a word in a status column says about a person.
//!
//! A word is judged by the first part of it that is known: "1:DECEASED" is a death, "not dead" is none, and "death
//! without relapse" is a death. Events that mean the same are one [`Event`] (dead, died, deceased).

use super::names;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The event of this kind, an index into [`EVENTS`].
    Event(usize),
    /// Plainly no event: alive, censored, none.
    Negative,
    /// Follow-up ended for another reason: lost, withdrew.
    Lost,
    /// The status is not known: unknown, not reported.
    Missing,
    /// The answer yes.
    Yes,
    /// The answer no.
    No,
    /// A word that is not known here.
    Other,
}

/// Words for one event.
pub(super) struct Event {
    words: &'static str,
    /// Whether it is hoped for, so that it is the opposite of a death or a relapse.
    pub(super) hoped_for: bool,
}

const fn feared(words: &'static str) -> Event {
    Event { words, hoped_for: false }
}

const fn hoped_for(words: &'static str) -> Event {
    Event { words, hoped_for: true }
}

/// The events that are known by name. The first is death, the second does not tell which event it is.
pub(super) const EVENTS: [Event; 15] = [
    feared(
        "dead died death deceased fatal expired exitus tot gestorben verstorben død döda avliden muerto décédé mort \
         deceduto",
    ),
    feared("event events uncensored observed occurred happened ereignis"),
    feared("relapse relapsed recurrence recurred"),
    feared("progression progressed"),
    feared("failure failed fail"),
    feared("rejection rejected"),
    feared("metastasis"),
    feared("infarction"),
    feared("stroke"),
    feared("infection infected"),
    feared("ventilated intubated"),
    feared("churned"),
    hoped_for("recovered recovery cured healed"),
    hoped_for("discharged"),
    hoped_for("responded response conceived pregnant"),
];

/// Index of death among [`EVENTS`].
pub(super) const DEATH: usize = 0;

const NEGATIVE: &str = "censored censor censoring cens alive living lived survived survivor none ongoing \
    administrative lebt lebend levende levande vivo viva vivant vivante zensiert active eventfree healthy well";

const LOST: &str = "lost withdrawn withdrew withdrawal ltfu dropout dropped";

/// Whole phrases for a status that is not known.
const MISSING: [&str; 14] = [
    "unknown",
    "unk",
    "not known",
    "not reported",
    "not recorded",
    "not stated",
    "not available",
    "missing",
    "unclear",
    "uncertain",
    "undetermined",
    "unbekannt",
    "inconnu",
    "desconocido",
];

const NEGATIONS: &str = "no not non without never free un kein nicht";

/// What `value` says.
pub(super) fn meaning(value: &str) -> Meaning {
    let value = value.trim().to_lowercase();
    match value.as_str() {
        "true" | "yes" | "y" | "t" | "ja" | "oui" | "si" | "sí" => return Meaning::Yes,
        "false" | "no" | "n" | "f" | "nein" | "non" => return Meaning::No,
        _ => {}
    }
    let words = names::tokens(&value);
    let phrase = words.join(" ");
    if words.is_empty() || MISSING.contains(&phrase.as_str()) {
        return Meaning::Missing;
    }
    let first = words.iter().position(|word| known(word).is_some());
    // "not dead", "relapse free", "relapse: no"; but "death without relapse" is a death.
    let denies = |i: usize| words.get(i).is_some_and(|word| names::has(NEGATIONS, word));
    let denied = first.is_some_and(|at| (0..at).any(denies) || (denies(at + 1) && at + 2 == words.len()));
    match first.and_then(|at| known(&words[at])) {
        Some(Meaning::Event(_) | Meaning::Lost) if denied => Meaning::Negative,
        Some(Meaning::Negative) if denied => Meaning::Event(DEATH),
        Some(meaning) => meaning,
        // "status unknown", "vital status not known".
        None if words.iter().any(|word| word == "unknown") => Meaning::Missing,
        None => Meaning::Other,
    }
}

fn known(word: &str) -> Option<Meaning> {
    if let Some(kind) = EVENTS.iter().position(|event| names::has(event.words, word)) {
        Some(Meaning::Event(kind))
    } else if names::has(NEGATIVE, word) {
        Some(Meaning::Negative)
    } else {
        names::has(LOST, word).then_some(Meaning::Lost)
    }
}

/// The event that the name of a column speaks of, where it is more than "event".
pub(super) fn event_in_name(name: &str) -> Option<usize> {
    names::tokens(name).iter().find_map(|word| match known(word) {
        Some(Meaning::Event(kind)) if kind != 1 => Some(kind),
        _ => None,
    })
}

/// Whether a value says that something else happened in place of `event`: "death without relapse" beside "relapse".
pub(super) fn happens_without(value: &str, event: &str) -> bool {
    let [words, event] = [value, event].map(|text| names::tokens(&text.to_ascii_lowercase()));
    let after = words.iter().position(|word| names::has("without before", word)).map(|at| &words[at + 1..]);
    after.is_some_and(|after| !event.is_empty() && event.iter().all(|word| after.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_happened_or_that_nothing_is_known() {
        for (value, expected) in [
            ("Dead", Meaning::Event(DEATH)),
            ("1:DECEASED", Meaning::Event(DEATH)),
            ("not dead", Meaning::Negative),
            ("relapse free", Meaning::Negative),
            ("death without relapse", Meaning::Event(DEATH)),
            ("not alive", Meaning::Event(DEATH)),
            ("unknown cause of death", Meaning::Event(DEATH)),
            ("alive, unknown cause", Meaning::Negative),
            ("Lost to follow-up", Meaning::Lost),
            ("withdrew consent", Meaning::Lost),
            ("Unknown", Meaning::Missing),
            ("Not Reported", Meaning::Missing),
            ("vital status unknown", Meaning::Missing),
            ("?", Meaning::Missing),
            ("N", Meaning::No),
            ("still in hospital", Meaning::Other),
            ("none", Meaning::Negative),
        ] {
            assert_eq!(meaning(value), expected, "{value}");
        }
        assert_eq!(event_in_name("time_to_recovery"), Some(12));
        assert_eq!(event_in_name("event_status"), None);
    }
}
