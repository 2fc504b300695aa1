//! What is exported: the samples of the page, and a sheet that has everything.

use riskset::data::{Roles, Sheet};
use std::fs;

/// Entry times, strata, clusters, two measurements, hostile names.
pub(crate) const FULL: &str = "id,arm,entry,week,died,stage,age,\"kind \"\"x\"\"\"\n\
    1,\"=cmd|'/c calc'!A1\",0,5,1,I,41,p\n2,\"=cmd|'/c calc'!A1\",1,8,0,I,52,q\n3,\"=cmd|'/c calc'!A1\",0,9,1,II,63,p\n\
    3,\"=cmd|'/c calc'!A1\",2,11,1,II,48,q\n4,\"\"\"); system(\"\"x\"\")#\\\",0,4,1,I,77,p\n5,\"\"\"); system(\"\"x\"\")#\\\",0,6,1,II,70,q\n\
    6,\"\"\"); system(\"\"x\"\")#\\\",3,7,0,I,66,q\n7,\"\"\"); system(\"\"x\"\")#\\\",0,10,1,II,59,p\n8,\"\"\"); system(\"\"x\"\")#\\\",1,12,0,I,,p\n";

pub(crate) fn samples() -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir("www/samples").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "csv"));
    files.sort();
    assert!(files.len() >= 7);
    let read = |path: &std::path::PathBuf| (path.display().to_string(), fs::read_to_string(path).unwrap());
    files.iter().map(read).collect()
}

pub(crate) fn full() -> (Sheet, Roles) {
    let sheet = Sheet::read(FULL);
    let roles = Roles { strata: Some(5), covariates: vec![6, 7], ..sheet.guess() };
    (sheet, roles)
}
