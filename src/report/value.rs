//! Values in the words of the files.

use crate::table::{Column, Link, Scope, Table, Type, Value};
use rust_decimal::Decimal;

/// How long a text may be before it is cut.
const LONGEST: usize = 72;

/// A column's value as the files would have it, cut when it is long.
pub fn show(table: &Table, column: &Column, value: &Value, unlimited: i64) -> String {
    let shown = spell(table, column, value, unlimited);
    if value.as_text().is_some() { cut(&shown) } else { shown }
}

/// A column's value as the files would have it, whole.
pub fn spell(table: &Table, column: &Column, value: &Value, unlimited: i64) -> String {
    match (column.kind, value) {
        (Type::Decimal, Value::Decimal(number)) if is_money(table) => money(*number),
        (Type::Integer, Value::Int(number)) if *number == unlimited && is_limit(table) => {
            "unlimited".to_owned()
        }
        (_, Value::Int(number)) => match column.names.iter().find(|(named, _)| named == number) {
            Some((_, name)) => (*name).to_owned(),
            None => number.to_string(),
        },
        (_, Value::Null) => "unset".to_owned(),
        // What hangs on the row that refers to it is known by its own lines.
        (Type::Reference(target), Value::Key(_)) if target.parent.is_some() => "set".to_owned(),
        (_, Value::Text(text)) if text.is_empty() => "\"\"".to_owned(),
        (_, Value::Text(text)) => printable(text),
        (_, other) => printable(&other.to_string()),
    }
}

/// By how much a price changes, in percent.
pub fn percent(table: &Table, column: &Column, before: &Value, after: &Value) -> Option<String> {
    let (before, after) = (before.as_decimal()?, after.as_decimal()?);
    let hundred = Decimal::ONE_HUNDRED;
    let mut change = after.checked_sub(before)?.checked_mul(hundred)?.checked_div(before)?;
    change.rescale(1);
    (is_money(table) && column.words.is_empty()).then(|| format!("{change:+} %"))
}

/// A text without characters that a terminal would obey.
pub fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

/// Two values as they are shown; where that cuts two texts down to the same, the parts in which they differ.
pub fn apart(before: String, after: String, old: &Value, new: &Value) -> (String, String) {
    let (Some(old), Some(new)) = (old.as_text(), new.as_text()) else { return (before, after) };
    if before != after {
        return (before, after);
    }
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count().saturating_sub(10);
    let part = |text: &str| format!("…{}", cut(&printable(&text.chars().skip(same).collect::<String>())));
    (part(old), part(new))
}

/// Whether a table's rows are amounts of a currency.
fn is_money(table: &Table) -> bool {
    table.scopes.iter().any(|(_, scope)| *scope == Scope::Currencies)
}

/// Whether a table's rows hang on a shared row: those are limits.
fn is_limit(table: &Table) -> bool {
    table
        .parent
        .as_ref()
        .and_then(|p| p.table.parent.as_ref())
        .is_some_and(|p| matches!(p.link, Link::Shared(_)))
}

/// An amount with at least two decimal places.
pub fn money(number: Decimal) -> String {
    let mut number = number.normalize();
    if number.scale() < 2 {
        number.rescale(2);
    }
    number.to_string()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
