//! Quantiles, shares at named times and restricted means, against R, where the follow-up reaches and beyond it.

use anyhow::{Result, ensure};
use browser_tests::section::TIMES;
use browser_tests::visit;

/// R: survival's `survfit` and `survRM2`.
#[test]
fn means_and_shares_follow_what_is_typed() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        let section = page.opened(TIMES)?;
        page.fill("#tau", "23")?;
        section.row_reads(
            "Mean time",
            &["6-MP versus control: difference", "9.24 (5.17 to 13.3)", "", "< .001"],
        )?;
        page.prints("/details/estimates/content/rmst_difference/0/upper/value", "13.31")?;
        page.fill("#tau", "10")?;
        section.reads(&["up to 10"])?;
        let at_ten = page.number("/details/estimates/content/rmst_difference/0/value/value")?;
        ensure!(at_ten < 9.0, "the mean does not follow its horizon: {at_ten}");

        section.reads(&["At 13 weeks"])?;
        page.fill("#milestones", "7, 14")?;
        section.row_reads(
            "Without the event: At 7 weeks",
            &["6-MP", "80.7 % (56.3 % to 92.3 %)", "17", "4", ""],
        )?;
        section.row_reads("Without the event: At 14 weeks", &["control", "", "4", "17", ""])?;
        section.lacks(&["At 13 weeks"])?;
        page.fill("#quantiles", "0.1 0.6")?;
        section.row_reads("a share had the event", &["control", "", "", ""])?;
        let row = section.row("a share had the event", "control")?;
        ensure!(row[1].starts_with("2 (") && row[2].starts_with("8 ("), "{row:?}");
        Ok(())
    })
}

#[test]
fn beyond_the_follow_up_nothing_is_told_but_why() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        let section = page.opened(TIMES)?;
        page.fill("#tau", "1000")?;
        page.fill("#milestones", "1000")?;
        section.row_reads("Mean time", &["6-MP", "not followed that long", "not followed that long", ""])?;
        section.row_reads("Without the event: At 1000", &["6-MP", "not followed that long", "–", "–", ""])
    })
}
