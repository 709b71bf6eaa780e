//! Numbers that commas have torn into several entries.

use crate::model::Amount;
use crate::source::{Data, Entry};

/// What was meant by a key without a value that is a part of a number: `USD: 10,90` is an entry `USD: 10` and a
/// key `90`.
pub fn joined(entries: &[Entry], key: &str, is_price: bool) -> Option<String> {
    let at = entries.iter().position(|entry| &*entry.key == key).filter(|at| is_part(&entries[*at]))?;
    let first = entries[..at].iter().rposition(|entry| !is_part(entry))?;
    let Data::Number(whole) = &entries[first].value.data else { return None };
    let parts = entries[first + 1..].iter().take_while(|entry| is_part(entry));
    let written = parts.fold(whole.to_string(), |text, part| format!("{text},{}", part.key));
    instead(&entries[first].key, &written, is_price)
}

/// Whether an entry is no more than digits.
fn is_part(entry: &Entry) -> bool {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    entry.value.data == Data::Null && !entry.key.is_empty() && entry.key.chars().all(digits)
}

/// What to write instead of a number with commas.
fn instead(name: &str, written: &str, is_price: bool) -> Option<String> {
    let meant = match Amount::meant(written).as_slice() {
        [] => return None,
        [decimal] if !written.contains('.') && decimal.contains('.') => {
            format!("decimals take a point: `{name}: {decimal}`")
        }
        [whole, decimal] if is_price => {
            format!("write `{name}: {whole}`, or `{name}: {decimal}` if these are decimals")
        }
        [whole, ..] => format!("thousands are written without one: `{name}: {whole}`"),
    };
    Some(format!("a comma separates entries; {meant}"))
}
