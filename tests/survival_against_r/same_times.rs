//! Which times are the same.

use crate::common::fixture::{self, TimeFix};
use crate::common::judge::Judge;
use crate::common::survival;
use crate::common::tolerance::Quantity;
use crate::data_sets::data_sets;

/// Cases that turn on R's absolute tolerance of 1.5e-8, which we do not have: with it a change of
/// unit would change which times tie. Ours keeps these times apart.
const ABSOLUTE_ONLY: [&str; 1] = ["small times: the absolute tolerance merges 7e-10 and 8e-10"];

#[test]
fn which_times_are_the_same() {
    let timefix: TimeFix = fixture::read("timefix");
    assert_eq!((timefix.name.as_str(), timefix.tolerance), ("timefix", f64::EPSILON.sqrt()));
    let mut judge = Judge::default();
    let mut set_apart = 0;
    for case in &timefix.cases {
        let n = case.time.len();
        let ours = survival(&crate::common::subjects(&case.time, &vec![1; n], &vec![0; n]));
        let apart = ABSOLUTE_ONLY.contains(&case.about.as_str());
        set_apart += usize::from(apart);
        let mut expected = if apart { case.time.clone() } else { case.merged.clone() };
        expected.sort_by(f64::total_cmp);
        judge.holds(format_args!("{} is absolute", case.about), !apart || case.merged != case.time);
        judge.column(Quantity::Time, format_args!("{}", case.about), ours.time(), &expected);
    }
    assert_eq!(set_apart, ABSOLUTE_ONLY.len());
    // The same in a data set, row by row: sorted, since ours are.
    for (fixture, _) in data_sets() {
        let Some(merged) = &fixture.data.merged_time else { continue };
        let mut expected = merged.clone();
        expected.sort_by(f64::total_cmp);
        let ours = survival(&fixture.data.subjects());
        judge.column(Quantity::Time, format_args!("{}", fixture.name), ours.time(), &expected);
    }
    judge.finish(122);
}
