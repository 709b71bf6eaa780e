//! Fills temporary tables by `COPY`, so that the number of statements never depends on the number of rows.

use super::error::{During, Error};
use crate::plan::identifier;
use crate::table::{Type as Kind, Value};
use postgres::Transaction;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use rust_decimal::Decimal;
use uuid::Uuid;

/// The type of a temporary table's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    Id,
    Text,
    Int,
    Bool,
    Decimal,
}

/// A value of a temporary table.
#[derive(Clone, Debug)]
pub enum Cell {
    Id(Option<Uuid>),
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Decimal(Option<Decimal>),
}

impl Fill {
    /// The type that holds a column's values.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text | Kind::Timestamp => Self::Text,
            Kind::Integer => Self::Int,
            Kind::Boolean => Self::Bool,
            Kind::Decimal | Kind::Double => Self::Decimal,
            Kind::Reference(_) => Self::Id,
        }
    }

    /// A value as a cell of this type; NULL where it is none.
    pub fn cell(self, value: &Value) -> Cell {
        match (self, value) {
            (Self::Id, Value::Id(id)) => Cell::Id(Some(*id)),
            (Self::Id, _) => Cell::Id(None),
            (Self::Text, Value::Text(text)) => Cell::Text(Some(text.to_string())),
            (Self::Text, _) => Cell::Text(None),
            (Self::Int, Value::Int(value)) => Cell::Int(Some(*value)),
            (Self::Int, _) => Cell::Int(None),
            (Self::Bool, Value::Bool(value)) => Cell::Bool(Some(*value)),
            (Self::Bool, _) => Cell::Bool(None),
            (Self::Decimal, Value::Decimal(value)) => Cell::Decimal(Some(*value)),
            (Self::Decimal, _) => Cell::Decimal(None),
        }
    }

    fn sql(self) -> (&'static str, Type) {
        match self {
            Self::Id => ("uuid", Type::UUID),
            Self::Text => ("text", Type::TEXT),
            Self::Int => ("bigint", Type::INT8),
            Self::Bool => ("boolean", Type::BOOL),
            Self::Decimal => ("numeric", Type::NUMERIC),
        }
    }
}

impl Cell {
    fn parameter(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Id(value) => value,
            Self::Text(value) => value,
            Self::Int(value) => value,
            Self::Bool(value) => value,
            Self::Decimal(value) => value,
        }
    }
}

/// Makes a temporary table, which goes with the transaction, and fills it.
pub fn fill(
    transaction: &mut Transaction<'_>,
    table: &str,
    columns: &[(&str, Fill)],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), Error> {
    let what = format!("filling `{table}`");
    let definitions = columns.iter().map(|(name, fill)| format!("{} {}", identifier(name), fill.sql().0));
    let definitions: Vec<String> = definitions.collect();
    let create = format!("CREATE TEMPORARY TABLE {table} ({}) ON COMMIT DROP", definitions.join(", "));
    transaction.batch_execute(&create).during(&what)?;
    let types: Vec<Type> = columns.iter().map(|(_, fill)| fill.sql().1).collect();
    let sink = transaction.copy_in(&format!("COPY pg_temp.{table} FROM STDIN BINARY")).during(&what)?;
    let mut writer = BinaryCopyInWriter::new(sink, &types);
    for row in rows {
        let parameters: Vec<&(dyn ToSql + Sync)> = row.iter().map(Cell::parameter).collect();
        writer.write(&parameters).during(&what)?;
    }
    writer.finish().during(&what).map(drop)
}
