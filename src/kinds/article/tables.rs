//! The tables of articles. The tables in this module belong to the billing system (database.md §A).

use super::ExpireAction;
use super::limits::{EXTRA_SERVICE_LIMIT, PACKAGE_CONFIGURATION, SERVICE_LIMITATION};
use super::texts::{COUNTER_NAME, COUNTER_UNIT, ITEM_DESCRIPTION, ITEM_NAME, RANGE_NAME, SHOP_NAME};
use crate::kinds::Numbered;
use crate::kinds::lookup_tables::{CURRENCIES, RESELLERS, SHOP_CATEGORY, SHOPS};
use crate::kinds::shared_tables;
use crate::table::{Cells, Column, Constant, EffectRule, Fill, Mark, Scope, SoftDelete, Table, Type, Value};

/// Articles. If an article is deleted, its row is kept and marked as deleted.
pub static ITEM: Table = Table {
    // The vendor's index on this column is not unique, so several items can have the same article number.
    key: &["article_number"],
    columns: &[
        Column::new("article_number", Type::Text, "article", EffectRule::Internal),
        Column::new("category", Type::Text, "category", EffectRule::NewSales).category(),
        // Hidden: a plan shows the deletion or the return of the article instead.
        Column::new("deleted", Type::Boolean, "deleted", EffectRule::WorseHigher)
            .default(Constant::Bool(false))
            .hidden(),
        Column::new("recurring", Type::Boolean, "recurring", EffectRule::Unknown)
            .default(Constant::Bool(false))
            // Reports show the changed periods instead: a recurring article is one that has periods.
            .explained_by("periods"),
        // NOT NULL in the database. The first period of the file is written on insert only.
        Column::new("renewal_period", Type::Integer, "", EffectRule::Internal)
            .filled(Fill::Insert)
            .default(Constant::Int(0)),
        Column::new("renewal_period_unit", Type::Text, "", EffectRule::Internal).filled(Fill::Insert),
        // Which article follows decides the price and the content, so no direction is known.
        Column::new("renewal_item_id", Type::to(&ITEM), "renewal_item", EffectRule::Unknown),
        Column::new("provisioning_service", Type::Text, "provisioning_service", EffectRule::Unknown),
        Column::new("tax1", Type::Text, "taxes.tax1", EffectRule::Unknown),
        Column::new("tax2", Type::Text, "taxes.tax2", EffectRule::Unknown),
        Column::new("tax2_mode", Type::Integer, "taxes.tax2_mode", EffectRule::Unknown),
        Column::new("discontinued_expire_action", Type::Integer, "expiry_action", EffectRule::Unknown)
            .default(Constant::Int(0))
            .names(ExpireAction::NAMES),
        Column::new("not_paid_expire_action", Type::Integer, "unpaid_action", EffectRule::Unknown)
            .default(Constant::Int(0))
            .names(ExpireAction::NAMES),
        Column::new(
            "fk_package_configuration_id",
            Type::to(&PACKAGE_CONFIGURATION),
            "limits",
            EffectRule::Unknown,
        )
        .explained_by("limits"),
        // The columns from here to `separate_renewal_invoice` are set only on insert, by the manifest's
        // `item_defaults`.
        Column::new("delivery_date", Type::Integer, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("provisioning_allowed_type", Type::Integer, "", EffectRule::NewSales)
            .filled(Fill::Insert),
        Column::new("renewing_allowed_type", Type::Integer, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("upgrading_allowed_type", Type::Integer, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("reprovision", Type::Boolean, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("defferedrevenue", Type::Boolean, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("allow_to_subresellers", Type::Boolean, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("renewal_invoice_period", Type::Integer, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("termination_notice_period", Type::Integer, "", EffectRule::NewSales)
            .filled(Fill::Insert),
        Column::new("force_renewal", Type::Integer, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("auto_credit", Type::Boolean, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("allow_autocredit_if_provisioned", Type::Boolean, "", EffectRule::NewSales)
            .filled(Fill::Insert),
        Column::new("usage_formula_plugin_name", Type::Text, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("align_with_main_subscription", Type::Boolean, "", EffectRule::NewSales)
            .filled(Fill::Insert),
        Column::new("set_status", Type::Integer, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("separate_renewal_invoice", Type::Boolean, "", EffectRule::NewSales).filled(Fill::Insert),
        Column::new("created_time", Type::Timestamp, "", EffectRule::Internal).filled(Fill::Created),
        Column::new("last_change_time", Type::Timestamp, "", EffectRule::Internal).filled(Fill::Changed),
    ],
    // Subscriptions refer to the item and its periods, so the row must stay.
    // The row can be revived, because old subscriptions then belong to the article again (design.md §2).
    soft_delete: Some(SoftDelete { column: "deleted", mark: Mark::True, revives: true }),
    ..Table::root("item")
};

/// Properties ("Other data"): names with values. Names are compared without regard to case. A boolean option that is
/// `false` is treated like an absent option.
pub static ITEM_PROPERTY: Table = Table {
    key: &["name"],
    columns: &[
        Column::key("name", Type::Text).case_insensitive(),
        Column::new("value", Type::Text, "", EffectRule::Unknown),
        // NOT NULL in the database, so new rows get an empty string.
        Column::new("suffix", Type::Text, "", EffectRule::Internal)
            .filled(Fill::Insert)
            // The column is not among the files' fields, so a live suffix is left alone.
            .default(Constant::Text("")),
    ],
    counts_as_absent: is_false_option,
    is_list,
    words: "properties.{0}",
    ..Table::child("item_property", &ITEM, "fk_item_id", EffectRule::Unknown)
};

/// The names of the boolean options in seed 000, in lowercase.
const BOOLEANS: &[&str] =
    &["hasextraservices", "checkduration", "allowmultiple", "domainbased", "checkifdomainexists"];

/// The names of the properties in seed 000 that are lists, in lowercase. The order of the elements in these lists has
/// no meaning.
const LISTS: &[&str] = &["packages", "applicabletoarticlenumbers", "acceptabledomaintlds"];

fn is_false_option(row: &Cells) -> bool {
    is_called(row, BOOLEANS)
        // `FALSE` cannot mean that the option is set, so it counts as absent as well.
        && property(row, "value").is_some_and(|value| value.eq_ignore_ascii_case("false"))
}

fn is_list(row: &Cells) -> bool {
    is_called(row, LISTS)
}

fn is_called(row: &Cells, names: &[&str]) -> bool {
    property(row, "name").is_some_and(|name| names.iter().any(|it| it.eq_ignore_ascii_case(name)))
}

fn property<'a>(row: &'a Cells, column: &str) -> Option<&'a str> {
    row.get(ITEM_PROPERTY.position(column)).and_then(Value::as_text)
}

/// The tags of articles.
pub static ITEM_TAG: Table = Table {
    key: &["value"],
    columns: &[Column::key("value", Type::Text)],
    words: "tags[{0}]",
    ..Table::child("item_tag", &ITEM, "fk_item_id", EffectRule::Internal)
};

/// Bundles: articles that are sold together with another article.
pub static ITEM_RELATION: Table = Table {
    key: &["fk_child_item_id"],
    columns: &[
        Column::key("fk_child_item_id", Type::to(&ITEM)),
        // A double in the vendor's schema, although it holds a number of units.
        Column::new("quantity", Type::Double, "quantity", EffectRule::WorseLower),
    ],
    // Customers of the bundle get less if an article leaves it.
    words: "bundle[{0}]",
    ..Table::child("item_relation", &ITEM, "fk_parent_item_id", EffectRule::WorseLower)
};

/// The renewal periods of articles.
pub static RENEWAL_PERIOD: Table = Table {
    key: &["renewal_period_value", "renewal_period_unit"],
    columns: &[
        Column::key("renewal_period_value", Type::Integer),
        // The unit is compared without regard to case, and a live row keeps its spelling (design.md §2).
        Column::key("renewal_period_unit", Type::Text).case_insensitive(),
    ],
    words: "periods[{0} {1s}]",
    // If a period is withdrawn, the subscriptions with this renewal period no longer have a price.
    ..Table::child("renewal_period", &ITEM, "fk_item_id", EffectRule::WorseLower)
};

static BY_RESELLER_AND_CURRENCY: [(&str, &Scope); 2] =
    [("fk_reseller_id", &RESELLERS), ("fk_currency_id", &CURRENCIES)];

/// Describes the rows of `item_price` whose `discriminator` has the given value as a table.
const fn price(
    name: &'static str,
    parent: &'static Table,
    column: &'static str,
    discriminator: &'static [(&'static str, Constant)],
) -> Table {
    Table {
        physical: "item_price",
        constants: discriminator,
        scopes: &BY_RESELLER_AND_CURRENCY,
        ..shared_tables::prices(name, parent, column, "{parent}.prices.{0}")
    }
}

/// The price columns of articles that are paid for once. A change affects only new sales, because existing owners have
/// already paid.
// Neither the amount nor `enabled` matters to those who have paid.
static PAID_ONCE: [Column; 3] = shared_tables::price_columns(EffectRule::NewSales, EffectRule::NewSales);

/// The prices of articles that are paid for once.
pub static ITEM_PRICE: Table = Table {
    columns: &PAID_ONCE,
    rows: EffectRule::NewSales,
    words: "prices.{0}",
    ..price("item_price", &ITEM, "fk_item_id", &[("discriminator", Constant::Text("ItemPrice"))])
};
/// The prices of renewal periods.
pub static RENEWAL_PRICE: Table = price(
    "renewal_item_price",
    &RENEWAL_PERIOD,
    "fk_renewal_period_id",
    &[("discriminator", Constant::Text("RenewalItemPrice"))],
);
/// The prices of counter ranges.
pub static COUNTER_PRICE: Table = price(
    "counter_price",
    &COUNTER_RANGE,
    "fk_counter_range_id",
    &[("discriminator", Constant::Text("CounterPrice"))],
);

/// Counters for metered usage.
pub static COUNTER_TYPE: Table = Table {
    key: &["counter_id"],
    columns: &[
        Column::key("counter_id", Type::Text),
        // More usage per unit is better for those who pay per unit.
        Column::new("unit_value", Type::Decimal, "unit_value", EffectRule::WorseLower),
        Column::new("require_subscription", Type::Boolean, "requires_subscription", EffectRule::Unknown)
            .default(Constant::Bool(false)),
    ],
    words: "counters[{0}]",
    // A counter that is added charges for usage that was free before.
    ..Table::child("counter_type", &ITEM, "fk_item_id", EffectRule::WorseHigher)
};

/// The ranges of counters.
pub static COUNTER_RANGE: Table = Table {
    key: &["lower_margin"],
    columns: &[
        Column::key("lower_margin", Type::Decimal),
        // Wider ranges can be dearer or cheaper, depending on the ranges next to them.
        Column::new("upper_margin", Type::Decimal, "to", EffectRule::Unknown).open_ended(),
    ],
    words: "{parent}.ranges[{0}]",
    ..Table::child("counter_range", &COUNTER_TYPE, "fk_counter_type_id", EffectRule::Unknown)
};

/// Placements in the manifest's shop. If an article is marked as deleted, its placements are deleted, so that the shop
/// does not show the article.
pub static SHOP_ITEM: Table = Table {
    columns: &[Column::new("order_by", Type::Integer, "order", EffectRule::NewSales)
        .default(Constant::Int(0))
        // Somebody who sorts the shop by hand keeps that order if the files do not name one (design.md §2).
        .keeps_value()],
    scopes: &[("fk_shop_id", &SHOPS)],
    // Must go with a deleted article, or the shop would still show it.
    survives: false,
    // Of several items with the same article number, the one placed in the manifest's shop is preferred (design.md §2).
    marks_root: true,
    words: "shop",
    ..Table::child("shop_item", &ITEM, "fk_item_id", EffectRule::NewSales)
};

/// The shop categories of placements.
pub static SHOP_ITEM_CATEGORY: Table = Table {
    key: &["fk_category_id"],
    columns: &[Column::key("fk_category_id", Type::to(&SHOP_CATEGORY))],
    survives: false,
    words: "shop.categories[{0}]",
    ..Table::child("shop_item_shop_item_category", &SHOP_ITEM, "fk_shop_item_id", EffectRule::NewSales)
};

/// The properties of placements.
pub static SHOP_ITEM_PROPERTY: Table = Table {
    key: &["name"],
    columns: &[
        Column::key("name", Type::Text).case_insensitive(),
        Column::new("value", Type::Text, "", EffectRule::NewSales),
    ],
    survives: false,
    words: "shop.properties.{0}",
    ..Table::child("shop_item_property", &SHOP_ITEM, "fk_shop_item_id", EffectRule::NewSales)
};

/// The tables of the fields that all kinds of articles share, and the tables of limits.
pub static ALL: &[&Table] = &[
    &ITEM,
    &ITEM_PROPERTY,
    &ITEM_TAG,
    &ITEM_RELATION,
    &ITEM_PRICE,
    &ITEM_NAME,
    &ITEM_DESCRIPTION,
    &RENEWAL_PERIOD,
    &RENEWAL_PRICE,
    &COUNTER_TYPE,
    &COUNTER_NAME,
    &COUNTER_UNIT,
    &COUNTER_RANGE,
    &RANGE_NAME,
    &COUNTER_PRICE,
    &SHOP_ITEM,
    &SHOP_NAME,
    &SHOP_ITEM_CATEGORY,
    &SHOP_ITEM_PROPERTY,
    &PACKAGE_CONFIGURATION,
    &SERVICE_LIMITATION,
    &EXTRA_SERVICE_LIMIT,
];

#[cfg(test)]
mod tests;
