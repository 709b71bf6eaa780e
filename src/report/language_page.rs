//! Renders all kinds with their keys as one page of Markdown.

use crate::kinds::example::{ExampleValues, commented};
use crate::kinds::{Field, Shape};
use std::fmt::Write;

/// The introduction of the page with all kinds.
const BEGIN: &str = "\
# Kinds and keys

This page lists every kind of resource, the manifest `wares.yaml`, and all of their keys. \
`wares schema --format markdown` writes it from the texts that editors and `wares explain KIND` show. \
`wares explain KIND.KEY` shows a key with an example, and `wares new KIND` prints a document to start from.

Keys marked with `*` are required. A dot separates a key from the mapping that contains it. `NAME` stands for a key \
that you choose, such as a currency or the name of a limit.
";

/// Returns the page for the given kinds.
pub fn language(shapes: &[Shape]) -> String {
    let link = |shape: &Shape| format!("- [`{0}`](#{0}): {1}\n", shape.name, shape.about);
    let links: String = shapes.iter().map(link).collect();
    format!("{BEGIN}\n{links}{}", shapes.iter().map(kind).collect::<String>())
}

/// Returns the section about a kind: its description, an example, and a table of its keys.
fn kind(shape: &Shape) -> String {
    // Commented, since the comments of an example explain what the table cannot.
    let example = ExampleValues::plain(&shape.example).fill(&commented(&shape.example));
    let mut page = format!("\n## {}\n\n{}\n", shape.name, shape.about);
    if !example.is_empty() {
        let _ = write!(page, "\n```yaml\n{example}```\n");
    }
    page += "\n| key | type | meaning |\n|---|---|---|\n";
    // The heading names the kind already, and every kind has that key.
    page.extend(shape.fields.iter().filter(|field| field.path != "kind").map(row));
    page
}

/// Returns a key as a row of the table.
fn row(field: &Field) -> String {
    // A no-break space keeps the mark on the line of its key.
    let mark = if field.required { "&nbsp;*" } else { "" };
    let default = field.default.as_ref().map_or_else(String::new, |value| format!(" Default: `{value}`."));
    let values: Vec<String> = field.values.iter().map(|(value, about)| meaning(value, about)).collect();
    let values = if values.is_empty() { String::new() } else { format!("<br>{}", values.join("<br>")) };
    let about = format!("{}{default}{values}", field.about);
    // `*` is how the schema's paths write keys that the author chooses.
    let path = field.path.replace('*', "NAME");
    format!("| `{path}`{mark} | {} | {} |\n", cell(&field.form), cell(&about))
}

/// Returns a value of a key, with its meaning.
fn meaning(value: &str, about: &str) -> String {
    if about.is_empty() { format!("`{value}`") } else { format!("`{value}`: {about}") }
}

/// Escapes text for a cell of a table: a `|` would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
