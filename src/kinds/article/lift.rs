//! Lifts the rows of a live article to the fields that all kinds of articles share.

use super::{
    ArticlePart, BundledItem, Counter, CounterRange, ExpireAction, Placement, RenewalPeriod, Shop, Taxes,
};
use super::{tables as t, texts};
use crate::kinds::lift::Lifting;
use crate::kinds::property::OtherData;
use crate::kinds::row_mapping::unless_one;
use crate::model::{Article, Name, Period, Prose, ShortName};
use crate::table::{Row, Value};
use std::collections::BTreeMap;

impl Lifting<'_> {
    /// The properties of the article, except the properties that count as absent.
    pub fn other_data(&self) -> OtherData {
        // A boolean property that is `false` equals one that is absent (design.md §2), so it is not written to a file.
        let is_absent = |row: &Row| (t::ITEM_PROPERTY.counts_as_absent)(&row.cells);
        let rows = self.below(&t::ITEM_PROPERTY, self.key).into_iter().filter(|row| !is_absent(row));
        OtherData::new(rows.map(|row| (text(row, "name").to_owned(), text(row, "value").to_owned())))
    }
}

/// Returns the shared fields of an article. `None` if the article has no article number or no name.
#[expect(clippy::too_many_lines, reason = "one line for each field")]
pub fn lift(
    lifting: &mut Lifting<'_>,
    default_category: Option<&str>,
    other: OtherData,
) -> Option<ArticlePart> {
    let row = lifting.root(&t::ITEM)?;
    // Cloned, since `lifting` is borrowed mutably below. A key is an `Arc`, so this costs little.
    let key = lifting.key.clone();
    let article: Article = lifting.text(row, "article_number")?;
    // Every article needs a name in a document, so an article without one cannot be lifted at all.
    let Some(name) = lifting.translations(&texts::ITEM_NAME, &key) else {
        lifting.record_inexpressible(
            row,
            "article_number",
            "the article has no name in a language of the manifest",
        );
        return None;
    };
    let category: Option<Name> = lifting.text(row, "category");
    // Taken before `category` is filtered: the default placement follows the category even if it is the manifest's.
    let shown = category.as_ref().map(|category| category.as_str().to_owned());
    Some(ArticlePart {
        article,
        name,
        description: lifting.translations(&texts::ITEM_DESCRIPTION, &key),
        shop: shop(lifting, shown.as_deref()),
        // A category that the manifest supplies anyway is left out.
        category: category.filter(|category| Some(category.as_str()) != default_category),
        periods: periods(lifting, row),
        prices: lifting.prices(&t::ITEM_PRICE, &key),
        properties: properties(lifting, &other).into(),
        tags: lifting
            .below(&t::ITEM_TAG, &key)
            .into_iter()
            .filter_map(|tag| lifting.text(tag, "value"))
            .collect(),
        bundle: bundle(lifting),
        counters: counters(lifting),
        taxes: taxes(lifting, row),
        provisioning_service: lifting.text(row, "provisioning_service"),
        renewal_item: lifting.reference(row, "renewal_item_id"),
        expiry_action: action(lifting, row, "discontinued_expire_action"),
        unpaid_action: action(lifting, row, "not_paid_expire_action"),
        protect: lifting.protect,
    })
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).and_then(Value::as_text).unwrap_or_default()
}

fn integer(row: &Row, column: &str) -> Option<i64> {
    match row.get(column) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    }
}

/// The renewal periods. The first period is the period in the row of the item, which applies unless a customer chooses
/// another period. The other periods are sorted from short to long.
fn periods(lifting: &mut Lifting<'_>, item: &Row) -> Vec<RenewalPeriod> {
    let mut periods = Vec::new();
    for row in lifting.below(&t::RENEWAL_PERIOD, &lifting.key.clone()) {
        // One period that cannot be expressed must not hide the others.
        let Some(every) = lifting.ok_or_record(row, "renewal_period_value", period(row)) else { continue };
        periods.push(RenewalPeriod { every, prices: lifting.prices(&t::RENEWAL_PRICE, &row.key) });
    }
    let is_first = |every: Period| {
        // Units are compared without regard to case (design.md §2).
        every.unit.as_sql().eq_ignore_ascii_case(text(item, "renewal_period_unit"))
            && Some(i64::from(every.value)) == integer(item, "renewal_period")
    };
    // `false` sorts first, so the negated test puts the item's own period at the beginning.
    periods.sort_by_key(|period| (!is_first(period.every), period.every.months()));
    periods
}

/// The period of a row.
///
/// # Errors
/// The reason why a document cannot express the period. For example, the unit must be spelled as in the billing system:
/// a document can say `3 months`, but the row must have `MONTH`.
fn period(row: &Row) -> Result<Period, String> {
    // NULL becomes 0, which no period can be, so it is reported as one that cannot be expressed.
    let (value, unit) =
        (integer(row, "renewal_period_value").unwrap_or_default(), text(row, "renewal_period_unit"));
    // The parser refuses other words itself, and its message should quote what the database has.
    let plural = if value == 1 || unit.to_lowercase().ends_with('s') { "" } else { "s" };
    let words = format!("{value} {}{plural}", unit.to_lowercase());
    let period: Period = words.parse()?;
    match period.unit.as_sql().eq_ignore_ascii_case(unit) {
        true => Ok(period),
        false => {
            Err(format!("its unit is `{unit}`, but the billing system spells it `{}`", period.unit.as_sql()))
        }
    }
}

