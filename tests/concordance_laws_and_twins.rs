//! Holds the concordance to a slow twin that looks at every pair, and to laws that need no reference.

#![allow(clippy::unwrap_used)] // what fails here fails the test

mod common;

use common::tolerance::Quantity;
use proptest::prelude::*;
use riskset::cox::concordance::{Concordance, NoPairs, concordance};
use std::ops::Range;

fn config() -> ProptestConfig {
    common::chance::config(1982, "tests/proptest-regressions/concordance.txt")
}

/// Rows as the crate takes them: stratum after stratum, in order of time.
#[derive(Debug, Clone)]
struct Rows {
    time: Vec<f64>,
    entry: Option<Vec<f64>>,
    event: Vec<bool>,
    strata: Vec<Range<usize>>,
    risk: Vec<f64>,
}

impl Rows {
    fn judged(&self) -> Result<Concordance, NoPairs> {
        concordance(&self.time, self.entry.as_deref(), &self.event, &self.strata, &self.risk)
    }
}

/// Up to 40 rows in up to three strata; times and risks all tied or hardly; entry delayed or not.
fn rows() -> impl Strategy<Value = Rows> {
    let tops = prop::sample::select(vec![3_u32, 12, 100_000]);
    (tops.clone(), tops, any::<bool>(), 1..=3_u32).prop_flat_map(|(days, risks, delayed, strata)| {
        let row = (0..strata, 0..=days, 0..=days, prop::bool::weighted(0.6), 0..=risks);
        prop::collection::vec(row, 1..40).prop_map(move |mut rows| {
            rows.sort_unstable();
            let mut from = 0;
            Rows {
                time: rows.iter().map(|row| f64::from(row.1)).collect(),
                entry: delayed.then(|| rows.iter().map(|row| f64::from(row.2.min(row.1)) - 1.0).collect()),
                event: rows.iter().map(|row| row.3).collect(),
                risk: rows.iter().map(|row| f64::from(row.4)).collect(),
                strata: rows
                    .chunk_by(|a, b| a.0 == b.0)
                    .map(|rows| {
                        from += rows.len();
                        from - rows.len()..from
                    })
                    .collect(),
            }
        })
    })
}

/// Every pair, from the definition: concordant, discordant, tied in x, y, xy; and for each row the first three.
fn twin(rows: &Rows) -> ([u64; 5], Vec<[f64; 3]>) {
    let (mut counts, mut of_row) = ([0; 5], vec![[0.0; 3]; rows.time.len()]);
    for stratum in &rows.strata {
        for i in stratum.clone().filter(|&i| rows.event[i]) {
            for j in stratum.clone().filter(|&j| j != i) {
                let (t, other) = (rows.time[i], rows.time[j]);
                let is_in = rows.entry.as_ref().is_none_or(|entry| entry[j] < t);
                if other == t && rows.event[j] {
                    // Each such pair comes by twice.
                    let same = rows.risk[i] == rows.risk[j];
                    counts[if same { 4 } else { 3 }] += u64::from(i < j);
                } else if is_in && other >= t {
                    let what = match rows.risk[i].total_cmp(&rows.risk[j]) {
                        std::cmp::Ordering::Greater => 0,
                        std::cmp::Ordering::Less => 1,
                        std::cmp::Ordering::Equal => 2,
                    };
                    counts[what] += 1;
                    of_row[i][what] += 1.0;
                    of_row[j][what] += 1.0;
                }
            }
        }
    }
    (counts, of_row)
}

