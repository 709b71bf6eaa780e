//! Stories: changes of single fields. Each must reach its column, be planned with the expected lines, and be applied so
//! that the next plan is empty.

use super::{Memory, Project};
use std::collections::{BTreeMap, BTreeSet};
use wares::table::{Key, Value};

/// A change of one field of a document, and its expected effect.
#[derive(Clone)]
pub struct Story {
    /// The kind, and the path of the field in the schema.
    pub path: String,
    /// The name of the document.
    pub document: String,
    /// The text in the document before the change, and after it.
    pub change: [&'static str; 2],
    /// The table and column that the change reaches. `*` stands for added or deleted rows, with the rows below them.
    pub column: (String, &'static str),
    /// The lines of the plan below the title of the resource.
    pub lines: Vec<String>,
}

/// Stories of one catalog.
pub struct Stories {
    /// Each of them.
    pub all: Vec<Story>,
    /// The documents that change, by the names of their files.
    pub documents: BTreeMap<String, String>,
    /// The other files, the manifest among them, by their paths.
    pub files: Vec<(&'static str, String)>,
}

impl Story {
    /// The text of the document with the field changed.
    fn changed(&self, documents: &BTreeMap<String, String>) -> String {
        let text = &documents[&self.document];
        let [from, to] = self.change;
        assert_eq!(text.matches(from).count(), 1, "`{from}` must appear exactly once in\n{text}");
        text.replacen(from, to, 1)
    }
}

impl Stories {
    /// The paths of the fields that have a story.
    pub fn paths(&self) -> BTreeSet<String> {
        self.all.iter().map(|story| story.path.clone()).collect()
    }

    /// A project with the documents before any change.
    pub fn project(&self) -> Project {
        let project =
            self.files.iter().fold(Project::new(), |project, (path, text)| project.file(path, text));
        self.documents
            .iter()
            .fold(project, |project, (name, text)| project.file(&format!("{name}.yaml"), text))
    }

    /// Asserts that each story changes its column, and no other.
    pub fn reach_their_columns(&self) {
        let before = self.lowered(&self.documents);
        for story in &self.all {
            let mut changed = self.documents.clone();
            changed.insert(story.document.clone(), story.changed(&self.documents));
            let after = self.lowered(&changed);
            let differ = |(a, b): (&Values, &Values)| {
                a.iter()
                    .filter(|(at, value)| b.get(*at) != Some(value))
                    .map(|((table, _, column), _)| (*table, *column))
                    .collect::<Vec<_>>()
            };
            let found: BTreeSet<(&str, &str)> =
                [(&before, &after), (&after, &before)].into_iter().flat_map(differ).collect();
            let (table, column) = &story.column;
            match *column {
                "*" => assert!(found.iter().any(|(name, _)| name == table), "{}: {found:?}", story.path),
                column => assert_eq!(
                    found,
                    BTreeSet::from([(table.as_str(), column)]),
                    "{}: {:?}",
                    story.path,
                    story.change
                ),
            }
        }
    }

    /// Every value of every row by its table, key and column.
    fn lowered(&self, documents: &BTreeMap<String, String>) -> Values {
        let files = documents.iter().map(|(name, text)| (format!("{name}.yaml"), text.clone()));
        let others = self.files.iter().map(|(path, text)| ((*path).to_owned(), text.clone()));
        let loaded = Memory::new(files.chain(others)).load();
        let catalog = loaded.catalog.expect("a catalog");
        let desired = catalog.sound().unwrap_or_else(|| panic!("{:#?}", loaded.findings)).lower();
        let mut values = BTreeMap::new();
        for resource in &desired.resources {
            for row in desired.rows(resource).iter() {
                let set_values = row
                    .columns_with_values()
                    .map(|(column, value)| ((row.table.name, row.key.clone(), column.name), value.clone()));
                values.extend(set_values);
            }
        }
        values
    }

    /// Asserts that each story is planned with its lines and can be applied. The project must have the documents as
    /// they are before any change.
    pub fn are_planned_and_applied(&self, project: &Project) {
        let write = |name: &str, text: &str| project.write(&format!("{name}.yaml"), text);
        for round in self.rounds() {
            round.iter().for_each(|story| write(&story.document, &story.changed(&self.documents)));
            let plan = project.run("plan").code(0);
            let mut planned: Vec<Vec<String>> = lines_by_title(&plan.changes()).into_values().collect();
            let mut expected: Vec<Vec<String>> = round.iter().map(|story| story.lines.clone()).collect();
            planned.sort();
            expected.sort();
            assert_eq!(planned, expected, "{}", plan.stdout);
            project.apply();
            self.documents.iter().for_each(|(name, text)| write(name, text));
            project.run("apply --auto-approve").code(0);
        }
    }

    /// The stories in rounds, each of which has at most one story of each document.
    fn rounds(&self) -> Vec<Vec<&Story>> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut rounds: Vec<Vec<&Story>> = Vec::new();
        for story in &self.all {
            let number = counts.entry(&story.document).or_default();
            if rounds.len() == *number {
                rounds.push(Vec::new());
            }
            rounds[*number].push(story);
            *number += 1;
        }
        rounds
    }
}

/// Values by table, key and column.
type Values = BTreeMap<(&'static str, Key, &'static str), Value>;

/// The lines of each resource of a plan, by its title.
fn lines_by_title(lines: &[String]) -> BTreeMap<String, Vec<String>> {
    let mut by_title: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut title = String::new();
    for line in lines {
        match line.strip_prefix("    ") {
            Some(line) => by_title.entry(title.clone()).or_default().push(without_effect(line.trim())),
            None => title = line.trim().to_owned(),
        }
    }
    by_title
}

/// A line without the effect of the change on subscribers, which `tests/effects.rs` tests.
pub fn without_effect(line: &str) -> String {
    line.split("  [").next().unwrap_or_default().to_owned()
}
