//! Reads pasted rows of counts: a trial a row, two arms.
//!
//! What a column holds is told by the words of its name, in any order and joined by anything: a word for events
//! ("events", "deaths", "cases" ...), for all subjects ("n", "total", "randomised" ...) or for those without the
//! event, and what is left over names the arm: `treated_events`, "events of arm 1", "deaths treated", "n.c". A
//! column without such a word is the trial, the outcome or a note by its own name, else by its place. Cells such
//! as "3/17" or "3 of 17" hold events and subjects at once. Where the names do not say it, or there are none, the
//! counts are taken in their order: events and subjects of one arm, then of the other; this is said.
//!
//! A row that cannot be used is left out with a [`Problem`] that names it; the others stay. A text without two
//! arms is a [`Failure`] that says what to paste.
//!
//! ```
//! use riskset::evidence::rows::read;
//! let counts = read("trial,treated_events,treated_n,control_events,control_n\nChen,3,17,24,44\n").unwrap();
//! assert_eq!(counts.arms, ["treated", "control"]);
//! assert_eq!((counts.trials[0].table.events(), counts.trials[0].line), ([3, 24], 2));
//! ```

use super::two_by_two::{MOST_SUBJECTS, TwoByTwo, Unsound};
use crate::data::{Failure, MAX_LISTED, Problem, Row, Table, says_nothing, whole_number};

/// A small text that works, shown when nothing usable was found.
pub const EXAMPLE: &str = "trial,outcome,treated_events,treated_n,control_events,control_n\n\
                           First trial,death,3,17,24,44\nSecond trial,death,1,11,7,12\n";
/// Rows beyond are left out.
pub const MOST_TRIALS: usize = 1000;
/// Longest name that is kept, in characters.
const LONGEST: usize = 120;
/// How many rows are looked at to learn what a column holds.
const SAMPLE: usize = 50;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Line of the text, counted from 1.
    pub line: u32,
    /// Name of the trial; may be empty.
    pub trial: String,
    /// The outcome that was counted; may be empty.
    pub outcome: String,
    /// A remark; may be empty.
    pub note: String,
    /// Its counts, in the order of the arms.
    pub table: TwoByTwo,
}

/// All rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Names of the arms, in the order of the columns.
    pub arms: [String; 2],
    /// The usable rows.
    pub trials: Vec<Trial>,
    /// What was said above the table: `key: value`.
    pub notes: Vec<String>,
    /// The first problems.
    pub problems: Vec<Problem>,
    /// How many problems there are in all.
    pub n_problems: usize,
}

/// Reads a text.
///
/// # Errors
/// A [`Failure`] that says what to do, where no row can be used.
pub fn read(text: &str) -> Result<Counts, Failure> {
    let table = Table::read(text).map_err(|failure| {
        if failure.code == "empty" {
            taught(
                "empty",
                "There is nothing here yet. Paste a row for each trial: events and subjects of two arms.",
            )
        } else {
            failure
        }
    })?;
    let mut problems = Problems { listed: table.problems, count: table.n_problems };
    let (header, rows) = split(&table.rows, &mut problems);
    let names = header.map_or(&[] as &[String], |row| row.cells.as_slice());
    if rows.is_empty() && names.len() > 1 {
        let message =
            "There are column names but no rows under them. Paste the rows as well, one trial a row.";
        return Err(taught("no_rows", message));
    }
    let columns = Columns::find(names, rows, &mut problems)?;
    let mut trials = Vec::new();
    for row in rows {
        if trials.len() == MOST_TRIALS {
            let detail =
                format!("this row and those after it were left out; at most {MOST_TRIALS} are read.");
            problems.of_row(row.line, "too_many_rows", &detail);
            break;
        }
        match columns.trial(row) {
            Ok(trial) => trials.push(trial),
            Err(problem) => problems.add(problem),
        }
    }
    if trials.is_empty() {
        let first = problems.listed.first().map_or("", |first| first.message.as_str());
        let failure = taught("no_usable_rows", &format!("No row can be used. {first}"));
        return Err(Failure { problems: problems.listed, n_problems: problems.count, ..failure });
    }
    Ok(Counts {
        arms: columns.names(),
        trials,
        notes: table.notes.iter().map(|note| format!("{}: {}", note.key, note.value)).collect(),
        problems: problems.listed,
        n_problems: problems.count,
    })
}

