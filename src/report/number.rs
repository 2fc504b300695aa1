//! Numbers in sentences.

use crate::math::{log10, power_of_ten};

/// Two significant digits after rounding, at least two decimals below 10: 0.29, 3.5 → "3.46",
/// 11.34, 123.
///
/// ```
/// use riskset::report::number::ratio;
/// assert_eq!(ratio(0.289), "0.29");
/// assert_eq!(ratio(0.000412), "0.00041");
/// assert_eq!(ratio(123.4), "123");
/// ```
pub fn ratio(value: f64) -> String {
    let size = value.abs();
    if size >= 100.0 {
        fixed(value, 0)
    } else if size >= 0.095 || size == 0.0 {
        fixed(value, 2)
    } else {
        significant(value, 2)
    }
}

/// `digits` significant digits, trailing zeros kept: in plain digits from 1e-6 to 1e12, else with
/// an exponent.
pub fn significant(value: f64, digits: i32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = magnitude(value, digits);
    if (-6..=11).contains(&magnitude) {
        fixed(value, usize::try_from(digits - 1 - magnitude).unwrap_or(0))
    } else {
        format!("{:.*e}", usize::try_from(digits - 1).unwrap_or(0), value)
    }
}

/// Power of ten of the first digit after rounding to `digits`.
fn magnitude(value: f64, digits: i32) -> i32 {
    let exponent = log10(value.abs()).floor() as i32;
    let rounded = (value.abs() / power_of_ten(exponent - digits + 1)).round();
    if rounded >= power_of_ten(digits) { exponent + 1 } else { exponent }
}

fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.trim_start_matches(['-', '0', '.']).is_empty() { text.replace('-', "") } else { text }
}

/// A p-value: "= .031", "= .0014", "< .001", "> .99". Meant to follow "p".
///
/// ```
/// use riskset::report::number::p_value;
/// assert_eq!(p_value(0.030717), "= .031");
/// assert_eq!(p_value(4e-5), "< .001");
/// assert_eq!(p_value(0.0496), "= .0496");
/// ```
pub fn p_value(p: f64) -> String {
    let strip = |text: String| text.strip_prefix('0').map(str::to_owned).unwrap_or(text);
    if p < 0.001 {
        "< .001".to_owned()
    } else if p > 0.995 {
        "> .99".to_owned()
    } else if p < 0.01 || (0.0455..0.0545).contains(&p) {
        format!("= {}", strip(fixed(p, 4)))
    } else if p < 0.1 {
        format!("= {}", strip(fixed(p, 3)))
    } else {
        format!("= {}", strip(fixed(p, 2)))
    }
}

/// A time as it stands in the data, to at most 4 significant digits after the point: 15, 102.5,
/// 8.667.
pub fn time(value: f64) -> String {
    let decimals = match value.abs() {
        v if v >= 1e12 => return significant(value, 4),
        v if v >= 1000.0 => 1,
        v if v >= 1.0 => 3,
        _ => return trim(significant(value, 4)),
    };
    trim(fixed(value, decimals))
}

/// A time that was estimated, to 3 significant digits, with a minus sign where it is one: 9.24, −120.
pub fn time_short(value: f64) -> String {
    let text = if value.abs() >= 100.0 && value.abs() < 1e12 {
        fixed(value, 0)
    } else {
        trim(significant(value, 3))
    };
    text.replace('-', "\u{2212}")
}

/// Without zeros at the end of decimals.
pub(super) fn trim(text: String) -> String {
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A share in percent: "82\u{202f}%"; "<\u{202f}1\u{202f}%" only for what is not 0.
pub fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    let text = match whole {
        0.0 if share > 0.0 => "<\u{202f}1".to_owned(),
        100.0 if share < 1.0 => ">\u{202f}99".to_owned(),
        whole => format!("{whole:.0}"),
    };
    format!("{text}\u{202f}%")
}

/// A share in percent with one decimal: "54.2\u{202f}%".
pub fn share(share: f64) -> String {
    format!("{}\u{202f}%", fixed(share * 100.0, 1))
}

/// So many decimals: "0.542".
pub fn decimals(value: f64, decimals: usize) -> String {
    fixed(value, decimals)
}

/// A confidence level: "95\u{202f}%", "99.9\u{202f}%".
pub fn level(level: f64) -> String {
    format!("{}\u{202f}%", trim(fixed(level * 100.0, 3)))
}

/// A count with a thin space between thousands: "1\u{202f}000\u{202f}000".
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(ratio(3.4595), "3.46");
        assert_eq!(ratio(0.088), "0.088");
        assert_eq!(ratio(0.0999), "0.10");
        assert_eq!(ratio(1e-9), "1.0e-9");
        assert_eq!(significant(0.09996, 2), "0.10");
        assert_eq!(p_value(0.1), "= .10");
        assert_eq!(p_value(1.0), "> .99");
        assert_eq!(p_value(0.05), "= .0500");
        assert_eq!(time(15.0), "15");
        assert_eq!(time(102.5), "102.5");
        assert_eq!(time(1e300), "1.000e300");
        assert_eq!(time(0.001_234_56), "0.001235");
        assert_eq!(percent(0.8154), "82\u{202f}%");
        assert_eq!(percent(0.999), ">\u{202f}99\u{202f}%");
        assert_eq!(level(0.95), "95\u{202f}%");
        assert_eq!(count(1_352_078), "1\u{202f}352\u{202f}078");
        assert_eq!(count(228), "228");
    }
}
