//! The order in which people mean the values of a category.
//!
//! A column of words has its values in the order in which they were met, which hangs on how the rows are sorted. Where all of them
//! are of one known scale they stand in its order, and so does the value that others are compared with, the first:
//!
//! * ranges: `<50`, `50-65`, `>65`, `65+`, `(50,65]`, `under 50`, by their lower, then their upper end;
//! * Roman numbers up to XX, with what follows them: `I`, `II`, `IIIA`, `IIIB`, `IV`, `I-II`;
//! * words: never, former, current; none, mild, moderate, severe; low, medium, high; no, yes; and others ([`SCALES`]);
//! * names with a number: `grade 1`, `grade 2`, `grade 10`; `T1`, `T1a`, `T2`; also numbers alone.
//!
//! Words that all values begin or end with (`stage II`, `low risk`) are passed over. One value that fits no scale leaves all as they
//! came.

use super::decimal::Decimal;
use super::number::number;

/// Steps of a scale apart by `<`, words for one step apart by `|`.
const SCALES: [&str; 16] = [
    "never|never smoker|never smoked|non smoker|nonsmoker|no<former|former smoker|ex|ex smoker|exsmoker|past|past smoker|previous|previous smoker|quit<occasional<current|current smoker|smoker|active|yes",
    "none|no|absent|nil|normal<minimal|trace|very mild|slight<mild<mild to moderate|mild moderate<moderate|medium<moderate to severe|moderate severe<marked<severe<very severe|critical|life threatening<fatal",
    "none|no|absent|nil<very low<low|lower|lowest<low intermediate|intermediate low|low to medium<medium|moderate|intermediate|int|med|middle|mid|average|standard<intermediate high|high intermediate<high|higher|highest<very high|extreme|extremely high",
    "no|none|absent|negative|neg|false|n|normal|wild type|wildtype|wt|without|not present<yes|present|positive|pos|true|y|abnormal|mutant|mutated|mut|with",
    "very small|tiny<small|short<medium|middle<large|big|long<very large|huge",
    "well|well differentiated<moderate|moderately|moderately differentiated|intermediate<poor|poorly|poorly differentiated<undifferentiated|anaplastic",
    "early<intermediate|mid<late|advanced",
    "in situ<localised|localized|local<locally advanced|regional<distant|metastatic|advanced",
    "pre|premenopausal|pre menopausal|premenopause<peri|perimenopausal|peri menopausal|perimenopause<post|postmenopausal|post menopausal|postmenopause",
    "before<during<after",
    "very poor<poor|bad<fair|average|satisfactory<good<very good<excellent",
    "favourable|favorable|good<intermediate|standard<unfavourable|unfavorable|adverse|poor",
    "child|children|paediatric|pediatric<adolescent<young|young adult|younger<adult|adults|middle aged|middle<old|older|elderly|older adult",
    "underweight<normal|normal weight<overweight<obese|obesity<severely obese|morbidly obese",
    "first<second<third<fourth<fifth<sixth",
    "primary|elementary<secondary|high school<tertiary|college|university",
];

/// The largest Roman number that is read.
const ROMAN: [&str; 20] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
    "xvii", "xviii", "xix", "xx",
];

/// Indices of `names` in the order of their scale; `None` where they are of none.
pub(super) fn of_scale(names: &[&str], decimal: Decimal) -> Option<Vec<usize>> {
    if names.len() < 2 {
        return None;
    }
    let texts = inner(names);
    by(&texts, |text| range(text, decimal))
        .or_else(|| by(&texts, roman))
        .or_else(|| SCALES.iter().find_map(|scale| by(&texts, |text| step(scale, text))))
        .or_else(|| numbered(&texts))
}

/// The values in small letters, without the words that all begin or end with.
fn inner(names: &[&str]) -> Vec<String> {
    let words: Vec<Vec<String>> = names
        .iter()
        .map(|name| {
            name.to_lowercase()
                .split([' ', '_', '\t'])
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        })
        .collect();
    let shortest = words.iter().map(Vec::len).min().unwrap_or(0);
    let first = words.first().map_or(&[][..], Vec::as_slice);
    let room = shortest.saturating_sub(1);
    let before = (0..room).take_while(|&i| words.iter().all(|word| word.get(i) == first.get(i))).count();
    let end = |word: &[String], i: usize| word.get(word.len() - 1 - i).cloned();
    let after =
        (0..room - before).take_while(|&i| words.iter().all(|word| end(word, i) == end(first, i))).count();
    words.iter().map(|word| word.get(before..word.len() - after).unwrap_or(word).join(" ")).collect()
}

/// The indices by their keys, if every text has one and not all have the same.
fn by<K: PartialOrd>(texts: &[String], key: impl Fn(&str) -> Option<K>) -> Option<Vec<usize>> {
    let keys: Vec<K> = texts.iter().map(|text| key(text)).collect::<Option<_>>()?;
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|&a, &b| keys.get(a).partial_cmp(&keys.get(b)).unwrap_or(std::cmp::Ordering::Equal));
    let differ = keys.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    differ.then_some(order)
}

