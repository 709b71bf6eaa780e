//! Reads one document as a resource.

use super::codes;
use super::entry::Entry;
use super::manifest_location::MANIFEST;
use super::read_result::Read;
use super::resolve::is_checked_offline;
use super::schema::Schema;
use super::schema_errors;
use crate::diagnostic::{Diagnostic, Pointer, near, one_of};
use crate::kinds::{Kind, Kinds, kind_schema};
use crate::source::{self, Data, Document, Mention, Node};
use std::sync::Arc;

/// Reads documents as resources of a set of kinds.
pub struct Reading {
    kinds: Arc<Kinds>,
    /// The schema of each kind, in the order of the kinds.
    schemas: Vec<Schema>,
}

impl Reading {
    /// Compiles the schemas of the given kinds.
    pub fn new(kinds: Arc<Kinds>) -> Self {
        // Compiled here once, and not for each document.
        let schemas = kinds.iter().map(|kind| Schema::new(kind_schema(&**kind))).collect();
        Self { kinds, schemas }
    }

    /// The kinds that documents can have.
    pub fn kinds(&self) -> &Arc<Kinds> {
        &self.kinds
    }

    /// Reads a document: finds the kind, then checks the document against the schema and the type of that kind. The
    /// result depends only on the document.
    pub fn read(&self, document: &Document) -> Read {
        let mut read = Read {
            document: document.id,
            entry: None,
            kind: None,
            name: None,
            mentions: Box::default(),
            findings: Vec::new(),
            files: Box::default(),
        };
        // Without a kind there is no type to read the document with, so this is its only finding.
        let (kind, schema) = match kind_index(document, &self.kinds) {
            Ok(index) => (self.kinds.iter().nth(index), self.schemas.get(index)),
            Err(finding) => {
                // Whatever the kind should be, the files that are named in the document do not describe resources.
                read.files = self.kinds.iter().flat_map(|kind| kind.files(document)).collect();
                read.findings.push(self.with_way_to_exclude(*finding, document));
                return read;
            }
        };
        if let (Some(kind), Some(schema)) = (kind, schema) {
            self.read_as(kind, schema, document, &mut read);
        }
        read
    }

    /// Adds to a finding how to exclude the file from the catalog. The finding must say that the document has no known
    /// kind. It stays as it is if the document is clearly meant for this catalog.
    fn with_way_to_exclude(&self, finding: Diagnostic, document: &Document) -> Diagnostic {
        let help = finding.help.clone().unwrap_or_default();
        // With a suggestion, the document is clearly meant for this catalog.
        if help.starts_with("did you mean") || is_nearly_manifest(document) {
            return finding;
        }
        // Files of other programs, such as CI settings, often lie in the same repository and end in `.yml` too.
        let file = document.id.file;
        let exclude = format!("list `{file}` in .waresignore");
        finding.help(match self.is_foreign(document) {
            true => format!("if the file is not part of the catalog, {exclude}; otherwise {help}"),
            false => format!("{help}\nif the file is not part of the catalog, {exclude}"),
        })
    }

    /// Whether a document was probably not written for Wares: at most half of its keys, not counting `kind`, are known
    /// to any kind.
    fn is_foreign(&self, document: &Document) -> bool {
        let Data::Mapping(entries) = &document.root.data else { return true };
        let forms: Vec<_> = self.schemas.iter().flat_map(|schema| schema.forms(Pointer::root())).collect();
        let is_known =
            |key: &str| forms.iter().any(|form| form.keys().is_some_and(|keys| keys.contains_key(key)));
        // `kind` says nothing about the format: Kubernetes manifests have it too.
        let keys: Vec<&str> = entries.iter().map(|entry| &*entry.key).filter(|key| *key != "kind").collect();
        keys.iter().filter(|key| is_known(key)).count() * 2 <= keys.len()
    }

    fn read_as(&self, kind: &Arc<dyn Kind>, schema: &Schema, document: &Document, read: &mut Read) {
        let schema_errors::Validation { value, mentions, findings } =
            schema_errors::validate(document, schema, kind.read(document));
        let is_of_resource = |mention: &&Mention| self.kinds.lead_to(mention.target);
        let of_resources: Vec<Mention> = mentions.iter().filter(is_of_resource).cloned().collect();
        read.entry = value.map(|resource| Entry {
            kind: kind.clone(),
            document: document.id,
            resource: resource.into(),
            // Most resources refer to no other: they share one empty list.
            mentions: if of_resources.is_empty() { Arc::default() } else { of_resources.into() },
        });
        read.files = kind.files(document).into();
        // From the document, not from the value: an invalid resource has a name too, and references to it are then
        // resolved.
        read.name = name(document, &**kind);
        read.kind = Some(kind.clone());
        // Even those of an invalid document, so that one run reports the wrong references as well.
        read.mentions = mentions.into_iter().filter(is_checked_offline).collect();
        read.findings = findings;
    }
}

