//! An independent JSON Schema validator, which shares no code with that of Wares, agrees with it on every document.

use crate::agreement;
use crate::generated::everything;
use crate::support::Project;
use boon::{Compiler, SchemaIndex, Schemas};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use wares::cli::Disk;
use wares::diagnostic::{DocumentId, File};
use wares::kinds::{Kinds, catalog_schema, kind_schema, manifest_schema};
use wares::source::{Data, Document, Entry, Files, Node, Sources, Yaml, parse};

/// Every schema by the name of its file, compiled by the independent validator (`theirs`) and by the one that `check`
/// uses (`ours`).
struct Both {
    schemas: Schemas,
    theirs: BTreeMap<String, SchemaIndex>,
    ours: BTreeMap<String, Validator<Yaml>>,
}

static BOTH: LazyLock<Both> = LazyLock::new(|| {
    let standard = Kinds::standard();
    let kinds = standard.iter().map(|kind| (kind.name().to_owned(), kind_schema(&**kind)));
    let all = kinds
        .chain([("catalog".to_owned(), catalog_schema(&standard)), ("wares".to_owned(), manifest_schema())]);
    let mut both = Both { schemas: Schemas::new(), theirs: BTreeMap::new(), ours: BTreeMap::new() };
    let mut compiler = Compiler::new();
    for (name, schema) in all {
        let path = root().join("schemas").join(format!("{name}.json"));
        let path = path.to_str().expect("UTF-8");
        let index = compiler.compile(path, &mut both.schemas).unwrap_or_else(|error| panic!("{error:#}"));
        both.theirs.insert(name.clone(), index);
        both.ours.insert(name, jsonschema::options_for::<Yaml>().build(&schema).expect("a schema"));
    }
    both
});

impl Both {
    /// Whether a document is valid. Asserts that both validators, every schema that applies and the Rust types agree.
    fn accept(&self, document: &Value, is_manifest: bool) -> bool {
        let parsed = self::document(document);
        agreement::hold(&parsed, is_manifest);
        let kind = document["kind"].as_str().filter(|kind| self.ours.contains_key(*kind));
        let names =
            if is_manifest { vec!["wares"] } else { std::iter::once("catalog").chain(kind).collect() };
        let verdicts: Vec<(&str, bool, bool)> = names
            .into_iter()
            .map(|name| {
                let theirs = self.schemas.validate(document, self.theirs[name]).is_ok();
                (name, self.ours[name].is_valid(&parsed.root), theirs)
            })
            .collect();
        let first = verdicts[0].1;
        let agree = verdicts.iter().all(|(_, ours, theirs)| *ours == first && *theirs == first);
        assert!(agree, "(schema, ours, theirs): {verdicts:?}\n{document:#}");
        first
    }
}

/// A JSON value as a parsed document.
pub fn document(value: &Value) -> Document {
    let id = DocumentId { file: File::new("a.yaml"), serial: 0 };
    Document { id, start: 0, root: node(value).into(), comments: Arc::new([]) }
}

fn node(value: &Value) -> Node {
    let entry =
        |(key, value): (&String, &Value)| Entry { key: key.as_str().into(), span: 0..1, value: node(value) };
    let data = match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool((*value).into()),
        Value::Number(number) => Data::Number(number.to_string().into()),
        Value::String(text) => Data::Text(text.as_str().into()),
        Value::Array(items) => Data::Sequence(items.iter().map(node).collect()),
        Value::Object(object) => Data::Mapping(object.iter().map(entry).collect()),
    };
    Node { span: 0..1, data }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents of a catalog's folder. The flag says whether a document is the manifest.
pub fn documents(folder: &Path) -> Vec<(Value, bool)> {
    let disk = Disk::new(folder);
    let sources = Sources::load(&disk, &disk.list().expect("a folder"));
    assert!(sources.iter().all(|(_, source)| source.findings.is_empty()));
    sources
        .documents()
        .map(|document| (document.root.to_json(), document.id.file.path() == "wares.yaml"))
        .collect()
}

pub fn examples() -> Vec<PathBuf> {
    std::fs::read_dir(root().join("examples"))
        .expect("examples")
        .flatten()
        .map(|entry| entry.path())
        .collect()
}

#[test]
fn both_validators_accept_every_example() {
    let project = Project::new();
    project.remove("wares.yaml");
    project.run("init").code(0);
    let folders = examples().into_iter().chain([project.path("")]);
    for folder in folders {
        let documents = documents(&folder);
        assert!(documents.len() > 4, "{}", folder.display());
        for (document, is_manifest) in documents {
            assert!(BOTH.accept(&document, is_manifest), "{}: {document:#}", folder.display());
        }
    }
    assert!(everything().iter().all(|document| BOTH.accept(document, false)));
}