fn taught(code: &str, message: &str) -> Failure {
    Failure {
        code: code.to_owned(),
        message: message.to_owned(),
        example: Some(EXAMPLE.to_owned()),
        problems: Vec::new(),
        n_problems: 0,
    }
}

/// The first hundred problems, and the number of all.
struct Problems {
    listed: Vec<Problem>,
    count: usize,
}

impl Problems {
    fn add(&mut self, problem: Problem) {
        self.count += 1;
        if self.listed.len() < MAX_LISTED {
            self.listed.push(problem);
        }
    }

    fn of_row(&mut self, line: u32, code: &str, detail: &str) {
        self.add(problem(line, None, code, None, detail));
    }
}

fn problem(line: u32, column: Option<&str>, code: &str, found: Option<&str>, detail: &str) -> Problem {
    let place = column.map_or(String::new(), |column| format!(", column {column}"));
    Problem {
        row: Some(line),
        column: column.map(str::to_owned),
        code: code.to_owned(),
        found: found.map(shorten),
        message: format!("Row {line}{place}: {detail}"),
    }
}

/// On one line, at most 60 characters.
fn shorten(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut kept: String = plain.take(61).collect();
    if kept.chars().count() > 60 {
        kept = kept.chars().take(59).collect();
        kept.push('…');
    }
    kept
}

/// The header, if there is one, and the rows under it. Lines of a single cell above a table are passed over.
fn split<'a>(rows: &'a [Row], problems: &mut Problems) -> (Option<&'a Row>, &'a [Row]) {
    let mut rows = rows;
    while let [first, second, ..] = rows
        && first.cells.len() == 1
        && second.cells.len() > 2
    {
        problems.of_row(
            first.line,
            "not_in_table",
            "this line is not part of the table and was passed over.",
        );
        rows = &rows[1..];
    }
    match rows {
        [first, rest @ ..] if !first.cells.iter().any(|cell| Cell::of(cell).is_count()) => {
            (Some(first), rest)
        }
        _ => (None, rows),
    }
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Nothing,
    Count(u64),
    /// "3/17", "3 of 17", "3/17 (18 %)".
    Both(u64, u64),
    Text,
}

impl Cell {
    fn of(text: &str) -> Cell {
        if says_nothing(text) {
            return Cell::Nothing;
        }
        if let Some(count) = whole_number(text) {
            return Cell::Count(count);
        }
        let bare = text.split_once('(').map_or(text, |(before, _)| before);
        let parts = bare.split_once('/').or_else(|| bare.split_once(" of "));
        let both = parts.and_then(|(events, n)| Some((whole_number(events)?, whole_number(n)?)));
        both.map_or(Cell::Text, |(events, n)| Cell::Both(events, n))
    }

    fn is_count(self) -> bool {
        matches!(self, Cell::Count(_) | Cell::Both(..))
    }
}

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
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
    fn is_of_counts(self) -> bool {
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
fn role(name: &str) -> (Option<Role>, String) {
    let words = words(name);
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
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

/// Columns of one arm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Arm {
    name: String,
    events: Option<usize>,
    n: Option<usize>,
    without: Option<usize>,
    both: Option<usize>,
}

impl Arm {
    fn is_complete(&self) -> bool {
        self.both.is_some() || (self.events.is_some() && (self.n.is_some() || self.without.is_some()))
    }

    fn place(&mut self, role: Role) -> Option<&mut Option<usize>> {
        match role {
            Role::Events => Some(&mut self.events),
            Role::N => Some(&mut self.n),
            Role::Without => Some(&mut self.without),
            _ => None,
        }
    }
}

/// Which column is what.
#[derive(Debug)]
struct Columns {
    names: Vec<String>,
    trial: Option<usize>,
    outcome: Option<usize>,
    note: Option<usize>,
    arms: [Arm; 2],
}

/// What most cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Counts,
    Both,
    Text,
}

