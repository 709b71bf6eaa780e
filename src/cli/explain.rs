//! `wares explain`: what a finding means, what a kind is, what a field says.

mod find;

use super::output::Trouble;
use super::{Exit, Global, Output};
use crate::codes;
use crate::diagnostic::list;
use crate::kinds::{Field, Shape, Word, shapes, words_of};
use crate::report::{Topic, book, codes_json, codes_text, topic_json, topic_text, word_json, word_text};
use crate::source::Sources;
use clap::{Args, ValueEnum};
use find::{ends_with, fields_of, nearest, plain, topics};

/// Explains a code, a kind or a key; lists all codes and kinds when none is named.
#[derive(Debug, Args)]
pub struct Explain {
    /// A code (T02) or its name (unknown-key), a kind (package), a key (periods, package.periods).
    #[arg(value_name = "CODE|NAME")]
    name: Vec<String>,
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

/// What a name means.
struct Found<'a> {
    name: &'a str,
    topics: Vec<Topic>,
    /// What it is in billing systems.
    words: Vec<&'static Word>,
    /// Whether it is a code, a kind or a key.
    is_own: bool,
}

impl Explain {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let shapes = shapes(&global.kinds);
        // A label of an admin panel may have several words, whether they are quoted or not.
        let name = &self.name.join(" ");
        if name.is_empty() {
            return self.codes(&shapes, output);
        }
        if self.format == Format::Markdown {
            let trouble = Trouble::misused(
                "the page of all codes has no part that could be named",
                "leave the name out",
            );
            return output.trouble(&trouble, &Sources::default());
        }
        let words: Vec<&Word> = words_of(name).collect();
        let own = topics(name, &shapes);
        let is_own = !own.is_empty();
        let topics = if is_own { own } else { fields_of(&words, &shapes) };
        if topics.is_empty() {
            return self.unknown(name, &shapes, output);
        }
        let found = Found { name, topics, words, is_own };
        match self.format {
            Format::Text => text(&found, &shapes, output),
            Format::Json | Format::Markdown => {
                let topics = found.topics.iter().map(topic_json).collect();
                let words = found.words.into_iter().map(word_json).collect();
                output.json("explain", Exit::Done, vec![("topics", topics), ("words", words)]);
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
        let close = nearest(name, shapes);
        let close: Vec<&str> = close.iter().map(String::as_str).collect();
        let help = match close.as_slice() {
            [] => "`wares explain` lists all codes and kinds".to_owned(),
            close => format!("did you mean {}?", list(close, "or")),
        };
        let trouble = Trouble::failed(message, help).ending(Exit::Findings);
        output.fail("explain", self.format == Format::Json, &trouble, &Sources::default())
    }
}

/// What a name means, for people. A word of a billing system comes first where it is nothing else.
fn text(found: &Found<'_>, shapes: &[Shape], output: &Output) {
    let Found { name, topics, words, is_own } = found;
    let topic = |topic| topic_text(topic, output.style());
    let topics_text = topics.iter().map(topic).collect::<Vec<_>>().join("\n");
    let words_text: String = words.iter().map(|word| word_text(word, output.style())).collect();
    let parts = if *is_own { [topics_text, words_text] } else { [words_text, topics_text] };
    let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    output.data(&told.join("\n"));
    renamed(name, output);
    also(name, topics, shapes, output);
    keys(topics, output);
}

/// All codes, and what else can be asked for.
fn index(shapes: &[Shape], output: &Output) {
    output.data(&codes_text(output.style()));
    let names: Vec<&str> = shapes.iter().map(|shape| shape.name.as_str()).collect();
    output.tell("\n`wares explain CODE` tells more of one of them.");
    output.tell(&format!("`wares explain KIND` lists the keys of a kind: {}.", list(&names, "or")));
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
