//! Which group coefficients have a finite estimate.
//!
//! Draw an arrow from group `a` to group `b` when somebody of `a` has an event while somebody of
//! `b` is at risk. Raising the hazards of a set of groups lowers the partial likelihood in the end
//! only if an arrow leads out of its complement into it. So the likelihood has a finite maximum in `b_g - b_h`
//! just when `g` and `h` reach each other along arrows: Ford's condition for comparisons in pairs
//! (Ford 1957, American Mathematical Monthly 64, 28-33), which carries over because each event is a
//! choice out of its risk set. If only `g` reaches the reference, `b_g` runs to plus infinity; if
//! only the reference reaches `g`, to minus infinity (a group without events); if neither, the data
//! do not compare the two.

use super::likelihood::Ties;
use crate::risk_set::{Moment, RiskSets};

/// What becomes of a coefficient when the likelihood is maximised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It has a finite estimate.
    Settles,
    /// It grows without end: the hazard ratio is infinite.
    RunsUp,
    /// It falls without end: the hazard ratio is 0.
    RunsDown,
    /// Nothing compares the group with the reference.
    Unknown,
}

/// What the arrows say of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The fate of every group's coefficient against the reference (whose own is
    /// [`Fate::Settles`]).
    pub fates: Vec<Fate>,
    /// Whether the likelihood has a finite maximum: no group runs away from any other, be it the
    /// reference or not.
    pub has_maximum: bool,
}

/// The verdict on a model with the group of index `reference` as its reference.
pub fn judge(sets: &RiskSets, reference: usize, ties: Ties) -> Verdict {
    let reaches = reach(sets, ties);
    let fate = |group: usize| match (reaches[group][reference], reaches[reference][group]) {
        (true, true) => Fate::Settles,
        (true, false) => Fate::RunsUp,
        (false, true) => Fate::RunsDown,
        (false, false) => Fate::Unknown,
    };
    let groups = 0..sets.n_groups();
    let both_ways = |a: usize| groups.clone().all(|b| reaches[a][b] == reaches[b][a]);
    Verdict { fates: groups.clone().map(fate).collect(), has_maximum: groups.clone().all(both_ways) }
}

/// Whether a way of arrows leads from the first group to the second.
fn reach(sets: &RiskSets, ties: Ties) -> Vec<Vec<bool>> {
    let k = sets.n_groups();
    let mut reaches: Vec<Vec<bool>> = (0..k).map(|a| (0..k).map(|b| a == b).collect()).collect();
    let mut n_unreached = k * (k - 1);
    let mut walk = sets.walk();
    // In most data all reach all within the first few events.
    while n_unreached > 0
        && let Some(moment) = walk.next()
    {
        let others = others(&moment, ties);
        for cell in moment.cells.iter().filter(|cell| cell.n_event > 0) {
            for (reached, other) in reaches[usize::from(cell.group)].iter_mut().zip(&others) {
                if *other && !*reached {
                    *reached = true;
                    n_unreached -= 1;
                }
            }
        }
    }
    for through in 0..k {
        for a in 0..k {
            for b in 0..k {
                reaches[a][b] |= reaches[a][through] && reaches[through][b];
            }
        }
    }
    reaches
}

/// The groups of which somebody could have had the event instead.
fn others(moment: &Moment<'_>, ties: Ties) -> Vec<bool> {
    let mut others: Vec<bool> = moment.n_risk.iter().map(|&n| n > 0).collect();
    if ties == Ties::Exact && moment.n_event() > 1 {
        for cell in moment.cells {
            let group = usize::from(cell.group);
            others[group] = moment.n_risk[group] > cell.n_event;
        }
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk_set::of_groups;

    fn fates_of(time: &[f64], cause: &[u8], group: &[u16]) -> Vec<Fate> {
        judge(&of_groups(time, cause, group), 0, Ties::Efron).fates
    }

    #[test]
    fn those_tied_are_no_choice_from_each_other() {
        let sets = of_groups(&[1.0, 1.0, 2.0], &[1, 1, 0], &[0, 1, 1]);
        assert_eq!(judge(&sets, 0, Ties::Efron).fates[1], Fate::Settles);
        // Exactly: 0 and one of 1 had it, out of 0 and two of 1; the other pair was both of 1.
        assert_eq!(judge(&sets, 0, Ties::Exact).fates[1], Fate::RunsDown);
    }

    #[test]
    fn each_fate() {
        use Fate::*;
        assert_eq!(fates_of(&[1.0, 2.0, 3.0, 4.0], &[1; 4], &[0, 1, 0, 1]), [Settles, Settles]);
        assert_eq!(fates_of(&[1.0, 2.0, 3.0, 4.0], &[1, 1, 0, 0], &[0, 0, 1, 1]), [Settles, RunsDown]);
        // All of group 1 before the first of group 0.
        assert_eq!(fates_of(&[1.0, 2.0, 3.0, 4.0], &[1; 4], &[1, 1, 0, 0]), [Settles, RunsUp]);
        // Group 1 leaves before any event.
        assert_eq!(fates_of(&[1.0, 2.0, 3.0], &[0, 1, 1], &[1, 0, 0]), [Settles, Unknown]);
        // 0 and 1 are compared through 2 alone.
        assert_eq!(
            fates_of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[1; 6], &[2, 0, 1, 2, 1, 0]),
            [Settles, Settles, Settles]
        );
    }
}
