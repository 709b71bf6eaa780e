//! The YAML shape of package details (seed 002).

use crate::kinds::lift::is_false;
use crate::kinds::{DetailType, Enumeration};
use crate::model::{Flag, Included, Limit, Map, Name, Period, PeriodPrices, Prices, Ref, ShortName, Units};
use crate::numbered;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

numbered! {
    // The numbers are those of BILLmanager's `billtype` (database.md §B).
    /// How a detail is billed.
    pub enum Billing {
        /// The detail is not billed. Customers have what is included and cannot order more.
        None = 1 "none",
        /// Customers pay for what they order.
        Ordered = 2 "ordered",
        /// Customers pay for what they use, according to usage statistics.
        Statistics = 3 "statistics",
        /// The customer chooses one of the `choices`. A choice cannot itself be compound.
        Compound = 4 "compound",
    }
}

numbered! {
    /// A period over which usage is counted.
    pub enum OveragePeriod {
        /// One day.
        Day = 1 "day",
        /// One calendar month.
        Month = 2 "month",
    }
}

numbered! {
    /// How to combine several parameters that the statistics report for one detail.
    pub enum Aggregation {
        /// The greatest parameter is charged.
        Maximum = 1 "maximum",
        /// The sum of the parameters is charged.
        Sum = 2 "sum",
    }
}

/// How usage is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// The period over which usage beyond the included amount is counted.
    pub overage_period: OveragePeriod,
    /// How several parameters for one detail, such as incoming and outgoing traffic, are combined: `maximum` charges
    /// only the greatest parameter, and `sum` charges the sum of all parameters.
    pub aggregation: Aggregation,
    /// The period to which the overage price applies.
    pub price_per: OveragePeriod,
    /// Whether usage counts only while the service is active.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub active_only: bool,
}

/// Declares a struct with the fields in the first braces, the fields of `Terms`, and the fields in the last braces, in
/// this order. Also declares a method that returns the `Terms`. This is a macro because `#[serde(flatten)]` buffers
/// values and would read prices as floats.
macro_rules! with_terms {
    ($(#[$about:meta])* pub struct $name:ident { $($own:tt)* } and { $($last:tt)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// Whether customers can order the detail or choice. If this becomes `false`, customers keep what they have
            /// already ordered.
            #[serde(default, skip_serializing_if = "Flag::is_default")]
            pub enabled: Flag<true>,
            /// How the detail or choice is billed.
            pub billing: Billing,
            /// The amount that the package includes: a number of units or `unlimited`; for a boolean, `true` or
            /// `false`. If left out, nothing is included. For an enumeration, use `included_value` instead.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub included: Option<Included>,
            /// Customers can raise the included amount by multiples of this number of units. If left out, the number is
            /// 1.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub step: Option<Units>,
            /// The largest amount that a customer can have, including the included amount. If left out, there is no
            /// limit.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub maximum: Option<Limit>,
            /// The unit in which amounts are counted: the unit of the detail type or one of its larger units. If left
            /// out, the unit of the detail type is used.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub unit: Option<ShortName>,
            /// The enumeration from whose values customers choose.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub enumeration: Option<Ref<Enumeration>>,
            /// The internal name of the enumeration value that the package includes.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub included_value: Option<Name>,
            /// The package's own prices for enumeration values, by internal name of the value, then by period and
            /// currency. A value that is not listed has the price in `prices`. If `prices` has no price for the period
            /// and currency, the enumeration's price applies.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub value_prices: Map<Name, PeriodPrices>,
            /// The prices of one unit beyond the included amount, by period and currency.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub prices: PeriodPrices,
            /// The prices of an unlimited amount, by period and currency. If left out, customers cannot order an
            /// unlimited amount.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub unlimited_prices: PeriodPrices,
            /// The prices of one unit that is used beyond the included amount, by currency.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub overage_prices: Prices,
            /// The one-time setup fee, by currency.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub setup_fee: Prices,
            /// Whether the setup fee is paid for each unit beyond the included amount; otherwise the fee is the same
            /// for any number of units.
            #[serde(default, skip_serializing_if = "Flag::is_default")]
            pub multiply_setup_fee: Flag<true>,
            /// The shortest period for which customers can order the detail or choice. If left out, there is no
            /// minimum.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub minimum_period: Option<Period>,
            /// The position among the details of the package, or among the choices of the detail: lower numbers come
            /// first. If left out, the position is 0.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub priority: Option<i32>,
            /// Whether customers pay at the end of a period instead of at the beginning.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub post_paid: bool,
            /// Whether only the provider's staff, and not customers, can place orders.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub manual_processing: bool,
            /// Whether customers are sent instructions when the detail or choice that they use is modified.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub send_instruction: bool,
            /// Whether usage beyond the included amount is not counted during a trial period.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub skip_trial: bool,
            /// Whether to turn on the setting "Alternative method of calculation according to the number" in the
            /// billing system. Wares stores the setting but cannot calculate prices by this method, so `wares quote`
            /// refuses orders for the detail or choice.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub alternative_calculation: bool,
            /// Whether the billing system generates a random name for the detail or choice.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub random_name: bool,
            /// How usage is counted. Used only with `billing: statistics`.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub statistics: Option<Statistics>,
            $($last)*
        }

        impl $name {
            /// The terms on which the detail or choice is sold.
            pub fn terms(&self) -> Terms<'_> {
                Terms {
                    enabled: self.enabled,
                    billing: self.billing,
                    included: self.included,
                    step: self.step,
                    maximum: self.maximum,
                    unit: self.unit.as_ref(),
                    enumeration: self.enumeration.as_ref(),
                    included_value: self.included_value.as_ref(),
                    value_prices: &self.value_prices,
                    prices: &self.prices,
                    unlimited_prices: &self.unlimited_prices,
                    overage_prices: &self.overage_prices,
                    setup_fee: &self.setup_fee,
                    multiply_setup_fee: self.multiply_setup_fee,
                    minimum_period: self.minimum_period,
                    priority: self.priority,
                    post_paid: self.post_paid,
                    manual_processing: self.manual_processing,
                    send_instruction: self.send_instruction,
                    skip_trial: self.skip_trial,
                    alternative_calculation: self.alternative_calculation,
                    random_name: self.random_name,
                    statistics: self.statistics,
                }
            }
        }
    };
}

