//! Values of a status column that nobody but a person can tell: a third word beside yes and no, a code for a missing
//! value, lost beside alive, several kinds of events.
//!
//! A value is in doubt while it is taken as it would be without a person's word ([`reading`]).

use super::{Alternative, Change, Doubt, answered, isolated, quoted, rows};
use crate::data::gather::Take;
use crate::data::levels::{Level, same_level};
use crate::data::roles::{MAX_COMPETING, Roles};
use crate::data::sheet::Sheet;
use crate::data::status::{Part, Why, reading};

/// At most so many buttons.
const MOST_ALTERNATIVES: usize = 4;

/// The doubts of the status column.
pub(super) fn doubts(sheet: &Sheet, roles: &Roles, take: &Take) -> Vec<Doubt> {
    let Some(asking) = Asking::new(sheet, roles, take) else { return Vec::new() };
    let several = asking.several();
    let which = if several.is_none() { asking.which() } else { None };
    let words = [Why::NotKnown, Why::MissingCode, Why::OtherWord, Why::Lost];
    several.into_iter().chain(which).chain(words.into_iter().filter_map(|why| asking.values(why))).collect()
}

struct Asking<'a> {
    sheet: &'a Sheet,
    roles: &'a Roles,
    name: &'a str,
    tally: &'a [Level],
    /// Values in doubt as they stand in the column, and why.
    open: Vec<(String, Why)>,
}

impl<'a> Asking<'a> {
    fn new(sheet: &'a Sheet, roles: &'a Roles, take: &'a Take) -> Option<Self> {
        let at = roles.status?;
        let (name, column) = (sheet.name(at), sheet.column(at)?);
        let mut asking = Asking { sheet, roles, name, tally: &take.tally, open: Vec::new() };
        let reads = reading(name, column);
        for (level, read) in column.levels.iter().zip(reads) {
            let Some(why) = read.why else { continue };
            if asking.part(&level.value) == read.part && asking.n_rows(&level.value) > 0 {
                asking.open.push((level.value.clone(), why));
            }
        }
        Some(asking)
    }

    fn is_in(&self, values: &[String], value: &str) -> bool {
        values.iter().any(|each| same_level(each, value, self.sheet.decimal))
    }

    /// What a value means under the roles.
    fn part(&self, value: &str) -> Part {
        part(self.sheet, self.roles, value)
    }

    fn n_rows(&self, value: &str) -> usize {
        let same = |level: &&Level| same_level(&level.value, value, self.sheet.decimal);
        self.tally.iter().filter(same).map(|level| level.count).sum()
    }

    /// The change that gives each of `values` its part.
    fn change(&self, id: &str, values: &[(String, Part)]) -> Change {
        let given =
            |value: &String| values.iter().any(|(each, _)| self.is_in(std::slice::from_ref(value), each));
        let of = |part: Part, old: &[String]| {
            let kept = old.iter().filter(|value| !given(value)).cloned();
            kept.chain(values.iter().filter(|(_, each)| *each == part).map(|(value, _)| value.clone()))
                .collect()
        };
        Change {
            event_values: Some(of(Part::Event, &self.roles.event_values)),
            competing_values: Some(of(Part::Competing, &self.roles.competing_values)),
            missing_values: Some(of(Part::Missing, &self.roles.missing_values)),
            answered: answered(self.roles, id),
            ..Change::default()
        }
    }

    /// The alternative that gives each of `values` its part; `None` where that makes too many causes.
    fn alternative(&self, label: String, id: &str, values: &[(String, Part)]) -> Option<Alternative> {
        let change = self.change(id, values);
        if change.competing_values.as_ref().is_some_and(|values| values.len() > MAX_COMPETING) {
            return None;
        }
        let changed = change.apply(self.roles);
        let count = |part: Part| -> usize {
            let levels =
                self.tally.iter().filter(|level| self::part(self.sheet, &changed, &level.value) == part);
            levels.map(|level| level.count).sum()
        };
        let taken = values.iter().all(|(value, part)| self.part(value) == *part);
        Some(Alternative { label, gives: gives(&count), taken, change })
    }

