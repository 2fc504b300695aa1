//! Harrell's concordance: of the pairs of subjects of whom it is known who had the event first, the share
//! in which that was the one with the higher risk score.
//!
//! A pair can be compared if the one with the shorter time had the event while the other was at risk: watched
//! for longer, or censored at that very time, and, with delayed entry, under observation by then. It is
//! *concordant* if the one who had the event has the higher risk, *discordant* if the lower, *tied in x* if
//! both risks are equal. Two events at the same time are not compared: they are *tied in y*, or *in xy* if the
//! risks are equal as well. `C = (concordant + tied_x / 2) / (concordant + discordant + tied_x)`; one half
//! is what chance gives. Strata are compared within only, and their counts added up. Source: Harrell,
//! Califf, Pryor, Lee & Rosati (1982), JAMA 247, 2543-2546.
//!
//! The variance is the infinitesimal jackknife: the sum of the squares of each row's influence on `C`, its
//! derivative by the weight of the row (Therneau & Watson 2015, The concordance statistic and the Cox model,
//! Mayo Clinic technical report 85), as R's `concordance()` since survival 3.0. Rows that belong together
//! have their influences added up before they are squared. With `S` the concordant less the discordant of
//! all `N` compared pairs, and `s`, `n` the same of the pairs with row `i` in them, the influence is
//! `(s - n S / N) / (2 N)`.
//!
//! The rows are gone through from the last time to the first, with the risks of those still at risk and
//! those of the events seen so far each in a binary indexed tree (Fenwick 1994, Software: Practice and
//! Experience 24, 327-336), which tells how many lie below a rank in `log n` steps.
//!
//! No unit. Without a pair that can be compared there is no concordance: [`NoPairs`].

use crate::order::ascending;
use std::ops::Range;

/// Not one pair of subjects can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPairs;

/// Concordance of a risk score with what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Concordance {
    /// Pairs in which the higher risk had the event first.
    pub concordant: u64,
    /// Pairs in which the lower risk had it first.
    pub discordant: u64,
    /// Pairs with equal risks, one of whom had it first.
    pub tied_x: u64,
    /// Pairs with events at the same time and unequal risks.
    pub tied_y: u64,
    /// Pairs with events at the same time and equal risks.
    pub tied_xy: u64,
    /// The share, in [0, 1].
    pub concordance: f64,
    /// Its variance if every row stands for itself.
    pub variance: f64,
    /// Influence of each row on the concordance; they add up to 0.
    pub influence: Vec<f64>,
}

impl Concordance {
    /// The variance if the rows with the same number in `cluster`, one a row, belong together.
    pub fn variance_by_cluster(&self, cluster: &[u32]) -> f64 {
        let keys: Vec<f64> = cluster.iter().map(|&cluster| f64::from(cluster)).collect();
        let order = ascending(&keys);
        let together = order.chunk_by(|&a, &b| cluster[a as usize] == cluster[b as usize]);
        let sum = |rows: &[u32]| rows.iter().map(|&row| self.influence[row as usize]).sum::<f64>();
        together.map(|rows| sum(rows) * sum(rows)).sum()
    }
}

/// Compares all pairs within each of the `strata`, ranges of rows in which `time` ascends. All columns have
/// one number a row; events end the rows for which `event` says so; a higher `risk` is expected to have
/// the event earlier. A row in none of the ranges is left out.
///
/// # Errors
/// [`NoPairs`] where there is nothing to compare.
///
/// ```
/// use riskset::cox::concordance::concordance;
/// // The event at 1 (risk 3) against later risks 1, 2 and 3; the one at 2 (risk 1) against 2 and 3.
/// let found = concordance(&[1.0, 2.0, 2.0, 3.0], None, &[true, true, false, false], &[0..4], &[3.0, 1.0, 2.0, 3.0]);
/// let found = found.unwrap();
/// assert_eq!((found.concordant, found.discordant, found.tied_x), (2, 2, 1));
/// assert_eq!(found.concordance, 0.5);
/// ```
pub fn concordance(
    time: &[f64],
    entry: Option<&[f64]>,
    event: &[bool],
    strata: &[Range<usize>],
    risk: &[f64],
) -> Result<Concordance, NoPairs> {
    let mut rows = vec![OfRow::default(); time.len()];
    let (mut tied_y, mut tied_xy, mut all) = (0, 0, Pairs::default());
    for stratum in strata {
        let entry = entry.map(|entry| &entry[stratum.clone()]);
        let (time, event) = (&time[stratum.clone()], &event[stratum.clone()]);
        let mut pass = Pass::new(&risk[stratum.clone()], &mut rows[stratum.clone()]);
        pass.back_in_time(time, entry, event);
        all.add(pass.all);
        tied_y += pass.tied_y;
        tied_xy += pass.tied_xy;
    }
    let n_pairs = (all.below + all.above + all.equal) as f64;
    if n_pairs == 0.0 {
        return Err(NoPairs);
    }
    let somers_d = (all.below as f64 - all.above as f64) / n_pairs;
    let influence = |row: &OfRow| (row.lead as f64 - somers_d * row.pairs as f64) / n_pairs / 2.0;
    let influence: Vec<f64> = rows.iter().map(influence).collect();
    Ok(Concordance {
        concordant: all.below,
        discordant: all.above,
        tied_x: all.equal,
        tied_y,
        tied_xy,
        concordance: (all.below as f64 + all.equal as f64 / 2.0) / n_pairs,
        variance: influence.iter().map(|change| change * change).sum(),
        influence,
    })
}

