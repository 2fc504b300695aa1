//! Fragility index: how many subjects of one arm would have had to end otherwise for Fisher's test to cross
//! `alpha`.
//!
//! * Of a significant result (Walsh et al. 2014, Journal of Clinical Epidemiology 67, 622-628): in the arm with
//!   fewer events, subjects without the event become subjects with it, one at a time, until Fisher's two-sided p
//!   is at least `alpha`.
//! * Of one that is not, the reverse index (Khan et al. 2020, JAMA Network Open 3, e2012469): in the same arm
//!   events are taken away until p is below `alpha`.
//! * Fragility quotient: the index by the number of all subjects (Ahmed, Fowler & McCredie 2016).
//!
//! With as many events in both arms it is the one with the lower risk, then the first. The index is the first
//! crossing. Up to [`WALKED`] changes every one is tried; beyond, the crossing is found by halving and the
//! [`NEARBY`] changes before it are tried, for p does not rise from change to change without exception.
//!
//! *Caution.* The index goes with the sample size and with the p-value and says little beyond it; the changes it
//! counts are all in one arm and all in one direction. It belongs beside an interval, never in its place.
//!
//! Degenerate cases: no index where the arm has nobody left to change; in a significant result this happens
//! where the arm with fewer events, being smaller, has the higher risk.
//!
//! ```
//! use riskset::evidence::{fragility::{fragility, Kind}, two_by_two::TwoByTwo};
//! let found = fragility(&TwoByTwo::new([1, 9], [100, 100])?, 0.05);
//! assert_eq!((found.kind, found.arm, found.index), (Kind::Fragility, 0, Some(1)));
//! # Ok::<(), riskset::evidence::two_by_two::Unsound>(())
//! ```

use super::fisher::fisher;
use super::two_by_two::TwoByTwo;

/// Changes that are tried one by one.
pub const WALKED: u64 = 1000;
/// Changes before a crossing found by halving that are tried as well.
pub const NEARBY: u64 = 100;

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
    /// The arm whose subjects are changed.
    pub arm: usize,
    /// The number of changes; `None` if the p-value never crosses.
    pub index: Option<u64>,
    /// Index by all subjects.
    pub quotient: Option<f64>,
}

/// Finds the index at `alpha`.
pub fn fragility(table: &TwoByTwo, alpha: f64) -> Fragility {
    let significant = fisher(table).p_value < alpha;
    let arm = fewer_events(table);
    let path = Path { table, arm, alpha, significant };
    let index = path.first_crossing();
    let total = table.n()[0] + table.n()[1];
    Fragility {
        kind: if significant { Kind::Fragility } else { Kind::Reverse },
        arm,
        index,
        quotient: index.map(|index| index as f64 / total as f64),
    }
}

/// The arm with fewer events; in a draw the one with more subjects, whose risk is lower.
fn fewer_events(table: &TwoByTwo) -> usize {
    let ([a, c], [m, n]) = (table.events(), table.n());
    usize::from(c < a || (c == a && n > m))
}

/// The changes, one after another.
struct Path<'a> {
    table: &'a TwoByTwo,
    arm: usize,
    alpha: f64,
    significant: bool,
}

impl Path<'_> {
    /// How many changes there can be.
    fn len(&self) -> u64 {
        if self.significant { self.table.without()[self.arm] } else { self.table.events()[self.arm] }
    }

    /// Whether the test is on the other side after so many changes.
    fn crossed(&self, changes: u64) -> bool {
        let events = self.table.events()[self.arm];
        let events = if self.significant { events + changes } else { events - changes };
        let changed = self.table.with_events(self.arm, events);
        changed.is_some_and(|table| (fisher(&table).p_value < self.alpha) != self.significant)
    }

    fn first_crossing(&self) -> Option<u64> {
        let walked = (1..=self.len().min(WALKED)).find(|&changes| self.crossed(changes));
        if walked.is_some() || self.len() <= WALKED {
            return walked;
        }
        let (mut before, mut after) = (WALKED, self.surely_crossed()?);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if self.crossed(middle) { after = middle } else { before = middle }
        }
        let nearby = after.saturating_sub(NEARBY).max(WALKED + 1)..after;
        Some(nearby.into_iter().find(|&changes| self.crossed(changes)).unwrap_or(after))
    }

    /// A number of changes at which the test has crossed if it ever does: where the risks are the same, or all
    /// that are possible.
    fn surely_crossed(&self) -> Option<u64> {
        let other = 1 - self.arm;
        let ([events, n], own) = (
            [self.table.events()[other], self.table.n()[other]].map(u128::from),
            self.table.events()[self.arm],
        );
        let equal = events * u128::from(self.table.n()[self.arm]) / n;
        let changes = match u64::try_from(equal).ok()?.checked_sub(own) {
            Some(changes) if self.significant => changes,
            _ => self.len(),
        };
        (changes > WALKED && self.crossed(changes)).then_some(changes)
    }
}
