//! Rows of one person that do not follow one another: they overlap, leave a gap, or are there twice, as R's `survcheck`
//! finds them.
//!
//! Each is said with its row; none makes a row unusable. Where there is no delayed entry all rows of a person begin at 0 and
//! overlap: there only a row that repeats the time and the group of another is said. Times that differ by less than 1e-8 of
//! themselves are the same.

use super::problem::{Problem, Problems};
use super::subjects::Subjects;
use crate::order::ascending;

/// How many pairs of rows are kept by their lines.
const FIRST: usize = 3;
/// Times nearer than this part of themselves are the same.
const NEAR: f64 = 1e-8;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonRows {
    /// The later row begins before an earlier one ends.
    pub overlaps: Pairs,
    /// The later row begins after the earlier one ended.
    pub gaps: Pairs,
    /// The later row has the times of an earlier one.
    pub repeats: Pairs,
}

/// Pairs of rows of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// How many.
    pub n: usize,
    /// The lines of the text of the first three, counted from 1.
    pub first: Vec<(u32, u32)>,
}

impl Pairs {
    fn add(&mut self, lines: (u32, u32)) {
        self.n += 1;
        if self.first.len() < FIRST {
            self.first.push(lines);
        }
    }
}

/// A row of a person.
#[derive(Clone, Copy)]
struct Stretch {
    at: usize,
    entry: f64,
    time: f64,
}

/// Looks through the rows of each person. `line` gives the line of a subject, `id` is the name of the column that tells
/// people apart.
pub(super) fn find(
    subjects: &Subjects,
    line: impl Fn(usize) -> u32,
    id: Option<&str>,
    problems: &mut Problems,
) -> PersonRows {
    let mut found = PersonRows::default();
    let (Some(cluster), Some(id)) = (&subjects.cluster, id) else { return found };
    // By person, then by entry, then by time, then by line.
    let mut order = ascending(&subjects.time);
    for keys in [subjects.entry.clone(), Some(cluster.iter().map(|&id| f64::from(id)).collect())] {
        let Some(keys) = keys else { continue };
        let sorted: Vec<f64> = order.iter().map(|&i| keys[i as usize]).collect();
        order = ascending(&sorted).into_iter().map(|at| order[at as usize]).collect();
    }
    let stretch = |i: u32| {
        let at = i as usize;
        Stretch { at, entry: subjects.entry.as_ref().map_or(0.0, |entry| entry[at]), time: subjects.time[at] }
    };
    for rows in order.chunk_by(|&a, &b| cluster[a as usize] == cluster[b as usize]) {
        // The row that reaches furthest, and the one before.
        let mut furthest = stretch(rows[0]);
        for pair in rows.windows(2) {
            let (before, here) = (stretch(pair[0]), stretch(pair[1]));
            let said = judge(subjects, before, furthest, here);
            if let Some((what, other)) = said {
                let (first, second) = (line(other.at).min(line(here.at)), line(other.at).max(line(here.at)));
                what.of(&mut found).add((first, second));
                problems.add(|| what.problem(id, (line(other.at), other), (line(here.at), here)));
            }
            if here.time > furthest.time {
                furthest = here;
            }
        }
    }
    found
}

#[derive(Clone, Copy)]
enum What {
    Overlap,
    Gap,
    Repeat,
}

/// What is wrong between a row and those of the same person before it, and with which.
fn judge(subjects: &Subjects, before: Stretch, furthest: Stretch, here: Stretch) -> Option<(What, Stretch)> {
    let late = subjects.entry.is_some();
    let same_times = is_same(before.entry, here.entry) && is_same(before.time, here.time);
    if same_times && (late || subjects.group[before.at] == subjects.group[here.at]) {
        Some((What::Repeat, before))
    } else if !late || is_same(here.entry, furthest.time) {
        None
    } else if here.entry < furthest.time {
        Some((What::Overlap, furthest))
    } else {
        Some((What::Gap, furthest))
    }
}

fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= NEAR * a.abs().max(b.abs())
}

