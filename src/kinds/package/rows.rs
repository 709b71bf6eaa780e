//! Lowers the details of packages to rows, and lifts them from rows.

use super::detail::{Choice, Detail, Statistics, Terms};
use super::tables::{
    CHOICE_PRICES, DETAIL_PRICES, PACKAGE_DETAIL, PACKAGE_DETAIL_CHOICE, PriceTables, UNLIMITED,
};
use crate::kinds::enumeration::value_key;
use crate::kinds::{Cell, Lift, Lower, Part};
use crate::model::{Included, Limit, Map, Name, PeriodPrices, Units};
use crate::table::{Table, Value};
use std::collections::BTreeMap;

/// Builds a `Detail` or a `Choice` from its row. The caller gives the fields that are not terms; the terms are read
/// from the row.
macro_rules! lift_terms {
    ($row:ident, $prices:ident, $type:ident { $($own:ident),+ }) => {
        $type {
            $($own,)+
            enabled: $row.get("enabled")?,
            billing: $row.get("billing")?,
            included: included($row),
            // The defaults are left out, so that import writes no more than a person would.
            step: $row.maybe::<Units>("step").filter(|step| step.count() != 1),
            // A missing maximum means `unlimited`, so the number for it is not written out.
            maximum: limit($row, "maximum").filter(|maximum| *maximum != Limit::Unlimited),
            unit: $row.maybe("unit"),
            enumeration: $row.maybe("fk_enumeration_id"),
            included_value: value($row),
            value_prices: value_prices($row, $prices.value),
            prices: $row.period_prices($prices.price),
            unlimited_prices: $row.period_prices($prices.unlimited),
            overage_prices: $row.prices($prices.overage),
            setup_fee: $row.prices($prices.setup),
            multiply_setup_fee: $row.get("multiply_setup_fee")?,
            minimum_period: $row.maybe("minimum_period"),
            priority: $row.maybe::<i32>("priority").filter(|priority| *priority != 0),
            post_paid: $row.get("post_paid")?,
            manual_processing: $row.get("manual_processing")?,
            send_instruction: $row.get("send_instruction")?,
            skip_trial: $row.get("skip_trial")?,
            alternative_calculation: $row.get("alternative_calculation")?,
            random_name: $row.get("random_name")?,
            statistics: statistics($row),
        }
    };
}

impl Part for Detail {
    const TABLE: &'static Table = &PACKAGE_DETAIL;

    fn key(&self) -> Vec<Value> {
        self.detail_type.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        self.terms().lower(row, &DETAIL_PRICES);
        row.rows("choices", &self.choices);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        // The key comes first: without the type, the row cannot be a detail at all.
        let detail_type = row.get("fk_detail_type_id")?;
        let choices = row.rows();
        Some(lift_terms!(row, DETAIL_PRICES, Self { detail_type, choices }))
    }
}

impl Part for Choice {
    const TABLE: &'static Table = &PACKAGE_DETAIL_CHOICE;

    fn key(&self) -> Vec<Value> {
        vec![Value::text(self.name.as_str())]
    }

    fn lower(&self, row: &mut Lower<'_>) {
        self.terms().lower(row, &CHOICE_PRICES);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let name = row.get("name")?;
        Some(lift_terms!(row, CHOICE_PRICES, Self { name }))
    }
}

