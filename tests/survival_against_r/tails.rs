//! Tails and quantiles of distributions.

use crate::common::fixture::{self, Tails};
use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use riskset::math::{chi_square, ln, normal};

#[test]
fn tails() {
    let tails: Tails = fixture::read("tails");
    assert_eq!(tails.name, "tails");
    let mut judge = Judge::default();
    // Down to 1e-300 is promised; what lies deeper is held to the same as long as f64 is normal.
    let deep = tails.chisq.iter().flat_map(|c| &c.p).filter(|&&p| p < 1e-290).count();
    assert!(deep > 0, "no tail near the end of f64");
    for row in &tails.chisq {
        for ((&x, &p), &log_p) in row.x.iter().zip(&row.p).zip(&row.log_p) {
            let at = format!("df {} x {x}", row.df);
            let ours = chi_square::upper_tail(x, row.df);
            judge.number(Quantity::Tail, format_args!("{at}"), ours, p);
            judge.number(Quantity::LogTail, format_args!("{at}"), ln(ours), log_p);
        }
    }
    let row = &tails.normal_two_sided;
    for ((&z, &p), &log_p) in row.z.iter().zip(&row.p).zip(&row.log_p) {
        for ours in [normal::two_sided(z), normal::two_sided(-z)] {
            judge.number(Quantity::Tail, format_args!("two sided {z}"), ours, p);
            judge.number(Quantity::LogTail, format_args!("two sided {z}"), ln(ours), log_p);
        }
    }
    let row = &tails.normal_quantile_of_level;
    for (&level, &z) in row.level.iter().zip(&row.z) {
        judge.number(Quantity::NormalQuantile, format_args!("level {level}"), normal::central(level), z);
    }
    let row = &tails.normal_quantile_of_upper_tail;
    for (&p, &z) in row.p.iter().zip(&row.z) {
        judge.number(Quantity::NormalQuantile, format_args!("upper tail {p}"), -normal::quantile(p), z);
    }
    judge.finish(2_623);
}
