//! Rows of one person: which follow one another, which are one stretch of follow-up, how many people there are.
//!
//! A person whose follow-up is cut into rows `(entry, time]` (because a covariate changes, or at each visit) is one person:
//! a row that ends without an event where the next row of the same person begins is no censoring. Such rows are joined
//! before anything is counted, so that curves, tests and tables read the same people, as R's `survfit(..., id = )`.
//!
//! - Row `j` continues row `i` if both are of one person, `entry[j] == time[i]`, `i` ends without an event, and no other row
//!   of the person ends or begins there (else it is not known which continues which: nothing is joined).
//! - [`Survival::joined`] joins them where the group is the same. Where the group changes the first row has *moved*: the
//!   person leaves the risk set of one group and enters that of the other, and is neither an event nor censored. (R 4.2.2
//!   mixes up the rows of the groups here, so its counts of censored differ; its curves are the same.)
//! - [`Survival::joined_alike`] joins rows that are the same in everything a model may read: the likelihood of the others
//!   needs them apart.
//! - A row that ends before the next begins (a gap) is censored there, as in R.
//! - Rows of one person that overlap (two eyes, repeated events each counted from 0) count as often as there are of them at
//!   one time.
//!
//! Without delayed entry no row can follow another.

use super::{Covariate, Labels, Survival, Values};
use crate::order::ascending;

/// How many people are in the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// In all: a person who moves between groups counts once.
    pub total: u64,
    /// In each group at any time.
    pub by_group: Vec<u64>,
    /// How many people have rows in more than one group, one following another.
    pub moved: u64,
}

impl Survival {
    /// The same data with rows joined that follow one another in one group; `None` where none do and nobody moves.
    ///
    /// ```
    /// use riskset::data::{Subjects, Survival};
    /// let data = Survival::new(Subjects {
    ///     time: vec![4.0, 9.0, 7.0],
    ///     entry: Some(vec![0.0, 4.0, 0.0]),
    ///     cause: vec![0, 1, 0],
    ///     group: vec![0; 3],
    ///     groups: vec!["all".into()],
    ///     cluster: Some(vec![0, 0, 1]),
    ///     ..Subjects::default()
    /// })?;
    /// let people = data.joined().ok_or(riskset::data::Unsound::Empty)?;
    /// assert_eq!((people.time(), people.cause(), people.entry()), (&[7.0, 9.0][..], &[0, 1][..], None));
    /// # Ok::<(), riskset::data::Unsound>(())
    /// ```
    pub fn joined(&self) -> Option<Survival> {
        let next = self.successors()?;
        let moved = |i: usize| next[i] != NONE && self.group()[i] != self.group()[next[i] as usize];
        let mut joined = self.chained(&next, |i, j| self.group()[i] == self.group()[j]);
        let ends: Vec<bool> = joined.places.iter().map(|&i| moved(i as usize)).collect();
        joined.data.set_moved(ends.contains(&true).then_some(ends));
        Some(joined.data)
    }

    /// The same data with rows joined that follow one another and have the same group, stratum and covariates; `None` where
    /// none follow one another.
    pub fn joined_alike(&self) -> Option<Survival> {
        let next = self.successors()?;
        let same = |labels: &Labels, i: usize, j: usize| labels.of[i] == labels.of[j];
        let covariate = |of: &Covariate, i: usize, j: usize| match &of.values {
            Values::Number(values) => values[i] == values[j] || (values[i].is_nan() && values[j].is_nan()),
            Values::Category(labels) => same(labels, i, j),
        };
        let alike = |i: usize, j: usize| {
            self.group()[i] == self.group()[j]
                && self.strata().is_none_or(|strata| same(strata, i, j))
                && self.covariates().iter().all(|of| covariate(of, i, j))
        };
        Some(self.chained(&next, alike).data)
    }

