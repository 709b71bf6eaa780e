//! Descriptors of tables that many kinds have: localized text, prices by currency, prices by period, and price tiers.

use super::lookup_tables::{CURRENCIES, CURRENCY, LANGUAGE, LANGUAGES};
use crate::table::{Column, Constant, EffectRule, Money, Scope, Table, Type};

static TEXT_COLUMNS: [Column; 2] = [
    Column::key("fk_language_id", Type::to(&LANGUAGE)),
    Column::new("value", Type::Text, "", EffectRule::NewSales),
];

static PRICE_COLUMNS: [Column; 3] = price_columns(EffectRule::WorseHigher, EffectRule::Unknown);

/// The columns of prices, given the effects of changes to the amount and to `enabled`.
pub(super) const fn price_columns(value: EffectRule, enabled: EffectRule) -> [Column; 3] {
    [
        Column::key("fk_currency_id", Type::to(&CURRENCY)),
        // Four decimal places, because the vendor's column is `decimal(25,4)` (database.md §A).
        Column::new("value", Type::Money(Money::decimal(4, "fk_currency_id")), "", value),
        // Enabling a price can raise or lower what is paid, depending on what applied before.
        Column::new("enabled", Type::Boolean, "enabled", enabled).default(Constant::Bool(true)),
    ]
}

static PERIOD_PRICE_COLUMNS: [Column; 4] = [
    Column::key("period", Type::Text),
    Column::key("fk_currency_id", Type::to(&CURRENCY)),
    Column::new("value", Type::Money(Money::decimal(4, "fk_currency_id")), "", EffectRule::WorseHigher),
    Column::new("enabled", Type::Boolean, "enabled", EffectRule::Unknown).default(Constant::Bool(true)),
];

// Texts in languages that the manifest does not name are not managed (design.md §2, "Slices").
static BY_LANGUAGE: [(&str, &Scope); 1] = [("fk_language_id", &LANGUAGES)];

// Likewise for prices in currencies that it does not name.
static BY_CURRENCY: [(&str, &Scope); 1] = [("fk_currency_id", &CURRENCIES)];

static TIER_COLUMNS: [Column; 1] = [Column::key("amount", Type::Decimal)];

/// A table for localized text in the manifest's languages, with the columns `fk_language_id` and `value`.
pub const fn texts(
    name: &'static str,
    parent: &'static Table,
    column: &'static str,
    words: &'static str,
) -> Table {
    Table {
        key: &["fk_language_id"],
        columns: &TEXT_COLUMNS,
        scopes: &BY_LANGUAGE,
        words,
        ..Table::child(name, parent, column, EffectRule::NewSales)
    }
}

/// A table for prices in the manifest's currencies, with the columns `fk_currency_id`, `value` and `enabled`.
pub const fn prices(
    name: &'static str,
    parent: &'static Table,
    column: &'static str,
    words: &'static str,
) -> Table {
    Table {
        key: &["fk_currency_id"],
        columns: &PRICE_COLUMNS,
        scopes: &BY_CURRENCY,
        words,
        // When a price is added or removed, no row says what was paid before or will be paid afterwards.
        ..Table::child(name, parent, column, EffectRule::Unknown)
    }
}

/// A table that Wares adds to the database, for prices by period in the manifest's currencies. It has the columns
/// `period` (as written in files), `fk_currency_id`, `value` and `enabled`.
pub const fn period_prices(
    name: &'static str,
    parent: &'static Table,
    column: &'static str,
    words: &'static str,
) -> Table {
    Table {
        key: &["period", "fk_currency_id"],
        columns: &PERIOD_PRICE_COLUMNS,
        scopes: &BY_CURRENCY,
        words,
        ..Table::child(name, parent, column, EffectRule::Unknown).owned_by_wares()
    }
}

/// A table for price tiers. Its column `amount` holds the amount at which a tier begins.
pub const fn tiers(
    name: &'static str,
    parent: &'static Table,
    column: &'static str,
    words: &'static str,
) -> Table {
    Table {
        key: &["amount"],
        columns: &TIER_COLUMNS,
        words,
        ..Table::child(name, parent, column, EffectRule::Unknown)
    }
}
