//! Detects numbers with commas inside braces, where YAML starts a new entry at each comma.

use super::suggested_value::ValueSuggestion;
use crate::diagnostic::Part;
use crate::model::Amount;
use crate::source::{Data, Document, Entry, ReadFault};

/// A number that commas have split into several entries.
pub struct SplitNumber<'a> {
    /// The key of the first entry. Its value is the number up to the first comma.
    pub first: &'a str,
    /// The correction to suggest.
    pub instead: ValueSuggestion,
}

/// Finds the number that commas have split, if `key` is one of its parts. For example, YAML reads `{ USD: 10,90 }` as
/// an entry `USD: 10` and a key `90`, and `90` is part of the number. `None` if `key` is not part of a number.
pub fn joined<'a>(entries: &'a [Entry], key: &str, is_price: bool) -> Option<SplitNumber<'a>> {
    let at = entries.iter().position(|entry| &*entry.key == key).filter(|at| is_part(&entries[*at]))?;
    // The nearest entry above that has a value is the beginning of the number.
    let first = entries[..at].iter().rposition(|entry| !is_part(entry))?;
    let (Data::Number(whole) | Data::Text(whole)) = &entries[first].value.data else { return None };
    // A number that ends in a unit, for example, does not continue after a comma.
    let whole = Some(whole).filter(|whole| whole.ends_with(|c: char| c.is_ascii_digit()))?;
    let parts = entries[first + 1..].iter().take_while(|entry| is_part(entry));
    let written = parts.fold(whole.to_string(), |text, part| format!("{text},{}", part.key));
    let is_last = entries.get(at + 1).is_none_or(|entry| !is_part(entry));
    let first = &entries[first].key;
    let ValueSuggestion { help, text } = instead(first, &written, is_price)?;
    // The fix replaces all parts of the number, so only the last part offers it.
    Some(SplitNumber { first, instead: ValueSuggestion { help, text: text.filter(|_| is_last) } })
}

/// Whether a fault is about the first part of a number that commas have split. Such a fault needs no finding, because
/// the findings about the other parts report the whole number.
pub fn begins_one(document: &Document, fault: &ReadFault) -> bool {
    let entries = document.find(fault.pointer.parent()).map(|node| &node.data);
    let (Some(Data::Mapping(entries)), Some(key)) = (entries, fault.pointer.last()) else { return false };
    let mut rest = entries.iter().skip_while(|entry| &*entry.key != key);
    let is_whole = rest.next().is_some_and(|entry| !is_part(entry)) && fault.part == Part::Value;
    // The next entry alone is enough to ask about: `joined` gathers the parts itself.
    let next = rest.next().filter(|entry| is_whole && is_part(entry));
    next.is_some_and(|next| joined(entries, &next.key, false).is_some())
}

/// Whether an entry is a key without a value, and the key begins with a digit or consists of dashes.
fn is_part(entry: &Entry) -> bool {
    // A `null` that is written is a value, so its key is not part of a number.
    let is_unwritten = entry.value.data == Data::Null && entry.value.span.is_empty();
    is_unwritten && (entry.key.starts_with(|c: char| c.is_ascii_digit()) || is_dashes(&entry.key))
}

/// Whether a key consists of dashes. Some people write dashes in place of decimals: `9,-`.
fn is_dashes(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte == b'-')
}

/// Suggests what to write instead of `written`, a number with commas. `name` is the key of the number. `None` if
/// `written` cannot be read as a number.
fn instead(name: &str, written: &str, is_price: bool) -> Option<ValueSuggestion> {
    let help = |advice: String| format!("a comma separates entries; {advice}");
    Some(match Amount::suggestions(written).as_slice() {
        [] => return None,
        // `9,-` is a common way to write a price without decimals.
        [whole, ..] if written.ends_with('-') => {
            ValueSuggestion::words(help(format!("write `{name}: {whole}.00`, or the intended price")))
        }
        // Without a number to write, because rounding a limit is for the author to decide.
        [decimal, ..] if !is_price && decimal.contains('.') => {
            ValueSuggestion::words(help("a limit must be a whole number".to_owned()))
        }
        [decimal] if !written.contains('.') && decimal.contains('.') => {
            ValueSuggestion::of(decimal, help(format!("write decimals with a point: `{name}: {decimal}`")))
        }
        // `1,234` can be a thousand or a decimal number, so there is no certain replacement.
        [whole, decimal] if is_price => ValueSuggestion::words(help(format!(
            "write `{name}: {whole}`, or `{name}: {decimal}` if the digits after the comma are decimals"
        ))),
        // Only one meaning is possible, as for `1,234,567`, so there is a fix.
        [whole] => {
            ValueSuggestion::of(whole, help(format!("write thousands without a comma: `{name}: {whole}`")))
        }
        [whole, ..] => {
            ValueSuggestion::words(help(format!("write thousands without a comma: `{name}: {whole}`")))
        }
    })
}