/// Linear predictors this close are equal: a hundred million times less than anybody could see, and more than the rounding of
/// a coefficient at its maximum.
const EQUAL: f64 = 1e-10;
/// Rounding of a linear predictor, as a share of the largest.
const ROUNDING: f64 = 1e-14;

/// Linear predictors as risks: those that only rounding sets apart are made equal, the smallest standing for all of a run. A
/// coefficient of truly 0 comes out as 1e-16, and the pairs that it would tell apart are tied.
///
/// ```
/// use riskset::cox::concordance::tied;
/// assert_eq!(tied(&[0.0, 1.7e-16, 0.3, -1.7e-16]), [-1.7e-16, -1.7e-16, 0.3, -1.7e-16]);
/// ```
pub fn tied(linear: &[f64]) -> Vec<f64> {
    let largest = linear.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    let room = EQUAL + ROUNDING * largest;
    let mut risk = linear.to_vec();
    let order = ascending(linear);
    for run in order.chunk_by(|&a, &b| linear[b as usize] - linear[a as usize] <= room) {
        run.iter().for_each(|&row| risk[row as usize] = linear[run[0] as usize]);
    }
    risk
}

/// Rows with a risk below, above and equal to that of one row.
#[derive(Debug, Clone, Copy, Default)]
struct Pairs {
    below: u64,
    above: u64,
    equal: u64,
}

impl Pairs {
    fn add(&mut self, more: Pairs) {
        self.below += more.below;
        self.above += more.above;
        self.equal += more.equal;
    }
}

/// What the pairs of one row come to.
#[derive(Debug, Clone, Copy, Default)]
struct OfRow {
    /// Concordant less discordant.
    lead: i64,
    /// All that can be compared.
    pairs: i64,
}

impl OfRow {
    /// Counts the pairs in which the row has the event against these, who are later.
    fn before(&mut self, later: Pairs) {
        self.lead += later.below as i64 - later.above as i64;
        self.pairs += (later.below + later.above + later.equal) as i64;
    }

    /// Counts (`sign` 1) or takes back (-1) the pairs in which these have the event while the row is at risk.
    fn after(&mut self, events: Pairs, sign: i64) {
        self.lead += sign * (events.above as i64 - events.below as i64);
        self.pairs += sign * (events.below + events.above + events.equal) as i64;
    }
}

/// The way through one stratum.
struct Pass<'a> {
    /// Place of each row's risk among the distinct risks.
    rank: Vec<u32>,
    at_risk: Tally,
    events: Tally,
    rows: &'a mut [OfRow],
    all: Pairs,
    tied_y: u64,
    tied_xy: u64,
}

impl<'a> Pass<'a> {
    fn new(risk: &[f64], rows: &'a mut [OfRow]) -> Self {
        let (mut rank, mut distinct) = (vec![0; risk.len()], 0);
        for equal in ascending(risk).chunk_by(|&a, &b| risk[a as usize] == risk[b as usize]) {
            equal.iter().for_each(|&row| rank[row as usize] = distinct);
            distinct += 1;
        }
        let tally = || Tally::new(distinct as usize);
        Pass { rank, at_risk: tally(), events: tally(), rows, all: Pairs::default(), tied_y: 0, tied_xy: 0 }
    }

    /// From the last time to the first. A row has come under observation after an event if its entry is at or
    /// after it; it is taken out when that event is reached.
    fn back_in_time(&mut self, time: &[f64], entry: Option<&[f64]>, event: &[bool]) {
        let mut by_entry = entry.map(ascending).unwrap_or_default();
        let mut end = time.len();
        for together in time.chunk_by(|a, b| a == b).rev() {
            let start = end - together.len();
            if let Some(entry) = entry.filter(|_| event[start..end].contains(&true)) {
                while let Some(row) = by_entry.pop_if(|row| entry[*row as usize] >= time[start]) {
                    self.take_out(row as usize);
                }
            }
            (start..end).filter(|&row| !event[row]).for_each(|row| self.take_in(row));
            self.count_events((start..end).filter(|&row| event[row]).collect());
            end = start;
        }
        match entry {
            None => (0..time.len()).for_each(|row| self.take_out(row)),
            Some(_) => by_entry.iter().for_each(|&row| self.take_out(row as usize)),
        }
    }

    /// The events of one time.
    fn count_events(&mut self, rows: Vec<usize>) {
        let so_far = self.events.n;
        for &row in &rows {
            let later = self.at_risk.around(self.rank[row]);
            self.all.add(later);
            self.rows[row].before(later);
        }
        for &row in &rows {
            self.events.change(self.rank[row], 1);
        }
        let n = u64::from(self.events.n - so_far);
        let tied = if n > 1 { self.equal_pairs(&rows) } else { 0 };
        self.tied_xy += tied;
        self.tied_y += n * n.saturating_sub(1) / 2 - tied;
        rows.into_iter().for_each(|row| self.take_in(row));
    }

