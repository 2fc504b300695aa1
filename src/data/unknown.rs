//! Which values of a category say that nobody knows it.
//!
//! "unknown", "not known", "not reported", "missing", "?" and their like, in any case of letters and with spaces, hyphens or
//! underscores. They are told apart from empty cells and `n/a` (see [`missing`](super::missing)), which are always missing: such a
//! value is a category of its own until a person says that it is missing, because a form may mean something by it
//! ("stage unknown" was often not worked up). "not applicable", "none" and "other" are answers.

/// Words, apart by commas, after signs were taken away.
const WORDS: &str = "unknown,unk,unkn,uk,not known,nk,not reported,unreported,not recorded,not stated,not specified,unspecified,\
    not available,unavailable,not assessed,not evaluated,not documented,not determined,undetermined,missing,missing data,\
    data missing,no data,no information,no info,unclear,uncertain,do not know,don't know,dont know,refused,prefer not to say,\
    unbekannt,inconnu,desconocido";

/// Longest of them, in bytes.
const LONGEST: usize = 24;

/// Whether a value says that nobody knows.
pub(super) fn says_unknown(value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() || value.len() > LONGEST {
        return false;
    }
    if value.bytes().all(|byte| byte == b'?') {
        return true;
    }
    let inside = value.trim_matches(['(', ')', '[', ']', '<', '>', '*', '.']);
    let plain: Vec<String> = inside
        .to_lowercase()
        .replace('’', "'")
        .split([' ', '-', '_', '\t'])
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let plain = plain.join(" ");
    matches!(inside, "n.k" | "N.K") || WORDS.split(',').any(|word| word == plain)
}

#[cfg(test)]
mod tests {
    use super::says_unknown;

    #[test]
    fn what_nobody_knows() {
        for value in [
            "unknown",
            "Unknown",
            "NOT KNOWN",
            "not-reported",
            "not_reported",
            "missing",
            "?",
            "??",
            "(unknown)",
            "N.K.",
        ] {
            assert!(says_unknown(value), "{value}");
        }
        for value in ["none", "no", "other", "not applicable", "I", "", "unknown primary", "known"] {
            assert!(!says_unknown(value), "{value}");
        }
    }
}
