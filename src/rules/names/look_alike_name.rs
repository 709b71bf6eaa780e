//! X22: the name of a resource looks the same as the name of another resource of its kind, or contains an invisible
//! character.

use super::similar_names::{difference, oddity, skeleton};
use crate::catalog::Entry;
use crate::diagnostic::{Code, Diagnostic, Place, printable};
use crate::rules::{Rule, RuleContext};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

// A warning, because the two names are different to every program; only people confuse them.
const CODE: Code = Code::error(
    "X22",
    "look-alike-name",
    "looks like another name",
    "The name of a resource looks like that of another one, or contains an invisible character.",
    include_str!("../codes/X22.md"),
)
.warning();

/// Reports names of resources that look the same as other names, and names with invisible characters.
pub struct LookAlikeName;

impl Rule for LookAlikeName {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let entries = context.catalog.entries();
        // By root table: kinds that share one share their names as well.
        let mut known: HashMap<(&'static str, Cow<'_, str>), &Entry> = HashMap::with_capacity(entries.len());
        let (mut findings, mut reported) = (Vec::new(), HashSet::new());
        for entry in entries {
            let name = entry.resource.name();
            // The first one stays in the map, so that each look-alike is compared with the same resource.
            let first = *known.entry((entry.kind.root().name, skeleton(name))).or_insert(entry);
            // Two resources with exactly the same name are reported as duplicates.
            if first.resource.name() != name {
                reported.extend([entry.document, first.document]);
                findings.push(look_alike(entry, first));
            }
        }
        // A name that has been reported as a look-alike is not reported as odd again.
        let firsts = known.into_values().filter(|entry| !reported.contains(&entry.document));
        findings.extend(firsts.filter_map(|entry| Some(odd(entry, &oddity(entry.resource.name())?))));
        findings
    }
}

/// Returns the field that contains the name of a resource. It depends on the kind.
fn field(entry: &Entry) -> &'static str {
    let root = entry.kind.root();
    // Every kind is identified by the first column of its key, whose words are the key in the file.
    root.column(root.key[0]).words
}

fn place(entry: &Entry) -> Place {
    entry.document.root().child(field(entry))
}

/// Returns the words for what the name is: `article number`, for example.
fn noun(entry: &Entry) -> String {
    match field(entry) {
        "article" => "article number".to_owned(),
        field => format!("{field} of the {}", entry.kind.name().replace('_', " ")),
    }
}

fn look_alike(entry: &Entry, first: &Entry) -> Diagnostic {
    let (name, other) = (entry.resource.name(), first.resource.name());
    // Of the two, report the one that is odd on its own, or else the one that is not plain ASCII.
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
    Diagnostic::new(CODE, place(entry), message).also(place(first), format!("`{}`", printable(other))).help(
        "rename one of the two so that they cannot be confused, or delete the one that was added by mistake",
    )
}

fn odd(entry: &Entry, oddity: &str) -> Diagnostic {
    let name = entry.resource.name();
    let message = format!("the {} `{}` {oddity}", noun(entry), printable(name));
    Diagnostic::new(CODE, place(entry), message)
        .help("remove it: it is invisible, so anyone who types the name leaves it out")
}
