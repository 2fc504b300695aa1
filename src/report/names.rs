//! What the event and the time are called, from the notes of the text, the names of its columns
//! and a small vocabulary.

use super::number;
use super::options::CurveKind;
use crate::data::Gathered;
pub use crate::figure::isolated;
use crate::figure::{Figure, FigureCurve};
use std::borrow::Cow;

/// The unit of times that are an order only.
pub const RANKS: &str = "ranks";

/// Units known by name, with the words in a column's name or a caption that tell them.
const UNITS: [(&str, &[&str]); 7] = [
    (RANKS, &["rank", "ranks"]),
    ("minutes", &["minute", "minutes", "min", "mins"]),
    ("hours", &["hour", "hours", "hrs"]),
    ("days", &["day", "days"]),
    ("weeks", &["week", "weeks", "wk", "wks"]),
    ("months", &["month", "months", "mo", "mos"]),
    ("years", &["year", "years", "yr", "yrs"]),
];

/// How an event is spoken of: words in a column's name, the noun for a sentence, whether
/// "13 `participle`" can follow a number, and whether it is hoped for.
struct Event {
    words: &'static [&'static str],
    noun: &'static str,
    participle: Option<&'static str>,
    /// Label of the falling curve; `None`: "Without" and the noun.
    without: Option<&'static str>,
    hoped_for: bool,
}

const EVENTS: [Event; 9] = [
    Event {
        words: &["recovered", "recovery", "recover", "healed", "cured", "resolved"],
        noun: "recovery",
        participle: Some("recovered"),
        without: Some("Not yet recovered"),
        hoped_for: true,
    },
    Event {
        words: &["discharged", "discharge"],
        noun: "discharge",
        participle: Some("discharged"),
        without: Some("Not yet discharged"),
        hoped_for: true,
    },
    Event {
        words: &["responded", "response", "responder"],
        noun: "response",
        participle: Some("responded"),
        without: Some("Without a response"),
        hoped_for: true,
    },
    Event {
        words: &["pregnant", "pregnancy", "conceived", "conception"],
        noun: "pregnancy",
        participle: None,
        without: None,
        hoped_for: true,
    },
    Event {
        words: &["died", "death", "dead", "deceased", "dth", "mortality"],
        noun: "death",
        participle: Some("died"),
        without: Some("Alive"),
        hoped_for: false,
    },
    Event {
        words: &["relapse", "relapsed", "recurrence", "recur"],
        noun: "relapse",
        participle: Some("relapsed"),
        without: None,
        hoped_for: false,
    },
    Event {
        words: &["progression", "progressed", "pd"],
        noun: "progression",
        participle: Some("progressed"),
        without: None,
        hoped_for: false,
    },
    Event {
        words: &["infection", "infected"],
        noun: "infection",
        participle: Some("infected"),
        without: None,
        hoped_for: false,
    },
    Event {
        words: &["failure", "failed", "fail"],
        noun: "failure",
        participle: Some("failed"),
        without: None,
        hoped_for: false,
    },
];

fn known(name: &str) -> Option<&'static Event> {
    let name = name.to_ascii_lowercase();
    EVENTS.iter().find(|event| event.words.contains(&name.as_str()))
}

/// The event's name: the note `event`, else the status column's name or its event value where
/// they say something, else "event".
pub fn event(gathered: &Gathered) -> String {
    let telling = |name: &String| known(name).is_some().then(|| name.clone());
    note(gathered, "event")
        .or_else(|| gathered.status_name.as_ref().and_then(telling))
        .or_else(|| match gathered.coding.event.as_slice() {
            // Two values may be two different events: they share no name but "event".
            [value] => telling(value),
            _ => None,
        })
        .unwrap_or_else(|| "event".to_owned())
}

/// The unit of time: the note `unit name` as it stands, the note `unit` (as it stands where it has no unit that is known;
/// `none`: none), a word in the notes `scale` and `time` or in the name of the time column, else none. Between two dates it
/// is the one that was counted.
pub fn time_unit(gathered: &Gathered) -> String {
    if let Some(unit) = gathered.date_unit {
        return unit.name().to_owned();
    }
    if let Some(name) = note(gathered, "unit name") {
        return name;
    }
    if let Some(text) = note(gathered, "unit") {
        return match unit_in(&text) {
            Some(unit) => unit.to_owned(),
            None if text == "none" => String::new(),
            None => text,
        };
    }
    ["scale", "time"]
        .iter()
        .filter_map(|key| note(gathered, key))
        .chain(gathered.time_name.clone())
        .find_map(|text| unit_in(&text))
        .unwrap_or_default()
        .to_owned()
}

