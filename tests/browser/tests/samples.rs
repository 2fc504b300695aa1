//! The samples in the page give the numbers that R gives for the same data.

#[allow(dead_code)]
#[path = "../../common/fixture.rs"]
mod fixture;
#[allow(dead_code)]
#[path = "../../common/tolerance.rs"]
mod tolerance;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use browser_tests::Page;
use fixture::Fixture;
use riskset::estimate::confidence::ConfType;
use serde_json::Value;
use tolerance::{Quantity, half_a_unit};

const CONF_TYPES: [(&str, ConfType); 5] = [
    ("log_log", ConfType::LogLog),
    ("log", ConfType::Log),
    ("plain", ConfType::Plain),
    ("logit", ConfType::Logit),
    ("arcsin", ConfType::Arcsin),
];

fn fixture(name: &str) -> Result<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../reference/fixtures");
    Ok(serde_json::from_str(&std::fs::read_to_string(folder.join(format!("{name}.json")))?)?)
}

/// Compares numbers of a report and counts them.
struct Judge {
    report: Value,
    compared: usize,
    wrong: Vec<String>,
}

impl Judge {
    fn new(page: &Page) -> Result<Self> {
        Ok(Self { report: page.report()?, compared: 0, wrong: Vec::new() })
    }

    fn at(&self, place: &str) -> Result<&Value> {
        self.report.pointer(place).with_context(|| format!("nothing at {place} of {}", self.report))
    }

    /// The number at this place, or none, is the reference's.
    fn number(&mut self, quantity: Quantity, place: &str, reference: Option<f64>) -> Result<()> {
        let ours = self.at(place)?.as_f64();
        let agree = match (ours, reference) {
            (Some(ours), Some(reference)) => quantity.agreement(ours, reference).is_some(),
            (ours, reference) => ours.is_none() && reference.is_none(),
        };
        self.compared += 1;
        if !agree {
            self.wrong.push(format!("{place}: {ours:?}, not {reference:?}"));
        }
        Ok(())
    }

    fn column<N: Copy + Into<f64>>(
        &mut self,
        quantity: Quantity,
        place: &str,
        reference: &[N],
    ) -> Result<()> {
        let length = self.at(place)?.as_array().map(Vec::len);
        ensure!(length == Some(reference.len()), "{place} has {length:?} rows, not {}", reference.len());
        for (i, &number) in reference.iter().enumerate() {
            self.number(quantity, &format!("{place}/{i}"), Some(number.into()))?;
        }
        Ok(())
    }

    /// The number as it is printed in books, to half a unit of its last digit.
    fn prints(&mut self, place: &str, printed: &str) -> Result<()> {
        let ours = self.at(place)?.as_f64();
        let expected: f64 = printed.parse()?;
        self.compared += 1;
        if !ours.is_some_and(|ours| (ours - expected).abs() <= half_a_unit(printed)) {
            self.wrong.push(format!("{place}: {ours:?}, not {printed}"));
        }
        Ok(())
    }

    /// Everything agreed, and there were so many numbers.
    fn finish(self, least: usize) -> Result<()> {
        ensure!(self.wrong.is_empty(), "{} of {}: {:#?}", self.wrong.len(), self.compared, self.wrong);
        ensure!(self.compared >= least, "{} numbers compared, {least} expected", self.compared);
        Ok(())
    }
}

