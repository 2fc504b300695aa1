//! What the values of a status column mean when nobody has said so.
//!
//! A plain negative (no, false, 0, alive, censored) is never an event. What else stands beside an event and its
//! negative is read in the safest way and asked about ([`Why`], [`doubts`](super::doubts)):
//! - numbers: of 0/1 and 0/1/2 the event is 1, and 2 and more compete with it (as cmprsk codes them); without a 0 it is
//!   the second smallest (R codes 1 = censored, 2 = event); a lone code other than 0 is the event. A code for a
//!   missing value (9 or 99 beside 0 and 1, -1, 0.5) is missing, as R's `Surv` makes it NA; it is asked about;
//! - words: every word known to be an event, but not what happens without another ("death without relapse" beside
//!   "relapse"). Events of several kinds are one event, but what is hoped for competes with what is feared (recovered
//!   beside died); both are asked about. If no event is known, yes; else every word not known to be censoring; if none
//!   is known at all, the rarest (the later one in a draw);
//! - "unknown" and "not reported" are censored, as R's `status == "dead"` makes them, and so are lost and withdrew; an
//!   unknown word is another event beside states such as dead and alive, and censored beside the answers yes and no;
//!   each is asked about;
//! - columns that tell the opposite (CDISC `CNSR`, `censor`, `censored`, `censoring`, `alive`, `relapse_free`):
//!   0, no and false are the event. `cens` is not among them: in R's data sets `cens` 1 is the
//!   event.

use super::kinds::{Column, Kind};
use super::levels::Level;
use super::meanings::{EVENTS, Meaning, event_in_name, happens_without, meaning};
use super::names;
use super::roles::MAX_COMPETING;

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The event asked about.
    Event,
    /// Another event, after which this one cannot come.
    Competing,
    /// No event.
    Censored,
    /// Nothing is known: the row is left out.
    Missing,
}

/// Why a value must be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Why {
    /// A word that says that the status is not known.
    NotKnown,
    /// A code that stands for a missing value.
    MissingCode,
    /// Follow-up ended for another reason than the end of the study.
    Lost,
    /// A word or code that is not known here.
    OtherWord,
    /// Events of several kinds; the number is that of the kind.
    Several(usize),
    /// Nothing tells which value is the event.
    Which,
}

/// A value, what it is taken for, and whether that must be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) part: Part,
    pub(super) why: Option<Why>,
}

const fn read(part: Part, why: Option<Why>) -> Read {
    Read { part, why }
}

/// How each listed value of a column is read, in their order.
pub(super) fn reading(name: &str, column: &Column) -> Vec<Read> {
    let all_listed = column.n_levels <= column.levels.len();
    let mut reads =
        if column.kind == Kind::Number { codes(name, &column.levels) } else { words(name, &column.levels) };
    let n_competing = reads.iter().filter(|read| read.part == Part::Competing).count();
    for read in &mut reads {
        if read.part == Part::Competing && (n_competing > MAX_COMPETING || !all_listed) {
            read.part = Part::Censored;
        }
        // A column of so many values is no status: that is said in its place.
        read.why = read.why.filter(|_| all_listed);
    }
    reads
}

/// Whether a column of this name tells who was censored, so that 0, no and false are the event.
fn tells_the_opposite(name: &str) -> bool {
    names::has_word(name, "cnsr censor censored censoring alive living survived")
        || names::ends_with(name, "free")
}

/// The values that are read as `part`.
fn values_of(name: &str, column: &Column, part: Part) -> Vec<String> {
    let reads = reading(name, column);
    let is = |(level, read): (&Level, Read)| (read.part == part).then(|| level.value.clone());
    column.levels.iter().zip(reads).filter_map(is).collect()
}

/// The values of a column that mean "event" unless a person says otherwise.
pub(super) fn event_values(name: &str, column: &Column) -> Vec<String> {
    values_of(name, column, Part::Event)
}

/// The values of a column that mean nothing unless a person says otherwise.
pub(super) fn missing_values(name: &str, column: &Column, events: &[String]) -> Vec<String> {
    let values = values_of(name, column, Part::Missing);
    values.into_iter().filter(|value| !events.contains(value)).collect()
}

