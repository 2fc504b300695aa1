//! Which columns hold the counts of which arm: by their names, else by what most cells are and their order.

use super::super::two_by_two::{MOST_SUBJECTS, TwoByTwo, Unsound};
use super::cells::Cell;
use super::names::{Role, role};
use super::{Problems, Trial, problem, shorten, taught};
use crate::data::{Failure, KEEP_WHOLE, Problem, Row, says_nothing};

/// Longest name that is kept, in characters.
const LONGEST: usize = 120;
/// How many rows are looked at to learn what a column holds.
const SAMPLE: usize = 50;

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
pub(super) struct Columns {
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
    pub(super) fn find(header: &[String], rows: &[Row], problems: &mut Problems) -> Result<Columns, Failure> {
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

    /// How many columns there are, named or not.
    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    /// Names of the arms, told apart.
    pub(super) fn names(&self) -> [String; 2] {
        let [first, second] = [0, 1].map(|arm: usize| arm_name(&self.arms[arm].name, arm));
        if first == second { ["arm 1".to_owned(), "arm 2".to_owned()] } else { [first, second] }
    }

    pub(super) fn trial(&self, row: &Row) -> Result<Trial, Problem> {
        if row.cells.iter().skip(self.names.len()).any(|cell| !cell.is_empty()) {
            let (found, expected) = (row.cells.len(), self.names.len());
            let detail = format!(
                "{found} cells were found, {expected} are expected; the row was left out. {KEEP_WHOLE}"
            );
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
    match left.to_ascii_lowercase().as_str() {
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
            let key = left.to_ascii_lowercase();
            let fits = |arm: &Arm| key.is_empty() || arm.name.to_ascii_lowercase() == key;
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
