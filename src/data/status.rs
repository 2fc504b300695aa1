//! The words that tell whether the event happened.
//!
//! Rules for the values that mean "event" when nobody has chosen them; the page always asks:
//! - numbers: of 0/1 and 0/1/2 it is 1; without a 0 the second smallest (R codes 1 = censored,
//!   2 = event); a lone code other than 0 is the event;
//! - words: every word known to be an event, but not what happens without another ("death without relapse" beside
//!   "relapse"); if none is known, every word not known to be censoring; if none is known at all, the rarest (the later
//!   one in a draw);
//! - columns that tell the opposite (CDISC `CNSR`, `censor`, `censored`, `censoring`, `alive`, `relapse_free`):
//!   0, no and false are the event. `cens` is not among them: in R's data sets `cens` 1 is the
//!   event.

use super::kinds::{Column, Kind};
use super::levels::Level;
use super::names;
use super::roles::MAX_COMPETING;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Event,
    Censored,
    Yes,
    No,
    Unknown,
}

const EVENT_WORDS: &str = "dead died death deceased event events relapse relapsed progression progressed failure \
    failed fail recovered recovery uncensored observed cured discharged recurrence recurred \
    metastasis infarction stroke infected infection ventilated intubated expired fatal \
    occurred happened responded response exitus tot gestorben verstorben død döda avliden muerto décédé mort deceduto ereignis rejected rejection \
    conceived pregnant healed churned";

const CENSORED_WORDS: &str = "censored censor censoring cens alive living lived survived survivor none lost ongoing \
    withdrawn withdrew withdrawal ltfu administrative lebt lebend levende levande vivo viva vivant vivante zensiert active dropout dropped \
    eventfree unknown healthy well";

const NEGATIONS: &str = "no not non without never free un kein nicht";

fn meaning(value: &str) -> Meaning {
    let value = value.trim().to_ascii_lowercase();
    match value.as_str() {
        "true" | "yes" | "y" | "t" | "ja" | "oui" | "si" | "sí" => return Meaning::Yes,
        "false" | "no" | "n" | "f" | "nein" | "non" => return Meaning::No,
        _ => {}
    }
    let words = names::tokens(&value);
    let known = |word: &String| {
        if names::has(EVENT_WORDS, word) {
            Some(Meaning::Event)
        } else if names::has(CENSORED_WORDS, word) {
            Some(Meaning::Censored)
        } else {
            None
        }
    };
    let first = words.iter().position(|word| known(word).is_some());
    // "not dead", "relapse free", "relapse: no"; but "death without relapse" is a death.
    let denies = |i: usize| words.get(i).is_some_and(|word| names::has(NEGATIONS, word));
    let denied = first.is_some_and(|at| (0..at).any(denies) || (denies(at + 1) && at + 2 == words.len()));
    match first.and_then(|at| known(&words[at])) {
        Some(Meaning::Event) if denied => Meaning::Censored,
        Some(Meaning::Censored) if denied => Meaning::Event,
        Some(meaning) => meaning,
        None => Meaning::Unknown,
    }
}

/// Whether a value says that something else happened in place of `event`: "death without relapse" beside "relapse".
fn happens_without(value: &str, event: &str) -> bool {
    let [words, event] = [value, event].map(|text| names::tokens(&text.to_ascii_lowercase()));
    let after = words.iter().position(|word| names::has("without before", word)).map(|at| &words[at + 1..]);
    after.is_some_and(|after| !event.is_empty() && event.iter().all(|word| after.contains(word)))
}

/// Whether a column of this name tells who was censored, so that 0, no and false are the event.
fn tells_the_opposite(name: &str) -> bool {
    names::has_word(name, "cnsr censor censored censoring alive living survived")
        || names::ends_with(name, "free")
}

