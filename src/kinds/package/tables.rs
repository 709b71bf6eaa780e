//! The tables of package details, which Wares adds to the database (database.md §C).

use super::detail::{Aggregation, Billing, OveragePeriod};
use crate::kinds::article::ITEM;
use crate::kinds::detail_type::DETAIL_TYPE;
use crate::kinds::enumeration::{ENUMERATION, ENUMERATION_ITEM};
use crate::kinds::lookup_tables::{CURRENCIES, CURRENCY};
use crate::kinds::{Numbered, shared_tables};
use crate::table::{Column, Constant, EffectRule, Money, Scope, Table, Type};

/// The number that stands for `unlimited` in Wares' own tables.
// Not the manifest's `unlimited`: these tables are the same in every installation.
pub const UNLIMITED: i64 = -1;

/// A boolean column that is `false` by default.
const fn flag(name: &'static str, words: &'static str, effect: EffectRule) -> Column {
    Column::new(name, Type::Boolean, words, effect).default(Constant::Bool(false))
}

/// The columns of details and choices, which differ only in the given key column.
#[expect(clippy::too_many_lines, reason = "a `const fn` cannot join arrays")]
const fn columns(key: Column) -> [Column; 23] {
    [
        key,
        Column::new("enabled", Type::Boolean, "enabled", EffectRule::NewSales).default(Constant::Bool(true)),
        Column::new("billing", Type::Integer, "billing", EffectRule::Unknown).names(Billing::NAMES),
        // Everyone who has the package also has what it includes, so changes reach more than those who ordered.
        Column::new("included", Type::Integer, "included", EffectRule::WorseLower)
            .default(Constant::Int(0))
            .unlimited(UNLIMITED)
            .affects_all(),
        // The amount of a boolean is a flag, so two columns share one key of the file.
        flag("included_flag", "included", EffectRule::WorseLower).affects_all(),
        Column::new("step", Type::Integer, "step", EffectRule::NewSales).default(Constant::Int(1)),
        Column::new("maximum", Type::Integer, "maximum", EffectRule::WorseLower)
            // A missing maximum is `unlimited`, so that comparing sees a new maximum as less.
            .default(Constant::Int(UNLIMITED))
            .unlimited(UNLIMITED),
        // The unit applies to all amounts of the detail, and with it to what is included.
        Column::new("unit", Type::Text, "unit", EffectRule::Unknown).affects_all(),
        Column::new("fk_enumeration_id", Type::to(&ENUMERATION), "enumeration", EffectRule::Unknown),
        Column::new(
            "fk_enumeration_item_id",
            Type::to(&ENUMERATION_ITEM),
            "included_value",
            EffectRule::Unknown,
        )
        .affects_all(),
        Column::new("multiply_setup_fee", Type::Boolean, "multiply_setup_fee", EffectRule::NewSales)
            .default(Constant::Bool(true)),
        Column::new("minimum_period", Type::Text, "minimum_period", EffectRule::NewSales),
        Column::new("priority", Type::Integer, "priority", EffectRule::Internal).default(Constant::Int(0)),
        // Paying at the end of a period is better for customers than paying at its beginning.
        flag("post_paid", "post_paid", EffectRule::WorseLower),
        flag("manual_processing", "manual_processing", EffectRule::NewSales),
        flag("send_instruction", "send_instruction", EffectRule::NewSales),
        // Usage that is not counted in the trial is free.
        flag("skip_trial", "skip_trial", EffectRule::WorseLower),
        // How the setting changes a price is not known, so any change can be worse.
        flag("alternative_calculation", "alternative_calculation", EffectRule::Unknown),
        flag("random_name", "random_name", EffectRule::NewSales),
        Column::new("overage_period", Type::Integer, "statistics.overage_period", EffectRule::Unknown)
            .names(OveragePeriod::NAMES)
            .affects_all(),
        Column::new("aggregation", Type::Integer, "statistics.aggregation", EffectRule::Unknown)
            .names(Aggregation::NAMES)
            .affects_all(),
        Column::new("price_per", Type::Integer, "statistics.price_per", EffectRule::Unknown)
            .names(OveragePeriod::NAMES)
            .affects_all(),
        flag("active_only", "statistics.active_only", EffectRule::WorseLower).affects_all(),
    ]
}