fn unit_in(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphabetic()).collect();
    let named = |(_, names): &&(&str, &[&str])| names.iter().any(|name| words.contains(name));
    UNITS.iter().find(named).map(|(unit, _)| *unit)
}

/// The notes that give this unit and this caption back when they are read.
pub(super) fn unit_notes<'a>(unit: &'a str, label: &'a str) -> [(&'static str, &'a str); 2] {
    let unit_note = match unit_in(unit) {
        _ if unit.is_empty() => ("unit", "none"),
        Some(known) if known != unit => ("unit name", unit),
        None if unit == "none" => ("unit name", unit),
        _ => ("unit", unit),
    };
    let speaks_of_it = unit_in(label).unwrap_or("") == unit;
    [unit_note, (if speaks_of_it { "time" } else { "time label" }, label)]
}

/// Caption of the time axis: the note `time label` as it stands, the note `time` where it speaks of the same unit, else made from the
/// unit.
pub fn time_label(gathered: &Gathered, unit: &str) -> String {
    let noted = note(gathered, "time").filter(|text| unit_in(text).unwrap_or("") == unit);
    note(gathered, "time label").or(noted).unwrap_or_else(|| match unit {
        "" => "Time".to_owned(),
        RANKS => "Order of events (ranks, not times)".to_owned(),
        // A word of ours has a capital; one that a person gave stays as it is.
        unit if UNITS.iter().any(|(known, _)| *known == unit) => capital(unit),
        unit => unit.to_owned(),
    })
}

/// A hoped-for event is drawn rising, any other as the share still without it.
pub fn curve(event_name: &str) -> CurveKind {
    match known(event_name) {
        Some(event) if event.hoped_for => CurveKind::Event,
        _ => CurveKind::Surv,
    }
}

/// A time with its unit: "15 days", "1 day", "rank 4", "15".
pub fn moment(value: f64, unit: &str) -> String {
    match unit {
        "" => number::time(value),
        RANKS => format!("rank {}", number::time(value)),
        unit => {
            let unit = if value == 1.0 { unit.strip_suffix('s').unwrap_or(unit) } else { unit };
            format!("{} {unit}", number::time(value))
        }
    }
}

/// What a cause is called: the event (code 1) by its name, others by their value in the text.
pub fn cause(value: &str, code: u8, event_name: &str) -> String {
    let is_code = value.parse::<f64>().is_ok();
    match (code, event_name) {
        (1, "event") if !is_code => value.to_owned(),
        (1, _) => event_name.to_owned(),
        _ if is_code => format!("code {value}"),
        _ => value.to_owned(),
    }
}

/// A curve by its name, and by the panel in which it stands where there are several.
pub fn drawn(figure: &Figure, curve: &FigureCurve) -> String {
    match figure.panels.get(curve.panel) {
        Some(panel) => format!("{}, {panel}", isolated(&curve.name)),
        None => curve.name.clone(),
    }
}

/// The event as the subject of a sentence: "recovery", "the event", "the event “stroke”".
pub fn noun(event_name: &str) -> String {
    match known(event_name) {
        Some(event) => event.noun.to_owned(),
        None if event_name == "event" => "the event".to_owned(),
        None => format!("the event “{}”", isolated(event_name)),
    }
}

/// What somebody did to whom it happened: "recovered", "died", "had the event “stroke”".
pub fn happened(event_name: &str) -> String {
    match known(event_name) {
        Some(Event { participle: Some(participle), .. }) => (*participle).to_owned(),
        Some(_) => "had the event".to_owned(),
        None => format!("had {}", noun(event_name)),
    }
}

/// How the first group of a comparison fares at this hazard ratio: "came later", "was faster".
pub fn pace(event_name: &str, hazard_ratio: f64) -> &'static str {
    // What comes at once, as pregnancy, is not quick or slow.
    let takes_time = |event: &Event| event.hoped_for && event.participle.is_some();
    match (known(event_name).is_some_and(takes_time), hazard_ratio < 1.0) {
        (true, true) => "was slower",
        (true, false) => "was faster",
        (false, true) => "came later",
        (false, false) => "came sooner",
    }
}

/// "13 recovered", "13 events", "13 events (stroke)".
pub fn count(n: u64, event_name: &str) -> String {
    let events = if n == 1 { "event" } else { "events" };
    match known(event_name).and_then(|event| event.participle) {
        Some(participle) => format!("{} {participle}", number::count(n)),
        None if event_name == "event" => format!("{} {events}", number::count(n)),
        None => format!("{} {events} ({})", number::count(n), isolated(event_name)),
    }
}