/// Returns the index of the kind that a document names, or a finding if there is no such kind.
fn kind_index(document: &Document, kinds: &Kinds) -> Result<usize, Box<Diagnostic>> {
    if !matches!(document.root.data, Data::Mapping(_)) {
        let found = document.root.type_name();
        let message =
            format!("a document must be a mapping that describes one resource, but this is {found}");
        let finding = Diagnostic::new(source::codes::WRONG_TYPE, document.at(Pointer::root()), message);
        return Err(Box::new(finding.help("start it with a kind, such as `kind: package`")));
    }
    let Some(node) = document.root.get("kind") else {
        return Err(Box::new(no_kind(document, kinds)));
    };
    let place = document.at(Pointer::parse("/kind"));
    let Some(name) = node.as_text() else {
        let message = format!("a kind must be a string, but this is {}", node.type_name());
        let finding = Diagnostic::new(source::codes::WRONG_TYPE, place, message);
        return Err(Box::new(finding.help(one_of("", kinds.names()).unwrap_or_default())));
    };
    // By position, which is also the position of the kind's schema.
    kinds.names().position(|known| known == name).ok_or_else(|| {
        let finding = Diagnostic::new(codes::UNKNOWN_KIND, place, format!("there is no kind `{name}`"));
        Box::new(finding.help(one_of(name, kinds.names()).unwrap_or_default()))
    })
}

/// The finding for a document without `kind`.
fn no_kind(document: &Document, kinds: &Kinds) -> Diagnostic {
    // At the key, since an editor can then underline the word that is wrong and not the whole document.
    if let Some(key) = misspelled_kind(document, kinds) {
        let place = document.key_at(Pointer::root().child(key));
        let message = format!("unknown key `{key}`");
        return Diagnostic::new(source::codes::UNKNOWN_KEY, place, message).help("did you mean `kind`?");
    }
    let help = match is_nearly_manifest(document) {
        true => format!(
            "the manifest must be named `{MANIFEST}`: move the contents of this file there, and delete this file"
        ),
        false => format!("add `kind: …`; {}", one_of("", kinds.names()).unwrap_or_default()),
    };
    let place = document.at(Pointer::root());
    Diagnostic::new(source::codes::MISSING_KEY, place, "the document has no `kind`").help(help)
}

/// Whether the file of a document has the name of the manifest, but with the extension `.yml`. Case is ignored.
fn is_nearly_manifest(document: &Document) -> bool {
    let path = document.id.file.path().to_lowercase();
    path.strip_suffix(".yml").is_some_and(|stem| format!("{stem}.yaml") == MANIFEST)
}

/// Finds a key that is probably a misspelled `kind`: `type`, or a key similar to `kind`, with a known kind as its
/// value.
fn misspelled_kind<'d>(document: &'d Document, kinds: &Kinds) -> Option<&'d str> {
    let Data::Mapping(entries) = &document.root.data else { return None };
    let names_kind = |node: &Node| node.as_text().is_some_and(|text| kinds.find(text).is_some());
    // `type` is not similar in spelling, but it is what many other formats call a kind.
    let is_similar = |key: &str| key == "type" || !near(key, ["kind"]).is_empty();
    let entry = entries.iter().find(|entry| is_similar(&entry.key) && names_kind(&entry.value))?;
    Some(&entry.key)
}

/// Returns the name of the resource: the values of the keys by which its kind identifies resources, joined with commas.
/// `None` if one of them is missing, invalid or blank.
fn name(document: &Document, kind: &dyn Kind) -> Option<Box<str>> {
    let root = kind.root();
    let part = |column: &&str| document.root.get(root.column(column).words)?.as_name();
    // A kind may identify resources by several columns.
    let parts: Vec<String> = root.key.iter().map(part).collect::<Option<_>>()?;
    // Its type refuses a blank name; taken as a name, it would be reported as a duplicate as well.
    parts.iter().all(|part| !part.trim().is_empty()).then(|| parts.join(", ").into())
}
