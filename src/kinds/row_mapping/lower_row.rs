//! [`Lower`]: turns the fields of a part into rows.

use super::{POSITION, Part, has_position};
use crate::diagnostic::Place;
use crate::kinds::{Cell, Context};
use crate::model::{PeriodPrices, Prices, Ref, Target, Text, Tier};
use crate::table::{Key, Row, Rows, Table, Value};

/// A row to which a part is being lowered.
pub struct Lower<'a> {
    /// The context in which the resource is lowered.
    pub context: &'a Context<'a>,
    /// The row of the part.
    row: Row,
    /// The [`Place`] of the part in the document.
    place: Place,
    /// The index of the part in its list; 0 if the part is not in a list.
    position: usize,
    /// The rows of the resource, to which this row will be added.
    rows: &'a mut Rows,
}

impl Lower<'_> {
    /// Adds the row of a part and the rows below it. `position` is the index of the part in its list.
    pub(super) fn part<P: Part>(
        part: &P,
        parent: &Key,
        (place, position): (Place, usize),
        context: &Context<'_>,
        rows: &mut Rows,
    ) {
        let row = Row::new(P::TABLE, parent, part.key()).at(place);
        let mut lower = Lower { context, row, place, position, rows };
        part.lower(&mut lower);
        // The row is added after the rows below it, since `lower` still sets its columns while it adds those.
        let row = lower.row;
        rows.add(row);
    }

    /// Sets a column to the value of a field. If the field was left out, the column gets no value and is not compared.
    pub fn set(&mut self, column: &str, field: &impl Cell) {
        // Columns without a value are not compared, so a live value that no file sets stays.
        if let Some(value) = field.to_value() {
            self.row.put(column, value);
        }
    }

    /// Sets a column to the value of a field, or to NULL if the field was left out. This is for Wares' own tables,
    /// where only files set columns. Without the NULL, a revived resource would keep the values from before its
    /// deletion.
    pub fn set_or_null(&mut self, column: &str, field: &impl Cell) {
        self.row.put(column, field.to_value().unwrap_or(Value::Null));
    }

    /// Sets a column to a value that is computed, and not just the value of a field.
    pub fn put(&mut self, column: &str, value: Value) {
        self.row.put(column, value);
    }

    /// Sets a column to the part's position in its list, counted from 1.
    pub fn set_position(&mut self, column: &str) {
        let position = i64::try_from(self.position).unwrap_or(i64::MAX);
        self.row.put(column, Value::Int(position.saturating_add(1)));
    }

    /// The [`Place`] of a field.
    pub fn at(&self, field: &str) -> Place {
        self.place.child(field)
    }

    /// Adds a row for an entry of the mapping in a field. The key column gets the key of the entry, and the given
    /// column gets its value.
    pub fn entry(
        &mut self,
        table: &'static Table,
        field: &str,
        key: &(impl Cell + std::fmt::Display),
        (column, value): (&str, &impl Cell),
    ) {
        let row = Row::new(table, &self.row.key, key.to_value().into_iter().collect());
        self.rows.add(row.set_some(column, value.to_value()).at(self.at(field).child(key)));
    }

    /// Adds a row for each reference in the list of a field. If the table stores positions, each row gets its position,
    /// counted from 1.
    pub fn keys<T: Target>(&mut self, table: &'static Table, field: &str, references: &[Ref<T>]) {
        for (index, reference) in references.iter().enumerate() {
            let key = reference.to_value().into_iter().collect();
            let row = Row::new(table, &self.row.key, key).at(self.at(field).child(index));
            // An index beyond `i64` cannot occur; saturating avoids a panic all the same.
            let position = Value::Int(i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1));
            self.rows.add(if has_position(table) { row.set(POSITION, position) } else { row });
        }
    }

    /// Adds the prices that a field lists by period: one row for each period and currency.
    pub fn period_prices(&mut self, table: &'static Table, field: &str, prices: &PeriodPrices) {
        self.period_prices_at(table, &[], self.at(field), prices);
    }

    /// Adds prices by period: one row for each period and currency. In the key of each row, the values in `below`
    /// precede the period. `place` is the [`Place`] of the prices.
    pub fn period_prices_at(
        &mut self,
        table: &'static Table,
        below: &[Value],
        place: Place,
        prices: &PeriodPrices,
    ) {
        for (period, prices) in prices {
            // In the tables of values, the key begins with the value (`below`), then comes the period.
            let own: Vec<Value> = below.iter().cloned().chain(period.to_value()).collect();
            self::prices_by(self.rows, table, (&self.row.key, &own), place.child(period), prices);
        }
    }

    /// Adds the localized text in a field, one row for each language.
    pub fn texts<'t>(&mut self, table: &'static Table, field: &str, text: impl Into<Option<&'t Text>>) {
        let place = self.place.child(field);
        texts(self.rows, self.context, table, &self.row.key, place, text.into());
    }

    /// Adds the prices in a field, one row for each currency.
    pub fn prices(&mut self, table: &'static Table, field: &str, amounts: &Prices) {
        prices(self.rows, table, &self.row.key, self.place.child(field), amounts);
    }

    /// Adds the price tiers in a field: one row for each tier, and below that row one row for each currency.
    pub fn tiers(&mut self, tier: &'static Table, price: &'static Table, field: &str, tiers: &[Tier]) {
        for (index, each) in tiers.iter().enumerate() {
            let place = self.place.child(field).child(index);
            let row = Row::new(tier, &self.row.key, vec![Value::Decimal(each.from.decimal())]).at(place);
            prices(self.rows, price, &row.key, place.child("prices"), &each.prices);
            self.rows.add(row);
        }
    }

    /// Adds the rows of a part that is the value of the given key in the mapping of a field.
    pub fn part_at<P: Part>(&mut self, field: &str, key: impl std::fmt::Display, part: &P) {
        let place = self.at(field).child(key);
        Lower::part(part, &self.row.key, (place, 0), self.context, self.rows);
    }

    /// Adds a row for each of the parts that a field lists.
    pub fn rows<P: Part>(&mut self, field: &str, parts: &[P]) {
        self.rows_at(self.place.child(field), parts);
    }

    /// Adds the rows of the parts in a list. `list` is the [`Place`] of the list, which can be in another document.
    pub fn rows_at<P: Part>(&mut self, list: Place, parts: &[P]) {
        for (index, part) in parts.iter().enumerate() {
            Lower::part(part, &self.row.key, (list.child(index), index), self.context, self.rows);
        }
    }
}

