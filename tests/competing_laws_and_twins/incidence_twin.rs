//! Curves of cumulative incidence and their variance, term by term.

use crate::cohort::{cohort, curves};
use crate::common::tolerance::Quantity;
use crate::config;
use crate::people::{Person, at_risk, cif_twin, count, people, surv_twin, tied, times};
use proptest::prelude::*;
use riskset::competing::cumulative_incidence::Incidence;

/// Aalen's sum, term by term.
fn variance_twin(people: &[Person], cause: u8, t: f64) -> f64 {
    let here = cif_twin(people, cause, t, true);
    let mut sum = 0.0;
    for u in times(people, |p| p.cause > 0).into_iter().filter(|&u| u <= t) {
        let n = at_risk(people, u);
        let own = count(people, |p| p.time == u && p.cause == cause);
        let other = count(people, |p| p.time == u && p.cause > 0 && p.cause != cause);
        let (before, after) =
            (surv_twin(people, u, false, |cause| cause > 0), surv_twin(people, u, true, |cause| cause > 0));
        let share = if after > 0.0 { (here - cif_twin(people, cause, u, true)) / after } else { 0.0 };
        let weight = before * before / (n * n);
        sum += weight
            * ((1.0 - share) * (1.0 - share) * own * tied(n, own) + share * share * other * tied(n, other));
    }
    sum
}

fn incidence_twin(people: &[Person], curve: &Incidence) {
    let cause = curve.cause.code;
    assert_eq!(curve.time, times(people, |p| p.cause == cause));
    for (i, &t) in curve.time.iter().enumerate() {
        assert_eq!(f64::from(curve.n_risk[i]), at_risk(people, t));
        assert_eq!(f64::from(curve.n_event[i]), count(people, |p| p.time == t && p.cause == cause));
        Quantity::Incidence.assert("cif", curve.estimate[i].cif, cif_twin(people, cause, t, true));
        let naive = 1.0 - surv_twin(people, t, true, |c| c == cause);
        Quantity::Incidence.assert("naive", curve.estimate[i].naive, naive);
        Quantity::IncidenceVariance.assert(
            "variance",
            curve.estimate[i].variance,
            variance_twin(people, cause, t),
        );
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn curves_have_a_twin(subjects in cohort(1..=3, 3, any::<bool>())) {
        for (group, curves) in curves(&subjects).iter().enumerate() {
            let people = people(&subjects, |i| usize::from(subjects.group[i]) == group);
            for curve in &curves.causes {
                incidence_twin(&people, curve);
            }
        }
    }
}
