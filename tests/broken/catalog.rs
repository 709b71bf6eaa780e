//! The examples as values that can be changed.

use crate::support::Memory;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;
use wares::cli::Disk;
use wares::source::{Files, Sources};

/// The examples.
const EXAMPLES: [&str; 4] = ["hosting", "vps", "cloud", "wordpress"];

/// A catalog of which every document is a value.
pub struct Catalog {
    name: &'static str,
    /// The documents, by file.
    pub files: BTreeMap<String, Vec<Value>>,
    /// The files that are named by documents, and the manifest, as they are.
    others: BTreeMap<String, Vec<u8>>,
    /// What is found in it before anything is changed.
    found: BTreeSet<(String, String)>,
}

/// A change of a document.
#[derive(Clone)]
pub struct Change {
    pub file: String,
    pub document: usize,
    /// What stands where afterwards; none takes away.
    pub edits: Vec<(String, Option<Value>)>,
    /// A document more.
    pub more: Option<Value>,
}

/// A place in a catalog, and what stands there.
pub struct Site<'a> {
    pub file: &'a str,
    pub document: usize,
    pub pointer: String,
    pub value: &'a Value,
}

impl Site<'_> {
    /// Another value at the place.
    pub fn set(&self, value: impl Into<Value>) -> Change {
        self.edits(vec![(self.pointer.clone(), Some(value.into()))])
    }

    /// Nothing at the place.
    pub fn without(&self) -> Change {
        self.edits(vec![(self.pointer.clone(), None)])
    }

    /// Several edits of the document.
    pub fn edits(&self, edits: Vec<(String, Option<Value>)>) -> Change {
        Change { file: self.file.to_owned(), document: self.document, edits, more: None }
    }

    /// The last part of the pointer.
    pub fn key(&self) -> &str {
        self.pointer.rsplit('/').next().unwrap_or_default()
    }

    /// The last part of the pointer that is a name, for the elements of lists that of the list.
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
            let folder = Path::new(site.file).parent()?.join(site.value.as_str()?);
            Some((folder.to_str()?.to_owned(), disk.read(folder.to_str()?).ok()?))
        });
        let named: Vec<(String, Vec<u8>)> = named.collect();
        catalog.others.extend(named);
        catalog.found = catalog.findings(None);
        catalog
    }

    /// Every place in it.
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

    /// What is found after a change that was not found before.
    pub fn news(&self, change: &Change) -> BTreeSet<(String, String)> {
        self.findings(Some(change)).difference(&self.found).cloned().collect()
    }

    /// A change in words.
    pub fn tell(&self, change: &Change) -> String {
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
        let told =
            |finding: &wares::diagnostic::Diagnostic| (finding.code.to_string(), finding.message.clone());
        loaded.findings.iter().map(told).collect()
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
        _ => panic!("{pointer} is no place"),
    }
}