fn properties(lifting: &mut Lifting<'_>, other: &OtherData) -> BTreeMap<Name, Prose> {
    let rows = lifting.below(&t::ITEM_PROPERTY, lifting.key);
    let mut properties = BTreeMap::new();
    // Properties that a field has taken out of `other` are not repeated under `properties`.
    for row in rows.into_iter().filter(|row| other.has(text(row, "name"))) {
        let name = lifting.ok_or_record(row, "value", text(row, "name").parse());
        let value = lifting.ok_or_record(row, "value", text(row, "value").parse());
        // Both are read first, so that import reports a bad name and a bad value in one run.
        properties.extend(name.zip(value));
    }
    properties
}

fn bundle(lifting: &mut Lifting<'_>) -> Vec<BundledItem> {
    let rows = lifting.below(&t::ITEM_RELATION, &lifting.key.clone());
    let bundled = |row: &Row| {
        let item = lifting.reference(row, "fk_child_item_id");
        // Both are read before either is required, so that import reports both if both are missing.
        let quantity = lifting.cell(row, "quantity");
        let (item, quantity) = item.zip(quantity)?;
        Some(BundledItem { item, quantity: unless_one(quantity) })
    };
    rows.into_iter().filter_map(bundled).collect()
}

fn counters(lifting: &mut Lifting<'_>) -> Vec<Counter> {
    let rows = lifting.below(&t::COUNTER_TYPE, &lifting.key.clone());
    rows.into_iter().filter_map(|row| counter(lifting, row)).collect()
}

fn counter(lifting: &mut Lifting<'_>, row: &Row) -> Option<Counter> {
    let id: ShortName = lifting.text(row, "counter_id")?;
    // NULL is reported rather than read as 1: the vendor's column is NOT NULL.
    let unit_value = lifting.cell(row, "unit_value")?;
    let ranges = lifting.below(&t::COUNTER_RANGE, &row.key);
    Some(Counter {
        id,
        name: lifting.translations(&texts::COUNTER_NAME, &row.key),
        unit: lifting.translations(&texts::COUNTER_UNIT, &row.key),
        unit_value: unless_one(unit_value),
        // NULL means false, as in a file without the key.
        requires_subscription: row.get("require_subscription") == Some(&Value::Bool(true)),
        ranges: counter_ranges(lifting, ranges),
    })
}

/// The ranges of a counter. If the last range ends at the manifest's `open_margin`, the range has no end in the
/// document.
fn counter_ranges(lifting: &mut Lifting<'_>, rows: Vec<&Row>) -> Vec<CounterRange> {
    let ranges = rows.into_iter().filter_map(|range| counter_range(lifting, range));
    let mut ranges: Vec<CounterRange> = ranges.collect();
    // Whatever the manifest says, since another install can use another number.
    let open = Some(lifting.manifest.database.open_margin);
    // By its beginning: keys sort by number, but an open range must be the last whatever the order of the rows.
    if let Some(last) = ranges.iter_mut().max_by_key(|range| range.from) {
        // A range from `open_margin` to `open_margin` keeps its end: a document without `to` would be refused.
        last.to = last.to.filter(|to| last.to != open || *to <= last.from);
    }
    ranges
}

fn counter_range(lifting: &mut Lifting<'_>, row: &Row) -> Option<CounterRange> {
    let from = lifting.cell(row, "lower_margin")?;
    let to = lifting.cell(row, "upper_margin")?;
    let name = lifting.translations(&texts::RANGE_NAME, &row.key);
    Some(CounterRange { from, to, name, prices: lifting.prices(&t::COUNTER_PRICE, &row.key) })
}

fn taxes(lifting: &mut Lifting<'_>, row: &Row) -> Option<Taxes> {
    let (tax1, tax2) = (lifting.text(row, "tax1"), lifting.text(row, "tax2"));
    let tax2_mode: Option<i32> = lifting.cell(row, "tax2_mode").flatten();
    // A document without taxes has no `taxes`, instead of an empty mapping.
    let none = tax1.is_none() && tax2.is_none() && tax2_mode.is_none();
    (!none).then_some(Taxes { tax1, tax2, tax2_mode })
}

/// The action in a column. `None` for `none`, which is the default.
fn action(lifting: &mut Lifting<'_>, row: &Row, column: &str) -> Option<ExpireAction> {
    let action: Option<ExpireAction> = lifting.cell(row, column).flatten();
    action.filter(|action| *action != ExpireAction::None)
}

/// The placement in the shop. `None` if a document without `shop` would result in the same placement.
fn shop(lifting: &mut Lifting<'_>, category: Option<&str>) -> Option<Shop> {
    let key = lifting.key.clone();
    // An article without a placement is not in the shop; a document without `shop` would put it there.
    let Some(row) = lifting.below(&t::SHOP_ITEM, &key).into_iter().next() else { return Some(Shop::Nowhere) };
    let mut categories = Vec::new();
    for shown in lifting.below(&t::SHOP_ITEM_CATEGORY, &key) {
        categories.extend(lifting.reference(shown, "fk_category_id"));
    }
    // Several categories are always written, even if the article's own is among them.
    let is_default = matches!(categories.as_slice(), [only] if Some(only.name()) == category);
    let order: Option<i32> = lifting.cell(row, "order_by").flatten();
    // A new row gets position 0 if the file gives none, so 0 need not be written.
    let order = order.filter(|order| *order != 0);
    let mut properties = BTreeMap::new();
    for property in lifting.below(&t::SHOP_ITEM_PROPERTY, &key) {
        let name = lifting.text(property, "name");
        properties.extend(name.zip(lifting.ok_or_record(property, "value", text(property, "value").parse())));
    }
    let name = lifting.translations(&texts::SHOP_NAME, &key);
    if is_default && order.is_none() && name.is_none() && properties.is_empty() {
        return None;
    }
    let categories = Some(categories).filter(|_| !is_default);
    Some(Shop::Placed(Box::new(Placement { categories, order, name, properties: properties.into() })))
}
