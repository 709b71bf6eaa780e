//! Rows as the JSON text that the ledger keeps and that hashes are made of, written without a tree in between.

use super::column::Fill;
use super::descriptor::Table;
use super::filled_cells::Cells;
use super::value::{Key, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Adds an array of texts.
pub fn line(out: &mut String, texts: &[&str]) {
    list(out, '[', ']', texts.iter(), |out, part| text(out, part));
}

/// Adds a key, from its root.
pub fn key(out: &mut String, key: &Key) {
    list(out, '[', ']', key.parts().iter(), value);
}

/// Adds the values of a row by column, or null where there is no row.
pub fn cells(out: &mut String, table: &Table, cells: Option<&Cells>) {
    let Some(cells) = cells else { return out.push_str("null") };
    list(out, '{', '}', cells.iter(), |out, (number, it)| {
        text(out, table.columns[number].name);
        out.push(':');
        value(out, it);
    });
}

/// Adds a row: its slice, its id, its key, and of the columns that are filled in some way those that the key does not
/// say.
pub fn image(
    out: &mut String,
    table: &Table,
    id: Option<&str>,
    path: &Key,
    cells: &Cells,
    tells: impl Fn(Fill) -> bool,
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
    let told = cells
        .iter()
        .filter(|(number, it)| tells(table.columns[*number].fill) && !is_in_key(table, path, *number, it));
    list(out, '{', '}', told, |out, (number, it)| {
        text(out, table.columns[number].name);
        out.push(':');
        value(out, it);
    });
    out.push(']');
}

/// Whether the key says the value of a column already. One that is compared without regard to case may be spelled
/// otherwise.
fn is_in_key(table: &Table, path: &Key, column: usize, it: &Value) -> bool {
    let own = &path.parts()[path.len() - table.key.len()..];
    let name = table.columns[column].name;
    table.key.iter().zip(own).any(|(column, part)| *column == name && part == it)
}

/// Adds a value, as [`to_json`](super::to_json) has it.
fn value(out: &mut String, it: &Value) {
    match it {
        Value::Null => out.push_str("null"),
        Value::Bool(it) => drop(write!(out, "{it}")),
        Value::Int(it) => drop(write!(out, "{it}")),
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

fn text(out: &mut String, it: &str) {
    if it.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        out.push('"');
        out.push_str(it);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(it).to_string());
    }
}

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

/// A row of a resource, as the ledger keeps it.
pub type Recorded<'a> = (&'static Table, &'a Key, &'a Cells, Option<String>);

/// The rows of a resource, as the files want them, with their ids: by table and key, so that the same rows always have
/// the same text.
pub fn rows<'a>(rows: impl Iterator<Item = Recorded<'a>>) -> String {
    let mut rows: Vec<Recorded<'_>> = rows.collect();
    rows.sort_by(|a, b| (a.0.name, a.1).cmp(&(b.0.name, b.1)));
    let mut out = String::with_capacity(rows.len() * 128);
    list(&mut out, '[', ']', rows.into_iter(), |out, (table, key, cells, id)| {
        image(out, table, id.as_deref(), key, cells, |fill| fill == Fill::Files);
    });
    out
}

/// The fingerprint of a text.
pub fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
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
    fn a_value_is_written_as_its_json() {
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
