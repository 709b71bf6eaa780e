//! What a resource reads in addition to its references: files, and other resources that it looks up by name.

use super::{Texts, report};
use crate::support::Memory;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use std::sync::Arc;
use wares::diagnostic::Diagnostic;
use wares::kinds::{Cell, Context, Kinds, Lift, Lower, Part, Plain, Resource, System, codes, lower};
use wares::model::Name;
use wares::table::{Column, EffectRule, Rows, Table, Type, Value};
use wares::workspace::{WorkCounts, Workspace, load};

/// A note, whose text is in a file, or in the file of the note before it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
struct Note {
    /// Its name.
    name: Name,
    /// The file that holds its text.
    file: Option<String>,
    /// The name of the note before it. It is not declared as a reference.
    after: Option<String>,
}

static NOTES: System = System::new("Notes");

static NOTE: Table = Table {
    key: &["name"],
    columns: &[Column::new("name", Type::Text, "name", EffectRule::Internal)],
    ..Table::root("note")
};

fn kinds() -> Arc<Kinds> {
    let about = "A note.";
    static TABLES: &[&Table] = &[&NOTE];
    Kinds::new(vec![Arc::new(Plain::<Note> {
        name: "note",
        about,
        example: "",
        tables: TABLES,
        targets: &[],
        system: &NOTES,
        of: PhantomData,
    })])
}

impl Part for Note {
    const TABLE: &'static Table = &NOTE;

    fn key(&self) -> Vec<Value> {
        self.name.to_value().into_iter().collect()
    }

    fn lower(&self, _: &mut Lower<'_>) {}

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self { name: row.maybe("name")?, file: None, after: None })
    }
}

impl Resource for Note {
    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn protect(&self) -> bool {
        false
    }

    fn validate(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        let text = self.file.as_ref().map(|path| context.read(path));
        let unfit = text.filter(|text| text.as_ref().map_or(true, |text| text.is_empty()));
        let unfit = unfit
            .map(|text| Diagnostic::new(codes::CONFLICT, context.at("file"), format!("no text: {text:?}")));
        let before = self.after.as_ref().map(|name| context.find::<Self>(name));
        let unknown = before.filter(|before| before.as_ref().is_none_or(|it| it.resource.file.is_none()));
        let unknown = unknown.map(|before| {
            let finding =
                Diagnostic::new(codes::CONFLICT, context.at("after"), "no note with a file is before it");
            before.iter().fold(finding, |finding, it| finding.also(it.document.root(), "this note"))
        });
        unfit.into_iter().chain(unknown).collect()
    }

    fn lower(&self, context: &Context<'_>) -> Rows {
        lower(self, context)
    }
}

/// Three notes: the second comes after the first, and the third is on its own.
const FILES: &[(&str, &str)] = &[
    (
        "a.yaml",
        "kind: note\nname: One\nfile: notes/one.txt\n---\nkind: note\nname: Two\nafter: One\n---\nkind: note\nname: Three\n",
    ),
    ("notes/one.txt", "text"),
    ("notes/two.txt", "text"),
    ("wares.yaml", "format: 1\ncatalog: notes\ncurrencies: [EUR]\nlanguages: [en]\n"),
];

/// A workspace of notes, with the texts that were passed to it.
struct Notes {
    texts: Texts,
    workspace: Workspace,
}

impl Notes {
    fn new() -> Self {
        let texts: Texts =
            FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let workspace = Workspace::open(&kinds(), Arc::new(Memory::new(texts.clone())), None);
        assert_eq!((workspace.loaded().findings.as_slice(), workspace.work().checked), ([].as_slice(), 3));
        Self { texts, workspace }
    }

    /// Gives a file another text, or removes it. Asserts how much work this causes, and how many findings there are
    /// then.
    #[track_caller]
    fn set(&mut self, path: &str, text: Option<&str>, work: WorkCounts, finding_count: usize) {
        let before = self.workspace.work();
        match text {
            Some(text) => {
                self.workspace.set(path, text);
                self.texts.insert(path.to_owned(), text.to_owned());
            }
            None => {
                self.workspace.remove(path);
                self.texts.remove(path);
            }
        }
        self.workspace.refresh();
        let fresh = report(&load(&kinds(), Arc::new(Memory::new(self.texts.clone())), None));
        let now = report(self.workspace.loaded());
        assert!(now == fresh, "{}", now.against(&fresh));
        let WorkCounts { parsed, read, checked } = self.workspace.work();
        let done = WorkCounts {
            parsed: parsed - before.parsed,
            read: read - before.read,
            checked: checked - before.checked,
        };
        assert_eq!((done, now.findings.len()), (work, finding_count));
    }
}

const fn work(parsed: usize, read: usize, checked: usize) -> WorkCounts {
    WorkCounts { parsed, read, checked }
}

#[test]
fn changed_file_causes_a_check_only_of_the_resource_that_reads_it() {
    let mut notes = Notes::new();
    notes.set("notes/one.txt", Some(""), work(0, 0, 1), 1);
    notes.set("notes/one.txt", Some("again"), work(0, 0, 1), 0);
    notes.set("notes/one.txt", None, work(0, 0, 1), 1);
    notes.set("notes/one.txt", Some("text"), work(0, 0, 1), 0);
    notes.set("notes/two.txt", Some(""), work(0, 0, 0), 0);
    notes.set("notes/new.txt", Some(""), work(0, 0, 0), 0);
}

#[test]
fn changed_resource_causes_a_check_only_of_those_that_look_it_up() {
    let mut notes = Notes::new();
    let text = FILES[0].1;
    let without = text.replace("file: notes/one.txt\n", "");
    notes.set("a.yaml", Some(&without), work(1, 1, 2), 1);
    notes.set("a.yaml", Some(&without.replace("name: One\n", "name: Ones\n")), work(1, 1, 2), 1);
    notes.set("a.yaml", Some(text), work(1, 1, 2), 0);
    notes.set("a.yaml", Some(&text.replace("name: Three", "name: Four")), work(1, 1, 1), 0);
    notes.set("a.yaml", Some(&text.replace("notes/one", "notes/two")), work(2, 2, 3), 0);
    notes.set("notes/one.txt", Some(""), work(0, 0, 0), 0);
    notes.set("notes/two.txt", Some(""), work(0, 0, 1), 1);
}

/// Two notes have the same name, so their order decides which one is found. Neither is read again when it changes.
#[test]
fn resource_is_checked_again_when_another_one_of_the_same_name_comes_first() {
    let mut notes = Notes::new();
    let (one, other) = ("kind: note\nname: One\nfile: notes/one.txt\n", "kind: note\nname: One\n");
    let two = "kind: note\nname: Two\nafter: One\n";
    notes.set("a.yaml", Some(&format!("{two}---\n{one}---\n{other}---\n{two}")), work(3, 3, 4), 2);
    notes.set("a.yaml", Some(&format!("{two}---\n{other}---\n{one}---\n{two}")), work(0, 0, 2), 4);
}
