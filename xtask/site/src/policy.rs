//! Finds the content security policy in the page.

use std::ops::Range;

/// The policy in the page's meta tag, on one line so that it can stand in a header.
pub(crate) fn in_page(page: &str) -> Option<String> {
    let tag = &page[tag(page)?];
    let (_, rest) = tag.split_once("content=\"")?;
    let (policy, _) = rest.split_once('"')?;
    Some(policy.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The page without that meta tag; a page that has none stays as it is.
pub(crate) fn removed(page: &str) -> String {
    let mut page = page.to_owned();
    if let Some(range) = tag(&page) {
        page.replace_range(range, "");
    }
    page
}

/// Where the meta tag stands, from `<` to `>`. A policy holds no `>`.
fn tag(page: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(start) = page[from..].find("<meta").map(|at| from + at) {
        let end = start + page[start..].find('>')? + 1;
        let lower = page[start..end].to_ascii_lowercase();
        if lower.contains("http-equiv=\"content-security-policy\"") {
            return Some(start..end);
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{in_page, removed};

    const PAGE: &str = "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\"\n  \
                        content=\"default-src 'none';\n    img-src data:\">\n<title>x</title>";

    #[test]
    fn the_policy_comes_out_on_one_line() {
        assert_eq!(in_page(PAGE).as_deref(), Some("default-src 'none'; img-src data:"));
    }

    #[test]
    fn a_page_without_a_policy_has_none() {
        assert_eq!(in_page("<meta charset=\"utf-8\"><title>x</title>"), None);
        assert_eq!(in_page("<meta "), None);
    }

    #[test]
    fn removing_leaves_the_rest_as_it_was() {
        assert_eq!(removed(PAGE), "<meta charset=\"utf-8\">\n\n<title>x</title>");
    }
}