fn holds(rows: &[Row], column: usize) -> Holds {
    let (mut counts, mut both, mut text) = (0, 0, 0);
    for row in rows.iter().take(SAMPLE) {
        match row.cells.get(column).map_or(Cell::Nothing, |cell| Cell::of(cell)) {
            Cell::Nothing => {}
            Cell::Count(_) => counts += 1,
            Cell::Both(..) => both += 1,
            Cell::Text => text += 1,
        }
    }
    if both > counts && both >= text {
        Holds::Both
    } else if counts > 0 && counts >= text {
        Holds::Counts
    } else {
        Holds::Text
    }
}

/// The most frequent number of cells; the smaller in a draw.
fn usual_width(rows: &[Row]) -> usize {
    let widths: Vec<usize> = rows.iter().take(SAMPLE).map(|row| row.cells.len()).collect();
    let count = |width: usize| widths.iter().filter(|&&w| w == width).count();
    widths.iter().copied().max_by_key(|&width| (count(width), usize::MAX - width)).unwrap_or(0)
}

impl Columns {
    fn find(header: &[String], rows: &[Row], problems: &mut Problems) -> Result<Columns, Failure> {
        let width = header.len().max(usual_width(rows));
        let names: Vec<String> = (0..width)
            .map(|at| header.get(at).filter(|name| !name.is_empty()).map(|name| shorten(name)))
            .enumerate()
            .map(|(at, name)| name.unwrap_or_else(|| format!("column {}", at + 1)))
            .collect();
        let roles: Vec<(Option<Role>, String)> =
            (0..width).map(|at| header.get(at).map_or((None, String::new()), |name| role(name))).collect();
        let held: Vec<Holds> = (0..width).map(|at| holds(rows, at)).collect();
        let arms = match by_name(&roles, &held)? {
            Some(arms) => arms,
            None => in_order(&roles, &held, problems)?,
        };
        let of_role = |wanted| (0..width).find(|&at| roles[at].0 == Some(wanted));
        // A column of text without a telling name: the first is the trial, then the outcome, then the note.
        let used =
            |at: usize| arms.iter().any(|arm| [arm.events, arm.n, arm.without, arm.both].contains(&Some(at)));
        let mut nameless = (0..width)
            .filter(|&at| roles[at].0.is_none_or(Role::is_of_counts) && held[at] == Holds::Text && !used(at));
        let mut text = |wanted| of_role(wanted).or_else(|| nameless.next());
        let (trial, outcome, note) = (text(Role::Trial), text(Role::Outcome), text(Role::Note));
        Ok(Columns { names, trial, outcome, note, arms })
    }

    /// Names of the arms, told apart.
    fn names(&self) -> [String; 2] {
        let [first, second] = [0, 1].map(|arm: usize| arm_name(&self.arms[arm].name, arm));
        if first == second { ["arm 1".to_owned(), "arm 2".to_owned()] } else { [first, second] }
    }

    fn trial(&self, row: &Row) -> Result<Trial, Problem> {
        if row.cells.iter().skip(self.names.len()).any(|cell| !cell.is_empty()) {
            let (found, expected) = (row.cells.len(), self.names.len());
            let detail = format!("{found} cells were found, {expected} are expected; the row was left out.");
            return Err(problem(row.line, None, "extra_cells", Some(&row.cells.join(" ")), &detail));
        }
        let [first, second] = [self.counts(row, 0), self.counts(row, 1)];
        let ((a, m), (c, n)) = (first?, second?);
        let table = TwoByTwo::new([a, c], [m, n]).map_err(|why| self.unsound(row, why, [a, c], [m, n]))?;
        let text = |column: Option<usize>| {
            column.and_then(|at| row.cells.get(at)).map_or(String::new(), |cell| kept(cell))
        };
        Ok(Trial {
            line: row.line,
            trial: text(self.trial),
            outcome: text(self.outcome),
            note: text(self.note),
            table,
        })
    }

