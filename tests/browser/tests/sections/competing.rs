//! Events that compete: their incidences and tests, and codes that can be told otherwise.

use anyhow::{Result, ensure};
use browser_tests::section::{COMPETING, TIMES};
use browser_tests::visit;

/// R: cmprsk's `cuminc`, and `survfit` with other events censored.
#[test]
fn competing_events_stand_beside_what_overstates_them() -> Result<()> {
    visit(|page| {
        page.sample("progression")?;
        page.opened(TIMES)?;
        page.fill("#milestones", "120")?;
        // Above the figure stands what compares it, and a code is no word.
        page.reads(
            "#say",
            &[
                "the cumulative incidence of the event “pcm”",
                "subdistribution hazard ratio",
                "Gray’s test p = .27",
            ],
        )?;
        page.reads("#under", &["log-rank p = ", "rate among people still event-free"])?;
        page.reads("#groups", &["pcm"])?;
        ensure!(!page.text("body")?.contains("Pcm"), "a code is not capitalised");
        let section = page.opened(COMPETING)?;
        section.reads(&[
            "Gray’s test, rho = 0, pcm: chi-squared 1.19, 1 df, p = .27.",
            "Gray’s test, rho = 0, death: chi-squared 11.65, 1 df, p < .001.",
        ])?;
        for (name, incidence, naive) in [
            ("female at 120 months", "7.4 % (5.5 % to 9.7 %)", "10.3 %"),
            ("male at 120 months", "5.5 % (4.0 % to 7.4 %)", "8.8 %"),
        ] {
            section.row_reads("Cumulative incidence of pcm", &[name, incidence, "", "", naive])?;
        }
        Ok(())
    })
}

#[test]
fn three_codes_are_told_apart_and_can_be_told_otherwise() -> Result<()> {
    visit(|page| {
        page.sample("Melanoma")?;
        let taken = "Taken as the event: melanoma; as another event: other; as censored: censored.";
        page.reads("#check", &[taken])?;
        page.set("#role-group", "2")?;
        let section = page.opened(COMPETING)?;
        section.reads(&[
            "melanoma: 57 events",
            "other: 14 events",
            "chi-squared 26.12",
            "chi-squared 0.16",
        ])?;
        let before = page.report()?;

        // Other deaths as censored: no competing risk is left.
        page.set("[data-value=other]", "censored")?;
        page.reads("#check", &["as censored: "])?;
        page.lacks("#check", &["another event"])?;
        ensure!(section.text()?.is_empty(), "the section stays: {}", section.text()?);
        ensure!(page.number("/data/n_competing")? == 0.0 && page.number("/data/n_event")? == 57.0);
        page.press("#undo")?;
        ensure!(page.report()? == before, "the old coding gives another answer");
        page.reads("#check", &[taken])?;

        // One choice leaves the others alone.
        page.set("[data-value=censored]", "event")?;
        ensure!(page.number("/data/n_competing")? == 14.0, "{}", page.text("#check")?);
        ensure!(page.number("/data/n_event")? == 191.0, "{}", page.text("#check")?);
        page.press("#undo")?;

        // Any death is the event.
        page.set("[data-value=other]", "event")?;
        ensure!(page.number("/data/n_event")? == 71.0, "{}", page.text("#check")?);
        ensure!(page.report()?["cox"]["terms"] != before["cox"]["terms"]);
        page.press("#undo")?;
        ensure!(page.report()? == before, "the old coding gives another answer");
        section.reads(&["other: 14 events"])
    })
}