    /// How many people there are; every row is one where nothing says who is who.
    pub fn people(&self) -> People {
        let k = self.groups().len();
        let mut people = People { total: 0, by_group: vec![0; k], moved: 0 };
        let Some(cluster) = self.cluster() else {
            people.total = self.len() as u64;
            self.group().iter().for_each(|&group| people.by_group[usize::from(group)] += 1);
            return people;
        };
        for mut rows in persons(cluster) {
            people.total += self.at_once(&rows);
            people.moved += u64::from(rows.iter().any(|&i| self.has_moved(i as usize)));
            // Row after row of one group, in order of time.
            let groups: Vec<f64> = rows.iter().map(|&i| f64::from(self.group()[i as usize])).collect();
            rows = ascending(&groups).into_iter().map(|at| rows[at as usize]).collect();
            for of_group in rows.chunk_by(|&i, &j| self.group()[i as usize] == self.group()[j as usize]) {
                people.by_group[usize::from(self.group()[of_group[0] as usize])] += self.at_once(of_group);
            }
        }
        people
    }

    /// Whether rows of one person overlap.
    pub fn rows_overlap(&self) -> bool {
        self.cluster().is_some_and(|cluster| persons(cluster).iter().any(|rows| self.at_once(rows) > 1))
    }

    /// The largest number of these rows, in order of time, that are under observation at one time.
    fn at_once(&self, rows: &[u32]) -> u64 {
        let Some(entry) = self.entry().filter(|_| rows.len() > 1) else { return rows.len() as u64 };
        let entries: Vec<f64> = rows.iter().map(|&i| entry[i as usize]).collect();
        let (mut ended, mut most) = (0, 0);
        for (begun, at) in ascending(&entries).into_iter().enumerate() {
            while self.time()[rows[ended] as usize] <= entries[at as usize] {
                ended += 1;
            }
            most = most.max(begun + 1 - ended);
        }
        most as u64
    }

    /// The row that continues each row, or [`NONE`]; `None` where no row is continued.
    fn successors(&self) -> Option<Vec<u32>> {
        let (cluster, entry) = (self.cluster()?, self.entry()?);
        let mut next = vec![NONE; self.len()];
        let mut any = false;
        for rows in persons(cluster).iter().filter(|rows| rows.len() > 1) {
            let times: Vec<f64> = rows.iter().map(|&i| self.time()[i as usize]).collect();
            let entries: Vec<f64> = rows.iter().map(|&i| entry[i as usize]).collect();
            let order = ascending(&entries);
            for together in order.chunk_by(|&a, &b| entries[a as usize] == entries[b as usize]) {
                let at = entries[together[0] as usize];
                let before =
                    times.partition_point(|&time| time < at)..times.partition_point(|&time| time <= at);
                if let (&[after], 1) = (together, before.len()) {
                    let row = rows[before.start] as usize;
                    if self.cause()[row] == 0 {
                        next[row] = rows[after as usize];
                        any = true;
                    }
                }
            }
        }
        any.then_some(next)
    }

    /// Joins each row with the next where `fits` says so.
    fn chained(&self, next: &[u32], fits: impl Fn(usize, usize) -> bool) -> Joined {
        let mut start: Vec<f64> = self.entry().map_or_else(|| vec![0.0; self.len()], <[f64]>::to_vec);
        let mut places = Vec::with_capacity(self.len());
        // In order of time, so that what a row continues is joined before it.
        for (i, &j) in next.iter().enumerate() {
            if j != NONE && fits(i, j as usize) {
                start[j as usize] = start[i];
            } else {
                places.push(i as u32);
            }
        }
        let entry = places.iter().map(|&i| start[i as usize]).collect();
        Joined { data: self.with_entries(&places, entry), places }
    }
}

/// What no row continues.
const NONE: u32 = u32::MAX;

struct Joined {
    data: Survival,
    /// Where each row of it stood.
    places: Vec<u32>,
}

/// The rows of each person, in order of time.
fn persons(cluster: &[u32]) -> Vec<Vec<u32>> {
    let ids: Vec<f64> = cluster.iter().map(|&id| f64::from(id)).collect();
    let order = ascending(&ids);
    order.chunk_by(|&i, &j| cluster[i as usize] == cluster[j as usize]).map(<[u32]>::to_vec).collect()
}
