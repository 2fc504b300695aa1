//! The scripts for R and Python give the same numbers where they are run.

use crate::given::{FULL, full, samples};
use riskset::cox::likelihood::Ties;
use riskset::data::{Roles, Sheet};
use riskset::estimate::confidence::ConfType;
use riskset::report::export::{Text, write};
use riskset::report::{CurveKind, Options};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

/// An interpreter and the package that its scripts need.
struct Language {
    text: Text,
    command: &'static str,
    /// Reads the script from its input and nothing else.
    bare: &'static [&'static str],
    /// Succeeds where the package is installed.
    probe: [&'static str; 2],
}

const R: Language = Language {
    text: Text::R,
    command: "R",
    bare: &["--vanilla", "--slave"],
    probe: ["-e", "library(survival)"],
};
const PYTHON: Language =
    Language { text: Text::Python, command: "python3", bare: &["-"], probe: ["-c", "import lifelines"] };

impl Language {
    fn is_installed(&self) -> bool {
        let mut probe = Command::new(self.command);
        probe.args(self.probe).stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    }

    /// Runs a script; its lines of comparison.
    fn run(&self, script: &str) -> Vec<String> {
        let mut child = Command::new(self.command)
            .args(self.bare)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{script}\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
        let lines = said.lines().filter(|line| line.ends_with("  same") || line.ends_with("  DIFFERENT"));
        lines.map(str::to_owned).collect()
    }

    /// All runs give the same, and compare more than so many numbers; says so where the language is missing.
    fn finds_the_same(&self, name: &str, more_than: usize) {
        if !self.is_installed() {
            println!("{name} is not installed: its scripts were not run here.");
            return;
        }
        let runs = runs();
        let compared: usize = runs.iter().map(|run| self.same(run)).sum();
        println!("{name}: {compared} numbers are the same in {} runs", runs.len());
        assert!(compared > more_than, "{compared}");
    }

    /// Everything that the script compares is the same; how many numbers that were.
    fn same(&self, Run { name, text, roles, options }: &Run) -> usize {
        let script = write(self.text, &Sheet::read(text), roles, options).unwrap();
        let lines = self.run(&script);
        let different: Vec<&String> = lines.iter().filter(|line| line.ends_with("DIFFERENT")).collect();
        assert!(different.is_empty(), "{name}: {different:#?}");
        assert!(lines.len() >= script.matches("\nshown(").count().min(2), "{name}: {script}");
        lines.len()
    }
}

/// One analysis.
struct Run {
    name: String,
    text: String,
    roles: Roles,
    options: Options,
}

impl Run {
    fn new(name: &str, text: &str, roles: Roles, options: Options) -> Run {
        Run { name: name.to_owned(), text: text.to_owned(), roles, options }
    }

    fn guessed(name: &str, text: &str, options: Options) -> Run {
        Run::new(name, text, Sheet::read(text).guess(), options)
    }
}

