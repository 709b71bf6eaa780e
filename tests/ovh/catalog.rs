//! The format of the catalog that the provider publishes. An unknown key stops the conversion.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

/// A complete catalog.
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

/// The country for which the catalog is valid.
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

/// A setting that is fixed, or that the customer chooses with the order.
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

/// A price and the conditions under which it applies.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pricing {
    pub capacities: Vec<Capacity>,
    /// In hundred-millionths of the currency's unit.
    pub price: u64,
    pub mode: String,
    #[serde(rename = "description")]
    pub _description: String,
    /// The number of months to which the customer commits.
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
    /// Makes no difference while there is only one range.
    #[serde(rename = "strategy")]
    pub _strategy: Strategy,
    pub tax: f64,
    #[serde(rename = "type")]
    pub _type: PricingType,
}

/// What happens when a commitment ends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Engagement {
    pub default_end_action: String,
    /// The length of the commitment again.
    #[serde(rename = "duration")]
    pub _duration: String,
    /// Whether it is paid in advance, which the interval says, too.
    #[serde(rename = "type")]
    pub _type: String,
}

/// How quantities count.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Strategy {
    Tiered,
}

/// Reads a value that is always false.
fn never<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    let is_true = bool::deserialize(deserializer)?;
    if is_true { Err(de::Error::custom("it is not known what `true` means here")) } else { Ok(()) }
}

/// The occasion on which a price is charged.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Capacity {
    Installation,
    Renew,
    Upgrade,
}

/// The unit of an interval.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum IntervalUnit {
    None,
    Hour,
    Day,
    Month,
    Year,
}

/// A range of numbers, which is open if `max` is not given.
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
    /// The price per month with the shortest commitment, in hundred-millionths of the currency's unit.
    pub fn monthly(&self) -> u64 {
        let renewals = self.pricings.iter().filter(|pricing| pricing.is_for(&Capacity::Renew));
        let months =
            renewals.filter_map(|pricing| Some((pricing.commitment, pricing.months()?, pricing.price)));
        months.min().map_or(0, |(_, months, price)| price / u64::from(months))
    }
}

impl Pricing {
    /// Whether the price is charged on an occasion.
    pub fn is_for(&self, capacity: &Capacity) -> bool {
        self.capacities.contains(capacity)
    }

    /// Whether the price renews until the customer cancels.
    pub fn is_endless(&self) -> bool {
        let renews = |engagement: &Engagement| engagement.default_end_action == "REACTIVATE_ENGAGEMENT";
        self.repeat.max.is_none() && self.engagement_configuration.as_ref().is_none_or(renews)
    }

    /// The period in months, if it is counted in months or years.
    pub fn months(&self) -> Option<u32> {
        match self.interval_unit {
            IntervalUnit::Month => Some(self.interval),
            IntervalUnit::Year => Some(self.interval * 12),
            IntervalUnit::None | IntervalUnit::Hour | IntervalUnit::Day => None,
        }
    }
}
