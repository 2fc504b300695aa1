//! Compares many numbers, keeps count, and reports every failure at once.

use super::tolerance::Quantity;
use std::collections::BTreeMap;
use std::fmt::Arguments;

/// Failures shown in full.
const SHOWN: usize = 25;

/// Numbers compared so far.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    /// By quantity: how many, and the largest relative error.
    seen: BTreeMap<Quantity, (usize, f64, String)>,
    failures: Vec<String>,
}

impl Judge {
    /// One number against its reference.
    pub(crate) fn number(&mut self, quantity: Quantity, at: Arguments<'_>, ours: f64, reference: f64) {
        let (count, worst, place) = self.seen.entry(quantity).or_default();
        *count += 1;
        match quantity.agreement(ours, reference) {
            Some(error) if error > *worst => (*worst, *place) = (error, at.to_string()),
            Some(_) => {}
            None => self.failures.push(format!("{quantity:?} {at}: {ours:e}, reference {reference:e}")),
        }
    }

    /// Numbers that need not exist: both must be missing or both there.
    pub(crate) fn maybe(
        &mut self,
        quantity: Quantity,
        at: Arguments<'_>,
        ours: Option<f64>,
        reference: Option<f64>,
    ) {
        match (ours, reference) {
            (Some(ours), Some(reference)) => self.number(quantity, at, ours, reference),
            _ => {
                self.seen.entry(quantity).or_default().0 += 1;
                if ours.is_some() || reference.is_some() {
                    self.failures.push(format!("{quantity:?} {at}: {ours:?}, reference {reference:?}"));
                }
            }
        }
    }

    /// Columns of numbers, which must have the same length.
    pub(crate) fn column(&mut self, quantity: Quantity, at: Arguments<'_>, ours: &[f64], reference: &[f64]) {
        if ours.len() != reference.len() {
            self.failures.push(format!(
                "{quantity:?} {at}: {} rows, {} expected",
                ours.len(),
                reference.len()
            ));
        }
        for (i, (&ours, &reference)) in ours.iter().zip(reference).enumerate() {
            self.number(quantity, format_args!("{at} [{i}]"), ours, reference);
        }
    }

    /// A statement that is true or not.
    pub(crate) fn holds(&mut self, at: Arguments<'_>, true_or_not: bool) {
        if !true_or_not {
            self.failures.push(at.to_string());
        }
    }

    /// Prints what was seen; fails if anything disagreed, or if fewer than `expected` numbers came
    /// by: a comparison that silently stops happening is a failure too.
    #[track_caller]
    pub(crate) fn finish(self, expected: usize) {
        let total: usize = self.seen.values().map(|(count, ..)| count).sum();
        for (quantity, (count, worst, place)) in &self.seen {
            println!("{count:7} {quantity:?}: worst {worst:.1e} {place}");
        }
        println!("{total:7} in all");
        let shown = self.failures.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
        assert!(self.failures.is_empty(), "{} of {total} disagree:\n{shown}", self.failures.len());
        assert!(total >= expected, "{total} numbers compared, {expected} expected");
    }
}