/// The values of a column that mean "event" unless a person says otherwise.
pub(super) fn event_values(name: &str, column: &Column) -> Vec<String> {
    let opposite = tells_the_opposite(name);
    if column.kind == Kind::Number {
        return event_code(&column.levels, opposite).into_iter().collect();
    }
    let chosen = |is: &dyn Fn(Meaning) -> bool| -> Vec<String> {
        let values = column.levels.iter().map(|level| &level.value);
        values.filter(|value| is(meaning(value))).cloned().collect()
    };
    let has = |wanted: Meaning| column.levels.iter().any(|level| meaning(&level.value) == wanted);
    if has(Meaning::Event) {
        let events = chosen(&|meaning| meaning == Meaning::Event);
        let is_other = |value: &String| events.iter().any(|event| happens_without(value, event));
        events.iter().filter(|value| !is_other(value)).cloned().collect()
    } else if has(Meaning::Yes) || has(Meaning::No) {
        let event = if opposite { Meaning::No } else { Meaning::Yes };
        chosen(&|meaning| meaning == event)
    } else if has(Meaning::Censored) {
        chosen(&|meaning| meaning == Meaning::Unknown)
    } else {
        let rarest = column.levels.iter().rev().min_by_key(|level| level.count);
        rarest.map(|level| level.value.clone()).into_iter().collect()
    }
}

/// The values of a column that mean an event other than the one that `events` mean, unless a person says
/// otherwise: further codes above 0 of a column of numbers whose 0 is censoring, and unknown words beside
/// known ones for the event and for censoring.
pub(super) fn competing_values(name: &str, column: &Column, events: &[String]) -> Vec<String> {
    let others = || column.levels.iter().map(|level| &level.value).filter(|value| !events.contains(value));
    let found: Vec<String> = if column.kind == Kind::Number {
        let code = |value: &String| value.parse::<f64>().ok();
        let has_zero = column.levels.iter().any(|level| code(&level.value) == Some(0.0));
        let further = |value: &&String| has_zero && code(value).is_some_and(|code| code > 0.0);
        if tells_the_opposite(name) { Vec::new() } else { others().filter(further).cloned().collect() }
    } else {
        let has = |wanted: Meaning| column.levels.iter().any(|level| meaning(&level.value) == wanted);
        let unknown = |value: &&String| meaning(value) != Meaning::Censored;
        if has(Meaning::Censored) { others().filter(unknown).cloned().collect() } else { Vec::new() }
    };
    if found.len() > MAX_COMPETING || column.n_levels > column.levels.len() { Vec::new() } else { found }
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

/// How plainly the values of a column alone say that it is a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Not a status.
    None,
    /// 1 and 2, as R may code it and as groups are coded too.
    OneTwo,
    /// 0 and 1, yes and no, true and false.
    Binary,
    /// Words such as dead and alive.
    Words,
}

/// Judges a column by its values.
pub(super) fn likeness(column: &Column) -> Likeness {
    if column.kind == Kind::Number {
        let codes: Vec<&str> = column.levels.iter().map(|level| level.value.as_str()).collect();
        return match codes.as_slice() {
            ["0", "1"] | ["0"] | ["1"] => Likeness::Binary,
            ["1", "2"] => Likeness::OneTwo,
            _ => Likeness::None,
        };
    }
    if column.n_levels == 0 || column.n_levels > 8 || matches!(column.kind, Kind::Date | Kind::Empty) {
        return Likeness::None;
    }
    let n_of =
        |is: fn(Meaning) -> bool| column.levels.iter().filter(|level| is(meaning(&level.value))).count();
    let n_words = n_of(|meaning| matches!(meaning, Meaning::Event | Meaning::Censored));
    if n_words > 0 && 2 * n_words >= column.n_levels {
        Likeness::Words
    } else if n_of(|meaning| matches!(meaning, Meaning::Yes | Meaning::No)) == column.n_levels {
        Likeness::Binary
    } else {
        Likeness::None
    }
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
    }

    #[test]
    fn values_alone() {
        assert_eq!(likeness(&of("0/1")), Likeness::Binary);
        assert_eq!(likeness(&of("1/2")), Likeness::OneTwo);
        assert_eq!(likeness(&of("dead/alive/dead")), Likeness::Words);
        assert_eq!(likeness(&of("yes/no/no")), Likeness::Binary);
        assert_eq!(likeness(&of("a/b/a")), Likeness::None);
        assert_eq!(likeness(&of("1/2/3")), Likeness::None);
    }
}