static DETAIL_COLUMNS: [Column; 23] = columns(Column::key("fk_detail_type_id", Type::to(&DETAIL_TYPE)));

static CHOICE_COLUMNS: [Column; 23] = columns(Column::key("name", Type::Text));

/// The details of packages.
pub static PACKAGE_DETAIL: Table = Table {
    key: &["fk_detail_type_id"],
    columns: &DETAIL_COLUMNS,
    // Details and choices are in one physical table; the constants of the two slices keep them apart.
    constants: &[("fk_parent_id", Constant::Null)],
    // Everyone who has the package also has its included amounts.
    is_for_all: true,
    stop_sale_setting: Some("enabled: false"),
    words: "details[{0}]",
    ..Table::child("package_detail", &ITEM, "fk_item_id", EffectRule::WorseLower).owned_by_wares()
};

/// The choices of compound details. They are in the same physical table as details, with `fk_parent_id` instead of
/// `fk_item_id`.
pub static PACKAGE_DETAIL_CHOICE: Table = Table {
    physical: "package_detail",
    key: &["name"],
    columns: &CHOICE_COLUMNS,
    constants: &[("fk_item_id", Constant::Null)],
    stop_sale_setting: Some("enabled: false"),
    words: "{parent}.choices[{0}]",
    ..Table::child("package_detail_choice", &PACKAGE_DETAIL, "fk_parent_id", EffectRule::WorseLower)
        .owned_by_wares()
};

// Prices in currencies that the manifest does not name are not managed (design.md §2, "Slices").
static BY_CURRENCY: [(&str, &Scope); 1] = [("fk_currency_id", &CURRENCIES)];

/// Descriptor of a table with the prices of details or choices by period and currency.
const fn by_period(
    name: &'static str,
    parent: &'static Table,
    words: &'static str,
    constants: &'static [(&'static str, Constant)],
) -> Table {
    Table {
        physical: "package_detail_price",
        constants,
        ..shared_tables::period_prices(name, parent, "fk_package_detail_id", words)
    }
}

/// Descriptor of a table with the prices of details or choices by currency only.
const fn by_currency(
    name: &'static str,
    parent: &'static Table,
    words: &'static str,
    constants: &'static [(&'static str, Constant)],
) -> Table {
    Table {
        physical: "package_detail_price",
        constants,
        ..shared_tables::prices(name, parent, "fk_package_detail_id", words).owned_by_wares()
    }
}

/// The price columns of fees that are paid once. A change affects only new sales: existing subscribers have paid
/// already.
static PAID_ONCE: [Column; 3] = shared_tables::price_columns(EffectRule::NewSales, EffectRule::NewSales);

/// Descriptor of a table with the prices of enumeration values in details or choices.
const fn by_value(
    name: &'static str,
    parent: &'static Table,
    constants: &'static [(&'static str, Constant)],
) -> Table {
    Table {
        physical: "package_detail_item_price",
        key: &["fk_enumeration_item_id", "period", "fk_currency_id"],
        columns: &VALUE_PRICE_COLUMNS,
        constants,
        scopes: &BY_CURRENCY,
        words: "{parent}.value_prices.{0}.{1}.{2}",
        ..Table::child(name, parent, "fk_package_detail_id", EffectRule::Unknown).owned_by_wares()
    }
}

