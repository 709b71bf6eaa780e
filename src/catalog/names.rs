//! The names of the resources that the files describe.

use super::codes;
use super::read_result::Read;
use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::Kind;
use crate::source::{Data, Document};
use foldhash::fast::RandomState;
use std::collections::{BTreeSet, HashMap, hash_map};
use std::sync::Arc;

/// The names of all resources. Kinds with the same root table share one namespace.
#[derive(Debug, Default)]
pub struct Names<'a> {
    names: HashMap<&'a str, Vec<Described<'a>>, RandomState>,
    /// The top-level strings of documents whose kind or name cannot be read. Any of them may be the name of a resource.
    unclear: BTreeSet<&'a str>,
    /// The kinds of the documents whose kind is known, but whose name could not be read.
    nameless: Vec<&'a Arc<dyn Kind>>,
    /// The unread parts of files that could not be read completely; `""` for a file that could not be read at all.
    unread_parts: Vec<&'a str>,
    /// The names that more than one document has.
    repeated: BTreeSet<&'a str>,
}

/// A resource that the files describe.
#[derive(Debug)]
pub(super) struct Described<'a> {
    /// The kind of the resource.
    pub kind: &'a Arc<dyn Kind>,
    /// The place of the name in the document.
    pub place: Place,
}

impl<'a> Names<'a> {
    /// Collects the names in `read`, which must be in the order of the files. `unread_parts` are the parts of files
    /// that could not be read. Adds a finding if two resources with the same root table have the same name.
    pub fn new(
        unread_parts: Vec<&'a str>,
        read: &[(&'a Document, &'a Read)],
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut names = Self { unread_parts, ..Self::default() };
        names.names.reserve(read.len());
        for (document, read) in read {
            match (&read.kind, &read.name) {
                (Some(kind), Some(name)) => findings.extend(names.add(kind, name, document)),
                (kind, _) => names.add_unclear(kind.as_ref(), document),
            }
        }
        names
    }

    /// The names that more than one document has, whether or not the documents have the same kind.
    pub fn repeated(&self) -> impl Iterator<Item = String> {
        self.repeated.iter().map(|name| (*name).to_owned())
    }

    /// The number of documents that have a known kind, but no readable name.
    pub fn nameless(&self) -> usize {
        self.nameless.len()
    }

    /// Whether a document without a readable name may be the target of a reference. `target` is the type of target that
    /// the reference needs, such as `article`.
    pub fn may_be_nameless(&self, target: &str) -> bool {
        self.nameless.iter().any(|kind| kind.targets().contains(&target))
    }

    /// Whether something that could not be read may describe a resource with the given name. An unresolved reference to
    /// such a name is not reported, because it is probably a consequence of the unreadable text.
    pub(super) fn may_be_lost(&self, name: &str) -> bool {
        self.unclear.contains(name)
            || self.unread_parts.iter().any(|text| text.is_empty() || text.contains(name))
    }

    /// The resources with the given name.
    pub(super) fn find(&self, name: &str) -> &[Described<'a>] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names of all resources that a reference can refer to. `target` is the type of target that the reference
    /// needs.
    pub(super) fn that_fit<'s>(&'s self, target: &'s str) -> impl Iterator<Item = &'s str> + Clone {
        let fits = move |described: &&Described<'_>| described.kind.targets().contains(&target);
        self.names.iter().filter(move |(_, all)| all.iter().any(|it| fits(&it))).map(|(name, _)| *name)
    }

    /// Adds a document whose kind or name cannot be read.
    fn add_unclear(&mut self, kind: Option<&'a Arc<dyn Kind>>, document: &'a Document) {
        // Its kind alone is enough to tell which references it may be the target of; see `unresolved_findings`.
        self.nameless.extend(kind);
        let Data::Mapping(entries) = &document.root.data else { return };
        self.unclear.extend(entries.iter().filter_map(|entry| entry.value.as_text()));
    }

    /// Adds a resource. Returns a finding if another resource with the same root table already has the name.
    fn add(&mut self, kind: &'a Arc<dyn Kind>, name: &'a str, document: &Document) -> Option<Diagnostic> {
        // The first column is enough to point at: most kinds have just one.
        let field = kind.root().column(kind.root().key[0]).words;
        let place = document.id.root().child(field);
        let same_name = match self.names.entry(name) {
            hash_map::Entry::Vacant(entry) => {
                // Almost every name occurs once, and `vec!` allocates room for exactly one element.
                entry.insert(vec![Described { kind, place }]);
                return None;
            }
            hash_map::Entry::Occupied(entry) => entry.into_mut(),
        };
        // Changing one of these documents can change the finding at the other.
        self.repeated.insert(name);
        let Some(first) = same_name.iter().find(|other| other.kind.root() == kind.root()) else {
            same_name.push(Described { kind, place });
            return None;
        };
        // The second resource is not added, so that a third one is also compared with the first.
        let message = format!("`{name}` is described twice");
        let help = format!("rename or remove one of the two: references identify a resource by its {field}");
        let finding = Diagnostic::new(codes::DUPLICATE_RESOURCE, place, message);
        Some(finding.also(first.place, "first described here").help(help))
    }
}
