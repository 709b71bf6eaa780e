//! Reads from the rows of package details what subscribers pay when they renew, and what customers can order.

use super::detail::Billing;
use super::tables::{CHOICE_PRICES, DETAIL_PRICES, PACKAGE_DETAIL, PACKAGE_DETAIL_CHOICE, UNLIMITED};
use crate::kinds::article::RENEWAL_PERIOD;
use crate::kinds::{Charge, Holdable, Numbered, Price};
use crate::model::Period;
use crate::table::{Key, Row, Table, Value};
use rust_decimal::Decimal;

/// Returns what subscriptions pay for details when they renew, per unit beyond the included amount. Details with
/// enumerations are left out, because their prices depend on rows of other resources.
pub fn charges(rows: &[Row]) -> Vec<Charge> {
    let charges_of = |price: &'static Table, detail: &'static Table| {
        // NULL counts as enabled, as in files.
        let prices = rows.iter().filter(move |row| row.table == price && is_true(row, "enabled", true));
        prices.filter_map(move |price| charge(price, detail, rows))
    };
    let details = charges_of(DETAIL_PRICES.price, &PACKAGE_DETAIL);
    details.chain(charges_of(CHOICE_PRICES.price, &PACKAGE_DETAIL_CHOICE)).collect()
}

fn charge(price: &Row, detail: &'static Table, rows: &[Row]) -> Option<Charge> {
    let [.., period, currency] = price.key.parts() else { return None };
    // The price's key begins with the key of its detail.
    let by = price.key.prefix(detail.key_length());
    let row = rows.iter().find(|row| row.table == detail && row.key == by)?;
    // Subscriptions refer to a period of the package, not to the price's text, so the lengths are matched.
    let renewal_period = renewal_period(price.key.parts().first()?, period)?;
    Some(Charge {
        by: (detail.name, by),
        period: period.to_string(),
        currency: currency.to_string(),
        price: Price::PerUnit(price.get("value")?.as_decimal()?),
        part: Some((renewal_period, free(row)?)),
    })
}

/// Returns the row of the package's renewal period that has the same length as the period of a price. Returns `None` if
/// the period of the price is invalid.
fn renewal_period(item: &Value, period: &Value) -> Option<Holdable> {
    let period: Period = period.as_text()?.parse().ok()?;
    // Keys have units in lower case.
    let own = [Value::Int(period.value.into()), Value::text(period.unit.as_sql()).folded()];
    Some((RENEWAL_PERIOD.name, Key::new(vec![item.clone()]).join(own)))
}

/// The number of free units; `None` if the detail is not billed by order, or if its price depends on an enumeration
/// value.
fn free(detail: &Row) -> Option<Decimal> {
    let is_ordered = detail.get("billing") == Some(&Value::Int(Billing::Ordered.number()));
    let has_values = detail.get("fk_enumeration_id").is_some_and(|value| *value != Value::Null);
    match detail.get("included") {
        _ if !is_ordered || has_values => None,
        // All units are free, since there is no number that could be exceeded.
        Some(Value::Int(UNLIMITED)) => Some(Decimal::MAX),
        Some(Value::Int(amount)) => {
            // An included boolean counts as one free unit.
            Some(Decimal::from(*amount + i64::from(is_true(detail, "included_flag", false))))
        }
        // NULL counts as the column's default: nothing is included.
        _ => Some(Decimal::ZERO),
    }
}

/// The details and choices that customers can order, provided that they can order the package.
pub fn on_sale(rows: &[Row]) -> Vec<Holdable> {
    let tables = [&PACKAGE_DETAIL, &PACKAGE_DETAIL_CHOICE];
    let details = rows.iter().filter(|row| tables.contains(&row.table));
    let ordered = details.filter(|row| {
        let billing = [Billing::Ordered, Billing::Compound].map(|billing| Value::Int(billing.number()));
        // What only staff can order is not on sale to customers.
        let is_open = is_true(row, "enabled", true) && !is_true(row, "manual_processing", false);
        is_open && row.get("billing").is_some_and(|value| billing.contains(value))
    });
    ordered.map(|row| (row.table.name, row.key.clone())).collect()
}

fn is_true(row: &Row, column: &str, otherwise: bool) -> bool {
    match row.get(column) {
        Some(Value::Bool(value)) => *value,
        _ => otherwise,
    }
}
