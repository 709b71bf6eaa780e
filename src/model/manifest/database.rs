//! The manifest's `database`: the billing database, and how it stores the catalog.

use crate::model::{Amount, Name, State, Variable};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The billing database, and how it stores the catalog.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// The name of the environment variable that holds the database's URL. The option `--database-url` takes precedence
    /// over this variable. If neither this key nor the option is given, `WARES_DATABASE_URL`, `DATABASE_URL` or the
    /// `PG*` variables say which database to use.
    pub url_from: Option<Variable>,
    /// The name of the PostgreSQL schema that contains the billing tables.
    pub schema: Name,
    /// The name of the shop category for extra services. Some installations call this category `ExtraServices`, others
    /// `ExtraService`.
    pub extra_service_category: Name,
    /// The number in the database that stands for an unlimited amount of a service.
    pub unlimited: i32,
    /// The number in the database that stands for the upper end of an open-ended counter range. The default is the
    /// greatest number that the column can store.
    #[schemars(extend("default" = OPEN_MARGIN))]
    pub open_margin: Amount,
    /// The name of the provisioning package on which new package configurations are based.
    pub provisioning_package: Name,
    /// Patterns such as `x-*` for the names of properties that something else manages. Wares neither compares nor
    /// deletes these properties.
    pub ignore_properties: Vec<Name>,
    /// The states in which a subscription has ended, as they are stored in the database. A subscription in any other
    /// state counts as live.
    pub ended_states: Vec<State>,
    /// The values that new articles get in columns that no other YAML key sets. Existing articles are not changed.
    pub item_defaults: ItemDefaults,
}

/// The values that a new row of the table `item` gets in columns that no other YAML key sets. Each key here is the name
/// of a column.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ItemDefaults {
    /// When the article is delivered: 0 when the article is invoiced, 1 when its renewal is invoiced.
    pub delivery_date: i32,
    /// When the article is provisioned: 0 without payment, 1 after payment, 2 on the reseller's credit, 3 on the
    /// customer's credit.
    pub provisioning_allowed_type: i32,
    /// When the article is renewed. The billing system defines the meaning of the numbers 0, 1 and 2.
    pub renewing_allowed_type: i32,
    /// When the article is upgraded. The billing system defines the meaning of the numbers 0 and 1.
    pub upgrading_allowed_type: i32,
    /// Whether the article is provisioned again when it renews.
    pub reprovision: bool,
    /// Whether the article's revenue is deferred. The billing system misspells the name of this column.
    pub defferedrevenue: bool,
    /// Whether subresellers may sell the article.
    pub allow_to_subresellers: bool,
    /// The invoice for a renewal is created this many days before the renewal.
    pub renewal_invoice_period: Option<i32>,
    /// A customer must give notice at least this many days before the renewal.
    pub termination_notice_period: Option<i32>,
    /// A number that says whether renewal is forced. The billing system defines the meaning of the number.
    pub force_renewal: Option<i32>,
    /// Whether the remaining time is credited when a customer leaves.
    pub auto_credit: bool,
    /// Whether the remaining time is credited even if the article has been provisioned.
    pub allow_autocredit_if_provisioned: bool,
    /// The name of the plugin that measures the article's usage.
    pub usage_formula_plugin_name: Option<String>,
    /// Whether the article renews together with the customer's main subscription.
    pub align_with_main_subscription: bool,
    /// The status of new subscriptions. The billing system defines the meaning of the number.
    pub set_status: Option<i32>,
    /// Whether the article's renewals are invoiced separately.
    pub separate_renewal_invoice: bool,
}

/// The greatest number that a `decimal(25,4)` column can store.
const OPEN_MARGIN: &str = "999999999999999999999.9999";

impl Default for Database {
    fn default() -> Self {
        Self {
            url_from: None,
            schema: Name::fixed("public"),
            // As seed 000 spells it. Other sources say `ExtraService` (domain.md §0).
            extra_service_category: Name::fixed("ExtraServices"),
            // The vendor's number is not known (domain.md §6), so this is a default that the manifest can change.
            unlimited: -1,
            // No amount of usage exceeds it, so it can stand for "no end".
            open_margin: Amount::greatest(),
            // The vendor's package whose limits are all zero (domain.md §1, "Packages/limits").
            provisioning_package: Name::fixed("GenericConfigurablePackage"),
            ignore_properties: Vec::new(),
            // Without a list, every subscription counts as live, which errs on the side of caution.
            ended_states: Vec::new(),
            item_defaults: ItemDefaults::default(),
        }
    }
}

/// The numbers in the database that have a special meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpecialNumbers {
    /// The number that stands for an unlimited amount.
    pub unlimited: i64,
    /// The number that stands for the upper end of an open-ended range.
    pub open_margin: Decimal,
}

impl Database {
    /// The numbers that have a special meaning in the billing database.
    pub fn stand_ins(&self) -> SpecialNumbers {
        SpecialNumbers { unlimited: self.unlimited.into(), open_margin: self.open_margin.decimal() }
    }
}