    fn doubt(&self, code: &'static str, values: Vec<String>, sentence: String, question: String) -> Doubt {
        let id = format!("{code}: {}", values.join(" / "));
        let columns = vec![self.name.to_owned()];
        Doubt { code, id, columns, values, sentence, question, alternatives: Vec::new() }
    }

    /// Values that are in doubt for the same reason, as one question.
    fn values(&self, why: Why) -> Option<Doubt> {
        let open = self.open.iter().filter(|(_, each)| *each == why);
        let values: Vec<String> = open.map(|(value, _)| value.clone()).collect();
        let now = self.part(values.first()?);
        let (code, parts): (_, &[Part]) = match why {
            Why::NotKnown => ("status_not_known", &[Part::Censored, Part::Missing, Part::Competing]),
            Why::MissingCode => ("status_missing_code", &[Part::Missing, Part::Censored, Part::Competing]),
            Why::Lost => ("status_lost", &[Part::Censored, Part::Competing, Part::Missing]),
            _ => ("status_other_value", &[Part::Competing, Part::Censored, Part::Event, Part::Missing]),
        };
        let n = values.iter().map(|value| self.n_rows(value)).sum();
        let (what, name, n) = (quoted(&values), isolated(self.name), rows(n));
        let verb = if values.len() == 1 { "is" } else { "are" };
        let sentence = format!(
            "In column {name}, {what} ({n}) {verb} treated as {}. Confirm or change this.",
            in_words(now)
        );
        let verb = if values.len() == 1 { "does" } else { "do" };
        let question = format!("What {verb} {what} in column {name} mean ({n})?");
        let mut doubt = self.doubt(code, values.clone(), sentence, question);
        let of = |part: &Part| {
            let values: Vec<(String, Part)> = values.iter().map(|value| (value.clone(), *part)).collect();
            self.alternative(label(*part).to_owned(), &doubt.id, &values)
        };
        doubt.alternatives = parts.iter().filter_map(of).collect();
        Some(doubt)
    }

    /// Events of several kinds, each an index of kinds and its values.
    fn kinds(&self) -> Vec<(usize, Vec<String>)> {
        let mut kinds: Vec<(usize, Vec<String>)> = Vec::new();
        for (value, why) in &self.open {
            let Why::Several(kind) = why else { continue };
            match kinds.iter_mut().find(|(each, _)| each == kind) {
                Some((_, values)) => values.push(value.clone()),
                None => kinds.push((*kind, vec![value.clone()])),
            }
        }
        kinds
    }

    /// "Recovered" beside "died": which of them is the event, or both.
    fn several(&self) -> Option<Doubt> {
        let kinds = self.kinds();
        if kinds.len() < 2 {
            return None;
        }
        let values: Vec<String> = kinds.iter().flat_map(|(_, values)| values.clone()).collect();
        let parts = |of: &dyn Fn(usize) -> Part| -> Vec<(String, Part)> {
            let each =
                kinds.iter().flat_map(|(kind, values)| values.iter().map(|value| (value.clone(), of(*kind))));
            each.collect()
        };
        let is_event = |value: &&String| self.part(value) == Part::Event;
        let events: Vec<String> = values.iter().filter(is_event).cloned().collect();
        let others: Vec<String> = values.iter().filter(|value| !is_event(value)).cloned().collect();
        let name = isolated(self.name);
        let taken = if others.is_empty() {
            "they are taken as one event".to_owned()
        } else {
            let (one, is) = if others.len() == 1 { ("another event", "is") } else { ("other events", "are") };
            format!("the event is {}; {} {is} treated as {one}", quoted(&events), quoted(&others))
        };
        let sentence = format!(
            "Column {name} tells of several events, {}: {taken}. Confirm or change this.",
            quoted(&values)
        );
        let question = format!("Which event do you ask about in column {name}?");
        let mut doubt = self.doubt("status_several_events", values.clone(), sentence, question);
        let pooled = self.alternative(
            if kinds.len() == 2 { "Both as one event".to_owned() } else { "All as one event".to_owned() },
            &doubt.id,
            &parts(&|_| Part::Event),
        );
        let in_force: Vec<(String, Part)> =
            values.iter().map(|value| (value.clone(), self.part(value))).collect();
        let one = |(kind, values): &(usize, Vec<String>)| {
            let part = |each| if each == *kind { Part::Event } else { Part::Competing };
            self.alternative(quoted(values), &doubt.id, &parts(&part))
        };
        let each: Vec<Alternative> = kinds.iter().filter_map(one).collect();
        let now = self.alternative(quoted(&events), &doubt.id, &in_force);
        let all: Vec<Alternative> = each.into_iter().chain(pooled).collect();
        let now = now.filter(|_| !all.iter().any(|alternative| alternative.taken));
        doubt.alternatives = first_with_taken(now.into_iter().chain(all).collect());
        Some(doubt)
    }

