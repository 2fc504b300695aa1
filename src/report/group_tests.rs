//! The tests of the groups as they are told: the one that can be relied on first.
//!
//! The p-value of the log-rank test is that of a chi-squared distribution, which holds for many expected events in each group.
//! Where fewer than [`FEW`] are expected in some group the p-value can be wrong by powers of ten (18 people among 1,500, 3
//! events where 0.14 are expected: 8e-15, by permutation .0005). There the permutation test of two groups is done unasked and
//! comes first, and the log-rank p is called rough.

use super::details::permutation::PermutationReport;
use super::names;
use super::number::{p_value, significant};
use super::shape::{LogRankGroup, LogRankReport, Warning};
use super::words::Facts;

/// Expected events below this make the p-value of chi-squared rough, as expected counts in a table do (Cochran 1954,
/// Biometrics 10, 417-451).
const FEW: f64 = 5.0;
/// At most this many groups are named.
const NAMED: usize = 3;
/// What is said of a p-value that cannot be relied on.
const ROUGH: &str = "rough: few events expected";

/// The groups in which few events are expected.
pub(super) fn few_expected(log_rank: Option<&LogRankReport>) -> Vec<&LogRankGroup> {
    let groups = log_rank.into_iter().flat_map(|test| &test.groups);
    groups.filter(|group| group.n > 0 && group.expected < FEW).collect()
}

impl Facts<'_> {
    /// Whether the p-value of the log-rank test is rough.
    pub(super) fn log_rank_is_rough(&self) -> bool {
        !few_expected(self.log_rank).is_empty()
    }

    /// The permutation test, where it takes the place of the log-rank test.
    fn in_its_place(&self) -> Option<&PermutationReport> {
        self.permutation.filter(|_| self.log_rank_is_rough())
    }

    /// "log-rank p = .031"; where that is rough "exact p = .065" and "log-rank p = .041 (rough: few events expected)".
    pub(super) fn tests(&self) -> Vec<String> {
        let exact = self
            .in_its_place()
            .map(|test| format!("{} p {}{}", name(test), p_value(test.p_value), self.unadjusted()));
        let log_rank = self.log_rank.map(|test| {
            format!("log-rank p {}{}{}", p_value(test.test.p_value), self.unadjusted(), self.rough())
        });
        exact.into_iter().chain(log_rank).collect()
    }

    /// ", unadjusted" where the ratio beside it is adjusted.
    fn unadjusted(&self) -> &'static str {
        if self.adjusted_how.is_some() { ", unadjusted" } else { "" }
    }

    /// The same as sentences.
    pub(super) fn tests_in_words(&self) -> Vec<String> {
        let exact = self.in_its_place().map(|test| {
            let name = if test.exact { "Exact permutation test" } else { "Permutation test" };
            format!("{name}{}: p {}.", self.unadjusted(), p_value(test.p_value))
        });
        let log_rank = self.log_rank.map(|test| {
            format!("Log-rank test{}: p {}{}.", self.unadjusted(), p_value(test.test.p_value), self.rough())
        });
        exact.into_iter().chain(log_rank).collect()
    }

    /// " The log-rank test still compares them: p = .0455."
    pub(super) fn still_compares(&self) -> Option<String> {
        let log_rank = format!("p {}", p_value(self.log_rank?.test.p_value));
        Some(match self.in_its_place() {
            Some(test) => format!(
                " The {} test still compares them: p {} (log-rank {log_rank}, {ROUGH}).",
                if test.exact { "exact permutation" } else { "permutation" },
                p_value(test.p_value)
            ),
            None => format!(" The log-rank test still compares them: {log_rank}{}.", self.rough()),
        })
    }

    /// " (rough: few events expected)", or nothing.
    pub(super) fn rough(&self) -> String {
        if self.log_rank_is_rough() { format!(" ({ROUGH})") } else { String::new() }
    }
}

fn name(test: &PermutationReport) -> &'static str {
    if test.exact { "exact" } else { "permutation" }
}

/// A p-value to its size, so that two below .001 can be told apart: "= 8e-15".
fn in_full(p: f64) -> String {
    if p < 0.001 { format!("= {}", significant(p, 1)) } else { p_value(p) }
}

/// That few events are expected in a group, and what to read in place of the log-rank p.
pub(super) fn warning(facts: &Facts<'_>) -> Option<Warning> {
    let few = few_expected(facts.log_rank);
    let log_rank = facts.log_rank?.test.p_value;
    let smallest = few.iter().map(|group| group.expected).reduce(f64::min)?;
    let one = |group: &&LogRankGroup| {
        format!("{} in {}", significant(group.expected, 2), names::isolated(&group.name))
    };
    let mut named: Vec<String> = few.iter().take(NAMED).map(one).collect();
    if few.len() > NAMED {
        named.push(format!("few in {} more groups", few.len() - NAMED));
    }
    let mut sentence = format!(
        "Fewer than 5 events were expected in a group ({}), so the log-rank p {} is a rough approximation",
        names::list(&named),
        in_full(log_rank)
    );
    let mut numbers = vec![("expected", smallest), ("log_rank_p", log_rank)];
    match facts.in_its_place() {
        Some(test) => {
            let name = if test.exact { "exact permutation" } else { "permutation" };
            sentence += &format!(": rely on the {name} test, p {}.", in_full(test.p_value));
            numbers.push(("permutation_p", test.p_value));
        }
        None => sentence += ": do not rely on its size.",
    }
    Some(Warning { code: "few_expected", sentence, numbers })
}
