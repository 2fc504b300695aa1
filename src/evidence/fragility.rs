//! Fragility index: how many people of one arm would have had to end otherwise for Fisher's test to cross `alpha`.
//!
//! The arm is the one with fewer events; in a draw the one with the lower risk, then the first. Its people change
//! outcome one at a time, and Fisher's two-sided p is computed after each change.
//!
//! * Of a significant result (Walsh et al. 2014, Journal of Clinical Epidemiology 67, 622-628): the changes lead
//!   towards equal risks until p is at least `alpha`. As a rule that gives the arm more events, as Walsh has it; where
//!   the arms are of unequal size and the arm with fewer events has the higher risk, it takes events away.
//! * Of one that is not, the reverse index (Khan et al. 2020, JAMA Network Open 3, e2012469): events are taken away,
//!   or given, until p is below `alpha`. Both directions are searched from the observed table, and the one that needs
//!   fewer changes counts; in a draw the one that takes events away, as Khan has it. With arms of equal size that is
//!   nearly always Khan's index. With unequal arms, taking events away can lead past equal risks and out at the other
//!   side: of 13/19 against 16/41 Khan's walk takes 11 changes, and one more event does.
//! * Fragility quotient: the index divided by the number of all people (Ahmed, Fowler & McCredie 2016).
//!
//! The index is the first crossing. Up to [`WALKED`] changes every one is tried; beyond, the crossing is found by
//! halving and the [`NEARBY`] changes before it are tried, for p does not fall from change to change without exception.
//!
//! *Caution.* The index depends on the sample size and on the p-value and says little beyond them; the changes it
//! counts are all in one arm and all in one direction. It belongs with an interval, never in its place.
//!
//! Degenerate cases: no index where p never crosses before the arm has nobody left to change.
//!
//! ```
//! use riskset::evidence::{fragility::{fragility, Kind}, two_by_two::TwoByTwo};
//! let found = fragility(&TwoByTwo::new([1, 9], [100, 100])?, 0.05);
//! assert_eq!((found.kind, found.arm, found.index), (Kind::Fragility, 0, Some(1)));
//! # Ok::<(), riskset::evidence::two_by_two::Unsound>(())
//! ```

use super::fisher::fisher;
use super::two_by_two::TwoByTwo;

/// Changes that are tried one by one, in each direction.
pub const WALKED: u64 = 500;
/// Changes before a crossing found by halving that are tried as well.
pub const NEARBY: u64 = 100;

/// What a change does to the arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A person without the event is given it.
    Gives,
    /// A person with the event loses it.
    Takes,
}

/// Which result is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A significant one.
    Fragility,
    /// One that is not.
    Reverse,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fragility {
    /// Which result it is about.
    pub kind: Kind,
    /// The arm whose people are changed.
    pub arm: usize,
    /// What each change does; where there is no index, what was tried first.
    pub change: Change,
    /// The number of changes; `None` if the p-value never crosses.
    pub index: Option<u64>,
    /// Index by all subjects.
    pub quotient: Option<f64>,
}

/// Finds the index at `alpha`.
pub fn fragility(table: &TwoByTwo, alpha: f64) -> Fragility {
    let significant = fisher(table).p_value < alpha;
    let arm = fewer_events(table);
    let path = |change| Path { table, arm, alpha, significant, change };
    let (change, index) = if significant {
        let path = path(towards_equal_risks(table, arm));
        (path.change, path.first_crossing(u64::MAX))
    } else {
        shorter(&path(Change::Takes), &path(Change::Gives))
    };
    let total = table.n()[0] + table.n()[1];
    Fragility {
        kind: if significant { Kind::Fragility } else { Kind::Reverse },
        arm,
        change,
        index,
        quotient: index.map(|index| index as f64 / total as f64),
    }
}

/// The arm with fewer events; in a draw the one with more people, whose risk is lower.
fn fewer_events(table: &TwoByTwo) -> usize {
    let ([a, c], [m, n]) = (table.events(), table.n());
    usize::from(c < a || (c == a && n > m))
}

/// What brings the risk of the arm nearer to that of the other.
fn towards_equal_risks(table: &TwoByTwo, arm: usize) -> Change {
    let excess = if arm == 0 { table.cross_difference() } else { -table.cross_difference() };
    if excess > 0 { Change::Takes } else { Change::Gives }
}

/// The path that crosses first; in a draw, and where neither does, the first.
fn shorter(first: &Path<'_>, second: &Path<'_>) -> (Change, Option<u64>) {
    let found = first.first_crossing(u64::MAX);
    let most = found.map_or(u64::MAX, |index| index - 1);
    match second.first_crossing(most) {
        Some(index) => (second.change, Some(index)),
        None => (first.change, found),
    }
}

/// The changes, one after another.
struct Path<'a> {
    table: &'a TwoByTwo,
    arm: usize,
    alpha: f64,
    significant: bool,
    change: Change,
}

impl Path<'_> {
    /// How many changes there can be.
    fn len(&self) -> u64 {
        match self.change {
            Change::Gives => self.table.without()[self.arm],
            Change::Takes => self.table.events()[self.arm],
        }
    }

    /// Whether the test is on the other side after so many changes.
    fn crossed(&self, changes: u64) -> bool {
        let events = self.table.events()[self.arm];
        let events = match self.change {
            Change::Gives => events + changes,
            Change::Takes => events - changes,
        };
        let changed = self.table.with_events(self.arm, events);
        changed.is_some_and(|table| (fisher(&table).p_value < self.alpha) != self.significant)
    }

    /// The first crossing, if it comes within `most` changes.
    fn first_crossing(&self, most: u64) -> Option<u64> {
        let len = self.len().min(most);
        let walked = (1..=len.min(WALKED)).find(|&changes| self.crossed(changes));
        if walked.is_some() || len <= WALKED {
            return walked;
        }
        let (mut before, mut after) = self.around()?;
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if self.crossed(middle) { after = middle } else { before = middle }
        }
        let nearby = after.saturating_sub(NEARBY).max(WALKED + 1)..after;
        let found = nearby.into_iter().find(|&changes| self.crossed(changes)).unwrap_or(after);
        (found <= most).then_some(found)
    }

    /// Two numbers of changes with the crossing between them: up to the first p is on its own side, at the second it
    /// is on the other. A significant p rises until the risks are equal; one that is not significant falls from there
    /// on, or from the observed table on where the path leads away from equal risks.
    fn around(&self) -> Option<(u64, u64)> {
        let to_equal = self.changes_to_equal_risks().unwrap_or(0);
        let (before, after) =
            if self.significant { (WALKED, to_equal) } else { (to_equal.max(WALKED), self.len()) };
        (after > before && self.crossed(after)).then_some((before, after))
    }

    /// Changes until the risks are equal or, where they cannot be, nearly so; `None` where the path leads away.
    fn changes_to_equal_risks(&self) -> Option<u64> {
        let other = 1 - self.arm;
        let [events, n, own_n] =
            [self.table.events()[other], self.table.n()[other], self.table.n()[self.arm]].map(u128::from);
        let equal = u64::try_from(events * own_n / n).ok()?;
        let own = self.table.events()[self.arm];
        match self.change {
            Change::Gives => equal.checked_sub(own),
            Change::Takes => own.checked_sub(equal),
        }
    }
}
