//! Parts of documents that are rows: the way down and the way back, one line for a field.
//!
//! A [`Part`] is a struct whose values are the columns of one table and the rows of others below it. [`Lower`]
//! takes each field to its rows, and [`Lift`] brings it back. The columns themselves say what the fields are called
//! and what a change of them does.

use super::cell::{Cell, NOT_SET};
use super::{Context, Lifting};
use crate::diagnostic::Place;
use crate::model::{Amount, Money, Prices, Text, Tier};
use crate::table::{Key, Row, Rows, Table, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A part of a document that is one row of a table, with what hangs on it.
pub trait Part: Sized {
    /// The table.
    const TABLE: &'static Table;
    /// The values of the table's own key columns.
    fn key(&self) -> Vec<Value>;
    /// The way down: sets the columns and adds the rows below.
    fn lower(&self, row: &mut Lower<'_>);
    /// The way back; none when the row lacks what the part must have.
    fn lift(row: &mut Lift<'_, '_>) -> Option<Self>;
}

/// The rows of a resource that is one part.
pub fn lower<P: Part>(part: &P, context: &Context<'_>) -> Rows {
    let mut rows = Rows::default();
    Lower::part(part, &Key::new(Vec::new()), context.document.root(), context, &mut rows);
    rows
}

/// The part that a live resource is; none when it lacks what the part must have.
pub fn lift<P: Part>(lifting: &mut Lifting<'_>) -> Option<P> {
    let row = lifting.root(P::TABLE)?;
    P::lift(&mut Lift { lifting, row })
}

/// A row on its way down.
pub struct Lower<'a> {
    /// What the resource sees of its catalog.
    pub context: &'a Context<'a>,
    row: Row,
    place: Place,
    rows: &'a mut Rows,
}

impl Lower<'_> {
    fn part<P: Part>(part: &P, parent: &Key, place: Place, context: &Context<'_>, rows: &mut Rows) {
        let row = Row::new(P::TABLE, parent, part.key()).at(place);
        let mut lower = Lower { context, row, place, rows };
        part.lower(&mut lower);
        let row = lower.row;
        rows.add(row);
    }

    /// Sets a column; a field that says nothing leaves it alone.
    pub fn set(&mut self, column: &str, field: &impl Cell) {
        if let Some(value) = field.to_value() {
            self.row.put(column, value);
        }
    }

    /// Adds a text in each of its languages, which a field says.
    pub fn texts<'t>(&mut self, table: &'static Table, field: &str, text: impl Into<Option<&'t Text>>) {
        let place = self.place.child(field);
        texts(self.rows, self.context, table, &self.row.key, place, text.into());
    }

    /// Adds a price in each of its currencies, which a field says.
    pub fn prices(&mut self, table: &'static Table, field: &str, amounts: &Prices) {
        prices(self.rows, table, &self.row.key, self.place.child(field), amounts);
    }

    /// Adds prices by amount, which a field says: a row for each tier, and below it a price in each currency.
    pub fn tiers(&mut self, tier: &'static Table, price: &'static Table, field: &str, tiers: &[Tier]) {
        for (index, each) in tiers.iter().enumerate() {
            let place = self.place.child(field).child(index);
            let row = Row::new(tier, &self.row.key, vec![Value::Decimal(each.from.decimal())]).at(place);
            prices(self.rows, price, &row.key, place.child("prices"), &each.prices);
            self.rows.add(row);
        }
    }

    /// Adds the rows of a list of parts, which a field says.
    pub fn rows<P: Part>(&mut self, field: &str, parts: &[P]) {
        self.rows_at(self.place.child(field), parts);
    }

    /// Adds the rows of a list of parts that stands at another place, which may lie in another document.
    pub fn rows_at<P: Part>(&mut self, list: Place, parts: &[P]) {
        for (index, part) in parts.iter().enumerate() {
            Lower::part(part, &self.row.key, list.child(index), self.context, self.rows);
        }
    }
}