/// `C` of weighted pairs, as a function of how much more row `i` weighs: its slope is the influence.
fn weighted(counts: [f64; 3], of_row: [f64; 3], more: f64) -> f64 {
    let [a, b, c] = [0, 1, 2].map(|k| counts[k] + more * of_row[k]);
    (a + c / 2.0) / (a + b + c)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_pair_is_counted(rows in rows()) {
        let (counts, of_row) = twin(&rows);
        let Ok(ours) = rows.judged() else {
            prop_assert_eq!(counts[0] + counts[1] + counts[2], 0);
            return Ok(());
        };
        prop_assert_eq!([ours.concordant, ours.discordant, ours.tied_x, ours.tied_y, ours.tied_xy], counts);
        let compared = [0, 1, 2].map(|k| counts[k] as f64);
        Quantity::Concordance.assert("C", ours.concordance, weighted(compared, [0.0; 3], 0.0));
        // The slope in closed form, and by a difference.
        let n: f64 = compared.iter().sum();
        for (influence, of_row) in ours.influence.iter().zip(of_row) {
            let slope = (of_row[0] + of_row[2] / 2.0 - ours.concordance * of_row.iter().sum::<f64>()) / n;
            prop_assert!((influence - slope).abs() < 1e-14);
            let step = 1e-6;
            let difference = (weighted(compared, of_row, step) - weighted(compared, of_row, -step)) / (2.0 * step);
            prop_assert!((influence - difference).abs() < 1e-8, "{influence} {difference}");
        }
        let squares: f64 = ours.influence.iter().map(|influence| influence * influence).sum();
        Quantity::ConcordanceVariance.assert("variance", ours.variance, squares);
    }

    // --- Laws ---

    #[test]
    fn only_the_order_of_risks_counts(rows in rows()) {
        let risk = rows.risk.iter().map(|risk| risk * risk * 1e-3 - 7.0).collect();
        prop_assert_eq!(Rows { risk, ..rows.clone() }.judged(), rows.judged());
    }

    #[test]
    fn the_opposite_risk_turns_it_round(rows in rows()) {
        let risk = rows.risk.iter().map(|risk| -risk).collect();
        let opposite = Rows { risk, ..rows.clone() }.judged();
        if let Ok(ours) = rows.judged() {
            let opposite = opposite.unwrap();
            prop_assert_eq!((opposite.concordant, opposite.discordant), (ours.discordant, ours.concordant));
            prop_assert!((opposite.concordance + ours.concordance - 1.0).abs() < 1e-15);
            Quantity::ConcordanceVariance.assert("variance", opposite.variance, ours.variance);
        } else {
            prop_assert_eq!(opposite, Err(NoPairs));
        }
    }

    #[test]
    fn influences_balance(rows in rows(), clusters in 1..5_u32) {
        let Ok(ours) = rows.judged() else { return Ok(()) };
        prop_assert!((0.0..=1.0).contains(&ours.concordance));
        prop_assert!(ours.influence.iter().sum::<f64>().abs() < 1e-13);
        let n = rows.time.len() as u32;
        let each: Vec<u32> = (0..n).rev().collect();
        Quantity::ConcordanceVariance.assert("each alone", ours.variance_by_cluster(&each), ours.variance);
        prop_assert!(ours.variance_by_cluster(&vec![3; n as usize]) < 1e-26);
        let some: Vec<u32> = (0..n).map(|i| i * 7 % clusters).collect();
        let by_hand: f64 = (0..clusters)
            .map(|c| (0..n as usize).filter(|&i| some[i] == c).map(|i| ours.influence[i]).sum::<f64>())
            .map(|sum| sum * sum)
            .sum();
        prop_assert!((ours.variance_by_cluster(&some) - by_hand).abs() < 1e-15);
    }

    #[test]
    fn a_row_split_in_two_is_one_cluster(rows in rows()) {
        // Each row that can be is cut at half a day before its end, without an event: same pairs.
        let mut split = Rows {
            time: vec![], entry: Some(vec![]), event: vec![], strata: vec![], risk: vec![],
        };
        let mut person = Vec::new();
        for stratum in &rows.strata {
            let start = split.time.len();
            let mut pieces = Vec::new();
            for i in stratum.clone() {
                let entry = rows.entry.as_ref().map_or(-1.0, |entry| entry[i]);
                let cut = rows.time[i] - 0.5;
                if entry < cut {
                    pieces.push((cut, entry, false, i));
                }
                pieces.push((rows.time[i], entry.max(cut), rows.event[i], i));
            }
            pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (time, entry, event, i) in pieces {
                split.time.push(time);
                split.entry.as_mut().unwrap().push(entry);
                split.event.push(event);
                split.risk.push(rows.risk[i]);
                person.push(i as u32);
            }
            split.strata.push(start..split.time.len());
        }
        match (rows.judged(), split.judged()) {
            (Ok(whole), Ok(split)) => {
                prop_assert_eq!(
                    (split.concordant, split.discordant, split.tied_x, split.tied_y, split.tied_xy),
                    (whole.concordant, whole.discordant, whole.tied_x, whole.tied_y, whole.tied_xy)
                );
                Quantity::ConcordanceVariance.assert("variance", split.variance_by_cluster(&person), whole.variance);
            }
            (whole, split) => prop_assert!(whole.is_err() && split.is_err()),
        }
    }
}
