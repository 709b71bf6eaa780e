//! Renders explanations of codes, kinds and fields, as text and JSON.

use super::columns::{Cell, aligned, columns, wrapping};
use super::{Color, Style};
use crate::codes::{self, Subject};
use crate::diagnostic::{Block, Code, Example, list};
use crate::kinds::{Field, Shape, Word};
use serde_json::{Value, json};

/// Something that can be explained.
#[derive(Clone, Debug)]
pub enum Topic {
    /// The code of a finding.
    Code(Code),
    /// A kind, or the manifest.
    Shape(Shape),
    /// A field of a shape, or of several shapes in which it is the same.
    Field {
        /// The names of the shapes.
        shapes: Vec<String>,
        /// The field to explain.
        field: Field,
        /// The fields one level below the field.
        below: Vec<Field>,
        /// Lines of a file that use the field, as an example.
        example: Option<String>,
    },
}

/// Returns all codes, grouped by subject, with a line or two for each code.
pub fn codes_text(style: Style) -> String {
    let row = |code: &Code| [code.as_str(), code.name(), code.meaning()].map(Cell::new).to_vec();
    let table = |subject: &Subject| {
        let rows = subject.codes.iter().map(row).collect::<Vec<_>>();
        format!("{}\n{}", style.paint(Color::Bold, &titled(subject)), aligned(&rows, Some(2), style))
    };
    codes::subjects().iter().map(table).collect::<Vec<_>>().join("\n")
}

/// Returns the heading of a subject. It says whether the codes are rules, whose levels can be set.
fn titled(subject: &Subject) -> String {
    match subject.is_of_rules {
        true => format!("Rules: {}", subject.title.to_lowercase()),
        false => subject.title.to_owned(),
    }
}

/// Returns all codes as JSON.
pub fn codes_json() -> Value {
    let code = |subject: &Subject, code: &Code| {
        json!({
            "code": code.as_str(), "name": code.name(), "severity": code.severity().to_string(),
            "summary": code.meaning(), "subject": subject.title, "is_rule": subject.is_of_rules,
        })
    };
    let of = |subject: Subject| subject.codes.iter().map(|it| code(&subject, it)).collect::<Vec<_>>();
    codes::subjects().into_iter().flat_map(of).collect()
}

/// Returns an explanation as text.
pub fn topic_text(topic: &Topic, style: Style) -> String {
    match topic {
        Topic::Code(code) => code_text(*code, style),
        Topic::Shape(shape) => shape_text(shape, style),
        Topic::Field { shapes, field, below, example } => {
            field_text(shapes, field, below, style)
                + &example_text(example.as_deref().unwrap_or_default(), style)
        }
    }
}

/// Returns a code: its meaning, and the sections of its explanation.
fn code_text(code: Code, style: Style) -> String {
    let explanation = code.explanation();
    let title = format!("{code} {} ({})", code.name(), code.severity());
    let mut out = format!("{}\n\n", style.paint(Color::Bold, &title));
    out += &wrap(code.meaning(), "", "", style);
    let parts = [
        ("What it means", &explanation.meaning),
        ("Why it matters", &explanation.why),
        ("Example", &explanation.example),
        ("How to fix it", &explanation.remedy),
    ];
    for (heading, blocks) in parts {
        out += &format!("\n{}\n", style.paint(Color::Bold, heading));
        out.extend(blocks.iter().map(|block| block_text(block, style)));
    }
    out
}

fn block_text(block: &Block, style: Style) -> String {
    match block {
        Block::Text(text) => wrap(text, "  ", "  ", style),
        Block::Yaml(Example { is_right, file, text }) => {
            let (word, color) = if *is_right { ("right", Color::Green) } else { ("wrong", Color::Red) };
            let file = file.as_ref().map_or_else(String::new, |file| format!(", in {file}"));
            let lines: String = text.lines().map(|line| format!("      {line}\n")).collect();
            format!("  {}\n{lines}", style.paint(color, &format!("{word}{file}:")))
        }
    }
}

/// Returns a kind or the manifest: its description, its keys, and an example.
fn shape_text(shape: &Shape, style: Style) -> String {
    let mut out = format!("{}\n\n", style.paint(Color::Bold, &shape.name));
    out += &wrap(&shape.about, "", "", style);
    // `kind` is the same in every document, and the heading mentions it.
    let (kind, keys): (Vec<&Field>, Vec<&Field>) = shape.below("").partition(|field| field.key() == "kind");
    let addition =
        if kind.is_empty() { String::new() } else { format!(" in addition to `kind: {}`", shape.name) };
    let heading = format!("Keys{addition} (* required)");
    out += &format!("\n{}\n", style.paint(Color::Bold, &heading));
    out + &fields_text(&keys, style) + &example_text(&shape.document(), style)
}

