//! Rows of the database into rows as they are compared.

use super::error::Error as Failure;
use crate::live::LiveRow;
use crate::plan::identifier;
use crate::table::{Column, Fill, Table, Type, Value};
use postgres::Row;
use postgres::types::FromSql;
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::error::Error;
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;

/// How a column is read: as a type that the driver knows.
pub(super) fn expression(column: &Column) -> String {
    let name = identifier(column.name);
    match column.kind {
        _ if matches!(column.fill, Fill::Created | Fill::Changed) => "NULL::text".to_owned(),
        Type::Integer => format!("{name}::bigint"),
        Type::Double | Type::Timestamp | Type::Text => format!("{name}::text"),
        Type::Boolean | Type::Decimal | Type::Reference(_) => name,
    }
}

pub(super) fn live_row(
    table: &'static Table,
    row: &Row,
    interner: &mut Interner,
) -> Result<LiveRow, Failure> {
    let mut values = Vec::with_capacity(table.columns.len());
    for (index, column) in table.columns.iter().enumerate() {
        let value = value(column, row, index + 2, interner).map_err(|reason| {
            Failure::new(
                format!("`{}.{}` holds what Wares cannot read: {reason}", table.physical, column.name),
                "correct the row",
            )
        })?;
        values.push(value);
    }
    let id = row.try_get(0).map_err(|_| {
        Failure::new(format!("a row of `{}` has no id", table.physical), "give it one, or delete it")
    })?;
    Ok(LiveRow { table, id, parent: row.get(1), values })
}

fn value(column: &Column, row: &Row, index: usize, interner: &mut Interner) -> Result<Value, String> {
    let fault = |error: postgres::Error| error.to_string();
    let value = match column.kind {
        Type::Text | Type::Timestamp => row
            .try_get::<_, Option<&str>>(index)
            .map_err(fault)?
            .map(|text| Value::Text(interner.intern(text))),
        Type::Integer => row.try_get::<_, Option<i64>>(index).map_err(fault)?.map(Value::Int),
        Type::Boolean => row.try_get::<_, Option<bool>>(index).map_err(fault)?.map(Value::Bool),
        Type::Decimal => row.try_get::<_, Option<Number>>(index).map_err(fault)?.map(|number| number.0),
        Type::Reference(_) => row.try_get::<_, Option<Uuid>>(index).map_err(fault)?.map(Value::Id),
        Type::Double => row.try_get::<_, Option<&str>>(index).map_err(fault)?.map(double),
    };
    Ok(value.unwrap_or(Value::Null))
}

/// A double; one that no decimal can hold, such as `NaN` or `1e+300`, stays a text.
fn double(text: &str) -> Value {
    let number = Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text));
    number.map_or_else(|_| Value::text(text), Value::Decimal)
}

/// An exact number; `NaN` stays a text.
struct Number(Value);

impl<'a> FromSql<'a> for Number {
    fn from_sql(kind: &postgres::types::Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        // The sign stands behind the number of digits and the weight.
        match raw.get(4..6) {
            Some([0xc0, 0]) => Ok(Self(Value::text("NaN"))),
            _ => Decimal::from_sql(kind, raw).map(|number| Self(Value::Decimal(number))),
        }
    }

    fn accepts(kind: &postgres::types::Type) -> bool {
        <Decimal as FromSql>::accepts(kind)
    }
}

/// Keeps one copy of each text: catalogs repeat theirs.
#[derive(Default)]
pub(super) struct Interner(HashSet<Arc<str>>);

impl Interner {
    fn intern(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = Arc::from(text);
        self.0.insert(new.clone());
        new
    }
}
