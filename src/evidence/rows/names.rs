//! What the name of a column says of its counts, word by word.

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Trial,
    Outcome,
    Note,
    Events,
    N,
    Without,
    /// Of no use here.
    Other,
}

impl Role {
    pub(super) fn is_of_counts(self) -> bool {
        matches!(self, Role::Events | Role::N | Role::Without)
    }
}

const EVENTS: &[&str] = &[
    "event",
    "events",
    "death",
    "deaths",
    "died",
    "dead",
    "case",
    "cases",
    "responder",
    "responders",
    "success",
    "successes",
    "failure",
    "failures",
    "count",
];
const WITHOUT: &[&str] = &["nonevent", "nonevents", "noevent", "noevents", "survivor", "survivors", "alive"];
const N: &[&str] = &[
    "total",
    "totals",
    "size",
    "randomised",
    "randomized",
    "patients",
    "subjects",
    "participants",
    "analysed",
    "analyzed",
    "denominator",
];
/// Short names that tell the role where a name begins with them: "n.control", "e1", "ai".
const SHORT: &[(&str, Role)] = &[
    ("n", Role::N),
    ("ni", Role::N),
    ("e", Role::Events),
    ("ev", Role::Events),
    ("x", Role::Events),
    ("r", Role::Events),
    ("ai", Role::Events),
    ("ci", Role::Events),
    ("bi", Role::Without),
    ("di", Role::Without),
];
const TRIAL: &[&str] = &["trial", "study", "studies", "trials", "author", "studlab", "reference", "source"];
const OUTCOME: &[&str] = &["outcome", "outcomes", "endpoint", "endpoints", "measure"];
const NOTE: &[&str] = &["note", "notes", "comment", "comments", "remark", "remarks"];
const OTHER: &[&str] =
    &["year", "id", "no", "row", "weight", "rr", "or", "rd", "hr", "p", "percent", "day", "days"];
const NEGATIONS: &[&str] = &["no", "non", "not", "without"];
/// Words that neither tell the role nor name the arm.
const FILLERS: &[&str] = &["of", "in", "the", "number", "with", "from", "for", "and", "by", "all"];

/// Words of a name: cut at everything that is neither letter nor digit, where a small letter is followed by a
/// capital, and before digits at the end.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut last = ' ';
    for c in name.chars() {
        let starts =
            (c.is_uppercase() && last.is_lowercase()) || (c.is_ascii_digit() && last.is_alphabetic());
        if starts || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c);
        }
        last = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Role of a column by its name, and the words that are left for the arm; `None` where no word tells.
pub(super) fn role(name: &str) -> (Option<Role>, String) {
    let words = words(name);
    let lower: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let role = by_long_words(&lower);
    let first = lower.first().and_then(|first| SHORT.iter().find(|(short, _)| first == short)).copied();
    // "n" may also stand at the end, or before the word that tells: treated_n, n_events_treated.
    let ends_in_n =
        role.is_none() && first.is_none() && lower.len() > 1 && lower.last().is_some_and(|last| last == "n");
    let skipped = usize::from(first.is_some_and(|(short, _)| role.is_none() || short == "n"));
    let kept = words.len() - usize::from(ends_in_n);
    let role = role.or(first.map(|(_, role)| role)).or(ends_in_n.then_some(Role::N));
    let tells = |word: &str| [EVENTS, WITHOUT, N, NEGATIONS, FILLERS].iter().any(|list| list.contains(&word));
    let left = || {
        words
            .iter()
            .zip(&lower)
            .take(kept)
            .skip(skipped)
            .filter(|(_, lower)| !tells(lower))
            .map(|(word, _)| word.as_str())
    };
    let left: Vec<&str> = match role {
        None => words.iter().map(String::as_str).collect(),
        Some(role) if role.is_of_counts() => left().collect(),
        Some(_) => Vec::new(),
    };
    (role, left.join(" "))
}

fn by_long_words(lower: &[String]) -> Option<Role> {
    let has = |list: &[&str]| lower.iter().any(|word| list.contains(&word.as_str()));
    let is_events = has(EVENTS) && (has(N) || !has(OUTCOME));
    let found = [
        (has(WITHOUT) || (is_events && has(NEGATIONS)), Role::Without),
        (is_events, Role::Events),
        (has(N), Role::N),
        (has(TRIAL), Role::Trial),
        (has(OUTCOME), Role::Outcome),
        (has(NOTE), Role::Note),
        (has(OTHER), Role::Other),
    ];
    found.into_iter().find(|(holds, _)| *holds).map(|(_, role)| role)
}