/// The values of a column that mean an event other than the one that `events` mean, unless a person says
/// otherwise.
pub(super) fn competing_values(name: &str, column: &Column, events: &[String]) -> Vec<String> {
    if event_values(name, column) == events {
        return values_of(name, column, Part::Competing);
    }
    // Another event was named: what would have been the event competes with it, where something else is censoring.
    let reads = reading(name, column);
    let is_other = |(level, read): (&Level, Read)| {
        let is_event = matches!(read.part, Part::Event | Part::Competing);
        (is_event && !events.contains(&level.value)).then(|| level.value.clone())
    };
    let found: Vec<String> =
        column.levels.iter().zip(&reads).filter_map(|(level, read)| is_other((level, *read))).collect();
    let has_negative = column.levels.iter().zip(&reads).any(|(level, read)| {
        read.part == Part::Censored && read.why.is_none() && !events.contains(&level.value)
    });
    if has_negative && found.len() <= MAX_COMPETING { found } else { Vec::new() }
}

/// Codes for missing values that people use; each only where the code before it does not occur.
const MISSING_CODES: [f64; 8] = [7.0, 8.0, 9.0, 77.0, 88.0, 99.0, 999.0, 9999.0];

/// Codes, ascending.
fn codes(name: &str, levels: &[Level]) -> Vec<Read> {
    let codes: Vec<Option<f64>> = levels.iter().map(|level| level.value.parse::<f64>().ok()).collect();
    let has = |wanted: f64| codes.contains(&Some(wanted));
    let is_missing =
        |code: f64| code < 0.0 || code.fract() != 0.0 || (MISSING_CODES.contains(&code) && !has(code - 1.0));
    // A column of measurements is no status; what its values would mean is said nowhere.
    let n_missing = codes.iter().flatten().filter(|&&code| is_missing(code)).count();
    let coded = names::has_word(name, "cnsr") || n_missing > 3 || n_missing >= codes.len().max(1);
    let missing = |code: Option<f64>| !coded && code.is_some_and(is_missing);
    let sound: Vec<Level> = levels
        .iter()
        .zip(&codes)
        .filter(|(_, code)| !missing(**code))
        .map(|(level, _)| level.clone())
        .collect();
    let opposite = tells_the_opposite(name);
    let event = event_code(&sound, opposite);
    let unnamed = !has(0.0) && !opposite && sound.len() > 2 && sound.len() <= 9;
    let read_code = |(level, &code): (&Level, &Option<f64>)| {
        let part = if event.as_ref() == Some(&level.value) {
            Part::Event
        } else if missing(code) {
            return read(Part::Missing, Some(Why::MissingCode));
        } else if has(0.0) && !opposite && code.is_some_and(|code| code > 0.0) {
            Part::Competing
        } else {
            Part::Censored
        };
        read(part, unnamed.then_some(Why::Which))
    };
    levels.iter().zip(&codes).map(read_code).collect()
}