    /// Events and subjects of an arm.
    fn counts(&self, row: &Row, arm: usize) -> Result<(u64, u64), Problem> {
        let Arm { events, n, without, both, .. } = &self.arms[arm];
        if let Some(column) = *both {
            return match self.cell(row, column) {
                Cell::Both(events, n) => Ok((events, n)),
                _ => Err(self.fault(row, column, "events and subjects such as 3/17")),
            };
        }
        let count = |column: Option<usize>| match column.map(|column| (column, self.cell(row, column))) {
            Some((_, Cell::Count(count))) => Ok(count),
            Some((column, _)) => Err(self.fault(row, column, "a whole number such as 12")),
            None => Ok(0),
        };
        let events = count(*events)?;
        match n {
            Some(_) => Ok((events, count(*n)?)),
            None => Ok((events, events + count(*without)?)),
        }
    }

    fn cell(&self, row: &Row, column: usize) -> Cell {
        row.cells.get(column).map_or(Cell::Nothing, |cell| Cell::of(cell))
    }

    fn fault(&self, row: &Row, column: usize, expected: &str) -> Problem {
        let found = row.cells.get(column).map_or("", String::as_str);
        let name = self.names.get(column).map_or("", String::as_str);
        let (code, detail) = match says_nothing(found) {
            true => ("missing", format!("nothing was found; {expected} is expected. The row was left out.")),
            false => {
                let shown = shorten(found);
                (
                    "not_a_count",
                    format!("\"{shown}\" was found; {expected} is expected. The row was left out."),
                )
            }
        };
        problem(row.line, Some(name), code, Some(found), &detail)
    }

    fn unsound(&self, row: &Row, why: Unsound, events: [u64; 2], n: [u64; 2]) -> Problem {
        let names = self.names();
        let (code, arm, detail) = match why {
            Unsound::NoSubjects { arm } => {
                ("no_subjects", arm, format!("{} has no subjects; at least 1 is expected.", names[arm]))
            }
            Unsound::EventsAboveN { arm } => (
                "events_above_n",
                arm,
                format!(
                    "{} has {} events among {} subjects; at most as many as subjects are expected.",
                    names[arm], events[arm], n[arm]
                ),
            ),
            Unsound::TooMany { arm } => (
                "too_many_subjects",
                arm,
                format!("{} has {} subjects; at most {MOST_SUBJECTS} are expected.", names[arm], n[arm]),
            ),
        };
        let found = format!("{}/{}", events[arm], n[arm]);
        problem(row.line, None, code, Some(&found), &format!("{detail} The row was left out."))
    }
}

