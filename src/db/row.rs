//! Rows of the database into rows as they are compared.

use super::error::Error;
use crate::diff::LiveRow;
use crate::plan::identifier;
use crate::table::{Column, Fill, Table, Type, Value};
use postgres::Row;
use rust_decimal::Decimal;
use std::collections::HashSet;
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

pub(super) fn live_row(table: &'static Table, row: &Row, interner: &mut Interner) -> Result<LiveRow, Error> {
    let mut values = Vec::with_capacity(table.columns.len());
    for (index, column) in table.columns.iter().enumerate() {
        let value = value(column, row, index + 2, interner).map_err(|reason| {
            Error::new(
                format!("`{}.{}` holds what Wares cannot read: {reason}", table.physical, column.name),
                "mend the row",
            )
        })?;
        values.push(value);
    }
    Ok(LiveRow { table, id: row.get(0), parent: row.get(1), values })
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
        Type::Decimal => row.try_get::<_, Option<Decimal>>(index).map_err(fault)?.map(Value::Decimal),
        Type::Reference(_) => row.try_get::<_, Option<Uuid>>(index).map_err(fault)?.map(Value::Id),
        Type::Double => match row.try_get::<_, Option<&str>>(index).map_err(fault)? {
            Some(text) => Some(Value::Decimal(double(text)?)),
            None => None,
        },
    };
    Ok(value.unwrap_or(Value::Null))
}

fn double(text: &str) -> Result<Decimal, String> {
    Decimal::from_str(text)
        .or_else(|_| Decimal::from_scientific(text))
        .map_err(|error| format!("{text}: {error}"))
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
