//! What a schema refuses, as findings in the words of the files.

use super::form;
use super::found::{Found, form_of};
use crate::diagnostic::{Diagnostic, Location, Place, Pointer, is_odd_blank, letter, near, one_of};
use crate::source;
use crate::source::{Data, Document, Node, Yaml};
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use std::collections::BTreeSet;

/// A schema and its validator.
pub struct Schema {
    schema: Value,
    validator: Validator<Yaml>,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Panics
    /// When the schema is not one, which the test of the generated schemas excludes.
    pub fn new(schema: Value) -> Self {
        let validator = jsonschema::options_for::<Yaml>().build(&schema).expect("a generated schema is a schema");
        Self { schema, validator }
    }

    /// What is wrong with a document.
    pub fn check(&self, document: &Document) -> Vec<Diagnostic> {
        if self.validator.is_valid(&document.root) {
            return Vec::new();
        }
        let mut findings = Vec::new();
        for error in self.validator.iter_errors(&document.root) {
            self.explain(document, &error, &mut findings);
        }
        once(findings)
    }

    fn explain(&self, document: &Document, error: &ValidationError<'_>, findings: &mut Vec<Diagnostic>) {
        let pointer = Pointer::parse(error.instance_path().as_str());
        let Some(node) = document.find(pointer) else { return };
        let found = Found { document, node, pointer };
        match error.kind() {
            Kind::Required { property } if self.is_misspelt(node, property, error) => {}
            _ if node.data == Data::Null => findings.push(found.nothing()),
            Kind::AnyOf { context } => self.branches(&found, error, context, findings),
            Kind::AdditionalProperties { unexpected } => {
                let known = self.known_keys(error);
                findings.extend(unexpected.iter().map(|key| {
                    let place = document.key_at(pointer.child(key));
                    unknown_key(place, key, &known)
                }));
            }
            kind => {
                let finding = found.single(kind, self.is_list_of_texts(error));
                let mapping =
                    self.parent(error).and_then(|schema| form::as_mapping(&self.schema, schema, node));
                findings.push(match mapping.filter(|_| matches!(kind, Kind::Type { .. })) {
                    Some(mapping) => finding.help(mapping),
                    None => finding,
                });
            }
        }
    }

    /// Of several forms a value may have, explains the one that was meant: the one of the value's type.
    fn branches(
        &self,
        found: &Found<'_>,
        error: &ValidationError<'_>,
        branches: &[Vec<ValidationError<'static>>],
        findings: &mut Vec<Diagnostic>,
    ) {
        let here = error.instance_path().as_str();
        let is_type = |inner: &ValidationError<'_>| {
            inner.instance_path().as_str() == here
                && matches!(inner.kind(), Kind::Type { .. } | Kind::Constant { .. })
        };
        if let Some(meant) = branches.iter().find(|errors| !errors.iter().any(is_type)) {
            meant.iter().for_each(|inner| self.explain(found.document, inner, findings));
            return;
        }
        let forms: Vec<String> = branches.iter().filter_map(|errors| form_of(errors)).collect();
        findings.push(found.wrong_type(&forms, false));
    }

    /// Whether a key that is missing stands there under another name: then that is the mistake.
    fn is_misspelt(&self, node: &Node, property: &Value, error: &ValidationError<'_>) -> bool {
        let Data::Mapping(entries) = &node.data else { return false };
        let known = self.known_keys(error);
        let mut unknown =
            entries.iter().map(|entry| &*entry.key).filter(|key| !known.iter().any(|k| k == key));
        property.as_str().is_some_and(|missing| unknown.any(|key| meant(key, &known) == Some(missing)))
    }

    /// Whether the schema at hand is of a list whose elements are texts.
    fn is_list_of_texts(&self, error: &ValidationError<'_>) -> bool {
        let items = self.parent(error).and_then(|schema| schema.pointer("/items/type"));
        items.is_some_and(|kind| kind == "string")
    }

    /// The schema that an error's keyword belongs to.
    fn parent(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let path = error.schema_path().as_str();
        self.schema.pointer(path.rsplit_once('/').map_or("", |(parent, _)| parent))
    }

    /// The keys that the schema at hand knows.
    fn known_keys(&self, error: &ValidationError<'_>) -> Vec<String> {
        let properties = self.parent(error).and_then(|schema| schema.get("properties"));
        properties.and_then(Value::as_object).map(|keys| keys.keys().cloned().collect()).unwrap_or_default()
    }
}

/// The findings without those that tell of one value's second fault: who mends the first will see the value
/// with other eyes.
fn once(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_of_value = |finding: &Diagnostic| {
        [source::codes::WRONG_TYPE, source::codes::WRONG_VALUE].contains(&finding.code)
    };
    findings.sort_by_key(|finding| finding.code);
    let mut told: BTreeSet<Location> = BTreeSet::new();
    findings.retain(|finding| !is_of_value(finding) || told.insert(finding.primary()));
    findings
}

fn unknown_key(place: Place, key: &str, known: &[String]) -> Diagnostic {
    let finding = Diagnostic::new(source::codes::UNKNOWN_KEY, place, format!("`{key}` has no meaning here"));
    if let Some(blank) = key.chars().find(|c| is_odd_blank(*c)) {
        let (letter, bare) = (letter(blank), key.replace(is_odd_blank, " "));
        return finding.help(format!(
            "{letter}, is part of this key and looks like a blank: write `{}` with blanks alone around it",
            bare.trim()
        ));
    }
    let other = synonym(key, known).map(|name| format!("did you mean `{name}`?"));
    match other.or_else(|| one_of(key, known.iter().map(String::as_str))) {
        Some(help) => finding.help(help),
        None => finding.help("take it out"),
    }
}

/// The key that was most probably meant by an unknown one.
fn meant<'a>(key: &str, known: &'a [String]) -> Option<&'a str> {
    synonym(key, known).or_else(|| near(key, known.iter().map(String::as_str)).first().copied())
}

/// What other programs call the keys of a catalog.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("name", &["title", "label", "display_name"]),
    ("article", &["id", "sku", "code", "number", "article_number"]),
    ("prices", &["price", "cost", "costs"]),
    ("every", &["period", "duration", "interval", "cycle"]),
    ("periods", &["duration", "renewals", "billing_periods"]),
    ("description", &["desc", "text", "summary"]),
    ("kind", &["type"]),
];

/// The known key that another word stands for.
fn synonym<'a>(key: &str, known: &'a [String]) -> Option<&'a str> {
    let key = key.to_lowercase();
    let names = SYNONYMS.iter().filter(|(_, others)| others.contains(&key.as_str())).map(|(name, _)| name);
    names.into_iter().find_map(|name| known.iter().find(|known| known == name)).map(String::as_str)
}
