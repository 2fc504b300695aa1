//! Tests beside the log-rank test: weighted, and with pairs kept apart.

use anyhow::Result;
use browser_tests::section::{FIT, MODEL, TESTS};
use browser_tests::visit;

#[test]
fn freireich_has_the_published_tests() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        let tests = page.opened(TESTS)?;
        tests.reads(&["p < .001 whatever is weighted"])?;
        for (name, chi_squared) in [
            ("Log-rank", "16.79"),
            ("Gehan-Breslow", "13.46"),
            ("Tarone-Ware", "15.12"),
            ("Peto-Peto", "14.08"),
        ] {
            tests.row_reads("what is weighted", &[name, "", chi_squared, "1", "< .001"])?;
        }
        let fit = page.opened(FIT)?;
        page.prints("/details/diagnostics/content/ph_global/chi_sq", "0.02286")?;
        fit.row_reads("change over time", &["group", "0.023", "1", ".88"])
    })
}

/// R: `survdiff` and `coxph` with `strata(pair)`.
#[test]
fn pairs_are_kept_apart_as_strata() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        let tests = page.opened(TESTS)?;
        tests.lacks(&["stratified"])?;
        page.unfold("#more")?;
        page.set("#role-strata", "0")?;
        tests.reads(&["Log-rank test, stratified: chi-squared 10.71, 1 df, p = .0011.", "over 21 strata"])?;
        let model = page.opened(MODEL)?;
        model.row_reads(
            "each adjusted",
            &["6-MP versus control", "0.17 (0.049 to 0.57)", "", "−1.7918", "0.6236", "−2.87", ".0041"],
        )?;
        page.press("#stratified")?;
        model.row_reads("each adjusted", &["6-MP versus control", "", "", "−1.5721", "0.4124", "", ""])
    })
}