/// Adds a text in each of its languages.
pub fn texts(
    rows: &mut Rows,
    context: &Context<'_>,
    table: &'static Table,
    parent: &Key,
    place: Place,
    text: Option<&Text>,
) {
    let Some(text) = text else { return };
    for (language, translation) in text.translations(context.manifest.default_language()) {
        let place = match text {
            Text::Default(_) => place,
            Text::ByLanguage(_) => place.child(language),
        };
        let row = Row::new(table, parent, vec![Value::Key(Key::of(language))]);
        rows.add(row.set("value", Value::text(translation)).at(place));
    }
}

/// Adds a price in each of its currencies.
pub fn prices(rows: &mut Rows, table: &'static Table, parent: &Key, place: Place, prices: &Prices) {
    for (currency, money) in prices {
        let row = Row::new(table, parent, vec![Value::Key(Key::of(currency.name()))])
            .set("value", Value::Decimal(money.value.decimal()))
            .set("enabled", Value::Bool(money.enabled));
        rows.add(row.at(place.child(currency)));
    }
}

/// A live row on its way back.
pub struct Lift<'l, 'a> {
    /// The resource that it belongs to.
    pub lifting: &'l mut Lifting<'a>,
    /// The row.
    pub row: &'a Row,
}

impl Lift<'_, '_> {
    /// What a column says as a field; none, and a note, where the field cannot say it.
    pub fn get<T: Cell>(&mut self, column: &str) -> Option<T> {
        self.lifting.cell(self.row, column)
    }

    /// What a column says as a field that may be left out.
    pub fn maybe<T: Cell>(&mut self, column: &str) -> Option<T> {
        self.get::<Option<T>>(column).flatten()
    }

    /// Whether the ledger protects the resource.
    pub fn protect<T: From<bool>>(&self) -> T {
        self.lifting.protect.into()
    }

    /// A text in its languages.
    pub fn texts(&mut self, table: &'static Table) -> Option<Text> {
        self.lifting.translations(table, &self.row.key)
    }

    /// A price in its currencies.
    pub fn prices(&mut self, table: &'static Table) -> Prices {
        self.lifting.prices(table, &self.row.key)
    }

    /// Prices by amount.
    pub fn tiers(&mut self, tier: &'static Table, price: &'static Table) -> Vec<Tier> {
        let mut tiers = Vec::new();
        for row in self.lifting.below(tier, &self.row.key) {
            let from = self.lifting.cell(row, tier.key[0]);
            let prices = self.lifting.prices(price, &row.key);
            tiers.extend(from.map(|from| Tier { from, prices }));
        }
        tiers
    }

    /// A list of parts, by their keys.
    pub fn rows<P: Part>(&mut self) -> Vec<P> {
        let rows = self.lifting.below(P::TABLE, &self.row.key);
        rows.into_iter().filter_map(|row| P::lift(&mut Lift { lifting: self.lifting, row })).collect()
    }
}

impl Lifting<'_> {
    /// What a row's column says as a field; none, and a note, where the field cannot say it.
    pub fn cell<T: Cell>(&mut self, row: &Row, column: &str) -> Option<T> {
        let words = row.table.column(column).words;
        let value = T::from_value(row.get(column).unwrap_or(&Value::Null));
        let value = value.map_err(|reason| match reason == NOT_SET && !words.is_empty() {
            true => format!("it has no {words}"),
            false => reason,
        });
        self.say(row, column, value)
    }

    /// A price in its currencies: the rows of a table below a key.
    pub fn prices(&mut self, table: &'static Table, parent: &Key) -> Prices {
        let mut prices = BTreeMap::new();
        for row in self.below(table, parent) {
            let currency = self.reference(row, table.key[0]);
            let value: Option<Amount> = self.cell(row, "value");
            let enabled = row.get("enabled") != Some(&Value::Bool(false));
            prices.extend(currency.zip(value).map(|(currency, value)| (currency, Money { value, enabled })));
        }
        prices.into()
    }
}

/// An amount that is left out where it is one.
pub fn unless_one(amount: Amount) -> Option<Amount> {
    Some(amount).filter(|amount| amount.decimal() != Decimal::ONE)
}
