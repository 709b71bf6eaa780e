//! Converts values between the driver's types and Wares' types.

use super::error::{During, Error as Failure};
use crate::live::LiveRow;
use crate::table::{Cells, Column, Fill, Id, IdSort, Table, Value, Wire, identifier};
use bytes::BytesMut;
use foldhash::HashSet;
use postgres::Row;
use postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};
use rust_decimal::Decimal;
use std::error::Error;
use std::sync::Arc;
use uuid::Uuid;

/// Returns the SQL expression that reads a column as a type that the driver supports. Timestamps that Wares fills in on
/// insert or update are not read, because they are never compared.
pub(super) fn expression(column: &Column) -> String {
    match column.fill {
        Fill::Created | Fill::Changed => "NULL::text".to_owned(),
        Fill::Files | Fill::Insert => column.kind.read(&identifier(column.name)),
    }
}

/// Converts a row that the database returned. The first two columns are the row's id and the parent's id; the columns
/// of the table follow.
///
/// # Errors
/// The row has no id, or contains a value that Wares cannot read.
pub(super) fn live_row(
    table: &'static Table,
    row: &Row,
    interner: &mut Interner,
) -> Result<LiveRow, Failure> {
    let cells = cells(table, row, interner)?;
    let what = format!("reading the ids of `{}`", table.physical);
    let id = id(row, 0, table.id.sort).during(&what)?.ok_or_else(|| {
        Failure::new(
            format!("a row of `{}` has no id", table.physical),
            "nothing was written; give the row an id in the database, or delete it",
        )
    })?;
    let parent = table.parent.as_ref().map(|parent| self::id(row, 1, parent.table.id.sort));
    let parent = parent.transpose().during(&what)?.flatten();
    Ok(LiveRow { table, id, parent, cells })
}

/// Converts the values of a row, without the ids.
fn cells(table: &Table, row: &Row, interner: &mut Interner) -> Result<Cells, Failure> {
    let mut cells = Cells::with_capacity(table.columns.len());
    for (number, column) in table.columns.iter().enumerate() {
        if matches!(column.fill, Fill::Created | Fill::Changed) {
            continue;
        }
        // The first two columns of the row are ids.
        let read = read(column.kind.wire(), row, number + 2, interner);
        let value = read.and_then(|value| value.map(|value| column.kind.decode(value)).transpose());
        let value = value.map_err(|reason| {
            Failure::new(
                format!(
                    "`{}.{}` contains a value that Wares cannot read: {reason}",
                    table.physical, column.name
                ),
                "nothing was written; correct the row in the database",
            )
        })?;
        cells.put(number, value);
    }
    // NULL takes no space in the cells, and the rows of a whole catalog stay in memory.
    cells.shrink();
    Ok(cells)
}

/// Reads an id from a column; `None` for NULL.
///
/// # Errors
/// The column does not have the type for ids of this sort.
pub(super) fn id(row: &Row, column: usize, sort: IdSort) -> Result<Option<Id>, postgres::Error> {
    Ok(match sort {
        IdSort::Uuid => row.try_get::<_, Option<Uuid>>(column)?.map(Id::Uuid),
        IdSort::Sequence => row.try_get::<_, Option<i64>>(column)?.map(Id::Number),
        IdSort::Ulid | IdSort::Text => {
            row.try_get::<_, Option<&str>>(column)?.and_then(|text| Id::parse(sort, text))
        }
    })
}

/// Reads a value from a column; `None` for NULL.
fn read(wire: Wire, row: &Row, column: usize, interner: &mut Interner) -> Result<Option<Value>, String> {
    let fault = |error: postgres::Error| error.to_string();
    Ok(match wire {
        Wire::Text => {
            let text = row.try_get::<_, Option<&str>>(column).map_err(fault)?;
            text.map(|text| Value::Text(interner.intern(text)))
        }
        Wire::Integer => row.try_get::<_, Option<i64>>(column).map_err(fault)?.map(Value::Int),
        Wire::Boolean => row.try_get::<_, Option<bool>>(column).map_err(fault)?.map(Value::Bool),
        Wire::Numeric => row.try_get::<_, Option<Number>>(column).map_err(fault)?.map(|number| number.0),
        Wire::Id(sort) => id(row, column, sort).map_err(fault)?.map(Value::Id),
    })
}

/// A value of the type `numeric`: a decimal, or the string `NaN`, which a decimal cannot represent.
struct Number(Value);

impl<'a> FromSql<'a> for Number {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        // In the binary format, the sign follows the number of digits and the weight. 0xC000 means NaN.
        match raw.get(4..6) {
            Some([0xc0, 0]) => Ok(Self(Value::text("NaN"))),
            _ => Decimal::from_sql(kind, raw).map(|number| Self(Value::Decimal(number))),
        }
    }

    fn accepts(kind: &Type) -> bool {
        <Decimal as FromSql>::accepts(kind)
    }
}

/// Keeps one copy of equal strings, because catalogs contain many equal strings.
#[derive(Default)]
pub(super) struct Interner(HashSet<Arc<str>>);

impl Interner {
    fn intern(&mut self, text: &str) -> Arc<str> {
        // Looked up before it is copied: most strings are known already (engine.md).
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Arc<str> = Arc::from(text);
        self.0.insert(new.clone());
        new
    }
}

/// An array parameter for `= ANY(…)`. The array takes the type of the column with which it is compared. Therefore the
/// statement needs no cast and can use an index of the column.
#[derive(Debug)]
pub(super) struct ArrayParameter(Vec<Value>);

impl ArrayParameter {
    /// Creates an array of ids.
    pub fn ids<'a>(ids: impl IntoIterator<Item = &'a Id>) -> Self {
        Self(ids.into_iter().map(|id| Value::Id(*id)).collect())
    }

    /// Creates an array of values.
    pub fn values(values: impl IntoIterator<Item = Value>) -> Self {
        Self(values.into_iter().collect())
    }

    /// Writes the values to `out` as an array. `take` converts each value, or returns `None` if its type is wrong.
    fn all<T: ToSql>(
        &self,
        kind: &Type,
        out: &mut BytesMut,
        take: impl Fn(&Value) -> Option<T>,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let value =
            |value: &Value| take(value).ok_or_else(|| format!("{value} is not a value of the type {kind}"));
        self.0.iter().map(value).collect::<Result<Vec<T>, String>>()?.to_sql(kind, out)
    }
}

impl ToSql for ArrayParameter {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let Kind::Array(element) = kind.kind() else {
            return Err("the column is compared with an array".into());
        };
        let number = |value: &Value| match value {
            Value::Id(Id::Number(number)) | Value::Int(number) => Some(*number),
            _ => None,
        };
        match *element {
            Type::UUID => self.all(kind, out, |value| match value {
                Value::Id(Id::Uuid(id)) => Some(*id),
                _ => None,
            }),
            Type::INT8 => self.all(kind, out, number),
            // A number that is out of range for the column cannot be in it, but to leave it out would hide a mistake.
            Type::INT4 => {
                self.all(kind, out, |value| number(value).and_then(|number| i32::try_from(number).ok()))
            }
            Type::INT2 => {
                self.all(kind, out, |value| number(value).and_then(|number| i16::try_from(number).ok()))
            }
            Type::NUMERIC => self.all(kind, out, Value::as_decimal),
            Type::BOOL => self.all(kind, out, |value| match value {
                Value::Bool(value) => Some(*value),
                _ => None,
            }),
            // All other types are compared as text.
            _ => self.all(kind, out, |value| (*value != Value::Null).then(|| value.to_string())),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(kind.kind(), Kind::Array(_))
    }

    to_sql_checked!();
}
