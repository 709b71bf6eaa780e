//! Every rule has a file of cases: what it finds is said on the line where it finds it.

use crate::support::Memory;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use wares::diagnostic::Severity;

const MANIFEST: &str = "format: 1\ncatalog: test\ncurrencies: [EUR, USD]\nlanguages: [en, de]\n";
/// What begins a case: all up to the next one is a catalog of its own.
const CASE: &str = "# case: ";
/// What stands at the end of a line on which something is found.
const FINDS: &str = "# finds: ";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/rules")
}

/// What a text says will be found, by line.
fn expected(text: &str) -> BTreeSet<(usize, String)> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(at, line)| Some((at + 1, line.split_once(FINDS)?.1.to_owned()))).collect()
}

/// What is found in a text by a code, by line; anything else that is found is an error of the case.
fn found(text: &str, code: &str) -> BTreeSet<(usize, String)> {
    let loaded = Memory::new([("wares.yaml", MANIFEST), ("case.yaml", text)]).load();
    let line = |finding: &wares::diagnostic::Diagnostic| {
        assert_eq!(finding.code.as_str(), code, "{}\n{text}", finding.message);
        (loaded.sources.position(finding.primary()).line, finding.message.clone())
    };
    loaded.findings.iter().map(line).collect()
}

#[test]
fn every_rule_finds_what_its_cases_say_and_nothing_else() {
    let mut files: BTreeSet<String> = std::fs::read_dir(folder())
        .expect("the cases")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("UTF-8"))
        .collect();
    for rule in wares::rules::all() {
        let (code, file) = (rule.code(), format!("{}.yaml", rule.code().name()));
        assert!(files.remove(&file), "the rule {code} has no cases: tests/cases/rules/{file}");
        let text = std::fs::read_to_string(folder().join(&file)).expect("a file");
        let cases: Vec<&str> =
            text.split(CASE).skip(1).map(|case| case.split_once('\n').expect("a title").1).collect();
        let all: Vec<_> = cases.iter().map(|case| (expected(case), found(case, code.as_str()))).collect();
        for (expected, found) in &all {
            assert_eq!(expected, found, "{file}");
        }
        assert!(all.iter().any(|(it, _)| !it.is_empty()), "{file} has a case in which something is found");
        assert!(all.iter().any(|(it, _)| it.is_empty()), "{file} has a case in which nothing is found");
    }
    assert_eq!(files, BTreeSet::new(), "these are the cases of no rule");
}

#[test]
fn a_warning_stops_nothing() {
    let text = std::fs::read_to_string(folder().join("periods-of-same-length.yaml")).expect("a file");
    let case = text.split(CASE).nth(1).expect("a case").split_once('\n').expect("a title").1;
    let loaded = Memory::new([("wares.yaml", MANIFEST), ("case.yaml", case)]).load();
    assert!(loaded.findings.iter().all(|finding| finding.severity == Severity::Warning));
    let project = crate::support::Project::new().file("case.yaml", case).init();
    project.run("check").code(0).says("2 warnings");
    project.run("list").code(0).says("A-1").says("note: 2 warnings in the files");
    project.run("describe item A-1").code(0).says("periods[12 month]").says("note: 2 warnings");
    project.run("plan").code(0).says("create item `A-1`").says("note: 2 warnings");
    project.apply();
    project.write("broken.yaml", "kind: [\n");
    project.run("list").code(0).says("A-1").says("1 error, 2 warnings");
    project.run("describe item A-1").code(0).says("periods[12 month]").says("1 error, 2 warnings");
    project.run("plan").code(1).says("S02").says("A31");
}
