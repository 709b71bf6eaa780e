//! `wares explain`: what a finding means, what a kind is, what a field says.

use super::output::Trouble;
use super::{Exit, Global, Output};
use crate::catalog::MANIFEST;
use crate::codes;
use crate::diagnostic::{list, near};
use crate::kinds::{Field, Shape, shapes};
use crate::report::{Topic, book, codes_json, codes_text, topic_json, topic_text};
use crate::source::Sources;
use clap::{Args, ValueEnum};

/// Explains a code, a kind or a key; lists all codes and kinds when none is named.
#[derive(Debug, Args)]
pub struct Explain {
    /// A code (T02) or its name (unknown-key), a kind (package), a key (periods, package.periods).
    #[arg(value_name = "CODE|NAME")]
    name: Option<String>,
    /// How it is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// All codes as one page, for people who read on the web.
    Markdown,
}

impl Explain {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let shapes = shapes(&global.kinds);
        let Some(name) = &self.name else { return self.codes(&shapes, output) };
        if self.format == Format::Markdown {
            let trouble = Trouble::misused(
                "the page of all codes has no part that could be named",
                "leave the name out",
            );
            return output.trouble(&trouble, &Sources::default());
        }
        let topics = topics(name, &shapes);
        if topics.is_empty() {
            return self.unknown(name, &shapes, output);
        }
        match self.format {
            Format::Text => {
                let text = |topic| topic_text(topic, output.style());
                output.data(&topics.iter().map(text).collect::<Vec<_>>().join("\n"));
                renamed(name, output);
                also(name, &topics, &shapes, output);
                keys(&topics, output);
            }
            Format::Json | Format::Markdown => {
                let data = vec![("topics", topics.iter().map(topic_json).collect())];
                output.json("explain", Exit::Done, data);
            }
        }
        Exit::Done
    }

    fn codes(&self, shapes: &[Shape], output: &Output) -> Exit {
        match self.format {
            Format::Text => index(shapes, output),
            Format::Json => drop(output.json("explain", Exit::Done, vec![("codes", codes_json())])),
            Format::Markdown => output.exact(&book()),
        }
        Exit::Done
    }

    fn unknown(&self, name: &str, shapes: &[Shape], output: &Output) -> Exit {
        let message = format!("there is no code, kind or key `{name}`");
        let close = candidates(shapes);
        let close = near(name, close.iter().map(String::as_str));
        let help = match close.as_slice() {
            [] => "`wares explain` lists all codes and kinds".to_owned(),
            close => format!("did you mean {}?", list(close, "or")),
        };
        let trouble = Trouble::failed(message, help).ending(Exit::Findings);
        output.fail("explain", self.format == Format::Json, &trouble, &Sources::default())
    }
}

/// All codes, and what else can be asked for.
fn index(shapes: &[Shape], output: &Output) {
    output.data(&codes_text(output.style()));
    let names: Vec<&str> = shapes.iter().map(|shape| shape.name.as_str()).collect();
    output.tell("\n`wares explain CODE` tells more of one of them.");
    output.tell(&format!("`wares explain KIND` lists the keys of a kind: {}.", list(&names, "or")));
}

/// What a name may mean: a code, a kind; only where there is neither, a field.
fn topics(name: &str, shapes: &[Shape]) -> Vec<Topic> {
    let kebab = name.to_lowercase().replace('_', "-");
    let code = codes::find(name).map(Topic::Code);
    let snake = kebab.replace('-', "_");
    let named = if name == MANIFEST { "manifest" } else { snake.as_str() };
    let shape = shapes.iter().find(|shape| shape.name == named).map(|shape| Topic::Shape(shape.clone()));
    let found: Vec<Topic> = code.into_iter().chain(shape).collect();
    if found.is_empty() { fields(&snake, shapes) } else { found }
}

/// The fields of a path, or else those whose path ends with it.
fn fields(name: &str, shapes: &[Shape]) -> Vec<Topic> {
    let (only, path) = match name.split_once('.') {
        Some((shape, path)) if shapes.iter().any(|known| known.name == shape) => (Some(shape), path),
        _ => (None, name),
    };
    let asked = || shapes.iter().filter(move |shape| only.is_none_or(|only| only == shape.name));
    let every = || asked().flat_map(|shape| shape.fields.iter().map(move |field| (shape, field)));
    let exact: Vec<_> = every().filter(|(_, field)| plain(field) == path).collect();
    let ending = || every().filter(|(_, field)| ends_with(field, path)).collect();
    together(if exact.is_empty() { ending() } else { exact })
}

/// Fields as topics; what is alike in several shapes is one.
fn together(found: Vec<(&Shape, &Field)>) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for (shape, field) in found {
        let same = topics.iter_mut().find_map(|topic| match topic {
            Topic::Field { shapes, field: known, .. } if known == field => Some(shapes),
            _ => None,
        });
        match same {
            Some(shapes) => shapes.push(shape.name.clone()),
            None => topics.push(Topic::Field {
                shapes: vec![shape.name.clone()],
                field: field.clone(),
                below: shape.below(&field.path).cloned().collect(),
            }),
        }
    }
    topics
}

/// A field's path without the keys that the author chooses.
fn plain(field: &Field) -> String {
    field.path.replace(".*", "")
}

fn ends_with(field: &Field, path: &str) -> bool {
    plain(field).strip_suffix(path).is_some_and(|before| before.ends_with('.'))
}

/// Says by which code a fault is found that the list of rules calls otherwise.
fn renamed(name: &str, output: &Output) {
    if let Some(code) = codes::alias(name) {
        output.tell(&format!("`{}` of the list of rules is found as `{code}`.", name.to_uppercase()));
    }
}

/// Names the fields that are called alike and were not explained.
fn also(name: &str, topics: &[Topic], shapes: &[Shape], output: &Output) {
    let explained = |field: &Field| {
        topics
            .iter()
            .any(|topic| matches!(topic, Topic::Field { field: known, .. } if known.path == field.path))
    };
    let mut others: Vec<String> = shapes
        .iter()
        .flat_map(|shape| &shape.fields)
        .filter(|field| ends_with(field, name) && !explained(field))
        .map(plain)
        .collect();
    others.sort();
    others.dedup();
    if !others.is_empty() {
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        output.tell(&format!("See also {}.", list(&others, "and")));
    }
}

/// Says how to ask for a key of what was explained.
fn keys(topics: &[Topic], output: &Output) {
    let shapes = topics.iter().filter_map(|topic| match topic {
        Topic::Shape(shape) => Some(shape),
        _ => None,
    });
    for shape in shapes {
        if let Some(field) = shape.below("").find(|field| field.key() != "kind") {
            output.tell(&format!("`wares explain {}.{}` tells more of a key.", shape.name, field.key()));
        }
    }
}

/// All that can be asked for.
fn candidates(shapes: &[Shape]) -> Vec<String> {
    let codes = codes::all().into_iter().flat_map(|code| [code.as_str().to_owned(), code.name().to_owned()]);
    let shape = |shape: &Shape| {
        let fields = shape.fields.iter().flat_map(|field| [plain(field), field.key().to_owned()]);
        fields.chain([shape.name.clone()]).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = codes.chain(shapes.iter().flat_map(shape)).collect();
    all.sort();
    all.dedup();
    all
}
