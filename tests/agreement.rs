//! The JSON schemas and the Rust types agree on which documents are valid, except for the cases in `BEYOND`, and the
//! types can explain whatever the schemas refuse.

use crate::bad_input::{self, Checked};
use crate::generated::everything;
use crate::schemas::{document, documents, examples, pointers, replacements};
use crate::support::Memory;
use jsonschema::Validator;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use wares::diagnostic::Part;
use wares::kinds::{Kinds, kind_schema, manifest_schema};
use wares::model::Manifest;
use wares::source::{Data, Document, Files, ReadError, ReadFault, Reason, Yaml, parse};

static SCHEMAS: LazyLock<BTreeMap<String, Validator<Yaml>>> = LazyLock::new(|| {
    let standard = Kinds::standard();
    let kinds = standard.iter().map(|kind| (kind.name().to_owned(), kind_schema(&**kind)));
    let all = kinds.chain([(String::new(), manifest_schema())]);
    let validator = |schema| jsonschema::options_for::<Yaml>().build(&schema).expect("a schema");
    all.map(|(name, schema)| (name, validator(schema))).collect()
});

/// A type of fault that no schema can detect: a function that recognizes such a fault, and the reason.
type Beyond = (fn(&Document, &ReadFault, &str) -> bool, &'static str);

/// Everything that the types refuse although the schemas accept it.
const BEYOND: &[Beyond] = &[
    (
        |document, fault, message| is_number(document, fault) && message.contains("decimal places"),
        "a JSON number has no fixed decimal places: 1.00001 is a double like any other",
    ),
    (
        |document, fault, message| is_number(document, fault) && message.contains("digits before the point"),
        "a JSON number cannot hold so many digits",
    ),
    (
        |document, fault, message| is_number(document, fault) && message.contains("is not an amount"),
        "an amount consists of digits and a point, but 1e3, 0x10, +1 and .5 are numbers too",
    ),
    (
        |document, fault, message| is_number(document, fault) && message.contains("is negative"),
        "-0 is not less than 0",
    ),
    (|_, _, message| message.contains("a NUL character"), "a JSON string may contain it"),
    (
        |document, fault, message| {
            let text = document.text_at(fault.pointer, fault.part).unwrap_or_default();
            message == "the name is empty" && (fault.part == Part::Key || text.contains('\u{85}'))
        },
        "patterns do not treat U+0085 as whitespace, and languages are keys without a pattern",
    ),
    (
        |_, fault, message| fault.part == Part::Key && message.starts_with("the name has"),
        "a pattern for keys does not limit their length",
    ),
    (
        |document, fault, message| {
            let text = document.text_at(fault.pointer, fault.part).unwrap_or_default();
            let number = text.split(' ').next().and_then(|number| number.parse::<u32>().ok());
            message.contains("is not a period") && number.is_some_and(|number| number > 65_535)
        },
        "a pattern limits the digits of a number, not its value",
    ),
    (
        |document, fault, message| {
            let is_option = fault.pointer.parts().first() == Some(&"options");
            is_option
                && document.find(fault.pointer).is_some()
                && message.contains("more digits than a JSON number can hold")
        },
        "a schema only sees a double, not the digits that were written",
    ),
    (|_, _, message| message.contains("is not a version range"), "no pattern describes what semver accepts"),
];

fn is_number(document: &Document, fault: &ReadFault) -> bool {
    document.find(fault.pointer).is_some_and(|node| matches!(node.data, Data::Number(_)))
}

/// Reads a document with the types; none if it has no known kind.
fn read(document: &Document, is_manifest: bool) -> Option<Result<(), ReadError>> {
    if is_manifest {
        return Some(document.read::<Manifest>().map(drop));
    }
    static KINDS: LazyLock<Arc<Kinds>> = LazyLock::new(Kinds::standard);
    let kind = KINDS.find(document.root.get("kind")?.as_text()?)?;
    Some(kind.read(document).map(drop))
}

/// Asserts that the schema and the types agree on a document, and returns whether it is valid; none if it has no known
/// kind, and so no types.
#[track_caller]
pub fn hold(document: &Document, is_manifest: bool) -> Option<bool> {
    let result = read(document, is_manifest)?;
    let kind = document.root.get("kind").filter(|_| !is_manifest).and_then(|kind| kind.as_text());
    let accepts = SCHEMAS[kind.unwrap_or_default()].is_valid(&document.root);
    match &result {
        Ok(()) => assert!(accepts, "only the schema refuses {:#}", document.root.to_json()),
        Err(errors) if accepts => {
            let known = |fault: &ReadFault| match &fault.reason {
                Reason::Said { message, .. } => {
                    BEYOND.iter().any(|(matches, _)| matches(document, fault, message))
                }
                _ => false,
            };
            let is_known = !errors.faults.is_empty() && errors.faults.iter().all(known);
            assert!(is_known, "only the types refuse {:#}: {errors:#?}", document.root.to_json());
        }
        Err(_) => {}
    }
    Some(accepts && result.is_ok())
}

/// A manifest with every key.
fn manifest() -> Value {
    let database = json!({
        "url_from": "URL", "schema": "public", "extra_service_category": "Extras", "unlimited": -1,
        "provisioning_package": "Base", "ignore_properties": ["x-*"],
        "item_defaults": { "delivery_date": 1, "reprovision": true, "force_renewal": 1, "usage_formula_plugin_name": "P" },
    });
    let guards = json!({
        "allow": ["in-use"], "max_price_change": "50 %", "max_changed": "12.5%", "min_resources": 10, "max_adoptions": 100,
    });
    let environment = json!({
        "reseller": "Acme", "currencies": ["EUR"], "languages": ["en"], "shop": "Test", "external": [{ "kind": "item", "name": "DMN-NET" }],
        "release": ["OLD"], "guards": guards, "database": database,
    });
    json!({
        "format": 1, "requires": ">=0.1", "catalog": "test", "reseller": "Acme", "currencies": ["EUR", "USD"],
        "languages": ["en", "de"], "shop": "Default", "external": ["DMN-COM"], "release": ["OLD"],
        "guards": guards, "database": database, "environments": { "staging": environment },
    })
}

/// Every document that differs in one place from a valid one.
fn changed(valid: &Value) -> Vec<Value> {
    let mut changed = Vec::new();
    for pointer in pointers(valid, String::new()) {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        for value in replacements() {
            let mut document = valid.clone();
            *document.pointer_mut(&pointer).expect("a node") = value;
            changed.push(document);
        }
        for name in [None, Some("title".to_owned()), Some(format!("{key}s"))] {
            let mut document = valid.clone();
            let Some(Value::Object(object)) = document.pointer_mut(parent) else { continue };
            let value = object.remove(key).unwrap_or_default();
            object.extend(name.map(|name| (name, value)));
            changed.push(document);
        }
    }
    changed
}

#[test]
fn types_and_schemas_accept_all_valid_documents() {
    for folder in examples() {
        for (value, is_manifest) in documents(&folder) {
            assert_eq!(hold(&document(&value), is_manifest), Some(true), "{value:#}");
        }
    }
    assert!(everything().iter().all(|value| hold(&document(value), false) == Some(true)));
    assert_eq!(hold(&document(&manifest()), true), Some(true));
}

#[test]
fn types_and_schemas_agree_on_documents_with_one_change() {
    let count = |valid: &Value, is_manifest| {
        changed(valid).iter().filter_map(|value| hold(&document(value), is_manifest)).count()
    };
    let held: usize = everything().iter().map(|valid| count(valid, false)).sum();
    assert!(held + count(&manifest(), true) > 10_000);
}

#[test]
fn types_and_schemas_agree_on_percentages() {
    let texts = [
        "50 %",
        "50%",
        "50  %",
        "50",
        " 50 %",
        "0 %",
        "00 %",
        "05 %",
        "0.5 %",
        ".5 %",
        "5. %",
        "12.25 %",
        "12.255 %",
        "99.99 %",
        "100 %",
        "100.0 %",
        "100.00%",
        "100.000 %",
        "100.01 %",
        "101 %",
        "100000 %",
        "100000.00 %",
        "100000.01 %",
        "99999.99%",
        "1000000 %",
        "-5 %",
        "+5 %",
        "1e2 %",
        "%",
        "",
        "٥ %",
        "50 %\n",
        "99999999999999999999999999999999999999 %",
    ];
    for (text, field) in texts.iter().flat_map(|text| [(text, "max_changed"), (text, "max_price_change")]) {
        let mut manifest = manifest();
        manifest["guards"][field] = json!(text);
        hold(&document(&manifest), true).expect("a manifest");
    }
}

#[test]
fn types_and_schemas_agree_on_the_bad_input_cases() {
    let mut refused = 0;
    for (_, project) in bad_input::all() {
        let disk = wares::cli::Disk::new(&project.path(""));
        for path in disk.list().unwrap_or_default() {
            let Ok(text) = disk.read(&path).map(String::from_utf8) else { continue };
            let (documents, _) = parse(&path, &text.unwrap_or_default());
            let held = documents.iter().map(|document| hold(document, path == "wares.yaml"));
            refused += held.filter(|valid| *valid == Some(false)).count();
        }
    }
    assert!(refused > 80, "{refused}");
}

/// Tries every notation of numbers in YAML where a number, a whole number, a limit or a string is expected.
#[test]
fn types_and_schemas_agree_on_numbers() {
    let numbers = [
        "0",
        "-0",
        "-0.0",
        "+1",
        "1.0",
        "1.",
        ".5",
        "1e3",
        "1e-3",
        "0x10",
        "0o17",
        "1e300",
        "-1e300",
        "1e400",
        ".inf",
        "-.inf",
        ".nan",
        "2147483647",
        "2147483648",
        "2147483647.0",
        "4294967295",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "123456789012345678901234",
        "0.1234",
        "0.12345",
        "\"1\"",
        "\"1.5\"",
    ];
    let texts = [
        "kind: package\narticle: A\nname: N\ncategory: C\nperiods: [{ every: 1 year, prices: { EUR: X } }]\n",
        "kind: package\narticle: A\nname: N\nprices: { EUR: { value: X } }\n",
        "kind: package\narticle: A\nname: N\nlimits: { space_mb: X }\n",
        "kind: extra_service\narticle: A\nname: N\nadds: { space_mb: X }\namount: { min: X, step: X }\n",
        "kind: upgrade_group\nname: N\nmembers: [{ item: A, level: X }]\n",
        "kind: item\narticle: A\nname: X\nrenewal_item: X\nperiods: [{ every: X }]\n",
        "format: X\ncatalog: t\ncurrencies: [EUR]\nlanguages: [en]\n",
        "format: 1\ncatalog: t\ncurrencies: [EUR]\nlanguages: [en]\nguards: { max_changed: X, max_adoptions: X }\n",
    ];
    for text in texts {
        for number in numbers {
            let (documents, _) = parse("a.yaml", &text.replace('X', number));
            hold(&documents[0], text.starts_with("format")).expect("a kind");
        }
    }
}

const MANIFEST: &str = "format: 1\ncatalog: t\ncurrencies: [EUR, USD]\nlanguages: [en, de]\n";

/// Whatever the types refuse has a proper message: none of these documents makes Wares report a bug in itself.
#[test]
fn every_refused_document_is_explained() {
    let changed: Vec<Value> = everything().iter().flat_map(changed).collect();
    // Load them in chunks: in a single catalog, each unknown name would be compared with all names, which is slow.
    let found = changed.par_chunks(500).map(|some| {
        let text: String = some.iter().map(|value| format!("---\n{value}\n")).collect();
        let loaded = Memory::new([("wares.yaml", MANIFEST), ("a.yaml", &text)]).load();
        let mut messages = loaded.findings.iter().map(|finding| &finding.message);
        assert!(!messages.any(|message| message.contains("a bug in Wares")));
        loaded.findings.len()
    });
    assert!(found.sum::<usize>() > changed.len() / 2);
    for Checked { name, text, .. } in bad_input::CHECKED.iter() {
        assert!(!text.contains("a bug in Wares"), "{name}: {text}");
    }
    // Try only every 11th manifest, because each needs its own catalog, which takes time.
    let manifests: Vec<Value> = self::changed(&manifest()).into_iter().step_by(11).collect();
    manifests.par_iter().for_each(|value| {
        let loaded = Memory::new([("wares.yaml", value.to_string())]).load();
        assert!(!loaded.findings.iter().any(|it| it.message.contains("a bug in Wares")), "{value:#}");
    });
}
