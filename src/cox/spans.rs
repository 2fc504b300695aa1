//! Sums of steps in time over the spells of rows: how much hazard a row has seen.
//!
//! Running sums are kept stratum by stratum; a row at risk from the start of its stratum reads one of them. A row that comes in
//! later reads the difference of two. The hazard of a late stretch can be far below what came before (weights differ by powers of e, where
//! coefficients run away by any number of them), and the difference would be the rounding of what came before. So where less
//! than a sixteenth is left of the first number of a step, which is never negative, the span is added up without any
//! subtraction, from the sums of blocks of 2, 4, 8, ... steps.

use super::rows::Rows;
use std::ops::Range;

/// Share of the running sum below which a difference is not trusted.
const LITTLE: f64 = 1.0 / 16.0;

/// Steps summed over spans; see the module.
pub(super) struct Spans {
    width: usize,
    /// Sums from the start of the stratum to each event time, with it.
    running: Vec<f64>,
    /// Whether a stratum starts at an event time.
    starts: Vec<bool>,
    /// Sums of blocks, node `i` that of nodes `2i` and `2i + 1`, the steps themselves last; empty without delayed entry.
    blocks: Vec<f64>,
}

impl Spans {
    /// Sums of `steps`, `width` numbers an event time.
    pub(super) fn new(rows: &Rows, steps: Vec<f64>, width: usize) -> Spans {
        let n = rows.times.len();
        let mut starts = vec![false; n];
        rows.strata
            .iter()
            .filter(|stratum| !stratum.times.is_empty())
            .for_each(|s| starts[s.times.start] = true);
        let blocks = if rows.enters_late() { blocks(&steps, width) } else { Vec::new() };
        let mut running = steps;
        for k in (1..n).filter(|&k| !starts[k]) {
            for at in k * width..(k + 1) * width {
                running[at] += running[at - width];
            }
        }
        Spans { width, running, starts, blocks }
    }

    /// The sums over a spell, which is not empty, into `sums`.
    pub(super) fn over(&self, spell: &Range<usize>, sums: &mut [f64]) {
        let width = self.width;
        let upto = |k: usize| &self.running[k * width..(k + 1) * width];
        sums.copy_from_slice(upto(spell.end - 1));
        if self.starts[spell.start] {
            return;
        }
        let whole = sums[0];
        sums.iter_mut().zip(upto(spell.start - 1)).for_each(|(sum, before)| *sum -= before);
        if !(sums[0] >= LITTLE * whole) {
            self.add_up(spell, sums);
        }
    }

    fn add_up(&self, spell: &Range<usize>, sums: &mut [f64]) {
        sums.fill(0.0);
        let n = self.starts.len();
        let (mut from, mut to) = (spell.start + n, spell.end + n);
        let add = |node: usize, sums: &mut [f64]| {
            let block = &self.blocks[node * self.width..];
            sums.iter_mut().zip(block).for_each(|(sum, part)| *sum += part);
        };
        while from < to {
            if from % 2 == 1 {
                add(from, sums);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                add(to, sums);
            }
            (from, to) = (from / 2, to / 2);
        }
    }
}

fn blocks(steps: &[f64], width: usize) -> Vec<f64> {
    let mut blocks = vec![0.0; steps.len()];
    blocks.extend(steps);
    for node in (1..steps.len() / width.max(1)).rev() {
        for at in 0..width {
            blocks[node * width + at] = blocks[2 * node * width + at] + blocks[(2 * node + 1) * width + at];
        }
    }
    blocks
}