with_terms! {
    /// A detail of a package: how much of something the package includes, and what customers can order in addition.
    pub struct Detail {
        /// The name of the detail type.
        #[serde(rename = "type")]
        pub detail_type: Ref<DetailType>,
    } and {
        /// The alternatives from which the customer chooses one. Used only with `billing: compound`. A customer who
        /// does not choose gets the first enabled alternative, by `priority` and then by name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub choices: Vec<Choice>,
    }
}

with_terms! {
    /// One of the alternatives that a compound detail offers.
    pub struct Choice {
        /// The internal name by which an order refers to the choice: Latin letters, digits and underscores.
        pub name: Name,
    } and {}
}

/// The terms on which a detail, or a choice of a compound detail, is sold: all fields that `Detail` and `Choice` share.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields are documented in `Detail`
pub struct Terms<'a> {
    pub enabled: Flag<true>,
    pub billing: Billing,
    pub included: Option<Included>,
    pub step: Option<Units>,
    pub maximum: Option<Limit>,
    pub unit: Option<&'a ShortName>,
    pub enumeration: Option<&'a Ref<Enumeration>>,
    pub included_value: Option<&'a Name>,
    pub value_prices: &'a Map<Name, PeriodPrices>,
    pub prices: &'a PeriodPrices,
    pub unlimited_prices: &'a PeriodPrices,
    pub overage_prices: &'a Prices,
    pub setup_fee: &'a Prices,
    pub multiply_setup_fee: Flag<true>,
    pub minimum_period: Option<Period>,
    pub priority: Option<i32>,
    pub post_paid: bool,
    pub manual_processing: bool,
    pub send_instruction: bool,
    pub skip_trial: bool,
    pub alternative_calculation: bool,
    pub random_name: bool,
    pub statistics: Option<Statistics>,
}

impl Terms<'_> {
    /// The number of included units; 0 if nothing is included, and for a boolean detail.
    pub fn included_amount(&self) -> Limit {
        match self.included {
            // A flag counts elsewhere: a boolean detail has no units.
            Some(Included::Amount(amount)) => amount,
            _ => Limit::Of(0),
        }
    }

    /// Whether a boolean detail is included; `false` for all other details.
    pub fn is_included(&self) -> bool {
        self.included == Some(Included::Flag(true))
    }

    /// The number of units in one step: 1 if `step` was left out.
    pub fn step(&self) -> u32 {
        // The column has the same default.
        self.step.map_or(1, Units::count)
    }

    /// The largest amount that a customer can have: unlimited if `maximum` was left out.
    pub fn maximum(&self) -> Limit {
        // No maximum in the file means that there is none, which is the same as `unlimited`.
        self.maximum.unwrap_or(Limit::Unlimited)
    }
}

/// Imports the details of another package. If both packages have a detail of the same type, one detail replaces the
/// other as a whole. Their keys are never merged.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportDetails {
    /// The package whose details are imported. The details that it imports from other packages are imported too.
    pub from: Ref<super::Package>,
    /// Whether an imported detail replaces this package's own detail of the same type. Otherwise, the package's own
    /// detail replaces the imported one, and no keys are imported for this type.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub replace_existing: bool,
}
