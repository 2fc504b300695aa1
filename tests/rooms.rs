//! Who may import whom. The rooms stand in one line; an arrow back would let a formula depend on a
//! sentence or a pixel.
#![allow(clippy::unwrap_used)] // what fails here fails the test

use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms it may name with `crate::`.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("math", &[]),
    ("order.rs", &[]),
    ("step.rs", &[]),
    ("data", &["math", "order"]),
    ("risk_set.rs", &["data", "order"]),
    ("estimate", &["data", "math", "order", "risk_set", "step"]),
    ("compare", &["data", "math", "order", "risk_set"]),
    ("cox", &["data", "math", "order", "risk_set", "step"]),
    ("competing", &["cox", "data", "estimate", "math", "order", "risk_set", "step"]),
    ("evidence", &["data", "math"]),
    ("figure", &["data"]),
    (
        "report",
        &[
            "compare",
            "competing",
            "cox",
            "data",
            "estimate",
            "evidence",
            "figure",
            "math",
            "order",
            "risk_set",
            "step",
        ],
    ),
    ("plot", &["figure", "math", "order", "step"]),
    ("wasm", &["compare", "data", "figure", "plot", "report"]),
];

fn sources(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| sources(&path))
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

/// The part of a source before its tests, which may use what they like.
fn without_tests(source: &str) -> &str {
    source.split("#[cfg(test)]").next().unwrap_or(source)
}

/// First names after `crate::` in the code, doc comments left out.
fn imports(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>())
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn rooms_import_only_what_stands_before_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    for (room, allowed) in MAY_IMPORT {
        let own = room.trim_end_matches(".rs");
        for path in sources(&src.join(room)) {
            for import in imports(without_tests(&fs::read_to_string(&path).unwrap())) {
                seen += 1;
                let fine = import == own || allowed.contains(&import.as_str());
                assert!(fine, "{} imports {import}", path.display());
            }
        }
    }
    assert!(seen > 50, "imports are found: {seen}");
}

#[test]
fn every_room_is_listed() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "lib.rs" || MAY_IMPORT.iter().any(|(room, _)| *room == name), "{name} has no place");
    }
}

#[test]
fn the_core_knows_no_browser_and_no_drawing() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for room in [
        "math",
        "data",
        "estimate",
        "compare",
        "competing",
        "cox",
        "evidence",
        "report",
        "risk_set.rs",
        "figure",
    ] {
        for path in sources(&src.join(room)) {
            let source = fs::read_to_string(&path).unwrap();
            for stranger in ["wasm_bindgen", "web_sys", "js_sys", "plotters", "std::time", "static mut"] {
                assert!(!source.contains(stranger), "{} knows {stranger}", path.display());
            }
        }
    }
}
