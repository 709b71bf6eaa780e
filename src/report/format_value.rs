//! Formats values of columns as they are written in files.

use super::composite_value::in_short;
use super::text_diff::{ShownDifference, cut, differing};
use crate::diagnostic::printable;
use crate::model::SpecialNumbers;
use crate::table::{Cells, Column, Link, Table, Type, Value};
use rust_decimal::Decimal;

/// Returns a value of a column as it is written in files. Long text is cut, but every element of a list is named.
pub fn show(table: &Table, row: &Cells, column: &Column, value: &Value, stand_ins: SpecialNumbers) -> String {
    // A column may hold names of other rows, all of which matter to a reviewer.
    if let Some(names) = table.names_in(row, column, value) {
        return printable(&names.join(", "));
    }
    let shown = spell(table, column, value, stand_ins);
    if value.as_text().is_some() { cut(&shown) } else { shown }
}

/// Returns a value of a column as it is written in files, without cutting text. A value that consists of parts is
/// summarized.
pub fn spell(table: &Table, column: &Column, value: &Value, stand_ins: SpecialNumbers) -> String {
    if let Some(parts) = in_short(column, value) {
        return parts;
    }
    let spelled = printable(&spell_exactly(table, column, value, stand_ins));
    if value.as_text().is_some() { quoted_if_ambiguous(spelled) } else { spelled }
}

/// Returns two different values of a column as they are written in files.
pub fn pair(
    table: &Table,
    column: &Column,
    [before, after]: [&Value; 2],
    stand_ins: SpecialNumbers,
) -> ShownDifference {
    let spell = |value| spell_exactly(table, column, value, stand_ins);
    let finish = |value: &Value, shown: String| match value.as_text() {
        Some(_) => quoted_if_ambiguous(shown),
        None => shown,
    };
    match differing(&spell(before), &spell(after)) {
        // Quotes only for whole texts: those cut to their difference have their own marks.
        ShownDifference::Whole(old, new) => ShownDifference::Whole(finish(before, old), finish(after, new)),
        parts => parts,
    }
}

/// Returns a value as it is written in files, without escaping its control characters.
fn spell_exactly(table: &Table, column: &Column, value: &Value, stand_ins: SpecialNumbers) -> String {
    // Which numbers stand for `unlimited` and `open` is a setting of the manifest.
    match (column.kind, value) {
        // The stand-in is a legal number elsewhere, so only limits read it as `unlimited`.
        (Type::Integer, Value::Int(number)) if *number == stand_ins.unlimited && is_limit(table) => {
            "unlimited".to_owned()
        }
        (_, Value::Int(number)) if column.unlimited == Some(*number) => "unlimited".to_owned(),
        (_, Value::Decimal(end)) if column.may_be_open && *end == stand_ins.open_margin => "open".to_owned(),
        (_, Value::Int(number)) => match column.names.iter().find(|(named, _)| named == number) {
            Some((_, name)) => (*name).to_owned(),
            None => number.to_string(),
        },
        // Text as it is: quoting is decided by the caller, who knows whether it stands alone.
        (_, Value::Text(text)) => text.to_string(),
        (kind, value) => kind.spell(value),
    }
}

/// Adds quotes to a value if it could otherwise be mistaken for a missing value, or for the same text without leading
/// or trailing spaces.
fn quoted_if_ambiguous(shown: String) -> String {
    // Spaces at an end are invisible without quotes.
    let has_edge = shown.starts_with([' ', '"']) || shown.ends_with(' ');
    match shown.is_empty() || shown == "unset" || has_edge {
        true => format!("\"{}\"", shown.replace('"', "\\\"")),
        false => shown,
    }
}

/// Returns the change to an amount of money in percent; `None` if the amount was 0 before, or the column does not hold
/// money.
pub fn percent(column: &Column, before: &Value, after: &Value) -> Option<Decimal> {
    let (before, after) = (before.as_decimal()?, after.as_decimal()?);
    // Percentages of other numbers, such as levels or orders, mean nothing.
    matches!(column.kind, Type::Money(_)).then(|| change(before, after))?
}

/// Returns the change to a number in percent; `None` if the number was 0 before, or the numbers are too large.
pub fn change(before: Decimal, after: Decimal) -> Option<Decimal> {
    // Checked: amounts in a database may be as large as `numeric` allows.
    after.checked_sub(before)?.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before)
}

/// Returns a change in percent with its sign, such as `+10.1 %`. If the change rounds to 0, it is written as `< 0.1 %`
/// or `> -0.1 %`, so that it remains visible.
pub fn signed(percent: Decimal) -> String {
    let mut rounded = percent;
    rounded.rescale(1);
    let falls = percent.is_sign_negative();
    match rounded.is_zero() && !percent.is_zero() {
        true if falls => "> -0.1 %".to_owned(),
        true => "< 0.1 %".to_owned(),
        false => format!("{}{} %", if falls { "-" } else { "+" }, rounded.abs()),
    }
}

/// Whether a table holds limits: its rows are limits if they are below a shared row.
fn is_limit(table: &Table) -> bool {
    table
        .parent
        .as_ref()
        .and_then(|p| p.table.parent.as_ref())
        .is_some_and(|p| matches!(p.link, Link::Shared(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentage_has_a_sign_and_is_never_shown_as_zero() {
        let percentage = |before: &str, after: &str| {
            let number = |text: &str| text.parse::<Decimal>().expect("a number");
            change(number(before), number(after)).map(signed)
        };
        for (before, after, expected) in [
            ("9.90", "10.90", Some("+10.1 %")),
            ("10.00", "9.00", Some("-10.0 %")),
            ("1000.00", "1000.01", Some("< 0.1 %")),
            ("1000.01", "1000.00", Some("> -0.1 %")),
            ("1000", "1001", Some("+0.1 %")),
            ("9.90", "0", Some("-100.0 %")),
            ("0.00", "9.90", None),
        ] {
            assert_eq!(percentage(before, after).as_deref(), expected, "{before} {after}");
        }
    }

    #[test]
    fn text_that_could_be_taken_for_a_missing_value_is_quoted() {
        let shown =
            ["", "unset", "Gold ", " Gold", "\"", "Gold"].map(|text| quoted_if_ambiguous(text.to_owned()));
        assert_eq!(shown, ["\"\"", "\"unset\"", "\"Gold \"", "\" Gold\"", "\"\\\"\"", "Gold"]);
    }
}