impl Terms<'_> {
    fn lower(&self, row: &mut Lower<'_>, tables: &PriceTables) {
        row.set("enabled", &self.enabled);
        row.set("billing", &self.billing);
        // Both columns are always written: `included: true` of a boolean and a number of an integer are stored
        // separately.
        row.put("included", Value::Int(number(self.included_amount())));
        row.put("included_flag", Value::Bool(self.is_included()));
        // Defaults are written as well: the columns are compared, and a field that was dropped must return to its
        // default.
        row.put("step", Value::Int(self.step().into()));
        row.put("maximum", Value::Int(number(self.maximum())));
        // The terms are borrowed, and columns take owned fields.
        row.set_or_null("unit", &self.unit.cloned());
        row.set("multiply_setup_fee", &self.multiply_setup_fee);
        row.set_or_null("minimum_period", &self.minimum_period);
        row.set("priority", &self.priority.unwrap_or_default());
        self.lower_flags(row);
        self.lower_enumeration(row, tables);
        self.lower_prices(row, tables);
    }

    fn lower_flags(&self, row: &mut Lower<'_>) {
        row.set("post_paid", &self.post_paid);
        row.set("manual_processing", &self.manual_processing);
        row.set("send_instruction", &self.send_instruction);
        row.set("skip_trial", &self.skip_trial);
        row.set("alternative_calculation", &self.alternative_calculation);
        row.set("random_name", &self.random_name);
        row.set_or_null("overage_period", &self.statistics.map(|statistics| statistics.overage_period));
        row.set_or_null("aggregation", &self.statistics.map(|statistics| statistics.aggregation));
        row.set_or_null("price_per", &self.statistics.map(|statistics| statistics.price_per));
        row.set("active_only", &self.statistics.is_some_and(|statistics| statistics.active_only));
    }

    /// Sets the enumeration and its included value, and adds the prices of its values. A detail without an enumeration
    /// gets no rows for values; if it has values, a rule reports them.
    fn lower_enumeration(&self, row: &mut Lower<'_>, tables: &PriceTables) {
        row.set_or_null("fk_enumeration_id", &self.enumeration.cloned());
        // Set to NULL first, so that a value which the file no longer names is removed.
        row.put("fk_enumeration_item_id", Value::Null);
        let Some(enumeration) = self.enumeration else { return };
        let key = |value: &Name| Value::Key(value_key(enumeration.name(), value.as_str()));
        if let Some(value) = self.included_value {
            row.put("fk_enumeration_item_id", key(value));
        }
        for (value, prices) in self.value_prices {
            let place = row.at("value_prices").child(value);
            row.period_prices_at(tables.value, &[key(value)], place, prices);
        }
    }

    fn lower_prices(&self, row: &mut Lower<'_>, tables: &PriceTables) {
        row.period_prices(tables.price, "prices", self.prices);
        row.period_prices(tables.unlimited, "unlimited_prices", self.unlimited_prices);
        row.prices(tables.overage, "overage_prices", self.overage_prices);
        row.prices(tables.setup, "setup_fee", self.setup_fee);
    }
}

/// The number that Wares' own tables store for a limit.
fn number(limit: Limit) -> i64 {
    match limit {
        Limit::Of(amount) => amount.into(),
        Limit::Unlimited => UNLIMITED,
    }
}

fn limit(row: &mut Lift<'_, '_>, column: &str) -> Option<Limit> {
    let limit = match row.row.get(column) {
        Some(Value::Int(UNLIMITED)) => Ok(Limit::Unlimited),
        Some(Value::Int(number)) => Limit::try_from(*number),
        _ => Err("it has no amount".to_owned()),
    };
    row.lifting.ok_or_record(row.row, column, limit)
}

fn included(row: &mut Lift<'_, '_>) -> Option<Included> {
    // The flag wins: the amount of a boolean detail is always 0.
    if row.get("included_flag") == Some(true) {
        return Some(Included::Flag(true));
    }
    // An included amount of 0 is the default and means the same as none.
    limit(row, "included").filter(|amount| *amount != Limit::Of(0)).map(Included::Amount)
}

/// Reads the internal name of the included enumeration value; `None` if no value is included.
fn value(row: &mut Lift<'_, '_>) -> Option<Name> {
    let column = "fk_enumeration_item_id";
    // NULL is no finding: a detail need not include a value.
    let key = row.row.get(column).filter(|value| **value != Value::Null)?;
    let name = crate::kinds::lift::name_of(key).and_then(str::parse);
    row.lifting.ok_or_record(row.row, column, name)
}

fn value_prices(row: &mut Lift<'_, '_>, table: &'static Table) -> Map<Name, PeriodPrices> {
    let mut names: BTreeMap<Name, PeriodPrices> = BTreeMap::new();
    for price in row.lifting.below(table, &row.row.key) {
        let column = table.key[0];
        let Some(key) = price.get(column) else { continue };
        let name = crate::kinds::lift::name_of(key).and_then(str::parse::<Name>);
        let Some(name) = row.lifting.ok_or_record(price, column, name) else { continue };
        // The key of the value is the first own part; periods and currencies are below it.
        let below = row.row.key.join([key.clone()]);
        // All periods and currencies of one value are read at once, so its other rows are skipped.
        names.entry(name).or_insert_with(|| row.lifting.period_prices(table, &below));
    }
    names.into()
}

fn statistics(row: &mut Lift<'_, '_>) -> Option<Statistics> {
    // The three columns are set together. If one is NULL, the detail has no `statistics`.
    Some(Statistics {
        overage_period: row.maybe("overage_period")?,
        aggregation: row.maybe("aggregation")?,
        price_per: row.maybe("price_per")?,
        active_only: row.get("active_only")?,
    })
}
