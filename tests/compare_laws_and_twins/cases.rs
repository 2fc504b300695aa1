//! Large data, made for one question each.

use crate::cohort::strata;
use crate::common::survival;
use riskset::compare::log_rank::{log_rank, stratified_log_rank};
use riskset::compare::max_combo::max_combo;
use riskset::compare::weight::{Weight, weighted_log_rank};
use riskset::data::Subjects;
use riskset::math::normal_box;
use riskset::math::symmetric::Matrix;
use riskset::risk_set::RiskSets;

/// Rare events among many: all weights nearly coincide, and the four tests are nearly one.
#[test]
fn rare_events_among_many() {
    for n in [1_000_u32, 30_000] {
        let rows = 0..n;
        let subjects = Subjects {
            time: rows.clone().map(f64::from).collect(),
            cause: rows.clone().map(|i| u8::from(i % 101 == 7 && i < 500)).collect(),
            group: rows.map(|i| u16::from(i * 7919 % 13 > 6)).collect(),
            groups: vec!["a".into(), "b".into()],
            ..Subjects::default()
        };
        let test = max_combo(&strata(&subjects)).unwrap();
        assert!(test.correlation[(0, 2)] > 1.0 - 1.0 / f64::from(n));
        // Early and all are one, late and middle another: two tests with this correlation.
        let mut two = Matrix::zeros(2);
        (two[(0, 0)], two[(1, 1)], two[(1, 0)]) = (1.0, 1.0, test.correlation[(1, 0)]);
        let p = normal_box::outside(&two, test.tests[test.largest].z.abs()).unwrap();
        assert!((test.p_value - p).abs() < 10.0 / f64::from(n), "{} {p}", test.p_value);
        assert!(test.p_value >= p * (1.0 - 1e-7));
    }
}

/// The hot path and the family walk the same times: a million rows would differ where one forgot something.
#[test]
fn one_walk_or_another() {
    let n = 5_000_u32;
    let group: Vec<u16> = (0..n).map(|i| (i * 7919 % 5) as u16).collect();
    let time: Vec<f64> = (0..n).map(|i| f64::from(i * 31 % 997)).collect();
    let cause: Vec<u8> = (0..n).map(|i| u8::from(i % 3 > 0)).collect();
    let sets = [RiskSets::new(&survival(&crate::common::subjects(&time, &cause, &group)))];
    let family = weighted_log_rank(&sets, &[Weight::LogRank]).unwrap();
    assert_eq!(family[0].test, log_rank(&sets[0]));
    assert_eq!(stratified_log_rank(&sets), log_rank(&sets[0]));
}
