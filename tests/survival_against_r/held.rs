//! That no public estimator is left without a reference.

use crate::common::fixture;
use crate::common::held_to_account::HELD_TO_ACCOUNT;
use std::collections::BTreeSet;

/// The rooms of the estimators.
const ESTIMATORS: [&str; 5] = ["compare", "competing", "cox", "estimate", "evidence"];

/// What they stand on.
const FOUNDATIONS: [&str; 6] = [
    "risk_set.rs",
    "math/beta.rs",
    "math/chi_square.rs",
    "math/gamma.rs",
    "math/normal.rs",
    "math/saddle_point.rs",
];

#[test]
fn every_estimator_has_a_reference() {
    let src = fixture::root().join("src");
    let mut public = BTreeSet::new();
    let (mut rooms, mut files) = (Vec::from(ESTIMATORS.map(String::from)), Vec::new());
    while let Some(room) = rooms.pop() {
        for entry in std::fs::read_dir(src.join(&room)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{room}/{}", entry.file_name().into_string().unwrap());
            if entry.path().is_dir() { rooms.push(path) } else { files.push(path) }
        }
    }
    files.extend(FOUNDATIONS.map(String::from));
    for file in files {
        let text = std::fs::read_to_string(src.join(&file)).unwrap();
        for line in text.lines() {
            let Some(rest) = line.trim_start().strip_prefix("pub fn ") else { continue };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            public.insert((file.clone(), name));
        }
    }
    let held: BTreeSet<(String, String)> =
        HELD_TO_ACCOUNT.iter().map(|(file, name, _)| (file.to_string(), name.to_string())).collect();
    assert_eq!(public.difference(&held).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "no reference");
    assert_eq!(held.difference(&public).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "gone");
}
