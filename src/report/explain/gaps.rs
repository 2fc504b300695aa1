//! Gaps in the lines of an explanation, and what fills them.
//!
//! `{}` is the number itself; `{name}` and `{../name}` are found from its place, `{/name}` from the top; `@` is its
//! last index and `@-` the one before. Some names stand for more than one number of the report: see [`Gaps::named`].

use super::{Leaf, Look};
use crate::math::normal;
use crate::report::number;
use crate::report::shape::unsigned;

/// Terms that are written out; of more the first and the last are.
const WRITTEN: usize = 4;

/// A place and the report about it.
pub(super) struct Gaps<'a> {
    pub(super) names: &'a [&'a str],
    pub(super) look: Look<'a>,
}

impl Gaps<'_> {
    /// The line with its gaps filled; `None` where one cannot be.
    pub(super) fn fill(&self, line: &str) -> Option<String> {
        let mut parts = line.split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (gap, rest) = part.split_once('}')?;
            text.push_str(&self.gap(gap)?);
            text.push_str(rest);
        }
        Some(text)
    }

    fn gap(&self, gap: &str) -> Option<String> {
        match self.named(gap) {
            Some(text) => text,
            None => self.at(gap).map(written),
        }
    }

    /// What is not one number of the report: `Some(None)` where it cannot be said of this place.
    fn named(&self, gap: &str) -> Option<Option<String>> {
        let level = || self.number("/options/conf_level");
        Some(match gap {
            "level" => level().map(number::level),
            "z" => level().map(|level| figure(normal::central(level))),
            // Each leaves its line out where the line would not be true, else says nothing.
            "one df" => (self.number("../df") == Some(1.0)).then(String::new),
            "two groups" => (self.number("/log_rank/df") == Some(1.0)).then(String::new),
            "exact" => self.number("../draws").is_none().then(String::new),
            "reason" => self.text("reason").map(|reason| reason.replace('_', " ")),
            "limits" => self.text("/options/conf_type").map(|scale| limits(&scale).to_owned()),
            "fractions" => self.steps(|n, d| format!("(1 − {d}/{n})"), " × "),
            "hazards" => self.steps(|n, d| format!("{d}/{n}"), " + "),
            "greenwood" => self.greenwood(),
            _ => return None,
        })
    }

    /// Last index of the place.
    fn index(&self) -> Option<usize> {
        self.names.iter().rev().find_map(|name| name.parse().ok())
    }

    fn at(&self, gap: &str) -> Option<Leaf> {
        let mut place: Vec<String> = match gap.strip_prefix('/') {
            Some(_) => Vec::new(),
            None => self.names.iter().map(|name| (*name).to_owned()).collect(),
        };
        for name in gap.split('/').filter(|name| !name.is_empty()) {
            match name {
                ".." => drop(place.pop()),
                "@" => place.push(self.index()?.to_string()),
                "@-" => place.push(self.index()?.checked_sub(1)?.to_string()),
                name => place.push(name.to_owned()),
            }
        }
        (self.look)(&place.join("/"))
    }

    fn number(&self, gap: &str) -> Option<f64> {
        match self.at(gap)? {
            Leaf::Number(number) => Some(number),
            Leaf::Text(_) => None,
        }
    }

    fn text(&self, gap: &str) -> Option<String> {
        match self.at(gap)? {
            Leaf::Text(text) => Some(text),
            Leaf::Number(_) => None,
        }
    }

    /// At risk and events at each step with events, up to this one; `None` where steps were left out.
    fn counts(&self) -> Option<Vec<(f64, f64)>> {
        let last = self.index()?;
        let shown = self.number("../../n_steps")? as usize;
        self.number(&format!("../../time/{}", shown.checked_sub(1)?))?;
        let one = |i: usize| {
            Some((self.number(&format!("../../n_risk/{i}"))?, self.number(&format!("../../n_event/{i}"))?))
        };
        let all: Option<Vec<_>> = (0..=last).map(one).collect();
        Some(all?.into_iter().filter(|&(_, d)| d > 0.0).collect())
    }

    fn steps(&self, term: fn(f64, f64) -> String, between: &str) -> Option<String> {
        let counts = self.counts()?;
        let written =
            |of: &[(f64, f64)]| of.iter().map(|&(n, d)| term(n, d)).collect::<Vec<_>>().join(between);
        match counts.len() {
            0 => None,
            few if few <= WRITTEN => Some(written(&counts)),
            many => {
                Some([&written(&counts[..2]), between, "…", between, &written(&counts[many - 1..])].concat())
            }
        }
    }

    /// Σ d ÷ (n (n − d)), as the limits of the curve take it.
    fn greenwood(&self) -> Option<String> {
        let sum: f64 = self.counts()?.iter().map(|&(n, d)| d / (n * (n - d))).sum();
        sum.is_finite().then(|| figure(sum))
    }
}

fn written(leaf: Leaf) -> String {
    match leaf {
        Leaf::Number(number) => figure(number),
        Leaf::Text(text) => text,
    }
}

/// A count as it is, any other number to five digits.
fn figure(x: f64) -> String {
    let x = unsigned(x);
    let text = if x.fract() == 0.0 && x.abs() < 1e9 {
        format!("{x}")
    } else {
        number::trim(number::significant(x, 5))
    };
    text.replace('-', "−")
}

/// The rule of each scale; s² is Greenwood's sum.
fn limits(scale: &str) -> &'static str {
    match scale {
        "log_log" => "S^exp(± z s ÷ ln S)",
        "log" => "S × exp(± z s), at most 1",
        "plain" => "S ± z s S, within 0 and 1",
        "logit" => "1 ÷ (1 + exp(−(ln(S ÷ (1 − S)) ± z s ÷ (1 − S))))",
        _ => "sin²(asin √S ± ½ z s √(S ÷ (1 − S)))",
    }
}
