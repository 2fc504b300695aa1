//! How many choices of some of the scores have a sum far from 0: all are counted, few are looked at.
//!
//! The scores are parted into two halves. A choice of `k` takes `j` from one half and `k - j` from the
//! other; with the sums of all choices of `j` and of `k - j` in ascending order, the pairs whose total is
//! far enough out are counted in one pass along both lists (meet in the middle: Horowitz & Sahni 1974,
//! Journal of the ACM 21, 277-292; for permutation tests the same idea is in Pagano & Tritchler 1983, JASA
//! 78, 435-440). The lists come out sorted, since taking in one more score merges two sorted lists. A choice
//! that lies in one half altogether is counted by parting that half again, so that the longest lists
//! are never made.
//!
//! For 12 of 24 the 2,704,156 sums are known after looking at 8,190; for 20 of 40 the 137,846,528,820
//! after two million.

/// Sums that are held at a time, at most (34 MB). Enough for any choice of 42.
const HELD: u64 = 1 << 22;
/// Sums that are made on the way, at most (about 0.1 s). Enough for every number of choices below 50 million.
const MADE: u64 = 1 << 25;

/// Number of choices of `k` of `n`; `None` if it is beyond 64 bits, or near.
pub(super) fn choices(n: usize, k: usize) -> Option<u64> {
    let k = k.min(n - k.min(n)) as u64;
    (0..k).try_fold(1_u64, |choices, i| Some(choices.checked_mul(n as u64 - i)? / (i + 1)))
}

/// Whether [`count_extreme`] can be asked for `k` of `n`.
pub(super) fn affordable(n: usize, k: usize) -> bool {
    let up_to = |most: usize| {
        let of_half =
            |half: usize| (0..=most.min(half)).try_fold(0_u64, |sums, j| sums.checked_add(choices(half, j)?));
        of_half(n / 2)?.checked_add(of_half(n - n / 2)?)
    };
    // The lists of j were made out of as many shorter ones as there are choices of j + 1.
    let within = |sums: Option<u64>, limit: u64| sums.is_some_and(|sums| sums <= limit);
    k > 0 && within(up_to(k - 1), HELD) && within(up_to(k), MADE) && choices(n, k).is_some()
}

/// Number of choices of `k` scores whose sum is at least `far` (above 0) from 0.
pub(super) fn count_extreme(scores: &[i64], k: usize, far: i64) -> u64 {
    if k > scores.len() || k == 0 {
        return 0;
    }
    if k == 1 {
        return scores.iter().filter(|&&score| score.abs() >= far).count() as u64;
    }
    let (left, right) = scores.split_at(scores.len() / 2);
    let across = {
        let (left, right) = (sums_by_size(left, k - 1), sums_by_size(right, k - 1));
        let pairs = |j: usize| Some(count_pairs(left.get(j)?, right.get(k - j)?, far));
        (1..k).filter_map(pairs).sum::<u64>()
    };
    across + count_extreme(left, k, far) + count_extreme(right, k, far)
}

/// The sums of all choices of 0, 1, .. `most` of the scores, each list in ascending order.
fn sums_by_size(scores: &[i64], most: usize) -> Vec<Vec<i64>> {
    let mut sums = vec![vec![0]];
    for &score in scores {
        if sums.len() <= most {
            sums.push(Vec::new());
        }
        for size in (1..sums.len()).rev() {
            sums[size] = merged(&sums[size], &sums[size - 1], score);
        }
    }
    sums
}

/// The numbers of `these`, and those of `others` with `more` added, in ascending order.
fn merged(these: &[i64], others: &[i64], more: i64) -> Vec<i64> {
    let mut all = Vec::with_capacity(these.len() + others.len());
    let (mut i, mut j) = (0, 0);
    while let (Some(&this), Some(&other)) = (these.get(i), others.get(j)) {
        let other = other + more;
        let first = this <= other;
        all.push(if first { this } else { other });
        i += usize::from(first);
        j += usize::from(!first);
    }
    all.extend_from_slice(&these[i..]);
    all.extend(others[j..].iter().map(|other| other + more));
    all
}

/// Number of pairs, one of each ascending list, whose total is at least `far` from 0.
fn count_pairs(left: &[i64], right: &[i64], far: i64) -> u64 {
    // `right[above..]` lift the total to `far`, `right[..below]` sink it to `-far`; both bounds only fall
    // as the left number rises.
    let (mut above, mut below, mut count) = (right.len(), right.len(), 0);
    for &number in left {
        while above > 0 && number + right[above - 1] >= far {
            above -= 1;
        }
        while below > 0 && number + right[below - 1] > -far {
            below -= 1;
        }
        count += (right.len() - above + below) as u64;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_by_hand() {
        assert_eq!((choices(5, 2), choices(5, 0), choices(5, 5)), (Some(10), Some(1), Some(1)));
        assert_eq!(choices(24, 12), Some(2_704_156));
        assert_eq!(choices(23, 11), Some(1_352_078));
        assert_eq!(choices(40, 20), Some(137_846_528_820));
        assert_eq!(choices(100, 50), None);
    }

    /// Of 1, 2, 4, -7 the pairs add up to 3, 5, -6, 6, -5, -3.
    #[test]
    fn pairs_by_hand() {
        let scores = [1, 2, 4, -7];
        let counts = [1, 3, 4, 5, 6, 7].map(|far| count_extreme(&scores, 2, far));
        assert_eq!(counts, [6, 6, 4, 4, 2, 0]);
        assert_eq!([1, 3, 4].map(|k| count_extreme(&scores, k, 5)), [1, 1, 0]);
    }

    #[test]
    fn whatever_the_page_shows_is_affordable() {
        for n in 2..=42 {
            assert!((1..n).all(|k| affordable(n, k.min(n - k))), "{n}");
        }
        assert!(!affordable(60, 30) && !affordable(1_000_000, 2) && !affordable(2, 0));
    }

    /// The promise to users: complete up to 50 million arrangements, whatever the sizes of the groups.
    #[test]
    fn fifty_million_choices_are_affordable() {
        for k in 1..=20 {
            let few = |n: &usize| choices(*n, k).is_some_and(|choices| choices <= 50_000_000);
            let n = if k == 1 { 1_000_000 } else { (2 * k..).take_while(few).last().unwrap_or(2 * k) };
            assert!(affordable(n, k), "{k} of {n}");
        }
    }
}
