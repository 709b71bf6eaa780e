//! What the details of a package mean to its subscribers: what they pay for them, and what of them can be ordered.

use super::detail::Billing;
use super::tables::{CHOICE_PRICES, DETAIL_PRICES, PACKAGE_DETAIL, PACKAGE_DETAIL_CHOICE, UNLIMITED};
use crate::kinds::article::RENEWAL_PERIOD;
use crate::kinds::{Charge, Holdable, Numbered, Price};
use crate::model::Period;
use crate::table::{Key, Row, Table, Value};
use rust_decimal::Decimal;

/// What subscriptions with details renew at, per unit beyond what is included. What the values of enumerations cost no
/// row says alone, so of these nothing is told.
pub fn charges(rows: &[Row]) -> Vec<Charge> {
    let of = |price: &'static Table, detail: &'static Table| {
        let prices = rows.iter().filter(move |row| row.table == price && is_true(row, "enabled", true));
        prices.filter_map(move |price| charge(price, detail, rows))
    };
    of(DETAIL_PRICES.price, &PACKAGE_DETAIL).chain(of(CHOICE_PRICES.price, &PACKAGE_DETAIL_CHOICE)).collect()
}

fn charge(price: &Row, detail: &'static Table, rows: &[Row]) -> Option<Charge> {
    let [.., period, currency] = price.key.parts() else { return None };
    let by = price.key.prefix(detail.key_length());
    let row = rows.iter().find(|row| row.table == detail && row.key == by)?;
    let renews_by = renewal_period(price.key.parts().first()?, period)?;
    Some(Charge {
        by: (detail.name, by),
        period: period.to_string(),
        currency: currency.to_string(),
        price: Price::PerUnit(price.get("value")?.as_decimal()?),
        part: Some((renews_by, free(row)?)),
    })
}

/// The renewal period of the package that is a period as the files write it.
fn renewal_period(item: &Value, period: &Value) -> Option<Holdable> {
    let period: Period = period.as_text()?.parse().ok()?;
    // Keys fold the case of units.
    let own = [Value::Int(period.value.into()), Value::text(period.unit.as_sql()).folded()];
    Some((RENEWAL_PERIOD.name, Key::new(vec![item.clone()]).join(own)))
}

/// How many units nobody pays for; none where nobody pays for any, or where what is paid depends on a value.
fn free(detail: &Row) -> Option<Decimal> {
    let is_ordered = detail.get("billing") == Some(&Value::Int(Billing::Ordered.number()));
    let has_values = detail.get("fk_enumeration_id").is_some_and(|value| *value != Value::Null);
    match detail.get("included") {
        _ if !is_ordered || has_values => None,
        Some(Value::Int(UNLIMITED)) => Some(Decimal::MAX),
        Some(Value::Int(amount)) => {
            Some(Decimal::from(*amount + i64::from(is_true(detail, "included_flag", false))))
        }
        _ => Some(Decimal::ZERO),
    }
}

/// The details and choices that customers can order, of a package that they can order.
pub fn on_sale(rows: &[Row]) -> Vec<Holdable> {
    let tables = [&PACKAGE_DETAIL, &PACKAGE_DETAIL_CHOICE];
    let details = rows.iter().filter(|row| tables.contains(&row.table));
    let ordered = details.filter(|row| {
        let billing = [Billing::Ordered, Billing::Compound].map(|billing| Value::Int(billing.number()));
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