/// A name that is kept: one line, not endless.
fn kept(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

fn arm_name(left: &str, arm: usize) -> String {
    let left = left.trim();
    match left.to_lowercase().as_str() {
        "" => format!("arm {}", arm + 1),
        "c" | "ctrl" => "control".to_owned(),
        "t" | "trt" => "treated".to_owned(),
        "e" => "experimental".to_owned(),
        number if number.chars().all(|c| c.is_ascii_digit()) => format!("arm {number}"),
        _ => kept(left),
    }
}

/// The two arms as the names of the columns tell them; `None` where they do not.
fn by_name(roles: &[(Option<Role>, String)], held: &[Holds]) -> Result<Option<[Arm; 2]>, Failure> {
    let mut arms: Vec<Arm> = Vec::new();
    for (at, (role, left)) in roles.iter().enumerate() {
        let of_counts = role.is_some_and(Role::is_of_counts);
        if held[at] == Holds::Both && (of_counts || role.is_none()) {
            arms.push(Arm { name: left.clone(), both: Some(at), ..Arm::default() });
        } else if let (Some(role), true, true) = (role, of_counts, held[at] == Holds::Counts) {
            let key = left.to_lowercase();
            let fits = |arm: &Arm| key.is_empty() || arm.name.to_lowercase() == key;
            // A bare "n" belongs to the arm whose events stand before it.
            let index = if key.is_empty() { arms.len().checked_sub(1) } else { arms.iter().position(fits) };
            let index = index.filter(|&i| arms[i].clone().place(*role).is_some_and(|place| place.is_none()));
            let index = index.unwrap_or_else(|| {
                arms.push(Arm { name: left.clone(), ..Arm::default() });
                arms.len() - 1
            });
            if let Some(place) = arms[index].place(*role) {
                *place = Some(at);
            }
        }
    }
    arms.retain(Arm::is_complete);
    if arms.len() > 2 {
        let names: Vec<String> = arms.iter().enumerate().map(|(i, arm)| arm_name(&arm.name, i)).collect();
        let message = format!(
            "There are counts of {} arms ({}); two can be compared at a time. Keep the columns of two arms.",
            arms.len(),
            names.join(", ")
        );
        return Err(taught("too_many_arms", &message));
    }
    Ok(<[Arm; 2]>::try_from(arms).ok())
}

/// The two arms by the order of the columns that hold counts.
fn in_order(
    roles: &[(Option<Role>, String)],
    held: &[Holds],
    problems: &mut Problems,
) -> Result<[Arm; 2], Failure> {
    let other =
        |at: &usize| matches!(roles[*at].0, Some(Role::Other | Role::Trial | Role::Outcome | Role::Note));
    let of =
        |kind| (0..held.len()).filter(|&at| held[at] == kind).filter(|at| !other(at)).collect::<Vec<_>>();
    let name = |at: usize| roles[at].1.clone();
    if let [first, second] = of(Holds::Both)[..] {
        return Ok([first, second].map(|at| Arm { name: name(at), both: Some(at), ..Arm::default() }));
    }
    let counts = of(Holds::Counts);
    // A year or a number of the trial may stand before the four.
    let four = if roles.iter().all(|(role, _)| role.is_none()) && counts.len() > 4 {
        &counts[counts.len() - 4..]
    } else {
        &counts[..]
    };
    if let [a, m, c, n] = *four {
        problems.add(Problem {
            row: None,
            column: None,
            code: "in_order".to_owned(),
            found: None,
            message: "The names of the columns do not say which counts are which, so they were taken in order: events and \
                      subjects of the first arm, events and subjects of the second."
                .to_owned(),
        });
        return Ok([(a, m), (c, n)].map(|(events, n)| Arm {
            name: name(events),
            events: Some(events),
            n: Some(n),
            ..Arm::default()
        }));
    }
    let message = "The events and subjects of two arms were not found. Name the columns treated_events, treated_n, \
                   control_events and control_n, or write 3/17 in one cell for each arm.";
    Err(taught("no_arms", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> ([String; 2], [u64; 2], [u64; 2]) {
        let counts = read(text).unwrap_or_else(|failure| panic!("{text}: {}", failure.message));
        (counts.arms, counts.trials[0].table.events(), counts.trials[0].table.n())
    }

    #[test]
    fn many_ways_to_write_the_same() {
        for (text, arms) in [
            (
                "trial,treated_events,treated_n,control_events,control_n\nA,3,17,24,44\n",
                ["treated", "control"],
            ),
            (
                "Study;events of arm 1;n of arm 1;events of arm 2;n of arm 2\nA;3;17;24;44\n",
                ["arm 1", "arm 2"],
            ),
            (
                "study\tdeaths treated\ttotal treated\tdeaths control\ttotal control\nA\t3\t17\t24\t44\n",
                ["treated", "control"],
            ),
            ("author,year,event.e,n.e,event.c,n.c\nA,2020,3,17,24,44\n", ["experimental", "control"]),
            ("trial,ai,n1i,ci,n2i\nA,3,17,24,44\n", ["arm 1", "arm 2"]),
            ("trial,Deaths (MSC),N (MSC),Deaths (placebo),N (placebo)\nA,3,17,24,44\n", ["MSC", "placebo"]),
            ("trial,MSC,placebo\nA,3/17,24/44\n", ["MSC", "placebo"]),
            ("trial,MSC,placebo\nA,3/17 (18 %),24/44 (55 %)\n", ["MSC", "placebo"]),
            ("trial,MSC,placebo\nA,3 of 17,24 of 44\n", ["MSC", "placebo"]),
            (
                "trial,MSC events,MSC survivors,placebo events,placebo survivors\nA,3,14,24,20\n",
                ["MSC", "placebo"],
            ),
            ("trial,events,n,events,n\nA,3,17,24,44\n", ["arm 1", "arm 2"]),
            ("trial,MSC,n,placebo,n\nA,3,17,24,44\n", ["MSC", "placebo"]),
            ("trial,n_events_MSC,n_MSC,n_events_placebo,n_placebo\nA,3,17,24,44\n", ["MSC", "placebo"]),
            (
                "id,patients with events MSC,patients MSC,patients with events sham,patients sham\n1,3,17,24,44\n",
                ["MSC", "sham"],
            ),
            ("study,e1,n1,e2,n2\nA,3,17,24,44\n", ["arm 1", "arm 2"]),
            ("A,3,17,24,44\n", ["arm 1", "arm 2"]),
            ("3 17 24 44\n", ["arm 1", "arm 2"]),
            ("3\t17\t24\t44\nNA\t1\t2\t3\n", ["arm 1", "arm 2"]),
        ] {
            let said = read(text).is_ok_and(|counts| counts.n_problems > 0);
            let untold =
                ["A,3", "3 ", "3\t", "trial,ai", "trial,MSC,n,"].iter().any(|start| text.starts_with(start));
            assert_eq!(said, untold, "{text}");
            assert_eq!(first(text), (arms.map(str::to_owned), [3, 24], [17, 44]), "{text}");
        }
    }

    #[test]
    fn bad_rows_are_named_and_the_others_stay() {
        let text = "trial,outcome,treated_events,treated_n,control_events,control_n,note\n\
                    A,death,3,17,24,44,fine\nB,death,9,7,1,3,\nC,death,x,7,1,3,\nD,death,,7,1,3,\n\
                    E,death,0,0,1,3,\nF,death,1.5,7,1,3,\nG,death,1,7,1,3,note,more\nH,death,1,7,1,20000000,\nI,,1,7,1,3\n";
        let counts = read(text).unwrap();
        let lines: Vec<u32> = counts.trials.iter().map(|trial| trial.line).collect();
        assert_eq!(lines, [2, 10]);
        assert_eq!(counts.trials[0].note, "fine");
        let codes: Vec<(Option<u32>, &str)> =
            counts.problems.iter().map(|problem| (problem.row, problem.code.as_str())).collect();
        assert_eq!(
            codes,
            [
                (Some(3), "events_above_n"),
                (Some(4), "not_a_count"),
                (Some(5), "missing"),
                (Some(6), "no_subjects"),
                (Some(7), "not_a_count"),
                (Some(8), "extra_cells"),
                (Some(9), "too_many_subjects"),
            ]
        );
        assert!(counts.problems[0].message.contains("9 events among 7 subjects"));
    }

    #[test]
    fn failures_teach() {
        for (text, code) in [
            ("", "empty"),
            ("trial,treated_events,treated_n,control_events,control_n\n", "no_rows"),
            ("trial,events,n\nA,3,17\n", "no_arms"),
            ("hello\n", "no_arms"),
            ("trial,a_events,a_n,b_events,b_n,c_events,c_n\nA,1,2,1,2,1,2\n", "too_many_arms"),
            ("trial,treated_events,treated_n,control_events,control_n\nA,5,3,1,2\n", "no_usable_rows"),
        ] {
            let failure = read(text).unwrap_err();
            assert_eq!(failure.code, code, "{text}: {}", failure.message);
            assert!(failure.example.is_some());
        }
        assert!(read(EXAMPLE).is_ok());
    }

    #[test]
    fn never_panics() {
        for text in ["\u{0}", ",,,,\n,,,,", "\"", "#\n#a: b\n", "a/b\n1/2", "1/2,3/4", "1,2,3,4,5,6,7,8,9"] {
            let _ = read(text);
        }
    }
}
