//! One document into one resource.

use super::resolve::may_lead_astray;
use super::schema::Schema;
use super::{Entry, MANIFEST, schema_errors};
use crate::catalog::codes;
use crate::diagnostic::{Diagnostic, DocumentId, Pointer, near, one_of};
use crate::kinds::{Kind, Kinds, kind_schema};
use crate::source;
use crate::source::{Data, Document, Mention, Node};
use std::sync::Arc;

/// What reading one document gave.
#[derive(Debug)]
pub struct Read {
    /// The document.
    pub document: DocumentId,
    /// The resource, when the document is valid.
    pub entry: Option<Entry>,
    /// The kind, where the document says it.
    pub kind: Option<Arc<dyn Kind>>,
    /// The name, even of a document that is not valid, so that references to it are not reported too.
    pub name: Option<Box<str>>,
    /// The references in it that the files alone can show to be wrong, even when it is not valid.
    pub mentions: Box<[Mention]>,
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    /// The paths of the files that it names; they are no files of the catalog.
    pub files: Box<[String]>,
}

/// What documents are read by: the kinds and their schemas.
pub struct Reading {
    kinds: Arc<Kinds>,
    schemas: Vec<Schema>,
}

impl Reading {
    /// Reads documents of these kinds.
    pub fn new(kinds: Arc<Kinds>) -> Self {
        let schemas = kinds.iter().map(|kind| Schema::new(kind_schema(&**kind))).collect();
        Self { kinds, schemas }
    }

    /// The kinds.
    pub fn kinds(&self) -> &Arc<Kinds> {
        &self.kinds
    }

    /// Reads a document: its kind, its schema, its types. Nothing but the document decides what comes of it.
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
        let (kind, schema) = match kind(document, &self.kinds) {
            Ok(at) => (self.kinds.iter().nth(at), self.schemas.get(at)),
            Err(finding) => {
                let finding = Box::new(self.or_left_out(*finding, document));
                // What it names is no file of the catalog, whatever kind was meant.
                read.files = self.kinds.iter().flat_map(|kind| kind.files(document)).collect();
                read.findings.push(*finding);
                return read;
            }
        };
        if let (Some(kind), Some(schema)) = (kind, schema) {
            self.read_as(kind, schema, document, &mut read);
        }
        read
    }

    /// A finding that the kind of a document is not known, with how a file is left out that belongs to something else.
    fn or_left_out(&self, finding: Diagnostic, document: &Document) -> Diagnostic {
        let help = finding.help.clone().unwrap_or_default();
        if help.starts_with("did you mean") || is_nearly_manifest(document) {
            return finding;
        }
        let file = document.id.file;
        let out = format!("list `{file}` in .waresignore");
        finding.help(match self.is_foreign(document) {
            true => format!("if the file is not part of the catalog, {out}; otherwise {help}"),
            false => format!("{help}\nif the file is not part of the catalog, {out}"),
        })
    }

    /// Whether a document looks like one of something else: no more than half of its keys are those of a kind.
    fn is_foreign(&self, document: &Document) -> bool {
        let Data::Mapping(entries) = &document.root.data else { return true };
        let forms: Vec<_> = self.schemas.iter().flat_map(|schema| schema.forms(Pointer::root())).collect();
        let is_known = |key: &str| {
            key != "kind" && forms.iter().any(|form| form.keys().is_some_and(|keys| keys.contains_key(key)))
        };
        let own: Vec<_> = entries.iter().filter(|entry| &*entry.key != "kind").collect();
        own.iter().filter(|entry| is_known(&entry.key)).count() * 2 <= own.len()
    }

    fn read_as(&self, kind: &Arc<dyn Kind>, schema: &Schema, document: &Document, read: &mut Read) {
        let schema_errors::Judged { value, mentions, findings } =
            schema_errors::judge(document, schema, kind.read(document));
        let to_resources = |mention: &&Mention| self.kinds.lead_to(mention.target);
        let leading: Vec<Mention> = mentions.iter().filter(to_resources).cloned().collect();
        let mentions = mentions.into_iter().filter(may_lead_astray).collect();
        read.entry = value.map(|resource| Entry {
            kind: kind.clone(),
            document: document.id,
            resource: resource.into(),
            mentions: if leading.is_empty() { Arc::default() } else { leading.into() },
        });
        read.files = kind.files(document).into();
        read.name = name(document, &**kind);
        read.kind = Some(kind.clone());
        (read.mentions, read.findings) = (mentions, findings);
    }
}

/// The number of a document's kind.
fn kind(document: &Document, kinds: &Kinds) -> Result<usize, Box<Diagnostic>> {
    let names = || kinds.names();
    let fault =
        |code, place, message: String, help| Err(Box::new(Diagnostic::new(code, place, message).help(help)));
    if !matches!(document.root.data, Data::Mapping(_)) {
        let message = format!(
            "a document must be a mapping that describes one resource, but this is {}",
            document.root.type_name()
        );
        return fault(
            source::codes::WRONG_TYPE,
            document.at(Pointer::root()),
            message,
            "start it with a kind, such as `kind: package`".to_owned(),
        );
    }
    let Some(node) = document.root.get("kind") else {
        if let Some(key) = misspelt_kind(document, kinds) {
            let place = document.key_at(Pointer::root().child(key));
            let message = format!("unknown key `{key}`");
            return fault(source::codes::UNKNOWN_KEY, place, message, "did you mean `kind`?".to_owned());
        }
        let help = match is_nearly_manifest(document) {
            true => format!(
                "the manifest must be named `{MANIFEST}`: move the contents of this file there, and delete it"
            ),
            false => format!("add `kind: …`; {}", one_of("", names()).unwrap_or_default()),
        };
        return fault(
            source::codes::MISSING_KEY,
            document.at(Pointer::root()),
            "the document has no `kind`".to_owned(),
            help,
        );
    };
    let place = document.at(Pointer::parse("/kind"));
    let Some(name) = node.as_text() else {
        let message = format!("a kind must be a string, but this is {}", node.type_name());
        return fault(source::codes::WRONG_TYPE, place, message, one_of("", names()).unwrap_or_default());
    };
    match names().position(|known| known == name) {
        Some(at) => Ok(at),
        None => fault(
            codes::UNKNOWN_KIND,
            place,
            format!("there is no kind `{name}`"),
            one_of(name, names()).unwrap_or_default(),
        ),
    }
}

/// Whether a file is called nearly as the manifest.
fn is_nearly_manifest(document: &Document) -> bool {
    let path = document.id.file.path().to_lowercase();
    path.strip_suffix(".yml").is_some_and(|stem| format!("{stem}.yaml") == MANIFEST)
}

/// The key that stands where `kind` was meant.
fn misspelt_kind<'d>(document: &'d Document, kinds: &Kinds) -> Option<&'d str> {
    let Data::Mapping(entries) = &document.root.data else { return None };
    let names_kind = |node: &Node| node.as_text().is_some_and(|text| kinds.find(text).is_some());
    let is_meant = |key: &str| key == "type" || !near(key, ["kind"]).is_empty();
    let entry = entries.iter().find(|entry| is_meant(&entry.key) && names_kind(&entry.value))?;
    Some(&entry.key)
}

fn name(document: &Document, kind: &dyn Kind) -> Option<Box<str>> {
    let root = kind.root();
    let part = |column: &&str| document.root.get(root.column(column).words)?.as_name();
    let parts: Vec<String> = root.key.iter().map(part).collect::<Option<_>>()?;
    parts.iter().all(|part| !part.trim().is_empty()).then(|| parts.join(", ").into())
}
