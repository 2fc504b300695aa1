//! The table beneath a survival figure: at risk, events, competing events, censored at each tick, arm by arm.
//!
//! At tick `t`: at risk are those with `entry < t <= time` (at `t = 0`: everybody watched from 0, that is with `entry = 0`
//! or without an entry, and nobody who comes later; where somebody of the group is watched from before 0, 0 is a tick like any other);
//! events (of the first cause), other events (of any other) and censored are those whose follow-up ended before `t`.
//! Those who have gone on in another group are in none of them. Without delayed entry they sum to the size of the group at every tick (KMunicate: Morris et al. 2019, BMJ Open 9,
//! e030215). Other programs count just after `t`; we count just before, as the risk sets do.

use crate::data::Survival;

/// Counts of one group, one entry a tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskRow {
    /// Under observation at the tick.
    pub at_risk: Vec<u32>,
    /// Events before the tick: of the first cause.
    pub events: Vec<u32>,
    /// Events of other causes before the tick.
    pub others: Vec<u32>,
    /// Censored before the tick.
    pub censored: Vec<u32>,
}

/// The rows of every group at the ascending `ticks`, in one pass over the subjects up to the last.
pub fn risk_table(data: &Survival, ticks: &[f64]) -> Vec<RiskRow> {
    let blank = || vec![0; ticks.len()];
    let mut rows: Vec<RiskRow> = data
        .groups()
        .iter()
        .map(|_| RiskRow { at_risk: blank(), events: blank(), others: blank(), censored: blank() })
        .collect();
    let mut moved = vec![blank(); rows.len()];
    // A subject counts from the first tick after its entry (or time) on, one who is watched from 0 at the tick 0 too; the
    // sums come after.
    let mut from = 0;
    for (tick, &at) in ticks.iter().enumerate() {
        let to = data.time().partition_point(|&time| time < at);
        for i in from..to {
            let group = usize::from(data.group()[i]);
            let row = &mut rows[group];
            let counts = match data.cause()[i] {
                0 if data.has_moved(i) => &mut moved[group],
                0 => &mut row.censored,
                1 => &mut row.events,
                _ => &mut row.others,
            };
            counts[tick] += 1;
        }
        from = to;
    }
    let begins_before_0 = begins_before_0(data);
    for (i, &group) in data.group().iter().enumerate() {
        let begins_before_0 = begins_before_0[usize::from(group)];
        let late = data
            .entry()
            .map(|entry| entry[i])
            .filter(|&entry| entry > 0.0 || (entry == 0.0 && begins_before_0));
        let entered = late.map_or(0, |entry| ticks.partition_point(|&tick| tick <= entry));
        if let Some(n) = rows[usize::from(group)].at_risk.get_mut(entered) {
            *n += 1;
        }
    }
    for (row, moved) in rows.iter_mut().zip(&mut moved) {
        [&mut row.at_risk, &mut row.events, &mut row.others, &mut row.censored, moved]
            .into_iter()
            .for_each(accumulate);
        for (tick, at_risk) in row.at_risk.iter_mut().enumerate() {
            *at_risk -= row.events[tick] + row.others[tick] + row.censored[tick] + moved[tick];
        }
    }
    rows
}

/// Whether somebody of a group is watched from before 0, for each group.
fn begins_before_0(data: &Survival) -> Vec<bool> {
    let mut begins = vec![false; data.groups().len()];
    for (&entry, &group) in data.entry().unwrap_or_default().iter().zip(data.group()) {
        begins[usize::from(group)] |= entry < 0.0;
    }
    begins
}

fn accumulate(counts: &mut Vec<u32>) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Subjects;

    #[test]
    fn the_three_sum_to_the_group() {
        let data = Survival::new(Subjects {
            time: vec![7.0, 7.0, 9.0, 14.0],
            cause: vec![1, 0, 1, 0],
            group: vec![0; 4],
            groups: vec!["all".into()],
            ..Subjects::default()
        })
        .unwrap();
        let row = &risk_table(&data, &[0.0, 7.0, 14.0, 21.0])[0];
        assert_eq!(row.at_risk, [4, 4, 1, 0]);
        assert_eq!(row.events, [0, 0, 2, 2]);
        assert_eq!(row.censored, [0, 0, 1, 2]);
    }
}
