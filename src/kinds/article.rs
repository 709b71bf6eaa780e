//! The YAML shape of the fields that all kinds of articles share.

pub(super) mod limits;
mod lift;
mod lower;
mod counter_ranges;
mod subscriber_effects;
mod tables;
mod texts;
mod duplicate_rows;
mod validation;

pub(super) use lift::lift;
pub(super) use lower::{WholeArticle, defaults, lower};
pub use subscriber_effects::{charges, on_sale};
pub(super) use tables::{ALL as TABLES, ITEM_PROPERTY, SHOP_ITEM_PROPERTY};
pub use tables::{ITEM, RENEWAL_PERIOD};
pub(super) use texts::{ANY_TEXT, translation};
pub(super) use validation::validate;

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

/// The fields that all kinds of articles share.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct ArticlePart {
    /// The article number: a short, unique name by which other resources refer to this article.
    pub article: Article,
    /// The name that customers see.
    pub name: Text,
    /// A longer description that customers see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// The name of the article's category. The shop shows the article in this category unless `shop.categories` is set.
    /// The default for an extra service is the manifest's `database.extra_service_category`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Name>,
    /// The renewal periods of a recurring article, each with its prices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<RenewalPeriod>,
    /// The prices of an article that is paid for once, by currency. The prices of a recurring article belong under
    /// `periods`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub prices: Prices,
    /// Properties for which Wares has no key, as a mapping from name to string. The billing system calls them "Other
    /// data".
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<Name, Prose>,
    /// Words that staff use to group articles in the billing system.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<ShortName>,
    /// Articles that are sold together with this article.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundle: Vec<BundledItem>,
    /// Counters for usage that is metered and charged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counters: Vec<Counter>,
    /// The taxes that apply to the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxes: Option<Taxes>,
    /// The billing system's name for the service that provisions the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisioning_service: Option<Prose>,
    /// The article to which a subscription changes when it renews. By default, the subscription keeps this article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal_item: Option<Ref<Article>>,
    /// What happens to subscriptions when the article is discontinued. The default for new articles is `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry_action: Option<ExpireAction>,
    /// What happens to a subscription that is not paid. The default for new articles is `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpaid_action: Option<ExpireAction>,
    /// Where the shop shows the article. By default, the shop shows the article in `category`. With `false`, the shop
    /// does not show the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<Shop>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

/// A renewal period with its prices.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewalPeriod {
    /// The length of the period, such as `1 month` or `1 year`.
    pub every: Period,
    /// The prices of the article for one period, by currency.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub prices: Prices,
}

/// An article that is sold together with another article.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BundledItem {
    /// The article number of the bundled article.
    pub item: Ref<Article>,
    /// The number of units of the article that are included. The default is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Amount>,
}

/// A counter for usage that is metered and charged.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// The name of the counter in the billing system.
    pub id: ShortName,
    /// The name that customers see for the counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The unit that customers see, such as GB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// The metered amount that counts as one unit. The default is 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_value: Option<Amount>,
    /// Whether only the usage of subscribers is counted.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub requires_subscription: bool,
    /// The ranges of amounts, each with its prices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<CounterRange>,
}

/// A range of metered amounts with its prices.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CounterRange {
    /// The amount at which the range begins, in units of the counter.
    pub from: Amount,
    /// The amount at which the range ends. Only the last range can omit this key. The range then has no end, and the
    /// database stores the manifest's `database.open_margin` instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Amount>,
    /// The name that customers see for the range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// The prices of one unit in the range, by currency.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub prices: Prices,
}

/// The taxes of an article.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Taxes {
    /// The name of the first tax in the billing system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax1: Option<Name>,
    /// The name of the second tax in the billing system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax2: Option<Name>,
    /// A number that says how the second tax is applied. The billing system defines the meaning of the numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax2_mode: Option<i32>,
}

numbered! {
    /// What happens to a subscription.
    pub enum ExpireAction {
        /// Nothing happens.
        None = 0 "none",
        /// The subscription is suspended.
        Suspend = 1 "suspend",
        /// The subscription ends.
        Terminate = 2 "terminate",
        /// The subscription moves to an article at a lower level of its upgrade group.
        Downgrade = 3 "downgrade",
    }
}

/// Where the shop shows an article.
#[derive(Clone, Debug)]
pub enum Shop {
    /// The shop does not show the article: `shop: false`.
    Nowhere,
    // Boxed, since few articles have a placement and its fields would make every article larger.
    /// The shop shows the article according to the placement.
    Placed(Box<Placement>),
}

/// An article's placement in the shop.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The names of the shop categories that show the article. By default, the shop shows the article in its
    /// `category`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub categories: Option<Vec<Ref<Category>>>,
    /// The position of the article among the other articles. By default, the position in the database is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i32>,
    /// The name of the article in the shop. By default, the shop shows the article's `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Properties of the placement, as a mapping from name to string.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub properties: Map<Name, Prose>,
}

impl ArticlePart {
    /// The categories in which the shop shows the article. Empty if the shop does not show it. The given `category` is
    /// used if the placement has no list of categories.
    pub(super) fn shown_under<'a>(&'a self, category: Option<&'a str>) -> Vec<&'a str> {
        // The order decides: categories of the placement replace `category`; they are not added to it.
        match &self.shop {
            Some(Shop::Nowhere) => Vec::new(),
            Some(Shop::Placed(placement)) if placement.categories.is_some() => {
                placement.categories.iter().flatten().map(Ref::name).collect()
            }
            _ => category.into_iter().collect(),
        }
    }

    /// The places in the document of the categories that [`shown_under`](Self::shown_under) returns, in the same order.
    /// The iterator may be longer than the list of categories.
    fn shown_at(&self, context: &Context<'_>) -> impl Iterator<Item = Place> + use<> {
        let list = match &self.shop {
            Some(Shop::Placed(placement)) if placement.categories.is_some() => {
                Some(context.at("shop").child("categories"))
            }
            _ => None,
        };
        let category = context.at("category");
        // Endless, because `zip` with the categories ends it: `category` stands for one place, a list for as many as
        // it has.
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
            // Without this message, `shop: true` would read like the default spelled out, and could hide a forgotten
            // placement.
            true => Err(E::custom(
                "`true` is not a valid placement: the shop shows every article that does not say `shop: false`\n\
                 remove the key, or write a placement such as `{ order: 10 }`",
            )),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Shop, A::Error> {
        // Not by `#[serde(untagged)]`: it would buffer the mapping and lose the places and messages of the errors in
        // it.
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
            // Only `false`: a plain `boolean` would make editors offer `true`, which reading refuses.
            "anyOf": [{ "type": "boolean", "const": false }, placement],
            "errorMessage": "Expected `false`, or a mapping such as `{ order: 10 }`.",
        })
    }
}
