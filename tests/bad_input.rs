//! Bad input, and everything that `check` prints about it. The cases are in `tests/cases/bad-input`, and `made` has
//! those that need code. A reader who has never seen the code must be able to fix the mistake with what is printed.

mod accepted;
mod fixes;
mod made;
mod many;

use crate::support::cases::{Case, case_files, cases};
use crate::support::{PACKAGE, Project, Run};
use made::MADE;
use rayon::prelude::*;
use std::sync::LazyLock;
use wares::cli::Disk;
use wares::source::Files;

case_files!(
    "bad-input",
    Case::checked,
    [
        anchors_and_tags,
        booleans,
        brackets_and_braces,
        documents,
        indentation_and_dashes,
        keys_and_kinds,
        manifest,
        numbers_and_limits,
        periods,
        prices,
        quotes_and_escapes,
        references,
        unquoted_text,
        upgrade_groups,
        values_of_another_type,
        whitespace_and_encodings,
    ]
);

const GROUP: &str = "\
kind: upgrade_group
name: Web
members:
  - { item: HST-GLDY, level: 1 }
";

const MANIFEST: &str = "\
format: 1
catalog: test
currencies: [EUR, USD]
languages: [en, de]
";

/// A text in which one part is replaced.
#[track_caller]
fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replacen(from, to, 1)
}

/// A catalog of a package in which one part is replaced.
#[track_caller]
fn package(from: &str, to: &str) -> Project {
    Project::new().file("a.yaml", &with(PACKAGE, from, to))
}

/// A catalog of a package with another yearly price in euros.
fn price(text: &str) -> Project {
    package("99.00", text)
}

/// A valid package, and an upgrade group in which one part is replaced.
fn group(from: &str, to: &str) -> Project {
    Project::new().file("a.yaml", PACKAGE).file("b.yaml", &with(GROUP, from, to))
}

/// A valid package, and a manifest in which one part is replaced.
fn manifest(from: &str, to: &str) -> Project {
    Project::new().file("wares.yaml", &with(MANIFEST, from, to)).file("a.yaml", PACKAGE)
}

fn check(project: &Project, format: &str) -> Run {
    project.run_bound(&format!("check --format {format}"))
}

/// What `check` prints for a case.
pub struct Checked {
    /// The case's name.
    pub name: String,
    json: serde_json::Value,
    /// What it prints for people.
    pub text: String,
}

impl Checked {
    /// The findings.
    pub fn findings(&self) -> &[serde_json::Value] {
        self.json["findings"].as_array().expect("findings")
    }
}

/// What `check` prints for every case. It is computed only once, because running the program takes time.
pub static CHECKED: LazyLock<Vec<Checked>> = LazyLock::new(|| {
    let checked = |(name, project): (String, Project)| {
        let run = check(&project, "json");
        let json = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{name}: {run:?}"));
        Checked { name, json, text: shown(&project) }
    };
    all().into_par_iter().map(checked).collect()
});

/// Everything that `check` prints, and its exit code.
fn shown(project: &Project) -> String {
    let run = check(project, "text");
    format!("{}{}exit code {}\n", run.stdout, run.stderr, run.exit_code())
}

/// Every case, with its file and name.
pub fn all() -> Vec<(String, Project)> {
    let named = |file: &'static str| move |case: Case| (format!("{file}: {}", case.name), case.project());
    let written = CASE_FILES.iter().flat_map(|file| cases("bad-input", file).into_iter().map(named(file)));
    written.chain(MADE.iter().map(|(name, make)| (format!("made: {name}"), make()))).collect()
}

/// Messages are for people who do not know Rust.
#[test]
fn no_message_names_a_rust_type() {
    for Checked { name, text, .. } in CHECKED.iter() {
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let is_type =
            |word: &&str| ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f64"].contains(word);
        assert_eq!(words.find(is_type), None, "{name}: {text}");
    }
}

/// A program that reads the JSON gets the same findings as a person who reads the text.
#[test]
fn json_and_text_have_the_same_findings() {
    for checked in CHECKED.iter() {
        let Checked { name, json, text } = checked;
        assert_eq!((&json["format_version"], &json["exit_code"]), (&1.into(), &1.into()), "{name}");
        let json: Vec<&str> = checked.findings().iter().filter_map(|f| f["code"].as_str()).collect();
        let code = |line: &str| {
            let mut all = wares::codes::all().into_iter();
            all.find(|code| line == format!("{code} {}", code.name())).map(|code| code.as_str())
        };
        let text: Vec<&str> = text.lines().filter_map(code).collect();
        assert_eq!(json, text, "{name}");
        assert!(!json.is_empty(), "{name}");
    }
}

/// The text of every readable file of every case, for other tests.
pub fn texts() -> Vec<String> {
    let read = |(_, project): (String, Project)| {
        let disk = Disk::new(&project.path(""));
        let paths = disk.list().unwrap_or_default().into_iter();
        paths.filter_map(|path| String::from_utf8(disk.read(&path).ok()?).ok()).collect::<Vec<_>>()
    };
    all().into_iter().flat_map(read).collect()
}

/// Every finding underlines text, unless it is about a whole file.
#[test]
fn every_finding_underlines_text() {
    for checked in CHECKED.iter() {
        let name = &checked.name;
        for finding in checked.findings() {
            let label = &finding["labels"][0];
            let file = label["file"].as_str().expect("a file");
            let message = finding["message"].as_str().expect("a message");
            let is_about_file = message.starts_with(&format!("`{file}`")) || finding["code"] == "M01";
            assert!(label["end"].as_u64() > label["start"].as_u64() || is_about_file, "{name}: {finding:#}");
            assert!(!finding["help"].as_str().unwrap_or_default().is_empty(), "{name}: {finding:#}");
        }
    }
}
