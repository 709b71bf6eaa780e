//! Suggests a mapping, or a list of mappings, in place of a value of another type.

use super::schema::Form;
use super::suggested_value::{ValueSuggestion, word};
use crate::diagnostic::{is_odd_blank, one_of};
use crate::model::{Amount, Period};
use crate::source::{Data, Node};

/// The number of keys up to which a suggestion lists all keys, if none is required.
const LISTED: usize = 4;

/// Suggests what to write where a mapping is expected. `None` if other types are allowed too, or if the value cannot be
/// turned into a mapping.
pub fn as_mapping(forms: &[Form<'_>], node: &Node) -> Option<ValueSuggestion> {
    // If several forms are allowed, a mapping is only one of the ways to correct the value.
    let [form] = forms else { return None };
    if let Data::Sequence(items) = &node.data {
        return listed(*form, items);
    }
    let written = scalar_text(node).filter(|_| form.is_mapping())?;
    let Some(keys) = form.keys() else { return Some(ValueSuggestion::words(by_name(*form, written))) };
    if keys.contains_key("url_from") && written.is_some_and(|url| url.contains("://")) {
        // The URL is not repeated, since it may contain a password.
        let help = "write `{ url_from: NAME }`, where `NAME` is an environment variable that holds the URL";
        return Some(ValueSuggestion::words(help));
    }
    // Required keys are the shortest correct answer.
    if form.required().next().is_some() {
        return Some(ValueSuggestion::words(format!("write `{}`", required(*form, written))));
    }
    let names: Vec<&str> = keys.keys().map(String::as_str).collect();
    match (yes_or_no(node), names.len()) {
        (Some(true), _) => Some(empty_mapping(&names)),
        // Leaving the key out is how a catalog says no.
        (Some(false), _) => Some(ValueSuggestion::words("remove the key")),
        (None, ..=LISTED) => {
            Some(ValueSuggestion::words(format!("write one or more of `{{ {}: … }}`", names.join(": …, "))))
        }
        _ => Some(ValueSuggestion::words(format!("write a mapping; {}", one_of("", names.iter().copied())?))),
    }
}

/// Returns the text of a scalar that can become a value in a mapping. The inner `Option` is `None` for a boolean, which
/// can be replaced by a mapping but not become part of one. The outer `Option` is `None` for all other values.
fn scalar_text(node: &Node) -> Option<Option<&str>> {
    let is_odd = |c: char| c == '\n' || is_odd_blank(c);
    match &node.data {
        // A help is one line of text, and an odd blank in a suggestion would be copied along with it.
        Data::Text(text) | Data::Number(text) if !text.contains(is_odd) => Some(Some(&**text)),
        Data::Bool(_) => Some(None),
        _ => None,
    }
}

/// Whether the value says yes or no: a boolean, or a string such as `yes`. `None` for all other values, including
/// strings such as `no`.
fn yes_or_no(node: &Node) -> Option<bool> {
    match &node.data {
        Data::Bool(value) => Some(value.is_true()),
        Data::Text(text) => Some(word(text).unwrap_or(text) == "true").filter(|yes| *yes),
        _ => None,
    }
}

/// Suggests an empty mapping, which in a catalog means yes without further details. `names` are the keys that the
/// mapping can have.
fn empty_mapping(names: &[&str]) -> ValueSuggestion {
    let more = match names.len() {
        ..=LISTED => format!(", or one or more of `{{ {}: … }}`", names.join(": …, ")),
        // More keys than that would make the help hard to read.
        _ => String::new(),
    };
    ValueSuggestion::of("{}", format!("write `{{}}`{more}"))
}

/// Returns a mapping with the required keys. The value of the first key is `written`, if that value can be a string;
/// all other values are `…`.
fn required(form: Form<'_>, written: Option<&str>) -> String {
    let entry = |(index, key): (usize, &str)| match written.filter(|_| index == 0 && form.takes_text(key)) {
        Some(written) => format!("{key}: {written}"),
        None => format!("{key}: …"),
    };
    format!("{{ {} }}", form.required().enumerate().map(entry).collect::<Vec<_>>().join(", "))
}

/// Suggests a mapping whose keys the author of the file chooses, with one entry as an example.
fn by_name(form: Form<'_>, written: Option<&str>) -> String {
    let entry = entry(form, None, written.unwrap_or("…"));
    match form {
        form if form.is_mapping_of("Money") => format!("write an amount for each currency: `{entry}`"),
        form if form.is_by_period() => format!("write an amount for each period and currency: `{entry}`"),
        _ => format!("write names and values: `{entry}`"),
    }
}

/// Returns a mapping with one entry as an example. The key of the entry is a currency, a period, or `key`, depending on
/// the form. If the entry contains another mapping, `written` is in the inner mapping.
fn entry(form: Form<'_>, key: Option<&str>, written: &str) -> String {
    if form.is_mapping_of("Money") {
        return price(written);
    }
    let key = if form.is_by_period() { "1 month" } else { key.unwrap_or("name") };
    let inner = form.entry().filter(|inner| inner.is_mapping() && inner.keys().is_none());
    match inner {
        Some(inner) => format!("{{ {key}: {} }}", entry(inner, None, written)),
        None => format!("{{ {key}: {written} }}"),
    }
}

/// Returns a price by currency. `written` may contain both the currency and the amount, as in `EUR 9.90`. Without a
/// currency, `EUR` is used.
fn price(written: &str) -> String {
    let is_code = |word: &&str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    // ISO 4217 codes have three capital letters. `EUR` is only an example, so it is never part of a fix.
    let code = written.split_whitespace().find(is_code).unwrap_or("EUR");
    // A number with several meanings, such as `1,234`, is repeated as it is written.
    match Amount::suggestions(written).as_slice() {
        [amount] => format!("{{ {code}: {amount} }}"),
        _ => format!("{{ {code}: {written} }}"),
    }
}

/// Suggests what to write instead of a list where a mapping is expected. `None` if every element could be an entry of
/// that mapping, or if the mapping has fixed keys.
fn listed(form: Form<'_>, items: &[Node]) -> Option<ValueSuggestion> {
    let is_by_name = form.is_mapping() && form.keys().is_none();
    let is_entry = |item: &Node| match &item.data {
        Data::Mapping(entries) => {
            entries.len() == 1
                && entries.iter().all(|it| !form.is_by_period() || it.key.parse::<Period>().is_ok())
        }
        _ => false,
    };
    // If each element is one entry, removing the dashes is enough, and the general advice says that.
    if !is_by_name || items.iter().all(is_entry) {
        return None;
    }
    let first = items.first().and_then(Node::as_text).filter(|text| !text.contains(is_odd_blank));
    Some(ValueSuggestion::words(format!("write a mapping, such as `{}`", entry(form, first, "…"))))
}

/// Suggests what to write instead of a mapping where a list of mappings is expected. `None` if the mapping could be an
/// element of the list, or if the elements have no required keys to show.
pub fn as_list(forms: &[Form<'_>], node: &Node) -> Option<ValueSuggestion> {
    let Data::Mapping(entries) = &node.data else { return None };
    let element = forms.iter().find_map(|form| form.element())?;
    let keys = element.keys()?;
    // A mapping with such a key is an element without its `- `, and the general advice covers it.
    if entries.iter().any(|entry| keys.contains_key(&*entry.key)) || element.required().next().is_none() {
        return None;
    }
    let shown = required(element, None);
    Some(ValueSuggestion::words(format!("write a list whose elements start with `- `: `- {shown}`")))
}
