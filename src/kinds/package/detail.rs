//! The details of packages: their YAML shape (seed 002).

use crate::kinds::lift::is_false;
use crate::kinds::{DetailType, Enumeration};
use crate::model::{Flag, Included, Limit, Map, Name, Period, PeriodPrices, Prices, Ref, ShortName, Units};
use crate::numbered;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

numbered! {
    /// How a detail is billed.
    pub enum Billing {
        /// Not at all: customers have what is included, and cannot order more.
        None = 1 "none",
        /// By what was ordered.
        Ordered = 2 "ordered",
        /// By what was used, as the statistics have it.
        Statistics = 3 "statistics",
        /// The customer chooses one of several ways: see `choices`.
        Compound = 4 "compound",
    }
}

numbered! {
    /// A period over which use is counted.
    pub enum OveragePeriod {
        /// A day.
        Day = 1 "day",
        /// A calendar month.
        Month = 2 "month",
    }
}

numbered! {
    /// How several numbers that the statistics report for one detail make one.
    pub enum Aggregation {
        /// The greatest of them counts.
        Maximum = 1 "maximum",
        /// Their sum counts.
        Sum = 2 "sum",
    }
}

/// How use is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// The period over which use beyond what is included is counted.
    pub overage_period: OveragePeriod,
    /// How the numbers count if the statistics report several for one detail, such as incoming and outgoing traffic: the
    /// greatest of them alone, or their sum.
    pub aggregation: Aggregation,
    /// The period for which the overage price is stated.
    pub price_per: OveragePeriod,
    /// Whether use counts only while the service is active.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub active_only: bool,
}

/// Declares a struct with fields of its own, the terms on which something is sold, and fields that come last; and how to
/// look at the terms. Flattening would read prices as floats.
macro_rules! with_terms {
    ($(#[$about:meta])* pub struct $name:ident { $($own:tt)* } and { $($last:tt)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// Whether customers can order it. Customers who have ordered it keep it when this becomes `false`.
            #[serde(default, skip_serializing_if = "Flag::is_default")]
            pub enabled: Flag<true>,
            /// How it is billed.
            pub billing: Billing,
            /// What the package includes of it: a number of units, or `unlimited`; of a boolean, `true` or `false`.
            /// Nothing unless given. Which value of an enumeration is included, `included_value` says.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub included: Option<Included>,
            /// The step in which more can be ordered: what is included and one step more, two steps more, and so on.
            /// 1 unless given.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub step: Option<Units>,
            /// The most that a customer can have, with what is included. No limit unless given.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub maximum: Option<Limit>,
            /// The unit in which the amounts are counted: that of the type, unless given, or one of its larger units.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub unit: Option<ShortName>,
            /// The enumeration whose values customers choose from.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub enumeration: Option<Ref<Enumeration>>,
            /// The value of the enumeration that the package includes.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub included_value: Option<Name>,
            /// The package's own prices of values, by period and currency. A value that is not named costs what `prices`
            /// say, or else what the enumeration says.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub value_prices: Map<Name, PeriodPrices>,
            /// What one unit beyond what is included costs, by period and currency.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub prices: PeriodPrices,
            /// What an unlimited amount costs, by period and currency. Without it no unlimited amount can be ordered.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub unlimited_prices: PeriodPrices,
            /// What one unit that is used beyond what is included costs, by currency.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub overage_prices: Prices,
            /// What is paid once when it is set up, by currency.
            #[serde(default, skip_serializing_if = "Map::is_empty")]
            pub setup_fee: Prices,
            /// Whether the setup fee is paid for each unit beyond what is included, or else once.
            #[serde(default, skip_serializing_if = "Flag::is_default")]
            pub multiply_setup_fee: Flag<true>,
            /// The shortest period for which it can be ordered.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub minimum_period: Option<Period>,
            /// Its position among the others: those with a lower number come first. 0 unless given.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub priority: Option<i32>,
            /// Whether it is paid after the period, and not before.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub post_paid: bool,
            /// Whether only the provider's staff can order it, and customers cannot.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub manual_processing: bool,
            /// Whether customers who use it are sent instructions when it is modified.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub send_instruction: bool,
            /// Whether use beyond what is included does not count during a trial period.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub skip_trial: bool,
            /// Whether the billing system calculates the price with "Alternative method of calculation according to the
            /// number", as its form calls it. Wares stores the setting and cannot calculate such a price: `wares quote`
            /// refuses it.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub alternative_calculation: bool,
            /// Whether the billing system makes up a random name for it.
            #[serde(default, skip_serializing_if = "is_false")]
            #[schemars(extend("default" = false))]
            pub random_name: bool,
            /// How use is counted, of what is billed by statistics.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub statistics: Option<Statistics>,
            $($last)*
        }

        impl $name {
            /// The terms on which it is sold.
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
    /// What a package includes of something, and what customers can order on top.
    pub struct Detail {
        /// What it is a detail of.
        #[serde(rename = "type")]
        pub detail_type: Ref<DetailType>,
    } and {
        /// Of a compound detail: what the customer chooses one of. Who chooses none has the first that is enabled, by
        /// `priority` and then by name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub choices: Vec<Choice>,
    }
}

with_terms! {
    /// One way in which a compound detail can be had.
    pub struct Choice {
        /// The internal name by which an order names the choice: Latin letters, digits and underscores.
        pub name: Name,
    } and {}
}

/// The terms on which a detail, or a choice of a compound one, is sold: what it is called in the files, without its
/// name.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // each is documented where the files have it, in `Detail`
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
    /// How many units are included.
    pub fn included_amount(&self) -> Limit {
        match self.included {
            Some(Included::Amount(amount)) => amount,
            _ => Limit::Of(0),
        }
    }

    /// Whether what one has or has not is included.
    pub fn is_included(&self) -> bool {
        self.included == Some(Included::Flag(true))
    }

    /// The step in which more can be ordered.
    pub fn step(&self) -> u32 {
        self.step.map_or(1, Units::count)
    }

    /// The most that a customer can have.
    pub fn maximum(&self) -> Limit {
        self.maximum.unwrap_or(Limit::Unlimited)
    }
}

/// Takes over the details of another package. Where both packages have a detail of one type, one of the two holds as a
/// whole: fields of the two are never mixed.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportDetails {
    /// The package whose details are taken over, with those that it takes over itself.
    pub from: Ref<super::Package>,
    /// Whether a detail of the other package replaces the package's own of the same type as a whole. Unless it is `true`,
    /// the package's own detail replaces the imported one as a whole: what it does not say is not taken over either.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub replace_existing: bool,
}
