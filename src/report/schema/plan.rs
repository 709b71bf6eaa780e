//! The schema of a plan.

use super::build::{
    about, boolean, list, mapping, nullable, object, reference, text, texts, union, whole, word,
};
use serde_json::{Value as Json, json};

/// Returns the definitions that a plan uses.
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

/// Returns the schema of a plan.
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

/// Returns the schema of the number of resources for each action, of rows, and of live subscriptions.
fn totals() -> Json {
    // By name, since `plan_json` writes them all as counts.
    let own = ["create", "revive", "adopt", "change", "delete", "release", "unchanged", "rows", "live"];
    object(own.map(|name| (name, whole())))
}

/// Returns the schema of a resource that changes.
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

/// Returns the schema of the impact: the subscriptions that the changes to a resource affect.
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

/// Returns the schema of the subscriptions that renew at a new price, and of what they pay in total before and after
/// the change.
fn renewal() -> Json {
    object([
        ("period", text()),
        ("currency", text()),
        ("subscriptions", whole()),
        ("before", text()),
        ("after", text()),
    ])
}

/// Returns the schema of a move that subscriptions can no longer make.
fn lost_move() -> Json {
    object([
        ("direction", word(&["upgrade", "downgrade"])),
        ("from", text()),
        ("to", text()),
        ("subscriptions", whole()),
    ])
}

/// Returns the schema of a row that changes.
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

/// Returns the schema of a field that changes.
fn field() -> Json {
    object([
        ("column", text()),
        ("before", reference("value")),
        ("after", reference("value")),
        (
            "applied",
            about(
                reference("value"),
                "The value as last applied, if it differs from both `before` and `after`.",
            ),
        ),
        ("cause", reference("cause")),
        ("effect", reference("effect")),
    ])
}

/// Returns the schema of what a guard found.
fn guard() -> Json {
    object([
        ("category", text()),
        ("code", text()),
        ("message", text()),
        ("help", text()),
        ("allowed", boolean()),
    ])
}

/// Returns the schema of the effect of a change on existing subscribers.
fn effect() -> Json {
    // In the order of severity, which is also that of `Effect`.
    let words = word(&["internal", "new_sales", "better", "unknown", "worse"]);
    about(
        words,
        "The effect on existing subscribers. The values are listed from the least to the most severe.",
    )
}

/// Returns the schema of a value of a column. Exact numbers are strings. A reference to a row is the row's natural key,
/// or its id.
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

/// Returns the schema of the origin of a saved plan.
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
