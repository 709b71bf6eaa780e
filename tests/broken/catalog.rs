//! The example catalogs, as JSON values that can be changed.

use crate::support::Memory;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;
use wares::cli::Disk;
use wares::source::{Files, Sources};

/// The names of the examples.
const EXAMPLES: [&str; 4] = ["hosting", "vps", "cloud", "wordpress"];

/// A catalog whose documents are JSON values.
pub struct Catalog {
    name: &'static str,
    /// The documents, by file.
    pub files: BTreeMap<String, Vec<Value>>,
    /// The manifest, and the files that documents name, with their contents.
    others: BTreeMap<String, Vec<u8>>,
    /// The findings before any change: the code and the message of each.
    found: BTreeSet<(String, String)>,
}

/// A change of a document.
#[derive(Clone)]
pub struct Change {
    pub file: String,
    pub document: usize,
    /// Pointers, and the values to set there; none removes the value.
    pub edits: Vec<(String, Option<Value>)>,
    /// A document to add.
    pub more: Option<Value>,
}

/// A place in a catalog, and its value.
pub struct Site<'a> {
    pub file: &'a str,
    pub document: usize,
    pub pointer: String,
    pub value: &'a Value,
}

impl Site<'_> {
    /// Sets the value.
    pub fn set(&self, value: impl Into<Value>) -> Change {
        self.edits(vec![(self.pointer.clone(), Some(value.into()))])
    }

    /// Removes the value.
    pub fn without(&self) -> Change {
        self.edits(vec![(self.pointer.clone(), None)])
    }

    /// Makes several edits of the document.
    pub fn edits(&self, edits: Vec<(String, Option<Value>)>) -> Change {
        Change { file: self.file.to_owned(), document: self.document, edits, more: None }
    }

    /// The last part of the pointer.
    pub fn key(&self) -> &str {
        self.pointer.rsplit('/').next().unwrap_or_default()
    }

    /// The last part of the pointer that is not a number. For the elements of a list, this is the key of the list.
    pub fn field(&self) -> &str {
        let is_name = |part: &&str| part.parse::<usize>().is_err();
        self.pointer.rsplit('/').find(is_name).unwrap_or_default()
    }
}

impl Catalog {
    /// Every example.
    pub fn examples() -> &'static [Self] {
        static ALL: LazyLock<Vec<Catalog>> = LazyLock::new(|| EXAMPLES.map(Catalog::example).into());
        &ALL
    }

    fn example(name: &'static str) -> Self {
        let disk = Disk::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name));
        let paths = disk.list().expect("the example");
        let sources = Sources::load(&disk, &paths);
        let mut catalog =
            Self { name, files: BTreeMap::new(), others: BTreeMap::new(), found: BTreeSet::new() };
        for (file, source) in sources.iter() {
            let values = source.documents.iter().map(|document| document.root.to_json()).collect();
            catalog.files.insert(file.path().to_owned(), values);
        }
        let manifest = disk.read("wares.yaml").expect("a manifest");
        catalog.files.remove("wares.yaml");
        catalog.others.insert("wares.yaml".to_owned(), manifest);
        let named = catalog.sites().filter(|site| site.key() == "manifest").filter_map(|site| {
            let path = Path::new(site.file).parent()?.join(site.value.as_str()?);
            Some((path.to_str()?.to_owned(), disk.read(path.to_str()?).ok()?))
        });
        let named: Vec<(String, Vec<u8>)> = named.collect();
        catalog.others.extend(named);
        catalog.found = catalog.findings(None);
        catalog
    }

    /// Every place in the catalog.
    pub fn sites(&self) -> impl Iterator<Item = Site<'_>> {
        let documents = self.files.iter().flat_map(|(file, documents)| {
            documents.iter().enumerate().map(move |(number, value)| (file.as_str(), number, value))
        });
        documents.flat_map(|(file, document, value)| {
            let mut sites = Vec::new();
            walk(value, String::new(), &mut |pointer, value| {
                sites.push(Site { file, document, pointer, value })
            });
            sites
        })
    }

    /// The documents of a kind.
    pub fn of(&self, kind: &str) -> impl Iterator<Item = Site<'_>> {
        self.sites().filter(move |site| site.pointer.is_empty() && site.value["kind"] == kind)
    }

    /// The findings after a change that were not there before.
    pub fn new_findings(&self, change: &Change) -> BTreeSet<(String, String)> {
        self.findings(Some(change)).difference(&self.found).cloned().collect()
    }

    /// Describes a change.
    pub fn describe(&self, change: &Change) -> String {
        let document = &self.files[&change.file][change.document];
        let name = ["article", "id", "name"].iter().find_map(|key| document[*key].as_str());
        let edits = change.edits.iter().map(|(pointer, value)| match value {
            Some(value) => format!("{pointer} = {value}"),
            None => format!("no {pointer}"),
        });
        let edits: Vec<String> = edits.chain(change.more.iter().map(Value::to_string)).collect();
        format!("{}, {}: {}", self.name, name.unwrap_or_default(), edits.join(", "))
    }

    fn findings(&self, change: Option<&Change>) -> BTreeSet<(String, String)> {
        let mut files = self.files.clone();
        if let Some(change) = change {
            let documents = files.get_mut(&change.file).expect("a file");
            change.edits.iter().for_each(|(pointer, value)| {
                edit(&mut documents[change.document], pointer, value.clone());
            });
            documents.extend(change.more.clone());
        }
        let text = |documents: Vec<Value>| -> Vec<u8> {
            documents.iter().map(|document| format!("---\n{document:#}\n")).collect::<String>().into()
        };
        let files = files.into_iter().map(|(path, documents)| (path, text(documents)));
        let loaded = Memory::new(files.chain(self.others.clone())).judge();
        let code_and_message =
            |finding: &wares::diagnostic::Diagnostic| (finding.code.to_string(), finding.message.clone());
        loaded.findings.iter().map(code_and_message).collect()
    }
}

fn walk<'a>(value: &'a Value, pointer: String, visit: &mut impl FnMut(String, &'a Value)) {
    visit(pointer.clone(), value);
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let key = key.replace('~', "~0").replace('/', "~1");
                walk(value, format!("{pointer}/{key}"), visit);
            }
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(at, value)| walk(value, format!("{pointer}/{at}"), visit));
        }
        _ => {}
    }
}

/// Makes an edit of a value.
fn edit(document: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, key) = pointer.rsplit_once('/').expect("a place below the document");
    let key = key.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent).expect("a parent"), value) {
        (Value::Object(object), Some(value)) => drop(object.insert(key, value)),
        (Value::Object(object), None) => drop(object.remove(&key)),
        (Value::Array(items), Some(value)) => items[key.parse::<usize>().expect("a number")] = value,
        (Value::Array(items), None) => drop(items.remove(key.parse().expect("a number"))),
        _ => panic!("`{pointer}` does not exist"),
    }
}
