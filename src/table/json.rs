//! Values as JSON, for the ledger and for output. The column says what a JSON value means.

use super::column::Type;
use super::descriptor::Table;
use super::value::{Key, Value};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use std::str::FromStr;
use uuid::Uuid;

/// A value as JSON. Decimals are strings; a dangling reference is an object with its id.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Decimal(value) => json!(value.normalize().to_string()),
        Value::Text(value) => json!(&**value),
        Value::Key(key) => key.parts().iter().map(to_json).collect(),
        Value::Id(id) => json!({ "id": id.to_string() }),
    }
}

/// A column's value from JSON; none when it is not a value of the column.
pub fn from_json(kind: Type, json: &Json) -> Option<Value> {
    match (kind, json) {
        (_, Json::Null) => Some(Value::Null),
        (Type::Boolean, Json::Bool(value)) => Some(Value::Bool(*value)),
        (Type::Integer, Json::Number(value)) => value.as_i64().map(Value::Int),
        (Type::Decimal | Type::Double, Json::String(text)) => {
            Decimal::from_str(text).ok().map(Value::Decimal)
        }
        (Type::Text | Type::Timestamp, Json::String(text)) => Some(Value::text(text)),
        (Type::Reference(target), Json::Array(parts)) => key_from_json(target, parts).map(Value::Key),
        (Type::Reference(_), Json::Object(object)) => {
            object.get("id").and_then(Json::as_str).and_then(|id| Uuid::parse_str(id).ok()).map(Value::Id)
        }
        _ => None,
    }
}

/// A key from JSON.
fn key_from_json(table: &Table, parts: &[Json]) -> Option<Key> {
    let columns = key_columns(table);
    let values = columns.iter().zip(parts).map(|(kind, part)| from_json(*kind, part));
    (columns.len() == parts.len()).then(|| values.collect::<Option<Vec<_>>>())?.map(Key::new)
}

/// The types of a key's parts, from the root.
fn key_columns(table: &Table) -> Vec<Type> {
    let mut types = table.parent.as_ref().map_or_else(Vec::new, |parent| key_columns(parent.table));
    types.extend(table.key.iter().map(|column| table.column(column).kind));
    types
}
