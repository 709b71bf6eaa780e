//! The manifest of a catalog that import makes.

use super::LeftOut;
use crate::catalog::{MANIFEST, schema_path};
use crate::diagnostic::Code;
use crate::model::{Database, Guards, Level, Manifest, Name, Named};
use crate::source::{modeline, write};
use serde::Serialize;
use serde_yaml::{Mapping, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a manifest for a database would name.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The catalog's name.
    pub catalog: String,
    /// The reseller, where there are several.
    pub reseller: Option<String>,
    /// The shop, unless it is the default one.
    pub shop: Option<String>,
    /// The schema of the billing tables.
    pub schema: Option<String>,
    /// The currencies in use.
    pub currencies: Vec<String>,
    /// Whether the kinds in use have prices by currency.
    pub has_currencies: bool,
    /// The languages in use.
    pub languages: Vec<String>,
    /// Whether the kinds in use have texts by language.
    pub has_languages: bool,
    /// The categories of the shop.
    pub categories: Vec<String>,
}

/// The code of ISO 4217 for no currency: a manifest has to name one, also where the kinds in use have no prices.
const NO_CURRENCY: &str = concat!("XX", "X");

/// The code of ISO 639 for an undetermined language, likewise.
const NO_LANGUAGE: &str = "und";

/// A manifest from what was found in a database.
///
/// # Errors
/// What of it no manifest can say.
pub fn new_manifest(found: &Found) -> Result<Manifest, String> {
    let name = |text: &Option<String>| text.as_deref().map(str::parse::<Name>).transpose();
    let mut currencies: Vec<String> = found.currencies.iter().filter(|code| is_code(code)).cloned().collect();
    let mut languages: Vec<String> = found.languages.iter().filter(|name| is_name(name)).cloned().collect();
    currencies.extend((!found.has_currencies).then(|| NO_CURRENCY.to_owned()));
    languages.extend((!found.has_languages).then(|| NO_LANGUAGE.to_owned()));
    if currencies.is_empty() || languages.is_empty() {
        return Err("the database has no currency, or no language, that a manifest can name".to_owned());
    }
    let mut database = Database::default();
    if let Some(schema) = name(&found.schema)? {
        database.schema = schema;
    }
    database.extra_service_category =
        extra_service_category(&found.categories, database.extra_service_category);
    Ok(Manifest {
        format: 1,
        requires: None,
        catalog: found
            .catalog
            .parse()
            .map_err(|_| format!("`{}` is not a valid name for a catalog", found.catalog))?,
        reseller: name(&found.reseller)?,
        currencies,
        languages,
        shop: name(&found.shop)?,
        external: Vec::new(),
        release: Vec::new(),
        rules: std::collections::BTreeMap::new(),
        guards: Guards::default(),
        database,
        environments: std::collections::BTreeMap::new(),
    })
}

/// The currencies and languages in use that no manifest can name.
pub fn unnameable(found: &Found) -> Vec<LeftOut> {
    let left_out = |kind: &str, name: &String, reason: &str| LeftOut {
        kind: kind.to_owned(),
        name: name.clone(),
        reasons: vec![reason.to_owned()],
    };
    let currencies = found.currencies.iter().filter(|code| !is_code(code)).map(|code| {
        left_out("currency", code, "its code is not three capital letters, so prices in it are not imported")
    });
    let languages = found.languages.iter().filter(|name| !is_name(name));
    let languages =
        languages.map(|name| left_out("language", name, "it has no name, so texts in it are not imported"));
    currencies.chain(languages).collect()
}

fn is_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_name(name: &str) -> bool {
    name.parse::<Name>().is_ok()
}

/// Of the two names that occur in the field (domain.md §0.2), the one that the shop has.
fn extra_service_category(categories: &[String], default: Name) -> Name {
    let is_there = |name: &str| categories.iter().any(|category| category == name);
    let other =
        "ExtraService".parse().ok().filter(|_| !is_there(default.as_str()) && is_there("ExtraService"));
    other.unwrap_or(default)
}

/// The text of a manifest with what it names as external and released, and rules of which it makes warnings.
pub fn with(
    manifest: &Manifest,
    external: &BTreeSet<Named>,
    released: &BTreeSet<Named>,
    warned: &BTreeSet<Code>,
) -> String {
    let mut keys = Mapping::new();
    let list = |names: &mut dyn Iterator<Item = &String>| {
        Some(Value::Sequence(names.map(|name| name.as_str().into()).collect::<Vec<Value>>()))
            .filter(|list| list.as_sequence().is_some_and(|names| !names.is_empty()))
    };
    let name = |name: &Option<Name>| name.as_ref().map(|name| name.as_str().into());
    let named = |all: &BTreeSet<Named>| {
        Some(all).filter(|all| !all.is_empty()).and_then(|all| serde_yaml::to_value(all).ok())
    };
    let warned: BTreeMap<&str, Level> = warned.iter().map(|code| (code.name(), Level::Warn)).collect();
    let entries: [(&str, Option<Value>); 11] = [
        ("format", Some(manifest.format.into())),
        ("catalog", Some(manifest.catalog.as_str().into())),
        ("reseller", name(&manifest.reseller)),
        ("currencies", list(&mut manifest.currencies.iter())),
        ("languages", list(&mut manifest.languages.iter())),
        ("shop", name(&manifest.shop)),
        ("external", named(external)),
        ("release", named(released)),
        ("rules", settings(&warned)),
        ("guards", settings(&manifest.guards)),
        ("database", settings(&manifest.database)),
    ];
    keys.extend(entries.into_iter().filter_map(|(key, value)| Some((key.into(), value?))));
    let text = write(&keys).unwrap_or_default();
    format!("{}\n{text}", modeline(&schema_path(MANIFEST, 0)))
}

/// The settings that are not the default.
fn settings<T: Default + Serialize>(settings: &T) -> Option<Value> {
    let of = |settings: &T| serde_yaml::to_value(settings).unwrap_or_default();
    differing(&of(settings), &of(&T::default()))
}

/// What of a value is not as in another: of mappings only the entries that differ.
fn differing(value: &Value, default: &Value) -> Option<Value> {
    match (value, default) {
        _ if value == default => None,
        (Value::Mapping(value), Value::Mapping(default)) => {
            let null = Value::Null;
            let entries = value.iter().filter_map(|(key, value)| {
                Some((key.clone(), differing(value, default.get(key).unwrap_or(&null))?))
            });
            Some(Value::Mapping(entries.collect()))
        }
        _ => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, new_manifest};

    #[test]
    fn a_manifest_needs_a_currency_and_a_language_that_it_can_name() {
        let reason = |currency: &str, language: &str| {
            let (currencies, languages) = (vec![currency.to_owned()], vec![language.to_owned()]);
            let found = Found {
                currencies,
                has_currencies: true,
                languages,
                has_languages: true,
                ..Found::default()
            };
            new_manifest(&Found { catalog: "a".to_owned(), ..found }).err()
        };
        assert_eq!(reason("EUR", "en"), None);
        for (currency, language) in [("EUR", " "), ("eur", "en"), ("EURO", "en"), ("kr", " ")] {
            assert!(reason(currency, language).is_some_and(|it| it.contains("no currency, or no language")));
        }
    }
}
