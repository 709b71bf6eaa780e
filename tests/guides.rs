//! Tests the documentation: the examples in the guides work as shown, generated pages are up to date, paragraphs are
//! short, and links resolve.

use crate::support::{Project, Session};
use std::path::Path;

/// Defines a separate test for each guide, so that the guides run in parallel.
macro_rules! guides {
    ($($name:ident: $path:literal),* $(,)?) => {
        const GUIDES: &[&str] = &[$($path),*];

        $(
            #[test]
            fn $name() {
                Session::run($path);
            }
        )*
    };
}

guides! {
    readme: "README.md",
    write_a_catalog: "docs/catalog.md",
    upgrade_ladders: "docs/upgrade-ladders.md",
    details_and_plans: "docs/details-and-plans.md",
    describe_and_quote: "docs/quote.md",
    existing_database: "docs/existing-database.md",
    pull_requests: "docs/pull-requests.md",
    several_environments: "docs/environments.md",
    refusals: "docs/refused.md",
    ownership_and_drift: "docs/ownership.md",
    rules_and_fixes: "docs/rules-and-fixes.md",
    database_administrators: "docs/dba.md",
    editors: "docs/editors.md",
}

/// The pages that the program generates, each with the command that prints it.
const GENERATED: &[(&str, &str)] = &[
    ("docs/rules.md", "explain --format markdown"),
    ("docs/language.md", "schema --format markdown"),
    ("docs/commands.md", "man --format markdown"),
];

/// The pages that have no examples to run.
const WITHOUT_EXAMPLES: &[&str] = &["docs/limits.md"];

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

fn pages() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let names = std::fs::read_dir(folder).expect("docs").flatten().map(|entry| entry.file_name());
    let paths = names.map(|name| format!("docs/{}", name.to_string_lossy()));
    paths.filter(|path| path.ends_with(".md")).chain(["README.md".to_owned()]).collect()
}

#[test]
fn every_page_is_run_or_generated() {
    let generated = || GENERATED.iter().map(|(path, _)| path);
    for page in pages() {
        let is_known = GUIDES.iter().chain(generated()).chain(WITHOUT_EXAMPLES).any(|known| *known == page);
        assert!(
            is_known,
            "{page} is neither run as a guide, nor generated, nor listed as a page without examples"
        );
    }
}

#[test]
fn generated_pages_are_up_to_date() {
    for (path, command) in GENERATED {
        let printed = Project::new().run(command).code(0).stdout;
        assert!(printed == text(path), "{path} is stale: run `make docs`");
    }
}

/// The paragraphs and list items of a page, without its headings, tables and code blocks.
fn paragraphs(text: &str) -> Vec<String> {
    let mut is_example = false;
    let mut prose = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_example = !is_example;
        }
        let is_prose = !is_example && !line.starts_with(['#', '|']) && !line.trim_start().starts_with("```");
        prose += if is_prose { line } else { "" };
        prose += "\n";
    }
    let item = regex::Regex::new(r"\n(-|\d+\.) ").expect("a pattern");
    item.replace_all(&prose, "\n\n$1 ").split("\n\n").map(|part| part.trim().to_owned()).collect()
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[test]
fn readme_has_at_most_1500_words() {
    let readme = text("README.md");
    assert!(words(&readme) <= 1500, "the README has {} words", words(&readme));
}

#[test]
fn paragraphs_of_guides_have_at_most_60_words() {
    for page in GUIDES {
        for paragraph in paragraphs(&text(page)) {
            let count = words(&paragraph);
            assert!(count <= 60, "{page}: a paragraph of {count} words:\n{paragraph}");
        }
    }
}

/// The anchors of a page's headings, as GitHub derives them from the titles.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| -> String {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        title
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
            .collect::<String>()
            .replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn links_resolve_to_existing_files_and_headings() {
    let link = regex::Regex::new(r"\]\(([^)\s]+)\)").expect("a pattern");
    let others = ["CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned);
    for page in pages().into_iter().chain(others) {
        let content = text(&page);
        for target in link.captures_iter(&content).map(|found| found[1].to_owned()) {
            if target.contains("://") {
                continue;
            }
            let (path, anchor) = target.split_once('#').unwrap_or((target.as_str(), ""));
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            let folder = root.join(&page);
            let path = if path.is_empty() {
                root.join(&page)
            } else {
                folder.parent().expect("a folder").join(path)
            };
            assert!(path.exists(), "{page}: {target} does not exist");
            if !anchor.is_empty() {
                let text = std::fs::read_to_string(&path).expect("a page");
                assert!(
                    anchors(&text).iter().any(|known| known == anchor),
                    "{page}: {target} has no such heading"
                );
            }
        }
    }
}
