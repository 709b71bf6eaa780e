//! The schema of the output of `explain`.

use super::build::{boolean, list, nullable, object, partly, reference, text, texts, union, word};
use serde_json::Value as Json;

/// Returns the keys of the data of `explain`, each with its schema: topics, words of billing systems, and all codes.
pub fn data() -> [(&'static str, Json); 3] {
    let code = object([
        ("code", text()),
        ("name", text()),
        ("severity", reference("severity")),
        ("summary", text()),
        ("subject", text()),
        ("is_rule", boolean()),
    ]);
    let word = object([("word", text()), ("system", text()), ("what", text()), ("keys", texts())]);
    [("topics", list(reference("topic"))), ("words", list(word)), ("codes", list(code))]
}

/// Returns the definitions that topics use.
pub fn definitions() -> Vec<(&'static str, Json)> {
    // `topic` is a constant in each of the three, so a program knows which of them it has.
    vec![("topic", union(vec![code(), kind(), field_topic()])), ("key", object(key()))]
}

/// Returns the schema of a code with its explanation.
fn code() -> Json {
    let example = || nullable(object([("file", nullable(text())), ("text", text())]));
    object([
        ("topic", word(&["code"])),
        ("code", text()),
        ("name", text()),
        ("severity", reference("severity")),
        ("summary", text()),
        ("meaning", text()),
        ("why", text()),
        ("example", object([("about", text()), ("wrong", example()), ("right", example())])),
        ("remedy", text()),
    ])
}

/// Returns the schema of a kind with its keys.
fn kind() -> Json {
    object([
        ("topic", word(&["kind"])),
        ("name", text()),
        ("about", text()),
        ("fields", list(reference("key"))),
        ("example", text()),
    ])
}

/// Returns the schema of a key, with the keys below it.
fn field_topic() -> Json {
    let own = [
        ("topic", word(&["field"])),
        ("kinds", texts()),
        ("fields", list(reference("key"))),
        ("example", nullable(text())),
    ];
    let all: Vec<(&'static str, Json)> = key().into_iter().chain(own).collect();
    // All of them are required; `object` cannot count keys that come from two lists.
    let count = all.len();
    partly(all, count)
}

/// Returns the properties of a key of a kind, each with its schema.
fn key() -> [(&'static str, Json); 6] {
    [
        ("path", text()),
        ("about", text()),
        ("type", text()),
        ("required", boolean()),
        ("default", serde_json::json!(true)),
        // Anything: a default has the type of its key.
        ("values", list(object([("value", text()), ("about", text())]))),
    ]
}