// Valid documents, which `REFUSED` makes invalid.
const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
extra_services: true
periods: [{ every: 1 year, prices: { EUR: 99.00 } }]
limits: { space_mb: 3072 }
";
const SERVICE: &str = "\
kind: extra_service
article: XSV-MYSQL
name: { en: MySQL }
prices: { EUR: { value: 1.00, enabled: true } }
packages: [HST-GLDY]
requires: [DMN-COM]
domain: { must_exist: true, tlds: [com] }
amount: { min: 1, max: 10, step: 1.5, unit: dbs }
adds: { databases: 1 }
shop: { order: 10 }
expiry_action: suspend
counters: [{ id: traffic }]
bundle: [{ item: DMN-COM }]
";
const GROUP: &str = "\
kind: upgrade_group
name: Web
members: [{ item: HST-GLDY, level: 1 }]
";
const MANIFEST: &str = "\
format: 1
catalog: test
currencies: [EUR]
languages: [en]
database: { unlimited: -1 }
";

/// A valid document, a part of its text, and a replacement that makes the document invalid.
#[rustfmt::skip]
const REFUSED: &[(&str, &str, &str)] = &[
    // Keys and kinds.
    (PACKAGE, "extra_services", "extra_servises"),
    (PACKAGE, "every: 1 year,", "every: 1 year, price: 1,"),
    (PACKAGE, "kind: package", "kind: pakage"),
    (PACKAGE, "kind: package", "kind: [package]"),
    (PACKAGE, "kind: package\n", ""),
    (PACKAGE, "limits", "members"),
    (SERVICE, "must_exist", "exists"),
    (SERVICE, "min: 1,", "minimum: 1,"),
    (SERVICE, "order: 10", "orders: 10"),
    (SERVICE, "enabled: true", "on_offer: true"),
    (GROUP, "level: 1", "level: 1, upgradable: true"),
    (MANIFEST, "unlimited", "unlimitted"),
    (MANIFEST, "catalog: test", "catalogue: test"),
    // Required keys.
    (PACKAGE, "article: HST-GLDY\n", ""),
    (PACKAGE, "name: Gold\n", ""),
    (PACKAGE, "every: 1 year, ", ""),
    (SERVICE, "value: 1.00, ", ""),
    (SERVICE, "{ id: traffic }", "{ unit: GB }"),
    (SERVICE, "[{ item: DMN-COM }]", "[{ quantity: 1 }]"),
    (GROUP, "level: 1", "upgradeable: true"),
    (GROUP, "members: [{ item: HST-GLDY, level: 1 }]\n", ""),
    (MANIFEST, "format: 1\n", ""),
    (MANIFEST, "currencies: [EUR]\n", ""),
    // Types.
    (PACKAGE, "99.00", "ten"),
    (PACKAGE, "99.00", "[99.00]"),
    (PACKAGE, "99.00", "true"),
    (PACKAGE, "99.00", "~"),
    (PACKAGE, "extra_services: true", "extra_services: yes"),
    (PACKAGE, "extra_services: true", "extra_services:"),
    (PACKAGE, "HST-GLDY", "1000"),
    (PACKAGE, "name: Gold", "name: 24"),
    (PACKAGE, "name: Gold", "name: { en: 24 }"),
    (PACKAGE, "name: Gold", "name: {}"),
    (PACKAGE, "[{ every: 1 year, prices: { EUR: 99.00 } }]", "1 year"),
    (PACKAGE, "3072", "3 GB"),
    (PACKAGE, "3072", "3072.5"),
    (SERVICE, "order: 10", "order: first"),
    (SERVICE, "shop: { order: 10 }", "shop: true"),
    (SERVICE, "shop: { order: 10 }", "shop: []"),
    (SERVICE, "packages: [HST-GLDY]", "packages: HST-GLDY"),
    (SERVICE, "min: 1,", "min: 1.5,"),
    (GROUP, "level: 1", "level: \"2\""),
    (GROUP, "level: 1", "level: 1.5"),
    (GROUP, "item: HST-GLDY", "item: [HST-GLDY]"),
    (MANIFEST, "format: 1", "format: \"1\""),
    (MANIFEST, "[EUR]", "EUR"),
    // Values.
    (PACKAGE, "99.00", "-99.00"),
    (PACKAGE, "99.00", "\"99.00001\""),
    (PACKAGE, "99.00", "\"-99.00\""),
    (PACKAGE, "99.00", "\"1e3\""),
    (PACKAGE, "99.00", "NaN"),
    (PACKAGE, "99.00", ".nan"),
    (PACKAGE, "99.00", "\"99,00\""),
    (PACKAGE, "1 year", "1 week"),
    (PACKAGE, "1 year", "0 years"),
    (PACKAGE, "1 year", "yearly"),
    (PACKAGE, "1 year", "1  year"),
    (PACKAGE, "1 year", "-1 year"),
    (PACKAGE, "1 year", "100000 years"),
    (PACKAGE, "3072", "-1"),
    (PACKAGE, "3072", "2147483648"),
    (PACKAGE, "3072", "infinite"),
    (PACKAGE, "HST-GLDY", "\"\""),
    (PACKAGE, "HST-GLDY", "\"  \""),
    (SERVICE, "suspend", "suspended"),
    (SERVICE, "databases: 1", "databases: 2147483648"),
    (SERVICE, "step: 1.5", "step: -1"),
    (SERVICE, "max: 10", "max: 4294967296"),
    (GROUP, "level: 1", "level: 2147483648"),
    (MANIFEST, "format: 1", "format: 2"),
    (MANIFEST, "[EUR]", "[euro]"),
    (MANIFEST, "[en]", "[\"\"]"),
    // Lists that must not be empty.
    (SERVICE, "[HST-GLDY]", "[]"),
    (SERVICE, "[DMN-COM]", "[]"),
    (SERVICE, "[com]", "[]"),
    (MANIFEST, "[EUR]", "[]"),
    (MANIFEST, "[en]", "[]"),
];

