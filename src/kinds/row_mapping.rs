//! Maps parts of documents to rows and back, with one line of code for each field.
//!
//! A [`Part`] is a struct whose fields are columns of one table or rows of tables below it. [`Lower`] turns fields into
//! rows, and [`Lift`] turns rows into fields. The names of the fields and the effects of changes are in the column
//! descriptors.

use super::column_field::{Cell, NOT_SET};
use super::{Context, Lifting};
use crate::diagnostic::Place;
use crate::model::{Amount, Map, Money, Period, PeriodPrices, Prices, Ref, Target, Text, Tier};
use crate::table::{Key, Row, Rows, Table, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A part of a document that is one row of a table, with the rows below it.
pub trait Part: Sized {
    /// The table of the row.
    const TABLE: &'static Table;
    /// The values of the table's own key columns.
    fn key(&self) -> Vec<Value>;
    /// Sets the columns of the row and adds the rows below it.
    fn lower(&self, row: &mut Lower<'_>);
    /// Reads the part from its row; none if the row lacks something that the part requires.
    fn lift(row: &mut Lift<'_, '_>) -> Option<Self>;
}

/// Lowers a resource that is a single part to its rows.
pub fn lower<P: Part>(part: &P, context: &Context<'_>) -> Rows {
    let mut rows = Rows::default();
    Lower::part(part, &Key::new(Vec::new()), (context.document.root(), 0), context, &mut rows);
    rows
}

/// Adds the rows of a part below the row with a key.
pub fn lower_below<P: Part>(part: &P, parent: &Key, place: Place, context: &Context<'_>, rows: &mut Rows) {
    Lower::part(part, parent, (place, 0), context, rows);
}

/// The parts below the row with a key, in the order of their keys.
pub fn lift_below<P: Part>(lifting: &mut Lifting<'_>, parent: &Key) -> Vec<P> {
    let rows = lifting.below(P::TABLE, parent);
    rows.into_iter().filter_map(|row| P::lift(&mut Lift { lifting, row })).collect()
}

/// Lifts a live resource that is a single part; none if it lacks something that the part requires.
pub fn lift<P: Part>(lifting: &mut Lifting<'_>) -> Option<P> {
    let row = lifting.root(P::TABLE)?;
    P::lift(&mut Lift { lifting, row })
}

/// A row while a part is lowered to it.
pub struct Lower<'a> {
    /// The resource's access to its catalog.
    pub context: &'a Context<'a>,
    /// The row of the part.
    row: Row,
    /// The place of the part in the document.
    place: Place,
    /// The index of the part in its list, or 0.
    position: usize,
    /// The rows of the resource.
    rows: &'a mut Rows,
}

impl Lower<'_> {
    /// Adds the row of a part and the rows below it.
    fn part<P: Part>(
        part: &P,
        parent: &Key,
        (place, position): (Place, usize),
        context: &Context<'_>,
        rows: &mut Rows,
    ) {
        let row = Row::new(P::TABLE, parent, part.key()).at(place);
        let mut lower = Lower { context, row, place, position, rows };
        part.lower(&mut lower);
        let row = lower.row;
        rows.add(row);
    }

    /// Sets a column to the value of a field. If the field was left out, the column is not compared.
    pub fn set(&mut self, column: &str, field: &impl Cell) {
        if let Some(value) = field.to_value() {
            self.row.put(column, value);
        }
    }

    /// Sets a column to the value of a field, or to NULL if the field was left out. In a table of Wares' own, nothing else
    /// sets the column, and the row can still have a value from before its resource was deleted.
    pub fn set_or_null(&mut self, column: &str, field: &impl Cell) {
        self.row.put(column, field.to_value().unwrap_or(Value::Null));
    }

    /// Sets a column to a value that is not the value of a single field.
    pub fn put(&mut self, column: &str, value: Value) {
        self.row.put(column, value);
    }

    /// Sets a column to the part's position in its list, counted from 1.
    pub fn set_position(&mut self, column: &str) {
        let position = i64::try_from(self.position).unwrap_or(i64::MAX);
        self.row.put(column, Value::Int(position.saturating_add(1)));
    }

    /// The place of a field.
    pub fn at(&self, field: &str) -> Place {
        self.place.child(field)
    }

    /// Adds a row for an entry of the mapping in a field: its key, and one column with its value.
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

    /// Adds a row for each reference of the list in a field. If the table stores their order, each row gets its position,
    /// counted from 1.
    pub fn keys<T: Target>(&mut self, table: &'static Table, field: &str, references: &[Ref<T>]) {
        for (index, reference) in references.iter().enumerate() {
            let key = reference.to_value().into_iter().collect();
            let row = Row::new(table, &self.row.key, key).at(self.at(field).child(index));
            let position = Value::Int(i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1));
            self.rows.add(if has_position(table) { row.set(POSITION, position) } else { row });
        }
    }

    /// Adds the prices by period in a field.
    pub fn period_prices(&mut self, table: &'static Table, field: &str, prices: &PeriodPrices) {
        self.period_prices_at(table, &[], self.at(field), prices);
    }

    /// Adds prices by period from a place, with more key values before the period.
    pub fn period_prices_at(
        &mut self,
        table: &'static Table,
        below: &[Value],
        place: Place,
        prices: &PeriodPrices,
    ) {
        for (period, prices) in prices {
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

    /// Adds the price tiers in a field: a row for each tier, and below it a row for each currency.
    pub fn tiers(&mut self, tier: &'static Table, price: &'static Table, field: &str, tiers: &[Tier]) {
        for (index, each) in tiers.iter().enumerate() {
            let place = self.place.child(field).child(index);
            let row = Row::new(tier, &self.row.key, vec![Value::Decimal(each.from.decimal())]).at(place);
            prices(self.rows, price, &row.key, place.child("prices"), &each.prices);
            self.rows.add(row);
        }
    }

    /// Adds the rows of a part that is an entry of the mapping in a field.
    pub fn part_at<P: Part>(&mut self, field: &str, key: impl std::fmt::Display, part: &P) {
        let place = self.at(field).child(key);
        Lower::part(part, &self.row.key, (place, 0), self.context, self.rows);
    }

    /// Adds the rows of the list of parts in a field.
    pub fn rows<P: Part>(&mut self, field: &str, parts: &[P]) {
        self.rows_at(self.place.child(field), parts);
    }

    /// Adds the rows of a list of parts at another place, which can be in another document.
    pub fn rows_at<P: Part>(&mut self, list: Place, parts: &[P]) {
        for (index, part) in parts.iter().enumerate() {
            Lower::part(part, &self.row.key, (list.child(index), index), self.context, self.rows);
        }
    }
}

/// Adds localized text, one row for each language.
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

/// Adds prices, one row for each currency.
pub fn prices(rows: &mut Rows, table: &'static Table, parent: &Key, place: Place, prices: &Prices) {
    prices_by(rows, table, (parent, &[]), place, prices);
}

/// Adds prices, one row for each currency, with more key values before the currency.
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

/// The column in which tables store the order of a list.
const POSITION: &str = "position";

fn has_position(table: &Table) -> bool {
    table.columns.iter().any(|column| column.name == POSITION)
}

/// A live row while it is lifted to a part.
pub struct Lift<'l, 'a> {
    /// The resource to which the row belongs.
    pub lifting: &'l mut Lifting<'a>,
    /// The row to lift.
    pub row: &'a Row,
}

impl Lift<'_, '_> {
    /// The value of a required field from its column. If the field cannot express it, the reason is noted.
    pub fn get<T: Cell>(&mut self, column: &str) -> Option<T> {
        self.lifting.cell(self.row, column)
    }

    /// The value of an optional field from its column.
    pub fn maybe<T: Cell>(&mut self, column: &str) -> Option<T> {
        self.get::<Option<T>>(column).flatten()
    }

    /// Whether the ledger says that the resource is protected.
    pub fn protect<T: From<bool>>(&self) -> T {
        self.lifting.protect.into()
    }

    /// The localized text in the rows below.
    pub fn texts(&mut self, table: &'static Table) -> Option<Text> {
        self.lifting.translations(table, &self.row.key)
    }

    /// The prices by currency in the rows below.
    pub fn prices(&mut self, table: &'static Table) -> Prices {
        self.lifting.prices(table, &self.row.key)
    }

    /// The price tiers in the rows below.
    pub fn tiers(&mut self, tier: &'static Table, price: &'static Table) -> Vec<Tier> {
        let mut tiers = Vec::new();
        for row in self.lifting.below(tier, &self.row.key) {
            let from = self.lifting.cell(row, tier.key[0]);
            let prices = self.lifting.prices(price, &row.key);
            tiers.extend(from.map(|from| Tier { from, prices }));
        }
        tiers
    }

    /// The parts in the rows below, in the order of their keys.
    pub fn rows<P: Part>(&mut self) -> Vec<P> {
        lift_below(self.lifting, &self.row.key)
    }

    /// The parts in the rows below, in the order of a column with their positions.
    pub fn rows_by<P: Part>(&mut self, column: &str) -> Vec<P> {
        let mut rows = self.lifting.below(P::TABLE, &self.row.key);
        rows.sort_by_key(|row| row.get(column).cloned());
        rows.into_iter().filter_map(|row| P::lift(&mut Lift { lifting: self.lifting, row })).collect()
    }

    /// The references in the rows below, by position if the table stores their order, and otherwise by name.
    pub fn keys<T: Target>(&mut self, table: &'static Table) -> Vec<Ref<T>> {
        let mut rows = self.lifting.below(table, &self.row.key);
        if has_position(table) {
            rows.sort_by_key(|row| row.get(POSITION).cloned());
        }
        rows.into_iter().filter_map(|row| self.lifting.cell(row, table.key[0])).collect()
    }

    /// Notes that a column cannot be expressed.
    pub fn cannot(&mut self, column: &str, reason: impl std::fmt::Display) {
        self.lifting.cannot(self.row, column, reason);
    }

    /// The mapping in the rows below: their keys, and one column with their values.
    pub fn entries<K: Cell + Ord, V: Cell>(&mut self, table: &'static Table, column: &str) -> Map<K, V> {
        let mut entries = BTreeMap::new();
        for row in self.lifting.below(table, &self.row.key) {
            let key = self.lifting.cell(row, table.key[0]);
            entries.extend(key.zip(self.lifting.cell(row, column)));
        }
        entries.into()
    }

    /// The prices by period in the rows below.
    pub fn period_prices(&mut self, table: &'static Table) -> PeriodPrices {
        self.lifting.period_prices(table, &self.row.key)
    }
}

impl Lifting<'_> {
    /// The value of a field from a column of a row. If the field cannot express it, the reason is noted.
    pub fn cell<T: Cell>(&mut self, row: &Row, column: &str) -> Option<T> {
        let words = row.table.column(column).words;
        let value = T::from_value(row.get(column).unwrap_or(&Value::Null));
        let value = value.map_err(|reason| match reason == NOT_SET && !words.is_empty() {
            true => format!("it has no {words}"),
            false => reason,
        });
        self.say(row, column, value)
    }

    /// The prices by period in the rows of a table below a key.
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

    /// The prices by currency in the rows of a table below a key.
    pub fn prices(&mut self, table: &'static Table, parent: &Key) -> Prices {
        let mut prices = BTreeMap::new();
        for row in self.below(table, parent) {
            let currency = table.key.last().and_then(|column| self.reference(row, column));
            let value: Option<Amount> = self.cell(row, "value");
            let enabled = row.get("enabled") != Some(&Value::Bool(false));
            prices.extend(currency.zip(value).map(|(currency, value)| (currency, Money { value, enabled })));
        }
        prices.into()
    }
}

/// An amount, or none if it is 1, which is the default where this is used.
pub fn unless_one(amount: Amount) -> Option<Amount> {
    Some(amount).filter(|amount| amount.decimal() != Decimal::ONE)
}