/// Words, in order of appearance.
fn words(name: &str, levels: &[Level]) -> Vec<Read> {
    let opposite = tells_the_opposite(name);
    let (yes, no) = if opposite { (Meaning::No, Meaning::Yes) } else { (Meaning::Yes, Meaning::No) };
    let meanings: Vec<Meaning> = levels.iter().map(|level| meaning(&level.value)).collect();
    let count = |is: &dyn Fn(Meaning) -> bool| meanings.iter().filter(|&&meaning| is(meaning)).count();
    let is_event = |meaning: Meaning| matches!(meaning, Meaning::Event(_));
    let answers = count(&|meaning| matches!(meaning, Meaning::Yes | Meaning::No));
    let negatives = count(&|meaning| meaning == Meaning::Negative || meaning == no);
    let lost = count(&|meaning| meaning == Meaning::Lost);
    let others = count(&|meaning| meaning == Meaning::Other);
    let known = if count(&is_event) > 0 {
        Known::Events
    } else if answers > 0 {
        Known::Answers
    } else if negatives + lost > 0 {
        Known::Censoring
    } else {
        Known::Nothing
    };
    let rarest = || {
        let candidates = levels.iter().zip(&meanings).filter(|(_, meaning)| **meaning == Meaning::Other);
        candidates.rev().min_by_key(|(level, _)| level.count).map(|(level, _)| level.value.clone())
    };
    let rarest = if known == Known::Nothing { rarest() } else { None };
    let events = kinds_of_event(name, levels, &meanings);
    let of = |level: &Level, meaning: Meaning| match meaning {
        Meaning::Event(kind) => events.read(&level.value, kind),
        Meaning::Missing => read(Part::Censored, Some(Why::NotKnown)),
        Meaning::Lost => read(Part::Censored, (negatives > 0).then_some(Why::Lost)),
        Meaning::Negative => read(Part::Censored, None),
        meaning if meaning == no => read(Part::Censored, None),
        meaning if meaning == yes && known == Known::Answers => read(Part::Event, None),
        // "yes" beside "dead", or a word that is not known.
        _ => match known {
            Known::Events if negatives + lost > 0 => read(Part::Competing, Some(Why::OtherWord)),
            // What is not the event is its negative, whatever it is called.
            Known::Events if others == 1 => read(Part::Censored, None),
            Known::Events | Known::Answers => read(Part::Censored, Some(Why::OtherWord)),
            Known::Censoring => read(Part::Event, (others > 1).then_some(Why::Which)),
            Known::Nothing => {
                let part = if rarest.as_ref() == Some(&level.value) { Part::Event } else { Part::Censored };
                read(part, (others > 2).then_some(Why::Which))
            }
        },
    };
    levels.iter().zip(&meanings).map(|(level, &meaning)| of(level, meaning)).collect()
}

/// What of a column of words is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Events,
    Answers,
    Censoring,
    Nothing,
}

/// The kinds of events in a column, and which of them are the event.
struct Kinds {
    /// Values that happen without another event: they compete with it.
    without: Vec<String>,
    found: Vec<usize>,
    event: Vec<usize>,
}

fn kinds_of_event(name: &str, levels: &[Level], meanings: &[Meaning]) -> Kinds {
    let events = || {
        levels.iter().zip(meanings).filter_map(|(level, meaning)| match meaning {
            Meaning::Event(kind) => Some((level, *kind)),
            _ => None,
        })
    };
    let is_without = |value: &str| events().any(|(event, _)| happens_without(value, &event.value));
    let without: Vec<String> = events()
        .filter(|(level, _)| is_without(&level.value))
        .map(|(level, _)| level.value.clone())
        .collect();
    let mut found: Vec<usize> = Vec::new();
    for (level, kind) in events() {
        if !without.contains(&level.value) && !found.contains(&kind) {
            found.push(kind);
        }
    }
    let named = event_in_name(name).filter(|kind| found.contains(kind));
    let feared: Vec<usize> = found.iter().copied().filter(|&kind| !EVENTS[kind].hoped_for).collect();
    let event = match named {
        Some(kind) => vec![kind],
        None if feared.is_empty() => found.clone(),
        None => feared,
    };
    Kinds { without, found, event }
}

impl Kinds {
    fn read(&self, value: &str, kind: usize) -> Read {
        if self.without.iter().any(|other| other == value) {
            return read(Part::Competing, None);
        }
        let part = if self.event.contains(&kind) { Part::Event } else { Part::Competing };
        read(part, (self.found.len() > 1).then_some(Why::Several(kind)))
    }
}