fn one(text: &str) -> Value {
    let (documents, findings) = parse("a.yaml", text);
    assert!(findings.is_empty() && documents.len() == 1, "{text}: {findings:?}");
    documents[0].root.to_json()
}

#[test]
fn both_validators_refuse_every_invalid_document() {
    for sound in [PACKAGE, SERVICE, GROUP, MANIFEST] {
        assert!(BOTH.accept(&one(sound), sound == MANIFEST), "{sound}");
    }
    for (sound, from, to) in REFUSED {
        assert_eq!(sound.matches(from).count(), 1, "`{from}` must appear exactly once in\n{sound}");
        let wrong = sound.replacen(from, to, 1);
        assert!(!BOTH.accept(&one(&wrong), *sound == MANIFEST), "{wrong}");
    }
    let long = PACKAGE.replace("HST-GLDY", &"X".repeat(513));
    assert!(!BOTH.accept(&one(&long), false), "an article number of 513 characters");
}

/// The schemas cannot refuse a number for its decimal places or its notation, so only the Rust types refuse these.
#[test]
fn number_formats_that_schemas_cannot_refuse_are_refused_by_check() {
    for price in ["99.00001", "1e3", "0x10", "+1"] {
        let text = PACKAGE.replace("99.00", price);
        assert!(BOTH.accept(&one(&text), false), "{text}");
        Project::new().file("a.yaml", &text).run("check").code(1).says("error");
    }
}

/// Values that a mutation may put in the place of any other.
pub fn replacements() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(-1),
        json!(0),
        json!(1),
        json!(1.0),
        json!(1.5),
        json!(-0.5),
        json!(65_535),
        json!(65_536),
        json!(2_147_483_647_i64),
        json!(2_147_483_648_i64),
        json!(4_294_967_296_i64),
        json!(i64::MIN),
        json!(1e300),
        json!(""),
        json!(" "),
        json!("\u{feff}"),
        json!("\u{85}"),
        json!("\u{a0}"),
        json!("text\n"),
        json!("1 month"),
        json!("12 months\n"),
        json!("12 weeks"),
        json!("9.90"),
        json!("9.90001"),
        json!("unlimited"),
        json!("EUR"),
        json!("é".repeat(512)),
        json!("é".repeat(513)),
        json!([]),
        json!({}),
        json!(["a"]),
        json!([1]),
        json!({ "en": "a" }),
        json!({ "value": 1, "enabled": 1 }),
        json!({ "value": 1, "enabled": false }),
        json!({ "EUR": -1 }),
    ]
}

/// One random change to a document.
#[derive(Clone, Debug)]
enum Mutation {
    Drop(prop::sample::Index),
    Rename(prop::sample::Index, String),
    Retype(prop::sample::Index, Value),
}

