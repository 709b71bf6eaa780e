//! The schema of a plan.

use super::build::{
    about, boolean, list, mapping, nullable, object, reference, text, texts, union, whole, word,
};
use serde_json::{Value as Json, json};

/// The definitions that a plan uses.
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

/// A plan.
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
        ("by_hand", about(texts(), "What has to be done by hand after applying the plan.")),
        ("foreign", nullable(foreign)),
        ("totals", reference("totals")),
        ("effect", reference("effect")),
        ("guards", list(reference("guard"))),
        ("saved", about(nullable(saved), "The file that `plan --out` saved the plan in.")),
    ])
}

/// The number of resources for each action, and of rows.
fn totals() -> Json {
    // By name, since `plan_json` writes them all as counts.
    let own = ["create", "revive", "adopt", "change", "delete", "release", "unchanged", "rows", "live"];
    object(own.map(|name| (name, whole())))
}

/// A resource that changes.
fn resource() -> Json {
    let edit = object([("row", text()), ("field", reference("field"))]);
    object([
        // Without `refresh`: a resource for which only the ledger is updated is not shown.
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

/// The subscriptions that the changes to a resource affect.
fn impact() -> Json {
    let states = "The number of subscriptions, by state as the database stores it.";
    let counted = "Live subscriptions to the resource that are already counted under an earlier resource of \
                   the plan.";
    object([
        ("by_state", about(mapping(whole()), states)),
        ("live", whole()),
        ("counted_before", about(whole(), counted)),
        ("renewals", list(renewal())),
        ("unpriced", about(whole(), "Live subscriptions whose renewal period loses a price.")),
        ("deleted", whole()),
        ("not_orderable", whole()),
        ("lost_moves", list(lost_move())),
    ])
}

/// Subscriptions that renew at a new price, with what they pay in total before and after.
fn renewal() -> Json {
    object([
        ("period", text()),
        ("currency", text()),
        ("subscriptions", whole()),
        ("before", text()),
        ("after", text()),
    ])
}

/// A move that subscriptions can no longer make.
fn lost_move() -> Json {
    object([
        ("direction", word(&["upgrade", "downgrade"])),
        ("from", text()),
        ("to", text()),
        ("subscriptions", whole()),
    ])
}

/// A row that changes.
fn row() -> Json {
    object([
        ("action", word(&["insert", "update", "delete"])),
        ("table", text()),
        ("field", about(text(), "How the files name the row within the resource.")),
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

/// A field that changes.
fn field() -> Json {
    object([
        ("column", text()),
        ("before", reference("value")),
        ("after", reference("value")),
        ("applied", about(reference("value"), "The value as last applied, if it differs from both.")),
        ("cause", reference("cause")),
        ("effect", reference("effect")),
    ])
}

/// What a guard found.
fn guard() -> Json {
    object([
        ("category", text()),
        ("code", text()),
        ("message", text()),
        ("help", text()),
        ("allowed", boolean()),
    ])
}

/// The effect of a change on existing subscribers.
fn effect() -> Json {
    // In the order of severity, which is also that of `Effect`.
    let words = word(&["internal", "new_sales", "better", "unknown", "worse"]);
    about(words, "The effect on existing subscribers, from the least to the most severe.")
}

/// A value of a column. Exact numbers are strings. A reference to a row is its natural key, or its id.
fn value() -> Json {
    union(vec![
        json!({ "type": "null" }),
        boolean(),
        json!({ "type": "integer" }),
        text(),
        list(reference("value")),
        // A row that no key names, such as a dangling reference, is known by its id alone.
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
