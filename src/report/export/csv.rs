//! Tables as comma-separated text (RFC 4180), safe to open in a spreadsheet.
//!
//! Numbers are written in the shortest form that reads back as the same number. A text that a spreadsheet
//! would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) gets an apostrophe in front,
//! unless it is a plain number (OWASP, "CSV Injection").

/// A cell.
pub(crate) enum Cell<'a> {
    /// Words that a person or the page gave.
    Text(&'a str),
    /// A number; NaN is an empty cell.
    Number(f64),
    /// A count.
    Count(u64),
}

/// A growing table.
#[derive(Default)]
pub(crate) struct Csv(pub(crate) String);

impl Csv {
    /// A table with this header.
    pub(crate) fn new(header: &[&str]) -> Self {
        let mut csv = Csv::default();
        csv.row(header.iter().map(|name| Cell::Text(name)));
        csv
    }

    /// Adds a row.
    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = Cell<'a>>) {
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                self.0.push(',');
            }
            match cell {
                Cell::Text(text) => self.text(text),
                Cell::Count(n) => self.0.push_str(&n.to_string()),
                Cell::Number(x) if x.is_nan() => {}
                Cell::Number(x) => self.0.push_str(&number(x)),
            }
        }
        self.0.push('\n');
    }

    fn text(&mut self, text: &str) {
        let quoted = text.contains([',', '"', '\n', '\r', ';', '\t'])
            || text.starts_with([' ', '#'])
            || text.ends_with(' ');
        if quoted {
            self.0.push('"');
        }
        self.0.push_str(defused(text));
        for c in text.chars() {
            if c == '"' {
                self.0.push('"');
            }
            self.0.push(c);
        }
        if quoted {
            self.0.push('"');
        }
    }
}

/// The apostrophe that keeps a spreadsheet from running `text`, where it would.
pub(crate) fn defused(text: &str) -> &'static str {
    let runs =
        text.starts_with(['=', '+', '-', '@', '\t', '\n', '\r']) && text.trim().parse::<f64>().is_err();
    if runs { "'" } else { "" }
}

/// The shortest digits that read back as the same number, with an exponent only far from 1.
pub(crate) fn number(x: f64) -> String {
    if x == 0.0 || (1e-6..1e15).contains(&x.abs()) { format!("{x}") } else { format!("{x:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        let mut csv = Csv::default();
        csv.row([Cell::Text(text)]);
        csv.0
    }

    #[test]
    fn cells_are_quoted_and_formulas_defused() {
        assert_eq!(one("plain"), "plain\n");
        assert_eq!(one("a,\"b\"\nc"), "\"a,\"\"b\"\"\nc\"\n");
        assert_eq!(one("=1+1"), "'=1+1\n");
        assert_eq!(one("@SUM(A1)"), "'@SUM(A1)\n");
        assert_eq!(one("-1.5"), "-1.5\n");
        assert_eq!(one("-x"), "'-x\n");
        assert_eq!(one("\t=1"), "\"'\t=1\"\n");
        assert_eq!(one("# no note"), "\"# no note\"\n");
    }

    #[test]
    fn numbers_read_back() {
        for x in [0.1 + 0.2, 1e-300, 5e-324, 1.797e308, -0.0, 123456.789, 1e15, 2e-6] {
            assert_eq!(number(x).parse::<f64>().map(f64::to_bits), Ok(x.to_bits()), "{x:e}");
        }
        let mut csv = Csv::new(&["a", "b"]);
        csv.row([Cell::Number(f64::NAN), Cell::Count(3)]);
        assert_eq!(csv.0, "a,b\n,3\n");
    }
}
