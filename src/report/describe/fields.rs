//! Renders the fields of the manifest of an installation package, as text and JSON.

use super::View;
use crate::diagnostic::{counted, printable};
use crate::kinds::{ManifestField, PackageManifest};
use crate::report::Color;
use crate::report::columns::{Cell, columns};
use crate::report::json::place_json;
use crate::source::{Data, Node, Sources};
use serde_json::{Value as Json, json};

/// The maximum number of characters that are shown of a caption.
const CAPTION: usize = 32;
/// The maximum number of characters that are shown of a default.
const DEFAULT: usize = 20;

/// The headings of the columns; the last column has none.
const HEADS: [&str; 9] =
    ["name", "type", "caption", "required", "default", "values", "shown if", "group", ""];
/// The index of the column that is wrapped: `values`.
const VALUES: usize = 5;

impl View<'_> {
    /// Returns the fields as a table. Empty columns are left out.
    pub(super) fn fields(&self, manifest: &PackageManifest) -> String {
        let inputs = manifest.inputs().count();
        let shown = manifest.fields.len() - inputs;
        let shown = match shown {
            0 => String::new(),
            1 => ", and 1 that only displays something".to_owned(),
            more => format!(", and {more} that only display something"),
        };
        let path = printable(manifest.document.file.path());
        let mut out = self.heading(&format!("{} of `{path}`{shown}", counted(inputs, "field")));
        let event = if manifest.applies_settings { "has" } else { "has no" };
        let event = format!(
            "the manifest {event} onApplySubscriptionSettings, which applies the settings of the new plan when a \
             subscription moves"
        );
        out.push_str(&columns(&[vec![Cell::painted(Color::Dim, event)]], Some(0), self.style));
        if !manifest.fields.is_empty() {
            out.push_str(&self.table_of(manifest));
        }
        out
    }

    fn table_of(&self, manifest: &PackageManifest) -> String {
        let rows: Vec<[String; 9]> = manifest.fields.iter().map(|field| self.field(field)).collect();
        let is_filled = |column: &usize| rows.iter().any(|row| !row[*column].is_empty());
        let shown: Vec<usize> = (0..HEADS.len()).filter(is_filled).collect();
        let heads = shown.iter().map(|column| Cell::painted(Color::Dim, HEADS[*column])).collect();
        // The last column is the place, which is dim in every list.
        let cell = |text: &String, column: usize| match column + 1 == HEADS.len() {
            true => Cell::painted(Color::Dim, text.as_str()),
            false => Cell::new(text.as_str()),
        };
        let line = |row: &[String; 9]| shown.iter().map(|column| cell(&row[*column], *column)).collect();
        let lines: Vec<Vec<Cell>> = std::iter::once(heads).chain(rows.iter().map(line)).collect();
        columns(&lines, shown.iter().position(|column| *column == VALUES), self.style)
    }

    /// Returns a field as the cells of a row.
    fn field(&self, field: &ManifestField) -> [String; 9] {
        let at = self.sources.position(field.place);
        // Others write these manifests, and a control character in one must not reach the terminal.
        let caption = field.caption().map(printable).unwrap_or_default();
        let default = field.default().map(|node| printable(&in_words(node))).unwrap_or_default();
        let shown_if = field.shown_if.as_ref();
        let shown_if = shown_if.map(|it| printable(&format!("{} is {}", it.field, it.value)));
        // A field that only displays something is neither required nor optional.
        let required = field.of.is_input().then(|| if field.is_required() { "yes" } else { "no" });
        [
            field.name.as_deref().map(printable).unwrap_or_default(),
            printable(field.of.word()),
            cut_to(&caption, CAPTION),
            required.unwrap_or_default().to_owned(),
            cut_to(&default, DEFAULT),
            rules(field),
            shown_if.unwrap_or_default(),
            field.group.as_deref().map(printable).unwrap_or_default(),
            format!("{}:{}", at.line, at.column),
        ]
    }
}

/// Returns text, cut if it has more than `most` characters.
fn cut_to(text: &str, most: usize) -> String {
    // By characters, since cutting in the middle of one would panic.
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Returns a value of a manifest in a few words.
fn in_words(node: &Node) -> String {
    match &node.data {
        Data::Null => String::new(),
        Data::Bool(flag) => flag.is_true().to_string(),
        Data::Number(text) | Data::Text(text) => text.to_string(),
        // On one line, as a cell requires.
        Data::Sequence(_) | Data::Mapping(_) => node.to_json().to_string(),
    }
}

/// Returns the constraints on the values of a field in words.
fn rules(field: &ManifestField) -> String {
    let range = match (field.number("min"), field.number("max")) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("{min} or more")),
        (None, Some(max)) => Some(format!("{max} or less")),
        (None, None) => None,
    };
    let step = field.number("increment").map(|step| format!("in steps of {step}"));
    let values = field.values().map(|values| {
        let values: Vec<String> = values.iter().map(|(value, _)| printable(value)).collect();
        values.join(" | ")
    });
    let regex = text_of(field, "regex").map(|regex| format!("matches {}", printable(regex)));
    let depends = field.depends_on();
    let depends = (!depends.is_empty()).then(|| printable(&format!("depends on {}", depends.join(", "))));
    let hidden = field.is_hidden().then(|| "hidden".to_owned());
    let disabled = field.is_disabled().then(|| "disabled".to_owned());
    let all = [range, step, values, regex, depends, hidden, disabled];
    all.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
}

fn text_of<'f>(field: &'f ManifestField, key: &str) -> Option<&'f str> {
    field.get(key).and_then(Node::as_text)
}

/// Returns the manifest with its fields as JSON.
pub fn manifest_json(manifest: &PackageManifest, sources: &Sources) -> Json {
    json!({
        "file": manifest.document.file.path(),
        "applies_subscription_settings": manifest.applies_settings,
        "fields": manifest.fields.iter().map(|field| field_json(field, sources)).collect::<Vec<_>>(),
    })
}

fn field_json(field: &ManifestField, sources: &Sources) -> Json {
    // Text, since decimals lose digits in many readers of JSON.
    let number = |key: &str| field.number(key).map(|number| number.to_string());
    let values = field.values().map(|values| {
        let value = |(value, caption): (String, String)| json!({ "value": value, "caption": caption });
        values.into_iter().map(value).collect::<Vec<_>>()
    });
    let shown_if = field.shown_if.as_ref().map(|it| json!({ "field": it.field, "value": it.value }));
    json!({
        "name": field.name,
        "type": field.of.word(),
        "is_input": field.of.is_input(),
        "group": field.group,
        "caption": field.caption(),
        "required": field.is_required(),
        "default": field.default().map(Node::to_json),
        "min": number("min"),
        "max": number("max"),
        "increment": number("increment"),
        "regex": text_of(field, "regex"),
        "values": values,
        "depends_on": field.depends_on(),
        "shown_if": shown_if,
        "hidden": field.is_hidden(),
        "disabled": field.is_disabled(),
        "place": place_json(field.place, sources),
    })
}
