//! Tables that are looked up and never written: names into ids.

use crate::diagnostic::Code;
use crate::kinds::codes;
use crate::table::{Column, Constant, Scope, Table, Type};

/// The companies that sell.
pub static RESELLER: Table = Table::lookup("reseller", &["name"], &[Column::key("name", Type::Text)], &[]);

/// Currencies, by ISO 4217 code.
pub static CURRENCY: Table = Table::lookup("currency", &["code"], &[Column::key("code", Type::Text)], &[]);

/// Languages, by ISO 639 code.
pub static LANGUAGE: Table =
    Table::lookup("language", &["iso_639_name"], &[Column::key("iso_639_name", Type::Text)], &[]);

/// A reseller's shops.
pub static SHOP: Table = Table {
    scopes: &[("fk_reseller_id", Scope::Reseller)],
    ..Table::lookup(
        "shop",
        &["name"],
        &[Column::key("name", Type::Text)],
        &[("deleted", Constant::Bool(false))],
    )
};

/// The categories by which a reseller's shop is ordered.
pub static SHOP_CATEGORY: Table = Table {
    scopes: &[("fk_reseller_id", Scope::Reseller)],
    ..Table::lookup(
        "shop_item_category",
        &["category_name"],
        &[Column::key("category_name", Type::Text)],
        &[("deleted", Constant::Bool(false))],
    )
};

/// The services whose amounts can be limited.
pub static SERVICE: Table = Table::lookup("service", &["name"], &[Column::key("name", Type::Text)], &[]);

/// The base packages that configurations build upon.
pub static PROVISIONING_PACKAGE: Table =
    Table::lookup("provisioning_description_package", &["name"], &[Column::key("name", Type::Text)], &[]);

/// What a missing name of a looked-up table is: the code of the finding, and the table's word.
pub fn missing(table: &Table) -> (Code, &'static str) {
    match table.name {
        "service" => (codes::UNKNOWN_SERVICE, "service"),
        "shop_item_category" => (codes::UNKNOWN_CATEGORY, "shop category"),
        "currency" => (codes::MISSING_LIVE, "currency"),
        "language" => (codes::MISSING_LIVE, "language"),
        _ => (codes::MISSING_LIVE, "provisioning package"),
    }
}
