//! What a cell of a table of counts says.

use crate::data::{says_nothing, whole_number};

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Nothing,
    Count(u64),
    /// "3/17", "3 of 17", "3/17 (18 %)".
    Both(u64, u64),
    Text,
}

impl Cell {
    pub(super) fn of(text: &str) -> Cell {
        if says_nothing(text) {
            return Cell::Nothing;
        }
        if let Some(count) = whole_number(text) {
            return Cell::Count(count);
        }
        let bare = text.split_once('(').map_or(text, |(before, _)| before);
        let parts = bare.split_once('/').or_else(|| bare.split_once(" of "));
        let both = parts.and_then(|(events, n)| Some((whole_number(events)?, whole_number(n)?)));
        both.map_or(Cell::Text, |(events, n)| Cell::Both(events, n))
    }

    pub(super) fn is_count(self) -> bool {
        matches!(self, Cell::Count(_) | Cell::Both(..))
    }
}
