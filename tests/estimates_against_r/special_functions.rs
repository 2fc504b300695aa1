//! Gamma, beta and binomial functions.

use crate::common::judge::Judge;
use crate::common::tolerance::Quantity;
use crate::numbers::{Binomial, reference};
use riskset::math::saddle_point::ln_binomial;
use riskset::math::{beta, gamma};

#[test]
fn special_functions() {
    let (estimates, mut judge) = (reference(), Judge::default());
    for (&x, &value) in estimates.ln_gamma.x.iter().zip(&estimates.ln_gamma.value) {
        judge.number(Quantity::Special, format_args!("ln gamma {x}"), gamma::ln_gamma(x), value);
    }
    for row in &estimates.gamma {
        let a = row.a;
        for (name, of, at, expected) in [
            ("lower", gamma::lower as fn(f64, f64) -> f64, &row.x, &row.lower),
            ("upper", gamma::upper, &row.x, &row.upper),
            ("lower quantile", gamma::lower_quantile, &row.p, &row.lower_quantile),
            ("upper quantile", gamma::upper_quantile, &row.q, &row.upper_quantile),
        ] {
            let ours: Vec<f64> = at.iter().map(|&at| of(a, at)).collect();
            judge.column(Quantity::Special, format_args!("gamma {a} {name} {at:?}"), &ours, expected);
        }
    }
    for row in &estimates.beta {
        let (a, b) = (row.a, row.b);
        let at_odds = |a, b, x| beta::lower_at_odds(a, b, x / (1.0 - x));
        for (name, of, at, expected) in [
            ("lower", beta::lower as fn(f64, f64, f64) -> f64, &row.x, &row.lower),
            ("upper", beta::upper, &row.x, &row.upper),
            ("at odds", at_odds, &row.x, &row.lower),
            ("quantile", beta::quantile, &row.p, &row.quantile),
            ("odds", beta::odds_quantile, &row.p, &row.odds),
        ] {
            let ours: Vec<f64> = at.iter().map(|&at| of(a, b, at)).collect();
            judge.column(Quantity::Special, format_args!("beta {a} {b} {name} {at:?}"), &ours, expected);
        }
    }
    for &Binomial { k, n, p, ln_probability } in &estimates.binomial {
        let ours = ln_binomial(k, n - k, p, 1.0 - p);
        judge.number(Quantity::Special, format_args!("binomial {k} {n} {p}"), ours, ln_probability);
    }
    judge.finish(1_800);
}
