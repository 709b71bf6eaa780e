//! Values, keys, ids and rows of tables as JSON, exactly: what is read back is what was written.

use crate::table::{Cells, Id, Key, Table, Type, Value, from_json, to_json};
use serde_json::{Map, Value as Json, json};

/// A value. Unlike in other output, a decimal keeps the places that it is written with.
pub fn value(value: &Value) -> Json {
    match value {
        Value::Decimal(decimal) => json!(decimal.to_string()),
        Value::List(values) => values.iter().map(self::value).collect(),
        Value::Key(it) => key(it),
        Value::Id(it) => json!({ "id": id(*it) }),
        other => to_json(other),
    }
}

/// A key.
pub fn key(key: &Key) -> Json {
    key.parts().iter().map(value).collect()
}

/// An id; of a row whose id the database has yet to draw, its number in the plan.
pub fn id(id: Id) -> Json {
    match id {
        Id::Drawn(ordinal) => json!({ "new": ordinal }),
        id => json!(id.to_string()),
    }
}

/// A row's values by column, but for those that its key names.
pub fn cells(table: &Table, path: Option<&Key>, cells: &Cells) -> Map<String, Json> {
    let own = path.map(|key| &key.parts()[key.len() - table.key.len()..]).unwrap_or_default();
    // 50 and 50.0000 are equal, and not written alike.
    let is_in_key = |name: &str, it: &Value| {
        let mut own = table.key.iter().zip(own);
        own.any(|(column, part)| *column == name && part == it && value(part) == value(it))
    };
    let said = cells.iter().map(|(number, it)| (table.columns[number].name, it));
    let told = said.filter(|(name, it)| !is_in_key(name, it));
    told.map(|(name, it)| (name.to_owned(), value(it))).collect()
}

/// A value of a type from JSON; none when it is not one.
pub fn read_value(kind: Type, it: &Json) -> Option<Value> {
    match (kind, it) {
        (Type::Reference(target), Json::Object(object)) => read_id(&target, object.get("id")?).map(Value::Id),
        // A number that no decimal can hold, such as NaN, is a text.
        (Type::Decimal | Type::Double | Type::Money(_), Json::String(text)) => {
            from_json(kind, it).or_else(|| Some(Value::text(text)))
        }
        _ => from_json(kind, it),
    }
}

/// A key of a table's rows.
pub fn read_key(table: &'static Table, it: &Json) -> Option<Key> {
    match from_json(Type::to(table), it)? {
        Value::Key(key) => Some(key),
        _ => None,
    }
}

/// An id of a table's rows.
pub fn read_id(table: &Table, it: &Json) -> Option<Id> {
    match it {
        Json::String(text) => Id::parse(table.id.sort, text),
        _ => it.get("new")?.as_u64().and_then(|number| u32::try_from(number).ok()).map(Id::Drawn),
    }
}

/// A row's values by column, with those that its key names.
pub fn read_cells(table: &'static Table, path: Option<&Key>, values: &Map<String, Json>) -> Option<Cells> {
    let own = path.map(|key| &key.parts()[key.len() - table.key.len()..]).unwrap_or_default();
    let own = table.key.iter().zip(own).filter(|(_, part)| **part != Value::Null);
    let mut cells: Cells = own.map(|(column, part)| (table.position(column), part.clone())).collect();
    for (name, it) in values {
        let number = table.columns.iter().position(|column| column.name == name)?;
        cells.set(number, read_value(table.columns[number].kind, it)?);
    }
    Some(cells)
}
