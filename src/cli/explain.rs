//! `wares explain`: explains codes, kinds and keys.

mod find;

use super::command_error::CommandError;
use super::{Exit, Global, Output};
use crate::codes;
use crate::diagnostic::list;
use crate::kinds::{Field, Shape, Word, shapes, words_of};
use crate::report::{
    Topic, codes_json, codes_page, codes_text, topic_json, topic_text, word_json, word_text,
};
use crate::source::Sources;
use clap::{Args, ValueEnum};
use find::{ends_with, fields_of, nearest, plain, topics};

/// Explains a code, a kind or a key; without a name, lists all codes and kinds.
#[derive(Debug, Args)]
pub struct Explain {
    /// A code (T02) or its name (unknown-key), a kind (package), or a key (periods, package.periods).
    #[arg(value_name = "CODE|NAME")]
    name: Vec<String>,
    /// How the explanation is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Human-readable text.
    Text,
    /// JSON for programs.
    Json,
    /// All codes on one page, for the web.
    Markdown,
}

/// Everything that a name refers to.
struct Matches<'a> {
    name: &'a str,
    topics: Vec<Topic>,
    /// The terms of billing systems that are spelled like the name.
    words: Vec<&'static Word>,
    /// Whether the name is a code, a kind or a key. If not, it is only a term of a billing system.
    is_topic: bool,
}

impl Explain {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        let shapes = shapes(&global.kinds);
        // A label in an admin panel may have several words, which need no quotes on the command line.
        let name = &self.name.join(" ");
        if name.is_empty() {
            return self.codes(&shapes, output);
        }
        if self.format == Format::Markdown {
            let message = "--format markdown prints all codes and takes no name";
            return output.report(&CommandError::misused(message, "leave out the name"), &Sources::default());
        }
        let words: Vec<&Word> = words_of(name).collect();
        let topics = topics(name, &shapes);
        let is_topic = !topics.is_empty();
        // A label of an admin panel is explained by the keys that replace it; a key with that name comes first.
        let topics = if is_topic { topics } else { fields_of(&words, &shapes) };
        match topics.is_empty() {
            true => self.unknown(name, &shapes, output),
            false => self.print(Matches { name, topics, words, is_topic }, &shapes, output),
        }
    }

    /// Prints the explanation of a name.
    fn print(&self, found: Matches<'_>, shapes: &[Shape], output: &Output) -> Exit {
        match self.format {
            Format::Text => text(&found, shapes, output),
            Format::Json | Format::Markdown => {
                let topics = found.topics.iter().map(topic_json).collect();
                let words = found.words.into_iter().map(word_json).collect();
                output.json("explain", Exit::Done, vec![("topics", topics), ("words", words)]);
            }
        }
        Exit::Done
    }

    /// Prints all codes.
    fn codes(&self, shapes: &[Shape], output: &Output) -> Exit {
        match self.format {
            Format::Text => index(shapes, output),
            // Listing codes cannot fail, so the exit code of printing them carries nothing.
            Format::Json => drop(output.json("explain", Exit::Done, vec![("codes", codes_json())])),
            Format::Markdown => output.write_raw(&codes_page()),
        }
        Exit::Done
    }

    /// Reports an unknown name, and suggests similar names.
    fn unknown(&self, name: &str, shapes: &[Shape], output: &Output) -> Exit {
        let message = format!("there is no code, kind or key `{name}`");
        let close = nearest(name, shapes);
        let close: Vec<&str> = close.iter().map(String::as_str).collect();
        let help = match close.as_slice() {
            [] => "`wares explain` lists all codes and kinds".to_owned(),
            close => format!("did you mean {}?", list(close, "or")),
        };
        // `Findings` and not `Usage`: the command line is well formed, and only the name is unknown.
        let error = CommandError::failed(message, help).with_exit(Exit::Findings);
        output.fail("explain", self.format == Format::Json, &error, &Sources::default())
    }
}

/// Prints the explanation of a name as text. If the name is only a term of a billing system, the explanation of the
/// term comes first.
fn text(found: &Matches<'_>, shapes: &[Shape], output: &Output) {
    let Matches { name, topics, words, is_topic } = found;
    let topic = |topic| topic_text(topic, output.style());
    let topics_text = topics.iter().map(topic).collect::<Vec<_>>().join("\n");
    let words_text: String = words.iter().map(|word| word_text(word, output.style())).collect();
    // A term of a billing system may also be a key: then the key is what was probably asked for.
    let parts = if *is_topic { [topics_text, words_text] } else { [words_text, topics_text] };
    let texts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    output.data(&texts.join("\n"));
    renamed(name, output);
    also(name, topics, shapes, output);
    keys(topics, output);
}

/// Prints all codes as text, and says what else can be explained.
fn index(shapes: &[Shape], output: &Output) {
    output.data(&codes_text(output.style()));
    let names: Vec<&str> = shapes.iter().map(|shape| shape.name.as_str()).collect();
    output.tell("\nRun `wares explain CODE` to learn more about one of them.");
    output.tell(&format!("Run `wares explain KIND` to list the keys of a kind: {}.", list(&names, "or")));
}

/// If a name is an alias that only the list of rules uses, says which code is reported instead.
fn renamed(name: &str, output: &Output) {
    if let Some(code) = codes::alias(name) {
        output.tell(&format!("`{}` is reported as `{code}`.", name.to_uppercase()));
    }
}

/// Lists other fields whose path ends with the same name, if they were not explained.
fn also(name: &str, topics: &[Topic], shapes: &[Shape], output: &Output) {
    let explained = |field: &Field| {
        // By path: one topic may stand for the same field of several kinds.
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
    // After sorting, so that equal paths of different kinds are neighbors.
    others.dedup();
    if !others.is_empty() {
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        output.tell(&format!("See also {}.", list(&others, "and")));
    }
}

/// Says how to get an explanation of a key, for each kind among the topics.
fn keys(topics: &[Topic], output: &Output) {
    let shapes = topics.iter().filter_map(|topic| match topic {
        Topic::Shape(shape) => Some(shape),
        _ => None,
    });
    for shape in shapes {
        // `kind` is a poor example: every document has it, and its explanation is always the same.
        if let Some(field) = shape.below("").find(|field| field.key() != "kind") {
            output.tell(&format!(
                "For example, run `wares explain {}.{}` to learn more about a key.",
                shape.name,
                field.key()
            ));
        }
    }
}