    /// Nothing tells which value is the event.
    fn which(&self) -> Option<Doubt> {
        let open = self.open.iter().filter(|(_, why)| *why == Why::Which);
        let values: Vec<String> = open.map(|(value, _)| value.clone()).collect();
        if values.len() < 2 {
            return None;
        }
        let is_event = |value: &&String| self.part(value) == Part::Event;
        let events: Vec<String> = values.iter().filter(is_event).cloned().collect();
        let name = isolated(self.name);
        let sentence = format!(
            "Nothing in column {name} tells which value is the event: {} was chosen. Confirm or change this.",
            quoted(&events)
        );
        let question = format!("Which value of column {name} is the event?");
        let mut doubt = self.doubt("status_which_event", values.clone(), sentence, question);
        let one = |event: &String| {
            let part = |value: &String| if value == event { Part::Event } else { Part::Censored };
            let parts: Vec<(String, Part)> =
                values.iter().map(|value| (value.clone(), part(value))).collect();
            self.alternative(quoted(std::slice::from_ref(event)), &doubt.id, &parts)
        };
        let each: Vec<Alternative> = values.iter().filter_map(one).collect();
        let in_force: Vec<(String, Part)> =
            values.iter().map(|value| (value.clone(), self.part(value))).collect();
        let now = self.alternative(quoted(&events), &doubt.id, &in_force);
        let now = now.filter(|_| !each.iter().any(|alternative| alternative.taken));
        doubt.alternatives = first_with_taken(now.into_iter().chain(each).collect());
        Some(doubt)
    }
}

/// The first few, with the one in force at the front.
fn first_with_taken(mut all: Vec<Alternative>) -> Vec<Alternative> {
    if let Some(at) = all.iter().position(|alternative| alternative.taken) {
        let taken = all.remove(at);
        all.insert(0, taken);
    }
    all.truncate(MOST_ALTERNATIVES);
    all
}

/// What a value means under `roles`.
fn part(sheet: &Sheet, roles: &Roles, value: &str) -> Part {
    let is_in = |values: &[String]| values.iter().any(|each| same_level(each, value, sheet.decimal));
    if is_in(&roles.event_values) {
        Part::Event
    } else if is_in(&roles.competing_values) {
        Part::Competing
    } else if is_in(&roles.missing_values) {
        Part::Missing
    } else {
        Part::Censored
    }
}

/// "5 events, 2 other events, 7 censored, 1 left out".
pub(super) fn gives(count: &dyn Fn(Part) -> usize) -> String {
    let events = |n: usize, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
    let mut parts = vec![events(count(Part::Event), "event")];
    match count(Part::Competing) {
        0 => {}
        n => parts.push(events(n, "other event")),
    }
    parts.push(format!("{} censored", count(Part::Censored)));
    match count(Part::Missing) {
        0 => {}
        n => parts.push(format!("{n} left out")),
    }
    parts.join(", ")
}

fn label(part: Part) -> &'static str {
    match part {
        Part::Event => "The event",
        Part::Competing => "Another event",
        Part::Censored => "Censored",
        Part::Missing => "Missing",
    }
}

fn in_words(part: Part) -> &'static str {
    match part {
        Part::Event => "the event",
        Part::Competing => "another event",
        Part::Censored => "censored",
        Part::Missing => "missing, and left out",
    }
}
