//! Tables that are looked up and never written: names into ids. And what bounds the rows that a catalog manages: the
//! reseller, the shop, the languages and the currencies that the manifest names.

use crate::kinds::codes;
use crate::table::{Choice, Column, Constant, Handle, Scope, Table, Type};

/// The reseller whose prices and shop are managed.
pub static RESELLERS: Scope =
    Scope { name: "reseller", table: Handle::of(&RESELLER), field: "reseller", choice: Choice::Only };

/// The shop whose placements are managed.
pub static SHOPS: Scope = Scope {
    name: "shop",
    table: Handle::of(&SHOP),
    field: "shop",
    choice: Choice::Default { default: "default_shop", eligible: "now() BETWEEN active_from AND active_to" },
};

/// The languages whose texts are managed.
pub static LANGUAGES: Scope =
    Scope { name: "language", table: Handle::of(&LANGUAGE), field: "languages", choice: Choice::Each };

/// The currencies whose prices are managed.
pub static CURRENCIES: Scope =
    Scope { name: "currency", table: Handle::of(&CURRENCY), field: "currencies", choice: Choice::Each };

/// The companies that sell.
pub static RESELLER: Table = Table {
    noun: "reseller",
    ..Table::lookup("reseller", &["name"], &[Column::key("name", Type::Text)], &[])
};

/// Currencies, by ISO 4217 code.
pub static CURRENCY: Table = Table {
    noun: "currency",
    ..Table::lookup("currency", &["code"], &[Column::key("code", Type::Text)], &[])
};

/// Languages, by ISO 639 code.
pub static LANGUAGE: Table = Table {
    noun: "language",
    ..Table::lookup("language", &["iso_639_name"], &[Column::key("iso_639_name", Type::Text)], &[])
};

/// A reseller's shops.
pub static SHOP: Table = Table {
    noun: "shop",
    scopes: &[("fk_reseller_id", &RESELLERS)],
    ..Table::lookup(
        "shop",
        &["name"],
        &[Column::key("name", Type::Text)],
        &[("deleted", Constant::Bool(false))],
    )
};

/// The categories by which a reseller's shop is ordered.
pub static SHOP_CATEGORY: Table = Table {
    noun: "shop category",
    missing: Some(codes::UNKNOWN_CATEGORY),
    scopes: &[("fk_reseller_id", &RESELLERS)],
    ..Table::lookup(
        "shop_item_category",
        &["category_name"],
        &[Column::key("category_name", Type::Text)],
        &[("deleted", Constant::Bool(false))],
    )
};

/// The services whose amounts can be limited.
pub static SERVICE: Table = Table {
    noun: "service",
    missing: Some(codes::UNKNOWN_SERVICE),
    ..Table::lookup("service", &["name"], &[Column::key("name", Type::Text)], &[])
};

/// The base packages that configurations build upon.
pub static PROVISIONING_PACKAGE: Table = Table {
    noun: "provisioning package",
    ..Table::lookup("provisioning_description_package", &["name"], &[Column::key("name", Type::Text)], &[])
};
