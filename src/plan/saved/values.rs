//! Converts values, keys, ids and rows to JSON without loss: reading returns exactly what was written.

use crate::table::{Cells, Id, Key, Table, Type, Value, from_json, to_json};
use serde_json::{Map, Value as Json, json};

/// Returns a value as JSON. Unlike in other output, a decimal keeps its trailing zeros.
pub fn value(value: &Value) -> Json {
    match value {
        Value::Decimal(decimal) => json!(decimal.to_string()),
        Value::List(values) => values.iter().map(self::value).collect(),
        Value::Key(it) => key(it),
        // An object, because a key is a list and a value of another type a string.
        Value::Id(it) => json!({ "id": id(*it) }),
        other => to_json(other),
    }
}

/// Returns a key as a JSON list of its parts.
pub fn key(key: &Key) -> Json {
    key.parts().iter().map(value).collect()
}

/// Returns an id as JSON. An id that apply draws from a sequence is written as its ordinal in the plan.
pub fn id(id: Id) -> Json {
    match id {
        // An object, so that an ordinal is never taken for a number that exists in the database.
        Id::FromSequence(ordinal) => json!({ "new": ordinal }),
        id => json!(id.to_string()),
    }
}

/// Returns the values of a row by column, without the values that are in its key.
pub fn cells(table: &Table, path: Option<&Key>, cells: &Cells) -> Map<String, Json> {
    let own_parts = path.map(|key| &key.parts()[key.len() - table.key.len()..]).unwrap_or_default();
    // 50 and 50.0000 are equal but written differently, so both the values and their JSON must match.
    let is_in_key = |name: &str, it: &Value| {
        let mut parts = table.key.iter().zip(own_parts);
        parts.any(|(column, part)| *column == name && part == it && value(part) == value(it))
    };
    let values = cells.iter().map(|(number, it)| (table.columns[number].name, it));
    let not_in_key = values.filter(|(name, it)| !is_in_key(name, it));
    not_in_key.map(|(name, it)| (name.to_owned(), value(it))).collect()
}

/// Reads a value of the given type; `None` if the JSON is not a value of this type.
pub fn read_value(kind: Type, it: &Json) -> Option<Value> {
    match (kind, it) {
        (Type::Reference(target), Json::Object(object)) => read_id(&target, object.get("id")?).map(Value::Id),
        // A number that does not fit into a decimal, such as NaN, is kept as text.
        (Type::Decimal | Type::Double | Type::Money(_), Json::String(text)) => {
            from_json(kind, it).or_else(|| Some(Value::text(text)))
        }
        _ => from_json(kind, it),
    }
}

/// Reads a key of the given table; `None` if the JSON is not a key of this table.
pub fn read_key(table: &'static Table, it: &Json) -> Option<Key> {
    match from_json(Type::to(table), it)? {
        Value::Key(key) => Some(key),
        _ => None,
    }
}

/// Reads an id of the given table; `None` if the JSON is not an id of this table.
pub fn read_id(table: &Table, it: &Json) -> Option<Id> {
    match it {
        Json::String(text) => Id::parse(table.id.sort, text),
        _ => it.get("new")?.as_u64().and_then(|number| u32::try_from(number).ok()).map(Id::FromSequence),
    }
}

/// Reads the values of a row, and adds the values that are in its key; `None` if a column or a value is not valid.
pub fn read_cells(table: &'static Table, path: Option<&Key>, values: &Map<String, Json>) -> Option<Cells> {
    let own = path.map(|key| &key.parts()[key.len() - table.key.len()..]).unwrap_or_default();
    // Rows have no cell for NULL.
    let own = table.key.iter().zip(own).filter(|(_, part)| **part != Value::Null);
    let mut cells: Cells = own.map(|(column, part)| (table.position(column), part.clone())).collect();
    for (name, it) in values {
        let number = table.columns.iter().position(|column| column.name == name)?;
        cells.set(number, read_value(table.columns[number].kind, it)?);
    }
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{ITEM, Kinds};
    use rust_decimal::Decimal;

    #[test]
    fn saved_values_and_ids_are_read_back_unchanged() {
        let texts = ["50", "50.0000", "0.10", "-0.5", "NaN"];
        for text in texts {
            let it = text.parse::<Decimal>().map_or_else(|_| Value::text(text), Value::Decimal);
            let read = read_value(Type::Decimal, &value(&it)).expect("a value");
            assert_eq!((read.to_string(), value(&read)), (it.to_string(), value(&it)), "{text}");
        }
        let id = id(Id::FromSequence(7));
        assert_eq!(read_id(&ITEM, &id), Some(Id::FromSequence(7)));
        assert_eq!(read_value(Type::to(&ITEM), &json!({ "id": id })), Some(Value::Id(Id::FromSequence(7))));
    }

    #[test]
    fn value_equal_to_its_key_but_spelled_differently_is_saved() {
        let table = Kinds::standard().tables().find("counter_range").expect("a table");
        let number = |text: &str| Value::Decimal(text.parse().expect("a number"));
        let key = Key::new(vec![Value::text("A"), Value::text("hits"), number("50")]);
        for text in ["50", "50.0000"] {
            let column = table.position("lower_margin");
            let before: Cells = [(column, number(text))].into_iter().collect();
            let written = cells(table, Some(&key), &before);
            let read = read_cells(table, Some(&key), &written).expect("cells");
            assert_eq!(read.get(column).map(value), before.get(column).map(value), "{text}");
        }
    }
}