static VALUE_PRICE_COLUMNS: [Column; 5] = [
    Column::key("fk_enumeration_item_id", Type::to(&ENUMERATION_ITEM)),
    Column::key("period", Type::Text),
    Column::key("fk_currency_id", Type::to(&CURRENCY)),
    // Four decimal places, like the vendor's own prices (database.md §A).
    Column::new("value", Type::Money(Money::decimal(4, "fk_currency_id")), "", EffectRule::WorseHigher),
    Column::new("enabled", Type::Boolean, "enabled", EffectRule::Unknown).default(Constant::Bool(true)),
];

/// The tables with the prices of details, or of choices.
#[derive(Debug)]
pub struct PriceTables {
    /// The prices of a unit per period.
    pub price: &'static Table,
    /// The prices of an unlimited amount per period.
    pub unlimited: &'static Table,
    /// The prices of a unit that is used beyond the included amount.
    pub overage: &'static Table,
    /// The setup fees.
    pub setup: &'static Table,
    /// The prices of enumeration values per period.
    pub value: &'static Table,
}

/// Declares the price tables of details or choices. Several tables have their rows in one physical table, so the macro
/// gives each table its own name and constants.
macro_rules! price_tables {
    ($all:ident, $parent:ident, $price:ident $price_name:literal, $unlimited:ident $unlimited_name:literal,
     $overage:ident $overage_name:literal, $setup:ident $setup_name:literal, $value:ident $value_name:literal) => {
        static $price: Table =
            by_period($price_name, &$parent, "{parent}.prices.{0}.{1}", &[("kind", Constant::Text("price"))]);
        static $unlimited: Table = by_period(
            $unlimited_name,
            &$parent,
            "{parent}.unlimited_prices.{0}.{1}",
            &[("kind", Constant::Text("unlimited"))],
        );
        static $overage: Table = by_currency(
            $overage_name,
            &$parent,
            "{parent}.overage_prices.{0}",
            // Overage and setup prices have no period; the column is part of the unique key, so it gets an empty
            // string.
            &[("kind", Constant::Text("overage")), ("period", Constant::Text(""))],
        );
        static $setup: Table = Table {
            columns: &PAID_ONCE,
            rows: EffectRule::NewSales,
            ..by_currency(
                $setup_name,
                &$parent,
                "{parent}.setup_fee.{0}",
                &[("kind", Constant::Text("setup")), ("period", Constant::Text(""))],
            )
        };
        // Without a constant for the kind of price: this physical table has only one kind.
        static $value: Table = by_value($value_name, &$parent, &[]);

        /// The price tables of details, or of choices.
        pub static $all: PriceTables = PriceTables {
            price: &$price,
            unlimited: &$unlimited,
            overage: &$overage,
            setup: &$setup,
            value: &$value,
        };
    };
}

price_tables!(
    DETAIL_PRICES, PACKAGE_DETAIL,
    PRICE "package_detail_price", UNLIMITED_PRICE "package_detail_unlimited_price",
    OVERAGE_PRICE "package_detail_overage_price", SETUP_FEE "package_detail_setup_fee",
    VALUE_PRICE "package_detail_item_price"
);

price_tables!(
    CHOICE_PRICES, PACKAGE_DETAIL_CHOICE,
    CHOICE_PRICE "package_detail_choice_price", CHOICE_UNLIMITED_PRICE "package_detail_choice_unlimited_price",
    CHOICE_OVERAGE_PRICE "package_detail_choice_overage_price", CHOICE_SETUP_FEE "package_detail_choice_setup_fee",
    CHOICE_VALUE_PRICE "package_detail_choice_item_price"
);

/// The tables of package details.
pub const ALL: [&Table; 12] = [
    &PACKAGE_DETAIL,
    &PRICE,
    &UNLIMITED_PRICE,
    &OVERAGE_PRICE,
    &SETUP_FEE,
    &VALUE_PRICE,
    &PACKAGE_DETAIL_CHOICE,
    &CHOICE_PRICE,
    &CHOICE_UNLIMITED_PRICE,
    &CHOICE_OVERAGE_PRICE,
    &CHOICE_SETUP_FEE,
    &CHOICE_VALUE_PRICE,
];