/// The ends of a range; a number alone is one whose ends are the same.
fn range(text: &str, decimal: Decimal) -> Option<(f64, f64)> {
    let value = |text: &str| number(text.trim().as_bytes(), decimal).finite();
    let text = text.trim_matches(['(', ')', '[', ']']).trim();
    if let Some(alone) = value(text) {
        return Some((alone, alone));
    }
    let below = ["<=", "=<", "≤", "<", "under ", "below ", "less than ", "up to "];
    let above = [">=", "=>", "≥", ">", "over ", "above ", "more than ", "from "];
    let after = |starts: &[&str]| starts.iter().find_map(|start| value(text.strip_prefix(start)?));
    if let Some(end) = after(&below).or_else(|| {
        [" or less", " or younger", " and under"].iter().find_map(|over| value(text.strip_suffix(over)?))
    }) {
        return Some((f64::NEG_INFINITY, end));
    }
    let open = ["+", " or more", " and over", " or older", " and older", " plus"];
    if let Some(start) =
        after(&above).or_else(|| open.iter().find_map(|over| value(text.strip_suffix(over)?)))
    {
        return Some((start, f64::INFINITY));
    }
    let parts = [" to ", "–", "—", " - ", "-", ",", ";", ".."];
    parts.iter().find_map(|part| {
        let (from, to) = text.split_once(part)?;
        let strict = |end: &str| value(end.trim().trim_start_matches(['<', '≤', '>', '≥', '=']));
        Some((strict(from)?, strict(to)?))
    })
}

/// The number, what follows it, and the last number of a span.
fn roman(text: &str) -> Option<(usize, String, usize)> {
    let one = |part: &str| {
        let digits = part.find(|c| !matches!(c, 'i' | 'v' | 'x')).unwrap_or(part.len());
        let (digits, rest) = part.split_at(digits);
        let value = if part == "0" { 0 } else { 1 + ROMAN.iter().position(|known| *known == digits)? };
        let rest = if part == "0" { "" } else { rest };
        let short = rest.len() <= 2
            && rest.bytes().enumerate().all(|(i, byte)| {
                if i == 0 { matches!(byte, b'a'..=b'h' | b'1'..=b'9') } else { byte.is_ascii_digit() }
            });
        short.then(|| (value, rest.to_owned()))
    };
    let mut parts = text.split(['-', '–', '/']).map(str::trim);
    let (value, rest) = one(parts.next()?)?;
    let last = match parts.next() {
        None => value,
        Some(part) => one(part)?.0,
    };
    parts.next().is_none().then_some((value, rest, last))
}

/// Which step of a scale a word is.
fn step(scale: &str, text: &str) -> Option<usize> {
    let text = text.replace('-', " ");
    scale.split('<').position(|step| step.split('|').any(|word| word == text))
}

/// Names that begin with the same letters and go on with a number, by it and by what follows.
fn numbered(texts: &[String]) -> Option<Vec<usize>> {
    let start = |text: &str| text.find(|c: char| c.is_ascii_digit());
    let name = texts.first().and_then(|text| text.get(..start(text)?))?;
    by(texts, |text| {
        let rest = text.strip_prefix(name)?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, rest) = rest.split_at(end);
        Some((digits.parse::<u64>().ok()?, rest.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(names: &str) -> Option<String> {
        let names: Vec<&str> = names.split('|').collect();
        let order = of_scale(&names, Decimal::Point)?;
        Some(order.into_iter().map(|at| names[at]).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn values_stand_as_people_mean_them() {
        for (given, meant) in [
            ("IV|III|I|II", "I|II|III|IV"),
            ("Stage IV|Stage IIIB|Stage IIIA|Stage I", "Stage I|Stage IIIA|Stage IIIB|Stage IV"),
            ("IB|IA|IIIC2|IIIC1|0", "0|IA|IB|IIIC1|IIIC2"),
            ("III-IV|I-II", "I-II|III-IV"),
            ("high|low|medium", "low|medium|high"),
            ("High risk|Low risk|Intermediate risk", "Low risk|Intermediate risk|High risk"),
            ("severe|none|moderate|mild", "none|mild|moderate|severe"),
            ("Current|Never|Former", "Never|Former|Current"),
            ("current smoker|ex-smoker|never smoker", "never smoker|ex-smoker|current smoker"),
            ("yes|no", "no|yes"),
            ("Positive|Negative", "Negative|Positive"),
            (">65|<50|50-65", "<50|50-65|>65"),
            (">65 years|<50 years|50–65 years", "<50 years|50–65 years|>65 years"),
            ("65+|50 to 64|under 50", "under 50|50 to 64|65+"),
            ("(50,65]|(0,50]|(65,100]", "(0,50]|(50,65]|(65,100]"),
            ("10|2|1", "1|2|10"),
            ("grade 10|grade 2|grade 1", "grade 1|grade 2|grade 10"),
            ("T2|T1b|T1a|T1", "T1|T1a|T1b|T2"),
            ("post|pre", "pre|post"),
        ] {
            assert_eq!(ordered(given).as_deref(), Some(meant), "{given}");
        }
    }

    #[test]
    fn what_is_of_no_scale_stays_as_it_came() {
        for given in
            ["M|F", "north|south", "I|two", "mild|large", "A1|B2", "low", "x|X", "surgery|none of these"]
        {
            assert_eq!(ordered(given), None, "{given}");
        }
    }
}