/// Returns lines of a file as an example, under a heading; empty if there are no lines.
fn example_text(example: &str, style: Style) -> String {
    let lines: String = example.lines().map(|line| format!("  {line}\n")).collect();
    match lines.is_empty() {
        true => lines,
        false => format!("\n{}\n{lines}", style.paint(Color::Bold, "Example")),
    }
}

/// Returns a field: its description, type, default and values, and the keys below the field.
fn field_text(shapes: &[String], field: &Field, below: &[Field], style: Style) -> String {
    let shapes: Vec<&str> = shapes.iter().map(String::as_str).collect();
    let mut out = format!("{} of {}\n\n", style.paint(Color::Bold, &field.path), list(&shapes, "and"));
    out += &wrap(&field.about, "", "", style);
    out += "\n";
    out += &wrap(&field.form, "  type      ", "            ", style);
    // A key with a default is never required, so one line says both.
    out += &match &field.default {
        Some(default) => format!("  default   {default}\n"),
        None => format!("  required  {}\n", if field.required { "yes" } else { "no" }),
    };
    if !field.values.is_empty() {
        out += &format!("\n{}\n", style.paint(Color::Bold, "Values"));
        out += &table(field.values.iter().map(|(value, about)| (value.clone(), about.as_str())), style);
    }
    if !below.is_empty() {
        out += &format!("\n{}\n", style.paint(Color::Bold, "Keys below it (* required)"));
        out += &fields_text(&below.iter().collect::<Vec<_>>(), style);
    }
    out
}

/// Returns fields with their descriptions. Required fields are marked with `*`.
fn fields_text(fields: &[&Field], style: Style) -> String {
    let mark = |field: &&Field| format!("{}{}", field.key(), if field.required { " *" } else { "" });
    table(fields.iter().map(|field| (mark(field), field.about.as_str())), style)
}

/// Returns a table of words with their meanings.
fn table<'a>(rows: impl Iterator<Item = (String, &'a str)>, style: Style) -> String {
    let rows: Vec<Vec<Cell>> = rows.map(|(word, about)| vec![Cell::new(word), Cell::new(about)]).collect();
    columns(&rows, Some(1), style)
}

/// Says what a word of a billing system means, and which keys of a catalog correspond to it.
pub fn word_text(word: &Word, style: Style) -> String {
    let Word { word, what, system, keys } = word;
    wrap(&format!("`{word}`, {what} of {system}, is {} in a catalog.", list(keys, "or")), "", "", style)
}

/// Returns a word of a billing system as JSON.
pub fn word_json(word: &Word) -> Value {
    json!({ "word": word.word, "system": word.system, "what": word.what, "keys": word.keys })
}

/// Returns an explanation as JSON.
pub fn topic_json(topic: &Topic) -> Value {
    match topic {
        Topic::Code(code) => code_json(*code),
        Topic::Shape(shape) => json!({
            "topic": "kind", "name": shape.name, "about": shape.about,
            "fields": shape.fields.iter().map(field_json).collect::<Vec<_>>(),
            "example": shape.document(),
        }),
        Topic::Field { shapes, field, below, example } => {
            let mut object = field_json(field);
            object["topic"] = json!("field");
            object["kinds"] = json!(shapes);
            object["fields"] = below.iter().map(field_json).collect();
            object["example"] = json!(example);
            object
        }
    }
}

fn code_json(code: Code) -> Value {
    let explanation = code.explanation();
    let prose = |blocks: &[Block]| {
        let text = |block: &Block| match block {
            Block::Text(text) => Some(text.clone()),
            Block::Yaml(_) => None,
        };
        blocks.iter().filter_map(text).collect::<Vec<_>>().join("\n")
    };
    let lines = |is_right| {
        explanation.lines(is_right).map(|example| json!({ "file": example.file, "text": example.text }))
    };
    json!({
        "topic": "code",
        "code": code.as_str(),
        "name": code.name(),
        "severity": code.severity().to_string(),
        "summary": code.meaning(),
        "meaning": prose(&explanation.meaning),
        "why": prose(&explanation.why),
        "example": { "about": prose(&explanation.example), "wrong": lines(false), "right": lines(true) },
        "remedy": prose(&explanation.remedy),
    })
}

fn field_json(field: &Field) -> Value {
    let values = field.values.iter().map(|(value, about)| json!({ "value": value, "about": about }));
    json!({
        "path": field.path,
        "about": field.about,
        "type": field.form,
        "required": field.required,
        "default": field.default,
        "values": values.collect::<Vec<_>>(),
    })
}

/// Wraps a paragraph to the width. The first line begins with `first`, the other lines with `rest`.
fn wrap(text: &str, first: &str, rest: &str, style: Style) -> String {
    // Long words are not broken, so that they can be copied.
    let options = wrapping(style.width).initial_indent(first).subsequent_indent(rest).break_words(false);
    textwrap::fill(text, options).trim_end().to_owned() + "\n"
}