impl Mutation {
    fn apply(&self, document: &mut Value) {
        let (Self::Drop(node) | Self::Rename(node, _) | Self::Retype(node, _)) = self;
        let pointers = pointers(document, String::new());
        if pointers.is_empty() {
            return;
        }
        let pointer = node.get(&pointers);
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = document.pointer_mut(parent).expect("the parent");
        match (self, parent) {
            (Self::Retype(_, value), Value::Object(object)) => object[key] = value.clone(),
            (Self::Retype(_, value), Value::Array(items)) => items[number(key)] = value.clone(),
            (Self::Rename(_, name), Value::Object(object)) => {
                let value = object.remove(key).unwrap_or_default();
                object.insert(format!("{key}{name}"), value);
            }
            (_, Value::Object(object)) => drop(object.remove(key)),
            (_, Value::Array(items)) => drop(items.remove(number(key))),
            _ => {}
        }
    }
}

fn number(key: &str) -> usize {
    key.parse().expect("an index")
}

/// The pointers to every node below the root. No key of the examples needs escaping.
pub fn pointers(value: &Value, at: String) -> Vec<String> {
    let below = |(key, value): (String, &Value)| {
        let pointer = format!("{at}/{key}");
        std::iter::once(pointer.clone()).chain(pointers(value, pointer)).collect::<Vec<_>>()
    };
    match value {
        Value::Object(object) => {
            object.iter().map(|(key, value)| (key.clone(), value)).flat_map(below).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(i, value)| (i.to_string(), value)).flat_map(below).collect()
        }
        _ => Vec::new(),
    }
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let node = any::<prop::sample::Index>;
    prop_oneof![
        1 => node().prop_map(Mutation::Drop),
        1 => (node(), "[a-z_]{0,2}").prop_map(|(node, name)| Mutation::Rename(node, name)),
        3 => (node(), prop::sample::select(replacements())).prop_map(|(node, value)| Mutation::Retype(node, value)),
    ]
}

/// The documents that are mutated: those of every example, and those that have every field.
static SOUND: LazyLock<Vec<(Value, bool)>> = LazyLock::new(|| {
    let everything = everything().into_iter().map(|document| (document, false));
    examples().iter().flat_map(|folder| documents(folder)).chain(everything).collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn both_validators_agree_on_mutated_documents(document in any::<prop::sample::Index>(), mutations in prop::collection::vec(mutation(), 1..4)) {
        let (mut document, is_manifest) = document.get(&SOUND).clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut document));
        BOTH.accept(&document, is_manifest);
    }
}

#[test]
fn schema_reports_the_folder_and_check_the_stale_files() {
    let project = Project::new();
    project.run("schema --out schemas").code(0).says("Wrote 17 schemas into schemas.");
    project.run("schema --check").code(0);
    project.write("schemas/item.json", "{}");
    std::fs::remove_file(project.path("schemas/wares.json")).expect("a file");
    let run = project.run("schema --check").code(1);
    assert!(
        run.stderr.starts_with("schemas/wares.json is missing\nschemas/item.json is stale\n"),
        "{}",
        run.stderr
    );
}

/// Collects the JSON pointers of all objects in a value.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            found.push(at.to_owned());
            object.iter().for_each(|(key, value)| objects(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at_item, item)| objects(item, &format!("{at}/{at_item}"), found)),
        _ => {}
    }
}

#[test]
fn output_schema_accepts_json_output_and_refuses_unknown_keys() {
    let mut schemas = Schemas::new();
    let path = root().join("schemas/output.json");
    let index = Compiler::new().compile(path.to_str().expect("UTF-8"), &mut schemas);
    let index = index.unwrap_or_else(|error| panic!("{error:#}"));
    let project = Project::example("hosting").init();
    let arguments = ["plan", "describe extra_service XSV-DBPACK", "check", "explain A02", "explain", "list"];
    for arguments in arguments {
        let text = project.run(&format!("{arguments} --format json")).code(0).stdout;
        let output: Value = serde_json::from_str(&text).expect("JSON");
        schemas.validate(&output, index).unwrap_or_else(|error| panic!("{arguments}: {error:#}"));
        let mut found = Vec::new();
        objects(&output, "", &mut found);
        // The keys of these objects are names of columns and states, which the schema cannot list.
        found.retain(|at| {
            !["/before", "/after", "/values", "/default", "/by_state"].iter().any(|image| at.ends_with(image))
        });
        let step = found.len() / 50 + 1;
        for at in found.iter().step_by(step) {
            let mut odd = output.clone();
            let object = odd.pointer_mut(at).and_then(Value::as_object_mut).expect("an object");
            object.insert("surplus".to_owned(), json!(1));
            assert!(schemas.validate(&odd, index).is_err(), "{arguments}: {at} takes any key");
        }
    }
}