/// Every number of the report that the fixture has, with all types of limits and both kinds of ties.
fn agrees(page: &Page, name: &str, reference: &str, least: usize) -> Result<()> {
    let fixture = fixture(name)?;
    let mut compared = 0;
    if page.text("#headline")?.contains(&format!("{reference} versus")) {
        page.press("#swap")?;
    }
    page.unfold("#model")?;
    for (value, conf_type) in CONF_TYPES {
        page.set("#conf-type", value)?;
        let mut judge = Judge::new(page)?;
        for (i, curve) in fixture.km.iter().enumerate() {
            let group = |field: &str| format!("/groups/{i}/{field}");
            ensure!(judge.at(&group("name"))? == curve.group.as_str());
            judge.column(Quantity::Time, &group("curve/time"), &curve.time)?;
            judge.column(Quantity::Count, &group("curve/n_risk"), &curve.n_risk)?;
            judge.column(Quantity::Count, &group("curve/n_event"), &curve.n_event)?;
            judge.column(Quantity::Count, &group("curve/n_censor"), &curve.n_censor)?;
            judge.column(Quantity::Survival, &group("curve/surv"), &curve.surv)?;
            let limits = curve.limits.iter().find(|it| it.conf_type == conf_type && it.level == 0.95);
            let limits = limits.context("no such limits")?;
            // Before the first event R has no number where the page says that the limits are 1.
            let some =
                |ours: &[Option<f64>], step: usize| ours[step].or((curve.surv[step] == 1.0).then_some(1.0));
            for step in 0..curve.time.len() {
                judge.number(
                    Quantity::Limit,
                    &group(&format!("curve/lower/{step}")),
                    some(&limits.lower, step),
                )?;
                judge.number(
                    Quantity::Limit,
                    &group(&format!("curve/upper/{step}")),
                    some(&limits.upper, step),
                )?;
            }
            if let Some(quantiles) =
                curve.quantiles.iter().find(|it| it.conf_type == conf_type && it.level == 0.95)
            {
                let half = quantiles.p.iter().position(|p| *p == 0.5).context("no median")?;
                judge.number(Quantity::Quantile, &group("median/value/value"), quantiles.quantile[half])?;
                judge.number(Quantity::Quantile, &group("median/lower/value"), quantiles.lower[half])?;
                judge.number(Quantity::Quantile, &group("median/upper/value"), quantiles.upper[half])?;
            }
        }
        compared += judge.compared;
        judge.finish(1)?;
    }
    for cox in fixture.cox.iter().flatten().filter(|cox| cox.ties != "exact") {
        page.set("#ties", &cox.ties)?;
        let mut judge = Judge::new(page)?;
        let term = |field: &str| format!("/cox/terms/0/{field}/value");
        ensure!(judge.at("/cox/terms/0/versus")? == cox.reference.as_str());
        judge.number(Quantity::Coefficient, &term("coef"), cox.coef[0])?;
        judge.number(Quantity::StandardError, &term("se"), cox.se[0])?;
        judge.number(Quantity::HazardRatio, &term("hazard_ratio"), cox.hr[0])?;
        judge.number(Quantity::HazardRatio, &term("lower"), cox.lower[0])?;
        judge.number(Quantity::HazardRatio, &term("upper"), cox.upper[0])?;
        judge.number(Quantity::CoxPValue, &term("p_value"), cox.p[0])?;
        judge.number(Quantity::LogLikelihood, "/cox/loglik", cox.loglik)?;
        for (test, reference) in [("score", &cox.score_test), ("wald", &cox.wald_test), ("lr", &cox.lr_test)]
        {
            let reference = reference.as_ref();
            judge.number(
                Quantity::CoxTest,
                &format!("/cox/{test}/chi_sq"),
                reference.map(|it| it.statistic),
            )?;
            judge.number(Quantity::CoxPValue, &format!("/cox/{test}/p_value"), reference.map(|it| it.p))?;
        }
        compared += judge.compared;
        judge.finish(1)?;
    }
    let test = fixture.logrank.context("no log-rank test")?;
    let mut judge = Judge::new(page)?;
    judge.number(Quantity::LogRank, "/log_rank/chi_sq", test.chisq)?;
    judge.number(Quantity::PValue, "/log_rank/p_value", test.p)?;
    for i in 0..test.groups.len() {
        judge.number(Quantity::Observed, &format!("/log_rank/groups/{i}/observed"), Some(test.obs[i]))?;
        judge.number(Quantity::Expected, &format!("/log_rank/groups/{i}/expected"), Some(test.exp[i]))?;
        judge.column(Quantity::Covariance, &format!("/log_rank/covariance/{i}"), &test.var[i])?;
    }
    judge.compared += compared;
    println!("{name}: {} numbers", judge.compared);
    judge.finish(least)
}

/// Where the group with this name stands in the report.
fn group(page: &Page, name: &str) -> Result<String> {
    let report = page.report()?;
    let groups = report["groups"].as_array().context("no groups")?;
    let at = groups.iter().position(|group| group["name"] == name).context("no such group")?;
    Ok(format!("/groups/{at}"))
}

