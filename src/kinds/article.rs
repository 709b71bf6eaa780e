//! The part that every kind which sells an article shares: its YAML shape.

pub(super) mod limits;
mod lift;
mod lower;
mod counter_ranges;
mod subscriber_effects;
mod tables;
mod texts;
mod duplicate_rows;

pub(super) use lift::lift;
pub(super) use lower::{WholeArticle, defaults, lower, validate};
pub use subscriber_effects::{charges, on_sale};
pub(super) use tables::{ALL as TABLES, ITEM_PROPERTY, SHOP_ITEM_PROPERTY};
pub use tables::{ITEM, RENEWAL_PERIOD};
pub(super) use texts::{ANY_TEXT, translation};

use super::Context;
use super::lift::is_false;
use crate::diagnostic::Place;
use crate::model::{Amount, Article, Category, Map, Name, Period, Prices, Prose, Ref, ShortName, Text};
use crate::numbered;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// What every article that is sold has.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct ArticlePart {
    /// The article number: the unique short name by which everything refers to this article.
    pub article: Article,
    /// The name that customers see.
    pub name: Text,
    /// A longer text for customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// The article's category, under which the shop shows it unless `shop` says otherwise. Extra services
    /// have the manifest's `extra_service_category` when they name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Name>,
    /// The renewal periods of a recurring article, with the prices of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<RenewalPeriod>,
    /// The prices of an article that is paid once. A recurring one has its prices under `periods`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub prices: Prices,
    /// "Other data" that has no field of its own: names and values. Values are texts.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<Name, Prose>,
    /// Words by which the billing system's users group articles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<ShortName>,
    /// Articles that are sold together with this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundle: Vec<BundledItem>,
    /// What is counted and charged by use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counters: Vec<Counter>,
    /// The taxes that apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxes: Option<Taxes>,
    /// The service that provisions the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisioning_service: Option<Prose>,
    /// The article that a subscription becomes when it renews. Absent: it stays what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal_item: Option<Ref<Article>>,
    /// What happens to a subscription of an article that is discontinued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_action: Option<ExpireAction>,
    /// What happens to a subscription that is not paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpaid_action: Option<ExpireAction>,
    /// Where the shop shows the article. Absent: under `category`; `false`: nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<Shop>,
    /// Makes any plan that deletes this resource an error.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

/// A renewal period and its prices.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewalPeriod {
    /// How often the article renews, such as `1 month` or `1 year`.
    pub every: Period,
    /// What it costs for this period, by currency.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub prices: Prices,
}

/// An article that is sold together with another.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundledItem {
    /// The article.
    pub item: Ref<Article>,
    /// How many of it; 1 unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Amount>,
}

/// Something that is counted and charged by use.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// The counter's name in the billing system.
    pub id: ShortName,
    /// The name that customers see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The unit that customers see, such as GB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// How much of what is counted makes one unit; 1 unless given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_value: Option<Amount>,
    /// Whether only the use of subscribers counts.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub requires_subscription: bool,
    /// The prices by amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<CounterRange>,
}

/// The prices of a range of amounts.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterRange {
    /// Where the range begins.
    pub from: Amount,
    /// Where it ends. Only the last range may leave it out: that one has no end, for which the database has the
    /// manifest's `open_margin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Amount>,
    /// The name that customers see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// What a unit costs within the range, by currency.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub prices: Prices,
}

/// The taxes of an article.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Taxes {
    /// The first tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax1: Option<Name>,
    /// The second tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax2: Option<Name>,
    /// How the second tax applies, as the billing system numbers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax2_mode: Option<i32>,
}

numbered! {
    /// What happens to a subscription.
    pub enum ExpireAction {
        /// Nothing.
        None = 0 "none",
        /// It is suspended.
        Suspend = 1 "suspend",
        /// It ends.
        Terminate = 2 "terminate",
        /// It is moved to a lower article of its upgrade group.
        Downgrade = 3 "downgrade",
    }
}

/// Where the shop shows an article.
#[derive(Clone, Debug)]
pub enum Shop {
    /// Nowhere.
    Nowhere,
    /// As the placement says.
    Placed(Box<Placement>),
}

/// An article's place in the shop.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The categories that show the article. Absent: its own category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories: Option<Vec<Ref<Category>>>,
    /// Its position among the others; where none is given, the database's own order stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i32>,
    /// A name that replaces the article's in the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Names and values that belong to the placement.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<Name, Prose>,
}

impl ArticlePart {
    /// The categories under which the shop shows the article; none when it does not. `category` is the one that
    /// holds where the placement names none.
    pub(super) fn shown_under<'a>(&'a self, category: Option<&'a str>) -> Vec<&'a str> {
        match &self.shop {
            Some(Shop::Nowhere) => Vec::new(),
            Some(Shop::Placed(placement)) if placement.categories.is_some() => {
                placement.categories.iter().flatten().map(Ref::name).collect()
            }
            _ => category.into_iter().collect(),
        }
    }

    /// The place of each category under which the shop shows the article.
    fn shown_at(&self, context: &Context<'_>) -> impl Iterator<Item = Place> + use<> {
        let list = match &self.shop {
            Some(Shop::Placed(placement)) if placement.categories.is_some() => {
                Some(context.at("shop").child("categories"))
            }
            _ => None,
        };
        let category = context.at("category");
        (0..).map(move |index: usize| list.map_or(category, |list| list.child(index)))
    }
}

impl<'de> Deserialize<'de> for Shop {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShopVisitor)
    }
}

struct ShopVisitor;

impl<'de> Visitor<'de> for ShopVisitor {
    type Value = Shop;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`false` or a mapping")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Shop, E> {
        match value {
            false => Ok(Shop::Nowhere),
            true => Err(E::custom(
                "`true` is not a placement: every article is in the shop unless `shop: false` stands there\n\
                 leave the key out, or write a placement such as `{ order: 10 }`",
            )),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Shop, A::Error> {
        Placement::deserialize(de::value::MapAccessDeserializer::new(map)).map(|p| Shop::Placed(Box::new(p)))
    }
}

impl Serialize for Shop {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nowhere => serializer.serialize_bool(false),
            Self::Placed(placement) => placement.serialize(serializer),
        }
    }
}

impl JsonSchema for Shop {
    fn schema_name() -> Cow<'static, str> {
        "Shop".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let placement = generator.subschema_for::<Placement>();
        json_schema!({
            "anyOf": [{ "type": "boolean", "const": false }, placement],
            "errorMessage": "Expected `false`, or a mapping such as `{ order: 10 }`.",
        })
    }
}