/// All samples, every kind of limits and ties, and what else a script must write in its own way.
fn runs() -> Vec<Run> {
    let samples = samples();
    let mut runs: Vec<Run> =
        samples.iter().map(|(name, text)| Run::guessed(name, text, Options::default())).collect();
    let (_, aml) = samples.iter().find(|(name, _)| name.contains("aml")).unwrap();
    for conf_type in ConfType::ALL {
        let options = Options { conf_type: Some(conf_type), conf_level: Some(0.9), ..Options::default() };
        runs.push(Run::guessed(&format!("aml {conf_type:?}"), aml, options));
    }
    for ties in [Ties::Breslow, Ties::Exact] {
        let options = Options { ties: Some(ties), curve: Some(CurveKind::Event), ..Options::default() };
        runs.push(Run::guessed(&format!("aml {ties:?}"), aml, options));
    }
    runs.push(Run::guessed("aml, tau", aml, Options { tau: Some(20.0), ..Options::default() }));
    let (_, roles) = full();
    runs.push(Run::new("full", FULL, roles.clone(), Options::default()));
    let options = Options { stratified: Some(false), robust: Some(true), ..Options::default() };
    runs.push(Run::new("full, robust", FULL, roles, options));
    runs.push(Run::guessed("one group", "day,died\n3,1\n5,0\n8,1\n", Options::default()));
    let apart = FULL.replace(",entry,", ",since,").replace("id,arm", "person,arm");
    let roles = Roles { strata: Some(5), entry: None, id: None, ..Sheet::read(&apart).guess() };
    runs.push(Run::new("strata without entry", &apart, roles, Options::default()));
    let roles = Roles {
        event_values: vec!["relapse".into()],
        competing_values: vec!["died".into()],
        ..Sheet::read(LATE).guess()
    };
    runs.push(Run::new("competing, late", LATE, roles, Options::default()));
    runs.push(Run::guessed("rows of one person", FOLLOWING, Options::default()));
    let roles = Roles { covariates: vec![5], ..Sheet::read(FOLLOWING).guess() };
    runs.push(Run::new("a covariate that changes", FOLLOWING, roles, Options::default()));
    let elsewhere = FOLLOWING.replace("1,4,9,1,a", "1,4,9,1,b");
    runs.push(Run::guessed("who goes on in another group", &elsewhere, Options::default()));
    let again = FOLLOWING.replace("3,0,7,1,a,15", "3,0,5,1,a,15\n3,5,7,1,a,15");
    runs.push(Run::guessed("two events of one person", &again, Options::default()));
    runs
}

/// Competing events of people who come late.
const LATE: &str = "arm,entry,day,end\na,0,4,relapse\na,1,6,died\na,0,9,relapse\na,2,11,censored\na,3,12,relapse\n\
    b,0,3,died\nb,1,5,relapse\nb,4,8,died\nb,0,10,censored\nb,2,13,relapse\n";

/// People whose follow-up is cut into rows.
pub(crate) const FOLLOWING: &str = "id,start,stop,event,arm,dose\n1,0,4,0,a,10\n1,4,9,1,a,20\n2,0,12,0,a,10\n3,0,7,1,a,15\n\
    4,0,6,0,b,10\n4,6,8,1,b,30\n5,1,3,0,b,20\n5,3,10,1,b,20\n6,0,11,0,b,10\n7,0,5,1,b,12\n";

#[test]
fn r_finds_the_same_numbers() {
    R.finds_the_same("R with the package survival", 250);
}

#[test]
fn lifelines_finds_the_same_numbers() {
    PYTHON.finds_the_same("Python with the package lifelines", 100);
}

#[test]
fn names_are_only_text_in_scripts() {
    let (sheet, roles) = full();
    for what in [Text::R, Text::Python] {
        let script = write(what, &sheet, &roles, &Options::default()).unwrap();
        assert!(!script.contains("\"); system(\"x\")") && script.contains("; system("), "{script}");
    }
}

#[test]
fn large_data_are_read_from_the_file_of_subjects() {
    let rows: String =
        (0..6000).map(|i| format!("{},{},{}\n", ["a", "b"][i % 2], 1 + i % 97, i % 3 / 2)).collect();
    let sheet = Sheet::read(&format!("arm,day,died\n{rows}"));
    let options = Options { depth: Some(riskset::report::Depth::First), ..Options::default() };
    let script = write(Text::R, &sheet, &sheet.guess(), &options).unwrap();
    assert!(
        script.len() < 5000 && script.contains("read.csv(\"riskset-died-a-vs-b-subjects.csv\""),
        "{script}"
    );
    let folder = std::env::temp_dir().join("riskset-large-subjects.csv");
    fs::write(&folder, write(Text::SubjectsCsv, &sheet, &sheet.guess(), &options).unwrap()).unwrap();
    let here = script.replace("riskset-died-a-vs-b-subjects.csv", folder.to_str().unwrap());
    if R.is_installed() {
        let lines = R.run(&here);
        assert!(lines.len() > 8 && lines.iter().all(|line| line.ends_with("  same")), "{lines:#?}");
    }
}
