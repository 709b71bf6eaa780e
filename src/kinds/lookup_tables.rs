//! The lookup tables and scopes of AtomiaBilling. Lookup tables turn names into ids and are never written. Scopes limit
//! the rows that a catalog manages: to the reseller, shop, languages and currencies in the manifest.

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
    // The billing system itself says which shop is the default and which ones are active.
    // The window excludes shops of past seasons, which keep their default flag.
    choice: Choice::Default { default: "default_shop", eligible: "now() BETWEEN active_from AND active_to" },
};

/// The languages whose localized text is managed.
pub static LANGUAGES: Scope =
    Scope { name: "language", table: Handle::of(&LANGUAGE), field: "languages", choice: Choice::Each };

/// The currencies whose prices are managed.
pub static CURRENCIES: Scope =
    Scope { name: "currency", table: Handle::of(&CURRENCY), field: "currencies", choice: Choice::Each };

/// The resellers, by name.
pub static RESELLER: Table = Table {
    noun: "reseller",
    seed: Some(
        // Without a name in the manifest, any reseller will do.
        "INSERT INTO {schema}.reseller (id, name) SELECT gen_random_uuid(), coalesce(($1::text[])[1], 'Default') \
         WHERE NOT EXISTS (SELECT FROM {schema}.reseller WHERE ($1::text[])[1] IS NULL OR name = ($1::text[])[1]) \
         RETURNING name::text",
    ),
    ..Table::lookup("reseller", &["name"], &[Column::key("name", Type::Text)], &[])
};

/// Currencies, by ISO 4217 code.
pub static CURRENCY: Table = Table {
    noun: "currency",
    seed: Some(
        // A name of the wrong case is another currency here: codes are compared byte for byte.
        "INSERT INTO {schema}.currency (id, code, symbol, name, place_symbol_before, active) \
         SELECT gen_random_uuid(), n, n, n, false, true FROM unnest($1::text[]) n \
         WHERE NOT EXISTS (SELECT FROM {schema}.currency WHERE code = n) RETURNING code::text",
    ),
    ..Table::lookup("currency", &["code"], &[Column::key("code", Type::Text)], &[])
};

/// Languages, by ISO 639 code.
pub static LANGUAGE: Table = Table {
    noun: "language",
    seed: Some(
        "INSERT INTO {schema}.language (id, iso_639_name) SELECT gen_random_uuid(), n FROM unnest($1::text[]) n \
         WHERE NOT EXISTS (SELECT FROM {schema}.language WHERE iso_639_name = n) RETURNING iso_639_name::text",
    ),
    ..Table::lookup("language", &["iso_639_name"], &[Column::key("iso_639_name", Type::Text)], &[])
};

/// The shops of a reseller, by name.
pub static SHOP: Table = Table {
    noun: "shop",
    // At most one default shop per reseller, since the vendor's API refuses two that overlap (domain.md, A35).
    seed: Some(
        "INSERT INTO {schema}.shop (id, fk_reseller_id, default_shop, active_from, active_to, name, created_time, \
         last_update_time, deleted) SELECT gen_random_uuid(), r.id, NOT EXISTS (SELECT FROM {schema}.shop d \
         WHERE d.fk_reseller_id = r.id AND d.default_shop), '2000-01-01', '9999-12-31', \
         coalesce(($1::text[])[1], 'Default'), now(), now(), false FROM {schema}.reseller r \
         WHERE ($2::text IS NULL OR r.name = $2) AND NOT EXISTS (SELECT FROM {schema}.shop s WHERE s.fk_reseller_id = r.id \
         AND NOT s.deleted AND (($1::text[])[1] IS NULL OR s.name = ($1::text[])[1])) RETURNING name::text",
    ),
    scopes: &[("fk_reseller_id", &RESELLERS)],
    ..Table::lookup(
        "shop",
        &["name"],
        &[Column::key("name", Type::Text)],
        // A deleted shop must not be found by its name, or articles would be placed where nobody sees them.
        &[("deleted", Constant::Bool(false))],
    )
};

/// The shop categories of a reseller, by name.
pub static SHOP_CATEGORY: Table = Table {
    noun: "shop category",
    seed: Some(
        // Categories belong to a reseller (`$2`). If the manifest names none, there is only one.
        "INSERT INTO {schema}.shop_item_category (id, fk_reseller_id, category_name, deleted) \
         SELECT gen_random_uuid(), r.id, n, false FROM unnest($1::text[]) n, {schema}.reseller r \
         WHERE ($2::text IS NULL OR r.name = $2) AND NOT EXISTS (SELECT FROM {schema}.shop_item_category c \
         WHERE c.fk_reseller_id = r.id AND c.category_name = n AND NOT c.deleted) RETURNING category_name::text",
    ),
    missing: Some(codes::UNKNOWN_CATEGORY),
    scopes: &[("fk_reseller_id", &RESELLERS)],
    ..Table::lookup(
        "shop_item_category",
        &["category_name"],
        &[Column::key("category_name", Type::Text)],
        // As for shops: nobody sees what is placed in a deleted category.
        &[("deleted", Constant::Bool(false))],
    )
};

/// The services whose amounts can be limited, by name.
pub static SERVICE: Table = Table {
    noun: "service",
    seed: Some(
        "INSERT INTO {schema}.service (id, name) SELECT gen_random_uuid(), n FROM unnest($1::text[]) n \
         WHERE NOT EXISTS (SELECT FROM {schema}.service WHERE name = n) RETURNING name::text",
    ),
    missing: Some(codes::UNKNOWN_SERVICE),
    ..Table::lookup("service", &["name"], &[Column::key("name", Type::Text)], &[])
};

/// The provisioning packages on which package configurations are based, by name.
pub static PROVISIONING_PACKAGE: Table = Table {
    noun: "provisioning package",
    seed: Some(
        // `description` is NOT NULL in the vendor's table (database.md §A).
        "INSERT INTO {schema}.provisioning_description_package (id, name, description) \
         SELECT gen_random_uuid(), n, '' FROM unnest($1::text[]) n \
         WHERE NOT EXISTS (SELECT FROM {schema}.provisioning_description_package WHERE name = n) RETURNING name::text",
    ),
    ..Table::lookup("provisioning_description_package", &["name"], &[Column::key("name", Type::Text)], &[])
};
