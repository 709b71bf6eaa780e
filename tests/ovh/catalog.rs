//! The provider's catalog as it is published. A key that is not known here stops the conversion.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

/// The whole of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Catalog {
    #[serde(rename = "catalogId")]
    pub _id: u64,
    pub locale: Locale,
    pub plans: Vec<Plan>,
    pub products: Vec<Product>,
    pub addons: Vec<Plan>,
    #[serde(rename = "planFamilies")]
    pub _plan_families: Vec<Value>,
}

/// Where it holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Locale {
    pub currency_code: String,
    #[serde(rename = "subsidiary")]
    pub _subsidiary: String,
    pub tax_rate: f64,
}

/// A plan or an add-on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    pub plan_code: String,
    pub product: String,
    pub invoice_name: String,
    pub addon_families: Vec<Family>,
    pub blobs: Option<Value>,
    pub configurations: Vec<Configuration>,
    /// Always null: nothing is metered.
    #[serde(rename = "consumptionConfiguration")]
    pub _consumption: (),
    pub family: Option<String>,
    #[serde(rename = "pricingType")]
    pub _pricing_type: PricingType,
    pub pricings: Vec<Pricing>,
}

/// How a plan is paid.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PricingType {
    Rental,
}

/// Add-ons from which a customer of a plan chooses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    pub name: String,
    pub addons: Vec<String>,
    pub default: Option<String>,
    pub exclusive: bool,
    pub mandatory: bool,
}

/// Something that is fixed, or that the customer says with the order.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Configuration {
    pub name: String,
    #[serde(rename = "isCustom")]
    pub _is_custom: bool,
    #[serde(rename = "isMandatory")]
    pub _is_mandatory: bool,
    pub values: Option<Vec<String>>,
}

/// A price and when it holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pricing {
    pub capacities: Vec<Capacity>,
    /// In hundred-millionths of the currency's unit.
    pub price: u64,
    pub mode: String,
    #[serde(rename = "description")]
    pub _description: String,
    /// For how many months the customer promises to stay.
    pub commitment: u32,
    pub engagement_configuration: Option<Engagement>,
    pub interval: u32,
    pub interval_unit: IntervalUnit,
    #[serde(rename = "mustBeCompleted", deserialize_with = "never")]
    pub _must_be_completed: (),
    /// 0: at the beginning, 1: from then on.
    #[serde(rename = "phase")]
    pub _phase: u32,
    pub promotions: Vec<Value>,
    pub quantity: Range,
    pub repeat: Range,
    /// All the same while there is one range.
    #[serde(rename = "strategy")]
    pub _strategy: Strategy,
    pub tax: f64,
    #[serde(rename = "type")]
    pub _type: PricingType,
}

/// What becomes of a commitment.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Engagement {
    pub default_end_action: String,
    /// The commitment once more.
    #[serde(rename = "duration")]
    pub _duration: String,
    /// Whether it is paid in advance, which the interval says too.
    #[serde(rename = "type")]
    pub _type: String,
}

/// How quantities count.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Strategy {
    Tiered,
}

/// Reads what is false throughout.
fn never<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    let is_true = bool::deserialize(deserializer)?;
    if is_true { Err(de::Error::custom("nobody knows what `true` means here")) } else { Ok(()) }
}

/// When a price is asked.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Capacity {
    Installation,
    Renew,
    Upgrade,
}

/// What an interval is counted in.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum IntervalUnit {
    None,
    Hour,
    Day,
    Month,
    Year,
}

/// From how many to how many; without an end where none is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    pub min: u32,
    pub max: Option<u32>,
}

/// What a plan or an add-on consists of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    pub name: String,
    pub description: String,
    pub blobs: Option<Value>,
    pub configurations: Vec<Configuration>,
}

impl Plan {
    /// What it costs a month for whoever promises nothing, in hundred-millionths.
    pub fn monthly(&self) -> u64 {
        let renewals = self.pricings.iter().filter(|pricing| pricing.is_for(&Capacity::Renew));
        let months =
            renewals.filter_map(|pricing| Some((pricing.commitment, pricing.months()?, pricing.price)));
        months.min().map_or(0, |(_, months, price)| price / u64::from(months))
    }
}

impl Pricing {
    /// Whether it is asked at an occasion.
    pub fn is_for(&self, capacity: &Capacity) -> bool {
        self.capacities.contains(capacity)
    }

    /// Whether it goes on until somebody ends it.
    pub fn is_endless(&self) -> bool {
        let again = |engagement: &Engagement| engagement.default_end_action == "REACTIVATE_ENGAGEMENT";
        self.repeat.max.is_none() && self.engagement_configuration.as_ref().is_none_or(again)
    }

    /// Its period in months, where it has one.
    pub fn months(&self) -> Option<u32> {
        match self.interval_unit {
            IntervalUnit::Month => Some(self.interval),
            IntervalUnit::Year => Some(self.interval * 12),
            IntervalUnit::None | IntervalUnit::Hour | IntervalUnit::Day => None,
        }
    }
}