#[test]
fn freireich_as_the_books_print_it() -> Result<()> {
    let page = Page::open()?;
    page.sample("Freireich")?;
    let mut judge = Judge::new(&page)?;
    let (treated, control) = (group(&page, "6-MP")?, group(&page, "control")?);
    judge.prints(&format!("{treated}/median/value/value"), "23")?;
    judge.prints(&format!("{control}/median/value/value"), "8")?;
    judge.prints(&format!("{treated}/median/lower/value"), "13")?;
    judge.number(Quantity::Quantile, &format!("{treated}/median/upper/value"), None)?;
    ensure!(judge.at(&format!("{treated}/median/upper/reason"))? == "not_reached");
    let times = judge.at(&format!("{treated}/curve/time"))?.as_array().context("no times")?;
    let tenth = times.iter().position(|time| time.as_f64() == Some(10.0)).context("no time 10")?;
    judge.prints(&format!("{treated}/curve/surv/{tenth}"), "0.752941")?;
    judge.prints(&format!("{treated}/curve/lower/{tenth}"), "0.50320")?;
    judge.prints(&format!("{treated}/curve/upper/{tenth}"), "0.88936")?;
    judge.prints("/log_rank/chi_sq", "16.79294")?;
    let order = if treated == "/groups/0" { [0, 1] } else { [1, 0] };
    for (i, [observed, expected]) in order.into_iter().zip([["9", "19.25050"], ["21", "10.74950"]]) {
        judge.prints(&format!("/log_rank/groups/{i}/observed"), observed)?;
        judge.prints(&format!("/log_rank/groups/{i}/expected"), expected)?;
    }
    judge.prints("/cox/terms/0/coef/value", "-1.572125")?;
    judge.prints("/cox/terms/0/se/value", "0.412397")?;
    judge.finish(13)?;

    // The same to be read.
    page.reads("#groups", &["23 (13 to not reached)", "8 (4 to 11)"])?;
    page.unfold("#curves")?;
    // The last by hand: 3/21 + 1/17 + 1/15.
    let row = ["10", "15", "1", "1", "75.3 %", "0.0963", "50.3 % to 88.9 %", "0.2683"];
    ensure!(curve_row(&page, "6-MP", "10")? == row, "{:?}", curve_row(&page, "6-MP", "10")?);
    page.unfold("#tests")?;
    page.reads("#tests", &["chi-squared 16.79", "10.75", "19.25"])?;
    page.unfold("#model")?;
    page.reads("#model", &["−1.5721"])?;

    page.set("#conf-type", "log")?;
    let mut judge = Judge::new(&page)?;
    judge.prints(&format!("{treated}/median/lower/value"), "16")?;
    judge.number(Quantity::Quantile, &format!("{treated}/median/upper/value"), None)?;
    judge.prints(&format!("{treated}/curve/lower/{tenth}"), "0.58592")?;
    judge.prints(&format!("{treated}/curve/upper/{tenth}"), "0.96757")?;
    judge.finish(4)?;
    page.reads("#groups", &["23 (16 to not reached)"])?;
    ensure!(
        curve_row(&page, "6-MP", "10")?[6] == "58.6 % to 96.8 %",
        "{:?}",
        curve_row(&page, "6-MP", "10")?
    );

    page.set("#ties", "breslow")?;
    let mut judge = Judge::new(&page)?;
    judge.prints("/cox/terms/0/coef/value", "-1.509191")?;
    judge.prints("/cox/terms/0/se/value", "0.409564")?;
    judge.finish(2)
}

/// The cells of one row of a curve's table.
fn curve_row(page: &Page, group: &str, time: &str) -> Result<Vec<String>> {
    let cells: Vec<String> = page.browser.run(
        "const tables = [...document.querySelectorAll('#curves table')];
         const table = tables.find(({ caption }) => caption.innerText === args[0]);
         const row = [...table.tBodies[0].rows].find(({ cells: [time] }) => time.innerText === args[1]);
         return [...row.cells].map((cell) => cell.innerText);",
        &[group.into(), time.into()],
    )?;
    Ok(cells.iter().map(|cell| cell.replace('\u{202f}', " ")).collect())
}

