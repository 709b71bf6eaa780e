//! Codes, kinds and fields explained, as text and JSON.

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
    /// A field, alike in one or more shapes.
    Field {
        /// The names of the shapes.
        shapes: Vec<String>,
        /// The field.
        field: Field,
        /// The fields right below it.
        below: Vec<Field>,
        /// Lines that show it.
        example: Option<String>,
    },
}

/// All codes by what they are about, a line or two for each.
pub fn codes_text(style: Style) -> String {
    let row = |code: &Code| [code.as_str(), code.name(), code.meaning()].map(Cell::new).to_vec();
    let table = |subject: &Subject| {
        let rows = subject.codes.iter().map(row).collect::<Vec<_>>();
        format!("{}\n{}", style.paint(Color::Bold, &titled(subject)), aligned(&rows, Some(2), style))
    };
    codes::subjects().iter().map(table).collect::<Vec<_>>().join("\n")
}

/// What codes are about, and whether they can be set.
fn titled(subject: &Subject) -> String {
    match subject.is_of_rules {
        true => format!("Rules: {}", subject.title.to_lowercase()),
        false => subject.title.to_owned(),
    }
}

/// All codes for programs.
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

/// A topic for people.
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

fn shape_text(shape: &Shape, style: Style) -> String {
    let mut out = format!("{}\n\n", style.paint(Color::Bold, &shape.name));
    out += &wrap(&shape.about, "", "", style);
    let (kind, keys): (Vec<&Field>, Vec<&Field>) = shape.below("").partition(|field| field.key() == "kind");
    let begin = if kind.is_empty() { String::new() } else { format!(" beside `kind: {}`", shape.name) };
    let heading = format!("Keys{begin} (* must be given)");
    out += &format!("\n{}\n", style.paint(Color::Bold, &heading));
    out + &fields_text(&keys, style) + &example_text(&shape.document(), style)
}

/// Lines of a file, as an example.
fn example_text(example: &str, style: Style) -> String {
    let lines: String = example.lines().map(|line| format!("  {line}\n")).collect();
    match lines.is_empty() {
        true => lines,
        false => format!("\n{}\n{lines}", style.paint(Color::Bold, "Example")),
    }
}

fn field_text(shapes: &[String], field: &Field, below: &[Field], style: Style) -> String {
    let shapes: Vec<&str> = shapes.iter().map(String::as_str).collect();
    let mut out = format!("{} of {}\n\n", style.paint(Color::Bold, &field.path), list(&shapes, "and"));
    out += &wrap(&field.about, "", "", style);
    out += "\n";
    out += &wrap(&field.form, "  type      ", "            ", style);
    out += &match &field.default {
        Some(default) => format!("  default   {default}\n"),
        None => format!("  required  {}\n", if field.required { "yes" } else { "no" }),
    };
    if !field.values.is_empty() {
        out += &format!("\n{}\n", style.paint(Color::Bold, "Values"));
        out += &table(field.values.iter().map(|(value, about)| (value.clone(), about.as_str())), style);
    }
    if !below.is_empty() {
        out += &format!("\n{}\n", style.paint(Color::Bold, "Keys below it (* must be given)"));
        out += &fields_text(&below.iter().collect::<Vec<_>>(), style);
    }
    out
}

fn fields_text(fields: &[&Field], style: Style) -> String {
    let mark = |field: &&Field| format!("{}{}", field.key(), if field.required { " *" } else { "" });
    table(fields.iter().map(|field| (mark(field), field.about.as_str())), style)
}

/// Words and what each means.
fn table<'a>(rows: impl Iterator<Item = (String, &'a str)>, style: Style) -> String {
    let rows: Vec<Vec<Cell>> = rows.map(|(word, about)| vec![Cell::new(word), Cell::new(about)]).collect();
    columns(&rows, Some(1), style)
}

/// What a word of a billing system is, and what a catalog calls it.
pub fn word_text(word: &Word, style: Style) -> String {
    let Word { word, what, system, keys } = word;
    wrap(&format!("`{word}`, {what} of {system}, is {} in a catalog.", list(keys, "or")), "", "", style)
}

/// The same for programs.
pub fn word_json(word: &Word) -> Value {
    json!({ "word": word.word, "system": word.system, "what": word.what, "keys": word.keys })
}

/// A topic for programs.
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

/// A paragraph in lines, the first of which begins otherwise than the rest.
fn wrap(text: &str, first: &str, rest: &str, style: Style) -> String {
    let options = wrapping(style.width).initial_indent(first).subsequent_indent(rest).break_words(false);
    textwrap::fill(text, options).trim_end().to_owned() + "\n"
}
