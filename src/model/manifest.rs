//! The manifest `wares.yaml`: the settings of a catalog.

mod database;
mod requirement;

pub use database::{Database, ItemDefaults, SpecialNumbers};
pub use requirement::Requirement;

use super::non_empty_list::NotEmpty;
use crate::model::{Guards, Level, Name, Named};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The manifest of a catalog: `wares.yaml`, which marks the catalog's root.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the file format. This version of Wares reads format 1.
    #[serde(deserialize_with = "format_version")]
    #[schemars(with = "u32", extend("const" = 1))]
    pub format: u32,
    /// The versions of Wares that can be used with this catalog, such as `>=0.1`. If left out, any version can be used.
    #[serde(default)]
    pub requires: Option<Requirement>,
    /// The catalog's name. Everything that the catalog creates or adopts in a database is owned under this name.
    pub catalog: Name,
    /// The name of the reseller whose prices and shop the catalog manages. Required only if the database has several
    /// resellers.
    #[serde(default)]
    pub reseller: Option<Name>,
    /// The ISO 4217 codes of the currencies that the catalog manages. The first is the default currency. Prices in
    /// other currencies are left unchanged.
    #[serde(deserialize_with = "codes::<CurrencyCode, _>")]
    #[schemars(length(min = 1), inner(pattern(r"^[A-Z]{3}$")), transform = explain_currencies)]
    pub currencies: Vec<String>,
    /// The codes of the languages that the catalog manages. The first is the default language. Texts in other languages
    /// are left unchanged.
    #[serde(deserialize_with = "codes::<LanguageCode, _>")]
    #[schemars(length(min = 1), inner(length(min = 1)))]
    pub languages: Vec<String>,
    /// The name of the shop in which articles are placed. If left out, the reseller's default shop is used.
    #[serde(default)]
    pub shop: Option<Name>,
    /// Articles and other resources that exist only in the database. Files may refer to them, and `wares plan` checks
    /// that they exist.
    #[serde(default)]
    pub external: Vec<Named>,
    /// Resources that the catalog gives up but leaves unchanged, by article number or name.
    #[serde(default)]
    pub release: Vec<Named>,
    /// The levels of rules, by code (`U12`) or name (`price-inversion`): `deny` reports findings as errors, `warn`
    /// reports them as warnings, and `allow` does not report them.
    #[serde(default)]
    pub rules: BTreeMap<Name, Level>,
    /// The limits on what a plan may do without `--allow`.
    #[serde(default)]
    pub guards: Guards,
    /// How the catalog is stored in the database.
    #[serde(default)]
    pub database: Database,
    /// Other databases for the same catalog, by name. With `--env NAME`, the settings of the environment `NAME` replace
    /// the settings of the manifest.
    #[serde(default)]
    pub environments: BTreeMap<Name, Environment>,
}

impl Manifest {
    /// Returns the names in a field that limits the managed rows, such as `currencies`; empty if the field is left out.
    pub fn names_of(&self, field: &str) -> Vec<String> {
        let one = |name: &Option<Name>| name.iter().map(ToString::to_string).collect();
        // By name, because scopes are descriptors and know a field of the manifest only by its key.
        match field {
            "reseller" => one(&self.reseller),
            "shop" => one(&self.shop),
            "currencies" => self.currencies.clone(),
            "languages" => self.languages.clone(),
            // The manifest has no other field that a scope could name.
            _ => Vec::new(),
        }
    }
}

/// The settings that one environment replaces. They are merged into the manifest's document before the manifest is
/// read, so this type only checks the settings and stores nothing.
#[derive(Clone, Debug)]
pub struct Environment;

impl Environment {
    /// The keys that an environment cannot replace, since they identify the catalog itself.
    // Two environments of one catalog must own the same resources, so what identifies it stays the same.
    pub const FIXED: &[&str] = &["format", "requires", "catalog", "environments"];
}

/// Adds the message that editors show for a string that is not a currency code.
fn explain_currencies(schema: &mut Schema) {
    // The pattern belongs to the elements, so its message does too.
    if let Some(items) = schema.get_mut("items").and_then(serde_json::Value::as_object_mut) {
        let message = "Expected a currency code of three capital letters, such as EUR.";
        items.insert("patternErrorMessage".to_owned(), message.into());
    }
}

impl Manifest {
    /// The default language: the language of localized text that is a plain string.
    pub fn default_language(&self) -> &str {
        self.languages.first().map_or("", String::as_str)
    }
}

/// The keys that an environment can replace: all keys of a manifest except [`Environment::FIXED`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "deserializing it finds errors; the values are used only after they are merged into the manifest"
)]
struct Replaceable {
    reseller: Option<Name>,
    currencies: Option<NotEmpty<CurrencyCode>>,
    languages: Option<NotEmpty<LanguageCode>>,
    shop: Option<Name>,
    external: Option<Vec<Named>>,
    release: Option<Vec<Named>>,
    rules: Option<BTreeMap<Name, Level>>,
    guards: Option<Guards>,
    database: Option<Database>,
}

impl<'de> Deserialize<'de> for Environment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Only the check counts; the merged manifest is read again as a whole.
        Replaceable::deserialize(deserializer).map(|_| Self)
    }
}

impl JsonSchema for Environment {
    fn schema_name() -> Cow<'static, str> {
        "Environment".into()
    }

    fn inline_schema() -> bool {
        true
    }

    /// Accepts any object. `manifest_schema` later replaces this schema with the keys that an environment can have.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

/// An ISO 4217 currency code.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct CurrencyCode(String);

impl TryFrom<String> for CurrencyCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_code = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        // ISO 4217 codes are in capitals, and the database compares them byte for byte.
        let upper = text.to_ascii_uppercase();
        match text.as_str() {
            code if is_code(code) => Ok(Self(text)),
            _ if is_code(&upper) => Err(format!("`{text}` is not a currency code\nwrite `{upper}`")),
            _ => Err(format!(
                "`{text}` is not a currency code\nwrite an ISO 4217 code of three capital letters, such as `EUR`"
            )),
        }
    }
}

/// A language code: any string that is not empty.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct LanguageCode(String);

impl TryFrom<String> for LanguageCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // Any string: the codes are those of the billing system, and the database has the list.
        match text.is_empty() {
            true => Err("the string is empty\nwrite a language code such as `en`"),
            false => Ok(Self(text)),
        }
    }
}

impl From<CurrencyCode> for String {
    fn from(code: CurrencyCode) -> Self {
        code.0
    }
}

impl From<LanguageCode> for String {
    fn from(code: LanguageCode) -> Self {
        code.0
    }
}

fn codes<'de, T: Deserialize<'de> + Into<String>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    let codes = NotEmpty::<T>::deserialize(deserializer)?.into_vec();
    Ok(codes.into_iter().map(Into::into).collect())
}

/// The version of the file format that this version of Wares reads.
const FORMAT: u32 = 1;

fn format_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let format = u32::deserialize(deserializer)?;
    let version = env!("CARGO_PKG_VERSION");
    match format {
        FORMAT => Ok(format),
        // No version of Wares reads format 0, so the help does not suggest installing another one.
        0 => Err(de::Error::custom(format!("there is no format 0\nwrite `{FORMAT}`"))),
        _ => Err(de::Error::custom(format!(
            "this catalog has format {format}, but Wares {version} reads only format {FORMAT}\n\
             install a newer version of Wares, or write `{FORMAT}` if the number is a mistake"
        ))),
    }
}