#[test]
fn freireich_agrees_with_r() -> Result<()> {
    let page = Page::open()?;
    page.sample("Freireich")?;
    agrees(&page, "gehan", "control", 1000)
}

#[test]
fn leukaemia_agrees_with_r() -> Result<()> {
    let page = Page::open()?;
    page.sample("Acute myelogenous leukaemia")?;
    agrees(&page, "aml", "Maintained", 700)
}

/// The sample names the sexes; R's data number them.
#[test]
fn lung_cancer_agrees_with_r() -> Result<()> {
    let page = Page::open()?;
    page.sample("lung cancer")?;
    let mut judge = Judge::new(&page)?;
    let (men, women) = (group(&page, "male")?, group(&page, "female")?);
    for (place, printed) in [
        (format!("{men}/median/value/value"), "270"),
        (format!("{men}/median/lower/value"), "210"),
        (format!("{men}/median/upper/value"), "306"),
        (format!("{women}/median/value/value"), "426"),
        (format!("{women}/median/lower/value"), "345"),
        (format!("{women}/median/upper/value"), "524"),
        ("/log_rank/chi_sq".to_owned(), "10.32674"),
        ("/cox/terms/0/se/value".to_owned(), "0.1671786"),
    ] {
        judge.prints(&place, printed)?;
    }
    let coefficient = judge.at("/cox/terms/0/coef/value")?.as_f64().context("no coefficient")?;
    let same = judge.at("/cox/terms/0/versus")? == "male";
    let reference = if same { coefficient } else { -coefficient };
    ensure!((reference + 0.5310235).abs() <= half_a_unit("0.5310235"), "{reference}");
    judge.finish(8)?;
    // All its numbers: with R's own names of the groups.
    let text = page.value("textarea")?;
    let fixture = fixture("lung")?;
    page.put(&text.replace(",male,", ",1,").replace(",female,", ",2,"))?;
    page.set("#role-group", "2")?;
    ensure!(page.number("/data/n_used")? == fixture.data.n as f64);
    agrees(&page, "lung", "1", 3000)
}

/// Ranks are an order. Nothing that needs distances is said of them, whatever is chosen.
#[test]
fn an_order_has_no_median_and_no_days() -> Result<()> {
    let page = Page::open()?;
    page.sample("order of deaths")?;
    for details in ["#tests", "#model", "#curves", "#methods"] {
        page.unfold(details)?;
    }
    let check = |when: &str| -> Result<()> {
        let report = page.report()?;
        for group in report["groups"].as_array().context("no groups")? {
            for part in ["value", "lower", "upper"] {
                ensure!(group["median"][part]["value"].is_null(), "{when}: {}", group["median"]);
                ensure!(group["median"][part]["reason"] == "ranks", "{when}: {}", group["median"]);
            }
        }
        // Sources and the label of the data may speak of days: they say that these are none.
        let answer: String = page.browser.run(
            "const answer = document.getElementById('answer').cloneNode(true);
             document.body.append(answer);
             for (const part of answer.querySelectorAll('#figure-source, #figure-label, .kicker, select')) part.remove();
             const text = answer.innerText;
             answer.remove();
             return text;",
            &[],
        )?;
        for line in answer.lines().filter(|line| line.contains("day")) {
            ensure!(
                line.contains("not days")
                    || line.contains("days of death were never published")
                    || line.contains("rank 31 means alive on day 31"),
                "{when}, days: {line}"
            );
        }
        for line in answer.lines().filter(|line| line.to_lowercase().contains("median")) {
            let none = [
                "medians are not given",
                "there are no medians",
                "Median (95 % limits)",
                "Median (90 % limits)",
            ];
            let line = line.replace('\u{202f}', " ");
            ensure!(none.iter().any(|words| line.contains(words)), "{when}, a median: {line}");
        }
        ensure!(answer.contains("ranks are not times"), "{when}: {answer}");
        Ok(())
    };
    check("at first")?;
    page.press("#swap")?;
    check("swapped")?;
    page.press("#flip")?;
    check("flipped")?;
    page.press("#flip")?;
    page.set("#conf-level", "0.9")?;
    check("at another level")?;
    page.set("#role-group", "")?;
    check("as one group")
}
