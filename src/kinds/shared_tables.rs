//! Tables that many kinds have: texts by language, prices by currency, prices by amount.

use super::lookup_tables::{CURRENCIES, CURRENCY, LANGUAGE, LANGUAGES};
use crate::table::{Column, Constant, EffectRule, Money, Scope, Table, Type};

static TEXT_COLUMNS: [Column; 2] = [
    Column::key("fk_language_id", Type::to(&LANGUAGE)),
    Column::new("value", Type::Text, "", EffectRule::NewSales),
];

static PRICE_COLUMNS: [Column; 3] = price_columns(EffectRule::WorseHigher, EffectRule::Unknown);

/// The columns of prices, and what a change of the value, and of whether it is enabled, does.
pub(super) const fn price_columns(value: EffectRule, enabled: EffectRule) -> [Column; 3] {
    [
        Column::key("fk_currency_id", Type::to(&CURRENCY)),
        Column::new("value", Type::Money(Money::decimal(4, "fk_currency_id")), "", value),
        Column::new("enabled", Type::Boolean, "enabled", enabled).default(Constant::Bool(true)),
    ]
}

static PERIOD_PRICE_COLUMNS: [Column; 4] = [
    Column::key("period", Type::Text),
    Column::key("fk_currency_id", Type::to(&CURRENCY)),
    Column::new("value", Type::Money(Money::decimal(4, "fk_currency_id")), "", EffectRule::WorseHigher),
    Column::new("enabled", Type::Boolean, "enabled", EffectRule::Unknown).default(Constant::Bool(true)),
];

static BY_LANGUAGE: [(&str, &Scope); 1] = [("fk_language_id", &LANGUAGES)];

static BY_CURRENCY: [(&str, &Scope); 1] = [("fk_currency_id", &CURRENCIES)];

static TIER_COLUMNS: [Column; 1] = [Column::key("amount", Type::Decimal)];

/// The texts of a field in the manifest's languages: columns `fk_language_id` and `value`.
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

/// The prices of a field in the manifest's currencies: columns `fk_currency_id`, `value` and `enabled`.
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
        // What was paid before a price came, or is paid once it goes, no row says.
        ..Table::child(name, parent, column, EffectRule::Unknown)
    }
}

/// The prices of a field by period, in the manifest's currencies, in a table of Wares' own: columns `period` (as the files
/// write it), `fk_currency_id`, `value` and `enabled`.
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
        ..Table::child(name, parent, column, EffectRule::Unknown).own()
    }
}

/// The tiers of a field's prices, each from an amount on: the column `amount`.
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
