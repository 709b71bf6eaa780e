//! Converts values to JSON and back, for the ledger and for output. Converting JSON back to a value needs the type of
//! the column.

use super::descriptor::Table;
use super::row_id::Id;
use super::types::Type;
use super::value::{Key, Value};
use rust_decimal::Decimal;
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

/// The maximum depth of a JSON document. A deeper document is rejected, because it could overflow the stack.
const DEEPEST: usize = 100;

/// Converts a value to JSON. A decimal becomes a string. A reference to a missing row becomes an object with the id of
/// the row.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        // A string, because JSON numbers are doubles for many readers.
        Value::Decimal(value) => json!(value.normalize().to_string()),
        // JSON documents are stored as their text, which is canonical and therefore comparable.
        Value::Text(value) | Value::Json(value) => json!(&**value),
        Value::List(values) => values.iter().map(to_json).collect(),
        Value::Key(key) => key.parts().iter().map(to_json).collect(),
        // An object, so that it cannot be confused with a key, which is an array.
        Value::Id(id) => json!({ "id": id.to_string() }),
    }
}

/// Converts JSON to a value of the given type; `None` if the JSON is not such a value.
pub fn from_json(kind: Type, json: &Json) -> Option<Value> {
    match (kind, json) {
        // NULL is possible in a column of any type.
        (_, Json::Null) => Some(Value::Null),
        (Type::Boolean, Json::Bool(value)) => Some(Value::Bool(*value)),
        (Type::Integer, Json::Number(value)) => value.as_i64().map(Value::Int),
        (Type::Decimal | Type::Double | Type::Money(_), Json::String(text)) => {
            Decimal::from_str(text).ok().map(Value::Decimal)
        }
        // Timestamps and enum values are compared as PostgreSQL writes them.
        (Type::Text | Type::Timestamp | Type::Enum, Json::String(text)) => Some(Value::text(text)),
        (Type::Json, Json::String(text)) => canonical_json(text).ok().map(Value::Json),
        (Type::Array(of), Json::Array(values)) => {
            let values = values.iter().map(|value| from_json(*of, value)).collect::<Option<Vec<_>>>()?;
            Some(Value::List(values.into()))
        }
        (Type::Reference(target), Json::Array(parts)) => key_from_json(&target, parts).map(Value::Key),
        (Type::Reference(target), Json::Object(object)) => {
            let id = object.get("id").and_then(Json::as_str)?;
            Id::parse(target.id.sort, id).map(Value::Id)
        }
        _ => None,
    }
}

/// Converts a JSON array to the key of a row in the table; `None` if the array is not such a key.
fn key_from_json(table: &Table, parts: &[Json]) -> Option<Key> {
    let columns = key_columns(table);
    let values = columns.iter().zip(parts).map(|(kind, part)| from_json(*kind, part));
    // A different length means another version of the descriptor, so the ledger's key is of no use.
    (columns.len() == parts.len()).then(|| values.collect::<Option<Vec<_>>>())?.map(Key::new)
}

/// Returns the types of the values in the keys of the table, beginning at the root table.
fn key_columns(table: &Table) -> Vec<Type> {
    let mut types = table.parent.as_ref().map_or_else(Vec::new, |parent| key_columns(&parent.table));
    types.extend(table.key.iter().map(|column| table.column(column).kind));
    types
}

/// Converts an array that PostgreSQL has written as JSON to a list of values.
///
/// # Errors
/// Returns the reason why the text is not a list of values of the given type.
pub fn list_from_json(of: Type, text: &str) -> Result<Value, String> {
    let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let element = |element: &&RawValue| {
        let read = match element.get() {
            "null" => return Ok(Value::Null),
            // Numbers are parsed from their digits, not through a float, which could change them.
            number if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => match number.parse() {
                Ok(whole) => Value::Int(whole),
                Err(_) => Value::text(number),
            },
            json => match serde_json::from_str(json) {
                Ok(Json::Bool(it)) => Value::Bool(it),
                Ok(Json::String(it)) => Value::text(&it),
                _ => return Err("it contains arrays or objects".to_owned()),
            },
        };
        of.element(read)
    };
    Ok(Value::List(elements.iter().map(element).collect::<Result<Vec<_>, _>>()?.into()))
}

/// Converts a JSON document to the canonical form in which documents are compared. In this form, each key appears once,
/// keys are in order, and numbers have no trailing zeros.
///
/// # Errors
/// Returns the reason why the text is not a valid JSON document.
pub fn canonical_json(text: &str) -> Result<Arc<str>, String> {
    // As raw text: parsing into values would turn numbers into doubles and change their digits.
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut out = String::with_capacity(text.len());
    write_canonical(raw.get(), DEEPEST, &mut out)?;
    Ok(out.into())
}

/// Writes a JSON value in canonical form. `depth` is the number of levels that are still allowed.
fn write_canonical(text: &str, depth: usize, out: &mut String) -> Result<(), String> {
    // Recursive, so the depth is checked before anything else of a level.
    let deeper = depth.checked_sub(1).ok_or_else(|| format!("it is more than {DEEPEST} levels deep"))?;
    let wrong = |error: serde_json::Error| error.to_string();
    match text.as_bytes().first() {
        Some(b'{') => write_object(&serde_json::from_str(text).map_err(wrong)?, deeper, out)?,
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(wrong)?;
            out.push('[');
            for (number, value) in elements.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { "," });
                write_canonical(value.get(), deeper, out)?;
            }
            out.push(']');
        }
        // Escapes are normalized, since `\u0041` and `A` are the same string.
        Some(b'"') => out.push_str(&serde_json::from_str::<Json>(text).map_err(wrong)?.to_string()),
        // `true`, `false` and `null` have only one spelling.
        Some(b't' | b'f' | b'n') => out.push_str(text),
        // Valid JSON is left: only numbers begin otherwise.
        _ => out.push_str(&number(text)),
    }
    Ok(())
}

/// Writes an object with its keys in order. For a key that appears more than once, `members` has the last value, as in
/// `jsonb`.
fn write_object(members: &BTreeMap<String, &RawValue>, depth: usize, out: &mut String) -> Result<(), String> {
    out.push('{');
    for (number, (key, value)) in members.iter().enumerate() {
        out.push_str(if number == 0 { "" } else { "," });
        out.push_str(&json!(key).to_string());
        out.push(':');
        write_canonical(value.get(), depth, out)?;
    }
    out.push('}');
    Ok(())
}

/// Returns a number without trailing zeros and without an exponent. A number that does not fit in a decimal stays
/// unchanged.
fn number(text: &str) -> String {
    // `-0.0` normalizes to `0`, as in `jsonb`.
    let exact = Decimal::from_str_exact(text).ok().or_else(|| Decimal::from_scientific(text).ok());
    exact.map_or_else(|| text.to_owned(), |number| number.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_form_is_the_same_for_documents_equal_in_jsonb() {
        let canonical = |text| canonical_json(text).expect("a document").to_string();
        let one = canonical(r#" { "b": [1.10, 1e2, true, null, "\u00e9\n"], "a": {}, "b2": -0.0 } "#);
        assert_eq!(one, "{\"a\":{},\"b\":[1.1,100,true,null,\"é\\n\"],\"b2\":0}");
        assert_eq!(canonical(r#"{"a":1,"a":2}"#), r#"{"a":2}"#);
        assert_eq!(canonical("123456789012345678901234567890123"), "123456789012345678901234567890123");
    }

    #[test]
    fn deeply_nested_documents_are_refused_without_a_stack_overflow() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(canonical_json(&deep).is_err());
        assert!(canonical_json("{").is_err());
    }
}
