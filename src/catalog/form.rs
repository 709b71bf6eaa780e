//! How a mapping is written, for those who wrote a single value in its place.

use super::expected::{Instead, word};
use super::schema::Form;
use crate::diagnostic::{is_odd_blank, one_of};
use crate::source::{Data, Node};

/// How many keys are shown where none must be given.
const LISTED: usize = 4;

/// What to write instead of a value where a mapping is expected; none where another form may stand there too, or
/// the value is none that a mapping could be made of.
pub fn as_mapping(forms: &[Form<'_>], node: &Node) -> Option<Instead> {
    let [form] = forms else { return None };
    let written = written(node).filter(|_| form.is_mapping())?;
    let Some(keys) = form.keys() else { return Some(Instead::words(by_name(*form, written))) };
    if keys.contains_key("url_from") && written.is_some_and(|url| url.contains("://")) {
        let help = "write `{ url_from: NAME }`, the name of an environment variable, and put the URL into that variable";
        return Some(Instead::words(help));
    }
    if form.required().next().is_some() {
        return Some(Instead::words(format!("write `{}`", required(*form, written))));
    }
    let names: Vec<&str> = keys.keys().map(String::as_str).collect();
    match (answer(node), names.len()) {
        (Some(true), _) => Some(yes(&names)),
        (Some(false), _) => Some(Instead::words("take the key out")),
        (None, ..=LISTED) => {
            Some(Instead::words(format!("write one or more of `{{ {}: … }}`", names.join(": …, "))))
        }
        _ => Some(Instead::words(format!("write a mapping; {}", one_of("", names.iter().copied())?))),
    }
}

/// The value as it is written, where it is a single one that a mapping could be made of; a boolean is part of none.
fn written(node: &Node) -> Option<Option<&str>> {
    let is_odd = |c: char| c == '\n' || is_odd_blank(c);
    match &node.data {
        Data::Text(text) | Data::Number(text) if !text.contains(is_odd) => Some(Some(&**text)),
        Data::Bool(_) => Some(None),
        _ => None,
    }
}

/// The value as an answer to whether something is wanted.
fn answer(node: &Node) -> Option<bool> {
    match &node.data {
        Data::Bool(value) => Some(value.is_true()),
        Data::Text(text) => Some(word(text).unwrap_or(text) == "true").filter(|yes| *yes),
        _ => None,
    }
}

/// What is present without more to say of it is an empty mapping.
fn yes(names: &[&str]) -> Instead {
    let more = match names.len() {
        ..=LISTED => format!(", or one or more of `{{ {}: … }}`", names.join(": …, ")),
        _ => String::new(),
    };
    Instead::of("{}", format!("write `{{}}`{more}"))
}

/// The entries that must be given: the value is that of the first, where it can be.
fn required(form: Form<'_>, written: Option<&str>) -> String {
    let entry = |(index, key): (usize, &str)| match written.filter(|_| index == 0 && form.takes_text(key)) {
        Some(written) => format!("{key}: {written}"),
        None => format!("{key}: …"),
    };
    format!("{{ {} }}", form.required().enumerate().map(entry).collect::<Vec<_>>().join(", "))
}

/// An entry of a mapping whose keys are names.
fn by_name(form: Form<'_>, written: Option<&str>) -> String {
    let written = written.unwrap_or("…");
    match form.is_mapping_of("Money") {
        true => format!("write one for each currency: `{{ EUR: {written} }}`"),
        false => format!("write names and values: `{{ name: {written} }}`"),
    }
}
