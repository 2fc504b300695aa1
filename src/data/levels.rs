//! Counts the distinct values of a column.
//!
//! Values are told apart by their text; where all are numbers, `1`, `1.0` and `01` are one level
//! and levels ascend, else they stand in order of appearance. At most [`MAX_LEVELS`] texts are
//! told apart, and nothing is counted beyond: no rule of this room asks for more, and a column of
//! a million names stays cheap.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::number::number;
use crate::order::ascending;

/// Distinct texts beyond this many are not told apart.
pub(super) const MAX_LEVELS: usize = 10_000;

/// Up to here a list is searched faster than a table.
const FEW: usize = 8;

/// A value of a column and how many cells have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// The value as text; a number in its shortest form.
    pub value: String,
    /// Number of cells.
    pub count: usize,
}

/// Texts met so far, in order of appearance.
#[derive(Debug, Default)]
pub(super) struct Texts<'a> {
    met: Vec<&'a [u8]>,
    counts: Vec<usize>,
    index: Index<'a>,
    is_full: bool,
}

/// A number for each text.
pub(super) type Index<'a> = HashMap<&'a [u8], usize, BuildHasherDefault<Fnv>>;

/// Fowler-Noll-Vo hash (FNV-1a, 64 bits): short texts are hashed faster than by the default,
/// whose guard against chosen collisions is not needed for [`MAX_LEVELS`] texts.
#[derive(Debug)]
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_usize(&mut self, length: usize) {
        self.0 = (self.0 ^ length as u64).wrapping_mul(0x0100_0000_01b3);
    }

    fn finish(&self) -> u64 {
        // The table looks at the top bits, which the last bytes have hardly reached.
        self.0 ^ self.0.rotate_left(32)
    }
}

impl<'a> Texts<'a> {
    /// Counts a trimmed cell and returns the number of its text; `None` once there are too many.
    pub(super) fn see(&mut self, cell: &'a [u8]) -> Option<usize> {
        if self.is_full {
            return None;
        }
        let at = match self.find(cell) {
            Some(at) => at,
            None if self.met.len() >= MAX_LEVELS => {
                self.is_full = true;
                return None;
            }
            None => {
                let at = self.met.len();
                self.met.push(cell);
                self.counts.push(0);
                if at >= FEW {
                    if at == FEW {
                        self.index.extend(self.met.iter().take(at).enumerate().map(|(at, &text)| (text, at)));
                    }
                    self.index.insert(cell, at);
                }
                at
            }
        };
        *self.counts.get_mut(at)? += 1;
        Some(at)
    }

    /// The texts `keep` says yes to, by their number, with their counts.
    pub(super) fn only(&self, keep: impl Fn(usize) -> bool) -> Texts<'a> {
        let kept = || (0..self.met.len()).filter(|&at| keep(at));
        Texts {
            met: kept().filter_map(|at| self.met.get(at).copied()).collect(),
            counts: kept().filter_map(|at| self.counts.get(at).copied()).collect(),
            ..Texts::default()
        }
    }

    fn find(&self, cell: &[u8]) -> Option<usize> {
        if self.met.len() <= FEW {
            self.met.iter().position(|&text| text == cell)
        } else {
            self.index.get(cell).copied()
        }
    }

    /// The levels, of which at most `most` are written out.
    pub(super) fn levels(&self, decimal: Decimal, most: usize) -> Levels {
        let values: Option<Vec<f64>> = self.met.iter().map(|text| number(text, decimal).finite()).collect();
        let Some(values) = values else {
            let level = |(text, &count): (&&[u8], &usize)| Level {
                value: String::from_utf8_lossy(text).into_owned(),
                count,
            };
            let listed = self.met.iter().zip(&self.counts).take(most).map(level).collect();
            return Levels { n: self.met.len(), listed, of_text: (0..self.met.len()).collect() };
        };
        let value = |at: usize| values.get(at).copied().unwrap_or(0.0) + 0.0;
        let mut levels = Levels { n: 0, listed: Vec::new(), of_text: vec![0; values.len()] };
        let mut last = None;
        for at in ascending(&values).into_iter().map(|at| at as usize) {
            if last != Some(value(at)) {
                last = Some(value(at));
                levels.n += 1;
                if levels.n <= most {
                    levels.listed.push(Level { value: number_text(value(at)), count: 0 });
                }
            }
            if let Some(level) = levels.listed.get_mut(levels.n - 1) {
                level.count += self.counts.get(at).copied().unwrap_or(0);
            }
            if let Some(slot) = levels.of_text.get_mut(at) {
                *slot = levels.n - 1;
            }
        }
        levels
    }
}

/// The levels of some texts.
#[derive(Debug)]
pub(super) struct Levels {
    /// How many there are.
    pub(super) n: usize,
    /// The first of them.
    pub(super) listed: Vec<Level>,
    /// For each text the level it belongs to.
    pub(super) of_text: Vec<usize>,
}

/// The shortest text that stands for the number.
fn number_text(value: f64) -> String {
    if value == 0.0 || (1e-6..1e15).contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// Whether two values of a column are the same level: the same text, or the same number.
pub(super) fn same_level(a: &str, b: &str, decimal: Decimal) -> bool {
    let value = |text: &str| {
        let as_point = number(text.as_bytes(), Decimal::Point).finite();
        as_point.or_else(|| number(text.as_bytes(), decimal).finite())
    };
    let (a, b) = (a.trim(), b.trim());
    a == b || matches!((value(a), value(b)), (Some(a), Some(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(cells: &[&str]) -> Vec<(String, usize)> {
        let mut texts = Texts::default();
        cells.iter().for_each(|cell| {
            texts.see(cell.as_bytes());
        });
        let levels = texts.levels(Decimal::Point, usize::MAX);
        assert_eq!(levels.n, levels.listed.len());
        levels.listed.into_iter().map(|level| (level.value, level.count)).collect()
    }

    #[test]
    fn numbers_ascend_and_merge_words_stand_as_they_came() {
        let expected = |pairs: &[(&str, usize)]| -> Vec<(String, usize)> {
            pairs.iter().map(|&(value, count)| (value.to_owned(), count)).collect()
        };
        assert_eq!(levels(&["2", "1.0", "01", "1"]), expected(&[("1", 3), ("2", 1)]));
        assert_eq!(levels(&["b", "a", "b"]), expected(&[("b", 2), ("a", 1)]));
        assert_eq!(levels(&["10", "x"]), expected(&[("10", 1), ("x", 1)]));
        assert_eq!(levels(&["1e300"]), expected(&[("1e300", 1)]));
        assert_eq!(levels(&["-0", "0"]), expected(&[("0", 2)]));
        let many: Vec<String> = (0..30).rev().map(|i| i.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(levels(&many).len(), 30);
        assert_eq!(levels(&many)[3].0, "3");
    }

    #[test]
    fn distinct_texts_stop_at_the_limit() {
        let cells: Vec<String> = (0..MAX_LEVELS + 5).map(|i| i.to_string()).collect();
        let mut texts = Texts::default();
        let seen = cells.iter().filter(|cell| texts.see(cell.as_bytes()).is_some()).count();
        assert_eq!(seen, MAX_LEVELS);
    }

    #[test]
    fn values_from_outside_match_levels() {
        assert!(same_level("1", "1.0", Decimal::Comma));
        assert!(same_level(" yes", "yes", Decimal::Point));
        assert!(!same_level("Yes", "yes", Decimal::Point));
        assert!(!same_level("", "0", Decimal::Point));
    }
}
