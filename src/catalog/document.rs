//! One document into one resource.

use super::schema::Schema;
use super::{Entry, Origin, faults};
use crate::catalog::codes;
use crate::diagnostic::{Diagnostic, Location, Part, Pointer, near, one_of};
use crate::kinds::{self, KINDS, Kind, kind_schema};
use crate::source;
use crate::source::{Data, Document, Mention, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static SCHEMAS: LazyLock<BTreeMap<&'static str, Schema>> =
    LazyLock::new(|| KINDS.iter().map(|kind| (kind.name, Schema::new(kind_schema(kind)))).collect());

/// What reading one document gave.
#[derive(Debug, Default)]
pub struct Read {
    /// The resource, when the document is valid.
    pub entry: Option<Entry>,
    /// The kind, where the document says it.
    pub kind: Option<&'static Kind>,
    /// The kind and name, even of a document that is not valid, so that references to it are not reported too.
    pub identity: Option<(&'static Kind, String)>,
    /// The references in it, even when it is not valid.
    pub mentions: Vec<Mention>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
}

/// Reads a document: its kind, its schema, its types.
pub fn read(document: &Document) -> Read {
    let kind = match kind(document) {
        Ok(kind) => kind,
        Err(finding) => return Read { findings: vec![*finding], ..Read::default() },
    };
    let mut findings = SCHEMAS[kind.name].check(document);
    let (resource, mut mentions) = match (kind.read)(document) {
        Ok((resource, mentions)) => (Some(resource), mentions),
        Err(error) => (None, faults::add(document, error, &mut findings)),
    };
    super::outdented::join(document, &mut findings);
    let told: BTreeSet<&Location> = findings.iter().map(Diagnostic::primary).collect();
    mentions.retain(|mention| !told.contains(&place(document, mention)));
    let to_resources = |mention: &&Mention| KINDS.iter().any(|k| k.targets.contains(&mention.target));
    let leading = mentions.iter().filter(to_resources).cloned().collect();
    let origin = Origin { file: document.file.clone(), document: document.index };
    let resource = resource.filter(|_| findings.is_empty());
    let entry = resource.map(|resource| Entry { kind, origin, resource, mentions: leading });
    Read { entry, kind: Some(kind), identity: identity(document, kind), mentions, findings }
}

/// Where a reference stands.
pub fn place(document: &Document, mention: &Mention) -> Location {
    match mention.part {
        Part::Key => document.key_at(mention.pointer.clone()),
        Part::Value => document.at(mention.pointer.clone()),
    }
}

fn kind(document: &Document) -> Result<&'static Kind, Box<Diagnostic>> {
    let names = || KINDS.iter().map(|kind| kind.name);
    let fault =
        |code, place, message: String, help| Err(Box::new(Diagnostic::new(code, place, message).help(help)));
    if !matches!(document.root.data, Data::Mapping(_)) {
        let message = format!(
            "a document is a mapping that describes one resource; this is {}",
            document.root.type_name()
        );
        return fault(
            source::codes::WRONG_TYPE,
            document.at(Pointer::root()),
            message,
            "begin with `kind: package`".to_owned(),
        );
    }
    let Some(node) = document.root.get("kind") else {
        if let Some(key) = misspelt_kind(document) {
            let place = document.key_at(Pointer::root().child(key));
            let message = format!("`{key}` has no meaning here");
            return fault(source::codes::UNKNOWN_KEY, place, message, "did you mean `kind`?".to_owned());
        }
        let help = format!("add `kind: …`; {}", one_of("", names()).unwrap_or_default());
        return fault(
            source::codes::MISSING_KEY,
            document.at(Pointer::root()),
            "the document does not say its kind".to_owned(),
            help,
        );
    };
    let place = document.at(Pointer::parse("/kind"));
    let Some(name) = node.as_text() else {
        let message = format!("a kind is a text; this is {}", node.type_name());
        return fault(source::codes::WRONG_TYPE, place, message, one_of("", names()).unwrap_or_default());
    };
    match kinds::find(name) {
        Some(kind) => Ok(kind),
        None => fault(
            codes::UNKNOWN_KIND,
            place,
            format!("there is no kind `{name}`"),
            one_of(name, names()).unwrap_or_default(),
        ),
    }
}

/// The key that stands where `kind` was meant.
fn misspelt_kind(document: &Document) -> Option<&str> {
    let Data::Mapping(entries) = &document.root.data else { return None };
    let names_kind = |node: &Node| node.as_text().is_some_and(|text| kinds::find(text).is_some());
    let is_meant = |key: &str| key == "type" || !near(key, ["kind"]).is_empty();
    let entry = entries.iter().find(|entry| is_meant(&entry.key) && names_kind(&entry.value))?;
    Some(&entry.key)
}

fn identity(document: &Document, kind: &'static Kind) -> Option<(&'static Kind, String)> {
    let field = kind.root.column(kind.root.key[0]).words;
    let name = document.root.get(field)?.as_text().filter(|name| !name.trim().is_empty())?;
    Some((kind, name.to_owned()))
}