/// "1 subject", "24 subjects".
pub fn subjects(n: u64) -> String {
    format!("{} {}", number::count(n), if n == 1 { "subject" } else { "subjects" })
}

/// "1 person", "12 people".
pub fn people(n: u64) -> String {
    format!("{} {}", number::count(n), if n == 1 { "person" } else { "people" })
}

/// Words with which names of columns begin that are no names of their own.
const PLAIN: &str = "age sex gender stage grade site centre center region country hospital clinic year smoking smoker weight height \
    race ethnicity tumour tumor nodes node size histology performance menopausal menopause treatment disease baseline \
    previous prior number type time diabetes hypertension education income alcohol";

/// A column's name inside a sentence: "age" for Age, but "BMI" and "Gleason score" as they are.
pub fn covariate(name: &str) -> String {
    let word: String = name.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
    let (first, rest) = word.split_at(word.len().min(1));
    let small = rest.bytes().all(|byte| byte.is_ascii_lowercase());
    if small && PLAIN.split_ascii_whitespace().any(|plain| plain == word.to_ascii_lowercase()) {
        return [&first.to_ascii_lowercase(), name.get(first.len()..).unwrap_or_default()].concat();
    }
    name.to_owned()
}

/// Heading of a column of event counts: "recovered", "events".
pub fn column(event_name: &str) -> String {
    known(event_name).and_then(|event| event.participle).unwrap_or("events").to_owned()
}

/// "death", "the event", "pcm": a noun for a caption, without the quotes of a sentence.
pub fn bare_noun(event_name: &str) -> Cow<'_, str> {
    match known(event_name) {
        Some(event) => event.noun.into(),
        None if event_name == "event" => "the event".into(),
        None => isolated(event_name),
    }
}

/// Caption of the probability axis.
pub fn axis(event_name: &str, curve: CurveKind) -> String {
    let noun = bare_noun(event_name);
    match (curve, known(event_name)) {
        (CurveKind::Event, Some(Event { participle: Some(participle), .. })) => capital(participle),
        (CurveKind::Event, _) => capital(&format!("with {noun}")),
        (CurveKind::Surv, Some(Event { without: Some(without), .. })) => (*without).to_owned(),
        (CurveKind::Surv, _) => format!("Without {noun}"),
    }
}

/// "a, b and c".
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// With a capital first letter, where that is a Latin one. For our own words only: a value taken from the data stays as it
/// was given (`pcm` is no Pcm).
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Value of the first note with this key, shortened; `None` where it is empty.
pub(super) fn note(gathered: &Gathered, key: &str) -> Option<String> {
    let value = |note: &&crate::data::Note| note.key == key && !note.value.trim().is_empty();
    gathered.notes.iter().find(value).map(|note| note.value.trim().chars().take(80).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_whole_words() {
        assert_eq!(unit_in("Days since first infusion"), Some("days"));
        assert_eq!(unit_in("time_rank"), Some(RANKS));
        assert_eq!(unit_in("month"), Some("months"));
        assert_eq!(unit_in("monday"), None);
        assert_eq!(unit_in("time"), None);
    }

    #[test]
    fn events_are_spoken_of() {
        assert_eq!(count(13, "recovered"), "13 recovered");
        assert_eq!(count(1, "event"), "1 event");
        assert_eq!(count(2, "stroke"), "2 events (stroke)");
        assert_eq!(axis("recovered", CurveKind::Event), "Recovered");
        assert_eq!(axis("death", CurveKind::Surv), "Alive");
        assert_eq!(axis("event", CurveKind::Surv), "Without the event");
        assert_eq!(noun("stroke"), "the event “stroke”");
    }

    #[test]
    fn names_of_columns_inside_a_sentence() {
        for (name, said) in [
            ("Age", "age"),
            ("Age (years)", "age (years)"),
            ("BMI", "BMI"),
            ("Gleason score", "Gleason score"),
            ("AGE", "AGE"),
            ("", ""),
        ] {
            assert_eq!(covariate(name), said);
        }
    }

    #[test]
    fn only_names_that_run_from_right_to_left_are_set_apart() {
        for name in ["control", "μ-arm", "対照", "Плацебо", ""] {
            assert_eq!(isolated(name), name);
        }
        for name in ["مجموعة", "arm א", "ﭐ"] {
            assert_eq!(isolated(name), format!("\u{2068}{name}\u{2069}"));
        }
        assert_eq!(count(2, "נפילה"), "2 events (\u{2068}נפילה\u{2069})");
    }
}
