//! The order of the groups, and the one that the others are compared with.
//!
//! Groups stand as the data have them (in order of appearance, numbers ascending) unless an order was asked for, by an
//! option or a note `# group order: placebo, low, high`. Names in it that no group bears are passed over; groups that
//! it does not name follow, in the order they had. Curves, tables, legends, colours and the scores of the trend test
//! all follow this order.
//!
//! The reference is the group asked for, else the one of the note `# reference:`, else the one whose name says that it
//! is the control ([`control`]), else the first.

use crate::data::Gathered;
use serde::Serialize;

/// What made a group the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceFrom {
    /// A person or the text chose it.
    Chosen,
    /// Its name says that it is the control.
    Name,
    /// It is the first.
    First,
}

/// Words that make a name that of a control, whole, in lower case. English first, then German, French, Spanish, Italian,
/// Portuguese, Dutch, the Scandinavian languages, Polish, Russian.
const CONTROL: &str = "control controls ctrl ctl placebo placebos pbo sham vehicle untreated unexposed unvaccinated \
    observation obs standard soc conventional comparator reference wildtype wt none nothing \
    kontrolle kontrollen kontrollgruppe kontrollarm unbehandelt scheinbehandlung beobachtung standardtherapie referenz wildtyp \
    témoin témoins temoin temoins contrôle contrôles référence placébo sauvage \
    controles estándar estandar habitual observación observacion referencia ninguno ninguna \
    controllo controlli osservazione riferimento nessuno controle controlo padrão padrao observação nenhum \
    standaard observatie onbehandeld kontroll kontrol kontrolgruppe obehandlad ubehandlet standardbehandling \
    kontrola kontrolna standardowe контроль контрольная плацебо стандарт";

/// The same, of several words.
const PHRASES: [&str; 14] = [
    "usual care",
    "wild type",
    "standard of care",
    "supportive care",
    "routine care",
    "watchful waiting",
    "watch and wait",
    "active surveillance",
    "non traité",
    "non traités",
    "sans traitement",
    "sin tratamiento",
    "soins usuels",
    "cura usuale",
];

/// Words at the beginning of a name that say what the group is without.
const WITHOUT: &str = "no non not without ohne kein keine nicht sans aucun aucune pas sin sem senza nessun geen zonder \
    niet ingen utan uden bez без нет não";

/// Names of which one says no and the other yes; each pair is met whole.
const NO_AND_YES: [(&str, &str); 12] = [
    ("no", "yes"),
    ("0", "1"),
    ("false", "true"),
    ("n", "y"),
    ("nein", "ja"),
    ("non", "oui"),
    ("no", "sí"),
    ("no", "si"),
    ("nee", "ja"),
    ("não", "sim"),
    ("nej", "ja"),
    ("нет", "да"),
];

/// Marks of a control in scripts without spaces between words.
const INSIDE: [&str; 8] = ["对照", "對照", "対照", "安慰剂", "安慰劑", "プラセボ", "偽薬", "대조"];

/// How surely a name is that of the control, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sure {
    /// It is nothing but words of a control: "Placebo", "usual care", "control group".
    Whole,
    /// It begins with a word such as no: "No treatment".
    Without,
    /// It has such a word among others: "placebo + chemotherapy".
    Among,
}

/// The group whose name says that it is the control; `None` where no name does, or several do alike.
///
/// ```
/// use riskset::report::arrange::control;
/// let of = |names: &[&str]| control(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
/// assert_eq!(of(&["UC-MSC", "Control"]), Some(1));
/// assert_eq!(of(&["SOC + drug", "SOC"]), Some(1));
/// assert_eq!(of(&["treated", "No treatment"]), Some(1));
/// assert_eq!(of(&["SOC + A", "SOC + B"]), None);
/// assert_eq!(of(&["Maintained", "Nonmaintained"]), None); // not a word of its own
/// ```
pub fn control(groups: &[String]) -> Option<usize> {
    let names: Vec<String> = groups.iter().map(|name| name.trim().to_lowercase()).collect();
    if let [first, second] = &names[..] {
        for (no, yes) in NO_AND_YES {
            match (first == no && second == yes, second == no && first == yes) {
                (true, _) => return Some(0),
                (_, true) => return Some(1),
                _ => {}
            }
        }
    }
    let found: Vec<(usize, Sure)> =
        names.iter().enumerate().filter_map(|(at, name)| Some((at, sure(name)?))).collect();
    let surest = found.iter().map(|&(_, sure)| sure).min()?;
    let mut surest = found.iter().filter(|&&(_, sure)| sure == surest);
    let &(first, sure) = surest.next()?;
    // Of several control groups the first; but what all arms have in part ("SOC + A", "SOC + B") tells none of them.
    (sure != Sure::Among || surest.next().is_none()).then_some(first)
}

