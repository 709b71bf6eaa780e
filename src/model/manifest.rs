//! `wares.yaml`: what holds for the whole catalog.

use super::non_empty_list::NotEmpty;
use crate::model::{Amount, Guards, Level, Name, Named, State, Variable};
use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The manifest of a catalog: `wares.yaml`, which marks the catalog's root.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the file format. This version of Wares reads format 1.
    #[serde(deserialize_with = "format_version")]
    #[schemars(with = "u32", extend("const" = 1))]
    pub format: u32,
    /// The versions of Wares that may work on this catalog, such as `>=0.1`.
    #[serde(default)]
    pub requires: Option<Requirement>,
    /// The catalog's name. What it creates or adopts in a database is owned under this name.
    pub catalog: Name,
    /// The reseller whose prices and shop are managed. Absent: the only one there is.
    #[serde(default)]
    pub reseller: Option<Name>,
    /// The currencies that are managed, the default one first. Prices in others are left alone.
    #[serde(deserialize_with = "codes::<CurrencyCode, _>")]
    #[schemars(length(min = 1), inner(pattern(r"^[A-Z]{3}$")), transform = explain_currencies)]
    pub currencies: Vec<String>,
    /// The languages that are managed, the default one first. Texts in others are left alone.
    #[serde(deserialize_with = "codes::<LanguageCode, _>")]
    #[schemars(length(min = 1), inner(length(min = 1)))]
    pub languages: Vec<String>,
    /// The shop in which articles are placed. Absent: the reseller's default shop.
    #[serde(default)]
    pub shop: Option<Name>,
    /// Articles, and other resources, that exist in the database alone and may be referred to; plan verifies that
    /// they do.
    #[serde(default)]
    pub external: Vec<Named>,
    /// Resources to disown without touching them, by article or name.
    #[serde(default)]
    pub release: Vec<Named>,
    /// What is made of the findings of rules, by code (`U12`) or name (`price-inversion`): `deny` makes them errors,
    /// `warn` warnings, and `allow` leaves them out.
    #[serde(default)]
    pub rules: BTreeMap<Name, Level>,
    /// What a plan may do without `--allow`.
    #[serde(default)]
    pub guards: Guards,
    /// How the catalog is written into the database.
    #[serde(default)]
    pub database: Database,
    /// Other databases of the same catalog, by name: what stands under one replaces what stands above when
    /// `--env` names it.
    #[serde(default)]
    pub environments: BTreeMap<Name, Environment>,
}

impl Manifest {
    /// What a field names that bounds the rows which are managed; nothing where the field is left out.
    pub fn names_of(&self, field: &str) -> Vec<String> {
        let one = |name: &Option<Name>| name.iter().map(ToString::to_string).collect();
        match field {
            "reseller" => one(&self.reseller),
            "shop" => one(&self.shop),
            "currencies" => self.currencies.clone(),
            "languages" => self.languages.clone(),
            _ => Vec::new(),
        }
    }
}

/// What one environment replaces of the manifest. It is laid over the manifest's document before that is read.
#[derive(Clone, Debug)]
pub struct Environment;

impl Environment {
    /// What no environment can replace: it is the catalog itself.
    pub const FIXED: &[&str] = &["format", "requires", "catalog", "environments"];
}

/// How the catalog is written into the database.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// The environment variable that holds the database's URL. Without it, `--database-url`,
    /// `WARES_DATABASE_URL`, `DATABASE_URL` or the `PG*` variables name the database.
    pub url_from: Option<Variable>,
    /// The PostgreSQL schema of the billing tables.
    pub schema: Name,
    /// The shop category of extra services. Both `ExtraServices` and `ExtraService` occur in the field.
    pub extra_service_category: Name,
    /// The number that stands for an unlimited amount of a service.
    pub unlimited: i32,
    /// The number that stands for the end of a counter's range that has none: the greatest that the database keeps,
    /// unless another is given.
    #[schemars(extend("default" = OPEN_MARGIN))]
    pub open_margin: Amount,
    /// The base provisioning package of new package configurations.
    pub provisioning_package: Name,
    /// Properties that others own, as patterns such as `x-*`. They are neither compared nor deleted.
    pub ignore_properties: Vec<Name>,
    /// The states in which a subscription has ended, as the database has them. In every other state it counts as live.
    pub ended_states: Vec<State>,
    /// What new articles have in columns that no field sets. Existing articles are never changed by it.
    pub item_defaults: ItemDefaults,
}