/// The code of the event among ascending codes.
fn event_code(levels: &[Level], opposite: bool) -> Option<String> {
    // Levels of a column of numbers ascend already.
    let codes: Vec<(f64, &String)> =
        levels.iter().filter_map(|level| Some((level.value.parse::<f64>().ok()?, &level.value))).collect();
    let find = |wanted: f64| codes.iter().find(|(code, _)| *code == wanted);
    let chosen = if opposite {
        find(0.0)
    } else if find(0.0).is_some() {
        find(1.0).or_else(|| codes.iter().find(|(code, _)| *code > 0.0))
    } else {
        codes.get(1).or(codes.first())
    };
    chosen.map(|(_, value)| (*value).clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::cut::cut;
    use crate::data::decimal::Decimal;
    use crate::data::delimiter::Delimiter;
    use crate::data::kinds::column;

    fn of(cells: &str) -> Column {
        let cut = cut(cells.replace('/', "\n").as_bytes(), Delimiter::None);
        column(&cut.cells, 0, 0, "", Decimal::Point)
    }

    fn events(name: &str, cells: &str) -> String {
        event_values(name, &of(cells)).join("+")
    }

    #[test]
    fn what_is_denied_stands_behind_or_before_its_denial() {
        assert_eq!(events("status", "relapse/death without relapse/censored"), "relapse");
        assert_eq!(
            competing_values("status", &of("relapse/death without relapse/censored"), &["relapse".into()]),
            ["death without relapse"]
        );
        assert_eq!(events("status", "death before progression/progression/alive"), "progression");
        assert_eq!(events("status", "relapse free/relapse"), "relapse");
        assert_eq!(events("status", "death: no/death: yes"), "death: yes");
        assert_eq!(events("status", "censored, no event/event"), "event");
        assert_eq!(events("status", "lost without event/died"), "died");
        assert_eq!(events("status", "not dead/dead"), "dead");
    }

    #[test]
    fn numeric_codes() {
        assert_eq!(events("status", "0/1/1"), "1");
        assert_eq!(events("status", "1/2/1"), "2");
        assert_eq!(events("status", "0/1/2"), "1");
        assert_eq!(events("status", "0/2"), "2");
        assert_eq!(events("status", "1/1"), "1");
        assert_eq!(events("status", "0/0"), "");
        assert_eq!(events("CNSR", "0/1/2"), "0");
        assert_eq!(events("censored", "1/1"), "");
        assert_eq!(events("cens", "0/1"), "1");
        assert_eq!(events("alive", "0/1"), "0");
        assert_eq!(events("progression-free", "0/1"), "0");
        assert_eq!(events("Relapse_Free", "no/yes"), "no");
        assert_eq!(events("progression_free_survival_event", "0/1"), "1");
    }

    #[test]
    fn words() {
        assert_eq!(events("status", "TRUE/FALSE/TRUE"), "TRUE");
        assert_eq!(events("status", "no/yes/no"), "yes");
        assert_eq!(events("censored", "no/yes/no"), "no");
        assert_eq!(events("fate", "Dead/Alive/Dead"), "Dead");
        assert_eq!(events("fate", "event/censored"), "event");
        assert_eq!(events("fate", "relapse/none/relapse"), "relapse");
        assert_eq!(events("fate", "no event/event"), "event");
        assert_eq!(events("fate", "recovered/not recovered"), "recovered");
        assert_eq!(events("OS_STATUS", "1:DECEASED/0:LIVING"), "1:DECEASED");
        assert_eq!(events("fate", "died/relapsed/lost"), "died+relapsed");
        assert_eq!(events("fate", "lost/healed up/lost"), "healed up");
        assert_eq!(events("fate", "tumour/lost/tumour"), "tumour");
        assert_eq!(events("fate", "foo/foo/bar"), "bar");
        assert_eq!(events("fate", "censored/uncensored"), "uncensored");
    }

    #[test]
    fn competing() {
        let of = |name: &str, cells: &str| {
            let column = of(cells);
            competing_values(name, &column, &event_values(name, &column)).join("+")
        };
        assert_eq!(of("status", "0/1/2"), "2");
        assert_eq!(of("status", "0/1"), "");
        assert_eq!(of("status", "1/2/3"), "", "which of them is censoring is not known");
        assert_eq!(of("CNSR", "0/1/2"), "");
        assert_eq!(of("fate", "dead/censored/pcm"), "pcm");
        assert_eq!(of("fate", "dead/alive/dead"), "");
        assert_eq!(of("fate", "dead/relapsed/alive"), "", "both are the event, together");
        assert_eq!(of("died", "Yes/No/Unknown"), "", "no is no event");
        assert_eq!(of("died", "T/F/lost to follow-up"), "");
        assert_eq!(of("vital", "dead/alive/withdrew"), "");
        assert_eq!(of("fate", "recovered/died/still in hospital"), "recovered");
        assert_eq!(of("recovered", "recovered/died/still in hospital"), "died");
        assert_eq!(of("died", "0/1/9"), "");
    }
}
