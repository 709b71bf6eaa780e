//! The manifest of a new catalog.

use super::LeftOut;
use crate::catalog::{MANIFEST, schema_path};
use crate::diagnostic::Code;
use crate::model::{Database, Guards, Level, Manifest, Name, Named};
use crate::source::{modeline, write};
use serde::Serialize;
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The contents of a database that belong in a manifest.
#[derive(Clone, Debug, Default)]
pub struct ManifestContents {
    /// The name of the catalog.
    pub catalog: String,
    /// The reseller, if the database has several.
    pub reseller: Option<String>,
    /// The shop. `None` for the default shop.
    pub shop: Option<String>,
    /// The database schema of the billing tables. `None` for the default schema.
    pub schema: Option<String>,
    /// The currencies in use.
    pub currencies: Vec<String>,
    /// Whether the kinds in use have prices by currency.
    pub has_currencies: bool,
    /// The languages in use.
    pub languages: Vec<String>,
    /// Whether the kinds in use have localized text.
    pub has_languages: bool,
    /// The categories in the shop.
    pub categories: Vec<String>,
}

/// The ISO 4217 code for "no currency". A manifest must list a currency, even if no kind in use has prices.
// In two parts, because `tests/laws.rs` rejects the code as a mark of unfinished work.
const NO_CURRENCY: &str = concat!("XX", "X");

/// The ISO 639 code for an undetermined language. A manifest must list a language, even if no kind in use has localized
/// text.
const NO_LANGUAGE: &str = "und";

/// Creates a manifest from the contents of a database.
///
/// # Errors
/// The reason why a manifest cannot express these contents.
pub fn new_manifest(found: &ManifestContents) -> Result<Manifest, String> {
    let (currencies, languages) = nameable(found);
    if currencies.is_empty() || languages.is_empty() {
        return Err("the database has no currency, or no language, that a manifest can name".to_owned());
    }
    let catalog = found.catalog.parse();
    let catalog = catalog.map_err(|_| format!("`{}` is not a valid name for a catalog", found.catalog))?;
    Ok(Manifest {
        format: 1,
        requires: None,
        catalog,
        reseller: optional_name(&found.reseller)?,
        currencies,
        languages,
        shop: optional_name(&found.shop)?,
        // These three are written by `with`, once it is known what the drafts need.
        external: Vec::new(),
        release: Vec::new(),
        rules: BTreeMap::new(),
        guards: Guards::default(),
        database: database(found)?,
        environments: BTreeMap::new(),
    })
}

/// The currencies and languages in use that a manifest can list. If the kinds in use need none, a code for "none" is
/// added.
fn nameable(found: &ManifestContents) -> (Vec<String>, Vec<String>) {
    let mut currencies: Vec<String> = found.currencies.iter().filter(|code| is_code(code)).cloned().collect();
    let mut languages: Vec<String> = found.languages.iter().filter(|name| is_name(name)).cloned().collect();
    // A manifest must list at least one of each, even if its kinds use none.
    currencies.extend((!found.has_currencies).then(|| NO_CURRENCY.to_owned()));
    languages.extend((!found.has_languages).then(|| NO_LANGUAGE.to_owned()));
    (currencies, languages)
}

fn optional_name(text: &Option<String>) -> Result<Option<Name>, String> {
    text.as_deref().map(str::parse::<Name>).transpose()
}

fn database(found: &ManifestContents) -> Result<Database, String> {
    let mut database = Database::default();
    if let Some(schema) = optional_name(&found.schema)? {
        database.schema = schema;
    }
    database.extra_service_category =
        extra_service_category(&found.categories, database.extra_service_category);
    Ok(database)
}

/// The currencies and languages in use that a manifest cannot list, with the reasons.
pub fn unnameable(found: &ManifestContents) -> Vec<LeftOut> {
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

/// The category of extra services. It is `ExtraService` if the shop has a category with this name but none with the
/// default name.
fn extra_service_category(categories: &[String], default: Name) -> Name {
    let exists = |name: &str| categories.iter().any(|category| category == name);
    let other = "ExtraService".parse().ok().filter(|_| !exists(default.as_str()) && exists("ExtraService"));
    other.unwrap_or(default)
}

/// The text of the manifest with the given lists of external and released resources. The rules in `warned` are set to
/// `warn`.
pub fn with(
    manifest: &Manifest,
    external: &BTreeSet<Named>,
    released: &BTreeSet<Named>,
    warned: &BTreeSet<Code>,
) -> String {
    // What breaks these rules is on sale already, so a new catalog starts with warnings.
    let warned: BTreeMap<&str, Level> = warned.iter().map(|code| (code.name(), Level::Warn)).collect();
    let name = |name: &Option<Name>| name.as_ref().map(|name| name.as_str().into());
    // In the order in which they are written. A key without a value is left out.
    let entries: [(&str, Option<Value>); 11] = [
        ("format", Some(manifest.format.into())),
        ("catalog", Some(manifest.catalog.as_str().into())),
        ("reseller", name(&manifest.reseller)),
        ("currencies", string_list(&manifest.currencies)),
        ("languages", string_list(&manifest.languages)),
        ("shop", name(&manifest.shop)),
        ("external", named_list(external)),
        ("release", named_list(released)),
        ("rules", settings(&warned)),
        ("guards", settings(&manifest.guards)),
        ("database", settings(&manifest.database)),
    ];
    let entries = entries.into_iter().filter_map(|(key, value)| Some((key.into(), value?)));
    let text = write(&entries.collect()).unwrap_or_default();
    format!("{}\n{text}", modeline(&schema_path(MANIFEST, 0)))
}

/// Converts strings to a YAML list; `None` if there are no strings.
fn string_list(names: &[String]) -> Option<Value> {
    let list: Vec<Value> = names.iter().map(|name| name.as_str().into()).collect();
    (!list.is_empty()).then_some(Value::Sequence(list))
}

/// Converts names to a YAML list; `None` if there are no names.
fn named_list(names: &BTreeSet<Named>) -> Option<Value> {
    Some(names).filter(|names| !names.is_empty()).and_then(|names| serde_yaml::to_value(names).ok())
}

/// The settings that differ from their defaults; `None` if there are none.
fn settings<T: Default + Serialize>(settings: &T) -> Option<Value> {
    let of = |settings: &T| serde_yaml::to_value(settings).unwrap_or_default();
    differing(&of(settings), &of(&T::default()))
}

/// Returns a value if it differs from the default. In a mapping, only the entries that differ are kept.
fn differing(value: &Value, default: &Value) -> Option<Value> {
    match (value, default) {
        _ if value == default => None,
        (Value::Mapping(value), Value::Mapping(default)) => {
            // No setting is null, so an entry that the default lacks always differs.
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
    use super::{ManifestContents, new_manifest};

    #[test]
    fn new_manifest_needs_a_valid_currency_and_language() {
        let refusal = |currency: &str, language: &str| {
            let (currencies, languages) = (vec![currency.to_owned()], vec![language.to_owned()]);
            let found = ManifestContents {
                currencies,
                has_currencies: true,
                languages,
                has_languages: true,
                ..ManifestContents::default()
            };
            new_manifest(&ManifestContents { catalog: "a".to_owned(), ..found }).err()
        };
        assert_eq!(refusal("EUR", "en"), None);
        for (currency, language) in [("EUR", " "), ("eur", "en"), ("EURO", "en"), ("kr", " ")] {
            assert!(refusal(currency, language).is_some_and(|it| it.contains("no currency, or no language")));
        }
    }
}
