//! A slow count of people: at every time, each person is looked for among the rows.

use crate::common::chance::Dice;
use crate::common::survival;
use riskset::data::Subjects;
use riskset::estimate::risk_table::risk_table;
use riskset::risk_set::RiskSets;

/// Rows of people that follow one another, some in another group, some after a gap, some with an event between, some that
/// overlap.
fn drawn(dice: &mut Dice) -> Subjects {
    let mut subjects = Subjects {
        entry: Some(Vec::new()),
        cluster: Some(Vec::new()),
        groups: ["a", "b", "c"].map(String::from).to_vec(),
        ..Subjects::default()
    };
    for id in 0..3 + dice.roll(12) as u32 {
        let (mut at, mut group) = (dice.roll(3) as f64, dice.roll(3) as u16);
        for _ in 0..1 + dice.roll(4) {
            let time = at + 1.0 + dice.roll(4) as f64;
            subjects.entry.as_mut().unwrap().push(at);
            subjects.time.push(time);
            subjects.cause.push(u8::from(dice.roll(4) == 0));
            subjects.group.push(group);
            subjects.cluster.as_mut().unwrap().push(id);
            at = match dice.roll(10) {
                0 => time + 1.0,
                1 => at,
                _ => time,
            };
            group = if dice.roll(4) == 0 { dice.roll(3) as u16 } else { group };
        }
    }
    subjects
}

/// Whether row `i` is continued by exactly one other row of the person, and itself ends alone.
fn continued(s: &Subjects, i: usize) -> Option<usize> {
    let (entry, id) = (s.entry.as_ref().unwrap(), s.cluster.as_ref().unwrap());
    let all = || (0..s.time.len()).filter(|&j| id[j] == id[i]);
    let begin: Vec<usize> = all().filter(|&j| entry[j] == s.time[i]).collect();
    let end = all().filter(|&j| s.time[j] == s.time[i]).count();
    (s.cause[i] == 0 && begin.len() == 1 && end == 1).then(|| begin[0])
}

#[test]
fn counts_of_people_row_by_row() {
    for draw in 0..400 {
        let mut dice = Dice(draw + 1);
        let subjects = drawn(&mut dice);
        let rows = survival(&subjects);
        let joined = rows.joined();
        let data = joined.as_ref().unwrap_or(&rows);
        let (n, entry) = (subjects.time.len(), subjects.entry.as_ref().unwrap());
        let of = |i: usize, group: u16| subjects.group[i] == group;
        let ends = |i: usize, group: u16| {
            of(i, group) && subjects.cause[i] == 0 && continued(&subjects, i).is_none()
        };
        let sets = RiskSets::new(data);
        let mut walk = sets.walk();
        let mut last = 0.0;
        while let Some(moment) = walk.next() {
            let t = moment.time;
            for group in 0..3_u16 {
                let at_risk =
                    (0..n).filter(|&i| of(i, group) && entry[i] < t && t <= subjects.time[i]).count();
                assert_eq!(
                    moment.n_risk[usize::from(group)] as usize,
                    at_risk,
                    "draw {draw} at {t}\n{subjects:?}"
                );
                let censored = (0..n).filter(|&i| subjects.time[i] == t && ends(i, group)).count();
                let cell = moment.cells.iter().find(|cell| cell.group == group);
                assert_eq!(cell.map_or(0, |cell| cell.n_censor) as usize, censored, "draw {draw} at {t}");
            }
            last = t;
        }
        assert_eq!(last, subjects.time.iter().copied().fold(0.0, f64::max));
        table(&subjects, &ends, data, draw);
        people(&subjects, data, draw);
    }
}

fn table(subjects: &Subjects, ends: &impl Fn(usize, u16) -> bool, data: &riskset::data::Survival, draw: u64) {
    let ticks: Vec<f64> = (0..20).map(f64::from).collect();
    let (n, entry) = (subjects.time.len(), subjects.entry.as_ref().unwrap());
    for (row, group) in risk_table(data, &ticks).iter().zip(0_u16..) {
        for (i, &t) in ticks.iter().enumerate() {
            let there = |j: usize| {
                let begun = entry[j] < t || entry[j] == 0.0;
                subjects.group[j] == group && begun && t <= subjects.time[j]
            };
            assert_eq!(
                row.at_risk[i] as usize,
                (0..n).filter(|&j| there(j)).count(),
                "draw {draw}, tick {t}"
            );
            let censored = (0..n).filter(|&j| subjects.time[j] < t && ends(j, group)).count();
            assert_eq!(row.censored[i] as usize, censored, "draw {draw}, tick {t}");
        }
    }
}

/// People of a group: for each, the most rows that are under observation at one time.
fn people(subjects: &Subjects, data: &riskset::data::Survival, draw: u64) {
    let (entry, id) = (subjects.entry.as_ref().unwrap(), subjects.cluster.as_ref().unwrap());
    let most = |person: u32, within: &dyn Fn(usize) -> bool| {
        let at = |t: f64| {
            let there = |i: &usize| id[*i] == person && within(*i) && entry[*i] < t && t <= subjects.time[*i];
            (0..subjects.time.len()).filter(there).count()
        };
        (1..60).map(|half| at(f64::from(half) / 2.0)).max().unwrap_or(0)
    };
    let n_ids = id.iter().max().unwrap() + 1;
    let found = data.people();
    let total: usize = (0..n_ids).map(|person| most(person, &|_| true)).sum();
    assert_eq!(found.total as usize, total, "draw {draw}\n{subjects:?}");
    for (group, &n) in found.by_group.iter().enumerate() {
        let sum: usize =
            (0..n_ids).map(|person| most(person, &|i| usize::from(subjects.group[i]) == group)).sum();
        assert_eq!(n as usize, sum, "draw {draw}, group {group}\n{subjects:?}");
    }
}
