//! A plan.

use super::build::{
    about, boolean, list, mapping, nullable, object, reference, text, texts, union, whole, word,
};
use serde_json::{Value as Json, json};

/// The definitions of which a plan is made.
pub fn definitions() -> Vec<(&'static str, Json)> {
    vec![
        ("plan", plan()),
        ("totals", totals()),
        ("resource", resource()),
        ("impact", impact()),
        ("row", row()),
        ("image", about(mapping(reference("value")), "Values by column.")),
        ("field", field()),
        ("guard", guard()),
        ("effect", effect()),
        ("cause", word(&["files", "drift", "both"])),
        ("value", value()),
    ]
}

fn plan() -> Json {
    let foreign = object([("count", whole()), ("counted", boolean())]);
    let saved = object([("path", text()), ("checksum", text())]);
    object([
        ("id", text()),
        ("hash", text()),
        ("catalog", text()),
        ("database", text()),
        ("base", nullable(text())),
        ("empty", boolean()),
        ("resources", about(list(reference("resource")), "In the order of the files, deletions last.")),
        ("by_hand", about(texts(), "What a person has to do once it is applied.")),
        ("foreign", nullable(foreign)),
        ("totals", reference("totals")),
        ("effect", reference("effect")),
        ("guards", list(reference("guard"))),
        ("saved", about(nullable(saved), "The file in which `plan --out` saved it.")),
    ])
}

fn totals() -> Json {
    let own = ["create", "revive", "adopt", "change", "delete", "release", "unchanged", "rows", "live"];
    object(own.map(|name| (name, whole())))
}

fn resource() -> Json {
    let edit = object([("row", text()), ("field", reference("field"))]);
    object([
        ("action", word(&["create", "adopt", "revive", "change", "delete", "release"])),
        ("kind", text()),
        ("former_kind", nullable(text())),
        ("name", text()),
        ("key", list(reference("value"))),
        ("id", nullable(text())),
        ("place", nullable(reference("place"))),
        ("protect", boolean()),
        ("drifted", boolean()),
        ("rows", list(reference("row"))),
        ("edits", list(edit)),
        ("notes", texts()),
        ("effect", reference("effect")),
        ("impact", reference("impact")),
    ])
}

fn impact() -> Json {
    let renewal = object([
        ("period", text()),
        ("currency", text()),
        ("subscriptions", whole()),
        ("before", text()),
        ("after", text()),
    ]);
    let lost = object([
        ("direction", word(&["upgrade", "downgrade"])),
        ("from", text()),
        ("to", text()),
        ("subscriptions", whole()),
    ]);
    object([
        ("by_state", about(mapping(whole()), "Subscriptions by state, as the database has it.")),
        ("live", whole()),
        (
            "counted_before",
            about(whole(), "Live subscriptions of it that have something which changes before it."),
        ),
        ("renewals", list(renewal)),
        ("unpriced", about(whole(), "Live subscriptions that renew by a period which loses a price.")),
        ("deleted", whole()),
        ("not_orderable", whole()),
        ("lost_moves", list(lost)),
    ])
}

fn row() -> Json {
    object([
        ("action", word(&["insert", "update", "delete"])),
        ("table", text()),
        ("field", about(text(), "What the files call it, within the resource.")),
        ("key", list(reference("value"))),
        ("place", nullable(reference("place"))),
        ("id", nullable(text())),
        ("before", nullable(reference("image"))),
        ("after", nullable(reference("image"))),
        ("fields", list(reference("field"))),
        ("cause", reference("cause")),
        ("note", nullable(word(&["duplicate", "dangling", "goes_with"]))),
        ("effect", reference("effect")),
    ])
}

fn field() -> Json {
    object([
        ("column", text()),
        ("before", reference("value")),
        ("after", reference("value")),
        ("applied", about(reference("value"), "As last applied, where it was another than both.")),
        ("cause", reference("cause")),
        ("effect", reference("effect")),
    ])
}

fn guard() -> Json {
    object([
        ("category", text()),
        ("code", text()),
        ("message", text()),
        ("help", text()),
        ("allowed", boolean()),
    ])
}

fn effect() -> Json {
    let words = word(&["internal", "new_sales", "better", "unknown", "worse"]);
    about(words, "What it does to who has the thing today, from the least to the gravest.")
}

/// A value of a column. Exact numbers are texts; a row that is referred to is its natural key, or its id.
fn value() -> Json {
    union(vec![
        json!({ "type": "null" }),
        boolean(),
        json!({ "type": "integer" }),
        text(),
        list(reference("value")),
        object([("id", text())]),
    ])
}

/// Where a saved plan comes from.
pub fn origin() -> Json {
    let source = object([("commit", text()), ("dirty", boolean())]);
    let database = object([
        ("description", text()),
        ("system_identifier", nullable(text())),
        ("name", text()),
        ("oid", whole()),
        ("schema", text()),
        ("is_private", boolean()),
    ]);
    object([
        ("tool_version", text()),
        ("created", about(text(), "When the database was read, in UTC.")),
        ("catalog", text()),
        ("environment", nullable(text())),
        ("source", nullable(source)),
        ("database", database),
        ("url_from", nullable(text())),
    ])
}
