//! Whether the values of a column alone say that it is a status.

use super::kinds::{Column, Kind};
use super::meanings::{Meaning, meaning};

/// How plainly the values of a column alone say that it is a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Not a status.
    None,
    /// 1 and 2, as R may code it and as groups are coded too.
    OneTwo,
    /// 0 and 1, yes and no, true and false.
    Binary,
    /// Words such as dead and alive.
    Words,
}

/// Judges a column by its values.
pub(super) fn likeness(column: &Column) -> Likeness {
    if column.kind == Kind::Number {
        let codes: Vec<&str> = column.levels.iter().map(|level| level.value.as_str()).collect();
        return match codes.as_slice() {
            ["0", "1"] | ["0"] | ["1"] | ["0", "1", "9" | "99"] => Likeness::Binary,
            ["1", "2"] => Likeness::OneTwo,
            _ => Likeness::None,
        };
    }
    if column.n_levels == 0 || column.n_levels > 8 || matches!(column.kind, Kind::Date | Kind::Empty) {
        return Likeness::None;
    }
    let n_of =
        |is: fn(Meaning) -> bool| column.levels.iter().filter(|level| is(meaning(&level.value))).count();
    let n_words = n_of(|meaning| matches!(meaning, Meaning::Event(_) | Meaning::Negative | Meaning::Lost));
    let n_answers = n_of(|meaning| matches!(meaning, Meaning::Yes | Meaning::No));
    let n_unanswered = n_of(|meaning| matches!(meaning, Meaning::Missing | Meaning::Lost));
    if n_words > 0 && 2 * n_words >= column.n_levels {
        Likeness::Words
    } else if n_answers > 0 && n_answers + n_unanswered == column.n_levels {
        Likeness::Binary
    } else {
        Likeness::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::cut::cut;
    use crate::data::decimal::Decimal;
    use crate::data::delimiter::Delimiter;
    use crate::data::kinds::column;

    fn of(cells: &str) -> Column {
        let cut = cut(cells.replace('/', "\n").as_bytes(), Delimiter::None);
        column(&cut.cells, 0, 0, "", Decimal::Point)
    }

    #[test]
    fn values_alone() {
        assert_eq!(likeness(&of("0/1")), Likeness::Binary);
        assert_eq!(likeness(&of("1/2")), Likeness::OneTwo);
        assert_eq!(likeness(&of("dead/alive/dead")), Likeness::Words);
        assert_eq!(likeness(&of("yes/no/no")), Likeness::Binary);
        assert_eq!(likeness(&of("yes/no/unknown")), Likeness::Binary);
        assert_eq!(likeness(&of("0/1/9")), Likeness::Binary);
        assert_eq!(likeness(&of("a/b/a")), Likeness::None);
        assert_eq!(likeness(&of("1/2/3")), Likeness::None);
    }
}
