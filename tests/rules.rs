//! Every rule has a file of cases in `tests/cases/rules/`, in which comments say what it must find on their lines.

use crate::support::Memory;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use wares::diagnostic::{Code, Severity};

const MANIFEST: &str = "\
format: 1
catalog: test
currencies: [EUR, USD]
languages: [en, de]
external:
  - { kind: service_plan, name: platform-plan }
  - { kind: tariff, name: platform-tariff }
  - { kind: user_group, name: platform-group }
  - { kind: installation_package, name: platform-package }
";
/// Begins a case. The lines up to the next case are a catalog of their own.
const CASE: &str = "# case: ";
/// Begins a file of a case, in addition to `case.yaml`.
const FILE: &str = "# file: ";
/// Precedes the expected message, at the end of the line that has the finding.
const FINDS: &str = "# finds: ";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/rules")
}

/// The findings that a text expects: line and message.
fn expected(text: &str) -> BTreeSet<(usize, String)> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(at, line)| Some((at + 1, line.split_once(FINDS)?.1.to_owned()))).collect()
}

/// The findings of a rule in a text: line and message. Findings of other rules are ignored, since their own cases test
/// them. A finding that comes from no rule means that the case is wrong.
fn found(text: &str, code: Code) -> BTreeSet<(usize, String)> {
    let manifest = [("wares.yaml".to_owned(), MANIFEST.to_owned())].into_iter();
    let loaded = Memory::new(manifest.chain(files(text))).judge();
    let is_rule = |code: Code| wares::rules::all().iter().any(|rule| rule.code() == code);
    let mut others = loaded.findings.iter().filter(|finding| !is_rule(finding.code));
    assert_eq!(others.next(), None, "{text}");
    let of_rule = loaded.findings.iter().filter(|finding| finding.code == code);
    of_rule
        .map(|finding| (loaded.sources.position(finding.primary()).line, finding.message.clone()))
        .collect()
}

/// The path and text of each file of a case. Empty lines before the text keep its line numbers those of the case.
fn files(text: &str) -> Vec<(String, String)> {
    let mut files = vec![("case.yaml".to_owned(), String::new())];
    for (above, line) in text.lines().enumerate() {
        match line.strip_prefix(FILE) {
            Some(path) => files.push((path.to_owned(), "\n".repeat(above + 1))),
            None => files.last_mut().expect("a file").1 += &format!("{line}\n"),
        }
    }
    files
}

/// How many documents of a case expect no finding.
fn silent(case: &str) -> usize {
    case.split("\n---\n").filter(|document| !document.contains(FINDS)).count()
}

#[test]
fn every_rule_finds_exactly_what_its_cases_expect() {
    let mut files: BTreeSet<String> = std::fs::read_dir(folder())
        .expect("the cases")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("UTF-8"))
        .collect();
    let mut wrong: Vec<String> = Vec::new();
    // A rule that needs a live database has a separate test.
    for rule in wares::rules::all().into_iter().filter(|rule| !rule.needs_live()) {
        let (code, file) = (rule.code(), format!("{}.yaml", rule.code().name()));
        assert!(files.remove(&file), "the rule {code} has no cases: write tests/cases/rules/{file}");
        let text = std::fs::read_to_string(folder().join(&file)).expect("a file");
        let counts: Vec<(usize, usize)> = cases(&text)
            .into_iter()
            .map(|(title, case)| {
                let (expected, found) = (expected(&case), found(&case, code));
                if expected != found {
                    wrong.push(format!(
                        "{file}, the case `{title}`, expects {expected:#?}\nbut the rule finds {found:#?}"
                    ));
                }
                (expected.len(), silent(&case))
            })
            .collect();
        let [found, silent] = [|it: &(usize, usize)| it.0, |it: &(usize, usize)| it.1]
            .map(|part| counts.iter().map(part).sum::<usize>());
        assert!(found >= 2, "{file} needs two documents in which something is found");
        assert!(silent >= 2, "{file} needs two documents in which nothing is found");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(files, BTreeSet::new(), "these files belong to no rule in `rules::all`");
}

/// The title and text of each case of a file. Empty lines before the text keep its line numbers those of the file.
fn cases(text: &str) -> Vec<(String, String)> {
    let mut cases: Vec<(String, String)> = Vec::new();
    for (above, line) in text.lines().enumerate() {
        match (line.strip_prefix(CASE), cases.last_mut()) {
            (Some(title), _) => cases.push((title.to_owned(), "\n".repeat(above + 1))),
            (None, Some((_, case))) => *case += &format!("{line}\n"),
            (None, None) => panic!("a file of cases begins with `{CASE}…`"),
        }
    }
    cases
}

#[test]
fn warnings_do_not_stop_any_command() {
    let text = std::fs::read_to_string(folder().join("periods-of-same-length.yaml")).expect("a file");
    let case = cases(&text).remove(0).1;
    let loaded = Memory::new([("wares.yaml", MANIFEST), ("case.yaml", case.as_str())]).judge();
    assert!(loaded.findings.iter().all(|finding| finding.severity == Severity::Warning));
    let project = crate::support::Project::new().file("case.yaml", &case).init();
    project.run("check").code(0).says("2 warnings");
    project.run("list").code(0).says("A-1").says("note: 2 warnings in the files");
    project.run("describe item A-1").code(0).says("periods[12 months]").says("note: 2 warnings");
    project.run("plan").code(0).says("create item `A-1`").says("note: 2 warnings");
    project.apply();
    project.write("broken.yaml", "kind: [\n");
    project.run("list").code(0).says("A-1").says("1 error, 2 warnings");
    project.run("describe item A-1").code(0).says("periods[12 months]").says("1 error, 2 warnings");
    project.run("plan").code(1).says("S02").says("A31");
}

/// A case in which one of the documents begins with a comment that allows the findings of a rule.
fn allowing(case: &str, number: usize, name: &str) -> String {
    let documents: Vec<&str> = case.split("\n---\n").collect();
    let commented = documents.iter().enumerate().map(|(at, document)| match at == number {
        true => format!("# wares:allow {name} as a test\n{document}"),
        false => (*document).to_owned(),
    });
    commented.collect::<Vec<_>>().join("\n---\n")
}

#[test]
fn comment_in_any_document_allows_the_findings_there() {
    for rule in wares::rules::all().into_iter().filter(|rule| !rule.needs_live()) {
        let (code, name) = (rule.code(), rule.code().name());
        let text = std::fs::read_to_string(folder().join(format!("{name}.yaml"))).expect("a file");
        let cases = cases(&text).into_iter().filter(|(_, case)| case.contains(FINDS) && !case.contains(FILE));
        for (title, case) in cases {
            let case = case.trim_start_matches('\n');
            for number in 0..case.split("\n---\n").count() {
                let text = allowing(case, number, name);
                let loaded = Memory::new([("wares.yaml", MANIFEST), ("case.yaml", text.as_str())]).judge();
                let of_rule = loaded.findings.iter().filter(|finding| finding.code == code);
                let mut places = of_rule.filter_map(|finding| finding.primary().place());
                let is_there = |place: wares::diagnostic::Place| {
                    place.file().path() == "case.yaml" && place.document.serial as usize == number
                };
                assert!(!places.any(is_there), "{code}, the case `{title}`, document {number}:\n{text}");
            }
        }
    }
}
