//! How a mapping is written, for those who wrote a single value in its place.

use super::schema::Form;
use crate::diagnostic::{is_odd_blank, one_of};
use crate::source::{Data, Node};

/// How many keys are shown where none must be given.
const LISTED: usize = 4;

/// What to write instead of a value where a mapping is expected; none where another form may stand there too, or
/// the value is none that a mapping could be made of.
pub fn as_mapping(forms: &[Form<'_>], node: &Node) -> Option<String> {
    let is_odd = |c: char| c == '\n' || is_odd_blank(c);
    let written = match &node.data {
        Data::Text(text) | Data::Number(text) if !text.contains(is_odd) => &**text,
        _ => return None,
    };
    let [form] = forms else { return None };
    let Some(keys) = form.keys() else { return form.is_mapping().then(|| by_name(*form, written)) };
    if keys.contains_key("url_from") && written.contains("://") {
        let help = "write `{ url_from: NAME }`, the name of an environment variable, and put the URL into that variable";
        return Some(help.to_owned());
    }
    if form.required().next().is_some() {
        return Some(format!("write `{}`", required(*form, written)));
    }
    let names: Vec<&str> = keys.keys().map(String::as_str).collect();
    match names.len() {
        ..=LISTED => Some(format!("write one or more of `{{ {}: … }}`", names.join(": …, "))),
        _ => Some(format!("write a mapping; {}", one_of("", names.iter().copied())?)),
    }
}

/// The entries that must be given: the value is that of the first, where it can be.
fn required(form: Form<'_>, written: &str) -> String {
    let entry = |(index, key): (usize, &str)| match index == 0 && form.takes_text(key) {
        true => format!("{key}: {written}"),
        false => format!("{key}: …"),
    };
    format!("{{ {} }}", form.required().enumerate().map(entry).collect::<Vec<_>>().join(", "))
}

/// An entry of a mapping whose keys are names.
fn by_name(form: Form<'_>, written: &str) -> String {
    match form.is_mapping_of("Money") {
        true => format!("write one for each currency: `{{ EUR: {written} }}`"),
        false => format!("write names and values: `{{ name: {written} }}`"),
    }
}
