//! Values in the words of the files.

use crate::diagnostic::printable;
use crate::model::StandIns;
use crate::table::{Column, Link, Table, Type, Value};
use rust_decimal::Decimal;

/// How long a text may be before it is cut.
const LONGEST: usize = 72;

/// A column's value as the files would have it, cut when it is long.
pub fn show(table: &Table, column: &Column, value: &Value, stand_ins: StandIns) -> String {
    let shown = spell(table, column, value, stand_ins);
    if value.as_text().is_some() { cut(&shown) } else { shown }
}

/// A column's value as the files would have it, whole.
pub fn spell(table: &Table, column: &Column, value: &Value, stand_ins: StandIns) -> String {
    match (column.kind, value) {
        (Type::Integer, Value::Int(number)) if *number == stand_ins.unlimited && is_limit(table) => {
            "unlimited".to_owned()
        }
        (_, Value::Decimal(end)) if column.may_be_open && *end == stand_ins.open_margin => "open".to_owned(),
        (_, Value::Int(number)) => match column.names.iter().find(|(named, _)| named == number) {
            Some((_, name)) => (*name).to_owned(),
            None => number.to_string(),
        },
        (kind, value) => printable(&kind.spell(value)),
    }
}

/// By how much a price changes, in percent.
pub fn percent(column: &Column, before: &Value, after: &Value) -> Option<String> {
    let (before, after) = (before.as_decimal()?, after.as_decimal()?);
    let hundred = Decimal::ONE_HUNDRED;
    let mut change = after.checked_sub(before)?.checked_mul(hundred)?.checked_div(before)?;
    change.rescale(1);
    (matches!(column.kind, Type::Money(_)) && column.words.is_empty()).then(|| format!("{change:+} %"))
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

/// Whether a table's rows hang on a shared row: those are limits.
fn is_limit(table: &Table) -> bool {
    table
        .parent
        .as_ref()
        .and_then(|p| p.table.parent.as_ref())
        .is_some_and(|p| matches!(p.link, Link::Shared(_)))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
