//! Log-rank tests, and which data sets have none.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::data_sets::data_sets;
use riskset::compare::log_rank::log_rank;
use riskset::risk_set::NoComparison;

/// Why two of the data sets have no test.
pub(crate) fn no_comparison(name: &str) -> NoComparison {
    match name {
        "one_subject" | "flat_half" => NoComparison::OneGroup,
        "all_censored" => NoComparison::NoEvents,
        "all_events_one_time" => NoComparison::NoInformation,
        _ => panic!("{name} has a test"),
    }
}

#[test]
fn log_rank_tests() {
    let mut judge = Judge::default();
    for (fixture, sets) in data_sets() {
        let name = &fixture.name;
        let ours = log_rank(&sets);
        let Some((expected, chi_sq, p)) =
            fixture.logrank.as_ref().and_then(|expected| Some((expected, expected.chisq?, expected.p?)))
        else {
            assert_eq!(ours, Err(no_comparison(name)), "{name}");
            continue;
        };
        let ours = ours.unwrap();
        assert_eq!(expected.groups, fixture.data.levels);
        judge.column(Quantity::Observed, format_args!("{name}"), &ours.observed, &expected.obs);
        judge.column(Quantity::Expected, format_args!("{name}"), &ours.expected, &expected.exp);
        assert_eq!(ours.covariance.size(), expected.var.len());
        for (i, (row, expected)) in ours.covariance.rows().zip(&expected.var).enumerate() {
            judge.column(Quantity::Covariance, format_args!("{name} row {i}"), row, expected);
        }
        judge.number(Quantity::LogRank, format_args!("{name}"), ours.chi_sq, chi_sq);
        judge.number(Quantity::Count, format_args!("{name} df"), ours.df as f64, expected.df as f64);
        judge.number(Quantity::PValue, format_args!("{name}"), ours.p_value, p);
        // With every order of tied events allowed, the score test of Cox is the log-rank test.
        let exact = fixture.cox.iter().flatten().find(|cox| cox.ties == "exact").unwrap();
        let score = exact.score_test.as_ref().unwrap();
        judge.number(Quantity::LogRank, format_args!("{name} exact score"), ours.chi_sq, score.statistic);
    }
    judge.finish(274);
}
