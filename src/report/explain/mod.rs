//! Numbers that explain themselves: the formula, the same line with this trial's numbers, what the number means,
//! and where the formula is published.
//!
//! A number is named by its place in a report, a JSON pointer such as `/cox/terms/0/hazard_ratio`. `table` holds
//! an entry for each place; its lines have gaps, `{../coef}`, that are filled from the same report. Nothing is
//! estimated here: a line adds up at most what the report lists step by step. A line whose gap has no number is left
//! out, so that one entry serves values that exist and values that do not.
//!
//! The report is seen through a function from place to [`Leaf`], because the page holds it as an object of its own
//! language; [`Tree`] says how any such object is walked: `content` and `value` on the way need not be named.

mod gaps;
mod table;

use gaps::Gaps;
use serde::Serialize;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaf {
    /// A number.
    Number(f64),
    /// A word.
    Text(String),
}

/// An object with named parts.
pub trait Tree: Sized {
    /// The part of this name, or with this index; `None` where there is none or it is null.
    fn part(&self, name: &str) -> Option<Self>;
    /// The number or word, where it is one.
    fn leaf(&self) -> Option<Leaf>;

    /// What stands at `place`, names apart by `/`.
    fn find(&self, place: &str) -> Option<Leaf> {
        let mut names = place.split('/').filter(|name| !name.is_empty());
        let first = names.next().and_then(|name| self.inner(name))?;
        let mut at = names.try_fold(first, |at, name| at.inner(name))?;
        while let Some(inside) = at.part("value") {
            at = inside;
        }
        at.leaf()
    }

    /// A part, or that part of the content or value.
    fn inner(&self, name: &str) -> Option<Self> {
        let through = |wrap: &str| self.part(wrap).and_then(|inside| inside.inner(name));
        self.part(name).or_else(|| through("content")).or_else(|| through("value"))
    }
}

/// How a report is seen.
pub type Look<'a> = &'a dyn Fn(&str) -> Option<Leaf>;

/// See `Explanation` in `shapes.d.ts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Explanation {
    pub title: String,
    pub formula: String,
    pub meaning: String,
    pub source: &'static str,
}

/// Explains the number at `pointer` of the report that `look` sees; `None` where no number of ours stands.
pub fn explain(pointer: &str, look: Look<'_>) -> Option<Explanation> {
    let names: Vec<&str> =
        pointer.split('/').filter(|name| !matches!(*name, "" | "value" | "content")).collect();
    let entry = table::entry(&names)?;
    let gaps = Gaps { names: &names, look };
    let mut lines: Vec<String> = Vec::new();
    for line in entry.lines.iter().filter_map(|line| gaps.fill(line)) {
        let (start, end) = line.rsplit_once(" = ").unwrap_or((&line, &line));
        // The same in more words stands above.
        if !lines.iter().any(|above| above.starts_with(start) && above.ends_with(end)) {
            lines.push(line);
        }
    }
    if look(&names.join("/")).is_none() {
        lines.extend(gaps.fill("no number: {reason}"));
    }
    Some(Explanation {
        title: gaps.fill(entry.title).unwrap_or_else(|| {
            entry.title.split('{').next().unwrap_or("").trim_end_matches([',', ' ']).to_owned()
        }),
        formula: lines.join("\n"),
        meaning: gaps.fill(entry.meaning).unwrap_or_default(),
        source: entry.source,
    })
}