/// How surely a name, in lower case, is that of a control.
fn sure(name: &str) -> Option<Sure> {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is = |word: &&str| CONTROL.split_whitespace().any(|known| known == *word);
    let filler = |word: &&str| {
        matches!(
            *word,
            "group"
                | "groups"
                | "arm"
                | "only"
                | "alone"
                | "care"
                | "therapy"
                | "treatment"
                | "gruppe"
                | "groupe"
                | "grupo"
                | "gruppo"
        )
    };
    let phrase = PHRASES.iter().find(|phrase| has_phrase(&words, phrase));
    let of_phrase = |word: &&str| phrase.is_some_and(|phrase| phrase.split(' ').any(|known| known == *word));
    let any = words.iter().any(is) || phrase.is_some();
    let [first, rest @ ..] = &words[..] else {
        return INSIDE.iter().any(|mark| name.contains(mark)).then_some(Sure::Whole);
    };
    if any && words.iter().all(|word| is(word) || filler(word) || of_phrase(word)) {
        return Some(Sure::Whole);
    }
    // "No. 2" is a number, not a lack.
    let numbered = rest.first().is_some_and(|word| word.chars().all(char::is_numeric));
    if WITHOUT.split_whitespace().any(|known| known == *first) && !numbered {
        return Some(Sure::Without);
    }
    (any || INSIDE.iter().any(|mark| name.contains(mark))).then_some(Sure::Among)
}

fn has_phrase(words: &[&str], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    words.windows(phrase.len()).any(|part| part == phrase)
}

/// Index of the reference, and what made it that.
pub(super) fn reference(asked: Option<&String>, gathered: &Gathered) -> (usize, ReferenceFrom) {
    let groups = &gathered.subjects.groups;
    // As it stands, or as a file of subjects writes it.
    let noted = gathered.notes.iter().find(|note| note.key == "reference").map(|note| note.value.trim());
    let written = noted.map(crate::data::read_item);
    let chosen = [asked.map(String::as_str), noted, written.as_deref()]
        .into_iter()
        .flatten()
        .find_map(|name| groups.iter().position(|group| group == name));
    match (chosen, control(groups)) {
        (Some(at), _) => (at, ReferenceFrom::Chosen),
        (None, Some(at)) => (at, ReferenceFrom::Name),
        (None, None) => (0, ReferenceFrom::First),
    }
}

/// Puts the groups in the order asked for, by the option or else by the note.
pub(super) fn in_order(asked: Option<&[String]>, gathered: &mut Gathered) {
    let noted = gathered.notes.iter().find(|note| note.key == NOTE).map(|note| parts(&note.value));
    let Some(wanted) = asked.or(noted.as_deref()) else { return };
    let groups = &gathered.subjects.groups;
    let mut order: Vec<usize> = Vec::new();
    let places = wanted.iter().filter_map(|name| groups.iter().position(|group| group == name));
    for at in places.chain(0..groups.len()) {
        if !order.contains(&at) {
            order.push(at);
        }
    }
    let groups: Vec<String> = order.iter().map(|&at| groups[at].clone()).collect();
    let mut place = vec![0_u16; order.len()];
    order.iter().enumerate().for_each(|(to, &from)| place[from] = to as u16);
    gathered.subjects.groups = groups;
    gathered.subjects.group.iter_mut().for_each(|group| *group = place[usize::from(*group)]);
}

/// The note that names the order.
pub(super) const NOTE: &str = "group order";

/// The names of a note: apart by bars where it has any, else by commas.
fn parts(note: &str) -> Vec<String> {
    let sign = if note.contains('|') { '|' } else { ',' };
    note.split(sign).map(|name| name.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Option<usize> {
        control(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_control_is_known_by_its_name() {
        for (names, expected) in [
            (&["drug", "placebo"][..], 1),
            (&["Intervention", "Usual care"], 1),
            (&["KO", "WT"], 1),
            (&["mutant", "wild-type"], 1),
            (&["exposed", "non-exposed"], 1),
            (&["ulcer", "without ulcer"], 1),
            (&["Yes", "No"], 1),
            (&["TRUE", "FALSE"], 1),
            (&["1", "0"], 1),
            (&["drug", "Ctrl 2", "sham"], 2),
            (&["Lev+5FU", "Lev", "Obs"], 2),
            (&["chemo + drug", "chemo + placebo"], 1),
            (&["standard of care plus A", "standard of care"], 1),
            (&["Behandelt", "ohne Behandlung"], 1),
            (&["traité", "témoin"], 1),
            (&["tratamiento", "sin tratamiento"], 1),
            (&["治疗组", "对照组"], 1),
            (&["high dose", "low dose", "Control group"], 2),
        ] {
            assert_eq!(of(names), Some(expected), "{names:?}");
        }
    }

    #[test]
    fn other_names_are_no_control() {
        for names in [
            &["A", "B"][..],
            &["female", "male"],
            &["uncontrolled", "observed late"],
            &["No. 1", "No. 2"],
            &["nonmaintained", "maintained"],
            &["placebo + A", "placebo + B"],
            &["north", "notice"],
            &["0", "2"],
            &["", "x"],
        ] {
            assert_eq!(of(names), None, "{names:?}");
        }
    }

    #[test]
    fn names_of_a_note_are_apart_by_bars_or_commas() {
        assert_eq!(parts("a, b"), ["a", "b"]);
        assert_eq!(parts("x, y | z"), ["x, y", "z"]);
    }
}
