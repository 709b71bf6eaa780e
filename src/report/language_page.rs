//! All kinds with their keys, as a page of Markdown.

use crate::kinds::example::{Filling, commented};
use crate::kinds::{Field, Shape};
use std::fmt::Write;

/// What stands above all of them.
const BEGIN: &str = "\
# Kinds and keys

This page lists every kind of resource, the manifest `wares.yaml`, and every key that they have. It is written by \
`wares schema --format markdown`, from the texts that editors show and that `wares explain KIND` prints. \
`wares explain KIND.KEY` shows a key with an example, and `wares new KIND` prints a document to begin with.

A key that is marked with `*` must be given. A dot stands between a key and the mapping that it is in, and `NAME` for a \
key that you choose, such as a currency or the name of a limit.
";

/// The page.
pub fn language(shapes: &[Shape]) -> String {
    let link = |shape: &Shape| format!("- [`{0}`](#{0}): {1}\n", shape.name, shape.about);
    let links: String = shapes.iter().map(link).collect();
    format!("{BEGIN}\n{links}{}", shapes.iter().map(kind).collect::<String>())
}

fn kind(shape: &Shape) -> String {
    let example = Filling::plain(&shape.example).fill(&commented(&shape.example));
    let mut page = format!("\n## {}\n\n{}\n", shape.name, shape.about);
    if !example.is_empty() {
        let _ = write!(page, "\n```yaml\n{example}```\n");
    }
    page += "\n| key | what may stand there | what it says |\n|---|---|---|\n";
    page.extend(shape.fields.iter().filter(|field| field.path != "kind").map(row));
    page
}

fn row(field: &Field) -> String {
    let mark = if field.required { "&nbsp;*" } else { "" };
    let default =
        field.default.as_ref().map_or_else(String::new, |value| format!(" Unless given, it is `{value}`."));
    let values: Vec<String> = field.values.iter().map(|(value, about)| meaning(value, about)).collect();
    let values = if values.is_empty() { String::new() } else { format!("<br>{}", values.join("<br>")) };
    let about = format!("{}{default}{values}", field.about);
    let path = field.path.replace('*', "NAME");
    format!("| `{path}`{mark} | {} | {} |\n", cell(&field.form), cell(&about))
}

fn meaning(value: &str, about: &str) -> String {
    if about.is_empty() { format!("`{value}`") } else { format!("`{value}`: {about}") }
}

/// A text in a table, where a bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
