//! Writes rows as the JSON that the ledger stores and hashes. The JSON is written directly to a string, without
//! building a tree first.

use super::column::Fill;
use super::descriptor::Table;
use super::filled_cells::Cells;
use super::value::{Key, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Writes an array of strings.
pub fn string_array(out: &mut String, texts: &[&str]) {
    list(out, '[', ']', texts.iter(), |out, part| text(out, part));
}

/// Writes a key as an array of its values, beginning at the root.
pub fn key(out: &mut String, key: &Key) {
    list(out, '[', ']', key.parts().iter(), value);
}

/// Writes the values of a row as an object with the column names as keys. Writes null if `cells` is `None`.
pub fn cells(out: &mut String, table: &Table, cells: Option<&Cells>) {
    // Rows that do not exist are recorded as well, so that a plan's image says what was absent.
    let Some(cells) = cells else { return out.push_str("null") };
    list(out, '{', '}', cells.iter(), |out, (number, it)| {
        text(out, table.columns[number].name);
        out.push(':');
        value(out, it);
    });
}

/// Writes a row as an array of its slice, id, key and values. A value is left out if `is_chosen` returns false for the
/// [`Fill`] of its column, or if the key has the same value.
pub fn image(
    out: &mut String,
    table: &Table,
    id: Option<&str>,
    path: &Key,
    cells: &Cells,
    is_chosen: impl Fn(Fill) -> bool,
) {
    out.push('[');
    text(out, table.name);
    out.push(',');
    match id {
        Some(id) => text(out, id),
        None => out.push_str("null"),
    }
    out.push(',');
    key(out, path);
    out.push(',');
    let chosen = cells.iter().filter(|(number, it)| {
        is_chosen(table.columns[*number].fill) && !is_in_key(table, path, *number, it)
    });
    list(out, '{', '}', chosen, |out, (number, it)| {
        text(out, table.columns[number].name);
        out.push(':');
        value(out, it);
    });
    out.push(']');
}

/// Whether the key of the row has the same value in this column. In a column that ignores case, the key may have a
/// different spelling, so the result is false.
fn is_in_key(table: &Table, path: &Key, column: usize, it: &Value) -> bool {
    // The own columns are the end of a key; the parents' parts are before them.
    let own = &path.parts()[path.len() - table.key.len()..];
    let name = table.columns[column].name;
    table.key.iter().zip(own).any(|(column, part)| *column == name && part == it)
}

/// Writes a value in the same form as [`to_json`](super::to_json).
fn value(out: &mut String, it: &Value) {
    match it {
        Value::Null => out.push_str("null"),
        Value::Bool(it) => drop(write!(out, "{it}")),
        Value::Int(it) => drop(write!(out, "{it}")),
        // The error of writing to a string cannot occur, so it is dropped.
        Value::Decimal(it) => drop(write!(out, "\"{}\"", it.normalize())),
        Value::Text(it) | Value::Json(it) => text(out, it),
        Value::List(values) => list(out, '[', ']', values.iter(), value),
        Value::Key(it) => key(out, it),
        Value::Id(id) => {
            out.push_str("{\"id\":");
            text(out, &id.to_string());
            out.push('}');
        }
    }
}

/// Writes a string.
fn text(out: &mut String, it: &str) {
    // Most strings need no escapes, so the slower serializer is called only for the others.
    if it.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push('"');
        out.push_str(it);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(it).to_string());
    }
}

/// Writes the elements of an array or the entries of an object, separated by commas.
fn list<T>(
    out: &mut String,
    open: char,
    close: char,
    items: impl Iterator<Item = T>,
    each: impl Fn(&mut String, T),
) {
    out.push(open);
    for (number, item) in items.enumerate() {
        if number > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(close);
}

/// The table, key, values and id of a row that the ledger stores.
pub type Recorded<'a> = (&'static Table, &'a Key, &'a Cells, Option<String>);

/// Writes the rows of a resource, with the values that the files set. The rows are sorted by table and key, so that the
/// same rows always result in the same string.
pub fn rows<'a>(rows: impl Iterator<Item = Recorded<'a>>) -> String {
    let mut rows: Vec<Recorded<'_>> = rows.collect();
    // By name: the order of descriptors can change between versions, and must not change a hash.
    rows.sort_by(|a, b| (a.0.name, a.1).cmp(&(b.0.name, b.1)));
    // A guess at the usual length of a row, so that the string rarely grows.
    let mut out = String::with_capacity(rows.len() * 128);
    list(&mut out, '[', ']', rows.into_iter(), |out, (table, key, cells, id)| {
        // Only what the files set is compared later, so only that is in the hash.
        image(out, table, id.as_deref(), key, cells, |fill| fill == Fill::Files);
    });
    out
}

/// Returns the fingerprint of a string: its SHA-256 hash in hexadecimal digits.
pub fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Returns bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Id, to_json};
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn values_are_written_as_by_to_json() {
        let values = [
            Value::Null,
            Value::Bool(true),
            Value::Int(-7),
            Value::Decimal(Decimal::new(9900, 3)),
            Value::text("a \"quoted\" \\ line\nand é\u{1}"),
            Value::List(vec![Value::Int(1), Value::Null].into()),
            Value::Key(Key::new(vec![Value::text("HST-B"), Value::Key(Key::of("EUR"))])),
            Value::Id(Id::Number(7)),
        ];
        for it in values {
            let mut out = String::new();
            value(&mut out, &it);
            assert_eq!(out, to_json(&it).to_string());
        }
    }
}