impl What {
    fn of(self, found: &mut PersonRows) -> &mut Pairs {
        match self {
            What::Overlap => &mut found.overlaps,
            What::Gap => &mut found.gaps,
            What::Repeat => &mut found.repeats,
        }
    }

    fn problem(self, id: &str, (other_line, other): (u32, Stretch), (line, here): (u32, Stretch)) -> Problem {
        let (code, detail) = match self {
            What::Overlap => (
                "overlap",
                format!(
                    "begins at {}, before row {other_line} of the same person ends at {}. Correct the times; until then both rows count.",
                    here.entry, other.time
                ),
            ),
            What::Gap => (
                "gap",
                format!(
                    "begins at {}, but row {other_line} of the same person ends at {}. In between the person is not at risk; if follow-up went on, correct the times.",
                    here.entry, other.time
                ),
            ),
            What::Repeat => (
                "duplicate",
                format!(
                    "repeats row {other_line} of the same person. Delete one of them if it was entered twice; until then both rows count."
                ),
            ),
        };
        Problem {
            row: Some(line),
            column: Some(id.to_owned()),
            code: code.to_owned(),
            found: None,
            message: format!("Row {line}, {id}: {detail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::data::{PersonRows, Roles, Sheet, gather};

    /// What is found and the (row, code) of each problem.
    fn found(text: &str) -> (PersonRows, Vec<(u32, String)>) {
        let sheet = Sheet::read(text);
        let gathered = gather(&sheet, &sheet.guess()).unwrap();
        let problems = gathered.problems.into_iter().map(|p| (p.row.unwrap_or(0), p.code)).collect();
        (gathered.person_rows, problems)
    }

    /// As R's `survcheck`: persons 1 and 3 overlap, person 2 has a gap, persons 4 and 5 have nothing.
    #[test]
    fn overlaps_gaps_and_repeats_are_said_with_their_rows() {
        let (rows, problems) = found(
            "id,start,stop,event\n1,0,5,0\n1,3,8,1\n2,0,4,0\n2,6,9,1\n3,0,7,0\n3,0,7,1\n4,0,4,1\n4,4,9,0\n5,0,6,1\n",
        );
        assert_eq!((rows.overlaps.n, &rows.overlaps.first[..]), (1, &[(2, 3)][..]));
        assert_eq!((rows.gaps.n, &rows.gaps.first[..]), (1, &[(4, 5)][..]));
        assert_eq!((rows.repeats.n, &rows.repeats.first[..]), (1, &[(6, 7)][..]));
        let of = |row: u32, code: &str| (row, code.to_owned());
        assert_eq!(problems, [of(3, "overlap"), of(5, "gap"), of(7, "duplicate")]);
    }

    /// A row within a longer one; the one after it does not follow the short one.
    #[test]
    fn a_row_within_another_overlaps_with_it() {
        let (rows, _) = found("id,start,stop,event\n1,0,10,0\n1,2,3,0\n1,4,5,0\n1,10,12,1\n");
        assert_eq!((rows.overlaps.n, rows.gaps.n), (2, 0));
        assert_eq!(rows.overlaps.first, [(2, 3), (2, 4)]);
    }

    #[test]
    fn rounding_makes_no_gap() {
        let (rows, _) = found("id,start,stop,event\n1,0,0.3,0\n1,0.30000000000000004,1,1\n2,0,1,1\n");
        assert_eq!(rows, PersonRows::default());
    }

    /// Two eyes of one person both begin at 0: that they overlap is no news, that one was entered twice may be.
    #[test]
    fn without_entry_only_repeats_are_said() {
        let (rows, problems) =
            found("id,time,event,arm\n1,5,1,a\n1,5,0,b\n2,3,1,a\n2,4,0,a\n3,6,1,b\n3,6,1,b\n");
        assert_eq!((rows.overlaps.n, rows.repeats.n), (0, 1));
        assert_eq!(problems, [(7, "duplicate".to_owned())]);
        let sheet = Sheet::read("id,time,event\n1,5,1\n1,5,1\n");
        let nobody = Roles { id: None, ..sheet.guess() };
        assert_eq!(gather(&sheet, &nobody).unwrap().person_rows, PersonRows::default());
    }
}