    /// Pairs of these rows with equal ranks.
    fn equal_pairs(&self, rows: &[usize]) -> u64 {
        let ranks: Vec<f64> = rows.iter().map(|&row| f64::from(self.rank[row])).collect();
        let order = ascending(&ranks);
        let equal = order.chunk_by(|&a, &b| ranks[a as usize] == ranks[b as usize]);
        equal.map(|tied| tied.len() as u64 * (tied.len() as u64 - 1) / 2).sum()
    }

    /// The row is at risk from its own time backwards: events so far do not count for it.
    fn take_in(&mut self, row: usize) {
        let rank = self.rank[row];
        self.rows[row].after(self.events.around(rank), -1);
        self.at_risk.change(rank, 1);
    }

    /// Nor do events to come; those in between do.
    fn take_out(&mut self, row: usize) {
        let rank = self.rank[row];
        self.rows[row].after(self.events.around(rank), 1);
        self.at_risk.change(rank, -1);
    }
}

/// How many have each rank, and how many a lower one: a binary indexed tree.
struct Tally {
    at: Vec<u32>,
    tree: Vec<u32>,
    n: u32,
}

impl Tally {
    fn new(ranks: usize) -> Self {
        Tally { at: vec![0; ranks], tree: vec![0; ranks + 1], n: 0 }
    }

    /// Adds `by` (1 or -1) at `rank`.
    fn change(&mut self, rank: u32, by: i32) {
        self.n = self.n.wrapping_add_signed(by);
        let rank = rank as usize;
        self.at[rank] = self.at[rank].wrapping_add_signed(by);
        let mut node = rank + 1;
        while node < self.tree.len() {
            self.tree[node] = self.tree[node].wrapping_add_signed(by);
            node += node & node.wrapping_neg();
        }
    }

    fn around(&self, rank: u32) -> Pairs {
        let (mut below, mut node) = (0_u64, rank as usize);
        while node > 0 {
            below += u64::from(self.tree[node]);
            node &= node - 1;
        }
        let equal = u64::from(self.at[rank as usize]);
        Pairs { below, equal, above: u64::from(self.n) - below - equal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One stratum.
    fn all(n: usize) -> Vec<Range<usize>> {
        std::iter::once(0..n).collect()
    }

    /// Subject by subject: (time, event, risk) (1, yes, 2), (2, yes, 3), (2, yes, 3), (2, no, 1), (4, yes, 2).
    /// At 1: later risks 3 3 1 2, so 1 concordant, 2 discordant, 1 tied. At 2: both against 1 and 2, 4
    /// concordant; with each other tied in xy. At 4: nobody is left.
    #[test]
    fn by_hand() {
        let event = [true, true, true, false, true];
        let found =
            concordance(&[1.0, 2.0, 2.0, 2.0, 4.0], None, &event, &all(5), &[2.0, 3.0, 3.0, 1.0, 2.0])
                .unwrap();
        let counts = (found.concordant, found.discordant, found.tied_x, found.tied_y, found.tied_xy);
        assert_eq!(counts, (5, 2, 1, 0, 1));
        assert_eq!(found.concordance, 5.5 / 8.0);
        // Lead and pairs of the five rows: (-1, 4), (1, 3), (1, 3), (3, 3), (2, 3), of 3 and 8 in all.
        let influence = [(-1.0, 4.0), (1.0, 3.0), (1.0, 3.0), (3.0, 3.0), (2.0, 3.0)]
            .map(|(lead, pairs): (f64, f64)| (lead - 3.0 / 8.0 * pairs) / 16.0);
        assert_eq!(found.influence, influence);
        let of_cluster = found.variance_by_cluster(&[7, 7, 1, 1, 1]);
        let (first, second) = (influence[0] + influence[1], influence[2] + influence[3] + influence[4]);
        assert!((of_cluster - (first * first + second * second)).abs() < 1e-17);
    }

    /// The second comes under observation when the first has the event: nobody to compare with.
    #[test]
    fn late_entry_by_hand() {
        let of =
            |entry: [f64; 2]| concordance(&[1.0, 2.0], Some(&entry), &[true, true], &all(2), &[1.0, 0.0]);
        assert_eq!(of([0.0, 1.0]), Err(NoPairs));
        assert_eq!(of([0.0, 0.5]).unwrap().concordant, 1);
    }

    #[test]
    fn nothing_to_compare() {
        let none = |event: &[bool], strata: &[Range<usize>]| {
            concordance(&[1.0, 2.0], None, event, strata, &[1.0, 2.0])
        };
        assert_eq!(none(&[false, false], &all(2)), Err(NoPairs));
        assert_eq!(none(&[true, true], &[0..1, 1..2]), Err(NoPairs));
        assert_eq!(none(&[true, true], &[]), Err(NoPairs));
        assert_eq!(concordance(&[], None, &[], &all(0), &[]), Err(NoPairs));
    }
}