/// Adds localized text: one row for each language, below the row with the key `parent`.
pub fn texts(
    rows: &mut Rows,
    context: &Context<'_>,
    table: &'static Table,
    parent: &Key,
    place: Place,
    text: Option<&Text>,
) {
    // Without rows in the files, live texts are deleted: what is managed is exact (design.md §2).
    let Some(text) = text else { return };
    for (language, translation) in text.translations(context.manifest.default_language()) {
        // A plain string has no keys, so all findings about it point to the field itself.
        let place = match text {
            Text::Default(_) => place,
            Text::ByLanguage(_) => place.child(language),
        };
        let row = Row::new(table, parent, vec![Value::Key(Key::of(language))]);
        rows.add(row.set("value", Value::text(translation)).at(place));
    }
}

/// Adds prices: one row for each currency, below the row with the key `parent`.
pub fn prices(rows: &mut Rows, table: &'static Table, parent: &Key, place: Place, prices: &Prices) {
    prices_by(rows, table, (parent, &[]), place, prices);
}

/// Adds prices: one row for each currency. The key of each row has the values in `before` before the currency.
fn prices_by(
    rows: &mut Rows,
    table: &'static Table,
    (parent, before): (&Key, &[Value]),
    place: Place,
    prices: &Prices,
) {
    for (currency, money) in prices {
        let currency_key = Value::Key(Key::of(currency.name()));
        let row = Row::new(table, parent, before.iter().cloned().chain([currency_key]).collect())
            .set("value", Value::Decimal(money.value.decimal()))
            .set("enabled", Value::Bool(money.enabled));
        rows.add(row.at(place.child(currency)));
    }
}
