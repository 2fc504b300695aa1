//! Numbers in sentences.

use crate::math::{log10, power_of_ten};

/// Limits this many times apart are wide: more than two digits of a ratio above 10 would be false.
const WIDE: f64 = 2.0;
/// What is this close to the null value is the null value: the rest is rounding of the machine.
const AT_NULL: f64 = 1e-9;
/// Decimals at most, to tell a number from the null value.
const MOST_DECIMALS: usize = 10;

/// A ratio without its limits, rounded as one with wide limits; see [`ratios`].
///
/// ```
/// use riskset::report::number::ratio;
/// assert_eq!(ratio(0.289), "0.29");
/// assert_eq!(ratio(0.000412), "0.00041");
/// assert_eq!(ratio(0.998), "0.998"); // not 1.00: it lies below the null value
/// assert_eq!(ratio(71.4), "71");
/// assert_eq!(ratio(123.4), "123");
/// ```
pub fn ratio(value: f64) -> String {
    rounded_ratio(value, false)
}

/// A ratio and its limits. Numbers are rounded so that none lands on 1 by rounding, and none is falsely precise:
///
/// * below 0.095 two significant digits; up to 10 two decimals;
/// * up to 100 a whole number, or one decimal where the upper limit is less than `WIDE` times the lower;
/// * from 100 on a whole number, from 1,000 on three significant digits, from a million on two;
/// * what would read 1.00 and is not 1 has as many decimals as tell it from 1.
///
/// The page repeats the rule (`www/format.js`); a test compares both.
///
/// ```
/// use riskset::report::number::ratios;
/// assert_eq!(ratios([1.05, 0.998, 1.104]), ["1.05", "0.998", "1.10"]);
/// assert_eq!(ratios([71.4, 3.21, 1588.0]), ["71", "3.21", "1,590"]);
/// assert_eq!(ratios([11.34, 10.21, 12.59]), ["11.3", "10.2", "12.6"]);
/// ```
pub fn ratios([value, lower, upper]: [f64; 3]) -> [String; 3] {
    let narrow = lower > 0.0 && upper < WIDE * lower;
    [value, lower, upper].map(|number| rounded_ratio(number, narrow))
}

fn rounded_ratio(value: f64, narrow: bool) -> String {
    plain_ratio(value, narrow).replace('-', "\u{2212}")
}

fn plain_ratio(value: f64, narrow: bool) -> String {
    let size = value.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if size < 0.095 {
        significant(value, 2)
    } else if size < 9.995 {
        apart_from(value, 1.0, 2)
    } else if size < 99.95 {
        fixed(value, usize::from(narrow))
    } else if size < 999.5 {
        fixed(value, 0)
    } else if size < 999_500.0 {
        let last = if size < 9995.0 {
            10.0
        } else if size < 99_950.0 {
            100.0
        } else {
            1000.0
        };
        let whole = fixed((value / last).round() * last, 0);
        let (front, back) = whole.split_at(whole.len() - 3);
        format!("{front},{back}")
    } else {
        with_exponent(value)
    }
}

/// Two significant digits and a power of ten: "1.2e6".
fn with_exponent(value: f64) -> String {
    let written = format!("{value:e}");
    let exponent = written.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    match fixed(value / power_of_ten(exponent), 1) {
        ten if ten == "10.0" => format!("1.0e{}", exponent + 1),
        digits => format!("{digits}e{exponent}"),
    }
}

/// `value` to so many decimals, or to as many more as tell it from `null`.
fn apart_from(value: f64, null: f64, decimals: usize) -> String {
    let at_null = (value - null).abs() < AT_NULL;
    let differs = |text: &String| at_null || text.parse() != Ok(null);
    let texts = (decimals..=MOST_DECIMALS).map(|decimals| fixed(value, decimals));
    let text = texts.into_iter().find(differs).unwrap_or_else(|| fixed(value, decimals));
    if text.parse() == Ok(0.0) { text.replace('-', "") } else { text }
}

/// A difference of shares in percentage points, to so many decimals: "\u{2212}3.7". What is not 0 never reads 0.
///
/// ```
/// use riskset::report::number::points;
/// assert_eq!((points(-0.0372, 1), points(0.00012, 1)), ("\u{2212}3.7".to_owned(), "0.01".to_owned()));
/// ```
pub fn points(share: f64, decimals: usize) -> String {
    apart_from(100.0 * share, 0.0, decimals).replace('-', "\u{2212}")
}

/// The height of a curve that is no share, to two decimals or two significant digits: 0.29, 3.46, 123.
pub fn height(value: f64) -> String {
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
    let value = if is_half(value, decimals) { away_from_zero(value) } else { value };
    let text = format!("{value:.decimals$}");
    if text.trim_start_matches(['-', '0', '.']).is_empty() { text.replace('-', "") } else { text }
}

/// Whether a number lies exactly half way between two of so many decimals: 0.125 of two. It is rounded away from 0, as
/// people and JavaScript do; the formatter would round to the even digit.
fn is_half(value: f64, decimals: usize) -> bool {
    // Such a number is an odd multiple of 5^decimals / 2^(decimals + 1), which is exact in binary.
    let scale = 2_u32.checked_pow(decimals as u32 + 1).map_or(f64::INFINITY, f64::from);
    (value.abs() * scale) % 2.0 == 1.0 && (value.abs() * scale * power_of_ten(decimals as i32)).is_finite()
}

fn away_from_zero(value: f64) -> f64 {
    if value < 0.0 { value.next_down() } else { value.next_up() }
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

/// What an interval is called: "95% CI".
pub fn ci(level: f64) -> String {
    format!("{}% CI", trim(fixed(level * 100.0, 3)))
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

    /// No number lands on 1 by rounding, or on the other side; what is shown is within half a unit of its last digit.
    #[test]
    fn a_ratio_stays_on_its_side_of_the_null_value() {
        for i in -40_000..40_000 {
            let value = crate::math::exp(f64::from(i) * 0.000_3);
            let [wide, narrow] = [3.0, 1.2].map(|apart| ratios([value, value / apart, value * apart]));
            for text in wide.iter().chain(&narrow).zip([
                value,
                value / 3.0,
                value * 3.0,
                value,
                value / 1.2,
                value * 1.2,
            ]) {
                let (text, value) = (text.0.replace(',', ""), text.1);
                let shown: f64 = text.parse().unwrap();
                assert_eq!(shown.partial_cmp(&1.0), value.partial_cmp(&1.0), "{value} as {text}");
                assert!((shown - value).abs() <= 0.053 * value, "{value} as {text}");
            }
        }
        assert_eq!([1.0, 1.0 + 1e-12, 0.999_999].map(ratio), ["1.00", "1.00", "0.999999"]);
        assert_eq!(
            [9.99, 9.996, 1234.5, 12_345.0, 1.24e6].map(ratio),
            ["9.99", "10", "1,230", "12,300", "1.2e6"]
        );
        assert_eq!([0.125, 12.5, 0.0].map(ratio), ["0.13", "13", "0"]);
        assert_eq!([0.0, 1e-5, -0.123].map(|share| points(share, 1)), ["0.0", "0.001", "\u{2212}12.3"]);
    }

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(ratio(3.4595), "3.46");
        assert_eq!(ratio(0.088), "0.088");
        assert_eq!(ratio(0.0999), "0.10");
        assert_eq!(ratio(1e-9), "1.0e\u{2212}9");
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
