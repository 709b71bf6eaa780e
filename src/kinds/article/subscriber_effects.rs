//! Determines from the rows of an article what subscriptions pay when they renew, and what customers can order.

use super::tables::{ITEM, ITEM_PRICE, RENEWAL_PERIOD, RENEWAL_PRICE, SHOP_ITEM, SHOP_ITEM_CATEGORY};
use crate::kinds::{Charge, Holdable, Price};
use crate::table::{Key, Row, Table, Value};

/// The charges that subscriptions pay when they renew. These are the enabled prices of the renewal periods.
pub fn charges(rows: &[Row]) -> Vec<Charge> {
    // A disabled price is not charged, and an absent one renews at no known price.
    let prices = rows.iter().filter(|row| row.table == &RENEWAL_PRICE && is_enabled(row));
    prices.filter_map(charge).collect()
}

fn charge(price: &Row) -> Option<Charge> {
    // The currency is the last part of the key; what precedes it is the key of the period.
    let (currency, period) = price.key.parts().split_last()?;
    let period = Key::new(period.to_vec());
    Some(Charge {
        period: words(&period),
        by: (RENEWAL_PERIOD.name, period),
        currency: currency.to_string(),
        price: Price::PerUnit(price.get("value")?.as_decimal()?),
        // Not a part: this is the renewal period of the subscription itself.
        part: None,
    })
}

/// Formats a period as in the files, such as `1 year`.
fn words(period: &Key) -> String {
    // The words of the table are `periods[1 year]`; a charge needs only the part in brackets.
    let words = RENEWAL_PERIOD.words_for(period);
    let inner = words.strip_prefix("periods[").and_then(|words| words.strip_suffix(']'));
    inner.unwrap_or(&words).to_owned()
}

/// The rows that customers can order: the article and its periods with an enabled price. Empty if the article is
/// deleted, is in no category of the shop, or has no enabled price.
pub fn on_sale(rows: &[Row]) -> Vec<Holdable> {
    let has = |table: &Table| rows.iter().any(|row| row.table == table);
    let Some(item) = rows.iter().find(|row| row.table == &ITEM) else { return Vec::new() };
    let periods: Vec<Holdable> = charges(rows).into_iter().map(|charge| charge.by).collect();
    // The vendor's API refuses a shop item without a price (domain.md, A32).
    let is_priced = !periods.is_empty() || rows.iter().any(|row| row.table == &ITEM_PRICE && is_enabled(row));
    let is_deleted = item.get("deleted") == Some(&Value::Bool(true));
    // A placement without a category is on no page of the shop.
    if is_deleted || !is_priced || !has(&SHOP_ITEM) || !has(&SHOP_ITEM_CATEGORY) {
        return Vec::new();
    }
    // The article itself is sold by any of its periods.
    periods.into_iter().chain([(ITEM.name, item.key.clone())]).collect()
}

fn is_enabled(price: &Row) -> bool {
    // NULL counts as enabled, as in files.
    price.get("enabled") != Some(&Value::Bool(false))
}
