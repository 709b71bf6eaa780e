//! X22: a resource whose name looks like that of another one of its sort.

use super::similar_names::{difference, look, oddity};
use crate::catalog::Entry;
use crate::diagnostic::{Code, Diagnostic, Place, printable};
use crate::rules::{Rule, Sight};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

const CODE: Code = Code::error(
    "X22",
    "look-alike-name",
    "looks like another name",
    "The name of a resource looks like that of another one, or has letters that are not seen.",
    include_str!("../codes/X22.md"),
)
.warning();

/// Finds names that look like others.
pub struct LookAlikeName;

impl Rule for LookAlikeName {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let entries = sight.catalog.entries();
        let mut known: HashMap<(&'static str, Cow<'_, str>), &Entry> = HashMap::with_capacity(entries.len());
        let (mut findings, mut told) = (Vec::new(), HashSet::new());
        for entry in entries {
            let name = entry.resource.name();
            let first = *known.entry((entry.kind.root().name, look(name))).or_insert(entry);
            // The same name twice is an error of its own.
            if first.resource.name() != name {
                told.extend([entry.document, first.document]);
                findings.push(look_alike(entry, first));
            }
        }
        let firsts = known.into_values().filter(|entry| !told.contains(&entry.document));
        findings.extend(firsts.filter_map(|entry| Some(odd(entry, &oddity(entry.resource.name())?))));
        findings
    }
}

/// The field that names resources of a kind.
fn field(entry: &Entry) -> &'static str {
    let root = entry.kind.root();
    root.column(root.key[0]).words
}

fn place(entry: &Entry) -> Place {
    entry.document.root().child(field(entry))
}

/// What a resource is called by, in words.
fn noun(entry: &Entry) -> String {
    match field(entry) {
        "article" => "article number".to_owned(),
        field => format!("{field} of the {}", entry.kind.name().replace('_', " ")),
    }
}

fn look_alike(entry: &Entry, first: &Entry) -> Diagnostic {
    let (name, other) = (entry.resource.name(), first.resource.name());
    // What is odd by itself is the one that differs, or what is not of plain letters.
    let rank = |name: &str| (oddity(name).is_some(), !name.is_ascii());
    let (entry, first, name, other) = match rank(other) > rank(name) {
        true => (first, entry, other, name),
        false => (entry, first, name, other),
    };
    let message = format!(
        "the {} `{}` looks like `{}`: it {}",
        noun(entry),
        printable(name),
        printable(other),
        difference(name, other)
    );
    Diagnostic::new(CODE, place(entry), message)
        .also(place(first), format!("`{}`", printable(other)))
        .help("give the two names that nobody confuses, or delete the one that is not meant")
}

fn odd(entry: &Entry, how: &str) -> Diagnostic {
    let name = entry.resource.name();
    let message = format!("the {} `{}` {how}", noun(entry), printable(name));
    Diagnostic::new(CODE, place(entry), message).help("remove it: nobody sees it, and nobody types it")
}
