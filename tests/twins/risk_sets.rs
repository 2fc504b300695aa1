//! Who is at risk: risk sets and the table of them.

use crate::common::judge::Judge;
use crate::common::survival;
use crate::common::tolerance::Quantity;
use crate::people::{Person, count, draws, times};
use riskset::estimate::risk_table::risk_table;

#[test]
fn risk_sets() {
    let mut judge = Judge::default();
    for (draw, data) in draws(4).enumerate() {
        let sets = data.sets();
        let distinct = times(&data.people, |_| true);
        judge.column(Quantity::Time, format_args!("{draw}"), sets.times(), &distinct);
        let mut walk = sets.walk();
        for &t in &distinct {
            let moment = walk.next().expect("a moment");
            let at = format!("{draw} at {t}");
            judge.number(Quantity::Time, format_args!("{at}"), moment.time, t);
            for (group, &n_risk) in moment.n_risk.iter().enumerate() {
                let people = data.of_group(group);
                let expected = count(&people, |p| p.at_risk(t));
                judge.number(Quantity::Count, format_args!("{at} risk {group}"), f64::from(n_risk), expected);
                let cell = moment.cells.iter().find(|cell| usize::from(cell.group) == group);
                let (events, censored) =
                    cell.map_or((0.0, 0.0), |cell| (f64::from(cell.n_event), f64::from(cell.n_censor)));
                judge.number(
                    Quantity::Count,
                    format_args!("{at} events {group}"),
                    events,
                    count(&people, |p| p.event_at(t)),
                );
                judge.number(
                    Quantity::Count,
                    format_args!("{at} censored {group}"),
                    censored,
                    count(&people, |p| p.time == t && !p.event),
                );
            }
            let (all_events, all) =
                (count(&data.people, |p| p.event_at(t)), count(&data.people, |p| p.at_risk(t)));
            judge.number(
                Quantity::Count,
                format_args!("{at} events"),
                f64::from(moment.n_event()),
                all_events,
            );
            judge.number(
                Quantity::Count,
                format_args!("{at} at risk"),
                f64::from(moment.total_at_risk()),
                all,
            );
        }
        judge.holds(format_args!("{draw} ends"), walk.next().is_none());
    }
    judge.finish(60_336);
}

#[test]
fn risk_tables() {
    let mut judge = Judge::default();
    for (draw, data) in draws(3).enumerate() {
        let last = times(&data.people, |_| true).last().copied().expect("a time");
        let ticks: Vec<f64> = (0..=8).map(|tick| f64::from(tick) * (last / 7.0).ceil()).collect();
        let rows = risk_table(&survival(&data.subjects), &ticks);
        for (group, row) in rows.iter().enumerate() {
            let people = data.of_group(group);
            for (i, &tick) in ticks.iter().enumerate() {
                let at = format!("{draw} group {group} at {tick}");
                // At 0 those are there who are watched from 0 on, unless somebody of the group is watched from before.
                let from_0 = tick == 0.0 && people.iter().all(|p| p.entry >= 0.0);
                let there = |p: &Person| p.at_risk(tick) || (from_0 && p.entry == 0.0);
                let (at_risk, before) = (count(&people, there), |p: &Person| p.time < tick);
                let (events, censored) =
                    (count(&people, |p| before(p) && p.event), count(&people, |p| before(p) && !p.event));
                judge.number(Quantity::Count, format_args!("{at} risk"), f64::from(row.at_risk[i]), at_risk);
                judge.number(Quantity::Count, format_args!("{at} events"), f64::from(row.events[i]), events);
                judge.number(
                    Quantity::Count,
                    format_args!("{at} left"),
                    f64::from(row.censored[i]),
                    censored,
                );
            }
        }
    }
    judge.finish(27_027);
}
