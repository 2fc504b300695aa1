//! The model and its terms: numbers, categories, robust errors, what has no ratio, and whether the ratio stays the same.

use anyhow::{Result, ensure};
use browser_tests::section::{EXACT, FIT, MODEL};
use browser_tests::trials::kidney;
use browser_tests::{Page, visit};

/// Ticks a column as a term of the model, or takes the tick away.
fn tick(page: &Page, kind: &str, column: usize) -> Result<()> {
    page.press(&format!("#adjust input[name={kind}][value='{column}']"))
}

/// R: `coxph(Surv(time, status) ~ sex + age + factor(ph.ecog), lung)`.
#[test]
fn a_number_and_a_category_join_the_model() -> Result<()> {
    visit(|page| {
        page.sample("lung cancer")?;
        let section = page.opened(MODEL)?;
        tick(page, "term", 3)?;
        section.row_reads(
            "each adjusted",
            &["age, one more", "1.02 (0.999 to 1.04)", "", "0.0170", "0.0092", "1.85", ".065"],
        )?;
        tick(page, "term", 4)?;
        section.row_reads(
            "each adjusted",
            &["ph.ecog, one more", "", "", "0.4637", "0.1136", "4.08", "< .001"],
        )?;
        tick(page, "category", 4)?;
        section
            .row_reads("each adjusted", &["ph.ecog: 2 vs 0", "", "", "0.9033", "0.2281", "3.96", "< .001"])?;
        section.reads(&["1 row left out for a missing value"])?;
        page.reads("#say", &["adjusted for age and ph.ecog: "])?;
        page.press("#undo")?;
        section.row_reads("each adjusted", &["ph.ecog, one more", "", "", "0.4637", "", "", ""])
    })
}

/// R: `coxph(Surv(time, status) ~ sex, kidney, cluster = id)`.
#[test]
fn errors_are_robust_where_persons_fill_several_rows() -> Result<()> {
    visit(|page| {
        page.put(&kidney()?)?;
        page.unfold("#more")?;
        let section = page.opened(MODEL)?;
        page.set("#role-id", "")?;
        section.lacks(&["Robust SE", "Robust errors"])?;
        page.set("#role-id", "3")?;
        section.reads(&["robust errors (38 persons or clusters)", "Robust Wald"])?;
        let names = section.row("each adjusted", "")?;
        let direction = names[0].clone();
        section.row_reads("robust errors", &[&direction, "", "0.4838", ".083"])?;
        section.row_reads("each adjusted", &[&direction, "", "", "", "0.2966", "", ".0047"])?;
        page.press("#robust")?;
        section.lacks(&["Robust SE"])
    })
}

#[test]
fn a_column_that_follows_from_another_is_named() -> Result<()> {
    visit(|page| {
        page.put(
            "time,status,sex,age,ecog,twin\n1,1,m,60,1,60\n2,1,f,50,0,50\n3,0,m,55,,55\n4,1,f,70,2,70\n\
             5,1,m,65,1,65\n6,0,f,45,0,45\n7,1,m,50,1,50\n8,1,f,62,2,62\n",
        )?;
        page.set("#role-group", "2")?;
        let section = page.opened(MODEL)?;
        tick(page, "term", 3)?;
        section.lacks(&["left out: it follows from"])?;
        tick(page, "term", 5)?;
        let row = section.row("each adjusted", "twin, one more")?;
        ensure!(row[0].contains("left out: it follows from age") && row[3] == "left out", "{row:?}");
        page.unfold("#warnings details")?;
        page.reads("#warnings", &["Without a ratio in the model: twin (left out: it follows from age)"])
    })
}

#[test]
fn an_arm_without_events_has_a_penalised_ratio_and_no_wald() -> Result<()> {
    visit(|page| {
        let row_of = |arm: &str, time: u32, status: u8| format!("{arm},{time},{status}\n");
        let treated = [3, 5, 7, 9].map(|time| row_of("a", time, 1)).concat()
            + &row_of("a", 11, 0)
            + &row_of("a", 12, 0);
        let spared = [4, 6, 8, 10, 12, 12].map(|time| row_of("b", time, 0)).concat();
        page.put(&format!("arm,time,status\n{treated}{spared}"))?;
        let model = page.opened(MODEL)?;
        model.row_reads(
            "each adjusted",
            &["b versus a", "runs to 0", "", "", "withheld", "withheld", "withheld"],
        )?;
        model.lacks(&["Wald\t"])?;
        model.row_reads("Firth", &["b versus a", "0.11 (0.00084 to 1.04)", "−2.1972", "", ".055"])?;
        let exact = page.opened(EXACT)?;
        exact.reads(&["Exact p = .061: of 924 ways", "56 set the groups at least as far apart"])?;
        page.unfold("#warnings details")?;
        page.reads(
            "#warnings",
            &["runs to 0 and has no interval", "Firth’s penalised estimate", "fall on two sides of .05"],
        )
    })
}

/// R: `cox.zph(coxph(Surv(time, cens) ~ treat), transform)`.
#[test]
fn the_scale_of_time_changes_the_test_of_the_ratio() -> Result<()> {
    visit(|page| {
        page.sample("Freireich")?;
        let section = page.opened(FIT)?;
        for (transform, chi_squared, p) in [
            ("identity", "0.000", ".99"),
            ("rank", "0.007", ".94"),
            ("log", "0.253", ".61"),
            ("km", "0.023", ".88"),
        ] {
            page.set("#ph-transform", transform)?;
            section.row_reads("change over time", &["all together", chi_squared, "1", p])?;
        }
        Ok(())
    })
}

/// In arm a half of 60 have the event early, in arm b so many have it late.
fn early_and_late(late: usize) -> String {
    let arm = |name: &str, times: Vec<usize>| {
        let had = times.iter().map(|time| format!("{name},{time},1\n"));
        let had_not = (times.len()..60).map(|i| format!("{name},{},0\n", 200 + i));
        had.chain(had_not).collect::<String>()
    };
    let (a, b) = (arm("a", (1..=30).collect()), arm("b", (0..late).map(|i| 60 + 3 * i).collect()));
    format!("arm,days,dead\n{a}{b}")
}

#[test]
fn curves_that_cross_are_pointed_out() -> Result<()> {
    visit(|page| {
        page.put(&early_and_late(45))?;
        page.reads("#warnings", &["Before the curves cross, the share that", "smaller in b than in a"])?;
        page.put(&early_and_late(20))?;
        page.reads("#warnings", &["The hazard ratio seems to change over time"])?;
        page.lacks("#warnings", &["The curves cross"])
    })
}