/// What a new `item` row has in the columns that no field sets, by column.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ItemDefaults {
    /// When an article is delivered: 0 when invoiced, 1 when the renewal is invoiced.
    pub delivery_date: i32,
    /// When an article is provisioned: 0 without payment, 1 after payment, 2 by the reseller's and 3 by the
    /// customer's credit.
    pub provisioning_allowed_type: i32,
    /// When an article is renewed, as the billing system numbers it (0, 1 or 2).
    pub renewing_allowed_type: i32,
    /// When an article is upgraded, as the billing system numbers it (0 or 1).
    pub upgrading_allowed_type: i32,
    /// Whether an article is provisioned again when it renews.
    pub reprovision: bool,
    /// Whether its revenue is deferred. The column's name is misspelt in the billing system.
    pub defferedrevenue: bool,
    /// Whether subresellers may sell it.
    pub allow_to_subresellers: bool,
    /// How many days before the renewal its invoice is made.
    pub renewal_invoice_period: Option<i32>,
    /// How many days before the renewal a customer must give notice.
    pub termination_notice_period: Option<i32>,
    /// Whether renewal is forced, as the billing system numbers it.
    pub force_renewal: Option<i32>,
    /// Whether what remains is credited when a customer leaves.
    pub auto_credit: bool,
    /// Whether it is credited even when it has been provisioned.
    pub allow_autocredit_if_provisioned: bool,
    /// The plugin that counts its use.
    pub usage_formula_plugin_name: Option<String>,
    /// Whether it renews together with the customer's main subscription.
    pub align_with_main_subscription: bool,
    /// The status that a new subscription gets, as the billing system numbers it.
    pub set_status: Option<i32>,
    /// Whether its renewals are invoiced separately.
    pub separate_renewal_invoice: bool,
}

/// The greatest number of `decimal(25,4)`.
const OPEN_MARGIN: &str = "999999999999999999999.9999";

/// Lets an editor say what the code of a currency looks like.
fn explain_currencies(schema: &mut Schema) {
    if let Some(items) = schema.get_mut("items").and_then(serde_json::Value::as_object_mut) {
        let message = "Expected the code of a currency in three capital letters, such as EUR.";
        items.insert("patternErrorMessage".to_owned(), message.into());
    }
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url_from: None,
            schema: Name::fixed("public"),
            extra_service_category: Name::fixed("ExtraServices"),
            unlimited: -1,
            open_margin: Amount::greatest(),
            provisioning_package: Name::fixed("GenericConfigurablePackage"),
            ignore_properties: Vec::new(),
            ended_states: Vec::new(),
            item_defaults: ItemDefaults::default(),
        }
    }
}

/// The numbers of the database that stand for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandIns {
    /// What stands for an unlimited amount.
    pub unlimited: i64,
    /// What stands for the end of a range that has none.
    pub open_margin: Decimal,
}

impl Database {
    /// The numbers that stand for something else.
    pub fn stand_ins(&self) -> StandIns {
        StandIns { unlimited: self.unlimited.into(), open_margin: self.open_margin.decimal() }
    }
}

impl Manifest {
    /// The language of texts that name none.
    pub fn default_language(&self) -> &str {
        self.languages.first().map_or("", String::as_str)
    }
}

/// What an environment can replace: every key of a manifest but the fixed ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "it is read for its faults; its values are read where they are laid over the manifest"
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

    /// An object; which keys it may have is known where the manifest's whole schema is.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

/// A currency's code, as ISO 4217 has it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct CurrencyCode(String);

impl TryFrom<String> for CurrencyCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_code = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
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

/// A language's code: any text but an empty one.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct LanguageCode(String);

impl TryFrom<String> for LanguageCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.is_empty() {
            true => Err("the text is empty\nwrite the code of a language, such as `en`"),
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
        0 => Err(de::Error::custom(format!("there is no format 0\nwrite `{FORMAT}`"))),
        _ => Err(de::Error::custom(format!(
            "this catalog has format {format}, and Wares {version} reads format {FORMAT}\n\
             install a newer Wares; if the number is a mistake, write `{FORMAT}`"
        ))),
    }
}

/// A requirement on the version of Wares.
#[derive(Clone, Debug)]
pub struct Requirement(semver::VersionReq);

impl Requirement {
    /// Whether this version of Wares meets it.
    pub fn is_met(&self) -> bool {
        semver::Version::parse(env!("CARGO_PKG_VERSION")).is_ok_and(|version| self.0.matches(&version))
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Requirement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fault = |error| {
            de::Error::custom(format!(
                "`{text}` is no range of versions: {error}\nwrite a range such as `>=0.1`"
            ))
        };
        semver::VersionReq::parse(&text).map(Self).map_err(fault)
    }
}

impl JsonSchema for Requirement {
    fn schema_name() -> Cow<'static, str> {
        "Requirement".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": [">=0.1"] })
    }
}
