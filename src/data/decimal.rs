//! Decides whether the point or the comma stands before the decimals.
//!
//! The whole sheet is asked, as one program wrote it. Cells such as `12,5` or `1,234.5` are numbers
//! only one way and count as evidence; `1,234` is one either way and counts only if nothing else
//! does. Without any evidence it is the point.

use serde::{Deserialize, Serialize};

use super::number::{MAX_LENGTH, Number, marked};

/// Which sign stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// `12.5`; a comma groups thousands.
    #[default]
    Point,
    /// `12,5`; a point groups thousands.
    Comma,
}

/// How the cells of a sheet speak for one decimal mark or the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Cells that are numbers only if the point is the decimal mark, such as `1,234.5`.
    pub(super) point: usize,
    /// Cells that are numbers only if the comma is the decimal mark, such as `12,5`.
    pub(super) comma: usize,
    /// Cells such as `1,234` that are numbers either way.
    pub(super) either: usize,
}

impl Evidence {
    /// Takes one trimmed cell into account.
    pub(super) fn see(&mut self, cell: &[u8]) {
        let comma = cell.contains(&b',');
        if cell.len() > MAX_LENGTH || !(comma || cell.contains(&b'.')) {
            return;
        }
        let by_point = marked(cell, Decimal::Point).0 != Number::Not;
        let by_comma = marked(cell, Decimal::Comma).0 != Number::Not;
        match (by_point, by_comma) {
            (true, false) => self.point += 1,
            (false, true) => self.comma += 1,
            (true, true) if comma => self.either += 1,
            _ => {}
        }
    }
}

/// The decimal mark of a sheet, and whether only a rule decided it.
///
/// The reading that more cells demand wins; in a draw, the point. If every comma could be either
/// (`1,234`, always three digits), it is read as a decimal comma in a table cut by semicolons,
/// which is how spreadsheets write where the comma is the decimal mark, and as a thousands
/// separator elsewhere.
pub(super) fn decide(evidence: Evidence, semicolons: bool) -> (Decimal, bool) {
    let Evidence { point, comma, either } = evidence;
    if comma == 0 && point == 0 && either > 0 {
        let decimal = if semicolons { Decimal::Comma } else { Decimal::Point };
        return (decimal, true);
    }
    let decimal = if comma > point { Decimal::Comma } else { Decimal::Point };
    (decimal, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decimal_mark_is_decided_by_what_the_cells_demand() {
        let decided = |cells: &[&str], semicolons| {
            let mut evidence = Evidence::default();
            cells.iter().for_each(|cell| evidence.see(cell.as_bytes()));
            decide(evidence, semicolons)
        };
        assert_eq!(decided(&["12,5", "1,234"], false), (Decimal::Comma, false));
        assert_eq!(decided(&["12.5", "1,234"], false), (Decimal::Point, false));
        assert_eq!(decided(&["1,234", "2,345"], false), (Decimal::Point, true));
        assert_eq!(decided(&["1,234", "2,345"], true), (Decimal::Comma, true));
        assert_eq!(decided(&["1.234,5"], false), (Decimal::Comma, false));
        assert_eq!(decided(&["12,5+", "abc"], true), (Decimal::Comma, false));
        assert_eq!(decided(&["31.01.2020"], true), (Decimal::Point, false));
    }
}
