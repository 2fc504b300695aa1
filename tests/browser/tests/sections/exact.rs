//! The exact test: every arrangement counted, or many drawn at random, watched, called off and drawn again.

use anyhow::{Result, ensure};
use browser_tests::section::{EXACT, Section};
use browser_tests::trials::kidney;
use browser_tests::visit;
use serde_json::json;

/// What only a finished test says.
const RESULT: &str = "random arrangements; seed";

/// Runs the test to its end and gives back what it says.
fn arrange(section: &Section<'_>) -> Result<String> {
    section.press("Run the test")?;
    section.wait_for(RESULT)?;
    section.text()
}

#[test]
fn recovery_has_its_exact_p() -> Result<()> {
    visit(|page| {
        let section = page.opened(EXACT)?;
        page.prints("/details/permutation/content/p_value", "0.0319")?;
        section.reads(&["Exact p = .032: of 2 704 156 ways", "How these were computed"])?;
        section.lacks(&["Run the test", "Seed"])
    })
}

#[test]
fn random_arrangements_are_watched_and_called_off() -> Result<()> {
    visit(|page| {
        page.sample("lung cancer")?;
        let section = page.section(EXACT)?;
        // Opened, run, seen and called off in one go, at the first step that is told: the whole may take less than
        // a slow machine needs to look twice, and what comes of opening comes after the test is under way.
        let done: f64 = page.browser.run(
            "const section = document.querySelector(args[0]);
             const button = (words) => [...section.querySelectorAll('button')].find((each) => each.innerText === words);
             const progress = section.querySelector('progress');
             return new Promise((told) => {
               new MutationObserver(() => {
                 const { value } = progress;
                 if (value === 0) return;
                 button('Cancel')?.click();
                 told(value);
               }).observe(progress, { attributeFilter: ['value'] });
               section.querySelector('summary').click();
               button('Run the test').click();
             });",
            &[json!(section.selector())],
        )?;
        ensure!(0.0 < done && done < 1.0, "{done}");
        section.wait_for("Run the test")?;
        section.lacks(&["Cancel", RESULT])?;
        section.reads(&["not run", "With more than 40 subjects"])?;
        page.press("#swap")?;
        page.reads("#headline", &["versus"])?;
        section.lacks(&[RESULT])
    })
}

#[test]
fn arrangements_of_other_data_are_not_shown() -> Result<()> {
    visit(|page| {
        page.sample("lung cancer")?;
        let section = page.opened(EXACT)?;
        section.press("Run the test")?;
        section.reads(&["Cancel"])?;
        page.sample("Freireich")?;
        section.wait_for("Run the test")?;
        section.lacks(&["Cancel", RESULT])
    })
}

#[test]
fn the_seed_decides_on_the_arrangements() -> Result<()> {
    visit(|page| {
        // R, 100 000 arrangements of martingale residuals: p = .0080.
        let some = kidney()?.split_inclusive('\n').take(59).collect::<String>();
        page.put(&some)?;
        let section = page.opened(EXACT)?;
        ensure!(page.value("#seed")? == "20210105");
        let first = arrange(&section)?;
        ensure!(first.contains("; seed 20210105.") && first.contains("p = .008"), "{first}");
        // Two of a million draws may agree to all digits shown, but not all four.
        let mut others = Vec::new();
        for seed in ["7", "8", "9"] {
            page.fill("#seed", seed)?;
            section.lacks(&[RESULT])?;
            let other = arrange(&section)?;
            ensure!(other.contains(&format!("; seed {seed}.")), "{other}");
            others.push(other.replace(&format!("seed {seed}."), "seed 20210105."));
        }
        ensure!(others.iter().any(|other| *other != first), "other seeds, the same draws: {first}");
        page.fill("#seed", "4294967295")?;
        ensure!(page.number("/options/seed")? == 4_294_967_295.0);
        page.fill("#seed", "20210105")?;
        ensure!(arrange(&section)? == first, "the same seed gives another answer");
        Ok(())
    })
}
