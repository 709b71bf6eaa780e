//! [`Lift`]: turns rows into the fields of a part.

use super::{POSITION, Part, has_position, lift_below};
use crate::kinds::column_field::NOT_SET;
use crate::kinds::{Cell, Lifting};
use crate::model::{Amount, Map, Money, Period, PeriodPrices, Prices, Ref, Target, Text, Tier};
use crate::table::{Key, Row, Table, Value};
use std::collections::BTreeMap;

/// A live row that is being lifted to a part.
pub struct Lift<'l, 'a> {
    /// The resource to which the row belongs.
    pub lifting: &'l mut Lifting<'a>,
    /// The row to lift.
    pub row: &'a Row,
}

impl Lift<'_, '_> {
    /// Reads the value of a required field from its column. If the field cannot express the value, records the reason
    /// and returns `None`.
    pub fn get<T: Cell>(&mut self, column: &str) -> Option<T> {
        self.lifting.cell(self.row, column)
    }

    /// Reads the value of an optional field from its column; `None` if the column is NULL or empty. If the field cannot
    /// express the value, records the reason and returns `None`.
    pub fn maybe<T: Cell>(&mut self, column: &str) -> Option<T> {
        // NULL and empty mean that the field is left out.
        self.get::<Option<T>>(column).flatten()
    }

    /// Whether the ledger says that the resource is protected.
    pub fn protect<T: From<bool>>(&self) -> T {
        self.lifting.protect.into()
    }

    /// Reads the localized text in the rows of a table below this row; `None` if there are no such rows.
    pub fn texts(&mut self, table: &'static Table) -> Option<Text> {
        self.lifting.translations(table, &self.row.key)
    }

    /// Reads the prices by currency in the rows of a table below this row.
    pub fn prices(&mut self, table: &'static Table) -> Prices {
        self.lifting.prices(table, &self.row.key)
    }

    /// Reads the price tiers in the rows of the table `tier` below this row, with their prices in the table `price`.
    pub fn tiers(&mut self, tier: &'static Table, price: &'static Table) -> Vec<Tier> {
        let mut tiers = Vec::new();
        for row in self.lifting.below(tier, &self.row.key) {
            let from = self.lifting.cell(row, tier.key[0]);
            let prices = self.lifting.prices(price, &row.key);
            tiers.extend(from.map(|from| Tier { from, prices }));
        }
        tiers
    }

    /// Lifts the parts below this row, in the order of their keys.
    pub fn rows<P: Part>(&mut self) -> Vec<P> {
        lift_below(self.lifting, &self.row.key)
    }

    /// Lifts the parts below this row, in the order of the given column, which stores their positions.
    pub fn rows_by<P: Part>(&mut self, column: &str) -> Vec<P> {
        let mut rows = self.lifting.below(P::TABLE, &self.row.key);
        // NULL sorts first, so rows without a position come before the others.
        rows.sort_by_key(|row| row.get(column).cloned());
        rows.into_iter().filter_map(|row| P::lift(&mut Lift { lifting: self.lifting, row })).collect()
    }

    /// Reads the references in the rows of a table below this row. They are sorted by position if the table stores
    /// positions, and otherwise by name.
    pub fn keys<T: Target>(&mut self, table: &'static Table) -> Vec<Ref<T>> {
        let mut rows = self.lifting.below(table, &self.row.key);
        // Not all lists are ordered: for user groups' regions, the order of keys is as good.
        if has_position(table) {
            rows.sort_by_key(|row| row.get(POSITION).cloned());
        }
        rows.into_iter().filter_map(|row| self.lifting.cell(row, table.key[0])).collect()
    }

    /// Records that a document cannot express a column of this row.
    pub fn record_inexpressible(&mut self, column: &str, reason: impl std::fmt::Display) {
        self.lifting.record_inexpressible(self.row, column, reason);
    }

    /// Reads a mapping from the rows of a table below this row. Each row is one entry: its key column holds the key of
    /// the entry, and the given column holds the value.
    pub fn entries<K: Cell + Ord, V: Cell>(&mut self, table: &'static Table, column: &str) -> Map<K, V> {
        let mut entries = BTreeMap::new();
        for row in self.lifting.below(table, &self.row.key) {
            let key = self.lifting.cell(row, table.key[0]);
            entries.extend(key.zip(self.lifting.cell(row, column)));
        }
        entries.into()
    }

    /// Reads the prices by period in the rows of a table below this row.
    pub fn period_prices(&mut self, table: &'static Table) -> PeriodPrices {
        self.lifting.period_prices(table, &self.row.key)
    }
}

impl Lifting<'_> {
    /// Reads the value of a field from a column of a row. If the field cannot express the value, records the reason and
    /// returns `None`.
    pub fn cell<T: Cell>(&mut self, row: &Row, column: &str) -> Option<T> {
        let words = row.table.column(column).words;
        // A column that was not read counts as NULL.
        let value = T::from_value(row.get(column).unwrap_or(&Value::Null));
        // The column's own words make a better message than its name in the database.
        let value = value.map_err(|reason| match reason == NOT_SET && !words.is_empty() {
            true => format!("it has no {words}"),
            false => reason,
        });
        self.ok_or_record(row, column, value)
    }

    /// Reads the prices by period in the rows of a table whose keys begin with `parent`.
    pub fn period_prices(&mut self, table: &'static Table, parent: &Key) -> PeriodPrices {
        let mut periods: BTreeMap<Period, Prices> = BTreeMap::new();
        for row in self.below(table, parent) {
            let Some(period) = self.cell::<Period>(row, "period") else { continue };
            // All currencies of a period are read at once, so the other rows of that period are skipped.
            let below = row.key.prefix(row.key.len() - 1);
            periods.entry(period).or_insert_with(|| self.prices(table, &below));
        }
        periods.into()
    }

    /// Reads the prices by currency in the rows of a table whose keys begin with `parent`.
    pub fn prices(&mut self, table: &'static Table, parent: &Key) -> Prices {
        let mut prices = BTreeMap::new();
        for row in self.below(table, parent) {
            // The currency is the last key column of every price table, whatever comes before it.
            let currency = table.key.last().and_then(|column| self.reference(row, column));
            let value: Option<Amount> = self.cell(row, "value");
            // Only an explicit `false` disables a price; NULL counts as enabled.
            let enabled = row.get("enabled") != Some(&Value::Bool(false));
            prices.extend(currency.zip(value).map(|(currency, value)| (currency, Money { value, enabled })));
        }
        prices.into()
    }
}
